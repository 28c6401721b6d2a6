/* SPDX-License-Identifier: MIT */
/* Figures of chargeback, and of the bill beside where it went. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "spend/why.h"

/* Put keys of the record into o; without a value null, or "" where empty. */
static void
add_keys(const struct why *w, cJSON *o, const char *const *keys, bool empty)
{
	const char *value;

	for (; *keys != NULL; keys++) {
		value = why_text(w, *keys);
		if (value != NULL || empty)
			cJSON_AddStringToObject(o, *keys, value != NULL ?
			    value : "");
		else
			cJSON_AddNullToObject(o, *keys);
	}
}

/* Hours of the period: of a month those that its bills have. */
static int
period_of(struct why *w, int64_t *from, int64_t *to)
{
	const char *period = why_text(w, "period");
	size_t len = strlen(period);
	int64_t month;
	struct rows r;

	if (utc_parse_week(period, len, from) == 0) {
		*to = *from + UTC_WEEK;
		return FOC_OK;
	}
	if (utc_parse_month(period, len, &month, to) != 0)
		return foc_fail(w->f, FOC_SYSTEM, "%s: its period is none",
		    w->figure);
	*from = month;
	db_query(&r, w->f, SQL_CHARGEBACK_EXTENT, "i", month);
	if (db_next(&r) && !db_null(&r, 0)) {
		if (db_int(&r, 0) < *from)
			*from = db_int(&r, 0);
		if (db_int(&r, 1) >= *to)
			*to = db_int(&r, 1) + UTC_HOUR;
	}
	return db_done(&r);
}

/* The bills of a month are its own, whatever hours they have. */
static void
add_period(const struct why *w, cJSON *o)
{
	const char *month = why_text(w, "month");

	if (month == NULL && strchr(why_text(w, "period"), 'W') == NULL)
		month = why_text(w, "period");
	if (month != NULL)
		cJSON_AddStringToObject(o, "period", month);
}

static int
charged(struct why *w, cJSON *o)
{
	int64_t from = 0, to = 0;
	char *where = json_print(o);
	int status = period_of(w, &from, &to);

	cJSON_Delete(o);
	if (status == FOC_OK)
		return why_spend(w, from, to, DB_NULL, DB_NULL, where);
	free(where);
	return status;
}

static const char *const owners[] = { "e1", "e2", "e3", "e4", "workload",
    "source", "layer", NULL };
static const char *const places[] = { "payer", "account", "platform",
    "model", NULL };
static const char *const lines[] = { "payer", "account", "invoice", NULL };

/* What stands behind the n-th bar from the end of the id. */
static char *
from_end(const struct why *w, int n)
{
	const char *end = w->id + strlen(w->id), *p = end;

	for (; n >= 0; n--)
		for (end = p--; *p != '|'; p--)
			continue;
	return xstrndup(p + 1, (size_t)(end - p - 1));
}

static int
row(struct why *w)
{
	bool fine = strcmp(w->kind, "charge") == 0;
	cJSON *o = cJSON_CreateObject();
	char *sku, *pool;

	if (strcmp(w->key, "net_usd") == 0)
		w->measure = ATTRIBUTION_NET;
	if (strcmp(w->key, "list_usd") == 0)
		w->measure = ATTRIBUTION_LIST;
	if (w->value == NULL) {
		cJSON_Delete(o);
		why_how(w, "a bill does not have it for some of its lines");
		return FOC_OK;
	}
	why_how(w, "spend in %s of one owner%s", why_text(w, "period"), fine ?
	    ", of one invoice and kind of use" : " and source, in one "
	    "account, on one model");
	add_keys(w, o, owners, false);
	add_keys(w, o, fine ? lines : places, true);
	if (fine) {
		sku = from_end(w, 1);
		pool = from_end(w, 0);
		cJSON_AddStringToObject(o, "sku", sku);
		cJSON_AddStringToObject(o, "pool", pool);
		free(sku);
		free(pool);
	}
	add_period(w, o);
	return charged(w, o);
}

/* Cents: what was added or taken so that all rows add up. */
static int
rounded(struct why *w)
{
	const char *exact = why_text(w, "amount_usd");
	char off[DECIMAL_TEXT_MAX];
	int64_t v, r;
	int status;

	why_how(w, "in whole cents; all rows of the report are cut down to "
	    "cents, and those that lost most get one more, until they add up "
	    "to the rounded total");
	if (money_parse_exact(exact, strlen(exact), &v) != 0 ||
	    money_parse_exact(w->value, strlen(w->value), &r) != 0)
		return foc_fail(w->f, FOC_SYSTEM, "%s: does not fit",
		    w->figure);
	status = why_part_key(w, "+", "amount_usd");
	return status != FOC_OK ? status : why_part(w, "+", NULL,
	    money_text(off, r - v), "rounding");
}

const struct why_rule why_charge_rules[] = {
	{ "amount_usd", row }, { "net_usd", row }, { "list_usd", row },
	{ "amount_rounded_usd", rounded }, { NULL, NULL }
};

/* --- sums by level */

static int
total(struct why *w)
{
	static const struct { const char *key, *source; } by[] = {
		{ "workload_usd", "WORKLOAD" }, { "pool_usd", "POOL" },
		{ "tag_usd", "TAG" }, { "unallocated_usd", "UNALLOCATED" },
	};
	const char *level = why_text(w, "level");
	const char *keys[2] = { NULL, NULL };
	cJSON *o = cJSON_CreateObject();
	size_t i;

	if (strcmp(w->key, "net_usd") == 0)
		w->measure = ATTRIBUTION_NET;
	if (w->value == NULL) {
		cJSON_Delete(o);
		why_how(w, "a bill does not have it for some of its lines");
		return FOC_OK;
	}
	why_how(w, "spend in %s of all rows of the level",
	    why_text(w, "period"));
	for (i = 0; *level == 'E' && i < (size_t)(level[1] - '0'); i++) {
		keys[0] = owners[i];
		add_keys(w, o, keys, false);
	}
	for (i = 0; i < sizeof(by) / sizeof(by[0]); i++)
		if (strcmp(w->key, by[i].key) == 0)
			cJSON_AddStringToObject(o, "source", by[i].source);
	add_period(w, o);
	return charged(w, o);
}

const struct why_rule why_total_rules[] = {
	{ "amount_rounded_usd", rounded }, { "*_usd", total }, { NULL, NULL }
};

/* --- the bill, and where its lines went */

/* Which rows of the bill a cut is about. */
static void
add_cut(struct why *w, cJSON *o, const char *by)
{
	const char *invoice = why_text(w, "invoice");

	if (why_text(w, "platform") != NULL)
		cJSON_AddStringToObject(o, "platform", why_text(w,
		    "platform"));
	if (why_text(w, "line_type") != NULL)
		cJSON_AddStringToObject(o, "line_type", why_text(w,
		    "line_type"));
	if (strcmp(by, "INVOICE") == 0)
		cJSON_AddStringToObject(o, "invoice", invoice != NULL ?
		    invoice : "");
}

/* One side of a cut, of a load: "" where the cut does not have such rows. */
static int
of_load(struct why *w, int64_t load, const char *by, const char *spend)
{
	cJSON *o = cJSON_CreateObject();
	char *where;

	if (spend != NULL)
		cJSON_AddStringToObject(o, "spend", spend);
	add_cut(w, o, by);
	where = json_print(o);
	cJSON_Delete(o);
	return why_load_cells(w, load, where);
}

static int
billed(struct why *w, int64_t load, const char *by)
{
	const char *invoice = why_text(w, "invoice");
	char *figure;
	int status;

	why_how(w, "what the load says of its files");
	if (strcmp(by, "INVOICE") == 0)
		return why_rows(w, load, "INVOICE", invoice != NULL ?
		    invoice : "", DB_NULL);
	if (strcmp(by, "PRODUCT") == 0)
		return why_rows(w, load, "PRODUCT", why_text(w,
		    "product_code"), DB_NULL);
	if (strcmp(by, "FILE") != 0 && strcmp(by, "SPEND") != 0)
		return of_load(w, load, by, NULL);
	figure = xasprintf("ld-%lld:%s", (long long)load, strcmp(by,
	    "FILE") == 0 ? "file_usd" : "spend_usd");
	status = why_part(w, "+", figure, w->value, "of the load");
	free(figure);
	return status;
}

static int
not_ai(struct why *w, int64_t load, const char *by)
{
	const char *invoice = why_text(w, "invoice");

	why_how(w, "rows that no rule takes for AI");
	if (strcmp(by, "INVOICE") == 0)
		return why_rows(w, load, "OTHER_INVOICE", invoice != NULL ?
		    invoice : "", DB_NULL);
	if (strcmp(by, "PRODUCT") == 0)
		return why_rows(w, load, "PRODUCT", why_text(w,
		    "product_code"), DB_NULL);
	return strcmp(by, "FILE") == 0 ? why_rows(w, load, "SKIPPED", NULL,
	    DB_NULL) : FOC_OK;
}

static int
owned(struct why *w, const char *by, const char *source)
{
	cJSON *o = cJSON_CreateObject();

	why_how(w, "spend of the source %s", source);
	cJSON_AddStringToObject(o, "source", source);
	cJSON_AddStringToObject(o, "payer", why_text(w, "payer"));
	add_cut(w, o, by);
	add_period(w, o);
	return charged(w, o);
}

static int
difference(struct why *w)
{
	static const char *const sides[] = { "workload_usd", "tag_usd",
	    "pool_usd", "unallocated_usd", "apart_usd", "not_ai_usd" };
	size_t i;
	int status;

	why_how(w, "the bill less where its lines went");
	status = why_part_key(w, "+", "bill_usd");
	for (i = 0; i < sizeof(sides) / sizeof(sides[0]) && status == FOC_OK;
	    i++)
		status = why_part_key(w, "-", sides[i]);
	return status;
}

static int
reconciled(struct why *w)
{
	static const struct { const char *key, *source; } by_source[] = {
		{ "workload_usd", "WORKLOAD" }, { "pool_usd", "POOL" },
		{ "tag_usd", "TAG" }, { "unallocated_usd", "UNALLOCATED" },
	};
	const char *by = why_text(w, "by"), *period = why_text(w, "period");
	int64_t load, month, next;
	bool has_spend = strcmp(by, "PRODUCT") != 0;
	size_t i;
	int status;

	if (strcmp(w->key, "difference_usd") == 0)
		return difference(w);
	for (i = 0; i < sizeof(by_source) / sizeof(by_source[0]); i++)
		if (has_spend && strcmp(w->key, by_source[i].key) == 0)
			return owned(w, by, by_source[i].source);
	if (utc_parse_month(period, strlen(period), &month, &next) != 0)
		return FOC_OK;
	status = db_get_int(w->f, &load, SQL_WHY_LOAD_OF, "si",
	    why_text(w, "payer"), month);
	if (status != FOC_OK)
		return status;
	if (strcmp(w->key, "bill_usd") == 0)
		return billed(w, load, by);
	if (strcmp(w->key, "not_ai_usd") == 0)
		return not_ai(w, load, by);
	why_how(w, "AI rows that are no usage, kept apart from spend");
	return strcmp(w->key, "apart_usd") == 0 && has_spend &&
	    strcmp(by, "SPEND") != 0 ? of_load(w, load, by, "false") : FOC_OK;
}

const struct why_rule why_reconciliation_rules[] = {
	{ "*_usd", reconciled }, { NULL, NULL }
};
