/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <stdbool.h>
#include <string.h>

#include "core/money.h"

__extension__ typedef unsigned __int128 uint128;

#define TAIL_DECIMALS	(RESIDUE_DECIMALS - MONEY_DECIMALS)
#define TAIL_ONE	UINT64_C(1000000000000000000)	/* 1e-10 in 1e-28 */

/* A decimal taken apart at the tenth decimal; no sign on the parts. */
struct parts {
	bool		neg;
	uint64_t	units;		/* whole units of 1e-10 */
	uint64_t	tail;		/* what follows, in 1e-28; < TAIL_ONE */
	bool		more;		/* non-zero digits after that */
};

static const uint64_t pow10_64[19] = {
	UINT64_C(1),
	UINT64_C(10),
	UINT64_C(100),
	UINT64_C(1000),
	UINT64_C(10000),
	UINT64_C(100000),
	UINT64_C(1000000),
	UINT64_C(10000000),
	UINT64_C(100000000),
	UINT64_C(1000000000),
	UINT64_C(10000000000),
	UINT64_C(100000000000),
	UINT64_C(1000000000000),
	UINT64_C(10000000000000),
	UINT64_C(100000000000000),
	UINT64_C(1000000000000000),
	UINT64_C(10000000000000000),
	UINT64_C(100000000000000000),
	UINT64_C(1000000000000000000)
};

static uint128
magnitude(int128 v)
{
	return v < 0 ? 0 - (uint128)v : (uint128)v;
}

static int128
with_sign(bool neg, uint128 m)
{
	return (int128)(neg ? 0 - m : m);
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/*
 * Digits and at most one point, at most 18 significant digits: nearly all
 * that billing files hold.  Returns -1 for anything else, which may still
 * be a decimal.
 */
static int
read_plain(const char *s, const char *end, struct parts *p)
{
	uint64_t acc = 0;
	const char *point = NULL;
	size_t digits = 0, places;
	uint128 units;

	for (; s < end; s++) {
		if (is_digit(*s)) {
			if (acc >= pow10_64[17])
				return -1;
			acc = acc * 10 + (uint64_t)(*s - '0');
			digits++;
		} else if (*s == '.' && point == NULL)
			point = s + 1;
		else
			return -1;
	}
	places = point != NULL ? (size_t)(end - point) : 0;
	if (digits == 0 || places > RESIDUE_DECIMALS)
		return -1;
	if (places <= MONEY_DECIMALS) {
		units = (uint128)acc * pow10_64[MONEY_DECIMALS - places];
		if (units > UINT64_MAX)
			return -1;
		p->units = (uint64_t)units;
		return 0;
	}
	p->units = acc / pow10_64[places - MONEY_DECIMALS];
	p->tail = acc % pow10_64[places - MONEY_DECIMALS] *
	    pow10_64[RESIDUE_DECIMALS - places];
	return 0;
}

/*
 * The exponent at s, after its e.  It is held at 10^18: no text is that
 * long, so that a larger one moves every digit just as far out of sight.
 */
static int
read_exponent(const char *s, const char *end, int64_t *exponent)
{
	bool neg = false;
	int64_t x = 0;

	if (s < end && (*s == '+' || *s == '-'))
		neg = *s++ == '-';
	if (s == end)
		return -1;
	for (; s < end; s++) {
		if (!is_digit(*s))
			return -1;
		if (x < (int64_t)pow10_64[17])
			x = x * 10 + (*s - '0');
		else
			x = (int64_t)pow10_64[18];
	}
	*exponent = neg ? -x : x;
	return 0;
}

/* Put the digit d, which counts d * 10^weight, where it belongs. */
static int
place_digit(struct parts *p, unsigned d, int64_t weight)
{
	if (d == 0)
		return 0;
	if (weight > 18 - MONEY_DECIMALS)
		return -1;
	if (weight >= -MONEY_DECIMALS)
		p->units += d * pow10_64[weight + MONEY_DECIMALS];
	else if (weight >= -RESIDUE_DECIMALS)
		p->tail += d * pow10_64[weight + RESIDUE_DECIMALS];
	else
		p->more = true;
	return 0;
}

/* Any decimal of any length, digit by digit. */
static int
read_general(const char *s, const char *end, struct parts *p)
{
	const char *q, *point = NULL;
	int64_t weight, exponent = 0;
	size_t whole, digits = 0;

	for (q = s; q < end && *q != 'e' && *q != 'E'; q++) {
		if (is_digit(*q))
			digits++;
		else if (*q == '.' && point == NULL)
			point = q;
		else
			return -1;
	}
	if (digits == 0)
		return -1;
	if (q < end && read_exponent(q + 1, end, &exponent) != 0)
		return -1;
	whole = (size_t)((point != NULL ? point : q) - s);
	weight = (int64_t)whole - 1 + exponent;
	for (; s < q; s++) {
		if (*s == '.')
			continue;
		if (place_digit(p, (unsigned)(*s - '0'), weight--) != 0)
			return -1;
	}
	return 0;
}

static int
read_parts(const char *s, size_t len, struct parts *p)
{
	const char *end;

	memset(p, 0, sizeof(*p));
	if (len == 0)
		return -1;
	end = s + len;
	if (*s == '+' || *s == '-')
		p->neg = *s++ == '-';
	if (read_plain(s, end, p) == 0)
		return 0;
	return read_general(s, end, p);
}

static int
fit_units(uint64_t units, bool neg, int64_t *v)
{
	if (units > (uint64_t)INT64_MAX + neg)
		return -1;
	*v = (int64_t)with_sign(neg, units);
	return 0;
}

int
money_parse(const char *s, size_t len, int64_t *v, int128 *residue)
{
	struct parts p;
	int64_t rest;
	bool up;

	if (read_parts(s, len, &p) != 0)
		return -1;
	up = p.tail > TAIL_ONE / 2 ||
	    (p.tail == TAIL_ONE / 2 && (p.more || p.units % 2 == 1));
	if (fit_units(p.units + up, p.neg, v) != 0)
		return -1;
	if (residue != NULL) {
		rest = (int64_t)p.tail - (up ? (int64_t)TAIL_ONE : 0);
		*residue += p.neg ? -rest : rest;
	}
	return 0;
}

int
money_parse_exact(const char *s, size_t len, int64_t *v)
{
	struct parts p;

	if (read_parts(s, len, &p) != 0 || p.tail != 0 || p.more)
		return -1;
	return fit_units(p.units, p.neg, v);
}

/* The digits of m, at least `least` of them, ending before end. */
static char *
put_digits(char *end, uint128 m, int least)
{
	uint64_t low;
	int n;

	/* Division of 128 bits is slow: 18 digits at a time. */
	while (m > UINT64_MAX) {
		low = (uint64_t)(m % TAIL_ONE);
		m /= TAIL_ONE;
		for (n = 0; n < TAIL_DECIMALS; n++, low /= 10)
			*--end = (char)('0' + low % 10);
		least -= TAIL_DECIMALS;
	}
	for (low = (uint64_t)m; low != 0 || least > 0; low /= 10, least--)
		*--end = (char)('0' + low % 10);
	return end;
}

char *
decimal_text(char buf[DECIMAL_TEXT_MAX], int128 v, int decimals)
{
	char digits[DECIMAL_TEXT_MAX], *p, *point, *end;
	char *out = buf;

	assert(decimals >= 0 && decimals <= 38);
	end = digits + sizeof(digits);
	p = put_digits(end, magnitude(v), decimals + 1);
	point = end - decimals;
	while (end > point && end[-1] == '0')
		end--;
	if (v < 0)
		*out++ = '-';
	while (p < end) {
		if (p == point)
			*out++ = '.';
		*out++ = *p++;
	}
	*out = '\0';
	return buf;
}

char *
money_text(char buf[DECIMAL_TEXT_MAX], int64_t v)
{
	return decimal_text(buf, v, MONEY_DECIMALS);
}

static int128
pow10_128(int n)
{
	int128 p = 1;

	while (n-- > 0)
		p *= 10;
	return p;
}

char *
decimal_fixed(char buf[DECIMAL_TEXT_MAX], int128 v, int decimals,
    int places, int group)
{
	char digits[DECIMAL_TEXT_MAX], *p, *point, *end;
	char *out = buf;
	int zeros = 0;

	/* These bounds keep the longest text within the buffer. */
	assert(decimals >= 0 && decimals <= 38);
	assert(places >= 0 && (places <= decimals || places <= 10));
	if (places < decimals)
		v = div_half_even(v, pow10_128(decimals - places));
	else
		zeros = places - decimals;
	end = digits + sizeof(digits);
	p = put_digits(end, magnitude(v), places - zeros + 1);
	point = end - (places - zeros);
	if (v < 0)
		*out++ = '-';
	while (p < point) {
		*out++ = *p++;
		if (group && p < point && (point - p) % 3 == 0)
			*out++ = ',';
	}
	if (places > 0)
		*out++ = '.';
	while (p < end)
		*out++ = *p++;
	while (zeros-- > 0)
		*out++ = '0';
	*out = '\0';
	return buf;
}

int128
div_half_even(int128 num, int128 den)
{
	uint128 a = magnitude(num), b = magnitude(den);
	uint128 q = a / b, r = a % b;

	if (r > b - r || (r == b - r && q % 2 == 1))
		q++;
	return with_sign((num < 0) != (den < 0), q);
}

int
percent_tenths(int128 part, int128 base, int64_t *tenths)
{
	uint128 a = magnitude(part), b = magnitude(base), q, r, step;
	int i, n, d;

	if (base == 0)
		return -1;
	q = a / b;
	r = a % b;
	if (q >= INT64_MAX / 1000)
		return -1;
	/* Three more digits; r * 10 may overflow, r + r cannot. */
	for (i = 0; i < 3; i++) {
		step = r;
		for (n = 1, d = 0; n < 10; n++) {
			r += step;
			if (r >= b) {
				r -= b;
				d++;
			}
		}
		q = q * 10 + (unsigned)d;
	}
	if (r > b - r || (r == b - r && q % 2 == 1))
		q++;
	*tenths = (int64_t)with_sign((part < 0) != (base < 0), q);
	return 0;
}

int
money_add(int64_t *sum, int64_t v)
{
	int64_t r;

	if (__builtin_add_overflow(*sum, v, &r))
		return -1;
	*sum = r;
	return 0;
}

int
money_narrow(int128 v, int64_t *out)
{
	if (v < INT64_MIN || v > INT64_MAX)
		return -1;
	*out = (int64_t)v;
	return 0;
}

void
money_split_even(int64_t total, size_t n, int64_t *parts)
{
	uint64_t m = (uint64_t)magnitude(total);
	uint64_t share = m / n, rest = m % n;
	size_t i;

	for (i = 0; i < n; i++)
		parts[i] = (int64_t)with_sign(total < 0, share + (i < rest));
}
