/* SPDX-License-Identifier: MIT */
/* The kinds of tasks, and tasks as records. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"
#include "db/machine.h"
#include "govern/grant.h"
#include "govern/task.h"

#define ENABLE	{ { NULL }, { "role_arn" }, { "policy_applied" }, { NULL } }, 4

static const struct task_kind kinds[] = {
	{ "BEDROCK_ENABLE", NULL, "govern/enable.txt", ENABLE },
	{ "MARKETPLACE_ENABLE", NULL, "govern/enable.txt", ENABLE },
	{ "AGENTCORE_ENABLE", NULL, "govern/enable.txt", ENABLE },
	{ "CODING_ENABLE", NULL, "govern/coding.txt", { { NULL },
	    { "permission_set_arn" }, { "policy_applied" }, { "role_arn" },
	    { NULL } }, 5 },
	{ "CP_WORKSPACE", NULL, "govern/workspace.txt",
	    { { "workspace_id" }, { NULL }, { NULL } }, 3 },
	{ "CP_VALIDATE", NULL, "govern/validate.txt",
	    { { "workspace_id" }, { "data_events" }, { NULL } }, 3 },
	{ "CP_LAMBDA", NULL, "govern/gateway.txt",
	    { { "function_arn", "role_arn" }, { NULL }, { NULL } }, 3 },
	{ "MAP_TAG", "INFERENCE_PROFILE", "govern/map.profile.txt",
	    { { "inference_profile_arn" }, { "policy_applied" }, { NULL } },
	    3 },
	{ "MAP_TAG", "IAM_PRINCIPAL", "govern/map.principal.txt",
	    { { NULL }, { "policy_applied" }, { NULL } }, 3 },
	{ "INFRASTRUCTURE", NULL, "govern/infrastructure.txt",
	    { { NULL } }, 1 },
	{ "AGENTIC", NULL, "govern/agentic.txt",
	    { { "policy_applied" }, { NULL } }, 2 },
	{ "CHANGE_MODEL", CLAUDE_PLATFORM, "govern/change.claude.txt",
	    { { NULL }, { "function_arn" }, { NULL } }, 3 },
	{ "CHANGE_MODEL", NULL, "govern/change.txt",
	    { { NULL }, { "policy_applied" }, { NULL } }, 3 },
	{ "REVOKE", NULL, "govern/revoke.txt",
	    { { "policy_applied" }, { NULL } }, 2 },
	{ "CUR_EXPORT", NULL, "govern/export.txt",
	    { { NULL }, { NULL }, { NULL } }, 3 },
};

static const struct task_kind *
find_kind(const struct task *t)
{
	const char *variant;
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		variant = kinds[i].variant;
		if (strcmp(kinds[i].type, t->type) == 0 &&
		    (variant == NULL || strcmp(variant, t->platform) == 0 ||
		    strcmp(variant, t->map_method) == 0))
			return &kinds[i];
	}
	return NULL;
}

/* {"BEDROCK_ENABLE":4,...}: how many steps a type has; malloc'd. */
static char *
step_counts(void)
{
	char *json = NULL;
	size_t size, i;
	FILE *out = memstream(&json, &size);

	if (out == NULL)
		return NULL;
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (i == 0 || strcmp(kinds[i].type, kinds[i - 1].type) != 0)
			fprintf(out, "%c\"%s\":%d", i > 0 ? ',' : '{',
			    kinds[i].type, kinds[i].n);
	putc('}', out);
	fclose(out);
	return json;
}

static char *
copy(struct rows *r, int col)
{
	const char *s = db_text(r, col);

	return xstrdup(s != NULL ? s : "");
}

static void
derive(struct task *t)
{
	t->export = strcmp(t->type, "CUR_EXPORT") == 0;
	t->claude = strcmp(t->platform, CLAUDE_PLATFORM) == 0;
	t->set = !t->claude && strcmp(t->runtime, "IDENTITY_CENTER") == 0;
	t->role_arn = t->set || *t->role == '\0' ? xstrdup("") :
	    iam_role_arn(t->account, t->role);
	t->function = xasprintf("FinOpsCenter-%s-Gateway", t->workspace);
	t->function_arn = xasprintf("arn:aws:lambda:%s:%s:function:%s",
	    t->region, t->account, t->function);
}

int
task_load(struct foc *f, const char *id, struct task *t)
{
	char **const fields[] = {
		&t->request, &t->scope, &t->workload, &t->type, &t->state,
		&t->platform, &t->model, &t->account, &t->region, &t->role,
		&t->runtime, &t->availability, &t->workspace,
		&t->workspace_id, &t->action_scope, &t->replaces, &t->map_id,
		&t->map_method, &t->environment, &t->after, &t->had_function,
		&t->permission_set, &t->application, &t->use_case
	};
	struct rows r;
	size_t i;
	int status;

	*t = (struct task){ 0 };
	db_query(&r, f, SQL_TASK_FACTS, "s", id);
	if (db_next(&r)) {
		t->id = xstrdup(id);
		for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
			*fields[i] = copy(&r, (int)i);
	}
	if ((status = db_done(&r)) != FOC_OK)
		return status;
	if (t->id == NULL)
		return foc_fail(f, FOC_REFUSED, "%s: there is no such task; "
		    "foc-task list shows them", id);
	derive(t);
	if ((t->kind = find_kind(t)) == NULL)
		return foc_fail(f, FOC_REFUSED, "%s: tasks of the type %s have "
		    "no steps here", id, t->type);
	return FOC_OK;
}

void
task_free(struct task *t)
{
	char *const fields[] = {
		t->id, t->request, t->scope, t->workload, t->type, t->state,
		t->platform, t->model, t->account, t->region, t->role,
		t->runtime, t->availability, t->workspace, t->workspace_id,
		t->action_scope, t->replaces, t->map_id, t->map_method,
		t->environment, t->after, t->had_function, t->permission_set,
		t->application, t->use_case, t->role_arn, t->function,
		t->function_arn
	};
	size_t i;

	for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		free(fields[i]);
}

/* A member of an object: the text, or null. */
static void
member(FILE *out, const char *key, const char *text)
{
	fprintf(out, ",\"%s\":", key);
	if (text != NULL)
		text_json(out, text);
	else
		fputs("null", out);
}

static void
list(FILE *out, const char *key, char *const *text, size_t n)
{
	size_t i;

	fprintf(out, ",\"%s\":[", key);
	for (i = 0; i < n; i++) {
		fputs(i > 0 ? "," : "", out);
		text_json(out, text[i]);
	}
	putc(']', out);
}

/* One step as JSON; r stands on its row of task_step where it is done. */
static void
write_step(FILE *out, const struct step *p, int n, struct rows *r)
{
	fprintf(out, "%s{\"n\":%d", n > 1 ? "," : "", n);
	member(out, "title", p->title);
	member(out, "instruction", p->instruction != NULL ? p->instruction :
	    "");
	list(out, "commands", p->command, p->n_commands);
	list(out, "record", p->record, p->n_records);
	member(out, "console_url", p->url);
	member(out, "done_at", r != NULL ? db_text(r, 1) : NULL);
	member(out, "done_by", r != NULL ? db_text(r, 3) : NULL);
	member(out, "proof", r != NULL ? db_text(r, 4) : NULL);
	fprintf(out, ",\"artefacts\":%s}", r != NULL ? db_text(r, 2) : "{}");
}

/* The steps as a JSON array, malloc'd; steps are done in their order. */
static int
steps_json(struct foc *f, const char *id, const struct steps *s, char **json)
{
	struct rows r;
	size_t size;
	FILE *out = memstream(json, &size);
	bool done;
	int i;

	if (out == NULL)
		return foc_fail(f, FOC_SYSTEM, "%s: no memory", id);
	putc('[', out);
	db_query(&r, f, SQL_STEPS_DONE, "s", id);
	done = db_next(&r);
	for (i = 1; i <= s->n; i++) {
		write_step(out, &s->step[i - 1], i, done ? &r : NULL);
		done = done && db_next(&r);
	}
	putc(']', out);
	fclose(out);
	return db_done(&r);
}

static int
give(struct foc *f, const char *id, const char *state, const char *steps,
    struct foc_out *out)
{
	char *counts = step_counts();
	int status;

	status = db_emit(f, out, NULL, SQL_TASK_RECORD, "ssiss", id, state,
	    f->now, steps, counts);
	free(counts);
	return status;
}

int
task_give(struct foc *f, const char *id, struct foc_out *out)
{
	return give(f, id, NULL, NULL, out);
}

int
foc_task_list(struct foc *f, const char *state, struct foc_out *out)
{
	int status = machine_check_state(f, MACHINE_TASK, state);

	if (status != FOC_OK)
		return status;
	return give(f, NULL, state, NULL, out);
}

int
foc_task_show(struct foc *f, const char *id, struct foc_out *out)
{
	struct steps s = { 0 };
	struct task t;
	char *json = NULL;
	int status;

	status = task_load(f, id, &t);
	if (status == FOC_OK)
		status = task_steps(f, &t, NULL, &s);
	if (status == FOC_OK)
		status = steps_json(f, id, &s, &json);
	if (status == FOC_OK)
		status = give(f, id, NULL, json, out);
	free(json);
	steps_free(&s);
	task_free(&t);
	return status;
}
