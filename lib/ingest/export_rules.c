/* SPDX-License-Identifier: MIT */
/*
 * The rules as a condition.  They may let through a row too many, never one
 * too few: case, characters that are not ASCII and conditions that only later
 * stages know are left to the classifier.
 */
#include <string.h>

#include "ingest/export_sql.h"

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

void
export_rules(FILE *to, const struct reduction *x)
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
