/* SPDX-License-Identifier: MIT */
/* The price book, read: its rows, and what tokens cost by it. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "db/price.h"
#include "db/region.h"
#include "govern/catalog.h"
#include "govern/route.h"

/* A model of the catalog, or one that only the price book knows. */
static int
find_model(struct foc *f, const char *name, char **model)
{
	int status = db_get_text(f, model, SQL_MODEL_RESOLVE, "s", name);

	if (status == FOC_OK && *model == NULL)
		status = db_get_text(f, model, SQL_PRICE_MODEL, "s", name);
	if (status == FOC_OK && *model == NULL)
		status = foc_fail(f, FOC_REFUSED, "model '%s': is neither in "
		    "the catalog nor in the price book; foc-model list and "
		    "foc-price list show what is", name);
	return status;
}

int
foc_price_list(struct foc *f, const char *model, struct foc_out *out)
{
	char *found = NULL;
	int status = FOC_OK;

	if (model != NULL)
		status = find_model(f, model, &found);
	if (status == FOC_OK)
		status = db_emit(f, out, NULL, SQL_PRICE_RECORD, "s", found);
	free(found);
	return status;
}

/* --- estimate */

struct ask {
	struct foc *f;
	struct price_query q;
	const char *availability;
	char	*model;
	int64_t	tokens[TOKEN__MAX];
	int128	sum;
	struct words missing, lines;
};

/*
 * In a region, the way there decides between regional and global prices.  A
 * model that only the book knows has no way; where there is none, an estimate
 * is of use all the same.
 */
static int
choose_geography(struct ask *k)
{
	struct route r = { 0 };
	int64_t known;
	int status;

	k->q.geography = strcmp(k->q.platform, "CLAUDE_PLATFORM") == 0 ?
	    "GLOBAL" : "REGIONAL";
	if (k->q.region == NULL || strcmp(k->q.geography, "GLOBAL") == 0)
		return FOC_OK;
	status = db_get_int(k->f, &known, SQL_MODEL_KNOWN, "ss",
	    k->q.platform, k->model);
	if (status != FOC_OK || known == 0)
		return status;
	status = route_find(k->f, k->q.platform, k->model, k->q.region,
	    k->availability, &r);
	if (status == FOC_OK && r.kind == ROUTE_GLOBAL)
		k->q.geography = "GLOBAL";
	route_free(&r);
	if (status != FOC_REFUSED)
		return status;
	foc_notice(k->f, "%s", foc_errmsg(k->f));
	return FOC_OK;
}

static int
add_line(struct ask *k, size_t type)
{
	char *line = NULL;
	struct price p;
	int64_t usd = DB_NULL;
	int status;

	k->q.token_type = token_names[type];
	if ((status = price_find(k->f, &k->q, &p)) != FOC_OK)
		return status;
	if (p.usd_per_million == DB_NULL) {
		words_add(&k->missing, token_names[type]);
	} else {
		k->sum += (int128)k->tokens[type] * p.usd_per_million;
		if (price_sum((int128)k->tokens[type] * p.usd_per_million, 0,
		    &usd) != 0)
			return foc_fail(k->f, FOC_USAGE, "--tokens: they cost "
			    "more than can be");
	}
	status = db_get_text(k->f, &line, SQL_ESTIMATE_LINE, "sisI",
	    token_names[type], k->tokens[type], p.id, usd);
	if (status == FOC_OK)
		words_add(&k->lines, line);
	free(line);
	return status;
}

static int
give(struct ask *k, struct foc_out *out)
{
	char *lines = words_join(&k->lines, ","), *reason = NULL;
	char *missing = words_join(&k->missing, ", ");
	int64_t usd = DB_NULL;
	int status = FOC_OK;

	if (k->missing.n > 0)
		reason = xasprintf("no price of %s", missing);
	else if (price_sum(k->sum, 0, &usd) != 0)
		status = foc_fail(k->f, FOC_USAGE, "--tokens: they cost more "
		    "than can be");
	if (status == FOC_OK)
		status = db_emit(k->f, out, NULL, SQL_ESTIMATE_PRICED,
		    "ssssssIs", k->q.platform, k->model, k->q.region,
		    k->availability, k->q.geography, lines, usd, reason);
	if (status == FOC_OK && reason != NULL)
		status = foc_fail(k->f, FOC_REFUSED, "the price book has %s "
		    "tokens of %s on %s", reason, k->model, k->q.platform);
	free(missing);
	free(reason);
	free(lines);
	return status;
}

static int
read_ask(struct ask *k, const struct foc_price_ask *a)
{
	static const char *const availabilities[] = {
		"STANDARD", "PRODUCTION_HA"
	};
	struct foc *f = k->f;
	int status;

	k->q = (struct price_query){ .platform = "BEDROCK",
	    .region = a->region, .tier = "STANDARD", .at = f->now };
	k->availability = "STANDARD";
	if (a->model == NULL)
		return foc_fail(f, FOC_USAGE, "--model is needed");
	if (a->tokens == NULL)
		return foc_fail(f, FOC_USAGE, "--tokens is needed: input=N, "
		    "output=N, ...");
	if (a->platform != NULL && (status = word_of(f, "--platform",
	    a->platform, platform_words, PLATFORMS, &k->q.platform)) != FOC_OK)
		return status;
	if (a->availability != NULL && (status = word_of(f, "--availability",
	    a->availability, availabilities, 2, &k->availability)) != FOC_OK)
		return status;
	if ((status = tokens_read(f, "--tokens", a->tokens, k->tokens)) !=
	    FOC_OK)
		return status;
	if (a->region != NULL && (status = region_known(f, "--region",
	    a->region)) != FOC_OK)
		return status;
	status = find_model(f, a->model, &k->model);
	k->q.model = k->model;
	return status;
}

int
foc_price_estimate(struct foc *f, const struct foc_price_ask *a,
    struct foc_out *out)
{
	struct ask k = { .f = f };
	size_t i;
	int status = read_ask(&k, a);

	if (status == FOC_OK)
		status = choose_geography(&k);
	for (i = 0; i < TOKEN__MAX && status == FOC_OK; i++)
		if (k.tokens[i] >= 0)
			status = add_line(&k, i);
	if (status == FOC_OK)
		status = give(&k, out);
	words_free(&k.missing);
	words_free(&k.lines);
	free(k.model);
	return status;
}
