/* SPDX-License-Identifier: MIT */
/* Opening, locking, transactions: the only way to the file. */
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

#include "core/mem.h"
#include "core/text.h"
#include "db/handle.h"
#include "db/seal.h"

#define HOLD_TRIES	10

static const char pragmas[] =
    "PRAGMA journal_mode = TRUNCATE;"	/* not stored: set on every open */
    "PRAGMA synchronous = FULL;"
    "PRAGMA foreign_keys = ON;"
    "PRAGMA recursive_triggers = ON;"	/* or REPLACE walks past them */
    "PRAGMA cell_size_check = ON;"
    "PRAGMA mmap_size = 0;"
    "PRAGMA temp_store = MEMORY;"
    "PRAGMA cache_size = -16384;";

int
foc_fail(struct foc *f, int status, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	err_vset(&f->err, status, fmt, ap);
	va_end(ap);
	return status;
}

void
foc_notice(struct foc *f, const char *fmt, ...)
{
	char text[ERR_TEXT_MAX];
	va_list ap;

	if (f->notice == NULL)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	f->notice(f->notice_arg, text);
}

const char *
foc_errmsg(const struct foc *f)
{
	return f->err.text;
}

int
db_settings(struct foc *f)
{
	static const struct { int what, on; } config[] = {
		{ SQLITE_DBCONFIG_DEFENSIVE, 1 },
		{ SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 },
		{ SQLITE_DBCONFIG_DQS_DDL, 0 },
		{ SQLITE_DBCONFIG_DQS_DML, 0 },
		{ SQLITE_DBCONFIG_ENABLE_FKEY, 1 },
		{ SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0 },
	};
	size_t i;

	sqlite3_extended_result_codes(f->db, 1);
	for (i = 0; i < sizeof(config) / sizeof(config[0]); i++)
		if (sqlite3_db_config(f->db, config[i].what, config[i].on,
		    NULL) != SQLITE_OK)
			return db_fail(f, "cannot configure");
	sqlite3_limit(f->db, SQLITE_LIMIT_LENGTH, 16 << 20);
	sqlite3_limit(f->db, SQLITE_LIMIT_ATTACHED, 0);
	sqlite3_busy_timeout(f->db, f->wait * 1000);	/* foreign shells */
	if (sqlite3_exec(f->db, pragmas, NULL, NULL, NULL) != SQLITE_OK)
		return db_fail(f, "cannot configure");
	return db_functions(f);
}

/* Is this file ours, and of a version that we know? */
static int
check_identity(struct foc *f, enum foc_mode mode)
{
	int64_t app, version;

	if (db_get_int(f, &app, SQL_APPLICATION_ID, "") != FOC_OK ||
	    db_get_int(f, &version, SQL_USER_VERSION, "") != FOC_OK)
		return f->err.status;
	if (app != DB_APPLICATION_ID)
		return foc_fail(f, FOC_SYSTEM, "%s: is no file of foc; %s",
		    f->path, f->backup ? A_BACKUP : "foc-init makes one");
	if (version > DB_VERSION)
		return foc_fail(f, FOC_SYSTEM, "%s: is of version %lld, newer "
		    "than this program (%d); install a newer foc", f->path,
		    (long long)version, DB_VERSION);
	if (version < 1)
		return foc_fail(f, FOC_SYSTEM, "%s: is of version %lld, which "
		    "never was; %s", f->path, (long long)version, f->backup ?
		    A_BACKUP : "foc-init makes a new file");
	if (version < DB_VERSION && mode != FOC_MIGRATE)
		return foc_fail(f, FOC_SYSTEM, "%s: is of version %lld, this "
		    "program needs %d; run foc-db migrate%s%s", f->path,
		    (long long)version, DB_VERSION, f->backup ? " --db " : "",
		    f->backup ? f->path : "");
	return FOC_OK;
}

static int
check_file_system(struct foc *f)
{
	struct statfs s;

	if (statfs(f->path, &s) != 0)
		return FOC_OK;			/* open will say more */
	switch ((unsigned long)s.f_type) {
	case 0x6969UL:				/* NFS */
	case 0xff534d42UL:			/* CIFS */
	case 0xfe534d42UL:			/* SMB2 */
	case 0x65735546UL:			/* FUSE */
		return foc_fail(f, FOC_SYSTEM, "%s: lies on a network or user "
		    "file system, whose locks cannot be trusted; move it to a "
		    "local disk", f->path);
	}
	return FOC_OK;
}

/* Who may: the owner, and whom a rule of sudo lets run as the owner. */
static int
not_allowed(struct foc *f, const struct stat *st)
{
	const struct passwd *pw = getpwuid(st->st_uid);
	char owner[64];

	snprintf(owner, sizeof(owner), "#%lld", (long long)st->st_uid);
	if (pw != NULL)
		snprintf(owner, sizeof(owner), "%s", pw->pw_name);
	return foc_fail(f, FOC_SYSTEM, "%s: you may not %s it; it belongs to "
	    "%s, and 'sudo -u %s PROGRAM' may where it is set up for that "
	    "(foc-security)", f->path, f->write ? "write" : "read", owner,
	    owner);
}

/*
 * A writer that was killed leaves its journal, which a connection for reading
 * may not roll back.  Whoever may write the file may do that much for it.
 */
static int
roll_back_the_dead(struct foc *f)
{
	sqlite3 *db = NULL;
	int rc;

	/* Who is at it now may be killed before we read: wait for the end. */
	sqlite3_busy_timeout(f->db, f->wait * 1000);
	if (sqlite3_exec(f->db, "PRAGMA schema_version", NULL, NULL, NULL) ==
	    SQLITE_OK || sqlite3_extended_errcode(f->db) !=
	    SQLITE_READONLY_ROLLBACK || access(f->path, W_OK) != 0)
		return FOC_OK;
	rc = sqlite3_open_v2(f->path, &db, SQLITE_OPEN_READWRITE |
	    SQLITE_OPEN_NOFOLLOW, NULL);
	if (rc == SQLITE_OK)
		sqlite3_busy_timeout(db, 30000);
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(db, "PRAGMA schema_version", NULL, NULL,
		    NULL);
	sqlite3_close(db);
	return rc == SQLITE_OK ? FOC_OK : db_fail(f, "cannot roll back what a "
	    "killed program left");
}

/*
 * From here on it is one moment of the file that is read, for all of an
 * answer; and a writer that is killed now leaves nothing in the way.
 */
static int
hold(struct foc *f)
{
	if (f->backup)			/* VACUUM copies it: not within */
		return FOC_OK;
	if (sqlite3_exec(f->db, "BEGIN; PRAGMA schema_version", NULL, NULL,
	    NULL) != SQLITE_OK)
		return db_fail(f, "cannot be read");
	f->held = true;
	return FOC_OK;
}

/* Again, where a writer was killed between two of these. */
static int
settle_reader(struct foc *f)
{
	int status, code, tries = 0;

	do {
		if ((status = roll_back_the_dead(f)) == FOC_OK &&
		    (status = db_settings(f)) == FOC_OK)
			status = hold(f);
		code = sqlite3_extended_errcode(f->db);
		/* The reading may have begun, and settings want it to end. */
		if (status != FOC_OK && sqlite3_get_autocommit(f->db) == 0)
			sqlite3_exec(f->db, "ROLLBACK", NULL, NULL, NULL);
	} while (status != FOC_OK && code == SQLITE_READONLY_ROLLBACK &&
	    access(f->path, W_OK) == 0 && ++tries < HOLD_TRIES);
	return status;
}

/* No more will be read. */
void
foc_read_done(struct foc *f)
{
	if (f != NULL && f->held)
		sqlite3_exec(f->db, "ROLLBACK", NULL, NULL, NULL);
	if (f != NULL)
		f->held = false;
}

static int
open_file(struct foc *f, int flags)
{
	struct stat st;

	if (lstat(f->path, &st) != 0)
		return foc_fail(f, FOC_SYSTEM, "%s: %s; %s", f->path,
		    strerror(errno), f->backup ? A_BACKUP : "foc-init makes "
		    "the file, --db or FOC_DB name it");
	if (!S_ISREG(st.st_mode))
		return foc_fail(f, FOC_SYSTEM, "%s: is no plain file", f->path);
	if (st.st_nlink > 1)		/* the lock and the journal have one */
		return foc_fail(f, FOC_SYSTEM, "%s: has another name too, "
		    "under which its lock would not be seen; remove the hard "
		    "link", f->path);
	if (access(f->path, f->write ? R_OK | W_OK : R_OK) != 0 &&
	    errno == EACCES)
		return not_allowed(f, &st);
	if (check_file_system(f) != FOC_OK)
		return f->err.status;
	/* Nobody asks how much memory it has: a lock less for each piece. */
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	f->dev = (uint64_t)st.st_dev;
	f->ino = (uint64_t)st.st_ino;
	if (sqlite3_open_v2(f->path, &f->db, flags | SQLITE_OPEN_NOFOLLOW |
	    SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
		return db_fail(f, "cannot open");
	sqlite3_extended_result_codes(f->db, 1);
	if (f->write)
		sqlite3_set_authorizer(f->db, seal_note_writes, f);
	return f->write ? db_settings(f) : settle_reader(f);
}

static int
read_facts(struct foc *f, const struct foc_options *o)
{
	char *v = NULL;
	int64_t t;
	int status;

	if ((status = db_meta(f, "sandbox", &v)) != FOC_OK)
		return status;
	f->sandbox = v != NULL && strcmp(v, "1") == 0;
	free(v);
	if (f->sandbox && o->sandbox_now != NULL) {
		if (utc_parse_any(o->sandbox_now, strlen(o->sandbox_now), &t)
		    != 0)
			return foc_fail(f, FOC_USAGE, "FOC_NOW: '%s' is no "
			    "time such as 2026-11-20T08:00:00Z",
			    o->sandbox_now);
		f->now = t;
	}
	return db_actor(f, f->sandbox ? o->sandbox_actor : NULL);
}

static struct foc *
new_handle(const struct foc_options *o)
{
	struct foc *f = xcalloc(1, sizeof(*f));

	f->first_event = f->last_event = f->first_new = f->last_new = -1;

	f->path = xstrdup(o->path);
	f->lock_fd = -1;
	f->wait = o->wait;
	f->write = o->mode != FOC_READ;
	f->dry_run = o->dry_run;
	f->backup = o->backup;
	f->uid = o->uid;
	f->sudo_uid = o->sudo_uid != NULL ? xstrdup(o->sudo_uid) : NULL;
	f->now = utc_now();
	f->notice = o->notice;
	f->notice_arg = o->notice_arg;
	return f;
}

int
foc_open(struct foc **fp, const struct foc_options *o)
{
	struct foc *f = *fp = new_handle(o);
	int status;

	status = open_file(f, f->write ? SQLITE_OPEN_READWRITE :
	    SQLITE_OPEN_READONLY);
	if (status == FOC_OK)
		status = check_identity(f, o->mode);
	if (status == FOC_OK)
		status = read_facts(f, o);
	if (status == FOC_OK && o->as_of != 0)
		status = past_open(f, o->as_of);
	if (status == FOC_OK && o->mode != FOC_MIGRATE)
		status = db_guard(f);
	return status;
}

static int
is_there(struct foc *f)
{
	return foc_fail(f, FOC_REFUSED, "%s: exists already; foc-org apply "
	    "brings it up to date", f->path);
}

/*
 * Is it there, ours alone, with nothing in it: as a foc-init leaves it that
 * was killed, or is still at it?  The lock tells these apart.
 */
static bool
is_unfinished(const char *path)
{
	char *journal = xasprintf("%s-journal", path);
	struct stat st;
	bool yes = lstat(path, &st) == 0 && S_ISREG(st.st_mode) &&
	    st.st_uid == geteuid() && (st.st_mode & 077) == 0 &&
	    (st.st_size == 0 || access(journal, F_OK) == 0);

	free(journal);
	return yes;
}

/* The lock is ours: what has a schema by now was made by somebody else. */
static int
check_empty(struct foc *f)
{
	int64_t tables;
	int status = db_get_int(f, &tables, SQL_SCHEMA_TABLES, "");

	return status == FOC_OK && tables != 0 ? is_there(f) : status;
}

/*
 * Create path, which must not exist, and leave the handle inside its first
 * transaction: foc_init_finish commits it, foc_close throws it away.
 */
int
foc_create(struct foc **fp, const struct foc_options *o, bool sandbox)
{
	struct foc *f = *fp = new_handle(o);
	int fd, status;

	f->write = true;
	f->sandbox = sandbox;
	if (sandbox && o->sandbox_now != NULL && utc_parse_any(o->sandbox_now,
	    strlen(o->sandbox_now), &f->now) != 0)
		return foc_fail(f, FOC_USAGE, "FOC_NOW: '%s' is no time such "
		    "as 2026-11-20T08:00:00Z", o->sandbox_now);
	fd = open(f->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0 && errno != EEXIST)
		return foc_fail(f, FOC_SYSTEM, "%s: %s", f->path,
		    strerror(errno));
	if (fd < 0 && !is_unfinished(f->path))
		return is_there(f);
	if (fd >= 0)
		close(fd);
	status = open_file(f, SQLITE_OPEN_READWRITE);
	if (status == FOC_OK)
		status = db_begin(f);
	if (status == FOC_OK && (status = check_empty(f)) == FOC_OK)
		f->created = true;
	if (status == FOC_OK)
		status = db_script(f, SQL_SCHEMA);
	if (status == FOC_OK)
		status = was_keep(f);
	if (status == FOC_OK)
		status = db_script(f, SQL_SCHEMA_2);
	if (status == FOC_OK)
		status = db_script(f, SQL_SCHEMA_IDENTITY);
	return status;
}
