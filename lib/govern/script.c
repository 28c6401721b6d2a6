/* SPDX-License-Identifier: MIT */
/* A task as a shell script: prose as comments, then the commands. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"
#include "govern/task.h"

#define COLUMNS	76		/* of a comment line */

/* Where to break a line of at most COLUMNS, or at its first blank. */
static size_t
line_length(const char *text)
{
	size_t n = strlen(text), first;

	if (n <= COLUMNS)
		return n;
	for (n = COLUMNS; n > 0 && text[n] != ' '; n--)
		continue;
	first = strcspn(text, " ");
	return n > 0 ? n : first;
}

/* Prose as comment lines: nothing in it can become a command. */
static void
write_comment(FILE *to, const char *prose)
{
	char *visible = text_visible(prose);
	const char *text = visible;
	size_t n;

	while (*text != '\0') {
		n = line_length(text);
		fprintf(to, "# %.*s\n", (int)n, text);
		text += n;
		text += strspn(text, " ");
	}
	free(visible);
}

static void
write_head(FILE *to, const struct task *t)
{
	char *line;

	if (t->export)
		line = xasprintf("Task %s, %s: the export of the bill, which "
		    "every approval waits for.  Read this, then run it with "
		    "credentials of %s%s.  It may run again.", t->id, t->type,
		    *t->account != '\0' ? "account " :
		    "the account that pays", t->account);
	else
		line = xasprintf("Task %s, %s, for the workload %s, request %s%s%s.  "
		    "Read this, then run it with credentials of account %s.  It may "
		    "run again.", t->id, t->type, t->workload, t->request,
	    *t->model != '\0' ? ": " : "", t->model, t->account);
	fputs("#!/bin/sh\n", to);
	write_comment(to, line);
	fputs("set -eu\numask 077\nfoc_dir=$(mktemp -d)\n"
	    "trap 'rm -rf \"$foc_dir\"' EXIT\ncd \"$foc_dir\"\n", to);
	free(line);
}

static void
write_step(FILE *to, const struct step *p, int n)
{
	char *line = xasprintf("Step %d: %s", n, p->title);
	size_t i;

	putc('\n', to);
	write_comment(to, line);
	if (p->instruction != NULL)
		write_comment(to, p->instruction);
	for (i = 0; i < p->n_records; i++) {
		fputs(i == 0 ? "# Record it afterwards:\n" : "# or\n", to);
		fprintf(to, "#\t%s\n", p->record[i]);
	}
	for (i = 0; i < p->n_commands; i++)
		fprintf(to, "%s\n", p->command[i]);
	free(line);
}

static int
read_selectors(struct foc *f, const struct task *t,
    const struct foc_text *check, struct selectors *sel)
{
	char *arn;
	int status;

	*sel = (struct selectors){ 0 };
	if (check == NULL)
		return FOC_OK;
	if (strcmp(t->type, "CP_VALIDATE") != 0)
		return foc_fail(f, FOC_USAGE, "%s: --check with script takes "
		    "the event selectors of a trail, for a task CP_VALIDATE; "
		    "this is %s", t->id, t->type);
	arn = xasprintf("arn:aws:aws-external-anthropic:%s:%s:workspace/%s",
	    t->region, t->account, t->workspace_id);
	status = selectors_read(f, check->text, check->len, arn, sel);
	free(arn);
	return status;
}

int
foc_task_script(struct foc *f, const char *id, const struct foc_text *check,
    FILE *to)
{
	struct selectors sel = { 0 };
	struct steps s = { 0 };
	struct task t;
	int status, i;

	status = task_load(f, id, &t);
	if (status == FOC_OK && strcmp(t.state, "OPEN") != 0 &&
	    strcmp(t.state, "IN_PROGRESS") != 0)
		status = foc_fail(f, FOC_REFUSED, "%s: nothing to do: state "
		    "is %s, needs OPEN or IN_PROGRESS%s%s", id, t.state,
		    strcmp(t.state, "BLOCKED") == 0 ? "; first comes " : "",
		    strcmp(t.state, "BLOCKED") == 0 ? t.after : "");
	if (status == FOC_OK)
		status = read_selectors(f, &t, check, &sel);
	if (status == FOC_OK)
		status = task_steps(f, &t, check != NULL ? &sel : NULL, &s);
	if (status == FOC_OK)
		write_head(to, &t);
	for (i = 0; i < s.n && status == FOC_OK; i++)
		write_step(to, &s.step[i], i + 1);
	steps_free(&s);
	selectors_free(&sel);
	task_free(&t);
	return status;
}
