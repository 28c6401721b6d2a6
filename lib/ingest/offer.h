/* SPDX-License-Identifier: MIT */
/*
 * Files of the AWS Price List: an offer as JSON or CSV, and the output of
 * `aws pricing get-products`.
 */
#ifndef FOC_INGEST_OFFER_H
#define FOC_INGEST_OFFER_H

#include <stdint.h>

#include "db/db.h"

struct offer_price {			/* "" where nothing is said */
	const char *code;		/* AmazonBedrock */
	const char *service, *usage, *operation, *region, *model;
	const char *description, *unit;
	const char *usd;		/* decimal; NULL: not in dollars */
	const char *version;
	int64_t	published;		/* midnight */
};

struct offer {
	struct foc *f;
	const char *file;
	int64_t	published;		/* of the file; DB_NULL: not said */
	void	*arg;
	int	(*take)(void *arg, const struct offer_price *p);
};

/* Call take for each price on demand, first range only; a failure ends it. */
int	offer_read(struct offer *o, const char *text, size_t len);

/* Set FOC_BAD_INPUT, "FILE: ...". */
int	offer_bad(struct offer *o, const char *fmt, ...)
	    __attribute__((format(printf, 2, 3)));
int	offer_read_csv(struct offer *o, const char *text, size_t len);
/* "2026-09-25T09:39:35Z" as the midnight before; -1 where it is no time. */
int	offer_day(const char *text, int64_t *day);
/* FOC_BAD_INPUT where it is none of Bedrock's offers. */
int	offer_check_code(struct offer *o, const char *code);

#endif
