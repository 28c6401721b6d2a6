/* SPDX-License-Identifier: MIT */
/* The seal of trail_event: a sum, for events come in any order. */
#ifndef FOC_DB_SUMS_H
#define FOC_DB_SUMS_H

#include "db/db.h"

#define SEAL_SUM_BYTES	16

/* Add the 16 bytes of a hash to a sum of such, modulo 2^128. */
void	seal_sum_add(unsigned char sum[SEAL_SUM_BYTES],
	    const unsigned char hash[SEAL_SUM_BYTES]);
/* Invocation `trail` counted so many more events, with that sum. */
int	seal_trail_add(struct foc *f, int64_t trail, int64_t events,
	    const unsigned char sum[SEAL_SUM_BYTES]);

#endif
