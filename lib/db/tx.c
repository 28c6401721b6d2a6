/* SPDX-License-Identifier: MIT */
/* One writer at a time: the lock beside the file, and transactions. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "core/mem.h"
#include "db/handle.h"
#include "db/seal.h"

#define LOCK_TRIES_PER_SECOND	200
#define LOCK_PATIENCE		2	/* seconds before a word about it */

/* Who holds the lock, as it wrote itself there: "pid command"; else other. */
static void
read_holder(int fd, const char *other, char *buf, size_t size)
{
	ssize_t n = pread(fd, buf, size - 1, 0);

	buf[n > 0 ? n : 0] = '\0';
	buf[strcspn(buf, "\n")] = '\0';
	if (*buf == '\0')
		snprintf(buf, size, "%s", other);
}

static void
write_holder(int fd)
{
	char line[128];
	int n;

	n = snprintf(line, sizeof(line), "process %ld (%s)\n",
	    (long)getpid(), program_invocation_short_name);
	if (ftruncate(fd, 0) != 0 ||
	    pwrite(fd, line, (size_t)n, 0) != n)
		return;		/* the name is a courtesy, not the lock */
}

static int
wait_for_lock(struct foc *f, int fd, const char *suffix,
    const char *other)
{
	const struct timespec pause = { 0, 1000000000 / LOCK_TRIES_PER_SECOND };
	char holder[128];
	int tries = 0;

	while (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			return foc_fail(f, FOC_SYSTEM, "%s%s: %s", f->path,
			    suffix, strerror(errno));
		if (foc_interrupted)
			return foc_fail(f, FOC_SYSTEM, "interrupted");
		read_holder(fd, other, holder, sizeof(holder));
		if (++tries == LOCK_PATIENCE * LOCK_TRIES_PER_SECOND)
			foc_notice(f, "%s: waiting for %s", f->path, holder);
		if (tries >= f->wait * LOCK_TRIES_PER_SECOND)
			return foc_fail(f, FOC_BUSY, "%s: held by %s for more "
			    "than %d s; try again, or wait longer with --wait",
			    f->path, holder, f->wait);
		nanosleep(&pause, NULL);
	}
	return FOC_OK;
}

/* Give what lies beside the file the mode that it should have, if it is ours. */
static void
set_mode(struct foc *f, int fd, const char *suffix, mode_t mode)
{
	struct stat st;

	if (fstat(fd, &st) == 0 && st.st_uid == geteuid() &&
	    (st.st_mode & ACCESSPERMS) != mode && fchmod(fd, mode) != 0)
		foc_notice(f, "%s%s: %s", f->path, suffix, strerror(errno));
}

/*
 * Whoever may write the file may lock it and go on with its journal, though
 * they may be older than its mode; who only reads may not hold the lock.
 */
static void
share(struct foc *f, int lock, const char *suffix)
{
	mode_t mode = S_IRUSR | S_IWUSR;
	struct stat db;

	if (stat(f->path, &db) != 0)
		return;
	if ((db.st_mode & S_IWGRP) != 0)
		mode |= S_IRGRP | S_IWGRP;
	if ((db.st_mode & S_IWOTH) != 0)
		mode |= S_IROTH | S_IWOTH;
	set_mode(f, lock, suffix, mode);
}

static void
share_journal(struct foc *f)
{
	struct stat db;
	char *name;
	int fd;

	if (stat(f->path, &db) != 0)
		return;
	name = xasprintf("%s-journal", f->path);
	fd = open(name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	free(name);
	if (fd < 0)
		return;
	set_mode(f, fd, "-journal", db.st_mode & ACCESSPERMS);
	close(fd);
}

int
db_lock_beside(struct foc *f, const char *suffix, const char *other,
    int *held)
{
	struct stat st;
	char *name = xasprintf("%s%s", f->path, suffix);
	int fd, status;

	fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	free(name);
	if (fd < 0)
		return foc_fail(f, FOC_SYSTEM, "%s%s: %s", f->path, suffix,
		    strerror(errno));
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_nlink > 1) {
		close(fd);		/* nothing to write a name into */
		return foc_fail(f, FOC_SYSTEM, "%s%s: is no plain file of "
		    "one name; remove it", f->path, suffix);
	}
	if ((status = wait_for_lock(f, fd, suffix, other)) != FOC_OK) {
		close(fd);
		return status;
	}
	share(f, fd, suffix);
	write_holder(fd);
	*held = fd;
	return FOC_OK;
}

/* Is what we opened still what the name means, or was it replaced? */
static bool
still_there(const struct foc *f)
{
	struct stat st;

	return f->ino == 0 || (stat(f->path, &st) == 0 &&
	    st.st_dev == (dev_t)f->dev && st.st_ino == (ino_t)f->ino);
}

int
db_lock(struct foc *f)
{
	int status;

	if (f->lock_fd >= 0)
		return FOC_OK;
	status = db_lock_beside(f, ".lock", "another program", &f->lock_fd);
	if (status == FOC_OK && !still_there(f)) {
		db_unlock(f);
		return foc_fail(f, FOC_BUSY, "%s: a backup took its place "
		    "meanwhile; try again", f->path);
	}
	if (status == FOC_OK)
		share_journal(f);
	return status;
}

/* The kernel lets go at close, and at death. */
void
db_unlock(struct foc *f)
{
	if (f->lock_fd < 0)
		return;
	close(f->lock_fd);
	f->lock_fd = -1;
}

int
foc_begin(struct foc *f)
{
	int status;

	if (!f->write)
		return foc_fail(f, FOC_SYSTEM, "%s: was opened for reading",
		    f->path);
	if ((status = need_actor(f)) != FOC_OK)
		return status;			/* nobody changes nothing */
	return db_begin(f);
}

int
db_begin(struct foc *f)
{
	int status;

	if ((status = db_lock(f)) != FOC_OK)
		return status;
	if ((status = db_run(f, SQL_BEGIN, "")) != FOC_OK) {
		db_unlock(f);
		return status;
	}
	f->in_tx = true;
	f->first_new = -1;
	return FOC_OK;
}

int
db_read_begin(struct foc *f)
{
	return f->held ? FOC_OK : db_run(f, SQL_READ_BEGIN, "");
}

/* What ran out of memory or met a broken disk has ended it already. */
int
db_read_end(struct foc *f, int status)
{
	struct err why = f->err;
	int ended = FOC_OK;

	if (!f->held && sqlite3_get_autocommit(f->db) == 0)
		ended = db_run(f, SQL_COMMIT, "");
	if (status == FOC_OK)
		return ended;
	f->err = why;
	return status;
}

static void
note_events(struct foc *f)
{
	if (f->first_new < 0)
		return;
	if (f->first_event < 0)
		f->first_event = f->first_new;
	f->last_event = f->last_new;
	mem_done(f->first_event, f->last_event);
}

/*
 * A commit that failed has changed nothing, but where the last step failed,
 * such as making the end of the journal durable: then the change is there, to
 * all who look, and may be gone after a power cut.  We still hold the lock, so
 * an event of our number is ours.
 */
static int
commit_failed(struct foc *f, int status)
{
	struct err why = f->err;
	char which[64];
	int64_t last;

	if (sqlite3_get_autocommit(f->db) == 0)
		sqlite3_exec(f->db, "ROLLBACK", NULL, NULL, NULL);
	if (f->created || f->first_new < 0 || db_get_int(f, &last, SQL_AUDIT_LAST, "") !=
	    FOC_OK || last < f->last_new) {
		f->err = why;
		return status;
	}
	if (f->first_new == f->last_new)
		snprintf(which, sizeof(which), "event %lld",
		    (long long)f->first_new);
	else
		snprintf(which, sizeof(which), "events %lld to %lld",
		    (long long)f->first_new, (long long)f->last_new);
	return foc_fail(f, FOC_SYSTEM, "%s; it is recorded as %s all the same, "
	    "but may not outlast a power cut: look before doing it again",
	    why.text, which);
}

int
foc_end(struct foc *f, int status)
{
	if (f->in_tx && status == FOC_OK && !f->dry_run && !foc_interrupted) {
		status = seal_flush(f, true);
		if (status == FOC_OK)
			status = db_run(f, SQL_COMMIT, "");
		if (status == FOC_OK)
			note_events(f);
		else
			status = commit_failed(f, status);
	} else if (f->in_tx && status == FOC_OK && foc_interrupted)
		status = foc_fail(f, FOC_SYSTEM, "interrupted");
	/* A failed commit may have rolled back already: then it is a no-op. */
	if (sqlite3_get_autocommit(f->db) == 0)
		sqlite3_exec(f->db, "ROLLBACK", NULL, NULL, NULL);
	f->in_tx = false;
	seal_forget(f);
	db_unlock(f);
	return status;
}

/* A file that never came to be, and what SQLite and the lock left by it. */
static void
discard(const char *path)
{
	static const char *const beside[] = { "", "-journal", ".lock" };
	size_t i;
	char *name;

	for (i = 0; i < sizeof(beside) / sizeof(beside[0]); i++) {
		name = xasprintf("%s%s", path, beside[i]);
		unlink(name);
		free(name);
	}
}

void
foc_close(struct foc *f)
{
	size_t i;

	if (f == NULL)
		return;
	if (f->in_tx)
		foc_end(f, FOC_REFUSED);
	for (i = 0; i < SQL__MAX; i++)
		sqlite3_finalize(f->stmt[i]);
	if (f->db != NULL)
		sqlite3_close(f->db);
	if (f->created)			/* foc_create that did not finish */
		discard(f->path);
	free(f->actor);
	free(f->doubt);
	free(f->sudo_uid);
	free(f->path);
	free(f);
}
