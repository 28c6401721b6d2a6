/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "ingest/scan.h"

/*
 * Eight bytes at a time: the high bit of each byte of x that equals c, and
 * these eight bits gathered into one byte.
 */
static inline uint64_t
bits8(uint64_t x, char c)
{
	const uint64_t low = UINT64_C(0x7f7f7f7f7f7f7f7f);
	uint64_t d = x ^ (UINT64_C(0x0101010101010101) * (unsigned char)c);
	uint64_t hit = ~(((d & low) + low) | d | low);

	return ((hit >> 7) * UINT64_C(0x0102040810204080)) >> 56;
}

static inline uint64_t
load8(const char *p)
{
	const unsigned char *u = (const unsigned char *)p;
	uint64_t x = 0;
	int i;

	for (i = 7; i >= 0; i--)
		x = x << 8 | u[i];
	return x;
}

static void
scan_portable(struct masks *m, const char *p, size_t n)
{
	uint64_t x;
	int i;

	for (; n > 0; n--, m++, p += SCAN_STEP) {
		memset(m, 0, sizeof(*m));
		for (i = 0; i < SCAN_STEP; i += 8) {
			x = load8(p + i);
			m->quote |= bits8(x, '"') << i;
			m->comma |= bits8(x, ',') << i;
			m->lf |= bits8(x, '\n') << i;
			m->cr |= bits8(x, '\r') << i;
			m->nul |= bits8(x, '\0') << i;
		}
	}
}

#ifdef __x86_64__
#include <immintrin.h>

static inline uint64_t
bits16(const __m128i b[4], char c)
{
	__m128i v = _mm_set1_epi8(c);
	uint64_t r = 0;
	int i;

	for (i = 0; i < 4; i++)
		r |= (uint64_t)(uint32_t)_mm_movemask_epi8(
		    _mm_cmpeq_epi8(b[i], v)) << (16 * i);
	return r;
}

static void
scan_sse2(struct masks *m, const char *p, size_t n)
{
	const __m128i *v;
	__m128i b[4];

	for (; n > 0; n--, m++, p += SCAN_STEP) {
		v = (const __m128i *)(const void *)p;
		b[0] = _mm_loadu_si128(v);
		b[1] = _mm_loadu_si128(v + 1);
		b[2] = _mm_loadu_si128(v + 2);
		b[3] = _mm_loadu_si128(v + 3);
		m->quote = bits16(b, '"');
		m->comma = bits16(b, ',');
		m->lf = bits16(b, '\n');
		m->cr = bits16(b, '\r');
		m->nul = bits16(b, '\0');
	}
}

#define AVX2 __attribute__((target("avx2")))

AVX2 static inline uint64_t
bits32(__m256i b0, __m256i b1, char c)
{
	__m256i v = _mm256_set1_epi8(c);

	return (uint64_t)(uint32_t)_mm256_movemask_epi8(
	    _mm256_cmpeq_epi8(b0, v)) | (uint64_t)(uint32_t)
	    _mm256_movemask_epi8(_mm256_cmpeq_epi8(b1, v)) << 32;
}

AVX2 static void
scan_avx2(struct masks *m, const char *p, size_t n)
{
	const __m256i *v;
	__m256i b0, b1;

	for (; n > 0; n--, m++, p += SCAN_STEP) {
		v = (const __m256i *)(const void *)p;
		b0 = _mm256_loadu_si256(v);
		b1 = _mm256_loadu_si256(v + 1);
		m->quote = bits32(b0, b1, '"');
		m->comma = bits32(b0, b1, ',');
		m->lf = bits32(b0, b1, '\n');
		m->cr = bits32(b0, b1, '\r');
		m->nul = bits32(b0, b1, '\0');
	}
}
#endif

scan_fn *
scan_by(enum scan_path path)
{
	if (path == SCAN_PORTABLE)
		return scan_portable;
#ifdef __x86_64__
	if (path == SCAN_SSE2)
		return scan_sse2;
	if (path == SCAN_AVX2 && __builtin_cpu_supports("avx2"))
		return scan_avx2;
#endif
	return NULL;
}

scan_fn *
scan_best(void)
{
	scan_fn *f = NULL;
	int path;

	for (path = SCAN__MAX - 1; f == NULL; path--)
		f = scan_by((enum scan_path)path);
	return f;
}
