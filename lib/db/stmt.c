/* SPDX-License-Identifier: MIT */
/* Statements by name: prepared once, bound by a format, sticky errors. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define SQL_TEXTS
#include "core/mem.h"
#include "db/handle.h"
#include "core/sink.h"
#include "db/seal.h"

atomic_int foc_interrupted;

int
db_fail(struct foc *f, const char *what)
{
	int code = sqlite3_extended_errcode(f->db);

	switch (code & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return foc_fail(f, FOC_BUSY,
		    "%s: %s: another program is using the file", f->path, what);
	case SQLITE_CONSTRAINT:
		return foc_fail(f, FOC_REFUSED, "%s: %s", what,
		    sqlite3_errmsg(f->db));
	case SQLITE_READONLY:
		if (code == SQLITE_READONLY_ROLLBACK ||
		    code == SQLITE_READONLY_RECOVERY)
			return foc_fail(f, FOC_SYSTEM, "%s: a writer was cut "
			    "off; any program that may write mends the file "
			    "by opening it", f->path);
		break;
	case SQLITE_NOTADB:
		return foc_fail(f, FOC_SYSTEM, "%s: is no SQLite database, or "
		    "its head is hurt; %s", f->path, f->backup ? A_BACKUP :
		    RESTORE ", --db or FOC_DB name another file");
	case SQLITE_CORRUPT:
		return foc_fail(f, FOC_SYSTEM, "%s: is hurt: %s; %s", f->path,
		    sqlite3_errmsg(f->db), f->backup ? A_BACKUP : RESTORE);
	case SQLITE_INTERRUPT:
		return foc_fail(f, FOC_SYSTEM, "%s: interrupted", f->path);
	case SQLITE_NOMEM:		/* whatever SQLite wanted it for */
		return foc_fail(f, FOC_SYSTEM, "%s: %s: out of memory",
		    f->path, what);
	}
	return foc_fail(f, FOC_SYSTEM, "%s: %s: %s (%d)", f->path, what,
	    sqlite3_errmsg(f->db), code);
}

static int
bind_all(struct rows *r, const char *fmt, va_list ap)
{
	const char *s;
	const void *b;
	int64_t v;
	int i, rc = SQLITE_OK;

	for (i = 1; *fmt != '\0' && rc == SQLITE_OK; fmt++, i++) {
		switch (*fmt) {
		case 's':
			s = va_arg(ap, const char *);
			rc = sqlite3_bind_text(r->stmt, i, s, -1,
			    SQLITE_TRANSIENT);
			break;
		case 'i':
			rc = sqlite3_bind_int64(r->stmt, i,
			    va_arg(ap, int64_t));
			break;
		case 'I':
			v = va_arg(ap, int64_t);
			rc = v == DB_NULL ? sqlite3_bind_null(r->stmt, i) :
			    sqlite3_bind_int64(r->stmt, i, v);
			break;
		case 'b':
			b = va_arg(ap, const void *);
			rc = sqlite3_bind_blob64(r->stmt, i, b,
			    va_arg(ap, size_t), SQLITE_TRANSIENT);
			break;
		case 'n':
			rc = sqlite3_bind_null(r->stmt, i);
			break;
		default:
			abort();	/* no letter of s, i, I, b, n */
		}
	}
	return rc;
}

static void
vquery(struct rows *r, struct foc *f, enum sql_id id, const char *fmt,
    va_list ap)
{
	int rc = SQLITE_OK;

	*r = (struct rows){ .f = f, .id = id };
	if (!f->busy[id] && f->stmt[id] != NULL)
		r->stmt = f->stmt[id];
	else {
		f->preparing = 0;
		rc = sqlite3_prepare_v3(f->db, sql_text[id], -1,
		    SQLITE_PREPARE_PERSISTENT, &r->stmt, NULL);
		f->writes[id] = f->preparing;
	}
	if (rc == SQLITE_OK) {
		r->own = f->busy[id];
		if (!r->own) {
			f->stmt[id] = r->stmt;
			f->busy[id] = true;
		}
		rc = bind_all(r, fmt, ap);
	}
	if (rc != SQLITE_OK)
		r->status = db_fail(f, "cannot prepare a statement");
	else if ((f->writes[id] & ~(f->dirty & f->checked)) != 0)
		r->status = seal_touch(f, f->writes[id]);
}

void
db_query(struct rows *r, struct foc *f, enum sql_id id, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vquery(r, f, id, fmt, ap);
	va_end(ap);
}

bool
db_next(struct rows *r)
{
	int rc;

	if (r->status != FOC_OK)
		return false;
	if (foc_interrupted) {
		r->status = foc_fail(r->f, FOC_SYSTEM, "interrupted");
		return false;
	}
	rc = sqlite3_step(r->stmt);
	if (rc == SQLITE_ROW)
		return true;
	if (rc != SQLITE_DONE)
		r->status = db_fail(r->f, "cannot run a statement");
	return false;
}

/* NULL is what SQLite says where the value is, and where memory ran out. */
static void
need_memory(struct rows *r)
{
	if (sqlite3_errcode(r->f->db) == SQLITE_NOMEM)
		mem_out();
}

const char *
db_text(struct rows *r, int col)
{
	const char *s = (const char *)sqlite3_column_text(r->stmt, col);

	if (s == NULL)
		need_memory(r);
	return s;
}

size_t
db_len(struct rows *r, int col)
{
	return (size_t)sqlite3_column_bytes(r->stmt, col);
}

int64_t
db_int(struct rows *r, int col)
{
	return sqlite3_column_int64(r->stmt, col);
}

int64_t
db_opt(struct rows *r, int col)
{
	return db_null(r, col) ? DB_NULL : db_int(r, col);
}

bool
db_null(struct rows *r, int col)
{
	return sqlite3_column_type(r->stmt, col) == SQLITE_NULL;
}

const void *
db_blob(struct rows *r, int col, size_t *len)
{
	const void *p = sqlite3_column_blob(r->stmt, col);

	if (p == NULL)
		need_memory(r);
	*len = (size_t)sqlite3_column_bytes(r->stmt, col);
	return p;
}

int
db_columns(struct rows *r)
{
	return sqlite3_column_count(r->stmt);
}

int
db_done(struct rows *r)
{
	if (r->stmt == NULL)
		return r->status;
	if (r->own) {
		sqlite3_finalize(r->stmt);
	} else {
		sqlite3_reset(r->stmt);
		sqlite3_clear_bindings(r->stmt);
		r->f->busy[r->id] = false;
	}
	r->stmt = NULL;
	return r->status;
}

int
db_run(struct foc *f, enum sql_id id, const char *fmt, ...)
{
	struct rows r;
	va_list ap;

	va_start(ap, fmt);
	vquery(&r, f, id, fmt, ap);
	va_end(ap);
	while (db_next(&r))
		continue;
	return db_done(&r);
}

int64_t
db_changes(struct foc *f)
{
	return sqlite3_changes64(f->db);
}

int
db_get_int(struct foc *f, int64_t *v, enum sql_id id, const char *fmt, ...)
{
	struct rows r;
	va_list ap;

	va_start(ap, fmt);
	vquery(&r, f, id, fmt, ap);
	va_end(ap);
	*v = db_next(&r) ? db_int(&r, 0) : 0;
	return db_done(&r);
}

int
db_get_text(struct foc *f, char **v, enum sql_id id, const char *fmt, ...)
{
	struct rows r;
	va_list ap;
	const char *s;

	va_start(ap, fmt);
	vquery(&r, f, id, fmt, ap);
	va_end(ap);
	*v = NULL;
	if (db_next(&r) && (s = db_text(&r, 0)) != NULL)
		*v = xstrdup(s);
	return db_done(&r);
}

int
db_emit(struct foc *f, struct foc_out *out, int64_t *n, enum sql_id id,
    const char *fmt, ...)
{
	struct rows r;
	va_list ap;
	int64_t count = 0;

	va_start(ap, fmt);
	vquery(&r, f, id, fmt, ap);
	va_end(ap);
	while (db_next(&r)) {
		sink_record(out, db_text(&r, 0));
		count++;
	}
	if (n != NULL)
		*n = count;
	return db_done(&r);
}

int
db_script(struct foc *f, enum sql_id id)
{
	if (sqlite3_exec(f->db, sql_text[id], NULL, NULL, NULL) != SQLITE_OK)
		return db_fail(f, "cannot set up the file");
	return FOC_OK;
}
