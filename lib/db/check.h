/* SPDX-License-Identifier: MIT */
#ifndef FOC_DB_CHECK_H
#define FOC_DB_CHECK_H

#include "db/handle.h"

/* One line of foc-db check. */
void	check_report(struct foc_out *out, const char *what, bool ok,
	    const char *detail);
/*
 * Every row that an event does not bind by itself, against its seal: what is
 * hurt is told by load and day, or by table and number.
 */
int	check_rows(struct foc *f, struct foc_out *out);

#endif
