/* SPDX-License-Identifier: MIT */
/* What an invocation, or one of several readers of it, has in memory. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "ingest/run.h"

static int
check_options(struct run *run)
{
	const struct foc_ingest *in = run->in;
	struct err e;
	int64_t to;
	size_t i;

	run->asserted = DB_NULL;
	if (in->period != NULL && utc_parse_month(in->period,
	    strlen(in->period), &run->asserted, &to) != 0)
		return foc_fail(run->f, FOC_USAGE, "--period %s: is no month "
		    "such as 2026-10", in->period);
	for (i = 0; i < in->n_columns; i++)
		if (header_check_renamed(in->columns[i], &e) != FOC_OK)
			return foc_fail(run->f, e.status, "%s", e.text);
	if (in->n_paths == 0)
		return foc_fail(run->f, FOC_USAGE, "no file or folder to "
		    "load");
	return FOC_OK;
}

static int
read_policy(struct run *run)
{
	char *word;
	int status = policy_text(run->f, "keep_sessions", &word);

	if (status != FOC_OK)
		return status;
	run->keep_sessions = strcmp(word, "all") == 0 ? KEEP_ALL :
	    strcmp(word, "none") == 0 ? KEEP_NONE : KEEP_SSO;
	free(word);
	status = db_meta(run->f, "currency", &run->currency);
	if (status == FOC_OK && run->currency == NULL)
		run->currency = xstrdup("USD");
	return status;
}

void
run_tables(struct run *run)
{
	run->month_keys = intern_new();
	run->line_keys = intern_new();
	run->shape_keys = intern_new();
	run->resource_keys = intern_new();
	run->classes = intern_new();
	run->what_keys = intern_new();
	run->skus = intern_new();
	run->raw_callers = intern_new();
	run->callers = intern_new();
	run->cell_keys = intern_new();
}

void
run_tables_free(struct run *run)
{
	size_t i;

	for (i = 0; i < run->n_suspects; i++)
		free(run->suspect[i].text);
	free(run->suspect);
	free(run->part);
	free(run->held);
	free(run->cell);
	free(run->caller);
	free(run->what);
	free(run->resource);
	free(run->shape);
	free(run->line);
	free(run->month);
	intern_free(run->month_keys);
	intern_free(run->line_keys);
	intern_free(run->shape_keys);
	intern_free(run->resource_keys);
	intern_free(run->classes);
	intern_free(run->what_keys);
	intern_free(run->skus);
	intern_free(run->raw_callers);
	intern_free(run->callers);
	intern_free(run->cell_keys);
}

void
run_open(struct run *run, struct foc *f, const struct foc_ingest *in)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	*run = (struct run){ .f = f, .in = in,
	    .complaints = { .in = in },
	    .started_ms = t.tv_sec * INT64_C(1000) + t.tv_nsec / 1000000 };
	run_tables(run);
}

void
run_close(struct run *run)
{
	run_tables_free(run);
	free(run->price);
	free(run->in_order);
	free(run->key);
	free(run->currency);
	free(run->complaints.held);
	if (run->cls.pool != NULL)
		classifier_close(&run->cls);
}

int
run_prepare(struct run *run)
{
	int status;

	if ((status = check_options(run)) != FOC_OK ||
	    (status = read_policy(run)) != FOC_OK)
		return status;
	return classifier_open(run->f, &run->cls);
}

struct cell *
run_cell(struct run *run, const struct cell_key *key)
{
	uint32_t id = intern_add(run->cell_keys, key, sizeof(*key));

	if (id == run->n_cells) {
		GROW(run->cell, run->n_cells, run->cells_max);
		run->cell[run->n_cells++] = (struct cell){ 0 };
	}
	return &run->cell[id];
}
