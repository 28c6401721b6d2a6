/* SPDX-License-Identifier: MIT */
/* What tokens would have cost on another model: every price that it took. */
#include <string.h>

#include "core/mem.h"
#include "db/price.h"
#include "spend/attribution.h"
#include "spend/why.h"

#define STEP	(400 * UTC_DAY)		/* the whole span is one step */

static int
span_of(struct why *w, struct foc_span *span)
{
	const char *from = why_text(w, "from"), *to = why_text(w, "to");

	if (from != NULL && to != NULL &&
	    utc_parse(from, strlen(from), &span->from) == 0 &&
	    utc_parse(to, strlen(to), &span->to) == 0)
		return FOC_OK;
	return foc_fail(w->f, FOC_SYSTEM, "%s: its record has no span",
	    w->figure);
}

static int
used(struct why *w, bool counted)
{
	struct foc_span span;
	int status = span_of(w, &span);

	why_how(w, "spend of %s in that time on what is %scounted in tokens",
	    why_text(w, "workload"), counted ? "" : "not ");
	return status != FOC_OK ? status : why_spend(w, span.from, span.to,
	    DB_NULL, DB_NULL, why_where("workload", why_text(w, "workload"),
	    "counted", counted ? "true" : "false", NULL));
}

static int
actual(struct why *w)
{
	return used(w, true);
}

static int
not_compared(struct why *w)
{
	return used(w, false);
}

struct mix {
	int128	sum;		/* of what came before, not rounded */
	int64_t	usd;
};

/* Tokens of a tier of one part of the mix at their price. */
static int
add_tokens(struct why *w, struct rows *r, const char *tier, int128 count,
    struct mix *m)
{
	struct price_query q = { .platform = "BEDROCK",
	    .model = why_text(w, "model"), .region = db_text(r, 3),
	    .token_type = db_text(r, 0), .tier = tier,
	    .geography = db_text(r, 2), .at = w->f->now };
	char usd[DECIMAL_TEXT_MAX], price[DECIMAL_TEXT_MAX],
	    tokens[DECIMAL_TEXT_MAX];
	struct price p;
	int64_t before = m->usd;
	int status;

	if (count == 0)
		return FOC_OK;
	if ((status = price_find(w->f, &q, &p)) != FOC_OK)
		return status;
	m->sum += count * p.usd_per_million;
	if (price_sum(m->sum, MONEY_DECIMALS, &m->usd) != 0)
		return foc_fail(w->f, FOC_SYSTEM, "%s: does not fit",
		    w->figure);
	return why_part(w, "+", NULL, money_text(usd, m->usd - before),
	    "%s %s tokens, %s %s%s%s, at $%s a million: %s%s",
	    decimal_text(tokens, count, MONEY_DECIMALS), q.token_type,
	    q.tier, q.geography, q.region != NULL ? ", " : "",
	    q.region != NULL ? q.region : "",
	    money_text(price, p.usd_per_million), p.id, p.other_geography ?
	    ", the price of the other geography" : "");
}

/* Where a share is to be in batches, that share of each part is. */
static int
add_part(struct why *w, struct rows *r, struct mix *m)
{
	const char *share = why_text(w, "asked_batch_percent");
	const char *tier = db_text(r, 1);
	int64_t percent;
	int128 count, batch;
	int status;

	if (db_null(r, 4))
		return FOC_OK;
	count = (int128)db_int(r, 6) * db_int(r, 4);
	if (share == NULL)
		return add_tokens(w, r, tier, count, m);
	if (money_parse_exact(share, strlen(share), &percent) != 0)
		return foc_fail(w->f, FOC_SYSTEM, "%s: %s is no percentage",
		    w->figure, share);
	batch = div_half_even(count * percent, 100 * MONEY_ONE);
	status = add_tokens(w, r, "BATCH", batch, m);
	return status != FOC_OK ? status : add_tokens(w, r, strcmp(tier,
	    "BATCH") == 0 ? "STANDARD" : tier, count - batch, m);
}

static int
add_mix(struct why *w)
{
	struct rows r;
	struct mix m = { 0, 0 };
	int status, failed = FOC_OK;

	db_query(&r, w->f, SQL_COMPARE_MIX, "s", why_text(w, "workload"));
	while (failed == FOC_OK && db_next(&r))
		failed = add_part(w, &r, &m);
	status = db_done(&r);
	return status != FOC_OK ? status : failed;
}

static int
on_model(struct why *w)
{
	struct foc_span span;
	struct attribution a;
	int status = span_of(w, &span);

	if (status != FOC_OK || w->value == NULL) {
		why_how(w, "%s", why_text(w, "reason"));
		return status;
	}
	why_how(w, "the tokens of %s in that time at the list prices of %s",
	    why_text(w, "workload"), why_text(w, "model"));
	w->from = span.from;
	w->to = span.to;
	status = attribution_begin(&a, w->f, &span, DB_NULL, DB_NULL);
	if (status == FOC_OK)
		status = attribution_take(&a, a.from, a.to, STEP);
	if (status == FOC_OK)
		status = add_mix(w);
	return attribution_end(&a, status);
}

static int
difference(struct why *w)
{
	int status;

	why_how(w, "what it would have cost less what it did");
	if (w->value == NULL)
		return FOC_OK;
	status = why_part_key(w, "+", "estimate_usd");
	return status != FOC_OK ? status : why_part_key(w, "-",
	    "actual_usd");
}

const struct why_rule why_comparison_rules[] = {
	{ "actual_usd", actual }, { "not_compared_usd", not_compared },
	{ "estimate_usd", on_model }, { "difference_usd", difference },
	{ NULL, NULL }
};
