/* SPDX-License-Identifier: MIT */
/* Estimates: what each row of their history is worth in a span. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "spend/estimate.h"
#include "spend/why.h"

/* What the first n rows are worth; nothing is 0. */
static int
worth(struct why *w, const struct estimate *e, size_t n, int64_t *usd)
{
	struct estimate first = { e->part, n };

	if (estimate_worth(&first, w->from, w->to, usd) != 0)
		return foc_fail(w->f, FOC_SYSTEM, "%s: does not fit",
		    w->figure);
	if (*usd == DB_NULL)
		*usd = 0;
	return FOC_OK;
}

static int
add_row(struct why *w, struct rows *r, int64_t usd)
{
	const char *from = db_text(r, 3), *to = db_text(r, 4);
	char text[DECIMAL_TEXT_MAX];

	return why_part(w, "+", NULL, money_text(text, usd), "%s: $%s a month "
	    "from %s to %s, growing %s %% a month, set by %s at %s: %s",
	    db_text(r, 1), db_text(r, 2), from != NULL ? from : "its start",
	    to != NULL ? to : "any time", db_text(r, 5), db_text(r, 6),
	    db_text(r, 7), db_text(r, 8));
}

/*
 * The sum of all rows is an exact fraction that is rounded once: a row's part
 * is what it adds to those before it.
 */
static int
add_rows(struct why *w, const struct estimate *e, const char *workload,
    int64_t at)
{
	struct rows r;
	int64_t before = 0, usd = 0;
	size_t n = 0;
	int status, failed = FOC_OK;

	db_query(&r, w->f, SQL_WHY_ESTIMATES, "sI", workload, at);
	while (failed == FOC_OK && db_next(&r) && n < e->n) {
		failed = worth(w, e, ++n, &usd);
		if (failed == FOC_OK && usd != before)
			failed = add_row(w, &r, usd - before);
		before = usd;
	}
	status = db_done(&r);
	return status != FOC_OK ? status : failed;
}

int
why_estimate(struct why *w, const char *workload, int64_t from, int64_t to,
    int64_t at)
{
	struct estimate e;
	int status;

	if (w->value == NULL) {
		why_how(w, "no estimate of %s holds in that time", workload);
		return FOC_OK;
	}
	why_how(w, "the estimate of %s in that time: a month is its amount "
	    "times (1 + growth) to the power of the months since it started, "
	    "a day of it that divided by the days of the month; rounded once",
	    workload);
	w->from = from;
	w->to = to;
	w->at = at;
	status = estimate_read(w->f, workload, at, &e);
	if (status == FOC_OK)
		status = add_rows(w, &e, workload, at);
	estimate_free(&e);
	return status;
}
