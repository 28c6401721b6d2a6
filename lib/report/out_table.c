/* SPDX-License-Identifier: MIT */
/* Records of a kind as a table: which keys, and how each is shown. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "report/out.h"

#define KEYS_MAX 512

static void
cut_end(char *title, const char *end)
{
	size_t len = strlen(title), n = strlen(end);

	if (len > n && strcmp(title + len - n, end) == 0)
		title[len - n] = '\0';
}

/*
 * path.e1 is what e1 is called, submitted_at is SUBMITTED, actual_usd is
 * ACTUAL.
 */
static void
title_of(const struct foc_out_options *o, const char *key, char *title,
    size_t size)
{
	const char *last = strrchr(key, '.'), *label = NULL;
	char *p;

	last = last != NULL ? last + 1 : key;
	if (last[0] == 'e' && last[1] >= '1' && last[1] <= '4' &&
	    last[2] == '\0')
		label = o->label[last[1] - '1'];
	snprintf(title, size, "%s", label != NULL ? label : last);
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
	char copy[KEYS_MAX], top[64], *word, *rest = copy;
	struct table_column col;
	bool has = true;

	snprintf(copy, sizeof(copy), "%s", columns);
	while (has && (word = strsep(&rest, " ")) != NULL) {
		col = column_parse(word);
		if ((col.how & GRID_ESSENTIAL) == 0 ||
		    (col.how & GRID_IDENTITY) != 0)
			continue;
		snprintf(top, sizeof(top), "%.*s", (int)strcspn(col.key, "."),
		    col.key);
		has = json_member(rec, top) != NULL;
	}
	return has;
}

/*
 * The keys to show: --fields, else the kind's columns, else, where something
 * else was made of the record, all but nested.
 */
static void
choose_keys(const struct foc_out_options *o, const cJSON *rec,
    char keys[KEYS_MAX])
{
	const char *kind = json_string(rec, "kind");
	const char *known = kind != NULL ? columns_of(kind) : NULL;
	const cJSON *item;
	size_t used = 0;

	keys[0] = '\0';
	if (o->fields == NULL && known != NULL &&
	    has_essential(rec, known)) {
		snprintf(keys, KEYS_MAX, "%s", known);
		return;
	}
	cJSON_ArrayForEach(item, rec) {
		if (o->fields == NULL && (strcmp(item->string, "kind") == 0 ||
		    cJSON_IsObject(item)))
			continue;
		if (used + strlen(item->string) + 4 >= KEYS_MAX)
			break;
		/* who names keys wants them all */
		used += (size_t)snprintf(keys + used, KEYS_MAX - used,
		    "%s%s%s%s", used > 0 ? " " : "", o->fields != NULL ||
		    used == 0 ? "!" : "", item->string, sign_of(item));
	}
}

static void
grid_titles(const struct foc_out_options *o, struct grid *g, const char *keys)
{
	char copy[KEYS_MAX], title[64], *word, *rest = copy;
	struct table_column col;

	snprintf(copy, sizeof(copy), "%s", keys);
	while ((word = strsep(&rest, " ")) != NULL) {
		col = column_parse(word);
		title_of(o, col.key, title, sizeof(title));
		if (col.sign != ' ' && col.sign != '@')
			col.how |= GRID_RIGHT;
		grid_column(g, col.title != NULL ? col.title : title, col.how);
	}
}

static void
grid_add(struct grid *g, const cJSON *rec, const char *keys, bool terminal)
{
	char copy[KEYS_MAX], *word, *rest = copy, *text;
	struct table_column col;

	snprintf(copy, sizeof(copy), "%s", keys);
	while ((word = strsep(&rest, " ")) != NULL) {
		col = column_parse(word);
		text = cell_text(rec, col.key, col.sign, terminal);
		grid_cell(g, text);
		free(text);
	}
}

size_t
table_print(const struct foc_out_options *o, char *const *record, size_t n,
    size_t i)
{
	cJSON *rec = record_parse(record[i]);
	const char *k = json_string(rec, "kind");
	char keys[KEYS_MAX], *kind = xstrdup(k != NULL ? k : "");
	struct grid *g = grid_new();

	choose_keys(o, rec, keys);
	grid_titles(o, g, keys);
	for (;;) {
		grid_add(g, rec, keys, o->terminal);
		cJSON_Delete(rec);
		rec = NULL;
		if (++i == n)
			break;
		rec = record_parse(record[i]);
		k = json_string(rec, "kind");
		if (strcmp(k != NULL ? k : "", kind) != 0)
			break;
	}
	cJSON_Delete(rec);
	grid_print(g, o->to, o->terminal ? o->width : 0, o->colour);
	grid_free(g);
	free(kind);
	return i;
}
