/* SPDX-License-Identifier: MIT */
#ifndef FOC_REPORT_ROUND_H
#define FOC_REPORT_ROUND_H

#include <stddef.h>
#include <stdint.h>

/*
 * Money in units of the last of `places` decimals: each rounded down, and
 * what their rounded sum has more to the largest rests.
 */
void	round_leaves(const int64_t *exact, int64_t *shown, size_t n,
	    int places);

#endif
