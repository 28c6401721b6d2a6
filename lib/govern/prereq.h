/* SPDX-License-Identifier: MIT */
#ifndef FOC_GOVERN_PREREQ_H
#define FOC_GOVERN_PREREQ_H

#include "db/db.h"

struct verdict {			/* of a file of the AWS CLI */
	const char *name;		/* of the prerequisite */
	char	account[16];		/* "" where it is of none */
	bool	passed;
	char	*evidence;		/* malloc'd */
};

/*
 * Judge a file by what it is.  account: NULL, or what the file lacks.
 * FOC_BAD_INPUT where it is none that shows a prerequisite.
 */
int	prereq_judge(struct foc *f, const char *file, const char *text,
	    size_t len, const char *account, struct verdict *v);

/* The commands that mend it, malloc'd; NULL where none are known. */
char	*prereq_fix(const char *name, const char *account);
/*
 * What was recorded as PASSED is UNKNOWN again, and what is UNKNOWN has this
 * for its evidence; what has FAILED or is WAIVED stays as it was decided.
 */
int	prereq_doubt(struct foc *f, const char *name, const char *object,
	    const char *why);
/* Take verb ("pass", ...) and keep what was seen; in foc_begin. */
int	prereq_record(struct foc *f, const char *name, const char *account,
	    const char *verb, const char *seen);

#endif
