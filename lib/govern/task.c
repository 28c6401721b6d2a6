/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "core/embed.h"
#include "core/mem.h"
#include "core/text.h"
#include "db/machine.h"
#include "govern/iam.h"
#include "govern/route.h"
#include "govern/task.h"

#define COLUMNS	76		/* of a comment line in a script */

static const struct task_kind kinds[] = {
	{ "BEDROCK_ENABLE", "govern/bedrock.txt", {
		{ NULL, NULL },
		{ "role_arn", NULL },
		{ "policy_applied", "true" },
		{ NULL, NULL },
	}, 4 },
};

const struct task_kind *
task_kind(const char *type)
{
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kinds[i].type, type) == 0)
			return &kinds[i];
	return NULL;
}

static char *
copy(struct rows *r, int col)
{
	const char *s = db_text(r, col);

	return xstrdup(s != NULL ? s : "");
}

int
task_load(struct foc *f, const char *id, struct task *t)
{
	char **const fields[] = {
		&t->request, &t->scope, &t->workload, &t->type, &t->state,
		&t->platform, &t->model, &t->account, &t->region, &t->role,
		&t->runtime, &t->availability
	};
	struct rows r;
	size_t i;
	int status;

	*t = (struct task){ 0 };
	db_query(&r, f, SQL_TASK_FACTS, "s", id);
	if (db_next(&r)) {
		t->id = xstrdup(id);
		for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
			*fields[i] = copy(&r, (int)i);
	}
	if ((status = db_done(&r)) != FOC_OK)
		return status;
	if (t->id == NULL)
		return foc_fail(f, FOC_REFUSED, "%s: there is no such task; "
		    "foc-task list shows them", id);
	if ((t->kind = task_kind(t->type)) == NULL)
		return foc_fail(f, FOC_REFUSED, "%s: tasks of the type %s are "
		    "not offered yet", id, t->type);
	t->role_arn = iam_role_arn(t->account, t->role);
	return FOC_OK;
}

void
task_free(struct task *t)
{
	free(t->id);
	free(t->request);
	free(t->scope);
	free(t->workload);
	free(t->type);
	free(t->state);
	free(t->platform);
	free(t->model);
	free(t->account);
	free(t->region);
	free(t->role);
	free(t->runtime);
	free(t->availability);
	free(t->role_arn);
}

/* Strings that are made for one filling. */
struct made {
	char	*trust, *deny, *allow, *note, *description;
	struct words tags;
};

static void
make(struct made *m, const struct task *t, const struct route *r)
{
	char *tag;

	m->trust = xasprintf("file://%s.trust.json", t->role);
	m->deny = xasprintf("file://%s.deny.json", t->role);
	m->allow = xasprintf("file://%s.allow.json", t->role);
	m->note = route_note(r, t->model, t->region, t->availability);
	m->description = xasprintf("Governed AI access of %s, request %s",
	    t->workload, t->request);
	tag = xasprintf("Key=finops-workload,Value=%s", t->workload);
	words_add(&m->tags, tag);
	free(tag);
	tag = xasprintf("Key=finops-request,Value=%s", t->request);
	words_add(&m->tags, tag);
	free(tag);
}

static void
unmake(struct made *m)
{
	free(m->trust);
	free(m->deny);
	free(m->allow);
	free(m->note);
	free(m->description);
	words_free(&m->tags);
}

static int
fill_steps(struct foc *f, const struct task *t, const struct route *r,
    const struct iam *d, struct steps *s)
{
	struct made m = { 0 };
	int bad;

	make(&m, t, r);
	{
		const struct value v[] = {
			{ "task", t->id, NULL },
			{ "account", t->account, NULL },
			{ "region", t->region, NULL },
			{ "model_id", r->model_id, NULL },
			{ "role", t->role, NULL },
			{ "role_arn", t->role_arn, NULL },
			{ "runtime", t->runtime, NULL },
			{ "trust", d->trust, NULL }, { "deny", d->deny, NULL },
			{ "allow", d->allow, NULL },
			{ "trust_file", m.trust, NULL },
			{ "deny_file", m.deny, NULL },
			{ "allow_file", m.allow, NULL },
			{ "note", m.note, NULL },
			{ "description", m.description, NULL },
			{ "tags", NULL, &m.tags },
			{ "ec2", strcmp(t->runtime, "EC2") == 0 ? "y" : "",
			    NULL },
			{ "agentcore", strcmp(t->runtime, "AGENTCORE") == 0 ?
			    "y" : "", NULL },
			{ "anthropic", strcmp(r->vendor, "Anthropic") == 0 ?
			    "y" : "", NULL },
		};

		bad = steps_read(s, embed_text(t->kind->tmpl),
		    &(struct values){ v, sizeof(v) / sizeof(v[0]) });
	}
	unmake(&m);
	if (bad != 0 || s->n != t->kind->n)
		return foc_fail(f, FOC_SYSTEM, "%s: is no good template",
		    t->kind->tmpl);
	return FOC_OK;
}

int
task_steps(struct foc *f, const struct task *t, struct steps *s)
{
	struct iam d = { 0 };
	struct route r;
	int status;

	*s = (struct steps){ 0 };
	status = route_find(f, t->platform, t->model, t->region,
	    t->availability, &r);
	if (status == FOC_OK)
		status = iam_build(f, t->request, t->account, &d);
	if (status == FOC_OK)
		status = fill_steps(f, t, &r, &d, s);
	iam_free(&d);
	route_free(&r);
	return status;
}

/* One step as JSON; r stands on its row of task_step where it is done. */
static void
write_step(FILE *out, const struct step *p, int n, struct rows *r)
{
	size_t i;

	fprintf(out, "%s{\"n\":%d,\"title\":", n > 1 ? "," : "", n);
	text_json(out, p->title);
	fputs(",\"instruction\":", out);
	text_json(out, p->instruction != NULL ? p->instruction : "");
	fputs(",\"commands\":[", out);
	for (i = 0; i < p->n_commands; i++) {
		fputs(i > 0 ? "," : "", out);
		text_json(out, p->command[i]);
	}
	fputs("],\"console_url\":", out);
	if (p->url != NULL)
		text_json(out, p->url);
	else
		fputs("null", out);
	fputs(",\"done_at\":", out);
	if (r != NULL) {
		text_json(out, db_text(r, 1));
		fputs(",\"done_by\":", out);
		text_json(out, db_text(r, 3));
	} else {
		fputs("null,\"done_by\":null", out);
	}
	fprintf(out, ",\"artefacts\":%s}", r != NULL ? db_text(r, 2) : "{}");
}

/* The steps as a JSON array, malloc'd; steps are done in their order. */
static int
steps_json(struct foc *f, const char *id, const struct steps *s, char **json)
{
	struct rows r;
	size_t size;
	FILE *out = open_memstream(json, &size);
	bool done;
	int i;

	if (out == NULL)
		return foc_fail(f, FOC_SYSTEM, "%s: no memory", id);
	putc('[', out);
	db_query(&r, f, SQL_STEPS_DONE, "s", id);
	done = db_next(&r);
	for (i = 1; i <= s->n; i++) {
		write_step(out, &s->step[i - 1], i, done ? &r : NULL);
		done = done && db_next(&r);
	}
	putc(']', out);
	fclose(out);
	return db_done(&r);
}

int
task_give(struct foc *f, const char *id, struct foc_out *out)
{
	return db_emit(f, out, NULL, SQL_TASK_RECORD, "snin", id, f->now);
}

int
foc_task_list(struct foc *f, const char *state, struct foc_out *out)
{
	int status = machine_check_state(f, MACHINE_TASK, state);

	if (status != FOC_OK)
		return status;
	return db_emit(f, out, NULL, SQL_TASK_RECORD, "nsin", state, f->now);
}

int
foc_task_show(struct foc *f, const char *id, struct foc_out *out)
{
	struct steps s = { 0 };
	struct task t;
	char *json = NULL;
	int status;

	status = task_load(f, id, &t);
	if (status == FOC_OK)
		status = task_steps(f, &t, &s);
	if (status == FOC_OK)
		status = steps_json(f, id, &s, &json);
	if (status == FOC_OK)
		status = db_emit(f, out, NULL, SQL_TASK_RECORD, "snis", id,
		    f->now, json);
	free(json);
	steps_free(&s);
	task_free(&t);
	return status;
}

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

	line = xasprintf("Task %s: %s for the workload %s, request %s.  Read "
	    "this, then run it with credentials of account %s.  It may run "
	    "again.", t->id, t->model, t->workload, t->request, t->account);
	fputs("#!/bin/sh\n", to);
	write_comment(to, line);
	fputs("set -eu\numask 077\nfoc_dir=$(mktemp -d)\n"
	    "trap 'rm -rf \"$foc_dir\"' EXIT\ncd \"$foc_dir\"\n", to);
	free(line);
}

static void
write_step_script(FILE *to, const struct step *p, int n)
{
	char *line = xasprintf("Step %d: %s", n, p->title);
	size_t i;

	putc('\n', to);
	write_comment(to, line);
	if (p->instruction != NULL)
		write_comment(to, p->instruction);
	for (i = 0; i < p->n_commands; i++)
		fprintf(to, "%s\n", p->command[i]);
	free(line);
}

int
foc_task_script(struct foc *f, const char *id, FILE *to)
{
	struct steps s = { 0 };
	struct task t;
	int status, i;

	status = task_load(f, id, &t);
	if (status == FOC_OK && strcmp(t.state, "OPEN") != 0 &&
	    strcmp(t.state, "IN_PROGRESS") != 0)
		status = foc_fail(f, FOC_REFUSED, "%s: nothing to do: state "
		    "is %s, needs OPEN or IN_PROGRESS", id, t.state);
	if (status == FOC_OK)
		status = task_steps(f, &t, &s);
	if (status == FOC_OK)
		write_head(to, &t);
	for (i = 0; i < s.n && status == FOC_OK; i++)
		write_step_script(to, &s.step[i], i + 1);
	steps_free(&s);
	task_free(&t);
	return status;
}
