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
 * SHA-256 over the rows that make up an object; no rows at all is an honest
 * digest too.  What is no object of its own is bound with all facts.
 */
int	audit_digest(struct foc *f, const char *object,
	    unsigned char out[SHA_BYTES]);
/* Over the rows of one statement, which is asked with the object. */
int	audit_rows_digest(struct foc *f, enum sql_id id, const char *object,
	    unsigned char out[SHA_BYTES]);
/* The chain, event by event; *n events, the last hash in last. */
int	audit_verify_chain(struct foc *f, int64_t *n,
	    unsigned char last[SHA_BYTES]);
/* Every object against what its newest event bound. */
int	audit_verify_objects(struct foc *f);

#endif
