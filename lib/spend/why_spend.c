/* SPDX-License-Identifier: MIT */
/* Figures of loads, usage, workloads and stops. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "spend/why.h"

/* --- loads */

static int64_t
load_of(const struct why *w)
{
	return strtoll(w->id + strlen("ld-"), NULL, 10);
}

/* What is behind the first part of the key: by_type.Tax is Tax. */
static const char *
behind(const struct why *w)
{
	const char *dot = strchr(w->key, '.');

	return dot != NULL ? dot + 1 : "";
}

static int
load_ai(struct why *w)
{
	why_how(w, "every row of an AI product in %s", w->id);
	return why_load_cells(w, load_of(w), xstrdup("{}"));
}

static int
load_spend(struct why *w)
{
	why_how(w, "usage of AI products in %s: rows of the types Usage, "
	    "DiscountedUsage, SavingsPlanCoveredUsage and "
	    "FlatRateSubscription", w->id);
	return why_load_cells(w, load_of(w), why_where("spend", "true", NULL));
}

static int
load_type(struct why *w)
{
	why_how(w, "rows of AI products of the type %s in %s", behind(w),
	    w->id);
	return why_load_cells(w, load_of(w), why_where("line_type", behind(w),
	    NULL));
}

static int
load_platform(struct why *w)
{
	why_how(w, "rows of the platform %s in %s", behind(w), w->id);
	return why_load_cells(w, load_of(w), why_where("platform", behind(w),
	    NULL));
}

static int
load_file(struct why *w)
{
	int status;

	why_how(w, "all rows of %s in its currency: those of AI products, "
	    "and the others", w->id);
	if ((status = why_part_key(w, "+", "ai_usd")) == FOC_OK &&
	    (status = why_part_key(w, "+", "skipped_usd")) == FOC_OK)
		status = why_rows(w, load_of(w), "ALL", NULL, DB_NULL);
	return status;
}

static int
load_skipped(struct why *w)
{
	struct rows r;
	int status = FOC_OK, failed;

	why_how(w, "rows of %s that no rule takes for AI, by product",
	    w->id);
	db_query(&r, w->f, SQL_WHY_LOAD_PRODUCTS, "s", w->id);
	while (status == FOC_OK && db_next(&r))
		status = why_part(w, "+", NULL, db_text(&r, 2),
		    "%lld rows of product %s", (long long)db_int(&r, 1),
		    db_text(&r, 0));
	failed = db_done(&r);
	if (status == FOC_OK && failed == FOC_OK)
		status = why_rows(w, load_of(w), "SKIPPED", NULL, DB_NULL);
	return failed != FOC_OK ? failed : status;
}

static int
load_residue(struct why *w)
{
	why_how(w, "the exact sum of all rows of %s less the sum of the rows "
	    "as they are kept, rounded to ten decimals each", w->id);
	return why_rows(w, load_of(w), "RESIDUE", NULL, DB_NULL);
}

static int
load_currency(struct why *w)
{
	why_how(w, "rows of %s that are billed in %s", w->id, behind(w));
	return why_rows(w, load_of(w), "CURRENCY", behind(w), DB_NULL);
}

/* Of one file. */
static int
load_of_file(struct why *w)
{
	int64_t n = why_place(w, 0);
	const char *what = strrchr(w->key, '.') + 1;
	char *key = xasprintf("reconcile.%lld.ai_usd", (long long)n);
	char *rest = xasprintf("reconcile.%lld.skipped_usd", (long long)n);
	bool all = strcmp(what, "file_usd") == 0;
	int status = FOC_OK;

	why_how(w, "%s in file %lld of %s", all ? "all rows" :
	    strcmp(what, "ai_usd") == 0 ? "rows of AI products" :
	    "rows of other products", (long long)n, w->id);
	if (all && (status = why_part_key(w, "+", key)) == FOC_OK)
		status = why_part_key(w, "+", rest);
	if (status == FOC_OK)
		status = why_rows(w, load_of(w), all ? "ALL" :
		    strcmp(what, "ai_usd") == 0 ? "AI" : "SKIPPED", NULL, n);
	free(key);
	free(rest);
	return status;
}

const struct why_rule why_load_rules[] = {
	{ "ai_usd", load_ai }, { "spend_usd", load_spend },
	{ "file_usd", load_file }, { "skipped_usd", load_skipped },
	{ "residue_usd", load_residue }, { "by_type.*", load_type },
	{ "by_platform.*", load_platform },
	{ "other_currencies.*", load_currency },
	{ "reconcile.*.*_usd", load_of_file }, { NULL, NULL }
};

/* --- usage */

/* The keys of the record say what was picked; "" stands for none. */
static int
usage(struct why *w)
{
	const char *const keys[] = { "account", "region", "platform", "model",
	    "token_type", "tier", "geography", "principal" };
	const char *value, *end = strrchr(w->id, '|'), *owner = w->id;
	cJSON *o = cJSON_CreateObject();
	char *name;
	size_t i;

	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		value = why_text(w, keys[i]);
		cJSON_AddStringToObject(o, keys[i], value != NULL ? value :
		    "");
	}
	for (i = 0; i < 9; i++)		/* what is behind the ninth bar */
		owner = strchr(owner, '|') + 1;
	name = xstrndup(owner, (size_t)(end - owner));
	cJSON_AddStringToObject(o, "owner", name);
	cJSON_AddStringToObject(o, "source", why_text(w, "source"));
	cJSON_AddStringToObject(o, "layer", why_text(w, "layer"));
	free(name);
	name = json_print(o);
	cJSON_Delete(o);
	why_how(w, "spend that belongs to %s by its %s", why_text(w,
	    "workload") != NULL ? why_text(w, "workload") : why_text(w,
	    "product") != NULL ? why_text(w, "product") : "nobody",
	    why_text(w, "layer"));
	return why_spend(w, w->from, w->to, DB_NULL, DB_NULL, name);
}

static int
usage_tokens(struct why *w)
{
	w->tokens = true;
	return usage(w);
}

const struct why_rule why_usage_rules[] = {
	{ "cost_usd", usage }, { "tokens", usage_tokens }, { NULL, NULL }
};

/* --- workloads */

static int
workload_mtd(struct why *w)
{
	int64_t month = utc_month_start(w->f->now);

	if (w->value == NULL) {
		why_how(w, "no bill of %s is loaded", why_text(w, "month"));
		return FOC_OK;
	}
	why_how(w, "spend of %s in %s, as far as bills are loaded",
	    why_text(w, "name"), why_text(w, "month"));
	return why_spend(w, month, utc_month_next(month), DB_NULL, DB_NULL,
	    why_where("workload", why_text(w, "name"), NULL));
}

static int
workload_estimate(struct why *w)
{
	int64_t month = utc_month_start(w->f->now);

	return why_estimate(w, why_text(w, "name"), month,
	    utc_month_next(month), DB_NULL);
}

static int
workload_confirmed(struct why *w)
{
	struct rows r;
	int status, failed = FOC_OK;

	why_how(w, "the official monthly estimates of its requests");
	db_query(&r, w->f, SQL_WHY_CONFIRMED, "s", why_text(w, "name"));
	while (failed == FOC_OK && db_next(&r))
		failed = why_part(w, "+", NULL, db_text(&r, 1), "%s, set by "
		    "%s at %s: %s", db_text(&r, 0), db_text(&r, 2),
		    db_text(&r, 3), db_text(&r, 4));
	status = db_done(&r);
	return status != FOC_OK ? status : failed;
}

static int
workload_requested(struct why *w)
{
	struct rows r;
	int status, failed = FOC_OK;

	why_how(w, "the monthly estimates that were asked for");
	db_query(&r, w->f, SQL_WHY_REQUESTED, "s", why_text(w, "name"));
	while (failed == FOC_OK && db_next(&r))
		failed = why_part(w, "+", NULL, db_text(&r, 1), "%s, asked "
		    "for by %s at %s", db_text(&r, 0), db_text(&r, 2),
		    db_text(&r, 3));
	status = db_done(&r);
	return status != FOC_OK ? status : failed;
}

const struct why_rule why_workload_rules[] = {
	{ "mtd_usd", workload_mtd }, { "estimate_usd", workload_estimate },
	{ "confirmed_usd", workload_confirmed },
	{ "requested_usd", workload_requested }, { NULL, NULL }
};

/* --- stops */

static int
stop(struct why *w)
{
	bool hour = strcmp(w->key, "stop_hour_usd") == 0;
	int64_t from = why_time(w, "from"), to = why_time(w, "resumed_at");

	if (w->value == NULL) {
		why_how(w, "%s", hour ? "the stop was on the hour, or is not "
		    "in the bill yet" : why_text(w, "reason"));
		return FOC_OK;
	}
	if (hour) {
		to = from;
		from -= UTC_HOUR;
	}
	why_how(w, "spend of %s in %s", why_text(w, "workload"), hour ?
	    "the hour of its stop" : "whole hours after its stop");
	return why_spend(w, from, to, DB_NULL, DB_NULL, why_where("workload",
	    why_text(w, "workload"), NULL));
}

const struct why_rule why_stop_rules[] = {
	{ "spent_usd", stop }, { "stop_hour_usd", stop }, { NULL, NULL }
};
