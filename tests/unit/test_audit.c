/* SPDX-License-Identifier: MIT */
/*
 * The chain of events: what binds it, what each way of forging it is called,
 * and that no failure of the file passes for a whole audit.
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
#include "db/audit.h"
#include "db/digest.h"

#include "deny.h"

int	foc_create(struct foc **f, const struct foc_options *o, bool sandbox);

#define EVENTS	6

static char path[64];

static void
sql(struct foc *f, const char *text)
{
	char *why = NULL;

	if (sqlite3_exec(f->db, text, NULL, NULL, &why) != SQLITE_OK)
		fail_msg("%s", why);
}

static struct foc *
opened(void)
{
	struct foc_options o = { .path = path, .mode = FOC_WRITE,
	    .uid = getuid() };
	struct foc *f;

	if (foc_open(&f, &o) != FOC_OK)
		fail_msg("%s", foc_errmsg(f));
	free(f->actor);
	f->actor = xstrdup("ann");
	return f;
}

static void
add(struct foc *f, const char *object, const char *after)
{
	if (audit_add(f, "system", "note", object, NULL, after, "because") !=
	    FOC_OK)
		fail_msg("%s", foc_errmsg(f));
}

/* A new file with its one workload, and six events. */
static int
setup(void **state)
{
	struct foc_options o = { .path = path, .mode = FOC_WRITE,
	    .uid = getuid() };
	struct foc *f;

	(void)state;
	snprintf(path, sizeof(path), "/tmp/test-audit-%ld.db", (long)getpid());
	unlink(path);
	if (foc_create(&f, &o, true) != FOC_OK)
		fail_msg("%s", foc_errmsg(f));
	f->now = 1000;
	sql(f, "INSERT INTO node VALUES (1, 1, 'U', NULL, NULL, 1);"
	    "INSERT INTO workload VALUES ('w', 1, 0, 'ACTIVE', NULL, NULL, "
	    "NULL);");
	add(f, "db", "made");
	add(f, "org", "set");
	add(f, "wl-w", "ACTIVE");
	add(f, "db", "looked at");
	f->now = 900;			/* a clock that was set back */
	add(f, "wl-w", "ACTIVE");
	add(f, "db", "left");
	assert_int_equal(foc_end(f, FOC_OK), FOC_OK);
	f->created = false;
	foc_close(f);
	return 0;
}

static int
teardown(void **state)
{
	char lock[80];

	(void)state;
	snprintf(lock, sizeof(lock), "%s.lock", path);
	unlink(lock);
	return unlink(path);
}

struct kept {
	struct foc_out out;
	size_t	n;
	char	last[512];
};

static void
keep(struct foc_out *out, const char *json)
{
	struct kept *k = (struct kept *)out;

	k->n++;
	snprintf(k->last, sizeof(k->last), "%s", json);
}

/* --- the hash of an event */

static struct audit_event
an_event(void)
{
	static const unsigned char digest[SHA_BYTES] = { 7 };

	return (struct audit_event){ .seq = 1, .at = 2, .uid = 3,
	    .login_uid = 4, .has_login = true, .actor = "ann", .role = "r",
	    .verb = "v", .object = "o", .before = "b", .after = "a",
	    .rationale = "y", .digest = digest };
}

/* The fields as the comment of audit.c lists them, bytes and all. */
static void
the_hash_is_as_documented(void **state)
{
	static const unsigned char bytes[] =
	    "\1\0\0\0\0\0\0\0\13foc-audit-1"
	    "\1\0\0\0\0\0\0\0\2id"
	    "\3\0\0\0\0\0\0\0\40"
	    "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
	    "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
	    "\2\0\0\0\0\0\0\0\10\0\0\0\0\0\0\0\1"
	    "\2\0\0\0\0\0\0\0\10\0\0\0\0\0\0\0\2"
	    "\1\0\0\0\0\0\0\0\3ann"
	    "\2\0\0\0\0\0\0\0\10\0\0\0\0\0\0\0\3"
	    "\2\0\0\0\0\0\0\0\10\0\0\0\0\0\0\0\4"
	    "\1\0\0\0\0\0\0\0\1r"
	    "\1\0\0\0\0\0\0\0\1v"
	    "\1\0\0\0\0\0\0\0\1o"
	    "\1\0\0\0\0\0\0\0\1b"
	    "\1\0\0\0\0\0\0\0\1a"
	    "\1\0\0\0\0\0\0\0\1y"
	    "\3\0\0\0\0\0\0\0\40"
	    "\7\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
	    "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
	struct audit_event e = an_event();
	unsigned char want[SHA_BYTES], hash[SHA_BYTES];

	(void)state;
	crypto_hash_sha256(want, bytes, sizeof(bytes));	/* the NUL is the 32nd */
	audit_hash(&e, "id", hash);
	assert_memory_equal(hash, want, SHA_BYTES);
}

static void
every_field_counts(void **state)
{
	static const unsigned char other[SHA_BYTES] = { 8 };
	struct audit_event e[14];
	unsigned char hash[15][SHA_BYTES];
	size_t i, k;

	(void)state;
	for (i = 0; i < 14; i++)
		e[i] = an_event();
	e[1].seq = 9;
	e[2].at = 9;
	e[3].uid = 9;
	e[4].login_uid = 9;
	e[5].has_login = false;
	e[6].actor = "x";
	e[7].role = "x";
	e[8].verb = "x";
	e[9].object = "x";
	e[10].before = NULL;
	e[11].after = "";
	e[12].rationale = NULL;
	e[13].digest = other;
	for (i = 0; i < 14; i++)
		audit_hash(&e[i], "id", hash[i]);
	e[0].digest = NULL;
	audit_hash(&e[0], "id", hash[14]);
	for (i = 0; i < 15; i++)
		for (k = 0; k < i; k++)
			assert_memory_not_equal(hash[i], hash[k], SHA_BYTES);
}

/* --- what is verified */

static void
expect(const char *const *heads, size_t n, int status, const char *sentence)
{
	struct kept k = { .out.record = keep };
	struct foc *f = opened();

	assert_int_equal(foc_audit_verify(f, heads, n, true, &k.out), status);
	if (sentence != NULL)
		assert_string_equal(foc_errmsg(f), sentence);
	assert_int_equal(k.n, status == FOC_OK);
	foc_close(f);
}

/* As one who owns the file and knows SQLite. */
static void
forge(const char *text)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "DROP TRIGGER audit_no_update;"
	    "DROP TRIGGER audit_no_delete; DROP TRIGGER audit_only_append;"
	    "PRAGMA ignore_check_constraints = ON", NULL, NULL, NULL),
	    SQLITE_OK);
	if (sqlite3_exec(db, text, NULL, NULL, NULL) != SQLITE_OK)
		fail_msg("%s", sqlite3_errmsg(db));
	sqlite3_close(db);
}

static void
whole(void **state)
{
	(void)state;
	expect(NULL, 0, FOC_OK, NULL);
}

static void
time_never_runs_backwards(void **state)
{
	struct kept k = { .out.record = keep };
	struct foc_span always = { FOC_ALWAYS, FOC_ALWAYS };
	struct foc *f = opened();

	(void)state;
	assert_int_equal(foc_audit_log(f, NULL, &always, &k.out), FOC_OK);
	assert_int_equal(k.n, EVENTS);
	assert_non_null(strstr(k.last, "\"at\":\"1970-01-01T00:16:40Z\""));
	foc_close(f);
}

static void
an_empty_audit(void **state)
{
	(void)state;
	forge("DELETE FROM audit");
	expect(NULL, 0, FOC_SYSTEM,
	    "the audit is empty: there is nothing to verify");
}

#define MEND "; foc-db restore brings a backup back"

static void
a_missing_event(void **state)
{
	(void)state;
	forge("DELETE FROM audit WHERE seq = 3");
	expect(NULL, 0, FOC_REFUSED, "event 3: is missing" MEND);
}

static void
an_event_of_another_chain(void **state)
{
	(void)state;
	forge("UPDATE audit SET prev = CAST(printf('%032d', 7) AS BLOB) "
	    "WHERE seq = 4");
	expect(NULL, 0, FOC_REFUSED,
	    "event 4: does not follow the event before it" MEND);
}

static void
a_link_that_is_none(void **state)
{
	(void)state;
	forge("UPDATE audit SET prev = x'00' WHERE seq = 4");
	expect(NULL, 0, FOC_REFUSED,
	    "event 4: does not follow the event before it" MEND);
}

static void
a_changed_event(void **state)
{
	(void)state;
	forge("UPDATE audit SET rationale = 'other' WHERE seq = 2");
	expect(NULL, 0, FOC_REFUSED,
	    "event 2: was changed after it was written" MEND);
}

static void
a_hash_that_is_none(void **state)
{
	(void)state;
	forge("UPDATE audit SET hash = x'00' WHERE seq = 5");
	expect(NULL, 0, FOC_REFUSED,
	    "event 5: was changed after it was written" MEND);
}

static void
a_digest_that_is_none(void **state)
{
	(void)state;
	forge("UPDATE audit SET digest = x'00' WHERE seq = 4");
	expect(NULL, 0, FOC_REFUSED,
	    "event 4: was changed after it was written" MEND);
}

static void
a_row_changed_past_the_programs(void **state)
{
	(void)state;
	forge("UPDATE workload SET control = 'SUSPENDED'");
	expect(NULL, 0, FOC_REFUSED, "wl-w: was changed outside the programs "
	    "after event 4" MEND);
}

static void
a_row_that_nobody_made(void **state)
{
	(void)state;
	forge("INSERT INTO workload VALUES ('x', 1, 0, 'ACTIVE', NULL, NULL, "
	    "NULL)");
	expect(NULL, 0, FOC_REFUSED, "wl-x: no event speaks of it" MEND);
}

/* The head of the file as it is. */
static void
head_of(char *head, size_t size)
{
	struct foc *f = opened();

	assert_int_equal(audit_head_text(f, head, size), FOC_OK);
	foc_close(f);
}

static void
heads(void **state)
{
	static const char *const bad[] = { "", "5", "5,", "x:00", "-1:00",
	    "99999999999999999999:00" };
	char head[96], text[192];
	const char *one = head;
	size_t i;

	(void)state;
	head_of(head, sizeof(head));
	expect(&one, 1, FOC_OK, NULL);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		snprintf(text, sizeof(text), "head '%s': is not of the form "
		    "SEQ:HASH", bad[i]);
		expect(&bad[i], 1, FOC_BAD_INPUT, text);
	}
	head[strlen(head) - 1] ^= 1;
	expect(&one, 1, FOC_REFUSED, "event 5: is not the one that the head "
	    "was taken of; history was rewritten");
	head[0] = '6';
	expect(&one, 1, FOC_REFUSED, "event 6: the head was taken there, but "
	    "the audit ends at event 5");
}

static void
the_head_of_nothing(void **state)
{
	char head[96];

	(void)state;
	forge("DELETE FROM audit");
	head_of(head, sizeof(head));
	assert_string_equal(head, "none");
}

/* --- a file that fails */

static struct kept sink;

static int
verifies(struct foc *f)
{
	char head[96];
	const char *one = head;
	int status = audit_head_text(f, head, sizeof(head));

	return status != FOC_OK ? status :
	    foc_audit_verify(f, &one, 1, true, &sink.out);
}

static int
shows_head(struct foc *f)
{
	return foc_audit_head(f, &sink.out);
}

static int
shows_story(struct foc *f)
{
	struct foc_span always = { FOC_ALWAYS, FOC_ALWAYS };

	return foc_audit_show(f, "w", &always, &sink.out);
}

static int
adds(struct foc *f)
{
	int status = audit_add(f, "system", "note", "wl-w", NULL, NULL, NULL);

	return foc_end(f, status);
}

static int
digests(struct foc *f)
{
	unsigned char h[SHA_BYTES];

	return load_digest(f, 1, NULL, NULL, h);
}

static void
no_failure_passes_for_whole(void **state)
{
	(void)state;
	sink = (struct kept){ .out.record = keep };
	assert_true(deny_all(opened, verifies, FOC_OK) > 0);
	assert_int_equal(sink.n, 1);		/* the last, that had no failure */
	assert_true(deny_all(opened, shows_head, FOC_OK) > 0);
	assert_true(deny_all(opened, shows_story, FOC_OK) > 0);
	assert_true(deny_all(opened, digests, FOC_OK) > 0);
	assert_true(deny_all(opened, adds, FOC_OK) > 0);
}

/* What the table does not take is no event, and leaves the chain as it was. */
static void
an_event_that_cannot_be_kept(void **state)
{
	struct foc *f = opened();

	(void)state;
	f->roles = ROLE_ANY;
	assert_int_equal(foc_begin(f), FOC_OK);
	assert_int_equal(audit_add(f, "system", NULL, "db", NULL, NULL, NULL),
	    FOC_REFUSED);
	assert_int_equal(foc_end(f, FOC_REFUSED), FOC_REFUSED);
	foc_close(f);
	expect(NULL, 0, FOC_OK, NULL);
}

int
main(void)
{
#define TEST(name)	cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_hash_is_as_documented),
		cmocka_unit_test(every_field_counts),
		TEST(whole),
		TEST(time_never_runs_backwards),
		TEST(an_empty_audit),
		TEST(a_missing_event),
		TEST(an_event_of_another_chain),
		TEST(a_link_that_is_none),
		TEST(a_changed_event),
		TEST(a_hash_that_is_none),
		TEST(a_digest_that_is_none),
		TEST(a_row_changed_past_the_programs),
		TEST(a_row_that_nobody_made),
		TEST(heads),
		TEST(the_head_of_nothing),
		TEST(no_failure_passes_for_whole),
		TEST(an_event_that_cannot_be_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
