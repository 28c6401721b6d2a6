/* SPDX-License-Identifier: MIT */
/*
 * SQL against the events, the schema and the settings, through the connection
 * that the programs have: every statement fails, and no event was changed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/mem.h"
#include "core/sink.h"
#include "db/handle.h"

static char *path;

static void
drop_record(struct foc_out *out, const char *json)
{
	(void)out;
	(void)json;
}

static int
make_file(void **state)
{
	static const char yaml[] =
	    "organization: x\npeople:\n"
	    "  - {id: ann, name: Ann, email: a@x, roles: [portfolio-owner]}\n"
	    "  - {id: bob, name: Bob, email: b@x, roles: [product-owner]}\n"
	    "hierarchy:\n  - unit: U\n    departments:\n"
	    "      - department: D\n        portfolios:\n"
	    "          - portfolio: P\n            owner: ann\n"
	    "            products: [{product: Q, owner: bob}]\n"
	    "accounts: [{id: \"111122223333\", name: a, environment: x}]\n";
	struct foc_out none = { drop_record };
	struct foc_options o = { .uid = 1, .sandbox_actor = "ann" };
	struct foc *f;

	(void)state;
	path = xasprintf("/tmp/test-attack-%ld.db", (long)getpid());
	unlink(path);
	o.path = path;
	if (foc_init(&f, &o, true, "x", yaml, sizeof(yaml) - 1, &none) !=
	    FOC_OK) {
		fprintf(stderr, "%s\n", foc_errmsg(f));
		return 1;
	}
	foc_close(f);
	return 0;
}

static int
remove_file(void **state)
{
	static const char *const also[] = { "", ".lock", "-journal" };
	char *name;
	size_t i;

	(void)state;
	for (i = 0; i < 3; i++) {
		name = xasprintf("%s%s", path, also[i]);
		unlink(name);
		free(name);
	}
	free(path);
	return 0;
}

static struct foc *
opened(void)
{
	struct foc_options o = { .path = path, .mode = FOC_WRITE, .wait = 5,
	    .uid = 1, .sandbox_actor = "ann" };
	struct foc *f;

	assert_int_equal(foc_open(&f, &o), FOC_OK);
	return f;
}

/* Everything that is in the file, as one text; by a connection of its own. */
static char *
content(void)
{
	static const char *const sql[] = {
		"SELECT quote(seq) || quote(at) || quote(actor) || quote(uid) "
		"|| quote(role) || quote(verb) || quote(object) || "
		"quote(before) || quote(after) || quote(digest) || quote(prev)"
		" || quote(hash) FROM audit ORDER BY seq",
		("SELECT type || name || coalesce(sql, '') FROM sqlite_schema "
		"ORDER BY 1"),
		"SELECT key || value FROM meta ORDER BY 1"
	};
	char *text = xstrdup(""), *longer;
	sqlite3_stmt *stmt;
	sqlite3 *db;
	size_t i;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	for (i = 0; i < 3; i++) {
		assert_int_equal(sqlite3_prepare_v2(db, sql[i], -1, &stmt,
		    NULL), SQLITE_OK);
		while (sqlite3_step(stmt) == SQLITE_ROW) {
			longer = xasprintf("%s%s\n", text,
			    (const char *)sqlite3_column_text(stmt, 0));
			free(text);
			text = longer;
		}
		sqlite3_finalize(stmt);
	}
	sqlite3_close(db);
	return text;
}

#define AN_EVENT(seq) "SELECT " seq ", at, 'eve', uid, login_uid, role, " \
	"verb, object, before, after, rationale, digest, randomblob(32), " \
	"randomblob(32) FROM audit WHERE seq = 0"

static const char *const attacks[] = {
	"UPDATE audit SET actor = 'eve'",
	"UPDATE audit SET actor = 'eve' WHERE seq = 0",
	"UPDATE OR IGNORE audit SET actor = 'eve'",
	"UPDATE OR REPLACE audit SET seq = 0 WHERE seq = 1",
	"UPDATE main.audit SET rationale = NULL, hash = randomblob(32)",
	"UPDATE audit SET actor = 'eve' FROM person WHERE seq = 0",
	"WITH x AS (SELECT 0 AS n) UPDATE audit SET actor = 'eve' "
	    "WHERE seq IN (SELECT n FROM x)",
	"DELETE FROM audit",
	"DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)",
	"REPLACE INTO audit " AN_EVENT("0"),
	"INSERT OR REPLACE INTO audit " AN_EVENT("seq"),
	"INSERT OR IGNORE INTO audit " AN_EVENT("-1"),
	"INSERT INTO audit " AN_EVENT("99"),
	"INSERT INTO audit " AN_EVENT("NULL"),
	"INSERT INTO audit SELECT * FROM audit WHERE true ON CONFLICT (seq) "
	    "DO UPDATE SET actor = 'eve'",
	"INSERT INTO audit SELECT * FROM audit WHERE true ON CONFLICT (hash) "
	    "DO UPDATE SET actor = 'eve'",
	"INSERT INTO audit SELECT * FROM audit",
	"DROP TABLE audit",
	"DROP TABLE main.audit",
	"DROP TRIGGER audit_no_update",
	"DROP TRIGGER audit_no_delete",
	"DROP TRIGGER IF EXISTS audit_only_append",
	"DROP INDEX audit_object",
	"DROP VIEW prerequisite",
	"DROP TABLE meta",
	"ALTER TABLE audit RENAME TO old",
	"ALTER TABLE audit RENAME COLUMN actor TO who",
	"ALTER TABLE audit ADD COLUMN more TEXT",
	"ALTER TABLE audit DROP COLUMN rationale",
	"CREATE TABLE eve (x)",
	"CREATE TABLE audit2 AS SELECT * FROM audit",
	"CREATE VIEW eve AS SELECT 1",
	"CREATE INDEX eve ON audit (actor)",
	"CREATE TRIGGER eve AFTER INSERT ON request BEGIN "
	    "SELECT RAISE(IGNORE); END",
	"CREATE TRIGGER eve BEFORE INSERT ON main.audit BEGIN "
	    "SELECT RAISE(IGNORE); END",
	"CREATE TEMP TRIGGER eve BEFORE UPDATE ON main.audit BEGIN "
	    "SELECT RAISE(IGNORE); END",
	"CREATE TEMP TRIGGER eve AFTER INSERT ON main.request BEGIN "
	    "DELETE FROM audit; END",
	"CREATE VIRTUAL TABLE eve USING fts5 (x)",
	"PRAGMA writable_schema = ON",
	"PRAGMA writable_schema = RESET",
	"PRAGMA recursive_triggers = OFF",
	"PRAGMA foreign_keys = OFF",
	"PRAGMA ignore_check_constraints = ON",
	"PRAGMA journal_mode = OFF",
	"PRAGMA synchronous = OFF",
	"PRAGMA trusted_schema = ON",
	"PRAGMA application_id = 0",
	"PRAGMA user_version = 99",
	"PRAGMA schema_version = 99",
	"PRAGMA page_size = 512",
	"UPDATE sqlite_schema SET sql = '' WHERE name = 'audit_no_update'",
	"UPDATE sqlite_master SET sql = '' WHERE name = 'audit_no_update'",
	"DELETE FROM sqlite_schema WHERE type = 'trigger'",
	"INSERT INTO sqlite_schema VALUES ('table', 'x', 'x', 0, '')",
	"ATTACH ':memory:' AS eve",
	"ATTACH '/tmp/eve.db' AS eve",
	"SELECT load_extension('eve')",
	"SELECT writefile('/tmp/eve', 'x')",
	"SELECT fts3_tokenizer('x', x'00')",
	"REINDEX audit",
	"ANALYZE",
};

static void
no_statement_gets_through(void **state)
{
	char *before = content(), *after;
	struct foc *f;
	size_t i, through = 0;
	int rc;

	(void)state;
	for (i = 0; i < sizeof(attacks) / sizeof(attacks[0]); i++) {
		f = opened();
		assert_int_equal(foc_begin(f), FOC_OK);
		rc = sqlite3_exec(f->db, attacks[i], NULL, NULL, NULL);
		/* Whatever it did would now be kept. */
		foc_end(f, FOC_OK);
		foc_close(f);
		after = content();
		if (strcmp(after, before) != 0 || rc == SQLITE_OK) {
			fprintf(stderr, "%s: %s\n", attacks[i], rc ==
			    SQLITE_OK ? "was run" : "changed the file");
			through++;
		}
		free(after);
	}
	free(before);
	assert_int_equal(through, 0);
}

static void
what_programs_do_works(void **state)
{
	struct foc_out none = { drop_record };
	char *copy = xasprintf("%s.copy", path);
	struct foc *f = opened();

	(void)state;
	assert_int_equal(sqlite3_exec(f->db, "CREATE TEMP TABLE x (y);"
	    "CREATE INDEX temp.z ON x (y); CREATE TEMP VIEW v AS SELECT 1;"
	    "INSERT INTO x VALUES (1); DELETE FROM x; DROP TABLE x;"
	    "SELECT 1 FROM json_each('[1]'), pragma_table_info('audit');"
	    "SELECT 1 FROM json_tree('[1]'); PRAGMA integrity_check",
	    NULL, NULL, NULL), SQLITE_OK);
	unlink(copy);
	assert_int_equal(foc_db_backup(f, copy, &none), FOC_OK);
	unlink(copy);
	free(copy);
	foc_close(f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_statement_gets_through),
		cmocka_unit_test(what_programs_do_works),
	};

	return cmocka_run_group_tests(tests, make_file, remove_file);
}
