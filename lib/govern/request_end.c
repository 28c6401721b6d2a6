/* SPDX-License-Identifier: MIT */
/* The end of a request: withdrawn by its owner, or retired from service. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "db/machine.h"
#include "govern/claim.h"
#include "govern/duty.h"
#include "govern/grant.h"
#include "govern/request.h"
#include "govern/words.h"

static int
list(struct foc *f, enum sql_id id, const char *request, struct words *ids)
{
	struct rows r;

	db_query(&r, f, id, "s", request);
	while (db_next(&r))
		words_add(ids, db_text(&r, 0));
	return db_done(&r);
}

/* The open tasks of a request go with it. */
static int
withdraw_tasks(struct foc *f, const char *id, const char *reason)
{
	struct words ids = { 0 };
	size_t i;
	int status = list(f, SQL_REQUEST_OPEN_TASKS, id, &ids);

	for (i = 0; i < ids.n && status == FOC_OK; i++)
		status = machine_move(f, MACHINE_TASK, ids.word[i],
		    "withdraw", reason);
	words_free(&ids);
	return status;
}

/* And its scopes: each by the machine of its platform. */
static int
withdraw_scopes(struct foc *f, const char *id, const char *reason)
{
	struct words ids = { 0 };
	struct scope s;
	size_t i;
	int status = list(f, SQL_REQUEST_OPEN_SCOPES, id, &ids);

	for (i = 0; i < ids.n && status == FOC_OK; i++) {
		status = scope_load(f, ids.word[i], &s);
		if (status == FOC_OK)
			status = scope_move(f, &s, "withdraw", reason);
		scope_free(&s);
	}
	words_free(&ids);
	return status;
}

/* What spoke for it speaks no longer. */
static int
end_claims(struct foc *f, const char *id, const char *role,
    const char *reason)
{
	struct words ids = { 0 };
	size_t i;
	int status = list(f, SQL_REQUEST_ANCHORS, id, &ids);

	for (i = 0; i < ids.n && status == FOC_OK; i++)
		status = claim_end(f, ids.word[i], f->now, role, "retire",
		    reason);
	words_free(&ids);
	return status;
}

/* Through the day it was retired on. */
static int
end_estimate(struct foc *f, const char *id, const char *role,
    const char *reason)
{
	int64_t day = f->now - f->now % UTC_DAY + UTC_DAY;
	char *workload = NULL, *object, text[UTC_TEXT_MAX];
	int status;

	status = db_run(f, SQL_REQUEST_ESTIMATE_END, "sisis", id, day,
	    f->actor, f->now, reason);
	if (status != FOC_OK || db_changes(f) == 0)
		return status;
	status = db_get_text(f, &workload, SQL_WORKLOAD_OF_REQUEST, "s", id);
	object = xasprintf("wl-%s", workload);
	if (status == FOC_OK)
		status = audit_add(f, role, "estimate", object, NULL,
		    utc_day(text, day - UTC_DAY), reason);
	free(object);
	free(workload);
	return status;
}

static int
end(struct foc *f, const char *id, const char *verb, const char *reason)
{
	int status;

	if ((status = withdraw_tasks(f, id, reason)) != FOC_OK ||
	    (status = withdraw_scopes(f, id, reason)) != FOC_OK ||
	    (status = db_run(f, SQL_REQUEST_END, "ssis", id, f->actor, f->now,
	    reason)) != FOC_OK)
		return status;
	return machine_move(f, MACHINE_ONBOARDING, id, verb, reason);
}

int
foc_request_withdraw(struct foc *f, const char *id, const char *reason,
    struct foc_out *out)
{
	int status;

	if ((status = machine_may(f, MACHINE_ONBOARDING, id, "withdraw",
	    NULL)) != FOC_OK ||
	    (status = duty_owner_of_request(f, id, "withdraw")) != FOC_OK ||
	    (status = duty_rationale(f, id, "--reason", reason)) != FOC_OK ||
	    (status = end(f, id, "withdraw", reason)) != FOC_OK)
		return status;
	return request_give(f, id, out);
}

/* An owner retires what is his; the FinOps lead whatever is there. */
int
foc_request_retire(struct foc *f, const char *id, const char *reason,
    struct foc_out *out)
{
	const char *role;
	int status;

	if ((status = machine_may(f, MACHINE_ONBOARDING, id, "retire",
	    &role)) != FOC_OK)
		return status;
	if ((f->roles & ROLE_FINOPS_LEAD) == 0 && (status =
	    duty_owner_of_request(f, id, "retire")) != FOC_OK)
		return status;
	if ((status = duty_rationale(f, id, "--reason", reason)) != FOC_OK ||
	    (status = end_claims(f, id, role, reason)) != FOC_OK ||
	    (status = end_estimate(f, id, role, reason)) != FOC_OK ||
	    (status = end(f, id, "retire", reason)) != FOC_OK)
		return status;
	return request_give(f, id, out);
}
