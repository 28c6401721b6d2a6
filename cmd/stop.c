/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "stop.h"

#define TIMEOUT		60	/* seconds for one command of aws */
#define TIMEOUT_MAX	3600

/* The first executable aws along PATH, absolute; NULL: none. */
static const char *
find_aws(void)
{
	static char path[4096];
	const char *dir = getenv("PATH");
	size_t n;

	for (; dir != NULL && *dir != '\0'; dir += n + (dir[n] == ':')) {
		n = strcspn(dir, ":");
		if (*dir == '/' && snprintf(path, sizeof(path), "%.*s/aws",
		    (int)n, dir) < (int)sizeof(path) &&
		    access(path, X_OK) == 0)
			return path;
	}
	return NULL;
}

static int
read_timeout(struct cli *c, const char *text, int *seconds)
{
	char *end;
	long v;

	*seconds = TIMEOUT;
	if (text == NULL)
		return FOC_OK;
	v = strtol(text, &end, 10);
	if (end == text || *end != '\0' || v < 1 || v > TIMEOUT_MAX)
		return cli_fail(c, FOC_USAGE, "--timeout: '%s' is no number "
		    "from 1 to %d", text, TIMEOUT_MAX);
	*seconds = (int)v;
	return FOC_OK;
}

static const struct stop_how *doing;

static int
act(struct cli *c)
{
	return foc_stop(c->foc, c->operand[0], &doing->stop, doing->apply &&
	    !c->dry_run ? NULL : c->out);
}

int
stop_move(struct cli *c, struct stop_how *how)
{
	const char *tmp = getenv("TMPDIR");
	struct foc_run run = { .env = environ };
	int status;

	doing = how;
	how->stop.again = how->apply || c->format == FOC_SH ||
	    how->stop.n_artefacts > 0;
	if (how->apply && c->format == FOC_SH)
		return cli_fail(c, FOC_USAGE, "--apply runs the commands, "
		    "--format sh prints them: one of the two");
	if ((status = read_timeout(c, how->timeout, &run.timeout)) != FOC_OK ||
	    (status = cli_write(c, act)) != FOC_OK || !how->apply ||
	    c->dry_run)
		return status;
	if ((run.program = find_aws()) == NULL)
		return cli_fail(c, FOC_SYSTEM, "%s: is %s in the file, but "
		    "there is no aws on PATH to run", c->operand[0],
		    how->stop.resume ? "resumed" : "stopped");
	run.tmp = tmp != NULL && *tmp == '/' ? tmp : "/tmp";
	return cli_result(c, foc_stop_apply(c->foc, c->operand[0],
	    &how->stop, &run, c->out));
}
