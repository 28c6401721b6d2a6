/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "cli.h"

static const char *model, *platform, *region, *tokens, *availability,
    *batch;

static const struct cli_opt opts[] = {
	{ 0, "model", "MODEL", "only of this, by any of its names",
	    "list estimate compare", NULL, &model, NULL },
	{ 0, "platform", "WORD", "BEDROCK (the default), MARKETPLACE, "
	    "CLAUDE_PLATFORM or AGENTCORE", "estimate", NULL, &platform,
	    NULL },
	{ 0, "region", "REGION", "where it is called from", "estimate", NULL,
	    &region, NULL },
	{ 0, "tokens", "WORD=N,...", "input=N,output=N,cache_read=N,"
	    "cache_write=N,cache_write_1h=N", "estimate", NULL, &tokens,
	    NULL },
	{ 0, "availability", "WORD", "STANDARD (the default) or "
	    "PRODUCTION_HA", "estimate", NULL, &availability, NULL },
	{ 0, "batch", "PERCENT", "of the tokens in batches; as they were if "
	    "not given", "compare", NULL, &batch, NULL },
	{ 0 }
};

static int
do_list(struct cli *c)
{
	return cli_result(c, foc_price_list(c->foc, model, c->out));
}

static int
import(struct cli *c, const char *name, const char *text, size_t len)
{
	return foc_price_import(c->foc, name, text, len, c->out);
}

static int
do_import(struct cli *c)
{
	return cli_each_file(c, import);
}

static int
do_estimate(struct cli *c)
{
	struct foc_price_ask ask = {
		.model = model, .platform = platform, .region = region,
		.tokens = tokens, .availability = availability,
	};

	return cli_result(c, foc_price_estimate(c->foc, &ask, c->out));
}

static int
do_compare(struct cli *c)
{
	return cli_result(c, foc_price_compare(c->foc, c->operand[0], model,
	    batch, c->out));
}

static const struct cli_verb verbs[] = {
	{ "list", "", "public prices of a million tokens", CLI_READS, do_list,
	    0, 0, NULL, false },
	{ "import", "FILE ...", "files of the AWS Price List; - is standard "
	    "input", CLI_WRITES, do_import, 1, -1, NULL, false },
	{ "estimate", "", "what tokens cost", CLI_READS, do_estimate, 0, 0,
	    NULL, true },
	{ "compare", "WORKLOAD", "its tokens of 30 days on other models",
	    CLI_READS, do_compare, 1, 1, NULL, false },
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
