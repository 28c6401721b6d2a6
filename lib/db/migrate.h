/* SPDX-License-Identifier: MIT */
#ifndef FOC_DB_MIGRATE_H
#define FOC_DB_MIGRATE_H

#include "db/handle.h"

/* Are the tables and all else those that the version had when it came out? */
int	schema_known(struct foc *f, int64_t version, bool *known);

#endif
