/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/mem.h"
#include "govern/run.h"

#define LOOK_MS		50	/* how soon an end or an interrupt is seen */
#define READS_AT_ONCE	64	/* then the clock is looked at again */

struct stream {
	int	fd;		/* -1: at its end */
	char	*text;
	size_t	len;
};

static int64_t
milliseconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Take what is there; beyond the limit it is read and thrown away. */
static void
take(struct stream *s)
{
	char buf[4096];
	size_t keep;
	ssize_t n;
	int i;

	for (i = 0; i < READS_AT_ONCE && s->fd >= 0; i++) {
		n = read(s->fd, buf, sizeof(buf));
		if (n < 0 && (errno == EINTR || errno == EAGAIN))
			return;
		if (n <= 0) {
			close(s->fd);
			s->fd = -1;
			return;
		}
		keep = RUN_OUT_MAX - s->len;
		if (keep > (size_t)n)
			keep = (size_t)n;
		memcpy(s->text + s->len, buf, keep);
		s->len += keep;
	}
}

/*
 * An errno, or 0.  The noexec of sudo puts a posix_spawn in the place of the
 * real one that fails as other calls do: -1, and the reason in errno.
 */
static int
spawn(pid_t *pid, const char *program, const posix_spawn_file_actions_t *files,
    const posix_spawnattr_t *attr, char *const *argv, char *const *env)
{
	int failed;

	errno = 0;
	failed = posix_spawn(pid, program, files, attr, argv, env);
	if (failed >= 0)
		return failed;
	return errno != 0 ? errno : EACCES;
}

/*
 * In a process group of its own, so that all that it starts can be ended
 * with it; with the signals that we ignore as they are by default.
 */
static int
start(const struct foc_run *how, char *const *argv, int out, int err,
    pid_t *pid)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	sigset_t reset;
	int failed;

	sigemptyset(&reset);
	sigaddset(&reset, SIGPIPE);
	sigaddset(&reset, SIGXFSZ);
	posix_spawn_file_actions_init(&files);
	posix_spawnattr_init(&attr);
	posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null",
	    O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&files, err, STDERR_FILENO);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETPGROUP |
	    POSIX_SPAWN_SETSIGDEF);
	posix_spawnattr_setpgroup(&attr, 0);
	posix_spawnattr_setsigdefault(&attr, &reset);
	failed = spawn(pid, how->program, &files, &attr, argv, how->env);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&attr);
	return failed;
}

/* A reading end for us that does not block, and a writing one for it. */
static int
make_pipe(int fd[2])
{
	if (pipe2(fd, O_CLOEXEC) != 0)
		return errno;
	if (fcntl(fd[0], F_SETFL, O_NONBLOCK) != 0)
		return errno;
	return 0;
}

static void
note_end(struct run_result *r, int status)
{
	if (WIFEXITED(status)) {
		r->end = RUN_EXITED;
		r->exit_status = WEXITSTATUS(status);
	} else {
		r->end = RUN_KILLED;
		r->exit_status = WTERMSIG(status);
	}
}

/* Until it ended, or has to. */
static void
watch(pid_t pid, struct stream s[2], int64_t until, struct run_result *r)
{
	struct pollfd p[2];
	int status;

	for (;;) {
		p[0] = (struct pollfd){ s[0].fd, POLLIN, 0 };
		p[1] = (struct pollfd){ s[1].fd, POLLIN, 0 };
		poll(p, 2, LOOK_MS);
		take(&s[0]);
		take(&s[1]);
		if (waitpid(pid, &status, WNOHANG) == pid) {
			note_end(r, status);
			take(&s[0]);
			take(&s[1]);
			return;
		}
		if (foc_interrupted || milliseconds() >= until)
			break;
	}
	r->end = foc_interrupted ? RUN_INTERRUPTED : RUN_TIMED_OUT;
	kill(-pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
}

void
run_program(const struct foc_run *how, char *const *argv,
    struct run_result *r)
{
	int out[2] = { -1, -1 }, err[2] = { -1, -1 }, failed;
	int64_t until = milliseconds() + (int64_t)how->timeout * 1000;
	struct stream s[2];
	pid_t pid;
	size_t i;

	*r = (struct run_result){ .end = RUN_NOT_STARTED };
	if ((failed = make_pipe(out)) == 0 && (failed = make_pipe(err)) == 0)
		failed = start(how, argv, out[1], err[1], &pid);
	if (out[1] >= 0)
		close(out[1]);
	if (err[1] >= 0)
		close(err[1]);
	s[0] = (struct stream){ out[0], xcalloc(RUN_OUT_MAX + 1, 1), 0 };
	s[1] = (struct stream){ err[0], xcalloc(RUN_OUT_MAX + 1, 1), 0 };
	if (failed == 0)
		watch(pid, s, until, r);
	else
		r->exit_status = failed;
	for (i = 0; i < 2; i++)
		if (s[i].fd >= 0)
			close(s[i].fd);
	r->out = s[0].text;
	r->err = s[1].text;
}

void
run_free(struct run_result *r)
{
	free(r->out);
	free(r->err);
	*r = (struct run_result){ 0 };
}

/* --- files for it */

int
scratch_make(struct foc *f, const char *below, struct scratch *s)
{
	*s = (struct scratch){ .dir = xasprintf("%s/foc-XXXXXX", below) };
	if (mkdtemp(s->dir) != NULL)
		return FOC_OK;
	foc_fail(f, FOC_SYSTEM, "%s: %s", s->dir, strerror(errno));
	free(s->dir);
	s->dir = NULL;
	return FOC_SYSTEM;
}

int
scratch_add(struct foc *f, struct scratch *s, const char *name,
    const char *text)
{
	char *path = xasprintf("%s/%s", s->dir, name);
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW |
	    O_CLOEXEC, S_IRUSR | S_IWUSR);
	size_t len = strlen(text);
	bool good = fd >= 0;

	if (good) {
		s->path = xreallocarray(s->path, s->n + 1, sizeof(*s->path));
		s->path[s->n++] = path;
		good = write(fd, text, len) == (ssize_t)len;
		good = close(fd) == 0 && good;
	}
	if (good)
		return FOC_OK;
	foc_fail(f, FOC_SYSTEM, "%s: %s", path, strerror(errno));
	if (fd < 0)
		free(path);
	return FOC_SYSTEM;
}

void
scratch_remove(struct scratch *s)
{
	size_t i;

	for (i = 0; i < s->n; i++) {
		unlink(s->path[i]);
		free(s->path[i]);
	}
	free(s->path);
	if (s->dir != NULL)
		rmdir(s->dir);
	free(s->dir);
	*s = (struct scratch){ 0 };
}
