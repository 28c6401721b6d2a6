/* SPDX-License-Identifier: MIT */
/*
 * gzip in pieces of every size against a reader of RFC 1952 that has all of
 * it: the same bytes, and the same answer to whether it is whole.
 */
#include <zlib.h>

#include "fuzz.h"
#include "ingest/gunzip.h"

#define OUT_MAX	((size_t)1 << 18)

/* --- the reference: headers by hand, deflate raw, CRC and length after */

struct ref {
	const uint8_t *p;
	size_t	n;
	uint8_t	*out;
	size_t	made;
	bool	full;			/* more than OUT_MAX */
};

static bool
skip(struct ref *r, size_t n)
{
	if (n > r->n)
		return false;
	r->p += n;
	r->n -= n;
	return true;
}

static bool
skip_string(struct ref *r)
{
	const uint8_t *nul = r->n > 0 ? memchr(r->p, 0, r->n) : NULL;

	return nul != NULL && skip(r, (size_t)(nul - r->p) + 1);
}

static bool
ref_header(struct ref *r)
{
	const uint8_t *from = r->p;
	unsigned flags;
	uint32_t crc;

	if (r->n < 10 || r->p[0] != 0x1f || r->p[1] != 0x8b ||
	    r->p[2] != 8 || (r->p[3] & 0xe0) != 0)
		return false;
	flags = r->p[3];
	skip(r, 10);
	if ((flags & 4) != 0 && (r->n < 2 ||
	    !skip(r, 2 + (size_t)r->p[0] + ((size_t)r->p[1] << 8))))
		return false;
	if (((flags & 8) != 0 && !skip_string(r)) ||
	    ((flags & 16) != 0 && !skip_string(r)))
		return false;
	if ((flags & 2) == 0)
		return true;
	crc = (uint32_t)crc32(0, from, (uInt)(r->p - from));
	return r->n >= 2 && r->p[0] == (crc & 0xff) &&
	    r->p[1] == (crc >> 8 & 0xff) && skip(r, 2);
}

static uint32_t
little(const uint8_t *p)
{
	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	    (uint32_t)p[3] << 24;
}

static bool
ref_member(struct ref *r)
{
	uint8_t *from = r->out + r->made;
	z_stream z = { .next_in = NULL };
	size_t made;
	int rc;

	if (!ref_header(r))
		return false;
	MUST(inflateInit2(&z, -15) == Z_OK);
	z.next_in = (z_const Bytef *)(uintptr_t)r->p;
	z.avail_in = (uInt)r->n;
	z.next_out = from;
	z.avail_out = (uInt)(OUT_MAX - r->made);
	rc = inflate(&z, Z_FINISH);
	made = OUT_MAX - r->made - z.avail_out;
	r->full = r->full || (rc != Z_STREAM_END && z.avail_out == 0);
	skip(r, r->n - z.avail_in);
	inflateEnd(&z);
	r->made += made;
	return rc == Z_STREAM_END && r->n >= 8 &&
	    little(r->p) == (uint32_t)crc32(0, from, (uInt)made) &&
	    little(r->p + 4) == (uint32_t)made && skip(r, 8);
}

/* --- ours */

static bool
in_pieces(const uint8_t *data, size_t size, struct bytes steer, uint8_t *out,
    size_t *made)
{
	struct gunzip g;
	size_t used, got, n, room;
	bool good = true;

	*made = 0;
	MUST(gunzip_open(&g) == 0);
	do {
		n = 1 + (size_t)bytes_next(&steer) * 7;
		room = 1 + (size_t)bytes_next(&steer) * 3;
		if (steer.n == 0)
			n = room = OUT_MAX;
		n = n < size ? n : size;
		room = room < OUT_MAX - *made ? room : OUT_MAX - *made;
		good = gunzip_step(&g, data, n, &used, out + *made, room,
		    &got) == 0;
		if (!good)
			break;
		MUST(used <= n && got <= room);
		data += used;
		size -= used;
		*made += got;
		/* Input that is not taken waits for room, and for that alone. */
		MUST(used == n || got == room);
	} while (*made < OUT_MAX && (size > 0 || got == room));
	if (good && *made < OUT_MAX)
		good = gunzip_end(&g) == 0;
	if (!good)
		fuzz_check_sentence(g.why);
	gunzip_close(&g);
	return good;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t want[OUT_MAX], got[OUT_MAX];
	struct ref r = { .p = data, .n = size, .out = want };
	/* The last bytes, which are a CRC, as dice. */
	struct bytes dice = { data + size - size % 16, size % 16 },
	    none = { NULL, 0 };
	bool good = size > 0, ours;
	size_t made;

	while (good && r.n > 0 && !r.full)
		good = ref_member(&r);
	if (r.full)
		return 0;
	ours = in_pieces(data, size, none, got, &made);
	MUST(ours == good);
	MUST(!good || (made == r.made && memcmp(want, got, made) == 0));
	ours = in_pieces(data, size, dice, got, &made);
	MUST(ours == good);
	MUST(!good || (made == r.made && memcmp(want, got, made) == 0));
	return 0;
}
