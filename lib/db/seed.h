/* SPDX-License-Identifier: MIT */
#ifndef FOC_DB_SEED_H
#define FOC_DB_SEED_H

#include "db/db.h"

/*
 * Fill the catalog of a new file from the tables of lib/db: models and their
 * spellings, inference profiles and the default price book.  In a sandbox
 * the common models are APPROVED, else all wait for review.
 */
int	seed_catalog(struct foc *f);

#endif
