/* SPDX-License-Identifier: MIT */
/*
 * Deny baseline and allow policy.  An explicit deny always wins, so the
 * baseline denies everything but the approved ARNs, and the allow names them.
 */
#include <stdlib.h>
#include <string.h>

#include "core/embed.h"
#include "core/json.h"
#include "core/mem.h"
#include "govern/iam.h"
#include "govern/route.h"

int
iam_document(struct foc *f, const char *name, const struct values *v,
    cJSON **json)
{
	const char *tmpl = embed_text(name);
	struct err e;
	char *text = NULL;
	size_t size;
	FILE *out = memstream(&text, &size);
	int bad;

	*json = NULL;
	if (out == NULL || tmpl == NULL)
		return foc_fail(f, FOC_SYSTEM, "%s: no such template", name);
	bad = fill_text(out, tmpl, strlen(tmpl), v, FILL_JSON);
	fclose(out);
	if (bad == 0)
		*json = json_parse(text, size, &e);
	free(text);
	if (*json == NULL)
		return foc_fail(f, FOC_SYSTEM, "%s: %s", name, bad != 0 ?
		    "a value is missing" : e.text);
	return FOC_OK;
}

/* Move the statements of `more`, an array, to the policy. */
static void
append(cJSON *policy, cJSON *more)
{
	cJSON *all = json_member(policy, "Statement"), *s;

	while ((s = cJSON_DetachItemFromArray(more, 0)) != NULL)
		cJSON_AddItemToArray(all, s);
	cJSON_Delete(more);
}

struct build {
	struct foc *f;
	struct iam_policies *p;
	struct words approved;		/* ARNs */
	struct words seen;		/* routes that have their statements */
	bool	neutral;		/* the unpublished key is asked for */
	int	n;			/* statement groups so far */
};

/* The ARNs of one way to a model, apart. */
struct way {
	struct words models, profiles;
	char	*through;		/* the profile that an answer comes by */
	char	*global;
};

static void
way_of(const struct route *r, const char *region, const char *account,
    struct way *w)
{
	char *profile;

	*w = (struct way){ 0 };
	route_model_arns(r, &w->models);
	if (r->application != NULL)
		words_add(&w->profiles, r->application);
	if (r->profile_id != NULL) {
		profile = route_profile_arn(r, region, account);
		words_add(&w->profiles, profile);
		free(profile);
	}
	if (w->profiles.n > 0)
		w->through = xstrdup(w->profiles.word[0]);
	w->global = xasprintf("arn:aws:bedrock:::foundation-model/%s",
	    r->model_id);
}

static void
way_free(struct way *w)
{
	words_free(&w->models);
	words_free(&w->profiles);
	free(w->through);
	free(w->global);
}

static const char *
template_of(const struct route *r)
{
	if (r->kind == ROUTE_GLOBAL)
		return "govern/allow.global.json";
	if (r->kind == ROUTE_GEOGRAPHY || r->application != NULL)
		return "govern/allow.geography.json";
	return "govern/allow.region.json";
}

static int
allow(struct build *b, const struct route *r, const char *region,
    const struct way *w)
{
	char n[16];
	cJSON *more;
	int status;

	snprintf(n, sizeof(n), "%d", ++b->n);
	{
		const struct value v[] = {
			{ "n", n, NULL }, { "models", NULL, &w->models },
			{ "profiles", NULL, &w->profiles },
			{ "through", w->through, NULL },
			{ "global_model", w->global, NULL },
			{ "region", region, NULL },
		};

		status = iam_document(b->f, template_of(r), &(struct values){
		    v, sizeof(v) / sizeof(v[0]) }, &more);
	}
	if (status == FOC_OK)
		append(b->p->allow, more);
	return status;
}

/* The agentic tier of a scope has the model and region of its inference. */
static int
add_scope(struct build *b, const struct route *r, const char *region)
{
	char *key = xasprintf("%s %s", r->model_id, region);
	size_t i, before = b->seen.n;
	struct way w;
	int status = FOC_OK;

	words_add(&b->seen, key);
	free(key);
	if (b->seen.n == before)
		return FOC_OK;
	way_of(r, region, b->p->account, &w);
	for (i = 0; i < w.profiles.n; i++)
		words_add(&b->approved, w.profiles.word[i]);
	for (i = 0; i < w.models.n; i++)
		words_add(&b->approved, w.models.word[i]);
	if (r->kind == ROUTE_GLOBAL)
		words_add(&b->approved, w.global);
	status = allow(b, r, region, &w);
	way_free(&w);
	return status;
}

/*
 * No document of AWS has this key.  In this form it changes nothing while it
 * is absent, and only narrows if it ever comes.
 */
static void
add_neutral_key(struct build *b)
{
	const cJSON *action;
	cJSON *s, *condition, *like, *arns;
	size_t i;

	cJSON_ArrayForEach(s, json_member(b->p->allow, "Statement")) {
		action = cJSON_GetArrayItem(json_member(s, "Action"), 0);
		if (strcmp(action->valuestring, "bedrock:InvokeModel") != 0)
			continue;
		if ((condition = json_member(s, "Condition")) == NULL)
			condition = cJSON_AddObjectToObject(s, "Condition");
		like = cJSON_AddObjectToObject(condition, "ArnLikeIfExists");
		arns = cJSON_AddArrayToObject(like, "bedrock:InvokedModelId");
		for (i = 0; i < b->approved.n; i++)
			cJSON_AddItemToArray(arns, cJSON_CreateString(
			    b->approved.word[i]));
	}
}

static int
build_allow(struct build *b, const char *request)
{
	static const char empty[] =
	    "{\"Version\":\"2012-10-17\",\"Statement\":[]}";
	struct route route;
	struct rows r;
	int status, worst = FOC_OK;
	struct err e;

	b->p->allow = json_parse(empty, strlen(empty), &e);
	db_query(&r, b->f, SQL_ROLE_SCOPES, "ss", request, b->p->account);
	while (worst == FOC_OK && db_next(&r)) {
		words_add(&b->p->regions, db_text(&r, 7));
		b->p->agentcore |= strcmp(db_text(&r, 6), "AGENTCORE") == 0;
		b->p->agentic |= strcmp(db_text(&r, 8),
		    "INFERENCE_AGENTIC") == 0;
		b->neutral |= db_int(&r, 9) != 0;
		route_of_row(&r, 0, &route);
		worst = add_scope(b, &route, db_text(&r, 7));
		route_free(&route);
	}
	status = db_done(&r);
	if (b->neutral)
		add_neutral_key(b);
	return worst != FOC_OK ? worst : status;
}

/* An AgentCore runtime lives on some bedrock-agentcore actions itself. */
static void
agentcore_actions(const struct build *b, struct words *actions)
{
	char *copy, *save = NULL, *word;

	if (strcmp(b->p->runtime, "AGENTCORE") != 0) {
		words_add(actions, "bedrock-agentcore:*");
		return;
	}
	copy = xstrdup(embed_text("govern/agentcore.txt"));
	for (word = strtok_r(copy, "\n", &save); word != NULL;
	    word = strtok_r(NULL, "\n", &save))
		words_add(actions, word);
	free(copy);
}

static int
build_deny(struct build *b)
{
	struct words actions = { 0 };
	const struct value v[] = {
		{ "approved", NULL, &b->approved },
		{ "agentcore", NULL, &actions },
	};
	const struct values all = { v, sizeof(v) / sizeof(v[0]) };
	cJSON *more;
	int status;

	agentcore_actions(b, &actions);
	status = iam_document(b->f, "govern/deny.json", &all, &b->p->deny);
	if (status == FOC_OK && !b->p->agentic) {
		status = iam_document(b->f, "govern/deny.agentic.json", &all,
		    &more);
		if (status == FOC_OK)
			append(b->p->deny, more);
	}
	words_free(&actions);
	return status;
}

int
iam_policies(struct foc *f, const char *request, struct iam_policies *p)
{
	struct build b = { .f = f, .p = p };
	int status;

	status = build_allow(&b, request);
	if (status == FOC_OK)
		status = build_deny(&b);
	words_free(&b.approved);
	words_free(&b.seen);
	return status;
}

void
iam_policies_free(struct iam_policies *p)
{
	words_free(&p->regions);
	cJSON_Delete(p->deny);
	cJSON_Delete(p->allow);
}
