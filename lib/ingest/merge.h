/* SPDX-License-Identifier: MIT */
/*
 * What several readers found, put together.  It is the same in whatever
 * order they come: sums are sums, and what has an order takes it from the
 * place where a thing was seen first.
 */
#ifndef FOC_INGEST_MERGE_H
#define FOC_INGEST_MERGE_H

#include "ingest/run.h"

/* The ids of a reader's things in the whole. */
struct merge {
	uint32_t *month, *sku, *caller, *what, *line;
	size_t	n_months, n_skus, n_callers, n_whats, n_lines;
};

/*
 * Move the cells of run to those of whole, and between files all the rest,
 * too.  Run keeps what it knows and goes on.  False where the files have to
 * be read one after the other: because two exports hold a month, or because
 * the sums of a cell are so large that it matters in what order they are made.
 */
bool	merge_cells(struct merge *m, struct run *whole, struct run *run);
bool	merge_file(struct merge *m, struct run *whole, struct run *run);
void	merge_free(struct merge *m);
/* After the last: things in the order of files and rows. */
void	merge_end(struct run *whole);

/*
 * A bound of what the rows of a cell add up to, in 2^36: below WEIGHT_MAX no
 * order of them overflows 64 bits.
 */
#define WEIGHT_BITS	36
#define WEIGHT_MAX	(UINT32_C(1) << (63 - WEIGHT_BITS))

static inline uint32_t
weight_of(int64_t a, int64_t b, int64_t c, int64_t d)
{
	/* Of -v - 1 all bits above the highest of v are 0, too. */
	uint64_t bits = (uint64_t)(a ^ a >> 63) | (uint64_t)(b ^ b >> 63) |
	    (uint64_t)(c ^ c >> 63) | (uint64_t)(d ^ d >> 63);

	return (uint32_t)(bits >> WEIGHT_BITS) + 1;
}

static inline uint32_t
weight_add(uint32_t a, uint32_t b)
{
	return a + b < WEIGHT_MAX ? a + b : WEIGHT_MAX;
}

#endif
