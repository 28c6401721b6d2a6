/* SPDX-License-Identifier: MIT */
/*
 * From memory to the file: rows go into loads marked LOADING, in batches
 * that other writers and readers can get between; one short transaction at
 * the end makes all of them visible and takes the old ones' place.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "db/digest.h"
#include "ingest/dimensions.h"
#include "ingest/sums.h"

#define BATCH		50000		/* cells a transaction */

struct place {				/* of a cell in the file */
	int64_t	hour, sku, caller;
	uint32_t cell;
};

struct store {
	struct run *run;
	struct foc *f;
	struct load_sums sums;
	struct dimensions dims;
	const char *role;
};

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000) + t.tv_nsec / 1000000;
}

static int
purge(struct foc *f, int64_t n, const char *id)
{
	int status;

	if ((status = db_run(f, SQL_INGEST_PURGE_CELLS, "i", n)) != FOC_OK ||
	    (status = db_run(f, SQL_SEAL_DROP, "i", n)) != FOC_OK ||
	    (status = db_run(f, SQL_INGEST_PURGE_SUMS, "s", id)) != FOC_OK ||
	    (status = db_run(f, SQL_INGEST_PURGE_FILES, "s", id)) != FOC_OK)
		return status;
	return db_run(f, SQL_INGEST_PURGE_LOAD, "s", id);
}

/* What killed runs left: we hold the ingest lock, so nobody else's. */
static int
purge_leftovers(struct foc *f)
{
	struct rows r;
	int status = FOC_OK;

	db_query(&r, f, SQL_INGEST_LEFTOVERS, "");
	while (status == FOC_OK && db_next(&r))
		status = purge(f, db_int(&r, 0), db_text(&r, 1));
	return db_done(&r) != FOC_OK ? r.status : status;
}

/*
 * What stands in the way of a month: another export's load, which it would
 * double, or data that reach further, which it would take back.
 */
static int
check_place(struct store *s, const struct month *m)
{
	const struct foc_ingest *in = s->run->in;
	char month[UTC_TEXT_MAX], has[UTC_TEXT_MAX], this[UTC_TEXT_MAX];
	struct rows r;
	int status = FOC_OK;

	utc_month(month, m->period);
	db_query(&r, s->f, SQL_INGEST_ACTIVE, "si", m->payer, m->period);
	if (db_next(&r)) {
		if (strcmp(db_text(&r, 1), m->export) != 0 &&
		    !in->replace_export)
			status = foc_fail(s->f, FOC_REFUSED, "%s of payer %s: "
			    "is loaded from export %s, not %s; "
			    "--replace-export takes its place", month,
			    m->payer, db_text(&r, 1), m->export);
		else if (!db_null(&r, 3) && !in->older && (m->data_until ==
		    DB_NULL || m->data_until < db_int(&r, 3)))
			status = foc_fail(s->f, FOC_REFUSED, "%s of payer %s: "
			    "%s has data until %s, this delivery %s%s; "
			    "--older takes it all the same", month, m->payer,
			    db_text(&r, 2), utc_text(has, db_int(&r, 3)),
			    m->data_until == DB_NULL ? "has no use at all" :
			    "only until ", m->data_until == DB_NULL ? "" :
			    utc_text(this, m->data_until));
	}
	return db_done(&r) != FOC_OK ? r.status : status;
}

static int
narrow(struct store *s, int128 v, int64_t *to)
{
	if (money_narrow(v, to) == 0)
		return FOC_OK;
	return foc_fail(s->f, FOC_BAD_INPUT, "a sum does not fit 64 bits of "
	    "1e-10 dollars");
}

/* Files of a month, and their parts, in the order they were read. */
static int
add_files(struct store *s, uint32_t month)
{
	const struct run *run = s->run;
	const struct input *file;
	const struct part *p;
	char hex[SHA_HEX_MAX], id[24];
	int64_t sum, ai, skipped, n = 0;
	size_t i;
	int status = FOC_OK;

	snprintf(id, sizeof(id), "ld-%lld", (long long)run->month[month].n);
	for (i = 0; i < run->n_parts && status == FOC_OK; i++) {
		p = &run->part[i];
		if (p->month != month)
			continue;
		file = &run->delivery.file[p->file];
		if (narrow(s, p->file_sum, &sum) != FOC_OK ||
		    narrow(s, p->ai, &ai) != FOC_OK ||
		    narrow(s, p->skipped, &skipped) != FOC_OK)
			return s->f->err.status;
		status = db_run(s->f, SQL_INGEST_FILE, "sisisiiii", id, ++n,
		    file->name, file->bytes, sha_hex(hex, file->sha256),
		    p->rows, sum, ai, skipped);
	}
	return status;
}

static int64_t
count_files(const struct run *run, uint32_t month)
{
	int64_t n = 0;
	size_t i;

	for (i = 0; i < run->n_parts; i++)
		n += run->part[i].month == month;
	return n;
}

static int
add_load(struct store *s, uint32_t month)
{
	struct month *m = &s->run->month[month];
	char residue[DECIMAL_TEXT_MAX];
	int64_t file, ai, spend, skipped;
	int status;

	if (narrow(s, m->file, &file) != FOC_OK ||
	    narrow(s, m->ai, &ai) != FOC_OK ||
	    narrow(s, m->spend, &spend) != FOC_OK ||
	    narrow(s, m->skipped, &skipped) != FOC_OK)
		return s->f->err.status;
	status = db_get_int(s->f, &m->n, SQL_INGEST_NEXT_LOAD, "");
	if (status == FOC_OK)
		status = db_run(s->f, SQL_INGEST_LOAD, "issisiiiiiiiiisIIIii",
		    m->n, m->payer, m->export, m->period, s->run->currency,
		    s->f->now, count_files(s->run, month), m->rows, m->ai_rows,
		    m->skipped_rows, file, ai, spend, skipped,
		    decimal_text(residue, m->residue, RESIDUE_DECIMALS),
		    m->first_hour, m->last_hour, m->data_until, m->cells,
		    m->unclassified_rows);
	return status == FOC_OK ? add_files(s, month) : status;
}

static int
add_sums(struct store *s)
{
	const struct load_sum *sum;
	char id[24];
	int64_t amount;
	size_t i;
	int status = FOC_OK;

	for (i = 0; i < s->sums.n && status == FOC_OK; i++) {
		sum = &s->sums.sum[i];
		snprintf(id, sizeof(id), "ld-%lld",
		    (long long)s->run->month[sum->month].n);
		if (narrow(s, sum->amount, &amount) != FOC_OK)
			return s->f->err.status;
		status = db_run(s->f, SQL_INGEST_SUM, "sssii", id, sum->what,
		    sum->key, sum->rows, amount);
	}
	return status;
}

static int
by_place(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->hour != y->hour)
		return x->hour < y->hour ? -1 : 1;
	if (x->sku != y->sku)
		return x->sku < y->sku ? -1 : 1;
	return (x->caller > y->caller) - (x->caller < y->caller);
}

static struct place *
place_cells(const struct store *s, uint32_t month, size_t *n)
{
	const struct run *run = s->run;
	struct place *p = xcalloc((size_t)run->month[month].cells + 1,
	    sizeof(*p));
	struct cell_key key;
	size_t i;

	*n = 0;
	for (i = 0; i < run->n_cells; i++) {
		memcpy(&key, intern_get(run->cell_keys, (uint32_t)i, NULL),
		    sizeof(key));
		if (key.held == 0 && key.month == month)
			p[(*n)++] = (struct place){ key.hour,
			    s->dims.sku[key.sku],
			    s->dims.caller[key.caller],
			    (uint32_t)i };
	}
	qsort(p, *n, sizeof(*p), by_place);
	return p;
}

static int
add_cell(struct store *s, const struct month *m, const struct place *p)
{
	const struct cell *c = &s->run->cell[p->cell];

	return db_run(s->f, SQL_INGEST_CELL, "iiiiiiiII", m->n, p->hour,
	    p->sku, p->caller, c->rows, c->usage, c->cost,
	    c->has_net ? c->net : DB_NULL, c->has_list ? c->list : DB_NULL);
}

/* A transaction of its own, but in a dry run: there all is one. */
static int
begin(struct store *s)
{
	return s->f->in_tx ? FOC_OK : foc_begin(s->f);
}

static int
end(struct store *s, int status)
{
	return s->f->dry_run && status == FOC_OK ? FOC_OK :
	    foc_end(s->f, status);
}

static int
add_cells(struct store *s, uint32_t month)
{
	struct month *m = &s->run->month[month];
	struct place *p;
	size_t n, i;
	int status = FOC_OK;

	p = place_cells(s, month, &n);
	for (i = 0; i < n && status == FOC_OK;) {
		if ((status = begin(s)) != FOC_OK)
			break;
		do
			status = add_cell(s, m, &p[i++]);
		while (status == FOC_OK && i < n && i % BATCH != 0);
		status = end(s, status);
	}
	free(p);
	return status;
}

/* Take the old load's place, or give way to it where both are equal. */
/* What is loaded already is only the same while its cells are what they were. */
static int
check_same(struct store *s, int64_t old, const unsigned char want[SHA_BYTES],
    int64_t *same)
{
	unsigned char now[SHA_BYTES];
	int status = load_digest(s->f, old, NULL, NULL, now);

	if (status != FOC_OK || memcmp(now, want, SHA_BYTES) == 0)
		return status;
	*same = 0;
	foc_notice(s->f, "ld-%lld: its cells are not what was loaded: this "
	    "load takes its place; foc-db check tells more", (long long)old);
	return FOC_OK;
}

static int
activate(struct store *s, struct month *m)
{
	unsigned char digest[SHA_BYTES];
	char id[24], old_id[24], why[40], *accepted;
	int64_t old, same = 0;
	int status;

	snprintf(id, sizeof(id), "ld-%lld", (long long)m->n);
	if ((status = load_digest(s->f, m->n, load_seal_hour, s->f,
	    digest)) != FOC_OK ||
	    (status = db_run(s->f, SQL_INGEST_DIGEST, "ibi", m->n, digest,
	    (size_t)SHA_BYTES, now_ms() - s->run->started_ms)) != FOC_OK ||
	    (status = db_get_int(s->f, &old, SQL_INGEST_ACTIVE, "si",
	    m->payer, m->period)) != FOC_OK)
		return status;
	if (old != 0)
		status = db_get_int(s->f, &same, SQL_INGEST_SAME, "ii", m->n,
		    old);
	if (status == FOC_OK && same != 0)
		status = check_same(s, old, digest, &same);
	m->shown = same != 0 ? old : m->n;
	m->replaced = old;
	if (status != FOC_OK)
		return status;
	if (same != 0)
		return purge(s->f, m->n, id);
	snprintf(old_id, sizeof(old_id), "ld-%lld", (long long)old);
	snprintf(why, sizeof(why), "by %s", id);
	if (old != 0 && ((status = db_run(s->f, SQL_INGEST_SUPERSEDE, "ii",
	    old, s->f->now)) != FOC_OK ||
	    (status = audit_add(s->f, s->role, "supersede", old_id, "ACTIVE",
	    "SUPERSEDED", why)) != FOC_OK))
		return status;
	if ((status = db_run(s->f, SQL_INGEST_ACTIVATE, "ii", m->n,
	    s->f->now)) != FOC_OK)
		return status;
	accepted = gate_accepted(s->run, (uint32_t)(m - s->run->month));
	status = audit_add(s->f, s->role, "ingest", id, NULL, "ACTIVE",
	    accepted);
	free(accepted);
	return status;
}

static void
note_unchanged(struct store *s)
{
	const struct month *m;
	char month[UTC_TEXT_MAX];
	size_t i;

	for (i = 0; i < s->run->n_months; i++) {
		m = &s->run->month[s->run->in_order[i]];
		if (m->shown != m->n)
			foc_notice(s->f, "%s of payer %s: is loaded already, "
			    "as ld-%lld; nothing changed",
			    utc_month(month, m->period), m->payer,
			    (long long)m->shown);
	}
}

/* Spend in accounts, or of a payer, that foc.yaml does not know. */
static int
note_strangers(struct store *s, uint32_t month)
{
	const struct month *m = &s->run->month[month];
	char name[UTC_TEXT_MAX], *spent, *what;
	int status;

	if ((spent = spent_by_account(s->run, month)) == NULL)
		return foc_fail(s->f, FOC_BAD_INPUT, "the spend of an account "
		    "does not fit 64 bits of 1e-10 dollars");
	status = db_get_text(s->f, &what, SQL_INGEST_STRANGERS, "is",
	    m->shown, spent);
	free(spent);
	if (status == FOC_OK && what != NULL)
		foc_notice(s->f, "%s of payer %s: foc.yaml does not know %s",
		    utc_month(name, m->period), m->payer, what);
	free(what);
	return status;
}

static int
say_notices(struct store *s)
{
	size_t i;
	int status = FOC_OK;

	note_unchanged(s);
	for (i = 0; i < s->run->n_months && status == FOC_OK; i++)
		status = note_strangers(s, s->run->in_order[i]);
	return status;
}

static int
show(struct store *s, struct foc_out *out)
{
	const struct month *m;
	size_t i;
	int status = FOC_OK;

	for (i = 0; i < s->run->n_months && status == FOC_OK; i++) {
		m = &s->run->month[s->run->in_order[i]];
		status = s->run->in->explain ?
		    db_emit(s->f, out, NULL, SQL_INGEST_EXPLAIN, "i",
		    m->shown) :
		    db_emit(s->f, out, NULL, SQL_INGEST_RECORD, "iin",
		    m->shown, (int64_t)(m->shown != m->n));
		if (status == FOC_OK && s->f->dry_run && m->shown == m->n)
			status = db_emit(s->f, out, NULL, SQL_INGEST_CHANGE,
			    "iI", m->n, m->replaced != 0 ? m->replaced :
			    DB_NULL);
	}
	return status;
}

/* Loads, files, sums and dimensions: everything but the cells. */
static int
prepare(struct store *s)
{
	struct run *run = s->run;
	uint32_t i, month;
	int status;

	if ((status = begin(s)) != FOC_OK)
		return status;
	status = purge_leftovers(s->f);
	for (i = 0; i < run->n_months && status == FOC_OK; i++) {
		month = run->in_order[i];
		if ((status = check_place(s, &run->month[month])) == FOC_OK)
			status = add_load(s, month);
	}
	if (status == FOC_OK)
		status = add_sums(s);
	if (status == FOC_OK)
		status = dimensions_add(&s->dims, run);
	return end(s, status);
}

static int
finish(struct store *s)
{
	struct run *run = s->run;
	size_t i;
	int status;

	if ((status = begin(s)) != FOC_OK)
		return status;
	for (i = 0; i < run->n_months && status == FOC_OK; i++)
		status = activate(s, &run->month[run->in_order[i]]);
	return end(s, status);
}

/* Best effort: what stays is invisible and purged by the next run. */
static void
clean_up(struct store *s)
{
	struct err why = s->f->err;

	if (s->f->in_tx)
		foc_end(s->f, FOC_REFUSED);
	else if (!foc_interrupted && foc_begin(s->f) == FOC_OK)
		foc_end(s->f, purge_leftovers(s->f));
	s->f->err = why;
}

int
store(struct run *run, const char *role, struct foc_out *out)
{
	struct store s = { .run = run, .f = run->f, .role = role };
	uint32_t i;
	int status;

	load_sums_make(run, &s.sums);
	status = prepare(&s);
	for (i = 0; i < run->n_months && status == FOC_OK; i++)
		status = add_cells(&s, run->in_order[i]);
	if (status == FOC_OK)
		status = finish(&s);
	if (status == FOC_OK) {
		run->done = !run->f->dry_run;
		status = say_notices(&s);
	}
	if (status == FOC_OK)
		status = show(&s, out);
	if (status != FOC_OK)
		clean_up(&s);
	else if (run->f->in_tx)			/* the end of a dry run */
		status = foc_end(run->f, FOC_OK);
	load_sums_free(&s.sums);
	dimensions_free(&s.dims);
	return status;
}
