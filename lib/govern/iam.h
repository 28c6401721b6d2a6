/* SPDX-License-Identifier: MIT */
/* The documents of a workload's role in one account. */
#ifndef FOC_GOVERN_IAM_H
#define FOC_GOVERN_IAM_H

#include <cjson/cJSON.h>

#include "govern/fill.h"
#include "govern/words.h"

struct iam {				/* JSON, one line each */
	char	*trust, *deny, *allow;
	char	*service;		/* what an AgentCore runtime needs, or NULL */
	char	*all;			/* deny and allow in one, for a
					 * permission set */
	bool	agentic;		/* that tier is approved */
};

/*
 * finops-{workload}-{4 characters}; of a permission set (set) the workload is
 * cut to fit.  malloc'd.
 */
int	iam_role_name(struct foc *f, const char *workload,
	    const char *request, const char *account, bool set, char **name);
/* FinOpsCenter-{workspace}-GatewayRole; malloc'd. */
char	*iam_gateway_role(const char *workspace);
char	*iam_role_arn(const char *account, const char *role);
/*
 * What request was granted in account.  FOC_REFUSED where AWS would not take
 * the documents for their size.
 */
int	iam_build(struct foc *f, const char *request, const char *account,
	    struct iam *d);
void	iam_free(struct iam *d);
/* Only whether that can be. */
int	iam_check(struct foc *f, const char *request, const char *account);

/* --- iam_policy.c: the policies before they are text */

struct iam_policies {
	const char *account, *runtime;
	struct words regions;		/* of the scopes */
	cJSON	*deny, *allow;
	bool	agentic, agentcore;	/* agentcore: of that platform */
};

int	iam_policies(struct foc *f, const char *request,
	    struct iam_policies *p);
void	iam_policies_free(struct iam_policies *p);
/* The filled template lib/govern/NAME as a tree. */
int	iam_document(struct foc *f, const char *name, const struct values *v,
	    cJSON **json);

#endif
