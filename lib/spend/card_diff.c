/* SPDX-License-Identifier: MIT */
/* Two revisions of a card beside each other; and a week as a whole. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "db/db.h"
#include "spend/card.h"

int
foc_card_review(struct foc *f, int64_t week, struct foc_out *out)
{
	if (week == FOC_ALWAYS)
		week = utc_week_start(f->now) - UTC_WEEK;
	return db_emit(f, out, NULL, SQL_REVIEW_RECORD, "i", week);
}

struct revisions {
	char	*workload;
	int64_t	week;
	int64_t	from, to;	/* 0: not told */
};

/* "1..2", "..2" or "2": from what to what. */
static int
read_range(struct foc *f, const char *text, struct revisions *v)
{
	char *end;

	v->to = strtoll(text, &end, 10);
	if (strncmp(end, "..", 2) == 0) {
		v->from = v->to;
		v->to = strtoll(end + 2, &end, 10);
	} else {
		v->from = v->to - 1;
	}
	if (*end != '\0' || v->from < 1 || v->to <= v->from)
		return foc_fail(f, FOC_USAGE, "--rev: '%s' is no range of "
		    "revisions such as 1..2", text);
	return FOC_OK;
}

static int
find_revisions(struct foc *f, const char *which, int64_t week,
    struct revisions *v)
{
	struct rows r;
	int64_t revision = 0;
	char *id = NULL;
	int status = card_find(f, which, week, &id);

	if (status != FOC_OK)
		return status;
	db_query(&r, f, SQL_CARD_WHICH, "s", id);
	if (db_next(&r)) {
		v->workload = xstrdup(db_text(&r, 0));
		v->week = db_int(&r, 1);
		revision = db_int(&r, 2);
	}
	status = db_done(&r);
	/* What a card has over the one before; of the first, the newest has. */
	if (status == FOC_OK && v->to == 0 && revision == 1)
		status = db_get_int(f, &revision, SQL_CARD_LAST_REVISION, "si",
		    v->workload, v->week);
	if (status == FOC_OK && v->to == 0 && revision == 1)
		status = foc_fail(f, FOC_REFUSED, "%s: has one revision only",
		    id);
	if (v->to == 0) {
		v->from = revision - 1;
		v->to = revision;
	}
	free(id);
	return status;
}

int
foc_card_diff(struct foc *f, const char *which, int64_t week,
    const char *range, struct foc_out *out)
{
	struct revisions v = { 0 };
	int64_t n;
	int status = range != NULL ? read_range(f, range, &v) : FOC_OK;

	if (status == FOC_OK)
		status = find_revisions(f, which, week, &v);
	if (status == FOC_OK)
		status = db_emit(f, out, &n, SQL_CARD_DIFF, "siii",
		    v.workload, v.from, v.to, v.week);
	if (status == FOC_OK && n == 0)
		status = foc_fail(f, FOC_REFUSED, "%s: has no revisions %lld "
		    "and %lld", which, (long long)v.from, (long long)v.to);
	free(v.workload);
	return status;
}
