/* SPDX-License-Identifier: MIT */
/* The figures of a card, from what an attribution took. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "spend/card.h"
#include "spend/estimate.h"

#define FORECAST_DAYS	28
#define FORECAST_NEEDS	14

static int
overflow(struct foc *f, const char *workload)
{
	return foc_fail(f, FOC_SYSTEM, "%s: a figure is beyond 922 million "
	    "dollars", workload);
}

/* --- what all cards of a week share */

int
card_is_covered(struct foc *f, int64_t from, int64_t to, bool *covered)
{
	int64_t day, yes = 1;
	int status = FOC_OK;

	for (day = from; day < to && yes && status == FOC_OK; day += UTC_DAY)
		status = db_get_int(f, &yes, SQL_CARD_COVERED, "iii",
		    utc_month_start(day), day, day + UTC_DAY);
	*covered = yes != 0;
	return status;
}

static int
read_policy(struct foc *f, struct card_policy *p)
{
	int status;

	if ((status = policy_money(f, "variance.watch_percent",
	    &p->watch_percent)) != FOC_OK ||
	    (status = policy_money(f, "variance.over_percent",
	    &p->over_percent)) != FOC_OK ||
	    (status = policy_money(f, "variance.min_usd",
	    &p->min_usd)) != FOC_OK ||
	    (status = policy_money(f, "variance.spike_factor",
	    &p->spike_factor)) != FOC_OK ||
	    (status = policy_money(f, "variance.spike_min_usd",
	    &p->spike_min_usd)) != FOC_OK ||
	    (status = policy_money(f, "restate_ask.percent",
	    &p->ask_percent)) != FOC_OK ||
	    (status = policy_money(f, "restate_ask.usd",
	    &p->ask_usd)) != FOC_OK)
		return status;
	status = policy_int(f, "variance.new_after_weeks",
	    &p->new_after_weeks);
	if (status == FOC_OK && (p->new_after_weeks < 1 ||
	    p->new_after_weeks > CARD_DAYS / 7 - 1))
		status = foc_fail(f, FOC_SYSTEM, "policy variance."
		    "new_after_weeks: %lld is not 1 to %d",
		    (long long)p->new_after_weeks, CARD_DAYS / 7 - 1);
	return status;
}

int
card_week_read(struct card_week *w, struct foc *f, int64_t week)
{
	int64_t day;
	int i, status;

	*w = (struct card_week){ .f = f, .week = week, .end = week + UTC_WEEK,
	    .first = week + UTC_WEEK - CARD_DAYS * UTC_DAY };
	status = read_policy(f, &w->policy);
	for (i = 0; i < CARD_DAYS && status == FOC_OK; i++) {
		day = w->first + i * UTC_DAY;
		status = card_is_covered(f, day, day + UTC_DAY,
		    &w->covered[i]);
	}
	return status;
}

/* --- lines */

void
card_free(struct card *c)
{
	size_t i;

	for (i = 0; i < c->n_lines; i++) {
		free(c->line[i].model);
		free(c->line[i].token_type);
		free(c->line[i].region);
	}
	free(c->line);
	free(c->id);
	free(c->workload);
	free(c->state);
	*c = (struct card){ 0 };
}

struct group {			/* one row of SQL_CARD_WEEKS */
	int64_t	back, period;
	const char *model, *token_type, *region;
	int128	tokens;
	bool	has_tokens;
	int64_t	cost, net;
};

static bool
same_thing(const struct card_line *l, const struct group *g)
{
	return strcmp(l->model, g->model) == 0 &&
	    strcmp(l->token_type, g->token_type) == 0 &&
	    strcmp(l->region, g->region) == 0;
}

/* Rows come in the order of lines; units of one thing fall into one line. */
static struct card_line *
line_of(struct card *c, const struct group *g)
{
	struct card_line *l = c->n_lines > 0 ? &c->line[c->n_lines - 1] : NULL;

	if (l != NULL && l->period == g->period && same_thing(l, g))
		return l;
	c->line = xreallocarray(c->line, c->n_lines + 1, sizeof(*c->line));
	l = &c->line[c->n_lines++];
	*l = (struct card_line){ .period = g->period,
	    .model = xstrdup(g->model), .token_type = xstrdup(g->token_type),
	    .region = xstrdup(g->region), .previous = DB_NULL };
	return l;
}

/*
 * Last week's spend on a thing stands on the first line of it: where the week
 * crosses months there are two, and lines must add up.
 */
static int
add_previous(struct card *c, const struct group *g)
{
	size_t i;

	if (money_add(&c->previous, g->cost) != 0)
		return -1;
	for (i = 0; i < c->n_lines; i++) {
		if (!same_thing(&c->line[i], g))
			continue;
		if (c->line[i].previous == DB_NULL)
			c->line[i].previous = 0;
		return money_add(&c->line[i].previous, g->cost);
	}
	return 0;
}

struct cache {
	int128	read, all;
};

/* Unknown as soon as one part is. */
static int
add_known(int64_t *sum, int64_t v)
{
	if (*sum == DB_NULL || v == DB_NULL) {
		*sum = DB_NULL;
		return 0;
	}
	return money_add(sum, v);
}

static int
add_group(struct card *c, const struct group *g, struct cache *cache)
{
	struct card_line *l = line_of(c, g);

	if (g->has_tokens) {
		l->has_tokens = true;
		l->sum += g->tokens;
		if (strcmp(g->token_type, "CACHE_READ") == 0)
			cache->read += g->tokens;
		if (strcmp(g->token_type, "INPUT") == 0 ||
		    strncmp(g->token_type, "CACHE_", 6) == 0)
			cache->all += g->tokens;
	}
	if (money_add(&l->actual, g->cost) != 0 ||
	    add_known(&l->net, g->net) != 0 ||
	    add_known(&c->net, g->net) != 0)
		return -1;
	return money_add(&c->actual, g->cost);
}

/* What this week (back 0) and the last (1) have of a thing. */
static int
add_thing(struct card_things *t, const struct group *g)
{
	struct card_thing *thing = card_thing_of(t, g->model, g->token_type,
	    g->region);

	thing->has_tokens |= g->has_tokens;
	thing->tokens[g->back] += g->tokens;
	return money_add(&thing->cost[g->back], g->cost);
}

/* This week's lines, last week's beside them, and what was there before. */
static int
read_weeks(const struct card_week *w, struct card *c, struct card_past *past,
    struct cache *cache)
{
	struct card_things things = { 0 };
	struct rows r;
	struct group g;
	int status, full = 0;

	db_query(&r, w->f, SQL_CARD_WEEKS, "sii", c->workload, w->end,
	    w->policy.new_after_weeks);
	while (full == 0 && db_next(&r)) {
		g = (struct group){ db_int(&r, 0), db_int(&r, 1),
		    db_text(&r, 2), db_text(&r, 3), db_text(&r, 4),
		    (int128)db_int(&r, 6) * db_int(&r, 5), !db_null(&r, 5),
		    db_int(&r, 7), db_opt(&r, 8) };
		if (g.back <= 1)
			full = add_thing(&things, &g);
		if (g.back == 0) {
			full |= add_group(c, &g, cache);
			continue;
		}
		if (g.back == 1)
			full |= add_previous(c, &g);
		card_past_add(past, 0, g.model);
		card_past_add(past, 1, g.region);
	}
	status = db_done(&r);
	if (status == FOC_OK && (full != 0 || card_explain(&things,
	    &c->change) != 0))
		status = overflow(w->f, c->workload);
	card_things_free(&things);
	return status;
}

/* --- days, and what they foretell */

static int
read_days(const struct card_week *w, struct card *c, int64_t *day)
{
	struct rows r;
	int64_t i, month = utc_month_start(w->end - 1), week = 0;
	int status, full = 0;

	db_query(&r, w->f, SQL_CARD_DAYS, "s", c->workload);
	while (full == 0 && db_next(&r)) {
		i = (db_int(&r, 0) - w->first) / UTC_DAY;
		if (i < 0 || i >= CARD_DAYS)
			continue;
		day[i] = db_int(&r, 1);
		if (db_int(&r, 0) >= month)
			full = money_add(&c->mtd, day[i]);
		if (db_int(&r, 0) >= w->week)
			week += day[i];
	}
	if ((status = db_done(&r)) != FOC_OK)
		return status;
	if (full != 0)
		return overflow(w->f, c->workload);
	if (week != c->actual)
		return foc_fail(w->f, FOC_SYSTEM, "%s: the lines of its card "
		    "do not add up to its days", c->workload);
	return FOC_OK;
}

static int
order(const void *va, const void *vb)
{
	const int64_t *a = va, *b = vb;

	return *a < *b ? -1 : *a > *b;
}

/* mtd + days * twice / 2, rounded once. */
static int
foretell(int64_t mtd, int64_t days, int128 twice, int64_t *v)
{
	return money_narrow(mtd + div_half_even(twice * days, 2), v);
}

/*
 * Month to date, and the days that are left at the median of the last four
 * weeks' days; low and high at their 10th and 90th percentile by nearest
 * rank.  Days before the claim was whole, or without bills, are no data.
 */
static int
forecast(const struct card_week *w, struct card *c, int64_t claimed,
    const int64_t *day)
{
	int64_t v[FORECAST_DAYS], left, start;
	size_t n = 0;
	int i, bad;

	for (i = CARD_DAYS - FORECAST_DAYS; i < CARD_DAYS; i++) {
		start = w->first + i * UTC_DAY;
		if (w->covered[i] && start >= claimed)
			v[n++] = day[i];
	}
	if (n < FORECAST_NEEDS)
		return FOC_OK;
	qsort(v, n, sizeof(v[0]), order);
	left = (utc_month_next(w->end - 1) - w->end) / UTC_DAY;
	bad = foretell(c->mtd, left, (int128)v[(n - 1) / 2] + v[n / 2],
	    &c->forecast);
	bad |= foretell(c->mtd, left, (int128)2 * v[(n + 9) / 10 - 1],
	    &c->forecast_low);
	bad |= foretell(c->mtd, left, (int128)2 * v[(9 * n + 9) / 10 - 1],
	    &c->forecast_high);
	return bad == 0 ? FOC_OK : overflow(w->f, c->workload);
}

static int
read_estimate(const struct card_week *w, struct card *c)
{
	int64_t month = utc_month_start(w->end - 1);
	struct estimate e;
	int status = estimate_read(w->f, c->workload, DB_NULL, &e);

	if (status == FOC_OK && (estimate_worth(&e, c->from_time, w->end,
	    &c->estimate) != 0 || estimate_worth(&e, month,
	    utc_month_next(month), &c->month_estimate) != 0))
		status = overflow(w->f, c->workload);
	estimate_free(&e);
	return status;
}

/* A week before the claim, or without bills, is unknown, not nothing. */
static void
forget_unknown(const struct card_week *w, struct card *c, int64_t claimed)
{
	bool known = claimed < w->week;
	size_t i;

	for (i = CARD_DAYS - 14; i < CARD_DAYS - 7; i++)
		if (w->first + ((int64_t)i + 1) * UTC_DAY > claimed)
			known = known && w->covered[i];
	if (known)
		return;
	c->previous = DB_NULL;
	c->change = (struct card_change){ DB_NULL, DB_NULL, DB_NULL, DB_NULL };
	for (i = 0; i < c->n_lines; i++)
		c->line[i].previous = DB_NULL;
}

static void
finish_tokens(struct card *c, const struct cache *cache)
{
	size_t i;

	for (i = 0; i < c->n_lines; i++)
		decimal_text(c->line[i].tokens, c->line[i].sum,
		    MONEY_DECIMALS);
	if (percent_tenths(cache->read, cache->all, &c->cache_hit_tenths) != 0)
		c->cache_hit_tenths = DB_NULL;
}

int
card_work_out(const struct card_week *w, const char *workload,
    int64_t claimed, struct card *c)
{
	struct card_past past = { 0 };
	struct cache cache = { 0 };
	int64_t day[CARD_DAYS] = { 0 };
	int i, status;

	*c = (struct card){ .workload = xstrdup(workload), .week = w->week,
	    .from_time = claimed > w->week ? claimed : w->week,
	    .forecast = DB_NULL, .forecast_low = DB_NULL,
	    .forecast_high = DB_NULL };
	for (i = CARD_DAYS - 7; i < CARD_DAYS; i++)
		if (w->first + (i + 1) * UTC_DAY > c->from_time &&
		    !w->covered[i])
			c->incomplete = true;
	if ((status = read_weeks(w, c, &past, &cache)) != FOC_OK ||
	    (status = read_days(w, c, day)) != FOC_OK ||
	    (status = read_estimate(w, c)) != FOC_OK ||
	    (status = forecast(w, c, claimed, day)) != FOC_OK)
		goto out;
	forget_unknown(w, c, claimed);
	finish_tokens(c, &cache);
	status = card_set_flags(w, c, claimed, &past);
out:
	card_past_free(&past);
	return status;
}
