/* SPDX-License-Identifier: MIT */
/*
 * Allocation gaps: what the bill has that no workload owns, and what owned
 * spend uses beyond its grants.
 *
 * Rules look at sums, not at cells: attribution lays the spend of a part of
 * the span by caller and sku, and one query per part says which gap that is.
 * Parts are cut where an answer changes: where AWS began to name callers,
 * where a gap was resolved and a later cell is another one, and at the ends
 * of the window that the amounts are of.
 */
#ifndef FOC_SPEND_GAP_H
#define FOC_SPEND_GAP_H

#include "spend/attribution.h"

struct gaps {
	struct foc *f;
	struct attribution a;
	struct foc_span window;		/* what the amounts are of */
	/* Told of each part while `spent` has it, or NULL. */
	int	(*taken)(struct foc *f);
	int64_t	until;			/* where the data of all payers end */
	int64_t	*cut;
	size_t	n_cuts;
	int64_t	all, all_owned;		/* AI spend of the whole span */
	int64_t	spend, owned;		/* and of the window */
	int64_t	unowned, governance;	/* by the gaps' sums */
	int64_t	undetected, n_undetected;
};

/* The window of policy: *until is 0, and nothing else set, without a bill. */
int	gaps_window(struct foc *f, struct foc_span *window, int64_t *until);
/*
 * Lay the gaps of span into temp.gap_sum, with the amounts of the window, and
 * hold them against the bill: FOC_SYSTEM where they and the workloads do not
 * add up to the AI spend.  gaps_end in every case.
 */
int	gaps_lay(struct gaps *g, struct foc *f, const struct foc_span *span,
	    const struct foc_span *window);
/*
 * Only what says which gap spend is, for g->a to be taken by the hour; then
 * temp.gap_unowned and temp.gap_beyond tell.
 */
int	gaps_begin(struct gaps *g, struct foc *f, const struct foc_span *span);
int	gaps_end(struct gaps *g, int status);
/* The same, with somebody else looking at what was spent. */
int	gaps_lay_for(struct gaps *g, struct foc *f,
	    const struct foc_span *span, const struct foc_span *window,
	    int (*taken)(struct foc *f));
/* "gaps 1 + workloads 2 = AI spend 3 ..." */
void	gaps_notice(const struct gaps *g);

#endif
