/* SPDX-License-Identifier: MIT */
#include "cli.h"

static int
do_ingest(struct cli *c)
{
	struct foc_ingest in = {
		.paths = c->operand,
		.n_paths = (size_t)c->n_operands,
		.complain = cli_complain,
		.arg = c,
	};

	return cli_result(c, foc_ingest_trail(c->foc, &in, c->out));
}

static const struct cli_verb verbs[] = {
	{ NULL, "PATH ... | -", "read CloudTrail log files, or folders of "
	    "them", CLI_WRITES, do_ingest, 1, -1, NULL, false },
	{ 0 }
};

static const struct cli_program program = {
	.name = "foc-ingest-trail",
	.summary = "who called the Claude Platform, from CloudTrail",
	.verbs = verbs,
};

int
main(int argc, char **argv)
{
	return cli_main(&program, argc, argv);
}
