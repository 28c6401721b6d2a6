/* SPDX-License-Identifier: MIT */
#ifndef FOC_DB_DIGEST_H
#define FOC_DB_DIGEST_H

#include "core/sha.h"
#include "db/db.h"

/* SHA-256 over the cells of load.n = load and over what they refer to. */
int	load_digest(struct foc *f, int64_t load, unsigned char out[SHA_BYTES]);
/* Every load against the digest it was recorded with. */
int	load_digests_verify(struct foc *f);

#endif
