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

static int
move(struct foc *f, const char *id, const char *verb)
{
	struct scope s;
	int status = scope_load(f, id, &s);

	if (status == FOC_OK)
		status = scope_move(f, &s, verb, NULL);
	scope_free(&s);
	return status;
}

/*
 * The agentic tier of the new scope came with its policies, that of the old
 * one goes with it, whether or not it went over.
 */
static int
replace_tier(struct foc *f, const struct task *t)
{
	char *is = NULL, *was = NULL;
	int status;

	status = db_get_text(f, &is, SQL_SCOPE_TIER, "s", t->scope);
	if (status == FOC_OK)
		status = db_get_text(f, &was, SQL_SCOPE_TIER, "s",
		    t->replaces);
	if (status == FOC_OK && is != NULL)
		status = move(f, is, "implement");
	if (status == FOC_OK && was != NULL)
		status = move(f, was, "replace");
	free(is);
	free(was);
	return status;
}

/* The new scope takes the place of the old one. */
static int
replace(struct foc *f, const struct task *t)
{
	static const char *const chain[] = { "create", "validate",
	    "implement" };
	struct scope s;
	size_t i;
	int status = scope_load(f, t->scope, &s);

	for (i = t->claude ? 0 : 2; i < 3 && status == FOC_OK; i++)
		status = scope_move(f, &s, chain[i], NULL);
	scope_free(&s);
	if (status != FOC_OK || *t->replaces == '\0')
		return status;
	status = replace_tier(f, t);
	return status == FOC_OK ? move(f, t->replaces, "replace") : status;
}

static int
move_scope(struct foc *f, const struct task *t)
{
	size_t i;

	if (strcmp(t->type, "CHANGE_MODEL") == 0)
		return replace(f, t);
	for (i = 0; i < sizeof(moves) / sizeof(moves[0]); i++)
		if (strcmp(moves[i].type, t->type) == 0)
			break;
	if (i == sizeof(moves) / sizeof(moves[0]))
		return FOC_OK;
	return move(f, t->scope, moves[i].verb);
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
