/* SPDX-License-Identifier: MIT */
/* Later decisions about what is there: another model, or no more. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "govern/catalog.h"
#include "govern/duty.h"
#include "govern/grant.h"
#include "govern/iam.h"

/* --- another model on the same role */

/* The implemented scopes that are meant: of one model, if need be named. */
static int
choose(struct grant *g, const char *from, struct words *ids)
{
	struct foc *f = g->f;
	struct words all = { 0 }, models = { 0 };
	struct scope s;
	char *old = NULL, *list;
	size_t i;
	int status;

	if (from != NULL && (status = catalog_find(f, from, &old)) != FOC_OK)
		return status;
	status = scopes_of(f, g->id, NULL, "IMPLEMENTED", "INFERENCE", &all);
	for (i = 0; i < all.n && status == FOC_OK; i++) {
		status = scope_load(f, all.word[i], &s);
		if (status == FOC_OK) {
			words_add(&models, s.model);
			if (old == NULL || strcmp(old, s.model) == 0)
				words_add(ids, s.id);
		}
		scope_free(&s);
	}
	list = words_join(&models, ", ");
	if (status == FOC_OK && ids->n == 0)
		status = foc_fail(f, FOC_REFUSED, "%s: no scope of %s is "
		    "IMPLEMENTED; %s%s", g->workload, old != NULL ? old : "it",
		    models.n > 0 ? "what it uses is " : "there is nothing to "
		    "change yet", list);
	else if (status == FOC_OK && old == NULL && models.n > 1)
		status = foc_fail(f, FOC_REFUSED, "%s: uses %s; --from says "
		    "which is replaced", g->workload, list);
	free(list);
	free(old);
	words_free(&models);
	words_free(&all);
	return status;
}

static int
no_replacement(struct foc *f, const struct scope *s)
{
	char *other = NULL;
	int status;

	status = db_get_text(f, &other, SQL_SCOPE_REPLACEMENT, "s", s->id);
	if (status == FOC_OK && other != NULL)
		status = foc_fail(f, FOC_REFUSED, "%s: %s is to replace it "
		    "already; foc-approve revoke %s takes that back", s->id,
		    other, other);
	free(other);
	return status;
}

/*
 * The agentic tier that stands on the old scope goes over with the model, or
 * what is under way about it comes first.
 */
static int
carry_tier(struct grant *g, const struct scope *old, const char *base)
{
	struct foc *f = g->f;
	struct rows r;
	char *tier = NULL, *state = NULL, *made = NULL;
	int status;

	db_query(&r, f, SQL_SCOPE_TIER, "s", old->id);
	if (db_next(&r)) {
		tier = xstrdup(db_text(&r, 0));
		state = xstrdup(db_text(&r, 1));
	}
	if ((status = db_done(&r)) != FOC_OK || tier == NULL)
		goto out;
	if (strcmp(state, "IMPLEMENTED") != 0) {
		status = foc_fail(f, FOC_REFUSED, "%s: the agentic tier of "
		    "it, %s, is %s: %s comes first, or foc-approve revoke %s",
		    old->id, tier, state, strcmp(state, "PENDING_APPROVAL") ==
		    0 ? "foc-approve decide" : "its task", tier);
		goto out;
	}
	if ((status = scope_make(g, &(struct place){ .account = old->account,
	    .region = old->region, .role = old->role, .action_scope =
	    "INFERENCE_AGENTIC", .replaces = tier }, "grant", &made)) ==
	    FOC_OK &&
	    (status = audit_add(f, "finops-lead", "replace", made, tier, NULL,
	    NULL)) == FOC_OK)
		foc_notice(f, "%s: goes on with the agentic tier, of %s as "
		    "%s, when %s takes the place of %s; foc-approve revoke %s "
		    "ends it", g->workload, tier, made, base, old->id, made);
out:
	free(made);
	free(state);
	free(tier);
	return status;
}

/* One scope's successor, and what it takes. */
static int
succeed(struct grant *g, const char *id, const struct foc_grant *o,
    struct openings *w)
{
	struct foc *f = g->f;
	struct scope s;
	bool tagged = false;
	char *made = NULL;
	int status;

	if ((status = scope_load(f, id, &s)) != FOC_OK ||
	    (status = no_replacement(f, &s)) != FOC_OK)
		goto out;
	g->platform = platform_of(s.platform);
	free(g->workspace);
	g->workspace = xstrdup(s.workspace);
	g->neutral = s.neutral || o->with_invoked_model_id;
	free(g->model);
	free(g->catalog);
	g->model = g->catalog = NULL;
	words_free(&g->regions);
	words_add(&g->regions, s.region);
	if ((status = grant_read_model(g, o->model, o->restricted_ok)) !=
	    FOC_OK || (status = grant_price(g)) != FOC_OK ||
	    (status = check_prerequisites(g, s.account)) != FOC_OK ||
	    (status = scope_make(g, &(struct place){ .account = s.account,
	    .region = s.region, .role = s.role, .replaces = s.id }, "grant",
	    &made)) != FOC_OK ||
	    (status = db_run(f, SQL_SCOPE_INHERIT, "ss", s.id, made)) !=
	    FOC_OK ||
	    (status = audit_add(f, "finops-lead", "replace", made, s.id, NULL,
	    NULL)) != FOC_OK ||
	    (status = carry_tier(g, &s, made)) != FOC_OK)
		goto out;
	openings_add(w, "CHANGE_MODEL", made, NULL, 0);
	openings_map(w, g, made, &tagged);
	if (strcmp(s.platform, CLAUDE_PLATFORM) != 0)
		status = iam_check(f, g->id, s.account);
out:
	free(made);
	scope_free(&s);
	return status;
}

int
foc_approve_change_model(struct foc *f, const char *what,
    const struct foc_grant *o, struct foc_out *out)
{
	struct grant g = { .f = f, .usd = DB_NULL };
	struct openings w = { 0 };
	struct words ids = { 0 };
	size_t i;
	int status;

	if ((status = need_role(f, ROLE_FINOPS_LEAD, NULL)) != FOC_OK ||
	    (status = granted_request(f, what, &g.id)) != FOC_OK ||
	    (status = may_decide(f, what, g.id, "change the model")) !=
	    FOC_OK ||
	    (status = duty_rationale(f, what, "--rationale",
	    o->rationale)) != FOC_OK ||
	    (status = grant_request(&g)) != FOC_OK ||
	    (status = grant_read_map(&g, NULL, NULL)) != FOC_OK ||
	    (status = grant_read_priority(&g, o->priority)) != FOC_OK)
		goto out;
	g.rationale = o->rationale;
	if (o->model == NULL)
		status = foc_fail(f, FOC_USAGE, "--model is needed");
	if (status == FOC_OK)
		status = grant_read_estimate(&g, o, false);
	if (status == FOC_OK)
		status = choose(&g, o->from_model, &ids);
	for (i = 0; i < ids.n && status == FOC_OK; i++)
		status = succeed(&g, ids.word[i], o, &w);
	if (status == FOC_OK)
		status = openings_make(&g, &w);
	if (status == FOC_OK)
		status = grant_added(&g, "change-model");
	if (status == FOC_OK)
		status = db_emit(f, out, NULL, SQL_SCOPE_RECORD, "nnns", g.id);
out:
	openings_free(&w);
	words_free(&ids);
	grant_free(&g);
	return status;
}

/* --- no more */

/* What was begun in AWS has to be taken away there. */
static int
undo(struct grant *g, const char *scope)
{
	struct openings w = { 0 };
	struct words tasks = { 0 };
	int64_t touched = 0;
	size_t i;
	int status;

	status = db_get_int(g->f, &touched, SQL_SCOPE_TOUCHED, "s", scope);
	if (status == FOC_OK)
		status = ids_of(g->f, SQL_SCOPE_TASKS, scope, NULL, &tasks);
	for (i = 0; i < tasks.n && status == FOC_OK; i++)
		status = machine_move(g->f, MACHINE_TASK, tasks.word[i],
		    "withdraw", g->rationale);
	if (status == FOC_OK && touched > 0) {
		openings_add(&w, "REVOKE", scope, NULL, 0);
		status = openings_make(g, &w);
	}
	openings_free(&w);
	words_free(&tasks);
	return status;
}

/* The agentic tier goes with what it stands on. */
static int
revoke_agentic(struct foc *f, const struct scope *s, const char *rationale)
{
	struct words tasks = { 0 };
	struct scope a;
	char *id = NULL;
	size_t i;
	int status;

	status = db_get_text(f, &id, SQL_SCOPE_TIER, "s", s->id);
	if (status != FOC_OK || id == NULL)
		return status;
	if ((status = scope_load(f, id, &a)) == FOC_OK)
		status = scope_move(f, &a, "revoke", rationale);
	if (status == FOC_OK)
		status = ids_of(f, SQL_SCOPE_TASKS, id, NULL, &tasks);
	for (i = 0; i < tasks.n && status == FOC_OK; i++)
		status = machine_move(f, MACHINE_TASK, tasks.word[i],
		    "withdraw", rationale);
	words_free(&tasks);
	scope_free(&a);
	free(id);
	return status;
}

static int
may_revoke(struct foc *f, const struct scope *s)
{
	char *other = NULL;
	int status;

	if ((status = scope_may(f, s, "revoke")) != FOC_OK ||
	    (status = may_decide(f, s->id, s->request, "revoke")) != FOC_OK)
		return status;
	/* Of what is only proposed that is to decline it. */
	if (strcmp(s->state, "PENDING_APPROVAL") == 0 &&
	    (status = duty_apart(f, s->id, s->id, "revoke", DUTY_PROPOSER,
	    "finops-lead", "decide")) != FOC_OK)
		return status;
	status = db_get_text(f, &other, SQL_SCOPE_REPLACEMENT, "s", s->id);
	if (status == FOC_OK && other != NULL)
		status = foc_fail(f, FOC_REFUSED, "%s: cannot revoke: %s is to "
		    "replace it; revoke that first", s->id, other);
	free(other);
	return status;
}

int
foc_approve_revoke(struct foc *f, const char *id, const char *rationale,
    struct foc_out *out)
{
	struct grant g = { .f = f, .rationale = rationale, .usd = DB_NULL };
	struct scope s;
	int status;

	if ((status = scope_load(f, id, &s)) != FOC_OK ||
	    (status = may_revoke(f, &s)) != FOC_OK ||
	    (status = duty_rationale(f, id, "--rationale", rationale)) !=
	    FOC_OK)
		goto out;
	g.id = xstrdup(s.request);
	g.platform = platform_of(s.platform);
	if ((status = grant_request(&g)) != FOC_OK ||
	    (status = grant_read_priority(&g, NULL)) != FOC_OK ||
	    (status = scope_move(f, &s, "revoke", rationale)) != FOC_OK ||
	    (status = revoke_agentic(f, &s, rationale)) != FOC_OK ||
	    (status = undo(&g, id)) != FOC_OK ||
	    (status = request_settle(f, s.request)) != FOC_OK)
		goto out;
	status = scope_give(f, id, out);
out:
	grant_free(&g);
	scope_free(&s);
	return status;
}
