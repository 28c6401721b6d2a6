/* SPDX-License-Identifier: MIT */
/* Who may do what to a request, beyond the roles of the machines. */
#ifndef FOC_GOVERN_DUTY_H
#define FOC_GOVERN_DUTY_H

#include "db/db.h"

enum duty {
	DUTY_REQUESTER, DUTY_APPROVER, DUTY_IMPLEMENTER,	/* of a request */
	DUTY_TASK_APPROVER,		/* of a task */
	DUTY_PROPOSER			/* of a scope */
};

/* The user id to record: a sandbox records none. */
int64_t	duty_uid(const struct foc *f);
/* The actor owns the product, or stands in for its owner. */
int	duty_owner(struct foc *f, const char *what, const char *verb,
	    int64_t product);
int	duty_owner_of_request(struct foc *f, const char *request,
	    const char *verb);
/*
 * The actor is neither the person nor, outside a sandbox, the user who held
 * that duty on the request, task or scope.  what is the subject of a refusal,
 * role who else has to "must" instead.
 */
int	duty_apart(struct foc *f, const char *what, const char *request,
	    const char *verb, enum duty d, const char *role,
	    const char *must);
/* A reason is given and is fit to keep. */
int	duty_rationale(struct foc *f, const char *what, const char *option,
	    const char *text);

#endif
