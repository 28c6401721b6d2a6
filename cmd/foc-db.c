/* SPDX-License-Identifier: MIT */
#include "cli.h"

static const char *state, *rationale;

static const struct cli_opt opts[] = {
	{ 0, "state", "STATE", "only these: ACTIVE, SUPERSEDED, WITHDRAWN",
	    "loads", NULL, &state, NULL },
	{ 0, "rationale", "TEXT", "why; kept with the decision",
	    "withdraw prune", NULL, &rationale, NULL },
	{ 0 }
};

static int
do_check(struct cli *c)
{
	return cli_result(c, foc_db_check(c->foc, c->out));
}

static int
do_backup(struct cli *c)
{
	return cli_result(c, foc_db_backup(c->foc, c->operand[0], c->out));
}

static int
do_restore(struct cli *c)
{
	struct foc_options o, b;
	int status;

	cli_open_options(c, FOC_WRITE, &o);
	b = o;
	b.path = c->operand[0];
	b.mode = FOC_READ;
	b.backup = true;
	status = foc_open(&c->foc, &b);
	if (status == FOC_OK && foc_is_sandbox(c->foc))
		foc_out_mark_sandbox(c->out);
	if (status == FOC_OK)
		status = foc_db_restore(c->foc, &o, c->out);
	return cli_result(c, status);
}

static int
do_migrate(struct cli *c)
{
	return cli_result(c, foc_db_migrate(c->foc, c->out));
}

static int
do_stats(struct cli *c)
{
	return cli_result(c, foc_db_stats(c->foc, c->out));
}

static int
do_loads(struct cli *c)
{
	return cli_result(c, foc_load_list(c->foc, state, c->out));
}

static int
withdraw(struct cli *c, const char *id)
{
	return foc_load_withdraw(c->foc, id, rationale, c->out);
}

static int
do_withdraw(struct cli *c)
{
	return cli_each(c, withdraw);
}

static int
prune(struct cli *c, const char *id)
{
	return foc_load_prune(c->foc, id, rationale, c->out);
}

static int
do_prune(struct cli *c)
{
	return cli_each(c, prune);
}

static const struct cli_verb verbs[] = {
	{ "stats", "", "how many rows of what", CLI_READS, do_stats, 0, 0,
	    NULL, false },
	{ "check", "", "integrity, keys, audit, conservation of dollars",
	    CLI_READS, do_check, 0, 0, NULL, false },
	{ "backup", "OUT", "a verified copy", CLI_WRITES, do_backup, 1, 1,
	    NULL, true },
	{ "loads", "", "the bills that were loaded", CLI_READS_PAST, do_loads,
	    0, 0, NULL, false },
	{ "withdraw", "[LOAD ...]", "take back what was loaded by mistake",
	    CLI_WRITES, do_withdraw, 0, -1, "load", false },
	{ "prune", "[LOAD ...]", "take out the cells of what was replaced",
	    CLI_WRITES, do_prune, 0, -1, "load", false },
	{ "restore", "BACKUP", "put a backup in the place of the file",
	    CLI_NO_FILE, do_restore, 1, 1, NULL, false },
	{ "migrate", "", "bring an older file to this version", CLI_MIGRATES,
	    do_migrate, 0, 0, NULL, false },
	{ 0 }
};

static const struct cli_program program = {
	.name = "foc-db",
	.summary = "look after the file of foc",
	.opts = opts,
	.verbs = verbs,
	.makes = true,
};

int
main(int argc, char **argv)
{
	return cli_main(&program, argc, argv);
}
