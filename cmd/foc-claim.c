/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "cli.h"

#define CLAIM	"claim"

static const char *since, *until, *reason, *scope;
/* What may be claimed by its name: --guardrail, ... */
static const char *guardrail, *profile, *resource, *user, *workspace, *set;
static const char *tag, *session;

static const struct cli_opt opts[] = {
	{ 0, "since", "TIME", "attribute from then on; now if not given",
	    "claim amend", NULL, &since, NULL },
	{ 0, "until", "TIME", "attribute until then", "release amend", NULL,
	    &until, NULL },
	{ 0, "reason", "TEXT", "why; kept with the decision",
	    "release amend", NULL, &reason, NULL },
	{ 0, "guardrail", "ARN", "claim a guardrail", CLAIM, NULL, &guardrail,
	    NULL },
	{ 0, "profile", "ARN", "an application inference profile", CLAIM,
	    NULL, &profile, NULL },
	{ 0, "resource", "ARN", "another resource, as of AgentCore", CLAIM,
	    NULL, &resource, NULL },
	{ 0, "user", "ARN", "an IAM user, whose API keys call", CLAIM, NULL,
	    &user, NULL },
	{ 0, "workspace", "ID", "a workspace of the Claude Platform", CLAIM,
	    NULL, &workspace, NULL },
	{ 0, "permission-set", "ACCOUNT:NAME", "developers who come with it",
	    CLAIM, NULL, &set, NULL },
	{ 0, "session-tag", "KEY=VALUE", "developers whose sessions have it",
	    CLAIM, NULL, &tag, NULL },
	{ 0, "session-name", "ACCOUNT:NAME", "a developer, by the name of the "
	    "sessions", CLAIM, NULL, &session, NULL },
	{ 0, "scope", "ID", "only this scope", "handoff", NULL, &scope,
	    NULL },
	{ 0 }
};

static const struct { const char *option, **value; } named[] = {
	{ "--guardrail", &guardrail }, { "--profile", &profile },
	{ "--resource", &resource }, { "--user", &user },
	{ "--workspace", &workspace }, { "--permission-set", &set },
	{ "--session-tag", &tag }, { "--session-name", &session },
};

static int
do_list(struct cli *c)
{
	return cli_result(c, foc_claim_list(c->foc, c->n_operands > 0 ?
	    c->operand[0] : NULL, c->out));
}

static int
claim(struct cli *c)
{
	size_t i;

	for (i = 0; i < sizeof(named) / sizeof(named[0]); i++)
		if (*named[i].value != NULL)
			return foc_claim_anchor(c->foc, c->operand[0],
			    named[i].option, *named[i].value, since, c->out);
	return foc_claim(c->foc, c->operand[0], since, c->out);
}

static int
do_claim(struct cli *c)
{
	size_t i, n = 0;

	for (i = 0; i < sizeof(named) / sizeof(named[0]); i++)
		n += *named[i].value != NULL;
	if (n > 1)
		return cli_fail(c, FOC_USAGE, "claim one thing at a time");
	return cli_write(c, claim);
}

static int
release(struct cli *c, const char *anchor)
{
	return foc_claim_release(c->foc, anchor, until, reason, c->out);
}

static int
do_release(struct cli *c)
{
	return cli_each(c, release);
}

static int
amend(struct cli *c, const char *anchor)
{
	return foc_claim_amend(c->foc, anchor, since, until, reason, c->out);
}

static int
do_amend(struct cli *c)
{
	return cli_each(c, amend);
}

/* Variables have one value. */
static int
do_handoff(struct cli *c)
{
	return cli_result(c, foc_claim_handoff(c->foc, c->operand[0], scope,
	    c->format == FOC_ENV || c->format == FOC_SHELL, c->out));
}

static const struct cli_verb verbs[] = {
	{ "list", "[WORKLOAD]", "what is ready to be claimed, or all of a "
	    "workload", CLI_READS_PAST, do_list, 0, 1, NULL, false },
	{ "claim", "WORKLOAD", "claim it: its spend is yours from now on",
	    CLI_WRITES, do_claim, 1, 1, NULL, false },
	{ "release", "[ANCHOR ...]", "end a claim", CLI_WRITES, do_release,
	    0, -1, "anchor", false },
	{ "amend", "[ANCHOR ...]", "correct the dates of a claim",
	    CLI_WRITES, do_amend, 0, -1, "anchor", false },
	{ "handoff", "WORKLOAD", "what its developers need", CLI_READS,
	    do_handoff, 1, 1, NULL, false },
	{ 0 }
};

static const struct cli_program program = {
	.name = "foc-claim",
	.summary = "claim what was implemented, and hand it to developers",
	.opts = opts,
	.verbs = verbs,
	.formats = "text env shell",
	.default_operand = true,
};

int
main(int argc, char **argv)
{
	return cli_main(&program, argc, argv);
}
