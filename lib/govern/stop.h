/* SPDX-License-Identifier: MIT */
/*
 * The stop switch.  A plan is what has to be done in AWS for a stop or a
 * resume of a workload: actions from stop.tsv, one for each thing that they
 * concern, with what came of them so far.
 */
#ifndef FOC_GOVERN_STOP_H
#define FOC_GOVERN_STOP_H

#include "core/json.h"
#include "govern/words.h"

#define SCP_MAX		10240		/* characters that AWS takes */
#define SCP_POLICY_ID	"scp_policy_id"

enum stop_result {
	STOP_PENDING, STOP_DONE, STOP_FAILED,
	STOP_NOT_NEEDED,		/* what went before made it so */
	STOP_MANUAL,			/* no command does it */
	STOP__MAX
};

const char *stop_result_word(enum stop_result r);

struct stop_action {
	char	*account;		/* whose credentials; "": unknown */
	char	*target;
	char	*action;		/* tag-role; with target, its name */
	char	*gives, *for_each, *done_if;	/* "": nothing */
	char	*why;
	char	**argv;			/* n words and a NULL */
	size_t	n;
	enum stop_result result;
	char	*detail;		/* what came of it; "" */
	char	*gave;			/* "" */
};

struct stop_plan {
	const char *workload;		/* the caller's */
	bool	resume;
	int64_t	event;			/* that this is the plan of */
	char	*policy;		/* id of the SCP; NULL: unknown */
	struct stop_action *action;
	size_t	n;
	struct words limits;
	char	*shared;		/* JSON: who uses the same */
};

/*
 * profiles: "ACCOUNT=NAME", n of them, for --profile of aws.  In every case
 * free the plan.
 */
int	stop_plan(struct foc *f, const struct foc_stop *s,
	    const char *workload, struct stop_plan *p);
void	stop_plan_free(struct stop_plan *p);
/* See what is not needed any more, after a result was added. */
void	stop_plan_settle(struct stop_plan *p);
/* The value of that name that an action gave; "" where none did. */
const char *stop_plan_value(const struct stop_plan *p, const char *name);

/* Documents that commands name as file://NAME; minified, malloc'd. */
struct stop_document {
	const char *name, *source;
};
extern const struct stop_document stop_documents[];	/* ends with NULL */
char	*stop_document_text(const struct stop_document *d);
/* Characters of the inline policy, for which a role must have room. */
size_t	stop_policy_size(void);
/* The commands of the plan read it. */
bool	stop_plan_reads(const struct stop_plan *p,
	    const struct stop_document *d);

int	stop_give(struct foc *f, const struct stop_plan *p,
	    struct foc_out *out);

/* Is it what AWS calls the id of a policy? */
bool	stop_is_policy_id(const char *id);
/* Keep the id of the organisation's SCP. */
int	stop_keep_policy(struct foc *f, const char *role, const char *id);
/* The actor may; *as is the role.  FOC_REFUSED if not, or not now. */
int	stop_may(struct foc *f, const struct foc_stop *s,
	    const char *workload, const char **as, bool *again);

#endif
