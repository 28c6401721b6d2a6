/* SPDX-License-Identifier: MIT */
#include "mcp.h"

static bool allow_stop;

static const struct cli_opt opts[] = {
	{ 0, "allow-stop", NULL, "offer the tool stop, too: it changes the "
	    "file", NULL, &allow_stop, NULL, NULL },
	{ 0 }
};

static int
do_serve(struct cli *c)
{
	return mcp_serve(c, allow_stop);
}

static const struct cli_verb verbs[] = {
	{ NULL, "", "", CLI_READS, do_serve, 0, 0, NULL, false },
	{ 0 }
};

static const struct cli_program program = {
	.name = "foc-mcp",
	.summary = "what foc knows, as tools for language models",
	.opts = opts,
	.verbs = verbs,
	.reopens = true,
};

int
main(int argc, char **argv)
{
	return cli_main(&program, argc, argv);
}
