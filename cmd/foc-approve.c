/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "cli.h"

static struct foc_grant g;
static const char *state;

static const struct cli_opt opts[] = {
	{ 0, "platform", "WORD", "BEDROCK", "grant", NULL, &g.platform,
	    NULL },
	{ 0, "model", "MODEL", "by any of its names", "grant", NULL, &g.model,
	    NULL },
	{ 0, "account", "ID,ID", "where; every account with every region",
	    "grant", NULL, &g.accounts, NULL },
	{ 0, "region", "REGION,...", "where", "grant", NULL, &g.regions,
	    NULL },
	{ 0, "estimate-usd", "N", "the official estimate of a month; what was "
	    "asked for if not given", "grant", NULL, &g.estimate_usd, NULL },
	{ 0, "tokens", "TYPE=N,...", "the same as tokens, at the prices of "
	    "the model", "grant", NULL, &g.tokens, NULL },
	{ 0, "priority", "WORD", "NORMAL or PRIORITY", "grant", NULL,
	    &g.priority, NULL },
	{ 0, "ack-business-case", NULL, "the declared value is the owner's "
	    "claim, unverified", "grant", &g.ack_business_case, NULL, NULL },
	{ 0, "workspace", "NAME", "with CLAUDE_PLATFORM", "grant", NULL,
	    &g.workspace, NULL },
	{ 0, "map", "ID", "of the AWS Migration Acceleration Program",
	    "grant", NULL, &g.map_id, NULL },
	{ 0, "rationale", "TEXT", "why; kept with the decision",
	    "grant reject", NULL, &g.rationale, NULL },
	{ 0, "state", "STATE", "only these; foc-states scope has them",
	    "scopes", NULL, &state, NULL },
	{ 0 }
};

static int
do_queue(struct cli *c)
{
	return cli_result(c, foc_approve_queue(c->foc, c->out));
}

static int
do_show(struct cli *c)
{
	int i, worst = FOC_OK;

	for (i = 0; i < c->n_operands; i++)
		worst = foc_worst(worst, cli_result(c, foc_request_show(
		    c->foc, c->operand[i], c->out)));
	return worst;
}

static int
do_scopes(struct cli *c)
{
	return cli_result(c, foc_approve_scopes(c->foc, c->n_operands > 0 ?
	    c->operand[0] : NULL, state, c->out));
}

static int
grant(struct cli *c, const char *id)
{
	return foc_approve_grant(c->foc, id, &g, c->out);
}

static int
do_grant(struct cli *c)
{
	return cli_each(c, grant);
}

static int
reject(struct cli *c, const char *id)
{
	return foc_approve_reject(c->foc, id, g.rationale, c->out);
}

static int
do_reject(struct cli *c)
{
	return cli_each(c, reject);
}

static const struct cli_verb verbs[] = {
	{ "queue", "", "what waits for a decision, the oldest first",
	    CLI_READS_PAST, do_queue, 0, 0, NULL, false },
	{ "show", "ID ...", "one request with its business context",
	    CLI_READS_PAST, do_show, 1, -1, NULL, true },
	{ "scopes", "[WORKLOAD]", "what was granted: models, accounts and "
	    "regions", CLI_READS_PAST, do_scopes, 0, 1, NULL, false },
	{ "grant", "[ID ...]", "approve: a model, in accounts and regions",
	    CLI_WRITES, do_grant, 0, -1, "request", true },
	{ "reject", "[ID ...]", "send it back, with a reason", CLI_WRITES,
	    do_reject, 0, -1, "request", true },
	{ 0 }
};

static const struct cli_program program = {
	.name = "foc-approve",
	.summary = "decide what was asked for",
	.opts = opts,
	.verbs = verbs,
	.default_operand = true,
};

int
main(int argc, char **argv)
{
	return cli_main(&program, argc, argv);
}
