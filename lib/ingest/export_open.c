/* SPDX-License-Identifier: MIT */
/* What a query is asked for: a table, its columns and a month. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/utc.h"
#include "ingest/export_sql.h"
#include "ingest/source.h"

#define BOM	"\xef\xbb\xbf"

/* --- the table */

static bool
is_plain(const char *s, size_t len)
{
	return len > 0 && len <= 255 && strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789_-$@") >= len;
}

/* NAME, DATABASE.NAME or CATALOG.DATABASE.NAME. */
static bool
is_table(const char *s)
{
	const char *end;
	int parts = 0;

	for (;; s = end + 1) {
		end = strchrnul(s, '.');
		if (++parts > 3 || !is_plain(s, (size_t)(end - s)))
			return false;
		if (*end == '\0')
			return true;
	}
}

static bool
has_control(const char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s < ' ' || *s == 127)
			return true;
	return false;
}

static bool
is_path(const char *s)
{
	size_t len = strlen(s);

	return strchr(s, '/') != NULL ||
	    (len > 4 && strcmp(s + len - 4, ".csv") == 0) ||
	    (len > 3 && strcmp(s + len - 3, ".gz") == 0) ||
	    (len > 8 && strcmp(s + len - 8, ".parquet") == 0);
}

static int
check_table(struct foc *f, struct reduction *x)
{
	const char *table = x->in->table;

	if (table == NULL || *table == '\0')
		return foc_fail(f, FOC_USAGE, "--print-sql: needs --table, "
		    "what holds the line items");
	x->files = strcmp(x->in->dialect, "duckdb") == 0 && is_path(table);
	if (x->files ? has_control(table) : !is_table(table))
		return foc_fail(f, FOC_USAGE, "--table '%s': is no name such "
		    "as cur2 or billing.cur2%s", table,
		    strcmp(x->in->dialect, "duckdb") == 0 ?
		    ", nor a path such as data/*/*.csv.gz" : "");
	return FOC_OK;
}

static int
check_words(struct foc *f, struct reduction *x)
{
	const struct foc_ingest_sql *in = x->in;
	int64_t from, to;

	if (reduction_dialect(x) == 0)
		return foc_fail(f, FOC_USAGE, "--print-sql %s: is none of "
		    "athena, trino, duckdb", in->dialect);
	if (in->period == NULL)
		return foc_fail(f, FOC_USAGE, "--print-sql: needs --period, "
		    "the month to reduce");
	if (utc_parse_month(in->period, strlen(in->period), &from, &to) != 0)
		return foc_fail(f, FOC_USAGE, "--period %s: is no month such "
		    "as 2026-10", in->period);
	x->maps = in->format == NULL || strcmp(in->format, "parquet") == 0;
	if (!x->maps && strcmp(in->format, "csv") != 0)
		return foc_fail(f, FOC_USAGE, "--table-format %s: is neither "
		    "parquet nor csv", in->format);
	if (in->partition != NULL &&
	    !is_plain(in->partition, strlen(in->partition)))
		return foc_fail(f, FOC_USAGE, "--partition '%s': is no name "
		    "of a column such as billing_period", in->partition);
	return check_table(f, x);
}

/* --- its columns */

/* The columns of CUR 2.0, but for what only other forms of it have. */
static void
take_standard(struct reduction *x)
{
	size_t i, n;
	const enum column *bill = group_bill_columns(&n);

	for (i = 0; i < n; i++)
		if (bill[i] != COL_PRODUCT_NAME)
			x->name[bill[i]] = column_name(bill[i]);
}

static int
cut_names(struct reduction *x, const char *p, size_t len, struct err *e)
{
	struct strict s;
	size_t i;

	strict_init(&s);
	if (strict_read(&s, p, len) != 0) {
		err_set(e, FOC_BAD_INPUT, "%s", s.why);
		strict_free(&s);
		return e->status;
	}
	x->given = xcalloc(s.n + 1, sizeof(*x->given));
	for (i = 0; i < s.n; i++)
		x->given[x->n_given++] = xstrdup(strict_field(&s, i));
	strict_free(&s);
	return FOC_OK;
}

/* The first line of a file, compressed or not, as names. */
static int
read_names(struct reduction *x, struct err *e)
{
	struct input file = { .name = (char *)(uintptr_t)x->in->header };
	struct source_facts facts;
	struct source *s;
	struct err why;
	size_t len = 0;
	char *p, *end;
	int fd = input_open(&file, e), status;

	if (fd < 0)
		return e->status;
	s = source_open(fd, file.name, false);
	if ((p = source_take(s, &len)) != NULL && len >= 3 &&
	    memcmp(p, BOM, 3) == 0) {
		p += 3;
		len -= 3;
	}
	end = p != NULL ? memchr(p, '\n', len) : NULL;
	if (end != NULL)
		len = (size_t)(end - p);
	status = p != NULL ? cut_names(x, p, len, e) :
	    err_set(e, FOC_BAD_INPUT, "has no header line");
	if (p != NULL)
		source_give(s);
	source_close(s, &facts, &why);
	return status;
}

/* "KEY=NAME" of --column, but for those that say: none. */
static const char **
real_names(const struct reduction *x, size_t *n)
{
	const char **real = xcalloc(x->in->n_columns + 1, sizeof(*real));
	const char *name;
	size_t i;

	*n = 0;
	for (i = 0; i < x->in->n_columns; i++) {
		header_renamed(x->in->columns[i], &name);
		if (*name != '\0')
			real[(*n)++] = x->in->columns[i];
	}
	return real;
}

static int
take_given(struct reduction *x, struct err *e)
{
	const char **real;
	size_t i, n;
	int status, c;

	if ((status = read_names(x, e)) != FOC_OK)
		return status;
	real = real_names(x, &n);
	status = header_read(&x->h, (const char *const *)x->given, x->n_given,
	    real, n, e);
	free(real);
	if (status != FOC_OK)
		return status;
	for (c = 0; c < COL__MAX; c++)
		x->name[c] = x->h.name[c];
	x->tag = xcalloc(x->h.n_tags + 1, sizeof(*x->tag));
	for (i = 0; i < x->h.n_tags; i++)
		x->tag[x->n_tags++] = x->given[x->h.tag[i].col];
	return FOC_OK;
}

/* What --column says goes before; "KEY=" is a column that is not there. */
static int
take_renamed(struct foc *f, struct reduction *x)
{
	const char *name;
	struct err e;
	enum column c;
	size_t i;

	for (i = 0; i < x->in->n_columns; i++) {
		c = header_renamed(x->in->columns[i], &name);
		if (c == COL__MAX) {
			header_check_renamed(x->in->columns[i], &e);
			return foc_fail(f, e.status, "%s", e.text);
		}
		if (*name == '\0' && header_needs(c))
			return foc_fail(f, FOC_USAGE, "--column %s: there is "
			    "no bill without it", x->in->columns[i]);
		x->name[c] = *name == '\0' ? NULL : name;
	}
	if (x->name[COL_PRODUCT] == NULL && x->name[COL_PRODUCT_NAME] == NULL)
		return foc_fail(f, FOC_USAGE, "--column product=: needs "
		    "--column product_name=NAME instead");
	return FOC_OK;
}

static int
check_names(struct foc *f, const struct reduction *x)
{
	size_t i;
	int c;

	for (c = 0; c < COL__MAX; c++)
		if (x->name[c] != NULL && has_control(x->name[c]))
			return foc_fail(f, FOC_BAD_INPUT, "the name of the "
			    "column %s has control characters in it",
			    column_name((enum column)c));
	for (i = 0; i < x->n_tags; i++)
		if (has_control(x->tag[i]))
			return foc_fail(f, FOC_BAD_INPUT, "the name of a tag "
			    "has control characters in it");
	return FOC_OK;
}

static int
take_columns(struct foc *f, struct reduction *x)
{
	struct err e;
	int status;

	if (x->in->header == NULL)
		take_standard(x);
	else if (take_given(x, &e) != FOC_OK)
		return foc_fail(f, e.status, "%s: %s", x->in->header, e.text);
	if ((status = take_renamed(f, x)) != FOC_OK)
		return status;
	return check_names(f, x);
}

static void
release(struct reduction *x)
{
	size_t i;

	for (i = 0; i < x->n_given; i++)
		free(x->given[i]);
	free(x->given);
	free(x->tag);
	header_free(&x->h);
	free(x->currency);
	if (x->cls.pool != NULL)
		classifier_close(&x->cls);
}

int
foc_ingest_sql(struct foc *f, const struct foc_ingest_sql *in, char **sql)
{
	struct reduction x = { .in = in };
	int status;

	*sql = NULL;
	if ((status = check_words(f, &x)) == FOC_OK &&
	    (status = take_columns(f, &x)) == FOC_OK &&
	    (status = db_meta(f, "currency", &x.currency)) == FOC_OK)
		status = classifier_open(f, &x.cls);
	if (status == FOC_OK) {
		if (x.currency == NULL)
			x.currency = xstrdup("USD");
		if ((*sql = reduction_text(&x)) == NULL)
			status = foc_fail(f, FOC_SYSTEM, "out of memory");
	}
	release(&x);
	return status;
}
