/* SPDX-License-Identifier: MIT */
#ifndef FOC_INGEST_DIMENSIONS_H
#define FOC_INGEST_DIMENSIONS_H

#include "ingest/run.h"

struct dimensions {
	const struct run *run;
	int64_t	*sku, *caller;		/* ids in the file by ids in memory */
};

/*
 * Find or add the rows that some cell needs; in the present transaction.
 * Free in every case.
 */
int	dimensions_add(struct dimensions *d, const struct run *run);
/* The id in the file of what the run numbers i; 0: the file has none. */
int	dimension_sku(const struct run *run, uint32_t i, int64_t *id);
int	dimension_caller(const struct run *run, uint32_t i, int64_t *id);
void	dimensions_free(struct dimensions *d);

#endif
