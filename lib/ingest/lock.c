/* SPDX-License-Identifier: MIT */
#include "ingest/lock.h"

int
ingest_lock(struct foc *f, int *fd)
{
	return db_lock_beside(f, ".ingest", "another ingest", fd);
}
