/* SPDX-License-Identifier: MIT */
/* Doing the steps of a task, and what follows from the last one. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"
#include "db/machine.h"
#include "govern/duty.h"
#include "govern/task.h"

static const char *const known_keys[] = {
	"role_arn", "workspace_id", "policy_applied", "function_arn",
	"inference_profile_arn", "permission_set_arn"
};

/* The implementer is neither the requester nor the approver. */
static int
may_implement(struct foc *f, const struct task *t, const char *verb)
{
	int status = need_role(f, ROLE_CLOUD_ENGINEER, NULL);

	if (status == FOC_OK)
		status = duty_apart(f, t->id, t->request, verb,
		    DUTY_REQUESTER, "cloud-engineer", "implement");
	if (status == FOC_OK)
		status = duty_apart(f, t->id, t->request, verb,
		    DUTY_APPROVER, "cloud-engineer", "implement");
	return status;
}

/* Decide once, implement exactly that. */
static int
check_value(struct foc *f, const struct task *t, int n,
    const struct artefact *a, const char *value)
{
	const char *want = a->value != NULL ? a->value : t->role_arn;

	if (strcmp(value, want) == 0)
		return FOC_OK;
	return foc_fail(f, FOC_REFUSED, "%s: step %d: %s is %s, but %s was "
	    "decided", t->id, n, a->key, value, want);
}

/* The artefacts of step n as JSON, malloc'd. */
static int
read_artefacts(struct foc *f, const struct task *t, int n,
    const char *const *pairs, size_t n_pairs, char **json)
{
	const struct artefact *a = &t->kind->artefact[n - 1];
	const char *value = NULL, *eq;
	size_t i, k, len, size;
	int status;
	FILE *out;

	for (i = 0; i < n_pairs; i++) {
		eq = strchr(pairs[i], '=');
		len = eq != NULL ? (size_t)(eq - pairs[i]) : 0;
		for (k = 0; k < sizeof(known_keys) / sizeof(known_keys[0]);
		    k++)
			if (strncmp(known_keys[k], pairs[i], len) == 0 &&
			    known_keys[k][len] == '\0')
				break;
		if (eq == NULL ||
		    k == sizeof(known_keys) / sizeof(known_keys[0]))
			return foc_fail(f, FOC_USAGE, "%s: '%s' is no "
			    "KEY=VALUE with a key of role_arn, workspace_id, "
			    "policy_applied, function_arn, "
			    "inference_profile_arn, permission_set_arn", t->id,
			    pairs[i]);
		if (a->key == NULL || strcmp(known_keys[k], a->key) != 0)
			return foc_fail(f, FOC_USAGE, "%s: step %d hands back "
			    "no %s", t->id, n, known_keys[k]);
		if (value != NULL)
			return foc_fail(f, FOC_USAGE, "%s: %s is given twice",
			    t->id, a->key);
		value = eq + 1;
	}
	if (a->key != NULL && value == NULL)
		return foc_fail(f, FOC_REFUSED, "%s: step %d: needs --artefact "
		    "%s=%s", t->id, n, a->key, a->value != NULL ? a->value :
		    t->role_arn);
	if (a->key != NULL &&
	    (status = check_value(f, t, n, a, value)) != FOC_OK)
		return status;
	if ((out = open_memstream(json, &size)) == NULL)
		return foc_fail(f, FOC_SYSTEM, "%s: no memory", t->id);
	putc('{', out);
	if (a->key != NULL) {
		text_json(out, a->key);
		putc(':', out);
		text_json(out, value);
	}
	putc('}', out);
	fclose(out);
	return FOC_OK;
}

/* The first step of a task starts it, and the first of all the request. */
static int
start(struct foc *f, const struct task *t)
{
	char *state = NULL;
	int status;

	status = machine_move(f, MACHINE_TASK, t->id, "start", NULL);
	if (status == FOC_OK)
		status = db_run(f, SQL_REQUEST_IMPLEMENTER, "ssI", t->request,
		    f->actor, duty_uid(f));
	if (status == FOC_OK)
		status = db_get_text(f, &state, SQL_REQUEST_STATE, "s",
		    t->request);
	if (status == FOC_OK && strcmp(state, "APPROVED") == 0)
		status = machine_move(f, MACHINE_ONBOARDING, t->request,
		    "start", NULL);
	free(state);
	return status;
}

/* The last step: the task, its scope, and when it was the last the request. */
static int
finish(struct foc *f, const struct task *t)
{
	int64_t left;
	int status;

	if ((status = db_run(f, SQL_TASK_COMPLETED, "si", t->id, f->now)) !=
	    FOC_OK ||
	    (status = machine_move(f, MACHINE_TASK, t->id, "complete",
	    NULL)) != FOC_OK ||
	    (status = machine_move(f, MACHINE_SCOPE, t->scope, "implement",
	    NULL)) != FOC_OK ||
	    (status = db_get_int(f, &left, SQL_SCOPES_LEFT, "s",
	    t->request)) != FOC_OK || left > 0)
		return status;
	return machine_move(f, MACHINE_ONBOARDING, t->request, "implement",
	    NULL);
}

static int
do_step(struct foc *f, const struct task *t, int n, const char *artefacts)
{
	char before[32], after[32];
	int status;

	status = db_run(f, SQL_STEP_INSERT, "siiss", t->id, (int64_t)n,
	    f->now, f->actor, artefacts);
	snprintf(before, sizeof(before), "step %d", n - 1);
	snprintf(after, sizeof(after), "step %d", n);
	if (status == FOC_OK)
		status = audit_add(f, "cloud-engineer", "step", t->id,
		    n > 1 ? before : NULL, after, NULL);
	if (status == FOC_OK && n == t->kind->n)
		status = finish(f, t);
	return status;
}

/* In order, each once, while the task is open. */
static int
check_order(struct foc *f, const struct task *t, int n)
{
	int64_t done;
	int status;

	if (strcmp(t->state, "OPEN") != 0 &&
	    strcmp(t->state, "IN_PROGRESS") != 0)
		return foc_fail(f, FOC_REFUSED, "%s: cannot do step %d: state "
		    "is %s, needs OPEN or IN_PROGRESS", t->id, n, t->state);
	status = db_get_int(f, &done, SQL_STEPS_COUNT, "s", t->id);
	if (status != FOC_OK)
		return status;
	if (n <= done)
		return foc_fail(f, FOC_REFUSED, "%s: step %d is done already",
		    t->id, n);
	if (n > done + 1)
		return foc_fail(f, FOC_REFUSED, "%s: cannot do step %d: step "
		    "%lld comes first", t->id, n, (long long)done + 1);
	return FOC_OK;
}

static int
step(struct foc *f, const struct task *t, int n,
    const char *const *artefacts, size_t n_artefacts)
{
	char *json = NULL;
	int status;

	status = may_implement(f, t, "implement");
	if (status == FOC_OK)
		status = check_order(f, t, n);
	if (status == FOC_OK)
		status = read_artefacts(f, t, n, artefacts, n_artefacts,
		    &json);
	if (status == FOC_OK && strcmp(t->state, "OPEN") == 0)
		status = start(f, t);
	if (status == FOC_OK)
		status = do_step(f, t, n, json);
	free(json);
	return status;
}

int
foc_task_step(struct foc *f, const char *id, const char *word,
    const char *const *artefacts, size_t n, struct foc_out *out)
{
	struct task t;
	int status;

	status = task_load(f, id, &t);
	if (status == FOC_OK && (strlen(word) != 1 || *word < '1' ||
	    *word > '0' + t.kind->n))
		status = foc_fail(f, FOC_USAGE, "%s: '%s' is no step; 1 to %d "
		    "are", id, word, t.kind->n);
	if (status == FOC_OK)
		status = step(f, &t, *word - '0', artefacts, n);
	if (status == FOC_OK)
		status = task_give(f, id, out);
	task_free(&t);
	return status;
}

int
foc_task_complete(struct foc *f, const char *id, struct foc_out *out)
{
	struct task t;
	int64_t done;
	int status;

	status = task_load(f, id, &t);
	if (status == FOC_OK)
		status = machine_may(f, MACHINE_TASK, id, "complete", NULL);
	if (status == FOC_OK)
		status = db_get_int(f, &done, SQL_STEPS_COUNT, "s", id);
	if (status == FOC_OK && done + 1 < t.kind->n)
		status = foc_fail(f, FOC_REFUSED, "%s: cannot complete: step "
		    "%lld is not done", id, (long long)done + 1);
	if (status == FOC_OK)
		status = step(f, &t, t.kind->n, NULL, 0);
	if (status == FOC_OK)
		status = task_give(f, id, out);
	task_free(&t);
	return status;
}

static int
move(struct foc *f, const char *id, const char *verb, const char *reason,
    struct foc_out *out)
{
	int status;

	if ((status = machine_may(f, MACHINE_TASK, id, verb, NULL)) !=
	    FOC_OK ||
	    (status = duty_rationale(f, id, "--reason", reason)) != FOC_OK ||
	    (status = machine_move(f, MACHINE_TASK, id, verb, reason)) !=
	    FOC_OK)
		return status;
	return task_give(f, id, out);
}

int
foc_task_cancel(struct foc *f, const char *id, const char *reason,
    struct foc_out *out)
{
	return move(f, id, "cancel", reason, out);
}

int
foc_task_reopen(struct foc *f, const char *id, const char *reason,
    struct foc_out *out)
{
	return move(f, id, "reopen", reason, out);
}
