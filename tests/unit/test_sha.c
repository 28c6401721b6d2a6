/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/sha.h"

/* All hashes below are Python's hashlib over the bytes of the contract. */

static void
assert_hash(crypto_hash_sha256_state *s, const char *want)
{
	unsigned char h[SHA_BYTES];
	char hex[SHA_HEX_MAX];

	sha_final(s, h);
	assert_string_equal(sha_hex(hex, h), want);
	crypto_hash_sha256_init(s);
}

static void
single_fields(void **state)
{
	crypto_hash_sha256_state s;

	(void)state;
	crypto_hash_sha256_init(&s);
	sha_null(&s);
	assert_hash(&s, "3e7077fd2f66d689e0cee6a7cf5b37bf"
	    "2dca7c979af356d0a31cbc5c85605c7d");
	sha_text(&s, NULL);
	assert_hash(&s, "3e7077fd2f66d689e0cee6a7cf5b37bf"
	    "2dca7c979af356d0a31cbc5c85605c7d");
	sha_text(&s, "");
	assert_hash(&s, "a536aa3cede6ea3c1f3e0357c3c60e0f"
	    "216a8c89b853df13b29daa8f85065dfb");
	sha_text(&s, "abc");
	assert_hash(&s, "1c3da317b4df6a10de0be35ee72537fd"
	    "7916ceb1bdd4b70cbc6c0e3fe3b81f57");
	sha_int(&s, -2);
	assert_hash(&s, "019c08ac33c83ff864dbadb9a97bfbb6"
	    "526b1aa8a3985f0ce576c753a0259355");
	sha_int(&s, INT64_C(1) << 40);
	assert_hash(&s, "b129467acf4c168798561d10873a2d7d"
	    "437c39839be4bfb73b5da824ecc9fb94");
	sha_blob(&s, "a\0b", 3);
	assert_hash(&s, "50baf5ff1d5249d1ae2d451580a8c487"
	    "358856861cf20a8274bb1ec51c5fc137");
	sha_blob(&s, NULL, 0);
	assert_hash(&s, "dc4c8669df128318c5790c414c870cc7"
	    "6c585268552851e78d3ee8604dbec0e3");
}

/* Where one field ends and the next begins is part of the hash. */
static void
field_sequences(void **state)
{
	crypto_hash_sha256_state s;

	(void)state;
	crypto_hash_sha256_init(&s);
	sha_text(&s, "ab");
	sha_text(&s, "c");
	assert_hash(&s, "dd6ebd20e120d352082cdd552622abb7"
	    "d47eb90c590c4d918467da86a6c3369f");
	sha_text(&s, "a");
	sha_text(&s, "bc");
	assert_hash(&s, "e2b7fe33247a57fb727beedd9a0a2c93"
	    "b30848626ba58e7bb488572f0d826e6f");
	sha_text(&s, "req");
	sha_null(&s);
	sha_int(&s, 7);
	sha_blob(&s, "\xff", 1);
	assert_hash(&s, "00d47663d5d090c000197547a14ba160"
	    "044f709ae3bbe5accdc4bd487006849e");
}

static void
base32(void **state)
{
	unsigned char h[SHA_BYTES];
	char buf[53];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(h); i++)
		h[i] = (unsigned char)i;
	assert_string_equal(sha_base32(buf, 52, h),
	    "aaaqeayeaudaocajbifqydiob4ibceqtcqkrmfyydenbwha5dypq");
	assert_string_equal(sha_base32(buf, 8, h), "aaaqeaye");
	assert_string_equal(sha_base32(buf, 0, h), "");
	memset(h, 0xff, sizeof(h));
	assert_string_equal(sha_base32(buf, 52, h),
	    "777777777777777777777777777777777777777777777777777q");
}

static void
hex(void **state)
{
	unsigned char h[SHA_BYTES] = { 0x00, 0x9f, 0xa0, 0xff };
	char buf[SHA_HEX_MAX];

	(void)state;
	assert_ptr_equal(sha_hex(buf, h), buf);
	assert_string_equal(buf, "009fa0ff00000000000000000000000000000000"
	    "000000000000000000000000");
}

/* Whatever the pieces: the same as libsodium, which took all at once. */
static void
fast_blocks(void **state)
{
	crypto_hash_sha256_state s;
	unsigned char data[5000], want[SHA_BYTES], got[SHA_BYTES];
	size_t i, at, n, len;

	(void)state;
	srandom(1);
	for (i = 0; i < 20000; i++) {
		len = (size_t)random() % (i % 4 == 0 ? sizeof(data) : 200);
		for (at = 0; at < len; at++)
			data[at] = (unsigned char)random();
		crypto_hash_sha256(want, data, len);
		sha_use(i % 8 != 1);
		crypto_hash_sha256_init(&s);
		for (at = 0; at < len; at += n) {
			n = 1 + (size_t)random() % (len - at);
			sha_update(&s, data + at, n);
		}
		sha_final(&s, got);
		assert_memory_equal(got, want, SHA_BYTES);
	}
	sha_use(true);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(single_fields),
		cmocka_unit_test(fast_blocks),
		cmocka_unit_test(field_sequences),
		cmocka_unit_test(base32),
		cmocka_unit_test(hex)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
