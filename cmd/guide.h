/* SPDX-License-Identifier: MIT */
/* The guided prompt of foc-request new. */
#ifndef FOC_GUIDE_H
#define FOC_GUIDE_H

#include "cli.h"

/*
 * Ask for everything that a request needs, on the terminal, and show it.
 * FOC_OK where it is to be submitted; FOC_REFUSED, and said, where it is not.
 */
int	guide_request(struct cli *c, struct foc_request_new *r);

#endif
