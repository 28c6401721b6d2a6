/* SPDX-License-Identifier: MIT */
/* Who owns what was spent: each rule, splits, and a second opinion. */
#include "spend_fixture.h"

#include "core/money.h"

#define ACCOUNT	"111111111111"
#define ROLE	"arn:aws:iam::111111111111:role/finops-csbot-ab12"

static const struct foc_span always = { FOC_ALWAYS, FOC_ALWAYS };

/* The one record that has these; "" matches null. */
static const cJSON *
find(const struct kept *k, const char *hour, const char *source,
    const char *product)
{
	size_t i;

	for (i = 0; i < k->n; i++)
		if (strcmp(text_of(k->record[i], "hour"), hour) == 0 &&
		    strcmp(text_of(k->record[i], "source"), source) == 0 &&
		    (product == NULL || strcmp(text_of(k->record[i],
		    "product"), product) == 0))
			return k->record[i];
	fail_msg("no %s %s of %s", hour, source, product);
	return NULL;
}

static struct kept *
usage(struct foc *f, enum foc_by by, const char *name)
{
	struct kept *k = kept_new();

	if (foc_workload_usage(f, name, by, &always, &k->base) != FOC_OK)
		fail_msg("%s", foc_errmsg(f));
	return k;
}

static void
a_claim_owns_its_hours(void **state)
{
	struct foc *f = fixture();
	struct kept *k;
	int h;

	(void)state;
	add_workload(f, "csbot", 11);
	/* Half past one to three: of five hours, two. */
	add_claim(f, "csbot", "ROLE", ROLE, ACCOUNT, OCT + 3600 + 1800,
	    OCT + 4 * 3600);
	add_caller(f, 1, ACCOUNT, ROLE, "", "");
	add_caller(f, 2, "222222222222", ROLE, "", "");
	add_load(f, 1, OCT, NOV);
	for (h = 0; h < 5; h++) {
		add_cell(f, 1, OCT + h * 3600, 1, 1, 30, 30);
		add_cell(f, 1, OCT + h * 3600, 1, 2, 30, 30);
		add_cell(f, 1, OCT + h * 3600, 3, 1, 30, -1000);
	}
	seal_load(f, 1);
	k = usage(f, FOC_BY_HOUR, NULL);
	/* three hours of three shares, two of the workload, five elsewhere */
	assert_int_equal(k->n, 3 * 3 + 2 + 5);
	find(k, "2026-10-01T01:00:00Z", "POOL", "P1");
	assert_string_equal(text_of(find(k, "2026-10-01T02:00:00Z", "WORKLOAD",
	    "P1"), "layer"), "PRINCIPAL");
	find(k, "2026-10-01T03:00:00Z", "WORKLOAD", "P1");
	find(k, "2026-10-01T04:00:00Z", "POOL", "P3");
	assert_string_equal(text_of(find(k, "2026-10-01T02:00:00Z",
	    "UNALLOCATED", ""), "account"), "222222222222");
	kept_free(k);
	k = usage(f, FOC_BY_DAY, "wl-csbot");
	assert_int_equal(k->n, 1);
	assert_string_equal(text_of(k->record[0], "cost_usd"), "0.000000006");
	assert_string_equal(text_of(k->record[0], "tokens"), "0.000006");
	kept_free(k);
	fixture_close(f);
}

static void
shares_are_even_and_whole(void **state)
{
	struct foc *f = fixture();
	struct kept *k;

	(void)state;
	add_caller(f, 1, ACCOUNT, "", "", "");
	add_load(f, 1, OCT, NOV);
	add_cell(f, 1, OCT, 1, 1, 11, 10);
	add_cell(f, 1, OCT + 3600, 1, 1, -11, -10);
	add_cell(f, 1, OCT + 7200, 5, 1, 1, 2);
	seal_load(f, 1);
	k = usage(f, FOC_BY_HOUR, NULL);
	assert_int_equal(k->n, 9);
	assert_string_equal(text_of(find(k, "2026-10-01T00:00:00Z", "POOL",
	    "P1"), "cost_usd"), "0.0000000004");
	assert_string_equal(text_of(find(k, "2026-10-01T00:00:00Z", "POOL",
	    "P2"), "cost_usd"), "0.0000000003");
	assert_string_equal(text_of(find(k, "2026-10-01T00:00:00Z", "POOL",
	    "P2"), "tokens"), "0.0000004");
	assert_string_equal(text_of(find(k, "2026-10-01T00:00:00Z", "POOL",
	    "P3"), "tokens"), "0.0000003");
	assert_string_equal(text_of(find(k, "2026-10-01T01:00:00Z", "POOL",
	    "P1"), "cost_usd"), "-0.0000000004");
	assert_string_equal(text_of(find(k, "2026-10-01T01:00:00Z", "POOL",
	    "P3"), "cost_usd"), "-0.0000000003");
	assert_string_equal(text_of(find(k, "2026-10-01T02:00:00Z", "POOL",
	    "P3"), "cost_usd"), "0");
	assert_true(cJSON_IsNull(json_member(find(k, "2026-10-01T02:00:00Z",
	    "POOL", "P1"), "tokens")));
	kept_free(k);
	fixture_close(f);
}

static void
a_share_has_its_time(void **state)
{
	struct foc *f = fixture();
	struct kept *k;

	(void)state;
	sql(f, "DELETE FROM account_share; INSERT INTO account_share VALUES "
	    "('111111111111', 12, %lld, NULL), ('111111111111', 11, %lld, "
	    "%lld)", (long long)OCT + 3600, (long long)OCT + 7200,
	    (long long)OCT + 10800);
	add_caller(f, 1, ACCOUNT, "", "", "");
	add_load(f, 1, OCT, NOV);
	add_cell(f, 1, OCT, 1, 1, 10, 10);
	add_cell(f, 1, OCT + 3600, 1, 1, 10, 10);
	add_cell(f, 1, OCT + 7200, 1, 1, 10, 10);
	add_cell(f, 1, OCT + 10800, 1, 1, 10, 10);
	seal_load(f, 1);
	k = usage(f, FOC_BY_HOUR, NULL);
	assert_int_equal(k->n, 5);
	find(k, "2026-10-01T00:00:00Z", "UNALLOCATED", "");
	assert_string_equal(text_of(find(k, "2026-10-01T01:00:00Z", "POOL",
	    "P2"), "cost_usd"), "0.000000001");
	find(k, "2026-10-01T02:00:00Z", "POOL", "P1");
	assert_string_equal(text_of(find(k, "2026-10-01T02:00:00Z", "POOL",
	    "P2"), "cost_usd"), "0.0000000005");
	assert_string_equal(text_of(find(k, "2026-10-01T03:00:00Z", "POOL",
	    "P2"), "cost_usd"), "0.000000001");
	kept_free(k);
	fixture_close(f);
}

static void
anchors_have_an_order(void **state)
{
	static const struct {
		int caller;
		const char *layer, *workload;
	} want[] = {
		{ 1, "PRINCIPAL", "a" }, { 2, "PROFILE", "b" },
		{ 3, "RESOURCE", "b" }, { 4, "GUARDRAIL", "b" },
		{ 5, "WORKSPACE", "b" }, { 6, "POOL", "" },
		{ 7, "PRINCIPAL", "c" }
	};
	struct foc *f = fixture();
	struct kept *k;
	char account[16];
	size_t i;

	(void)state;
	add_workload(f, "a", 11);
	add_workload(f, "b", 12);
	add_workload(f, "c", 13);
	add_claim(f, "a", "ROLE", ROLE, ACCOUNT, 0, 0);
	add_claim(f, "b", "INFERENCE_PROFILE", "arn:profile", ACCOUNT, 0, 0);
	add_claim(f, "b", "RESOURCE", "arn:runtime", ACCOUNT, 0, 0);
	add_claim(f, "b", "GUARDRAIL", "arn:guardrail", ACCOUNT, 0, 0);
	add_claim(f, "b", "WORKSPACE", "wrkspc_1", ACCOUNT, 0, 0);
	add_claim(f, "b", "WORKSPACE", "wrkspc_2", ACCOUNT, 0, 0);
	add_claim(f, "c", "WORKSPACE", "wrkspc_2", ACCOUNT, 0, 0);
	add_claim(f, "c", "USER", "arn:user", ACCOUNT, 0, 0);
	add_caller(f, 1, ACCOUNT, ROLE, "arn:profile", "wrkspc_1");
	add_caller(f, 2, ACCOUNT, "arn:other", "arn:profile", "");
	add_caller(f, 3, ACCOUNT, "", "arn:runtime", "wrkspc_2");
	add_caller(f, 4, ACCOUNT, "", "arn:guardrail", "");
	add_caller(f, 5, ACCOUNT, "", "", "wrkspc_1");
	add_caller(f, 6, ACCOUNT, "", "", "wrkspc_2");
	add_caller(f, 7, ACCOUNT, "arn:user", "", "");
	add_load(f, 1, OCT, NOV);
	for (i = 0; i < 7; i++)
		add_cell(f, 1, OCT + (int64_t)i * 3600, 1, want[i].caller, 9,
		    9);
	seal_load(f, 1);
	k = usage(f, FOC_BY_HOUR, NULL);
	assert_int_equal(k->n, 9);	/* the sixth is three shares */
	for (i = 0; i < 7; i++) {
		snprintf(account, sizeof(account), "T%02zu:", i);
		assert_non_null(strstr(text_of(k->record[i > 5 ? i + 2 : i],
		    "hour"), account));
		assert_string_equal(text_of(k->record[i > 5 ? i + 2 : i],
		    "layer"), want[i].layer);
		assert_string_equal(text_of(k->record[i > 5 ? i + 2 : i],
		    "workload"), want[i].workload);
	}
	kept_free(k);
	fixture_close(f);
}

static void
two_owners_are_refused(void **state)
{
	struct foc *f = fixture();
	struct kept *k = kept_new();

	(void)state;
	add_workload(f, "a", 11);
	add_workload(f, "b", 12);
	add_claim(f, "a", "ROLE", ROLE, ACCOUNT, OCT, OCT + 7200);
	add_claim(f, "b", "ROLE", ROLE, ACCOUNT, OCT + 7200, 0);
	add_caller(f, 1, ACCOUNT, ROLE, "", "");
	add_load(f, 1, OCT, NOV);
	add_cell(f, 1, OCT, 1, 1, 9, 9);
	add_cell(f, 1, OCT + 7200, 1, 1, 9, 9);
	seal_load(f, 1);
	assert_int_equal(foc_workload_usage(f, NULL, FOC_BY_DAY, &always,
	    &k->base), FOC_OK);
	sql(f, "UPDATE claim SET valid_to = valid_to + 1 WHERE valid_to > 0");
	assert_int_equal(foc_workload_usage(f, NULL, FOC_BY_DAY, &always,
	    &k->base), FOC_SYSTEM);
	assert_non_null(strstr(foc_errmsg(f), "two workloads claim"));
	/* One of them was replaced by another period: that one is no claim. */
	sql(f, "UPDATE claim SET replaced = 1 WHERE anchor = 'an-1'");
	assert_int_equal(foc_workload_usage(f, NULL, FOC_BY_DAY, &always,
	    &k->base), FOC_OK);
	kept_free(k);
	fixture_close(f);
}

static void
missing_dollars_are_noticed(void **state)
{
	static const struct foc_span part = { OCT + 3600, OCT + 7200 };
	struct foc *f = fixture();
	struct kept *k = kept_new();

	(void)state;
	add_caller(f, 1, ACCOUNT, "", "", "");
	add_load(f, 1, OCT, NOV);
	add_cell(f, 1, OCT, 1, 1, 9, 9);
	add_cell(f, 1, OCT + 3600, 1, 1, 9, 5);
	seal_load(f, 1);
	sql(f, "UPDATE load SET spend_usd = spend_usd + 3");
	assert_int_equal(foc_workload_usage(f, NULL, FOC_BY_DAY, &always,
	    &k->base), FOC_SYSTEM);
	assert_non_null(strstr(foc_errmsg(f),
	    "a difference of -0.0000000003"));
	/* Of a part of the month the load says nothing. */
	assert_int_equal(foc_workload_usage(f, NULL, FOC_BY_DAY, &part,
	    &k->base), FOC_OK);
	/* A cell of nobody known: the parts are fewer than the cells. */
	add_cell(f, 1, OCT + 3600, 1, 77, 9, 5);
	assert_int_equal(foc_workload_usage(f, NULL, FOC_BY_DAY, &part,
	    &k->base), FOC_SYSTEM);
	assert_non_null(strstr(foc_errmsg(f), "its cells"));
	kept_free(k);
	fixture_close(f);
}

static void
only_active_loads_of_the_currency_count(void **state)
{
	struct foc *f = fixture();
	struct kept *k;

	(void)state;
	add_caller(f, 1, ACCOUNT, "", "", "");
	add_load(f, 1, OCT, NOV);
	sql(f, "UPDATE load SET state = 'SUPERSEDED', superseded_at = 1");
	add_load(f, 2, OCT, NOV);
	add_load(f, 3, NOV, NOV + 86400);
	sql(f, "UPDATE load SET currency = 'EUR' WHERE n = 3");
	add_cell(f, 1, OCT, 1, 1, 9, 9);
	add_cell(f, 2, OCT, 1, 1, 9, 12);
	add_cell(f, 3, NOV, 1, 1, 9, 12);
	seal_load(f, 2);
	k = usage(f, FOC_BY_DAY, NULL);
	assert_int_equal(k->n, 3);
	assert_string_equal(text_of(k->record[0], "cost_usd"), "0.0000000004");
	kept_free(k);
	fixture_close(f);
}

/* --- CloudTrail, workspaces, tags */

/* Calls of a role in an hour, of an invocation with an event or without. */
static void
add_calls(struct foc *f, int trail, int64_t hour, const char *workspace,
    const char *role, int calls, int with_tokens, int64_t tokens)
{
	sql(f, "INSERT OR IGNORE INTO trail VALUES (%d, 'tr-%d', 0, 1, 0, 0, "
	    "0, 0); INSERT INTO trail_call VALUES (%d, %lld, %Q, %Q, "
	    "'111111111111', 'INFERENCE', %d, %d, %lld)", trail, trail, trail,
	    (long long)hour, workspace, role, calls, with_tokens,
	    (long long)tokens);
}

static void
finish_trail(struct foc *f, int trail)
{
	sql(f, "INSERT INTO audit (seq, at, actor, uid, role, verb, object, "
	    "prev, hash) SELECT coalesce(max(seq), -1) + 1, 0, 'x', 0, 'x', "
	    "'ingest', 'tr-%d', randomblob(32), randomblob(32) FROM audit",
	    trail);
}

static const char *
cost_of(const struct kept *k, const char *hour, const char *source,
    const char *product)
{
	return text_of(find(k, hour, source, product), "cost_usd");
}

#define H0	"2026-10-01T00:00:00Z"
#define H1	"2026-10-01T01:00:00Z"
#define H2	"2026-10-01T02:00:00Z"

static void
calls_share_an_hour(void **state)
{
	struct foc *f = fixture();
	struct kept *k;

	(void)state;
	add_workload(f, "a", 11);
	add_workload(f, "b", 12);
	add_claim(f, "a", "ROLE", "arn:a1", ACCOUNT, 0, 0);
	add_claim(f, "a", "ROLE", "arn:a2", ACCOUNT, 0, 0);
	add_claim(f, "b", "WORKSPACE", "wrkspc_1", ACCOUNT, 0, 0);
	add_caller(f, 1, ACCOUNT, "", "", "wrkspc_1");
	add_load(f, 1, OCT, NOV);
	add_cell(f, 1, OCT, 1, 1, 20, 10);
	add_cell(f, 1, OCT + 3600, 1, 1, -20, -10);
	add_cell(f, 1, OCT + 7200, 1, 1, 20, 10);
	seal_load(f, 1);
	/* 10 by 1, 1 and 5: 1 3/7, 1 3/7, 7 1/7; 20: 2 6/7, 2 6/7, 14 2/7 */
	add_calls(f, 1, OCT, "wrkspc_1", "arn:a1", 1, 0, 0);
	add_calls(f, 1, OCT, "wrkspc_1", "arn:a2", 1, 0, 0);
	add_calls(f, 1, OCT, "wrkspc_1", "arn:z", 5, 0, 0);
	/* All have tokens: 3 and 1 of them; then one has none: 1 and 9 calls */
	add_calls(f, 1, OCT + 3600, "wrkspc_1", "arn:a1", 1, 1, 3);
	add_calls(f, 1, OCT + 3600, "wrkspc_1", "arn:z", 9, 9, 1);
	add_calls(f, 1, OCT + 7200, "wrkspc_2", "arn:a1", 1, 0, 0);
	/* Not finished: it does not count yet. */
	k = usage(f, FOC_BY_HOUR, NULL);
	assert_int_equal(k->n, 3);
	assert_string_equal(text_of(k->record[0], "layer"), "WORKSPACE");
	kept_free(k);
	finish_trail(f, 1);
	k = usage(f, FOC_BY_HOUR, NULL);
	assert_int_equal(k->n, 5);
	assert_string_equal(cost_of(k, H0, "WORKLOAD", "P1"), "0.0000000003");
	assert_string_equal(text_of(find(k, H0, "WORKLOAD", "P1"), "layer"),
	    "CLOUDTRAIL");
	assert_string_equal(text_of(find(k, H0, "WORKLOAD", "P1"), "tokens"),
	    "0.0000006");
	assert_string_equal(cost_of(k, H0, "WORKLOAD", "P2"), "0.0000000007");
	assert_string_equal(text_of(find(k, H0, "WORKLOAD", "P2"), "layer"),
	    "WORKSPACE");
	/* -7.5 and -2.5: of equal fractions the first role. */
	assert_string_equal(cost_of(k, H1, "WORKLOAD", "P1"),
	    "-0.0000000008");
	assert_string_equal(cost_of(k, H1, "WORKLOAD", "P2"),
	    "-0.0000000002");
	assert_string_equal(cost_of(k, H2, "WORKLOAD", "P2"), "0.000000001");
	kept_free(k);
	sql(f, "UPDATE trail_call SET with_tokens = 8 WHERE calls = 9");
	k = usage(f, FOC_BY_HOUR, NULL);
	assert_string_equal(cost_of(k, H1, "WORKLOAD", "P1"),
	    "-0.0000000001");
	kept_free(k);
	fixture_close(f);
}

/* The rest of a pool is what CloudTrail left, split; an anchor goes before. */
static void
calls_have_their_place(void **state)
{
	struct foc *f = fixture();
	struct kept *k;

	(void)state;
	add_workload(f, "a", 11);
	add_workload(f, "c", 13);
	add_claim(f, "a", "ROLE", "arn:a", ACCOUNT, OCT + 3600, OCT + 7200);
	add_caller(f, 1, ACCOUNT, "", "arn:g", "wrkspc_1");
	add_load(f, 1, OCT, NOV);
	add_cell(f, 1, OCT, 1, 1, 10, 10);
	add_cell(f, 1, OCT + 3600, 1, 1, 10, 10);
	add_cell(f, 1, OCT + 7200, 1, 1, 10, 10);
	seal_load(f, 1);
	add_calls(f, 1, OCT, "wrkspc_1", "arn:a", 1, 0, 0);
	add_calls(f, 1, OCT + 3600, "wrkspc_1", "arn:a", 1, 0, 0);
	add_calls(f, 2, OCT + 3600, "wrkspc_1", "arn:b", 1, 0, 0);
	add_calls(f, 2, OCT + 7200, "wrkspc_1", "arn:a", 1, 0, 0);
	finish_trail(f, 1);
	finish_trail(f, 2);
	k = usage(f, FOC_BY_HOUR, NULL);
	assert_int_equal(k->n, 3 + 4 + 3);
	assert_string_equal(cost_of(k, H0, "POOL", "P1"), "0.0000000004");
	assert_string_equal(cost_of(k, H1, "WORKLOAD", "P1"),
	    "0.0000000005");
	assert_string_equal(cost_of(k, H1, "POOL", "P1"), "0.0000000002");
	assert_string_equal(cost_of(k, H1, "POOL", "P3"), "0.0000000001");
	kept_free(k);
	/* Nobody else called: nothing is left to share. */
	sql(f, "DELETE FROM trail_call WHERE role = 'arn:b'");
	k = usage(f, FOC_BY_HOUR, NULL);
	assert_int_equal(k->n, 3 + 1 + 3);
	kept_free(k);
	add_claim(f, "c", "GUARDRAIL", "arn:g", ACCOUNT, 0, 0);
	k = usage(f, FOC_BY_HOUR, NULL);
	assert_int_equal(k->n, 3);
	assert_string_equal(text_of(k->record[1], "layer"), "GUARDRAIL");
	kept_free(k);
	fixture_close(f);
}

/* A bill of days has the calls of days. */
static void
days_have_calls(void **state)
{
	struct foc *f = fixture();
	struct kept *k;

	(void)state;
	add_workload(f, "a", 11);
	add_claim(f, "a", "ROLE", "arn:a", ACCOUNT, 0, 0);
	add_caller(f, 1, ACCOUNT, "", "", "wrkspc_1");
	add_load(f, 1, OCT, NOV);
	add_cell(f, 1, OCT, 1, 1, 10, 100);
	seal_load(f, 1);
	add_calls(f, 1, OCT, "wrkspc_1", "arn:a", 1, 0, 0);
	add_calls(f, 1, OCT + 23 * 3600, "wrkspc_1", "arn:a", 2, 0, 0);
	add_calls(f, 1, OCT + 23 * 3600, "wrkspc_1", "arn:b", 1, 0, 0);
	add_calls(f, 1, OCT + 24 * 3600, "wrkspc_1", "arn:b", 9, 0, 0);
	finish_trail(f, 1);
	k = usage(f, FOC_BY_HOUR, NULL);
	assert_string_equal(cost_of(k, H0, "WORKLOAD", "P1"),
	    "0.0000000075");
	kept_free(k);
	add_cell(f, 1, OCT + 3600, 1, 1, 10, 100);
	seal_load(f, 1);
	k = usage(f, FOC_BY_HOUR, NULL);
	assert_string_equal(cost_of(k, H0, "WORKLOAD", "P1"), "0.00000001");
	kept_free(k);
	fixture_close(f);
}

static void
tags_name_a_node(void **state)
{
	static const struct {
		const char *tags, *source, *e[4];
	} cases[] = {
		{ "{\"user_element4\":\"P2\"}", "TAG",
		    { "Unit", "Dept", "Portfolio", "P2" } },
		{ "{\"resourceTags/user:element4\":\"P2\"}", "TAG",
		    { "Unit", "Dept", "Portfolio", "P2" } },
		{ "{\"resource_tag_element4\":\"P2\"}", "TAG",
		    { "Unit", "Dept", "Portfolio", "P2" } },
		{ "{\"resourceTags/Element-4\":\"P2\"}", "TAG",
		    { "Unit", "Dept", "Portfolio", "P2" } },
		{ "{\"user_element3\":\"Portfolio\",\"user_element4\":\"?\"}",
		    "TAG", { "Unit", "Dept", "Portfolio", "" } },
		{ "{\"user_element2\":\"Dept\"}", "TAG",
		    { "Unit", "Dept", "", "" } },
		/* two units have it: the unit tells, or stays alone */
		{ "{\"user_element2\":\"Twin\"}", "POOL", { "" } },
		{ "{\"user_element1\":\"Unit\",\"user_element2\":\"Twin\"}",
		    "TAG", { "Unit", "Twin", "", "" } },
		{ "{\"user_element1\":\"Unit\",\"user_element2\":\"?\"}",
		    "TAG", { "Unit", "", "", "" } },
		{ "{\"iamPrincipal/element4\":\"P2\"}", "POOL", { "" } },
		{ "{\"user_app\":\"P2\"}", "POOL", { "" } },
		{ "{\"user_element4\":\"p2\"}", "POOL", { "" } },
	};
	struct foc *f = fixture();
	const cJSON *path;
	struct kept *k;
	char level[3];
	size_t i, n;

	(void)state;
	sql(f, "INSERT INTO node VALUES (4, 1, 'Other', NULL, NULL, 1), "
	    "(5, 2, 'Twin', 1, NULL, 1), (6, 2, 'Twin', 4, NULL, 1)");
	add_caller(f, 1, ACCOUNT, "", "", "");
	add_load(f, 1, OCT, NOV);
	add_cell(f, 1, OCT, 1, 1, 9, 9);
	seal_load(f, 1);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		sql(f, "UPDATE caller SET tags = %Q", cases[i].tags);
		k = usage(f, FOC_BY_HOUR, NULL);
		assert_string_equal(text_of(k->record[0], "source"),
		    cases[i].source);
		path = json_member(k->record[0], "path");
		for (n = 0; n < 4 && *cases[i].e[0] != '\0'; n++) {
			snprintf(level, sizeof(level), "e%d", (int)n + 1);
			assert_string_equal(text_of(path, level),
			    cases[i].e[n]);
			assert_string_equal(text_of(k->record[0], "product"),
			    cases[i].e[3]);
		}
		kept_free(k);
	}
	/* Other words for the levels; and who claims goes before. */
	sql(f, "INSERT INTO policy VALUES ('tag_mapping', "
	    "'{\"CostApp\":\"e4\"}'); "
	    "UPDATE caller SET tags = '{\"user_cost_app\":\"P3\"}', "
	    "workspace = 'wrkspc_1'");
	k = usage(f, FOC_BY_HOUR, NULL);
	assert_string_equal(text_of(k->record[0], "product"), "P3");
	kept_free(k);
	add_workload(f, "a", 11);
	add_claim(f, "a", "WORKSPACE", "wrkspc_1", ACCOUNT, 0, 0);
	k = usage(f, FOC_BY_HOUR, NULL);
	assert_string_equal(text_of(k->record[0], "layer"), "WORKSPACE");
	kept_free(k);
	add_workload(f, "b", 12);
	add_claim(f, "b", "WORKSPACE", "wrkspc_1", ACCOUNT, 0, 0);
	k = usage(f, FOC_BY_HOUR, NULL);
	assert_string_equal(text_of(k->record[0], "layer"), "TAG");
	kept_free(k);
	fixture_close(f);
}

/* A developer's name goes before the set, and only where there is a set. */
static void
names_of_sessions_speak(void **state)
{
	static const char set[] = "arn:aws:iam::111111111111:role/"
	    "AWSReservedSSO_Dev_Tools_0123456789abcdef";
	struct foc *f = fixture();
	struct kept *k;

	(void)state;
	add_workload(f, "a", 11);
	add_workload(f, "b", 12);
	add_claim(f, "a", "PERMISSION_SET", "Dev_Tools", ACCOUNT, 0, 0);
	add_claim(f, "b", "USER", "ann@x.org", ACCOUNT, 0, 0);
	add_caller(f, 1, ACCOUNT, set, "", "");
	sql(f, "UPDATE caller SET session = 'bob@x.org'");
	add_caller(f, 2, ACCOUNT, set, "", "");
	add_caller(f, 3, ACCOUNT, ROLE, "", "");
	sql(f, "UPDATE caller SET session = 'ann@x.org' WHERE id > 1");
	add_load(f, 1, OCT, NOV);
	add_cell(f, 1, OCT, 1, 1, 9, 9);
	add_cell(f, 1, OCT + 3600, 1, 2, 9, 9);
	add_cell(f, 1, OCT + 7200, 1, 3, 9, 9);
	seal_load(f, 1);
	k = usage(f, FOC_BY_HOUR, NULL);
	assert_int_equal(k->n, 1 + 1 + 3);
	find(k, H0, "WORKLOAD", "P1");
	find(k, H1, "WORKLOAD", "P2");
	find(k, H2, "POOL", "P1");
	kept_free(k);
	fixture_close(f);
}

/* --- a second opinion: thousands of random cells, cell by cell */

struct opinion {
	int64_t	workload[3], pool[3], none;
};

static unsigned long seed = 20261120;

static int64_t
any(int64_t n)
{
	seed = seed * 6364136223846793005UL + 1442695040888963407UL;
	return (int64_t)(seed >> 33) % n;
}

static int64_t claim_from[8], claim_to[8];

/* Roles 0 to 5: two claims each, at 2i and 2i + 1 of workload i / 2. */
static void
random_bill(struct foc *f, struct opinion *o)
{
	static const char *const names[] = { "a", "b", "c" };
	char role[16];
	int64_t hour, cost, part;
	int i, c, p, w;

	for (i = 0; i < 3; i++) {
		add_workload(f, names[i], 11 + i);
		snprintf(role, sizeof(role), "role-%d", i);
		claim_from[i] = OCT + any(40 * 3600);
		claim_to[i] = claim_from[i] + 1 + any(40 * 3600);
		add_claim(f, names[i], "ROLE", role, ACCOUNT, claim_from[i],
		    claim_to[i]);
	}
	for (c = 0; c < 6; c++) {
		snprintf(role, sizeof(role), "role-%d", c);
		add_caller(f, c + 1, c == 4 ? "222222222222" : ACCOUNT, role,
		    "", "");
	}
	add_load(f, 1, OCT, NOV);
	for (i = 0; i < 3000; i++) {
		hour = OCT + (i % 80) * 3600;
		c = i / 80 % 6;
		cost = any(1000) - 100;
		if (i / 480 >= 4)
			break;
		add_cell(f, 1, hour, i / 480 + (i / 480 == 2 ? 3 : 1), c + 1,
		    cost, cost);
		w = c < 3 && hour >= claim_from[c] && hour < claim_to[c];
		if (w)
			o->workload[c] += cost;
		else if (c == 4)
			o->none += cost;
		else
			for (p = 0; p < 3; p++) {
				part = (cost < 0 ? -cost : cost) / 3 +
				    (p < (cost < 0 ? -cost : cost) % 3);
				o->pool[p] += cost < 0 ? -part : part;
			}
	}
	seal_load(f, 1);
}

static int64_t
sum_of(const struct kept *k, const char *source, const char *product)
{
	int64_t sum = 0, v;
	size_t i;

	for (i = 0; i < k->n; i++) {
		if (strcmp(text_of(k->record[i], "source"), source) != 0 ||
		    strcmp(text_of(k->record[i], "product"), product) != 0)
			continue;
		assert_int_equal(money_parse_exact(text_of(k->record[i],
		    "cost_usd"), strlen(text_of(k->record[i], "cost_usd")),
		    &v), 0);
		sum += v;
	}
	return sum;
}

static void
agrees_with_a_second_opinion(void **state)
{
	static const char *const products[] = { "P1", "P2", "P3" };
	struct opinion o;
	struct kept *k;
	struct foc *f;
	int round, by, p;

	(void)state;
	for (round = 0; round < 5; round++) {
		memset(&o, 0, sizeof(o));
		f = fixture();
		random_bill(f, &o);
		for (by = FOC_BY_DAY; by <= FOC_BY_HOUR; by++) {
			k = usage(f, (enum foc_by)by, NULL);
			for (p = 0; p < 3; p++) {
				assert_int_equal(sum_of(k, "WORKLOAD",
				    products[p]), o.workload[p]);
				assert_int_equal(sum_of(k, "POOL",
				    products[p]), o.pool[p]);
			}
			assert_int_equal(sum_of(k, "UNALLOCATED", ""), o.none);
			kept_free(k);
		}
		fixture_close(f);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_claim_owns_its_hours),
		cmocka_unit_test(shares_are_even_and_whole),
		cmocka_unit_test(a_share_has_its_time),
		cmocka_unit_test(anchors_have_an_order),
		cmocka_unit_test(two_owners_are_refused),
		cmocka_unit_test(missing_dollars_are_noticed),
		cmocka_unit_test(only_active_loads_of_the_currency_count),
		cmocka_unit_test(calls_share_an_hour),
		cmocka_unit_test(calls_have_their_place),
		cmocka_unit_test(days_have_calls),
		cmocka_unit_test(tags_name_a_node),
		cmocka_unit_test(names_of_sessions_speak),
		cmocka_unit_test(agrees_with_a_second_opinion),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
