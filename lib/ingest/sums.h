/* SPDX-License-Identifier: MIT */
#ifndef FOC_INGEST_SUMS_H
#define FOC_INGEST_SUMS_H

#include "ingest/run.h"

struct load_sum {
	uint32_t month;
	const char *what, *key;
	int64_t	rows;
	int128	amount;
};

struct load_sums {
	struct intern *keys;
	struct load_sum *sum;
	size_t	n, max;
};

void	load_sums_make(const struct run *run, struct load_sums *s);
void	load_sums_free(struct load_sums *s);

#endif
