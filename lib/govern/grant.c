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
static int
check_prerequisites(struct grant *g, const char *account)
{
	struct foc *f = g->f;
	struct rows r;
	int status, no = FOC_OK;

	db_query(&r, f, SQL_PREREQ_UNMET, "ss", g->platform->name, account);
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

static int
add_scope(struct grant *g, const char *account, const char *region,
    const char *role, char **id)
{
	struct foc *f = g->f;
	const char *name = g->platform->name;
	char *twin = NULL;
	int status;

	status = db_get_text(f, &twin, SQL_SCOPE_TWIN, "sssss", g->workload,
	    name, g->model, account, region);
	if (status == FOC_OK && twin != NULL)
		status = foc_fail(f, FOC_REFUSED, "%s: %s may use %s in %s %s "
		    "already, by %s", g->id, g->workload, g->model, account,
		    region, twin);
	free(twin);
	if (status == FOC_OK)
		status = db_get_text(f, id, SQL_SCOPE_INSERT, "ssssssss",
		    g->id, g->workload, name, g->model, account, region, role,
		    machine_first(g->platform->scope, "grant"));
	if (status == FOC_OK)
		status = machine_begin(f, g->platform->scope, *id, "grant",
		    g->rationale);
	return status;
}

static int
add_task(struct grant *g, const char *scope, int64_t position)
{
	struct foc *f = g->f;
	char *id = NULL;
	int status;

	status = db_get_text(f, &id, SQL_TASK_INSERT, "sssssiissii", g->id,
	    scope, g->workload, g->platform->task,
	    machine_first(MACHINE_TASK, "open"), position,
	    (int64_t)(g->accounts.n * g->regions.n), g->priority, f->actor,
	    f->now, g->due);
	if (status == FOC_OK)
		status = machine_begin(f, MACHINE_TASK, id, "open", NULL);
	free(id);
	return status;
}

static int
add_anchor(struct grant *g, const char *account, const char *role)
{
	struct foc *f = g->f;
	char *id = NULL, *arn = iam_role_arn(account, role);
	int status;

	status = db_get_text(f, &id, SQL_ANCHOR_INSERT, "ssssi", g->workload,
	    g->id, arn, account, f->now);
	if (status == FOC_OK)
		status = audit_add(f, "finops-lead", "create", id, NULL, arn,
		    NULL);
	free(id);
	free(arn);
	return status;
}

/* One account: one role for all its regions. */
static int
add_account(struct grant *g, const char *account, int64_t first)
{
	struct iam d = { 0 };
	char *role = NULL, *scope;
	size_t i;
	int status;

	status = check_prerequisites(g, account);
	if (status == FOC_OK)
		status = iam_role_name(g->f, g->workload, g->id, account,
		    &role);
	for (i = 0; i < g->regions.n && status == FOC_OK; i++) {
		scope = NULL;
		status = add_scope(g, account, g->regions.word[i], role,
		    &scope);
		if (status == FOC_OK)
			status = add_task(g, scope, first + (int64_t)i);
		free(scope);
	}
	if (status == FOC_OK)
		status = iam_build(g->f, g->id, account, &d);
	if (status == FOC_OK)
		status = add_anchor(g, account, role);
	iam_free(&d);
	free(role);
	return status;
}

static int
set_estimate(struct grant *g)
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
decide(struct grant *g)
{
	struct foc *f = g->f;
	char *book = NULL;
	size_t i;
	int status = FOC_OK;

	for (i = 0; i < g->accounts.n && status == FOC_OK; i++)
		status = add_account(g, g->accounts.word[i],
		    (int64_t)(i * g->regions.n) + 1);
	if (status == FOC_OK)
		status = set_estimate(g);
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
	struct grant g = { .f = f, .id = id };
	int status;

	if (strncmp(id, "ma-", 3) == 0)
		return access_grant(f, id, o->platform, o->rationale, out);
	status = machine_may(f, MACHINE_ONBOARDING, id, "approve", NULL);
	if (status == FOC_OK)
		status = duty_apart(f, id, id, "approve", DUTY_REQUESTER,
		    "finops-lead", "decide");
	if (status == FOC_OK)
		status = grant_read(&g, o);
	if (status == FOC_OK)
		status = decide(&g);
	if (status == FOC_OK)
		status = request_give(f, id, out);
	grant_free(&g);
	return status;
}
