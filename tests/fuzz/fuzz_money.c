/* SPDX-License-Identifier: MIT */
/*
 * Decimals against a reference that keeps each digit by itself; what is
 * printed is read back.
 */
#include "core/money.h"
#include "fuzz.h"

/* A decimal as people write it: digits, and where the point is. */
struct reference {
	bool	neg, zero;
	const char *from;		/* of the digits, and of a point */
	size_t	len;
	long	point;			/* digits before it, leading zeros off */
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The exponent, held far from any digit where it is larger. */
static bool
read_exponent(const char *s, const char *end, long *x)
{
	bool neg = s < end && *s == '-';

	*x = 0;
	if (s < end && (*s == '+' || *s == '-'))
		s++;
	if (s == end)
		return false;
	for (; s < end; s++) {
		if (!is_digit(*s))
			return false;
		*x = *x > 10000000 ? *x : *x * 10 + (*s - '0');
	}
	*x = neg ? -*x : *x;
	return true;
}

static bool
read_reference(const char *s, size_t len, struct reference *r)
{
	const char *end = s + len, *p;
	long x = 0, before = 0, digits = 0, leading = 0;
	bool point = false;

	memset(r, 0, sizeof(*r));
	if (s < end && (*s == '+' || *s == '-'))
		r->neg = *s++ == '-';
	r->zero = true;
	for (p = s; p < end && (is_digit(*p) || (*p == '.' && !point)); p++) {
		if (*p == '.') {
			point = true;
			continue;
		}
		digits++;
		before += !point;
		if (r->zero && *p == '0')
			leading++;
		else
			r->zero = false;
	}
	if (digits == 0)
		return false;
	r->from = s;
	r->len = (size_t)(p - s);
	if (p < end && ((*p != 'e' && *p != 'E') ||
	    !read_exponent(p + 1, end, &x)))
		return false;
	r->point = before - leading + x;
	return true;
}

/* The digit that counts 10^weight. */
static int
digit_of(const struct reference *r, long weight)
{
	long at = r->point - 1 - weight, n = -1;
	bool begun = false;
	size_t i;

	if (r->zero || at < 0)
		return 0;
	for (i = 0; i < r->len; i++) {
		if (r->from[i] == '.' || (!begun && r->from[i] == '0'))
			continue;
		begun = true;
		if (++n == at)
			return r->from[i] - '0';
	}
	return 0;
}

/* Anything but zeros below the 28th decimal? */
static bool
has_more(const struct reference *r)
{
	long n = 0;
	bool begun = false;
	size_t i;

	if (r->zero)
		return false;
	for (i = 0; i < r->len; i++) {
		if (r->from[i] == '.' || (!begun && r->from[i] == '0'))
			continue;
		begun = true;
		if (r->point - 1 - n++ < -28 && r->from[i] != '0')
			return true;
	}
	return false;
}

static int128
span_of(const struct reference *r, long from, long to)
{
	int128 v = 0;
	long w;

	for (w = from; w >= to; w--)
		v = v * 10 + digit_of(r, w);
	return v;
}

/* 0, or -1 where it does not fit; exact says that nothing was rounded. */
static int
by_reference(const struct reference *r, int64_t *v, int128 *residue,
    bool *exact)
{
	int128 units, tail, half = (int128)500000000 * 1000000000, all;

	if (!r->zero && r->point > 12)
		return -1;
	units = span_of(r, 12, -10);
	tail = span_of(r, -11, -28);
	all = tail;
	*exact = tail == 0 && !has_more(r);
	if (tail > half || (tail == half && (has_more(r) || units % 2 == 1))) {
		units++;
		all -= half * 2;
	}
	*residue = r->neg ? -all : all;
	if (r->neg)
		units = -units;
	if (units > INT64_MAX || units < INT64_MIN)
		return -1;
	*v = (int64_t)units;
	return 0;
}

static void
check_parse(const char *s, size_t len)
{
	struct reference r;
	int64_t got = 77, want = 77;
	int128 got_rest = 5, want_rest = 0;
	char text[DECIMAL_TEXT_MAX];
	bool exact = false;
	int rc = money_parse(s, len, &got, &got_rest), wanted;

	wanted = read_reference(s, len, &r) ?
	    by_reference(&r, &want, &want_rest, &exact) : -1;
	MUST(rc == wanted);
	if (rc != 0) {
		MUST(got == 77 && got_rest == 5);
		return;
	}
	MUST(got == want && got_rest == want_rest + 5);
	MUST((money_parse_exact(s, len, &want) == 0) == exact);
	money_text(text, got);
	MUST(money_parse_exact(text, strlen(text), &want) == 0 && want == got);
}

/* --- numbers, from their bits */

static int128
magnitude(int128 v)
{
	return v < 0 ? -v : v;
}

/* The digits of a text as a number, however it is grouped. */
static int128
read_digits(const char *s)
{
	int128 v = 0;
	bool neg = *s == '-';

	for (; *s != '\0'; s++)
		if (is_digit(*s))
			v = neg ? v * 10 - (*s - '0') : v * 10 + (*s - '0');
	return v;
}

static int128
pow10_of(int n)
{
	return n == 0 ? 1 : 10 * pow10_of(n - 1);
}

static int128
half_even(int128 num, int128 den)
{
	int128 q = magnitude(num) / magnitude(den);
	int128 r = magnitude(num) % magnitude(den), rest = magnitude(den) - r;

	q += r > rest || (r == rest && q % 2 == 1);
	return (num < 0) != (den < 0) ? -q : q;
}

static void
check_texts(int128 v, int decimals, int places)
{
	char text[DECIMAL_TEXT_MAX], fixed[DECIMAL_TEXT_MAX];
	const char *point;
	int n;

	decimal_text(text, v, decimals);
	point = strchr(text, '.');
	n = point != NULL ? (int)strlen(point + 1) : 0;
	MUST(n <= decimals && (n == 0 || text[strlen(text) - 1] != '0'));
	MUST(read_digits(text) * pow10_of(decimals - n) == v);
	MUST(strcmp(text, "-0") != 0);
	if (places > decimals)
		return;
	decimal_fixed(fixed, v, decimals, places, 0);
	MUST(read_digits(fixed) == half_even(v, pow10_of(decimals - places)));
	decimal_fixed(text, v, decimals, places, 1);
	MUST(read_digits(text) == read_digits(fixed));
	point = strchr(text, '.');
	MUST((point != NULL ? strlen(point + 1) : 0) == (size_t)places);
}

static void
check_split(int64_t total, size_t n)
{
	int64_t part[64];
	int128 sum = 0;
	size_t i;

	money_split_even(total, n, part);
	for (i = 0; i < n; i++) {
		sum += part[i];
		MUST(magnitude(part[i]) <= magnitude(part[0]));
		MUST(magnitude(part[0]) - magnitude(part[i]) <= 1);
		MUST(i == 0 ||
		    magnitude(part[i]) <= magnitude(part[i - 1]));
	}
	MUST(sum == total);
}

static void
check_percent(int64_t part, int64_t base)
{
	int64_t tenths = 0;
	int128 want;
	int rc = percent_tenths(part, base, &tenths);

	if (base == 0) {
		MUST(rc == -1);
		return;
	}
	want = half_even((int128)part * 1000, base);
	MUST(rc == 0 ? tenths == want : magnitude(want) > INT64_MAX / 1000);
}

static void
check_numbers(struct bytes *b)
{
	int decimals = (int)(bytes_next(b) % 29), shift;
	int places = (int)(bytes_next(b) % 29);
	uint64_t a = bytes_number(b), c = bytes_number(b);
	int128 v = (int128)(int64_t)a * INT64_C(1000000000) +
	    (int64_t)(c >> 34), den;
	int64_t sum = (int64_t)a;

	shift = (int)(bytes_next(b) % 94);
	v = v < 0 ? -(-v >> shift) : v >> shift;
	check_texts(v, decimals, places);
	den = (int64_t)c >> bytes_next(b) % 64;
	if (den != 0)
		MUST(div_half_even(v, den) == half_even(v, den));
	check_split((int64_t)a, 1 + (size_t)(c % 64));
	check_percent((int64_t)a, (int64_t)den);
	if (money_add(&sum, (int64_t)c) == 0)
		MUST((int128)sum == (int128)(int64_t)a + (int64_t)c);
	else
		MUST(sum == (int64_t)a);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes b = { data, size };

	check_parse((const char *)data, size < 400 ? size : 400);
	if (size >= 20)
		check_numbers(&b);
	return 0;
}
