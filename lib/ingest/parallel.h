/* SPDX-License-Identifier: MIT */
/*
 * Several files at once, up to as many as there are processors.
 *
 * Every reader has a run of its own, a shard, and moves what it found into
 * the whole when a file ends or it has many cells.  Readers say nothing: where
 * any of them has something to complain about, all is dropped and the files
 * are read one after the other, so that messages and their order are those of
 * that.
 */
#ifndef FOC_INGEST_PARALLEL_H
#define FOC_INGEST_PARALLEL_H

#include "ingest/run.h"

/*
 * Read all files of the delivery into run.  False where that was not done:
 * they are to be read in turn, into run as it was.
 */
bool	parallel_read(struct run *run);

/* --- for the reader of one file */

/* Between two blocks; false: stop, for all is dropped. */
bool	shard_go_on(struct run *run);
/* May the file have threads of its own, for inflating and hashing? */
bool	shard_has_threads(const struct run *run, uint32_t file);
/* Add the bytes and rows of the files that are done. */
void	shard_done(const struct run *run, int64_t *bytes, int64_t *rows);

#endif
