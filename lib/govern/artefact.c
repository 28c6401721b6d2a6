/* SPDX-License-Identifier: MIT */
/* What steps hand back: what it has to be, and where it goes. */
#include <stdlib.h>
#include <string.h>

#include "core/form.h"
#include "core/mem.h"
#include "govern/grant.h"
#include "govern/task.h"

/* What was decided; NULL where AWS chooses.  The task's. */
static const char *
decided(const struct task *t, const char *key)
{
	if (strcmp(key, "policy_applied") == 0)
		return "true";
	if (strcmp(key, "role_arn") == 0 && *t->role_arn != '\0')
		return t->role_arn;
	if (strcmp(key, "function_arn") == 0)
		return t->function_arn;
	if (strcmp(key, "workspace_id") == 0 && *t->workspace_id != '\0')
		return t->workspace_id;
	return NULL;
}

/* How AWS writes it, as an expression; malloc'd. */
static char *
form(const struct task *t, const char *key)
{
	if (strcmp(key, "workspace_id") == 0)
		return xstrdup("^wrkspc_[A-Za-z0-9]+$");
	if (strcmp(key, "data_events") == 0)
		return xstrdup("^(on|off)$");
	if (strcmp(key, "inference_profile_arn") == 0)
		return xasprintf("^arn:aws:bedrock:%s:%s:application-"
		    "inference-profile/[a-z0-9]+$", t->region, t->account);
	if (strcmp(key, "permission_set_arn") == 0)
		return xstrdup("^arn:aws:sso:::permissionSet/"
		    "(sso)?ins-[A-Za-z0-9.-]{16}/ps-[A-Za-z0-9./-]{16}$");
	return xasprintf("^arn:aws:iam::%s:role/aws-reserved/"
	    "sso\\.amazonaws\\.com/([a-z0-9-]+/)?AWSReservedSSO_%s_"
	    "[0-9a-f]{16}$", t->account, t->role);
}

char *
artefact_hint(const struct task *t, const char *key)
{
	const char *value = decided(t, key);

	if (value != NULL)
		return xstrdup(value);
	if (strcmp(key, "workspace_id") == 0)
		return xstrdup("wrkspc_...");
	if (strcmp(key, "data_events") == 0)
		return xstrdup("on or off");
	if (strcmp(key, "inference_profile_arn") == 0)
		return xasprintf("arn:aws:bedrock:%s:%s:application-inference-"
		    "profile/...", t->region, t->account);
	if (strcmp(key, "permission_set_arn") == 0)
		return xstrdup("arn:aws:sso:::permissionSet/ssoins-.../"
		    "ps-...");
	return xasprintf("arn:aws:iam::%s:role/aws-reserved/sso.amazonaws.com/"
	    "AWSReservedSSO_%s_...", t->account, t->role);
}

static bool
has_form(const struct task *t, const char *key, const char *value)
{
	char *expression = form(t, key);
	bool yes = form_matches(value, expression);

	free(expression);
	return yes;
}

/* Two workspaces of one id would be one. */
static int
check_unused(struct foc *f, const struct task *t, const char *id)
{
	char *key = xasprintf("%s%s", t->workspace, t->account), *who = NULL;
	int status;

	status = db_get_text(f, &who, SQL_WORKSPACE_ID_TAKEN, "ss", id, key);
	if (status == FOC_OK && who != NULL)
		status = foc_fail(f, FOC_REFUSED, "%s: %s is the workspace of "
		    "%s", t->id, id, who);
	free(who);
	free(key);
	return status;
}

int
artefact_check(struct foc *f, const struct task *t, int step,
    const char *key, const char *value)
{
	const char *want = decided(t, key);
	char *hint;
	int status;

	if (want != NULL && strcmp(value, want) != 0)
		return foc_fail(f, FOC_REFUSED, "%s: step %d: %s is %s, but %s "
		    "was decided", t->id, step, key, value, want);
	if (want == NULL && !has_form(t, key, value)) {
		hint = artefact_hint(t, key);
		status = foc_fail(f, FOC_REFUSED, "%s: step %d: %s is '%s', "
		    "needs %s", t->id, step, key, value, hint);
		free(hint);
		return status;
	}
	if (strcmp(key, "workspace_id") == 0)
		return check_unused(f, t, value);
	return FOC_OK;
}

static int
keep(struct foc *f, const struct task *t, enum sql_id where,
    const char *value, const char *kind)
{
	int status;

	status = db_run(f, where, "ss", t->scope, value);
	if (status == FOC_OK)
		status = audit_add(f, "cloud-engineer", "record", t->scope,
		    NULL, value, NULL);
	if (status == FOC_OK && kind != NULL)
		status = anchor_make(f, t->workload, t->request, kind, value,
		    strcmp(kind, "WORKSPACE") == 0 ? "" : t->account,
		    "cloud-engineer");
	return status;
}

int
task_keep(struct foc *f, const struct task *t, const char *key,
    const char *value)
{
	if (strcmp(key, "workspace_id") == 0 && *t->workspace_id == '\0')
		return keep(f, t, SQL_SCOPE_SET_WORKSPACE_ID, value,
		    "WORKSPACE");
	if (strcmp(key, "data_events") == 0)
		return keep(f, t, SQL_SCOPE_SET_DATA_EVENTS, value, NULL);
	if (strcmp(key, "function_arn") == 0)
		return keep(f, t, SQL_SCOPE_SET_FUNCTION, value, NULL);
	if (strcmp(key, "inference_profile_arn") == 0)
		return keep(f, t, SQL_SCOPE_SET_APPLICATION_PROFILE, value,
		    "INFERENCE_PROFILE");
	if (strcmp(key, "permission_set_arn") == 0)
		return keep(f, t, SQL_SCOPE_SET_PERMISSION_SET, value, NULL);
	return FOC_OK;
}
