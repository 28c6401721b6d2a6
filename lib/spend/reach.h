/* SPDX-License-Identifier: MIT */
/*
 * What somebody may know of spend: FinOps Lead and Finance everything, owners
 * their products, owners of portfolios those in them, and both what is theirs
 * for a time by delegation.
 */
#ifndef FOC_SPEND_REACH_H
#define FOC_SPEND_REACH_H

#include "db/db.h"

/* Fill temp.reach with the actor's products and portfolios. */
int	reach_read(struct foc *f, bool *all);

#endif
