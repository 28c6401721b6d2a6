/* SPDX-License-Identifier: MIT */
/*
 * Strict YAML for the files that people write, over the events of libyaml.
 * One document of mappings, lists and texts; every scalar is text, whatever
 * it looks like.  Refused, with the line: anchors, aliases, tags, a second
 * document or none, a repeated key, depth over 16, more than 1 MiB.
 *
 * It knows nothing of what a file means: each reader names the keys of its
 * mappings in a table and picks the values.
 */
#ifndef FOC_CORE_YAML_H
#define FOC_CORE_YAML_H

#include <stdbool.h>
#include <stddef.h>

#include "core/err.h"

#define YDOC_SIZE_MAX	(1 << 20)
#define YDOC_DEPTH_MAX	16
#define YDOC_KEYS_MAX	256		/* in one mapping */

enum ynode_kind {
	YNODE_TEXT = 1 << 0,
	YNODE_LIST = 1 << 1,
	YNODE_MAP = 1 << 2
};

struct ynode {
	enum ynode_kind kind;
	int	line;			/* of the key, else of the value */
	char	*key;			/* in a mapping, else NULL */
	char	*text;			/* of YNODE_TEXT, never NULL there */
	struct ynode *first, *next;	/* members in the order of the file */
};

struct ydoc {
	const char *name;		/* of the file, for messages */
	struct err *err;		/* where failures go */
	struct ynode *root;
};

/* A key that a mapping may have; a table of them ends with a NULL name. */
struct ykey {
	const char *name;
	unsigned kinds;			/* set of enum ynode_kind */
	bool	required;
};

/*
 * Read a document.  FOC_OK, or FOC_BAD_INPUT with "NAME:LINE: what".
 * Free with ydoc_free in either case.
 */
int	ydoc_read(struct ydoc *d, const char *name, const char *text,
	    size_t len, struct err *err);
void	ydoc_free(struct ydoc *d);

/* Set FOC_BAD_INPUT, "NAME:LINE: ...", and return it. */
int	ydoc_fail(struct ydoc *d, const struct ynode *at, const char *fmt, ...)
	    __attribute__((format(printf, 3, 4)));
/* A mapping of these keys and no others, each of a kind it may have. */
int	ydoc_keys(struct ydoc *d, const struct ynode *map,
	    const struct ykey *keys);
/* Every member of a list is of one of these kinds. */
int	ydoc_items(struct ydoc *d, const struct ynode *list, unsigned kinds);

/* The member of a mapping, or NULL; map may be NULL. */
struct ynode *ynode_get(const struct ynode *map, const char *key);
/* Its text, or `otherwise` where absent. */
const char *ynode_text(const struct ynode *map, const char *key,
	    const char *otherwise);

#endif
