/* SPDX-License-Identifier: MIT */
/*
 * SHA-256 by the processor's own instructions, several times as fast as
 * libsodium, which has none of them and is asked where they are missing.  The
 * state is libsodium's.
 */
#include <string.h>

#include "core/sha.h"

#define BLOCK	64

#ifdef __x86_64__
#include <cpuid.h>
#include <immintrin.h>

#define SHA_NI __attribute__((target("sha,sse4.1,ssse3")))

static const uint32_t k[64] __attribute__((aligned(16))) = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1,
	0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
	0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
	0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
	0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
	0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
	0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
	0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
	0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

/* The state as the instructions want it, and the last 16 words. */
struct rounds {
	__m128i abef, cdgh, w[4];
};

SHA_NI static inline __attribute__((always_inline)) void
four_rounds(struct rounds *r, int i)
{
	__m128i x = _mm_add_epi32(r->w[i & 3],
	    _mm_load_si128((const __m128i *)(const void *)(k + 4 * i)));

	r->cdgh = _mm_sha256rnds2_epu32(r->cdgh, r->abef, x);
	r->abef = _mm_sha256rnds2_epu32(r->abef, r->cdgh,
	    _mm_shuffle_epi32(x, 0x0e));
	if (i >= 12)
		return;
	/* Words 4i + 16 and on, in the place of those just used. */
	x = _mm_sha256msg1_epu32(r->w[i & 3], r->w[(i + 1) & 3]);
	x = _mm_add_epi32(x, _mm_alignr_epi8(r->w[(i + 3) & 3],
	    r->w[(i + 2) & 3], 4));
	r->w[i & 3] = _mm_sha256msg2_epu32(x, r->w[(i + 3) & 3]);
}

SHA_NI static inline __attribute__((always_inline)) void
one_block(struct rounds *r, const unsigned char *p)
{
	const __m128i turn = _mm_set_epi64x(0x0c0d0e0f08090a0b,
	    0x0405060700010203);
	const __m128i *from = (const __m128i *)(const void *)p;
	__m128i abef = r->abef, cdgh = r->cdgh;

	r->w[0] = _mm_shuffle_epi8(_mm_loadu_si128(from), turn);
	r->w[1] = _mm_shuffle_epi8(_mm_loadu_si128(from + 1), turn);
	r->w[2] = _mm_shuffle_epi8(_mm_loadu_si128(from + 2), turn);
	r->w[3] = _mm_shuffle_epi8(_mm_loadu_si128(from + 3), turn);
	four_rounds(r, 0), four_rounds(r, 1), four_rounds(r, 2);
	four_rounds(r, 3), four_rounds(r, 4), four_rounds(r, 5);
	four_rounds(r, 6), four_rounds(r, 7), four_rounds(r, 8);
	four_rounds(r, 9), four_rounds(r, 10), four_rounds(r, 11);
	four_rounds(r, 12), four_rounds(r, 13), four_rounds(r, 14);
	four_rounds(r, 15);
	r->abef = _mm_add_epi32(r->abef, abef);
	r->cdgh = _mm_add_epi32(r->cdgh, cdgh);
}

SHA_NI static void
blocks(uint32_t state[8], const unsigned char *p, size_t n)
{
	__m128i *to = (__m128i *)(void *)state, a, b;
	struct rounds r;

	a = _mm_shuffle_epi32(_mm_loadu_si128(to), 0xb1);	/* cdab */
	b = _mm_shuffle_epi32(_mm_loadu_si128(to + 1), 0x1b);	/* efgh */
	r.abef = _mm_alignr_epi8(a, b, 8);
	r.cdgh = _mm_blend_epi16(b, a, 0xf0);
	for (; n > 0; n--, p += BLOCK)
		one_block(&r, p);
	a = _mm_shuffle_epi32(r.abef, 0x1b);			/* feba */
	b = _mm_shuffle_epi32(r.cdgh, 0xb1);			/* dchg */
	_mm_storeu_si128(to, _mm_blend_epi16(a, b, 0xf0));	/* dcba */
	_mm_storeu_si128(to + 1, _mm_alignr_epi8(b, a, 8));	/* hgfe */
}

static bool
has_sha(void)
{
	unsigned a, b, c, d;

	return __get_cpuid(1, &a, &b, &c, &d) && (c & bit_SSSE3) != 0 &&
	    (c & bit_SSE4_1) != 0 && __get_cpuid_count(7, 0, &a, &b, &c, &d) &&
	    (b & bit_SHA) != 0;
}
#else
static void
blocks(uint32_t state[8], const unsigned char *p, size_t n)
{
	(void)state, (void)p, (void)n;
}

static bool
has_sha(void)
{
	return false;
}
#endif

static _Atomic int fast;		/* 0: not asked, 1: no, 2: yes */

void
sha_use(bool instructions)
{
	fast = instructions && has_sha() ? 2 : 1;
}

/* Asked once: in a virtual machine the question is a slow one. */
static bool
is_fast(void)
{
	if (fast == 0)
		sha_use(true);
	return fast == 2;
}

void
sha_update(crypto_hash_sha256_state *s, const void *data, size_t len)
{
	const unsigned char *p = data;
	size_t held = (size_t)(s->count >> 3) % BLOCK, part = BLOCK - held;

	if (len == 0)
		return;
	if (!is_fast()) {
		crypto_hash_sha256_update(s, p, len);
		return;
	}
	s->count += (uint64_t)len << 3;
	if (len < part) {
		memcpy(s->buf + held, p, len);
		return;
	}
	if (held > 0) {
		memcpy(s->buf + held, p, part);
		blocks(s->state, s->buf, 1);
		p += part;
		len -= part;
	}
	blocks(s->state, p, len / BLOCK);
	memcpy(s->buf, p + len / BLOCK * BLOCK, len % BLOCK);
}

/* A one, noughts up to the last eight bytes of a block, the length in bits. */
void
sha_final(crypto_hash_sha256_state *s, unsigned char out[SHA_BYTES])
{
	static const unsigned char one[BLOCK] = { 0x80 };
	size_t held = (size_t)(s->count >> 3) % BLOCK;
	unsigned char bits[8];
	int i;

	if (!is_fast()) {
		crypto_hash_sha256_final(s, out);
		return;
	}
	for (i = 0; i < 8; i++)
		bits[i] = (unsigned char)(s->count >> (8 * (7 - i)));
	sha_update(s, one, (held < BLOCK - 8 ? BLOCK - 8 : 2 * BLOCK - 8) -
	    held);
	sha_update(s, bits, sizeof(bits));
	for (i = 0; i < SHA_BYTES; i++)
		out[i] = (unsigned char)(s->state[i / 4] >> (8 * (3 - i % 4)));
}
