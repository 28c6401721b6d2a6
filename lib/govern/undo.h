/* SPDX-License-Identifier: MIT */
#ifndef FOC_GOVERN_UNDO_H
#define FOC_GOVERN_UNDO_H

#include "db/db.h"

/*
 * The commands that take back what a withdrawn or retired request brought
 * about in AWS, as a JSON array (malloc'd); NULL where there is nothing, or
 * the request goes on.
 */
int	undo_commands(struct foc *f, const char *request, char **json);

#endif
