/* SPDX-License-Identifier: MIT */
/*
 * gunzip.h by ISA-L, about three times as fast as zlib: make ISAL=1.  It
 * inflates and makes checksums; headers and trailers are read here, for it
 * lets more of them pass than we do.
 */
#ifdef FOC_ISAL
#include <stdio.h>
#include <string.h>

#include <isa-l/crc.h>

#include "ingest/gunzip.h"

enum {					/* flags of a header, RFC 1952 */
	F_HCRC = 2, F_EXTRA = 4, F_NAME = 8, F_COMMENT = 16, F_UNKNOWN = 0xe0
};
#define TRAILER		8
#define DEFLATE		8

int
gunzip_open(struct gunzip *g)
{
	memset(g, 0, sizeof(*g));
	return 0;
}

void
gunzip_close(struct gunzip *g)
{
	(void)g;
}

static int
fail(struct gunzip *g, const char *why)
{
	snprintf(g->why, sizeof(g->why), "%s", why);
	return -1;
}

/* What follows the present part of a header, by its flags. */
static void
next_part(struct gunzip *g)
{
	static const struct {
		enum gunzip_part part;
		int	flag;
	} parts[] = {
		{ GUNZIP_EXTRA_LENGTH, F_EXTRA }, { GUNZIP_NAME, F_NAME },
		{ GUNZIP_COMMENT, F_COMMENT }, { GUNZIP_HCRC, F_HCRC },
	};
	size_t i;

	g->n = 0;
	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (parts[i].part > g->part && (g->flags & parts[i].flag)) {
			g->part = parts[i].part;
			return;
		}
	g->part = GUNZIP_BODY;
	isal_inflate_init(&g->s);
	g->s.crc_flag = ISAL_DEFLATE;
	g->crc = 0;
	g->made = 0;
}

static int
fixed_byte(struct gunzip *g, unsigned char c)
{
	if (g->n == 1 && c != 0x8b)
		return fail(g, "broken gzip: incorrect header check");
	if (g->n == 2 && c != DEFLATE)
		return fail(g, "broken gzip: unknown compression method");
	if (g->n == 3 && (c & F_UNKNOWN) != 0)
		return fail(g, "broken gzip: unknown header flags set");
	if (g->n == 3)
		g->flags = c;
	if (++g->n == 10)
		next_part(g);
	return 0;
}

static int
hcrc_byte(struct gunzip *g, unsigned char c)
{
	if (c != (unsigned char)(g->crc >> 8 * g->n))
		return fail(g, "broken gzip: header crc mismatch");
	if (++g->n == 2)
		next_part(g);
	return 0;
}

static int
trailer_byte(struct gunzip *g, unsigned char c)
{
	uint32_t want = g->n < 4 ? g->crc : g->made;

	g->wrong = g->wrong || c != (unsigned char)(want >> 8 * (g->n % 4));
	if (++g->n % 4 != 0)
		return 0;
	if (g->wrong)
		return fail(g, g->n == 4 ? "broken gzip: incorrect data check" :
		    "broken gzip: incorrect length check");
	if (g->n == TRAILER)
		g->part = GUNZIP_BETWEEN;
	return 0;
}

/* One byte of anything but the body. */
static int
byte(struct gunzip *g, unsigned char c)
{
	enum gunzip_part part = g->part;

	if (part != GUNZIP_HCRC && part != GUNZIP_TRAILER)
		g->crc = crc32_gzip_refl(part == GUNZIP_BETWEEN ? 0 : g->crc,
		    &c, 1);
	switch (part) {
	case GUNZIP_BETWEEN:
		if (c != 0x1f)
			return fail(g, g->members == 0 ? "is no gzip data" :
			    "bytes behind the end of the gzip data");
		g->members++;
		g->part = GUNZIP_FIXED;
		g->n = 1;
		g->wrong = false;
		return 0;
	case GUNZIP_FIXED:
		return fixed_byte(g, c);
	case GUNZIP_EXTRA_LENGTH:
		g->extra = g->n == 0 ? c : g->extra | (unsigned)c << 8;
		if (++g->n == 2) {
			g->part = GUNZIP_EXTRA;
			if (g->extra == 0)
				next_part(g);
		}
		return 0;
	case GUNZIP_EXTRA:
		if (--g->extra == 0)
			next_part(g);
		return 0;
	case GUNZIP_NAME:
	case GUNZIP_COMMENT:
		if (c == '\0')
			next_part(g);
		return 0;
	case GUNZIP_HCRC:
		return hcrc_byte(g, c);
	case GUNZIP_TRAILER:
		return trailer_byte(g, c);
	case GUNZIP_BODY:
		break;
	}
	return fail(g, "broken gzip: invalid data");
}

/* Whole bytes behind the body that were taken already: of the trailer. */
static int
end_body(struct gunzip *g)
{
	uint64_t bits = g->s.read_in >> (g->s.read_in_length % 8);
	int i, n = g->s.read_in_length / 8;

	g->part = GUNZIP_TRAILER;
	g->n = 0;
	for (i = 0; i < n; i++, bits >>= 8)
		if (byte(g, (unsigned char)bits) != 0)
			return -1;
	return 0;
}

static int
body(struct gunzip *g, const unsigned char **in, size_t *n,
    unsigned char **out, size_t *room)
{
	uint32_t from = *n > UINT32_MAX ? UINT32_MAX : (uint32_t)*n;
	uint32_t to = *room > UINT32_MAX ? UINT32_MAX : (uint32_t)*room;
	size_t used, made;
	int rc;

	g->s.next_in = (uint8_t *)(uintptr_t)*in;
	g->s.avail_in = from;
	g->s.next_out = *out;
	g->s.avail_out = to;
	rc = isal_inflate(&g->s);
	if (rc == ISAL_INVALID_LOOKBACK)
		return fail(g, "broken gzip: invalid distance too far back");
	if (rc != ISAL_DECOMP_OK && rc != ISAL_END_INPUT &&
	    rc != ISAL_OUT_OVERFLOW)
		return fail(g, "broken gzip: invalid data");
	used = from - g->s.avail_in;
	made = to - g->s.avail_out;
	g->crc = crc32_gzip_refl(g->crc, *out, made);
	g->made += (uint32_t)made;
	*in += used;
	*n -= used;
	*out += made;
	*room -= made;
	if (g->s.block_state == ISAL_BLOCK_FINISH)
		return end_body(g);
	return used > 0 || made > 0 ? 0 : 1;	/* 1: wants more input */
}

int
gunzip_step(struct gunzip *g, const void *in, size_t n, size_t *used,
    void *out, size_t room, size_t *made)
{
	const unsigned char *p = in;
	unsigned char *q = out;
	size_t left = n, to = room;
	int rc = 0;

	while (rc == 0 && to > 0 && (left > 0 || g->part == GUNZIP_BODY)) {
		if (g->part == GUNZIP_BODY) {
			rc = body(g, &p, &left, &q, &to);
			continue;
		}
		rc = byte(g, *p++);
		left--;
	}
	*used = n - left;
	*made = room - to;
	return rc < 0 ? -1 : 0;
}

int
gunzip_end(struct gunzip *g)
{
	if (g->part != GUNZIP_BETWEEN || g->members == 0)
		return fail(g, "the gzip data is cut off");
	return 0;
}
#else
typedef int foc_without_isal;		/* ISO C wants something here */
#endif
