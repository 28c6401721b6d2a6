/* SPDX-License-Identifier: MIT */
/* Which column of a file holds what: by name, per file, in any order. */
#ifndef FOC_INGEST_HEADER_H
#define FOC_INGEST_HEADER_H

#include <stdbool.h>
#include <stddef.h>

#include "core/err.h"

enum column {
	COL_PAYER, COL_PERIOD, COL_ENTITY, COL_INVOICE, COL_ACCOUNT, COL_TYPE,
	COL_START, COL_END, COL_CODE, COL_USAGE_TYPE, COL_OPERATION,
	COL_AMOUNT, COL_CURRENCY, COL_COST, COL_RATE, COL_NET,
	COL_DESCRIPTION, COL_LEGAL_ENTITY, COL_RESOURCE, COL_PRINCIPAL,
	COL_PRODUCT, COL_PRODUCT_NAME, COL_REGION, COL_UNIT, COL_LIST,
	COL_TAGS, COL_RESOURCE_TAGS, COL_IDENTITY, COL__MAX
};

struct tag_column {
	size_t	col;
	char	*key;
};

struct header {
	size_t	n;			/* columns */
	int	col[COL__MAX];		/* where, or -1 */
	char	*name[COL__MAX];	/* as the file spells it */
	struct tag_column *tag;		/* tags that are columns */
	size_t	n_tags;
};

/* The name that documentation uses: line_item_unblended_cost. */
const char *column_name(enum column c);
/* Is there no bill without it? */
bool	header_needs(enum column c);
/*
 * The key that "KEY=NAME" speaks of and the name, "" where there is none; or
 * COL__MAX.
 */
enum column header_renamed(const char *renamed, const char **name);
/*
 * Read the n names of a header line; renamed are n_renamed "KEY=NAME".
 * FOC_BAD_INPUT where this is no bill that foc can read, with why.
 */
int	header_read(struct header *h, const char *const *names, size_t n,
	    const char *const *renamed, size_t n_renamed, struct err *e);
void	header_free(struct header *h);
/* FOC_USAGE with why where a "KEY=NAME" names no key. */
int	header_check_renamed(const char *renamed, struct err *e);

#endif
