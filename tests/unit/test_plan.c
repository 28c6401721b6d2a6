/* SPDX-License-Identifier: MIT */
/*
 * How statements find their rows: a list reads its table once and looks the
 * rest up; what is of one thing reads no table whole.  Ten thousand records
 * took sixteen seconds where one of these read a table for each.
 */
#define SQL_TEXTS
#include "spend_fixture.h"

/* Tables that the plan of a statement reads from end to end. */
static int
scans(struct foc *f, enum sql_id id)
{
	char *text = sqlite3_mprintf("EXPLAIN QUERY PLAN %s", sql_text[id]);
	const char *detail;
	sqlite3_stmt *s;
	int n = 0;

	if (sqlite3_prepare_v2(f->db, text, -1, &s, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sqlite3_errmsg(f->db), text);
	while (sqlite3_step(s) == SQLITE_ROW) {
		detail = (const char *)sqlite3_column_text(s, 3);
		n += strncmp(detail, "SCAN ", 5) == 0 && detail[5] != '(' &&
		    strstr(detail, "VIRTUAL TABLE") == NULL;
	}
	sqlite3_finalize(s);
	sqlite3_free(text);
	return n;
}

static void
statements(void **state)
{
	static const struct { enum sql_id id; int most; const char *name; } q[] = {
#define Q(name, most)	{ SQL_##name, most, #name }
		Q(REQUEST_RECORD, 0), Q(TASK_RECORD, 0), Q(SCOPE_RECORD, 1),
		Q(WORKLOAD_NAMES, 1), Q(WORKLOAD_RECORDS, 1),
		Q(ROWS_BR, 0), Q(ROWS_SC, 0), Q(ROWS_TS, 0), Q(ROWS_AN, 0),
		Q(ROWS_WL, 0), Q(ROWS_WL_STOP, 0), Q(ROWS_CD, 0),
		Q(CLAIM_LATER, 0), Q(CLAIM_REQUESTS, 0), Q(CLAIM_ANCHORS, 0),
		Q(ANCHOR_SAME, 0), Q(TASKS_AFTER, 0), Q(ROLE_SCOPES, 0),
		Q(SCOPE_REPLACEMENT, 0), Q(REQUEST_OPEN_TASKS, 0),
		Q(REQUEST_OPEN_SCOPES, 0), Q(REQUEST_ANCHORS, 0),
		Q(ESTIMATE_ROWS, 0), Q(ESTIMATE_REQUESTS, 0),
		Q(ESTIMATE_CONFIRMED, 0)
#undef Q
	};
	struct foc *f = fixture();
	size_t i;
	int n;

	(void)state;
	assert_int_equal(db_script(f, SQL_FIGURE_TABLES), FOC_OK);
	for (i = 0; i < sizeof(q) / sizeof(q[0]); i++) {
		n = scans(f, q[i].id);
		if (n > q[i].most)
			fail_msg("%s reads %d tables whole, not %d", q[i].name,
			    n, q[i].most);
	}
	fixture_close(f);
}

/* The same question with an index less is noticed. */
static void
without_an_index(void **state)
{
	struct foc *f = fixture();

	(void)state;
	assert_int_equal(scans(f, SQL_ROWS_WL), 0);
	sql(f, "DROP INDEX estimate_workload");
	assert_int_equal(scans(f, SQL_ROWS_WL), 1);
	fixture_close(f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(statements),
		cmocka_unit_test(without_an_index),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
