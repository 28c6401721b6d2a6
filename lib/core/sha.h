/* SPDX-License-Identifier: MIT */
/* SHA-256 over libsodium, and the length-prefixed fields of the audit. */
#ifndef FOC_CORE_SHA_H
#define FOC_CORE_SHA_H

#include <sodium.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SHA_BYTES	32
#define SHA_HEX_MAX	65

/* Type bytes of a field: so that a NULL, a text and a number differ. */
enum sha_field { SHA_NULL = 0, SHA_TEXT = 1, SHA_INT = 2, SHA_BLOB = 3 };

/*
 * Add one field: type byte, 8-byte big-endian length, bytes.  An integer
 * is 8 bytes, big-endian two's complement.
 */
void	sha_null(crypto_hash_sha256_state *s);
void	sha_text(crypto_hash_sha256_state *s, const char *text); /* NULL ok */
void	sha_text_len(crypto_hash_sha256_state *s, const char *text, size_t len);
void	sha_int(crypto_hash_sha256_state *s, int64_t v);
void	sha_blob(crypto_hash_sha256_state *s, const void *p, size_t len);

/* --- sha_blocks.c */

/* Use the processor's instructions, if it has any; a test has both ways. */
void	sha_use(bool instructions);
/* As crypto_hash_sha256_update and _final; faster where the processor can. */
void	sha_update(crypto_hash_sha256_state *s, const void *data, size_t len);
void	sha_final(crypto_hash_sha256_state *s, unsigned char out[SHA_BYTES]);

char	*sha_hex(char buf[SHA_HEX_MAX], const unsigned char h[SHA_BYTES]);
/* The hash of len bytes as text. */
char	*sha_hex_of(char buf[SHA_HEX_MAX], const void *p, size_t len);
/* First n characters of lower-case base32 (RFC 4648) of a hash; n <= 52. */
char	*sha_base32(char *buf, size_t n, const unsigned char h[SHA_BYTES]);

#endif
