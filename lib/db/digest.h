/* SPDX-License-Identifier: MIT */
#ifndef FOC_DB_DIGEST_H
#define FOC_DB_DIGEST_H

#include "core/sha.h"
#include "db/db.h"

/* The cells of one hour of a load: how many, and their seal. */
struct load_hour {
	int64_t	load, hour, cells;
	unsigned char seal[16];
};

/*
 * SHA-256 over the cells of load.n = load and over what they refer to.  Each
 * hour of them, in order, is given to take on the way, where it is not NULL.
 */
int	load_digest(struct foc *f, int64_t load,
	    int (*take)(void *arg, const struct load_hour *h), void *arg,
	    unsigned char out[SHA_BYTES]);
/* A take that writes the seals down; arg is the handle. */
int	load_seal_hour(void *arg, const struct load_hour *h);
/* Every load against the digest it was recorded with. */
int	load_digests_verify(struct foc *f);

#endif
