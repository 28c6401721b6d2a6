/* SPDX-License-Identifier: MIT */
/*
 * Shares of the roles that called a workspace in an hour, as CloudTrail has
 * them, in the cost of that hour.
 */
#ifndef FOC_SPEND_SHARES_H
#define FOC_SPEND_SHARES_H

#include "db/db.h"

struct shares;

struct split {			/* one role's part of a cell */
	int64_t	own;		/* of the workload that holds it; 0: none */
	int64_t	usage, cost;
};

/* By the temporary tables of attribution; *s is set in every case. */
int	shares_read(struct foc *f, struct shares **s);
/*
 * The parts of a cell of a caller; *n is 0 where nobody is known to have
 * called.  They add up exactly and live until the next call.
 */
const struct split *shares_split(struct shares *s, int64_t caller,
	    int64_t step, int64_t hour, int64_t usage, int64_t cost,
	    size_t *n);
void	shares_free(struct shares *s);		/* NULL is fine */

#endif
