/* SPDX-License-Identifier: MIT */
/* What a request says, checked. */
#ifndef FOC_GOVERN_DETAILS_H
#define FOC_GOVERN_DETAILS_H

#include "govern/words.h"

struct details {			/* NULL, DB_NULL: not given */
	const char *use_case, *runtime, *principal, *availability;
	const char *description, *value_type;
	int64_t	current_annual, target_ppm;
	int64_t	developers, percent;
	int64_t	usd, from, to, growth_ppm;
	char	*tokens, *price_book, *assumptions;
};

/* What an amended request said before. */
struct details_before {
	char	*use_case, *availability, *tokens;
	int64_t	developers, percent;
	bool	assumed;		/* its dollars came of assumptions */
};

/*
 * Only what is given is looked at.  before, where not NULL, speaks where r
 * does not, and what was assumed is worked out anew where that is needed.
 */
int	details_read(struct foc *f, const struct foc_request_new *r,
	    const struct details_before *before, struct details *d);
/* The part of it that is the estimate. */
int	details_estimate(struct foc *f, const struct foc_request_new *r,
	    const struct details_before *before, struct details *d);
/* What a new request cannot do without. */
int	details_complete(struct foc *f, const struct foc_request_new *r,
	    const struct details *d);
void	details_free(struct details *d);

/* The words of an option: "use-case", "runtime", "availability",
 * "value-type"; NULL-terminated, or NULL. */
const char *const *details_words(const char *option);

#endif
