/* SPDX-License-Identifier: MIT */
#ifndef FOC_ORG_APPLY_H
#define FOC_ORG_APPLY_H

#include "db/db.h"
#include "org/config.h"

/*
 * Make the file's organisation that of o, one record a difference; *changes
 * is how many.  first: the file is being made, so nothing can stand in the
 * way and shares hold from ever.  Neither roles nor the audit are its task.
 */
int	org_change(struct foc *f, const struct org *o, bool first,
	    struct foc_out *out, int64_t *changes);
/* org_read for a handle; the sentence is on it. */
int	org_load(struct foc *f, struct org *o, const char *name,
	    const char *text, size_t len);
/* Note the file's hash and add the event; role is who did it. */
int	org_record(struct foc *f, const char *role, const char *text,
	    size_t len);

#endif
