/* SPDX-License-Identifier: MIT */
/*
 * Templates: {{name}} stands for a value, escaped for where it goes.  A value
 * may be a list: in JSON "{{name}}" then stands for several strings, in the
 * shell for several words, in prose for words between commas.  {{=name}} is
 * the value as it is.
 */
#ifndef FOC_GOVERN_FILL_H
#define FOC_GOVERN_FILL_H

#include <stdio.h>

#include "govern/words.h"

enum fill { FILL_PROSE, FILL_JSON, FILL_SHELL };

struct value {
	const char *name;
	const char *text;		/* or: */
	const struct words *list;
};

struct values {
	const struct value *v;
	size_t	n;
};

/* The value is there and not empty. */
bool	values_have(const struct values *v, const char *name, size_t len);
/* -1 where the template asks for a value that is not there. */
int	fill_text(FILE *out, const char *tmpl, size_t len,
	    const struct values *v, enum fill how);

#endif
