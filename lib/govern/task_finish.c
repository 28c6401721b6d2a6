/* SPDX-License-Identifier: MIT */
/* What follows from the last step of a task. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "db/machine.h"
#include "govern/grant.h"
#include "govern/task.h"

/* Where the tasks of a type take their scope; REVOKE has none. */
static const struct { const char *type, *verb; } moves[] = {
	{ "BEDROCK_ENABLE", "implement" },
	{ "MARKETPLACE_ENABLE", "implement" },
	{ "AGENTCORE_ENABLE", "implement" },
	{ "CODING_ENABLE", "implement" },
	{ "AGENTIC", "implement" },
	{ "CP_WORKSPACE", "create" },
	{ "CP_VALIDATE", "validate" },
	{ "CP_LAMBDA", "implement" },
};

/* The new scope takes the place of the old one. */
static int
replace(struct foc *f, const struct task *t)
{
	static const char *const chain[] = { "create", "validate",
	    "implement" };
	struct scope s, old;
	size_t i;
	int status = scope_load(f, t->scope, &s);

	for (i = t->claude ? 0 : 2; i < 3 && status == FOC_OK; i++)
		status = scope_move(f, &s, chain[i], NULL);
	scope_free(&s);
	if (status != FOC_OK || *t->replaces == '\0')
		return status;
	status = scope_load(f, t->replaces, &old);
	if (status == FOC_OK)
		status = scope_move(f, &old, "replace", NULL);
	scope_free(&old);
	return status;
}

static int
move_scope(struct foc *f, const struct task *t)
{
	struct scope s;
	size_t i;
	int status;

	if (strcmp(t->type, "CHANGE_MODEL") == 0)
		return replace(f, t);
	for (i = 0; i < sizeof(moves) / sizeof(moves[0]); i++)
		if (strcmp(moves[i].type, t->type) == 0)
			break;
	if (i == sizeof(moves) / sizeof(moves[0]))
		return FOC_OK;
	status = scope_load(f, t->scope, &s);
	if (status == FOC_OK)
		status = scope_move(f, &s, moves[i].verb, NULL);
	scope_free(&s);
	return status;
}

static int
unblock(struct foc *f, const struct task *t)
{
	struct words ids = { 0 };
	size_t i;
	int status = ids_of(f, SQL_TASKS_AFTER, t->id, NULL, &ids);

	for (i = 0; i < ids.n && status == FOC_OK; i++)
		status = machine_move(f, MACHINE_TASK, ids.word[i], "unblock",
		    NULL);
	words_free(&ids);
	return status;
}

int
task_finish(struct foc *f, const struct task *t)
{
	int status;

	if ((status = db_run(f, SQL_TASK_COMPLETED, "si", t->id, f->now)) !=
	    FOC_OK ||
	    (status = machine_move(f, MACHINE_TASK, t->id, "complete",
	    NULL)) != FOC_OK ||
	    (status = move_scope(f, t)) != FOC_OK ||
	    (status = unblock(f, t)) != FOC_OK)
		return status;
	return t->export ? FOC_OK : request_settle(f, t->request);
}
