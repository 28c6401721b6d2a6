/* SPDX-License-Identifier: MIT */
/* What a workload's tokens would have cost on other models. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "db/price.h"
#include "spend/attribution.h"
#include "spend/workload.h"

#define DAYS	30
#define STEP	(400 * UTC_DAY)		/* the whole span is one step */

static const char note[] = "list prices at the same counts of tokens: "
    "another model counts and writes other tokens, and its quality may "
    "differ";

struct part {				/* of what was used */
	char	*type, *tier, *geography, *region, *model;
	int128	tokens;			/* 1e-10 */
};

struct candidate {
	char	*model;
	bool	current;
	int64_t	usd;			/* DB_NULL: unknown */
	char	*reason;
	bool	assumed;
};

struct comparison {
	struct foc *f;
	char	*workload, *tokens;
	char	*tiers;			/* tokens by tier, as JSON */
	int64_t	batch;			/* percent, 1e-10; DB_NULL: as it was */
	int128	in_batch, all;		/* tokens, as they were */
	int64_t	from, to;
	struct part *part;
	size_t	n_parts;
	int64_t	actual, apart;		/* with tokens, and without */
	struct candidate *c;
	size_t	n;
};

static char *
copy(const char *s)
{
	return s != NULL ? xstrdup(s) : NULL;
}

static int
read_mix(struct comparison *k)
{
	struct part *p;
	struct rows r;
	int64_t *sum;

	db_query(&r, k->f, SQL_COMPARE_MIX, "s", k->workload);
	while (db_next(&r)) {
		sum = db_null(&r, 4) ? &k->apart : &k->actual;
		*sum += db_int(&r, 7);
		if (db_null(&r, 4))
			continue;
		k->part = xreallocarray(k->part, k->n_parts + 1,
		    sizeof(*k->part));
		p = &k->part[k->n_parts++];
		p->type = copy(db_text(&r, 0));
		p->tier = copy(db_text(&r, 1));
		p->geography = copy(db_text(&r, 2));
		p->region = copy(db_text(&r, 3));
		p->model = copy(db_text(&r, 5));
		p->tokens = (int128)db_int(&r, 6) * db_int(&r, 4);
		k->all += p->tokens;
		if (strcmp(p->tier, "BATCH") == 0)
			k->in_batch += p->tokens;
	}
	return db_done(&r);
}

/* The last 30 days that every payer's data reach. */
static int
read_use(struct comparison *k)
{
	struct foc_span span;
	struct attribution a;
	int status;

	status = db_get_int(k->f, &k->to, SQL_DATA_UNTIL, "");
	if (status != FOC_OK)
		return status;
	if (k->to == 0)
		return foc_fail(k->f, FOC_REFUSED, "no bill is loaded; "
		    "foc-ingest-cur loads one");
	k->from = k->to - DAYS * UTC_DAY;
	span = (struct foc_span){ k->from, k->to };
	status = attribution_begin(&a, k->f, &span, DB_NULL, DB_NULL);
	if (status == FOC_OK)
		status = attribution_take(&a, a.from, a.to, STEP);
	if (status == FOC_OK)
		status = read_mix(k);
	if (status == FOC_OK)
		status = db_get_text(k->f, &k->tokens, SQL_COMPARE_TOKENS,
		    "s", k->workload);
	if (status == FOC_OK)
		status = db_get_text(k->f, &k->tiers, SQL_COMPARE_TIERS,
		    "s", k->workload);
	status = attribution_end(&a, status);
	if (status == FOC_OK && k->n_parts == 0)
		status = foc_fail(k->f, FOC_REFUSED, "%s: used no tokens in "
		    "the last %d days of data", k->workload, DAYS);
	return status;
}

/* What tokens of a part cost on the model, in a tier. */
static int
price_tokens(struct comparison *k, struct candidate *c, const struct part *p,
    const char *tier, int128 tokens, int128 *sum)
{
	struct price_query q = { .platform = "BEDROCK", .model = c->model,
	    .region = p->region, .token_type = p->type, .tier = tier,
	    .geography = p->geography, .at = k->f->now };
	struct price price;
	int status;

	if (tokens == 0)
		return FOC_OK;
	if ((status = price_find(k->f, &q, &price)) != FOC_OK)
		return status;
	if (price.usd_per_million == DB_NULL) {
		if (c->reason == NULL)
			c->reason = xasprintf("no price of %s tokens, %s",
			    p->type, tier);
		return FOC_OK;
	}
	c->assumed |= price.other_geography;
	*sum += tokens * price.usd_per_million;
	return FOC_OK;
}

/*
 * What one part costs; sets the reason where nobody knows.  Where a share is
 * to be in batches, that share of each part is, and what was in batches beyond
 * it is not.
 */
static int
price_part(struct comparison *k, struct candidate *c, const struct part *p,
    int128 *sum)
{
	int128 batch;
	int status;

	c->current |= strcmp(p->model, c->model) == 0;
	if (k->batch == DB_NULL)
		return price_tokens(k, c, p, p->tier, p->tokens, sum);
	batch = div_half_even(p->tokens * k->batch, 100 * MONEY_ONE);
	status = price_tokens(k, c, p, "BATCH", batch, sum);
	if (status == FOC_OK)
		status = price_tokens(k, c, p, strcmp(p->tier, "BATCH") == 0 ?
		    "STANDARD" : p->tier, p->tokens - batch, sum);
	return status;
}

static int
add_candidate(struct comparison *k, const char *model)
{
	struct candidate *c;
	int128 sum = 0;
	size_t i;
	int status = FOC_OK;

	k->c = xreallocarray(k->c, k->n + 1, sizeof(*k->c));
	c = &k->c[k->n++];
	*c = (struct candidate){ .model = xstrdup(model), .usd = DB_NULL };
	for (i = 0; i < k->n_parts && status == FOC_OK; i++)
		status = price_part(k, c, &k->part[i], &sum);
	if (status == FOC_OK && c->reason == NULL &&
	    price_sum(sum, MONEY_DECIMALS, &c->usd) != 0)
		status = foc_fail(k->f, FOC_SYSTEM, "%s: %s: more than 922 "
		    "million dollars", k->workload, model);
	return status;
}

static int
read_candidates(struct comparison *k, const char *only)
{
	struct rows r;
	int status, failed = FOC_OK;

	db_query(&r, k->f, SQL_COMPARE_MODELS, "s", only);
	while (failed == FOC_OK && db_next(&r))
		failed = add_candidate(k, db_text(&r, 0));
	status = db_done(&r);
	return status != FOC_OK ? status : failed;
}

/* The cheapest first, what is unknown last. */
static int
compare_candidates(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	if ((x->usd == DB_NULL) != (y->usd == DB_NULL))
		return x->usd == DB_NULL ? 1 : -1;
	if (x->usd != y->usd)
		return x->usd < y->usd ? -1 : 1;
	return strcmp(x->model, y->model);
}

static int
give(struct comparison *k, struct foc_out *out)
{
	const struct candidate *c;
	int64_t share;
	size_t i;
	int status = FOC_OK;

	if (percent_tenths(k->in_batch, k->all, &share) != 0)
		share = DB_NULL;
	qsort(k->c, k->n, sizeof(*k->c), compare_candidates);
	for (i = 0; i < k->n && status == FOC_OK; i++) {
		c = &k->c[i];
		status = db_emit(k->f, out, NULL, SQL_COMPARE_RECORD,
		    "ssiiisiIissssII", k->workload, c->model,
		    (int64_t)c->current, k->from, k->to, k->tokens, k->actual,
		    c->usd, k->apart, c->reason, c->assumed && c->reason ==
		    NULL ? "the price of the other geography, where it has "
		    "none of its own" : NULL, note, k->tiers, share,
		    k->batch);
	}
	return status;
}

static void
comparison_free(struct comparison *k)
{
	size_t i;

	for (i = 0; i < k->n_parts; i++) {
		free(k->part[i].type);
		free(k->part[i].tier);
		free(k->part[i].geography);
		free(k->part[i].region);
		free(k->part[i].model);
	}
	for (i = 0; i < k->n; i++) {
		free(k->c[i].model);
		free(k->c[i].reason);
	}
	free(k->part);
	free(k->c);
	free(k->tokens);
	free(k->tiers);
	free(k->workload);
}

static int
read_batch(struct comparison *k, const char *percent)
{
	k->batch = DB_NULL;
	if (percent == NULL)
		return FOC_OK;
	if (money_parse_exact(percent, strlen(percent), &k->batch) != 0 ||
	    k->batch < 0 || k->batch > 100 * MONEY_ONE)
		return foc_fail(k->f, FOC_USAGE, "batch: '%s' is no percentage "
		    "from 0 to 100", percent);
	return FOC_OK;
}

int
foc_price_compare(struct foc *f, const char *workload, const char *model,
    const char *batch, struct foc_out *out)
{
	struct comparison k = { .f = f };
	char *only = NULL;
	int status = workload_find(f, workload, &k.workload);

	if (status == FOC_OK)
		status = read_batch(&k, batch);
	if (status == FOC_OK && model != NULL)
		status = db_get_text(f, &only, SQL_MODEL_RESOLVE, "s", model);
	if (status == FOC_OK && model != NULL && only == NULL)
		status = foc_fail(f, FOC_REFUSED, "model '%s': is not in the "
		    "catalog; foc-model list shows what is", model);
	if (status == FOC_OK)
		status = read_use(&k);
	if (status == FOC_OK)
		status = read_candidates(&k, only);
	if (status == FOC_OK && k.n == 0)
		status = foc_fail(f, FOC_REFUSED, "model %s: is not in the "
		    "catalog of BEDROCK", model);
	if (status == FOC_OK)
		foc_notice(f, "%s", note);
	if (status == FOC_OK)
		status = give(&k, out);
	comparison_free(&k);
	free(only);
	return status;
}
