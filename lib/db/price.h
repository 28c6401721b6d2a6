/* SPDX-License-Identifier: MIT */
/*
 * The one way from tokens to dollars: requests, grants, estimates and
 * comparisons all ask here.
 */
#ifndef FOC_DB_PRICE_H
#define FOC_DB_PRICE_H

#include "db/db.h"

struct price_query {
	const char *platform, *model;
	const char *region;		/* NULL: none in particular */
	const char *token_type;		/* INPUT, ... */
	const char *tier;		/* STANDARD, ... */
	const char *geography;		/* REGIONAL or GLOBAL */
	int64_t	at;			/* the prices that held then */
};

struct price {
	char	id[24];			/* pr-7, or "" where there is none */
	int64_t	usd_per_million;	/* DB_NULL where there is none */
	bool	other_geography;	/* that of the other had to do */
};

/* FOC_OK also where there is no price: unknown is no failure. */
int	price_find(struct foc *f, const struct price_query *q,
	    struct price *p);

/*
 * Dollars of a sum of products tokens * usd_per_million, tokens counted in
 * 10^-decimals: rounded half-even, once.  -1 where they do not fit.
 */
int	price_sum(int128 sum, int decimals, int64_t *usd);

/* Give the book the name of what is in it now; *name is the caller's. */
int	price_book_name(struct foc *f, char **name);

#endif
