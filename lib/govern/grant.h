/* SPDX-License-Identifier: MIT */
/* A grant between its reading and its making. */
#ifndef FOC_GOVERN_GRANT_H
#define FOC_GOVERN_GRANT_H

#include "db/machine.h"
#include "govern/words.h"

struct platform {
	const char *name;
	const char *task;		/* NULL: is not offered yet */
	enum machine_id scope;
};

struct grant {
	struct foc *f;
	const char *id;			/* of the request */
	const struct platform *platform;
	const char *priority, *rationale;
	char	*model;
	struct words accounts, regions;
	/* of the request */
	char	*workload, *availability, *requested_tokens;
	int64_t	requested_usd, from, to, growth;
	bool	has_case;
	/* decided */
	int64_t	usd, due;
	char	*tokens;
	bool	acknowledged;		/* the business case */
};

/* What was asked for, and what the lead decides about it, checked. */
int	grant_read(struct grant *g, const struct foc_grant *o);
void	grant_free(struct grant *g);

#endif
