/* SPDX-License-Identifier: MIT */
/* The tags of a row, from maps and columns, as one JSON object. */
#ifndef FOC_INGEST_TAGS_H
#define FOC_INGEST_TAGS_H

#include <stddef.h>

#include "core/err.h"

struct tag {
	char	*key, *value;
	size_t	place;			/* in the order they were added */
};

struct tags {
	struct tag *tag;
	size_t	n, max;
};

/* Add one; an empty value is no tag. */
void	tags_add(struct tags *t, const char *key, const char *value);
/*
 * Add the members of a map, a JSON object of strings or numbers; "" is an
 * empty one.  FOC_BAD_INPUT with why ("column 3: ...") where it is none.
 */
int	tags_add_map(struct tags *t, const char *map, struct err *e);
/*
 * {"key":"value"} by key; of equal keys the first added counts.  malloc'd.
 * Empties the list.
 */
char	*tags_json(struct tags *t);
void	tags_free(struct tags *t);

#endif
