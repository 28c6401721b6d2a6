/* SPDX-License-Identifier: MIT */
/* gzip is whole or refused: whatever the damage, and however it is fed. */
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <zlib.h>

#include "core/mem.h"
#include "ingest/gunzip.h"
#include "ingest/source.h"

#define ROOM	65536

struct bytes {
	unsigned char at[ROOM];
	size_t	n;
};

/* Put text behind b as one gzip member. */
static void
member(struct bytes *b, const char *text, int level)
{
	z_stream z = { 0 };

	assert_int_equal(deflateInit2(&z, level, Z_DEFLATED, 31, 8,
	    Z_DEFAULT_STRATEGY), Z_OK);
	z.next_in = (Bytef *)(uintptr_t)text;
	z.avail_in = (uInt)strlen(text);
	z.next_out = b->at + b->n;
	z.avail_out = (uInt)(ROOM - b->n);
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	b->n = ROOM - z.avail_out;
	deflateEnd(&z);
}

/* Inflate in steps of `in` and `out` bytes; the length, or -1 with why. */
static long
inflate_all(const struct bytes *b, size_t in, size_t out, char *text,
    char *why)
{
	struct gunzip g;
	size_t at = 0, len = 0, used, made = 0, n;
	int rc = 0;

	assert_int_equal(gunzip_open(&g), 0);
	while (rc == 0 && (at < b->n || made == out)) {
		n = b->n - at < in ? b->n - at : in;
		rc = gunzip_step(&g, b->at + at, n, &used, text + len, out,
		    &made);
		at += used;
		len += made;
		if (rc == 0 && used == 0 && made == 0 && n == b->n - at)
			break;
	}
	if (rc == 0)
		rc = gunzip_end(&g);
	memcpy(why, g.why, sizeof(g.why));
	gunzip_close(&g);
	return rc == 0 ? (long)len : -1;
}

static const char poem[] = "she sells seashells by the seashore\n"
    "she sells seashells by the seashore\nand he does not\n";

static void
any_step(void **state)
{
	static const size_t steps[] = { 1, 2, 3, 7, 10, 100, 4096 };
	struct bytes b = { .n = 0 };
	char text[ROOM], why[96];
	size_t i, k, len = sizeof(poem) - 1;

	(void)state;
	member(&b, poem, 9);
	member(&b, "", 1);
	member(&b, poem, 0);
	for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		for (k = 0; k < sizeof(steps) / sizeof(steps[0]); k++) {
			assert_int_equal(inflate_all(&b, steps[i], steps[k],
			    text, why), 2 * len);
			assert_memory_equal(text, poem, len);
			assert_memory_equal(text + len, poem, len);
		}
}

static void
every_cut(void **state)
{
	struct bytes b = { .n = 0 }, cut;
	char text[ROOM], why[96];
	size_t first;

	(void)state;
	member(&b, poem, 6);
	first = b.n;
	member(&b, poem, 6);
	for (cut = b, cut.n = 1; cut.n < b.n; cut.n++) {
		if (cut.n == first)
			continue;	/* the end of a member is an end */
		assert_int_equal(inflate_all(&cut, 5, 4096, text, why), -1);
	}
}

static void
every_bit(void **state)
{
	struct bytes b = { .n = 0 }, bad;
	char text[ROOM], why[96];
	size_t i, taken = 0;
	long len;

	(void)state;
	member(&b, poem, 6);
	for (i = 0; i < b.n * 8; i++) {
		bad = b;
		bad.at[i / 8] ^= (unsigned char)(1 << i % 8);
		len = inflate_all(&bad, 4096, 4096, text, why);
		/* Some bits bind nothing: time, system, padding. */
		if (len >= 0) {
			taken++;
			assert_int_equal(len, sizeof(poem) - 1);
			assert_memory_equal(text, poem, sizeof(poem) - 1);
		}
	}
	assert_in_range(taken, 1, 7 * 8);
}

static void
words(void **state)
{
	struct bytes b = { .n = 0 }, bad;
	char text[ROOM], why[96];

	(void)state;
	member(&b, poem, 6);
	bad = b;
	bad.at[bad.n++] = 0;
	assert_int_equal(inflate_all(&bad, 4096, 4096, text, why), -1);
	assert_string_equal(why, "bytes behind the end of the gzip data");
	bad = b;
	bad.n--;
	assert_int_equal(inflate_all(&bad, 4096, 4096, text, why), -1);
	assert_string_equal(why, "the gzip data is cut off");
	bad = b;
	bad.at[bad.n - 8] ^= 1;
	assert_int_equal(inflate_all(&bad, 4096, 4096, text, why), -1);
	assert_string_equal(why, "broken gzip: incorrect data check");
	bad = b;
	bad.at[bad.n - 1] ^= 1;
	assert_int_equal(inflate_all(&bad, 4096, 4096, text, why), -1);
	assert_string_equal(why, "broken gzip: incorrect length check");
	bad = b;
	bad.at[3] |= 0x20;
	assert_int_equal(inflate_all(&bad, 4096, 4096, text, why), -1);
}

/* How many threads can still be had, in the place of libc's. */
static int threads_left = 1000;

int
pthread_create(pthread_t *thread, const pthread_attr_t *attr,
    void *(*start)(void *), void *arg)
{
	int (*real)(pthread_t *, const pthread_attr_t *, void *(*)(void *),
	    void *);

	if (threads_left <= 0)
		return EAGAIN;
	threads_left--;
	*(void **)&real = dlsym(RTLD_NEXT, "pthread_create");
	return real(thread, attr, start, arg);
}

/* The whole pipeline, on a temporary file of n bytes. */
static int
through_source(const void *p, size_t n, const char *name, size_t *len,
    struct source_facts *facts, struct err *e)
{
	char path[] = "/tmp/test-gunzip-XXXXXX";
	int fd = mkstemp(path);
	struct source *s;
	size_t got;

	assert_true(fd >= 0);
	unlink(path);
	assert_int_equal(write(fd, p, n), n);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	s = source_open(fd, name, true);
	for (*len = 0; source_take(s, &got) != NULL; *len += got)
		source_give(s);
	return source_close(s, facts, e);
}

static void
pipeline(void)
{
	static char big[3000000];
	struct source_facts facts;
	struct bytes b = { .n = 0 };
	char hex[SHA_HEX_MAX];
	struct err e;
	size_t len;

	memset(big, 'x', sizeof(big) - 1);
	member(&b, big, 9);
	assert_int_equal(through_source(b.at, b.n, "a.csv.gz", &len, &facts,
	    &e), FOC_OK);
	assert_int_equal(len, sizeof(big) - 1);
	assert_int_equal(facts.bytes, b.n);
	assert_int_equal(through_source(big, sizeof(big) - 1, "a.csv", &len,
	    &facts, &e), FOC_OK);
	assert_int_equal(len, sizeof(big) - 1);
	assert_int_equal(through_source("abc", 3, "a.csv", &len, &facts, &e),
	    FOC_OK);
	assert_string_equal(sha_hex(hex, facts.sha256), "ba7816bf8f01cfea414140"
	    "de5dae2223b00361a396177a9cb410ff61f20015ad");
	assert_int_equal(through_source("", 0, "a.csv.gz", &len, &facts, &e),
	    FOC_OK);
	assert_int_equal(through_source("abc", 3, "a.csv.gz", &len, &facts,
	    &e), FOC_BAD_INPUT);
	assert_int_equal(through_source(b.at, b.n - 1, "a", &len, &facts, &e),
	    FOC_BAD_INPUT);
	assert_string_equal(e.text, "the gzip data is cut off");
}

static void
source_pipeline(void **state)
{
	(void)state;
	pipeline();
}

/* With one thread for each file, and with none, the same comes out. */
static void
without_threads(void **state)
{
	(void)state;
	threads_left = 1;
	pipeline();
	threads_left = 0;
	pipeline();
	threads_left = 1000;
}

/* Every size about that of a block, through threads and without. */
static void
block_sizes(void **state)
{
	static unsigned char big[3 * SOURCE_BLOCK + 2];
	unsigned char want[SHA_BYTES];
	struct source_facts facts;
	struct err e;
	size_t n, len;
	int i;

	(void)state;
	for (n = 0; n < sizeof(big); n++)
		big[n] = (unsigned char)('a' + n * 7919 % 26);
	for (i = 0; i < 18; i++) {
		threads_left = i % 2 == 0 ? 1000 : 0;
		n = SOURCE_BLOCK * (size_t)(1 + i / 6) - 1 +
		    (size_t)(i / 2 % 3);
		crypto_hash_sha256(want, big, n);
		assert_int_equal(through_source(big, n, "a.csv", &len, &facts,
		    &e), FOC_OK);
		assert_int_equal(len, n);
		assert_int_equal(facts.bytes, n);
		assert_memory_equal(facts.sha256, want, SHA_BYTES);
	}
	threads_left = 1000;
}

/* Nobody reads on: the threads end all the same. */
static void
left_early(bool threads)
{
	char path[] = "/tmp/test-gunzip-XXXXXX";
	static char big[8000000];
	struct source_facts facts;
	struct source *s;
	struct err e;
	size_t len;
	int fd = mkstemp(path), pipes[2];

	unlink(path);
	assert_int_equal(write(fd, big, sizeof(big)), sizeof(big));
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	s = source_open(fd, "x", threads);
	assert_non_null(source_take(s, &len));
	source_close(s, &facts, &e);
	assert_int_equal(pipe(pipes), 0);
	s = source_open(pipes[0], "-", threads);		/* a pipe that stays silent */
	source_close(s, &facts, &e);
	close(pipes[1]);
}

static void
source_left_early(void **state)
{
	(void)state;
	left_early(true);
	left_early(false);
	threads_left = 1;
	left_early(true);
	threads_left = 1000;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_step),
		cmocka_unit_test(every_cut),
		cmocka_unit_test(every_bit),
		cmocka_unit_test(words),
		cmocka_unit_test(source_pipeline),
		cmocka_unit_test(without_threads),
		cmocka_unit_test(block_sizes),
		cmocka_unit_test(source_left_early),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
