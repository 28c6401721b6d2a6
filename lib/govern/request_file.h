/* SPDX-License-Identifier: MIT */
/* How a complaint about a value of a request begins. */
#ifndef FOC_GOVERN_REQUEST_FILE_H
#define FOC_GOVERN_REQUEST_FILE_H

#include "db/db.h"

/*
 * "--use-case", in a prompt "use-case", and of what a file says
 * "request.yaml:3: use_case".  value NULL: of what is missing.
 */
const char *request_label(const struct foc_request_new *r,
	    const char *option, const char *value);
/* A complaint about a file is bad input, not bad usage. */
int	request_status(struct foc *f, const struct foc_request_new *r,
	    int status);

#endif
