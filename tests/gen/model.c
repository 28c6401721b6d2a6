// SPDX-License-Identifier: MIT
/*
 * Models, their prices, and their lines: tokens in all four spellings.
 */
#include <string.h>

#include "gen.h"

#define TENTH_THOUSANDTHS	1000000	/* 1e-4 dollars, in 1e-10 */

/*
 * Spellings: AWS-direct, bedrock-mantle, and the two of the Marketplace.
 */
enum form {
	FORM_DIRECT,
	FORM_MANTLE,
	FORM_CAMEL,
	FORM_SNAKE,
	FORM__MAX
};

static const char *const token_names[FORM__MAX][TOKEN__MAX] = {
	[FORM_DIRECT] = { "input-tokens", "output-tokens",
	    "cache-read-input-token-count", "cache-write-input-token-count",
	    "cache-write-1h-input-token-count" },
	[FORM_MANTLE] = { "input-tokens", "output-tokens",
	    "cache-read-tokens", "cache-write-tokens",
	    "cache-write-tokens-1h" },
	[FORM_CAMEL] = { "InputTokenCount", "OutputTokenCount",
	    "CacheReadInputTokenCount", "CacheWriteInputTokenCount",
	    "CacheWrite1hInputTokenCount" },
	[FORM_SNAKE] = { "input_tokens", "output_tokens",
	    "cache_read_tokens", "cache_write_tokens",
	    "cache_write_tokens_1h" },
};

/* The third part of a Marketplace description. */
static const char *const token_titles[FORM__MAX][TOKEN__MAX] = {
	[FORM_CAMEL] = { "Million Input Tokens", "Million Response Tokens",
	    "Million Cache Read Input Tokens",
	    "Million Cache Write Input Tokens",
	    "Million Cache Write 1h Input Tokens" },
	[FORM_SNAKE] = { "Input Tokens", "Output Tokens",
	    "Cache Read Tokens", "Cache Write Tokens",
	    "Cache Write Tokens (1h TTL)" },
};

#define EDITION	" (Amazon Bedrock Edition)"

static const struct model {
	enum form form;
	unsigned weight;
	const char *code;
	const char *name;	/* of the product */
	const char *nick;	/* in the usage type */
	const char *id;		/* in the resource */
	/* 1e-4 dollars a million tokens; 0 is not sold */
	int32_t regional[TOKEN__MAX];
	int32_t global[TOKEN__MAX];
	bool batch;		/* at half the price */
} models[MODEL__MAX] = {
	[MODEL_NOVA_LITE] = { FORM_DIRECT, 80, "AmazonBedrock",
	    "Amazon Bedrock", "NovaLite", "amazon.nova-lite-v1:0",
	    { 600, 2400, 150 }, { 0 }, true },
	[MODEL_NOVA_PRO] = { FORM_DIRECT, 60, "AmazonBedrock",
	    "Amazon Bedrock", "NovaPro", "amazon.nova-pro-v1:0",
	    { 8000, 32000, 2000 }, { 0 }, true },
	[MODEL_TITAN_EMBED] = { FORM_DIRECT, 30, "AmazonBedrock",
	    "Amazon Bedrock", "TitanEmbeddingV2-Text",
	    "amazon.titan-embed-text-v2:0", { 200 }, { 0 }, false },
	[MODEL_MAVERICK] = { FORM_DIRECT, 20, "AmazonBedrock",
	    "Amazon Bedrock", "Llama4-Maverick-17B",
	    "meta.llama4-maverick-17b-instruct-v1:0", { 2400, 9700 },
	    { 0 }, true },
	[MODEL_LLAMA_1B] = { FORM_DIRECT, 10, "AmazonBedrock",
	    "Amazon Bedrock", "Llama3-2-1B", "meta.llama3-2-1b-instruct-v1:0",
	    { 1000, 1000 }, { 0 }, false },
	[MODEL_SONNET_46] = { FORM_DIRECT, 130, "AmazonBedrockService",
	    "Amazon Bedrock Service", "Claude4.6Sonnet",
	    "anthropic.claude-sonnet-4-6",
	    { 33000, 165000, 3300, 41250, 66000 },
	    { 30000, 150000, 3000, 37500, 60000 }, true },
	[MODEL_OPUS_46] = { FORM_DIRECT, 90, "AmazonBedrockService",
	    "Amazon Bedrock Service", "Claude4.6Opus",
	    "anthropic.claude-opus-4-6-v1",
	    { 55000, 275000, 5500, 68750, 110000 },
	    { 50000, 250000, 5000, 62500, 100000 }, true },
	[MODEL_HAIKU_45] = { FORM_DIRECT, 110, "AmazonBedrockService",
	    "Amazon Bedrock Service", "Claude4.5Haiku",
	    "anthropic.claude-haiku-4-5-20251001-v1:0",
	    { 11000, 55000, 1100, 13750, 22000 },
	    { 10000, 50000, 1000, 12500, 20000 }, true },
	[MODEL_OPUS_55] = { FORM_SNAKE, 130, "4a524th30q694o538qndh9ucht",
	    "Claude Opus 5.5" EDITION, NULL, "anthropic.claude-opus-5-5",
	    { 44000, 220000, 4400, 55000, 88000 },
	    { 40000, 200000, 4000, 50000, 80000 }, true },
	[MODEL_HAIKU_45_MP] = { FORM_CAMEL, 70, "c7m2kq9s1x4h8vj0tzn5wdy3be",
	    "Claude Haiku 4.5" EDITION, NULL,
	    "anthropic.claude-haiku-4-5-20251001-v1:0",
	    { 11000, 55000, 1100, 13750, 22000 },
	    { 10000, 50000, 1000, 12500, 20000 }, true },
	[MODEL_SONNET_45_MP] = { FORM_CAMEL, 60, "9wq3bz7f5k1r6d2pxh8gm4vtcn",
	    "Claude Sonnet 4.5" EDITION, NULL,
	    "anthropic.claude-sonnet-4-5-20250929-v1:0",
	    { 33000, 165000, 3300, 41250, 66000 },
	    { 30000, 150000, 3000, 37500, 60000 }, true },
	[MODEL_GPT_OSS] = { FORM_MANTLE, 50, "AmazonBedrock",
	    "Amazon Bedrock", "openai.gpt-oss-120b", NULL,
	    { 1500, 6000 }, { 0 }, false },
	[MODEL_OPUS_48] = { FORM_MANTLE, 30, "AmazonBedrockService",
	    "Amazon Bedrock Service", "anthropic.claude-opus-4-8", NULL,
	    { 55000, 275000, 5500, 68750, 110000 },
	    { 50000, 250000, 5000, 62500, 100000 }, false },
};

/* 1e-10 dollars a million tokens. */
int64_t
meter_price(const struct meter *m)
{
	const struct model *o = &models[m->model];
	int64_t p = m->global ? o->global[m->token] : o->regional[m->token];

	return p * TENTH_THOUSANDTHS / (m->batch ? 2 : 1);
}

static void
direct_line(struct line *l, const struct meter *m, const char *token)
{
	struct arena *a = l->arena;
	const struct model *o = &models[m->model];

	if (o->form == FORM_MANTLE)
		l->usage_type = cat(a, l->region->code, "-", o->nick,
		    "-mantle-", token, m->global ? "-global" : "",
		    "-standard", (char *)NULL);
	else
		l->usage_type = cat(a, l->region->code, "-", o->nick, "-",
		    token, m->global ? "-cross-region-global" : "",
		    m->batch ? "-batch" : "", (char *)NULL);
	l->unit = "1K tokens";
	l->grain = 1000;
	l->rate = meter_price(m) / 1000;
	l->family = o->nick;
	l->discounted = strcmp(o->code, "AmazonBedrockService") == 0;
	l->description = cat(a, "$", decimal(a, l->rate, 10),
	    " per 1K tokens for ", l->usage_type, " in ", l->region->location,
	    (char *)NULL);
}

static void
marketplace_line(struct line *l, const struct meter *m, const char *token)
{
	struct arena *a = l->arena;
	bool snake = models[m->model].form == FORM_SNAKE;
	const char *reg = l->region->code, *global = "", *kind;

	if (snake)
		kind = m->batch ? "_batch" : "_standard";
	else
		kind = m->batch ? "_Batch" : "";
	if (m->global)
		global = snake ? "_global" : "_Global";
	l->usage_type = cat(a, m->bare ? "" : reg, m->bare ? "" : "-MP:", reg,
	    "_", token, global, kind, "-Units", (char *)NULL);
	if (snake)
		kind = m->batch ? " - Batch" : " - Standard";
	else
		kind = m->batch ? " Batch" : "";
	if (m->global)
		global = snake ? ", Global" : " Global";
	else
		global = snake ? "" : " Regional";
	l->description = cat(a, "AWS Marketplace software usage|",
	    l->region->name, "|", token_titles[models[m->model].form][m->token],
	    kind, global, (char *)NULL);
	l->unit = m->plain_units ? "Units" : "1M tokens";
	l->grain = 1;
	l->rate = meter_price(m);
	l->marketplace = true;
}

/* Fills in what follows from the meter; the line has its region. */
void
meter_line(struct line *l, const struct meter *m)
{
	const struct model *o = &models[m->model];
	const char *token = token_names[o->form][m->token];

	l->ai = true;
	l->code = o->code;
	l->name = o->name;
	if (o->form == FORM_DIRECT || o->form == FORM_MANTLE)
		direct_line(l, m, token);
	else
		marketplace_line(l, m, token);
	if (o->id != NULL)
		l->resource = cat(l->arena, "arn:aws:bedrock:",
		    l->region->name, ":", l->account.id,
		    ":inference-profile/",
		    m->global ? "global." : l->region->geo, o->id,
		    (char *)NULL);
}

/* Other forms the resource takes: none, the model, one's own profile. */
static void
vary_resource(struct line *l, const struct meter *m, struct rng *r)
{
	struct arena *a = l->arena;
	uint32_t n = rng_below(r, 20);
	const char *id = models[m->model].id;

	if (id == NULL || n >= 7)
		return;
	if (n < 2) {
		l->resource = NULL;
	} else if (n < 5 && !m->global) {
		l->resource = cat(a, "arn:aws:bedrock:", l->region->name,
		    "::foundation-model/", id, (char *)NULL);
	} else {
		l->resource = cat(a, "arn:aws:bedrock:", l->region->name, ":",
		    l->account.id, ":application-inference-profile/",
		    hex(a, mix(hash(l->account.id) + rng_below(r, 3)), 12),
		    (char *)NULL);
		l->resource_tags = "{\"user_app\":\"chat\"}";
		l->tags = "{\"resourceTags/user:app\":\"chat\","
		    "\"iamPrincipal/owner\":\"bot\"}";
	}
}

/* Some use of some model. */
void
token_line(struct line *l, struct rng *r)
{
	struct meter m = { MODEL_NOVA_LITE, TOKEN_INPUT, false, false, false,
	    false };
	uint32_t n, sum = 0;
	const struct model *o;
	int i;

	for (i = 0; i < MODEL__MAX; i++)
		sum += models[i].weight;
	n = rng_below(r, sum);
	for (; n >= models[m.model].weight; m.model++)
		n -= models[m.model].weight;
	o = &models[m.model];
	do
		m.token = (enum token)rng_below(r, TOKEN__MAX);
	while (o->regional[m.token] == 0);
	m.global = o->global[0] != 0 && rng_below(r, 2) == 0;
	m.batch = o->batch && m.token <= TOKEN_OUTPUT && rng_below(r, 6) == 0;
	m.bare = rng_below(r, 4) == 0;
	m.plain_units = o->form == FORM_CAMEL || rng_below(r, 4) == 0;
	principal_any(l, r);
	meter_line(l, &m);
	l->operation = rng_below(r, 5) < 2 ? "InvokeModelStreamingInference" :
	    "InvokeModelInference";
	l->units = rng_spread(r, 40, 1500000);
	if (m.token == TOKEN_CACHE_READ)
		l->units *= 4;
	vary_resource(l, &m, r);
}
