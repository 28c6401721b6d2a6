/* SPDX-License-Identifier: MIT */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "ingest/header.h"

#define NAME_MAX_BYTES	256

static const struct {
	const char *key;		/* for --column */
	const char *name;		/* of CUR 2.0 */
	const char *other;		/* another spelling, or NULL */
	bool	needed;
} columns[] = {
	[COL_PAYER] = { "payer", "bill_payer_account_id", NULL, true },
	[COL_PERIOD] = { "period", "bill_billing_period_start_date", NULL,
	    true },
	[COL_ENTITY] = { "billing_entity", "bill_billing_entity", NULL, true },
	[COL_INVOICE] = { "invoice", "bill_invoice_id", NULL, false },
	[COL_ACCOUNT] = { "account", "line_item_usage_account_id", NULL,
	    true },
	[COL_TYPE] = { "line_type", "line_item_line_item_type", NULL, true },
	[COL_START] = { "start", "line_item_usage_start_date", NULL, true },
	[COL_END] = { "end", "line_item_usage_end_date", NULL, true },
	[COL_CODE] = { "product_code", "line_item_product_code", NULL, true },
	[COL_USAGE_TYPE] = { "usage_type", "line_item_usage_type", NULL,
	    true },
	[COL_OPERATION] = { "operation", "line_item_operation", NULL, false },
	[COL_AMOUNT] = { "amount", "line_item_usage_amount", NULL, true },
	[COL_CURRENCY] = { "currency", "line_item_currency_code", NULL,
	    true },
	[COL_COST] = { "cost", "line_item_unblended_cost", NULL, true },
	[COL_RATE] = { "rate", "line_item_unblended_rate", NULL, false },
	[COL_NET] = { "net", "line_item_net_unblended_cost", NULL, false },
	[COL_DESCRIPTION] = { "description",
	    "line_item_line_item_description", NULL, false },
	[COL_LEGAL_ENTITY] = { "legal_entity", "line_item_legal_entity", NULL,
	    false },
	[COL_RESOURCE] = { "resource", "line_item_resource_id", NULL, false },
	[COL_PRINCIPAL] = { "principal", "line_item_iam_principal", NULL,
	    false },
	[COL_PRODUCT] = { "product", "product", NULL, false },
	[COL_PRODUCT_NAME] = { "product_name", "product_product_name",
	    "product_name", false },
	[COL_REGION] = { "region", "product_region_code", "product_region",
	    false },
	[COL_UNIT] = { "unit", "pricing_unit", NULL, true },
	[COL_LIST] = { "list", "pricing_public_on_demand_cost", NULL, false },
	[COL_TAGS] = { "tags", "tags", NULL, false },
	[COL_RESOURCE_TAGS] = { "resource_tags", "resource_tags", NULL,
	    false },
	[COL_IDENTITY] = { "line_item_id", "identity_line_item_id", NULL,
	    false },
};
_Static_assert(sizeof(columns) / sizeof(columns[0]) == COL__MAX,
    "a row for each column");

const char *
column_name(enum column c)
{
	return columns[c].name;
}

bool
header_needs(enum column c)
{
	return columns[c].needed;
}

/*
 * lineItem/UnblendedCost, and line_item_unblended_cost itself, become
 * line_item_unblended_cost.
 */
static void
snake(char to[NAME_MAX_BYTES], const char *s)
{
	size_t n = 0;
	char before = '_';

	for (; *s != '\0' && n < NAME_MAX_BYTES - 2; before = *s++) {
		if (*s >= 'A' && *s <= 'Z') {
			if ((before >= 'a' && before <= 'z') ||
			    (before >= '0' && before <= '9'))
				to[n++] = '_';
			to[n++] = (char)(*s + ('a' - 'A'));
		} else
			to[n++] = *s == '/' || *s == '.' ? '_' : *s;
	}
	to[n] = '\0';
}

enum column
header_renamed(const char *renamed, const char **name)
{
	const char *eq = strchr(renamed, '=');
	size_t len = eq != NULL ? (size_t)(eq - renamed) : 0;
	int c;

	*name = eq != NULL ? eq + 1 : "";
	for (c = 0; len > 0 && c < COL__MAX; c++)
		if ((strncmp(columns[c].key, renamed, len) == 0 &&
		    columns[c].key[len] == '\0') ||
		    (strncmp(columns[c].name, renamed, len) == 0 &&
		    columns[c].name[len] == '\0'))
			return (enum column)c;
	return COL__MAX;
}

int
header_check_renamed(const char *renamed, struct err *e)
{
	const char *name;
	char list[512] = "";
	size_t used = 0;
	int c;

	if (header_renamed(renamed, &name) != COL__MAX && *name != '\0')
		return FOC_OK;
	for (c = 0; c < COL__MAX; c++)
		used += (size_t)snprintf(list + used, sizeof(list) - used,
		    "%s%s", c > 0 ? ", " : "", columns[c].key);
	return err_set(e, FOC_USAGE, "--column %s: is no KEY=NAME with a KEY "
	    "of %s", renamed, list);
}

/* The column that a name means, by its spelling alone. */
static enum column
column_of(const char *name)
{
	char s[NAME_MAX_BYTES];
	int c;

	snake(s, name);
	for (c = 0; c < COL__MAX; c++)
		if (strcmp(s, columns[c].name) == 0)
			return (enum column)c;
	return COL__MAX;
}

/* The second-best names, where the best is missing. */
static void
take_others(struct header *h, const char *const *names)
{
	char s[NAME_MAX_BYTES];
	size_t i;
	int c;

	for (c = 0; c < COL__MAX; c++)
		for (i = 0; columns[c].other != NULL && h->col[c] < 0 &&
		    i < h->n; i++) {
			snake(s, names[i]);
			if (strcmp(s, columns[c].other) == 0) {
				h->col[c] = (int)i;
				h->name[c] = xstrdup(names[i]);
			}
		}
}

/*
 * resourceTags/user:team keeps its name; resource_tags_user_team is the key
 * user_team of the flattened map, tags_x is x of the other one.
 */
static void
take_tag(struct header *h, const char *name, size_t i)
{
	const char *key = NULL;

	if (strncmp(name, "resourceTags/", 13) == 0)
		key = name;
	else if (strncmp(name, "resource_tags_", 14) == 0)
		key = name + 14;
	else if (strncmp(name, "tags_", 5) == 0)
		key = name + 5;
	if (key == NULL || *key == '\0')
		return;
	h->tag = xreallocarray(h->tag, h->n_tags + 1, sizeof(*h->tag));
	h->tag[h->n_tags].col = i;
	h->tag[h->n_tags++].key = xstrdup(key);
}

static int
take(struct header *h, enum column c, const char *name, size_t i,
    struct err *e)
{
	if (h->col[c] >= 0)
		return err_set(e, FOC_BAD_INPUT, "has the column %s twice",
		    h->name[c]);
	h->col[c] = (int)i;
	h->name[c] = xstrdup(name);
	return FOC_OK;
}

/* Columns that the caller named. */
static int
take_renamed(struct header *h, const char *const *names,
    const char *const *renamed, size_t n, struct err *e)
{
	const char *name;
	enum column c;
	size_t i, k;

	for (k = 0; k < n; k++) {
		if ((c = header_renamed(renamed[k], &name)) == COL__MAX)
			continue;
		for (i = 0; i < h->n && strcmp(names[i], name) != 0; i++)
			continue;
		if (i == h->n)
			return err_set(e, FOC_BAD_INPUT, "has no column %s, "
			    "which --column asks for", name);
		if (take(h, c, name, i, e) != FOC_OK)
			return e->status;
	}
	return FOC_OK;
}

static bool
has_name(const char *const *names, size_t n, const char *name)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

static int
check_complete(const struct header *h, const char *const *names,
    struct err *e)
{
	char list[700] = "";
	size_t used = 0;
	int c, missing = 0;

	if (has_name(names, h->n, "BilledCost") &&
	    has_name(names, h->n, "ChargePeriodStart"))
		return err_set(e, FOC_BAD_INPUT, "is a FOCUS export, which has "
		    "no callers; foc reads CUR 2.0 and legacy CUR exports");
	for (c = 0; c < COL__MAX; c++) {
		if (h->col[c] >= 0 || !columns[c].needed)
			continue;
		if (missing++ < 8)
			used += (size_t)snprintf(list + used,
			    sizeof(list) - used, "%s%s", used > 0 ? ", " : "",
			    columns[c].name);
	}
	if (h->col[COL_PRODUCT] < 0 && h->col[COL_PRODUCT_NAME] < 0 &&
	    missing++ < 8)
		snprintf(list + used, sizeof(list) - used, "%sproduct (or "
		    "product_product_name)", used > 0 ? ", " : "");
	if (missing == 0)
		return FOC_OK;
	return err_set(e, FOC_BAD_INPUT, "is no cost and usage report: lacks "
	    "the column%s %s%s; --column names a renamed one",
	    missing == 1 ? "" : "s", list, missing > 8 ? " and more" : "");
}

int
header_read(struct header *h, const char *const *names, size_t n,
    const char *const *renamed, size_t n_renamed, struct err *e)
{
	bool is_renamed[COL__MAX];
	enum column c;
	size_t i;
	int k;

	*h = (struct header){ .n = n };
	for (k = 0; k < COL__MAX; k++)
		h->col[k] = -1;
	if (take_renamed(h, names, renamed, n_renamed, e) != FOC_OK)
		return e->status;
	for (k = 0; k < COL__MAX; k++)
		is_renamed[k] = h->col[k] >= 0;
	for (i = 0; i < n; i++) {
		c = column_of(names[i]);
		if (c == COL__MAX)
			take_tag(h, names[i], i);
		else if (!is_renamed[c] &&
		    take(h, c, names[i], i, e) != FOC_OK)
			return e->status;
	}
	take_others(h, names);
	return check_complete(h, names, e);
}

void
header_free(struct header *h)
{
	size_t i;
	int c;

	for (c = 0; c < COL__MAX; c++)
		free(h->name[c]);
	for (i = 0; i < h->n_tags; i++)
		free(h->tag[i].key);
	free(h->tag);
	*h = (struct header){ 0 };
}
