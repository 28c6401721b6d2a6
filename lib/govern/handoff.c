/* SPDX-License-Identifier: MIT */
/* What developers need to use what was approved. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "govern/claim.h"
#include "govern/iam.h"
#include "govern/route.h"
#include "govern/words.h"

/* The columns of handoff_scopes are those of the present row. */
static int
give(struct foc *f, const char *workload, struct rows *q,
    struct foc_out *out)
{
	const char *account = db_text(q, 3), *region = db_text(q, 4);
	const char *named = db_text(q, 7);
	char *arn, *endpoint;
	struct route r;
	int status = route_of_scope(f, db_text(q, 0), &r);

	if (status != FOC_OK)
		return status;
	/* Identity Center names the role, and a step reported it. */
	arn = named != NULL ? xstrdup(named) :
	    strcmp(db_text(q, 6), "IDENTITY_CENTER") == 0 ? NULL :
	    iam_role_arn(account, db_text(q, 5));
	endpoint = route_endpoint(&r, region);
	status = db_emit(f, out, NULL, SQL_HANDOFF_RECORD, "sssssssss",
	    db_text(q, 0), workload, arn, db_text(q, 2), r.model_id,
	    route_invoke_id(&r), endpoint, region, account);
	free(arn);
	free(endpoint);
	route_free(&r);
	return status;
}

static int
several(struct foc *f, const char *workload, const struct words *scopes)
{
	char *list = words_join(scopes, ", ");
	int status;

	status = foc_fail(f, FOC_REFUSED, "%s: has several handoffs, and "
	    "this format has room for one: choose with --scope, one of %s",
	    workload, list);
	free(list);
	return status;
}

static int
none(struct foc *f, const char *workload, const char *scope)
{
	int64_t live;
	int status;

	if (scope != NULL)
		return foc_fail(f, FOC_REFUSED, "%s: nothing to hand off: %s "
		    "is no scope of it that is IMPLEMENTED and not REVOKED",
		    workload, scope);
	status = db_get_int(f, &live, SQL_HANDOFF_LIVE, "s", workload);
	if (status != FOC_OK)
		return status;
	return foc_fail(f, FOC_REFUSED, "%s: nothing to hand off: %s",
	    workload, live > 0 ? "it is LIVE or READY_TO_CLAIM, but without "
	    "a scope that is IMPLEMENTED" : "no request of it is "
	    "READY_TO_CLAIM or LIVE");
}

int
foc_claim_handoff(struct foc *f, const char *what, const char *scope,
    bool one, struct foc_out *out)
{
	struct words scopes = { 0 };
	char *workload = NULL;
	struct rows r;
	size_t i;
	int status, worst = FOC_OK;

	if ((status = claim_workload(f, what, &workload)) != FOC_OK)
		return status;
	db_query(&r, f, SQL_HANDOFF_SCOPES, "ss", workload, scope);
	while (db_next(&r))
		words_add(&scopes, db_text(&r, 0));
	status = db_done(&r);
	if (status == FOC_OK && scopes.n == 0)
		status = none(f, workload, scope);
	else if (status == FOC_OK && one && scopes.n > 1)
		status = several(f, workload, &scopes);
	for (i = 0; i < scopes.n && status == FOC_OK; i++) {
		db_query(&r, f, SQL_HANDOFF_SCOPES, "ss", workload,
		    scopes.word[i]);
		worst = db_next(&r) ? give(f, workload, &r, out) : FOC_OK;
		status = db_done(&r);
		if (status == FOC_OK)
			status = worst;
	}
	words_free(&scopes);
	free(workload);
	return status;
}
