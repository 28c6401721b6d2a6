/* SPDX-License-Identifier: MIT */
/* What a grant says, checked against the file. */
#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"
#include "govern/duty.h"
#include "govern/grant.h"
#include "govern/route.h"

/* What a platform needs to be granted; those to come get their row here. */
static const struct platform platforms[] = {
	{ "BEDROCK", "BEDROCK_ENABLE", MACHINE_SCOPE },
	{ "MARKETPLACE", NULL, MACHINE_SCOPE },
	{ "CLAUDE_PLATFORM", NULL, MACHINE_SCOPE_CLAUDE_PLATFORM },
	{ "AGENTCORE", NULL, MACHINE_SCOPE },
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
	if ((status = catalog_find(f, name, &g->model)) != FOC_OK ||
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
			status = tokens_of(g->f, o->tokens,
			    g->platform->name, g->model, g->regions.word[0],
			    r.kind == ROUTE_GLOBAL ?
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
check_case(struct grant *g, bool acknowledged)
{
	if (!g->has_case || acknowledged)
		return FOC_OK;
	return foc_fail(g->f, FOC_REFUSED, "%s: declares a business case; its "
	    "value is the owner's claim, unverified: --ack-business-case says "
	    "that you know", g->id);
}

int
grant_read(struct grant *g, const struct foc_grant *o)
{
	struct foc *f = g->f;
	int status;

	if ((status = duty_rationale(f, g->id, "--rationale",
	    o->rationale)) != FOC_OK ||
	    (status = read_platform(f, o->platform, g)) != FOC_OK ||
	    (status = read_others(f, o)) != FOC_OK ||
	    (status = read_places(f, o, g)) != FOC_OK ||
	    (status = read_priority(f, o->priority, g)) != FOC_OK ||
	    (status = read_request(g)) != FOC_OK ||
	    (status = check_model(g, o->model)) != FOC_OK ||
	    (status = check_case(g, o->ack_business_case)) != FOC_OK)
		return status;
	g->rationale = o->rationale;
	g->acknowledged = o->ack_business_case;
	return read_estimate(o, g);
}

void
grant_free(struct grant *g)
{
	free(g->model);
	words_free(&g->accounts);
	words_free(&g->regions);
	free(g->workload);
	free(g->availability);
	free(g->requested_tokens);
	free(g->tokens);
}
