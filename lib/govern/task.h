/* SPDX-License-Identifier: MIT */
/* Tasks: what a Cloud Engineer does for what was granted. */
#ifndef FOC_GOVERN_TASK_H
#define FOC_GOVERN_TASK_H

#include "govern/iam.h"
#include "govern/route.h"
#include "govern/steps.h"

#define TASK_STEPS_MAX	STEPS_MAX
#define TASK_KEYS_MAX	2		/* that one step hands back */

/* A kind of task; the variants of a type have the same number of steps. */
struct task_kind {
	const char *type;
	const char *variant;		/* NULL: the only one */
	const char *tmpl;
	const char *key[TASK_STEPS_MAX][TASK_KEYS_MAX];
	int	n;			/* steps */
};

struct task {
	char	*id, *request, *scope, *workload, *type, *state;
	char	*platform, *model, *account, *region, *role;
	char	*runtime, *availability, *workspace, *workspace_id;
	char	*action_scope, *replaces, *map_id, *map_method;
	char	*environment, *after, *had_function, *permission_set;
	char	*application, *use_case;
	/* of those */
	char	*role_arn;		/* "" where AWS will name the role */
	char	*function, *function_arn;	/* of a gateway */
	const struct task_kind *kind;
	bool	claude, set;		/* platform; a permission set */
	bool	export;			/* of the bill: for no request */
};

/* FOC_REFUSED where there is none. */
int	task_load(struct foc *f, const char *id, struct task *t);
void	task_free(struct task *t);
/* The record, without its steps. */
int	task_give(struct foc *f, const char *id, struct foc_out *out);

/* --- task_text.c */

struct selectors;
/*
 * The steps with everything filled in; sel, where not NULL, is what a trail
 * has now.
 */
int	task_steps(struct foc *f, const struct task *t,
	    const struct selectors *sel, struct steps *s);

/* --- task_workspace.c: documents of the Claude Platform */

struct workspace_text {
	char	*stack, *desired, *body, *gateway;
	char	*tag_list;		/* "a=b, c=d" */
	const char *geo;		/* "us", or "" where none may be set */
	bool	cut;			/* a tag had characters AWS has not */
};

int	workspace_text(struct foc *f, const struct task *t,
	    const char *model_id, struct workspace_text *w);
void	workspace_text_free(struct workspace_text *w);
/* The tags of a workspace: environment and element1 to element4. */
int	workspace_tags(struct foc *f, const struct task *t, cJSON **tags,
	    bool *cut);

/* --- selectors.c: what a CloudTrail trail records */

struct selectors {
	char	*was;			/* the text that was read */
	char	*trail;			/* ARN */
	char	*region;		/* of the trail */
	char	*merged;		/* JSON */
	bool	covered;		/* nothing has to be written */
};

/* json: the output of get-event-selectors. */
int	selectors_read(struct foc *f, const char *text, size_t len,
	    const char *workspace_arn, struct selectors *s);
void	selectors_free(struct selectors *s);

/* --- task_check.c: what the output of the AWS CLI proves */

struct proof {
	char	*value[TASK_KEYS_MAX];	/* of the step's keys, or NULL */
	char	*text;			/* what it was, and its SHA-256 */
};

/* Each of the n texts must prove something of step; all of them all of it. */
int	task_check(struct foc *f, const struct task *t, int step,
	    const struct foc_text *texts, size_t n, struct proof *p);
void	proof_free(struct proof *p);
/* FOC_REFUSED where value is not what was decided, or of its form. */
int	artefact_check(struct foc *f, const struct task *t, int step,
	    const char *key, const char *value);
/* What the value has to be, or how it looks; malloc'd. */
char	*artefact_hint(const struct task *t, const char *key);

/* --- task_export.c: the export of the bill, which is a prerequisite */

/* texts show that it is as it has to be, and the prerequisite is PASSED; or
 * there are none, and it is met already.  *proof is malloc'd, or NULL. */
int	export_check(struct foc *f, const struct task *t, int step,
	    const struct foc_text *texts, size_t n, char **proof);

/* --- task_finish.c */

/* A step is recorded: what it handed back goes where it belongs. */
int	task_keep(struct foc *f, const struct task *t, const char *key,
	    const char *value);
/* The last step is recorded: the task, its scope, and what waits for it. */
int	task_finish(struct foc *f, const struct task *t);

#endif
