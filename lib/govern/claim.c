/* SPDX-License-Identifier: MIT */
/* Claims: from when a role speaks for its workload; and the handoff. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "db/machine.h"
#include "govern/duty.h"
#include "govern/iam.h"
#include "govern/route.h"
#include "govern/words.h"

/* Names of workloads, with or without wl-. */
static const char *
plain_name(const char *workload)
{
	return strncmp(workload, "wl-", 3) == 0 ? workload + 3 : workload;
}

int
foc_claim_list(struct foc *f, struct foc_out *out)
{
	return db_emit(f, out, NULL, SQL_ANCHOR_RECORD, "n");
}

static int
may_claim(struct foc *f, const char *workload, const char *request)
{
	int status;

	if ((status = machine_may(f, MACHINE_ONBOARDING, request, "claim",
	    NULL)) != FOC_OK ||
	    (status = duty_owner_of_request(f, request, "claim")) != FOC_OK ||
	    (status = duty_apart(f, workload, request, "claim",
	    DUTY_APPROVER, "product-owner", "claim")) != FOC_OK)
		return status;
	return duty_apart(f, workload, request, "claim", DUTY_IMPLEMENTER,
	    "product-owner", "claim");
}

static int
read_since(struct foc *f, const char *text, int64_t *since)
{
	*since = f->now;
	if (text == NULL)
		return FOC_OK;
	if (utc_parse_any(text, strlen(text), since) != 0)
		return foc_fail(f, FOC_USAGE, "--since: '%s' is no day or "
		    "time", text);
	if (*since > f->now)
		return foc_fail(f, FOC_USAGE, "--since: %s is still to come",
		    text);
	return FOC_OK;
}

static int
claim_anchor(struct foc *f, const char *anchor, int64_t created,
    int64_t since)
{
	char text[UTC_TEXT_MAX];
	int status;

	if (since < created)
		return foc_fail(f, FOC_REFUSED, "%s: cannot claim: it was made "
		    "at %s, and --since is before that", anchor,
		    utc_text(text, created));
	status = db_run(f, SQL_CLAIM_INSERT, "sisi", anchor, f->now, f->actor,
	    since);
	if (status != FOC_OK)
		return status;
	return audit_add(f, "product-owner", "claim", anchor, NULL,
	    utc_text(text, since), NULL);
}

static int
claim_request(struct foc *f, const char *workload, const char *request,
    int64_t since)
{
	struct rows r;
	int status, worst = FOC_OK;

	if ((status = may_claim(f, workload, request)) != FOC_OK)
		return status;
	db_query(&r, f, SQL_CLAIM_ANCHORS, "s", request);
	while (worst == FOC_OK && db_next(&r))
		worst = claim_anchor(f, db_text(&r, 0), db_int(&r, 1), since);
	status = db_done(&r);
	if (worst != FOC_OK || status != FOC_OK)
		return worst != FOC_OK ? worst : status;
	status = db_run(f, SQL_REQUEST_CLAIM, "ssIi", request, f->actor,
	    duty_uid(f), f->now);
	if (status != FOC_OK)
		return status;
	return machine_move(f, MACHINE_ONBOARDING, request, "claim", NULL);
}

/* Nothing is ready: say how far the newest request got. */
static int
not_ready(struct foc *f, const char *workload)
{
	char *request = NULL;
	int status;

	status = db_get_text(f, &request, SQL_CLAIM_LATEST_REQUEST, "s",
	    workload);
	if (status == FOC_OK && request == NULL)
		status = foc_fail(f, FOC_REFUSED, "workload '%s': there is "
		    "none; foc-claim list shows what is ready", workload);
	else if (status == FOC_OK)
		status = machine_may(f, MACHINE_ONBOARDING, request, "claim",
		    NULL);
	free(request);
	return status;
}

static int
set_live(struct foc *f, const char *workload, int64_t since)
{
	char *object, text[UTC_TEXT_MAX];
	int status;

	status = db_run(f, SQL_WORKLOAD_LIVE, "si", workload, since);
	if (status != FOC_OK)
		return status;
	object = xasprintf("wl-%s", workload);
	status = audit_add(f, "product-owner", "claim", object, NULL,
	    utc_text(text, since), NULL);
	free(object);
	return status;
}

int
foc_claim(struct foc *f, const char *workload, const char *since,
    struct foc_out *out)
{
	struct words requests = { 0 };
	struct rows r;
	int64_t from;
	size_t i;
	int status;

	workload = plain_name(workload);
	if ((status = read_since(f, since, &from)) != FOC_OK)
		return status;
	db_query(&r, f, SQL_CLAIM_REQUESTS, "s", workload);
	while (db_next(&r))
		words_add(&requests, db_text(&r, 0));
	status = db_done(&r);
	if (status == FOC_OK && requests.n == 0)
		status = not_ready(f, workload);
	for (i = 0; i < requests.n && status == FOC_OK; i++)
		status = claim_request(f, workload, requests.word[i], from);
	if (status == FOC_OK)
		status = set_live(f, workload, from);
	if (status == FOC_OK)
		status = db_emit(f, out, NULL, SQL_ANCHOR_RECORD, "s",
		    workload);
	words_free(&requests);
	return status;
}

/* The columns of handoff_scopes are those of the present row. */
static int
give_handoff(struct foc *f, const char *workload, struct rows *q,
    struct foc_out *out)
{
	const char *model = db_text(q, 2), *account = db_text(q, 3);
	const char *region = db_text(q, 4);
	char *arn, *endpoint;
	struct route r;
	int status;

	status = route_find(f, db_text(q, 1), model, region, db_text(q, 7),
	    &r);
	if (status == FOC_OK) {
		arn = iam_role_arn(account, db_text(q, 5));
		endpoint = xasprintf(
		    "https://bedrock-runtime.%s.amazonaws.com", region);
		status = db_emit(f, out, NULL, SQL_HANDOFF_RECORD,
		    "ssssssssss", db_text(q, 0), workload, arn, model,
		    r.model_id, route_invoke_id(&r), endpoint, region,
		    account, db_text(q, 6));
		free(arn);
		free(endpoint);
	}
	route_free(&r);
	return status;
}

int
foc_claim_handoff(struct foc *f, const char *workload, struct foc_out *out)
{
	struct rows r;
	int64_t n = 0;
	int status, worst = FOC_OK;

	workload = plain_name(workload);
	db_query(&r, f, SQL_HANDOFF_SCOPES, "s", workload);
	while (worst == FOC_OK && db_next(&r)) {
		worst = give_handoff(f, workload, &r, out);
		n++;
	}
	status = db_done(&r);
	if (worst != FOC_OK || status != FOC_OK)
		return worst != FOC_OK ? worst : status;
	if (n == 0)
		return foc_fail(f, FOC_REFUSED, "%s: nothing to hand off: no "
		    "request of it is READY_TO_CLAIM or LIVE", workload);
	return FOC_OK;
}
