/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli.h"

static int
show(void *arg, const char *line, size_t len, long number, char *why,
    size_t size, bool *stop)
{
	struct cli *c = arg;

	(void)number;
	(void)stop;
	return foc_out_line(c->out, line, len, why, size);
}

static int
show_file(struct cli *c, const char *name)
{
	const struct cli_lines lines = { show, c };
	FILE *from;
	int status;

	if (strcmp(name, "-") == 0)
		return cli_each_line(c, "stdin", stdin, &lines);
	if ((from = fopen(name, "re")) == NULL)
		return cli_fail(c, FOC_SYSTEM, "%s: %s", name,
		    strerror(errno));
	status = cli_each_line(c, name, from, &lines);
	fclose(from);
	return status;
}

static int
do_table(struct cli *c)
{
	int i, worst = FOC_OK;

	if (c->n_operands == 0)
		return show_file(c, "-");
	for (i = 0; i < c->n_operands; i++)
		worst = foc_worst(worst, show_file(c, c->operand[i]));
	return worst;
}

static const struct cli_verb verbs[] = {
	{ NULL, "[FILE ...]", "records as a person would have seen them",
	    CLI_NO_FILE, do_table, 0, -1, NULL, false },
	{ 0 }
};

static const struct cli_program program = {
	.name = "foc-table",
	.summary = "print JSON Lines as the table a person would have seen",
	.verbs = verbs,
	.table = true,
};

int
main(int argc, char **argv)
{
	return cli_main(&program, argc, argv);
}
