/* SPDX-License-Identifier: MIT */
/*
 * The digest of a load: its cells in key order, then what their numbers
 * mean.  Two deliveries with equal digests hold the same bill.
 */
#include <string.h>

#include "core/sha.h"
#include "db/digest.h"

/* One cell as fixed bytes: eight integers and which of them are NULL. */
static void
hash_cell(crypto_hash_sha256_state *s, struct rows *r)
{
	unsigned char packed[8 * 8 + 1];
	uint64_t v;
	int i, b;

	packed[64] = 0;
	for (i = 0; i < 8; i++) {
		v = (uint64_t)db_int(r, i);
		if (db_null(r, i))
			packed[64] |= (unsigned char)(1 << i);
		for (b = 0; b < 8; b++)
			packed[i * 8 + b] = (unsigned char)(v >> (8 * (7 - b)));
	}
	crypto_hash_sha256_update(s, packed, sizeof(packed));
}

static int
hash_dimension(crypto_hash_sha256_state *s, struct foc *f, enum sql_id id,
    int64_t load)
{
	struct rows r;
	int i, n;

	db_query(&r, f, id, "i", load);
	while (db_next(&r)) {
		n = db_columns(&r);
		for (i = 0; i < n; i++)
			sha_text_len(s, db_text(&r, i), db_len(&r, i));
	}
	return db_done(&r);
}

int
load_digest(struct foc *f, int64_t load, unsigned char out[SHA_BYTES])
{
	crypto_hash_sha256_state s;
	struct rows r;
	int status;

	crypto_hash_sha256_init(&s);
	db_query(&r, f, SQL_DIGEST_CELLS, "i", load);
	while (db_next(&r))
		hash_cell(&s, &r);
	if ((status = db_done(&r)) != FOC_OK ||
	    (status = hash_dimension(&s, f, SQL_DIGEST_SKUS, load)) != FOC_OK ||
	    (status = hash_dimension(&s, f, SQL_DIGEST_CALLERS, load)) !=
	    FOC_OK)
		return status;
	crypto_hash_sha256_final(&s, out);
	return FOC_OK;
}

int
load_digests_verify(struct foc *f)
{
	unsigned char now[SHA_BYTES];
	struct rows r;
	const void *stored;
	size_t len;
	int status, broken = FOC_OK;

	db_query(&r, f, SQL_DIGEST_LOADS, "");
	while (broken == FOC_OK && db_next(&r)) {
		stored = db_blob(&r, 2, &len);
		broken = load_digest(f, db_int(&r, 0), now);
		if (broken == FOC_OK && (len != SHA_BYTES ||
		    memcmp(stored, now, SHA_BYTES) != 0))
			broken = foc_fail(f, FOC_REFUSED, "%s: its cells are "
			    "not those that were loaded", db_text(&r, 1));
	}
	status = db_done(&r);
	return status != FOC_OK ? status : broken;
}
