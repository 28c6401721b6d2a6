/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <unistd.h>

#include "cli.h"

static const char *period, *export;
static struct cli_list columns, accept_units;
static bool replace_export, older, explain;

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
		.complain = cli_complain,
		.arg = c,
	};
	int status;

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
	    "reports", CLI_WRITES, do_ingest, 1, -1, NULL, false },
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
