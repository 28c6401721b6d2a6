/* SPDX-License-Identifier: MIT */
/*
 * foc-ingest-trail: who called the Claude Platform, by hour.  Each event
 * counts once, in whichever file it comes; a file is whole or absent.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/mem.h"
#include "db/sums.h"
#include "ingest/delivery.h"
#include "ingest/lock.h"
#include "ingest/source.h"
#include "ingest/trail.h"

#define DEPTH_MAX	16
#define COMPLAINTS	20

struct trail_run {
	struct foc *f;
	const struct foc_ingest *in;
	const char *role;
	int64_t	n;			/* trail.n; 0: not begun */
	int64_t	homeless;
	char	*held;			/* the newest complaint */
	int	failed;			/* files */
	int	status;			/* the worst */
};

/* One alone becomes the sentence of the failure. */
static void
leave_out(struct trail_run *r, const char *name, const struct err *e)
{
	if (r->held != NULL && r->failed <= COMPLAINTS &&
	    r->in->complain != NULL)
		r->in->complain(r->in->arg, r->held);
	free(r->held);
	r->held = xasprintf("%s: %s", name, e->text);
	r->status = r->failed++ == 0 ? e->status :
	    foc_worst(r->status, e->status);
}

static int
end_complaints(struct trail_run *r)
{
	if (r->failed == 1)
		foc_fail(r->f, r->status, "%s", r->held);
	else if (r->failed > 1) {
		if (r->in->complain != NULL)
			r->in->complain(r->in->arg, r->held);
		foc_fail(r->f, r->status, "%d files were left out",
		    r->failed);
	}
	return r->failed > 0 ? r->status : FOC_OK;
}

/* What a file is or what is in it may be wrong; the first is told. */
static int
read_file(struct trail_file *t, int fd, const char *name, struct err *e)
{
	struct source *s = source_open(fd, name, true);
	struct trail_reader *r = trail_open(t);
	struct source_facts facts;
	struct err why;
	bool more = true;
	char *block;
	size_t n;
	int status;

	while (more && (block = source_take(s, &n)) != NULL) {
		more = trail_feed(r, block, n);
		source_give(s);
	}
	status = source_close(s, &facts, e);
	if (status != FOC_OK && more) {
		if (trail_close(r, &why) == FOC_OK)
			trail_free(t);
		return status;
	}
	return trail_close(r, e);
}

static int
begin_trail(struct trail_run *r)
{
	int status;

	if (r->n != 0)
		return FOC_OK;
	status = db_get_int(r->f, &r->n, SQL_TRAIL_UNFINISHED, "");
	if (status == FOC_OK && r->n == 0)
		status = db_get_int(r->f, &r->n, SQL_TRAIL_BEGIN, "i",
		    r->f->now);
	return status;
}

static int
count(struct trail_run *r, const struct trail_call *c, int64_t *counted,
    unsigned char sum[SEAL_SUM_BYTES])
{
	int status = db_run(r->f, SQL_TRAIL_EVENT_ADD, "b", c->hash,
	    sizeof(c->hash));

	if (status != FOC_OK || db_changes(r->f) == 0)
		return status;
	++*counted;
	seal_sum_add(sum, c->hash);
	return db_run(r->f, SQL_TRAIL_CALL_ADD, "iisssiii", r->n, c->hour,
	    c->workspace, c->role, c->account, (int64_t)c->batch,
	    (int64_t)c->has_tokens, c->tokens);
}

static int
store_file(struct trail_run *r, const struct trail_file *t)
{
	unsigned char sum[SEAL_SUM_BYTES] = { 0 };
	int64_t counted = 0, calls = (int64_t)t->n;
	int status = begin_trail(r);
	size_t i;

	for (i = 0; i < t->n && status == FOC_OK; i++)
		status = count(r, &t->call[i], &counted, sum);
	if (status == FOC_OK)
		status = db_run(r->f, SQL_TRAIL_ADD_FILE, "iiiii", r->n,
		    t->events, counted, calls - counted, t->events - calls);
	if (status == FOC_OK)
		status = seal_trail_add(r->f, r->n, counted, sum);
	r->homeless += t->homeless;
	return status;
}

/* A transaction of its own, but where nothing is kept anyway. */
static int
keep_file(struct trail_run *r, const struct trail_file *t)
{
	int64_t before = r->n;
	int status;

	if (r->f->dry_run)
		return store_file(r, t);
	if ((status = foc_begin(r->f)) == FOC_OK)
		status = foc_end(r->f, store_file(r, t));
	if (status != FOC_OK)
		r->n = before;
	return status;
}

/* What is wrong with the file leaves it out; only the rest is a failure. */
static int
take_file(struct trail_run *r, int fd, const char *name)
{
	struct trail_file t;
	struct err e;
	int status;

	if (foc_interrupted)
		status = foc_fail(r->f, FOC_SYSTEM, "interrupted");
	else if (read_file(&t, fd, name, &e) != FOC_OK) {
		leave_out(r, name, &e);
		status = FOC_OK;
	} else {
		status = keep_file(r, &t);
		trail_free(&t);
	}
	return status;
}

static int
no_file(struct trail_run *r, const char *name)
{
	struct err e;

	err_set(&e, errno == ENOENT ? FOC_BAD_INPUT : FOC_SYSTEM, "%s",
	    strerror(errno));
	leave_out(r, name, &e);
	return FOC_OK;
}

/* Digests and insights lie beside the logs, and are none. */
static bool
keep_name(const char *name)
{
	return *name != '.' && strncmp(name, "CloudTrail-Digest", 17) != 0 &&
	    strncmp(name, "CloudTrail-Insight", 18) != 0;
}

static bool
is_log(const char *name)
{
	size_t n = strlen(name);

	return (n > 5 && strcmp(name + n - 5, ".json") == 0) ||
	    (n > 8 && strcmp(name + n - 8, ".json.gz") == 0);
}

/* No links are followed below what was named. */
static int
take_folder(struct trail_run *r, const char *path, int depth)
{
	char **names, *below;
	struct stat st;
	size_t n, i;
	int fd, status = FOC_OK;

	if (!list_folder(path, keep_name, &names, &n))
		status = no_file(r, path);

	for (i = 0; i < n && status == FOC_OK; i++) {
		below = xasprintf("%s/%s", path, names[i]);
		if (lstat(below, &st) != 0)
			status = no_file(r, below);
		else if (S_ISDIR(st.st_mode) && depth < DEPTH_MAX)
			status = take_folder(r, below, depth + 1);
		else if (S_ISREG(st.st_mode) && is_log(names[i])) {
			fd = open_below(path, names[i]);
			status = fd < 0 ? no_file(r, below) :
			    take_file(r, fd, below);
		}
		free(below);
	}
	free_names(names, n);
	return status;
}

static int
take_path(struct trail_run *r, const char *path)
{
	struct stat st;
	int fd;

	if (strcmp(path, "-") == 0)
		fd = dup(STDIN_FILENO);
	else if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return take_folder(r, path, 0);
	else
		fd = open(path, O_RDONLY | O_CLOEXEC);
	return fd < 0 ? no_file(r, path) : take_file(r, fd, path);
}

static int
take_paths(struct trail_run *r)
{
	size_t i;
	int status = FOC_OK;

	for (i = 0; i < r->in->n_paths && status == FOC_OK; i++)
		status = take_path(r, r->in->paths[i]);
	return status;
}

/* One event for all files; the calls count from it on. */
static int
finish(struct trail_run *r, struct foc_out *out)
{
	char *object, *what = NULL;
	int status;

	object = xasprintf("tr-%lld", (long long)r->n);
	status = db_get_text(r->f, &what, SQL_TRAIL_SAYS, "i", r->n);
	if (status == FOC_OK)
		status = audit_add(r->f, r->role, "ingest", object, NULL,
		    what, NULL);
	if (status == FOC_OK)
		status = db_emit(r->f, out, NULL, SQL_TRAIL_RECORD, "i",
		    r->n);
	free(object);
	free(what);
	return status;
}

static int
ingest(struct trail_run *r, struct foc_out *out)
{
	bool one = r->f->dry_run;
	int status;

	if (one && (status = foc_begin(r->f)) != FOC_OK)
		return status;
	status = take_paths(r);
	if (status == FOC_OK && r->n != 0) {
		if (!one)
			status = foc_begin(r->f);
		if (status == FOC_OK)
			status = foc_end(r->f, finish(r, out));
	} else if (one)
		status = foc_end(r->f, status);
	if (status != FOC_OK)
		return status;
	if (r->homeless > 0)
		foc_notice(r->f, "%lld calls name no workspace: left out",
		    (long long)r->homeless);
	if (r->n == 0 && r->failed == 0)
		return foc_fail(r->f, FOC_BAD_INPUT, "there is no CloudTrail "
		    "log file in %s", r->in->n_paths == 1 ? r->in->paths[0] :
		    "any of the folders");
	return end_complaints(r);
}

int
foc_ingest_trail(struct foc *f, const struct foc_ingest *in,
    struct foc_out *out)
{
	struct trail_run r = { .f = f, .in = in };
	int fd = -1, status;

	if ((status = need_role(f, ROLE_OPERATOR | ROLE_FINOPS_LEAD |
	    ROLE_CLOUD_ENGINEER | ROLE_FINANCE | ROLE_ADMIN, &r.role)) !=
	    FOC_OK)
		return status;
	if (in->n_paths == 0)
		return foc_fail(f, FOC_USAGE, "no file or folder to read");
	if ((status = ingest_lock(f, &fd)) == FOC_OK)
		status = ingest(&r, out);
	free(r.held);
	if (fd >= 0)
		close(fd);
	return status;
}
