/* SPDX-License-Identifier: MIT */
/* What a CloudTrail log file says of calls to the Claude Platform. */
#ifndef FOC_INGEST_TRAIL_H
#define FOC_INGEST_TRAIL_H

#include <stdbool.h>

#include "core/json.h"
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
 * Read a log file, {"Records":[...]}, as it comes; t is empty at first.
 * trail_feed is false where the rest need not be read.  trail_close frees r:
 * FOC_OK, or FOC_BAD_INPUT with the first thing that is wrong in it, "record
 * 3: ...", and t has nothing.
 */
struct trail_reader *trail_open(struct trail_file *t);
bool	trail_feed(struct trail_reader *r, const char *s, size_t n);
int	trail_close(struct trail_reader *r, struct err *e);
void	trail_free(struct trail_file *t);

/* The next record of a file. */
int	trail_record(struct trail_file *t, const cJSON *event, struct err *e);

#endif
