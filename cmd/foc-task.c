/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "cli.h"

static const char *state, *reason;
static struct cli_list artefacts;

static const struct cli_opt opts[] = {
	{ 0, "state", "STATE", "only these; foc-states task has them", "list",
	    NULL, &state, NULL },
	{ 0, "artefact", "KEY=VALUE", "what the step gave: role_arn=ARN, "
	    "policy_applied=true", "step", NULL, NULL, &artefacts },
	{ 0, "reason", "TEXT", "why; kept with the decision",
	    "cancel reopen", NULL, &reason, NULL },
	{ 0 }
};

static int
do_list(struct cli *c)
{
	return cli_result(c, foc_task_list(c->foc, state, c->out));
}

static int
do_show(struct cli *c)
{
	int i, worst = FOC_OK;

	for (i = 0; i < c->n_operands; i++)
		worst = foc_worst(worst, cli_result(c, foc_task_show(c->foc,
		    c->operand[i], c->out)));
	return worst;
}

static int
do_script(struct cli *c)
{
	return cli_result(c, foc_task_script(c->foc, c->operand[0], stdout));
}

static int
step(struct cli *c)
{
	return foc_task_step(c->foc, c->operand[0], c->operand[1],
	    artefacts.item, artefacts.n, c->out);
}

static int
do_step(struct cli *c)
{
	return cli_write(c, step);
}

static int
complete(struct cli *c, const char *id)
{
	return foc_task_complete(c->foc, id, c->out);
}

static int
do_complete(struct cli *c)
{
	return cli_each(c, complete);
}

static int
cancel(struct cli *c, const char *id)
{
	return foc_task_cancel(c->foc, id, reason, c->out);
}

static int
do_cancel(struct cli *c)
{
	return cli_each(c, cancel);
}

static int
reopen(struct cli *c, const char *id)
{
	return foc_task_reopen(c->foc, id, reason, c->out);
}

static int
do_reopen(struct cli *c)
{
	return cli_each(c, reopen);
}

static const struct cli_verb verbs[] = {
	{ "list", "", "tasks, the oldest first", CLI_READS_PAST,
	    do_list, 0, 0, NULL, false },
	{ "show", "ID ...", "one task with its steps and commands",
	    CLI_READS_PAST, do_show, 1, -1, NULL, true },
	{ "script", "ID", "its commands as a shell script, to read and then "
	    "run", CLI_READS, do_script, 1, 1, NULL, false },
	{ "step", "ID N", "step N is done", CLI_WRITES, do_step, 2, 2, NULL,
	    true },
	{ "complete", "[ID ...]", "the task is done", CLI_WRITES, do_complete,
	    0, -1, "task", true },
	{ "cancel", "[ID ...]", "it will not be done", CLI_WRITES, do_cancel,
	    0, -1, "task", true },
	{ "reopen", "[ID ...]", "it will be done after all", CLI_WRITES,
	    do_reopen, 0, -1, "task", true },
	{ 0 }
};

static const struct cli_program program = {
	.name = "foc-task",
	.summary = "what Cloud Engineers do for what was approved",
	.opts = opts,
	.verbs = verbs,
	.default_operand = true,
};

int
main(int argc, char **argv)
{
	return cli_main(&program, argc, argv);
}
