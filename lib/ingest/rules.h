/* SPDX-License-Identifier: MIT */
/*
 * The classification rules: rules.tsv, and before them those of foc.yaml.
 */
#ifndef FOC_INGEST_RULES_H
#define FOC_INGEST_RULES_H

#include <stdbool.h>
#include <stddef.h>

#include "db/db.h"

enum when {				/* what conditions look at */
	WHEN_ENTITY, WHEN_CODE, WHEN_PRODUCT, WHEN_USAGE, WHEN_RESOURCE,
	WHEN_OPERATION, WHEN_UNIT, WHEN_DESCRIPTION, WHEN_LINE_TYPE,
	WHEN_PLATFORM, WHEN_TOKEN_TYPE, WHEN__MAX
};

enum then {				/* what rules say */
	THEN_PLATFORM, THEN_FEATURE, THEN_TOKEN_TYPE, THEN_TIER,
	THEN_GEOGRAPHY, THEN_UNIT, THEN_PER_UNIT, THEN_MODEL, THEN_SPEND,
	THEN_APART, THEN_UNVERIFIED, THEN_ENDPOINT, THEN__MAX
};

enum stage {
	STAGE_USER, STAGE_PLATFORM, STAGE_OPAQUE, STAGE_METER, STAGE_TIER,
	STAGE_GEOGRAPHY, STAGE_ENDPOINT, STAGE_UNIT, STAGE_TYPE, STAGE__MAX
};

struct rule {
	enum stage stage;
	const char *name;
	const char *when[WHEN__MAX];	/* patterns, NULL: any */
	const char *then[THEN__MAX];	/* NULL: says nothing */
};

struct rules {
	struct rule *rule;		/* by stage, in order */
	size_t	n;
	size_t	first[STAGE__MAX + 1];
	const char **cut;		/* words that end a model's name */
	size_t	n_cut;
};

#define PLATFORM_NONE	"NONE"		/* a rule's word for: not AI */

int	rules_load(struct foc *f, struct rules *r);
void	rules_free(struct rules *r);

/*
 * Does any of the patterns (| between them) fit the len bytes at s?  Case of
 * ASCII letters does not matter.
 */
bool	pattern_fits(const char *patterns, const char *s, size_t len);
/*
 * Do the conditions hold?  1 yes, 0 no, -1: it depends on values that are
 * NULL, which is to say not known.
 */
int	rule_fits(const struct rule *r, const char *const value[WHEN__MAX]);
/* The first of a stage that fits, or NULL. */
const struct rule *rules_first(const struct rules *r, enum stage stage,
    const char *const value[WHEN__MAX]);

#endif
