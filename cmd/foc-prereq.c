/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <unistd.h>

#include "cli.h"

static const char *account, *state, *evidence, *rationale;
static bool unmet;

static const struct cli_opt opts[] = {
	{ 0, "account", "ID", "the account it is about",
	    "list show check set waive", NULL, &account, NULL },
	{ 0, "state", "STATE", "PASSED, FAILED or UNKNOWN", "set", NULL,
	    &state, NULL },
	{ 0, "evidence", "TEXT", "what shows it", "set", NULL, &evidence,
	    NULL },
	{ 0, "rationale", "TEXT", "why it may be missing; kept with the "
	    "decision", "waive", NULL, &rationale, NULL },
	{ 0 }
};

static int
do_list(struct cli *c)
{
	return cli_result(c, foc_prereq_list(c->foc, NULL, account, c->out));
}

static int
do_show(struct cli *c)
{
	return cli_result(c, foc_prereq_list(c->foc, c->operand[0], account,
	    c->out));
}

static int
check(struct cli *c, const char *name, const char *text, size_t len)
{
	bool passed;
	int status = foc_prereq_check(c->foc, name, text, len, account,
	    &passed, c->out);

	unmet |= status == FOC_OK && !passed;
	return status;
}

static int
do_check(struct cli *c)
{
	int status = cli_each_file(c, check);

	return foc_worst(status, unmet ? FOC_REFUSED : FOC_OK);
}

static int
set(struct cli *c)
{
	return foc_prereq_set(c->foc, c->operand[0], account, state, evidence,
	    c->out);
}

static int
do_set(struct cli *c)
{
	return cli_write(c, set);
}

static int
waive(struct cli *c, const char *id)
{
	return foc_prereq_waive(c->foc, id, account, rationale, c->out);
}

static int
waive_all(struct cli *c)
{
	return foc_prereq_waive(c->foc, NULL, account, rationale, c->out);
}

static int
do_waive(struct cli *c)
{
	if (c->n_operands == 0 && (account != NULL || isatty(STDIN_FILENO)))
		return cli_write(c, waive_all);
	return cli_each(c, waive);
}

static int
do_doctor(struct cli *c)
{
	return cli_result(c, foc_prereq_doctor(c->foc, c->out));
}

static const struct cli_verb verbs[] = {
	{ "list", "", "what has to hold before a grant, and whether it does",
	    CLI_READS, do_list, 0, 0, NULL, false },
	{ "show", "NAME", "one of them, with what mends it", CLI_READS,
	    do_show, 1, 1, NULL, true },
	{ "check", "FILE ...", "judge what the AWS CLI printed; - is standard "
	    "input", CLI_WRITES, do_check, 1, -1, NULL, true },
	{ "set", "NAME", "record what a person has seen", CLI_WRITES, do_set,
	    1, 1, NULL, true },
	{ "waive", "[NAME ...]", "grant without it", CLI_WRITES, do_waive, 0,
	    -1, "prereq", true },
	{ "doctor", "", "what the loaded bill itself shows", CLI_READS,
	    do_doctor, 0, 0, NULL, false },
	{ 0 }
};

static const struct cli_program program = {
	.name = "foc-prereq",
	.summary = "what has to hold before models are granted",
	.opts = opts,
	.verbs = verbs,
};

int
main(int argc, char **argv)
{
	return cli_main(&program, argc, argv);
}
