/* SPDX-License-Identifier: MIT */
/*
 * Shares of the roles that called a workspace in an hour, as CloudTrail has
 * them, in the cost of that hour.
 */
#ifndef FOC_SPEND_SHARES_H
#define FOC_SPEND_SHARES_H

#include "db/db.h"

struct shares;

/* What is added up of cells. */
enum spent_amount { SPENT_USAGE, SPENT_COST, SPENT_NET, SPENT_AMOUNTS };

struct split {			/* one role's part of a cell */
	int64_t	own;		/* of the workload that holds it; 0: none */
	int64_t	amount[SPENT_AMOUNTS];
};

/* By the temporary tables of attribution; *s is set in every case. */
int	shares_read(struct foc *f, struct shares **s);
/*
 * The parts of a cell of a caller; *n is 0 where nobody is known to have
 * called.  They add up exactly and live until the next call.
 */
const struct split *shares_split(struct shares *s, int64_t caller,
	    int64_t step, int64_t hour,
	    const int64_t amount[SPENT_AMOUNTS], size_t *n);
void	shares_free(struct shares *s);		/* NULL is fine */

#endif
