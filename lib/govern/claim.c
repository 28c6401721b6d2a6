/* SPDX-License-Identifier: MIT */
/* Claims: from when an anchor speaks for its workload. */
#include <stdlib.h>
#include <string.h>

#include "core/form.h"
#include "core/mem.h"
#include "core/text.h"
#include "db/machine.h"
#include "govern/claim.h"
#include "govern/duty.h"
#include "govern/request.h"
#include "govern/words.h"

int
foc_claim_list(struct foc *f, const char *what, struct foc_out *out)
{
	char *workload = NULL;
	int status = FOC_OK;

	if (what != NULL)
		status = claim_workload(f, what, &workload);
	if (status == FOC_OK)
		status = db_emit(f, out, NULL, SQL_ANCHOR_RECORD, "sn",
		    workload);
	free(workload);
	return status;
}

static int
may_claim(struct foc *f, const char *workload, const char *request)
{
	int status;

	if ((status = duty_owner_of_request(f, request, "claim")) != FOC_OK ||
	    (status = duty_apart(f, workload, request, "claim",
	    DUTY_APPROVER, "product-owner", "claim")) != FOC_OK)
		return status;
	return duty_apart(f, workload, request, "claim", DUTY_IMPLEMENTER,
	    "product-owner", "claim");
}

/* --- what a request made */

static int
list(struct foc *f, enum sql_id id, const char *what, struct words *w)
{
	struct rows r;

	db_query(&r, f, id, "s", what);
	while (db_next(&r))
		words_add(w, db_text(&r, 0));
	return db_done(&r);
}

/* *n grows by the anchors; INFRASTRUCTURE has none. */
static int
claim_request(struct foc *f, const char *workload, const char *request,
    int64_t since, size_t *n)
{
	struct words anchors = { 0 };
	size_t i;
	int status;

	if ((status = machine_may(f, MACHINE_ONBOARDING, request, "claim",
	    NULL)) != FOC_OK ||
	    (status = may_claim(f, workload, request)) != FOC_OK)
		return status;
	status = list(f, SQL_CLAIM_ANCHORS, request, &anchors);
	for (i = 0; i < anchors.n && status == FOC_OK; i++)
		status = claim_begin(f, anchors.word[i], since, NULL);
	*n += anchors.n;
	words_free(&anchors);
	if (status == FOC_OK)
		status = db_run(f, SQL_REQUEST_CLAIM, "ssIi", request,
		    f->actor, duty_uid(f), f->now);
	if (status == FOC_OK)
		status = machine_move(f, MACHINE_ONBOARDING, request, "claim",
		    NULL);
	return status;
}

/* What was added to a live request since: the same person claims it. */
static int
claim_later(struct foc *f, const char *workload, int64_t since, size_t *n)
{
	struct words anchors = { 0 };
	char *request = NULL;
	size_t i;
	int status = list(f, SQL_CLAIM_LATER, workload, &anchors);

	for (i = 0; i < anchors.n && status == FOC_OK; i++) {
		status = db_get_text(f, &request, SQL_ANCHOR_REQUEST, "s",
		    anchors.word[i]);
		if (status == FOC_OK)
			status = need_role(f, ROLE_PRODUCT_OWNER, NULL);
		if (status == FOC_OK)
			status = may_claim(f, workload, request);
		if (status == FOC_OK)
			status = claim_begin(f, anchors.word[i], since, NULL);
		free(request);
		request = NULL;
	}
	*n += anchors.n;
	words_free(&anchors);
	return status;
}

/* Nothing is ready: say how far the newest request got. */
static int
not_ready(struct foc *f, const char *workload)
{
	char *request = NULL, *state = NULL, who[MACHINE_WHO_MAX];
	int status;

	status = db_get_text(f, &request, SQL_CLAIM_LATEST_REQUEST, "s",
	    workload);
	if (status == FOC_OK)
		status = db_get_text(f, &state, SQL_REQUEST_STATE, "s",
		    request);
	if (status == FOC_OK && state != NULL && strcmp(state, "LIVE") == 0 &&
	    (status = machine_winner(f, request, state, who, sizeof(who))) ==
	    FOC_OK)
		status = foc_fail(f, FOC_REFUSED, "%s: cannot claim: state is "
		    "LIVE%s, and nothing that was added to it is ready; "
		    "foc-claim list %s shows what is claimed", request, who,
		    workload);
	else if (status == FOC_OK)
		status = machine_may(f, MACHINE_ONBOARDING, request, "claim",
		    NULL);
	free(state);
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

/* Of INFRASTRUCTURE there are no anchors: the requests themselves. */
static int
give_claimed(struct foc *f, const char *workload,
    const struct words *requests, size_t anchors, struct foc_out *out)
{
	size_t i;
	int status = FOC_OK;

	if (anchors > 0)
		return db_emit(f, out, NULL, SQL_ANCHOR_RECORD, "sn",
		    workload);
	for (i = 0; i < requests->n && status == FOC_OK; i++)
		status = request_give(f, requests->word[i], out);
	return status;
}

int
foc_claim(struct foc *f, const char *what, const char *since,
    struct foc_out *out)
{
	struct words requests = { 0 };
	char *workload = NULL;
	int64_t from;
	size_t i, anchors = 0;
	int status;

	if ((status = claim_time(f, "--since", since, &from)) != FOC_OK ||
	    (status = claim_workload(f, what, &workload)) != FOC_OK)
		return status;
	status = list(f, SQL_CLAIM_REQUESTS, workload, &requests);
	if (status == FOC_OK)
		status = claim_later(f, workload, from, &anchors);
	if (status == FOC_OK && requests.n == 0 && anchors == 0)
		status = not_ready(f, workload);
	for (i = 0; i < requests.n && status == FOC_OK; i++)
		status = claim_request(f, workload, requests.word[i], from,
		    &anchors);
	if (status == FOC_OK && anchors > 0)
		status = set_live(f, workload, from);
	if (status == FOC_OK)
		status = give_claimed(f, workload, &requests, anchors, out);
	words_free(&requests);
	free(workload);
	return status;
}

/* --- what is claimed by its name */

#define ARN	"^arn:aws[a-z-]*:"
#define PLACE	"[a-z0-9-]+:([0-9]{12}):"

/* account: the value has it, as the first part of the form. */
static const struct {
	const char *option, *kind, *form, *such_as;
	bool	account;
} kinds[] = {
	{ "--guardrail", "GUARDRAIL", ARN "bedrock:" PLACE
	    "guardrail/[a-z0-9]+$", "the ARN of a guardrail", true },
	{ "--profile", "INFERENCE_PROFILE", ARN "bedrock:" PLACE
	    "application-inference-profile/[a-zA-Z0-9]+$", "the ARN of an "
	    "application inference profile (one of the system speaks for "
	    "nobody)", true },
	{ "--resource", "RESOURCE", ARN "[a-z0-9-]+:" PLACE
	    "[A-Za-z0-9+=,.@_:/-]+$", "the ARN of a resource", true },
	{ "--user", "USER", ARN "iam::([0-9]{12}):user/"
	    "[A-Za-z0-9+=,.@_/-]+$", "the ARN of an IAM user", true },
	{ "--session-name", "USER",
	    "^([0-9]{12}):([A-Za-z0-9+=,.@_-]{2,64})$", "ACCOUNT:NAME of a "
	    "developer's sessions", true },
	{ "--workspace", "WORKSPACE", "^wrkspc_[A-Za-z0-9]+$", "the id of a "
	    "workspace, wrkspc_...", false },
	{ "--permission-set", "PERMISSION_SET",
	    "^([0-9]{12}):([A-Za-z0-9+=,.@_-]{1,32})$", "ACCOUNT:NAME of a "
	    "permission set", true },
	{ "--session-tag", "SESSION_TAG",
	    "^[A-Za-z0-9_.:/+@-]{1,128}=[^=]{1,256}$", "KEY=VALUE", false },
};

static int
kind_of(const char *option)
{
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kinds[i].option, option) == 0)
			return (int)i;
	return -1;
}

/*
 * The account of the value, "" where it has none; malloc'd.  *value becomes
 * what stands behind ACCOUNT:, where that is not a part of it.
 */
static int
read_value(struct foc *f, int k, const char **text, char **account)
{
	const char *value = *text;
	regmatch_t m[3];

	if (!utf8_valid(value, strlen(value)) ||
	    !form_parts(value, kinds[k].form, 3, m))
		return foc_fail(f, FOC_USAGE, "%s: '%s' is not %s",
		    kinds[k].option, value, kinds[k].such_as);
	if (kinds[k].account)
		*account = xstrndup(value + m[1].rm_so,
		    (size_t)(m[1].rm_eo - m[1].rm_so));
	else
		*account = xstrdup("");
	if (m[2].rm_so >= 0)
		*text = value + m[2].rm_so;
	return FOC_OK;
}

/* One of foc.yaml: no other is in the bill. */
static int
known_account(struct foc *f, const char *option, const char *account)
{
	int64_t n = 1;
	int status = FOC_OK;

	if (*account != '\0')
		status = db_get_int(f, &n, SQL_CLAIM_ACCOUNT, "s", account);
	if (status == FOC_OK && n == 0)
		status = foc_fail(f, FOC_REFUSED, "%s: account %s is not of "
		    "the organisation; foc-org show accounts shows them",
		    option, account);
	return status;
}

/* An anchor of the workload with that value, made where there is none. */
static int
find_anchor(struct foc *f, const char *workload, int k, const char *value,
    const char *account, char **id)
{
	int status;

	status = db_get_text(f, id, SQL_ANCHOR_SAME, "ssss", workload,
	    kinds[k].kind, value, account);
	if (status != FOC_OK || *id != NULL)
		return status;
	status = db_get_text(f, id, SQL_ANCHOR_ADD, "ssss", workload,
	    kinds[k].kind, value, account);
	if (status == FOC_OK)
		status = audit_add(f, "product-owner", "create", *id, NULL,
		    value, NULL);
	return status;
}

/* Only a live workload has a budget that the spend can belong to. */
static int
live_request(struct foc *f, const char *workload, char **request)
{
	int status = db_get_text(f, request, SQL_CLAIM_LIVE_REQUEST, "s",
	    workload);

	if (status == FOC_OK && *request == NULL)
		status = foc_fail(f, FOC_REFUSED, "workload '%s': is not "
		    "LIVE; foc-claim %s first claims what its request made",
		    workload, workload);
	return status;
}

int
foc_claim_anchor(struct foc *f, const char *what, const char *option,
    const char *value, const char *since, struct foc_out *out)
{
	char *workload = NULL, *request = NULL, *account = NULL, *id = NULL;
	int64_t from;
	int k = kind_of(option), status;

	if (k < 0)
		return foc_fail(f, FOC_USAGE, "%s: claims nothing", option);
	if ((status = claim_time(f, "--since", since, &from)) == FOC_OK &&
	    (status = claim_workload(f, what, &workload)) == FOC_OK &&
	    (status = need_role(f, ROLE_PRODUCT_OWNER, NULL)) == FOC_OK &&
	    (status = read_value(f, k, &value, &account)) == FOC_OK &&
	    (status = known_account(f, option, account)) == FOC_OK &&
	    (status = live_request(f, workload, &request)) == FOC_OK &&
	    (status = may_claim(f, workload, request)) == FOC_OK &&
	    (status = find_anchor(f, workload, k, value, account, &id)) ==
	    FOC_OK &&
	    (status = claim_begin(f, id, from, NULL)) == FOC_OK)
		status = db_emit(f, out, NULL, SQL_ANCHOR_RECORD, "ns", id);
	free(workload);
	free(request);
	free(account);
	free(id);
	return status;
}
