/* SPDX-License-Identifier: MIT */
/*
 * The steps of a task, from a template.  Lines begin with "= " (the title of
 * the next step), ": " (its instruction), "$ " (a command), "| " (more lines
 * of that command), "! " (a command of foc that records the step, one of
 * several) and "@ " (a page of the console); "?name " in front keeps a line
 * only where the value `name` is there; "+ govern/NAME" goes on with the lines
 * of that template.
 */
#ifndef FOC_GOVERN_STEPS_H
#define FOC_GOVERN_STEPS_H

#include "govern/fill.h"

#define STEPS_MAX 8

struct step {
	char	*title, *instruction, *url;	/* url: or NULL */
	char	**command;
	size_t	n_commands;
	char	**record;
	size_t	n_records;
};

struct steps {
	struct step step[STEPS_MAX];
	int	n;
};

/* -1 where the template or its values are not good. */
int	steps_read(struct steps *s, const char *tmpl,
	    const struct values *v);
void	steps_free(struct steps *s);

#endif
