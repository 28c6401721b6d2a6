/* SPDX-License-Identifier: MIT */
/* What an owner says about a workload, read and checked. */
#ifndef FOC_GOVERN_DETAILS_H
#define FOC_GOVERN_DETAILS_H

#include "db/db.h"

struct details {			/* NULL, DB_NULL: not given */
	const char *runtime, *principal, *availability, *description;
	const char *value_type;
	int64_t	current_annual, target_ppm;
	int64_t	usd;
	char	*tokens;		/* JSON */
	char	*price_book;		/* that priced the tokens */
	int64_t	from, to, growth_ppm;
};

int	details_read(struct foc *f, const struct foc_request_new *r,
	    struct details *d);
void	details_free(struct details *d);

#endif
