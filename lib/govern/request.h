/* SPDX-License-Identifier: MIT */
#ifndef FOC_GOVERN_REQUEST_H
#define FOC_GOVERN_REQUEST_H

#include "db/db.h"

/* The record of one request; FOC_REFUSED where there is none. */
int	request_give(struct foc *f, const char *id, struct foc_out *out);
/* The same of a wish for a model, ma-1. */
int	access_give(struct foc *f, const char *id, struct foc_out *out);
/* The FinOps lead's word on one. */
int	access_grant(struct foc *f, const char *id, const char *platform,
	    const char *rationale, struct foc_out *out);
int	access_decline(struct foc *f, const char *id, const char *rationale,
	    struct foc_out *out);

#endif
