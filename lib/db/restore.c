/* SPDX-License-Identifier: MIT */
/*
 * A backup takes the place of the file.  The copy of the backup is made and
 * checked beside it, with the event of the restore in it; then the two change
 * names in one call, so that a kill leaves one or the other.  What was there
 * is kept.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/mem.h"
#include "core/sink.h"
#include "core/text.h"
#include "db/copy.h"

struct restore {
	const struct foc_options *o;
	struct foc *from;		/* the backup, and who acts */
	struct foc at;			/* only holds the lock of the file */
	const char *backup;
	const char *role;
	char	*temp, *kept;
	bool	there;			/* there is a file to replace */
	struct stat st;			/* its */
	char	was[96], head[96];	/* newest events: of it, of the backup */
	int64_t	lost_from, lost_to;	/* events; -1: none that is known */
};

static int
head_seq(struct foc *f, int64_t *seq)
{
	return db_get_int(f, seq, SQL_AUDIT_LAST, "");
}

/* Is the newest event of the backup one of the present file's, too? */
static int
same_history(struct restore *r, struct foc *now, int64_t seq, bool *same)
{
	const void *a, *b;
	struct rows x, y;
	size_t n, m;
	int status;

	*same = false;
	db_query(&x, now, SQL_AUDIT_ONE, "i", seq);
	db_query(&y, r->from, SQL_AUDIT_ONE, "i", seq);
	if (db_next(&x) && db_next(&y)) {
		a = db_blob(&x, 13, &n);
		b = db_blob(&y, 13, &m);
		*same = n == m && memcmp(a, b, n) == 0;
	}
	status = db_done(&y);
	return db_done(&x) != FOC_OK ? x.status : status;
}

/* What the present file has that the backup has not; emitted, too. */
static int
find_lost(struct restore *r, struct foc *now, struct foc_out *out)
{
	int64_t mine, theirs;
	bool same;
	int status;

	if ((status = audit_head_text(now, r->was, sizeof(r->was))) !=
	    FOC_OK || (status = head_seq(now, &mine)) != FOC_OK ||
	    (status = head_seq(r->from, &theirs)) != FOC_OK ||
	    (status = same_history(r, now, theirs, &same)) != FOC_OK)
		return status;
	if (!same)
		foc_notice(now, "the file and the backup were changed apart: "
		    "which events are lost cannot be told by their numbers");
	if (!same || mine == theirs)
		return FOC_OK;
	r->lost_from = theirs + 1;
	r->lost_to = mine;
	return db_emit(now, out, NULL, SQL_RESTORE_LOST, "i", theirs);
}

static int
compare_ids(struct restore *r, struct foc *now)
{
	char *a = NULL, *b = NULL;
	int status;

	if ((status = db_meta(now, "id", &a)) == FOC_OK &&
	    (status = db_meta(r->from, "id", &b)) == FOC_OK &&
	    (a == NULL || b == NULL || strcmp(a, b) != 0))
		status = foc_fail(r->from, FOC_REFUSED, "%s: is a backup of "
		    "the file %s, not of this one, which is %s; move %s away "
		    "to put it there all the same", r->backup,
		    b != NULL ? b : "(none)", a != NULL ? a : "(none)",
		    r->o->path);
	free(a);
	free(b);
	return status;
}

/* A file too hurt to be read is replaced as well; it is what this is for. */
static int
look_at_present(struct restore *r, struct foc_out *out)
{
	struct foc_options o = *r->o;
	struct foc *now;
	int status;

	r->there = lstat(r->o->path, &r->st) == 0;
	if (!r->there)
		return errno == ENOENT ? FOC_OK : foc_fail(r->from, FOC_SYSTEM,
		    "%s: %s", r->o->path, strerror(errno));
	if (!S_ISREG(r->st.st_mode) || r->st.st_nlink > 1)
		return foc_fail(r->from, FOC_REFUSED, "%s: is no plain file "
		    "of one name", r->o->path);
	o.mode = FOC_READ;
	o.as_of = 0;
	status = foc_open(&now, &o);
	if (status == FOC_OK &&
	    (status = compare_ids(r, now)) == FOC_REFUSED) {
		foc_close(now);
		return status;
	}
	if (status == FOC_OK)
		status = find_lost(r, now, out);
	if (status != FOC_OK)
		foc_notice(r->from, "%s: what is lost cannot be told: %.*s",
		    r->o->path, (int)strcspn(foc_errmsg(now), ";"),
		    foc_errmsg(now));
	foc_close(now);
	return FOC_OK;
}

/* The copy, with the event of its return, checked as a whole. */
static int
prepare(struct restore *r)
{
	struct foc_options o = *r->o;
	struct foc *f;
	char *lock;
	int status;

	copy_discard(r->temp);
	if ((status = copy_check_directory(r->from, r->o->path)) != FOC_OK ||
	    (status = copy_make(r->from, r->temp, r->o->path)) != FOC_OK)
		return status;
	o.path = r->temp;
	o.mode = FOC_WRITE;
	o.dry_run = false;
	status = foc_open(&f, &o);
	if (status == FOC_OK && (status = foc_begin(f)) == FOC_OK)
		status = foc_end(f, audit_add(f, r->role, "restore", "db",
		    *r->was != '\0' ? r->was : NULL, r->head, NULL));
	if (status != FOC_OK)
		foc_fail(r->from, status, "%s", foc_errmsg(f));
	foc_close(f);
	lock = xasprintf("%s.lock", r->temp);
	unlink(lock);
	free(lock);
	return status == FOC_OK ? copy_verify(r->from, r->temp) : status;
}

static int
failed(struct restore *r, const char *path)
{
	return foc_fail(r->from, FOC_SYSTEM, "%s: %s", path, strerror(errno));
}

/* A transaction that was cut off belongs to the file that is put away. */
static int
move_journal(struct restore *r)
{
	char *from = xasprintf("%s-journal", r->o->path);
	char *to = xasprintf("%s-journal", r->kept);
	struct stat st;
	int status = FOC_OK;

	if (lstat(from, &st) == 0 && st.st_size > 0 && rename(from, to) != 0)
		status = failed(r, from);
	free(from);
	free(to);
	return status;
}

static int
exchange(struct restore *r)
{
	int status;

	if (chmod(r->temp, r->st.st_mode & ALLPERMS) != 0)
		return failed(r, r->temp);
	if (geteuid() == 0 && chown(r->temp, r->st.st_uid, r->st.st_gid) != 0)
		return failed(r, r->temp);
	if ((status = move_journal(r)) != FOC_OK)
		return status;
	/* Under the name of what is kept: a kill between leaves a copy there. */
	if (rename(r->temp, r->kept) != 0)
		return failed(r, r->kept);
	if (renameat2(AT_FDCWD, r->kept, AT_FDCWD, r->o->path,
	    RENAME_EXCHANGE) != 0) {
		status = foc_fail(r->from, FOC_SYSTEM, "%s: cannot change "
		    "places with the copy: %s; nothing was changed",
		    r->o->path, strerror(errno));
		unlink(r->kept);
		return status;
	}
	return copy_sync_directory(r->from, r->o->path);
}

static void
name_kept(struct restore *r)
{
	char at[UTC_TEXT_MAX];
	int i;

	r->kept = xasprintf("%s.before-restore-%s", r->o->path,
	    utc_text(at, r->from->now));
	for (i = 2; access(r->kept, F_OK) == 0; i++) {
		free(r->kept);
		r->kept = xasprintf("%s.before-restore-%s-%d", r->o->path,
		    at, i);
	}
}

static void
report(struct restore *r, struct foc_out *out)
{
	char *json = NULL;
	size_t size;
	FILE *to = memstream(&json, &size);

	fputs("{\"kind\":\"restore\",\"id\":", to);
	text_json(to, r->o->path);
	fputs(",\"backup\":", to);
	text_json(to, r->backup);
	fprintf(to, ",\"head\":\"%s\",\"kept\":", r->head);
	if (r->there)
		text_json(to, r->kept);
	else
		fputs("null", to);
	if (r->lost_from >= 0)
		fprintf(to, ",\"lost_from\":%lld,\"lost_to\":%lld}",
		    (long long)r->lost_from, (long long)r->lost_to);
	else
		fputs(",\"lost_from\":null,\"lost_to\":null}", to);
	fclose(to);
	sink_record(out, json);
	free(json);
}

static int
restore(struct restore *r, struct foc_out *out)
{
	int status;

	if ((status = audit_head_text(r->from, r->head, sizeof(r->head))) !=
	    FOC_OK || (status = look_at_present(r, out)) != FOC_OK ||
	    (status = prepare(r)) != FOC_OK)
		return status;
	name_kept(r);
	if (!r->o->dry_run)
		status = r->there ? exchange(r) :
		    copy_put_in_place(r->from, r->temp, r->o->path);
	if (status == FOC_OK)
		report(r, out);
	return status;
}

int
foc_db_restore(struct foc *f, const struct foc_options *o, struct foc_out *out)
{
	struct restore r = { .o = o, .from = f, .backup = f->path,
	    .lost_from = -1 };
	int status;

	if ((status = need_role(f, ROLE_ADMIN | ROLE_OPERATOR |
	    ROLE_FINOPS_LEAD, &r.role)) != FOC_OK)
		return status;
	r.at = (struct foc){ .path = xstrdup(o->path), .wait = o->wait,
	    .lock_fd = -1, .notice = o->notice, .notice_arg = o->notice_arg };
	r.temp = xasprintf("%s.restore.tmp", o->path);
	if ((status = db_lock(&r.at)) != FOC_OK)
		foc_fail(r.from, status, "%s", r.at.err.text);
	else
		status = restore(&r, out);
	copy_discard(r.temp);		/* and the journal that it had */
	db_unlock(&r.at);
	free(r.at.path);
	free(r.temp);
	free(r.kept);
	return status;
}
