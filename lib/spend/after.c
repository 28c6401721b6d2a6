/* SPDX-License-Identifier: MIT */
/*
 * Did a stop stop?  The bill counts in hours, so that the hour of the stop,
 * which has spend from before it, is told apart from what came after.
 */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "spend/attribution.h"
#include "spend/workload.h"

struct after {
	char	*control;
	int64_t	stopped, resumed, until;	/* DB_NULL: none */
	int64_t	hour, from;			/* of the stop, and the next */
	char	*spent, *in_hour;		/* NULL: unknown */
	const char *reason;
};

static int
read_stop(struct foc *f, const char *workload, struct after *a)
{
	struct rows r;

	a->stopped = a->resumed = DB_NULL;
	db_query(&r, f, SQL_AFTER_STOP, "s", workload);
	if (db_next(&r)) {
		a->control = xstrdup(db_text(&r, 0));
		a->stopped = db_opt(&r, 1);
		a->resumed = db_opt(&r, 2);
	}
	return db_done(&r);
}

static int
read_until(struct foc *f, struct after *a)
{
	struct rows r;

	a->until = DB_NULL;
	db_query(&r, f, SQL_DATA_UNTIL, "");
	if (db_next(&r))
		a->until = db_opt(&r, 0);
	return db_done(&r);
}

/* Exact dollars of the workload in [from, to), as text. */
static int
spent_between(struct foc *f, const char *workload, int64_t from, int64_t to,
    char **usd)
{
	const struct foc_span span = { from, to };
	struct attribution a;
	int status;

	status = attribution_begin(&a, f, &span, DB_NULL, DB_NULL);
	if (status == FOC_OK)
		status = attribution_take(&a, a.from, a.to, UTC_DAY);
	if (status == FOC_OK)
		status = db_get_text(f, usd, SQL_AFTER_SPENT, "s", workload);
	if (status == FOC_OK && *usd == NULL)
		*usd = xstrdup("0");
	return attribution_end(&a, status);
}

static int
work_out(struct foc *f, const char *workload, struct after *a)
{
	int64_t to = a->resumed != DB_NULL ? a->resumed : FOC_ALWAYS;
	int status;

	a->hour = a->stopped - a->stopped % UTC_HOUR;
	a->from = a->hour == a->stopped ? a->stopped : a->hour + UTC_HOUR;
	if (a->until == DB_NULL) {
		a->reason = "no bill is loaded";
		return FOC_OK;
	}
	if (a->until <= a->from) {
		a->reason = "the bill does not reach past the stop yet";
		return FOC_OK;
	}
	if (to != FOC_ALWAYS && to <= a->from) {
		a->reason = "it was resumed within the hour of the stop";
		return FOC_OK;
	}
	status = spent_between(f, workload, a->from, to, &a->spent);
	if (status == FOC_OK && a->hour < a->from)
		status = spent_between(f, workload, a->hour, a->from,
		    &a->in_hour);
	return status;
}

int
foc_stop_verify(struct foc *f, const char *workload, struct foc_out *out)
{
	struct after a = { 0 };
	char *name = NULL;
	int status;

	if ((status = workload_find(f, workload, &name)) != FOC_OK)
		return status;
	status = read_stop(f, name, &a);
	if (status == FOC_OK && a.stopped == DB_NULL)
		status = foc_fail(f, FOC_REFUSED, "wl-%s: was never stopped",
		    name);
	if (status == FOC_OK)
		status = read_until(f, &a);
	if (status == FOC_OK)
		status = work_out(f, name, &a);
	if (status == FOC_OK)
		status = db_emit(f, out, NULL, SQL_AFTER_RECORD, "ssIIIIsss",
		    name, a.control, a.stopped, a.resumed, a.until, a.from,
		    a.spent, a.in_hour, a.reason);
	free(a.control);
	free(a.spent);
	free(a.in_hour);
	free(name);
	return status;
}
