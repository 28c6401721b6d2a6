/* SPDX-License-Identifier: MIT */
/*
 * Reading as of a time: the tables that a query sees are replaced, for this
 * connection, by what the events up to then leave of them (past.sql).
 */
#include <stdlib.h>

#include "db/handle.h"

/* The events up to as_of, which there must be. */
static int
find_point(struct foc *f, int64_t as_of, int64_t *seq)
{
	char text[UTC_TEXT_MAX], *first = NULL;
	struct rows r;
	bool found = false;
	int status;

	if (as_of > f->now)
		return foc_fail(f, FOC_REFUSED, "--as-of %s: is yet to come",
		    utc_text(text, as_of));
	db_query(&r, f, SQL_PAST_SEQ, "i", as_of);
	if (db_next(&r) && !db_null(&r, 0)) {
		found = true;
		*seq = db_int(&r, 0);
	}
	if ((status = db_done(&r)) != FOC_OK || found)
		return status;
	status = db_get_text(f, &first, SQL_PAST_FIRST, "");
	if (status == FOC_OK)
		status = foc_fail(f, FOC_REFUSED, "--as-of %s: the file knows "
		    "nothing before %s", utc_text(text, as_of),
		    first != NULL ? first : "its first event");
	free(first);
	return status;
}

static int
refuse_unknown(struct foc *f, int64_t as_of)
{
	char text[UTC_TEXT_MAX];
	struct rows r;
	int status, no = FOC_OK;

	db_query(&r, f, SQL_PAST_UNKNOWN, "");
	if (db_next(&r))
		no = foc_fail(f, FOC_REFUSED, "--as-of %s: cannot be told: "
		    "%s was changed since, and '%s' does not say what it was",
		    utc_text(text, as_of), db_text(&r, 0), db_text(&r, 1));
	status = db_done(&r);
	return status != FOC_OK ? status : no;
}

static int
warn_of_org(struct foc *f)
{
	char *since = NULL;
	int status = db_get_text(f, &since, SQL_PAST_ORG, "");

	if (status == FOC_OK && since != NULL)
		foc_notice(f, "foc.yaml was applied since, at %s: owners and "
		    "units of the time before are not kept, and left out",
		    since);
	free(since);
	return status;
}

int
past_open(struct foc *f, int64_t as_of)
{
	int64_t seq = 0;
	int status;

	if (f->write)
		return foc_fail(f, FOC_USAGE, "--as-of: the past is only read");
	if ((status = find_point(f, as_of, &seq)) != FOC_OK ||
	    (status = db_script(f, SQL_PAST_POINT)) != FOC_OK ||
	    (status = db_run(f, SQL_PAST_AT, "ii", seq, as_of)) != FOC_OK ||
	    (status = db_script(f, SQL_PAST_TABLES)) != FOC_OK ||
	    (status = refuse_unknown(f, as_of)) != FOC_OK ||
	    (status = warn_of_org(f)) != FOC_OK)
		return status;
	f->past = true;
	f->now = as_of;
	return FOC_OK;
}

int
past_needs_shares(struct foc *f)
{
	char *since = NULL, text[UTC_TEXT_MAX];
	int64_t n = 0;
	int status;

	if (!f->past)
		return FOC_OK;
	status = db_get_text(f, &since, SQL_PAST_ORG, "");
	if (status == FOC_OK && since != NULL)
		status = db_get_int(f, &n, SQL_PAST_SHARES, "");
	if (status == FOC_OK && n > 0)
		status = foc_fail(f, FOC_REFUSED, "--as-of %s: cannot be "
		    "told: foc.yaml was applied at %s, and which products "
		    "shared accounts before is not kept; the spend of one "
		    "workload can be", utc_text(text, f->now), since);
	free(since);
	return status;
}
