/* SPDX-License-Identifier: MIT */
/* Taking back what the steps of tasks have made in AWS. */
#include <stdlib.h>
#include <string.h>

#include "core/embed.h"
#include "core/mem.h"
#include "core/text.h"
#include "govern/iam.h"
#include "govern/steps.h"
#include "govern/undo.h"

/* One row of undo_things; the texts are its, but for the last. */
struct thing {
	const char *type, *platform, *account, *region, *role, *runtime;
	const char *workspace, *workspace_id, *function_arn, *profile_arn;
	const char *set_arn;
	char	*instance_arn;		/* of the Identity Center; or NULL */
};

/* arn:aws:sso:::permissionSet/ssoins-1/ps-2 belongs to
 * arn:aws:sso:::instance/ssoins-1. */
static char *
instance_of(const char *set)
{
	static const char before[] = "arn:aws:sso:::permissionSet/";
	const char *id;

	if (set == NULL || strncmp(set, before, sizeof(before) - 1) != 0)
		return NULL;
	id = set + sizeof(before) - 1;
	return xasprintf("arn:aws:sso:::instance/%.*s", (int)strcspn(id, "/"),
	    id);
}

static bool
has_role(const struct thing *t)
{
	return t->role != NULL && *t->role != '\0' &&
	    strcmp(t->platform, "CLAUDE_PLATFORM") != 0 &&
	    strcmp(t->runtime, "IDENTITY_CENTER") != 0;
}

/* Each command once: tasks of several regions share a role. */
static int
add_commands(struct foc *f, const struct thing *t, struct words *commands)
{
	char *stack = t->workspace != NULL && *t->workspace != '\0' ?
	    xasprintf("FinOpsCenter-%s-Gateway", t->workspace) : NULL;
	const struct value v[] = {
		{ "account", t->account, NULL },
		{ "region", t->region, NULL },
		{ "role", has_role(t) ? t->role : NULL, NULL },
		{ "ec2", has_role(t) && strcmp(t->runtime, "EC2") == 0 ?
		    "yes" : NULL, NULL },
		{ "workspace_id", t->workspace_id, NULL },
		{ "function_arn", t->function_arn, NULL },
		{ "profile_arn", t->profile_arn, NULL },
		{ "set_arn", t->instance_arn != NULL ? t->set_arn : NULL,
		    NULL },
		{ "instance_arn", t->instance_arn, NULL },
		{ "stack", stack, NULL },
	};
	struct steps s;
	size_t i;
	int bad;

	bad = steps_read(&s, embed_text("govern/undo.txt"),
	    &(struct values){ v, sizeof(v) / sizeof(v[0]) });
	for (i = 0; bad == 0 && i < s.step[0].n_commands; i++)
		words_add(commands, s.step[0].command[i]);
	steps_free(&s);
	free(stack);
	if (bad != 0)
		return foc_fail(f, FOC_SYSTEM, "govern/undo.txt: a value is "
		    "missing");
	return FOC_OK;
}

static int
collect(struct foc *f, const char *request, struct words *commands)
{
	struct thing t;
	struct rows r;
	int status, worst = FOC_OK;

	db_query(&r, f, SQL_UNDO_THINGS, "s", request);
	while (worst == FOC_OK && db_next(&r)) {
		t = (struct thing){ db_text(&r, 0), db_text(&r, 1),
		    db_text(&r, 2), db_text(&r, 3), db_text(&r, 4),
		    db_text(&r, 5), db_text(&r, 6), db_text(&r, 7),
		    db_text(&r, 8), db_text(&r, 9), db_text(&r, 10), NULL };
		if (t.platform == NULL)		/* of no scope */
			continue;
		t.instance_arn = instance_of(t.set_arn);
		worst = add_commands(f, &t, commands);
		free(t.instance_arn);
	}
	status = db_done(&r);
	return worst != FOC_OK ? worst : status;
}

int
undo_commands(struct foc *f, const char *request, char **json)
{
	struct words commands = { 0 };
	char *state = NULL;
	int status;

	*json = NULL;
	status = db_get_text(f, &state, SQL_REQUEST_STATE, "s", request);
	if (status == FOC_OK && state != NULL &&
	    (strcmp(state, "WITHDRAWN") == 0 ||
	    strcmp(state, "RETIRED") == 0))
		status = collect(f, request, &commands);
	if (status == FOC_OK && commands.n > 0)
		*json = words_json(&commands);
	words_free(&commands);
	free(state);
	return status;
}
