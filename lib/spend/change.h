/* SPDX-License-Identifier: MIT */
/*
 * Why spend changed from one time to another, in parts that add up exactly:
 * volume (more tokens of the kinds that were used before), mix (other models,
 * kinds of tokens, tiers or regions), price, and what is not billed by
 * tokens.
 */
#ifndef FOC_SPEND_CHANGE_H
#define FOC_SPEND_CHANGE_H

#include "core/money.h"

struct change_part {		/* one kind of tokens of a model */
	int128	tokens[2];	/* before and now, in 1e-10 */
	int64_t	cost[2];
	int	billed_by_tokens;
};

struct change {
	int128	tokens[2];
	int64_t	cost[2];
	int64_t	volume, mix, price, other;	/* = cost[1] - cost[0] */
};

/* -1 where a figure does not fit. */
int	change_split(const struct change_part *p, size_t n,
	    struct change *c);

#endif
