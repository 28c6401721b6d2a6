/* SPDX-License-Identifier: MIT */
/*
 * The output of every program: records in, and a table, JSON Lines, CSV or a
 * report out.  JSON Lines without --fields, --sort and --limit go through as
 * they came, untouched; everything else is parsed, exactly.
 */
#include <ctype.h>
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
	record(out, json);
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

static cJSON *
parse(const char *json)
{
	struct err e;
	cJSON *tree = json_parse(json, strlen(json), &e);

	return tree != NULL ? tree : cJSON_CreateObject();
}

/* --- CSV: the keys of the first record of a kind are the columns */

static void
csv_cell(FILE *to, const cJSON *item)
{
	char *text;

	if (item == NULL || cJSON_IsNull(item))
		return;
	if (cJSON_IsRaw(item)) {
		fputs(item->valuestring, to);	/* a number is no formula */
	} else if (cJSON_IsString(item)) {
		text_csv(to, item->valuestring, true);
	} else {
		text = json_print(item);
		text_csv(to, text, false);
		free(text);
	}
}

static bool
same_kind(const cJSON *a, const cJSON *b)
{
	const char *x = json_string(a, "kind"), *y = json_string(b, "kind");

	return strcmp(x != NULL ? x : "", y != NULL ? y : "") == 0;
}

/* Records i.. of one kind under their header; returns the first of another. */
static size_t
csv_of_kind(const struct out *o, size_t i)
{
	cJSON *first = parse(o->record[i]), *row;
	const cJSON *column;

	cJSON_ArrayForEach(column, first) {
		text_csv(o->o.to, column->string, true);
		fputs(column->next != NULL ? "," : "\r\n", o->o.to);
	}
	for (; i < o->n; i++) {
		row = parse(o->record[i]);
		if (!same_kind(first, row)) {
			cJSON_Delete(row);
			break;
		}
		cJSON_ArrayForEach(column, first) {
			csv_cell(o->o.to, json_member(row, column->string));
			fputs(column->next != NULL ? "," : "\r\n", o->o.to);
		}
		cJSON_Delete(row);
	}
	cJSON_Delete(first);
	return i;
}

static void
print_csv(const struct out *o)
{
	size_t i;

	for (i = 0; i < o->n;) {
		if (i > 0)
			fputs("\r\n", o->o.to);
		i = csv_of_kind(o, i);
	}
}

/* --- FOCUS: two passes, for there are columns that may be left out */

static void
print_focus(const struct out *o)
{
	cJSON *rec;
	size_t i;

	for (i = 0; i < o->n; i++) {
		rec = parse(o->record[i]);
		focus_look(o->focus, rec);
		cJSON_Delete(rec);
	}
	focus_header(o->focus, o->o.to);
	for (i = 0; i < o->n; i++) {
		rec = parse(o->record[i]);
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

/* --- tables */

#define KEYS_MAX 512

/* "estimate_usd$" is the key estimate_usd shown as money. */
static char
split_sign(char *key)
{
	size_t len = strlen(key);
	char sign;

	if (len < 2 || strchr("$#%@", key[len - 1]) == NULL)
		return ' ';
	sign = key[len - 1];
	key[len - 1] = '\0';
	return sign;
}

/*
 * "!" and "~" before a key say how it gives way, a number behind "~" how far;
 * returns enum grid_how.
 */
static int
split_marks(char **key)
{
	int how = 0;

	for (;; (*key)++) {
		if (**key == '!')
			how |= GRID_ESSENTIAL;
		else if (**key == '~')
			how |= GRID_PROSE;
		else if (isdigit((unsigned char)**key))
			how = (how & GRID_FLAGS) | ((how >> GRID_NARROW) * 10 +
			    **key - '0') << GRID_NARROW;
		else
			return how;
	}
}

static void
cut_end(char *title, const char *end)
{
	size_t len = strlen(title), n = strlen(end);

	if (len > n && strcmp(title + len - n, end) == 0)
		title[len - n] = '\0';
}

/* path.e1 is E1, submitted_at is SUBMITTED, actual_usd is ACTUAL. */
static void
title_of(const char *key, char *title, size_t size)
{
	const char *last = strrchr(key, '.');
	char *p;

	snprintf(title, size, "%s", last != NULL ? last + 1 : key);
	cut_end(title, "_usd");
	cut_end(title, "_at");
	for (p = title; *p != '\0'; p++) {
		if (*p == '_')
			*p = ' ';
		else if (*p >= 'a' && *p <= 'z')
			*p = (char)(*p - 'a' + 'A');
	}
}

static const char *
sign_of(const cJSON *item)
{
	if (!cJSON_IsRaw(item))
		return "";
	return strstr(item->string, "_usd") != NULL ? "$" : "#";
}

/* Whether a record has all the keys that a table of its kind must show. */
static bool
has_essential(const cJSON *rec, const char *columns)
{
	char copy[KEYS_MAX], *key, *dot, *rest = copy;
	bool has = true;

	snprintf(copy, sizeof(copy), "%s", columns);
	while (has && (key = strsep(&rest, " ")) != NULL) {
		if ((split_marks(&key) & GRID_ESSENTIAL) == 0)
			continue;
		split_sign(key);
		if ((dot = strchr(key, '.')) != NULL)
			*dot = '\0';
		has = json_member(rec, key) != NULL;
	}
	return has;
}

/*
 * The keys to show: --fields, else the kind's columns, else, where something
 * else was made of the record, all but nested.
 */
static void
choose_keys(const struct out *o, const cJSON *rec, char keys[KEYS_MAX])
{
	const char *kind = json_string(rec, "kind");
	const char *known = kind != NULL ? columns_of(kind) : NULL;
	const cJSON *item;
	size_t used = 0;

	keys[0] = '\0';
	if (o->o.fields == NULL && known != NULL &&
	    has_essential(rec, known)) {
		snprintf(keys, KEYS_MAX, "%s", known);
		return;
	}
	cJSON_ArrayForEach(item, rec) {
		if (o->o.fields == NULL && (strcmp(item->string, "kind") == 0 ||
		    cJSON_IsObject(item)))
			continue;
		if (used + strlen(item->string) + 4 >= KEYS_MAX)
			break;
		/* who names keys wants them all */
		used += (size_t)snprintf(keys + used, KEYS_MAX - used,
		    "%s%s%s%s", used > 0 ? " " : "", o->o.fields != NULL ||
		    used == 0 ? "!" : "", item->string, sign_of(item));
	}
}

static void
grid_titles(struct grid *g, const char *keys)
{
	char copy[KEYS_MAX], title[64], *key, *rest = copy, sign;
	int how;

	snprintf(copy, sizeof(copy), "%s", keys);
	while ((key = strsep(&rest, " ")) != NULL) {
		how = split_marks(&key);
		sign = split_sign(key);
		title_of(key, title, sizeof(title));
		if (sign != ' ' && sign != '@')
			how |= GRID_RIGHT;
		grid_column(g, title, how);
	}
}

static void
grid_add(struct grid *g, const cJSON *rec, const char *keys, bool terminal)
{
	char copy[KEYS_MAX], *key, *rest = copy, *text, sign;

	snprintf(copy, sizeof(copy), "%s", keys);
	while ((key = strsep(&rest, " ")) != NULL) {
		split_marks(&key);
		sign = split_sign(key);
		text = cell_text(rec, key, sign, terminal);
		grid_cell(g, text);
		free(text);
	}
}

/* Records i.. of one kind as one table; returns the first of another. */
static size_t
print_grid(const struct out *o, size_t i)
{
	cJSON *rec = parse(o->record[i]);
	const char *k = json_string(rec, "kind");
	char keys[KEYS_MAX], *kind = xstrdup(k != NULL ? k : "");
	struct grid *g = grid_new();

	choose_keys(o, rec, keys);
	grid_titles(g, keys);
	for (;;) {
		grid_add(g, rec, keys, o->o.terminal);
		cJSON_Delete(rec);
		rec = NULL;
		if (++i == o->n)
			break;
		rec = parse(o->record[i]);
		k = json_string(rec, "kind");
		if (strcmp(k != NULL ? k : "", kind) != 0)
			break;
	}
	cJSON_Delete(rec);
	grid_print(g, o->o.to, o->o.terminal ? o->o.width : 0, o->o.colour);
	grid_free(g);
	free(kind);
	return i;
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
	bool another;
	cJSON *rec;
	size_t i;

	for (i = 0; i < o->n; i++) {
		rec = parse(o->record[i]);
		r = renderer_of(json_string(rec, "kind"), format);
		another = r != before && (r == NULL || before == NULL ||
		    r->end == NULL || r->end != before->end);
		if (another)
			print_end(o, before);
		if (i > 0 && format != FOC_HTML && format != FOC_SH &&
		    (r == NULL || r != before || r->render != grid_md))
			putc('\n', o->o.to);
		if (another && r != NULL && r->begin != NULL)
			r->begin(o->o.to, rec, &o->o);
		before = r;
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
		i = print_grid(o, i);
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
		print_csv(o);
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
		select_records(o->record, &o->n, &o->o);
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
