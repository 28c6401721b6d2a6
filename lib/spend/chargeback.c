/* SPDX-License-Identifier: MIT */
/*
 * Chargeback: the spend of a period by product and source, in rows that add
 * up to it.  The period is taken in pieces that end with weeks, so that what
 * is charged can be held against the cards of those weeks.
 */
#include <string.h>

#include "core/mem.h"
#include "spend/card.h"
#include "spend/chargeback.h"

#define WHOLE	INT64_MAX	/* a step: the piece is not divided */

/* A month's bills may hold hours outside of it. */
static int
extent(struct chargeback *c, struct foc_span *span)
{
	struct rows r;

	*span = (struct foc_span){ utc_week_start(c->from),
	    utc_week_start(c->to - 1) + UTC_WEEK };
	if (c->month == DB_NULL)
		return FOC_OK;
	db_query(&r, c->f, SQL_CHARGEBACK_EXTENT, "i", c->month);
	if (db_next(&r) && !db_null(&r, 0)) {
		if (db_int(&r, 0) < span->from)
			span->from = db_int(&r, 0);
		if (db_int(&r, 1) >= span->to)
			span->to = db_int(&r, 1) + UTC_HOUR;
	}
	return db_done(&r);
}

/* Hours outside of the month are of it where its bills have them. */
static bool
is_charged(const struct chargeback *c, int64_t from, int64_t to)
{
	return c->month != DB_NULL || (from >= c->from && to <= c->to);
}

static int
take_piece(struct chargeback *c, struct attribution *a, int64_t from,
    int64_t to)
{
	int status = attribution_take(a, from, to, WHOLE);

	if (status == FOC_OK && a->measure == ATTRIBUTION_COST)
		status = db_run(c->f, SQL_CHARGEBACK_WEEK, "i",
		    utc_week_start(from));
	if (status == FOC_OK && is_charged(c, from, to))
		status = db_run(c->f, SQL_CHARGEBACK_KEEP, "Ii", c->month,
		    (int64_t)a->measure);
	return status;
}

static int
take_pieces(struct chargeback *c, struct attribution *a)
{
	int64_t from, to;
	int status = FOC_OK;

	for (from = a->from; from < a->to && status == FOC_OK; from = to) {
		to = utc_week_start(from) + UTC_WEEK;
		if (to > a->to)
			to = a->to;
		status = take_piece(c, a, from, to);
	}
	return status;
}

static int
refuse_no_bill(struct chargeback *c)
{
	int64_t n = 0;
	int status = db_get_int(c->f, &n, SQL_CHARGEBACK_IS_LOADED, "I",
	    c->month);

	if (status == FOC_OK && n == 0)
		status = foc_fail(c->f, FOC_REFUSED, "%s: no bill of it is "
		    "loaded; foc-ingest-cur loads one", c->period);
	return status;
}

int
chargeback_take(struct chargeback *c, enum attribution_measure measure)
{
	struct attribution a;
	struct foc_span span;
	int status, ended;

	if ((status = extent(c, &span)) != FOC_OK)
		return status;
	status = attribution_begin(&a, c->f, &span, DB_NULL, DB_NULL);
	a.measure = measure;
	if (status == FOC_OK && measure == ATTRIBUTION_COST)
		status = db_script(c->f, SQL_CHARGEBACK_TABLES);
	if (status == FOC_OK && measure == ATTRIBUTION_COST)
		status = refuse_no_bill(c);
	if (status == FOC_OK && measure == ATTRIBUTION_COST)
		status = db_run(c->f, SQL_CHARGEBACK_POOLS, "");
	if (status == FOC_OK)
		status = take_pieces(c, &a);
	if (status == FOC_OK && measure == ATTRIBUTION_COST)
		status = card_is_covered(c->f, c->from, c->to, &c->covered);
	ended = attribution_end(&a, status);
	c->broken = status == FOC_OK && ended != FOC_OK;
	return ended;
}

/* One state of the file from begin to end. */
int
chargeback_begin(struct foc *f)
{
	int status = db_read_begin(f);

	f->in_tx = status == FOC_OK;
	return status;
}

int
chargeback_end(struct foc *f, int status)
{
	f->in_tx = false;
	return db_read_end(f, status);
}

/* Another measure, where the bills have it. */
static int
take_beside(struct chargeback *c, enum attribution_measure measure)
{
	int64_t unknown = 0;
	int status = db_get_int(c->f, &unknown, SQL_CHARGEBACK_UNKNOWN, "Ii",
	    c->month, (int64_t)measure);

	if (status != FOC_OK || unknown == 0)
		return status != FOC_OK ? status : chargeback_take(c, measure);
	if (measure == ATTRIBUTION_NET)
		foc_notice(c->f, "%s: a bill has no net cost for some of its "
		    "lines: net amounts are unknown", c->period);
	return FOC_OK;
}

/* The rows add up to what was attributed, which adds up to the bills. */
static int
make_rows(struct chargeback *c)
{
	struct rows r;
	const char *rows, *taken;
	int status, differ = FOC_OK;

	if ((status = db_run(c->f, SQL_CHARGEBACK_ROWS, "")) != FOC_OK ||
	    (status = db_run(c->f, SQL_CHARGEBACK_ROUND, "")) != FOC_OK)
		return status;
	db_query(&r, c->f, SQL_CHARGEBACK_CHECK, "");
	if (db_next(&r) && db_int(&r, 2) > 0) {
		rows = db_text(&r, 0);
		taken = db_text(&r, 1);
		if (taken == NULL || strcmp(rows, taken) != 0)
			differ = foc_fail(c->f, FOC_SYSTEM, "%s: its rows add "
			    "up to %s, what was attributed to %s", c->period,
			    rows, taken != NULL ? taken : "0");
	}
	status = db_done(&r);
	return status != FOC_OK ? status : differ;
}

/* --- what to print */

static const char *const levels[] = { "total", "e1", "e2", "e3", "e4" };
#define LEVELS	(sizeof(levels) / sizeof(levels[0]))

static int
check_level(struct foc *f, const char *level)
{
	size_t i;

	if (level == NULL || strcmp(level, "rows") == 0 ||
	    strcmp(level, "all") == 0)
		return FOC_OK;
	for (i = 0; i < LEVELS; i++)
		if (strcmp(level, levels[i]) == 0)
			return FOC_OK;
	return foc_fail(f, FOC_USAGE, "--level: '%s' is none of rows total e1 "
	    "e2 e3 e4 all", level);
}

static int
emit(struct chargeback *c, const struct foc_chargeback *what,
    struct foc_out *out)
{
	const char *state = c->is_final ? "FINAL" : "DRAFT";
	const char *level = what->level != NULL ? what->level : "rows";
	bool all = strcmp(level, "all") == 0;
	size_t i;
	int status = FOC_OK;

	if (what->charges)
		return db_emit(c->f, out, NULL, SQL_CHARGEBACK_CHARGES, "ssii",
		    c->period, state, c->from, c->to);
	if (all || strcmp(level, "rows") == 0)
		status = db_emit(c->f, out, NULL, SQL_CHARGEBACK_RECORDS,
		    "ssi", c->period, state, (int64_t)what->net);
	for (i = LEVELS; i-- > 0 && status == FOC_OK;)
		if (all || strcmp(level, levels[i]) == 0)
			status = db_emit(c->f, out, NULL,
			    SQL_CHARGEBACK_TOTALS, "ssii", c->period, state,
			    (int64_t)what->net, (int64_t)i);
	return status;
}

static int
begin(struct chargeback *c, struct foc *f, const struct foc_chargeback *what)
{
	*c = (struct chargeback){ .f = f, .month = DB_NULL };
	if ((what->month == FOC_ALWAYS) == (what->week == FOC_ALWAYS))
		return foc_fail(f, FOC_USAGE, "which period? --month 2026-10 "
		    "or --week 2026-W46 names it; so does last");
	if (what->week != FOC_ALWAYS) {
		c->from = what->week;
		c->to = what->week + UTC_WEEK;
		utc_week(c->period, c->from);
	} else {
		c->from = c->month = what->month;
		c->to = utc_month_next(what->month);
		utc_month(c->period, c->from);
	}
	return check_level(f, what->level);
}

static int
judge(struct chargeback *c, const struct foc_chargeback *what)
{
	char why[600];
	int status = chargeback_judge(c, why, sizeof(why));

	if (status != FOC_OK || c->is_final)
		return status;
	if (!what->draft)
		return foc_fail(c->f, FOC_REFUSED, "%s: is not final: %s; "
		    "%s--draft shows it as it stands", c->period, why,
		    c->approved ? "" : "foc-spendcard makes and approves "
		    "them, ");
	foc_notice(c->f, "%s: DRAFT: %s", c->period, why);
	return FOC_OK;
}

static int
report(struct chargeback *c, const struct foc_chargeback *what,
    struct foc_out *out)
{
	int status;

	if ((status = chargeback_take(c, ATTRIBUTION_COST)) != FOC_OK ||
	    (status = judge(c, what)) != FOC_OK)
		return status;
	if (what->net || what->charges)
		status = take_beside(c, ATTRIBUTION_NET);
	if (status == FOC_OK && what->charges)
		status = take_beside(c, ATTRIBUTION_LIST);
	if (status == FOC_OK)
		status = make_rows(c);
	return status == FOC_OK ? emit(c, what, out) : status;
}

int
foc_chargeback(struct foc *f, const struct foc_chargeback *what,
    struct foc_out *out)
{
	struct chargeback c;
	int status;

	if ((status = begin(&c, f, what)) != FOC_OK ||
	    (status = past_needs_shares(f)) != FOC_OK ||
	    (status = chargeback_begin(f)) != FOC_OK)
		return status;
	return chargeback_end(f, report(&c, what, out));
}
