/* SPDX-License-Identifier: MIT */
/* What a CloudTrail log file says of calls to the Claude Platform. */
#ifndef FOC_INGEST_TRAIL_H
#define FOC_INGEST_TRAIL_H

#include <stdbool.h>

#include "db/db.h"

#define TRAIL_HASH_BYTES	16

struct trail_call {
	unsigned char hash[TRAIL_HASH_BYTES];	/* of the event's id */
	int64_t	hour;
	char	*workspace, *role, *account;
	bool	batch;
	bool	has_tokens;
	int64_t	tokens;
};

struct trail_file {
	struct trail_call *call;
	size_t	n, max;
	int64_t	events;			/* all records, n of them calls */
	int64_t	homeless;		/* calls that name no workspace */
};

/*
 * Read the text of a log file, {"Records":[...]}.  FOC_BAD_INPUT with the
 * first thing that is wrong in it, "record 3: ...".
 */
int	trail_read(struct trail_file *t, const char *text, size_t len,
	    struct err *e);
void	trail_free(struct trail_file *t);

#endif
