/* SPDX-License-Identifier: MIT */
#ifndef FOC_SPEND_WORKLOAD_H
#define FOC_SPEND_WORKLOAD_H

#include "db/db.h"

/* The workload that "csbot" or "wl-csbot" means; the caller's (free). */
int	workload_find(struct foc *f, const char *word, char **name);

#endif
