/* SPDX-License-Identifier: MIT */
/* An event of the audit and its hash: what writer and verifier share. */
#ifndef FOC_DB_AUDIT_H
#define FOC_DB_AUDIT_H

#include "core/sha.h"
#include "db/handle.h"

struct audit_event {
	int64_t	seq, at, uid, login_uid;
	bool	has_login;
	const char *actor, *role, *verb, *object, *before, *after, *rationale;
	const unsigned char *digest;		/* NULL: none */
	unsigned char prev[SHA_BYTES];
	unsigned char hash[SHA_BYTES];
};

void	audit_hash(const struct audit_event *e, const char *db_id,
	    unsigned char out[SHA_BYTES]);
/*
 * SHA-256 over the rows that make up an object.  *found is false where the
 * object is of no kind that has rows; no rows at all is an honest digest too.
 */
int	audit_digest(struct foc *f, const char *object, bool *found,
	    unsigned char out[SHA_BYTES]);

#endif
