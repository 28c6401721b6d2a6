/* SPDX-License-Identifier: MIT */
#include "cli.h"

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
do_migrate(struct cli *c)
{
	return cli_result(c, foc_db_migrate(c->foc, c->out));
}

static int
do_stats(struct cli *c)
{
	return cli_result(c, foc_db_stats(c->foc, c->out));
}

static const struct cli_verb verbs[] = {
	{ "stats", "", "how many rows of what", CLI_READS, do_stats, 0, 0,
	    NULL, false },
	{ "check", "", "integrity, keys, audit, conservation of dollars",
	    CLI_READS, do_check, 0, 0, NULL, false },
	{ "backup", "OUT", "a verified copy", CLI_WRITES, do_backup, 1, 1,
	    NULL, true },
	{ "migrate", "", "bring an older file to this version", CLI_WRITES,
	    do_migrate, 0, 0, NULL, false },
	{ 0 }
};

static const struct cli_program program = {
	.name = "foc-db",
	.summary = "look after the file of foc",
	.verbs = verbs,
};

int
main(int argc, char **argv)
{
	return cli_main(&program, argc, argv);
}
