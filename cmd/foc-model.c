/* SPDX-License-Identifier: MIT */
#include <unistd.h>

#include "cli.h"

static const char *platform, *rationale;

static const struct cli_opt opts[] = {
	{ 0, "platform", "WORD", "BEDROCK, MARKETPLACE, CLAUDE_PLATFORM or "
	    "AGENTCORE; to decide, several with commas, or ALL",
	    "list approve restrict block", NULL, &platform, NULL },
	{ 0, "rationale", "TEXT", "why; kept with the decision",
	    "approve restrict block", NULL, &rationale, NULL },
	{ 0 }
};

/* People get a line above the table. */
static int
do_list(struct cli *c)
{
	int status = FOC_OK;

	if (c->format == FOC_TABLE && (c->verbose || isatty(STDOUT_FILENO)))
		status = foc_model_headline(c->foc);
	if (status == FOC_OK)
		status = foc_model_list(c->foc, platform, c->out);
	return cli_result(c, status);
}

static int
import(struct cli *c, const char *name, const char *text, size_t len)
{
	return foc_model_import(c->foc, name, text, len, c->out);
}

static int
do_import(struct cli *c)
{
	return cli_each_file(c, import);
}

static int
decide(struct cli *c, const char *id)
{
	return foc_model_decide(c->foc, id, platform, c->verb->name,
	    rationale, c->out);
}

static int
do_decide(struct cli *c)
{
	return cli_each(c, decide);
}

static const struct cli_verb verbs[] = {
	{ "list", "", "AI models, and how far each is used", CLI_READS,
	    do_list, 0, 0, NULL, false },
	{ "import", "FILE ...", "what AWS lists into the catalog; - is "
	    "standard input", CLI_WRITES, do_import, 1, -1, NULL, false },
	{ "approve", "[MODEL ...]", "it may be granted", CLI_WRITES,
	    do_decide, 0, -1, "model", false },
	{ "restrict", "[MODEL ...]", "it may be granted with a reason only",
	    CLI_WRITES, do_decide, 0, -1, "model", false },
	{ "block", "[MODEL ...]", "it may not be granted", CLI_WRITES,
	    do_decide, 0, -1, "model", false },
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
