/* SPDX-License-Identifier: MIT */
/* The state machines: the tables, every move in them and none beside them. */
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

#include "core/mem.h"
#include "core/sink.h"
#include "db/machine.h"

#include "deny.h"

int	foc_create(struct foc **f, const struct foc_options *o, bool sandbox);

static const enum machine_id all[] = {
	MACHINE_ONBOARDING, MACHINE_SCOPE, MACHINE_SCOPE_CLAUDE_PLATFORM,
	MACHINE_TASK, MACHINE_MODEL, MACHINE_CONTROL, MACHINE_PREREQUISITE,
	MACHINE_GAP, MACHINE_INVESTIGATION, MACHINE_CARD,
	MACHINE_MODEL_ACCESS, MACHINE_LOAD
};
#define N_ALL	(sizeof(all) / sizeof(all[0]))

static const char rows[] =
    "INSERT INTO person VALUES ('ann', 'Ann', 'a@x', 1, NULL, NULL);"
    "INSERT INTO node VALUES (1, 1, 'U', NULL, NULL, 1);"
    "INSERT INTO workload VALUES ('w', 1, 0, 'ACTIVE', NULL, NULL, NULL);"
    "INSERT INTO account VALUES ('111122223333', 'a', 'x', 0, 1);"
    "INSERT INTO request (n, id, workload, adds_to, use_case, runtime,"
    " principal, availability, state, description, growth_ppm, requester,"
    " submitted_at, review_due, priority, case_acknowledged) VALUES (1,"
    " 'br-1', 'w', 0, 'OPERATIONS', 'LAMBDA', '', 'STANDARD',"
    " 'PENDING_REVIEW', '', 0, 'ann', 0, 0, 'NORMAL', 0);"
    "INSERT INTO scope (n, id, request, workload, platform, model, account,"
    " region, workspace, action_scope, role_name, state, vendor, model_id,"
    " route, destinations, invoked_model_id, restricted) VALUES (1, 'sc-1',"
    " 'br-1', 'w', 'BEDROCK', 'm', '111122223333', 'r', '', 'INFERENCE',"
    " 'x', 'IMPLEMENTED', 'v', 'v.m', 'REGION', 'r', 0, 0);"
    "INSERT INTO task (n, id, request, scope, workload, type, state,"
    " position, of, priority, approved_by, opened_at, due_at) VALUES (1,"
    " 'ts-1', 'br-1', 'sc-1', 'w', 'BEDROCK_ENABLE', 'OPEN', 1, 1, 'NORMAL',"
    " 'ann', 0, 0);"
    "INSERT INTO model VALUES ('BEDROCK', 'm', 'v', 'M', 'v.m', 1,"
    " 'APPROVED', 0, 's');"
    "INSERT INTO prereq VALUES ('P', 'ALL', '', 'UNKNOWN', NULL, '', '');"
    "INSERT INTO card (id, workload, week, revision, state, generated_at,"
    " from_time, incomplete, actual, mtd, flags, control, price_book,"
    " audit_head)"
    " VALUES ('cd-1', 'w', 0, 1, 'PENDING_OWNER', 0, 0, 0, 0, 0, '[]',"
    " 'ACTIVE', '', '');"
    "INSERT INTO model_access (n, id, model, wish, state, requester,"
    " asked_at) VALUES (1, 'ma-1', 'm', '', 'PENDING', 'ann', 0);"
    "INSERT INTO load (n, id, payer, export, period, currency, state,"
    " started_at, files, rows, ai_rows, skipped_rows, file_usd, ai_usd,"
    " spend_usd, skipped_usd, residue, cells, unclassified_rows, digest,"
    " milliseconds) VALUES (1, 'ld-1', 'p', 'e', 0, 'USD', 'ACTIVE', 0, 0,"
    " 0, 0, 0, 0, 0, 0, 0, '0', 0, 0, x'', 0);";

/* Of each machine: its one thing, and where its state stands. */
static const struct thing {
	enum machine_id m;
	const char *id, *table, *column;
} things[] = {
	{ MACHINE_ONBOARDING, "br-1", "request", "state" },
	{ MACHINE_SCOPE, "sc-1", "scope", "state" },
	{ MACHINE_SCOPE_CLAUDE_PLATFORM, "sc-1", "scope", "state" },
	{ MACHINE_TASK, "ts-1", "task", "state" },
	{ MACHINE_MODEL, "BEDROCK:m", "model", "status" },
	{ MACHINE_CONTROL, "wl-w", "workload", "control" },
	{ MACHINE_PREREQUISITE, "P:", "prereq", "state" },
	{ MACHINE_CARD, "cd-1", "card", "state" },
	{ MACHINE_MODEL_ACCESS, "ma-1", "model_access", "state" },
	{ MACHINE_LOAD, "ld-1", "load", "state" },
};
#define N_THINGS (sizeof(things) / sizeof(things[0]))

static void
sql(struct foc *f, const char *text)
{
	char *why = NULL;

	if (sqlite3_exec(f->db, text, NULL, NULL, &why) != SQLITE_OK)
		fail_msg("%s", why);
}

static char *
one(struct foc *f, const char *text)
{
	sqlite3_stmt *s;
	char *v;

	assert_int_equal(sqlite3_prepare_v2(f->db, text, -1, &s, NULL),
	    SQLITE_OK);
	assert_int_equal(sqlite3_step(s), SQLITE_ROW);
	v = xstrdup((const char *)sqlite3_column_text(s, 0));
	sqlite3_finalize(s);
	return v;
}

static void
is(struct foc *f, const char *text, const char *want)
{
	char *v = one(f, text);

	assert_string_equal(v, want);
	free(v);
}

static void
put(struct foc *f, const struct thing *t, const char *state)
{
	char text[256];

	snprintf(text, sizeof(text), "UPDATE %s SET %s = '%s'", t->table,
	    t->column, state);
	sql(f, text);
}

/* A file of this process: two runs at once do not meet. */
static const char *
db_path(void)
{
	static char path[64];

	snprintf(path, sizeof(path), "/tmp/test-machine-%ld.db", (long)getpid());
	return path;
}

static const char *
db_lock_path(void)
{
	static char path[80];

	snprintf(path, sizeof(path), "%s.lock", db_path());
	return path;
}

static int
setup(void **state)
{
	struct foc_options o = { .path = db_path(),
	    .mode = FOC_WRITE, .uid = getuid() };
	struct foc *f;

	unlink(o.path);
	if (foc_create(&f, &o, true) != FOC_OK)
		fail_msg("%s", foc_errmsg(f));
	sql(f, rows);
	assert_int_equal(foc_end(f, FOC_OK), FOC_OK);
	f->created = false;
	free(f->actor);
	f->actor = xstrdup("ann");
	f->now = 1000;
	*state = f;
	return 0;
}

static int
teardown(void **state)
{
	struct foc *f = *state;

	foc_close(f);
	unlink(db_path());
	unlink(db_lock_path());
	return 0;
}

static bool
leads_to(const struct machine *m, const char *state)
{
	size_t i;

	for (i = 0; i < m->n; i++)
		if (strcmp(m->arrows[i].to, state) == 0)
			return true;
	return false;
}

/* One arrow for a state and a verb; every state can be got to. */
static void
tables_hold(void **state)
{
	const struct machine *m;
	const struct arrow *a, *b;
	size_t k, i, j;

	(void)state;
	assert_int_equal(N_ALL, MACHINE__MAX);
	for (k = 0; k < N_ALL; k++) {
		m = machine_get(all[k]);
		assert_non_null(m->name);
		assert_null(m->arrows[0].from);
		for (i = 0; i < m->n; i++) {
			a = &m->arrows[i];
			assert_true((a->roles & ~(unsigned)ROLE_ANY) == 0);
			assert_true(a->from == NULL ||
			    leads_to(m, a->from));
			assert_ptr_equal(machine_arrow(all[k], a->from,
			    a->verb), a);
			for (j = 0; j < i; j++) {
				b = &m->arrows[j];
				assert_false(strcmp(a->verb, b->verb) == 0 &&
				    (a->from == NULL ? b->from == NULL :
				    b->from != NULL &&
				    strcmp(a->from, b->from) == 0));
			}
		}
	}
}

/* All states x verbs x roles of a thing: allowed just where an arrow is. */
static void
try_all(struct foc *f, const struct thing *t)
{
	const struct machine *m = machine_get(t->m);
	const struct arrow *a;
	size_t i, k;
	unsigned role;
	int status;

	for (i = 0; i < m->n; i++)
		for (k = 0; k < m->n; k++)
			for (role = 1; role < ROLE_ANY; role <<= 1) {
				put(f, t, m->arrows[i].to);
				f->roles = role;
				a = machine_arrow(t->m, m->arrows[i].to,
				    m->arrows[k].verb);
				status = machine_may(f, t->m, t->id,
				    m->arrows[k].verb, NULL);
				assert_int_equal(status, a != NULL &&
				    (a->roles == BY_SYSTEM ||
				    (a->roles & role) != 0) ? FOC_OK :
				    FOC_REFUSED);
				assert_int_equal(machine_move(f, t->m, t->id,
				    m->arrows[k].verb, NULL), status);
			}
}

static void
only_arrows(void **state)
{
	struct foc *f = *state;
	size_t i;

	for (i = 0; i < N_THINGS; i++)
		try_all(f, &things[i]);
}

static void
a_move_is_audited(void **state)
{
	struct foc *f = *state;

	f->roles = ROLE_FINOPS_LEAD;
	assert_int_equal(foc_begin(f), FOC_OK);
	assert_int_equal(machine_move(f, MACHINE_ONBOARDING, "br-1",
	    "approve", "because"), FOC_OK);
	assert_int_equal(foc_end(f, FOC_OK), FOC_OK);
	is(f, "SELECT state FROM request", "APPROVED");
	is(f, "SELECT actor || role || verb || object || before || after || "
	    "rationale FROM audit ORDER BY seq DESC LIMIT 1",
	    "annfinops-leadapprovebr-1PENDING_REVIEWAPPROVEDbecause");
}

static void
rolled_back_whole(void **state)
{
	struct foc *f = *state;
	char *before = one(f, "SELECT count(*) FROM audit");

	f->roles = ROLE_FINOPS_LEAD;
	assert_int_equal(foc_begin(f), FOC_OK);
	assert_int_equal(machine_move(f, MACHINE_ONBOARDING, "br-1",
	    "approve", "because"), FOC_OK);
	assert_int_equal(foc_end(f, FOC_REFUSED), FOC_REFUSED);
	is(f, "SELECT state FROM request", "PENDING_REVIEW");
	is(f, "SELECT count(*) FROM audit", before);
	free(before);
}

static void
refusals_say_what_would_work(void **state)
{
	struct foc *f = *state;

	f->roles = ROLE_FINOPS_LEAD;
	put(f, &things[0], "REJECTED");
	assert_int_equal(machine_may(f, MACHINE_ONBOARDING, "br-1", "approve",
	    NULL), FOC_REFUSED);
	assert_string_equal(foc_errmsg(f), "br-1: cannot approve: state is "
	    "REJECTED, needs PENDING_REVIEW");
	assert_int_equal(machine_may(f, MACHINE_ONBOARDING, "br-9", "approve",
	    NULL), FOC_REFUSED);
	assert_int_equal(machine_check_state(f, MACHINE_TASK, "OPENED"),
	    FOC_USAGE);
	assert_non_null(strstr(foc_errmsg(f), "BLOCKED, IN_PROGRESS"));
	assert_int_equal(machine_check_state(f, MACHINE_TASK, "OPEN"),
	    FOC_OK);
}

/*
 * The state changed between the look and the move: a trigger plays the other
 * process, whose event stands in the audit.
 */
static void
the_loser_is_told_who_won(void **state)
{
	struct foc *f = *state;

	f->roles = ROLE_FINOPS_LEAD;
	sql(f, "CREATE TEMP TRIGGER other BEFORE UPDATE OF state ON request "
	    "BEGIN SELECT RAISE(IGNORE); END");
	assert_int_equal(machine_move(f, MACHINE_ONBOARDING, "br-1",
	    "approve", NULL), FOC_REFUSED);
	sql(f, "DROP TRIGGER other");
	assert_int_equal(machine_move(f, MACHINE_ONBOARDING, "br-1",
	    "approve", NULL), FOC_OK);
	assert_int_equal(machine_move(f, MACHINE_ONBOARDING, "br-1",
	    "approve", NULL), FOC_REFUSED);
	assert_string_equal(foc_errmsg(f), "br-1: cannot approve: state is "
	    "APPROVED (by ann at 1970-01-01T00:16:40Z), needs "
	    "PENDING_REVIEW");
}

/* As setup left it, and so again once it is closed. */
static struct foc *
opened(void)
{
	struct foc_options o = { .path = db_path(),
	    .mode = FOC_WRITE, .uid = getuid() };
	struct foc *f;

	if (foc_open(&f, &o) != FOC_OK)
		fail_msg("%s", foc_errmsg(f));
	free(f->actor);
	f->actor = xstrdup("ann");
	f->roles = ROLE_FINOPS_LEAD;
	sql(f, "BEGIN");
	return f;
}

/* Where another process is always first. */
static struct foc *
opened_by_two(void)
{
	struct foc *f = opened();

	sqlite3_set_authorizer(f->db, NULL, NULL);	/* it would not let us */
	sql(f, "CREATE TEMP TRIGGER other BEFORE UPDATE OF state ON request "
	    "BEGIN SELECT RAISE(IGNORE); END");
	return f;
}

static int
approves(struct foc *f)
{
	return machine_move(f, MACHINE_ONBOARDING, "br-1", "approve", "y");
}

static int
approves_too_late(struct foc *f)
{
	return machine_move(f, MACHINE_SCOPE, "sc-1", "approve", "y");
}

static int
begins(struct foc *f)
{
	return machine_begin(f, MACHINE_TASK, "ts-1", "open", NULL);
}

static int
may(struct foc *f)
{
	const char *as;

	return machine_may(f, MACHINE_TASK, "ts-1", "cancel", &as);
}

/* A file that fails is neither a move nor a refusal, and changes nothing. */
static void
no_failure_passes_for_a_move(void **state)
{
	struct foc *f = *state;

	assert_true(deny_all(opened, approves, FOC_OK) > 0);
	assert_true(deny_all(opened, approves_too_late, FOC_REFUSED) > 0);
	assert_true(deny_all(opened, begins, FOC_OK) > 0);
	assert_true(deny_all(opened, may, FOC_OK) > 0);
	assert_true(deny_all(opened_by_two, approves, FOC_REFUSED) > 0);
	is(f, "SELECT state FROM request", "PENDING_REVIEW");
	is(f, "SELECT count(*) FROM audit", "0");
}

/* What is not there any more when it is to be moved. */
static void
gone_meanwhile(void **state)
{
	struct foc *f = *state;

	f->roles = ROLE_FINOPS_LEAD;
	sql(f, "CREATE TEMP TRIGGER other BEFORE UPDATE OF status ON model "
	    "BEGIN DELETE FROM model; SELECT RAISE(IGNORE); END");
	assert_int_equal(machine_move(f, MACHINE_MODEL, "BEDROCK:m", "block",
	    NULL), FOC_REFUSED);
	assert_string_equal(foc_errmsg(f), "BEDROCK:m: cannot block: state is "
	    "gone, needs PENDING_REVIEW or APPROVED or RESTRICTED");
}

static void
beginning_takes_a_role(void **state)
{
	struct foc *f = *state;

	f->roles = ROLE_PRODUCT_OWNER;
	assert_int_equal(machine_begin(f, MACHINE_TASK, "ts-9", "open", NULL),
	    FOC_REFUSED);
	assert_non_null(strstr(foc_errmsg(f), "ts-9: cannot open: "));
	is(f, "SELECT count(*) FROM audit", "0");
}

struct sink {
	struct foc_out out;
	size_t	n;
	char	first[512];
};

static void
keep(struct foc_out *out, const char *json)
{
	struct sink *s = (struct sink *)out;

	if (s->n++ == 0)
		snprintf(s->first, sizeof(s->first), "%s", json);
}

static void
states_are_records(void **state)
{
	struct sink s = { .out.record = keep }, every = { .out.record = keep };
	size_t i, n = 0;

	(void)state;
	assert_int_equal(foc_states("card", NULL, &s.out), FOC_OK);
	assert_int_equal(s.n, machine_get(MACHINE_CARD)->n);
	assert_string_equal(s.first, "{\"kind\":\"arrow\",\"id\":"
	    "\"card::generate\",\"machine\":\"card\",\"from\":null,"
	    "\"verb\":\"generate\",\"to\":\"PENDING_OWNER\",\"role\":"
	    "\"finops-lead,operator\"}");
	assert_int_equal(foc_states(NULL, NULL, &every.out), FOC_OK);
	for (i = 0; i < N_ALL; i++)
		n += machine_get(all[i])->n;
	assert_int_equal(every.n, n);
	assert_int_equal(foc_states("nonsense", NULL, &s.out), FOC_USAGE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tables_hold),
		cmocka_unit_test_setup_teardown(only_arrows, setup, teardown),
		cmocka_unit_test_setup_teardown(a_move_is_audited, setup,
		    teardown),
		cmocka_unit_test_setup_teardown(rolled_back_whole, setup,
		    teardown),
		cmocka_unit_test_setup_teardown(refusals_say_what_would_work,
		    setup, teardown),
		cmocka_unit_test_setup_teardown(the_loser_is_told_who_won,
		    setup, teardown),
		cmocka_unit_test_setup_teardown(no_failure_passes_for_a_move,
		    setup, teardown),
		cmocka_unit_test_setup_teardown(gone_meanwhile, setup,
		    teardown),
		cmocka_unit_test_setup_teardown(beginning_takes_a_role, setup,
		    teardown),
		cmocka_unit_test(states_are_records),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
