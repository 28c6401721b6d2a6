/* SPDX-License-Identifier: MIT */
/*
 * The bytes of one input file, read and inflated, and hashed as they lie in
 * the file: by a thread of their own for each, or by the caller's.
 */
#ifndef FOC_INGEST_SOURCE_H
#define FOC_INGEST_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/err.h"
#include "core/sha.h"

#define SOURCE_BLOCK	((size_t)512 * 1024)
#define SOURCE_BEFORE	((size_t)1024 * 1024 + 64)	/* a block's margins */
#define SOURCE_BEHIND	((size_t)64)

struct source;

struct source_facts {
	int64_t	bytes;			/* as stored */
	unsigned char sha256[SHA_BYTES];
};

/*
 * Read fd, which becomes the source's own, to its end.  gzip is known by
 * its first bytes; name is only looked at for ".gz".  With threads false, or
 * where there can be none, the caller's thread does it all.
 */
struct source *source_open(int fd, const char *name, bool threads);
/*
 * The next block, or NULL at the end, whether good or bad.  The margins of
 * SOURCE_BEFORE and SOURCE_BEHIND bytes around it may be written too.  Give
 * it back before the next.
 */
char	*source_take(struct source *s, size_t *len);
void	source_give(struct source *s);
/* Bytes of the file that were read so far. */
int64_t	source_done(const struct source *s);
/*
 * Wait for the threads and free.  FOC_OK with the facts, or why the file
 * could not be read (no file name in it).  May be called early: the rest of
 * the file is then left unread, and the facts are worth nothing.
 */
int	source_close(struct source *s, struct source_facts *facts,
	    struct err *e);

#endif
