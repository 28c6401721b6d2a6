/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "ingest/split.h"

/* Bit i is the parity of the bits up to and with i. */
static inline uint64_t
prefix_xor(uint64_t x)
{
	x ^= x << 1;
	x ^= x << 2;
	x ^= x << 4;
	x ^= x << 8;
	x ^= x << 16;
	return x ^ x << 32;
}

/*
 * An opening quote must follow a separator, or a closing quote (then both
 * are one quote inside the field); a closing quote must be followed by the
 * one or the other.
 */
static inline uint64_t
take_quotes(struct split *s, const struct masks *m, uint64_t seps,
    uint64_t inside, uint64_t cr)
{
	uint64_t opening = m->quote & inside, closing = m->quote & ~inside;
	uint64_t after_sep = seps << 1 | s->after_sep;
	uint64_t after_quote = closing << 1 | s->after_quote;

	s->after_quote = closing >> 63;
	return (opening & ~(after_sep | after_quote)) |
	    (after_quote & ~(seps | opening | cr));
}

static struct masks
next_masks(struct split *s)
{
	size_t left = s->len - s->next;

	if (s->taken == s->n_ahead) {
		s->n_ahead = left < SPLIT_AHEAD * SCAN_STEP ?
		    (left + SCAN_STEP - 1) / SCAN_STEP : SPLIT_AHEAD;
		s->taken = 0;
		s->scan(s->ahead, s->buf + s->next, s->n_ahead);
	}
	return s->ahead[s->taken++];
}

static void
next_chunk(struct split *s)
{
	struct masks m = next_masks(s);
	size_t left = s->len - s->next;
	uint64_t valid = left < SCAN_STEP ? (UINT64_C(1) << left) - 1 :
	    ~UINT64_C(0);
	uint64_t inside, seps, cr, lf, bad;

	m.quote &= valid;
	inside = (m.quote | s->quoted) != 0 ?
	    prefix_xor(m.quote) ^ s->quoted : 0;
	lf = m.lf & ~inside & valid;
	seps = (m.comma & ~inside & valid) | lf;
	cr = m.cr & ~inside & valid;
	bad = m.nul & valid;
	if ((m.quote | s->after_quote) != 0)
		bad |= take_quotes(s, &m, seps, inside, cr) & valid;
	if ((cr | s->after_cr) != 0) {
		bad |= (cr << 1 | s->after_cr) & ~lf & valid;
		s->after_cr = cr >> 63;
	}
	s->quoted = inside >> 63 != 0 ? ~UINT64_C(0) : 0;
	s->after_sep = seps >> 63;
	if (bad != 0 && s->bad == SIZE_MAX)
		s->bad = s->next + (size_t)__builtin_ctzll(bad);
	s->chunk = s->next;
	s->seps = seps;
	s->ends = lf;
	s->next += left < SCAN_STEP ? left : SCAN_STEP;
}

void
split_begin(struct split *s, scan_fn *scan, const char *buf, size_t len)
{
	s->scan = scan;
	s->n_ahead = s->taken = 0;
	s->buf = buf;
	s->len = len;
	s->next = s->chunk = 0;
	s->seps = s->ends = s->quoted = 0;
	s->after_sep = 1;
	s->after_quote = s->after_cr = 0;
	s->bad = SIZE_MAX;
	s->r.base = buf;
	s->r.start = s->r.end = s->r.n = 0;
	s->r.regular = true;
}

/* A line end: the record is whole. */
static void
finish(struct split *s, size_t at)
{
	struct record *r = &s->r;

	r->end = at;
	if (at > r->start && s->buf[at - 1] == '\r') {
		r->end--;
		if (r->n <= COLUMNS_MAX)
			r->sep[r->n - 1]--;
	}
	r->regular = s->bad >= at;
}

bool
split_next(struct split *s)
{
	struct record *r = &s->r;
	uint64_t seps, ends;
	size_t at;

	if (r->end > 0 || r->n > 0) {		/* after the last one */
		r->start = r->end + (s->buf[r->end] == '\r') + 1;
		r->n = 0;
	}
	r->end = 0;
	for (;;) {
		seps = s->seps;
		ends = s->ends;
		while (seps != 0) {
			at = s->chunk + (size_t)__builtin_ctzll(seps);
			r->sep[r->n++] = (uint32_t)at;
			if ((ends & seps & -seps) != 0) {
				s->seps = seps & (seps - 1);
				finish(s, at);
				return true;
			}
			seps &= seps - 1;
		}
		s->seps = 0;
		if (r->n > COLUMNS_MAX)
			r->n = COLUMNS_MAX + 1;
		if (s->next == s->len)
			return false;
		next_chunk(s);
	}
}

bool
split_is_bad(const struct split *s)
{
	return s->bad != SIZE_MAX;
}

size_t
field_decode(char *to, const char *p, size_t len)
{
	const char *end = p + len, *quote;
	size_t n, used = 0;

	if (len >= 2 && *p == '"') {
		p++;
		end--;
		while ((quote = memchr(p, '"', (size_t)(end - p))) != NULL) {
			n = (size_t)(quote - p) + 1;
			memcpy(to + used, p, n);
			used += n;
			p = quote + 2;
		}
	}
	n = (size_t)(end - p);
	memcpy(to + used, p, n);
	to[used + n] = '\0';
	return used + n;
}
