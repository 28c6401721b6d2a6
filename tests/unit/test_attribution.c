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
		cmocka_unit_test(agrees_with_a_second_opinion),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
