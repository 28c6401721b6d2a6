/* SPDX-License-Identifier: MIT */
/* Signatures under cards: who gave them, and when they go over. */
#ifndef FOC_SPEND_SIGN_H
#define FOC_SPEND_SIGN_H

#include "db/db.h"

/* The user id to record with a signature: a sandbox records none. */
int64_t	sign_uid(const struct foc *f);
/*
 * The revision `now` of a card keeps what was said to `was`, which was in
 * `state` then: the difference is too small to ask again.
 */
int	sign_carry(struct foc *f, const char *was, const char *state,
	    const char *now);

#endif
