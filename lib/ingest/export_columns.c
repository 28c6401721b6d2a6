/* SPDX-License-Identifier: MIT */
/* The columns of the query: of the table, of its groups, of its result. */
#include <string.h>

#include "ingest/export_sql.h"

static void
put_text(FILE *to, const char *name)
{
	fputs("coalesce(CAST(t.", to);
	export_quoted(to, name, '"');
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
		export_quoted(to, name, '"');
		fputs(" AS varchar), ''), ", to);
	}
	export_word(to, x, "map_key", x->name[COL_PRODUCT], true, first);
	fputs(", ", to);
	if (second != NULL) {
		export_word(to, x, "map_key", x->name[COL_PRODUCT], true, second);
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
		export_word(to, x, "map_text", name, true, "");
		fputs(", '')", to);
	} else
		put_text(to, name);
	fprintf(to, " AS %s", column_name(c));
}

void
export_columns(FILE *to, const struct reduction *x)
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
		export_quoted(to, x->tag[i], '"');
	}
}

static bool
is_amount(enum column c)
{
	return c == COL_COST || c == COL_AMOUNT || c == COL_NET ||
	    c == COL_LIST;
}

/* What rows of a group have in common: all of it where they may be AI. */
void
export_keys(FILE *to, const struct reduction *x, bool names)
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
		export_quoted(to, x->tag[i], '"');
		if (!names) {
			fputs(" ELSE '' END AS ", to);
			export_quoted(to, x->tag[i], '"');
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

void
export_shown(FILE *to, const struct reduction *x)
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
		export_quoted(to, x->tag[i], '"');
		fputs(", '') AS ", to);
		export_quoted(to, x->tag[i], '"');
	}
}
