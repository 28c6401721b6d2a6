/* SPDX-License-Identifier: MIT */
#include <unistd.h>

#include "cli.h"

static struct cli_list lines, columns;
static bool brief;

static const struct cli_opt opts[] = {
	{ 0, "lines", "EXPORT", "find the lines of the bill again in these "
	    "files or folders", NULL, NULL, NULL, &lines },
	{ 0, "column", "KEY=NAME", "the column NAME holds KEY, as it was "
	    "loaded", NULL, NULL, NULL, &columns },
	{ 0, "brief", NULL, "without the cells", NULL, &brief, NULL, NULL },
	CLI_SPAN_OPTIONS,
	{ 0 }
};

static int
why(struct cli *c, const char *figure)
{
	return foc_why(c->foc, figure, &c->span, brief, c->out);
}

static void
complain(void *arg, const char *text)
{
	cli_fail(arg, FOC_BAD_INPUT, "%s", text);
}

static int
find_lines(struct cli *c)
{
	const struct foc_ingest in = {
		.paths = lines.item,
		.n_paths = lines.n,
		.columns = columns.item,
		.n_columns = columns.n,
		.complain = complain,
		.arg = c,
	};

	return cli_result(c, foc_why_lines(c->foc, &in, c->out));
}

static int
do_why(struct cli *c)
{
	int status = foc_why_begin(c->foc);

	if (status != FOC_OK)
		return cli_result(c, status);
	status = cli_each(c, why);
	if (lines.n > 0 && !cli_interrupted())
		status = foc_worst(status, find_lines(c));
	return status;
}

static const struct cli_verb verbs[] = {
	{ NULL, "FIGURE ...", "what figures are made of, down to the files "
	    "of the bill", CLI_READS_PAST, do_why, 1, -1, "figure", false },
	{ 0 }
};

static const struct cli_program program = {
	.name = "foc-why",
	.summary = "why a figure of a report is what it is",
	.opts = opts,
	.verbs = verbs,
};

int
main(int argc, char **argv)
{
	return cli_main(&program, argc, argv);
}
