/* SPDX-License-Identifier: MIT */
/* After the last file: opaque codes, sums, and whether all of it adds up. */
#include <stdlib.h>
#include <string.h>

#include "ingest/run.h"

/* What the AI rows of a product code have in common. */
struct code {
	uint32_t month;
	const char *code;
	const char *platform, *model;	/* NULL: they differ */
};

struct codes {
	struct code *code;
	size_t	n, max;
};

static struct code *
find_code(const struct codes *codes, uint32_t month, const char *code)
{
	size_t i;

	for (i = 0; i < codes->n; i++)		/* some dozen products */
		if (codes->code[i].month == month &&
		    codes->code[i].code == code)
			return &codes->code[i];
	return NULL;
}

static void
learn_codes(const struct run *run, struct codes *codes)
{
	const struct what *w;
	struct code *c;
	size_t i;

	for (i = 0; i < run->n_whats; i++) {
		w = &run->what[i];
		if (w->c.kind != KIND_AI || w->rows == 0)
			continue;
		if ((c = find_code(codes, w->month, w->code)) == NULL) {
			GROW(codes->code, codes->n, codes->max);
			c = &codes->code[codes->n++];
			*c = (struct code){ w->month, w->code,
			    w->c.platform, w->c.model };
		}
		if (c->platform != NULL &&
		    strcmp(c->platform, w->c.platform) != 0)
			c->platform = NULL;
		if (c->model != NULL && strcmp(c->model, w->c.model) != 0)
			c->model = NULL;
	}
}

/* The sku of a row whose code turned out to be an AI product's. */
static uint32_t
resolved_sku(struct run *run, struct what *w, const struct code *c)
{
	const char *column[11], *p = intern_get(run->skus, w->sku, NULL);
	size_t i;

	for (i = 0; i < 11; i++, p += strlen(p) + 1)
		column[i] = p;
	if (c->platform != NULL)
		w->c.platform = c->platform;
	w->c.model = c->model != NULL ? c->model : "";
	return sku_add(run, &w->c, column[7], column[10]);
}

uint32_t
held_sku(struct run *run, const struct what *w)
{
	struct codes codes = { 0 };
	const struct code *c;
	struct what copy = *w;
	uint32_t sku = UINT32_MAX;

	learn_codes(run, &codes);
	if ((c = find_code(&codes, w->month, w->code)) != NULL)
		sku = resolved_sku(run, &copy, c);
	free(codes.code);
	return sku;
}

/* Move one held cell to the cells that count; false on overflow. */
static bool
release_cell(struct run *run, size_t i, uint32_t sku)
{
	struct cell_key key;
	const struct cell *from;
	struct cell *to;

	memcpy(&key, intern_get(run->cell_keys, (uint32_t)i, NULL),
	    sizeof(key));
	key.held = 0;
	key.sku = sku;
	to = run_cell(run, &key);
	from = &run->cell[i];
	to->rows += from->rows;
	to->has_net |= from->has_net;
	to->has_list |= from->has_list;
	return money_add(&to->usage, from->usage) == 0 &&
	    money_add(&to->cost, from->cost) == 0 &&
	    money_add(&to->net, from->net) == 0 &&
	    money_add(&to->list, from->list) == 0;
}

static void
note_hour(struct month *m, int64_t hour)
{
	if (m->first_hour == DB_NULL || hour < m->first_hour)
		m->first_hour = hour;
	if (m->last_hour == DB_NULL || hour > m->last_hour)
		m->last_hour = hour;
}

static int
release_cells(struct run *run, const struct codes *codes)
{
	const struct code *c;
	struct cell_key key;
	struct what *w;
	size_t i, n = run->n_cells;

	for (i = 0; i < n; i++) {
		memcpy(&key, intern_get(run->cell_keys, (uint32_t)i, NULL),
		    sizeof(key));
		if (key.held == 0)
			continue;
		w = &run->what[key.held - 1];
		if ((c = find_code(codes, w->month, w->code)) == NULL)
			continue;
		if (!release_cell(run, i, resolved_sku(run, w, c)))
			return foc_fail(run->f, FOC_BAD_INPUT, "the sum of an "
			    "hour does not fit 64 bits of 1e-10");
		note_hour(&run->month[key.month], key.hour);
		w->c.kind = KIND_AI;
	}
	return FOC_OK;
}

/* Where the amounts of held rows belong: in AI or in what is skipped. */
static void
settle_held(struct run *run, const struct codes *codes)
{
	const struct held *h;
	struct line *line;
	struct part *p;
	size_t i, k;
	bool ai;

	for (i = 0; i < run->n_held; i++) {
		h = &run->held[i];
		line = &run->line[h->line];
		ai = find_code(codes, line->month, line->code) != NULL;
		for (k = 0; k < run->n_parts; k++) {
			p = &run->part[k];
			if (p->file != h->file || p->month != line->month)
				continue;
			if (ai)
				p->ai += h->amount;
			else
				p->skipped += h->amount;
		}
		if (ai) {
			line->all.ai_rows += h->rows;
			line->all.ai += h->amount;
		}
	}
}

static void
add_lines(struct run *run)
{
	const struct line *line;
	struct month *m;
	size_t i;

	for (i = 0; i < run->n_lines; i++) {
		line = &run->line[i];
		if (line->verdict == LINE_BAD)
			continue;
		m = &run->month[line->month];
		m->rows += line->all.rows;
		if (line->verdict == LINE_FOREIGN) {
			m->foreign_rows += line->all.rows;
			continue;
		}
		m->ai_rows += line->all.ai_rows;
		m->skipped_rows += line->all.rows - line->all.ai_rows;
		m->file += line->all.sum;
		m->ai += line->all.ai;
		m->skipped += line->all.sum - line->all.ai;
		if (line->bucket == BUCKET_SPEND)
			m->spend += line->all.ai;
	}
}

/* AI + skipped = file, in every file and every month, and cells = AI. */
static int
reconcile(struct run *run)
{
	int128 *sum = xcalloc(run->n_months * 3, sizeof(*sum));
	const struct part *p;
	struct cell_key key;
	bool good = true;
	size_t i;

	for (i = 0; i < run->n_parts; i++) {
		p = &run->part[i];
		good = good && p->file_sum == p->ai + p->skipped;
		sum[(size_t)p->month * 3] += p->file_sum;
		sum[(size_t)p->month * 3 + 1] += p->ai;
	}
	for (i = 0; i < run->n_cells; i++) {
		memcpy(&key, intern_get(run->cell_keys, (uint32_t)i, NULL),
		    sizeof(key));
		if (key.held != 0)
			continue;
		sum[key.month * 3 + 2] += run->cell[i].cost;
		run->month[key.month].cells++;
	}
	for (i = 0; i < run->n_months; i++)
		good = good && sum[i * 3] == run->month[i].file &&
		    sum[i * 3 + 1] == run->month[i].ai &&
		    sum[i * 3 + 2] == run->month[i].ai;
	free(sum);
	return good ? FOC_OK : foc_fail(run->f, FOC_SYSTEM, "the parts do not "
	    "add up to the file: this is a defect of foc");
}

static int
check_currency(struct run *run)
{
	const struct month *m;
	size_t i, k;

	for (i = 0; i < run->n_months; i++) {
		m = &run->month[i];
		if (m->rows == 0 || m->foreign_rows < m->rows)
			continue;
		for (k = 0; run->line[k].month != i ||
		    run->line[k].verdict != LINE_FOREIGN; k++)
			continue;
		return foc_fail(run->f, FOC_BAD_INPUT, "payer %s is billed in "
		    "%s, foc.yaml says %s", m->payer, run->line[k].currency,
		    run->currency);
	}
	return FOC_OK;
}

static int
by_payer(const void *a, const void *b, void *arg)
{
	const struct run *run = arg;
	const struct month *x = &run->month[*(const uint32_t *)a];
	const struct month *y = &run->month[*(const uint32_t *)b];
	int d = strcmp(x->payer, y->payer);

	return d != 0 ? d : (x->period > y->period) - (x->period < y->period);
}

static void
order_months(struct run *run)
{
	uint32_t i, n = (uint32_t)run->n_months;

	run->in_order = xcalloc((size_t)n + 1, sizeof(*run->in_order));
	for (i = 0; i < n; i++)
		run->in_order[i] = i;
	qsort_r(run->in_order, n, sizeof(*run->in_order), by_payer, run);
}

int
finish_months(struct run *run)
{
	struct codes codes = { 0 };
	int status;

	learn_codes(run, &codes);
	status = release_cells(run, &codes);
	settle_held(run, &codes);
	free(codes.code);
	add_lines(run);
	order_months(run);
	if (status == FOC_OK)
		status = check_currency(run);
	if (status == FOC_OK)
		status = reconcile(run);
	return status;
}
