/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "cli.h"

static const char *state;
static bool allow_stale;

static const struct cli_opt opts[] = {
	CLI_WEEK_OPTION,
	{ 0, "state", "STATE", "only cards in this state", "list", NULL,
	    &state, NULL },
	{ 0, "allow-stale", NULL, "take incomplete and old cards as they are",
	    "show", &allow_stale, NULL, NULL },
	{ 0 }
};

static int
do_list(struct cli *c)
{
	return cli_result(c, foc_card_list(c->foc, c->week, state, c->out));
}

static int
show(struct cli *c, const char *which)
{
	return cli_result(c, foc_card_show(c->foc, which, c->week, allow_stale,
	    c->out));
}

static int
do_show(struct cli *c)
{
	int i, worst = FOC_OK;

	if (c->n_operands == 0)
		return show(c, NULL);
	for (i = 0; i < c->n_operands; i++)
		worst = foc_worst(worst, show(c, c->operand[i]));
	return worst;
}

static int
generate(struct cli *c)
{
	return foc_card_generate(c->foc, c->week, c->out);
}

static int
do_generate(struct cli *c)
{
	return cli_write(c, generate);
}

static int
accept_one(struct cli *c, const char *id)
{
	return foc_card_accept(c->foc, id, c->out);
}

static int
do_accept(struct cli *c)
{
	return cli_each(c, accept_one);
}

static const struct cli_verb verbs[] = {
	{ "list", "", "the cards of a week, or of all", CLI_READS_PAST, do_list, 0,
	    0, NULL, false },
	{ "show", "[ID|WORKLOAD ...]", "whole cards, to read and to sign",
	    CLI_READS_PAST, do_show, 0, -1, NULL, true },
	{ "generate", "", "make the cards of a week", CLI_WRITES, do_generate,
	    0, 0, NULL, false },
	{ "accept", "ID ...", "sign cards as the owner of their product",
	    CLI_WRITES, do_accept, 0, -1, "card", false },
	{ 0 }
};

static const struct cli_program program = {
	.name = "foc-spendcard",
	.summary = "the weekly Spend Cards",
	.opts = opts,
	.verbs = verbs,
	.formats = "text md html",
	.default_operand = true,
};

int
main(int argc, char **argv)
{
	return cli_main(&program, argc, argv);
}
