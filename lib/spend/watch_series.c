/* SPDX-License-Identifier: MIT */
/* The bill as series, by what attribution lays out a day at a time. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "spend/attribution.h"
#include "spend/watch.h"

#define NOBODY	UINT32_MAX

struct watch_own {			/* words, by attribution's number */
	uint32_t workload, payer, account, who;
	int64_t	caller, first;		/* hour of its spend; 0: none */
};

struct watch_sku {
	uint32_t thing, use;
};

struct watch_bill {
	int64_t	load, step, since, since_hours;
	bool	newest;			/* of its payer */
};

struct key {				/* compared as bytes: no padding */
	uint32_t kind, a, b, c;
};

const char *
watch_word(const struct watch *w, uint32_t n)
{
	return n == NOBODY ? "" : intern_get(w->words, n, NULL);
}

static uint32_t
word(struct watch *w, const char *text)
{
	return text == NULL ? NOBODY :
	    intern_add(w->words, text, strlen(text));
}

char *
watch_subject(const struct watch *w, const struct watch_series *s)
{
	if (s->kind == WATCH_WORKLOAD)
		return xasprintf("wl-%s", watch_word(w, s->a));
	if (s->kind == WATCH_CALLER)
		return xasprintf("%s|%s|%s", watch_word(w, s->a),
		    watch_word(w, s->b), watch_word(w, s->c));
	return xasprintf("%s|%s", watch_word(w, s->a), watch_word(w, s->b));
}

struct watch_series *
watch_find(struct watch *w, enum watch_kind kind, const char *subject)
{
	char *text;
	size_t i;
	bool same = false;

	for (i = 0; i < w->n_series && !same; i++) {
		if (w->series[i].kind != kind)
			continue;
		text = watch_subject(w, &w->series[i]);
		same = strcmp(text, subject) == 0;
		free(text);
	}
	return same ? &w->series[i - 1] : NULL;
}

static size_t
series_of(struct watch *w, enum watch_kind kind, uint32_t a, uint32_t b,
    uint32_t c)
{
	struct key k = { kind, a, b, c };
	size_t id = intern_add(w->keys, &k, sizeof(k));

	if (id < w->n_series)
		return id;
	if (id >= w->room) {
		w->room = w->room * 2 + 256;
		w->series = xreallocarray(w->series, w->room,
		    sizeof(*w->series));
	}
	w->series[id] = (struct watch_series){ .kind = kind, .a = a, .b = b,
	    .c = c };
	w->n_series = id + 1;
	return id;
}

/* The point of that time: spend comes in order of days, not within one. */
static struct watch_point *
point_at(struct watch_series *s, int64_t time)
{
	size_t i = s->n;

	while (i > 0 && s->point[i - 1].time > time)
		i--;
	if (i > 0 && s->point[i - 1].time == time)
		return &s->point[i - 1];
	if (s->n == s->room) {
		s->room = s->room * 2 + 8;
		s->point = xreallocarray(s->point, s->room,
		    sizeof(*s->point));
	}
	memmove(s->point + i + 1, s->point + i,
	    (s->n - i) * sizeof(*s->point));
	s->n++;
	s->point[i] = (struct watch_point){ .time = time, .since = INT64_MIN,
	    .owner = -2 };
	return &s->point[i];
}

static int
add(struct watch *w, size_t series, int64_t time, int64_t cost,
    int64_t since, int64_t owner)
{
	struct watch_point *p = point_at(&w->series[series], time);

	if (money_add(&p->amount, cost) != 0)
		return foc_fail(w->f, FOC_SYSTEM, "an hour or a day adds up to "
		    "more than 922 million dollars");
	if (since > p->since)
		p->since = since;
	p->owner = p->owner == -2 || p->owner == owner ? owner : -1;
	return FOC_OK;
}

static const struct watch_bill *
bill_of(const struct watch *w, int64_t load)
{
	size_t lo = 0, hi = w->n_bills, mid;

	while (hi - lo > 1) {
		mid = lo + (hi - lo) / 2;
		if (w->bill[mid].load <= load)
			lo = mid;
		else
			hi = mid;
	}
	return &w->bill[lo];
}

/* The series of one owner, load and sku, as long as rows are of them. */
struct run {
	int64_t	own, load, sku;
	const struct watch_bill *bill;
	int64_t	workload;
	size_t	caller, model, use;
};

static void
find_series(struct watch *w, struct run *t)
{
	const struct watch_own *o = &w->own[t->own];
	const struct watch_sku *k = &w->sku[t->sku];

	t->bill = bill_of(w, t->load);
	t->workload = o->workload == NOBODY ? -1 :
	    (int64_t)series_of(w, WATCH_WORKLOAD, o->workload, 0, 0);
	t->caller = series_of(w, WATCH_CALLER, o->account, o->who, k->thing);
	t->model = series_of(w, WATCH_MODEL, o->payer, k->thing, 0);
	t->use = series_of(w, WATCH_USE, o->workload, o->account, k->use);
}

static int
add_row(struct watch *w, const struct run *t, int64_t time, int64_t cost)
{
	const struct watch_bill *b = t->bill;
	int64_t day = time - time % UTC_DAY;
	int status = FOC_OK;

	if (b->step == UTC_DAY) {
		w->daily = b->load;
	} else {
		if (t->workload >= 0)
			status = add(w, (size_t)t->workload, time, cost,
			    b->since_hours, -1);
		if (status == FOC_OK)
			status = add(w, t->caller, time, cost, b->since_hours,
			    t->workload);
	}
	if (status == FOC_OK)
		status = add(w, t->model, day, cost, b->since, -1);
	if (status == FOC_OK && day >= w->from)
		status = add(w, t->use, day, cost, 0, -1);
	return status;
}

static int
add_taken(struct watch *w)
{
	struct run t = { .own = -1 };
	struct watch_own *own;
	struct rows r;
	int status, failed = FOC_OK;

	db_query(&r, w->f, SQL_WATCH_SPENT, "");
	while (failed == FOC_OK && db_next(&r)) {
		if (t.own != db_int(&r, 0) || t.load != db_int(&r, 1) ||
		    t.sku != db_int(&r, 2)) {
			t.own = db_int(&r, 0);
			t.load = db_int(&r, 1);
			t.sku = db_int(&r, 2);
			find_series(w, &t);
		}
		failed = add_row(w, &t, db_int(&r, 3), db_int(&r, 4));
		own = &w->own[t.own];
		if (own->first == 0 || db_int(&r, 3) < own->first)
			own->first = db_int(&r, 3);
	}
	status = db_done(&r);
	return status != FOC_OK ? status : failed;
}

int64_t
watch_since(const struct watch *w)
{
	int64_t since = INT64_MIN;
	size_t i;

	for (i = 0; i < w->n_bills; i++)
		if (w->bill[i].newest && w->bill[i].since > since)
			since = w->bill[i].since;
	return since;
}

int
watch_keep_seen(struct watch *w)
{
	const struct watch_own *o;
	int status = FOC_OK;

	for (o = w->own; o < w->own + w->n_own && status == FOC_OK; o++)
		if (o->first != 0)
			status = db_run(w->f, SQL_WATCH_SEEN_ADD, "ii",
			    o->caller, o->first);
	return status;
}

/* --- what the numbers of attribution mean */

static int
read_owners(struct watch *w)
{
	struct rows r;
	size_t id, room = 0;

	db_query(&r, w->f, SQL_WATCH_OWNERS, "");
	while (db_next(&r)) {
		id = (size_t)db_int(&r, 0);
		if (id >= room) {
			room = id * 2 + 256;
			w->own = xreallocarray(w->own, room, sizeof(*w->own));
		}
		while (w->n_own < id)	/* 0 is nobody */
			w->own[w->n_own++] = (struct watch_own){ 0 };
		w->own[w->n_own++] = (struct watch_own){
		    word(w, db_text(&r, 1)), word(w, db_text(&r, 2)),
		    word(w, db_text(&r, 3)), word(w, db_text(&r, 4)),
		    db_int(&r, 5), 0 };
	}
	return db_done(&r);
}

static int
read_skus(struct watch *w)
{
	struct rows r;
	size_t id, room = 0;

	db_query(&r, w->f, SQL_WATCH_SKUS, "");
	while (db_next(&r)) {
		id = (size_t)db_int(&r, 0);
		if (id >= room) {
			room = id * 2 + 64;
			w->sku = xreallocarray(w->sku, room, sizeof(*w->sku));
		}
		w->sku[id] = (struct watch_sku){ word(w, db_text(&r, 1)),
		    word(w, db_text(&r, 2)) };
	}
	return db_done(&r);
}

static int
by_load(const void *a, const void *b)
{
	const struct watch_bill *x = a, *y = b;

	return (x->load > y->load) - (x->load < y->load);
}

/*
 * Since when the data of each load's payer have had no hole: a month that
 * is not loaded, or rows of days where hours are asked for.
 */
static int
read_bills(struct watch *w)
{
	char *payer = xstrdup("");
	struct watch_bill *b, last = { 0 };
	int64_t period = 0;
	struct rows r;
	int status;

	db_query(&r, w->f, SQL_WATCH_BILLS, "");
	while (db_next(&r)) {
		w->bill = xreallocarray(w->bill, w->n_bills + 1,
		    sizeof(*w->bill));
		b = &w->bill[w->n_bills++];
		*b = (struct watch_bill){ db_int(&r, 0), db_int(&r, 1),
		    db_int(&r, 4), db_int(&r, 4), true };
		if (strcmp(payer, db_text(&r, 2)) == 0)
			b[-1].newest = false;
		if (strcmp(payer, db_text(&r, 2)) == 0 &&
		    utc_month_next(period) == db_int(&r, 3)) {
			b->since = last.since;
			if (last.step != UTC_DAY)
				b->since_hours = last.since_hours;
		}
		free(payer);
		payer = xstrdup(db_text(&r, 2));
		period = db_int(&r, 3);
		last = *b;
	}
	free(payer);
	status = db_done(&r);
	if (w->n_bills > 0)
		qsort(w->bill, w->n_bills, sizeof(*w->bill), by_load);
	return status;
}

static int
take(struct watch *w, struct attribution *a)
{
	int64_t from = a->from, to;
	int status;

	if ((status = read_owners(w)) != FOC_OK ||
	    (status = read_skus(w)) != FOC_OK ||
	    (status = read_bills(w)) != FOC_OK)
		return status;
	for (; from < a->to && status == FOC_OK; from = to) {
		to = from - from % UTC_DAY + UTC_DAY;
		if (to > a->to)
			to = a->to;
		status = attribution_take(a, from, to, UTC_HOUR);
		if (status == FOC_OK)
			status = add_taken(w);
	}
	return status;
}

int
watch_read(struct watch *w, int64_t from, int64_t to)
{
	const struct watch_policy *p = &w->policy;
	int64_t days = p->spike.days > p->surge.days ? p->spike.days :
	    p->surge.days;
	struct foc_span span = { from - days * UTC_DAY, to };
	struct attribution a;
	int status;

	w->first = span.from;
	w->from = from;
	w->to = to;
	w->words = intern_new();
	w->keys = intern_new();
	status = attribution_begin(&a, w->f, &span, DB_NULL, DB_NULL);
	if (status == FOC_OK)
		status = take(w, &a);
	return attribution_end(&a, status);
}

void
watch_free(struct watch *w)
{
	size_t i;

	for (i = 0; i < w->n_series; i++)
		free(w->series[i].point);
	free(w->series);
	free(w->own);
	free(w->sku);
	free(w->bill);
	intern_free(w->words);
	intern_free(w->keys);
}
