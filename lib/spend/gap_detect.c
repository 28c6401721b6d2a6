/* SPDX-License-Identifier: MIT */
/*
 * The nightly run: gaps begin, are measured, and end where the bill has no
 * cell of them any more.  The same bill twice changes nothing.
 */
#include <stdlib.h>
#include <string.h>

#include "core/json.h"
#include "core/mem.h"
#include "db/machine.h"
#include "spend/gap.h"

struct ids {
	char	**id, **why;
	size_t	n;
};

static void
add_id(struct ids *ids, const char *id, const char *why)
{
	ids->id = xreallocarray(ids->id, ids->n + 1, sizeof(*ids->id));
	ids->why = xreallocarray(ids->why, ids->n + 1, sizeof(*ids->why));
	ids->id[ids->n] = xstrdup(id);
	ids->why[ids->n++] = why != NULL ? xstrdup(why) : NULL;
}

static void
free_ids(struct ids *ids)
{
	size_t i;

	for (i = 0; i < ids->n; i++) {
		free(ids->id[i]);
		free(ids->why[i]);
	}
	free(ids->id);
	free(ids->why);
}

/* The ids of one list, or of two, as a JSON array. */
static char *
as_json(const struct ids *ids, const struct ids *more)
{
	cJSON *list = cJSON_CreateArray();
	char *text;
	size_t i;

	for (i = 0; i < ids->n; i++)
		cJSON_AddItemToArray(list, cJSON_CreateString(ids->id[i]));
	for (i = 0; more != NULL && i < more->n; i++)
		cJSON_AddItemToArray(list, cJSON_CreateString(more->id[i]));
	text = json_print(list);
	cJSON_Delete(list);
	return text;
}

static int
begin_new(struct foc *f, struct ids *new)
{
	struct rows r;
	size_t i;
	int status;

	if ((status = db_run(f, SQL_GAP_NUMBER, "")) != FOC_OK ||
	    (status = db_run(f, SQL_GAP_INSERT, "si",
	    machine_first(MACHINE_GAP, "detect"), f->now)) != FOC_OK)
		return status;
	db_query(&r, f, SQL_GAP_NEW, "");
	while (db_next(&r))
		add_id(new, db_text(&r, 0), NULL);
	status = db_done(&r);
	for (i = 0; i < new->n && status == FOC_OK; i++)
		status = machine_begin(f, MACHINE_GAP, new->id[i], "detect",
		    NULL);
	return status;
}

static int
measure(struct gaps *g)
{
	int status = db_run(g->f, SQL_GAP_SEEN_PUT, "iii", g->window.from,
	    g->window.to, g->spend);

	return status != FOC_OK ? status : db_run(g->f, SQL_GAP_SEEN_NONE,
	    "iii", g->window.from, g->window.to, g->spend);
}

/* What newer data do not have any more is resolved, with what shows it. */
static int
end_quiet(struct gaps *g, struct ids *resolved)
{
	struct foc *f = g->f;
	struct rows r;
	int64_t days;
	size_t i;
	int status;

	if ((status = policy_int(f, "gaps.quiet_days", &days)) != FOC_OK)
		return status;
	db_query(&r, f, SQL_GAP_QUIET, "iii", g->until, days * UTC_DAY,
	    g->window.from);
	while (db_next(&r))
		add_id(resolved, db_text(&r, 0), db_text(&r, 1));
	status = db_done(&r);
	for (i = 0; i < resolved->n && status == FOC_OK; i++) {
		status = db_run(f, SQL_GAP_ACT_ADD, "sisssssi",
		    resolved->id[i], f->now, NULL, "find", NULL, NULL,
		    resolved->why[i], g->until);
		if (status == FOC_OK)
			status = machine_move(f, MACHINE_GAP, resolved->id[i],
			    "find", resolved->why[i]);
	}
	return status;
}

/* What is new, what is over, and how it adds up. */
static int
report(struct gaps *g, const struct ids *new, const struct ids *resolved,
    struct foc_out *out)
{
	char *begun = as_json(new, NULL), *ended = as_json(resolved, NULL);
	char *both = as_json(new, resolved);
	int status;

	if ((status = db_script(g->f, SQL_GAP_FIGURE_TABLES)) == FOC_OK &&
	    (status = db_run(g->f, SQL_GAP_FIGURE_MEASURED, "")) == FOC_OK &&
	    (status = db_emit(g->f, out, NULL, SQL_GAP_RECORDS, "snnniiis",
	    both, g->window.from, g->window.to, g->spend, "{}")) == FOC_OK)
		status = db_emit(g->f, out, NULL, SQL_GAP_DETECTION,
		    "iiiiiiiiss", g->f->now, g->window.from, g->window.to,
		    g->until, g->spend, g->owned, g->unowned, g->governance,
		    begun, ended);
	free(begun);
	free(ended);
	free(both);
	return status;
}

int
foc_gap_detect(struct foc *f, struct foc_out *out)
{
	struct foc_span window, all = { FOC_ALWAYS, FOC_ALWAYS };
	struct ids new = { 0 }, resolved = { 0 };
	struct gaps g;
	int64_t until;
	int status;

	if ((status = need_role(f, ROLE_FINOPS_LEAD | ROLE_OPERATOR, NULL)) !=
	    FOC_OK || (status = gaps_window(f, &window, &until)) != FOC_OK)
		return status;
	if (until == 0)
		return foc_fail(f, FOC_REFUSED, "no bill is loaded; "
		    "foc-ingest-cur loads one");
	status = gaps_lay(&g, f, &all, &window);
	g.until = until;
	if (status == FOC_OK)
		status = begin_new(f, &new);
	if (status == FOC_OK)
		status = measure(&g);
	if (status == FOC_OK)
		status = end_quiet(&g, &resolved);
	if (status == FOC_OK)
		status = report(&g, &new, &resolved, out);
	status = gaps_end(&g, status);
	free_ids(&new);
	free_ids(&resolved);
	return status;
}
