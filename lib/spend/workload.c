/* SPDX-License-Identifier: MIT */
/* Workloads as records, their spend, and their official estimate. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "db/machine.h"
#include "spend/attribution.h"
#include "spend/estimate.h"
#include "spend/workload.h"

int
workload_find(struct foc *f, const char *word, char **name)
{
	int status;

	if (strncmp(word, "wl-", 3) == 0)
		word += 3;
	status = db_get_text(f, name, SQL_WORKLOAD_NAME, "s", word);
	if (status == FOC_OK && *name == NULL)
		status = foc_fail(f, FOC_REFUSED, "%s: is no workload; "
		    "foc-workload list names them", word);
	return status;
}

static int
estimate_of(struct foc *f, const char *name, int64_t from, int64_t to,
    int64_t *usd)
{
	struct estimate e;
	int status = estimate_read(f, name, DB_NULL, &e);

	if (status == FOC_OK && estimate_worth(&e, from, to, usd) != 0)
		status = foc_fail(f, FOC_REFUSED, "%s: its estimate has grown "
		    "beyond 922 million dollars; foc-workload estimate sets "
		    "another", name);
	estimate_free(&e);
	return status;
}

/* The estimate of the month for each workload, or for one. */
static int
work_out_estimates(struct foc *f, const char *name, int64_t month)
{
	struct rows r;
	int64_t usd;
	int status = db_script(f, SQL_FIGURE_TABLES), failed = FOC_OK;

	if (status != FOC_OK)
		return status;
	db_query(&r, f, SQL_WORKLOAD_NAMES, "s", name);
	while (failed == FOC_OK && db_next(&r)) {
		failed = estimate_of(f, db_text(&r, 0), month,
		    utc_month_next(month), &usd);
		if (failed == FOC_OK)
			failed = db_run(f, SQL_FIGURE_ADD, "sI",
			    db_text(&r, 0), usd);
	}
	status = db_done(&r);
	return status != FOC_OK ? status : failed;
}

/* What this month has cost so far; unknown where it was not loaded. */
static int
work_out_spend(struct foc *f, int64_t month)
{
	struct foc_span span = { month, utc_month_next(month) };
	struct attribution a;
	int64_t loaded = 0;
	int status;

	status = attribution_begin(&a, f, &span, DB_NULL, DB_NULL);
	if (status == FOC_OK)
		status = attribution_take(&a, a.from, a.to, UTC_DAY);
	if (status == FOC_OK)
		status = db_get_int(f, &loaded, SQL_FIGURE_MONTH_IS_LOADED,
		    "i", month);
	if (status == FOC_OK && loaded > 0)
		status = db_run(f, SQL_FIGURE_MTD, "");
	return attribution_end(&a, status);
}

static int
emit(struct foc *f, const char *name, struct foc_out *out)
{
	int64_t month = utc_month_start(f->now);
	int status;

	if ((status = work_out_estimates(f, name, month)) != FOC_OK ||
	    (status = work_out_spend(f, month)) != FOC_OK)
		return status;
	return db_emit(f, out, NULL, SQL_WORKLOAD_RECORDS, "si", name, month);
}

int
foc_workload_list(struct foc *f, struct foc_out *out)
{
	return emit(f, NULL, out);
}

int
foc_workload_show(struct foc *f, const char *name, struct foc_out *out)
{
	char *found = NULL;
	int status = workload_find(f, name, &found);

	if (status == FOC_OK)
		status = emit(f, found, out);
	free(found);
	return status;
}

/* --- usage: a day at a time, so that memory does not grow with the span */

/* Nothing printed is not nothing spent. */
static int
notice_no_bill(struct foc *f, const struct foc_span *span)
{
	int64_t n = 0;
	int status = db_get_int(f, &n, SQL_USAGE_BILLS, "II", span->from,
	    span->to);

	if (status == FOC_OK && n == 0)
		foc_notice(f, "no bill of that time is loaded; foc-ingest-cur "
		    "loads one");
	return status;
}

static int
emit_usage(struct attribution *a, const char *name, enum foc_by by,
    struct foc_out *out)
{
	int64_t from = a->from, to;
	int status = FOC_OK;

	for (; from < a->to && status == FOC_OK; from = to) {
		to = from - from % UTC_DAY + UTC_DAY;
		if (to > a->to)
			to = a->to;
		status = attribution_take(a, from, to,
		    by == FOC_BY_HOUR ? UTC_HOUR : UTC_DAY);
		if (status == FOC_OK)
			status = db_emit(a->f, out, NULL, SQL_USAGE_RECORDS,
			    "ss", name, by == FOC_BY_HOUR ? "hour" : "day");
	}
	return status;
}

int
foc_workload_usage(struct foc *f, const char *name, enum foc_by by,
    const struct foc_span *span, struct foc_out *out)
{
	struct attribution a;
	char *found = NULL;
	int status = FOC_OK;

	status = name != NULL ? workload_find(f, name, &found) :
	    past_needs_shares(f);
	if (status != FOC_OK)
		return status;
	status = attribution_begin(&a, f, span, DB_NULL, DB_NULL);
	if (status == FOC_OK)
		status = notice_no_bill(f, span);
	if (status == FOC_OK)
		status = emit_usage(&a, found, by, out);
	free(found);
	return attribution_end(&a, status);
}

/* --- the official estimate */

struct setting {
	const char *workload;
	int64_t	usd;
	int64_t	from;		/* DB_NULL: there was none before */
	const char *rationale;
};

/*
 * The figure is the workload's: it stands on the newest request, and those
 * of its other requests end on the same day, so that the sum is the figure.
 */
static int
add_rows(struct foc *f, const struct setting *s)
{
	struct rows r;
	int64_t n = 0;
	int status, failed = FOC_OK;

	db_query(&r, f, SQL_ESTIMATE_REQUESTS, "s", s->workload);
	for (; failed == FOC_OK && db_next(&r); n++)
		failed = db_run(f, SQL_ESTIMATE_ADD, "ssiIIisis", s->workload,
		    db_text(&r, 0), n == 0 ? s->usd : INT64_C(0), s->from,
		    db_opt(&r, 1), db_int(&r, 2), f->actor, f->now,
		    s->rationale);
	status = db_done(&r);
	if (status == FOC_OK)
		status = failed;
	if (status == FOC_OK && n == 0)
		status = foc_fail(f, FOC_REFUSED, "%s: has no approved "
		    "request; foc-approve grant sets its first estimate",
		    s->workload);
	return status;
}

/* Note it under `role`, with what was the official figure before. */
static int
set_estimate(struct foc *f, struct setting *s, const char *role)
{
	char after[DECIMAL_TEXT_MAX], *before = NULL, *object;
	int status;

	status = db_get_text(f, &before, SQL_ESTIMATE_CONFIRMED, "s",
	    s->workload);
	s->from = before != NULL ? f->now - f->now % UTC_DAY : DB_NULL;
	if (status == FOC_OK)
		status = add_rows(f, s);
	object = xasprintf("wl-%s", s->workload);
	if (status == FOC_OK)
		status = audit_add(f, role, "estimate", object, before,
		    money_text(after, s->usd), s->rationale);
	free(object);
	free(before);
	return status;
}

int
foc_workload_estimate(struct foc *f, const char *name, const char *usd,
    const char *rationale, struct foc_out *out)
{
	struct setting s = { .rationale = rationale };
	char *found = NULL;
	const char *role;
	int status;

	if ((status = need_role(f, ROLE_FINOPS_LEAD, &role)) != FOC_OK ||
	    (status = workload_find(f, name, &found)) != FOC_OK)
		return status;
	s.workload = found;
	if (money_parse_exact(usd, strlen(usd), &s.usd) != 0 || s.usd < 0)
		status = foc_fail(f, FOC_USAGE, "'%s' is no amount of dollars "
		    "a month, such as 340 or 1250.50", usd);
	else if (rationale == NULL || *rationale == '\0')
		status = foc_fail(f, FOC_USAGE, "%s: an estimate needs a "
		    "rationale; --rationale gives it", found);
	else
		status = set_estimate(f, &s, role);
	if (status == FOC_OK)
		status = emit(f, found, out);
	free(found);
	return status;
}

/* --- attention: it is looked into, or no longer */

int
foc_workload_attend(struct foc *f, const char *name, bool begin,
    const char *rationale, struct foc_out *out)
{
	const char *verb = begin ? "investigate" : "clear";
	char *found = NULL, *object = NULL;
	int status;

	if ((status = workload_find(f, name, &found)) != FOC_OK)
		return status;
	object = xasprintf("wl-%s", found);
	status = machine_may(f, MACHINE_CONTROL, object, verb, NULL);
	if (status == FOC_OK && (rationale == NULL || *rationale == '\0'))
		status = foc_fail(f, FOC_USAGE, "%s: %s needs a rationale; "
		    "--rationale gives it", object, verb);
	if (status == FOC_OK)
		status = machine_move(f, MACHINE_CONTROL, object, verb,
		    rationale);
	if (status == FOC_OK)
		status = emit(f, found, out);
	free(object);
	free(found);
	return status;
}
