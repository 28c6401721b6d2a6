/* SPDX-License-Identifier: MIT */
/*
 * Files of cells: what the query of export_sql.c gives.  A record is a group
 * of line items, with the columns of the bill that they have in common and
 * the sums of their amounts; from here on it goes the way of a line item, so
 * that rules, names, tags and callers are looked at by the same code.
 *
 * The kinds of groups:
 *
 *	REST		rows that no rule can make AI
 *	AI		rows that may be AI, which the unit gate does not judge
 *	AI_PLAIN	rows that it judges, whose cost is amount by rate
 *	REST_ALONE, AI_ALONE
 *			equal rows, with their amounts as the bill has them:
 *			empty, of many decimals, bad, or for the gate to look at
 *	TOTAL		rows and cost of all of them, so that nothing is lost
 */
#include <stdlib.h>
#include <string.h>

#include "ingest/groups.h"
#include "ingest/run.h"

#define ALONE_MAX	100000000	/* equal rows: each is looked at */

/* --- the header */

static bool
refuse(struct reader *r, const char *why)
{
	bad_row(r, COL__MAX, "%s", why);
	return false;
}

/* Made in this format, by the rules that are in force? */
static bool
check_marker(struct reader *r, const char *has)
{
	const struct run *run = r->run;
	size_t prefix = strlen(group_column_name(GROUP_KIND));
	char want[GROUPS_NAME_MAX];

	groups_name(&run->cls, run->currency, want);
	if (strcmp(has, want) == 0)
		return true;
	if (strncmp(has, want, prefix) != 0) {
		bad_row(r, COL__MAX, "its format, %.60s, is not %.*s; print "
		    "the query again with --print-sql", has, (int)prefix - 1,
		    want);
		return false;
	}
	bad_row(r, COL__MAX, "was made with other rules of classification "
	    "(%.60s, now they are %s); print the query again with --print-sql",
	    has + prefix, want + prefix);
	return false;
}

static bool
check_name(struct reader *r, const char *const *names, size_t n, size_t i,
    const char *want)
{
	if (i < n && strcmp(names[i], want) == 0)
		return true;
	bad_row(r, COL__MAX, "column %zu is %s, not %s: this is no result of "
	    "--print-sql", i + 1, i < n ? names[i] : "missing", want);
	return false;
}

static bool
is_tag(const char *name)
{
	return strncmp(name, "resource_tags_", 14) == 0 ||
	    strncmp(name, "resourceTags/", 13) == 0 ||
	    strncmp(name, "tags_", 5) == 0;
}

/* Exactly the columns that the query has; tags that are columns are last. */
static bool
check_names(struct reader *r, const char *const *names, size_t n)
{
	const enum column *bill;
	size_t i, n_bill;

	for (i = 1; i < GROUP__COLUMNS; i++)
		if (!check_name(r, names, n, i,
		    group_column_name((enum group_column)i)))
			return false;
	bill = group_bill_columns(&n_bill);
	for (i = 0; i < n_bill; i++)
		if (!check_name(r, names, n, GROUP__COLUMNS + i,
		    column_name(bill[i])))
			return false;
	for (i += GROUP__COLUMNS; i < n; i++)
		if (!is_tag(names[i])) {
			bad_row(r, COL__MAX, "column %zu, %s, is none that "
			    "--print-sql has", i + 1, names[i]);
			return false;
		}
	return true;
}

bool
cells_in_header(struct reader *r, const char *const *names, size_t n)
{
	bool marked = n > 0 && strncmp(names[0], GROUPS_PREFIX,
	    strlen(GROUPS_PREFIX)) == 0;

	if (!r->run->in->cells)
		return !marked || refuse(r, "is the result of --print-sql, "
		    "not a bill; --cells loads it");
	if (!marked)
		return refuse(r, "is no result of --print-sql: its first "
		    "column has another name than " GROUPS_PREFIX
		    GROUPS_VERSION "_...");
	return check_marker(r, names[0]) && check_names(r, names, n);
}

/* --- records */

/* A column of foc's own; having complained where it is not what it must be. */
static void
bad_own(struct reader *r, enum group_column c, const char *what)
{
	size_t len;
	const char *p = record_plain(&r->split.r, c, &len);
	char *value = quoted_value(p, len);

	bad_row(r, COL__MAX, "%s: %s %s", c == GROUP_KIND ? "kind" :
	    group_column_name(c), value, what);
	free(value);
}

static bool
take_rows(struct reader *r, int64_t *rows)
{
	size_t i, len;
	const char *p = record_plain(&r->split.r, GROUP_ROWS, &len);

	for (*rows = 0, i = 0; i < len && i < 18; i++) {
		if (p[i] < '0' || p[i] > '9')
			break;
		*rows = *rows * 10 + (p[i] - '0');
	}
	if (len > 0 && i == len)
		return true;
	bad_own(r, GROUP_ROWS, "is no number of rows");
	return false;
}

/* What rounding took away, in 1e-28: its first ten decimals are units. */
static bool
take_residue(struct reader *r, int128 *residue)
{
	size_t len;
	const char *p = record_plain(&r->split.r, GROUP_RESIDUE, &len);
	int64_t units;
	int128 rest = 0, one = 1;
	int i;

	*residue = 0;
	if (len == 0)
		return true;
	if (money_parse(p, len, &units, &rest) != 0) {
		bad_own(r, GROUP_RESIDUE, "is no decimal number");
		return false;
	}
	for (i = MONEY_DECIMALS; i < RESIDUE_DECIMALS; i++)
		one *= 10;
	*residue = units * one + rest;
	return true;
}

static bool
is_kind(const char *p, size_t len, const char *kind)
{
	return strlen(kind) == len && memcmp(p, kind, len) == 0;
}

/*
 * The record of all: it comes once, anywhere.  The columns of the bill are
 * empty but for the cost.
 */
static void
take_total(struct reader *r)
{
	int64_t cost = 0;
	bool given;

	if (r->has_total) {
		refuse(r, "is the second TOTAL: are these two files in one?");
		return;
	}
	if (!take_rows(r, &r->claimed.rows) ||
	    !row_money(r, COL_COST, &cost, &given, NULL))
		return;
	r->claimed.cost = cost;
	r->has_total = true;
}

/* Many line items as one. */
static void
take_group(struct reader *r, enum group_kind kind,
    void (*take)(struct reader *r))
{
	struct group g = { .kind = kind };
	int64_t cost = 0;
	bool given;
	size_t len;
	const char *p = record_plain(&r->split.r, GROUP_CCU_OFF, &len);

	g.ccu_off = is_kind(p, len, "1");
	if (!g.ccu_off && !is_kind(p, len, "0")) {
		bad_own(r, GROUP_CCU_OFF, "is neither 0 nor 1");
		return;
	}
	if (!take_rows(r, &g.rows) || !take_residue(r, &g.residue) ||
	    !row_money(r, COL_COST, &cost, &given, NULL))
		return;
	if (g.rows == 0) {
		bad_own(r, GROUP_ROWS, "is no group");
		return;
	}
	r->total.rows += g.rows;
	r->total.cost += cost;
	r->group = g;
	take(r);
	r->group = (struct group){ .rows = 1 };
}

/* Line items as the bill has them, so many times. */
static void
take_alone(struct reader *r, bool rest, void (*take)(struct reader *r))
{
	int before = r->run->complaints.n;
	int64_t rows, i;

	if (!take_rows(r, &rows))
		return;
	if (rows == 0 || rows > ALONE_MAX) {
		bad_own(r, GROUP_ROWS, "is no number of equal rows");
		return;
	}
	r->total.rows += rows;
	r->group.kind = rest ? GROUP_REST : GROUP_NONE;
	for (i = 0; i < rows && r->run->complaints.n == before &&
	    !foc_interrupted; i++)
		take(r);
	r->group.kind = GROUP_NONE;
}

void
cells_in_row(struct reader *r, void (*take)(struct reader *r))
{
	const struct record *rec = &r->split.r;
	const char *p;
	size_t len;

	if (rec->n != r->h.n) {
		bad_row(r, COL__MAX, "has %zu fields, the header has %zu",
		    rec->n, r->h.n);
		return;
	}
	p = record_plain(rec, GROUP_KIND, &len);
	if (is_kind(p, len, "AI"))
		take_group(r, GROUP_AI, take);
	else if (is_kind(p, len, "AI_PLAIN"))
		take_group(r, GROUP_AI_PLAIN, take);
	else if (is_kind(p, len, "REST"))
		take_group(r, GROUP_REST, take);
	else if (is_kind(p, len, "AI_ALONE"))
		take_alone(r, false, take);
	else if (is_kind(p, len, "REST_ALONE"))
		take_alone(r, true, take);
	else if (is_kind(p, len, "TOTAL"))
		take_total(r);
	else
		bad_own(r, GROUP_KIND, "is none of AI, AI_PLAIN, AI_ALONE, "
		    "REST, REST_ALONE and TOTAL");
}

void
cells_in_end(struct reader *r)
{
	struct complaints *c = &r->run->complaints;
	char has[DECIMAL_TEXT_MAX], want[DECIMAL_TEXT_MAX];

	if (c->n > r->complaints)
		return;
	if (!r->has_total)
		complain(c, FOC_BAD_INPUT, "%s: has no TOTAL: it is not whole",
		    r->file->name);
	else if (r->claimed.rows != r->total.rows ||
	    r->claimed.cost != r->total.cost)
		complain(c, FOC_BAD_INPUT, "%s: its groups have %lld rows and "
		    "%s, its TOTAL says %lld and %s: it is not whole",
		    r->file->name, (long long)r->total.rows,
		    decimal_text(has, r->total.cost, MONEY_DECIMALS),
		    (long long)r->claimed.rows,
		    decimal_text(want, r->claimed.cost, MONEY_DECIMALS));
}
