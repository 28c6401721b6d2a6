/* SPDX-License-Identifier: MIT */
#ifndef FOC_ISAL
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "ingest/gunzip.h"

#define GZIP_ONLY	(15 + 16)	/* for inflateInit2 */
#define MAGIC		0x1f

int
gunzip_open(struct gunzip *g)
{
	memset(g, 0, sizeof(*g));
	return inflateInit2(&g->z, GZIP_ONLY) == Z_OK ? 0 : -1;
}

static int
fail(struct gunzip *g, const char *why)
{
	snprintf(g->why, sizeof(g->why), "%s", why);
	return -1;
}

/* The words of zlib, made a sentence. */
static int
broken(struct gunzip *g, int rc)
{
	if (rc == Z_MEM_ERROR)
		return fail(g, "out of memory while inflating");
	if (rc == Z_NEED_DICT)
		return fail(g, "broken gzip: a preset dictionary is asked for");
	snprintf(g->why, sizeof(g->why), "broken gzip: %s",
	    g->z.msg != NULL ? g->z.msg : "invalid data");
	return -1;
}

static uInt
clamp(size_t n)
{
	return n > UINT_MAX ? UINT_MAX : (uInt)n;
}

/* Begin the next member at the present byte. */
static int
next_member(struct gunzip *g)
{
	if (*g->z.next_in != MAGIC)
		return fail(g, g->members == 0 ? "is no gzip data" :
		    "bytes behind the end of the gzip data");
	if (g->members++ > 0 && inflateReset(&g->z) != Z_OK)
		return fail(g, "out of memory while inflating");
	g->in_member = true;
	return 0;
}

int
gunzip_step(struct gunzip *g, const void *in, size_t n, size_t *used,
    void *out, size_t room, size_t *made)
{
	uInt from = clamp(n), to = clamp(room);
	int rc = Z_OK;

	g->z.next_in = (z_const Bytef *)(uintptr_t)in;
	g->z.avail_in = from;
	g->z.next_out = out;
	g->z.avail_out = to;
	while (g->z.avail_out > 0 && (g->in_member || g->z.avail_in > 0)) {
		if (!g->in_member && next_member(g) != 0)
			break;
		rc = inflate(&g->z, Z_NO_FLUSH);
		if (rc == Z_STREAM_END)
			g->in_member = false;
		else if (rc == Z_BUF_ERROR)
			break;			/* wants more input */
		else if (rc != Z_OK)
			return broken(g, rc);
	}
	*used = from - g->z.avail_in;
	*made = to - g->z.avail_out;
	return g->why[0] == '\0' ? 0 : -1;
}

int
gunzip_end(struct gunzip *g)
{
	if (g->in_member || g->members == 0)
		return fail(g, "the gzip data is cut off");
	return 0;
}

void
gunzip_close(struct gunzip *g)
{
	inflateEnd(&g->z);
}
#else
typedef int foc_without_zlib;		/* ISO C wants something here */
#endif
