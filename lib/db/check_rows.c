/* SPDX-License-Identifier: MIT */
/* foc-db check, row by row: which rows are not what they were, and where. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/utc.h"
#include "db/check.h"
#include "db/digest.h"
#include "db/seal.h"

#define DAYS_MAX	20		/* lines about one load */

struct rows_check {
	struct foc *f;
	struct foc_out *out;
	int	bad;
	/* The seals of a table, or of the cells of a load, along its rows. */
	struct rows seals;
	bool	more;
	const char *name;		/* of the table */
	bool	run;
	/* A load. */
	const char *load;
	bool	active;
	int64_t	day, hours, cells, lost_hours, days;
	char	first[UTC_TEXT_MAX];
};

static void
broken(struct rows_check *c, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

static void
broken(struct rows_check *c, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	check_report(c->out, "rows", false, text);
	if (c->bad++ == 0)
		foc_fail(c->f, FOC_REFUSED, "%s", text);
}

static void
open_seals(struct rows_check *c, const char *name, int64_t part)
{
	db_query(&c->seals, c->f, SQL_SEAL_BLOCKS, "sii", name, part,
	    (int64_t)INT64_MIN);
	c->more = db_next(&c->seals);
}

/* Is the present seal of this block, and is the block as it says? */
static bool
matches(struct rows_check *c, int64_t rows, const void *digest, size_t size)
{
	const void *was;
	size_t len;

	was = db_blob(&c->seals, 2, &len);
	return db_int(&c->seals, 1) == rows && len == size &&
	    memcmp(was, digest, size) == 0;
}

/* --- tables */

static void
say_block(struct rows_check *c, int64_t block, int64_t rows, int64_t then)
{
	char where[64] = "";

	if (c->run)
		snprintf(where, sizeof(where), " %lld to %lld",
		    (long long)block * SEAL_RUN,
		    (long long)block * SEAL_RUN + SEAL_RUN - 1);
	if (rows == then)
		broken(c, "%s%s: of its %lld rows, one or more are not what "
		    "was written; " RESTORE, c->name, where,
		    (long long)rows);
	else
		broken(c, "%s%s: has %lld rows, %lld were written; " RESTORE,
		    c->name, where, (long long)rows, (long long)then);
}

/* Seals whose rows are gone. */
static void
say_gone(struct rows_check *c, int64_t before)
{
	while (c->more && db_int(&c->seals, 0) < before) {
		if (db_int(&c->seals, 1) > 0)
			say_block(c, db_int(&c->seals, 0), 0,
			    db_int(&c->seals, 1));
		c->more = db_next(&c->seals);
	}
}

static int
take_block(void *arg, const struct seal_block *b)
{
	struct rows_check *c = arg;

	if (c->seals.status != FOC_OK)
		return c->seals.status;
	say_gone(c, b->block);
	if (!c->more || db_int(&c->seals, 0) != b->block) {
		if (b->rows > 0)
			say_block(c, b->block, b->rows, 0);
		return c->seals.status;
	}
	if (!matches(c, b->rows, b->digest, SEAL_BYTES))
		say_block(c, b->block, b->rows, db_int(&c->seals, 1));
	c->more = db_next(&c->seals);
	return c->seals.status;
}

static int
check_tables(struct rows_check *c)
{
	size_t i;
	int status = FOC_OK, done;

	for (i = 0; seal_table(i) != NULL && status == FOC_OK; i++) {
		c->name = seal_table(i)->name;
		c->run = seal_table(i)->kind == SEAL_OF_RUN;
		open_seals(c, c->name, 0);
		status = seal_each(c->f, i, 0, take_block, c);
		if (status == FOC_OK)
			say_gone(c, INT64_MAX);
		done = db_done(&c->seals);
		if (status == FOC_OK)
			status = done;
	}
	return status;
}

/* --- the cells of a load */

/* What of a load that is not in force any more can be done without. */
static void
or_prune(const struct rows_check *c, char *buf, size_t size)
{
	if (c->active)
		snprintf(buf, size, ", or foc-ingest-cur reads the export "
		    "again");
	else
		snprintf(buf, size, ", or foc-db prune %s takes its cells "
		    "out: the bill of now is without them", c->load);
}

static void
say_day(struct rows_check *c)
{
	char day[UTC_TEXT_MAX], other[160];

	if (c->hours == 0)
		return;
	or_prune(c, other, sizeof(other));
	if (++c->days <= DAYS_MAX)
		broken(c, "%s: %s: the cells of %lld hour%s, from %s on (%lld "
		    "cells), are not what was loaded; " RESTORE "%s",
		    c->load, utc_day(day, c->day), (long long)c->hours,
		    c->hours == 1 ? "" : "s", c->first, (long long)c->cells,
		    other);
	c->hours = c->cells = 0;
}

static void
hour_hurt(struct rows_check *c, int64_t hour, int64_t cells)
{
	int64_t day = hour - (hour % UTC_DAY + UTC_DAY) % UTC_DAY;

	if (c->hours > 0 && day != c->day)
		say_day(c);
	if (c->hours++ == 0)
		utc_text(c->first, hour);
	c->day = day;
	c->cells += cells;
	c->lost_hours++;
}

static void
hours_gone(struct rows_check *c, int64_t before)
{
	while (c->more && db_int(&c->seals, 0) < before) {
		hour_hurt(c, db_int(&c->seals, 0), 0);
		c->more = db_next(&c->seals);
	}
}

static int
take_hour(void *arg, const struct load_hour *h)
{
	struct rows_check *c = arg;

	if (c->seals.status != FOC_OK)
		return c->seals.status;
	hours_gone(c, h->hour);
	if (!c->more || db_int(&c->seals, 0) != h->hour) {
		hour_hurt(c, h->hour, h->cells);
		return c->seals.status;
	}
	if (!matches(c, h->cells, h->seal, sizeof(h->seal)))
		hour_hurt(c, h->hour, h->cells);
	c->more = db_next(&c->seals);
	return c->seals.status;
}

static void
end_load(struct rows_check *c, bool whole)
{
	char other[160] = "";

	say_day(c);
	if (!c->active)
		or_prune(c, other, sizeof(other));
	if (c->days > DAYS_MAX)
		broken(c, "%s: %lld more days have cells that are not what "
		    "was loaded", c->load, (long long)(c->days - DAYS_MAX));
	if (whole && c->lost_hours > 0)
		broken(c, "%s: only seals of its hours were hurt: all its "
		    "cells are what was loaded; " RESTORE "%s", c->load, other);
	else if (!whole && c->lost_hours == 0)
		broken(c, "%s: what its cells refer to (sku, caller), or its "
		    "digest, is not what was loaded; " RESTORE, c->load);
}

static int
check_load(struct rows_check *c, int64_t n, const void *digest, size_t len)
{
	unsigned char now[SHA_BYTES];
	int status, done;

	c->hours = c->cells = c->lost_hours = c->days = 0;
	open_seals(c, "cell", n);
	status = load_digest(c->f, n, take_hour, c, now);
	if (status == FOC_OK)
		hours_gone(c, INT64_MAX);
	done = db_done(&c->seals);
	if (status == FOC_OK)
		status = done;
	if (status == FOC_OK)
		end_load(c, len == SHA_BYTES &&
		    memcmp(digest, now, SHA_BYTES) == 0);
	return status;
}

static int
check_loads(struct rows_check *c)
{
	struct rows r;
	const void *digest;
	size_t len;
	int status = FOC_OK, done;

	db_query(&r, c->f, SQL_SEAL_LOADS, "");
	while (status == FOC_OK && db_next(&r)) {
		c->load = db_text(&r, 1);
		c->active = strcmp(db_text(&r, 2), "ACTIVE") == 0;
		digest = db_blob(&r, 3, &len);
		status = check_load(c, db_int(&r, 0), digest, len);
	}
	done = db_done(&r);
	return status != FOC_OK ? status : done;
}

/* --- events of CloudTrail, and seals of nothing */

static int
sum_of(struct rows_check *c, enum sql_id id, const char *fmt,
    int col, int64_t *rows, unsigned char sum[SEAL_SUM_BYTES])
{
	const void *hash;
	struct rows r;
	size_t len;

	*rows = 0;
	memset(sum, 0, SEAL_SUM_BYTES);
	db_query(&r, c->f, id, fmt, "trail_event");
	while (db_next(&r)) {
		*rows += col == 0 ? 1 : db_int(&r, 1);
		hash = db_blob(&r, col, &len);
		if (len == SEAL_SUM_BYTES)
			seal_sum_add(sum, hash);
	}
	return db_done(&r);
}

static int
check_events(struct rows_check *c)
{
	unsigned char sum[SEAL_SUM_BYTES], sealed[SEAL_SUM_BYTES];
	int64_t rows, then;
	int status;

	if ((status = sum_of(c, SQL_SEAL_TRAIL_EVENTS, "", 0, &rows, sum)) !=
	    FOC_OK || (status = sum_of(c, SQL_SEAL_PARTS, "s", 2, &then,
	    sealed)) != FOC_OK)
		return status;
	if (rows != then || memcmp(sum, sealed, sizeof(sum)) != 0)
		broken(c, "trail_event: the %lld events that were counted are "
		    "not what was written (%lld then); " RESTORE,
		    (long long)rows, (long long)then);
	return FOC_OK;
}

static int
check_strangers(struct rows_check *c)
{
	char *names = xstrdup(" cell trail_event "), *more;
	struct rows r;
	size_t i;
	int status;

	for (i = 0; seal_table(i) != NULL; i++) {
		more = xasprintf("%s%s ", names, seal_table(i)->name);
		free(names);
		names = more;
	}
	db_query(&r, c->f, SQL_SEAL_STRANGERS, "s", names);
	while (db_next(&r))
		broken(c, "seal of %s, part %lld: there is nothing that it is "
		    "of; " RESTORE, db_text(&r, 0), (long long)db_int(&r, 1));
	status = db_done(&r);
	free(names);
	if (status != FOC_OK)
		return status;
	db_query(&r, c->f, SQL_SEAL_STRAY_CELLS, "");
	while (db_next(&r))
		broken(c, "cell: there are %lld of ld-%lld, which has none; "
		    RESTORE, (long long)db_int(&r, 1),
		    (long long)db_int(&r, 0));
	return db_done(&r);
}

int
check_rows(struct foc *f, struct foc_out *out)
{
	struct rows_check c = { .f = f, .out = out };
	struct err first;
	int status;

	if ((status = check_tables(&c)) != FOC_OK ||
	    (status = check_events(&c)) != FOC_OK ||
	    (status = check_loads(&c)) != FOC_OK ||
	    (status = check_strangers(&c)) != FOC_OK) {
		first = f->err;
		check_report(out, "rows", false, first.text);
		f->err = first;
		return status;
	}
	if (c.bad == 0)
		check_report(out, "rows", true, "");
	return c.bad == 0 ? FOC_OK : FOC_REFUSED;
}
