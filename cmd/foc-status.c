/* SPDX-License-Identifier: MIT */
#include "cli.h"

static int
do_status(struct cli *c)
{
	return cli_result(c, foc_status(c->foc, c->out));
}

static const struct cli_verb verbs[] = {
	{ NULL, "", "how far the data reach, what waits for you, what ran last",
	    CLI_READS, do_status, 0, 0, NULL, true },
	{ 0 }
};

static const struct cli_program program = {
	.name = "foc-status",
	.summary = "how things stand",
	.verbs = verbs,
	.formats = "text",
};

int
main(int argc, char **argv)
{
	return cli_main(&program, argc, argv);
}
