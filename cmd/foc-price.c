/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "cli.h"

static const char *model;

static const struct cli_opt opts[] = {
	{ 0, "model", "MODEL", "only of this, by any of its names", "list",
	    NULL, &model, NULL },
	{ 0 }
};

static int
do_list(struct cli *c)
{
	return cli_result(c, foc_price_list(c->foc, model, c->out));
}

static const struct cli_verb verbs[] = {
	{ "list", "", "public prices of a million tokens", CLI_READS, do_list,
	    0, 0, NULL, false },
	{ 0 }
};

static const struct cli_program program = {
	.name = "foc-price",
	.summary = "the price book",
	.opts = opts,
	.verbs = verbs,
};

int
main(int argc, char **argv)
{
	return cli_main(&program, argc, argv);
}
