/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "cli.h"

static struct foc_gap_filter filter;

static const struct cli_opt opts[] = {
	{ 0, "state", "STATE", "only these; foc-states gap has them", "list",
	    NULL, &filter.state, NULL },
	{ 0, "scenario", "WORD", "only these, such as UNCLAIMED_WORKLOAD",
	    "list", NULL, &filter.scenario, NULL },
	{ 0, "class", "WORD", "ATTRIBUTION or GOVERNANCE", "list", NULL,
	    &filter.class, NULL },
	CLI_SPAN_OPTIONS,
	{ 0 }
};

static int
do_list(struct cli *c)
{
	return cli_result(c, foc_gap_list(c->foc, &filter, &c->span, c->out));
}

static int
do_show(struct cli *c)
{
	int i, worst = FOC_OK;

	for (i = 0; i < c->n_operands; i++)
		worst = foc_worst(worst, cli_result(c, foc_gap_show(c->foc,
		    c->operand[i], &c->span, c->out)));
	return worst;
}

static int
detect(struct cli *c)
{
	return foc_gap_detect(c->foc, c->out);
}

static int
do_detect(struct cli *c)
{
	return cli_write(c, detect);
}

static const struct cli_verb verbs[] = {
	{ "list", "", "spend that nobody answers for, the largest first",
	    CLI_READS_PAST, do_list, 0, 0, NULL, false },
	{ "show", "ID ...", "one gap with its history", CLI_READS_PAST,
	    do_show, 1, -1, NULL, true },
	{ "detect", "", "find gaps in what is loaded, and those that are over",
	    CLI_WRITES, do_detect, 0, 0, NULL, false },
	{ 0 }
};

static const struct cli_program program = {
	.name = "foc-gaps",
	.summary = "spend without an owner, and what is done about it",
	.opts = opts,
	.verbs = verbs,
	.default_operand = true,
};

int
main(int argc, char **argv)
{
	return cli_main(&program, argc, argv);
}
