/* SPDX-License-Identifier: MIT */
/* Tasks: what a Cloud Engineer does for a granted scope. */
#ifndef FOC_GOVERN_TASK_H
#define FOC_GOVERN_TASK_H

#include "govern/steps.h"

#define TASK_STEPS_MAX	STEPS_MAX

struct artefact {			/* what a step hands back */
	const char *key;		/* NULL: nothing */
	const char *value;		/* this; NULL: the role's ARN */
};

/* A kind of task.  Those of other platforms get their row here. */
struct task_kind {
	const char *type;
	const char *tmpl;
	struct artefact artefact[TASK_STEPS_MAX];
	int	n;			/* steps */
};

const struct task_kind *task_kind(const char *type);	/* NULL: none */

struct task {
	char	*id, *request, *scope, *workload, *type, *state;
	char	*platform, *model, *account, *region, *role;
	char	*runtime, *availability;
	char	*role_arn;
	const struct task_kind *kind;
};

/* FOC_REFUSED where there is none. */
int	task_load(struct foc *f, const char *id, struct task *t);
void	task_free(struct task *t);
/* The steps with everything filled in. */
int	task_steps(struct foc *f, const struct task *t, struct steps *s);
/* The record, without and with its steps. */
int	task_give(struct foc *f, const char *id, struct foc_out *out);

#endif
