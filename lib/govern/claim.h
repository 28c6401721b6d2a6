/* SPDX-License-Identifier: MIT */
/* Periods in which anchors speak for workloads. */
#ifndef FOC_GOVERN_CLAIM_H
#define FOC_GOVERN_CLAIM_H

#include "db/db.h"

/*
 * The workload that NAME, wl-NAME or br-N means; malloc'd.  FOC_REFUSED where
 * there is none.
 */
int	claim_workload(struct foc *f, const char *what, char **workload);
/* --since and --until: a time that has come. */
int	claim_time(struct foc *f, const char *option, const char *text,
	    int64_t *t);
/*
 * FOC_REFUSED, naming who, where something else speaks for the value of the
 * anchor at any time of [from, to); to DB_NULL: no end.  Its own period that
 * begins at `but` does not count.
 */
int	claim_is_free(struct foc *f, const char *anchor, int64_t from,
	    int64_t to, int64_t but);
/* A first or a further period, open at its end, with its event. */
int	claim_begin(struct foc *f, const char *anchor, int64_t since,
	    const char *rationale);
/*
 * The open period of the anchor ends at `at`; nothing where it has none.  It
 * is replaced by a period with an end, so that what was known before stays.
 */
int	claim_end(struct foc *f, const char *anchor, int64_t at,
	    const char *role, const char *verb, const char *reason);

#endif
