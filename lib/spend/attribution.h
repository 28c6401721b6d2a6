/* SPDX-License-Identifier: MIT */
/*
 * Whose is it?  The one computation that every report of spend shares.
 *
 * attribution_begin resolves, for each caller of the bill, who owns what it
 * spent and when: by claims, else by the products that share the account.
 * attribution_take then lays the spend of a part of the span into the
 * temporary table `spent`, by owner (`own`), load, sku and step of time, for
 * the report's own queries.  attribution_end holds what was taken against
 * the loads: FOC_SYSTEM where a unit is missing or counted twice.
 *
 * One at a time on a handle.  Everything between begin and end sees one
 * state of the file.
 */
#ifndef FOC_SPEND_ATTRIBUTION_H
#define FOC_SPEND_ATTRIBUTION_H

#include "db/db.h"

struct shares;

struct owner {			/* of one of `parts` parts of some cells */
	int64_t	id, from, to;
	int64_t	part, parts;
	bool	last;		/* what CloudTrail tells comes before */
};

/* What is divided up: the cost, or another amount that cells have. */
enum attribution_measure {
	ATTRIBUTION_COST, ATTRIBUTION_NET, ATTRIBUTION_LIST
};

struct attribution {
	struct foc *f;
	enum attribution_measure measure;	/* set after begin, or cost */
	int64_t	from, to;	/* of the span, what has cells */
	bool	own_tx, some;
	bool	pruned;		/* some of the cells are gone */
	int128	*taken;		/* by bill, in their order */
	int64_t	*load, *step;	/* their numbers, and how long rows are */
	size_t	n_loads;
	int64_t	done_to;	/* up to here it was taken */
	struct owner *owner;	/* by caller, time and part */
	size_t	*first;		/* caller: its owners are from here ... */
	int64_t	n_callers;	/* ... to the next one's */
	struct shares *shares;	/* of workspaces, by CloudTrail */
	bool	*is_spend;	/* by sku */
	int64_t	n_skus;
};

/*
 * Of a measure other than the cost, what a cell lacks counts as nothing.
 *
 * seq and at: only what was known when the audit ended with event seq, at
 * that time (a card's); DB_NULL for both: now.
 *
 * FOC_REFUSED where cells of the span were pruned.  begin_some goes on with
 * the others, and `pruned` says so.
 */
int	attribution_begin(struct attribution *a, struct foc *f,
	    const struct foc_span *span, int64_t seq, int64_t at);
int	attribution_begin_some(struct attribution *a, struct foc *f,
	    const struct foc_span *span, int64_t seq, int64_t at);
/* FOC_REFUSED where the cells of a load were pruned. */
int	attribution_need_cells(struct foc *f, int64_t load);
/*
 * `spent` holds [from, to) afterwards, in steps of `step` seconds, nothing
 * else.  Parts are taken in order and without holes, so that they can be
 * held against the bill.
 */
int	attribution_take(struct attribution *a, int64_t from, int64_t to,
	    int64_t step);
/* In every case, with what went before: a failure, or what the check finds. */
int	attribution_end(struct attribution *a, int status);

#endif
