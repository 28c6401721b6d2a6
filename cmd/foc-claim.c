/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "cli.h"

static const char *since;

static const struct cli_opt opts[] = {
	{ 0, "since", "TIME", "attribute from then on; now if not given",
	    "claim", NULL, &since, NULL },
	{ 0 }
};

static int
do_list(struct cli *c)
{
	return cli_result(c, foc_claim_list(c->foc, c->out));
}

static int
claim(struct cli *c)
{
	return foc_claim(c->foc, c->operand[0], since, c->out);
}

static int
do_claim(struct cli *c)
{
	return cli_write(c, claim);
}

static int
do_handoff(struct cli *c)
{
	return cli_result(c, foc_claim_handoff(c->foc, c->operand[0],
	    c->out));
}

static const struct cli_verb verbs[] = {
	{ "list", "", "what is ready to be claimed", CLI_READS_PAST,
	    do_list, 0, 0, NULL, false },
	{ "claim", "WORKLOAD", "claim it: its spend is yours from now on",
	    CLI_WRITES, do_claim, 1, 1, NULL, false },
	{ "handoff", "WORKLOAD", "what its developers need", CLI_READS,
	    do_handoff, 1, 1, NULL, false },
	{ 0 }
};

static const struct cli_program program = {
	.name = "foc-claim",
	.summary = "claim what was implemented, and hand it to developers",
	.opts = opts,
	.verbs = verbs,
	.default_operand = true,
};

int
main(int argc, char **argv)
{
	return cli_main(&program, argc, argv);
}
