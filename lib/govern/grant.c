/* SPDX-License-Identifier: MIT */
/*
 * A grant: one decision that makes the scopes, their tasks, the anchors and
 * the official estimate, all or nothing.
 */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "govern/duty.h"
#include "govern/grant.h"
#include "govern/iam.h"
#include "govern/request.h"

/* The export with caller identities, and what else the file knows of. */
int
check_prerequisites(struct grant *g, const char *account)
{
	struct foc *f = g->f;
	struct rows r;
	int status, no = FOC_OK;

	db_query(&r, f, SQL_PREREQ_UNMET, "ss", g->platform != NULL ?
	    g->platform->name : "ALL", account);
	if (db_next(&r))
		no = foc_fail(f, FOC_REFUSED, "prerequisite %s%s%s: is %s, "
		    "needs PASSED or WAIVED; foc-prereq check FILE, or "
		    "foc-prereq waive %s%s%s --rationale TEXT", db_text(&r, 0),
		    *db_text(&r, 1) != '\0' ? " of " : "", db_text(&r, 1),
		    db_text(&r, 2), db_text(&r, 0), *db_text(&r, 1) != '\0' ?
		    " --account " : "", db_text(&r, 1));
	status = db_done(&r);
	return status != FOC_OK ? status : no;
}

/* Nothing live is equal to it, and a workspace has one scope. */
static int
check_free(struct grant *g, const struct place *p)
{
	struct foc *f = g->f;
	char *twin = NULL;
	int status;

	status = db_get_text(f, &twin, SQL_SCOPE_TWIN, "ssssss", g->workload,
	    g->platform->name, g->model, p->account, p->region,
	    p->action_scope);
	if (status == FOC_OK && twin != NULL)
		status = foc_fail(f, FOC_REFUSED, "%s: %s may use %s in %s %s "
		    "already, by %s", g->id, g->workload, g->model,
		    p->account, p->region, twin);
	free(twin);
	twin = NULL;
	if (status == FOC_OK && *g->workspace != '\0')
		status = db_get_text(f, &twin, SQL_WORKSPACE_TAKEN, "sss",
		    p->account, g->workspace, p->replaces);
	if (status == FOC_OK && twin != NULL)
		status = foc_fail(f, FOC_REFUSED, "--workspace %s: in %s it "
		    "belongs to %s; a workspace has one scope, choose "
		    "another name", g->workspace, p->account, twin);
	free(twin);
	return status;
}

static int
insert_scope(struct grant *g, const struct place *p, const char *verb,
    const struct route *r, char **id)
{
	struct foc *f = g->f;
	bool proposed = strcmp(verb, "propose") == 0;
	char *where = words_join(&r->destinations, " ");
	int status;

	status = db_get_text(f, id, SQL_SCOPE_INSERT,
	    "sssssssssssssssiissIsI", g->id, g->workload,
	    g->platform->name, g->model, p->account, p->region, g->workspace,
	    p->action_scope, p->role, machine_first(g->platform->scope, verb),
	    r->vendor, r->model_id, route_word(r->kind), r->profile_id, where,
	    (int64_t)g->neutral, (int64_t)g->restricted, p->replaces,
	    proposed ? f->actor : NULL, proposed ? duty_uid(f) : DB_NULL,
	    proposed ? NULL : f->actor, proposed ? DB_NULL : duty_uid(f));
	free(where);
	return status;
}

int
scope_make(struct grant *g, const struct place *place, const char *verb,
    char **id)
{
	struct foc *f = g->f;
	struct place p = *place;
	struct route r = { 0 };
	int status;

	if (p.action_scope == NULL)
		p.action_scope = "INFERENCE";
	status = check_free(g, &p);
	if (status == FOC_OK)
		status = route_find(f, g->catalog, g->model, p.region,
		    g->availability, &r);
	if (status == FOC_OK)
		status = insert_scope(g, &p, verb, &r, id);
	if (status == FOC_OK)
		status = machine_begin(f, g->platform->scope, *id, verb,
		    g->rationale);
	route_free(&r);
	return status;
}

int
anchor_make(struct foc *f, const char *workload, const char *request,
    const char *kind, const char *value, const char *account,
    const char *role)
{
	char *id = NULL;
	int status;

	status = db_get_text(f, &id, SQL_ANCHOR_EXISTS, "ssss", workload,
	    kind, value, account);
	if (status == FOC_OK && id != NULL)
		goto out;
	if (status == FOC_OK)
		status = db_get_text(f, &id, SQL_ANCHOR_INSERT, "sssssi",
		    workload, request, kind, value, account, f->now);
	if (status == FOC_OK)
		status = audit_add(f, role, "create", id, NULL, value, NULL);
out:
	free(id);
	return status;
}

int
grant_role(struct grant *g, const char *account, char **role)
{
	if (strcmp(g->platform->name, CLAUDE_PLATFORM) == 0) {
		*role = iam_gateway_role(g->workspace);
		return FOC_OK;
	}
	return iam_role_name(g->f, g->workload, g->id, account,
	    strcmp(g->runtime, "IDENTITY_CENTER") == 0, role);
}

/*
 * The role is known before it exists, but for that of a permission set: of
 * that one the name is, and Identity Center adds to it.
 */
int
grant_anchor(struct grant *g, const char *account, const char *role)
{
	bool set = strcmp(g->runtime, "IDENTITY_CENTER") == 0 &&
	    strcmp(g->platform->name, CLAUDE_PLATFORM) != 0;
	char *arn = iam_role_arn(account, role);
	int status;

	status = anchor_make(g->f, g->workload, g->id, set ?
	    "PERMISSION_SET" : "ROLE", set ? role : arn, account,
	    "finops-lead");
	free(arn);
	return status;
}

/* One account: one role for all its regions. */
static int
add_account(struct grant *g, const char *account, struct openings *w)
{
	bool tagged = false;
	char *role = NULL, *scope;
	size_t i;
	int status;

	status = check_prerequisites(g, account);
	if (status == FOC_OK)
		status = grant_role(g, account, &role);
	for (i = 0; i < g->regions.n && status == FOC_OK; i++) {
		scope = NULL;
		status = scope_make(g, &(struct place){ .account = account,
		    .region = g->regions.word[i], .role = role }, "grant",
		    &scope);
		if (status == FOC_OK)
			openings_scope(w, g, scope, &tagged);
		free(scope);
	}
	if (status == FOC_OK)
		status = iam_check(g->f, g->id, account);
	if (status == FOC_OK)
		status = grant_anchor(g, account, role);
	free(role);
	return status;
}

int
grant_set_estimate(struct grant *g)
{
	struct foc *f = g->f;
	char usd[DECIMAL_TEXT_MAX];
	char *object = xasprintf("wl-%s", g->workload);
	int status;

	status = db_run(f, SQL_ESTIMATE_INSERT, "ssiIIisis", g->workload,
	    g->id, g->usd, g->from, g->to, g->growth, f->actor, f->now,
	    g->rationale);
	if (status == FOC_OK)
		status = audit_add(f, "finops-lead", "estimate", object, NULL,
		    money_text(usd, g->usd), g->rationale);
	free(object);
	return status;
}

static int
set_map(struct grant *g)
{
	char *object;
	int status;

	if (g->map_id == NULL)
		return FOC_OK;
	status = db_run(g->f, SQL_WORKLOAD_SET_MAP, "sss", g->workload,
	    g->map_id, g->map_method);
	object = xasprintf("wl-%s", g->workload);
	if (status == FOC_OK)
		status = audit_add(g->f, "finops-lead", "map", object, NULL,
		    g->map_id, g->rationale);
	free(object);
	return status;
}

/* Everything that one decision adds to a request. */
static int
add_all(struct grant *g)
{
	struct openings w = { 0 };
	size_t i;
	int status = set_map(g);

	for (i = 0; i < g->accounts.n && status == FOC_OK; i++) {
		if (g->platform != NULL) {
			status = add_account(g, g->accounts.word[i], &w);
			continue;
		}
		status = check_prerequisites(g, g->accounts.word[i]);
		openings_add(&w, "INFRASTRUCTURE", NULL, g->accounts.word[i],
		    0);
	}
	if (status == FOC_OK)
		status = openings_make(g, &w);
	openings_free(&w);
	return status;
}

static int
decide(struct grant *g)
{
	struct foc *f = g->f;
	char *book = NULL;
	int status;

	status = add_all(g);
	if (status == FOC_OK)
		status = grant_set_estimate(g);
	if (status == FOC_OK)
		status = db_meta(f, "price_book", &book);
	if (status == FOC_OK)
		status = db_run(f, SQL_REQUEST_GRANT, "ssIississii", g->id,
		    f->actor, duty_uid(f), f->now, g->rationale, g->priority,
		    g->usd, g->tokens, book, (int64_t)g->acknowledged, g->due);
	if (status == FOC_OK)
		status = machine_move(f, MACHINE_ONBOARDING, g->id, "approve",
		    g->rationale);
	free(book);
	return status;
}

int
foc_approve_grant(struct foc *f, const char *id, const struct foc_grant *o,
    struct foc_out *out)
{
	struct grant g = { .f = f };
	int status;

	if (strncmp(id, "ma-", 3) == 0)
		return access_grant(f, id, o->platform, o->rationale, out);
	g.id = xstrdup(id);
	status = machine_may(f, MACHINE_ONBOARDING, id, "approve", NULL);
	if (status == FOC_OK)
		status = duty_apart(f, id, id, "approve", DUTY_REQUESTER,
		    "finops-lead", "decide");
	if (status == FOC_OK)
		status = grant_read(&g, o, true);
	if (status == FOC_OK)
		status = decide(&g);
	if (status == FOC_OK)
		status = request_give(f, id, out);
	grant_free(&g);
	return status;
}

/* The official estimate of the request, where the decision changes it. */
static int
confirm(struct grant *g)
{
	char *book = NULL;
	int status;

	if (g->usd == DB_NULL)
		return FOC_OK;
	if ((status = grant_set_estimate(g)) == FOC_OK)
		status = db_meta(g->f, "price_book", &book);
	if (status == FOC_OK)
		status = db_run(g->f, SQL_REQUEST_CONFIRM, "siss", g->id,
		    g->usd, g->tokens, book);
	free(book);
	return status;
}

int
grant_added(struct grant *g, const char *verb)
{
	struct foc *f = g->f;
	int status;

	status = confirm(g);
	if (status == FOC_OK)
		status = db_run(f, SQL_REQUEST_DUE, "si", g->id, g->due);
	if (status == FOC_OK)
		status = audit_add(f, "finops-lead", verb, g->id, NULL, NULL,
		    g->rationale);
	return status;
}

int
foc_approve_add_scope(struct foc *f, const char *what,
    const struct foc_grant *o, struct foc_out *out)
{
	struct grant g = { .f = f };
	int status;

	if ((status = need_role(f, ROLE_FINOPS_LEAD, NULL)) != FOC_OK ||
	    (status = granted_request(f, what, &g.id)) != FOC_OK ||
	    (status = may_decide(f, what, g.id, "add a scope")) != FOC_OK ||
	    (status = grant_read(&g, o, false)) != FOC_OK ||
	    (status = add_all(&g)) != FOC_OK ||
	    (status = grant_added(&g, "add-scope")) != FOC_OK)
		goto out;
	status = request_give(f, g.id, out);
out:
	grant_free(&g);
	return status;
}
