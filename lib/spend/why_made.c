/* SPDX-License-Identifier: MIT */
/* Figures of Spend Cards that are worked out from others. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "spend/attribution.h"
#include "spend/card.h"
#include "spend/why_card.h"

int
card_why_variance(struct why *w, const struct facts *c)
{
	int status;

	(void)c;
	why_how(w, w->value == NULL ? "there is no estimate" :
	    "actual less estimate");
	if (w->value == NULL)
		return FOC_OK;
	status = why_part_key(w, "+", "actual_usd");
	return status != FOC_OK ? status : why_part_key(w, "-",
	    "estimate_usd");
}

int
card_why_disputed(struct why *w, const struct facts *c)
{
	char *key = xasprintf("lines.%s.actual_usd", why_text_beside(w, "line"));
	int status;

	(void)c;
	why_how(w, "the line that is disputed");
	status = why_part_key(w, "+", key);
	free(key);
	return status;
}

int
card_why_restated(struct why *w, const struct facts *c)
{
	struct rows r;
	char *figure;
	int status, failed = FOC_OK;

	(void)c;
	if (w->value == NULL) {
		why_how(w, "there is no revision before this one");
		return FOC_OK;
	}
	why_how(w, "actual less the actual of the revision before");
	if ((status = why_part_key(w, "+", "actual_usd")) != FOC_OK)
		return status;
	db_query(&r, w->f, SQL_WHY_CARD_BEFORE, "s", w->id);
	if (db_next(&r)) {
		figure = xasprintf("%s:actual_usd", db_text(&r, 0));
		failed = why_part(w, "-", figure, db_text(&r, 1), "the "
		    "revision before");
		free(figure);
	}
	status = db_done(&r);
	return status != FOC_OK ? status : failed;
}

/* Lines of the card, or of the one before, on what was restated. */
static int
restated_lines(struct why *w, const char *card)
{
	const char *region = why_text_beside(w, "region");
	struct rows r;
	char *figure;
	int status, failed = FOC_OK;

	db_query(&r, w->f, SQL_WHY_CARD_LINES, "sssss", card, why_text_beside(w,
	    "period"), why_model(w), why_text_beside(w, "token_type"),
	    region != NULL ? region : "");
	while (failed == FOC_OK && db_next(&r)) {
		figure = xasprintf("%s:lines.%lld.actual_usd", card,
		    (long long)db_int(&r, 0));
		failed = why_part(w, "+", figure, db_text(&r, 1), "line %lld "
		    "of %s", (long long)db_int(&r, 0), card);
		free(figure);
	}
	w->sums = true;			/* no line is nothing */
	status = db_done(&r);
	return status != FOC_OK ? status : failed;
}

int
card_why_restated_now(struct why *w, const struct facts *c)
{
	(void)c;
	why_how(w, "lines of this revision on the same thing");
	return restated_lines(w, w->id);
}

int
card_why_restated_before(struct why *w, const struct facts *c)
{
	(void)c;
	why_how(w, "lines of the revision before on the same thing");
	return restated_lines(w, why_text(w, "restates"));
}

int
card_why_restated_by(struct why *w, const struct facts *c)
{
	char *now = why_beside(w, "actual_usd"), *before = why_beside(w,
	    "before_usd");
	int status;

	(void)c;
	why_how(w, "what it is now less what it was");
	status = why_part_key(w, "+", now);
	if (status == FOC_OK)
		status = why_part_key(w, "-", before);
	free(now);
	free(before);
	return status;
}

int
card_why_estimate(struct why *w, const struct facts *c)
{
	const char *from = why_text(w, "from");
	int64_t t = c->week;

	if (from != NULL)
		utc_parse(from, strlen(from), &t);
	return why_estimate(w, c->workload, t, c->end, c->at);
}

int
card_why_month_estimate(struct why *w, const struct facts *c)
{
	int64_t month = utc_month_start(c->end - 1);

	return why_estimate(w, c->workload, month, utc_month_next(month),
	    c->at);
}

int
card_why_history_estimate(struct why *w, const struct facts *c)
{
	int64_t from = 0, claimed = 0;
	int status;

	why_history_week(w, &from);
	status = db_get_int(w->f, &claimed, SQL_CARD_CLAIMED, "si",
	    c->workload, c->at);
	return status != FOC_OK ? status : why_estimate(w, c->workload,
	    claimed > from ? claimed : from, from + UTC_WEEK, c->at);
}

/* part / base * 100 */
static int
percent(struct why *w, const char *part, const char *base)
{
	int status;

	why_how(w, "%s divided by %s, in percent with one decimal, rounded "
	    "half to even", part, base);
	status = why_part_key(w, NULL, part);
	return status != FOC_OK ? status : why_part_key(w, NULL, base);
}

int
card_why_variance_percent(struct why *w, const struct facts *c)
{
	(void)c;
	return percent(w, "variance_usd", "estimate_usd");
}

int
card_why_mtd_percent(struct why *w, const struct facts *c)
{
	(void)c;
	return percent(w, "mtd_usd", "month_estimate_usd");
}

int
card_why_cache_hit(struct why *w, const struct facts *c)
{
	const cJSON *lines = json_member(w->record, "lines"), *l;
	const char *type;
	char key[40];
	int64_t n = 0;
	int status = FOC_OK;

	(void)c;
	why_how(w, "tokens of CACHE_READ divided by those of CACHE_READ, "
	    "INPUT and all CACHE_WRITE, in percent with one decimal");
	cJSON_ArrayForEach(l, lines) {
		n++;
		type = json_string(l, "token_type");
		if (status != FOC_OK || type == NULL || (strcmp(type,
		    "INPUT") != 0 && strncmp(type, "CACHE_", 6) != 0))
			continue;
		snprintf(key, sizeof(key), "lines.%lld.tokens", (long long)n);
		status = why_part_key(w, NULL, key);
	}
	return status;
}

/* --- forecast */

#define FORECAST_DAYS	28

struct days {
	int64_t	day[FORECAST_DAYS], usd[FORECAST_DAYS];
	size_t	n;
};

/* Days of the last four weeks that count, with what was spent on them. */
static int
pick_days(struct why *w, const struct facts *c, struct days *d)
{
	int64_t usd[CARD_DAYS] = { 0 }, i, start, claimed = 0;
	struct card_week cw;
	struct rows r;
	int status;

	if ((status = card_week_read(&cw, w->f, c->week)) != FOC_OK ||
	    (status = db_get_int(w->f, &claimed, SQL_CARD_CLAIMED, "si",
	    c->workload, c->at)) != FOC_OK)
		return status;
	db_query(&r, w->f, SQL_CARD_DAYS, "s", c->workload);
	while (db_next(&r)) {
		i = (db_int(&r, 0) - cw.first) / UTC_DAY;
		if (i >= 0 && i < CARD_DAYS)
			usd[i] = db_int(&r, 1);
	}
	for (i = CARD_DAYS - FORECAST_DAYS; i < CARD_DAYS; i++) {
		start = cw.first + i * UTC_DAY;
		if (cw.covered[i] && start >= claimed) {
			d->day[d->n] = start;
			d->usd[d->n++] = usd[i];
		}
	}
	return db_done(&r);
}

static int
read_days(struct why *w, const struct facts *c, struct days *d)
{
	const struct foc_span span = { c->end - CARD_DAYS * UTC_DAY, c->end };
	struct attribution a;
	int status;

	status = attribution_begin(&a, w->f, &span, c->seq, c->at);
	if (status == FOC_OK)
		status = attribution_take(&a, a.from, a.to, UTC_DAY);
	if (status == FOC_OK)
		status = pick_days(w, c, d);
	return attribution_end(&a, status);
}

/* How many days cost less, of equal ones the earlier: 0 is the cheapest. */
static size_t
rank_of(const struct days *d, size_t i)
{
	size_t k, rank = 0;

	for (k = 0; k < d->n; k++)
		rank += d->usd[k] < d->usd[i] ||
		    (d->usd[k] == d->usd[i] && k < i);
	return rank;
}

static int64_t
at_rank(const struct days *d, size_t rank)
{
	size_t i = 0;

	while (rank_of(d, i) != rank)
		i++;
	return d->usd[i];
}

/* Twice a day's spend, as the figure takes it, and what that is called. */
static int128
twice_a_day(const struct why *w, const struct days *d, const char **name)
{
	if (strcmp(w->key, "forecast_low_usd") == 0) {
		*name = "10th percentile";
		return 2 * (int128)at_rank(d, (d->n + 9) / 10 - 1);
	}
	if (strcmp(w->key, "forecast_high_usd") == 0) {
		*name = "90th percentile";
		return 2 * (int128)at_rank(d, (9 * d->n + 9) / 10 - 1);
	}
	*name = "median";
	return (int128)at_rank(d, (d->n - 1) / 2) + at_rank(d, d->n / 2);
}

static int
add_days(struct why *w, const struct days *d)
{
	char name[UTC_TEXT_MAX], usd[DECIMAL_TEXT_MAX];
	size_t i;
	int status = FOC_OK;

	for (i = 0; i < d->n && status == FOC_OK; i++)
		status = why_part(w, NULL, NULL, money_text(usd, d->usd[i]),
		    "spent on %s, %zu of %zu from the cheapest",
		    utc_day(name, d->day[i]), rank_of(d, i) + 1, d->n);
	return status;
}

int
card_why_forecast(struct why *w, const struct facts *c)
{
	int64_t left = (utc_month_next(c->end - 1) - c->end) / UTC_DAY, rest;
	char usd[DECIMAL_TEXT_MAX];
	const char *name = NULL;
	struct days d = { .n = 0 };
	int status;

	if (w->value == NULL) {
		why_how(w, "not enough data: fewer than 14 of the last 28 "
		    "days are claimed and in the bills");
		return FOC_OK;
	}
	if ((status = read_days(w, c, &d)) != FOC_OK)
		return status;
	if (d.n == 0 || money_narrow(div_half_even(twice_a_day(w, &d, &name) *
	    left, 2), &rest) != 0)
		return foc_fail(w->f, FOC_SYSTEM, "%s: cannot be worked out "
		    "again", w->figure);
	why_how(w, "month to date, and the days that are left at the %s of "
	    "the last 28 days that are claimed and in the bills", name);
	status = why_part_key(w, "+", "mtd_usd");
	if (status == FOC_OK)
		status = why_part(w, "+", NULL, money_text(usd, rest), "%lld "
		    "days at the %s of %zu days", (long long)left, name, d.n);
	return status == FOC_OK ? add_days(w, &d) : status;
}

/* --- the cards of a portfolio's week together */

/* The figure `key` of the card of a member, and what the roll-up says of it. */
static int
add_card(struct why *w, const cJSON *member, const char *key)
{
	const char *card = json_string(member, "card");
	const char *usd = json_number(member, key);
	char *figure;
	int status;

	if (card == NULL || usd == NULL)
		return FOC_OK;		/* no estimate */
	figure = xasprintf("%s:%s", card, key);
	status = why_part(w, "+", figure, usd, "%s", card);
	free(figure);
	return status;
}

static int
rollup(struct why *w)
{
	const cJSON *list = json_member(w->record, "members"), *member;
	int status = FOC_OK;

	why_how(w, w->value != NULL ? "the sum of the cards of the portfolio"
	    : "no card of the portfolio has an estimate");
	cJSON_ArrayForEach(member, list)
		if (status == FOC_OK)
			status = add_card(w, member, w->key);
	return status;
}

static int
rollup_member(struct why *w)
{
	const cJSON *list = json_member(w->record, "members");

	why_how(w, w->value != NULL ? "as on the card" :
	    "the card has no estimate");
	return add_card(w, cJSON_GetArrayItem(list, (int)why_place(w, 0) - 1),
	    strrchr(w->key, '.') + 1);
}

const struct why_rule why_rollup_rules[] = {
	{ "members.*_usd", rollup_member }, { "actual_usd", rollup },
	{ "estimate_usd", rollup }, { "variance_usd", rollup }, { NULL, NULL }
};
