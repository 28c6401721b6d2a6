/* SPDX-License-Identifier: MIT */
/* Spend Cards: their figures, flags, revisions and signatures. */
#include "spend_fixture.h"

#include "core/money.h"

#define ACCOUNT	"111111111111"
#define ROLE	"arn:aws:iam::111111111111:role/finops-csbot-ab12"
#define W46	(NOV + 8 * UTC_DAY)	/* Monday 2026-11-09 */

static void
act_as(struct foc *f, const char *who, unsigned roles)
{
	free(f->actor);
	f->actor = strdup(who);
	f->roles = roles;
}

/*
 * csbot, claimed since `claimed`, spends a dollar a day from OCT on and twice
 * that on Sundays; bills reach `until`.
 */
static struct foc *
bot(int64_t claimed, int64_t until)
{
	struct foc *f = fixture();
	int64_t day;

	f->now = W46 + UTC_WEEK + 3600;
	sql(f, "INSERT INTO policy VALUES ('variance.watch_percent', '10'), "
	    "('variance.over_percent', '25'), ('variance.min_usd', '1'), "
	    "('variance.spike_factor', '2'), ('variance.spike_min_usd', '1'), "
	    "('variance.new_after_weeks', '4'), ('max_data_age_days', '3'), "
	    "('restate_ask.percent', '1'), ('restate_ask.usd', '1')");
	act_as(f, "sarah", ROLE_FINOPS_LEAD);
	add_workload(f, "csbot", 11);
	add_claim(f, "csbot", "ROLE", ROLE, ACCOUNT, claimed, 0);
	add_caller(f, 1, ACCOUNT, ROLE, "", "");
	add_caller(f, 2, ACCOUNT, "arn:else", "", "");
	add_load(f, 1, OCT, NOV);
	add_load(f, 2, NOV, until);
	for (day = OCT; day < until; day += UTC_DAY) {
		add_cell(f, 1 + (day >= NOV), day + 7 * UTC_HOUR, 1, 1, 30,
		    MONEY_ONE * (1 + (day % UTC_WEEK == 3 * UTC_DAY)));
		add_cell(f, 1 + (day >= NOV), day + 7 * UTC_HOUR, 4, 1, 90,
		    0);
		add_cell(f, 1 + (day >= NOV), day + 7 * UTC_HOUR, 1, 2, 30,
		    5 * MONEY_ONE);
	}
	seal_load(f, 1);
	seal_load(f, 2);
	assert_int_equal(audit_add(f, "operator", "load", "ld-1", NULL,
	    "ACTIVE", NULL), FOC_OK);
	assert_int_equal(audit_add(f, "operator", "load", "ld-2", NULL,
	    "ACTIVE", NULL), FOC_OK);
	return f;
}

static void
estimate(struct foc *f, int64_t dollars)
{
	sql(f, "INSERT INTO estimate (workload, request, usd, growth_ppm, "
	    "set_by, set_at, rationale) VALUES ('csbot', 'br-1', %lld, 0, "
	    "'sarah', 0, '')", (long long)(dollars * MONEY_ONE));
}

static void
check_audit(struct foc *f)
{
	struct kept *k = kept_new();

	if (foc_audit_verify(f, NULL, 0, false, &k->base) == FOC_REFUSED &&
	    strstr(foc_errmsg(f), "cd-") != NULL)
		fail_msg("%s", foc_errmsg(f));
	kept_free(k);
}

static struct kept *
generate(struct foc *f, int64_t week)
{
	struct kept *k = kept_new();

	if (foc_card_generate(f, week, &k->base) != FOC_OK)
		fail_msg("%s", foc_errmsg(f));
	return k;
}

static char *
flags_of(const cJSON *card)
{
	return json_print(json_member(card, "flags"));
}

static void
assert_flags(const cJSON *card, const char *want)
{
	char *flags = flags_of(card);

	assert_string_equal(flags, want);
	free(flags);
}

static void
has_its_figures(void **state)
{
	struct foc *f = bot(OCT, W46 + UTC_WEEK);
	struct kept *k;
	const cJSON *c, *l;

	(void)state;
	estimate(f, 30);
	k = generate(f, FOC_ALWAYS);
	assert_int_equal(k->n, 1);
	c = k->record[0];
	assert_string_equal(text_of(c, "id"), "cd-2026-W46-csbot");
	assert_string_equal(text_of(c, "state"), "PENDING_OWNER");
	assert_string_equal(text_of(c, "outcome"), "NEW");
	assert_true(cJSON_IsFalse(json_member(c, "incomplete")));
	assert_string_equal(text_of(c, "actual_usd"), "8");
	assert_string_equal(text_of(c, "previous_usd"), "8");
	assert_string_equal(text_of(c, "estimate_usd"), "7");
	assert_string_equal(text_of(c, "variance_usd"), "1");
	assert_string_equal(text_of(c, "variance_percent"), "14.3");
	/* 15 days of November, three Sundays among them. */
	assert_string_equal(text_of(c, "mtd_usd"), "18");
	assert_string_equal(text_of(c, "mtd_percent"), "60");
	assert_string_equal(text_of(c, "elapsed_percent"), "50");
	/* 15 days are left: median and 10th percentile 1, 90th 2. */
	assert_string_equal(text_of(c, "forecast_usd"), "33");
	assert_string_equal(text_of(c, "forecast_low_usd"), "33");
	assert_string_equal(text_of(c, "forecast_high_usd"), "48");
	assert_string_equal(text_of(c, "cache_hit_percent"), "75");
	assert_flags(c, "[\"WATCH\"]");
	assert_int_equal(cJSON_GetArraySize(json_member(c, "lines")), 2);
	l = json_member(c, "lines")->child;
	assert_string_equal(text_of(l, "token_type"), "INPUT");
	assert_string_equal(text_of(l, "tokens"), "0.000021");
	assert_string_equal(text_of(l, "actual_usd"), "8");
	assert_string_equal(text_of(l->next, "token_type"), "CACHE_READ");
	assert_string_equal(text_of(l->next, "actual_usd"), "0");
	kept_free(k);
	check_audit(f);
	/* Again: the same. */
	k = generate(f, W46);
	assert_string_equal(text_of(k->record[0], "outcome"), "UNCHANGED");
	assert_int_equal(number(f, "SELECT count(*) FROM card"), 1);
	assert_int_equal(number(f, "SELECT count(*) FROM audit WHERE object "
	    "= 'cd-2026-W46-csbot'"), 1);
	kept_free(k);
	fixture_close(f);
}

static void
a_part_week_is_pro_rata(void **state)
{
	/* Claimed on Thursday at noon: three and a half days. */
	struct foc *f = bot(W46 + 3 * UTC_DAY + UTC_DAY / 2, W46 + UTC_WEEK);
	struct kept *k;

	(void)state;
	estimate(f, 30);
	k = generate(f, W46);
	assert_string_equal(text_of(k->record[0], "from"),
	    "2026-11-12T12:00:00Z");
	assert_string_equal(text_of(k->record[0], "estimate_usd"), "3.5");
	/* Friday, Saturday, twice Sunday: Thursday's cell was at seven. */
	assert_string_equal(text_of(k->record[0], "actual_usd"), "4");
	assert_true(cJSON_IsNull(json_member(k->record[0], "previous_usd")));
	assert_true(cJSON_IsNull(json_member(k->record[0], "forecast_usd")));
	assert_flags(k->record[0], "[\"ON_TRACK\"]");
	kept_free(k);
	k = kept_new();
	assert_int_equal(foc_card_generate(f, W46 - UTC_WEEK, &k->base),
	    FOC_OK);
	assert_int_equal(k->n, 0);
	assert_int_equal(foc_card_generate(f, W46 + UTC_WEEK, &k->base),
	    FOC_REFUSED);
	kept_free(k);
	fixture_close(f);
}

static void
flags_and_the_alert(void **state)
{
	struct foc *f = bot(OCT, W46 + UTC_WEEK);
	struct kept *k;

	(void)state;
	add_cell(f, 2, W46, 5, 1, 1, 3 * MONEY_ONE);
	add_cell(f, 2, W46, 1, 1, 1, 8 * MONEY_ONE);
	seal_load(f, 2);
	k = generate(f, W46);
	assert_flags(k->record[0], "[\"NO_ESTIMATE\",\"SPIKE\",\"NEW_MODEL\","
	    "\"NEW_REGION\"]");
	assert_true(cJSON_IsNull(json_member(k->record[0],
	    "variance_percent")));
	assert_int_equal(number(f, "SELECT count(*) FROM workload WHERE "
	    "control = 'ACTIVE'"), 1);
	kept_free(k);
	/* 19 dollars against 15.2 is exactly a quarter more. */
	sql(f, "INSERT INTO estimate (workload, request, usd, growth_ppm, "
	    "set_by, set_at, rationale) VALUES ('csbot', 'br-1', "
	    "651428571428, 0, 'sarah', 0, '')");
	k = generate(f, W46);
	assert_string_equal(text_of(k->record[0], "id"),
	    "cd-2026-W46-csbot.r2");
	assert_string_equal(text_of(k->record[0], "outcome"), "REVISED");
	assert_flags(k->record[0], "[\"OVER\",\"SPIKE\",\"NEW_MODEL\","
	    "\"NEW_REGION\"]");
	assert_int_equal(number(f, "SELECT count(*) FROM card WHERE state = "
	    "'SUPERSEDED' AND revision = 1"), 1);
	assert_int_equal(number(f, "SELECT count(*) FROM workload WHERE "
	    "control = 'ALERTING'"), 1);
	assert_int_equal(number(f, "SELECT count(*) FROM audit WHERE object = "
	    "'wl-csbot' AND verb = 'alert' AND role = 'system'"), 1);
	kept_free(k);
	check_audit(f);
	fixture_close(f);
}

static void
incomplete_is_never_signed(void **state)
{
	struct foc *f = bot(OCT, W46 + 5 * UTC_DAY);
	struct kept *k;

	(void)state;
	k = generate(f, W46);
	assert_true(cJSON_IsTrue(json_member(k->record[0], "incomplete")));
	act_as(f, "priya", ROLE_PRODUCT_OWNER);
	assert_int_equal(foc_card_accept(f, "cd-2026-W46-csbot", &k->base),
	    FOC_REFUSED);
	assert_non_null(strstr(foc_errmsg(f), "incomplete"));
	kept_free(k);
	k = kept_new();
	assert_int_equal(foc_card_show(f, "csbot",
	    &(struct foc_card_ask){ .week = W46 }, &k->base),
	    FOC_REFUSED);
	assert_int_equal(foc_card_show(f, "csbot",
	    &(struct foc_card_ask){ .week = W46, .allow_stale = true },
	    &k->base),
	    FOC_OK);
	assert_int_equal(k->n, 2);
	kept_free(k);
	/* The rest arrives: a new revision, and that can be signed. */
	act_as(f, "sarah", ROLE_FINOPS_LEAD);
	sql(f, "UPDATE load SET data_until = %lld WHERE n = 2",
	    (long long)(W46 + UTC_WEEK));
	kept_free(generate(f, W46));
	k = kept_new();
	assert_int_equal(foc_card_accept(f, "cd-2026-W46-csbot.r2", &k->base),
	    FOC_REFUSED);			/* not by the lead */
	act_as(f, "marco", ROLE_PRODUCT_OWNER);
	assert_int_equal(foc_card_accept(f, "cd-2026-W46-csbot.r2", &k->base),
	    FOC_REFUSED);			/* nor another owner */
	assert_non_null(strstr(foc_errmsg(f), "priya owns"));
	act_as(f, "priya", ROLE_PRODUCT_OWNER);
	assert_int_equal(foc_card_accept(f, "cd-2026-W46-csbot", &k->base),
	    FOC_REFUSED);			/* superseded */
	assert_int_equal(foc_card_accept(f, "cd-2026-W46-csbot.r2", &k->base),
	    FOC_OK);
	assert_string_equal(text_of(k->record[0], "state"), "ACCEPTED");
	assert_string_equal(text_of(k->record[0], "signed_by"), "priya");
	assert_int_equal(foc_card_accept(f, "cd-2026-W46-csbot.r2", &k->base),
	    FOC_REFUSED);			/* once */
	check_audit(f);
	kept_free(k);
	fixture_close(f);
}

/* A delegate signs until the day that was set. */
static void
delegates(void **state)
{
	struct foc *f = bot(OCT, W46 + UTC_WEEK);
	struct kept *k = generate(f, W46);

	(void)state;
	sql(f, "INSERT INTO person VALUES ('marco', 'M', 'm@x', 1, NULL, "
	    "NULL); UPDATE person SET delegate_to = 'marco', delegate_until = "
	    "%lld WHERE id = 'priya'", (long long)f->now);
	act_as(f, "marco", ROLE_PRODUCT_OWNER);
	assert_int_equal(foc_card_accept(f, "cd-2026-W46-csbot", &k->base),
	    FOC_REFUSED);
	f->now--;
	assert_int_equal(foc_card_accept(f, "cd-2026-W46-csbot", &k->base),
	    FOC_OK);
	kept_free(k);
	fixture_close(f);
}

/* A reload after the card was made changes nothing about what it shows. */
static void
shows_what_was_known(void **state)
{
	struct foc *f = bot(OCT, W46 + UTC_WEEK);
	struct kept *k;
	char *before, *after;
	const cJSON *h;

	(void)state;
	estimate(f, 31);
	kept_free(generate(f, W46));
	k = kept_new();
	assert_int_equal(foc_card_show(f, "csbot",
	    &(struct foc_card_ask){ .week = FOC_ALWAYS }, &k->base), FOC_OK);
	before = json_print(k->record[0]);
	h = json_member(k->record[0], "history");
	/* Since the week of the claim, Thursday the 1st of October. */
	assert_int_equal(cJSON_GetArraySize(h), 7);
	assert_string_equal(text_of(h->child, "week"), "2026-W40");
	assert_string_equal(text_of(h->child, "actual_usd"), "5");
	assert_string_equal(text_of(h->child, "estimate_usd"), "4");
	assert_int_equal(cJSON_GetArraySize(json_member(k->record[0],
	    "days")), 15);
	kept_free(k);

	sql(f, "UPDATE load SET state = 'SUPERSEDED' WHERE n = 2");
	add_load(f, 3, NOV, W46 + UTC_WEEK);
	sql(f, "INSERT INTO cell SELECT 3, hour, sku, caller, rows, usage, "
	    "cost + 7, net, list FROM cell WHERE load = 2");
	seal_load(f, 3);
	assert_int_equal(audit_add(f, "operator", "load", "ld-3", NULL,
	    "ACTIVE", NULL), FOC_OK);
	k = kept_new();
	assert_int_equal(foc_card_show(f, "cd-2026-W46-csbot",
	    &(struct foc_card_ask){ .week = FOC_ALWAYS, .allow_stale = false },
	    &k->base), FOC_OK);
	after = json_print(k->record[0]);
	assert_string_equal(before, after);
	free(before);
	free(after);
	kept_free(k);
	/* So little that the signature stands. */
	act_as(f, "priya", ROLE_PRODUCT_OWNER);
	k = kept_new();
	assert_int_equal(foc_card_accept(f, "cd-2026-W46-csbot", &k->base),
	    FOC_OK);
	kept_free(k);
	act_as(f, "sarah", ROLE_FINOPS_LEAD);
	k = generate(f, W46);
	assert_string_equal(text_of(k->record[0], "outcome"), "CARRIED");
	assert_string_equal(text_of(k->record[0], "state"), "ACCEPTED");
	assert_string_equal(text_of(k->record[0], "signed_by"), "priya");
	assert_string_equal(text_of(k->record[0], "carried_from"),
	    "cd-2026-W46-csbot");
	assert_string_equal(text_of(k->record[0], "actual_usd"),
	    "8.0000000098");
	assert_string_equal(text_of(k->record[0], "restated_usd"),
	    "0.0000000098");
	kept_free(k);
	check_audit(f);
	fixture_close(f);
}

/* The bill of the week changes by `cost`, after which it is told anew. */
static struct kept *
restate(struct foc *f, int64_t cost)
{
	static int64_t hour = W46;

	act_as(f, "sarah", ROLE_FINOPS_LEAD);
	add_cell(f, 2, hour += UTC_HOUR, 1, 1, 1, cost);
	seal_load(f, 2);
	return generate(f, W46);
}

static void
accept(struct foc *f, const char *id)
{
	struct kept *k = kept_new();

	act_as(f, "priya", ROLE_PRODUCT_OWNER);
	if (foc_card_accept(f, id, &k->base) != FOC_OK)
		fail_msg("%s", foc_errmsg(f));
	kept_free(k);
}

/* Up to a dollar or a percent, the larger, is not asked about again. */
static void
restatement_asks_beyond_the_policy(void **state)
{
	struct foc *f = bot(OCT, W46 + UTC_WEEK);
	struct kept *k;
	const cJSON *l;

	(void)state;
	kept_free(generate(f, W46));
	accept(f, "cd-2026-W46-csbot");
	k = restate(f, MONEY_ONE);		/* a dollar to the last digit */
	assert_string_equal(text_of(k->record[0], "outcome"), "CARRIED");
	kept_free(k);
	k = restate(f, MONEY_ONE + 1);
	assert_string_equal(text_of(k->record[0], "outcome"), "REVISED");
	assert_string_equal(text_of(k->record[0], "id"),
	    "cd-2026-W46-csbot.r3");
	assert_string_equal(text_of(k->record[0], "state"), "PENDING_OWNER");
	assert_true(cJSON_IsNull(json_member(k->record[0], "signed_by")));
	assert_true(cJSON_IsNull(json_member(k->record[0], "carried_from")));
	assert_string_equal(text_of(k->record[0], "restates"),
	    "cd-2026-W46-csbot.r2");
	assert_string_equal(text_of(k->record[0], "restated_usd"),
	    "1.0000000001");
	l = json_member(k->record[0], "restated");
	assert_int_equal(cJSON_GetArraySize(l), 1);
	assert_string_equal(text_of(l->child, "before_usd"), "9");
	assert_string_equal(text_of(l->child, "actual_usd"), "10.0000000001");
	assert_string_equal(text_of(l->child, "difference_usd"),
	    "1.0000000001");
	kept_free(k);
	assert_int_equal(number(f, "SELECT count(*) FROM card WHERE state = "
	    "'SUPERSEDED' AND signed_by = 'priya'"), 2);
	/* A percent, where that is more. */
	kept_free(restate(f, 990 * MONEY_ONE));
	accept(f, "cd-2026-W46-csbot.r4");
	k = restate(f, -10 * MONEY_ONE);
	assert_string_equal(text_of(k->record[0], "outcome"), "CARRIED");
	kept_free(k);
	k = restate(f, -10 * MONEY_ONE);
	assert_string_equal(text_of(k->record[0], "outcome"), "REVISED");
	kept_free(k);
	check_audit(f);
	fixture_close(f);
}

/* Without a week: the last one, and what an earlier one still lacks. */
static void
what_was_incomplete_is_made_again(void **state)
{
	struct foc *f = bot(OCT, W46 + 5 * UTC_DAY);
	struct kept *k = generate(f, FOC_ALWAYS);

	(void)state;
	assert_int_equal(k->n, 1);
	assert_true(cJSON_IsTrue(json_member(k->record[0], "incomplete")));
	kept_free(k);
	/* The next Monday. */
	f->now += UTC_WEEK;
	sql(f, "UPDATE load SET data_until = %lld WHERE n = 2",
	    (long long)(W46 + 2 * UTC_WEEK));
	k = generate(f, FOC_ALWAYS);
	assert_int_equal(k->n, 2);
	assert_string_equal(text_of(k->record[0], "id"),
	    "cd-2026-W46-csbot.r2");
	assert_string_equal(text_of(k->record[0], "outcome"), "REVISED");
	assert_true(cJSON_IsFalse(json_member(k->record[0], "incomplete")));
	assert_string_equal(text_of(k->record[1], "id"), "cd-2026-W47-csbot");
	kept_free(k);
	k = generate(f, FOC_ALWAYS);
	assert_int_equal(k->n, 1);
	assert_string_equal(text_of(k->record[0], "outcome"), "UNCHANGED");
	kept_free(k);
	accept(f, "cd-2026-W46-csbot.r2");
	check_audit(f);
	fixture_close(f);
}

/* What is signed is not put in doubt by a bill that says less. */
static void
signed_stays_where_the_bill_shrank(void **state)
{
	struct foc *f = bot(OCT, W46 + UTC_WEEK);
	struct kept *k;

	(void)state;
	kept_free(generate(f, W46));
	accept(f, "cd-2026-W46-csbot");
	act_as(f, "sarah", ROLE_FINOPS_LEAD);
	sql(f, "UPDATE load SET data_until = data_until - 86400 WHERE n = 2");
	k = generate(f, W46);
	assert_string_equal(text_of(k->record[0], "outcome"), "KEPT");
	assert_string_equal(text_of(k->record[0], "state"), "ACCEPTED");
	kept_free(k);
	fixture_close(f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(has_its_figures),
		cmocka_unit_test(a_part_week_is_pro_rata),
		cmocka_unit_test(flags_and_the_alert),
		cmocka_unit_test(incomplete_is_never_signed),
		cmocka_unit_test(delegates),
		cmocka_unit_test(shows_what_was_known),
		cmocka_unit_test(restatement_asks_beyond_the_policy),
		cmocka_unit_test(what_was_incomplete_is_made_again),
		cmocka_unit_test(signed_stays_where_the_bill_shrank),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
