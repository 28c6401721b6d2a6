// SPDX-License-Identifier: MIT
/*
 * Randomness, and numbers and codes as text.
 */
#include <err.h>
#include <stdarg.h>
#include <string.h>

#include "gen.h"

/* The finaliser of splitmix64. */
uint64_t
mix(uint64_t x)
{
	x += 0x9e3779b97f4a7c15u;
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
	return x ^ (x >> 31);
}

uint64_t
rng_next(struct rng *r)
{
	uint64_t x = mix(r->state);

	r->state += 0x9e3779b97f4a7c15u;
	return x;
}

uint32_t
rng_below(struct rng *r, uint32_t n)
{
	return (uint32_t)((rng_next(r) >> 32) * n >> 32);
}

/* Between lo and about hi, every magnitude alike. */
int64_t
rng_spread(struct rng *r, int64_t lo, int64_t hi)
{
	int64_t n = lo;
	uint32_t doublings = 0;

	while (n < hi / 2) {
		n *= 2;
		doublings++;
	}
	n = lo << rng_below(r, doublings + 1);
	return n + (int64_t)(rng_next(r) >> 1) % n;
}

static char *
room(struct arena *a, size_t n)
{
	char *p = a->text + a->used;

	if (n > sizeof(a->text) - a->used)
		errx(EXIT_SYSTEM, "a line of the bill is too long");
	a->used += n;
	return p;
}

/* Strings put together; the last argument is (char *)NULL. */
const char *
cat(struct arena *a, ...)
{
	const char *s;
	char *start = a->text + a->used;
	size_t n;
	va_list ap;

	va_start(ap, a);
	while ((s = va_arg(ap, const char *)) != NULL) {
		n = strlen(s);
		memcpy(room(a, n), s, n);
	}
	va_end(ap);
	*room(a, 1) = '\0';
	return start;
}

const char *
hex(struct arena *a, uint64_t v, int digits)
{
	char *p = room(a, (size_t)digits + 1);
	int i;

	for (i = 0; i < digits; i++) {
		p[i] = "0123456789abcdef"[v & 15];
		v = v >> 4 | v << 60;
	}
	p[digits] = '\0';
	return p;
}

/* Digits of |v|, most significant first; returns how many. */
static int
digits_of(i128 v, char *out)
{
	char rev[40];
	int i, n = 0;

	if (v < 0)
		v = -v;
	/* 128-bit division is slow and the high half mostly empty. */
	for (; v > INT64_MAX; v /= 10)
		rev[n++] = (char)('0' + (int)(v % 10));
	for (uint64_t u = (uint64_t)v; u > 0; u /= 10)
		rev[n++] = (char)('0' + (int)(u % 10));
	for (i = 0; i < n; i++)
		out[i] = rev[n - 1 - i];
	return n;
}

/* v x 10^-scale, with exactly `places` decimals, or, if -1, no idle zeros. */
const char *
fixed(struct arena *a, i128 v, int scale, int places)
{
	char d[40], *p = room(a, 64), *start = p;
	int i, n = digits_of(v, d);
	int last = places < 0 ? scale : places;

	if (v < 0)
		*p++ = '-';
	for (i = 0; i < n - scale; i++)
		*p++ = d[i];
	if (n <= scale)
		*p++ = '0';
	while (places < 0 && last > 0 &&
	    (n - scale + last - 1 < 0 || d[n - scale + last - 1] == '0'))
		last--;
	if (last > 0)
		*p++ = '.';
	for (i = 0; i < last; i++)
		*p++ = n - scale + i < 0 ? '0' : d[n - scale + i];
	*p = '\0';
	return start;
}

const char *
decimal(struct arena *a, i128 v, int scale)
{
	return fixed(a, v, scale, -1);
}

/* d.dddE-n, the way Java prints doubles below 1e-3 and from 1e7. */
static const char *
scientific(struct arena *a, i128 v, int scale)
{
	char d[40], rest[40], head[3] = "", exponent[8];
	int n = digits_of(v, d), last = n;

	while (last > 1 && d[last - 1] == '0')
		last--;
	head[0] = d[0];
	head[1] = '.';
	memcpy(rest, d + 1, (size_t)(last - 1));
	rest[last - 1] = '\0';
	snprintf(exponent, sizeof(exponent), "%d", n - 1 - scale);
	return cat(a, v < 0 ? "-" : "", head, last > 1 ? rest : "0", "E",
	    exponent, (char *)NULL);
}

/*
 * A cell of type double.  Nobody knows how AWS prints them, so both ways
 * occur; the share of exponents is about that of a known sample.
 */
const char *
number(struct arena *a, struct rng *r, i128 v, int scale)
{
	i128 one = 1, size = v < 0 ? -v : v;
	const char *s;
	int i;

	for (i = 0; i < scale; i++)
		one *= 10;
	if (v != 0 && (size * 1000 < one || size >= one * 10000000) &&
	    rng_below(r, 100) < 12)
		return scientific(a, v, scale);
	s = decimal(a, v, scale);
	if (v % one == 0 && rng_below(r, 8) != 0)
		s = cat(a, s, ".0", (char *)NULL);
	return s;
}

const char *
base32(struct arena *a, struct rng *r, int n, const char *alphabet)
{
	char *p = room(a, (size_t)n + 1);
	uint64_t bits = 0;
	int i;

	for (i = 0; i < n; i++, bits >>= 5) {
		if (i % 12 == 0)
			bits = rng_next(r);
		p[i] = alphabet[bits & 31];
	}
	p[n] = '\0';
	return p;
}

uint64_t
hash(const char *s)
{
	uint64_t h = 0xcbf29ce484222325u;

	while (s != NULL && *s != '\0')
		h = (h ^ (unsigned char)*s++) * 0x100000001b3u;
	return h;
}
