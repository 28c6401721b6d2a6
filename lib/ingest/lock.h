/* SPDX-License-Identifier: MIT */
#ifndef FOC_INGEST_LOCK_H
#define FOC_INGEST_LOCK_H

#include "db/db.h"

/*
 * One ingest at a time: the lock FILE.ingest is held from beginning to end,
 * so that what was begun and not finished is ours or a dead one's.  Close the
 * descriptor, where it is not -1, to let go.
 */
int	ingest_lock(struct foc *f, int *fd);

#endif
