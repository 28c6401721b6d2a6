/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/money.h"

#define LEN(a)	(sizeof(a) / sizeof((a)[0]))
#define MAX128	((int128)(((uint128)1 << 127) - 1))
#define MIN128	(-MAX128 - 1)

__extension__ typedef unsigned __int128 uint128;

static int128
big(const char *s)
{
	int neg = *s == '-';
	uint128 v = 0;

	for (s += neg; *s != '\0'; s++)
		v = v * 10 + (unsigned)(*s - '0');
	return (int128)(neg ? 0 - v : v);
}

static void
assert_big(int128 v, const char *want)
{
	char buf[DECIMAL_TEXT_MAX];

	assert_string_equal(decimal_text(buf, v, 0), want);
}

static const struct {
	const char	*text;
	int64_t		v;
	const char	*residue;
} good[] = {
	{ "0", 0, "0" }, { "-0", 0, "0" }, { "+0.0e-3", 0, "0" },
	{ "1", MONEY_ONE, "0" }, { "1.", MONEY_ONE, "0" },
	{ ".5", MONEY_ONE / 2, "0" }, { "-.5", -MONEY_ONE / 2, "0" },
	{ "+12.34", INT64_C(123400000000), "0" },
	{ "4.0E-7", 4000, "0" }, { "4e-7", 4000, "0" },
	{ "0.0000004", 4000, "0" }, { "0.0000000001", 1, "0" },
	{ "123e+2", 12300 * MONEY_ONE, "0" },
	/* Half-even: the half goes to the even neighbour. */
	{ "0.00000000005", 0, "500000000000000000" },
	{ "0.00000000015", 2, "-500000000000000000" },
	{ "0.00000000025", 2, "500000000000000000" },
	{ "-0.00000000005", 0, "-500000000000000000" },
	{ "-0.00000000015", -2, "500000000000000000" },
	{ "5e-11", 0, "500000000000000000" },
	/* One digit past the 28th decimal decides, and is not kept. */
	{ "0.000000000050000000000000000001", 1, "-500000000000000000" },
	{ "0.000000000049999999999999999999", 0, "499999999999999999" },
	{ "0.00000000006", 1, "-400000000000000000" },
	{ "0.0000000000000000000000000001", 0, "1" },
	{ "0.00000000000000000000000000009", 0, "0" },
	{ "-1.00000000000000000000000000019", -MONEY_ONE, "-1" },
	/* Eighteen significant digits, and one more. */
	{ "0.123456789012345678", 1234567890, "123456780000000000" },
	{ "0.1234567890123456789", 1234567890, "123456789000000000" },
	{ "1.1234567890123456789", 11234567890, "123456789000000000" },
	{ "00000000000000000000000000000000000000000001.5",
	    MONEY_ONE * 3 / 2, "0" },
	/* The ends of the range. */
	{ "-922337203.6854775808", INT64_MIN, "0" },
	{ "922337203.68547758074", INT64_MAX, "400000000000000000" },
	{ "-922337203.68547758085", INT64_MIN, "-500000000000000000" },
	{ "9223372036854775807e-10", INT64_MAX, "0" },
	{ "0.000000009223372036854775807e17", INT64_MAX, "0" },
	/* Exponents beyond any integer. */
	{ "0e999999999", 0, "0" }, { "1e-999999999", 0, "0" },
	{ "0.000e99999999999999999999999999999", 0, "0" },
	{ "-9e-99999999999999999999999999999", 0, "0" },
	{ "1e00000000000000000000000000000001", 10 * MONEY_ONE, "0" }
};

static const char *const bad[] = {
	"", " ", "+", "-", ".", "-.", "e5", ".e5", "1e", "1e+", "1e-", "1.5e",
	" 1", "1 ", "1\n", "1,000", "1_000", "1..2", "1.2.3", "1e5.0",
	"1e5e5", "--1", "+-1", "1-", "1+", "$1", "0x1A", "nan", "NaN", "inf",
	"Infinity", "1.5abc", "1e5x", "\xd9\xa1", "1e999999999",
	"-1e999999999", "1e99999999999999999999999999999", "1e9",
	"922337203.6854775808", "-922337203.6854775809",
	"922337203.68547758075", "-922337203.685477580851", "922337204",
	"1000000000", "9999999999999999999999999999999999999999"
};

static void
parse_good(void **state)
{
	int128 residue;
	int64_t v;
	size_t i;

	(void)state;
	for (i = 0; i < LEN(good); i++) {
		residue = 0;
		v = 77;
		print_message("%s\n", good[i].text);
		assert_int_equal(money_parse(good[i].text,
		    strlen(good[i].text), &v, &residue), 0);
		assert_int_equal(v, good[i].v);
		assert_big(residue, good[i].residue);
	}
}

static void
parse_bad(void **state)
{
	int128 residue = 5;
	int64_t v = 77;
	size_t i;

	(void)state;
	for (i = 0; i < LEN(bad); i++) {
		print_message("%s\n", bad[i]);
		assert_int_equal(money_parse(bad[i], strlen(bad[i]), &v,
		    &residue), -1);
		assert_int_equal(money_parse_exact(bad[i], strlen(bad[i]),
		    &v), -1);
		assert_int_equal(v, 77);
		assert_big(residue, "5");
	}
	assert_int_equal(money_parse("1\0", 2, &v, NULL), -1);
}

/* The length counts, not what stands behind it; residues add up. */
static void
parse_length_and_residue(void **state)
{
	int128 residue = 0;
	int64_t v;

	(void)state;
	assert_int_equal(money_parse("12345", 2, &v, NULL), 0);
	assert_int_equal(v, 12 * MONEY_ONE);
	assert_int_equal(money_parse("1e5", 1, &v, NULL), 0);
	assert_int_equal(v, MONEY_ONE);
	assert_int_equal(money_parse(".00000000003", 12, &v, &residue), 0);
	assert_int_equal(money_parse(".00000000004", 12, &v, &residue), 0);
	assert_big(residue, "700000000000000000");
	assert_int_equal(money_parse("-.00000000008", 13, &v, &residue), 0);
	assert_int_equal(v, -1);
	assert_big(residue, "900000000000000000");
}

/* A text of 100,000 digits, and its mirror behind the point. */
static void
parse_long(void **state)
{
	size_t n = 100000;
	char *s = malloc(n + 8);
	int64_t v;

	(void)state;
	assert_non_null(s);
	memset(s, '0', n);
	memcpy(s + n, "3.5", 3);
	assert_int_equal(money_parse(s, n + 3, &v, NULL), 0);
	assert_int_equal(v, MONEY_ONE * 7 / 2);
	memcpy(s, "1.", 2);
	memset(s + 2, '0', n - 2);
	assert_int_equal(money_parse_exact(s, n, &v), 0);
	assert_int_equal(v, MONEY_ONE);
	s[n - 1] = '1';
	assert_int_equal(money_parse_exact(s, n, &v), -1);
	memset(s, '9', n);
	assert_int_equal(money_parse(s, n, &v, NULL), -1);
	memset(s, '0', n);
	memcpy(s, ".", 1);
	memcpy(s + n, "2e99999", 7);
	assert_int_equal(money_parse(s, n + 7, &v, NULL), 0);
	assert_int_equal(v, INT64_C(2000000000));
	free(s);
}

static void
parse_exact(void **state)
{
	int64_t v = 77;

	(void)state;
	assert_int_equal(money_parse_exact("250.10", 6, &v), 0);
	assert_int_equal(v, INT64_C(2501000000000));
	assert_int_equal(money_parse_exact("1.00000000000", 13, &v), 0);
	assert_int_equal(v, MONEY_ONE);
	assert_int_equal(money_parse_exact("1e-10", 5, &v), 0);
	assert_int_equal(v, 1);
	v = 77;
	assert_int_equal(money_parse_exact("1e-11", 5, &v), -1);
	assert_int_equal(money_parse_exact("1.00000000001", 13, &v), -1);
	assert_int_equal(money_parse_exact("1e-40", 5, &v), -1);
	assert_int_equal(money_parse_exact("1e-999999999", 12, &v), -1);
	assert_int_equal(v, 77);
	assert_int_equal(money_parse_exact("-922337203.6854775808", 21,
	    &v), 0);
	assert_int_equal(v, INT64_MIN);
}

static void
texts(void **state)
{
	static const struct {
		const char	*v;
		int		decimals;
		const char	*want;
	} t[] = {
		{ "0", 0, "0" }, { "0", 28, "0" },
		{ "10000000000", 10, "1" }, { "15000000000", 10, "1.5" },
		{ "1", 10, "0.0000000001" }, { "-1", 10, "-0.0000000001" },
		{ "-10", 1, "-1" }, { "1200", 0, "1200" }, { "1200", 2, "12" },
		{ "10000000000000000000000000000", 28, "1" },
		{ "170141183460469231731687303715884105727", 28,
		    "17014118346.0469231731687303715884105727" },
		{ "-170141183460469231731687303715884105728", 38,
		    "-1.70141183460469231731687303715884105728" },
		{ "-170141183460469231731687303715884105728", 0,
		    "-170141183460469231731687303715884105728" }
	};
	char buf[DECIMAL_TEXT_MAX];
	size_t i;

	(void)state;
	for (i = 0; i < LEN(t); i++) {
		assert_ptr_equal(decimal_text(buf, big(t[i].v),
		    t[i].decimals), buf);
		assert_string_equal(buf, t[i].want);
	}
	assert_string_equal(money_text(buf, INT64_MIN),
	    "-922337203.6854775808");
	assert_string_equal(money_text(buf, INT64_C(12340000000)), "1.234");
}

static void
fixed(void **state)
{
	static const struct {
		const char	*v;
		int		decimals, places, group;
		const char	*want;
	} t[] = {
		{ "0", 10, 2, 1, "0.00" }, { "0", 10, 0, 1, "0" },
		{ "12345678900000000", 10, 2, 1, "1,234,567.89" },
		{ "12345678900000000", 10, 2, 0, "1234567.89" },
		{ "-9990000000000", 10, 2, 1, "-999.00" },
		{ "-9999950000000", 10, 2, 1, "-1,000.00" },
		{ "1250", 3, 2, 0, "1.25" }, { "1245", 3, 2, 0, "1.24" },
		{ "1255", 3, 2, 0, "1.26" }, { "-1", 10, 2, 1, "0.00" },
		{ "15", 1, 0, 0, "2" }, { "25", 1, 0, 0, "2" },
		{ "7", 0, 2, 1, "7.00" }, { "1234", 1, 3, 1, "123.400" },
		{ "100000", 0, 0, 1, "100,000" },
		{ "-170141183460469231731687303715884105728", 0, 10, 1,
		    "-170,141,183,460,469,231,731,687,303,715,884,105,728"
		    ".0000000000" }
	};
	char buf[DECIMAL_TEXT_MAX];
	size_t i;

	(void)state;
	for (i = 0; i < LEN(t); i++)
		assert_string_equal(decimal_fixed(buf, big(t[i].v),
		    t[i].decimals, t[i].places, t[i].group), t[i].want);
}

static void
division(void **state)
{
	(void)state;
	assert_big(div_half_even(7, 2), "4");
	assert_big(div_half_even(5, 2), "2");
	assert_big(div_half_even(-5, 2), "-2");
	assert_big(div_half_even(-7, 2), "-4");
	assert_big(div_half_even(7, -2), "-4");
	assert_big(div_half_even(-7, -2), "4");
	assert_big(div_half_even(1, 3), "0");
	assert_big(div_half_even(2, 3), "1");
	assert_big(div_half_even(0, -5), "0");
	assert_big(div_half_even(MIN128, 1),
	    "-170141183460469231731687303715884105728");
	assert_big(div_half_even(MAX128, MIN128), "-1");
	assert_big(div_half_even(1, MIN128), "0");
}

static void
percent(void **state)
{
	int64_t t = 77;

	(void)state;
	assert_int_equal(percent_tenths(1, 0, &t), -1);
	assert_int_equal(t, 77);
	assert_int_equal(percent_tenths(437, 1000, &t), 0);
	assert_int_equal(t, 437);
	assert_int_equal(percent_tenths(1, 3, &t), 0);
	assert_int_equal(t, 333);
	assert_int_equal(percent_tenths(2, 3, &t), 0);
	assert_int_equal(t, 667);
	assert_int_equal(percent_tenths(1, 2000, &t), 0);
	assert_int_equal(t, 0);			/* a half, to even */
	assert_int_equal(percent_tenths(3, 2000, &t), 0);
	assert_int_equal(t, 2);
	assert_int_equal(percent_tenths(-1, 4, &t), 0);
	assert_int_equal(t, -250);
	assert_int_equal(percent_tenths(5, -4, &t), 0);
	assert_int_equal(t, -1250);
	assert_int_equal(percent_tenths(MAX128, MAX128, &t), 0);
	assert_int_equal(t, 1000);
	assert_int_equal(percent_tenths(MIN128, MAX128, &t), 0);
	assert_int_equal(t, -1000);
	assert_int_equal(percent_tenths(MAX128 / 2, MIN128, &t), 0);
	assert_int_equal(t, -500);
	t = 77;
	assert_int_equal(percent_tenths(MAX128, 1, &t), -1);
	assert_int_equal(percent_tenths(INT64_MAX / 1000, 1, &t), -1);
	assert_int_equal(t, 77);
	assert_int_equal(percent_tenths(INT64_MAX / 1000 - 1, 1, &t), 0);
	assert_int_equal(t, (INT64_MAX / 1000 - 1) * 1000);
}

static void
sums(void **state)
{
	int64_t sum = INT64_MAX - 1, v = 77;

	(void)state;
	assert_int_equal(money_add(&sum, 1), 0);
	assert_int_equal(sum, INT64_MAX);
	assert_int_equal(money_add(&sum, 1), -1);
	assert_int_equal(sum, INT64_MAX);
	assert_int_equal(money_add(&sum, INT64_MIN), 0);
	assert_int_equal(sum, -1);
	assert_int_equal(money_add(&sum, INT64_MIN), -1);
	assert_int_equal(sum, -1);
	assert_int_equal(money_narrow((int128)INT64_MAX + 1, &v), -1);
	assert_int_equal(money_narrow((int128)INT64_MIN - 1, &v), -1);
	assert_int_equal(v, 77);
	assert_int_equal(money_narrow(INT64_MIN, &v), 0);
	assert_int_equal(v, INT64_MIN);
}

static void
split(void **state)
{
	static const int64_t totals[] = {
		0, 1, -1, 10, -10, 99, MONEY_ONE, INT64_MAX, INT64_MIN
	};
	int64_t parts[7], least, most;
	size_t i, j, n;
	int128 sum;

	(void)state;
	money_split_even(10, 3, parts);
	assert_int_equal(parts[0], 4);
	assert_int_equal(parts[1], 3);
	assert_int_equal(parts[2], 3);
	money_split_even(-11, 3, parts);
	assert_int_equal(parts[0], -4);
	assert_int_equal(parts[1], -4);
	assert_int_equal(parts[2], -3);
	for (i = 0; i < LEN(totals); i++)
		for (n = 1; n <= LEN(parts); n++) {
			money_split_even(totals[i], n, parts);
			sum = 0;
			least = most = parts[0];
			for (j = 0; j < n; j++) {
				sum += parts[j];
				least = parts[j] < least ? parts[j] : least;
				most = parts[j] > most ? parts[j] : most;
			}
			assert_true(sum == totals[i]);
			assert_true(most - least <= 1);
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parse_good),
		cmocka_unit_test(parse_bad),
		cmocka_unit_test(parse_length_and_residue),
		cmocka_unit_test(parse_long),
		cmocka_unit_test(parse_exact),
		cmocka_unit_test(texts),
		cmocka_unit_test(fixed),
		cmocka_unit_test(division),
		cmocka_unit_test(percent),
		cmocka_unit_test(sums),
		cmocka_unit_test(split)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
