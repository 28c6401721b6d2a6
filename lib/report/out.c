/* SPDX-License-Identifier: MIT */
/*
 * The output of every program: records in, and a table, JSON Lines, CSV or a
 * report out.  JSON Lines without --fields, --sort and --limit go through as
 * they came, untouched; everything else is parsed, exactly.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/figure.h"
#include "core/mem.h"
#include "core/text.h"
#include "report/focus.h"
#include "report/out.h"
#include "report/select.h"

struct out {
	struct foc_out base;		/* first: a foc_out is an out */
	struct foc_out_options o;
	char	**record;		/* kept until close, where needed */
	size_t	n, room;
	size_t	heading;		/* the first, before the report's own */
	size_t	hold;			/* records from here on are held ... */
	bool	held;			/* ... while this is set */
	FILE	*spool;			/* lines wait here, not for a reader */
	struct focus *focus;		/* what columns it has */
	int	failed;			/* errno of the first failed write */
};

/*
 * A reader may be slow, a pager may stand for hours: lines of a report wait
 * in a file without a name until its statements are done, so that no writer
 * waits for a reader's reader.
 */
static void
print_line(struct out *o, const char *json)
{
	FILE *to = o->spool != NULL ? o->spool : o->o.to;

	text_json_line(to, json);
	if (ferror(to) && o->failed == 0)
		o->failed = errno;
}

static void
pour_spool(struct out *o)
{
	char buf[65536];
	size_t n;

	if (o->spool == NULL)
		return;
	if (fflush(o->spool) != 0 || fseek(o->spool, 0, SEEK_SET) != 0)
		o->failed = o->failed != 0 ? o->failed : errno;
	while (o->failed == 0 &&
	    (n = fread(buf, 1, sizeof(buf), o->spool)) > 0)
		if (fwrite(buf, 1, n, o->o.to) != n)
			o->failed = errno;
	if (o->failed == 0 && ferror(o->spool))
		o->failed = errno;
	fclose(o->spool);
	o->spool = NULL;
}

static bool
streams(const struct out *o)
{
	return o->o.format == FOC_JSONL && o->o.fields == NULL &&
	    o->o.sort == NULL && o->o.limit == 0 && !o->held;
}

static void
keep(struct out *o, char *json)
{
	if (o->n == o->room) {
		o->room = o->room == 0 ? 64 : o->room * 2;
		o->record = xreallocarray(o->record, o->room,
		    sizeof(*o->record));
	}
	o->record[o->n++] = json;
}

static void record_one(struct out *o, const char *json);

/* --- figures instead of the records that they are in */

struct figures {
	struct out *o;
	const char *id;
};

static void
add_figure(void *arg, const char *key, const cJSON *value)
{
	struct figures *f = arg;
	cJSON *rec = cJSON_CreateObject();
	char *id = xasprintf("%s:%s", f->id, key), *json;

	cJSON_AddStringToObject(rec, "kind", "figure");
	cJSON_AddStringToObject(rec, "id", id);
	cJSON_AddStringToObject(rec, "record", f->id);
	cJSON_AddStringToObject(rec, "key", key);
	cJSON_AddRawToObject(rec, "amount_usd", value->valuestring);
	json = json_print(rec);
	record_one(f->o, json);
	free(json);
	free(id);
	cJSON_Delete(rec);
}

static void
add_figures(struct out *o, const char *json)
{
	struct err e;
	cJSON *tree = json_parse(json, strlen(json), &e);
	struct figures f = { o, tree != NULL ? json_string(tree, "id") : NULL };

	if (f.id != NULL)
		figure_each(tree, add_figure, &f);
	cJSON_Delete(tree);
}

static void
record(struct foc_out *out, const char *json)
{
	struct out *o = (struct out *)out;

	if (o->o.figures)
		add_figures(o, json);
	else
		record_one(o, json);
}

/* In a sandbox every record says so, lest somebody take it for real. */
static void
record_one(struct out *o, const char *json)
{
	size_t len = strlen(json);
	char *marked;

	if (o->o.sandbox && len > 2 && json[len - 1] == '}')
		marked = xasprintf("%.*s,\"sandbox\":true}", (int)len - 1,
		    json);
	else
		marked = xstrdup(json);
	if (!streams(o)) {
		keep(o, marked);
		return;
	}
	print_line(o, marked);
	free(marked);
}

void
foc_out_record(struct foc_out *out, const char *json)
{
	out->record(out, json);
}

struct foc_out *
foc_out_new(const struct foc_out_options *options)
{
	struct out *o = xcalloc(1, sizeof(*o));

	o->base.record = record;
	o->o = *options;
	if (o->o.format == FOC_FOCUS)
		o->focus = focus_new(FOCUS_DEFAULT);
	if (o->o.spool && o->o.format == FOC_JSONL)
		o->spool = tmpfile();	/* without one: straight on */
	return &o->base;
}

void
foc_out_mark_sandbox(struct foc_out *out)
{
	((struct out *)out)->o.sandbox = true;
}

bool
out_is_sandbox(const struct foc_out *out)
{
	return ((const struct out *)out)->o.sandbox;
}

void
foc_out_heading(struct foc_out *out)
{
	struct out *o = (struct out *)out;

	o->heading = o->n;
}

void
foc_out_hold(struct foc_out *out)
{
	struct out *o = (struct out *)out;

	o->held = true;
	o->hold = o->n;
}

void
foc_out_release(struct foc_out *out, bool keep_them)
{
	struct out *o = (struct out *)out;
	size_t i;

	o->held = false;
	if (keep_them && !streams(o))
		return;
	for (i = o->hold; i < o->n; i++) {
		if (keep_them)
			print_line(o, o->record[i]);
		free(o->record[i]);
	}
	o->n = o->hold;
}

cJSON *
record_parse(const char *json)
{
	struct err e;
	cJSON *tree = json_parse(json, strlen(json), &e);

	return tree != NULL ? tree : cJSON_CreateObject();
}

/* --- FOCUS: two passes, for there are columns that may be left out */

static void
print_focus(const struct out *o)
{
	cJSON *rec;
	size_t i;

	for (i = 0; i < o->n; i++) {
		rec = record_parse(o->record[i]);
		focus_look(o->focus, rec);
		cJSON_Delete(rec);
	}
	focus_header(o->focus, o->o.to);
	for (i = 0; i < o->n; i++) {
		rec = record_parse(o->record[i]);
		focus_row(o->focus, o->o.to, rec);
		cJSON_Delete(rec);
	}
}

int
foc_out_profile(struct foc_out *out, const char *version)
{
	struct out *o = (struct out *)out;
	struct focus *f = focus_new(version);

	if (f == NULL)
		return FOC_USAGE;
	focus_free(o->focus);
	o->focus = f;
	return FOC_OK;
}

/* --- reports for people */

static void
print_end(const struct out *o, const struct renderer *r)
{
	if (r != NULL && r->end != NULL)
		r->end(o->o.to, &o->o);
}

/* What a shell is going to read. */
static bool
is_run(enum foc_format format)
{
	return format == FOC_SH || format == FOC_ENV || format == FOC_SHELL;
}

static void
print_report(const struct out *o, enum foc_format format)
{
	const struct renderer *r, *before = NULL;
	bool another, first = true;
	cJSON *rec;
	size_t i;

	for (i = 0; i < o->n; i++) {
		rec = record_parse(o->record[i]);
		if (renderer_is_silent(rec, format)) {
			cJSON_Delete(rec);
			continue;
		}
		r = renderer_of(json_string(rec, "kind"), format);
		another = r != before && (r == NULL || before == NULL ||
		    r->end == NULL || r->end != before->end);
		if (another)
			print_end(o, before);
		if (!first && format != FOC_HTML && format != FOC_SH &&
		    (r == NULL || r != before || r->render != grid_md))
			putc('\n', o->o.to);
		if (another && r != NULL && r->begin != NULL)
			r->begin(o->o.to, rec, &o->o);
		before = r;
		first = false;
		if (r != NULL)
			r->render(o->o.to, rec, &o->o);
		else if (!is_run(format))	/* that would be commands */
			detail_print(o->o.to, rec, &o->o);
		cJSON_Delete(rec);
	}
	print_end(o, before);
}

static void
print_table(const struct out *o)
{
	size_t i;

	if (o->n > 0 && o->o.sandbox && !o->o.detail)
		fputs("SANDBOX\n", o->o.to);
	if (o->o.detail) {
		print_report(o, FOC_TEXT);
		return;
	}
	for (i = 0; i < o->n;) {
		if (i > 0)
			putc('\n', o->o.to);
		i = table_print(&o->o, o->record, o->n, i);
	}
}

static void
print_all(struct out *o)
{
	size_t i;

	switch (o->o.format) {
	case FOC_TABLE:
		print_table(o);
		break;
	case FOC_CSV:
		csv_print(o->o.to, o->record, o->n);
		break;
	case FOC_TEXT:
	case FOC_MD:
	case FOC_HTML:
	case FOC_SH:
	case FOC_MAIL:
	case FOC_ENV:
	case FOC_SHELL:
		print_report(o, o->o.format);
		break;
	case FOC_FOCUS:
		print_focus(o);
		break;
	case FOC_JSONL:
	case FOC_FORMAT__MAX:
		for (i = 0; i < o->n; i++)
			print_line(o, o->record[i]);
	}
	if ((fflush(o->o.to) != 0 || ferror(o->o.to)) && o->failed == 0)
		o->failed = errno;
}

/* A script is whole, or wrong; so is a data set. */
static bool
is_whole(const struct out *o)
{
	return o->o.format == FOC_SH || o->o.format == FOC_FOCUS;
}

int
foc_out_check(struct foc_out *out, char *why, size_t size)
{
	struct out *o = (struct out *)out;

	if (o->n == 0 || is_whole(o) ||
	    select_check(o->record, o->n, &o->o, why, size))
		return FOC_OK;
	while (o->n > 0)
		free(o->record[--o->n]);
	return FOC_USAGE;
}

int
foc_out_close(struct foc_out *out)
{
	struct out *o = (struct out *)out;
	size_t i;
	int failed;

	if (out == NULL)
		return FOC_OK;
	if (!is_whole(o))
		select_records(o->record, &o->n, o->heading, &o->o);
	pour_spool(o);
	print_all(o);
	for (i = 0; i < o->n; i++)
		free(o->record[i]);
	failed = o->failed;
	free(o->record);
	focus_free(o->focus);
	free(o);
	errno = failed;
	return failed == 0 ? FOC_OK : FOC_SYSTEM;
}

static const char *const format_words[FOC_FORMAT__MAX] = {
	[FOC_TABLE] = "table", [FOC_JSONL] = "jsonl", [FOC_CSV] = "csv",
	[FOC_TEXT] = "text", [FOC_MD] = "md", [FOC_HTML] = "html",
	[FOC_SH] = "sh",
	[FOC_MAIL] = "mail", [FOC_ENV] = "env", [FOC_SHELL] = "shell",
	[FOC_FOCUS] = "focus"
};

int
foc_format_parse(const char *word, enum foc_format *format)
{
	int i;

	for (i = 0; i < FOC_FORMAT__MAX; i++)
		if (strcmp(word, format_words[i]) == 0) {
			*format = (enum foc_format)i;
			return 0;
		}
	return -1;
}
