/* SPDX-License-Identifier: MIT */
/*
 * Models as they are listed somewhere, and the catalog that they go into.
 */
#ifndef FOC_GOVERN_LISTING_H
#define FOC_GOVERN_LISTING_H

#include "core/json.h"
#include "govern/words.h"

struct listing {
	struct foc *f;
	struct foc_out *out;
	const char *file;
	const char *what;		/* models or profiles */
	char	*source;		/* of what is new */
	const cJSON *list;		/* all that is listed */
	const char *key;		/* of an id in it */
	int64_t	rows, added, changed, unchanged, skipped;
	struct words unknown;
};

struct listed {				/* one model as it is listed */
	const char *platform, *vendor, *name, *model_id;
	int	in_region;		/* -1: not said */
};

/*
 * Bring one model into the catalog: new ones wait for review, of those that
 * are known what was decided stands.  *model (malloc'd) is its canonical id.
 */
int	listing_resolve(struct listing *im, const struct listed *l,
	    char **model);
int	listing_take(struct listing *im, const struct listed *l,
	    const char *model);
/* A change record; op is "+" or "~". */
int	listing_say(struct listing *l, const char *op, const char *what,
	    const char *name, const char *detail);

/*
 * The canonical id that an id of AWS leads to: no vendor, revision or date.
 * With full, revision and date stay.  malloc'd.
 */
char	*model_canonical(const char *model_id, bool full);

#endif
