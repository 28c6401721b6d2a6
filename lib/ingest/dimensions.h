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
void	dimensions_free(struct dimensions *d);

#endif
