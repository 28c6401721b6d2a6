/* SPDX-License-Identifier: MIT */
/* The documents of a workload's role in one account. */
#ifndef FOC_GOVERN_IAM_H
#define FOC_GOVERN_IAM_H

#include "govern/words.h"

struct iam {				/* JSON, one line each */
	char	*trust, *deny, *allow;
};

/* finops-{workload}-{4 characters}; malloc'd. */
int	iam_role_name(struct foc *f, const char *workload,
	    const char *request, const char *account, char **name);
char	*iam_role_arn(const char *account, const char *role);
/*
 * What request was granted in account.  FOC_REFUSED where AWS would not take
 * the documents for their size.
 */
int	iam_build(struct foc *f, const char *request, const char *account,
	    struct iam *d);
void	iam_free(struct iam *d);

#endif
