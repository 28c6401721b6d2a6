/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

static struct cli_list head_files;
static bool state;

static const struct cli_opt opts[] = {
	{ 0, "head", "FILE", "a head taken earlier: a file, or SEQ:HASH itself",
	    "verify", NULL, NULL, &head_files },
	{ 0, "state", NULL, "hash the cells of every load again too", "verify",
	    &state, NULL, NULL },
	CLI_SPAN_OPTIONS,
	{ 0 }
};

static int
do_log(struct cli *c)
{
	return cli_result(c, foc_audit_log(c->foc,
	    c->n_operands > 0 ? c->operand[0] : NULL, &c->span, c->out));
}

static int
show(struct cli *c, const char *id)
{
	return foc_audit_show(c->foc, id, &c->span, c->out);
}

static int
do_show(struct cli *c)
{
	return cli_read_each(c, show);
}

static int
do_head(struct cli *c)
{
	return cli_result(c, foc_audit_head(c->foc, c->out));
}

/* The head in a file: the id of a head record, or the bare SEQ:HASH. */
static int
read_head(struct cli *c, const char *name, char **head)
{
	char *text, *id;
	size_t len;
	int status;

	if (name[strspn(name, "0123456789")] == ':') {
		*head = strdup(name);
		return *head != NULL ? FOC_OK : FOC_SYSTEM;
	}
	if ((status = cli_read_file(c, name, &text, &len)) != FOC_OK)
		return status;
	text[strcspn(text, "\n")] = '\0';
	*head = text;
	if (*text == '{') {
		status = foc_head_id(c->foc, text, strlen(text), &id);
		if (status != FOC_OK)
			cli_fail(c, status, "%s:1: %s", name,
			    foc_errmsg(c->foc));
		free(text);
		*head = id;
	}
	return status;
}

static int
do_verify(struct cli *c)
{
	char **heads = calloc(head_files.n + 1, sizeof(*heads));
	size_t i;
	int status = heads != NULL ? FOC_OK : FOC_SYSTEM;

	for (i = 0; status == FOC_OK && i < head_files.n; i++)
		status = read_head(c, head_files.item[i], &heads[i]);
	if (status == FOC_OK)
		status = cli_result(c, foc_audit_verify(c->foc,
		    (const char *const *)heads, head_files.n, state, c->out));
	for (i = 0; heads != NULL && i < head_files.n; i++)
		free(heads[i]);
	free(heads);
	return status;
}

static const struct cli_verb verbs[] = {
	{ "log", "[OBJECT]", "the decisions, of all or of one object",
	    CLI_READS_PAST, do_log, 0, 1, NULL, false },
	{ "show", "OBJECT ...", "its story: who did what, when and why",
	    CLI_READS_PAST, do_show, 1, -1, NULL, true },
	{ "verify", "", "is the chain whole, and do the rows agree with it",
	    CLI_READS, do_verify, 0, 0, NULL, false },
	{ "head", "", "number and hash of the newest event",
	    CLI_READS_PAST,
	    do_head, 0, 0, NULL, false },
	{ 0 }
};

static const struct cli_program program = {
	.name = "foc-audit",
	.summary = "read and verify the record of decisions",
	.opts = opts,
	.verbs = verbs,
	.formats = "text",
	.default_operand = false,
};

int
main(int argc, char **argv)
{
	return cli_main(&program, argc, argv);
}
