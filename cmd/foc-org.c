/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "cli.h"

static char *text;
static size_t len;

static int
apply(struct cli *c)
{
	return foc_org_apply(c->foc, c->operand[0], text, len, c->out);
}

static int
do_apply(struct cli *c)
{
	int status = cli_read_file(c, c->operand[0], &text, &len);

	if (status == FOC_OK)
		status = cli_write(c, apply);
	free(text);
	return status;
}

static int
do_show(struct cli *c)
{
	return cli_result(c, foc_org_show(c->foc,
	    c->n_operands > 0 ? c->operand[0] : NULL, c->out));
}

static const struct cli_verb verbs[] = {
	{ "show", "[people|accounts|hierarchy|policy]",
	    "the organisation as it is", CLI_READS, do_show, 0, 1, NULL,
	    false },
	{ "apply", "foc.yaml", "make it what the file says; -n shows the plan",
	    CLI_WRITES, do_apply, 1, 1, NULL, false },
	{ 0 }
};

static const struct cli_program program = {
	.name = "foc-org",
	.summary = "people, hierarchy, accounts and policy",
	.verbs = verbs,
};

int
main(int argc, char **argv)
{
	return cli_main(&program, argc, argv);
}
