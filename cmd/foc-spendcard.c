/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "cli.h"

static const char *state, *portfolio, *reason, *text, *override;
static struct cli_list lines;
static bool allow_stale, rollups;

static const struct cli_opt opts[] = {
	CLI_WEEK_OPTION,
	{ 0, "state", "STATE", "only cards in this state", "list", NULL,
	    &state, NULL },
	{ 0, "rollups", NULL, "by portfolio, what its owner approves", "list",
	    &rollups, NULL, NULL },
	{ 0, "portfolio", "PORTFOLIO", "of this portfolio only",
	    "list approve", NULL, &portfolio, NULL },
	{ 0, "line", "N", "a line of the card; may be given more than once",
	    "dispute", NULL, NULL, &lines },
	{ 0, "reason", "TEXT", "what is wrong with it; kept with the card",
	    "dispute", NULL, &reason, NULL },
	{ 0, "text", "TEXT", "what there is to say; kept with the card",
	    "answer", NULL, &text, NULL },
	{ 0, "override", "TEXT", "approve what is not accepted, too, and why",
	    "approve", NULL, &override, NULL },
	{ 0, "allow-stale", NULL, "take incomplete and old cards as they are",
	    "show", &allow_stale, NULL, NULL },
	{ 0 }
};

static int
do_list(struct cli *c)
{
	if (rollups)
		return cli_result(c, foc_rollup_list(c->foc, c->week,
		    portfolio, state, c->out));
	return cli_result(c, foc_card_list(c->foc, c->week, portfolio, state,
	    c->out));
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

static int
dispute_one(struct cli *c, const char *id)
{
	return foc_card_dispute(c->foc, id, lines.item, lines.n, reason,
	    c->out);
}

static int
do_dispute(struct cli *c)
{
	if (lines.n == 0 || reason == NULL)
		return cli_fail(c, FOC_USAGE, "dispute: needs --line and "
		    "--reason");
	return cli_each(c, dispute_one);
}

static int
answer_one(struct cli *c, const char *id)
{
	return foc_card_answer(c->foc, id, text, c->out);
}

static int
do_answer(struct cli *c)
{
	if (text == NULL)
		return cli_fail(c, FOC_USAGE, "answer: needs --text");
	return cli_each(c, answer_one);
}

static int
approve(struct cli *c)
{
	return foc_rollup_approve(c->foc, c->week, portfolio, override,
	    c->out);
}

static int
approve_one(struct cli *c, const char *id)
{
	return foc_rollup_approve_id(c->foc, id, override, c->out);
}

static int
do_approve(struct cli *c)
{
	if (portfolio == NULL && c->week == FOC_ALWAYS)
		return cli_each(c, approve_one);
	if (portfolio == NULL || c->week == FOC_ALWAYS || c->n_operands > 0)
		return cli_fail(c, FOC_USAGE, "approve: needs --portfolio and "
		    "--week, or the id of a roll-up");
	return cli_write(c, approve);
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
	{ "dispute", "ID", "say, as the owner, what is wrong with lines of it",
	    CLI_WRITES, do_dispute, 1, 1, NULL, false },
	{ "answer", "ID", "answer, as the lead, what was disputed",
	    CLI_WRITES, do_answer, 1, 1, NULL, false },
	{ "approve", "[ROLLUP ...]", "approve all cards of a portfolio's week",
	    CLI_WRITES, do_approve, 0, -1, "rollup", false },
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
