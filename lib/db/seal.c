/* SPDX-License-Identifier: MIT */
/* Seals of tables: made when a transaction ends, checked when one begins. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "db/digest.h"
#include "db/seal.h"

static const struct seal_table tables[] = {
	{ "meta", SEAL_FACT, "db" },
	{ "person", SEAL_FACT, "org" },
	{ "person_role", SEAL_FACT, "org" },
	{ "person_unix", SEAL_FACT, "org" },
	{ "node", SEAL_FACT, "org" },
	{ "account", SEAL_FACT, "org" },
	{ "account_share", SEAL_FACT, "org" },
	{ "policy", SEAL_FACT, "org" },
	{ "rule", SEAL_FACT, "org" },
	{ "model", SEAL_FACT, "catalog" },
	{ "model_alias", SEAL_FACT, "catalog" },
	{ "model_profile", SEAL_FACT, "catalog" },
	{ "model_region", SEAL_FACT, "catalog" },
	{ "price", SEAL_FACT, "price-book" },
	{ "prereq", SEAL_FACT, "prerequisites" },
	{ "gap_seen", SEAL_WHOLE, "gaps" },
	{ "sku", SEAL_OF_RUN, "bill" },
	{ "caller", SEAL_OF_RUN, "bill" },
	{ "was_request", SEAL_OF_RUN, "the past" },
	{ "was_model_access", SEAL_OF_RUN, "the past" },
	{ "was_scope", SEAL_OF_RUN, "the past" },
	{ "was_task", SEAL_OF_RUN, "the past" },
	{ "was_workload", SEAL_OF_RUN, "the past" },
	{ "was_card", SEAL_OF_RUN, "the past" },
	{ "was_gap", SEAL_OF_RUN, "the past" },
	{ "was_investigation", SEAL_OF_RUN, "the past" },
	{ "was_model", SEAL_OF_RUN, "the past" },
};

#define N_TABLES	(sizeof(tables) / sizeof(tables[0]))

const struct seal_table *
seal_table(size_t i)
{
	return i < N_TABLES ? &tables[i] : NULL;
}

/* --- what a block of rows is */

static void
hash_field(crypto_generichash_state *s, sqlite3_stmt *stmt, int col)
{
	static const unsigned char type_of[] = {
		[SQLITE_NULL] = SHA_NULL, [SQLITE_INTEGER] = SHA_INT,
		[SQLITE_TEXT] = SHA_TEXT, [SQLITE_BLOB] = SHA_BLOB,
		[SQLITE_FLOAT] = SHA_BLOB
	};
	int type = sqlite3_column_type(stmt, col), i;
	unsigned char head[9 + 8];
	const void *p = head + 9;
	uint64_t len, v;

	if (type == SQLITE_INTEGER) {
		v = (uint64_t)sqlite3_column_int64(stmt, col);
		for (i = 0; i < 8; i++)
			head[9 + i] = (unsigned char)(v >> (8 * (7 - i)));
		len = 8;
	} else {
		p = sqlite3_column_blob(stmt, col);	/* a text's bytes */
		len = (uint64_t)sqlite3_column_bytes(stmt, col);
	}
	head[0] = type_of[type];
	for (i = 0; i < 8; i++)
		head[1 + i] = (unsigned char)(len >> (8 * (7 - i)));
	crypto_generichash_update(s, head, type == SQLITE_INTEGER ?
	    sizeof(head) : 9);
	if (type != SQLITE_INTEGER && len > 0)
		crypto_generichash_update(s, p, len);
}

struct walk {
	int	(*take)(void *arg, const struct seal_block *b);
	void	*arg;
	struct seal_block b;
	crypto_generichash_state s;
	bool	open;
};

static void
begin_block(struct walk *w, int64_t block)
{
	w->b = (struct seal_block){ .block = block };
	crypto_generichash_init(&w->s, NULL, 0, SEAL_BYTES);
	w->open = true;
}

static int
end_block(struct walk *w)
{
	if (!w->open)
		return FOC_OK;
	w->open = false;
	crypto_generichash_final(&w->s, w->b.digest, SEAL_BYTES);
	return w->take(w->arg, &w->b);
}

static int
take_row(struct walk *w, sqlite3_stmt *stmt, bool run)
{
	int64_t block = run ? sqlite3_column_int64(stmt, 0) / SEAL_RUN : 0;
	int i, n = sqlite3_column_count(stmt), status = FOC_OK;

	if (!w->open || w->b.block != block) {
		status = end_block(w);
		begin_block(w, block);
	}
	for (i = 0; i < n; i++)
		hash_field(&w->s, stmt, i);
	w->b.rows++;
	return status;
}

int
seal_each(struct foc *f, size_t table, int64_t from,
    int (*take)(void *arg, const struct seal_block *b), void *arg)
{
	struct walk w = { .take = take, .arg = arg };
	bool run = tables[table].kind == SEAL_OF_RUN;
	sqlite3_stmt *stmt = NULL;
	char *sql = NULL;
	int status, rc = SQLITE_OK;

	if ((status = db_get_text(f, &sql, SQL_SEAL_SELECT, "si",
	    tables[table].name, (int64_t)run)) != FOC_OK)
		return status;
	if (sql == NULL)
		return foc_fail(f, FOC_SYSTEM, "%s: there is no table %s",
		    f->path, tables[table].name);
	rc = sqlite3_prepare_v2(f->db, sql, -1, &stmt, NULL);
	if (rc == SQLITE_OK && run)
		rc = sqlite3_bind_int64(stmt, 1, from * SEAL_RUN);
	if (!run)
		begin_block(&w, 0);
	while (rc == SQLITE_OK && status == FOC_OK && !foc_interrupted &&
	    (rc = sqlite3_step(stmt)) == SQLITE_ROW) {
		status = take_row(&w, stmt, run);
		rc = SQLITE_OK;
	}
	if (rc != SQLITE_OK && rc != SQLITE_DONE)
		status = db_fail(f, "cannot read what is sealed");
	else if (status == FOC_OK && foc_interrupted)
		status = foc_fail(f, FOC_SYSTEM, "interrupted");
	if (status == FOC_OK)
		status = end_block(&w);
	sqlite3_finalize(stmt);
	free(sql);
	return status;
}

/* --- what a transaction touches */

int
seal_note_writes(void *arg, int action, const char *table,
    const char *column, const char *schema, const char *trigger)
{
	struct foc *f = arg;
	size_t i;

	(void)column;
	(void)trigger;
	if ((action != SQLITE_INSERT && action != SQLITE_UPDATE &&
	    action != SQLITE_DELETE) || schema == NULL ||
	    strcmp(schema, "main") != 0)
		return SQLITE_OK;
	for (i = 0; i < N_TABLES; i++)
		if (strcmp(table, tables[i].name) == 0)
			f->preparing |= UINT32_C(1) << i;
	return SQLITE_OK;
}

/* Is a block as its seal says?  What has no seal has no rows. */
static int
same_block(struct foc *f, const char *name, const struct seal_block *b,
    bool *same)
{
	const void *digest;
	struct rows r;
	size_t len;

	*same = b->rows == 0;
	db_query(&r, f, SQL_SEAL_GET, "sii", name, INT64_C(0), b->block);
	if (db_next(&r)) {
		digest = db_blob(&r, 1, &len);
		*same = db_int(&r, 0) == b->rows && len == SEAL_BYTES &&
		    memcmp(digest, b->digest, SEAL_BYTES) == 0;
	}
	return db_done(&r);
}

struct pass {
	struct foc *f;
	size_t	table;
	bool	same, changed;
};

static int
compare(void *arg, const struct seal_block *b)
{
	struct pass *p = arg;
	bool same;
	int status = same_block(p->f, tables[p->table].name, b, &same);

	p->same = p->same && same;
	return status;
}

static int
put(void *arg, const struct seal_block *b)
{
	struct pass *p = arg;
	bool same;
	int status = same_block(p->f, tables[p->table].name, b, &same);

	if (status != FOC_OK || same)
		return status;
	p->changed = true;
	return db_run(p->f, SQL_SEAL_PUT, "siiib", tables[p->table].name,
	    INT64_C(0), b->block, b->rows, b->digest, (size_t)SEAL_BYTES);
}

/* The last block is the only one of a run that grows. */
static int
first_block(struct foc *f, size_t table, int64_t *block)
{
	*block = 0;
	if (tables[table].kind != SEAL_OF_RUN)
		return FOC_OK;
	return db_get_int(f, block, SQL_SEAL_LAST, "s", tables[table].name);
}

int
seal_touch(struct foc *f, uint32_t touched)
{
	struct pass p = { .f = f, .same = true };
	int64_t from;
	uint32_t bit;
	int status = FOC_OK;

	for (p.table = 0; p.table < N_TABLES && status == FOC_OK;
	    p.table++) {
		bit = UINT32_C(1) << p.table;
		if ((touched & bit) == 0 || (f->checked & bit) != 0)
			continue;
		p.same = true;
		status = first_block(f, p.table, &from);
		if (status == FOC_OK)
			status = seal_each(f, p.table, from, compare, &p);
		f->checked |= bit;
		if (!p.same)
			f->hurt |= bit;
	}
	f->dirty |= touched;
	return status;
}

int
seal_flush(struct foc *f, bool unbound)
{
	struct pass p = { .f = f };
	int64_t from;
	uint32_t bit;
	int status = FOC_OK;

	for (p.table = 0; p.table < N_TABLES && status == FOC_OK;
	    p.table++) {
		bit = UINT32_C(1) << p.table;
		if ((f->dirty & ~f->hurt & bit) == 0)
			continue;
		p.changed = false;
		status = first_block(f, p.table, &from);
		if (status == FOC_OK)
			status = seal_each(f, p.table, from, put, &p);
		if (status == FOC_OK && unbound && p.changed &&
		    tables[p.table].kind == SEAL_FACT)
			status = foc_fail(f, FOC_SYSTEM, "%s: was changed "
			    "after the event that binds it: this is a defect "
			    "of foc", tables[p.table].name);
	}
	f->dirty = 0;
	return status;
}

void
seal_forget(struct foc *f)
{
	f->dirty = f->checked = f->hurt = 0;
}

/* --- facts: one digest over all their seals */

struct facts {
	struct foc *f;
	crypto_hash_sha256_state s;
	size_t	table;
	const struct seal_table *hurt;
};

static int
add_fact(void *arg, const struct seal_block *b)
{
	struct facts *x = arg;

	sha_text(&x->s, tables[x->table].name);
	sha_int(&x->s, b->rows);
	sha_blob(&x->s, b->digest, SEAL_BYTES);
	return FOC_OK;
}

/* By the seal; a table that has none yet is empty, and soon read. */
static int
add_seal(struct facts *x)
{
	struct seal_block b = { 0 };
	const void *digest;
	struct rows r;
	bool found;
	size_t len;
	int status;

	db_query(&r, x->f, SQL_SEAL_GET, "sii", tables[x->table].name,
	    INT64_C(0), INT64_C(0));
	if ((found = db_next(&r))) {
		b.rows = db_int(&r, 0);
		digest = db_blob(&r, 1, &len);
		memcpy(b.digest, digest, len < SEAL_BYTES ? len : SEAL_BYTES);
	}
	if ((status = db_done(&r)) != FOC_OK)
		return status;
	return found ? add_fact(x, &b) :
	    seal_each(x->f, x->table, 0, add_fact, x);
}

/* Events that were counted before there were seals: their sum, too. */
static int
add_old_events(struct facts *x)
{
	const void *sum;
	struct rows r;
	size_t len;

	db_query(&r, x->f, SQL_SEAL_GET, "sii", "trail_event", INT64_C(0),
	    INT64_C(0));
	if (db_next(&r)) {
		sum = db_blob(&r, 1, &len);
		sha_text(&x->s, "trail_event");
		sha_int(&x->s, db_int(&r, 0));
		sha_blob(&x->s, sum, len);
	}
	return db_done(&r);
}

int
seal_facts(struct foc *f, bool fresh, unsigned char out[SHA_BYTES])
{
	struct facts x = { .f = f };
	int status = fresh ? FOC_OK : seal_flush(f, false);

	crypto_hash_sha256_init(&x.s);
	for (x.table = 0; x.table < N_TABLES && status == FOC_OK; x.table++)
		if (tables[x.table].kind == SEAL_FACT)
			status = fresh ? seal_each(f, x.table, 0, add_fact,
			    &x) : add_seal(&x);
	if (status == FOC_OK)
		status = add_old_events(&x);
	sha_final(&x.s, out);
	return status;
}

static int
find_hurt(void *arg, const struct seal_block *b)
{
	struct facts *x = arg;
	bool same;
	int status = same_block(x->f, tables[x->table].name, b, &same);

	if (!same && x->hurt == NULL)
		x->hurt = &tables[x->table];
	return status;
}

int
seal_facts_hurt(struct foc *f, const struct seal_table **t)
{
	struct facts x = { .f = f };
	int status = FOC_OK;

	for (x.table = 0; x.table < N_TABLES && status == FOC_OK; x.table++)
		if (tables[x.table].kind == SEAL_FACT)
			status = seal_each(f, x.table, 0, find_hurt, &x);
	*t = x.hurt;
	return status;
}

/* --- events of CloudTrail: a sum, for they come in any order */

void
seal_sum_add(unsigned char sum[SEAL_SUM_BYTES],
    const unsigned char hash[SEAL_SUM_BYTES])
{
	sodium_add(sum, hash, SEAL_SUM_BYTES);
}

int
seal_trail_add(struct foc *f, int64_t trail, int64_t events,
    const unsigned char sum[SEAL_SUM_BYTES])
{
	unsigned char all[SEAL_SUM_BYTES] = { 0 };
	const void *was;
	struct rows r;
	size_t len;
	int status;

	if (events == 0)
		return FOC_OK;
	db_query(&r, f, SQL_SEAL_GET, "sii", "trail_event", trail,
	    INT64_C(0));
	if (db_next(&r)) {
		events += db_int(&r, 0);
		was = db_blob(&r, 1, &len);
		memcpy(all, was, len < sizeof(all) ? len : sizeof(all));
	}
	if ((status = db_done(&r)) != FOC_OK)
		return status;
	seal_sum_add(all, sum);
	return db_run(f, SQL_SEAL_PUT, "siiib", "trail_event", trail,
	    INT64_C(0), events, all, sizeof(all));
}

/* --- a file without seals */

static int
seal_old_events(struct foc *f)
{
	unsigned char sum[SEAL_SUM_BYTES] = { 0 };
	const void *hash;
	struct rows r;
	size_t len;
	int64_t n = 0;
	int status;

	db_query(&r, f, SQL_SEAL_TRAIL_EVENTS, "");
	while (db_next(&r)) {
		hash = db_blob(&r, 0, &len);
		if (len == SEAL_SUM_BYTES)
			seal_sum_add(sum, hash);
		n++;
	}
	if ((status = db_done(&r)) != FOC_OK)
		return status;
	return seal_trail_add(f, 0, n, sum);
}

int
seal_all(struct foc *f)
{
	unsigned char digest[SHA_BYTES];
	struct rows r;
	int status, each = FOC_OK;

	f->checked = f->dirty = UINT32_MAX;
	if ((status = seal_flush(f, false)) != FOC_OK ||
	    (status = seal_old_events(f)) != FOC_OK)
		return status;
	db_query(&r, f, SQL_SEAL_LOADS, "");
	while (each == FOC_OK && db_next(&r))
		each = load_digest(f, db_int(&r, 0), load_seal_hour, f,
		    digest);
	status = db_done(&r);
	return status != FOC_OK ? status : each;
}
