/* SPDX-License-Identifier: MIT */
/*
 * The official monthly estimate of a decision: dollars, or tokens at the
 * prices of the model that is granted, where it is granted and the way that
 * calls go there.
 */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "db/price.h"
#include "govern/grant.h"

/* Tokens given with the decision. */
static int
read_tokens(struct grant *g, const char *text)
{
	int64_t tokens[TOKEN__MAX];
	int status;

	if (strcmp(g->use_case, "INFRASTRUCTURE") == 0)
		return foc_fail(g->f, FOC_USAGE, "--tokens: %s is governed "
		    "without a model; --estimate-usd takes dollars", g->id);
	status = tokens_read(g->f, "--tokens", text, tokens);
	if (status == FOC_OK)
		g->tokens = tokens_json(tokens);
	return status;
}

/*
 * What was asked for.  Its dollars were those of the reference model, or the
 * owner's own: where tokens stand behind them those count.
 */
static int
as_requested(struct grant *g)
{
	if (g->requested_usd == DB_NULL)
		return foc_fail(g->f, FOC_USAGE, "%s: asks for no amount; "
		    "--estimate-usd N sets the official one", g->id);
	if (g->requested_tokens != NULL)
		g->tokens = xstrdup(g->requested_tokens);
	else
		g->usd = g->requested_usd;
	return FOC_OK;
}

int
grant_read_estimate(struct grant *g, const struct foc_grant *o, bool first)
{
	g->usd = DB_NULL;
	if (o->estimate_usd != NULL && o->tokens != NULL)
		return foc_fail(g->f, FOC_USAGE, "the estimate is either "
		    "--estimate-usd or --tokens");
	if (o->estimate_usd != NULL)
		return usd_of(g->f, "--estimate-usd", o->estimate_usd,
		    &g->usd);
	if (o->tokens != NULL)
		return read_tokens(g, o->tokens);
	return first ? as_requested(g) : FOC_OK;
}

static int
no_price(struct grant *g, const struct price_query *q, const char *word)
{
	return foc_fail(g->f, FOC_REFUSED, "%s: the price book has no price "
	    "of %s tokens of %s in %s; give the estimate in dollars with "
	    "--estimate-usd", g->id, word, q->model, q->region);
}

static int
price_tokens(struct grant *g, const int64_t tokens[TOKEN__MAX],
    struct price_query *q, int64_t *usd)
{
	struct price p;
	int128 sum = 0;
	size_t i;
	int status;

	for (i = 0; i < TOKEN__MAX; i++) {
		if (tokens[i] <= 0)
			continue;
		q->token_type = token_names[i];
		if ((status = price_find(g->f, q, &p)) != FOC_OK)
			return status;
		if (p.usd_per_million == DB_NULL)
			return no_price(g, q, token_words[i]);
		sum += (int128)tokens[i] * p.usd_per_million;
	}
	if (price_sum(sum, 0, usd) != 0 || *usd <= 0)
		return foc_fail(g->f, FOC_USAGE, "%s: such tokens cost "
		    "nothing, or more than can be; --estimate-usd takes "
		    "dollars", g->id);
	return FOC_OK;
}

/* Who knows how the tokens will spread over regions?  The dearest counts. */
static int
price_in(struct grant *g, const int64_t tokens[TOKEN__MAX],
    const char *region)
{
	struct price_query q = { .platform = g->catalog, .model = g->model,
	    .region = region, .tier = "STANDARD", .at = g->f->now };
	struct route r;
	int64_t usd;
	int status;

	status = route_find(g->f, g->catalog, g->model, region,
	    g->availability, &r);
	q.geography = r.kind == ROUTE_GLOBAL || r.kind == ROUTE_WORKSPACE ?
	    "GLOBAL" : "REGIONAL";
	route_free(&r);
	if (status == FOC_OK)
		status = price_tokens(g, tokens, &q, &usd);
	if (status == FOC_OK && (g->usd == DB_NULL || usd > g->usd))
		g->usd = usd;
	return status;
}

int
grant_price(struct grant *g)
{
	int64_t tokens[TOKEN__MAX];
	size_t i;
	int status;

	if (g->tokens == NULL)
		return FOC_OK;
	status = tokens_parse(g->f, g->tokens, tokens);
	for (i = 0; i < g->regions.n && status == FOC_OK; i++)
		status = price_in(g, tokens, g->regions.word[i]);
	return status;
}

void
grant_say_price(struct grant *g)
{
	char was[DECIMAL_TEXT_MAX], is[DECIMAL_TEXT_MAX];

	if (g->tokens != NULL && g->usd != g->requested_usd)
		foc_notice(g->f, "%s: $%s was asked for; the same tokens of "
		    "%s are $%s, and that is the official estimate", g->id,
		    money_text(was, g->requested_usd), g->model,
		    money_text(is, g->usd));
}
