/* SPDX-License-Identifier: MIT */
/*
 * A FOCUS data set as CSV.  Which columns a version of the specification has,
 * and what of a charge stands in them, is a table: focus.tsv.
 */
#include <stdlib.h>
#include <string.h>

#include "core/embed.h"
#include "core/mem.h"
#include "core/text.h"
#include "core/tsv.h"
#include "report/focus.h"
#include "report/out.h"

enum { NAME, VERSIONS, SOURCE, WHEN };	/* cells of a row of focus.tsv */

struct column {
	char	*name, *source;
	bool	shown;
};

struct focus {
	struct column *column;
	size_t	n;
	bool	any;			/* charges were seen */
};

static bool
has_word(const char *words, const char *word)
{
	size_t len = strlen(word);
	const char *p;

	for (p = words; len > 0 && (p = strstr(p, word)) != NULL; p += len)
		if ((p == words || p[-1] == ' ') &&
		    (p[len] == ' ' || p[len] == '\0'))
			return true;
	return false;
}

struct focus *
focus_new(const char *version)
{
	struct focus *f = xcalloc(1, sizeof(*f));
	struct tsv t;

	tsv_open(&t, embed_text("report/focus.tsv"));
	while (tsv_next(&t)) {
		if (!has_word(t.cell[VERSIONS], version))
			continue;
		f->column = xreallocarray(f->column, f->n + 1,
		    sizeof(*f->column));
		f->column[f->n++] = (struct column){
		    .name = xstrdup(t.cell[NAME]),
		    .source = xstrdup(t.cell[SOURCE]),
		    .shown = strcmp(t.cell[WHEN], "some") != 0 };
	}
	tsv_close(&t);
	if (f->n > 0)
		return f;
	focus_free(f);
	return NULL;
}

void
focus_free(struct focus *f)
{
	size_t i;

	if (f == NULL)
		return;
	for (i = 0; i < f->n; i++) {
		free(f->column[i].name);
		free(f->column[i].source);
	}
	free(f->column);
	free(f);
}

/* The member that a path of len bytes names, NULL where it has no value. */
static const cJSON *
member_at(const cJSON *item, const char *path, size_t len)
{
	char name[64];
	size_t n;

	while (item != NULL && len > 0) {
		for (n = 0; n < len && path[n] != '.'; n++)
			;
		snprintf(name, sizeof(name), "%.*s", (int)n, path);
		item = json_member(item, name);
		n += n < len;
		path += n;
		len -= n;
	}
	return item != NULL && cJSON_IsNull(item) ? NULL : item;
}

/* Of "a|b" the first that has a value. */
static const cJSON *
find(const cJSON *record, const char *source)
{
	const cJSON *item = NULL;
	size_t len;

	for (; item == NULL && *source != '\0';
	    source += len + (source[len] == '|')) {
		len = strcspn(source, "|");
		item = member_at(record, source, len);
	}
	return item;
}

/* Only a name that a spreadsheet would take for a formula is not as it was. */
static void
print_value(FILE *to, const cJSON *record, const char *source)
{
	if (*source == '=')
		text_csv(to, source + 1, false);
	else
		csv_cell(to, find(record, source));
}

static bool
is_charge(const cJSON *record)
{
	const char *kind = json_string(record, "kind");

	return kind != NULL && strcmp(kind, "charge") == 0;
}

void
focus_look(struct focus *f, const cJSON *record)
{
	struct column *c;

	if (!is_charge(record))
		return;
	f->any = true;
	for (c = f->column; c < f->column + f->n; c++)
		if (!c->shown)
			c->shown = find(record, c->source) != NULL;
}

/* A row; the names of the columns where record is NULL. */
static void
print_row(const struct focus *f, FILE *to, const cJSON *record)
{
	const struct column *c;
	bool first = true;

	for (c = f->column; c < f->column + f->n; c++) {
		if (!c->shown)
			continue;
		if (!first)
			putc(',', to);
		first = false;
		if (record == NULL)
			fputs(c->name, to);
		else
			print_value(to, record, c->source);
	}
	fputs("\r\n", to);
}

void
focus_header(const struct focus *f, FILE *to)
{
	if (f->any)
		print_row(f, to, NULL);
}

void
focus_row(const struct focus *f, FILE *to, const cJSON *record)
{
	if (is_charge(record))
		print_row(f, to, record);
}
