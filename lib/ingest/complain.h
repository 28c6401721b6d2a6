/* SPDX-License-Identifier: MIT */
/*
 * Complaints about the input.  One alone becomes the sentence of the
 * failure; of several each gets its line, and after twenty the load stops.
 */
#ifndef FOC_INGEST_COMPLAIN_H
#define FOC_INGEST_COMPLAIN_H

#include <stdbool.h>

#include "db/db.h"

#define COMPLAINTS_MAX	20

struct complaints {
	const struct foc_ingest *in;
	int	n;
	char	*held;			/* the newest, not yet said */
	int	status;			/* the worst */
};

void	complain(struct complaints *c, int status, const char *fmt, ...)
	    __attribute__((format(printf, 3, 4)));
static inline bool
complaints_stop(const struct complaints *c)
{
	return c->n >= COMPLAINTS_MAX;
}
/* FOC_OK where there are none, else the failure. */
int	complaints_end(struct complaints *c, struct foc *f);
/* A value of the input for a message, in quotes, cut; malloc'd. */
char	*quoted_value(const char *s, size_t len);

#endif
