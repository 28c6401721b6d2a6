/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "core/sha.h"

static void
field(crypto_hash_sha256_state *s, enum sha_field type, const void *p,
    uint64_t len)
{
	unsigned char head[9];
	int i;

	head[0] = (unsigned char)type;
	for (i = 0; i < 8; i++)
		head[1 + i] = (unsigned char)(len >> (8 * (7 - i)));
	sha_update(s, head, sizeof(head));
	sha_update(s, p, len);
}

void
sha_null(crypto_hash_sha256_state *s)
{
	field(s, SHA_NULL, NULL, 0);
}

void
sha_text(crypto_hash_sha256_state *s, const char *text)
{
	if (text == NULL)
		sha_null(s);
	else
		field(s, SHA_TEXT, text, strlen(text));
}

void
sha_text_len(crypto_hash_sha256_state *s, const char *text, size_t len)
{
	if (text == NULL)
		sha_null(s);
	else
		field(s, SHA_TEXT, text, len);
}

void
sha_int(crypto_hash_sha256_state *s, int64_t v)
{
	unsigned char be[8];
	int i;

	for (i = 0; i < 8; i++)
		be[i] = (unsigned char)((uint64_t)v >> (8 * (7 - i)));
	field(s, SHA_INT, be, sizeof(be));
}

void
sha_blob(crypto_hash_sha256_state *s, const void *p, size_t len)
{
	field(s, SHA_BLOB, p, len);
}

char *
sha_hex(char buf[SHA_HEX_MAX], const unsigned char h[SHA_BYTES])
{
	return sodium_bin2hex(buf, SHA_HEX_MAX, h, SHA_BYTES);
}

char *
sha_hex_of(char buf[SHA_HEX_MAX], const void *p, size_t len)
{
	unsigned char h[SHA_BYTES];

	crypto_hash_sha256(h, p, len);
	return sha_hex(buf, h);
}

char *
sha_base32(char *buf, size_t n, const unsigned char h[SHA_BYTES])
{
	static const char digit[] = "abcdefghijklmnopqrstuvwxyz234567";
	size_t i, bit;

	for (i = 0; i < n; i++) {
		bit = i * 5;
		buf[i] = digit[((unsigned)(h[bit / 8] << 8 |
		    (bit / 8 + 1 < SHA_BYTES ? h[bit / 8 + 1] : 0)) >>
		    (11 - bit % 8)) & 31];
	}
	buf[n] = '\0';
	return buf;
}
