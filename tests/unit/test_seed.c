/* SPDX-License-Identifier: MIT */
/* The catalog that a new file begins with holds together. */
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

#include "db/seed.h"

int	foc_create(struct foc **f, const struct foc_options *o, bool sandbox);

static int64_t
count(struct foc *f, const char *sql)
{
	sqlite3_stmt *s;
	int64_t n;

	assert_int_equal(sqlite3_prepare_v2(f->db, sql, -1, &s, NULL),
	    SQLITE_OK);
	assert_int_equal(sqlite3_step(s), SQLITE_ROW);
	n = sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	return n;
}

/* A file of this process: two runs at once do not meet. */
static const char *
db_path(void)
{
	static char path[64];

	snprintf(path, sizeof(path), "/tmp/test-seed-%ld.db", (long)getpid());
	return path;
}

static struct foc *
seeded(bool sandbox)
{
	struct foc_options o = { .path = db_path(), .uid = getuid() };
	struct foc *f;

	unlink(o.path);
	if (foc_create(&f, &o, sandbox) != FOC_OK)
		fail_msg("%s", foc_errmsg(f));
	if (seed_catalog(f) != FOC_OK)
		fail_msg("%s", foc_errmsg(f));
	return f;
}

static void
holds_together(void **state)
{
	struct foc *f = seeded(true);

	(void)state;
	assert_true(count(f, "SELECT count(*) FROM model") >= 25);
	assert_true(count(f, "SELECT count(*) FROM price") >= 30);
	assert_int_equal(count(f, "SELECT count(*) FROM price AS p WHERE "
	    "NOT EXISTS (SELECT 1 FROM model AS m WHERE m.model = p.model "
	    "AND m.platform = p.platform)"), 0);
	assert_int_equal(count(f, "SELECT count(*) FROM model_alias WHERE "
	    "model NOT IN (SELECT model FROM model)"), 0);
	assert_int_equal(count(f, "SELECT count(*) FROM model_alias WHERE "
	    "alias <> lower(alias)"), 0);
	assert_int_equal(count(f, "SELECT count(*) FROM model_profile WHERE "
	    "model NOT IN (SELECT model FROM model)"), 0);
	/* Opus 5.5, standard: 4.40 a million tokens in. */
	assert_int_equal(count(f, "SELECT usd_per_million FROM price WHERE "
	    "platform = 'MARKETPLACE' AND model = 'claude-opus-5-5' AND "
	    "token_type = 'INPUT' AND geography = 'REGIONAL'"), 44000000000);
	assert_int_equal(count(f, "SELECT count(*) FROM model WHERE platform "
	    "= 'BEDROCK' AND model = 'claude-haiku-4-5' AND status = "
	    "'APPROVED'"), 1);
	foc_close(f);
}

static void
waits_for_review(void **state)
{
	struct foc *f = seeded(false);

	(void)state;
	assert_int_equal(count(f, "SELECT count(*) FROM model WHERE status "
	    "<> 'PENDING_REVIEW'"), 0);
	foc_close(f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(holds_together),
		cmocka_unit_test(waits_for_review),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
