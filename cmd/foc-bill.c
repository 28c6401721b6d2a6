/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"

#define TIMEOUT		60	/* seconds for one command of aws */
#define TIMEOUT_MAX	3600

static const char *rationale, *timeout;
static struct cli_list artefacts, profiles;
static bool apply, verify;

static const struct cli_opt opts[] = {
	{ 0, "rationale", "TEXT", "why; kept with the decision", NULL, NULL,
	    &rationale, NULL },
	{ 0, "apply", NULL, "run the commands, record each result", NULL,
	    &apply, NULL, NULL },
	{ 0, "artefact", "KEY=VALUE", "what there is already: "
	    "scp_policy_id=p-ID", "stop", NULL, NULL, &artefacts },
	{ 0, "profile", "ACCOUNT=NAME", "profile of aws for an account", NULL,
	    NULL, NULL, &profiles },
	{ 0, "timeout", "SECONDS", "for each command of aws (60)", NULL, NULL,
	    &timeout, NULL },
	{ 0, "verify", NULL, "what the bill says was spent after the stop",
	    "stop", &verify, NULL, NULL },
	{ 0 }
};

static struct foc_stop stop;

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
read_timeout(struct cli *c, int *seconds)
{
	char *end;
	long v;

	*seconds = TIMEOUT;
	if (timeout == NULL)
		return FOC_OK;
	v = strtol(timeout, &end, 10);
	if (end == timeout || *end != '\0' || v < 1 || v > TIMEOUT_MAX)
		return cli_fail(c, FOC_USAGE, "--timeout: '%s' is no number "
		    "from 1 to %d", timeout, TIMEOUT_MAX);
	*seconds = (int)v;
	return FOC_OK;
}

static int
act(struct cli *c)
{
	return foc_stop(c->foc, c->operand[0], &stop, apply && !c->dry_run ?
	    NULL : c->out);
}

/* The file first: whatever becomes of the commands, it is stopped there. */
static int
move(struct cli *c)
{
	const char *tmp = getenv("TMPDIR");
	struct foc_run run = { .env = environ };
	int status;

	stop.rationale = rationale;
	stop.again = apply || c->format == FOC_SH || artefacts.n > 0;
	stop.artefacts = artefacts.item;
	stop.n_artefacts = artefacts.n;
	stop.profiles = profiles.item;
	stop.n_profiles = profiles.n;
	if (apply && c->format == FOC_SH)
		return cli_fail(c, FOC_USAGE, "--apply runs the commands, "
		    "--format sh prints them: one of the two");
	if ((status = read_timeout(c, &run.timeout)) != FOC_OK ||
	    (status = cli_write(c, act)) != FOC_OK || !apply || c->dry_run)
		return status;
	if ((run.program = find_aws()) == NULL)
		return cli_fail(c, FOC_SYSTEM, "%s: is %s in the file, but "
		    "there is no aws on PATH to run", c->operand[0],
		    stop.resume ? "resumed" : "stopped");
	run.tmp = tmp != NULL && *tmp == '/' ? tmp : "/tmp";
	return cli_result(c, foc_stop_apply(c->foc, c->operand[0], &stop,
	    &run, c->out));
}

static int
do_stop(struct cli *c)
{
	if (!verify)
		return move(c);
	if (apply || rationale != NULL || artefacts.n > 0 ||
	    c->format == FOC_SH)
		return cli_fail(c, FOC_USAGE, "--verify only looks: it goes "
		    "with none of --apply, --rationale, --artefact and "
		    "--format sh");
	return cli_result(c, foc_stop_verify(c->foc, c->operand[0], c->out));
}

static int
do_resume(struct cli *c)
{
	stop.resume = true;
	return move(c);
}

static const struct cli_verb verbs[] = {
	{ "stop", "WORKLOAD", "stop its spend: in the file at once, and the "
	    "commands for AWS", CLI_WRITES, do_stop, 1, 1, NULL, true },
	{ "resume", "WORKLOAD", "let it spend again", CLI_WRITES, do_resume,
	    1, 1, NULL, true },
	{ 0 }
};

static const struct cli_program program = {
	.name = "foc-bill",
	.summary = "the stop switch of a workload",
	.opts = opts,
	.verbs = verbs,
	.formats = "text sh",
};

int
main(int argc, char **argv)
{
	return cli_main(&program, argc, argv);
}
