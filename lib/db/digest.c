/* SPDX-License-Identifier: MIT */
/*
 * The digest of a load: its cells in key order, then what their numbers
 * mean.  Two deliveries with equal digests hold the same bill.
 */
#include <endian.h>
#include <string.h>

#include "core/sha.h"
#include "db/digest.h"

#define CELL_BYTES	(8 * 8 + 1)
#define CELLS_AT_ONCE	64

/* The hashes that the cells of a load go through, many at once. */
struct cells {
	unsigned char packed[CELLS_AT_ONCE][CELL_BYTES];
	size_t	n;
	crypto_hash_sha256_state all;
	crypto_generichash_state of_hour;	/* BLAKE2b: the faster one */
	struct load_hour hour;
	int	(*take)(void *arg, const struct load_hour *h);
	void	*arg;
};

static void
hash_packed(struct cells *c)
{
	sha_update(&c->all, c->packed, c->n * CELL_BYTES);
	if (c->take != NULL && c->n > 0)
		crypto_generichash_update(&c->of_hour, c->packed[0],
		    c->n * CELL_BYTES);
	c->n = 0;
}

static int
end_hour(struct cells *c)
{
	hash_packed(c);
	if (c->take == NULL || c->hour.cells == 0)
		return FOC_OK;
	crypto_generichash_final(&c->of_hour, c->hour.seal,
	    sizeof(c->hour.seal));
	return c->take(c->arg, &c->hour);
}

/* One cell as fixed bytes: eight integers and which of them are NULL. */
static void
pack_cell(unsigned char packed[CELL_BYTES], struct rows *r)
{
	uint64_t v;
	int i;

	packed[64] = 0;
	for (i = 0; i < 8; i++) {
		v = (uint64_t)db_int(r, i);
		/* A NULL reads as 0: so only a 0 can be one. */
		if (v == 0 && db_null(r, i))
			packed[64] |= (unsigned char)(1 << i);
		v = htobe64(v);
		memcpy(packed + i * 8, &v, sizeof(v));
	}
}

static int
hash_cell(struct cells *c, struct rows *r)
{
	int64_t hour = db_int(r, 0);
	int status = FOC_OK;

	if (c->hour.cells == 0 || hour != c->hour.hour) {
		status = end_hour(c);
		crypto_generichash_init(&c->of_hour, NULL, 0,
		    sizeof(c->hour.seal));
		c->hour.hour = hour;
		c->hour.cells = 0;
	}
	pack_cell(c->packed[c->n++], r);
	if (c->n == CELLS_AT_ONCE)
		hash_packed(c);
	c->hour.cells++;
	return status;
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
load_digest(struct foc *f, int64_t load,
    int (*take)(void *arg, const struct load_hour *h), void *arg,
    unsigned char out[SHA_BYTES])
{
	struct cells c = { .hour = { .load = load }, .take = take,
	    .arg = arg };
	struct rows r;
	int status = FOC_OK, done;

	crypto_hash_sha256_init(&c.all);
	db_query(&r, f, SQL_DIGEST_CELLS, "i", load);
	while (status == FOC_OK && db_next(&r))
		status = hash_cell(&c, &r);
	done = db_done(&r);
	if (status == FOC_OK)
		status = done != FOC_OK ? done : end_hour(&c);
	if (status != FOC_OK ||
	    (status = hash_dimension(&c.all, f, SQL_DIGEST_SKUS, load)) !=
	    FOC_OK || (status = hash_dimension(&c.all, f,
	    SQL_DIGEST_CALLERS, load)) != FOC_OK)
		return status;
	sha_final(&c.all, out);
	return FOC_OK;
}

int
load_seal_hour(void *arg, const struct load_hour *h)
{
	return db_run(arg, SQL_SEAL_PUT, "siiib", "cell", h->load, h->hour,
	    h->cells, h->seal, sizeof(h->seal));
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
		broken = load_digest(f, db_int(&r, 0), NULL, NULL, now);
		if (broken == FOC_OK && (len != SHA_BYTES ||
		    memcmp(stored, now, SHA_BYTES) != 0))
			broken = foc_fail(f, FOC_REFUSED, "%s: its cells are "
			    "not those that were loaded", db_text(&r, 1));
	}
	status = db_done(&r);
	return status != FOC_OK ? status : broken;
}
