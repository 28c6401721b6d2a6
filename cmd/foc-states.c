/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "cli.h"

static bool dot;

static const struct cli_opt opts[] = {
	{ 0, "dot", NULL, "as a Graphviz graph", NULL, &dot, NULL, NULL },
	{ 0 }
};

static int
do_states(struct cli *c)
{
	const char *machine = c->n_operands > 0 ? c->operand[0] : NULL;
	char names[512];
	const char *name;
	size_t used = 0, i;
	int status = foc_states(machine, dot ? stdout : NULL, c->out);

	if (status != FOC_USAGE)
		return status;
	for (i = 0; (name = foc_states_machine(i)) != NULL &&
	    used < sizeof(names); i++)
		used += (size_t)snprintf(names + used, sizeof(names) - used,
		    "%s%s", i > 0 ? ", " : "", name);
	return cli_fail(c, status, "'%s' is no machine; one of %s", machine,
	    names);
}

static const struct cli_verb verbs[] = {
	{ NULL, "[MACHINE]", "who may take what from which state to which",
	    CLI_NO_FILE, do_states, 0, 1, NULL, false },
	{ 0 }
};

static const struct cli_program program = {
	.name = "foc-states",
	.summary = "the state machines that every program obeys",
	.opts = opts,
	.verbs = verbs,
};

int
main(int argc, char **argv)
{
	return cli_main(&program, argc, argv);
}
