/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "cli.h"

#define NEW	"new"
#define BOTH	"new resubmit"

static struct foc_request_new r;
static const char *state, *reason;

static const struct cli_opt opts[] = {
	{ 0, "name", "NAME", "of the new workload: lower-case words and -",
	    NEW, NULL, &r.name, NULL },
	{ 0, "product", "PRODUCT", "whose budget pays", NEW, NULL,
	    &r.product, NULL },
	{ 0, "use-case", "WORD", "OPERATIONS", NEW, NULL, &r.use_case,
	    NULL },
	{ 0, "add-to", "WORKLOAD", "another component of a workload", NEW,
	    NULL, &r.add_to, NULL },
	{ 0, "runtime", "WORD", "LAMBDA, ECS, EC2, AGENTCORE or OTHER", BOTH,
	    NULL, &r.runtime, NULL },
	{ 0, "principal", "ARN", "who takes the role with runtime OTHER",
	    BOTH, NULL, &r.principal, NULL },
	{ 0, "availability", "WORD", "STANDARD or PRODUCTION_HA", BOTH, NULL,
	    &r.availability, NULL },
	{ 0, "estimate-usd", "N", "dollars a month", BOTH, NULL,
	    &r.estimate_usd, NULL },
	{ 0, "tokens", "TYPE=N,...", "tokens a month: input, output, "
	    "cache_read, cache_write", BOTH, NULL, &r.tokens, NULL },
	{ 0, "developers", "N", "with CODING", BOTH, NULL, &r.developers,
	    NULL },
	{ 0, "percent", "N", "of their workday, with CODING", BOTH, NULL,
	    &r.percent, NULL },
	{ 0, "description", "TEXT", "what it is for, who uses it, how often",
	    BOTH, NULL, &r.description, NULL },
	{ 0, "business-case", "TYPE,USD,PERCENT", "COST_SAVING or "
	    "REVENUE_DRIVING, a year's amount, the aim", BOTH, NULL,
	    &r.business_case, NULL },
	{ 0, "start", "DAY", "first day of the estimate", BOTH, NULL,
	    &r.start, NULL },
	{ 0, "end", "DAY", "last day of the estimate", BOTH, NULL, &r.end,
	    NULL },
	{ 0, "growth", "PERCENT", "expected growth a month", BOTH, NULL,
	    &r.growth, NULL },
	{ 0, "state", "STATE", "only these; foc-states onboarding has them",
	    "list", NULL, &state, NULL },
	{ 0, "reason", "TEXT", "why; kept with the decision", "withdraw",
	    NULL, &reason, NULL },
	{ 0 }
};

static int
do_list(struct cli *c)
{
	return cli_result(c, foc_request_list(c->foc, state, c->out));
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
new(struct cli *c)
{
	return foc_request_new(c->foc, &r, c->out);
}

static int
do_new(struct cli *c)
{
	return cli_write(c, new);
}

static int
resubmit(struct cli *c, const char *id)
{
	return foc_request_resubmit(c->foc, id, &r, c->out);
}

static int
do_resubmit(struct cli *c)
{
	return cli_each(c, resubmit);
}

static int
withdraw(struct cli *c, const char *id)
{
	return foc_request_withdraw(c->foc, id, reason, c->out);
}

static int
do_withdraw(struct cli *c)
{
	return cli_each(c, withdraw);
}

static const struct cli_verb verbs[] = {
	{ "list", "", "requests, the oldest first", CLI_READS_PAST, do_list, 0, 0,
	    NULL, false },
	{ "show", "ID ...", "one request with its business context",
	    CLI_READS_PAST, do_show, 1, -1, NULL, true },
	{ "new", "", "ask for an AI workload", CLI_WRITES, do_new, 0, 0, NULL,
	    true },
	{ "resubmit", "[ID ...]", "ask again after a rejection, amended",
	    CLI_WRITES, do_resubmit, 0, -1, "request", true },
	{ "withdraw", "[ID ...]", "take a request back", CLI_WRITES,
	    do_withdraw, 0, -1, "request", true },
	{ 0 }
};

static const struct cli_program program = {
	.name = "foc-request",
	.summary = "ask for AI workloads and follow what becomes of it",
	.opts = opts,
	.verbs = verbs,
	.default_operand = true,
};

int
main(int argc, char **argv)
{
	return cli_main(&program, argc, argv);
}
