/* SPDX-License-Identifier: MIT */
/* What foc.yaml may say: each check, by one edit of a file that is right. */
#include <pwd.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/mem.h"
#include "db/db.h"
#include "org/config.h"

static const char right[] =
    "organization: Example Corp\n"				/* 1 */
    "currency: USD\n"
    "labels: {e1: Line}\n"
    "people:\n"
    "  - id: priya\n"						/* 5 */
    "    name: Priya N\n"
    "    email: priya@example.com\n"
    "    unix: [priya, pn]\n"
    "    roles: [product-owner]\n"
    "  - {id: sarah, name: Sarah C, unix: [sarah],"		/* 10 */
    " roles: [fa, product-owner]}\n"
    "  - {id: dana, name: Dana W, roles: [portfolio-owner, finance]}\n"
    "hierarchy:\n"
    "  - unit: Retail\n"
    "    departments:\n"
    "      - department: Engineering\n"				/* 15 */
    "        portfolios:\n"
    "          - portfolio: Care\n"
    "            owner: dana\n"
    "            products:\n"
    "              - {product: Bot, owner: priya}\n"		/* 20 */
    "              - {product: Docs, owner: priya}\n"
    "accounts:\n"
    "  - {id: \"341153769010\", name: ai, shared_by: [Bot]}\n"
    "  - {id: \"012345678901\", name: payer, payer: true}\n"
    "policy:\n"							/* 25 */
    "  sla_days: {normal: 6}\n"
    "  keep_sessions: all\n"
    "  variance: {over_percent: 12.5}\n"
    "  shared_roles: [\"a-*\", 'b\"c']\n"
    "  tag_mapping: {team: e2}\n"				/* 30 */
    "  estimating: {tokens_per_active_hour: {input: 5}}\n"
    "classification:\n"
    "  - {name: mine, product_code: abc, platform: MARKETPLACE}\n"
    "delegates: []\n";

/* Users of the imagined machine: in place of the C library's. */
struct passwd *
getpwnam(const char *name)
{
	static struct passwd pw;

	if (strcmp(name, "priya") == 0 || strcmp(name, "pn") == 0)
		pw.pw_uid = 1001;
	else if (strcmp(name, "sarah") == 0)
		pw.pw_uid = 1002;
	else if (strcmp(name, "twin") == 0)
		pw.pw_uid = 1001;
	else
		return NULL;
	return &pw;
}

/* The right file with `from` replaced; malloc'd. */
static char *
edited(const char *from, const char *to)
{
	const char *at = strstr(right, from);

	assert_non_null(at);
	return xasprintf("%.*s%s%s", (int)(at - right), right, to,
	    at + strlen(from));
}

static const char *
policy_of(const struct org *o, const char *key)
{
	size_t i;

	for (i = 0; i < policy_count(); i++)
		if (strcmp(policy_keys[i].key, key) == 0)
			return o->policy[i];
	return NULL;
}

static void
take_notice(void *arg, const char *text)
{
	snprintf(arg, 256, "%s", text);
}

static void
test_right(void **state)
{
	char word[256] = "";
	struct org o;
	struct err e;

	(void)state;
	assert_int_equal(org_read(&o, "f", right, strlen(right), false,
	    take_notice, word, &e), FOC_OK);
	assert_string_equal(word, "");
	assert_string_equal(o.label[0], "Line");
	assert_string_equal(o.label[1], "Department");
	assert_int_equal(o.n_people, 3);
	assert_string_equal(o.people[0].unix_names, "pn priya");
	assert_int_equal(o.people[1].role_set, ROLE_FINOPS_LEAD |
	    ROLE_PRODUCT_OWNER);
	assert_string_equal(o.people[1].roles, "product-owner finops-lead");
	assert_string_equal(o.people[2].roles, "portfolio-owner finance");
	assert_int_equal(o.n_nodes, 5);
	assert_string_equal(o.nodes[o.nodes[4].parent].name, "Care");
	assert_int_equal(o.n_accounts, 2);
	assert_true(o.accounts[1].payer);
	assert_int_equal(o.n_shares, 1);
	assert_string_equal(policy_of(&o, "sla_days.normal"), "6");
	assert_string_equal(policy_of(&o, "sla_days.priority"), "2");
	assert_string_equal(policy_of(&o, "variance.over_percent"), "12.5");
	assert_string_equal(policy_of(&o, "keep_sessions"), "all");
	assert_string_equal(policy_of(&o, "shared_roles"),
	    "[\"a-*\",\"b\\\"c\"]");
	assert_string_equal(policy_of(&o, "tag_mapping"), "{\"team\":\"e2\"}");
	assert_string_equal(policy_of(&o,
	    "estimating.tokens_per_active_hour.input"), "5");
	assert_string_equal(o.rules[0], "{\"name\":\"mine\","
	    "\"product_code\":\"abc\",\"platform\":\"MARKETPLACE\"}");
	org_free(&o);
}

static void
test_dates(void **state)
{
	char *text = edited("[Bot]", "[Docs, {product: Bot, "
	    "from: 2026-11-01}]");
	struct org o;
	struct err e;

	(void)state;
	assert_int_equal(org_read(&o, "f", text, strlen(text), true, NULL,
	    NULL, &e), FOC_OK);
	assert_false(o.shares[0].dated);
	assert_true(o.shares[1].dated);
	assert_int_equal(o.shares[1].from, 1793491200);
	org_free(&o);
	free(text);
	text = edited("delegates: []", "delegates: [{person: priya, "
	    "to: sarah, until: 2026-12-01T12:00:00Z}]");
	assert_int_equal(org_read(&o, "f", text, strlen(text), true, NULL,
	    NULL, &e), FOC_OK);
	assert_string_equal(o.people[0].delegate_to, "sarah");
	assert_int_equal(o.people[0].delegate_until, 1796126400);
	org_free(&o);
	free(text);
}

static const struct { const char *from, *to, *message; } wrong[] = {
	{ "organization: Example Corp\n", "", "f:1: the key 'organization' is "
	    "missing" },
	{ "Example Corp", "\"\\e[31m\"", "f:1: organization: must be 1 to 128 "
	    "bytes without control characters" },
	{ "USD", "usd", "f:2: currency: 'usd' is not three capital letters "
	    "such as USD" },
	{ "labels", "lables", "f:3: unknown key 'lables'; known here: "
	    "organization, currency, labels, people, hierarchy, accounts, "
	    "policy, classification and delegates" },
	{ "{e1: Line}", "{e5: Line}", "f:3: unknown key 'e5'; known here: e1, "
	    "e2, e3 and e4" },
	{ "id: priya", "id: Priya", "f:5: id: 'Priya' is not 1 to 64 of a-z, "
	    "0-9, '.', '_' and '-'" },
	{ "id: sarah", "id: priya", "f:10: a person 'priya' stands here "
	    "already" },
	{ "priya@example.com", "priya", "f:7: person priya: 'priya' is no "
	    "address such as priya@example.com" },
	{ "email", "mail", "f:7: unknown key 'mail'; known here: id, name, "
	    "email, unix, roles and delegate" },
	{ "[priya, pn]", "priya", "f:8: unix: is a text, must be a list" },
	{ "[priya, pn]", "[priya, 'p n']", "f:8: person priya: 'p n' is no "
	    "user name" },
	{ "unix: [sarah]", "unix: [pn]", "f:10: person sarah: the user name "
	    "'pn' stands here already; one name is one person" },
	{ "unix: [sarah]", "unix: [twin]", "f:10: user 'twin' of sarah and "
	    "user 'priya' of priya are both uid 1001 here; one uid is one "
	    "person" },
	{ "[product-owner]", "[owner]", "f:9: person priya: unknown role "
	    "'owner'; known are product-owner, finops-lead, cloud-engineer, "
	    "portfolio-owner, finance, admin and operator" },
	{ "[fa, product-owner]", "[fa, finops-lead]", "f:10: person sarah: has the role "
	    "'finops-lead' already" },
	{ "owner: dana", "owner: sarah", "f:18: portfolio Care: the owner "
	    "sarah needs the role portfolio-owner" },
	{ "Bot, owner: priya", "Bot, owner: dana", "f:20: product Bot: the "
	    "owner dana needs the role product-owner" },
	{ "Bot, owner: priya", "Bot, owner: nn", "f:20: product Bot: the "
	    "owner 'nn' is no person of this file" },
	{ "Bot, owner: priya", "Bot", "f:20: the key 'owner' is missing" },
	{ "product: Docs", "product: Bot", "f:21: a product 'Bot' stands here "
	    "already" },
	{ "Engineering", "A > B", "f:15: department 'A > B': a name here may "
	    "not have a '>'" },
	{ "\"341153769010\"", "34115376901", "f:23: account: '34115376901' is "
	    "not 12 digits in quotes" },
	{ "012345678901", "341153769010", "f:24: an account 341153769010 "
	    "stands here already" },
	{ "payer: true", "payer: yes", "f:24: account 012345678901: payer: "
	    "'yes' is neither true nor false" },
	{ "[Bot]", "[Bott]", "f:23: account 341153769010: shared_by 'Bott' is "
	    "no product of this file" },
	{ "[Bot]", "[Bot, {product: Bot}]", "f:23: account 341153769010: the "
	    "product 'Bot' stands in shared_by already" },
	{ "[Bot]", "[{product: Bot, from: Nov 1}]", "f:23: from: 'Nov 1' is no "
	    "time such as 2026-11-01" },
	{ "normal: 6", "normal: 0", "f:26: policy sla_days.normal: '0' is no "
	    "whole number of 1 to 365" },
	{ "normal: 6", "normal: 5.5", "f:26: policy sla_days.normal: '5.5' is "
	    "no whole number of 1 to 365" },
	{ "normal: 6", "usual: 6", "f:26: unknown policy 'sla_days.usual'; "
	    "known here: normal, priority" },
	{ "{normal: 6}", "6", "f:26: policy sla_days: must be a mapping" },
	{ "keep_sessions: all", "keep_sessions: some", "f:27: policy "
	    "keep_sessions: 'some' is none of none sso all" },
	{ "12.5", "1001", "f:28: policy variance.over_percent: '1001' is no "
	    "number of 0 to 1000" },
	{ "12.5", "1000.1", "f:28: policy variance.over_percent: '1000.1' is "
	    "no number of 0 to 1000" },
	{ "12.5", "-1", "f:28: policy variance.over_percent: '-1' is no number "
	    "of 0 to 1000" },
	{ "12.5", "12.5%", "f:28: policy variance.over_percent: '12.5%' is no "
	    "number of 0 to 1000" },
	{ "[\"a-*\", 'b\"c']", "a-*", "f:29: policy shared_roles: must be a "
	    "list" },
	{ "{team: e2}", "{team: e5}", "f:30: policy tag_mapping: team: must be "
	    "one of e1 e2 e3 e4" },
	{ "product_code: abc, ", "", "f:33: a rule that matches every row; "
	    "give a billing_entity, product_code, product_name, usage_type, "
	    "resource or operation" },
	{ "platform:", "plattform:", "f:33: unknown key 'plattform'; known "
	    "here: name, billing_entity, product_code, product_name, "
	    "usage_type, resource, operation, unit, description, platform, "
	    "feature, model, token_type, tier, geography and per_unit" },
	{ "delegates: []", "delegates: [{to: sarah, until: 2026-12-01}]",
	    "f:34: the key 'person' is missing" },
	{ "delegates: []", "delegates: [{person: priya, to: nn, "
	    "until: 2026-12-01}]", "f:34: person priya: the delegate 'nn' is "
	    "no person of this file" },
	{ "delegates: []", "delegates: [{person: priya, to: priya, "
	    "until: 2026-12-01}]", "f:34: person priya: cannot stand in for "
	    "themselves" },
	{ "delegates: []", "delegates: [{person: priya, to: sarah, "
	    "until: soon}]", "f:34: person priya: delegate until 'soon' is no "
	    "time such as 2026-12-01" },
	{ "delegates: []", "delegates: [{person: priya, to: dana, "
	    "until: 2026-12-01}]", "f:34: person priya: the delegate 'dana' "
	    "has none of the roles product-owner, so could do nothing" },
	{ "12.5", "9.5", "f:28: policy variance: watch_percent is above "
	    "over_percent; it must come first" },
	{ "MARKETPLACE", "MARKET", "f:33: platform: 'MARKET' is none of "
	    "BEDROCK, MARKETPLACE, CLAUDE_PLATFORM, AGENTCORE, NONE" },
	{ "platform: MARKETPLACE", "token_type: OUT", "f:33: token_type: 'OUT' "
	    "is none of INPUT, OUTPUT, CACHE_READ, CACHE_WRITE, "
	    "CACHE_WRITE_1H, IMAGE, VIDEO, AUDIO, SEARCH, OTHER" },
	{ "platform: MARKETPLACE", "tier: GOLD", "f:33: tier: 'GOLD' is none "
	    "of STANDARD, BATCH, FLEX, PRIORITY, RESERVED, "
	    "LATENCY_OPTIMIZED, LONG_CONTEXT, CUSTOM_MODEL" },
	{ "platform: MARKETPLACE", "geography: US", "f:33: geography: 'US' is "
	    "none of REGIONAL, GLOBAL" },
	{ "platform: MARKETPLACE", "feature: CHAT", "f:33: feature: 'CHAT' is "
	    "none of INFERENCE, EMBEDDING, IMAGE, GUARDRAIL, KNOWLEDGE_BASE, "
	    "CUSTOMISATION, PROVISIONED_THROUGHPUT, OTHER" },
	{ "platform: MARKETPLACE", "per_unit: 0", "f:33: per_unit: '0' is no "
	    "number of tokens from 1 to 9999999" },
};

static void
test_wrong(void **state)
{
	struct org o;
	struct err e;
	char *text;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		memset(&e, 0, sizeof(e));
		text = edited(wrong[i].from, wrong[i].to);
		assert_int_equal(org_read(&o, "f", text, strlen(text), false,
		    NULL, NULL, &e), FOC_BAD_INPUT);
		assert_string_equal(e.text, wrong[i].message);
		org_free(&o);
		free(text);
	}
}

static void
test_unknown_user(void **state)
{
	char word[256] = "", *text = edited("unix: [sarah]", "unix: [ghost]");
	struct org o;
	struct err e;

	(void)state;
	assert_int_equal(org_read(&o, "f", text, strlen(text), true,
	    take_notice, word, &e), FOC_OK);
	assert_string_equal(word, "");		/* a sandbox needs no users */
	org_free(&o);
	assert_int_equal(org_read(&o, "f", text, strlen(text), false,
	    take_notice, word, &e), FOC_OK);
	assert_string_equal(word, "f:10: person sarah: this machine knows no "
	    "user 'ghost'");
	org_free(&o);
	free(text);
}

/* "a.b: v" as "{a: {b: v}}"; malloc'd. */
static char *
nested(const char *key, const char *value)
{
	const char *dot = strchr(key, '.');
	char *below, *all;

	if (dot == NULL)
		return xasprintf("{%s: %s}", key, value);
	below = nested(dot + 1, value);
	all = xasprintf("{%.*s: %s}", (int)(dot - key), key, below);
	free(below);
	return all;
}

/* Every default passes the check that a file's value has to pass. */
static void
test_defaults(void **state)
{
	int head = (int)(strstr(right, "policy:") - right);
	char *policy, *text;
	struct org o;
	struct err e;
	size_t i;

	(void)state;
	assert_int_equal(org_read(&o, "f", right, (size_t)head, true, NULL,
	    NULL, &e), FOC_OK);
	for (i = 0; i < policy_count(); i++)
		assert_string_equal(o.policy[i], policy_keys[i].value);
	org_free(&o);
	for (i = 0; i < policy_count(); i++) {
		policy = nested(policy_keys[i].key, policy_keys[i].value);
		text = xasprintf("%.*spolicy: %s\n", head, right, policy);
		if (org_read(&o, "f", text, strlen(text), true, NULL, NULL,
		    &e) != FOC_OK)
			fail_msg("%s", e.text);
		assert_string_equal(o.policy[i], policy_keys[i].value);
		org_free(&o);
		free(policy);
		free(text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_right),
		cmocka_unit_test(test_dates),
		cmocka_unit_test(test_wrong),
		cmocka_unit_test(test_unknown_user),
		cmocka_unit_test(test_defaults),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
