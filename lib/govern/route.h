/* SPDX-License-Identifier: MIT */
/* How a model is called in a region: by itself, or through a profile. */
#ifndef FOC_GOVERN_ROUTE_H
#define FOC_GOVERN_ROUTE_H

#include "govern/words.h"

enum route_kind {
	ROUTE_REGION, ROUTE_GEOGRAPHY, ROUTE_GLOBAL,
	ROUTE_WORKSPACE			/* of the Claude Platform */
};

struct route {
	enum route_kind kind;
	char	*model_id;		/* what AWS calls the model */
	char	*vendor;
	char	*profile_id;		/* with GEOGRAPHY and GLOBAL, else NULL */
	char	*application;		/* ARN of an application profile, or NULL */
	struct words destinations;	/* where a call may be answered */
};

const char *route_word(enum route_kind kind);	/* "REGION", ... */
/* The id that an application calls. */
const char *route_invoke_id(const struct route *r);
/* Where an application calls it; malloc'd. */
char	*route_endpoint(const struct route *r, const char *region);

/* The canonical id of a model by any of its names; malloc'd. */
int	catalog_find(struct foc *f, const char *name, char **model);
/*
 * What the catalog says now.  STANDARD: in the region where the model allows
 * it, else through the profile of the geography.  PRODUCTION_HA: through that
 * profile.  A global profile only where there is no other.  FOC_REFUSED where
 * the catalog knows that the model is not offered there.
 */
int	route_find(struct foc *f, const char *platform, const char *model,
	    const char *region, const char *availability, struct route *r);
/* What was decided for a scope. */
int	route_of_scope(struct foc *f, const char *scope, struct route *r);
/* The same from a row that has the columns of scope_route from col on. */
void	route_of_row(struct rows *q, int col, struct route *r);
void	route_free(struct route *r);

/* ARNs for policies; malloc'd. */
char	*route_profile_arn(const struct route *r, const char *region,
	    const char *account);
/* The foundation model in every region that may answer. */
void	route_model_arns(const struct route *r, struct words *arns);
/* A sentence about what availability asks and what is had; malloc'd. */
char	*route_note(const struct route *r, const char *model,
	    const char *region, const char *availability);

#endif
