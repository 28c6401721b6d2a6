/* SPDX-License-Identifier: MIT */
/* A period is never edited: a new row takes its place. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "db/machine.h"
#include "govern/claim.h"
#include "govern/duty.h"
#include "govern/words.h"

int
claim_workload(struct foc *f, const char *what, char **workload)
{
	int status;

	if (strncmp(what, "wl-", 3) == 0)
		what += 3;
	status = db_get_text(f, workload, SQL_CLAIM_NAME, "s", what);
	if (status == FOC_OK && *workload == NULL)
		status = foc_fail(f, FOC_REFUSED, "workload '%s': there is "
		    "none; foc-workload list shows them", what);
	return status;
}

int
claim_time(struct foc *f, const char *option, const char *text, int64_t *t)
{
	*t = f->now;
	if (text == NULL)
		return FOC_OK;
	if (utc_parse_any(text, strlen(text), t) != 0)
		return foc_fail(f, FOC_USAGE, "%s: '%s' is no day or time",
		    option, text);
	if (*t > f->now)
		return foc_fail(f, FOC_USAGE, "%s: %s is still to come",
		    option, text);
	return FOC_OK;
}

int
claim_is_free(struct foc *f, const char *anchor, int64_t from, int64_t to,
    int64_t but)
{
	struct rows r;
	int status, no = FOC_OK;

	db_query(&r, f, SQL_CLAIM_OTHERS, "siII", anchor, from, to,
	    but);
	if (db_next(&r))
		no = foc_fail(f, FOC_REFUSED, "%s: cannot claim: %s speaks "
		    "for %s from %s to %s (%s); foc-claim release %s ends "
		    "that", anchor, db_text(&r, 0), db_text(&r, 1),
		    db_text(&r, 2), db_text(&r, 3), db_text(&r, 4),
		    db_text(&r, 4));
	status = db_done(&r);
	return status != FOC_OK ? status : no;
}

int
claim_begin(struct foc *f, const char *anchor, int64_t since,
    const char *rationale)
{
	char text[UTC_TEXT_MAX], made[UTC_TEXT_MAX];
	int64_t created;
	int status;

	status = db_get_int(f, &created, SQL_ANCHOR_CREATED, "s", anchor);
	if (status == FOC_OK && since < created)
		status = foc_fail(f, FOC_REFUSED, "%s: cannot claim: it was "
		    "made at %s, and --since is before that", anchor,
		    utc_text(made, created));
	if (status == FOC_OK)
		status = claim_is_free(f, anchor, since, DB_NULL, DB_NULL);
	if (status == FOC_OK)
		status = db_run(f, SQL_CLAIM_INSERT, "sisin", anchor, f->now,
		    f->actor, since);
	if (status != FOC_OK)
		return status;
	return audit_add(f, "product-owner", "claim", anchor, NULL,
	    utc_text(text, since), rationale);
}

struct period {
	int64_t	claimed_at, from, to;	/* to DB_NULL: open */
	bool	there;
};

/* The last period that counts. */
static int
last_period(struct foc *f, const char *anchor, struct period *p)
{
	struct rows r;

	*p = (struct period){ .there = false };
	db_query(&r, f, SQL_CLAIM_LAST, "s", anchor);
	if (db_next(&r)) {
		p->there = true;
		p->claimed_at = db_int(&r, 0);
		p->from = db_int(&r, 1);
		p->to = db_opt(&r, 2);
	}
	return db_done(&r);
}

/* "2026-10-01T00:00:00Z to now" */
static char *
period_text(const struct period *p)
{
	char from[UTC_TEXT_MAX], to[UTC_TEXT_MAX];

	return xasprintf("%s to %s", utc_text(from, p->from),
	    p->to != DB_NULL ? utc_text(to, p->to) : "open");
}

/* What was put down this second nobody has read yet: it is changed. */
static int
replace(struct foc *f, const char *anchor, const struct period *was,
    const struct period *is, const char *role, const char *verb,
    const char *reason)
{
	char *before = period_text(was), *after = period_text(is);
	int status;

	if (was->claimed_at == f->now) {
		status = db_run(f, SQL_CLAIM_CHANGE, "siiiI", anchor, f->now,
		    was->from, is->from, is->to);
	} else {
		status = db_run(f, SQL_CLAIM_REPLACED, "sii", anchor,
		    was->claimed_at, was->from);
		if (status == FOC_OK)
			status = db_run(f, SQL_CLAIM_INSERT, "sisiI", anchor,
			    f->now, f->actor, is->from, is->to);
	}
	if (status == FOC_OK)
		status = audit_add(f, role, verb, anchor, before, after,
		    reason);
	free(before);
	free(after);
	return status;
}

int
claim_end(struct foc *f, const char *anchor, int64_t at, const char *role,
    const char *verb, const char *reason)
{
	struct period was, is;
	int status;

	if ((status = last_period(f, anchor, &was)) != FOC_OK ||
	    !was.there || was.to != DB_NULL)
		return status;
	is = was;
	is.to = at > was.from ? at : was.from;
	return replace(f, anchor, &was, &is, role, verb, reason);
}

/* --- release and amend */

/* The actor owns the workload of the anchor, and neither approved nor
 * implemented its request. */
static int
may_change(struct foc *f, const char *anchor, const char *verb)
{
	struct rows r;
	char *request = NULL;
	int64_t product = 0;
	int status;

	if ((status = need_role(f, ROLE_PRODUCT_OWNER, NULL)) != FOC_OK)
		return status;
	db_query(&r, f, SQL_ANCHOR_FACTS, "s", anchor);
	if (db_next(&r)) {
		product = db_int(&r, 0);
		if (db_text(&r, 1) != NULL)
			request = xstrdup(db_text(&r, 1));
	}
	if ((status = db_done(&r)) == FOC_OK && product == 0)
		status = foc_fail(f, FOC_REFUSED, "%s: there is no such "
		    "anchor; foc-claim list WORKLOAD shows them", anchor);
	if (status == FOC_OK)
		status = duty_owner(f, anchor, verb, product);
	if (status == FOC_OK && request != NULL)
		status = duty_apart(f, anchor, request, verb, DUTY_APPROVER,
		    "product-owner", verb);
	if (status == FOC_OK && request != NULL)
		status = duty_apart(f, anchor, request, verb,
		    DUTY_IMPLEMENTER, "product-owner", verb);
	free(request);
	return status;
}

static int
not_claimed(struct foc *f, const char *anchor, const char *verb)
{
	return foc_fail(f, FOC_REFUSED, "%s: cannot %s: it is not claimed; "
	    "foc-claim WORKLOAD claims what is ready", anchor, verb);
}

int
foc_claim_release(struct foc *f, const char *anchor, const char *until,
    const char *reason, struct foc_out *out)
{
	char from[UTC_TEXT_MAX];
	struct period was;
	int64_t at;
	int status;

	if ((status = claim_time(f, "--until", until, &at)) != FOC_OK ||
	    (status = may_change(f, anchor, "release")) != FOC_OK ||
	    (status = duty_rationale(f, anchor, "--reason", reason)) !=
	    FOC_OK ||
	    (status = last_period(f, anchor, &was)) != FOC_OK)
		return status;
	if (!was.there || was.to != DB_NULL)
		return not_claimed(f, anchor, "release");
	if (at < was.from)
		return foc_fail(f, FOC_REFUSED, "%s: cannot release: it is "
		    "claimed from %s on, and --until is before that", anchor,
		    utc_text(from, was.from));
	status = claim_end(f, anchor, at, "product-owner", "release", reason);
	if (status == FOC_OK)
		status = db_emit(f, out, NULL, SQL_ANCHOR_RECORD, "ns",
		    anchor);
	return status;
}

/* The times of the corrected period: those not given stay. */
static int
amended(struct foc *f, const char *anchor, const struct period *was,
    const char *since, const char *until, struct period *is)
{
	char made[UTC_TEXT_MAX];
	int64_t created;
	int status;

	*is = *was;
	if (since == NULL && until == NULL)
		return foc_fail(f, FOC_USAGE, "%s: say what is right: --since "
		    "TIME, --until TIME", anchor);
	if (since != NULL && (status = claim_time(f, "--since", since,
	    &is->from)) != FOC_OK)
		return status;
	if (until != NULL && (status = claim_time(f, "--until", until,
	    &is->to)) != FOC_OK)
		return status;
	if (is->to != DB_NULL && is->to < is->from)
		return foc_fail(f, FOC_REFUSED, "%s: cannot amend: it would "
		    "end before it begins", anchor);
	status = db_get_int(f, &created, SQL_ANCHOR_CREATED, "s", anchor);
	if (status == FOC_OK && is->from < created)
		status = foc_fail(f, FOC_REFUSED, "%s: cannot amend: it was "
		    "made at %s, and --since is before that", anchor,
		    utc_text(made, created));
	return status;
}

int
foc_claim_amend(struct foc *f, const char *anchor, const char *since,
    const char *until, const char *reason, struct foc_out *out)
{
	struct period was, is;
	int status;

	if ((status = may_change(f, anchor, "amend")) != FOC_OK ||
	    (status = duty_rationale(f, anchor, "--reason", reason)) !=
	    FOC_OK ||
	    (status = last_period(f, anchor, &was)) != FOC_OK)
		return status;
	if (!was.there)
		return not_claimed(f, anchor, "amend");
	if ((status = amended(f, anchor, &was, since, until, &is)) !=
	    FOC_OK ||
	    (status = claim_is_free(f, anchor, is.from, is.to, was.from)) !=
	    FOC_OK ||
	    (status = replace(f, anchor, &was, &is, "product-owner", "amend",
	    reason)) != FOC_OK)
		return status;
	return db_emit(f, out, NULL, SQL_ANCHOR_RECORD, "ns", anchor);
}
