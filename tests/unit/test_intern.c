/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/intern.h"

static void
basics(void **state)
{
	struct intern *t = intern_new();
	size_t len = 77;

	(void)state;
	assert_int_equal(intern_count(t), 0);
	assert_int_equal(intern_add(t, "a", 1), 0);
	assert_int_equal(intern_add(t, "b", 1), 1);
	assert_int_equal(intern_add(t, "a", 1), 0);
	assert_int_equal(intern_add(t, NULL, 0), 2);
	assert_int_equal(intern_add(t, "", 0), 2);
	assert_int_equal(intern_count(t), 3);
	assert_string_equal(intern_get(t, 1, NULL), "b");
	assert_string_equal(intern_get(t, 2, &len), "");
	assert_int_equal(len, 0);
	intern_free(t);
	intern_free(NULL);
}

/* Bytes, not text: NUL counts, and so does the length. */
static void
bytes(void **state)
{
	struct intern *t = intern_new();
	size_t len;

	(void)state;
	assert_int_equal(intern_add(t, "a\0b", 3), 0);
	assert_int_equal(intern_add(t, "a\0c", 3), 1);
	assert_int_equal(intern_add(t, "a", 1), 2);
	assert_int_equal(intern_add(t, "a\0", 2), 3);
	assert_int_equal(intern_add(t, "a\0b", 3), 0);
	assert_memory_equal(intern_get(t, 0, &len), "a\0b", 4);
	assert_int_equal(len, 3);
	intern_free(t);
}

/* The key may go once it is in, and what was got stays where it is. */
static void
copies(void **state)
{
	struct intern *t = intern_new();
	char key[32] = "first";
	const char *first;
	int i;

	(void)state;
	assert_int_equal(intern_add(t, key, 5), 0);
	first = intern_get(t, 0, NULL);
	for (i = 0; i < 100000; i++) {
		snprintf(key, sizeof(key), "key-%d", i);
		assert_int_equal(intern_add(t, key, strlen(key)), i + 1);
	}
	assert_ptr_equal(intern_get(t, 0, NULL), first);
	assert_string_equal(first, "first");
	for (i = 0; i < 100000; i++) {
		snprintf(key, sizeof(key), "key-%d", i);
		assert_int_equal(intern_add(t, key, strlen(key)), i + 1);
		assert_string_equal(intern_get(t, (uint32_t)i + 1, NULL), key);
	}
	assert_int_equal(intern_count(t), 100001);
	intern_free(t);
}

/* Every length, with keys that differ in one bit of one byte only. */
static void
lengths(void **state)
{
	struct intern *t = intern_new();
	unsigned char *p = calloc(200000, 1);
	uint32_t want = 0;
	size_t len, i;

	(void)state;
	assert_non_null(p);
	for (len = 1; len < 80; len++)
		for (i = 0; i < len; i++) {
			p[i] = 0x80;
			assert_int_equal(intern_add(t, p, len), want++);
			p[i] = 0;
		}
	/* Around the size of a block. */
	for (len = 65530; len < 65545; len++)
		assert_int_equal(intern_add(t, p, len), want++);
	assert_int_equal(intern_add(t, p, 200000), want);
	assert_int_equal(intern_add(t, p, 65535), want - 10);
	intern_get(t, want, &len);
	assert_int_equal(len, 200000);
	free(p);
	intern_free(t);
}

/* A key that fills its block leaves no room for its NUL. */
static void
full_block(void **state)
{
	char *p = calloc(70000, 1);
	struct intern *t;
	size_t left, len;

	(void)state;
	assert_non_null(p);
	for (left = 530; left < 540; left++) {
		t = intern_new();
		assert_int_equal(intern_add(t, p, 65000), 0);
		assert_int_equal(intern_add(t, p, left), 1);
		assert_memory_equal(intern_get(t, 1, &len), p, left + 1);
		assert_int_equal(len, left);
		intern_free(t);
	}
	free(p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(basics),
		cmocka_unit_test(bytes),
		cmocka_unit_test(copies),
		cmocka_unit_test(lengths),
		cmocka_unit_test(full_block)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
