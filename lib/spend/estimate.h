/* SPDX-License-Identifier: MIT */
/*
 * What a workload was expected to cost in a span of time.
 *
 * A month is worth amount * (1 + growth)^k, k calendar months after the one
 * the estimate starts in; a day of it that divided by the days of the month.
 * Days outside of [from, to) count nothing.  A later estimate of a request
 * takes over on its first day; the requests of a workload add up.  All of it
 * is one exact fraction, rounded half-even once, at the end.
 */
#ifndef FOC_SPEND_ESTIMATE_H
#define FOC_SPEND_ESTIMATE_H

#include "db/db.h"

struct estimate_part {		/* half-open; INT64_MIN, INT64_MAX: open */
	int64_t	from, to;
	int64_t	usd;		/* a month */
	int64_t	growth_ppm;
	int64_t	start;		/* the month k counts from; DB_NULL: k = 0 */
};

struct estimate {
	struct estimate_part *part;
	size_t	n;
};

/* The estimate of a workload as it was known at `at` (DB_NULL: now). */
int	estimate_read(struct foc *f, const char *workload, int64_t at,
	    struct estimate *e);
void	estimate_free(struct estimate *e);
/*
 * Its worth in [from, to), seconds of a day counting as parts of it;
 * DB_NULL where no part of that is estimated.  -1 where it does not fit.
 */
int	estimate_worth(const struct estimate *e, int64_t from, int64_t to,
	    int64_t *usd);

#endif
