/* SPDX-License-Identifier: MIT */
/* On track, or over the estimate? */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "spend/answer.h"
#include "spend/card.h"
#include "spend/estimate.h"

#define TREND_DAYS	5
#define FLAT_PERCENT	5		/* a day, of the mean day */
#define HUNDRED		(100 * MONEY_ONE)
#define TOLD_MAX	5		/* in sentences; the facts have all */

/* In the order in which they are told. */
enum verdict { OVER, WATCH, ON_TRACK, NO_ESTIMATE, NOT_CLAIMED, VERDICTS };

static const char *const verdicts[VERDICTS] = {
	"OVER", "WATCH", "ON_TRACK", "NO_ESTIMATE", "NOT_CLAIMED"
};

struct track {
	char	*name, *product;
	int64_t	live_since;		/* DB_NULL: never claimed */
	int64_t	spent;
	int64_t	estimate;		/* of the whole span; DB_NULL: none */
	int64_t	expected;		/* of it, by where the data end */
	int128	cached, cacheable;	/* tokens, in 1e-10 */
	bool	has_trend;
	int128	slope, level;		/* Σ(x-2)y and 2Σy: a part a day */
	int64_t	day[TREND_DAYS];
	enum verdict verdict;
};

struct tracking {
	struct answer *a;
	struct track *t;
	size_t	n, told[VERDICTS];
	int64_t	watch, over, min_usd;
	int64_t	trend_from;		/* TREND_DAYS days, all covered ... */
	bool	has_trend;		/* ... or not */
};

static int
read_policy(struct tracking *k)
{
	struct foc *f = k->a->f;
	int status;

	if ((status = policy_money(f, "variance.watch_percent", &k->watch)) !=
	    FOC_OK || (status = policy_money(f, "variance.over_percent",
	    &k->over)) != FOC_OK)
		return status;
	return policy_money(f, "variance.min_usd", &k->min_usd);
}

static int
read_workloads(struct tracking *k)
{
	char *const *slot = k->a->q.slot;
	struct track *t;
	struct rows r;

	db_query(&r, k->a->f, SQL_ANSWER_WORKLOADS, "sss",
	    slot[SLOT_WORKLOAD], slot[SLOT_PRODUCT], slot[SLOT_PORTFOLIO]);
	while (db_next(&r)) {
		k->t = xreallocarray(k->t, k->n + 1, sizeof(*k->t));
		t = &k->t[k->n++];
		*t = (struct track){ .name = xstrdup(db_text(&r, 0)),
		    .live_since = db_opt(&r, 1),
		    .product = xstrdup(db_text(&r, 2)) };
	}
	return db_done(&r);
}

static int
read_spend(struct tracking *k)
{
	struct answer *a = k->a;
	int64_t day = a->reached - a->reached % UTC_DAY;
	struct foc_span part = a->span;
	int status;

	k->trend_from = day - TREND_DAYS * UTC_DAY;
	if (k->trend_from < part.from)
		part.from = k->trend_from;
	status = answer_tally(a, &part, 1, UTC_DAY);
	if (status == FOC_OK)
		status = card_is_covered(a->f, k->trend_from, day,
		    &k->has_trend);
	return status;
}

static int
work_out_estimate(struct tracking *k, struct track *t)
{
	const struct answer *a = k->a;
	int64_t from = t->live_since > a->span.from ? t->live_since :
	    a->span.from;
	struct estimate e;
	int bad = 0, status = estimate_read(a->f, t->name, DB_NULL, &e);

	if (status == FOC_OK) {
		bad = estimate_worth(&e, a->span.from, a->span.to,
		    &t->estimate);
		t->expected = 0;
		if (from < a->reached)
			bad |= estimate_worth(&e, from, a->reached,
			    &t->expected);
		if (t->expected == DB_NULL)
			t->expected = 0;
	}
	estimate_free(&e);
	return bad == 0 ? status : foc_fail(a->f, FOC_REFUSED, "%s: its "
	    "estimate has grown beyond 922 million dollars", t->name);
}

static int
work_out_cache(struct tracking *k, struct track *t)
{
	struct rows r;
	int128 tokens;

	db_query(&r, k->a->f, SQL_ANSWER_CACHE, "sii", t->name,
	    k->a->span.from, k->a->span.to);
	while (db_next(&r)) {
		tokens = (int128)db_int(&r, 1) * db_int(&r, 2);
		t->cacheable += tokens;
		if (db_int(&r, 0) != 0)
			t->cached += tokens;
	}
	return db_done(&r);
}

/* The slope of the least squares line through the last days. */
static int
work_out_trend(struct tracking *k, struct track *t)
{
	struct rows r;
	int64_t day;

	t->has_trend = k->has_trend && t->live_since <= k->trend_from;
	db_query(&r, k->a->f, SQL_ANSWER_DAYS, "sii", t->name, k->trend_from,
	    k->trend_from + TREND_DAYS * UTC_DAY);
	while (db_next(&r)) {
		day = (db_int(&r, 0) - k->trend_from) / UTC_DAY;
		t->slope += (int128)(day - TREND_DAYS / 2) * db_int(&r, 1);
		t->level += (int128)2 * db_int(&r, 1);
		t->day[day] = db_int(&r, 1);
	}
	return db_done(&r);
}

static bool
is_over(const struct tracking *k, const struct track *t, int64_t percent)
{
	int128 over = (int128)t->spent - t->expected;

	return over > 0 && over >= k->min_usd &&
	    over * HUNDRED >= (int128)t->expected * percent;
}

static void
judge(const struct tracking *k, struct track *t)
{
	if (t->live_since == DB_NULL)
		t->verdict = NOT_CLAIMED;
	else if (t->estimate == DB_NULL)
		t->verdict = NO_ESTIMATE;
	else if (is_over(k, t, k->over) || (t->spent > t->estimate &&
	    k->a->reached < k->a->span.to))
		t->verdict = OVER;
	else
		t->verdict = is_over(k, t, k->watch) ? WATCH : ON_TRACK;
}

static int
work_out(struct tracking *k, struct track *t)
{
	const struct answer *a = k->a;
	int status = work_out_estimate(k, t);

	if (status == FOC_OK && t->live_since != DB_NULL)
		status = db_get_int(a->f, &t->spent, SQL_ANSWER_SPENT, "sii",
		    t->name, a->span.from, a->span.to);
	if (status == FOC_OK)
		status = work_out_cache(k, t);
	if (status == FOC_OK && t->live_since != DB_NULL)
		status = work_out_trend(k, t);
	judge(k, t);
	k->told[t->verdict]++;
	return status;
}

static int
order(const void *va, const void *vb)
{
	const struct track *a = va, *b = vb;

	if (a->verdict != b->verdict)
		return a->verdict < b->verdict ? -1 : 1;
	if (a->spent != b->spent)
		return a->spent > b->spent ? -1 : 1;
	return strcmp(a->name, b->name);
}

/* --- telling */

static const char *
kind_of(const struct foc_span *span)
{
	char text[WHEN_MAX];

	when_text(text, span);
	if (strstr(text, "..") != NULL)
		return "the time";
	return strlen(text) == 7 ? "the month" : strlen(text) == 8 ?
	    "the week" : "the day";
}

static const char *
verdict_phrase(const struct tracking *k, const struct track *t)
{
	bool done = k->a->reached >= k->a->span.to;

	if (done && t->spent > t->estimate)
		return t->verdict == ON_TRACK ? "verdict.past.near" :
		    "verdict.past.over";
	if (done)
		return "verdict.past.within";
	if (t->verdict == OVER)
		return t->spent > t->estimate ? "verdict.exceeded" :
		    "verdict.over";
	return t->verdict == WATCH ? "verdict.watch" : "verdict.well";
}

static void
tell_figures(struct tracking *k, const struct track *t)
{
	struct answer *a = k->a;
	char spent[SAY_MAX], estimate[SAY_MAX], span[SAY_MAX],
	    elapsed[SAY_MAX], share[SAY_MAX], more[SAY_MAX];
	bool done = a->reached >= a->span.to;
	char *verdict = phrase(verdict_phrase(k, t), "more", say_usd(more,
	    t->spent - (done || t->spent > t->estimate ? t->estimate :
	    t->expected)), NULL);

	say(a, done ? "tracking.past" : "tracking.now", "workload", t->name,
	    "spent", say_usd(spent, t->spent),
	    "estimate", say_usd(estimate, t->estimate),
	    "span", say_span(span, &a->span),
	    "elapsed", say_percent(elapsed, a->reached - a->span.from,
	    a->span.to - a->span.from), "kind", kind_of(&a->span),
	    "share", say_percent(share, t->spent, t->estimate),
	    "verdict", verdict, NULL);
	free(verdict);
}

static const char *
trend_word(const struct track *t)
{
	int128 rise = t->slope < 0 ? -t->slope : t->slope;

	if (t->level <= 0)
		return "NONE";
	if (rise * 100 <= t->level * FLAT_PERCENT)
		return "FLAT";
	return t->slope > 0 ? "RISING" : "FALLING";
}

static void
tell_more(struct tracking *k, const struct track *t)
{
	char text[SAY_MAX], first[SAY_MAX], last[SAY_MAX];
	const char *word = trend_word(t);
	int128 rise = t->slope < 0 ? -t->slope : t->slope;

	if (t->cacheable > 0)
		say(k->a, "tracking.cache", "rate", say_percent(text,
		    t->cached, t->cacheable), NULL);
	if (!t->has_trend)
		return;
	if (strcmp(word, "NONE") == 0)
		say(k->a, "tracking.trend.none", NULL);
	else if (strcmp(word, "FLAT") == 0)
		say(k->a, "tracking.trend.flat", NULL);
	else
		say(k->a, t->slope > 0 ? "tracking.trend.rising" :
		    "tracking.trend.falling", "rate", say_percent(text, rise,
		    t->level), "first", say_usd(first, t->day[0]), "last",
		    say_usd(last, t->day[TREND_DAYS - 1]), NULL);
}

static void
tell(struct tracking *k, const struct track *t)
{
	char spent[SAY_MAX], span[SAY_MAX];

	say_span(span, &k->a->span);
	if (t->verdict == NOT_CLAIMED) {
		say(k->a, "tracking.unclaimed", "workload", t->name, NULL);
		return;
	}
	if (t->verdict == NO_ESTIMATE)
		say(k->a, "tracking.unestimated", "workload", t->name, "spent",
		    say_usd(spent, t->spent), "span", span, NULL);
	else
		tell_figures(k, t);
	tell_more(k, t);
}

static void
tell_counts(struct tracking *k)
{
	static const char *const key[VERDICTS] = { "count.over",
	    "count.watch", "count.well", "count.unestimated",
	    "count.unclaimed" };
	char n[SAY_MAX], *list = NULL, *part;
	size_t i, kinds = 0, at = 0;

	for (i = 0; i < VERDICTS; i++)
		kinds += k->told[i] > 0;
	for (i = 0; i < VERDICTS; i++) {
		if (k->told[i] == 0)
			continue;
		part = phrase(key[i], "n", say_count(n,
		    (int64_t)k->told[i]), NULL);
		say_list(&list, part, at++, kinds);
		free(part);
	}
	say(k->a, "tracking.counts", "n", say_count(n, (int64_t)k->n),
	    "list", list, NULL);
	free(list);
}

static int64_t
tenths(int128 part, int128 base)
{
	int64_t v;

	return percent_tenths(part, base, &v) == 0 ? v : DB_NULL;
}

static void
add_facts(struct tracking *k, const struct track *t, cJSON *list)
{
	const struct answer *a = k->a;
	bool claimed = t->live_since != DB_NULL;
	cJSON *o = fact_item(list);

	fact_text(o, "workload", t->name);
	fact_text(o, "product", t->product);
	fact_text(o, "verdict", verdicts[t->verdict]);
	fact_usd(o, "spent_usd", claimed ? t->spent : DB_NULL);
	fact_usd(o, "estimate_usd", t->estimate);
	fact_usd(o, "expected_usd", t->estimate != DB_NULL ? t->expected :
	    DB_NULL);
	fact_tenths(o, "budget_percent", claimed && t->estimate != DB_NULL ?
	    tenths(t->spent, t->estimate) : DB_NULL);
	fact_tenths(o, "elapsed_percent", tenths(a->reached - a->span.from,
	    a->span.to - a->span.from));
	fact_tenths(o, "cache_hit_percent", tenths(t->cached, t->cacheable));
	fact_text(o, "trend", t->has_trend ? trend_word(t) : NULL);
	fact_tenths(o, "trend_percent_a_day", t->has_trend ?
	    tenths(t->slope, t->level) : DB_NULL);
}

static void
tell_all(struct tracking *k)
{
	cJSON *list = fact_list(k->a->facts, "workloads");
	char n[SAY_MAX];
	size_t i;

	if (k->n == 0)
		say(k->a, "tracking.none", NULL);
	if (k->n > 1)
		tell_counts(k);
	for (i = 0; i < k->n; i++) {
		add_facts(k, &k->t[i], list);
		if (i < TOLD_MAX)
			tell(k, &k->t[i]);
	}
	if (k->n > TOLD_MAX)
		say(k->a, "tracking.more", "n", say_count(n,
		    (int64_t)(k->n - TOLD_MAX)), NULL);
}

int
answer_tracking(struct answer *a)
{
	struct tracking k = { .a = a };
	bool covered;
	size_t i;
	int status;

	if ((status = answer_span(a, 0, &covered)) != FOC_OK || !covered)
		return status;
	if ((status = read_policy(&k)) == FOC_OK &&
	    (status = read_workloads(&k)) == FOC_OK)
		status = read_spend(&k);
	for (i = 0; i < k.n && status == FOC_OK; i++)
		status = work_out(&k, &k.t[i]);
	if (status == FOC_OK) {
		if (k.n > 0)
			qsort(k.t, k.n, sizeof(*k.t), order);
		tell_all(&k);
	}
	for (i = 0; i < k.n; i++) {
		free(k.t[i].name);
		free(k.t[i].product);
	}
	free(k.t);
	return status;
}
