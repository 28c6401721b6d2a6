/* SPDX-License-Identifier: MIT */
/* The life of a command: open, run, print, close, exit status. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "options.h"

#define EXIT_INTERRUPTED	130
#define FOC_MACHINE_DB		"/var/lib/foc/foc.db"

static atomic_int interrupted;	/* any thread may get the signal */

static void
on_signal(int sig)
{
	(void)sig;
	interrupted = 1;
	foc_interrupt();
}

/*
 * A broken pipe and a file size limit become errors of the call that met
 * them; an interrupt lets the transaction roll back first.
 */
static void
handle_signals(void)
{
	struct sigaction a = { .sa_handler = on_signal };

	sigaction(SIGINT, &a, NULL);
	sigaction(SIGTERM, &a, NULL);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
}

/* The signal may come before the wait: it is let in only while waiting. */
bool
cli_wait_input(void)
{
	struct pollfd in = { .fd = STDIN_FILENO, .events = POLLIN };
	sigset_t ours, before;
	bool go_on;

	sigemptyset(&ours);
	sigaddset(&ours, SIGINT);
	sigaddset(&ours, SIGTERM);
	sigprocmask(SIG_BLOCK, &ours, &before);
	go_on = !interrupted && (ppoll(&in, 1, NULL, &before) >= 0 ||
	    errno != EINTR);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return go_on && !interrupted;
}

static bool drawn;			/* a progress line stands there */

void
cli_progress(const char *text)
{
	if (text != NULL || drawn)
		fprintf(stderr, "\r\033[K%s", text != NULL ? text : "");
	fflush(stderr);
	drawn = text != NULL;
}

static void
say(const struct cli *c, const char *text)
{
	char *safe = foc_visible(text);

	cli_progress(NULL);
	fprintf(stderr, "%s: %s\n", c->program->name, safe);
	free(safe);
}

int
cli_fail(struct cli *c, int status, const char *fmt, ...)
{
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	say(c, text);
	return status;
}

void
cli_complain(void *arg, const char *text)
{
	cli_fail(arg, FOC_BAD_INPUT, "%s", text);
}

static void
notice(void *arg, const char *text)
{
	const struct cli *c = arg;

	if (!c->quiet)
		say(c, text);
}

/* --- the file */

/* Is there one, even if we may not look at it? */
static bool
exists(const char *path)
{
	return access(path, F_OK) == 0 || errno == EACCES;
}

/*
 * Where the file is: the same for every program, and for foc-init, which
 * makes the machine's only where it is named.
 */
const char *
cli_db_path(struct cli *c)
{
	static char path[4096];
	const char *env;

	if (c->common->db != NULL)
		return c->common->db;
	if ((env = getenv("FOC_DB")) != NULL && *env != '\0')
		return env;
	*path = '\0';		/* a relative one is none, says XDG */
	if ((env = getenv("XDG_DATA_HOME")) != NULL && *env == '/')
		snprintf(path, sizeof(path), "%s/foc/foc.db", env);
	else if ((env = getenv("HOME")) != NULL && *env == '/')
		snprintf(path, sizeof(path), "%s/.local/share/foc/foc.db",
		    env);
	if (c->verb->use != CLI_NO_FILE && (*path == '\0' || !exists(path)) &&
	    exists(FOC_MACHINE_DB))
		return FOC_MACHINE_DB;
	if (*path == '\0')
		exit(cli_fail(c, FOC_USAGE, "which file? HOME is no absolute "
		    "path; name the file with --db or FOC_DB"));
	return path;
}

int
cli_make_dir(struct cli *c)
{
	const char *env = getenv("FOC_DB"), *path = cli_db_path(c), *p;
	char dir[4096];

	if (c->common->db != NULL || (env != NULL && *env != '\0'))
		return FOC_OK;
	for (p = strchr(path + 1, '/'); p != NULL; p = strchr(p + 1, '/')) {
		snprintf(dir, sizeof(dir), "%.*s", (int)(p - path), path);
		if (mkdir(dir, 0700) != 0 && errno != EEXIST)
			return cli_fail(c, FOC_SYSTEM, "%s: %s", dir,
			    strerror(errno));
	}
	return FOC_OK;
}

/* The value of a common option that is a whole number from 0 to max. */
static long long
number_option(const struct cli *c, const char *name, const char *text,
    long long otherwise, long long max)
{
	char *end;
	long long v;

	if (text == NULL)
		return otherwise;
	errno = 0;
	v = strtoll(text, &end, 10);
	if (*end != '\0' || end == text || errno != 0 || v < 0 || v > max) {
		fprintf(stderr, "%s: --%s: '%s' is no number from 0 to %lld; "
		    "see %s --help\n", c->program->name, name, text, max,
		    c->program->name);
		exit(FOC_USAGE);
	}
	return v;
}

void
cli_open_options(struct cli *c, enum foc_mode mode, struct foc_options *o)
{
	*o = (struct foc_options){
		.path = cli_db_path(c),
		.mode = mode,
		.wait = (int)number_option(c, "wait", c->common->wait, 30,
		    86400),
		.dry_run = c->dry_run,
		.uid = (int64_t)getuid(),
		.sudo_uid = getenv("SUDO_UID"),
		.as_of = c->as_of,
		.sandbox_actor = getenv("FOC_ACTOR"),
		.sandbox_now = getenv("FOC_NOW"),
		.notice = notice,
		.notice_arg = c,
	};
}

static int
open_file(struct cli *c)
{
	struct foc_options o;
	int status;

	if (c->as_of != 0 && c->verb->use != CLI_READS_PAST)
		return cli_fail(c, FOC_REFUSED, "%s%s--as-of cannot be "
		    "answered: what this reads has no history",
		    c->verb->name != NULL ? c->verb->name : "",
		    c->verb->name != NULL ? ": " : "");
	cli_open_options(c, c->verb->use == CLI_WRITES ? FOC_WRITE :
	    c->verb->use == CLI_MIGRATES ? FOC_MIGRATE : FOC_READ, &o);
	status = foc_open(&c->foc, &o);
	if (status != FOC_OK)
		say(c, foc_errmsg(c->foc));
	else
		c->now = foc_now(c->foc);
	return status;
}

/* --- the output */

static int
terminal_width(void)
{
	struct winsize w;
	const char *env = getenv("COLUMNS");
	long v;

	if (env != NULL && (v = strtol(env, NULL, 10)) > 0 && v < 10000)
		return (int)v;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col > 0)
		return w.ws_col;
	return 80;
}

static bool
use_colour(const struct cli *c)
{
	const char *when = c->common->colour, *no = getenv("NO_COLOR");

	if (when != NULL && strcmp(when, "auto") != 0)
		return strcmp(when, "always") == 0;
	return isatty(STDOUT_FILENO) && (no == NULL || *no == '\0');
}

/* What the organisation calls its levels, for the titles of tables. */
static void
read_labels(struct cli *c, struct foc_out_options *o)
{
	int i;

	if (c->foc == NULL || c->format != FOC_TABLE)
		return;
	for (i = 0; i < 4; i++)
		o->label[i] = c->label[i] = foc_label(c->foc, i + 1);
}

static void
open_output(struct cli *c)
{
	struct foc_out_options o = {
		.to = stdout,
		.format = c->format,
		.terminal = isatty(STDOUT_FILENO),
		.colour = use_colour(c),
		.width = terminal_width(),
		.detail = c->verb->detail && !c->common->ids,
		.dry_run = c->dry_run,
		.spool = c->verb->use != CLI_WRITES &&
		    c->verb->use != CLI_MIGRATES,
		.sandbox = c->foc != NULL && foc_is_sandbox(c->foc),
		.fields = c->common->fields,
		.sort = c->common->sort,
		.figures = c->common->ids,
		.limit = number_option(c, "limit", c->common->limit, 0,
		    INT64_MAX),
	};

	read_labels(c, &o);
	c->width = o.width;
	c->out = foc_out_new(&o);
}

/* "", or what stands all the same, before what failed after it. */
static const char *
done_before(const struct cli *c)
{
	static char text[96];
	int64_t first, last;

	*text = '\0';
	if (c->foc == NULL || !foc_recorded(c->foc, &first, &last))
		return text;
	if (first == last)
		snprintf(text, sizeof(text), "done and recorded as event "
		    "%lld, but ", (long long)first);
	else
		snprintf(text, sizeof(text), "done and recorded as events "
		    "%lld to %lld, but ", (long long)first, (long long)last);
	return text;
}

/* A reader that closed the pipe had what it wanted. */
static int
close_output(struct cli *c, int ran)
{
	const char *done = done_before(c);
	char sentence[768];
	int checked, status, why;

	/* A copy was made, though no event tells of it. */
	if (*done == '\0' && ran == FOC_OK && c->verb->use == CLI_WRITES &&
	    !c->dry_run)
		done = "done, but ";

	checked = foc_out_check(c->out, sentence, sizeof(sentence));
	if (checked != FOC_OK)
		cli_fail(c, checked, "%s%s", done, sentence);
	status = foc_out_close(c->out);
	why = errno;
	c->out = NULL;
	if (status == FOC_OK && fclose(stdout) != 0) {
		status = FOC_SYSTEM;
		why = errno;
	}
	if (status == FOC_OK || why == EPIPE)
		return checked;
	return cli_fail(c, status, "%scannot write%s: %s", done,
	    *done != '\0' ? " the answer" : "", strerror(why));
}

int
cli_said(const char *program)
{
	if (fflush(stdout) == 0 || errno == EPIPE)
		return FOC_OK;
	fprintf(stderr, "%s: cannot write: %s\n", program, strerror(errno));
	return FOC_SYSTEM;
}

int
cli_main(const struct cli_program *p, int argc, char **argv)
{
	struct cli c = { .program = p };
	int status = FOC_OK, i;

	if (argc > 1 && strcmp(argv[1], "--complete") == 0)
		return cli_complete(p, argc - 2, argv + 2);
	handle_signals();
	cli_parse(&c, argc, argv);
	c.now = foc_clock();
	if (c.verb->use != CLI_NO_FILE)
		status = open_file(&c);
	if (status == FOC_OK) {
		cli_span(&c);
		open_output(&c);
		cli_confine(&c);
		if (cli_common.header && c.foc != NULL) {
			status = cli_result(&c, foc_report_header(c.foc,
			    &c.span, c.out));
			foc_out_heading(c.out);
		}
		if (status == FOC_OK)
			status = c.verb->run(&c);
		foc_read_done(c.foc);
		if (c.out != NULL)
			status = foc_worst(status, close_output(&c, status));
		if (c.dry_run && status == FOC_OK && !c.quiet)
			say(&c, "dry run: nothing was changed");
	}
	for (i = 0; i < 4; i++)
		free(c.label[i]);
	foc_close(c.foc);
	return interrupted ? EXIT_INTERRUPTED : status;
}

bool
cli_interrupted(void)
{
	return interrupted;
}

int
cli_result(struct cli *c, int status)
{
	if (status != FOC_OK && !interrupted)
		cli_fail(c, status, "%s%s", done_before(c),
		    foc_errmsg(c->foc));
	return status;
}
