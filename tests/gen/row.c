// SPDX-License-Identifier: MIT
/*
 * One line of the bill as CSV.
 */
#include <err.h>
#include <string.h>

#include "gen.h"

static const char *const names[COL__MAX] = {
#define X(name, type) #name,
	COLUMNS(X)
#undef X
};
static const char *const types[COL__MAX] = {
#define X(name, type) #type,
	COLUMNS(X)
#undef X
};

const char *
column_name(int c)
{
	return names[c];
}

const char *
column_type(int c)
{
	return types[c];
}

void
line_init(struct line *l, struct arena *a)
{
	*l = (struct line){ .arena = a, .principal = -1, .grain = 1000000,
	    .priced = true };
	a->used = 0;
}

void
line_price(struct line *l)
{
	i128 cost = (i128)l->units * l->grain * l->rate;

	if (!l->priced)
		return;
	if (cost % 10000 != 0 || cost / 10000 > INT64_MAX / 16)
		errx(EXIT_SYSTEM, "%s: cost has no exact form", l->usage_type);
	l->cost = (int64_t)(cost / 10000);
}

static void
bill_cells(const struct line *l, const struct bill *b, const char **cell)
{
	cell[COL_bill_bill_type] =
	    l->type == TYPE_REFUND ? "Refund" : "Anniversary";
	cell[COL_bill_billing_entity] =
	    l->marketplace ? "AWS Marketplace" : "AWS";
	cell[COL_bill_billing_period_start_date] = b->stamp[0];
	cell[COL_bill_billing_period_end_date] = b->stamp[b->hours];
	cell[COL_bill_invoicing_entity] = "Amazon Web Services, Inc.";
	cell[COL_bill_payer_account_id] = accounts[ACCOUNT_PAYER].id;
	cell[COL_bill_payer_account_name] = accounts[ACCOUNT_PAYER].name;
	cell[COL_cost_category] = l->account.category;
	cell[COL_identity_time_interval] =
	    l->month ? b->month_interval : b->interval[l->hour];
	cell[COL_line_item_usage_start_date] =
	    b->stamp[l->month ? 0 : l->hour];
	cell[COL_line_item_usage_end_date] =
	    b->stamp[l->month ? b->hours : l->hour + 1];
}

static void
item_cells(const struct line *l, const char **cell)
{
	cell[COL_line_item_currency_code] = "USD";
	cell[COL_line_item_iam_principal] =
	    l->principal < 0 ? NULL : principal_arn(l->principal);
	cell[COL_line_item_legal_entity] = l->legal_entity != NULL ?
	    l->legal_entity : "Amazon Web Services, Inc.";
	cell[COL_line_item_line_item_description] = l->description;
	cell[COL_line_item_line_item_type] = type_names[l->type];
	cell[COL_line_item_operation] = l->operation;
	cell[COL_line_item_product_code] = l->code;
	cell[COL_line_item_resource_id] = l->resource;
	cell[COL_line_item_tax_type] = l->tax;
	cell[COL_line_item_usage_account_id] = l->account.id;
	cell[COL_line_item_usage_account_name] = l->account.name;
	cell[COL_line_item_usage_type] = l->usage_type;
	cell[COL_resource_tags] =
	    l->resource_tags != NULL ? l->resource_tags : "{}";
	cell[COL_tags] = l->tags != NULL ? l->tags : "{}";
}

static void
money_cells(const struct line *l, struct rng *r, const char **cell)
{
	struct arena *a = l->arena;
	i128 cost = l->cost;
	int64_t net = l->discounted ? 9 : 10;

	cell[COL_line_item_usage_amount] =
	    number(a, r, (i128)l->units * l->grain, 6);
	cell[COL_line_item_unblended_cost] = number(a, r, cost, 12);
	cell[COL_line_item_blended_cost] = number(a, r, cost, 12);
	cell[COL_line_item_net_unblended_cost] = number(a, r, cost * net, 13);
	cell[COL_discount] = "{}";
	if (l->discounted && l->cost != 0) {
		cell[COL_discount_total_discount] = number(a, r, -cost, 13);
		cell[COL_discount] = cat(a, "{\"PrivateRateDiscount\":",
		    decimal(a, -cost, 13), "}", (char *)NULL);
	}
	if (!l->priced)
		return;
	cell[COL_line_item_unblended_rate] = fixed(a, l->rate, 10, 10);
	cell[COL_line_item_blended_rate] = cell[COL_line_item_unblended_rate];
	cell[COL_line_item_net_unblended_rate] =
	    fixed(a, (i128)l->rate * net, 11, 10);
	cell[COL_pricing_public_on_demand_cost] =
	    l->marketplace ? "0.0" : number(a, r, cost, 12);
	cell[COL_pricing_public_on_demand_rate] =
	    l->marketplace ? NULL : cell[COL_line_item_unblended_rate];
}

/* Codes that are the same on every line of one usage type. */
static void
price_list_cells(const struct line *l, const char **cell)
{
	static const char big[] = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
	struct rng r = { hash(l->usage_type) ^ hash(l->code) };
	const char *sku = base32(l->arena, &r, 16, big);

	cell[COL_pricing_rate_code] = cat(l->arena, sku, ".JRTCKXETXF.",
	    base32(l->arena, &r, 10, big), (char *)NULL);
	cell[COL_pricing_rate_id] =
	    decimal(l->arena, 100000000000 + rng_below(&r, 1u << 31), 0);
	cell[COL_pricing_currency] = "USD";
	cell[COL_pricing_term] = l->type == TYPE_DISCOUNTED_USAGE ?
	    "Reserved" : "OnDemand";
	cell[COL_pricing_unit] = l->unit;
	cell[COL_product_pricing_unit] = l->marketplace ? NULL : l->unit;
	cell[COL_product_sku] = sku;
}

static void
product_cells(const struct line *l, const char **cell)
{
	const struct region *g = l->region;

	cell[COL_product_product_family] = l->family;
	cell[COL_product_instance_type] = l->instance;
	cell[COL_product_operation] = l->operation;
	cell[COL_product_servicecode] = l->marketplace ? NULL : l->code;
	cell[COL_product_usagetype] = l->usage_type;
	cell[COL_product] = "{}";
	if (g == NULL)
		return;
	cell[COL_product_location] = g->location;
	cell[COL_product_location_type] = "AWS Region";
	cell[COL_product_region_code] = g->name;
	if (l->name != NULL)
		cell[COL_product] = cat(l->arena, "{\"product_name\":\"",
		    l->name, "\",\"region\":\"", g->name,
		    "\",\"location\":\"", g->location,
		    "\",\"location_type\":\"AWS Region",
		    "\",\"servicename\":\"", l->name, "\"",
		    l->attributes == NULL ? "" : l->attributes, "}",
		    (char *)NULL);
}

/* What reservations and savings plans add to the lines they cover. */
static void
commitment_cells(const struct line *l, struct rng *r, const char **cell)
{
	struct arena *a = l->arena;

	if (l->type == TYPE_DISCOUNTED_USAGE) {
		cell[COL_pricing_lease_contract_length] = "1yr";
		cell[COL_pricing_offering_class] = "standard";
		cell[COL_pricing_purchase_option] = "No Upfront";
		cell[COL_reservation_effective_cost] = "0.0312";
		cell[COL_reservation_recurring_fee_for_usage] = "0.0312";
		cell[COL_reservation_reservation_a_r_n] =
		    "arn:aws:ec2:us-east-1:222233334444:reserved-instances/"
		    "7c1b0c4e-52a5-4d3b-9a31-2f6f0f4d9f10";
		cell[COL_reservation_subscription_id] = "1830027311";
		cell[COL_reservation_units_per_reservation] = "4.0";
	}
	if (l->type == TYPE_SP_COVERED_USAGE || l->type == TYPE_SP_NEGATION) {
		cell[COL_savings_plan_savings_plan_a_r_n] =
		    "arn:aws:savingsplans::012345678901:savingsplan/"
		    "b0f6e8a2-0d43-4a8f-8f0c-6c1f6a4d2b57";
		cell[COL_savings_plan_offering_type] = "ComputeSavingsPlans";
		cell[COL_savings_plan_payment_option] = "No Upfront";
		cell[COL_savings_plan_purchase_term] = "1yr";
	}
	if (l->type == TYPE_SP_COVERED_USAGE) {
		cell[COL_savings_plan_savings_plan_rate] = "0.072";
		cell[COL_savings_plan_savings_plan_effective_cost] =
		    number(a, r, (i128)l->cost * 7, 13);
	}
}

/* Appends one field, quoted if it has to be. */
static char *
field(char *p, const char *s)
{
	size_t n = strcspn(s, "\",\r\n");

	if (s[n] == '\0') {
		memcpy(p, s, n);
		return p + n;
	}
	*p++ = '"';
	while (*s != '\0') {
		n = strcspn(s, "\"");
		memcpy(p, s, n);
		p += n;
		s += n;
		if (*s == '"') {
			*p++ = '"';
			*p++ = '"';
			s++;
		}
	}
	*p++ = '"';
	return p;
}

/* out holds all names; returns its length. */
size_t
header_csv(char *out)
{
	char *p = out;
	int i;

	for (i = 0; i < COL__MAX; i++) {
		p = field(p, names[i]);
		*p++ = i == COL__MAX - 1 ? '\n' : ',';
	}
	return (size_t)(p - out);
}

size_t
line_csv(const struct line *l, const struct bill *b, struct rng *r,
    char *out, size_t size)
{
	const char *cell[COL__MAX] = { NULL };
	char *p = out;
	int i;

	bill_cells(l, b, cell);
	item_cells(l, cell);
	money_cells(l, r, cell);
	price_list_cells(l, cell);
	product_cells(l, cell);
	commitment_cells(l, r, cell);
	cell[COL_identity_line_item_id] = base32(l->arena, r, 52,
	    "abcdefghijklmnopqrstuvwxyz234567");
	for (i = 0; i < COL__MAX; i++) {
		if (cell[i] != NULL) {
			if (size - (size_t)(p - out) < 4096)
				errx(EXIT_SYSTEM, "a line is too long");
			p = field(p, cell[i]);
		}
		*p++ = i == COL__MAX - 1 ? '\n' : ',';
	}
	return (size_t)(p - out);
}
