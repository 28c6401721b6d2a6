/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "cli.h"

static const char *by, *usd, *rationale;

static const struct cli_opt opts[] = {
	{ 0, "by", "STEP", "a record for each day or hour; day if not given",
	    "usage", NULL, &by, NULL },
	{ 0, "usd", "N", "dollars a month", "estimate", NULL, &usd, NULL },
	{ 0, "rationale", "TEXT", "why; kept with the decision",
	    "estimate investigate clear", NULL, &rationale, NULL },
	CLI_SPAN_OPTIONS,
	{ 0 }
};

static int
do_list(struct cli *c)
{
	return cli_result(c, foc_workload_list(c->foc, c->out));
}

static int
show(struct cli *c, const char *id)
{
	return foc_workload_show(c->foc, id, c->out);
}

static int
do_show(struct cli *c)
{
	return cli_read_each(c, show);
}

static int
do_usage(struct cli *c)
{
	enum foc_by step = FOC_BY_DAY;

	if (by != NULL && strcmp(by, "hour") == 0)
		step = FOC_BY_HOUR;
	else if (by != NULL && strcmp(by, "day") != 0)
		return cli_fail(c, FOC_USAGE, "--by: '%s' is neither day nor "
		    "hour", by);
	return cli_result(c, foc_workload_usage(c->foc,
	    c->n_operands > 0 ? c->operand[0] : NULL, step, &c->span, c->out));
}

static int
set_estimate(struct cli *c)
{
	return foc_workload_estimate(c->foc, c->operand[0], usd, rationale,
	    c->out);
}

static int
do_estimate(struct cli *c)
{
	if (usd == NULL || rationale == NULL)
		return cli_fail(c, FOC_USAGE, "%s: an estimate needs --usd and "
		    "--rationale", c->operand[0]);
	return cli_write(c, set_estimate);
}

static int
investigate(struct cli *c, const char *name)
{
	return foc_workload_attend(c->foc, name, true, rationale, c->out);
}

static int
do_investigate(struct cli *c)
{
	return cli_each(c, investigate);
}

static int
clear(struct cli *c, const char *name)
{
	return foc_workload_attend(c->foc, name, false, rationale, c->out);
}

static int
do_clear(struct cli *c)
{
	return cli_each(c, clear);
}

static const struct cli_verb verbs[] = {
	{ "list", "", "every workload with its estimate and this month's "
	    "spend", CLI_READS_PAST, do_list, 0, 0, NULL, false },
	{ "show", "NAME ...", "one workload, key by key", CLI_READS_PAST, do_show,
	    1, -1, NULL, true },
	{ "usage", "[NAME]", "what was spent, each dollar once, by whom it "
	    "belongs to", CLI_READS_PAST, do_usage, 0, 1, NULL, false },
	{ "estimate", "NAME", "set the official estimate of a month",
	    CLI_WRITES, do_estimate, 1, 1, NULL, true },
	{ "investigate", "[NAME ...]", "begin to look into what they spend",
	    CLI_WRITES, do_investigate, 0, -1, "workload", false },
	{ "clear", "[NAME ...]", "say that all is well again", CLI_WRITES,
	    do_clear, 0, -1, "workload", false },
	{ 0 }
};

static const struct cli_program program = {
	.name = "foc-workload",
	.summary = "workloads, what they spend, and what they should",
	.opts = opts,
	.verbs = verbs,
	.default_operand = true,
};

int
main(int argc, char **argv)
{
	return cli_main(&program, argc, argv);
}
