/* SPDX-License-Identifier: MIT */
/* What a grant says, checked against the file. */
#include <stdlib.h>
#include <string.h>

#include "core/form.h"
#include "core/mem.h"
#include "core/text.h"
#include "db/region.h"
#include "govern/duty.h"
#include "govern/grant.h"

/* What a platform needs to be granted. */
static const struct platform platforms[] = {
	{ "BEDROCK", "BEDROCK_ENABLE", MACHINE_SCOPE },
	{ "MARKETPLACE", "MARKETPLACE_ENABLE", MACHINE_SCOPE },
	{ CLAUDE_PLATFORM, "CP_WORKSPACE", MACHINE_SCOPE_CLAUDE_PLATFORM },
	{ "AGENTCORE", "AGENTCORE_ENABLE", MACHINE_SCOPE },
};

const struct platform *
platform_of(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(platforms) / sizeof(platforms[0]); i++)
		if (strcmp(platforms[i].name, name) == 0)
			return &platforms[i];
	return NULL;
}


/* Does the request fit where it is to run? */
static int
check_runtime(const struct grant *g)
{
	const char *name = g->platform->name;

	if (strcmp(name, "AGENTCORE") == 0 &&
	    strcmp(g->runtime, "AGENTCORE") != 0)
		return foc_fail(g->f, FOC_REFUSED, "--platform AGENTCORE: the "
		    "runtime of %s is %s, needs AGENTCORE; its owner changes "
		    "that with foc-request resubmit --runtime, or BEDROCK "
		    "gives a %s the model", g->id, g->runtime, g->runtime);
	if (strcmp(name, CLAUDE_PLATFORM) == 0 &&
	    strcmp(g->runtime, "IDENTITY_CENTER") == 0)
		return foc_fail(g->f, FOC_REFUSED, "--platform %s: developers "
		    "of %s come by Identity Center; BEDROCK and MARKETPLACE "
		    "serve them", name, g->id);
	return FOC_OK;
}

int
grant_read_platform(struct grant *g, const char *text)
{
	const char *names[sizeof(platforms) / sizeof(platforms[0])], *word;
	size_t i;
	int status;

	if (strcmp(g->use_case, "INFRASTRUCTURE") == 0) {
		if (text == NULL)
			return FOC_OK;
		return foc_fail(g->f, FOC_USAGE, "--platform: %s is governed "
		    "without a model; grant it with --account alone", g->id);
	}
	if (text == NULL)
		return foc_fail(g->f, FOC_USAGE, "--platform is needed: "
		    "BEDROCK, MARKETPLACE, CLAUDE_PLATFORM or AGENTCORE");
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		names[i] = platforms[i].name;
	status = word_of(g->f, "--platform", text, names, i, &word);
	if (status != FOC_OK)
		return status;
	g->platform = platform_of(word);
	return check_runtime(g);
}

static int
read_places(struct foc *f, const struct foc_grant *o, struct grant *g)
{
	int64_t known;
	size_t i;
	int status;

	if ((status = words_split(f, "--account", o->accounts,
	    &g->accounts)) != FOC_OK)
		return status;
	if (g->platform != NULL || o->regions != NULL)
		status = words_split(f, "--region", o->regions, &g->regions);
	if (status != FOC_OK)
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
		if ((status = region_usable(f, "--region",
		    g->regions.word[i])) != FOC_OK)
			return status;
	return FOC_OK;
}

int
grant_read_priority(struct grant *g, const char *text)
{
	static const char *const words[] = { "NORMAL", "PRIORITY" };
	struct foc *f = g->f;
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

static char *
copy(struct rows *r, int col)
{
	const char *s = db_text(r, col);

	return s != NULL ? xstrdup(s) : NULL;
}

int
grant_request(struct grant *g)
{
	struct rows r;

	db_query(&r, g->f, SQL_GRANT_FACTS, "s", g->id);
	if (db_next(&r)) {
		g->workload = copy(&r, 0);
		g->requested_usd = db_opt(&r, 1);
		g->requested_tokens = copy(&r, 2);
		g->has_case = !db_null(&r, 3);
		g->availability = copy(&r, 4);
		g->from = db_opt(&r, 5);
		g->to = db_opt(&r, 6);
		g->growth = db_int(&r, 7);
		g->use_case = copy(&r, 8);
		g->runtime = copy(&r, 9);
		g->state = copy(&r, 10);
	}
	return db_done(&r);
}

static int
check_status(struct grant *g, const char *state, bool restricted_ok)
{
	struct foc *f = g->f;

	if (strcmp(state, "APPROVED") == 0)
		return FOC_OK;
	if (strcmp(state, "RESTRICTED") != 0)
		return foc_fail(f, FOC_REFUSED, "model %s: is %s in the "
		    "catalog, needs APPROVED; foc-model approve %s --platform "
		    "%s --rationale TEXT", g->model, state, g->model,
		    g->catalog);
	if (!restricted_ok)
		return foc_fail(f, FOC_REFUSED, "model %s: is RESTRICTED in "
		    "the catalog; --restricted-ok, with a --rationale, grants "
		    "it all the same", g->model);
	g->restricted = true;
	return FOC_OK;
}

/* Names of models go into ARNs and templates. */
static int
check_model_id(struct grant *g, const struct route *r)
{
	if (form_matches(r->model_id, "^[A-Za-z0-9][A-Za-z0-9._:/-]{0,139}$") &&
	    (r->profile_id == NULL ||
	    form_matches(r->profile_id, "^[A-Za-z0-9][A-Za-z0-9._:/-]{0,199}$")))
		return FOC_OK;
	return foc_fail(g->f, FOC_REFUSED, "model %s: the catalog calls it "
	    "'%s', which is no id that AWS has", g->model, r->model_id);
}

int
grant_read_model(struct grant *g, const char *name, bool restricted_ok)
{
	struct foc *f = g->f;
	char *state = NULL;
	struct route r;
	struct rows q;
	size_t i;
	int status;

	if (g->platform == NULL)
		return name == NULL ? FOC_OK : foc_fail(f, FOC_USAGE,
		    "--model: %s is governed without a model", g->id);
	if (name == NULL)
		return foc_fail(f, FOC_USAGE, "--model is needed");
	if ((status = catalog_find(f, name, &g->model)) != FOC_OK)
		return status;
	db_query(&q, f, SQL_CATALOG_OF, "ss", g->platform->name, g->model);
	if (db_next(&q)) {
		g->catalog = copy(&q, 0);
		state = copy(&q, 1);
	}
	if ((status = db_done(&q)) == FOC_OK && state == NULL)
		status = foc_fail(f, FOC_REFUSED, "model %s: is not in the "
		    "catalog of %s", g->model, g->platform->name);
	if (status == FOC_OK)
		status = check_status(g, state, restricted_ok);
	free(state);
	for (i = 0; i < g->regions.n && status == FOC_OK; i++) {
		status = route_find(f, g->catalog, g->model,
		    g->regions.word[i], g->availability, &r);
		if (status == FOC_OK)
			status = check_model_id(g, &r);
		route_free(&r);
	}
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
grant_read(struct grant *g, const struct foc_grant *o, bool first)
{
	struct foc *f = g->f;
	int status;

	if ((status = duty_rationale(f, g->id, "--rationale",
	    o->rationale)) != FOC_OK ||
	    (status = grant_request(g)) != FOC_OK ||
	    (status = grant_read_platform(g, o->platform)) != FOC_OK ||
	    (status = read_places(f, o, g)) != FOC_OK ||
	    (status = grant_read_workspace(g, o->workspace)) != FOC_OK ||
	    (status = grant_read_map(g, o->map_id, o->map_method)) != FOC_OK ||
	    (status = grant_read_priority(g, o->priority)) != FOC_OK ||
	    (status = grant_read_model(g, o->model, o->restricted_ok)) !=
	    FOC_OK ||
	    (first && (status = check_case(g, o->ack_business_case)) !=
	    FOC_OK) ||
	    (status = grant_read_estimate(g, o, first)) != FOC_OK ||
	    (status = grant_price(g)) != FOC_OK)
		return status;
	if (first && o->tokens == NULL)
		grant_say_price(g);
	g->rationale = o->rationale;
	g->neutral = o->with_invoked_model_id;
	g->acknowledged = o->ack_business_case;
	return FOC_OK;
}

void
grant_free(struct grant *g)
{
	free(g->id);
	free(g->model);
	free(g->catalog);
	words_free(&g->accounts);
	words_free(&g->regions);
	free(g->workspace);
	free(g->map_id);
	free(g->map_method);
	free(g->workload);
	free(g->availability);
	free(g->requested_tokens);
	free(g->use_case);
	free(g->runtime);
	free(g->state);
	free(g->tokens);
}
