/* SPDX-License-Identifier: MIT */
/* What developers need to use what was approved. */
#include <stdlib.h>
#include <string.h>

#include "core/json.h"
#include "core/mem.h"
#include "govern/claim.h"
#include "govern/iam.h"
#include "govern/route.h"
#include "govern/words.h"

/* A string that steps reported; malloc'd or NULL. */
static char *
reported(const char *artefacts, const char *key)
{
	struct err e;
	cJSON *all = artefacts != NULL ? json_parse(artefacts,
	    strlen(artefacts), &e) : NULL;
	const char *s = all != NULL ? json_string(all, key) : NULL;
	char *copy = s != NULL ? xstrdup(s) : NULL;

	cJSON_Delete(all);
	return copy;
}

/* Each platform has an endpoint of its own. */
static char *
endpoint_of(const char *platform, const char *region)
{
	if (strcmp(platform, "CLAUDE_PLATFORM") == 0)
		return xasprintf("https://aws-external-anthropic.%s.api.aws",
		    region);
	return xasprintf("https://bedrock-runtime.%s.amazonaws.com", region);
}

/* The columns of handoff_scopes are those of the present row. */
static int
give(struct foc *f, const char *workload, struct rows *q,
    struct foc_out *out)
{
	const char *platform = db_text(q, 1), *model = db_text(q, 2);
	const char *account = db_text(q, 3), *region = db_text(q, 4);
	const char *artefacts = db_text(q, 9);
	const char *invoke;
	char *arn = NULL, *endpoint, *profile;
	struct route r = { 0 };
	int status;

	status = route_find(f, platform, model, region, db_text(q, 7), &r);
	if (status != FOC_OK) {
		route_free(&r);
		return status;
	}
	if ((arn = reported(artefacts, "role_arn")) == NULL &&
	    strcmp(db_text(q, 8), "IDENTITY_CENTER") != 0)
		arn = iam_role_arn(account, db_text(q, 5));
	profile = reported(artefacts, "inference_profile_arn");
	invoke = profile != NULL ? profile : route_invoke_id(&r);
	endpoint = endpoint_of(platform, region);
	status = db_emit(f, out, NULL, SQL_HANDOFF_RECORD, "ssssssssssss",
	    db_text(q, 0), workload, platform, arn, model, r.model_id, invoke,
	    endpoint, region, account, artefacts, db_text(q, 6));
	free(arn);
	free(profile);
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
	if (scope != NULL)
		return foc_fail(f, FOC_REFUSED, "%s: nothing to hand off: %s "
		    "is no scope of it that is IMPLEMENTED and not REVOKED",
		    workload, scope);
	return foc_fail(f, FOC_REFUSED, "%s: nothing to hand off: no request "
	    "of it is READY_TO_CLAIM or LIVE", workload);
}

int
foc_claim_handoff(struct foc *f, const char *workload, const char *scope,
    bool one, struct foc_out *out)
{
	struct words scopes = { 0 };
	struct rows r;
	size_t i;
	int status, worst = FOC_OK;

	workload = claim_workload(workload);
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
	return status;
}
