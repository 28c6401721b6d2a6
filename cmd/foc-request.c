/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guide.h"

#define NEW	"new"
#define BOTH	"new resubmit"

static struct foc_request_new r;
static const char *state, *reason, *file, *model, *wish, *rationale;
static bool accesses;

static const struct cli_opt opts[] = {
	{ 0, "name", "NAME", "of the new workload: lower-case words and -",
	    BOTH, NULL, &r.name, NULL },
	{ 0, "product", "PRODUCT", "whose budget pays", BOTH, NULL,
	    &r.product, NULL },
	{ 0, "use-case", "WORD", "INFRASTRUCTURE, CODING or OPERATIONS", BOTH,
	    NULL, &r.use_case, NULL },
	{ 0, "add-to", "WORKLOAD", "another component of a workload", BOTH,
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
	{ 0, "file", "FILE", "what no option says; YAML, - is standard input",
	    BOTH, NULL, &file, NULL },
	{ 0, "state", "STATE", "only these; foc-states onboarding has them",
	    "list", NULL, &state, NULL },
	{ 0, "model-access", NULL, "wishes for models instead", "list",
	    &accesses, NULL, NULL },
	{ 0, "model", "MODEL", "that is not approved", "model-access", NULL,
	    &model, NULL },
	{ 0, "wish", "TEXT", "what for", "model-access", NULL, &wish, NULL },
	{ 0, "rationale", "TEXT", "why the agentic tier is needed", "agentic",
	    NULL, &rationale, NULL },
	{ 0, "reason", "TEXT", "why; kept with the decision",
	    "withdraw retire", NULL, &reason, NULL },
	{ 0, "from", "TIME", "what came up from then on", "notify", NULL,
	    &cli_from, NULL },
	{ 0, "to", "TIME", "what came up before then", "notify", NULL,
	    &cli_to, NULL },
	{ 0 }
};

static int
do_list(struct cli *c)
{
	return cli_result(c, accesses ?
	    foc_request_access_list(c->foc, state, c->out) :
	    foc_request_list(c->foc, state, c->out));
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

/* --- asking */

static int
read_file(struct cli *c)
{
	char *text = NULL;
	size_t len;
	int status;

	if (file == NULL)
		return FOC_OK;
	status = cli_read_file(c, file, &text, &len);
	if (status == FOC_OK)
		status = cli_result(c, foc_request_file(c->foc,
		    strcmp(file, "-") == 0 ? "stdin" : file, text, len, &r));
	free(text);
	return status;
}

/* A terminal, and nothing said yet: ask. */
static bool
wants_guide(void)
{
	static const struct foc_request_new none;	/* gaps, too, are 0 */

	return file == NULL && memcmp(&r, &none, sizeof(r)) == 0 &&
	    isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
}

static int
new(struct cli *c)
{
	return foc_request_new(c->foc, &r, c->out);
}

static int
do_new(struct cli *c)
{
	int status;

	status = wants_guide() ? guide_request(c, &r) : read_file(c);
	if (status == FOC_OK)
		status = cli_write(c, new);
	foc_request_file_free(r.file);
	return status;
}

static int
resubmit(struct cli *c, const char *id)
{
	return foc_request_resubmit(c->foc, id, &r, c->out);
}

static int
do_resubmit(struct cli *c)
{
	int status;

	if (file != NULL && strcmp(file, "-") == 0 && c->n_operands == 0)
		return cli_fail(c, FOC_USAGE, "standard input is either the "
		    "--file or the records; name the ID");
	status = read_file(c);
	if (status == FOC_OK)
		status = cli_each(c, resubmit);
	foc_request_file_free(r.file);
	return status;
}

static int
model_access(struct cli *c)
{
	return foc_request_access(c->foc, model, wish, c->out);
}

static int
do_model_access(struct cli *c)
{
	return cli_write(c, model_access);
}

static int
agentic(struct cli *c)
{
	return foc_agentic_ask(c->foc, c->operand[0], rationale, c->out);
}

static int
do_agentic(struct cli *c)
{
	return cli_write(c, agentic);
}

/* --- ending */

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

static int
retire(struct cli *c, const char *id)
{
	return foc_request_retire(c->foc, id, reason, c->out);
}

static int
do_retire(struct cli *c)
{
	return cli_each(c, retire);
}

static int
notify(struct cli *c, const char *id)
{
	return foc_request_notify(c->foc, id, &c->span, c->out);
}

static int
do_notify(struct cli *c)
{
	return cli_notify(c, notify);
}

static const struct cli_verb verbs[] = {
	{ "list", "", "requests, the oldest first", CLI_READS_PAST, do_list,
	    0, 0, NULL, false },
	{ "show", "ID ...", "one request with its business context",
	    CLI_READS_PAST, do_show, 1, -1, NULL, true },
	{ "new", "", "ask for an AI workload; at a terminal, step by step",
	    CLI_WRITES, do_new, 0, 0, NULL, true },
	{ "resubmit", "[ID ...]", "ask again after a rejection, amended",
	    CLI_WRITES, do_resubmit, 0, -1, "request", true },
	{ "withdraw", "[ID ...]", "take a request back", CLI_WRITES,
	    do_withdraw, 0, -1, "request", true },
	{ "retire", "[ID ...]", "take what is live out of service",
	    CLI_WRITES, do_retire, 0, -1, "request", true },
	{ "agentic", "WORKLOAD", "ask for the agentic tier of what works",
	    CLI_WRITES, do_agentic, 1, 1, NULL, false },
	{ "model-access", "", "ask for a model that is not approved",
	    CLI_WRITES, do_model_access, 0, 0, NULL, true },
	{ "notify", "[ID ...]", "what people should be told; nothing is sent",
	    CLI_READS, do_notify, 0, -1, NULL, false },
	{ 0 }
};

static const struct cli_program program = {
	.name = "foc-request",
	.summary = "ask for AI workloads and follow what becomes of it",
	.opts = opts,
	.verbs = verbs,
	.formats = "text mail sh",
	.default_operand = true,
};

int
main(int argc, char **argv)
{
	return cli_main(&program, argc, argv);
}
