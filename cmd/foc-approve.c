/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "cli.h"

#define ADDS	"grant add-scope propose"
#define MODELS	"grant add-scope propose change-model"
#define LEADS	"grant add-scope change-model"

static struct foc_grant g;
static const char *state, *file;
static bool agentic, declines;

static const struct cli_opt opts[] = {
	{ 0, "platform", "WORD", "BEDROCK, MARKETPLACE, CLAUDE_PLATFORM or "
	    "AGENTCORE", ADDS, NULL, &g.platform, NULL },
	{ 0, "model", "MODEL", "by any of its names", MODELS, NULL, &g.model,
	    NULL },
	{ 0, "account", "ID,ID", "where; every account with every region",
	    ADDS, NULL, &g.accounts, NULL },
	{ 0, "region", "REGION,...", "where", ADDS, NULL, &g.regions,
	    NULL },
	{ 0, "workspace", "NAME", "to be created, with CLAUDE_PLATFORM",
	    ADDS, NULL, &g.workspace, NULL },
	{ 0, "from", "MODEL", "which model is replaced, where there are more",
	    "change-model", NULL, &g.from_model, NULL },
	{ 0, "estimate-usd", "N", "the official estimate of a month; what was "
	    "asked for if not given", LEADS, NULL, &g.estimate_usd, NULL },
	{ 0, "tokens", "TYPE=N,...", "the same as tokens, at the prices of "
	    "the model", LEADS, NULL, &g.tokens, NULL },
	{ 0, "priority", "WORD", "NORMAL or PRIORITY",
	    "grant add-scope change-model decide agentic", NULL, &g.priority,
	    NULL },
	{ 0, "ack-business-case", NULL, "the declared value is the owner's "
	    "claim, unverified", "grant", &g.ack_business_case, NULL, NULL },
	{ 0, "restricted-ok", NULL, "the model may be RESTRICTED",
	    MODELS " decide agentic", &g.restricted_ok, NULL, NULL },
	{ 0, "with-invoked-model-id", NULL, "add the condition key that no "
	    "document of AWS knows, in its neutral form", MODELS,
	    &g.with_invoked_model_id, NULL, NULL },
	{ 0, "map", "ID", "of the AWS Migration Acceleration Program",
	    "grant add-scope", NULL, &g.map_id, NULL },
	{ 0, "map-method", "WORD", "INFERENCE_PROFILE or IAM_PRINCIPAL",
	    "grant add-scope", NULL, &g.map_method, NULL },
	{ 0, "file", "FILE", "the decision in YAML; options go before it",
	    MODELS, NULL, &file, NULL },
	{ 0, "agentic", NULL, "the agentic tier of all that works",
	    "propose", &agentic, NULL, NULL },
	{ 0, "decline", NULL, "the answer is no", "decide agentic", &declines,
	    NULL, NULL },
	{ 0, "rationale", "TEXT", "why; kept with the decision",
	    MODELS " decide agentic reject revoke", NULL, &g.rationale,
	    NULL },
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
show(struct cli *c, const char *id)
{
	return foc_request_show(c->foc, id, c->out);
}

static int
do_show(struct cli *c)
{
	return cli_read_each(c, show);
}

static int
do_scopes(struct cli *c)
{
	return cli_result(c, foc_approve_scopes(c->foc, c->n_operands > 0 ?
	    c->operand[0] : NULL, state, c->out));
}

/* act for each operand; those of a decision file where none is given. */
static int
with_file(struct cli *c, int (*act)(struct cli *, const char *))
{
	struct foc_grant_file *decision = NULL;
	struct foc_text text = { .name = file != NULL &&
	    strcmp(file, "-") == 0 ? "stdin" : file };
	char *read = NULL;
	size_t n;
	int status = FOC_OK;

	if (file != NULL)
		status = cli_read_file(c, file, &read, &text.len);
	if (status == FOC_OK && file != NULL) {
		text.text = read;
		status = cli_result(c, foc_grant_file(c->foc, &text, &g,
		    &decision));
	}
	if (status == FOC_OK && decision != NULL && c->n_operands == 0) {
		c->operand = foc_grant_file_ids(decision, &n);
		c->n_operands = (int)n;
	}
	if (status == FOC_OK)
		status = cli_each(c, act);
	foc_grant_file_free(decision);
	free(read);
	return status;
}

static int
grant(struct cli *c, const char *id)
{
	return foc_approve_grant(c->foc, id, &g, c->out);
}

static int
do_grant(struct cli *c)
{
	return with_file(c, grant);
}

static int
add_scope(struct cli *c, const char *what)
{
	return foc_approve_add_scope(c->foc, what, &g, c->out);
}

static int
do_add_scope(struct cli *c)
{
	return with_file(c, add_scope);
}

static int
change_model(struct cli *c, const char *what)
{
	return foc_approve_change_model(c->foc, what, &g, c->out);
}

static int
do_change_model(struct cli *c)
{
	return with_file(c, change_model);
}

static int
propose(struct cli *c, const char *what)
{
	if (agentic)
		return foc_agentic_ask(c->foc, what, g.rationale, c->out);
	return foc_approve_propose(c->foc, what, &g, c->out);
}

static int
do_propose(struct cli *c)
{
	return with_file(c, propose);
}

static int
decide(struct cli *c, const char *scope)
{
	return foc_approve_decide(c->foc, scope, !declines, &g, c->out);
}

static int
do_decide(struct cli *c)
{
	return cli_each(c, decide);
}

static int
decide_agentic(struct cli *c, const char *workload)
{
	return foc_approve_agentic(c->foc, workload, !declines, &g, c->out);
}

static int
do_agentic(struct cli *c)
{
	return cli_each(c, decide_agentic);
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

static int
revoke(struct cli *c, const char *scope)
{
	return foc_approve_revoke(c->foc, scope, g.rationale, c->out);
}

static int
do_revoke(struct cli *c)
{
	return cli_each(c, revoke);
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
	{ "add-scope", "[WORKLOAD ...]", "more for what is granted already",
	    CLI_WRITES, do_add_scope, 0, -1, "request", true },
	{ "change-model", "[WORKLOAD ...]", "another model on the same role",
	    CLI_WRITES, do_change_model, 0, -1, "request", false },
	{ "propose", "[WORKLOAD ...]", "ask the lead for a scope, or for the "
	    "agentic tier", CLI_WRITES, do_propose, 0, -1, "request",
	    false },
	{ "decide", "[SCOPE ...]", "about what was proposed", CLI_WRITES,
	    do_decide, 0, -1, "scope", true },
	{ "agentic", "[WORKLOAD ...]", "decide about the agentic tier that "
	    "was asked for", CLI_WRITES, do_agentic, 0, -1, "workload",
	    false },
	{ "revoke", "[SCOPE ...]", "take a scope back", CLI_WRITES,
	    do_revoke, 0, -1, "scope", true },
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
