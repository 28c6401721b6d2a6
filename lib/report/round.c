/* SPDX-License-Identifier: MIT */
/* Rounding of leaves, so that what is printed adds up to the total. */
#include <stdlib.h>

#include "core/mem.h"
#include "core/money.h"
#include "report/round.h"

struct leaf {
	int128	rest;
	size_t	n;
};

/* The largest rest first, of equal ones the first leaf. */
static int
by_rest(const void *va, const void *vb)
{
	const struct leaf *a = va, *b = vb;

	if (a->rest != b->rest)
		return a->rest > b->rest ? -1 : 1;
	return a->n < b->n ? -1 : 1;
}

void
round_leaves(const int64_t *exact, int64_t *shown, size_t n, int places)
{
	struct leaf *leaf = xcalloc(n + 1, sizeof(*leaf));
	int128 unit = 1, left = 0, down;
	size_t i;
	int p;

	for (p = places; p < MONEY_DECIMALS; p++)
		unit *= 10;
	for (i = 0; i < n; i++)
		left += exact[i];
	left = div_half_even(left, unit);
	for (i = 0; i < n; i++) {
		down = exact[i] / unit - (exact[i] % unit < 0);
		shown[i] = (int64_t)down;
		left -= down;
		leaf[i] = (struct leaf){ exact[i] - down * unit, i };
	}
	qsort(leaf, n, sizeof(*leaf), by_rest);
	for (i = 0; i < n && left > 0; i++, left--)
		shown[leaf[i].n]++;
	free(leaf);
}
