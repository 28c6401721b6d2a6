/* SPDX-License-Identifier: MIT */
/* What others propose and the lead decides: scopes, and the agentic tier. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "govern/duty.h"
#include "govern/grant.h"
#include "govern/iam.h"

#define AGENTIC	"INFERENCE_AGENTIC"

/* The owner of the product, or a Cloud Engineer. */
static int
may_propose(struct foc *f, const char *request)
{
	int status;

	status = need_role(f, ROLE_PRODUCT_OWNER | ROLE_CLOUD_ENGINEER, NULL);
	if (status == FOC_OK && (f->roles & ROLE_CLOUD_ENGINEER) == 0)
		status = duty_owner_of_request(f, request, "propose");
	return status;
}

/* --- scopes */

static int
propose_places(struct grant *g)
{
	char *role, *id;
	size_t i, k;
	int status = FOC_OK;

	for (i = 0; i < g->accounts.n && status == FOC_OK; i++) {
		role = NULL;
		status = grant_role(g, g->accounts.word[i], &role);
		for (k = 0; k < g->regions.n && status == FOC_OK; k++) {
			id = NULL;
			status = scope_make(g, &(struct place){
			    .account = g->accounts.word[i],
			    .region = g->regions.word[k], .role = role },
			    "propose", &id);
			free(id);
		}
		free(role);
	}
	return status;
}

int
foc_approve_propose(struct foc *f, const char *what,
    const struct foc_grant *o, struct foc_out *out)
{
	struct grant g = { .f = f };
	int status;

	if ((status = granted_request(f, what, &g.id)) != FOC_OK ||
	    (status = may_propose(f, g.id)) != FOC_OK)
		goto out;
	if (o->map_id != NULL || o->estimate_usd != NULL ||
	    o->tokens != NULL) {
		status = foc_fail(f, FOC_USAGE, "%s: estimate and MAP are the "
		    "lead's to decide; propose without them", what);
		goto out;
	}
	status = grant_read(&g, o, false);
	if (status == FOC_OK && g.platform == NULL)
		status = foc_fail(f, FOC_REFUSED, "%s: is governed without a "
		    "model; there is no scope to propose", what);
	if (status == FOC_OK)
		status = propose_places(&g);
	if (status == FOC_OK)
		status = db_emit(f, out, NULL, SQL_SCOPE_RECORD, "nsns",
		    "PENDING_APPROVAL", g.id);
out:
	grant_free(&g);
	return status;
}

/* --- the agentic tier */

static int
check_agentic(struct foc *f, const struct scope *s)
{
	if (strcmp(s->platform, CLAUDE_PLATFORM) == 0)
		return foc_fail(f, FOC_REFUSED, "%s: has no agentic tier: the "
		    "gateway of a workspace sends messages only, and tools "
		    "that run on the caller's side need no more", s->id);
	return FOC_OK;
}

/* A grant that stands for a scope as it is. */
static int
grant_of_scope(struct grant *g, const struct scope *s, const char *rationale)
{
	int status;

	g->id = xstrdup(s->request);
	g->platform = platform_of(s->platform);
	g->model = xstrdup(s->model);
	g->workspace = xstrdup(s->workspace);
	g->neutral = s->neutral;
	g->rationale = rationale;
	g->usd = DB_NULL;
	status = grant_request(g);
	if (status == FOC_OK)
		status = db_get_text(g->f, &g->catalog, SQL_CATALOG_OF, "ss",
		    s->platform, s->model);
	return status;
}

/* A tier of a model that goes would go with it. */
static int
check_stays(struct foc *f, const struct scope *s)
{
	char *other = NULL;
	int status;

	status = db_get_text(f, &other, SQL_SCOPE_REPLACEMENT, "s", s->id);
	if (status == FOC_OK && other != NULL)
		status = foc_fail(f, FOC_REFUSED, "%s: %s is to replace it; "
		    "the agentic tier is asked for when that is IMPLEMENTED",
		    s->id, other);
	free(other);
	return status;
}

/* One scope more, equal but for what it may do. */
static int
ask_one(struct foc *f, const char *id, const char *rationale)
{
	struct grant g = { .f = f };
	struct scope s;
	char *made = NULL;
	int status;

	status = scope_load(f, id, &s);
	if (status == FOC_OK)
		status = check_agentic(f, &s);
	if (status == FOC_OK)
		status = check_stays(f, &s);
	if (status == FOC_OK)
		status = grant_of_scope(&g, &s, rationale);
	if (status == FOC_OK)
		status = scope_make(&g, &(struct place){ .account = s.account,
		    .region = s.region, .role = s.role, .action_scope =
		    AGENTIC }, "propose", &made);
	free(made);
	grant_free(&g);
	scope_free(&s);
	return status;
}

/* Ask where it has not been asked; tell of the last where that is nowhere. */
static int
ask_all(struct foc *f, const char *what, const struct words *ids,
    const char *rationale)
{
	char *tier = NULL, *state = NULL;
	struct rows r;
	size_t i, asked = 0;
	int status = FOC_OK;

	for (i = 0; i < ids->n && status == FOC_OK; i++) {
		free(tier);
		free(state);
		tier = state = NULL;
		db_query(&r, f, SQL_SCOPE_TIER, "s", ids->word[i]);
		if (db_next(&r)) {
			tier = xstrdup(db_text(&r, 0));
			state = xstrdup(db_text(&r, 1));
		}
		status = db_done(&r);
		if (status == FOC_OK && tier == NULL) {
			status = ask_one(f, ids->word[i], rationale);
			asked++;
		}
	}
	if (status == FOC_OK && asked == 0)
		status = foc_fail(f, FOC_REFUSED, "%s: has the agentic tier "
		    "or asks for it already, by %s, which is %s", what, tier,
		    state);
	free(tier);
	free(state);
	return status;
}

int
foc_agentic_ask(struct foc *f, const char *what, const char *rationale,
    struct foc_out *out)
{
	struct words ids = { 0 };
	char *request = NULL;
	int status;

	if ((status = granted_request(f, what, &request)) != FOC_OK ||
	    (status = may_propose(f, request)) != FOC_OK ||
	    (status = duty_rationale(f, what, "--rationale", rationale)) !=
	    FOC_OK ||
	    (status = scopes_of(f, request, NULL, "IMPLEMENTED", "INFERENCE",
	    &ids)) != FOC_OK)
		goto out;
	if (ids.n == 0)
		status = foc_fail(f, FOC_REFUSED, "%s: no scope of it is "
		    "IMPLEMENTED; the agentic tier is asked for what works",
		    what);
	else
		status = ask_all(f, what, &ids, rationale);
	if (status == FOC_OK)
		status = db_emit(f, out, NULL, SQL_SCOPE_RECORD, "nsns",
		    "PENDING_APPROVAL", request);
out:
	words_free(&ids);
	free(request);
	return status;
}

/* --- decisions */

static int
decline(struct grant *g, const struct scope *s)
{
	int status;

	status = db_run(g->f, SQL_SCOPE_DECLINE, "ssI", s->id, g->f->actor,
	    duty_uid(g->f));
	if (status == FOC_OK)
		status = scope_move(g->f, s, "revoke", g->rationale);
	return status;
}

/* How calls go is decided now, not when it was proposed. */
static int
accept(struct grant *g, const struct scope *s)
{
	struct foc *f = g->f;
	struct route r = { 0 };
	char *where = NULL;
	int status;

	status = route_find(f, g->catalog, g->model, s->region,
	    g->availability, &r);
	if (status == FOC_OK)
		where = words_join(&r.destinations, " ");
	if (status == FOC_OK)
		status = db_run(f, SQL_SCOPE_DECIDE, "ssIsssssi", s->id,
		    f->actor, duty_uid(f), r.vendor, r.model_id,
		    route_word(r.kind), r.profile_id, where,
		    (int64_t)g->restricted);
	if (status == FOC_OK)
		status = scope_move(f, s, "approve", g->rationale);
	free(where);
	route_free(&r);
	return status;
}

/* The tasks and the anchor of an accepted scope. */
static int
open_scope(struct grant *g, const struct scope *s)
{
	struct openings w = { 0 };
	bool tagged = true;
	char *arn = NULL;
	int status = FOC_OK;

	if (strcmp(s->action_scope, AGENTIC) == 0) {
		openings_add(&w, "AGENTIC", s->id, NULL, 0);
	} else {
		tagged = false;
		openings_scope(&w, g, s->id, &tagged);
		status = grant_anchor(g, s->account, s->role);
	}
	if (status == FOC_OK && strcmp(s->platform, CLAUDE_PLATFORM) != 0)
		status = iam_check(g->f, g->id, s->account);
	if (status == FOC_OK)
		status = openings_make(g, &w);
	if (status == FOC_OK)
		status = db_run(g->f, SQL_REQUEST_DUE, "si", g->id, g->due);
	if (status == FOC_OK)
		status = audit_add(g->f, "finops-lead", "add-scope", g->id,
		    NULL, s->id, g->rationale);
	openings_free(&w);
	free(arn);
	return status;
}

static int
check_decider(struct foc *f, const struct scope *s)
{
	int status;

	if ((status = scope_may(f, s, "approve")) != FOC_OK ||
	    (status = may_decide(f, s->id, s->request, "decide")) != FOC_OK)
		return status;
	return duty_apart(f, s->id, s->id, "decide", DUTY_PROPOSER,
	    "finops-lead", "decide");
}

static int
decide_one(struct foc *f, const char *id, bool yes, const struct foc_grant *o)
{
	struct grant g = { .f = f };
	struct scope s;
	char *model;
	int status;

	if ((status = scope_load(f, id, &s)) != FOC_OK ||
	    (status = check_decider(f, &s)) != FOC_OK ||
	    (status = duty_rationale(f, id, "--rationale", o->rationale)) !=
	    FOC_OK ||
	    (status = grant_of_scope(&g, &s, o->rationale)) != FOC_OK)
		goto out;
	if (!yes) {
		status = decline(&g, &s);
		goto out;
	}
	model = g.model;
	free(g.catalog);
	g.catalog = g.model = NULL;
	status = grant_read_model(&g, model, o->restricted_ok);
	free(model);
	if (status == FOC_OK)
		status = check_prerequisites(&g, s.account);
	if (status == FOC_OK)
		status = grant_read_priority(&g, o->priority);
	if (status == FOC_OK)
		status = grant_read_map(&g, NULL, NULL);
	if (status == FOC_OK)
		status = accept(&g, &s);
	if (status == FOC_OK)
		status = open_scope(&g, &s);
out:
	grant_free(&g);
	scope_free(&s);
	return status;
}

int
foc_approve_decide(struct foc *f, const char *id, bool yes,
    const struct foc_grant *o, struct foc_out *out)
{
	int status = decide_one(f, id, yes, o);

	return status == FOC_OK ? scope_give(f, id, out) : status;
}

int
foc_approve_agentic(struct foc *f, const char *workload, bool yes,
    const struct foc_grant *o, struct foc_out *out)
{
	struct words ids = { 0 };
	size_t i;
	int status;

	if (strncmp(workload, "wl-", 3) == 0)
		workload += 3;
	status = need_role(f, ROLE_FINOPS_LEAD, NULL);
	if (status == FOC_OK)
		status = ids_of(f, SQL_SCOPES_PROPOSED, workload, AGENTIC,
		    &ids);
	if (status == FOC_OK && ids.n == 0)
		status = foc_fail(f, FOC_REFUSED, "%s: nobody asked for the "
		    "agentic tier, and without it is denied; its owner does "
		    "with foc-request agentic %s", workload,
		    workload);
	for (i = 0; i < ids.n && status == FOC_OK; i++)
		status = decide_one(f, ids.word[i], yes, o);
	for (i = 0; i < ids.n && status == FOC_OK; i++)
		status = scope_give(f, ids.word[i], out);
	words_free(&ids);
	return status;
}
