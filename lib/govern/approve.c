/* SPDX-License-Identifier: MIT */
/* The queue, and the decision to reject. */
#include <string.h>

#include "db/machine.h"
#include "govern/duty.h"
#include "govern/request.h"

/* Ids count up as requests come in: the oldest is first. */
int
foc_approve_queue(struct foc *f, struct foc_out *out)
{
	int64_t n;
	int status = db_get_int(f, &n, SQL_PROPOSALS_WAITING, "");

	if (status != FOC_OK)
		return status;
	if (n > 0)
		foc_notice(f, "%lld proposed scope%s wait%s, too: foc-approve "
		    "scopes --state PENDING_APPROVAL", (long long)n,
		    n == 1 ? "" : "s", n == 1 ? "s" : "");
	return db_emit(f, out, NULL, SQL_REQUEST_RECORD, "nsi",
	    "PENDING_REVIEW", f->now);
}

/* Scopes of all platforms: the words are those of both machines. */
int
foc_approve_scopes(struct foc *f, const char *workload, const char *state,
    struct foc_out *out)
{
	int64_t known = 1;
	int status;

	if ((status = machine_check_states(f, MACHINE_SCOPE,
	    MACHINE_SCOPE_CLAUDE_PLATFORM, state)) != FOC_OK)
		return status;
	if (workload != NULL && strncmp(workload, "wl-", 3) == 0)
		workload += 3;
	if (workload != NULL && (status = db_get_int(f, &known,
	    SQL_WORKLOAD_PRODUCT, "s", workload)) != FOC_OK)
		return status;
	if (known == 0)
		return foc_fail(f, FOC_REFUSED, "workload '%s': there is "
		    "none", workload);
	return db_emit(f, out, NULL, SQL_SCOPE_RECORD, "ssnn", workload,
	    state);
}

int
foc_approve_reject(struct foc *f, const char *id, const char *rationale,
    struct foc_out *out)
{
	int status;

	if (strncmp(id, "ma-", 3) == 0)
		return access_decline(f, id, rationale, out);
	if ((status = machine_may(f, MACHINE_ONBOARDING, id, "reject",
	    NULL)) != FOC_OK ||
	    (status = duty_apart(f, id, id, "reject", DUTY_REQUESTER,
	    "finops-lead", "decide")) != FOC_OK ||
	    (status = duty_rationale(f, id, "--rationale", rationale)) !=
	    FOC_OK ||
	    (status = db_run(f, SQL_REQUEST_REJECT, "ssIis", id, f->actor,
	    duty_uid(f), f->now, rationale)) != FOC_OK ||
	    (status = machine_move(f, MACHINE_ONBOARDING, id, "reject",
	    rationale)) != FOC_OK)
		return status;
	return request_give(f, id, out);
}
