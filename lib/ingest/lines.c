/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ingest/dimensions.h"
#include "ingest/lines.h"

#define READ_BYTES	65536

static int128
in_residues(int64_t v)
{
	int128 one = 1;
	int i;

	for (i = MONEY_DECIMALS; i < RESIDUE_DECIMALS; i++)
		one *= 10;
	return v * one;
}

/*
 * One line of a figure, which has `share`, in 1e-28, of it; measure: which of
 * its amounts that is.
 */
static int
give(struct lines *l, const struct seen *s, int64_t figure, const char *id,
    int64_t measure, int128 share)
{
	char residue[DECIMAL_TEXT_MAX], text[DECIMAL_TEXT_MAX];

	l->total[figure] += share;
	return db_emit(l->f, l->out, NULL, SQL_LINES_RECORD, "ssisisisssiss",
	    id, l->id, s->file, s->name, s->line, s->item, s->start, s->type,
	    s->code, s->rule, s->amount[measure],
	    measure != 0 ? NULL :
	    decimal_text(residue, s->residue, RESIDUE_DECIMALS),
	    decimal_text(text, share, RESIDUE_DECIMALS));
}

/*
 * A row of a cell has as much of a figure's part of it as brings what was
 * given to the part of the cost that was seen: at the last row all of it.
 */
static int
give_part(struct lines *l, const struct seen *s, struct wanted *w)
{
	int64_t before = w->given, amount = s->amount[w->measure];

	w->seen += amount;
	w->seen_rows++;
	if (w->part == w->cost)
		w->given = (int64_t)w->seen;
	else if (w->seen_rows == w->rows)
		w->given = w->part;
	else
		w->given = w->cost == 0 ? 0 :
		    (int64_t)(w->seen * w->part / w->cost);
	return give(l, s, w->figure, w->id, w->measure,
	    in_residues(w->given - before));
}

static bool
fits(const struct wanted_rows *w, const struct seen *s, bool foreign)
{
	if (w->file != DB_NULL && w->file != s->file)
		return false;
	if (strcmp(w->what, "CURRENCY") == 0)
		return foreign && strcmp(w->key, s->currency) == 0;
	if (foreign)
		return false;
	if (strcmp(w->what, "AI") == 0)
		return s->rule != NULL;
	if (strcmp(w->what, "INVOICE") == 0)
		return strcmp(w->key, s->invoice) == 0;
	if (strcmp(w->what, "SKIPPED") == 0)
		return s->rule == NULL;
	if (strcmp(w->what, "PRODUCT") == 0)
		return s->rule == NULL && strcmp(w->key, s->code) == 0;
	if (strcmp(w->what, "OTHER_INVOICE") == 0)
		return s->rule == NULL && strcmp(w->key, s->invoice) == 0;
	return strcmp(w->what, "RESIDUE") != 0 || s->residue != 0;
}

/* The row, to all figures that it is behind. */
static int
match(struct lines *l, const struct seen *s, const struct cell_key *cell,
    bool foreign)
{
	struct wanted *w;
	size_t i, n;
	int status = FOC_OK;

	for (i = 0; i < l->n_rows && status == FOC_OK; i++)
		if (fits(&l->rows[i], s, foreign))
			status = give(l, s, l->rows[i].figure, l->rows[i].id,
			    0, strcmp(l->rows[i].what, "RESIDUE") == 0 ?
			    s->residue : in_residues(s->amount[0]));
	if (s->rule == NULL || status != FOC_OK)
		return status;
	w = lines_find(l, cell->hour, cell->sku, cell->caller, &n);
	for (i = 0; i < n && status == FOC_OK; i++)
		status = give_part(l, s, &w[i]);
	return status != FOC_OK ? status : l->status;
}

void
lines_row(struct reader *r, const struct line *line, int64_t cost,
    int128 residue, int64_t start)
{
	struct lines *l = r->run->lines;
	const struct month *m = &r->run->month[line->month];
	struct seen s = { .file = l->file, .line = row_line(r),
	    .start = start, .amount = { cost, r->net, r->list },
	    .name = l->file_name, .invoice = line->invoice,
	    .type = line->type, .code = line->code,
	    .currency = line->currency, .residue = residue,
	    .rule = r->what != NULL ? r->what->c.rule : NULL };
	const char *item;

	if (l->status != FOC_OK || m->period != l->period ||
	    strcmp(m->payer, l->payer) != 0 ||
	    (item = row_text(r, COL_IDENTITY)) == NULL)
		return;
	s.item = xstrdup(item);
	if (r->what != NULL && r->cell.held != 0) {
		s.name = xstrdup(s.name);
		GROW(l->waiting, l->n_waiting, l->waiting_max);
		l->waiting[l->n_waiting++] = (struct waiting){ s, r->cell };
		return;
	}
	l->status = match(l, &s, &r->cell, line->verdict == LINE_FOREIGN);
	free(s.item);
	r->stop = l->status != FOC_OK;
}

/* The end of the load tells what rows of opaque codes are. */
static int
match_waiting(struct lines *l)
{
	struct waiting *w;
	size_t i;
	int status = FOC_OK;

	for (i = 0; i < l->n_waiting && status == FOC_OK; i++) {
		w = &l->waiting[i];
		w->cell.sku = held_sku(&l->run,
		    &l->run.what[w->cell.held - 1]);
		if (w->cell.sku == UINT32_MAX)
			w->seen.rule = NULL;
		status = match(l, &w->seen, &w->cell, false);
	}
	return status;
}

/* --- is it what was loaded? */

static int
hash_input(struct lines *l, const struct input *file, char hex[SHA_HEX_MAX])
{
	unsigned char buf[READ_BYTES], sum[SHA_BYTES];
	crypto_hash_sha256_state state;
	struct err e;
	ssize_t n = 0;
	int fd = input_open(file, &e);

	if (fd < 0)
		return foc_fail(l->f, e.status, "%s", e.text);
	crypto_hash_sha256_init(&state);
	while (!foc_interrupted && (n = read(fd, buf, sizeof(buf))) > 0)
		sha_update(&state, buf, (size_t)n);
	sha_final(&state, sum);
	close(fd);
	sha_hex(hex, sum);
	return n < 0 || foc_interrupted ? foc_fail(l->f, FOC_SYSTEM,
	    "%s: cannot be read", file->name) : FOC_OK;
}

/* The given file with these bytes; NULL: there is none. */
static struct input *
find_input(struct lines *l, struct delivery *d, int64_t bytes,
    const char *sha256, int *status)
{
	char hex[SHA_HEX_MAX];
	size_t i;

	for (i = 0; i < d->n && *status == FOC_OK; i++) {
		if (d->file[i].size != bytes)
			continue;
		*status = hash_input(l, &d->file[i], hex);
		if (*status == FOC_OK && strcmp(hex, sha256) == 0)
			return &d->file[i];
	}
	return NULL;
}

static int
read_one(struct lines *l, struct delivery *d, struct rows *r)
{
	struct input *file, copy;
	int status = FOC_OK;

	file = find_input(l, d, db_int(r, 2), db_text(r, 3), &status);
	if (status != FOC_OK)
		return status;
	if (file == NULL)
		return foc_fail(l->f, FOC_REFUSED, "%s: its file %s (SHA-256 "
		    "%.16s...) is not in what --lines names; it needs the "
		    "delivery that was loaded, not a later one", l->id,
		    db_text(r, 1), db_text(r, 3));
	l->file = db_int(r, 0);
	free(l->file_name);
	l->file_name = xstrdup(db_text(r, 1));
	/* The months of other loads in it are not asked about. */
	copy = *file;
	copy.period = DB_NULL;
	status = read_file(&l->run, &copy, (uint32_t)l->file);
	if (status == FOC_OK)
		status = complaints_end(&l->run.complaints, l->f);
	return status != FOC_OK ? status : l->status;
}

/* A cell's rows are all there, or rows are no longer put where they were. */
static int
check_cells(struct lines *l)
{
	char seen[DECIMAL_TEXT_MAX], cost[DECIMAL_TEXT_MAX];
	const struct wanted *w;
	size_t i;

	for (i = 0; i < l->n_wanted; i++) {
		w = &l->wanted[i];
		if (w->seen == w->cost && w->seen_rows == w->rows)
			continue;
		return foc_fail(l->f, FOC_REFUSED, "%s: a cell of %s has "
		    "%lld rows and %s, found are %lld and %s: rules, names "
		    "of models or keep_sessions were changed since it was "
		    "loaded; load it again", w->id, l->id,
		    (long long)w->rows, money_text(cost, w->cost),
		    (long long)w->seen_rows,
		    decimal_text(seen, w->seen, MONEY_DECIMALS));
	}
	return FOC_OK;
}

static int
read_load(struct lines *l, struct delivery *d, const struct foc_ingest *in)
{
	struct rows r;
	int status, failed;

	run_open(&l->run, l->f, in);
	l->run.lines = l;
	if ((status = run_prepare(&l->run)) == FOC_OK)
		status = lines_want(l);
	db_query(&r, l->f, SQL_LINES_FILES, "s", l->id);
	while (status == FOC_OK && db_next(&r))
		status = read_one(l, d, &r);
	failed = db_done(&r);
	if (status == FOC_OK && (status = failed) == FOC_OK &&
	    (status = match_waiting(l)) == FOC_OK)
		status = check_cells(l);
	lines_forget(l);
	run_close(&l->run);
	return status;
}

static int
read_loads(struct foc *f, struct delivery *d, const struct foc_ingest *in,
    int128 *total, struct foc_out *out)
{
	struct lines l;
	struct rows r;
	int status, failed = FOC_OK;

	db_query(&r, f, SQL_LINES_LOADS, "");
	while (failed == FOC_OK && db_next(&r)) {
		l = (struct lines){ .f = f, .out = out, .total = total,
		    .load = db_int(&r, 0), .period = db_int(&r, 3) };
		snprintf(l.id, sizeof(l.id), "%s", db_text(&r, 1));
		snprintf(l.payer, sizeof(l.payer), "%s", db_text(&r, 2));
		failed = read_load(&l, d, in);
		free(l.file_name);
	}
	status = db_done(&r);
	return status != FOC_OK ? status : failed;
}

static int
check_figures(struct foc *f, const int128 *total)
{
	char sum[DECIMAL_TEXT_MAX];
	struct rows r;
	int status, off = FOC_OK;

	db_query(&r, f, SQL_LINES_FIGURES, "");
	while (off == FOC_OK && db_next(&r)) {
		decimal_text(sum, total[db_int(&r, 0)], RESIDUE_DECIMALS);
		if (!db_null(&r, 2) && strcmp(sum, db_text(&r, 2)) != 0)
			off = foc_fail(f, FOC_SYSTEM, "%s: its lines add up "
			    "to %s, not to %s", db_text(&r, 1), sum,
			    db_text(&r, 2));
	}
	status = db_done(&r);
	return status != FOC_OK ? status : off;
}

int
foc_why_lines(struct foc *f, const struct foc_ingest *in,
    struct foc_out *out)
{
	struct complaints c = { .in = in };
	struct delivery d;
	int128 *total;
	int64_t n;
	size_t i;
	int status;

	for (i = 0; i < in->n_paths; i++)
		if (strcmp(in->paths[i], "-") == 0)
			return foc_fail(f, FOC_USAGE, "--lines: standard "
			    "input cannot be read twice; name a file");
	if ((status = db_get_int(f, &n, SQL_LINES_MAX, "")) != FOC_OK)
		return status;
	total = xcalloc((size_t)n + 1, sizeof(*total));
	delivery_open(&d, f, in, DB_NULL, &c);
	status = complaints_end(&c, f);
	if (status == FOC_OK)
		status = read_loads(f, &d, in, total, out);
	if (status == FOC_OK)
		status = check_figures(f, total);
	if (status != FOC_OK && foc_interrupted)
		foc_fail(f, status, "interrupted");
	delivery_close(&d);
	free(c.held);
	free(total);
	return status;
}
