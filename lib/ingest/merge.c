/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "ingest/merge.h"

static const char *
keep(struct run *whole, const char *s)
{
	return pooled(&whole->cls, s, strlen(s));
}

/* Room for the ids of n things. */
static void
room(uint32_t **map, size_t n)
{
	*map = xreallocarray(*map, n + 1, sizeof(**map));
}

static uint32_t
add_month(struct run *whole, const struct run *run, size_t i)
{
	const struct month *from = &run->month[i];
	struct month *to;
	size_t len;
	const void *key = intern_get(run->month_keys, (uint32_t)i, &len);
	uint32_t id = intern_add(whole->month_keys, key, len);

	if (id == whole->n_months) {
		GROW(whole->month, whole->n_months, whole->months_max);
		to = &whole->month[whole->n_months++];
		*to = *from;
		to->residue = 0;
		to->unclassified_rows = 0;
	}
	return id;
}

static void
note_range(struct month *to, const struct month *from)
{
	if (from->first_hour != DB_NULL && (to->first_hour == DB_NULL ||
	    from->first_hour < to->first_hour))
		to->first_hour = from->first_hour;
	if (from->last_hour > to->last_hour)	/* DB_NULL is the least */
		to->last_hour = from->last_hour;
	if (from->data_until > to->data_until)
		to->data_until = from->data_until;
}

/* False where another export holds the month. */
static bool
merge_months(struct merge *m, struct run *whole, struct run *run)
{
	struct month *from, *to;
	size_t i;

	room(&m->month, run->n_months);
	for (; m->n_months < run->n_months; m->n_months++)
		m->month[m->n_months] = add_month(whole, run, m->n_months);
	for (i = 0; i < run->n_months; i++) {
		from = &run->month[i];
		to = &whole->month[m->month[i]];
		if (to->export != from->export)
			return false;
		note_range(to, from);
		to->residue += from->residue;
		to->unclassified_rows += from->unclassified_rows;
		from->residue = 0;
		from->unclassified_rows = 0;
	}
	return true;
}

static void
merge_texts(uint32_t **map, size_t *n, struct intern *whole,
    const struct intern *from)
{
	const void *key;
	size_t len;

	room(map, intern_count(from));
	for (; *n < intern_count(from); (*n)++) {
		key = intern_get(from, (uint32_t)*n, &len);
		(*map)[*n] = intern_add(whole, key, len);
	}
}

/* All that a thing is, so that equal ones are one. */
static char *
what_key(const struct what *w)
{
	const struct class_out *c = &w->c;

	return xasprintf("%u %u %d %d%d%d%d %lld\n%s\n%s\n%s\n%s\n%s\n%s\n%s\n"
	    "%s\n%s\n%s\n%s", w->month, w->sku, (int)c->kind, w->spend,
	    c->unknown_model, c->unclassified, c->unverified,
	    (long long)c->per_unit, w->code, c->rule, c->platform, c->feature,
	    c->model, c->token_type, c->tier, c->geography, c->region, c->unit,
	    c->endpoint);
}

static void
keep_class(struct run *whole, struct class_out *c)
{
	const char **const texts[] = {
		&c->rule, &c->platform, &c->feature, &c->model, &c->token_type,
		&c->tier, &c->geography, &c->region, &c->unit, &c->endpoint
	};
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		*texts[i] = keep(whole, *texts[i]);
}

static uint32_t
add_what(const struct merge *m, struct run *whole, const struct what *from)
{
	struct what w = *from;
	char *key;
	uint32_t id;

	if (w.c.kind == KIND_OTHER)	/* nothing is ever added to it */
		return UINT32_MAX;
	w.month = m->month[w.month];
	w.sku = m->sku[w.sku];
	w.rows = w.unpriced = w.off_rate = w.off_ccu = 0;
	w.amount = 0;
	key = what_key(&w);
	id = intern_add(whole->what_keys, key, strlen(key));
	free(key);
	if (id == whole->n_whats) {
		GROW(whole->what, whole->n_whats, whole->whats_max);
		w.code = keep(whole, w.code);
		keep_class(whole, &w.c);
		whole->what[whole->n_whats++] = w;
	}
	return id;
}

static void
merge_whats(struct merge *m, struct run *whole, struct run *run)
{
	struct what *from, *to;
	size_t i;

	room(&m->what, run->n_whats);
	for (; m->n_whats < run->n_whats; m->n_whats++)
		m->what[m->n_whats] = add_what(m, whole,
		    &run->what[m->n_whats]);
	for (i = 0; i < run->n_whats; i++) {
		from = &run->what[i];
		if (m->what[i] == UINT32_MAX)
			continue;
		to = &whole->what[m->what[i]];
		to->rows += from->rows;
		to->amount += from->amount;
		to->unpriced += from->unpriced;
		to->off_rate += from->off_rate;
		to->off_ccu += from->off_ccu;
		from->rows = from->unpriced = from->off_rate = 0;
		from->off_ccu = 0;
		from->amount = 0;
	}
}

static bool
add_cell(struct run *whole, const struct cell_key *key,
    const struct cell *from)
{
	struct cell *to = run_cell(whole, key);

	to->weight = weight_add(to->weight, from->weight);
	if (to->weight == WEIGHT_MAX)
		return false;
	to->rows += from->rows;
	to->usage += from->usage;
	to->cost += from->cost;
	to->net += from->net;
	to->list += from->list;
	to->has_net |= from->has_net;
	to->has_list |= from->has_list;
	return true;
}

bool
merge_cells(struct merge *m, struct run *whole, struct run *run)
{
	struct cell_key key;
	bool good = merge_months(m, whole, run);
	size_t i;

	merge_texts(&m->sku, &m->n_skus, whole->skus, run->skus);
	merge_texts(&m->caller, &m->n_callers, whole->callers, run->callers);
	merge_whats(m, whole, run);
	for (i = 0; i < run->n_cells && good; i++) {
		memcpy(&key, intern_get(run->cell_keys, (uint32_t)i, NULL),
		    sizeof(key));
		key.month = m->month[key.month];
		key.sku = m->sku[key.sku];
		key.caller = m->caller[key.caller];
		if (key.held != 0)
			key.held = 1 + m->what[key.held - 1];
		good = add_cell(whole, &key, &run->cell[i]);
	}
	run->n_cells = 0;
	intern_free(run->cell_keys);
	run->cell_keys = intern_new();
	return good;
}

static bool
is_before(const struct line *a, const struct line *b)
{
	return a->first_file != b->first_file ?
	    a->first_file < b->first_file : a->first_row < b->first_row;
}

static uint32_t
add_line(const struct merge *m, struct run *whole, const struct run *run,
    size_t i)
{
	const struct line *from = &run->line[i];
	struct line *to;
	size_t len;
	const void *key = intern_get(run->line_keys, (uint32_t)i, &len);
	uint32_t id = intern_add(whole->line_keys, key, len);

	if (id == whole->n_lines) {
		GROW(whole->line, whole->n_lines, whole->lines_max);
		to = &whole->line[whole->n_lines++];
		*to = *from;
		to->month = m->month[from->month];
		to->type = keep(whole, from->type);
		to->code = keep(whole, from->code);
		to->invoice = keep(whole, from->invoice);
		to->currency = keep(whole, from->currency);
		to->resources = NULL;		/* no row comes any more */
		to->all = (struct sums){ 0 };
	} else if (is_before(from, &whole->line[id])) {
		whole->line[id].first_file = from->first_file;
		whole->line[id].first_row = from->first_row;
	}
	return id;
}

static void
merge_lines(struct merge *m, struct run *whole, struct run *run)
{
	struct sums *from, *to;
	size_t i;

	room(&m->line, run->n_lines);
	for (; m->n_lines < run->n_lines; m->n_lines++)
		m->line[m->n_lines] = add_line(m, whole, run, m->n_lines);
	for (i = 0; i < run->n_lines; i++) {
		from = &run->line[i].all;
		to = &whole->line[m->line[i]].all;
		to->rows += from->rows;
		to->ai_rows += from->ai_rows;
		to->held_rows += from->held_rows;
		to->sum += from->sum;
		to->ai += from->ai;
		to->held += from->held;
		*from = (struct sums){ 0 };
	}
}

bool
merge_file(struct merge *m, struct run *whole, struct run *run)
{
	size_t i;

	if (!merge_cells(m, whole, run))
		return false;
	merge_lines(m, whole, run);
	for (i = 0; i < run->n_parts; i++) {
		GROW(whole->part, whole->n_parts, whole->parts_max);
		whole->part[whole->n_parts] = run->part[i];
		whole->part[whole->n_parts++].month =
		    m->month[run->part[i].month];
	}
	for (i = 0; i < run->n_held; i++) {
		GROW(whole->held, whole->n_held, whole->held_max);
		whole->held[whole->n_held] = run->held[i];
		whole->held[whole->n_held++].line = m->line[run->held[i].line];
	}
	whole->rows += run->rows;
	run->n_parts = run->n_held = 0;
	run->rows = 0;
	return true;
}

void
merge_free(struct merge *m)
{
	free(m->month);
	free(m->sku);
	free(m->caller);
	free(m->what);
	free(m->line);
}

static int
by_file(const void *a, const void *b)
{
	const struct part *x = a, *y = b;

	if (x->file != y->file)
		return x->file < y->file ? -1 : 1;
	return (x->month > y->month) - (x->month < y->month);
}

static int
by_first(const void *a, const void *b, void *lines)
{
	const struct line *line = lines;
	const struct line *x = &line[*(const uint32_t *)a];
	const struct line *y = &line[*(const uint32_t *)b];

	return is_before(y, x) - is_before(x, y);
}

static void
order_lines(struct run *whole)
{
	size_t i, n = whole->n_lines;
	uint32_t *order = xcalloc(n + 1, sizeof(*order));
	uint32_t *place = xcalloc(n + 1, sizeof(*place));
	struct line *line = xcalloc(n + 1, sizeof(*line));

	for (i = 0; i < n; i++)
		order[i] = (uint32_t)i;
	qsort_r(order, n, sizeof(*order), by_first, whole->line);
	for (i = 0; i < n; i++) {
		line[i] = whole->line[order[i]];
		place[order[i]] = (uint32_t)i;
	}
	for (i = 0; i < whole->n_held; i++)
		whole->held[i].line = place[whole->held[i].line];
	free(whole->line);
	whole->line = line;
	whole->lines_max = n + 1;
	free(order);
	free(place);
}

void
merge_end(struct run *whole)
{
	order_lines(whole);
	if (whole->n_parts > 1)
		qsort(whole->part, whole->n_parts, sizeof(*whole->part),
		    by_file);
}
