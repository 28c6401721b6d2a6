/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "cli.h"

static const char *platform;

static const struct cli_opt opts[] = {
	{ 0, "platform", "WORD", "BEDROCK, MARKETPLACE, CLAUDE_PLATFORM or "
	    "AGENTCORE", "list", NULL, &platform, NULL },
	{ 0 }
};

static int
do_list(struct cli *c)
{
	return cli_result(c, foc_model_list(c->foc, platform, c->out));
}

static const struct cli_verb verbs[] = {
	{ "list", "", "AI models, and how far each is used", CLI_READS,
	    do_list, 0, 0, NULL, false },
	{ 0 }
};

static const struct cli_program program = {
	.name = "foc-model",
	.summary = "the catalog of AI models",
	.opts = opts,
	.verbs = verbs,
};

int
main(int argc, char **argv)
{
	return cli_main(&program, argc, argv);
}
