/* SPDX-License-Identifier: MIT */
#include "cli.h"

static bool trend;

static const struct cli_opt opts[] = {
	{ 0, "trend", NULL, "the twelve windows that end with this one", NULL,
	    &trend, NULL, NULL },
	CLI_SPAN_OPTIONS,
	{ 0 }
};

static int
do_maturity(struct cli *c)
{
	return cli_result(c, foc_maturity(c->foc, &c->span, trend, c->out));
}

static const struct cli_verb verbs[] = {
	{ NULL, "", "four scores, their tiers, and what comes next",
	    CLI_READS, do_maturity, 0, 0, NULL, true },
	{ 0 }
};

static const struct cli_program program = {
	.name = "foc-maturity",
	.summary = "how well AI spend is governed, and what to do next",
	.opts = opts,
	.verbs = verbs,
	.formats = "text md html",
};

int
main(int argc, char **argv)
{
	return cli_main(&program, argc, argv);
}
