/* SPDX-License-Identifier: MIT */
/* Stopping and resuming a workload, and running what that takes. */
#ifndef FOC_CMD_STOP_H
#define FOC_CMD_STOP_H

#include "cli.h"

struct stop_how {
	struct foc_stop stop;
	bool	apply;			/* run the commands with aws */
	const char *timeout;		/* seconds for one; NULL: 60 */
};

/*
 * Move the workload of the first operand.  The file first: whatever becomes
 * of the commands, it is stopped there.
 */
int	stop_move(struct cli *c, struct stop_how *how);

#endif
