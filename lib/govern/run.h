/* SPDX-License-Identifier: MIT */
/*
 * Running a program without a shell: an explicit argv, nothing on standard
 * input, what it says kept to a limit, and never for longer than agreed.
 */
#ifndef FOC_GOVERN_RUN_H
#define FOC_GOVERN_RUN_H

#include "db/db.h"

#define RUN_OUT_MAX	65536		/* bytes kept of each stream */

enum run_end {
	RUN_EXITED,		/* by itself, with exit_status */
	RUN_KILLED,		/* by a signal that was not ours */
	RUN_TIMED_OUT,		/* killed by us, with what it had started */
	RUN_INTERRUPTED,	/* likewise: foc_interrupted */
	RUN_NOT_STARTED		/* exit_status is an errno */
};

struct run_result {
	enum run_end end;
	int	exit_status;
	char	*out, *err;	/* malloc'd texts; free with run_free */
};

void	run_program(const struct foc_run *how, char *const *argv,
	    struct run_result *r);
void	run_free(struct run_result *r);

/*
 * A private directory (0700) for files that a program reads: scratch_add
 * writes one, scratch_remove takes all away.
 */
struct scratch {
	char	*dir;
	char	**path;
	size_t	n;
};

int	scratch_make(struct foc *f, const char *below, struct scratch *s);
int	scratch_add(struct foc *f, struct scratch *s, const char *name,
	    const char *text);
void	scratch_remove(struct scratch *s);

#endif
