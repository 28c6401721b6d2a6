/* SPDX-License-Identifier: MIT */
/* Lines in, lines out; nothing of the file is held between them. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mcp.h"

/* --- around a request */

static void
on_notice(void *arg, const char *text)
{
	const struct mcp_session *s = arg;

	foc_mcp_notice(s->call, text);
}

/* Roles, clock and data are those of this moment. */
static int
begin(void *arg, struct foc_mcp_call *call)
{
	struct mcp_session *s = arg;
	const char *tool = foc_mcp_tool(call);
	bool write = s->allow_stop && tool != NULL && mcp_writes(tool);
	struct foc_options o;
	int status;

	s->call = call;
	cli_open_options(s->c, write ? FOC_WRITE : FOC_READ, &o);
	o.notice = on_notice;
	o.notice_arg = s;
	status = foc_open(&s->foc, &o);
	if (status == FOC_OK && foc_is_sandbox(s->foc))
		foc_mcp_sandbox(call);
	if (status == FOC_OK)
		status = foc_reach(s->foc, &s->reach);
	if (status != FOC_OK)
		foc_mcp_refuse(call, status, "%s", foc_errmsg(s->foc));
	return status;
}

static void
end(void *arg)
{
	struct mcp_session *s = arg;

	foc_close(s->foc);
	free(s->known);
	s->foc = NULL;
	s->call = NULL;
	s->known = NULL;
}

static bool
offers(void *arg, const char *tool)
{
	return mcp_offers(arg, tool);
}

static int
run(void *arg, struct foc_mcp_call *call)
{
	(void)call;
	return mcp_tool(arg);
}

/* Answers to questions have no workload: those are scoped by themselves. */
static bool
may_give(void *arg, const char *workload)
{
	struct mcp_session *s = arg;

	if (s->reach == FOC_REACH_ALL || mcp_writes(foc_mcp_tool(s->call)) ||
	    strcmp(foc_mcp_tool(s->call), "ask") == 0)
		return true;
	if (workload == NULL)
		return false;
	if (s->known == NULL || strcmp(s->known, workload) != 0) {
		free(s->known);
		s->known = strdup(workload);
		s->may_know = foc_may_know(s->foc, workload) == FOC_OK;
	}
	return s->may_know;
}

/* --- lines */

struct lines {
	struct foc_mcp *mcp;
	char	buf[FOC_MCP_MAX + 1];	/* a line that is coming in ... */
	size_t	n;			/* ... and how much of it there is */
	bool	skip;			/* until the end of one too long */
};

/* false where nobody reads any more. */
static bool
put(char *answer)
{
	bool good = answer == NULL || (fputs(answer, stdout) >= 0 &&
	    putchar('\n') != EOF && fflush(stdout) == 0);

	free(answer);
	return good;
}

static bool
take_line(struct lines *l)
{
	size_t n = l->n;
	bool blank = n == strspn(l->buf, " \t\r");

	l->n = 0;
	if (l->skip || blank) {
		l->skip = false;
		return true;
	}
	return put(foc_mcp_take(l->mcp, l->buf, n));
}

static bool
take_bytes(struct lines *l, const char *bytes, size_t n)
{
	bool good = true;
	size_t i;

	for (i = 0; i < n && good && !cli_interrupted(); i++) {
		if (bytes[i] == '\n') {
			l->buf[l->n] = '\0';
			good = take_line(l);
		} else if (l->n < FOC_MCP_MAX) {
			l->buf[l->n++] = bytes[i];
		} else if (!l->skip) {
			l->skip = true;
			good = put(foc_mcp_too_long());
		}
	}
	return good;
}

static int
serve_lines(struct cli *c, struct lines *l)
{
	char bytes[65536];
	ssize_t n = 1;

	while (n > 0 && cli_wait_input()) {
		n = read(STDIN_FILENO, bytes, sizeof(bytes));
		if (n < 0 && errno == EINTR)
			n = 1;
		else if (n > 0 && !take_bytes(l, bytes, (size_t)n))
			return FOC_OK;	/* what failed is said at the end */
	}
	if (n < 0)
		return cli_fail(c, FOC_SYSTEM, "cannot read: %s",
		    strerror(errno));
	if (n == 0)
		take_bytes(l, "\n", 1);
	return FOC_OK;
}

int
mcp_serve(struct cli *c, bool allow_stop)
{
	struct mcp_session s = { .c = c, .allow_stop = allow_stop };
	const struct foc_mcp_host host = { begin, end, offers, run, may_give,
	    &s };
	struct lines *l = calloc(1, sizeof(*l));
	int status;

	if (l == NULL)
		return cli_fail(c, FOC_SYSTEM, "out of memory");
	foc_close(c->foc);		/* it is there, that is all */
	c->foc = NULL;
	l->mcp = foc_mcp_new(&host);
	status = serve_lines(c, l);
	foc_mcp_free(l->mcp);
	free(l);
	return status;
}
