/* SPDX-License-Identifier: MIT */
/* Names of roles, who may take them, and what AWS takes of all that. */
#include <stdlib.h>
#include <string.h>

#include "core/json.h"
#include "core/mem.h"
#include "core/sha.h"
#include "govern/iam.h"
#include "govern/stop.h"

#define TRUST_MAX	2048		/* characters AWS takes */
#define ROLE_POLICIES_MAX 10240		/* of all inline policies together */
#define ROLE_NAME_MAX	64
#define SET_NAME_MAX	32		/* of a permission set */
#define SUFFIX		4

int
iam_role_name(struct foc *f, const char *workload, const char *request,
    const char *account, bool set, char **name)
{
	crypto_hash_sha256_state s;
	unsigned char h[SHA_BYTES];
	char suffix[SUFFIX + 1] = "", *db_id = NULL;
	int status, room, max = set ? SET_NAME_MAX : ROLE_NAME_MAX;

	if ((status = db_meta(f, "id", &db_id)) != FOC_OK)
		return status;
	crypto_hash_sha256_init(&s);
	sha_text(&s, db_id);
	sha_text(&s, request);
	sha_text(&s, account);
	sha_final(&s, h);
	sha_base32(suffix, SUFFIX, h);
	suffix[SUFFIX] = '\0';
	free(db_id);
	room = max - (int)strlen("finops--") - SUFFIX;
	while (set && (int)strlen(workload) > room && workload[room - 1] ==
	    '-')
		room--;
	*name = xasprintf("finops-%.*s-%s", set ? room :
	    (int)strlen(workload), workload, suffix);
	if (strlen(*name) > (size_t)max)
		return foc_fail(f, FOC_REFUSED, "%s: is longer than the %d "
		    "characters of a role name", *name, max);
	return FOC_OK;
}

char *
iam_gateway_role(const char *workspace)
{
	return xasprintf("FinOpsCenter-%s-GatewayRole", workspace);
}

char *
iam_role_arn(const char *account, const char *role)
{
	return xasprintf("arn:aws:iam::%s:role/%s", account, role);
}

static const struct {
	const char *runtime, *service, *arn;	/* arn: its callers look so */
} services[] = {
	{ "LAMBDA", "lambda.amazonaws.com", NULL },
	{ "EC2", "ec2.amazonaws.com", NULL },
	{ "ECS", "ecs-tasks.amazonaws.com", "ecs" },
	{ "AGENTCORE", "bedrock-agentcore.amazonaws.com",
	    "bedrock-agentcore" },
};

/* form, with each region in its place and the account behind it. */
static void
arns(const struct iam_policies *p, const char *before, const char *after,
    struct words *w)
{
	char *arn;
	size_t i;

	for (i = 0; i < p->regions.n; i++) {
		arn = xasprintf("arn:aws:%s:%s:%s:%s", before,
		    p->regions.word[i], p->account, after);
		words_add(w, arn);
		free(arn);
	}
}

static int
build_trust(struct foc *f, const struct iam_policies *p,
    const char *principal, cJSON **trust)
{
	const char *service = NULL, *name = "govern/trust.principal.json";
	struct words sources = { 0 };
	size_t i;
	int status;

	for (i = 0; i < sizeof(services) / sizeof(services[0]); i++) {
		if (strcmp(services[i].runtime, p->runtime) != 0)
			continue;
		service = services[i].service;
		name = "govern/trust.service.json";
		if (services[i].arn != NULL) {
			name = "govern/trust.scoped.json";
			arns(p, services[i].arn, "*", &sources);
		}
	}
	{
		const struct value v[] = {
			{ "service", service, NULL },
			{ "account", p->account, NULL },
			{ "sources", NULL, &sources },
			{ "principal", principal, NULL },
		};

		status = iam_document(f, name, &(struct values){ v,
		    sizeof(v) / sizeof(v[0]) }, trust);
	}
	words_free(&sources);
	return status;
}

/* Image, logs, traces and identity of an AgentCore runtime. */
static int
build_service(struct foc *f, const struct iam_policies *p, cJSON **service)
{
	struct words images = { 0 }, groups = { 0 }, streams = { 0 };
	struct words logs = { 0 }, identities = { 0 };
	const struct value v[] = {
		{ "images", NULL, &images }, { "groups", NULL, &groups },
		{ "streams", NULL, &streams }, { "logs", NULL, &logs },
		{ "identities", NULL, &identities },
	};
	int status;

	arns(p, "ecr", "repository/*", &images);
	arns(p, "logs", "log-group:/aws/bedrock-agentcore/runtimes/*",
	    &groups);
	arns(p, "logs",
	    "log-group:/aws/bedrock-agentcore/runtimes/*:log-stream:*",
	    &streams);
	arns(p, "logs", "log-group:*", &logs);
	arns(p, "bedrock-agentcore", "workload-identity-directory/default",
	    &identities);
	arns(p, "bedrock-agentcore",
	    "workload-identity-directory/default/workload-identity/*",
	    &identities);
	status = iam_document(f, "govern/agentcore.json", &(struct values){ v,
	    sizeof(v) / sizeof(v[0]) }, service);
	words_free(&images);
	words_free(&groups);
	words_free(&streams);
	words_free(&logs);
	words_free(&identities);
	return status;
}

static int
check_sizes(struct foc *f, const char *request, const char *account,
    const struct iam *d)
{
	/* A role keeps room for the inline policy of a stop. */
	size_t policies = strlen(d->deny) + strlen(d->allow) +
	    (d->service != NULL ? strlen(d->service) : 0) +
	    stop_policy_size();

	if (d->trust != NULL && strlen(d->trust) > TRUST_MAX)
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

/* Deny first, as a reader would look for it. */
static char *
in_one(const struct iam_policies *p)
{
	cJSON *one = cJSON_Duplicate(p->deny, true);
	cJSON *all = json_member(one, "Statement"), *s;
	char *text;

	cJSON_ArrayForEach(s, json_member(p->allow, "Statement"))
		cJSON_AddItemToArray(all, cJSON_Duplicate(s, true));
	text = json_print(one);
	cJSON_Delete(one);
	return text;
}

static int
read_runtime(struct foc *f, const char *request, char **runtime,
    char **principal)
{
	struct rows r;

	db_query(&r, f, SQL_ROLE_RUNTIME, "s", request);
	if (db_next(&r)) {
		*runtime = xstrdup(db_text(&r, 0));
		*principal = xstrdup(db_text(&r, 1));
	}
	return db_done(&r);
}

int
iam_build(struct foc *f, const char *request, const char *account,
    struct iam *d)
{
	struct iam_policies p = { .account = account };
	cJSON *trust = NULL, *service = NULL;
	char *runtime = NULL, *principal = NULL;
	int status;

	*d = (struct iam){ 0 };
	status = read_runtime(f, request, &runtime, &principal);
	p.runtime = runtime;
	if (status == FOC_OK)
		status = iam_policies(f, request, &p);
	if (status == FOC_OK && strcmp(runtime, "IDENTITY_CENTER") != 0)
		status = build_trust(f, &p, principal, &trust);
	if (status == FOC_OK && p.agentcore)
		status = build_service(f, &p, &service);
	if (status != FOC_OK)
		goto out;
	d->trust = trust != NULL ? json_print(trust) : NULL;
	d->service = service != NULL ? json_print(service) : NULL;
	d->deny = json_print(p.deny);
	d->allow = json_print(p.allow);
	d->all = in_one(&p);
	d->agentic = p.agentic;
	status = check_sizes(f, request, account, d);
out:
	cJSON_Delete(trust);
	cJSON_Delete(service);
	iam_policies_free(&p);
	free(runtime);
	free(principal);
	return status;
}

int
iam_check(struct foc *f, const char *request, const char *account)
{
	struct iam d;
	int status = iam_build(f, request, account, &d);

	iam_free(&d);
	return status;
}

void
iam_free(struct iam *d)
{
	free(d->trust);
	free(d->deny);
	free(d->allow);
	free(d->service);
	free(d->all);
}
