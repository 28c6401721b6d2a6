/* SPDX-License-Identifier: MIT */
/* Which hours and days stand out, by medians of what went before them. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "spend/watch.h"

/* Amounts of the baseline, sorted. */
struct window {
	int64_t	*v;
	size_t	n, room;
};

static size_t
place_of(const struct window *w, int64_t v)
{
	size_t lo = 0, hi = w->n, mid;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (w->v[mid] < v)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static void
window_add(struct window *w, int64_t v)
{
	size_t i = place_of(w, v);

	if (w->n == w->room) {
		w->room = w->room * 2 + 64;
		w->v = xreallocarray(w->v, w->room, sizeof(*w->v));
	}
	memmove(w->v + i + 1, w->v + i, (w->n - i) * sizeof(*w->v));
	w->v[i] = v;
	w->n++;
}

static void
window_remove(struct window *w, int64_t v)
{
	size_t i = place_of(w, v);

	w->n--;
	memmove(w->v + i, w->v + i + 1, (w->n - i) * sizeof(*w->v));
}

static int64_t
mean(int64_t a, int64_t b)
{
	return (int64_t)div_half_even((int128)a + b, 2);
}

/* 0 where there is nothing: what is new is held against nothing. */
static int64_t
median(const struct window *w)
{
	if (w->n == 0)
		return 0;
	return mean(w->v[(w->n - 1) / 2], w->v[w->n / 2]);
}

/* Deviations from m grow to both sides of it: they are met in order. */
static int64_t
deviation(const struct window *w, int64_t m)
{
	size_t up = place_of(w, m), down = up, i;
	int64_t d[2] = { 0, 0 };
	int128 above, below;

	if (w->n == 0)
		return 0;
	for (i = 0; i <= w->n / 2; i++) {
		above = up < w->n ? (int128)w->v[up] - m : INT64_MAX;
		below = down > 0 ? (int128)m - w->v[down - 1] : INT64_MAX;
		d[0] = d[1];
		if (above <= below) {
			d[1] = (int64_t)above;
			up++;
		} else {
			d[1] = (int64_t)below;
			down--;
		}
	}
	return w->n % 2 != 0 ? d[1] : mean(d[0], d[1]);
}

static void
judge_point(const struct window *w, const struct watch_rule *rule,
    struct watch_point *p)
{
	int128 amount = p->amount;

	p->judged = true;
	p->samples = (int64_t)w->n;
	p->baseline = median(w);
	p->mad = deviation(w, p->baseline);
	p->hit = amount > 0 && amount >= rule->min_usd &&
	    amount * MONEY_ONE >= (int128)rule->factor * p->baseline &&
	    (amount - p->baseline) * MONEY_ONE >= (int128)rule->mad * p->mad;
}

/* Cheap where nothing comes near: most points do not. */
static bool
is_worth_it(const struct window *w, const struct watch_rule *rule,
    const struct watch_point *p)
{
	return p->amount >= rule->min_usd && (int128)p->amount * MONEY_ONE >=
	    (int128)rule->factor * median(w);
}

static void
judge_series(const struct watch *w, struct watch_series *s, bool all)
{
	const struct watch_rule *rule = s->kind == WATCH_MODEL ?
	    &w->policy.surge : &w->policy.spike;
	struct window window = { 0 };
	struct watch_point *p;
	size_t i, first = 0;

	for (i = 0; i < s->n; i++) {
		p = &s->point[i];
		for (; s->point[first].time < p->time - rule->days * UTC_DAY;
		    first++)
			if (s->point[first].amount != 0)
				window_remove(&window, s->point[first].amount);
		if (p->time >= w->from && p->time < w->to &&
		    p->time - p->since >= w->policy.history &&
		    (all || is_worth_it(&window, rule, p)))
			judge_point(&window, rule, p);
		if (p->amount != 0)
			window_add(&window, p->amount);
	}
	free(window.v);
}

static bool
hits_at(const struct watch_series *s, int64_t time)
{
	size_t lo = 0, hi = s->n, mid;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (s->point[mid].time < time)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < s->n && s->point[lo].time == time && s->point[lo].hit;
}

/* What a workload's own hour shows already is not said of its caller, too. */
static void
leave_to_workloads(const struct watch *w, struct watch_series *s)
{
	struct watch_point *p;

	for (p = s->point; p < s->point + s->n; p++)
		if (p->hit && p->owner >= 0 &&
		    hits_at(&w->series[p->owner], p->time))
			p->hit = false;
}

void
watch_judge(struct watch *w)
{
	struct watch_series *s;

	for (s = w->series; s < w->series + w->n_series; s++)
		if (s->kind != WATCH_USE)
			judge_series(w, s, false);
	for (s = w->series; s < w->series + w->n_series; s++)
		if (s->kind == WATCH_CALLER)
			leave_to_workloads(w, s);
}

void
watch_judge_all(struct watch *w, struct watch_series *s)
{
	judge_series(w, s, true);
}
