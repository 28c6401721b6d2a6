/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli.h"

static const char *period, *export, *print_sql, *table, *table_format;
static const char *partition;
static struct cli_list columns, accept_units;
static bool replace_export, older, explain, cells;

static const struct cli_opt opts[] = {
	{ 0, "period", "MONTH", "load this month only; anything else is an "
	    "error", NULL, NULL, &period, NULL },
	{ 0, "export", "NAME", "the export's name, where no manifest says it",
	    NULL, NULL, &export, NULL },
	{ 0, "replace-export", NULL, "take the place of another export's "
	    "load", NULL, &replace_export, NULL, NULL },
	{ 0, "older", NULL, "take a delivery with less data than is loaded",
	    NULL, &older, NULL, NULL },
	{ 0, "column", "KEY=NAME", "the column NAME holds KEY", NULL, NULL,
	    NULL, &columns },
	{ 0, "accept-units", "RULE", "let rows of a rule pass the unit gate",
	    NULL, NULL, NULL, &accept_units },
	{ 0, "explain", NULL, "show which rule took which rows", NULL,
	    &explain, NULL, NULL },
	{ 0, "print-sql", "DIALECT", "print the query that reduces a table to "
	    "cells: athena, trino, duckdb", NULL, NULL, &print_sql, NULL },
	{ 0, "table", "NAME", "the table that --print-sql is for", NULL, NULL,
	    &table, NULL },
	{ 0, "table-format", "FORMAT", "what it lies in: parquet or csv",
	    NULL, NULL, &table_format, NULL },
	{ 0, "partition", "COLUMN", "its column of months", NULL, NULL,
	    &partition, NULL },
	{ 0, "cells", NULL, "load what the query of --print-sql gave", NULL,
	    &cells, NULL, NULL },
	{ 0 }
};

static void
progress(void *arg, int64_t done, int64_t total, int64_t rows)
{
	char of[64] = "", text[128];

	(void)arg;
	if (total > 0)
		snprintf(of, sizeof(of), " of %lld MB (%lld %%)",
		    (long long)(total / 1000000),
		    (long long)(done * 100 / total));
	snprintf(text, sizeof(text), "%lld MB%s, %lld rows",
	    (long long)(done / 1000000), of, (long long)rows);
	cli_progress(text);
}

/* The query is text for another program, no record. */
static int
do_print(struct cli *c)
{
	const struct foc_ingest_sql in = {
		.dialect = print_sql,
		.table = table,
		.format = table_format,
		.partition = partition,
		.period = period,
		.columns = columns.item,
		.n_columns = columns.n,
		.header = c->n_operands > 0 ? c->operand[0] : NULL,
	};
	char *sql;
	int status;

	if (cells)
		return cli_fail(c, FOC_USAGE, "--cells: loads what the query "
		    "of --print-sql gave; one of the two");
	if (c->n_operands > 1)
		return cli_fail(c, FOC_USAGE, "--print-sql: one file tells "
		    "the columns, not %d", c->n_operands);
	status = foc_ingest_sql(c->foc, &in, &sql);
	if (status == FOC_OK)
		fputs(sql, stdout);
	free(sql);
	return cli_result(c, status);
}

static int
do_ingest(struct cli *c)
{
	struct foc_ingest in = {
		.paths = c->operand,
		.n_paths = (size_t)c->n_operands,
		.period = period,
		.export = export,
		.columns = columns.item,
		.n_columns = columns.n,
		.accept_units = accept_units.item,
		.n_accept_units = accept_units.n,
		.replace_export = replace_export,
		.older = older,
		.explain = explain,
		.cells = cells,
		.complain = cli_complain,
		.arg = c,
	};
	int status;

	if (print_sql != NULL)
		return do_print(c);
	if (table != NULL || table_format != NULL || partition != NULL)
		return cli_fail(c, FOC_USAGE, "--%s: belongs to --print-sql",
		    table != NULL ? "table" : table_format != NULL ?
		    "table-format" : "partition");
	if (cells && columns.n > 0)
		return cli_fail(c, FOC_USAGE, "--column: belongs to "
		    "--print-sql here; the names in a file of cells are "
		    "fixed");
	if (!c->quiet && (isatty(STDERR_FILENO) || c->verbose))
		in.progress = progress;
	status = foc_ingest_cur(c->foc, &in, c->out);
	cli_progress(NULL);
	if (status != FOC_OK && cli_interrupted())
		return cli_fail(c, status, "%s", foc_errmsg(c->foc));
	return cli_result(c, status);
}

static const struct cli_verb verbs[] = {
	{ NULL, "PATH ... | -", "read deliveries of AWS cost and usage "
	    "reports", CLI_WRITES, do_ingest, 0, -1, NULL, false },
	{ 0 }
};

static const struct cli_program program = {
	.name = "foc-ingest-cur",
	.summary = "AWS billing data in: a month is whole or absent",
	.opts = opts,
	.verbs = verbs,
};

int
main(int argc, char **argv)
{
	return cli_main(&program, argc, argv);
}
