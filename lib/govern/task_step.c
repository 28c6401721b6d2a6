/* SPDX-License-Identifier: MIT */
/* Doing the steps of a task. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"
#include "db/machine.h"
#include "govern/duty.h"
#include "govern/grant.h"
#include "govern/task.h"

static const char *const known_keys[] = {
	"role_arn", "workspace_id", "policy_applied", "function_arn",
	"inference_profile_arn", "permission_set_arn", "data_events"
};

/* The implementer is none of those who asked or decided. */
static int
may_implement(struct foc *f, const struct task *t, const char *verb)
{
	static const enum duty others[] = {
		DUTY_REQUESTER, DUTY_APPROVER, DUTY_TASK_APPROVER,
		DUTY_PROPOSER
	};
	const char *of[] = { t->request, t->request, t->id, t->scope };
	size_t i;
	int status = need_role(f, ROLE_CLOUD_ENGINEER, NULL);

	for (i = 0; i < sizeof(others) / sizeof(others[0]) &&
	    status == FOC_OK; i++)
		status = duty_apart(f, t->id, of[i], verb, others[i],
		    "cloud-engineer", "implement");
	return status;
}

struct given {				/* what one step hands back */
	const char *const *keys;	/* of the step, TASK_KEYS_MAX */
	char	*value[TASK_KEYS_MAX];
};

static bool
is_key(const char *name, const char *pair, size_t len)
{
	return strncmp(name, pair, len) == 0 && name[len] == '\0';
}

static int
read_pair(struct foc *f, const struct task *t, int n, const char *pair,
    struct given *g)
{
	const char *eq = strchr(pair, '=');
	size_t len = eq != NULL ? (size_t)(eq - pair) : 0, i, k;

	for (k = 0; k < sizeof(known_keys) / sizeof(known_keys[0]); k++)
		if (is_key(known_keys[k], pair, len))
			break;
	if (eq == NULL || k == sizeof(known_keys) / sizeof(known_keys[0]))
		return foc_fail(f, FOC_USAGE, "%s: '%s' is no KEY=VALUE with "
		    "a key of role_arn, workspace_id, policy_applied, "
		    "function_arn, inference_profile_arn, permission_set_arn, "
		    "data_events", t->id, pair);
	for (i = 0; i < TASK_KEYS_MAX; i++)
		if (g->keys[i] != NULL && strcmp(g->keys[i],
		    known_keys[k]) == 0)
			break;
	if (i == TASK_KEYS_MAX)
		return foc_fail(f, FOC_USAGE, "%s: step %d hands back no %s",
		    t->id, n, known_keys[k]);
	if (g->value[i] != NULL)
		return foc_fail(f, FOC_USAGE, "%s: %s is given twice", t->id,
		    known_keys[k]);
	g->value[i] = xstrdup(eq + 1);
	return FOC_OK;
}

/* What a person says and what an output proves are the same. */
static int
join(struct foc *f, const struct task *t, int n, const struct proof *p,
    struct given *g)
{
	size_t i;

	for (i = 0; i < TASK_KEYS_MAX; i++) {
		if (p->value[i] == NULL)
			continue;
		if (g->value[i] != NULL && strcmp(g->value[i], p->value[i]) !=
		    0)
			return foc_fail(f, FOC_REFUSED, "%s: step %d: %s is "
			    "%s, but --check says %s", t->id, n, g->keys[i],
			    g->value[i], p->value[i]);
		if (g->value[i] == NULL)
			g->value[i] = xstrdup(p->value[i]);
	}
	return FOC_OK;
}

static int
check_values(struct foc *f, const struct task *t, int n,
    const struct given *g)
{
	char *hint;
	size_t i;
	int status = FOC_OK;

	for (i = 0; i < TASK_KEYS_MAX && status == FOC_OK; i++) {
		if (g->keys[i] == NULL)
			continue;
		if (g->value[i] != NULL) {
			status = artefact_check(f, t, n, g->keys[i],
			    g->value[i]);
			continue;
		}
		hint = artefact_hint(t, g->keys[i]);
		status = foc_fail(f, FOC_REFUSED, "%s: step %d: needs "
		    "--artefact %s=%s", t->id, n, g->keys[i], hint);
		free(hint);
	}
	return status;
}

static char *
artefacts_json(const struct given *g)
{
	char *json = NULL;
	size_t size, i;
	FILE *out = memstream(&json, &size);
	bool any = false;

	if (out == NULL)
		return NULL;
	putc('{', out);
	for (i = 0; i < TASK_KEYS_MAX; i++) {
		if (g->keys[i] == NULL)
			continue;
		fputs(any ? "," : "", out);
		text_json(out, g->keys[i]);
		putc(':', out);
		text_json(out, g->value[i]);
		any = true;
	}
	putc('}', out);
	fclose(out);
	return json;
}

static int
read_given(struct foc *f, const struct task *t, int n,
    const struct foc_step *o, struct given *g, struct proof *p)
{
	size_t i;
	int status = FOC_OK;

	g->keys = t->kind->key[n - 1];
	for (i = 0; i < o->n_artefacts && status == FOC_OK; i++)
		status = read_pair(f, t, n, o->artefacts[i], g);
	if (status == FOC_OK)
		status = task_check(f, t, n, o->checks, o->n_checks, p);
	if (status == FOC_OK)
		status = join(f, t, n, p, g);
	if (status == FOC_OK)
		status = check_values(f, t, n, g);
	return status;
}

/* The first step of a task starts it, and the first of all the request. */
static int
start(struct foc *f, const struct task *t)
{
	char *state = NULL;
	int status;

	status = machine_move(f, MACHINE_TASK, t->id, "start", NULL);
	if (status == FOC_OK && t->export)
		return FOC_OK;
	if (status == FOC_OK)
		status = db_get_text(f, &state, SQL_REQUEST_STATE, "s",
		    t->request);
	if (status == FOC_OK && strcmp(state, "APPROVED") == 0) {
		status = db_run(f, SQL_REQUEST_IMPLEMENTER, "ssI", t->request,
		    f->actor, duty_uid(f));
		if (status == FOC_OK)
			status = machine_move(f, MACHINE_ONBOARDING,
			    t->request, "start", NULL);
	}
	free(state);
	return status;
}

static int
do_step(struct foc *f, const struct task *t, int n, const struct given *g,
    const char *proof)
{
	char before[32], after[32], *json = artefacts_json(g);
	size_t i;
	int status;

	status = db_run(f, SQL_STEP_INSERT, "siisss", t->id, (int64_t)n,
	    f->now, f->actor, json, proof);
	free(json);
	snprintf(before, sizeof(before), "step %d", n - 1);
	snprintf(after, sizeof(after), "step %d", n);
	if (status == FOC_OK)
		status = audit_add(f, "cloud-engineer", "step", t->id,
		    n > 1 ? before : NULL, after, NULL);
	for (i = 0; i < TASK_KEYS_MAX && status == FOC_OK; i++)
		if (g->keys[i] != NULL)
			status = task_keep(f, t, g->keys[i], g->value[i]);
	if (status == FOC_OK && n == t->kind->n)
		status = task_finish(f, t);
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
		    "is %s, needs OPEN or IN_PROGRESS%s%s", t->id, n,
		    t->state, strcmp(t->state, "BLOCKED") == 0 ?
		    "; first comes " : "", strcmp(t->state, "BLOCKED") == 0 ?
		    t->after : "");
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
step(struct foc *f, const struct task *t, int n, const struct foc_step *o)
{
	struct given g = { 0 };
	struct proof p = { 0 };
	size_t i;
	int status;

	status = may_implement(f, t, "implement");
	if (status == FOC_OK)
		status = check_order(f, t, n);
	if (status == FOC_OK)
		status = read_given(f, t, n, o, &g, &p);
	if (status == FOC_OK && strcmp(t->state, "OPEN") == 0)
		status = start(f, t);
	if (status == FOC_OK)
		status = do_step(f, t, n, &g, p.text);
	for (i = 0; i < TASK_KEYS_MAX; i++)
		free(g.value[i]);
	proof_free(&p);
	return status;
}

int
foc_task_step(struct foc *f, const char *id, const char *word,
    const struct foc_step *o, struct foc_out *out)
{
	struct task t;
	int status;

	status = task_load(f, id, &t);
	if (status == FOC_OK && (strlen(word) != 1 || *word < '1' ||
	    *word > '0' + t.kind->n))
		status = foc_fail(f, FOC_USAGE, "%s: '%s' is no step; 1 to %d "
		    "are", id, word, t.kind->n);
	if (status == FOC_OK)
		status = step(f, &t, *word - '0', o);
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
	bool open;
	int status;

	status = task_load(f, id, &t);
	open = status == FOC_OK && strcmp(t.state, "OPEN") == 0 &&
	    t.kind->n == 1;		/* its only step starts it, too */
	if (status == FOC_OK && !open)
		status = machine_may(f, MACHINE_TASK, id, "complete", NULL);
	if (status == FOC_OK)
		status = db_get_int(f, &done, SQL_STEPS_COUNT, "s", id);
	if (status == FOC_OK && done + 1 < t.kind->n)
		status = foc_fail(f, FOC_REFUSED, "%s: cannot complete: step "
		    "%lld is not done", id, (long long)done + 1);
	if (status == FOC_OK)
		status = step(f, &t, t.kind->n, &(struct foc_step){ 0 });
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
	char *request = NULL;
	int status = move(f, id, "cancel", reason, out);

	if (status == FOC_OK)
		status = db_get_text(f, &request, SQL_TASK_REQUEST, "s", id);
	if (status == FOC_OK && request != NULL)
		status = request_tell(f, request);
	free(request);
	return status;
}

/* What comes before it is done, and what it is for is still wanted. */
static int
may_reopen(struct foc *f, const char *id)
{
	struct rows r;
	int status, no = FOC_OK;

	db_query(&r, f, SQL_TASK_REOPENS, "s", id);
	if (db_next(&r)) {
		if (!db_null(&r, 0))
			no = foc_fail(f, FOC_REFUSED, "%s: cannot reopen: %s "
			    "comes first, and is %s", id, db_text(&r, 0),
			    db_text(&r, 1));
		else if (!db_null(&r, 2))
			no = foc_fail(f, FOC_REFUSED, "%s: cannot reopen: %s "
			    "is REVOKED; foc-approve add-scope grants it anew",
			    id, db_text(&r, 2));
	}
	status = db_done(&r);
	return status != FOC_OK ? status : no;
}

int
foc_task_reopen(struct foc *f, const char *id, const char *reason,
    struct foc_out *out)
{
	int status;

	status = machine_may(f, MACHINE_TASK, id, "reopen", NULL);
	if (status == FOC_OK)
		status = may_reopen(f, id);
	if (status == FOC_OK)
		status = move(f, id, "reopen", reason, out);
	return status;
}
