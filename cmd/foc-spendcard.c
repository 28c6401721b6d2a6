/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "cli.h"

static const char *state, *portfolio, *reason, *text, *override;
static const char *basis, *rev, *to_dir;
static struct cli_list lines;
static bool allow_stale, rollups, all;

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
	    "show pack", &allow_stale, NULL, NULL },
	{ 0, "all", NULL, "all cards of the week, after those of each portfolio "
	    "together", "show", &all, NULL, NULL },
	{ 0, "basis", "BASIS", "net: net costs beside unblended ones",
	    "show pack", NULL, &basis, NULL },
	{ 0, "rev", "A..B", "these two revisions", "diff", NULL, &rev, NULL },
	{ 'o', "output", "DIR", "where the pack is put", "pack", NULL,
	    &to_dir, NULL },
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

/* false, after a complaint, where --basis is no basis. */
static bool
read_ask(struct cli *c, struct foc_card_ask *a)
{
	*a = (struct foc_card_ask){ .week = c->week,
	    .allow_stale = allow_stale,
	    .net = basis != NULL && strcmp(basis, "net") == 0 };
	if (basis == NULL || a->net || strcmp(basis, "unblended") == 0)
		return true;
	cli_fail(c, FOC_USAGE, "--basis: '%s' is neither net nor unblended",
	    basis);
	return false;
}

/* Portfolios first, then their cards: what a pack is made of. */
static int
give_all(struct cli *c, const struct foc_card_ask *a, struct foc_out *out)
{
	struct foc_card_ask ask = *a;
	int status;

	if (ask.week == FOC_ALWAYS)
		ask.week = foc_card_newest_week(c->foc);
	status = foc_rollup_list(c->foc, ask.week, NULL, NULL, out);
	return status == FOC_OK ? foc_card_show(c->foc, NULL, &ask, out) :
	    status;
}

static int
do_show(struct cli *c)
{
	struct foc_card_ask a;
	int i, worst = FOC_OK;

	if (!read_ask(c, &a))
		return FOC_USAGE;
	if (all && c->n_operands > 0)
		return cli_fail(c, FOC_USAGE, "--all: '%s' is only one of "
		    "them", c->operand[0]);
	if (c->format == FOC_MAIL && c->n_operands != 1)
		return cli_fail(c, FOC_USAGE, "--format: mail is one card at a "
		    "time");
	if (all)
		return cli_result(c, give_all(c, &a, c->out));
	if (c->n_operands == 0)
		return cli_result(c, foc_card_show(c->foc, NULL, &a, c->out));
	for (i = 0; i < c->n_operands; i++)
		worst = foc_worst(worst, cli_result(c, foc_card_show(c->foc,
		    c->operand[i], &a, c->out)));
	return worst;
}

static int
do_pack(struct cli *c)
{
	struct foc_card_ask a;
	struct foc_out *pack;
	char why[512];
	int status;

	if (!read_ask(c, &a))
		return FOC_USAGE;
	if (to_dir == NULL)
		return cli_fail(c, FOC_USAGE, "pack: needs -o DIR");
	pack = foc_pack_new(foc_is_sandbox(c->foc));
	status = cli_result(c, give_all(c, &a, pack));
	if (status != FOC_OK) {
		foc_pack_close(pack, NULL, why, sizeof(why));
		return status;
	}
	status = foc_pack_close(pack, to_dir, why, sizeof(why));
	return status == FOC_OK ? FOC_OK : cli_fail(c, status, "%s", why);
}

static int
do_review(struct cli *c)
{
	return cli_result(c, foc_card_review(c->foc, c->week, c->out));
}

static int
do_diff(struct cli *c)
{
	return cli_result(c, foc_card_diff(c->foc, c->operand[0], c->week, rev,
	    c->out));
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
	{ "review", "", "a week of all portfolios: what waits, what is wrong",
	    CLI_READS_PAST, do_review, 0, 0, NULL, true },
	{ "diff", "ID|WORKLOAD", "what changed between two revisions",
	    CLI_READS_PAST, do_diff, 1, 1, NULL, true },
	{ "pack", "", "a directory of all cards of a week in every format",
	    CLI_READS_PAST, do_pack, 0, 0, NULL, false },
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
	.formats = "text md html mail",
	.mails = "show",
	.default_operand = true,
};

int
main(int argc, char **argv)
{
	return cli_main(&program, argc, argv);
}
