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
static void
put_quoted(FILE *to, const char *s, char quote)
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
static void
put_word(FILE *to, const struct reduction *x, const char *item,
    const char *column, bool of_table, const char *key)
{
	char *word = dialect_word(x, item);
	const char *p = word, *at;

	while ((at = strchr(p, '@')) != NULL) {
		fwrite(p, 1, (size_t)(at - p), to);
		if (strncmp(at, "@column@", 8) == 0) {
			if (of_table)
				fputs("t.", to);
			put_quoted(to, column, '"');
			p = at + 8;
		} else {
			fputs(key, to);
			p = at + 5;		/* @key@ */
		}
	}
	fputs(p, to);
	free(word);
}

/* --- columns */

static void
put_text(FILE *to, const char *name)
{
	fputs("coalesce(CAST(t.", to);
	put_quoted(to, name, '"');
	fputs(" AS varchar), '')", to);
}

/* A column that may be empty, and then the first key of the map that is not. */
static void
put_from_map(FILE *to, const struct reduction *x, const char *name,
    const char *first, const char *second)
{
	fputs("coalesce(", to);
	if (name != NULL) {
		fputs("nullif(CAST(t.", to);
		put_quoted(to, name, '"');
		fputs(" AS varchar), ''), ", to);
	}
	put_word(to, x, "map_key", x->name[COL_PRODUCT], true, first);
	fputs(", ", to);
	if (second != NULL) {
		put_word(to, x, "map_key", x->name[COL_PRODUCT], true, second);
		fputs(", ", to);
	}
	fputs("'')", to);
}

/* One column of the bill from the table, as text. */
static void
put_column(FILE *to, const struct reduction *x, enum column c)
{
	const char *name = x->name[c];
	bool map = x->maps && x->name[COL_PRODUCT] != NULL;

	fputs("    ", to);
	if (c == COL_PRODUCT_NAME && map)
		put_from_map(to, x, name, "product_name", NULL);
	else if (c == COL_REGION && map)
		put_from_map(to, x, name, "region_code", "region");
	else if (name == NULL || (c == COL_PRODUCT && x->maps))
		fputs("''", to);
	else if (x->maps && (c == COL_TAGS || c == COL_RESOURCE_TAGS)) {
		fputs("coalesce(", to);
		put_word(to, x, "map_text", name, true, "");
		fputs(", '')", to);
	} else
		put_text(to, name);
	fprintf(to, " AS %s", column_name(c));
}

static void
put_columns(FILE *to, const struct reduction *x)
{
	size_t i, n;
	const enum column *bill = group_bill_columns(&n);

	for (i = 0; i < n; i++) {
		fputs(i > 0 ? ",\n" : "", to);
		put_column(to, x, bill[i]);
	}
	for (i = 0; i < x->n_tags; i++) {
		fputs(",\n    ", to);
		put_text(to, x->tag[i]);
		fputs(" AS ", to);
		put_quoted(to, x->tag[i], '"');
	}
}

static bool
is_amount(enum column c)
{
	return c == COL_COST || c == COL_AMOUNT || c == COL_NET ||
	    c == COL_LIST;
}

/* What rows of a group have in common: all of it where they may be AI. */
static void
put_keys(FILE *to, const struct reduction *x, bool names)
{
	size_t i, n;
	const enum column *bill = group_bill_columns(&n);
	const char *name;

	for (i = 0; i < n; i++) {
		name = column_name(bill[i]);
		if (is_amount(bill[i]))
			continue;
		if (names || !group_is_detail(bill[i]))
			fprintf(to, "    %s,\n", name);
		else
			fprintf(to, "    CASE WHEN foc_ai THEN %s ELSE '' END "
			    "AS %s,\n", name, name);
	}
	for (i = 0; i < x->n_tags; i++) {
		fputs(names ? "    " : "    CASE WHEN foc_ai THEN ", to);
		put_quoted(to, x->tag[i], '"');
		if (!names) {
			fputs(" ELSE '' END AS ", to);
			put_quoted(to, x->tag[i], '"');
		}
		fputs(",\n", to);
	}
}

/* Amounts: of rows that are alone their text, else the sums. */
static void
put_amount(FILE *to, const char *name, const char *of)
{
	fprintf(to, "  CASE WHEN kind IN ('AI_ALONE', 'REST_ALONE') THEN "
	    "%s_text\n    ELSE coalesce(CAST(%s AS varchar), '') END AS %s",
	    of, of, name);
}

static void
put_shown(FILE *to, const struct reduction *x)
{
	size_t i, n;
	const enum column *bill = group_bill_columns(&n);
	const char *name;

	for (i = 0; i < n; i++) {
		name = column_name(bill[i]);
		fputs(i > 0 ? ",\n" : "", to);
		if (bill[i] == COL_COST)
			put_amount(to, name, "cost");
		else if (bill[i] == COL_AMOUNT)
			put_amount(to, name, "usage");
		else if (bill[i] == COL_NET)
			put_amount(to, name, "net");
		else if (bill[i] == COL_LIST)
			put_amount(to, name, "list");
		else
			fprintf(to, "  coalesce(%s, '') AS %s", name, name);
	}
	for (i = 0; i < x->n_tags; i++) {
		fputs(",\n  coalesce(", to);
		put_quoted(to, x->tag[i], '"');
		fputs(", '') AS ", to);
		put_quoted(to, x->tag[i], '"');
	}
}

/* --- rules */

/*
 * A pattern for LIKE over lower case that fits at least all that ours does:
 * what is not plain ASCII, and ? which stands for one byte, may be anything.
 */
static void
put_pattern(FILE *to, const char *p, size_t len)
{
	bool any = false, wild;
	size_t i;
	char c;

	fputc('\'', to);
	for (i = 0; i < len; i++) {
		c = p[i];
		wild = c == '*' || c == '?' || c < ' ' || c > '~';
		if (wild && !any)
			fputc('%', to);
		any = wild;
		if (wild)
			continue;
		if (c == '%' || c == '_' || c == '!')
			fputc('!', to);
		if (c == '\'')
			fputc(c, to);
		fputc(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c, to);
	}
	fputs("' ESCAPE '!'", to);
}

static void
put_condition(FILE *to, const char *column, const char *patterns)
{
	const char *end;

	fputc('(', to);
	for (;; patterns = end + 1) {
		end = strchrnul(patterns, '|');
		fprintf(to, "lower(%s) LIKE ", column);
		put_pattern(to, patterns, (size_t)(end - patterns));
		if (*end == '\0')
			break;
		fputs(" OR ", to);
	}
	fputc(')', to);
}

static const char *
condition_column(int when)
{
	switch (when) {
	case WHEN_ENTITY:
		return column_name(COL_ENTITY);
	case WHEN_CODE:
		return column_name(COL_CODE);
	case WHEN_PRODUCT:
		return "foc_product";
	case WHEN_USAGE:
		return column_name(COL_USAGE_TYPE);
	case WHEN_RESOURCE:
		return column_name(COL_RESOURCE);
	case WHEN_OPERATION:
		return column_name(COL_OPERATION);
	case WHEN_UNIT:
		return column_name(COL_UNIT);
	case WHEN_DESCRIPTION:
		return column_name(COL_DESCRIPTION);
	default:
		return NULL;		/* seen at home: it may hold */
	}
}

static void
put_rule(FILE *to, const struct rule *rule)
{
	const char *column;
	int i, n = 0;

	for (i = 0; i < WHEN__MAX; i++) {
		if (rule->when[i] == NULL ||
		    (column = condition_column(i)) == NULL)
			continue;
		fputs(n++ > 0 ? " AND " : "", to);
		put_condition(to, column, rule->when[i]);
	}
	if (rule->stage == STAGE_OPAQUE)
		fprintf(to, "%sfoc_product = '' AND %s <> ''",
		    n++ > 0 ? " AND " : "", column_name(COL_CODE));
	if (n == 0)
		fputs("true", to);
}

static void
put_rules(FILE *to, const struct reduction *x)
{
	const struct rules *r = &x->cls.rules;
	size_t i, n = 0;

	for (i = 0; i < r->n; i++) {
		if (!group_rule_chooses(&r->rule[i]))
			continue;
		fputs(n++ > 0 ? "\n      OR " : "      ", to);
		put_rule(to, &r->rule[i]);
	}
	if (n == 0)
		fputs("      false", to);
}

/* --- the rest of the template */

static void
put_from(FILE *to, const struct reduction *x)
{
	const char *p = x->in->table, *end;

	if (x->files) {
		fputs(x->maps ? "read_parquet(" : "read_csv(", to);
		put_quoted(to, p, '\'');
		fputs(x->maps ? ", union_by_name = true)" :
		    ", header = true, all_varchar = true,\n    union_by_name = "
		    "true, delim = ',', quote = '\"', escape = '\"')", to);
		return;
	}
	for (;; p = end + 1) {
		char *part;

		end = strchrnul(p, '.');
		part = xstrndup(p, (size_t)(end - p));
		put_quoted(to, part, '"');
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
	put_quoted(to, x->name[COL_PERIOD], '"');
	fprintf(to, " AS varchar), 1, 7) = '%s'", x->in->period);
	if (x->in->partition == NULL)
		return;
	fputs("\n    AND t.", to);
	put_quoted(to, x->in->partition, '"');
	fprintf(to, " = '%s'", x->in->period);
}

static void
put_product_name(FILE *to, const struct reduction *x)
{
	if (x->maps || x->name[COL_PRODUCT] == NULL)
		fputs("''", to);
	else
		put_word(to, x, "json_key", column_name(COL_PRODUCT), false,
		    "product_name");
}

static void
put_decimal(FILE *to, int64_t v, const char *type)
{
	char text[DECIMAL_TEXT_MAX];

	fprintf(to, "CAST('%s' AS DECIMAL(%s))", money_text(text, v), type);
}

static void
put_item(FILE *to, const struct reduction *x, const char *name, size_t len)
{
	char marker[GROUPS_NAME_MAX], *word;

	if (strncmp(name, "period", len) == 0)
		fputs(x->in->period, to);
	else if (strncmp(name, "dialect", len) == 0)
		fputs(x->in->dialect, to);
	else if (strncmp(name, "columns", len) == 0)
		put_columns(to, x);
	else if (strncmp(name, "from", len) == 0)
		put_from(to, x);
	else if (strncmp(name, "where", len) == 0)
		put_where(to, x);
	else if (strncmp(name, "product_name", len) == 0)
		put_product_name(to, x);
	else if (strncmp(name, "currency", len) == 0)
		put_quoted(to, x->currency, '\'');
	else if (strncmp(name, "rules", len) == 0)
		put_rules(to, x);
	else if (strncmp(name, "number", len) == 0)
		fputs(NUMBER, to);
	else if (strncmp(name, "zero", len) == 0)
		put_decimal(to, 0, "20, 10");
	else if (strncmp(name, "one", len) == 0)
		put_decimal(to, 1, "20, 10");
	else if (strncmp(name, "two", len) == 0)
		put_decimal(to, 2, "20, 10");
	else if (strncmp(name, "half", len) == 0)
		fputs("CAST('0.00000000005' AS DECIMAL(38, 28))", to);
	else if (strncmp(name, "small", len) == 0)
		put_decimal(to, GATE_SMALL_COST, "20, 10");
	else if (strncmp(name, "ccu", len) == 0)
		fprintf(to, "%d", GATE_CCU_PER_DOLLAR);
	else if (strncmp(name, "keys", len) == 0)
		put_keys(to, x, false);
	else if (strncmp(name, "names", len) == 0)
		put_keys(to, x, true);
	else if (strncmp(name, "shown", len) == 0)
		put_shown(to, x);
	else if (strncmp(name, "marker", len) == 0) {
		groups_name(&x->cls, x->currency, marker);
		fputs(marker, to);
	} else {
		word = dialect_word(x, "matches");
		fputs(word, to);
		free(word);
	}
}

/*
 * The template, each @name@ replaced.  A line that is nothing but one ends
 * where what takes its place ends.
 */
char *
reduction_text(const struct reduction *x)
{
	const char *p = embed_text("ingest/reduce.sql.txt"), *at, *end;
	char *text = NULL;
	size_t size;
	FILE *to = open_memstream(&text, &size);

	while (to != NULL && (at = strchr(p, '@')) != NULL) {
		fwrite(p, 1, (size_t)(at - p), to);
		end = strchr(at + 1, '@');
		put_item(to, x, at + 1, (size_t)(end - at - 1));
		p = end + 1;
		if (*p == '\n' && (strncmp(at, "@keys@", 6) == 0 ||
		    strncmp(at, "@names@", 7) == 0))
			p++;
	}
	if (to != NULL) {
		fputs(p, to);
		fclose(to);
	}
	return text;
}

int
reduction_dialect(struct reduction *x)
{
	return x->dialect = dialect_column(x->in->dialect);
}
