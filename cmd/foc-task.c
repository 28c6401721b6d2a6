/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>

#include "cli.h"

static const char *state, *reason;
static struct cli_list artefacts, checks;

static const struct cli_opt opts[] = {
	{ 0, "state", "STATE", "only these; foc-states task has them", "list",
	    NULL, &state, NULL },
	{ 0, "artefact", "KEY=VALUE", "what the step gave: role_arn=ARN, "
	    "policy_applied=true", "step", NULL, NULL, &artefacts },
	{ 0, "check", "FILE", "output of the AWS CLI that proves it",
	    "step script", NULL, NULL, &checks },
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
show(struct cli *c, const char *id)
{
	return foc_task_show(c->foc, id, c->out);
}

static int
do_show(struct cli *c)
{
	return cli_read_each(c, show);
}

/* The files of --check, read; the texts are theirs to free. */
static int
read_checks(struct cli *c, struct foc_text **texts)
{
	struct foc_text *t = calloc(checks.n + 1, sizeof(*t));
	char *text;
	size_t i;
	int status = FOC_OK;

	*texts = t;
	if (t == NULL)
		return cli_fail(c, FOC_SYSTEM, "no memory");
	for (i = 0; i < checks.n && status == FOC_OK; i++) {
		t[i].name = checks.item[i];
		status = cli_read_file(c, checks.item[i], &text, &t[i].len);
		t[i].text = text;
	}
	return status;
}

static void
free_checks(struct foc_text *texts)
{
	size_t i;

	for (i = 0; texts != NULL && i < checks.n; i++)
		free((void *)(uintptr_t)texts[i].text);
	free(texts);
}

static int
do_script(struct cli *c)
{
	struct foc_text *texts;
	int status = read_checks(c, &texts);

	if (status == FOC_OK && checks.n > 1)
		status = cli_fail(c, FOC_USAGE, "script takes one --check");
	else if (status == FOC_OK)
		status = cli_result(c, foc_task_script(c->foc, c->operand[0],
		    checks.n > 0 ? texts : NULL, stdout));
	free_checks(texts);
	return status;
}

static struct foc_step given;

static int
step(struct cli *c)
{
	return foc_task_step(c->foc, c->operand[0], c->operand[1], &given,
	    c->out);
}

static int
do_step(struct cli *c)
{
	struct foc_text *texts;
	int status = read_checks(c, &texts);

	given = (struct foc_step){ artefacts.item, artefacts.n, texts,
	    checks.n };
	if (status == FOC_OK)
		status = cli_write(c, step);
	free_checks(texts);
	return status;
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
