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
/*
 * What each account spent in a month, {"account":cost}; malloc'd, NULL where
 * a sum does not fit.
 */
char	*spent_by_account(const struct run *run, uint32_t month);
void	load_sums_free(struct load_sums *s);

#endif
