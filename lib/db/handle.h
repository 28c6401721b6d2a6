/* SPDX-License-Identifier: MIT */
/* What the files of lib/db share. */
#ifndef FOC_DB_HANDLE_H
#define FOC_DB_HANDLE_H

#include <sqlite3.h>

#include "db/db.h"

#define DB_APPLICATION_ID	0x666f6331	/* "foc1" */
#define DB_VERSION		2

/* What mends most of what is hurt, and what can be put back. */
#define RESTORE		"foc-db restore brings a backup back"
#define A_BACKUP	"foc-db restore takes what foc-db backup wrote"

/* The sentence for what SQLite just said; maps to a status. */
int	db_fail(struct foc *f, const char *what);
/* Pragmas, limits and functions that every connection needs. */
int	db_settings(struct foc *f);
int	db_functions(struct foc *f);
/* From here on statements change neither schema, settings nor old events. */
int	db_guard(struct foc *f);
/* The lock file of path: flock, waiting up to f->wait seconds. */
int	db_lock(struct foc *f);
void	db_unlock(struct foc *f);
/* A write transaction of whoever it is: foc_begin without its questions. */
int	db_begin(struct foc *f);
/* From here on queries see what was so at as_of. */
int	past_open(struct foc *f, int64_t as_of);
/* --- was.c: the rows of governed tables before each change */
/* The triggers of a new file that keep them. */
int	was_keep(struct foc *f);
/* Put them into the tables of past.sql. */
int	was_restore(struct foc *f);
/* Take the id of the file into the hash of an event. */
int	audit_genesis(struct foc *f);

#endif
