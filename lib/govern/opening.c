/* SPDX-License-Identifier: MIT */
/* Which tasks a decision opens, and in which order they are done. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "govern/grant.h"

void
openings_add(struct openings *w, const char *type, const char *scope,
    const char *account, size_t after)
{
	struct opening *o;

	w->o = xreallocarray(w->o, w->n + 1, sizeof(*w->o));
	o = &w->o[w->n++];
	*o = (struct opening){ .type = type, .after = after };
	if (scope != NULL)
		o->scope = xstrdup(scope);
	if (account != NULL)
		o->account = xstrdup(account);
}

/* A profile is of one model in one region, a role of a whole account. */
void
openings_map(struct openings *w, const struct grant *g, const char *scope,
    bool *tagged)
{
	bool principal;

	if (g->map_id == NULL || strcmp(g->platform->name, CLAUDE_PLATFORM) ==
	    0)
		return;
	principal = strcmp(g->map_method, "IAM_PRINCIPAL") == 0;
	if (!principal || !*tagged)
		openings_add(w, "MAP_TAG", scope, NULL, w->n);
	*tagged = true;
}

void
openings_scope(struct openings *w, const struct grant *g, const char *scope,
    bool *tagged)
{
	if (strcmp(g->platform->name, CLAUDE_PLATFORM) == 0) {
		openings_add(w, "CP_WORKSPACE", scope, NULL, 0);
		openings_add(w, "CP_VALIDATE", scope, NULL, w->n);
		openings_add(w, "CP_LAMBDA", scope, NULL, w->n);
		return;
	}
	openings_add(w, strcmp(g->runtime, "IDENTITY_CENTER") == 0 ?
	    "CODING_ENABLE" : g->platform->task, scope, NULL, 0);
	openings_map(w, g, scope, tagged);
}

/* "Task 2 of 3": in the chain of a workspace, else in the decision. */
static void
count(const struct grant *g, const struct openings *w, size_t i,
    int64_t *position, int64_t *of)
{
	bool chain = g->platform != NULL && strcmp(g->platform->name,
	    CLAUDE_PLATFORM) == 0;
	size_t k;

	*position = *of = 0;
	for (k = 0; k < w->n; k++) {
		if (chain && strcmp(w->o[k].scope, w->o[i].scope) != 0)
			continue;
		++*of;
		if (k <= i)
			++*position;
	}
}

static int
make_task(struct grant *g, const struct openings *w, size_t i, char **ids)
{
	const struct opening *o = &w->o[i];
	const char *verb = o->after > 0 ? "block" : "open";
	int64_t position, of;
	struct foc *f = g->f;
	int status;

	count(g, w, i, &position, &of);
	status = db_get_text(f, &ids[i], SQL_TASK_INSERT, "sssssiissiiss",
	    g->id, o->scope, g->workload, o->type, machine_first(MACHINE_TASK,
	    verb), position, of, g->priority, f->actor, f->now, g->due,
	    o->after > 0 ? ids[o->after - 1] : NULL, o->account);
	if (status == FOC_OK)
		status = machine_begin(f, MACHINE_TASK, ids[i], verb,
		    g->rationale);
	return status;
}

int
openings_make(struct grant *g, const struct openings *w)
{
	char **ids = xcalloc(w->n + 1, sizeof(*ids));
	size_t i;
	int status = FOC_OK;

	for (i = 0; i < w->n && status == FOC_OK; i++)
		status = make_task(g, w, i, ids);
	for (i = 0; i < w->n; i++)
		free(ids[i]);
	free(ids);
	return status;
}

void
openings_free(struct openings *w)
{
	size_t i;

	for (i = 0; i < w->n; i++) {
		free(w->o[i].scope);
		free(w->o[i].account);
	}
	free(w->o);
	*w = (struct openings){ 0 };
}
