// SPDX-License-Identifier: MIT
/*
 * The lines that span the month: taxes, fees, credits.
 */
#include "gen.h"

#define CENTS(n)	((int64_t)(n) * 10000000000)
#define OPUS		"4a524th30q694o538qndh9ucht"
#define CCU		"2v8f6sd0q1k9xm3h7zj4twy5cb"
#define MONITOR		"e8xk2v0qf3m7h1d9wzj5ybt6ca"

/*
 * A tax names no product.  Whether the tax on an opaque code is AI shows
 * only in another line with that code; the credits see to it that there
 * is one in the smallest bill, and stand before the taxes.
 */
static const struct charge {
	bool ai, marketplace;
	enum type type;
	int account;
	const char *code, *name, *usage_type, *description, *tax;
	int64_t cost;
} charges[] = {
	{ true, true, TYPE_CREDIT, ACCOUNT_PROD, OPUS,
	    "Claude Opus 5.5 (Amazon Bedrock Edition)",
	    "USE1-MP:USE1_input_tokens_standard-Units",
	    "AWS Marketplace software usage|us-east-1|"
	    "AWS promotional credit", NULL, -CENTS(2500) },
	{ true, true, TYPE_TAX, ACCOUNT_PROD, OPUS, NULL, NULL,
	    "Tax for product code " OPUS, "VAT", CENTS(91) },
	{ true, true, TYPE_CREDIT, ACCOUNT_PROD, CCU,
	    "Claude Platform on AWS",
	    "USW2-MP:USW2_claude_consumption_units-Units",
	    "AWS Marketplace software usage|us-west-2|"
	    "Migration credit, first \"wave\"", NULL, -CENTS(1000) },
	{ true, true, TYPE_TAX, ACCOUNT_PROD, CCU, NULL, NULL,
	    "Tax for product code " CCU, "VAT", CENTS(417) },
	{ true, false, TYPE_TAX, ACCOUNT_PROD, "AmazonBedrock", NULL, NULL,
	    "Tax for product code AmazonBedrock", "VAT", CENTS(38) },
	{ true, false, TYPE_TAX, ACCOUNT_DEV, "AmazonBedrockService", NULL,
	    NULL, "Tax for product code AmazonBedrockService", "US Sales Tax",
	    CENTS(112) },
	{ true, false, TYPE_REFUND, ACCOUNT_DEV, "AmazonBedrockService",
	    "Amazon Bedrock Service", "USE1-Claude4.6Opus-output-tokens",
	    "Refund for duplicate charges", NULL, -CENTS(320) },
	{ true, false, TYPE_EDP_DISCOUNT, ACCOUNT_DATA, "AmazonBedrock",
	    "Amazon Bedrock", "USE1-NovaPro-output-tokens",
	    "Enterprise Discount Program discount", NULL, -CENTS(275) },
	{ false, true, TYPE_FEE, ACCOUNT_DATA, MONITOR,
	    "Example Observability Pro", "Global-ContractFee",
	    "AWS Marketplace hourly software usage|global|Contract", NULL,
	    CENTS(49900) },
	{ false, true, TYPE_TAX, ACCOUNT_DATA, MONITOR, NULL, NULL,
	    "Tax for product code " MONITOR, "VAT", CENTS(9481) },
	{ false, false, TYPE_TAX, ACCOUNT_PROD, "AmazonEC2", NULL, NULL,
	    "Tax for product code AmazonEC2", "VAT", CENTS(20345) },
	{ false, false, TYPE_TAX, ACCOUNT_PROD, "AmazonS3", NULL, NULL,
	    "Tax for product code AmazonS3", "VAT", CENTS(1312) },
	{ false, false, TYPE_FEE, ACCOUNT_PAYER, "AWSSupportBusiness",
	    "AWS Support (Business)", "Dollar",
	    "10% of monthly AWS usage for the first $0-$10K", NULL,
	    CENTS(71288) },
	{ false, false, TYPE_SP_RECURRING_FEE, ACCOUNT_PAYER,
	    "ComputeSavingsPlans", "Savings Plans for AWS Compute usage",
	    "ComputeSP:1yrNoUpfront", "1 year No Upfront Compute Savings Plan",
	    NULL, CENTS(36000) },
	{ false, false, TYPE_CREDIT, ACCOUNT_DEV, "AmazonEC2",
	    "Amazon Elastic Compute Cloud", "BoxUsage:t3.medium",
	    "AWS Activate credit", NULL, -CENTS(10000) },
};
#define CHARGES	((int)(sizeof(charges) / sizeof(charges[0])))

static bool
is_wanted(const struct bill *b, int i)
{
	return b->ai_percent != (charges[i].ai ? 0 : 100);
}

int
month_lines(const struct bill *b)
{
	int i, n = 0;

	for (i = 0; i < CHARGES; i++)
		n += is_wanted(b, i);
	return n;
}

/* The nth line of the month. */
void
month_line(struct line *l, const struct bill *b, int n)
{
	const struct charge *c = charges;

	while (!is_wanted(b, (int)(c - charges)) || n-- > 0)
		c++;
	l->month = true;
	l->priced = false;
	l->ai = c->ai;
	l->marketplace = c->marketplace;
	l->type = c->type;
	l->account = accounts[c->account];
	l->code = c->code;
	l->name = c->name;
	l->region = c->name != NULL ? &regions[REGION_USE1] : NULL;
	l->usage_type = c->usage_type;
	l->description = c->description;
	l->tax = c->tax;
	l->units = c->type == TYPE_TAX || c->type == TYPE_FEE;
	l->cost = c->cost;
}
