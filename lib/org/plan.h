/* SPDX-License-Identifier: MIT */
/*
 * The organisation as lists of named items, twice: as foc.yaml wants it and
 * as the file has it.  The difference is the plan.
 */
#ifndef FOC_ORG_PLAN_H
#define FOC_ORG_PLAN_H

#include "db/db.h"
#include "org/config.h"

#define ITEM_FIELDS	4

/* In the order of adding; removals go backwards. */
enum item_kind {
	ITEM_SETTING, ITEM_PERSON, ITEM_DELEGATE, ITEM_UNIT, ITEM_DEPARTMENT,
	ITEM_PORTFOLIO, ITEM_PRODUCT, ITEM_ACCOUNT, ITEM_SHARE, ITEM_RULE,
	ITEM__MAX
};

struct item {
	char	*name;
	char	*field[ITEM_FIELDS];	/* as texts; NULL behind the last */
	bool	loose;			/* what is there stays as it is */
	bool	kept;			/* of the present: still wanted */
};

struct items {
	struct item *item;
	size_t	n;
};

struct plan {
	struct foc *f;
	struct foc_out *out;
	const char *name;		/* of foc.yaml */
	bool	first;			/* the file is being made */
	int64_t	changes;
	struct items want[ITEM__MAX], now[ITEM__MAX];
};

/* What is wanted by o, and what is there. */
int	plan_collect(struct plan *p, const struct org *o);
void	plan_free(struct plan *p);

/* "roles: finance -> finance admin": what differs; malloc'd. */
char	*item_difference(enum item_kind kind, const struct item *old,
	    const struct item *new);
bool	item_equal(const struct item *a, const struct item *b);
const char *item_word(enum item_kind kind);

#endif
