// SPDX-License-Identifier: MIT
/*
 * The AI lines of the bill that are not tokens of Bedrock models, and the
 * choice among all of them.
 */
#include <string.h>

#include "gen.h"

/* What is sold otherwise: by the text unit, the hour, the request. */
static const struct thing {
	unsigned weight;
	const char *code, *name;
	const char *usage_type;		/* after the region's code */
	const char *operation, *unit;
	int64_t rate, grain, lo, hi;
	const char *resource;		/* after the account */
} things[] = {
	{ 14, "AmazonBedrock", "Amazon Bedrock",
	    "Guardrail-ContentPolicyUnitsConsumed", "ApplyGuardrail",
	    "TextUnits", 1500000, 1000000, 1, 4000,
	    "guardrail/gr1234567890" },
	{ 8, "AmazonBedrock", "Amazon Bedrock",
	    "Guardrail-TopicPolicyUnitsConsumed", "ApplyGuardrail",
	    "TextUnits", 1500000, 1000000, 1, 4000,
	    "guardrail/gr1234567890" },
	{ 6, "AmazonBedrock", "Amazon Bedrock",
	    "Guardrail-SensitiveInformationPolicyPaidUnitsConsumed",
	    "ApplyGuardrail", "TextUnits", 1000000, 1000000, 1, 4000,
	    "guardrail/gr0987654321" },
	{ 4, "AmazonBedrock", "Amazon Bedrock",
	    "Guardrail-SensitiveInformationPolicyFreeUnitsConsumed",
	    "ApplyGuardrail", "TextUnits", 0, 1000000, 1, 4000, NULL },
	{ 10, "AmazonBedrockAgentCore", "Amazon Bedrock AgentCore",
	    "Runtime:Consumption-based:vCPU", "Runtime", "vCPU-Hours",
	    895000000, 100, 100, 40000, "runtime/r-docs" },
	{ 10, "AmazonBedrockAgentCore", "Amazon Bedrock AgentCore",
	    "Runtime:Consumption-based:Memory", "Runtime", "GB-Hours",
	    94500000, 100, 100, 80000, "runtime/r-docs" },
	{ 5, "AmazonBedrockAgentCore", "Amazon Bedrock AgentCore",
	    "Gateway:Consumption-based:API-Invocations", "Gateway",
	    "Requests", 50000, 1000000, 1, 20000, "gateway/tools-1" },
	{ 3, "AmazonBedrock", "Amazon Bedrock",
	    "Qwen3-32B-ProvisionedThroughput-NoCommit-ModelUnits",
	    "ProvisionedThroughput", "hour", 242000000000, 1000000, 1, 1,
	    "provisioned-model/k1c3lwu20lem" },
};
#define THINGS	(sizeof(things) / sizeof(things[0]))

static void
thing_line(struct line *l, struct rng *r)
{
	struct arena *a = l->arena;
	const struct thing *t = things;
	uint32_t n, sum = 0;
	size_t i;

	for (i = 0; i < THINGS; i++)
		sum += things[i].weight;
	for (n = rng_below(r, sum); n >= t->weight; t++)
		n -= t->weight;
	l->ai = true;
	l->account = accounts[ACCOUNT_PROD + rng_below(r, 2)];
	l->code = t->code;
	l->name = t->name;
	l->usage_type = cat(a, l->region->code, "-", t->usage_type,
	    (char *)NULL);
	l->operation = t->operation;
	l->unit = t->unit;
	l->rate = t->rate;
	l->grain = t->grain;
	l->units = t->lo == t->hi ? t->lo : rng_spread(r, t->lo, t->hi);
	l->description = cat(a, "$", decimal(a, t->rate, 10), " per ", t->unit,
	    " for ", l->usage_type, (char *)NULL);
	if (t->resource != NULL)
		l->resource = cat(a, strcmp(t->code, "AmazonBedrock") == 0 ?
		    "arn:aws:bedrock:" : "arn:aws:bedrock-agentcore:",
		    l->region->name, ":", l->account.id, ":", t->resource,
		    (char *)NULL);
}

/* No such line has been published; only product and price are certain. */
#define CCU_CODE	"2v8f6sd0q1k9xm3h7zj4twy5cb"
#define CCU_NAME	"Claude Platform on AWS"
#define ELEMENTS(product) \
	"\"resourceTags/user:element1\":\"Retail\"," \
	"\"resourceTags/user:element2\":\"Engineering\"," \
	"\"resourceTags/user:element3\":\"Customer Care\"," \
	"\"resourceTags/user:element4\":\"" product "\"," \
	"\"resourceTags/user:environment\":\"prod\""

static const struct workspace {
	int account;
	const char *id, *resource_tags, *tags;
} workspaces[] = {
	{ ACCOUNT_PROD, "wrkspc_01AbCdEf23GhIj", NULL,
	    "{" ELEMENTS("Support Bot") "}" },
	{ ACCOUNT_PROD, "wrkspc_01Kz8mQw52RtYu", "{\"user_element2\":"
	    "\"Engineering\",\"user_element4\":\"Document Platform\"}",
	    "{" ELEMENTS("Document Platform") "}" },
	{ ACCOUNT_DEV, "wrkspc_01Zx7nVb94LpOi", NULL, NULL },
};

static void
ccu_line(struct line *l, struct rng *r)
{
	const struct workspace *w = &workspaces[rng_below(r, 3)];

	l->ai = l->marketplace = true;
	l->account = accounts[w->account];
	l->region = &regions[REGION_USW2];
	l->code = CCU_CODE;
	l->name = CCU_NAME;
	l->usage_type = "USW2-MP:USW2_claude_consumption_units-Units";
	l->description = "AWS Marketplace software usage|us-west-2|"
	    "Claude Consumption Units";
	l->operation = "Usage";
	l->unit = "Units";
	l->rate = 100000000;
	l->grain = 1000;
	l->units = rng_spread(r, 200, 900000);
	l->resource = cat(l->arena, "arn:aws:aws-external-anthropic:us-west-2:",
	    l->account.id, ":workspace/", w->id,
	    (char *)NULL);
	l->resource_tags = w->resource_tags;
	l->tags = w->tags;
}

/* Turns a line of usage into one that takes a part of it back. */
static void
give_back(struct line *l, struct rng *r)
{
	static const struct {
		enum type type;
		const char *why;
	} ways[] = {
		{ TYPE_CREDIT, "AWS promotional credit" },
		{ TYPE_EDP_DISCOUNT, "Enterprise Discount Program discount" },
		{ TYPE_EDP_DISCOUNT, "Enterprise Discount Program discount" },
		{ TYPE_REFUND, "Refund" },
	};
	uint32_t n = rng_below(r, 4);

	line_price(l);
	l->type = ways[n].type;
	l->description = l->marketplace ? cat(l->arena,
	    "AWS Marketplace software usage|", l->region->name, "|",
	    ways[n].why, (char *)NULL) : ways[n].why;
	l->cost = -(l->cost / (1 + rng_below(r, 30)));
	l->priced = l->discounted = false;
	l->units = 0;
	l->principal = -1;
	l->resource = l->tags = l->resource_tags = NULL;
}

void
ai_line(struct line *l, struct rng *r)
{
	static const int spread[] = { REGION_USE1, REGION_USE1, REGION_USE1,
	    REGION_USW2, REGION_USW2, REGION_EUW1, REGION_EUW1, REGION_CAC1 };
	uint32_t n = rng_below(r, 1000);

	l->region = &regions[spread[rng_below(r, 8)]];
	if (n < 60)
		thing_line(l, r);
	else if (n < 120)
		ccu_line(l, r);
	else
		token_line(l, r);
	if (rng_below(r, 40) == 0)
		give_back(l, r);
}
