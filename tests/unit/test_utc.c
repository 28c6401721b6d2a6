/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "core/utc.h"

#define LEN(a)	(sizeof(a) / sizeof((a)[0]))

static int64_t
at(const char *s)
{
	int64_t t = -1;

	assert_int_equal(utc_parse_any(s, strlen(s), &t), 0);
	return t;
}

/*
 * Every day 1970-2100, counted up by a calendar that knows only the
 * lengths of the months, against every function that names a day.
 */
static void
every_day(void **state)
{
	static const int days[] = {
		31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31
	};
	int y, m, d, n, months = 0, wday = 3;	/* Thursday; Monday is 0 */
	int64_t t = 0, first, u, v;
	char want[64], buf[UTC_TEXT_MAX];

	(void)state;
	for (y = 1970; y <= 2100; y++)
		for (m = 1; m <= 12; m++, months++) {
			n = days[m - 1] + (m == 2 && y % 4 == 0 && y != 2100);
			first = t;
			for (d = 1; d <= n; d++, t += UTC_DAY) {
				snprintf(want, sizeof(want), "%04d-%02d-%02d",
				    y, m, d);
				assert_string_equal(utc_day(buf, t), want);
				assert_string_equal(utc_day(buf, t + 86399),
				    want);
				assert_int_equal(at(want), t);
				assert_int_equal(utc_week_start(t + 86399),
				    t - wday * UTC_DAY);
				assert_int_equal(utc_month_start(t + 86399),
				    first);
				assert_int_equal(utc_month_next(t),
				    first + n * UTC_DAY);
				assert_int_equal(utc_months_between(0, t),
				    months);
				wday = (wday + 1) % 7;
			}
			want[7] = '\0';
			assert_string_equal(utc_month(buf, first), want);
			assert_int_equal(utc_parse_month(want, 7, &u, &v), 0);
			assert_int_equal(u, first);
			assert_int_equal(v, t);
		}
	assert_int_equal(t, INT64_C(4133980800));	/* 2101-01-01 */
}

/* Every Monday of the range: names follow each other and parse back. */
static void
every_week(void **state)
{
	char buf[UTC_TEXT_MAX], want[64];
	int64_t t, u;
	time_t libc;
	struct tm tm;

	(void)state;
	for (t = 4 * UTC_DAY; t < INT64_C(4133980800); t += UTC_WEEK) {
		libc = (time_t)t;
		assert_non_null(gmtime_r(&libc, &tm));
		assert_int_equal(strftime(want, sizeof(want), "%G-W%V", &tm),
		    8);
		assert_string_equal(utc_week(buf, t), want);
		assert_string_equal(utc_week(buf, t + UTC_WEEK - 1), want);
		assert_int_equal(utc_parse_week(buf, 8, &u), 0);
		assert_int_equal(u, t);
	}
}

static void
weeks(void **state)
{
	static const struct {
		const char	*day, *week;
	} t[] = {
		{ "2019-12-29", "2019-W52" }, { "2019-12-30", "2020-W01" },
		{ "2020-12-31", "2020-W53" }, { "2021-01-03", "2020-W53" },
		{ "2021-01-04", "2021-W01" }, { "2025-12-28", "2025-W52" },
		{ "2025-12-29", "2026-W01" }, { "2026-11-20", "2026-W47" },
		{ "2026-12-28", "2026-W53" }, { "2027-01-03", "2026-W53" },
		{ "2027-01-04", "2027-W01" }, { "2027-12-31", "2027-W52" },
		{ "1970-01-01", "1970-W01" }, { "9999-12-31", "9999-W52" }
	};
	static const char *const none[] = {
		"2021-W53", "2025-W53", "2027-W53", "2026-W00", "2026-W54",
		"2026-W5", "2026-W005", "2026-w05", "2026W05", "2026-05",
		"1969-W01", "0026-W01", "2026-W1a", "", " 2026-W01"
	};
	int64_t u = 77;
	char buf[UTC_TEXT_MAX];
	size_t i;

	(void)state;
	for (i = 0; i < LEN(t); i++)
		assert_string_equal(utc_week(buf, at(t[i].day)), t[i].week);
	for (i = 0; i < LEN(none); i++)
		assert_int_equal(utc_parse_week(none[i], strlen(none[i]), &u),
		    -1);
	assert_int_equal(u, 77);
	assert_int_equal(utc_parse_week("2026-W53", 8, &u), 0);
	assert_int_equal(u, at("2026-12-28"));
	assert_int_equal(utc_parse_week("2020-W53", 8, &u), 0);
	assert_int_equal(u, at("2020-12-28"));
	assert_int_equal(utc_parse_week("2027-W01", 8, &u), 0);
	assert_int_equal(u, at("2027-01-04"));
	/* Its Monday lies before the epoch, and shows as what it is. */
	assert_int_equal(utc_parse_week("1970-W01", 8, &u), 0);
	assert_int_equal(u, -3 * UTC_DAY);
	assert_string_equal(utc_day(buf, u), "1969-12-29");
	assert_string_equal(utc_week(buf, u), "1970-W01");
}

static void
times_good(void **state)
{
	static const struct {
		const char	*text;
		int64_t		t;
	} t[] = {
		{ "1970-01-01T00:00:00Z", 0 },
		{ "2001-09-09T01:46:40Z", 1000000000 },
		{ "2038-01-19T03:14:08Z", INT64_C(2147483648) },
		{ "2026-11-20T08:00:00Z", 1795161600 },
		{ "2026-11-20 08:00:00", 1795161600 },
		{ "2026-11-20T08:00:00", 1795161600 },
		{ "2026-11-20T08:00:00+00:00", 1795161600 },
		{ "2026-11-20T08:00:00.0Z", 1795161600 },
		{ "2026-11-20T08:00:00.999999999Z", 1795161600 },
		{ "2026-11-20 08:00:00.123", 1795161600 },
		{ "2026-11-20T08:00:00.123+00:00", 1795161600 },
		{ "2024-02-29T23:59:59Z", 1709251199 },
		{ "2000-02-29T00:00:00Z", 951782400 },
		{ "9999-12-31T23:59:59Z", INT64_C(253402300799) }
	};
	char buf[UTC_TEXT_MAX];
	int64_t u;
	size_t i;

	(void)state;
	for (i = 0; i < LEN(t); i++) {
		u = -1;
		assert_int_equal(utc_parse(t[i].text, strlen(t[i].text), &u),
		    0);
		assert_int_equal(u, t[i].t);
		utc_text(buf, u);
		assert_int_equal(strlen(buf), 20);
		assert_memory_equal(buf, t[i].text, 10);
		assert_memory_equal(buf + 11, t[i].text + 11, 8);
	}
	/* The length counts, not what stands behind it. */
	assert_int_equal(utc_parse("2026-11-20T08:00:00junk", 19, &u), 0);
}

static void
times_bad(void **state)
{
	static const char *const bad[] = {
		"", "2026", "2026-11-20T08:00Z", "2026-11-20T08:00:0Z",
		"2026-11-20T8:00:00Z", "2026-11-20T24:00:00Z",
		"2026-11-20T23:60:00Z", "2026-11-20T23:59:60Z",
		"2026-11-20T08:00:00z", "2026-11-20t08:00:00Z",
		"2026-11-20  08:00:00Z", "2026-11-20_08:00:00Z",
		"2026-11-20T08:00:00.Z", "2026-11-20T08:00:00.",
		"2026-11-20T08:00:00.1234567890Z", "2026-11-20T08:00:00,5Z",
		"2026-11-20T08:00:00+01:00", "2026-11-20T08:00:00-00:00",
		"2026-11-20T08:00:00+0000", "2026-11-20T08:00:00+00",
		"2026-11-20T08:00:00ZZ", "2026-11-20T08:00:00Z ",
		" 2026-11-20T08:00:00Z", "2026-11-20T08:00:00 Z",
		"2026-13-20T08:00:00Z", "2026-00-20T08:00:00Z",
		"2026-11-31T08:00:00Z", "2026-11-00T08:00:00Z",
		"2025-02-29T08:00:00Z", "2100-02-29T08:00:00Z",
		"1969-12-31T23:59:59Z", "0000-01-01T00:00:00Z",
		"02026-11-20T08:00:00Z", "2026/11/20T08:00:00Z",
		"20261120T080000Z", "2026-11-20T08.00.00Z",
		"-026-11-20T08:00:00Z", "+026-11-20T08:00:00Z",
		"2026-1 -20T08:00:00Z", "20/11/2026 08:00:00", "1795161600"
	};
	int64_t t = 77;
	size_t i;

	(void)state;
	for (i = 0; i < LEN(bad); i++) {
		print_message("%s\n", bad[i]);
		assert_int_equal(utc_parse(bad[i], strlen(bad[i]), &t), -1);
		assert_int_equal(utc_parse_any(bad[i], strlen(bad[i]), &t),
		    -1);
	}
	assert_int_equal(t, 77);
	assert_int_equal(utc_parse("2026-11-20T08:00:00\0", 20, &t), -1);
	assert_int_equal(utc_parse("2026-11-20", 10, &t), -1);
}

static void
days_and_months_bad(void **state)
{
	static const char *const days[] = {
		"", "2026-11-2", "2026-11-200", "2026-02-30", "2026-04-31",
		"2026-11-20T", "2026-W47-5", "20261120", "1969-12-31"
	};
	static const char *const months[] = {
		"", "2026-1", "2026-13", "2026-00", "2026-011", "2026/11",
		"1969-12", "2026-1x", "2026-11-01"
	};
	int64_t t = 77, u = 78;
	size_t i;

	(void)state;
	for (i = 0; i < LEN(days); i++) {
		assert_int_equal(utc_parse_day(days[i], strlen(days[i]), &t),
		    -1);
		assert_int_equal(utc_parse_any(days[i], strlen(days[i]), &t),
		    -1);
	}
	for (i = 0; i < LEN(months); i++)
		assert_int_equal(utc_parse_month(months[i], strlen(months[i]),
		    &t, &u), -1);
	assert_int_equal(t, 77);
	assert_int_equal(u, 78);
	assert_int_equal(utc_parse_month("9999-12", 7, &t, &u), 0);
	assert_int_equal(u - t, 31 * UTC_DAY);
	assert_int_equal(utc_parse_day("2026-11-20T08:00:00Z", 20, &t), -1);
}

static void
months(void **state)
{
	int64_t a = at("2025-11-30T23:59:59Z"), b = at("2026-02-01");

	(void)state;
	assert_int_equal(utc_months_between(a, b), 3);
	assert_int_equal(utc_months_between(b, a), -3);
	assert_int_equal(utc_months_between(b, b + 27 * UTC_DAY), 0);
	assert_int_equal(utc_month_next(at("2026-12-15")), at("2027-01-01"));
	assert_int_equal(utc_month_start(b + 1), b);
}

/* A time out of range must neither overrun the text nor loop. */
static void
ends_of_time(void **state)
{
	char buf[UTC_TEXT_MAX];

	(void)state;
	assert_string_equal(utc_text(buf, INT64_MAX), "9999-12-31T23:59:59Z");
	assert_string_equal(utc_text(buf, INT64_MIN), "0001-01-01T00:00:00Z");
	assert_string_equal(utc_week(buf, INT64_MAX), "9999-W52");
	assert_string_equal(utc_week(buf, INT64_MIN), "0001-W01");
	assert_string_equal(utc_text(buf, -1), "1969-12-31T23:59:59Z");
}

static void
now(void **state)
{
	time_t before = time(NULL);
	int64_t t = utc_now();

	(void)state;
	assert_true(t >= before && t <= before + 5);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_day),
		cmocka_unit_test(every_week),
		cmocka_unit_test(weeks),
		cmocka_unit_test(times_good),
		cmocka_unit_test(times_bad),
		cmocka_unit_test(days_and_months_bad),
		cmocka_unit_test(months),
		cmocka_unit_test(ends_of_time),
		cmocka_unit_test(now)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
