/* SPDX-License-Identifier: MIT */
/*
 * One query that reduces a table of line items to groups (groups.h), for the
 * engine that sits on the bucket.  What may be AI is chosen there by the rules
 * that classify here, loosely: a row too many in the groups is looked at and
 * counted as what it is, a row too few would be lost.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/embed.h"
#include "core/mem.h"
#include "core/tsv.h"
#include "ingest/export_sql.h"

/* The regular expression of numbers whose every decimal fits 28. */
#define NUMBER \
	"'^[+-]?([0-9]{1,9}([.][0-9]{0,28})?|" \
	"[0-9]([.][0-9]{0,17})?[eE]([+]?0?[0-8]|-(0?[0-9]|1[01]))|" \
	"[0-9]([.][0-9]{0,10})?[eE]-1[2-8])$'"

/* The folder of one delivery, as in twice.c. */
#define EXECUTION \
	"'^([0-9]{4}-[0-9]{2}-[0-9]{2}T|[0-9]{8}T[0-9]{6}|" \
	"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$)'"

static void put_text(FILE *to, const struct reduction *x, const char *text);

/* --- words of the engines */

static int
dialect_column(const char *dialect)
{
	struct tsv t;
	int i, found = 0;

	tsv_open(&t, embed_text("ingest/dialects.tsv"));
	tsv_next(&t);
	for (i = 1; i < t.n; i++)
		if (strcmp(t.cell[i], dialect) == 0)
			found = i;
	tsv_close(&t);
	return found;
}

static char *
dialect_word(const struct reduction *x, const char *item)
{
	struct tsv t;
	char *word = NULL;

	tsv_open(&t, embed_text("ingest/dialects.tsv"));
	while (word == NULL && tsv_next(&t))
		if (strcmp(t.cell[0], item) == 0)
			word = xstrdup(t.cell[x->dialect]);
	tsv_close(&t);
	return word;
}

/* What stands between ' or ", with those in it doubled. */
void
export_quoted(FILE *to, const char *s, char quote)
{
	fputc(quote, to);
	for (; *s != '\0'; s++) {
		if (*s == quote)
			fputc(quote, to);
		fputc(*s, to);
	}
	fputc(quote, to);
}

/* A word of the dialect with its @column@ and @key@. */
void
export_word(FILE *to, const struct reduction *x, const char *item,
    const char *column, bool of_table, const char *key)
{
	char *word = dialect_word(x, item);
	const char *p = word, *at;

	while ((at = strchr(p, '@')) != NULL) {
		fwrite(p, 1, (size_t)(at - p), to);
		if (strncmp(at, "@column@", 8) == 0) {
			if (of_table)
				fputs("t.", to);
			export_quoted(to, column, '"');
			p = at + 8;
		} else {
			fputs(key, to);
			p = at + 5;		/* @key@ */
		}
	}
	fputs(p, to);
	free(word);
}

/* --- the rest of the template */

static void
put_from(FILE *to, const struct reduction *x)
{
	const char *p = x->in->table, *end;

	if (x->files) {
		fputs(x->maps ? "read_parquet(" : "read_csv(", to);
		export_quoted(to, p, '\'');
		fputs(x->maps ? ", union_by_name = true)" :
		    ", header = true, all_varchar = true,\n    union_by_name = "
		    "true, delim = ',', quote = '\"', escape = '\"')", to);
		return;
	}
	for (;; p = end + 1) {
		char *part;

		end = strchrnul(p, '.');
		part = xstrndup(p, (size_t)(end - p));
		export_quoted(to, part, '"');
		free(part);
		if (*end == '\0')
			break;
		fputc('.', to);
	}
}

static void
put_where(FILE *to, const struct reduction *x)
{
	fputs("substr(CAST(t.", to);
	export_quoted(to, x->name[COL_PERIOD], '"');
	fprintf(to, " AS varchar), 1, 7) = '%s'", x->in->period);
	if (x->in->partition != NULL) {
		fputs("\n    AND t.", to);
		export_quoted(to, x->in->partition, '"');
		fprintf(to, " = '%s'", x->in->period);
	}
	if (x->files) {
		fputs("\n    AND ", to);
		put_text(to, x, embed_text("ingest/once.sql.txt"));
	}
}

static void
put_path(FILE *to, const struct reduction *x)
{
	export_quoted(to, x->in->table, '\'');
}

static void
put_execution(FILE *to, const struct reduction *x)
{
	(void)x;
	fputs(EXECUTION, to);
}

static void
put_product_name(FILE *to, const struct reduction *x)
{
	if (x->maps || x->name[COL_PRODUCT] == NULL)
		fputs("''", to);
	else
		export_word(to, x, "json_key", column_name(COL_PRODUCT), false,
		    "product_name");
}

static void
put_decimal(FILE *to, int64_t v, const char *type)
{
	char text[DECIMAL_TEXT_MAX];

	fprintf(to, "CAST('%s' AS DECIMAL(%s))", money_text(text, v), type);
}

static void
put_period(FILE *to, const struct reduction *x)
{
	fputs(x->in->period, to);
}

static void
put_dialect(FILE *to, const struct reduction *x)
{
	fputs(x->in->dialect, to);
}

static void
put_currency(FILE *to, const struct reduction *x)
{
	export_quoted(to, x->currency, '\'');
}

static void
put_number(FILE *to, const struct reduction *x)
{
	(void)x;
	fputs(NUMBER, to);
}

static void
put_matches(FILE *to, const struct reduction *x)
{
	char *word = dialect_word(x, "matches");

	fputs(word, to);
	free(word);
}

static void
put_half(FILE *to, const struct reduction *x)
{
	(void)x;
	fputs("CAST('0.00000000005' AS DECIMAL(38, 28))", to);
}

static void
put_ccu(FILE *to, const struct reduction *x)
{
	(void)x;
	fprintf(to, "%d", GATE_CCU_PER_DOLLAR);
}

static void
put_marker(FILE *to, const struct reduction *x)
{
	char name[GROUPS_NAME_MAX];

	groups_name(&x->cls, x->currency, name);
	fputs(name, to);
}

static void
put_row_keys(FILE *to, const struct reduction *x)
{
	export_keys(to, x, false);
}

static void
put_key_names(FILE *to, const struct reduction *x)
{
	export_keys(to, x, true);
}

static const struct {
	const char *name;
	void	(*put)(FILE *to, const struct reduction *x);
	int64_t	decimal;		/* where put is NULL, in 1e-10 */
} items[] = {
	{ "period", put_period, 0 },
	{ "dialect", put_dialect, 0 },
	{ "columns", export_columns, 0 },
	{ "from", put_from, 0 },
	{ "where", put_where, 0 },
	{ "path", put_path, 0 },
	{ "execution", put_execution, 0 },
	{ "product_name", put_product_name, 0 },
	{ "currency", put_currency, 0 },
	{ "rules", export_rules, 0 },
	{ "number", put_number, 0 },
	{ "matches", put_matches, 0 },
	{ "zero", NULL, 0 },
	{ "one", NULL, 1 },
	{ "two", NULL, 2 },
	{ "half", put_half, 0 },
	{ "small", NULL, GATE_SMALL_COST },
	{ "ccu", put_ccu, 0 },
	{ "keys", put_row_keys, 0 },
	{ "names", put_key_names, 0 },
	{ "shown", export_shown, 0 },
	{ "marker", put_marker, 0 },
};

static void
put_item(FILE *to, const struct reduction *x, const char *name, size_t len)
{
	size_t i;

	for (i = 0; i < sizeof(items) / sizeof(items[0]); i++) {
		if (strncmp(items[i].name, name, len) != 0 ||
		    items[i].name[len] != '\0')
			continue;
		if (items[i].put != NULL)
			items[i].put(to, x);
		else
			put_decimal(to, items[i].decimal, "20, 10");
		return;
	}
	abort();			/* the template is our own */
}

/* A template, each @name@ replaced; lists of keys end their own lines. */
static void
put_text(FILE *to, const struct reduction *x, const char *text)
{
	const char *p = text, *at, *end;

	while ((at = strchr(p, '@')) != NULL) {
		fwrite(p, 1, (size_t)(at - p), to);
		end = at + 1 + strcspn(at + 1, "@");
		put_item(to, x, at + 1, (size_t)(end - at - 1));
		p = end + 1;
		if (*p == '\n' && (strncmp(at, "@keys@", 6) == 0 ||
		    strncmp(at, "@names@", 7) == 0))
			p++;
	}
	fputs(p, to);
}

char *
reduction_text(const struct reduction *x)
{
	char *text = NULL;
	size_t size;
	FILE *to = memstream(&text, &size);

	put_text(to, x, embed_text("ingest/reduce.sql.txt"));
	fclose(to);
	return text;
}

int
reduction_dialect(struct reduction *x)
{
	return x->dialect = dialect_column(x->in->dialect);
}
