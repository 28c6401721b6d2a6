/* SPDX-License-Identifier: MIT */
/*
 * Trust, deny baseline and allow policy.  An explicit deny always wins, so the
 * baseline denies everything but the approved ARNs, and the allow names them.
 */
#include <stdlib.h>
#include <string.h>

#include "core/embed.h"
#include "core/json.h"
#include "core/mem.h"
#include "core/sha.h"
#include "govern/fill.h"
#include "govern/iam.h"
#include "govern/route.h"
#include "govern/stop.h"

#define TRUST_MAX	2048		/* characters AWS takes */
#define ROLE_POLICIES_MAX 10240		/* of all inline policies together */
#define ROLE_NAME_MAX	64
#define SUFFIX		4

int
iam_role_name(struct foc *f, const char *workload, const char *request,
    const char *account, char **name)
{
	crypto_hash_sha256_state s;
	unsigned char h[SHA_BYTES];
	char suffix[SUFFIX + 1] = "", *db_id = NULL;
	int status;

	if ((status = db_meta(f, "id", &db_id)) != FOC_OK)
		return status;
	crypto_hash_sha256_init(&s);
	sha_text(&s, db_id);
	sha_text(&s, request);
	sha_text(&s, account);
	crypto_hash_sha256_final(&s, h);
	sha_base32(suffix, SUFFIX, h);
	suffix[SUFFIX] = '\0';
	free(db_id);
	*name = xasprintf("finops-%s-%s", workload, suffix);
	if (strlen(*name) > ROLE_NAME_MAX)
		return foc_fail(f, FOC_REFUSED, "%s: is longer than the %d "
		    "characters of a role name", *name, ROLE_NAME_MAX);
	return FOC_OK;
}

char *
iam_role_arn(const char *account, const char *role)
{
	return xasprintf("arn:aws:iam::%s:role/%s", account, role);
}

/* The filled template lib/govern/NAME as a tree. */
static int
document(struct foc *f, const char *name, const struct values *v,
    cJSON **json)
{
	const char *tmpl = embed_text(name);
	struct err e;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
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
	const char *account;
	char	*runtime, *principal, *availability;
	struct words approved;		/* ARNs */
	struct words sources;		/* of calls to the role */
	cJSON	*allow;
	bool	agentic;
	int	n;			/* statement groups so far */
};

static const struct {
	const char *runtime, *service, *arn;	/* arn: its callers look so */
} services[] = {
	{ "LAMBDA", "lambda.amazonaws.com", NULL },
	{ "EC2", "ec2.amazonaws.com", NULL },
	{ "ECS", "ecs-tasks.amazonaws.com", "ecs" },
	{ "AGENTCORE", "bedrock-agentcore.amazonaws.com",
	    "bedrock-agentcore" },
};

static int
add_scope(struct build *b, const char *platform, const char *model,
    const char *region)
{
	static const char *const names[] = {
		[ROUTE_REGION] = "govern/allow.region.json",
		[ROUTE_GEOGRAPHY] = "govern/allow.geography.json",
		[ROUTE_GLOBAL] = "govern/allow.global.json",
	};
	struct words models = { 0 };
	char *profile = NULL, *global = NULL, n[16];
	struct route r;
	cJSON *more;
	size_t i;
	int status;

	status = route_find(b->f, platform, model, region, b->availability,
	    &r);
	if (status != FOC_OK)
		goto out;
	route_model_arns(&r, &models);
	if (r.profile_id != NULL) {
		profile = route_profile_arn(&r, region, b->account);
		words_add(&b->approved, profile);
	}
	for (i = 0; i < models.n; i++)
		words_add(&b->approved, models.word[i]);
	global = xasprintf("arn:aws:bedrock:::foundation-model/%s",
	    r.model_id);
	if (r.kind == ROUTE_GLOBAL)
		words_add(&b->approved, global);
	snprintf(n, sizeof(n), "%d", ++b->n);
	{
		const struct value v[] = {
			{ "n", n, NULL }, { "models", NULL, &models },
			{ "profile", profile, NULL },
			{ "global_model", global, NULL },
			{ "region", region, NULL },
		};

		status = document(b->f, names[r.kind], &(struct values){ v,
		    sizeof(v) / sizeof(v[0]) }, &more);
	}
	if (status == FOC_OK)
		append(b->allow, more);
out:
	free(profile);
	free(global);
	words_free(&models);
	route_free(&r);
	return status;
}

static void
add_source(struct build *b, const char *region)
{
	char *arn;
	size_t i;

	for (i = 0; i < sizeof(services) / sizeof(services[0]); i++) {
		if (strcmp(services[i].runtime, b->runtime) != 0 ||
		    services[i].arn == NULL)
			continue;
		arn = xasprintf("arn:aws:%s:%s:%s:*", services[i].arn, region,
		    b->account);
		words_add(&b->sources, arn);
		free(arn);
	}
}

static int
build_allow(struct build *b, const char *request)
{
	struct rows r;
	int status, worst = FOC_OK;
	struct err e;

	b->allow = json_parse("{\"Version\":\"2012-10-17\",\"Statement\":[]}",
	    strlen("{\"Version\":\"2012-10-17\",\"Statement\":[]}"), &e);
	db_query(&r, b->f, SQL_ROLE_SCOPES, "ss", request, b->account);
	while (worst == FOC_OK && db_next(&r)) {
		add_source(b, db_text(&r, 2));
		if (strcmp(db_text(&r, 3), "INFERENCE_AGENTIC") == 0)
			b->agentic = true;
		worst = add_scope(b, db_text(&r, 0), db_text(&r, 1),
		    db_text(&r, 2));
	}
	status = db_done(&r);
	return worst != FOC_OK ? worst : status;
}

/* An AgentCore runtime lives on some bedrock-agentcore actions itself. */
static void
agentcore_actions(const struct build *b, struct words *actions)
{
	char *copy, *save = NULL, *word;

	if (strcmp(b->runtime, "AGENTCORE") != 0) {
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
build_deny(struct build *b, cJSON **deny)
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
	status = document(b->f, "govern/deny.json", &all, deny);
	if (status == FOC_OK && !b->agentic) {
		status = document(b->f, "govern/deny.agentic.json", &all,
		    &more);
		if (status == FOC_OK)
			append(*deny, more);
	}
	words_free(&actions);
	return status;
}

static int
build_trust(struct build *b, cJSON **trust)
{
	const char *service = NULL, *name = "govern/trust.principal.json";
	size_t i;

	for (i = 0; i < sizeof(services) / sizeof(services[0]); i++)
		if (strcmp(services[i].runtime, b->runtime) == 0) {
			service = services[i].service;
			name = services[i].arn != NULL ?
			    "govern/trust.scoped.json" :
			    "govern/trust.service.json";
		}
	{
		const struct value v[] = {
			{ "service", service, NULL },
			{ "account", b->account, NULL },
			{ "sources", NULL, &b->sources },
			{ "principal", b->principal, NULL },
		};

		return document(b->f, name, &(struct values){ v,
		    sizeof(v) / sizeof(v[0]) }, trust);
	}
}

static int
check_sizes(struct foc *f, const char *request, const char *account,
    const struct iam *d)
{
	/* A role keeps room for the inline policy of a stop. */
	size_t policies = strlen(d->deny) + strlen(d->allow) +
	    stop_policy_size();

	if (strlen(d->trust) > TRUST_MAX)
		return foc_fail(f, FOC_REFUSED, "%s: the trust policy in %s "
		    "would have %zu characters, and AWS takes %d: grant fewer "
		    "regions", request, account, strlen(d->trust), TRUST_MAX);
	if (policies > ROLE_POLICIES_MAX)
		return foc_fail(f, FOC_REFUSED, "%s: the policies of the role "
		    "in %s would have %zu characters, and AWS takes %d: grant "
		    "fewer regions", request, account, policies,
		    ROLE_POLICIES_MAX);
	return FOC_OK;
}

int
iam_build(struct foc *f, const char *request, const char *account,
    struct iam *d)
{
	struct build b = { .f = f, .account = account };
	cJSON *trust = NULL, *deny = NULL;
	struct rows r;
	int status;

	*d = (struct iam){ 0 };
	db_query(&r, f, SQL_ROLE_RUNTIME, "s", request);
	if (db_next(&r)) {
		b.runtime = xstrdup(db_text(&r, 0));
		b.principal = xstrdup(db_text(&r, 1));
		b.availability = xstrdup(db_text(&r, 2));
	}
	if ((status = db_done(&r)) != FOC_OK ||
	    (status = build_allow(&b, request)) != FOC_OK ||
	    (status = build_deny(&b, &deny)) != FOC_OK ||
	    (status = build_trust(&b, &trust)) != FOC_OK)
		goto out;
	d->trust = json_print(trust);
	d->deny = json_print(deny);
	d->allow = json_print(b.allow);
	status = check_sizes(f, request, account, d);
out:
	cJSON_Delete(trust);
	cJSON_Delete(deny);
	cJSON_Delete(b.allow);
	words_free(&b.approved);
	words_free(&b.sources);
	free(b.runtime);
	free(b.principal);
	free(b.availability);
	return status;
}

void
iam_free(struct iam *d)
{
	free(d->trust);
	free(d->deny);
	free(d->allow);
}
