/* SPDX-License-Identifier: MIT */
/* What can be done about an allocation gap, written out. */
#ifndef FOC_GOVERN_GAP_H
#define FOC_GOVERN_GAP_H

#include "govern/steps.h"

enum gap_column {			/* of the statement gap_facts */
	GAP_ID, GAP_CLASS, GAP_SCENARIO, GAP_ACCOUNT, GAP_PLATFORM, GAP_MODEL,
	GAP_PRINCIPAL, GAP_RESOURCE, GAP_WORKSPACE, GAP_WORKLOAD, GAP_NAME,
	GAP_REGIONS, GAP_AMOUNT, GAP_FROM, GAP_TO, GAP_SINCE, GAP_ANCHOR,
	GAP_PRODUCTS, GAP_CLAIM, GAP_NAMED, GAP_MODEL_ID, GAP_UNITS,
	GAP__MAX
};

struct gap_facts {
	char	*is[GAP__MAX];		/* "" where there is none */
};

/* FOC_REFUSED where there is no such gap. */
int	gap_read(struct foc *f, const char *id, const char *workload,
	    struct gap_facts *g);
void	gap_free(struct gap_facts *g);
bool	gap_is(const struct gap_facts *g, const char *scenario);

/*
 * ASSIGN, SET_UP, NOTIFY_OWNER, REQUEST, BLOCK, ADD_SCOPE or UNBLOCK as one
 * step: title, instruction, commands, page.
 */
int	gap_steps(struct foc *f, const struct gap_facts *g,
	    const char *action, const char *rationale, struct steps *s);

#endif
