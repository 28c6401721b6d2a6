/* SPDX-License-Identifier: MIT */
/*
 * A small organisation with a bill, made with plain SQL, and an output that
 * keeps what it is given.  For the tests of lib/spend.
 */
#ifndef SPEND_FIXTURE_H
#define SPEND_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "core/json.h"
#include "core/sink.h"
#include "db/db.h"

#define UNUSED __attribute__((unused))

#define OCT	INT64_C(1790812800)	/* 2026-10-01, a Thursday */
#define NOV	INT64_C(1793491200)	/* 2026-11-01 */

/* --- records kept */

struct kept {
	struct foc_out base;
	cJSON	*record[20000];
	size_t	n;
};

static void
keep_record(struct foc_out *out, const char *json)
{
	struct kept *k = (struct kept *)out;
	struct err e;

	assert_true(k->n < sizeof(k->record) / sizeof(k->record[0]));
	k->record[k->n] = json_parse(json, strlen(json), &e);
	if (k->record[k->n++] == NULL)
		fail_msg("%s: %s", e.text, json);
}

static UNUSED struct kept *
kept_new(void)
{
	struct kept *k = calloc(1, sizeof(*k));

	assert_non_null(k);
	k->base.record = keep_record;
	return k;
}

static UNUSED void
kept_free(struct kept *k)
{
	size_t i;

	for (i = 0; i < k->n; i++)
		cJSON_Delete(k->record[i]);
	free(k);
}

/* --- a file */

static UNUSED void
sql(struct foc *f, const char *fmt, ...)
{
	char *text, *why = NULL;
	va_list ap;

	va_start(ap, fmt);
	text = sqlite3_vmprintf(fmt, ap);
	va_end(ap);
	if (sqlite3_exec(f->db, text, NULL, NULL, &why) != SQLITE_OK)
		fail_msg("%s: %s", why, text);
	sqlite3_free(text);
}

static UNUSED int64_t
number(struct foc *f, const char *text)
{
	sqlite3_stmt *s;
	int64_t n;

	if (sqlite3_prepare_v2(f->db, text, -1, &s, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sqlite3_errmsg(f->db), text);
	assert_int_equal(sqlite3_step(s), SQLITE_ROW);
	n = sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	return n;
}

/*
 * Products P1, P2, P3 (nodes 11, 12, 13) share account 111111111111; nobody
 * shares 222222222222.  sku 1 is INPUT of a thousand, 2 OUTPUT, 3 a Credit,
 * 4 CACHE_READ, 5 INPUT of another model.
 */
static UNUSED struct foc *
fixture(void)
{
	static char path[64];
	struct foc_options o = { .path = path, .uid = getuid() };
	struct foc *f;

	snprintf(path, sizeof(path), "/tmp/test-spend-%ld.db", (long)getpid());
	unlink(path);
	if (foc_create(&f, &o, true) != FOC_OK)
		fail_msg("%s", foc_errmsg(f));
	f->now = NOV + 20 * UTC_DAY;
	sql(f, "INSERT INTO meta VALUES ('id', 'test'), ('currency', 'USD'), "
	    "('price_book', 'builtin-2026-11'), ('sandbox', '1');"
	    "INSERT INTO person VALUES ('priya', 'P', 'p@x', 1, NULL, NULL), "
	    "('sarah', 'S', 's@x', 1, NULL, NULL);"
	    "INSERT INTO person_role VALUES ('priya', 'product-owner'), "
	    "('sarah', 'finops-lead');"
	    "INSERT INTO node VALUES (1, 1, 'Unit', NULL, NULL, 1), "
	    "(2, 2, 'Dept', 1, NULL, 1), (3, 3, 'Portfolio', 2, NULL, 1), "
	    "(11, 4, 'P1', 3, 'priya', 1), (12, 4, 'P2', 3, 'priya', 1), "
	    "(13, 4, 'P3', 3, 'priya', 1);"
	    "INSERT INTO account VALUES ('111111111111', 'a', 'prod', 0, 1), "
	    "('222222222222', 'b', 'prod', 0, 1);"
	    "INSERT INTO account_share VALUES ('111111111111', 13, 0, NULL), "
	    "('111111111111', 11, 0, NULL), ('111111111111', 12, 0, NULL);"
	    "INSERT INTO sku VALUES "
	    "(1,'BEDROCK','INFERENCE','haiku','INPUT','STANDARD','REGIONAL',"
	    "'us-east-1','Usage','1K tokens',1000,'AWS',''),"
	    "(2,'BEDROCK','INFERENCE','haiku','OUTPUT','STANDARD','REGIONAL',"
	    "'us-east-1','DiscountedUsage','1K tokens',1000,'AWS',''),"
	    "(3,'BEDROCK','INFERENCE','haiku','INPUT','STANDARD','REGIONAL',"
	    "'us-east-1','Credit','1K tokens',1000,'AWS',''),"
	    "(4,'BEDROCK','INFERENCE','haiku','CACHE_READ','STANDARD',"
	    "'REGIONAL','us-east-1','Usage','1K tokens',1000,'AWS',''),"
	    "(5,'BEDROCK','INFERENCE','opus','INPUT','STANDARD','GLOBAL',"
	    "'eu-west-1','Usage','Units',NULL,'AWS','')");
	return f;
}

static UNUSED void
fixture_close(struct foc *f)
{
	foc_close(f);		/* removes the file: it was never finished */
}

/* A workload of a product, LIVE, with nothing claimed yet. */
static UNUSED void
add_workload(struct foc *f, const char *name, int product)
{
	sql(f, "INSERT INTO workload (name, product, created_at, control) "
	    "VALUES (%Q, %d, 0, 'ACTIVE');"
	    "INSERT INTO request (id, n, workload, adds_to, use_case, runtime, "
	    "principal, availability, state, description, growth_ppm, "
	    "requester, submitted_at, review_due, priority, "
	    "case_acknowledged) SELECT 'br-' || n, n, %Q, 0, 'OPERATIONS', "
	    "'LAMBDA', '', 'STANDARD', 'LIVE', '', 0, 'priya', 0, 0, 'NORMAL', "
	    "0 FROM (SELECT coalesce(max(n), 0) + 1 AS n FROM request)",
	    name, product, name);
}

/* An anchor with a claim of [from, to); to 0: open. */
static UNUSED void
add_claim(struct foc *f, const char *workload, const char *kind,
    const char *value, const char *account, int64_t from, int64_t to)
{
	sql(f, "INSERT INTO anchor SELECT n, 'an-' || n, %Q, NULL, %Q, %Q, %Q, "
	    "0 FROM (SELECT coalesce(max(n), 0) + 1 AS n FROM anchor);"
	    "INSERT INTO claim SELECT id, %lld, 'priya', %lld, "
	    "nullif(%lld, 0), 0 FROM anchor ORDER BY n DESC LIMIT 1;"
	    "UPDATE workload SET live_since = min(coalesce(live_since, %lld), "
	    "%lld) WHERE name = %Q", workload, kind, value, account,
	    (long long)from, (long long)from, (long long)to, (long long)from,
	    (long long)from, workload);
}

static UNUSED void
add_caller(struct foc *f, int id, const char *account, const char *principal,
    const char *resource, const char *workspace)
{
	sql(f, "INSERT INTO caller VALUES (%d, '999999999999', %Q, %Q, '', %Q, "
	    "%Q, '{}', '')", id, account, principal, resource, workspace);
}

/* An ACTIVE load of a month, sums of nothing yet. */
static UNUSED void
add_load(struct foc *f, int n, int64_t period, int64_t until)
{
	sql(f, "INSERT INTO load VALUES (%d, 'ld-%d', '999999999999', 'x', "
	    "%lld, 'USD', 'ACTIVE', 0, 0, NULL, 1, 1, 1, 0, 0, 0, 0, 0, '0', "
	    "NULL, NULL, %lld, 0, 0, x'00', 0)", n, n, (long long)period,
	    (long long)until);
}

static UNUSED void
add_cell(struct foc *f, int load, int64_t hour, int sku, int caller,
    int64_t usage, int64_t cost)
{
	sql(f, "INSERT INTO cell VALUES (%d, %lld, %d, %d, 1, %lld, %lld, "
	    "NULL, NULL)", load, (long long)hour, sku, caller,
	    (long long)usage, (long long)cost);
}

/* The sums of a load as its cells have them. */
static UNUSED void
seal_load(struct foc *f, int n)
{
	sql(f, "UPDATE load SET spend_usd = coalesce((SELECT sum(cost) FROM "
	    "cell JOIN sku ON sku.id = sku WHERE load = n AND line_type IN "
	    "('Usage', 'DiscountedUsage')), 0), cells = (SELECT count(*) FROM "
	    "cell WHERE load = n), file_usd = coalesce((SELECT sum(cost) FROM "
	    "cell WHERE load = n), 0), ai_usd = coalesce((SELECT sum(cost) "
	    "FROM cell WHERE load = n), 0) WHERE n = %d", n);
}

/* What a text member of a record is, "" where there is none. */
static UNUSED const char *
text_of(const cJSON *record, const char *key)
{
	const cJSON *item = json_member(record, key);

	return item != NULL && item->valuestring != NULL ?
	    item->valuestring : "";
}

#endif
