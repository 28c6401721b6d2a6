/* SPDX-License-Identifier: MIT */
/*
 * A grant: one decision that makes the scopes, their tasks, the anchors and
 * the official estimate, all or nothing.
 */
#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"
#include "db/machine.h"
#include "govern/duty.h"
#include "govern/iam.h"
#include "govern/request.h"
#include "govern/route.h"
#include "govern/words.h"

/* What a platform needs to be granted; those to come get their row here. */
static const struct platform {
	const char *name;
	const char *task;		/* NULL: is not offered yet */
	enum machine_id scope;
} platforms[] = {
	{ "BEDROCK", "BEDROCK_ENABLE", MACHINE_SCOPE },
	{ "MARKETPLACE", NULL, MACHINE_SCOPE },
	{ "CLAUDE_PLATFORM", NULL, MACHINE_SCOPE_CLAUDE_PLATFORM },
	{ "AGENTCORE", NULL, MACHINE_SCOPE },
};

struct grant {
	struct foc *f;
	const char *id;			/* of the request */
	const struct platform *platform;
	const char *priority, *rationale;
	char	*model;
	struct words accounts, regions;
	/* of the request */
	char	*workload, *availability, *requested_tokens;
	int64_t	requested_usd, from, to, growth;
	bool	has_case;
	/* decided */
	int64_t	usd, due;
	char	*tokens;
};

static bool
matches(const char *text, const char *form)
{
	regex_t r;
	bool yes;

	if (regcomp(&r, form, REG_EXTENDED | REG_NOSUB) != 0)
		return false;
	yes = regexec(&r, text, 0, NULL, 0) == 0;
	regfree(&r);
	return yes;
}

static int
read_platform(struct foc *f, const char *text, struct grant *g)
{
	const char *names[sizeof(platforms) / sizeof(platforms[0])], *word;
	size_t i;
	int status;

	if (text == NULL)
		return foc_fail(f, FOC_USAGE, "--platform is needed: BEDROCK");
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		names[i] = platforms[i].name;
	status = word_of(f, "--platform", text, names, i, &word);
	if (status != FOC_OK)
		return status;
	for (i = 0; platforms[i].name != word; i++)
		continue;
	g->platform = &platforms[i];
	if (platforms[i].task == NULL)
		return foc_fail(f, FOC_REFUSED, "--platform %s: is not offered "
		    "yet; BEDROCK is", word);
	return FOC_OK;
}

/* Options that other platforms and later tasks take. */
static int
read_others(struct foc *f, const struct foc_grant *o)
{
	if (o->workspace != NULL)
		return foc_fail(f, FOC_USAGE, "--workspace goes with "
		    "--platform CLAUDE_PLATFORM");
	if (o->map_id == NULL)
		return FOC_OK;
	if (!matches(o->map_id, "^mig([0-9]{5}|[A-Z0-9]{10})$"))
		return foc_fail(f, FOC_USAGE, "--map: '%s' is not mig and 5 "
		    "digits, or mig and 10 capital letters and digits",
		    o->map_id);
	return foc_fail(f, FOC_REFUSED, "--map %s: tagging for MAP is not "
	    "offered yet; grant without it", o->map_id);
}

static int
read_places(struct foc *f, const struct foc_grant *o, struct grant *g)
{
	int64_t known;
	size_t i;
	int status;

	if ((status = words_split(f, "--account", o->accounts,
	    &g->accounts)) != FOC_OK ||
	    (status = words_split(f, "--region", o->regions, &g->regions)) !=
	    FOC_OK)
		return status;
	for (i = 0; i < g->accounts.n; i++) {
		if (!text_is_account(g->accounts.word[i]))
			return foc_fail(f, FOC_USAGE, "--account: '%s' is no "
			    "account id of 12 digits", g->accounts.word[i]);
		status = db_get_int(f, &known, SQL_ACCOUNT_ACTIVE, "s",
		    g->accounts.word[i]);
		if (status != FOC_OK)
			return status;
		if (known == 0)
			return foc_fail(f, FOC_REFUSED, "account %s: is not in "
			    "foc.yaml; foc-org show accounts shows which are",
			    g->accounts.word[i]);
	}
	for (i = 0; i < g->regions.n; i++)
		if (!matches(g->regions.word[i],
		    "^[a-z]{2}(-[a-z]+)+-[0-9]$"))
			return foc_fail(f, FOC_USAGE, "--region: '%s' is no "
			    "region, such as us-east-1", g->regions.word[i]);
	return FOC_OK;
}

static int
read_priority(struct foc *f, const char *text, struct grant *g)
{
	static const char *const words[] = { "NORMAL", "PRIORITY" };
	int64_t days;
	int status;

	g->priority = "NORMAL";
	if (text != NULL && (status = word_of(f, "--priority", text, words, 2,
	    &g->priority)) != FOC_OK)
		return status;
	status = policy_int(f, strcmp(g->priority, "PRIORITY") == 0 ?
	    "sla_days.priority" : "sla_days.normal", &days);
	g->due = f->now + days * UTC_DAY;
	return status;
}

static int
read_request(struct grant *g)
{
	struct rows r;
	const char *s;

	db_query(&r, g->f, SQL_GRANT_FACTS, "s", g->id);
	if (db_next(&r)) {
		g->workload = xstrdup(db_text(&r, 0));
		g->requested_usd = db_opt(&r, 1);
		if ((s = db_text(&r, 2)) != NULL)
			g->requested_tokens = xstrdup(s);
		g->has_case = !db_null(&r, 3);
		g->availability = xstrdup(db_text(&r, 4));
		g->from = db_opt(&r, 5);
		g->to = db_opt(&r, 6);
		g->growth = db_int(&r, 7);
	}
	return db_done(&r);
}

/* Approved in the catalog, and offered in every region. */
static int
check_model(struct grant *g, const char *name)
{
	struct foc *f = g->f;
	char *state = NULL;
	struct route r;
	size_t i;
	int status;

	if (name == NULL)
		return foc_fail(f, FOC_USAGE, "--model is needed");
	if ((status = model_find(f, name, &g->model)) != FOC_OK ||
	    (status = db_get_text(f, &state, SQL_MODEL_STATUS, "ss",
	    g->platform->name, g->model)) != FOC_OK)
		return status;
	if (state == NULL)
		status = foc_fail(f, FOC_REFUSED, "model %s: is not in the "
		    "catalog of %s", g->model, g->platform->name);
	else if (strcmp(state, "APPROVED") != 0)
		status = foc_fail(f, FOC_REFUSED, "model %s: is %s in the "
		    "catalog, needs APPROVED; foc-model approve %s --platform "
		    "%s --rationale TEXT", g->model, state, g->model,
		    g->platform->name);
	free(state);
	for (i = 0; i < g->regions.n && status == FOC_OK; i++) {
		status = route_find(f, g->platform->name, g->model,
		    g->regions.word[i], g->availability, &r);
		route_free(&r);
	}
	return status;
}

/* The export with caller identities, and what else the file knows of. */
static int
check_prerequisites(struct grant *g, const char *account)
{
	struct foc *f = g->f;
	struct rows r;
	char *state = NULL;
	int status, no = FOC_OK;

	status = db_get_text(f, &state, SQL_PREREQ_STATE, "ss", "CUR_EXPORT",
	    account);
	if (status == FOC_OK && state == NULL)
		status = foc_fail(f, FOC_REFUSED, "prerequisite CUR_EXPORT: is "
		    "UNKNOWN, needs PASSED or WAIVED; foc-prereq check FILE, "
		    "or foc-prereq waive CUR_EXPORT --rationale TEXT");
	free(state);
	if (status != FOC_OK)
		return status;
	db_query(&r, f, SQL_PREREQ_UNMET, "ss", g->platform->name, account);
	if (db_next(&r))
		no = foc_fail(f, FOC_REFUSED, "prerequisite %s%s%s: is %s, "
		    "needs PASSED or WAIVED; foc-prereq check FILE, or "
		    "foc-prereq waive %s --rationale TEXT", db_text(&r, 0),
		    *db_text(&r, 1) != '\0' ? " of " : "", db_text(&r, 1),
		    db_text(&r, 2), db_text(&r, 0));
	status = db_done(&r);
	return status != FOC_OK ? status : no;
}

/* Dollars, tokens at the price of the granted model, or what was asked. */
static int
read_estimate(const struct foc_grant *o, struct grant *g)
{
	struct route r;
	int status;

	if (o->estimate_usd != NULL && o->tokens != NULL)
		return foc_fail(g->f, FOC_USAGE, "the estimate is either "
		    "--estimate-usd or --tokens");
	if (o->estimate_usd != NULL)
		return usd_of(g->f, "--estimate-usd", o->estimate_usd,
		    &g->usd);
	if (o->tokens != NULL) {
		status = route_find(g->f, g->platform->name, g->model,
		    g->regions.word[0], g->availability, &r);
		if (status == FOC_OK)
			status = tokens_of(g->f, o->tokens, g->model,
			    g->regions.word[0], r.kind == ROUTE_GLOBAL ?
			    "GLOBAL" : "REGIONAL", &g->tokens, &g->usd);
		route_free(&r);
		return status;
	}
	g->usd = g->requested_usd;
	if (g->requested_tokens != NULL)
		g->tokens = xstrdup(g->requested_tokens);
	return FOC_OK;
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
decide(struct grant *g, bool acknowledged)
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
		    g->usd, g->tokens, book, (int64_t)acknowledged, g->due);
	if (status == FOC_OK)
		status = machine_move(f, MACHINE_ONBOARDING, g->id, "approve",
		    g->rationale);
	free(book);
	return status;
}

static int
check_case(struct grant *g, bool acknowledged)
{
	if (!g->has_case || acknowledged)
		return FOC_OK;
	return foc_fail(g->f, FOC_REFUSED, "%s: declares a business case; its "
	    "value is the owner's claim, unverified: --ack-business-case says "
	    "that you know", g->id);
}

int
foc_approve_grant(struct foc *f, const char *id, const struct foc_grant *o,
    struct foc_out *out)
{
	struct grant g = { .f = f, .id = id, .rationale = o->rationale };
	int status;

	if ((status = machine_may(f, MACHINE_ONBOARDING, id, "approve",
	    NULL)) != FOC_OK ||
	    (status = duty_apart(f, id, id, "approve", DUTY_REQUESTER,
	    "finops-lead", "decide")) != FOC_OK ||
	    (status = duty_rationale(f, id, "--rationale", o->rationale)) !=
	    FOC_OK ||
	    (status = read_platform(f, o->platform, &g)) != FOC_OK ||
	    (status = read_others(f, o)) != FOC_OK ||
	    (status = read_places(f, o, &g)) != FOC_OK ||
	    (status = read_priority(f, o->priority, &g)) != FOC_OK ||
	    (status = read_request(&g)) != FOC_OK ||
	    (status = check_model(&g, o->model)) != FOC_OK ||
	    (status = check_case(&g, o->ack_business_case)) != FOC_OK ||
	    (status = read_estimate(o, &g)) != FOC_OK ||
	    (status = decide(&g, o->ack_business_case)) != FOC_OK)
		goto out;
	status = request_give(f, id, out);
out:
	free(g.model);
	words_free(&g.accounts);
	words_free(&g.regions);
	free(g.workload);
	free(g.availability);
	free(g.requested_tokens);
	free(g.tokens);
	return status;
}
