/* SPDX-License-Identifier: MIT */
/*
 * Decisions about allocation gaps.  Nothing is run in AWS and nobody else's
 * decision is taken: what comes of it is commands, for whoever may run them.
 */
#include <stdlib.h>
#include <string.h>

#include "core/json.h"
#include "core/mem.h"
#include "db/machine.h"
#include "govern/duty.h"
#include "govern/gap.h"
#include "govern/prereq.h"

/* What is done about it, by its scenario; NULL, and a sentence, if nothing. */
static const char *
choose(struct foc *f, const struct gap_facts *g, const struct foc_gap_act *a)
{
	static const struct { const char *scenario, *action; } first[] = {
		{ "UNALLOCATED_GUARDRAIL_COST", "ASSIGN" },
		{ "ATTRIBUTION_NOT_ENABLED", "SET_UP" },
		{ "UNCLAIMED_WORKLOAD", "NOTIFY_OWNER" },
		{ "UNATTRIBUTED_SPEND", "REQUEST" },
		{ "NO_BUDGET_ALLOCATION", "REQUEST" },
		{ "OUT_OF_BUDGET_SCOPE", "ADD_SCOPE" },
	};
	size_t i;

	for (i = 0; !gap_is(g, first[i].scenario); i++)
		continue;
	if (a->workload != NULL && i != 0 && i != 2) {
		foc_fail(f, FOC_REFUSED, "%s: cannot act: --workload is for "
		    "UNALLOCATED_GUARDRAIL_COST and UNCLAIMED_WORKLOAD, this "
		    "is %s", g->is[GAP_ID], g->is[GAP_SCENARIO]);
		return NULL;
	}
	if (a->block && i != 4) {
		foc_fail(f, FOC_REFUSED, "%s: cannot act: --block is for "
		    "NO_BUDGET_ALLOCATION, this is %s", g->is[GAP_ID],
		    g->is[GAP_SCENARIO]);
		return NULL;
	}
	if (a->block)
		return "BLOCK";
	/* What a workload owns needs no request, but a scope. */
	return i == 4 && strcmp(g->is[GAP_CLASS], "GOVERNANCE") == 0 ?
	    "ADD_SCOPE" : first[i].action;
}

/* A pattern of a policy: a name of a model, and nothing that widens it. */
static int
check_block(struct foc *f, const struct gap_facts *g)
{
	const char *model = *g->is[GAP_MODEL_ID] != '\0' ?
	    g->is[GAP_MODEL_ID] : g->is[GAP_MODEL];

	if (*g->is[GAP_PRINCIPAL] == '\0')
		return foc_fail(f, FOC_REFUSED, "%s: cannot act: the bill "
		    "names nobody who could be denied; foc-bill stop stops a "
		    "workload", g->is[GAP_ID]);
	if (strlen(model) < 3 || model[strspn(model, "abcdefghijklmnop"
	    "qrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.:_-")] != '\0')
		return foc_fail(f, FOC_REFUSED, "%s: cannot act: '%s' is no "
		    "name of a model that a policy could deny", g->is[GAP_ID],
		    model);
	return FOC_OK;
}

static int
check_workload(struct foc *f, const char *id, const char *name)
{
	int64_t known = 1;
	int status = FOC_OK;

	if (name != NULL)
		status = db_get_int(f, &known, SQL_GAP_WORKLOAD_NAME, "s",
		    name);
	if (status == FOC_OK && known == 0)
		status = foc_fail(f, FOC_REFUSED, "%s: cannot act: workload "
		    "'%s': there is none", id, name);
	return status;
}

/* --- records */

static char *
step_json(const struct step *p)
{
	cJSON *o = cJSON_CreateObject(), *list = cJSON_CreateArray();
	char *text;
	size_t i;

	for (i = 0; i < p->n_commands; i++)
		cJSON_AddItemToArray(list, cJSON_CreateString(p->command[i]));
	cJSON_AddItemToObject(o, "title", cJSON_CreateString(p->title));
	cJSON_AddItemToObject(o, "instruction",
	    cJSON_CreateString(p->instruction));
	cJSON_AddItemToObject(o, "commands", list);
	if (p->url != NULL)
		cJSON_AddItemToObject(o, "console_url",
		    cJSON_CreateString(p->url));
	text = json_print(o);
	cJSON_Delete(o);
	return text;
}

/* As the last detection measured it; s NULL: without more. */
static int
give(struct foc *f, const char *id, const struct steps *s,
    struct foc_out *out)
{
	char *list = xasprintf("[\"%s\"]", id);
	char *more = s != NULL ? step_json(&s->step[0]) : xstrdup("{}");
	int status;

	if ((status = db_script(f, SQL_GAP_FIGURE_TABLES)) == FOC_OK &&
	    (status = db_run(f, SQL_GAP_FIGURE_SEEN, "s", id)) == FOC_OK)
		status = db_emit(f, out, NULL, SQL_GAP_RECORDS, "snnnnnns",
		    list, more);
	free(more);
	free(list);
	return status;
}

/* --- the verbs */

static int
keep(struct foc *f, const char *id, const char *verb, const char *action,
    const char *workload, const char *rationale, int64_t ends_at)
{
	int status = db_run(f, SQL_GAP_ACT_ADD, "sisssssI", id, f->now,
	    f->actor, verb, action, workload, rationale, ends_at);

	return status != FOC_OK ? status : machine_move(f, MACHINE_GAP, id,
	    verb, rationale);
}

int
foc_gap_act(struct foc *f, const char *id, const struct foc_gap_act *a,
    struct foc_out *out)
{
	const char *workload = a->workload, *action;
	struct gap_facts g = { { NULL } };
	struct steps s = { 0 };
	int status;

	if ((status = duty_rationale(f, id, "--rationale", a->rationale)) !=
	    FOC_OK ||
	    (status = machine_may(f, MACHINE_GAP, id, "act", NULL)) !=
	    FOC_OK)
		return status;
	if (workload != NULL && strncmp(workload, "wl-", 3) == 0)
		workload += 3;
	if ((status = gap_read(f, id, workload, &g)) != FOC_OK)
		goto out;
	if ((action = choose(f, &g, a)) == NULL) {
		status = FOC_REFUSED;
		goto out;
	}
	if ((status = check_workload(f, id, workload)) != FOC_OK ||
	    (a->block && (status = check_block(f, &g)) != FOC_OK) ||
	    (status = gap_steps(f, &g, action, a->rationale, &s)) != FOC_OK)
		goto out;
	if (strcmp(action, "SET_UP") == 0 &&
	    strcmp(g.is[GAP_NAMED], "0") == 0)
		status = prereq_doubt(f, "CUR_EXPORT", id,
		    s.step[0].title);
	if (status == FOC_OK)
		status = keep(f, id, "act", action, workload, a->rationale,
		    DB_NULL);
	if (status == FOC_OK)
		status = give(f, id, &s, out);
out:
	steps_free(&s);
	gap_free(&g);
	return status;
}

int
foc_gap_resolve(struct foc *f, const char *id, const char *rationale,
    struct foc_out *out)
{
	int status = FOC_OK;

	if (rationale != NULL)
		status = duty_rationale(f, id, "--rationale", rationale);
	if (status != FOC_OK ||
	    (status = machine_may(f, MACHINE_GAP, id, "resolve", NULL)) !=
	    FOC_OK ||
	    (status = keep(f, id, "resolve", NULL, NULL, rationale, f->now)) !=
	    FOC_OK)
		return status;
	return give(f, id, NULL, out);
}

/* A later gap may have its spend; what was blocked can be let go again. */
int
foc_gap_recall(struct foc *f, const char *id, const char *rationale,
    struct foc_out *out)
{
	struct gap_facts g = { { NULL } };
	struct steps s = { 0 };
	char *later = NULL, *did = NULL;
	bool blocked;
	int status;

	if ((status = duty_rationale(f, id, "--rationale", rationale)) !=
	    FOC_OK ||
	    (status = machine_may(f, MACHINE_GAP, id, "recall", NULL)) !=
	    FOC_OK ||
	    (status = db_get_text(f, &later, SQL_GAP_LATER, "s", id)) !=
	    FOC_OK || (status = db_get_text(f, &did, SQL_GAP_DID, "s", id)) !=
	    FOC_OK)
		goto out;
	if (later != NULL) {
		status = foc_fail(f, FOC_REFUSED, "%s: cannot recall: %s has "
		    "come after it; act on that one", id, later);
		goto out;
	}
	blocked = did != NULL && strcmp(did, "BLOCK") == 0;
	if (blocked && ((status = gap_read(f, id, NULL, &g)) != FOC_OK ||
	    (status = gap_steps(f, &g, "UNBLOCK", rationale, &s)) != FOC_OK))
		goto out;
	status = keep(f, id, "recall", NULL, NULL, rationale, DB_NULL);
	if (status == FOC_OK)
		status = give(f, id, blocked ? &s : NULL, out);
out:
	steps_free(&s);
	gap_free(&g);
	free(later);
	free(did);
	return status;
}
