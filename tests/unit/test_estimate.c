/* SPDX-License-Identifier: MIT */
/* What an estimate is worth, against fractions worked out elsewhere. */
#include "spend_fixture.h"

#include "spend/estimate.h"

/* Made with Python's fractions: usd, start, end, growth, from, to, worth. */
static const struct {
	int64_t	usd, start, end, ppm, from, to, worth;
} cases[] = {
	{ INT64_C(3400000000000), 1749081600, 1785715200, 7,
	    1752364800, 1754784000, INT64_C(3070996148435) },
	{ INT64_C(96765774221529), 1737072000, 1757721600, 123456,
	    1737676800, 1738281600, INT64_C(21850336114539) },
	{ INT64_C(3400000000000), 1757808000, 1764720000, 50000,
	    1763856000, 1766275200, INT64_C(1253530645161) },
	{ INT64_C(3400000000000), 1760313600, 1766361600, 7,
	    1760918400, 1763596800, INT64_C(3469477438925) },
	{ INT64_C(10000000000), 1742256000, 1754352000, 0,
	    1754179200, 1754784000, INT64_C(645161290) },
	{ INT64_C(3400000000000), 1739836800, 1804550400, 7,
	    1757153800, 1759573000, INT64_C(3160957494672) },
	{ INT64_C(659283774648081), 1753401600, 1782864000, -30000,
	    1765756800, 1766361600, INT64_C(127840189328247) },
	{ INT64_C(1), 1766620800, 1789862400, 7,
	    1787616000, 1790294400, INT64_C(1) },
	{ INT64_C(576385118211857), 1747699200, 1755820800, 50000,
	    1755129600, 1755734400, INT64_C(150666605073871) },
	{ INT64_C(3400000000000), 1755129600, 1760313600, 7,
	    1760572800, 1761177600, DB_NULL },
	{ INT64_C(652905881670732), 1765497600, 1819756800, 0,
	    1772841600, 1775520000, INT64_C(657118177681511) },
	{ INT64_C(1), 1766361600, 1773792000, 7,
	    1773051400, 1773656200, INT64_C(0) },
	{ INT64_C(25401926964798), 1765584000, 1826409600, -30000,
	    1779580800, 1782259200, INT64_C(21851262157206) },
	{ INT64_C(10000000000), 1736208000, 1805846400, 123456,
	    1769941000, 1770545800, INT64_C(11354522957) },
	{ INT64_C(10000000000), 1741996800, 1779235200, 123456,
	    1779321600, 1782000000, DB_NULL },
	{ INT64_C(10000000000), 1750550400, 1785888000, 0,
	    1757462400, 1758067200, INT64_C(2333333333) },
	{ INT64_C(10000000000), 1762560000, 1765324800, -30000,
	    1763251200, 1763856000, INT64_C(2333333333) },
	{ INT64_C(1), 1752796800, 1787184000, 50000,
	    1782432000, 1785110400, INT64_C(2) },
	{ INT64_C(448185817559460), 1764115200, 1815264000, 123456,
	    1772446600, 1775125000, INT64_C(719266834631345) },
	{ INT64_C(235050609356046), 1736208000, 1743811200, 50000,
	    1736553600, 1738972800, INT64_C(220928617100380) },
	{ INT64_C(3400000000000), 1735948800, 1737676800, -30000,
	    1735171200, 1735776000, DB_NULL },
	{ INT64_C(1), 1760313600, 1775174400, 7,
	    1767521800, 1768126600, INT64_C(0) },
	{ INT64_C(540875822929368), 1740700800, 1785542400, -30000,
	    1747353600, 1747958400, INT64_C(111467719986545) },
	{ INT64_C(10000000000), 1765411200, 1832630400, 7,
	    1766534400, 1768953600, INT64_C(9032303226) },
};

static void
is_an_exact_fraction(void **state)
{
	struct estimate_part p;
	struct estimate e = { &p, 1 };
	int64_t v;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		p = (struct estimate_part){ cases[i].start, cases[i].end,
		    cases[i].usd, cases[i].ppm, cases[i].start };
		assert_int_equal(estimate_worth(&e, cases[i].from, cases[i].to,
		    &v), 0);
		assert_int_equal(v, cases[i].worth);
	}
}

/* Without growth the days of a month add up to the month again. */
static void
parts_of_a_month(void **state)
{
	struct estimate_part p = { INT64_MIN, INT64_MAX, 340 * MONEY_ONE, 0,
	    DB_NULL };
	struct estimate e = { &p, 1 };
	int64_t v, w;

	(void)state;
	assert_int_equal(estimate_worth(&e, NOV, NOV + 30 * UTC_DAY, &v), 0);
	assert_int_equal(v, 340 * MONEY_ONE);
	/* 2026-W44: six days of October, one of November. */
	assert_int_equal(estimate_worth(&e, NOV - 6 * UTC_DAY, NOV + UTC_DAY,
	    &v), 0);
	assert_int_equal(v, 771397849462);	/* 6 * 340/31 + 340/30 */
	/* A part-week from 06:00 on a Wednesday: 4.75 days. */
	assert_int_equal(estimate_worth(&e, NOV + 3 * UTC_DAY + 6 * 3600,
	    NOV + 8 * UTC_DAY, &v), 0);
	assert_int_equal(v, 538333333333);
	/* Two requests add up before they are rounded. */
	e = (struct estimate){ (struct estimate_part[]){ p, p }, 2 };
	assert_int_equal(estimate_worth(&e, NOV, NOV + UTC_DAY, &v), 0);
	e.n = 1;
	assert_int_equal(estimate_worth(&e, NOV, NOV + UTC_DAY, &w), 0);
	assert_int_equal(v, 2 * w + 1);		/* 22.666..67, 11.333..33 */
}

static void
too_large_is_said(void **state)
{
	struct estimate_part p = { OCT, INT64_MAX, 900000000 * MONEY_ONE,
	    1000000, OCT };
	struct estimate e = { &p, 1 };
	int64_t v;

	(void)state;
	assert_int_equal(estimate_worth(&e, NOV, NOV + 30 * UTC_DAY, &v), -1);
	p.growth_ppm = INT64_C(1) << 40;
	assert_int_equal(estimate_worth(&e, OCT, NOV, &v), -1);
}

static void
a_later_one_takes_over(void **state)
{
	struct foc *f = fixture();
	struct estimate e;
	int64_t v;

	(void)state;
	add_workload(f, "a", 11);
	sql(f, "INSERT INTO estimate VALUES "
	    "(1, 'a', 'br-1', 3100000000000, NULL, NULL, 0, 'sarah', 5, ''), "
	    "(2, 'a', 'br-1', 6200000000000, %lld, NULL, 0, 'sarah', 9, '')",
	    (long long)OCT + 30 * UTC_DAY);
	assert_int_equal(estimate_read(f, "a", DB_NULL, &e), FOC_OK);
	assert_int_equal(estimate_worth(&e, OCT, NOV, &v), 0);
	assert_int_equal(v, 320 * MONEY_ONE);
	estimate_free(&e);
	/* As it was known before. */
	assert_int_equal(estimate_read(f, "a", 8, &e), FOC_OK);
	assert_int_equal(estimate_worth(&e, OCT, NOV, &v), 0);
	assert_int_equal(v, 310 * MONEY_ONE);
	estimate_free(&e);
	/* A second request adds up; a withdrawn one does not. */
	add_workload(f, "b", 11);
	sql(f, "UPDATE request SET workload = 'a' WHERE id = 'br-2';"
	    "INSERT INTO estimate VALUES (3, 'a', 'br-2', 10000000000, NULL, "
	    "NULL, 0, 'sarah', 9, '')");
	assert_int_equal(estimate_read(f, "a", DB_NULL, &e), FOC_OK);
	assert_int_equal(estimate_worth(&e, OCT, NOV, &v), 0);
	assert_int_equal(v, 321 * MONEY_ONE);
	estimate_free(&e);
	sql(f, "UPDATE request SET state = 'WITHDRAWN' WHERE id = 'br-2'");
	assert_int_equal(estimate_read(f, "a", DB_NULL, &e), FOC_OK);
	assert_int_equal(estimate_worth(&e, OCT, NOV, &v), 0);
	assert_int_equal(v, 320 * MONEY_ONE);
	estimate_free(&e);
	fixture_close(f);
}

static void
is_set_by_the_lead(void **state)
{
	struct foc *f = fixture();
	struct kept *k = kept_new();

	(void)state;
	add_workload(f, "a", 11);
	f->actor = strdup("priya");
	f->roles = ROLE_PRODUCT_OWNER;
	assert_int_equal(foc_workload_estimate(f, "a", "10", "x", &k->base),
	    FOC_REFUSED);
	free(f->actor);
	f->actor = strdup("sarah");
	f->roles = ROLE_FINOPS_LEAD;
	assert_int_equal(foc_workload_estimate(f, "a", "10,5", "x", &k->base),
	    FOC_USAGE);
	assert_int_equal(foc_workload_estimate(f, "a", "-1", "x", &k->base),
	    FOC_USAGE);
	assert_int_equal(foc_workload_estimate(f, "a", "1", "", &k->base),
	    FOC_USAGE);
	assert_int_equal(k->n, 0);
	assert_int_equal(foc_workload_estimate(f, "a", "310.5", "first",
	    &k->base), FOC_OK);
	assert_string_equal(text_of(k->record[0], "estimate_usd"), "310.5");
	/* Ten days before, twenty of the new one's thirty. */
	f->now = NOV + 10 * UTC_DAY + 5000;
	assert_int_equal(foc_workload_estimate(f, "wl-a", "621", "second",
	    &k->base), FOC_OK);
	assert_string_equal(text_of(k->record[1], "estimate_usd"), "517.5");
	assert_string_equal(text_of(k->record[1], "confirmed_usd"), "621");
	assert_int_equal(number(f, "SELECT count(*) FROM estimate"), 2);
	assert_int_equal(number(f, "SELECT count(*) FROM audit WHERE object = "
	    "'wl-a' AND verb = 'estimate' AND role = 'finops-lead' AND "
	    "coalesce(before, 'none') IN ('none', '310.5')"), 2);
	kept_free(k);
	fixture_close(f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_an_exact_fraction),
		cmocka_unit_test(parts_of_a_month),
		cmocka_unit_test(too_large_is_said),
		cmocka_unit_test(a_later_one_takes_over),
		cmocka_unit_test(is_set_by_the_lead),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
