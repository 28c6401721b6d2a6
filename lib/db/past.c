/* SPDX-License-Identifier: MIT */
/*
 * Reading as of a time: the tables that a query sees are replaced, for this
 * connection, by what they were then (past.sql, was.c).
 */
#include <stdlib.h>
#include <string.h>

#include "db/audit.h"
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

/*
 * Of what changed later in a way that is not known, records are left out; but
 * a bill without one of its loads would be another bill.
 */
static int
lose_unknown(struct foc *f, int64_t as_of)
{
	char text[UTC_TEXT_MAX];
	struct rows r;
	int status, no = FOC_OK;

	db_query(&r, f, SQL_PAST_UNKNOWN, "");
	while (no == FOC_OK && db_next(&r)) {
		if (strncmp(db_text(&r, 0), "an-", 3) == 0)
			no = db_run(f, SQL_PAST_LOSE, "s", db_text(&r, 0));
		else
			no = foc_fail(f, FOC_REFUSED, "--as-of %s: cannot be "
			    "told: %s was changed since, and '%s' does not "
			    "say what it was", utc_text(text, as_of),
			    db_text(&r, 0), db_text(&r, 1));
	}
	status = db_done(&r);
	return status != FOC_OK ? status : no;
}

/* What is not what its newest event then bound is not what it was. */
static int
lose_unproven(struct foc *f)
{
	unsigned char digest[SHA_BYTES];
	const void *bound;
	struct rows r;
	size_t len;
	int status, lost = FOC_OK;

	db_query(&r, f, SQL_PAST_DIGESTS, "");
	while (lost == FOC_OK && db_next(&r)) {
		lost = audit_digest(f, db_text(&r, 0), digest);
		bound = db_blob(&r, 1, &len);
		if (lost == FOC_OK && (len != SHA_BYTES ||
		    memcmp(bound, digest, SHA_BYTES) != 0))
			lost = db_run(f, SQL_PAST_LOSE, "s", db_text(&r, 0));
	}
	status = db_done(&r);
	return status != FOC_OK ? status : lost;
}

static int
leave_out(struct foc *f, int64_t as_of)
{
	char *list = NULL, text[UTC_TEXT_MAX];
	int status;

	if ((status = db_script(f, SQL_PAST_LOST)) != FOC_OK ||
	    (status = lose_unknown(f, as_of)) != FOC_OK ||
	    (status = lose_unproven(f)) != FOC_OK ||
	    (status = db_get_text(f, &list, SQL_PAST_LOST_LIST, "")) != FOC_OK)
		return status;
	if (list != NULL) {
		foc_notice(f, "--as-of %s: left out, for what it was cannot "
		    "be told: %s", utc_text(text, as_of), list);
		status = db_script(f, SQL_PAST_LEAVE_OUT);
	}
	free(list);
	return status;
}

/* A view of the file looks at the tables of the file: not these. */
static int
make_views(struct foc *f)
{
	char *sql = NULL;
	int status = db_get_text(f, &sql, SQL_PAST_VIEWS, "");

	if (status == FOC_OK && sql != NULL &&
	    sqlite3_exec(f->db, sql, NULL, NULL, NULL) != SQLITE_OK)
		status = db_fail(f, "cannot look at the past");
	free(sql);
	return status;
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
	    (status = was_restore(f)) != FOC_OK ||
	    (status = db_script(f, SQL_PAST_TABLES)) != FOC_OK ||
	    (status = leave_out(f, as_of)) != FOC_OK ||
	    (status = make_views(f)) != FOC_OK ||
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
