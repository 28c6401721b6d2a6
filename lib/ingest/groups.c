/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "ingest/groups.h"

static const char *const names[] = {
	[GROUP_KIND] = GROUPS_PREFIX GROUPS_VERSION "_",
	[GROUP_ROWS] = "foc_rows",
	[GROUP_RESIDUE] = "foc_residue",
	[GROUP_CCU_OFF] = "foc_ccu_off",
};
_Static_assert(sizeof(names) / sizeof(names[0]) == GROUP__COLUMNS,
    "a name for each column");

/* What the ledger needs comes first, then what tells AI apart. */
static const enum column bill[] = {
	COL_PAYER, COL_PERIOD, COL_CURRENCY, COL_TYPE, COL_ENTITY, COL_CODE,
	COL_INVOICE, COL_START, COL_END,
	COL_ACCOUNT, COL_USAGE_TYPE, COL_OPERATION, COL_DESCRIPTION,
	COL_LEGAL_ENTITY, COL_RESOURCE, COL_PRINCIPAL, COL_PRODUCT,
	COL_PRODUCT_NAME, COL_REGION, COL_UNIT, COL_RATE, COL_TAGS,
	COL_RESOURCE_TAGS,
	COL_COST, COL_AMOUNT, COL_NET, COL_LIST
};

const char *
group_column_name(enum group_column c)
{
	return names[c];
}

const enum column *
group_bill_columns(size_t *n)
{
	*n = sizeof(bill) / sizeof(bill[0]);
	return bill;
}

bool
group_is_detail(enum column c)
{
	size_t i = 0;

	while (bill[i] != c)
		i++;
	return i >= 9 && c != COL_COST;
}

bool
group_rule_chooses(const struct rule *rule)
{
	return rule->stage <= STAGE_OPAQUE &&
	    rule->then[THEN_PLATFORM] != NULL &&
	    strcmp(rule->then[THEN_PLATFORM], PLATFORM_NONE) != 0;
}

void
groups_name(const struct classifier *c, const char *currency,
    char name[GROUPS_NAME_MAX])
{
	crypto_hash_sha256_state s;
	unsigned char sum[SHA_BYTES];
	char hex[SHA_HEX_MAX];
	const struct rule *rule;
	size_t i;
	int k;

	crypto_hash_sha256_init(&s);
	sha_text(&s, GROUPS_VERSION);
	sha_text(&s, currency);
	for (i = 0; i < c->rules.n; i++) {
		rule = &c->rules.rule[i];
		if (!group_rule_chooses(rule))
			continue;
		sha_int(&s, rule->stage);
		for (k = 0; k < WHEN__MAX; k++)
			sha_text(&s, rule->when[k]);
	}
	sha_final(&s, sum);
	snprintf(name, GROUPS_NAME_MAX, "%s%.*s", names[GROUP_KIND],
	    GROUPS_DIGEST, sha_hex(hex, sum));
}
