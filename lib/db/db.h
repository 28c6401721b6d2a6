/* SPDX-License-Identifier: MIT */
/*
 * The file, for the rest of the library: statements by name, transactions,
 * the audit.  Nothing outside lib/db sees SQLite.
 */
#ifndef FOC_DB_H
#define FOC_DB_H

#include <stdatomic.h>

#include "core/err.h"
#include "core/money.h"
#include "core/utc.h"
#include "foc.h"
#include "sql.h"

struct sqlite3;
struct sqlite3_stmt;

/* Roles as a set. */
enum role {
	ROLE_PRODUCT_OWNER	= 1 << 0,
	ROLE_FINOPS_LEAD	= 1 << 1,
	ROLE_CLOUD_ENGINEER	= 1 << 2,
	ROLE_PORTFOLIO_OWNER	= 1 << 3,
	ROLE_FINANCE		= 1 << 4,
	ROLE_ADMIN		= 1 << 5,
	ROLE_OPERATOR		= 1 << 6,
	ROLE_ANY		= (1 << 7) - 1
};

struct foc {
	struct sqlite3	*db;
	struct sqlite3_stmt *stmt[SQL__MAX];	/* prepared on first use */
	bool	 busy[SQL__MAX];		/* in use by some struct rows */
	/* Sealed tables, by their bits (seal.h): what each statement writes,
	   what this transaction did, looked at before, and found hurt. */
	uint32_t writes[SQL__MAX], preparing;
	uint32_t dirty, checked, hurt;
	struct err err;
	char	*path;
	int	 lock_fd;			/* -1: not held */
	uint64_t dev, ino;			/* what was opened; 0: nothing */
	int	 wait;				/* seconds for the lock */
	bool	 write;
	bool	 dry_run;
	bool	 backup;			/* only read, to restore it */
	bool	 in_tx;
	bool	 held;				/* one moment is read, all along */
	bool	 created;			/* by foc_create, not finished */
	bool	 sandbox;
	bool	 past;				/* as it was at the time now */
	int64_t	 now;				/* one clock a command */
	int64_t	 uid;				/* who acts, by the kernel */
	char	*sudo_uid;			/* SUDO_UID, or NULL */
	char	*actor;				/* person id; NULL: unknown */
	char	*doubt;				/* why it cannot be told */
	unsigned roles;				/* of the actor */
	int64_t	 first_event, last_event;	/* committed; -1: none yet */
	int64_t	 first_new, last_new;		/* of the open transaction */
	void	(*notice)(void *, const char *);
	void	*notice_arg;
};

/* Set the sentence of the handle and return the status. */
int	foc_fail(struct foc *f, int status, const char *fmt, ...)
	    __attribute__((format(printf, 3, 4)));
/* Something worth a line on standard error that is no failure. */
void	foc_notice(struct foc *f, const char *fmt, ...)
	    __attribute__((format(printf, 2, 3)));

/*
 * Statements.  Arguments bind ?1, ?2, ... by the letters of fmt:
 * 's' const char * (NULL binds NULL), 'i' int64_t, 'I' int64_t of which
 * DB_NULL binds NULL, 'b' const void * (NULL binds NULL) and size_t, 'n'
 * NULL (no argument).  Bound strings are copied.
 *
 * A struct rows remembers its first failure, so a loop needs one check:
 *
 *	db_query(&r, f, SQL_X, "s", id);
 *	while (db_next(&r))
 *		use(db_text(&r, 0));
 *	return db_done(&r);
 */
#define DB_NULL	INT64_MIN

struct rows {
	struct foc *f;
	struct sqlite3_stmt *stmt;
	enum sql_id id;
	bool	 own;			/* not the cached statement */
	int	 status;
};

void	db_query(struct rows *r, struct foc *f, enum sql_id id,
	    const char *fmt, ...);
bool	db_next(struct rows *r);
/* Columns of the present row; a text lives until the next db_next. */
const char *db_text(struct rows *r, int col);	/* NULL where NULL */
/* Bytes of the text, after db_text: more than strlen sees where somebody put
 * a NUL into it; no program does. */
size_t	db_len(struct rows *r, int col);
int64_t	db_int(struct rows *r, int col);	/* 0 where NULL */
int64_t	db_opt(struct rows *r, int col);	/* DB_NULL where NULL */
bool	db_null(struct rows *r, int col);
const void *db_blob(struct rows *r, int col, size_t *len);
int	db_columns(struct rows *r);
int	db_done(struct rows *r);		/* ends it in every case */

/* Run to the end; rows are not expected. */
int	db_run(struct foc *f, enum sql_id id, const char *fmt, ...);
int64_t	db_changes(struct foc *f);		/* rows of the last db_run */
/*
 * First column of the first row.  FOC_OK with *v = 0 or NULL where there is
 * no row or a NULL.  The text is the caller's (free).
 */
int	db_get_int(struct foc *f, int64_t *v, enum sql_id id,
	    const char *fmt, ...);
int	db_get_text(struct foc *f, char **v, enum sql_id id,
	    const char *fmt, ...);
/*
 * Give column 0 of each row, a JSON object, to the output.  *n, where not
 * NULL, is how many there were.
 */
int	db_emit(struct foc *f, struct foc_out *out, int64_t *n,
	    enum sql_id id, const char *fmt, ...);
/* Several statements without arguments (schemas). */
int	db_script(struct foc *f, enum sql_id id);

/*
 * Write transactions.  foc_begin takes the lock of the file (waiting up to
 * f->wait seconds, then FOC_BUSY naming the holder) and begins; foc_end
 * commits where status is FOC_OK and this is no dry run, else rolls back,
 * and lets go.  It returns status, or why the commit failed.
 */
int	foc_begin(struct foc *f);
int	foc_end(struct foc *f, int status);

/*
 * One state of the file from begin to end, for a query of many statements.
 * db_read_end returns status, or why it failed itself.
 */
int	db_read_begin(struct foc *f);
int	db_read_end(struct foc *f, int status);

/*
 * Hold the lock FILE`suffix`, open to whoever may write FILE, until *fd is
 * closed; other is who has it where the holder wrote no name there.
 */
int	db_lock_beside(struct foc *f, const char *suffix, const char *other,
	    int *fd);

/*
 * An asked-for interrupt (SIGINT, SIGTERM): set by the command, in whichever
 * thread has the signal, and looked at by all.
 */
extern atomic_int foc_interrupted;

/*
 * Make the file and leave the handle inside its first transaction, with the
 * schema in it.  foc_close removes the file unless f->created was cleared.
 */
int	foc_create(struct foc **f, const struct foc_options *o, bool sandbox);

/* --- audit.c */

/*
 * Add one event to the chain, in the present transaction, by the present
 * actor in `role` ("system" for consequences).  The digest binds the rows
 * of the object as they are now: call it after the change.
 */
int	audit_add(struct foc *f, const char *role, const char *verb,
	    const char *object, const char *before, const char *after,
	    const char *rationale);
/*
 * Is an object what its newest event bound?  FOC_REFUSED, with what mends it,
 * if not: for who is about to bind it anew.
 */
int	audit_verify_object(struct foc *f, const char *object);
/* "SEQ:HASH" of the newest event; buf of at least 96 bytes. */
int	audit_head_text(struct foc *f, char *buf, size_t size);

/* --- meta */
int	db_meta(struct foc *f, const char *key, char **value);
int	db_meta_set(struct foc *f, const char *key, const char *value);

/* --- actor.c */

/*
 * Find the actor: the sandbox's word (FOC_USAGE where it names nobody), else
 * the person of the user, f->uid, who is the caller of sudo where sudo lent
 * us the file's user.  f->actor stays NULL where there is none, or where that
 * cannot be told.
 */
int	db_actor(struct foc *f, const char *sandbox_actor);

const char *role_name(enum role r);
unsigned role_parse(const char *name);		/* 0: unknown */
/*
 * The uid that a unix: name of foc.yaml means: of the user of that name, or
 * the number itself where there is none; false where it means none here.
 */
bool	unix_uid(const char *name, int64_t *uid);
int	need_actor(struct foc *f);		/* FOC_REFUSED where unknown */
/*
 * The actor must be known, and hold one of `roles`; the first such is
 * returned in *as where not NULL.  FOC_REFUSED otherwise.
 */
int	need_role(struct foc *f, unsigned roles, const char **as);
/* A reason is given and is fit to keep; FOC_USAGE otherwise. */
int	need_reason(struct foc *f, const char *what, const char *option,
	    const char *text);

/*
 * --- past.c: with options.as_of, queries see the governed tables, loads,
 * cards and the audit as they were.  Organisation, catalog and prices have no
 * history: what would need it is refused, or unknown.
 */
/* FOC_REFUSED where the shares of accounts may have been others then. */
int	past_needs_shares(struct foc *f);

/* --- policy: effective values, defaults included */
int	policy_int(struct foc *f, const char *key, int64_t *v);
int	policy_money(struct foc *f, const char *key, int64_t *v);
int	policy_text(struct foc *f, const char *key, char **v);

#endif
