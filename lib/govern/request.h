/* SPDX-License-Identifier: MIT */
#ifndef FOC_GOVERN_REQUEST_H
#define FOC_GOVERN_REQUEST_H

#include "db/db.h"

/* The record of one request; FOC_REFUSED where there is none. */
int	request_give(struct foc *f, const char *id, struct foc_out *out);

#endif
