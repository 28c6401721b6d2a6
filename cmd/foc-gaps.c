/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "cli.h"

static struct foc_gap_filter filter;
static struct foc_gap_act act;

static const struct cli_opt opts[] = {
	{ 0, "state", "STATE", "only these; foc-states gap has them", "list",
	    NULL, &filter.state, NULL },
	{ 0, "scenario", "WORD", "only these, such as UNCLAIMED_WORKLOAD",
	    "list", NULL, &filter.scenario, NULL },
	{ 0, "class", "WORD", "ATTRIBUTION or GOVERNANCE", "list", NULL,
	    &filter.class, NULL },
	{ 0, "rationale", "TEXT", "why; kept with the decision",
	    "act resolve recall", NULL, &act.rationale, NULL },
	{ 0, "workload", "WORKLOAD", "whose it is: of a guardrail, or of what "
	    "nobody has claimed", "act", NULL, &act.workload, NULL },
	{ 0, "block", NULL, "deny the model to the caller, instead of asking "
	    "for a budget", "act", &act.block, NULL, NULL },
	CLI_SPAN_OPTIONS,
	{ 0 }
};

static int
do_list(struct cli *c)
{
	return cli_result(c, foc_gap_list(c->foc, &filter, &c->span, c->out));
}

static int
show(struct cli *c, const char *id)
{
	return foc_gap_show(c->foc, id, &c->span, c->out);
}

static int
do_show(struct cli *c)
{
	return cli_read_each(c, show);
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

static int
act_on(struct cli *c, const char *id)
{
	return foc_gap_act(c->foc, id, &act, c->out);
}

static int
do_act(struct cli *c)
{
	return cli_each(c, act_on);
}

static int
resolve(struct cli *c, const char *id)
{
	return foc_gap_resolve(c->foc, id, act.rationale, c->out);
}

static int
do_resolve(struct cli *c)
{
	return cli_each(c, resolve);
}

static int
recall(struct cli *c, const char *id)
{
	return foc_gap_recall(c->foc, id, act.rationale, c->out);
}

static int
do_recall(struct cli *c)
{
	return cli_each(c, recall);
}

static int
notify(struct cli *c, const char *id)
{
	return foc_gap_notify(c->foc, id, &c->span, c->out);
}

static int
do_notify(struct cli *c)
{
	return cli_notify(c, notify);
}

static const struct cli_verb verbs[] = {
	{ "list", "", "spend that nobody answers for, the largest first",
	    CLI_READS_PAST, do_list, 0, 0, NULL, false },
	{ "show", "ID ...", "one gap with its history", CLI_READS_PAST,
	    do_show, 1, -1, NULL, true },
	{ "detect", "", "find gaps in what is loaded, and those that are over",
	    CLI_WRITES, do_detect, 0, 0, NULL, false },
	{ "act", "[ID ...]", "do what its scenario asks for, in words and "
	    "commands", CLI_WRITES, do_act, 0, -1, "gap", true },
	{ "resolve", "[ID ...]", "what was done has ended it", CLI_WRITES,
	    do_resolve, 0, -1, "gap", true },
	{ "recall", "[ID ...]", "take a decision back", CLI_WRITES, do_recall,
	    0, -1, "gap", true },
	{ "notify", "[ID ...]", "what people should be told; nothing is sent",
	    CLI_READS, do_notify, 0, -1, NULL, false },
	{ 0 }
};

static const struct cli_program program = {
	.name = "foc-gaps",
	.summary = "spend without an owner, and what is done about it",
	.opts = opts,
	.verbs = verbs,
	.formats = "text mail sh",
	.default_operand = true,
};

int
main(int argc, char **argv)
{
	return cli_main(&program, argc, argv);
}
