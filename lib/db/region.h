/* SPDX-License-Identifier: MIT */
/*
 * Which regions there are: those we know, those that the policy of foc.yaml
 * adds, and those of imported models and prices.
 */
#ifndef FOC_DB_REGION_H
#define FOC_DB_REGION_H

#include "db/db.h"

/*
 * FOC_USAGE where region has not the form of one, FOC_REFUSED, with the
 * nearest name, where nobody knows it.  option begins the sentence.
 */
int	region_known(struct foc *f, const char *option, const char *region);
/*
 * The same for what commands and policies are made for: FOC_REFUSED also in
 * the partitions whose names begin otherwise (GovCloud, China).
 */
int	region_usable(struct foc *f, const char *option, const char *region);

#endif
