/* SPDX-License-Identifier: MIT */
/* The machines themselves. */
#include "db/machine.h"

#define PO	ROLE_PRODUCT_OWNER
#define FL	ROLE_FINOPS_LEAD
#define CE	ROLE_CLOUD_ENGINEER
#define OWNER3	ROLE_PORTFOLIO_OWNER
#define ADMIN	ROLE_ADMIN
#define CRON	ROLE_OPERATOR
#define CHECKERS (FL | CE | CRON)
#define LOADERS	(FL | CE | ROLE_FINANCE | ADMIN | CRON)

static const struct arrow onboarding[] = {
	{ NULL,			"submit",	"PENDING_REVIEW", PO },
	{ "PENDING_REVIEW",	"approve",	"APPROVED",	FL },
	{ "PENDING_REVIEW",	"reject",	"REJECTED",	FL },
	{ "REJECTED",		"resubmit",	"PENDING_REVIEW", PO },
	{ "PENDING_REVIEW",	"withdraw",	"WITHDRAWN",	PO },
	{ "REJECTED",		"withdraw",	"WITHDRAWN",	PO },
	{ "APPROVED",		"withdraw",	"WITHDRAWN",	PO },
	{ "CE_IN_PROGRESS",	"withdraw",	"WITHDRAWN",	PO },
	{ "READY_TO_CLAIM",	"withdraw",	"WITHDRAWN",	PO },
	{ "APPROVED",		"start",	"CE_IN_PROGRESS", BY_SYSTEM },
	{ "CE_IN_PROGRESS",	"implement",	"READY_TO_CLAIM", BY_SYSTEM },
	{ "READY_TO_CLAIM",	"claim",	"LIVE",		PO },
	{ "LIVE",		"retire",	"RETIRED",	PO | FL },
};

static const struct arrow scope[] = {
	{ NULL,			"propose",	"PENDING_APPROVAL", PO | CE },
	{ NULL,			"grant", "PENDING_IMPLEMENTATION", FL },
	{ "PENDING_APPROVAL",	"approve", "PENDING_IMPLEMENTATION", FL },
	{ "PENDING_IMPLEMENTATION", "implement", "IMPLEMENTED", BY_SYSTEM },
	{ "PENDING_APPROVAL",	"revoke",	"REVOKED",	FL },
	{ "PENDING_IMPLEMENTATION", "revoke",	"REVOKED",	FL },
	{ "IMPLEMENTED",	"revoke",	"REVOKED",	FL },
	{ "PENDING_APPROVAL",	"withdraw",	"REVOKED",	BY_SYSTEM },
	{ "PENDING_IMPLEMENTATION", "withdraw",	"REVOKED",	BY_SYSTEM },
	{ "IMPLEMENTED",	"withdraw",	"REVOKED",	BY_SYSTEM },
	{ "IMPLEMENTED",	"replace",	"REVOKED",	BY_SYSTEM },
};

static const struct arrow scope_claude_platform[] = {
	{ NULL,			"propose",	"PENDING_APPROVAL", PO | CE },
	{ NULL,			"grant",	"PENDING_WORKSPACE", FL },
	{ "PENDING_APPROVAL",	"approve",	"PENDING_WORKSPACE", FL },
	{ "PENDING_WORKSPACE",	"create",  "PENDING_VALIDATION", BY_SYSTEM },
	{ "PENDING_VALIDATION",	"validate",	"PENDING_LAMBDA", BY_SYSTEM },
	{ "PENDING_LAMBDA",	"implement",	"IMPLEMENTED",	BY_SYSTEM },
	{ "PENDING_APPROVAL",	"revoke",	"REVOKED",	FL },
	{ "PENDING_WORKSPACE",	"revoke",	"REVOKED",	FL },
	{ "PENDING_VALIDATION",	"revoke",	"REVOKED",	FL },
	{ "PENDING_LAMBDA",	"revoke",	"REVOKED",	FL },
	{ "IMPLEMENTED",	"revoke",	"REVOKED",	FL },
	{ "PENDING_APPROVAL",	"withdraw",	"REVOKED",	BY_SYSTEM },
	{ "PENDING_WORKSPACE",	"withdraw",	"REVOKED",	BY_SYSTEM },
	{ "PENDING_VALIDATION",	"withdraw",	"REVOKED",	BY_SYSTEM },
	{ "PENDING_LAMBDA",	"withdraw",	"REVOKED",	BY_SYSTEM },
	{ "IMPLEMENTED",	"withdraw",	"REVOKED",	BY_SYSTEM },
	{ "IMPLEMENTED",	"replace",	"REVOKED",	BY_SYSTEM },
};

static const struct arrow task[] = {
	{ NULL,			"open",		"OPEN",		FL },
	{ NULL,			"block",	"BLOCKED",	FL },
	{ "BLOCKED",		"unblock",	"OPEN",		BY_SYSTEM },
	{ "OPEN",		"start",	"IN_PROGRESS",	CE },
	{ "IN_PROGRESS",	"complete",	"IMPLEMENTED",	CE },
	{ "BLOCKED",		"cancel",	"CANCELLED",	FL },
	{ "OPEN",		"cancel",	"CANCELLED",	FL },
	{ "IN_PROGRESS",	"cancel",	"CANCELLED",	FL },
	{ "BLOCKED",		"withdraw",	"CANCELLED",	BY_SYSTEM },
	{ "OPEN",		"withdraw",	"CANCELLED",	BY_SYSTEM },
	{ "IN_PROGRESS",	"withdraw",	"CANCELLED",	BY_SYSTEM },
	{ "CANCELLED",		"reopen",	"OPEN",		FL },
};

static const struct arrow model[] = {
	{ NULL,			"discover",	"PENDING_REVIEW", FL | CE |
	    ADMIN | CRON },
	{ "PENDING_REVIEW",	"approve",	"APPROVED",	FL },
	{ "RESTRICTED",		"approve",	"APPROVED",	FL },
	{ "BLOCKED",		"approve",	"APPROVED",	FL },
	{ "PENDING_REVIEW",	"restrict",	"RESTRICTED",	FL },
	{ "APPROVED",		"restrict",	"RESTRICTED",	FL },
	{ "BLOCKED",		"restrict",	"RESTRICTED",	FL },
	{ "PENDING_REVIEW",	"block",	"BLOCKED",	FL },
	{ "APPROVED",		"block",	"BLOCKED",	FL },
	{ "RESTRICTED",		"block",	"BLOCKED",	FL },
};

static const struct arrow control[] = {
	{ NULL,			"create",	"ACTIVE",	PO },
	{ "ACTIVE",		"alert",	"ALERTING",	BY_SYSTEM },
	{ "RESUMED",		"alert",	"ALERTING",	BY_SYSTEM },
	{ "ACTIVE",		"investigate",	"INVESTIGATING", FL },
	{ "ALERTING",		"investigate",	"INVESTIGATING", FL },
	{ "RESUMED",		"investigate",	"INVESTIGATING", FL },
	{ "ALERTING",		"clear",	"ACTIVE",	FL },
	{ "INVESTIGATING",	"clear",	"ACTIVE",	FL },
	{ "ACTIVE",		"suspend",	"SUSPENDED",	PO | FL },
	{ "ALERTING",		"suspend",	"SUSPENDED",	PO | FL },
	{ "INVESTIGATING",	"suspend",	"SUSPENDED",	PO | FL },
	{ "RESUMED",		"suspend",	"SUSPENDED",	PO | FL },
	{ "SUSPENDED",		"resume",	"RESUMED",	FL },
};

static const struct arrow prerequisite[] = {
	{ NULL,			"expect",	"UNKNOWN",	ADMIN | FL },
	{ "UNKNOWN",		"pass",		"PASSED",	CHECKERS },
	{ "FAILED",		"pass",		"PASSED",	CHECKERS },
	{ "WAIVED",		"pass",		"PASSED",	CHECKERS },
	{ "UNKNOWN",		"fail",		"FAILED",	CHECKERS },
	{ "PASSED",		"fail",		"FAILED",	CHECKERS },
	{ "UNKNOWN",		"waive",	"WAIVED",	FL },
	{ "FAILED",		"waive",	"WAIVED",	FL },
	{ "PASSED",		"doubt",	"UNKNOWN",	FL | CE },
	{ "FAILED",		"doubt",	"UNKNOWN",	FL | CE },
	{ "WAIVED",		"doubt",	"UNKNOWN",	FL },
};

static const struct arrow gap[] = {
	{ NULL,			"detect",	"ACTIVE",	BY_SYSTEM },
	{ "ACTIVE",		"act",		"ACTIONED",	FL },
	{ "RECALLED",		"act",		"ACTIONED",	FL },
	{ "ACTIONED",		"resolve",	"RESOLVED",	FL },
	{ "ACTIVE",		"find",		"RESOLVED",	BY_SYSTEM },
	{ "ACTIONED",		"find",		"RESOLVED",	BY_SYSTEM },
	{ "RECALLED",		"find",		"RESOLVED",	BY_SYSTEM },
	{ "ACTIONED",		"recall",	"RECALLED",	FL },
	{ "RESOLVED",		"recall",	"RECALLED",	FL },
};

static const struct arrow investigation[] = {
	{ NULL,			"raise",	"OPEN",		BY_SYSTEM },
	{ "OPEN",		"assign",	"ASSIGNED",	FL },
	{ "ASSIGNED",		"assign",	"ASSIGNED",	FL },
	{ "OPEN",		"link",		"LINKED",	FL },
	{ "ASSIGNED",		"link",		"LINKED",	FL },
	{ "OPEN",		"close",	"CLOSED",	FL },
	{ "ASSIGNED",		"close",	"CLOSED",	FL },
	{ "LINKED",		"close",	"CLOSED",	FL },
};

static const struct arrow card[] = {
	{ NULL,			"generate",	"PENDING_OWNER", FL | CRON },
	{ "PENDING_OWNER",	"accept",	"ACCEPTED",	PO },
	{ "PENDING_OWNER",	"carry",	"ACCEPTED",	BY_SYSTEM },
	{ "ACCEPTED",		"carry",	"APPROVED",	BY_SYSTEM },
	{ "PENDING_OWNER",	"dispute",	"DISPUTED",	PO },
	{ "DISPUTED",		"dispute",	"DISPUTED",	PO },
	{ "PENDING_OWNER",	"keep",		"DISPUTED",	BY_SYSTEM },
	{ "DISPUTED",		"answer",	"PENDING_OWNER", FL },
	{ "ACCEPTED",		"approve",	"APPROVED",	OWNER3 },
	{ "PENDING_OWNER",	"override",	"APPROVED",	OWNER3 },
	{ "DISPUTED",		"override",	"APPROVED",	OWNER3 },
	{ "PENDING_OWNER",	"restate",	"SUPERSEDED",	BY_SYSTEM },
	{ "ACCEPTED",		"restate",	"SUPERSEDED",	BY_SYSTEM },
	{ "DISPUTED",		"restate",	"SUPERSEDED",	BY_SYSTEM },
	{ "APPROVED",		"restate",	"SUPERSEDED",	BY_SYSTEM },
};

static const struct arrow model_access[] = {
	{ NULL,			"ask",		"PENDING",	PO },
	{ "PENDING",		"grant",	"GRANTED",	FL },
	{ "PENDING",		"decline",	"DECLINED",	FL },
};

static const struct arrow load[] = {
	{ NULL,			"ingest",	"ACTIVE",	LOADERS },
	{ "ACTIVE",		"supersede",	"SUPERSEDED",	LOADERS },
	{ "ACTIVE",		"withdraw",	"WITHDRAWN",	FL | ADMIN },
	{ "WITHDRAWN",		"restate",	"WITHDRAWN",	BY_SYSTEM },
	{ "SUPERSEDED",		"prune",	"SUPERSEDED",	FL | ADMIN |
	    CRON },
	{ "WITHDRAWN",		"prune",	"WITHDRAWN",	FL | ADMIN |
	    CRON },
};

#define TABLE(x)	x, sizeof(x) / sizeof((x)[0])

static const struct machine machines[] = {
	[MACHINE_ONBOARDING] = { "onboarding", TABLE(onboarding),
	    SQL_STATE_ONBOARDING, SQL_MOVE_ONBOARDING },
	[MACHINE_SCOPE] = { "scope", TABLE(scope),
	    SQL_STATE_SCOPE, SQL_MOVE_SCOPE },
	[MACHINE_SCOPE_CLAUDE_PLATFORM] = { "scope_claude_platform",
	    TABLE(scope_claude_platform), SQL_STATE_SCOPE, SQL_MOVE_SCOPE },
	[MACHINE_TASK] = { "task", TABLE(task),
	    SQL_STATE_TASK, SQL_MOVE_TASK },
	[MACHINE_MODEL] = { "model", TABLE(model),
	    SQL_STATE_MODEL, SQL_MOVE_MODEL },
	[MACHINE_CONTROL] = { "control", TABLE(control),
	    SQL_STATE_CONTROL, SQL_MOVE_CONTROL },
	[MACHINE_PREREQUISITE] = { "prerequisite", TABLE(prerequisite),
	    SQL_STATE_PREREQUISITE, SQL_MOVE_PREREQUISITE },
	[MACHINE_GAP] = { "gap", TABLE(gap),
	    SQL_STATE_GAP, SQL_MOVE_GAP },
	[MACHINE_INVESTIGATION] = { "investigation", TABLE(investigation),
	    SQL_STATE_INVESTIGATION, SQL_MOVE_INVESTIGATION },
	[MACHINE_CARD] = { "card", TABLE(card),
	    SQL_STATE_CARD, SQL_MOVE_CARD },
	[MACHINE_MODEL_ACCESS] = { "model_access", TABLE(model_access),
	    SQL_STATE_MODEL_ACCESS, SQL_MOVE_MODEL_ACCESS },
	[MACHINE_LOAD] = { "load", TABLE(load),
	    SQL_STATE_LOAD, SQL_MOVE_LOAD },
};
_Static_assert(sizeof(machines) / sizeof(machines[0]) == MACHINE__MAX,
    "a table for every machine");

const struct machine *
machine_get(enum machine_id m)
{
	return &machines[m];
}
