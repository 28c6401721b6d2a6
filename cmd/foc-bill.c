/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "stop.h"

#define QUESTION_MAX	1024	/* longer ones are refused anyway */

static const char *rationale, *timeout, *model, *batch;
static struct cli_list artefacts, profiles;
static bool apply, verify;

static const struct cli_opt opts[] = {
	{ 0, "model", "MODEL", "another one, by any of its names", "whatif",
	    NULL, &model, NULL },
	{ 0, "batch", "PERCENT", "of the tokens in batches; as they were if "
	    "not given", "whatif", NULL, &batch, NULL },
	{ 0, "rationale", "TEXT", "why; kept with the decision",
	    "stop resume", NULL, &rationale, NULL },
	{ 0, "apply", NULL, "run the commands, record each result",
	    "stop resume", &apply, NULL, NULL },
	{ 0, "artefact", "KEY=VALUE", "what there is already: "
	    "scp_policy_id=p-ID", "stop", NULL, NULL, &artefacts },
	{ 0, "profile", "ACCOUNT=NAME", "profile of aws for an account",
	    "stop resume", NULL, NULL, &profiles },
	{ 0, "timeout", "SECONDS", "for each command of aws (60)",
	    "stop resume", NULL, &timeout, NULL },
	{ 0, "verify", NULL, "what the bill says was spent after the stop",
	    "stop", &verify, NULL, NULL },
	CLI_SPAN_OPTIONS,
	{ 0 }
};

/* --- answers */

/* A question is one operand, or as many as it has words. */
static int
do_ask(struct cli *c)
{
	char text[QUESTION_MAX + 1];
	size_t n = 0;
	int i, put;

	*text = '\0';
	for (i = 0; i < c->n_operands && n < sizeof(text); i++) {
		put = snprintf(text + n, sizeof(text) - n, "%s%s", i > 0 ?
		    " " : "", c->operand[i]);
		n += put > 0 ? (size_t)put : 0;
	}
	if (n >= sizeof(text))
		return cli_fail(c, FOC_USAGE, "a question has at most 1000 "
		    "bytes");
	return cli_result(c, foc_ask(c->foc, text, c->out));
}

/* The other verbs are named as what they answer. */
static int
do_answer(struct cli *c)
{
	struct foc_answer a = { .intent = c->verb->name, .model = model,
	    .batch = batch, .span = c->span };

	if (c->n_operands > 0 && strcmp(a.intent, "top") == 0)
		a.by = c->operand[0];
	else if (c->n_operands > 0)
		a.what = c->operand[0];
	return cli_result(c, foc_answer(c->foc, &a, c->out));
}

/* --- the switch */

static int
move(struct cli *c, bool resume)
{
	struct stop_how how = {
		.stop = { .resume = resume, .rationale = rationale,
		    .artefacts = artefacts.item, .n_artefacts = artefacts.n,
		    .profiles = profiles.item, .n_profiles = profiles.n },
		.apply = apply, .timeout = timeout,
	};

	return stop_move(c, &how);
}

static int
do_stop(struct cli *c)
{
	if (!verify)
		return move(c, false);
	if (apply || rationale != NULL || artefacts.n > 0 ||
	    c->format == FOC_SH)
		return cli_fail(c, FOC_USAGE, "--verify only looks: it goes "
		    "with none of --apply, --rationale, --artefact and "
		    "--format sh");
	return cli_result(c, foc_stop_verify(c->foc, c->operand[0], c->out));
}

static int
do_resume(struct cli *c)
{
	return move(c, true);
}

static const struct cli_verb verbs[] = {
	{ "tracking", "[NAME]", "on track, or over the estimate", CLI_READS,
	    do_answer, 0, 1, NULL, false },
	{ "ask", "QUESTION", "what is asked in ordinary words", CLI_READS,
	    do_ask, 1, -1, NULL, false },
	{ "top", "[product|workload|model]", "what costs most, and why that "
	    "changed", CLI_READS, do_answer, 0, 1, NULL, false },
	{ "unapproved", "[NAME]", "models in use that are not approved",
	    CLI_READS, do_answer, 0, 1, NULL, false },
	{ "owner", "[NAME]", "whose a workload, account, role, ... is",
	    CLI_READS, do_answer, 0, 1, NULL, false },
	{ "todo", "", "what waits for you", CLI_READS, do_answer, 0, 0, NULL,
	    false },
	{ "whatif", "WORKLOAD", "what it would cost on another model",
	    CLI_READS, do_answer, 1, 1, NULL, false },
	{ "unattributed", "[NAME]", "spend that no workload has claimed",
	    CLI_READS, do_answer, 0, 1, NULL, false },
	{ "stop", "WORKLOAD", "stop its spend: in the file at once, and the "
	    "commands for AWS", CLI_WRITES, do_stop, 1, 1, NULL, true },
	{ "resume", "WORKLOAD", "let it spend again", CLI_WRITES, do_resume,
	    1, 1, NULL, true },
	{ 0 }
};

static const struct cli_program program = {
	.name = "foc-bill",
	.summary = "plain answers about spend, and the stop switch",
	.opts = opts,
	.verbs = verbs,
	.formats = "text sh",
	.prose = "ask tracking top unapproved owner todo whatif "
	    "unattributed",
	.default_operand = true,
};

int
main(int argc, char **argv)
{
	return cli_main(&program, argc, argv);
}
