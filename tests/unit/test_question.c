/* SPDX-License-Identifier: MIT */
/* Questions: words, times, names that mean several things, and noise. */
#include "core/mem.h"
#include "spend/question.h"
#include "spend_fixture.h"

static struct foc *
asker(bool all)
{
	struct foc *f = fixture();

	f->actor = xstrdup("priya");
	add_workload(f, "csbot", 11);
	add_workload(f, "search", 12);
	sql(f, "INSERT INTO model VALUES ('BEDROCK', 'claude-haiku-4-5', "
	    "'Anthropic', 'Claude Haiku 4.5', 'anthropic.claude-haiku', 1, "
	    "'APPROVED', 0, 'x');"
	    "INSERT INTO account VALUES ('333333333333', 'top', 'prod', 0, 1), "
	    "('444444444444', 'csbot', 'prod', 0, 1), "
	    "('555555555555', 'twin', 'prod', 0, 1), "
	    "('666666666666', 'twin', 'prod', 0, 1)");
	assert_int_equal(db_script(f, SQL_QUESTION_REACH), FOC_OK);
	assert_int_equal(db_run(f, SQL_QUESTION_REACH_FILL, "sii", "priya",
	    f->now, (int64_t)all), FOC_OK);
	assert_int_equal(db_run(f, SQL_QUESTION_REACH_ALL, "i",
	    (int64_t)all), FOC_OK);
	sql(f, "INSERT INTO caller VALUES (1, '9', '333333333333', '', '', '', "
	    "'', '{}', ''), (2, '9', '444444444444', '', '', '', '', '{}', "
	    "''), (3, '9', '555555555555', '', '', '', '', '{}', ''), "
	    "(4, '9', '666666666666', '', '', '', '', '{}', '')");
	return f;
}

static void
assert_slot(const struct question *q, enum slot s, const char *value)
{
	if (value == NULL)
		assert_null(q->slot[s]);
	else
		assert_string_equal(q->slot[s], value);
}

static void
test_periods(void **state)
{
	/* It is Saturday, 2026-11-21. */
	static const struct { const char *words, *span; } is[] = {
		{ "this month", "2026-11" }, { "last month", "2026-10" },
		{ "this week", "2026-W47" }, { "last week", "2026-W46" },
		{ "yesterday", "2026-11-20" }, { "today", "2026-11-21" },
		{ "in December", "2025-12" }, { "in november", "2026-11" },
		{ "in October 2025", "2025-10" }, { "2026-W46", "2026-W46" },
		{ "W46", "2026-W46" }, { "week 50", "2025-W50" },
		{ "2026-02", "2026-02" }, { "2026-11-03", "2026-11-03" },
		{ "in the last 30 days", "2026-10-22..2026-11-20" },
		{ "in March", "2026-03" }, { "in May 2026", "2026-05" },
	};
	static const char *const no[] = { "in 2027", "2027-01", "2026-W60",
	    "week 99", "week 0", "last 0 days", "last 9999999999999999999 days",
	    "in October 2027", "in October 1066", "2026-13", "2026-02-30",
	    "this month last month", "next month", "w", "w123" };
	struct foc *f = asker(false);
	struct question q;
	char text[128], got[WHEN_MAX];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(is) / sizeof(is[0]); i++) {
		snprintf(text, sizeof(text), "is csbot on track %s",
		    is[i].words);
		if (question_read(f, text, &q) != FOC_OK)
			fail_msg("%s: %s", text, foc_errmsg(f));
		assert_string_equal(when_text(got, &q.span), is[i].span);
		question_free(&q);
	}
	for (i = 0; i < sizeof(no) / sizeof(no[0]); i++) {
		snprintf(text, sizeof(text), "is csbot on track %s", no[i]);
		if (question_read(f, text, &q) != FOC_REFUSED)
			fail_msg("%s: was understood", text);
		question_free(&q);
	}
	fixture_close(f);
}

/* A name that is a word of its own, one of two kinds, one of two things. */
static void
test_names(void **state)
{
	struct foc *f = asker(true);
	struct question q;

	(void)state;
	assert_int_equal(question_read(f, "is search on track", &q), FOC_OK);
	assert_slot(&q, SLOT_WORKLOAD, "search");
	question_free(&q);
	assert_int_equal(question_read(f, "who owns csbot", &q), FOC_OK);
	assert_slot(&q, SLOT_WORKLOAD, "csbot");
	assert_slot(&q, SLOT_ACCOUNT, NULL);
	question_free(&q);
	assert_int_equal(question_read(f, "who owns account csbot", &q),
	    FOC_OK);
	assert_slot(&q, SLOT_WORKLOAD, NULL);
	assert_slot(&q, SLOT_ACCOUNT, "444444444444");
	question_free(&q);
	/* What says something goes before a name, unless it is quoted. */
	assert_int_equal(question_read(f, "top models", &q), FOC_OK);
	assert_slot(&q, SLOT_ACCOUNT, NULL);
	question_free(&q);
	assert_int_equal(question_read(f, "who owns \"top\"?", &q), FOC_OK);
	assert_slot(&q, SLOT_ACCOUNT, "333333333333");
	question_free(&q);
	assert_int_equal(question_read(f, "who owns account twin", &q),
	    FOC_REFUSED);
	assert_non_null(strstr(foc_errmsg(f), "more than one account"));
	question_free(&q);
	fixture_close(f);
}

/* What the asker may not know of is no name. */
static void
test_reach(void **state)
{
	struct foc *f = asker(false);
	struct question q = { .intent = INTENT_OWNER };

	(void)state;
	assert_int_equal(question_name(f, "twin", &q), FOC_REFUSED);
	assert_non_null(strstr(foc_errmsg(f), "is not the name of anything"));
	assert_int_equal(question_name(f, "P1", &q), FOC_OK);
	assert_slot(&q, SLOT_PRODUCT, "P1");
	question_free(&q);
	fixture_close(f);
}

/* --- noise: it ends, in time, and never means to stop anything by chance */

static uint64_t seed = 20261121;

static uint64_t
roll(uint64_t below)
{
	seed = seed * 6364136223846793005 + 1442695040888963407;
	return (seed >> 33) % below;
}

static void
ask_noise(struct foc *f, const char *text)
{
	struct question q;
	int status = question_read(f, text, &q);

	if (status != FOC_OK && status != FOC_REFUSED && status != FOC_USAGE)
		fail_msg("status %d: %s", status, foc_errmsg(f));
	question_free(&q);
}

static void
test_noise(void **state)
{
	static const char *const piece[] = { "csbot", " ", "  ", "stop", "who",
	    "owns", "'s", "\"", "'", "-", ".", "2026-", "W46", "w", "#",
	    "<workload>", "<", "last", "days", "99999999999999999999", "\xe2",
	    "\x80\x99", "\xf0\x9f\x92\xb8", "claude haiku 4.5", "from", "%s",
	    "\x1b[2J", "haiku", "{name}", "of", "month", "\t", "\n", "1", "/" };
	struct foc *f = asker(true);
	char text[QUESTION_MAX + 64];
	size_t n, part;
	int round;

	(void)state;
	for (round = 0; round < 1500; round++) {
		for (n = 0; n < roll(QUESTION_MAX); ) {
			const char *p = piece[roll(sizeof(piece) /
			    sizeof(piece[0]))];

			part = strlen(p);
			memcpy(text + n, p, part);
			n += part;
		}
		text[n] = '\0';
		ask_noise(f, text);
	}
	for (round = 0; round < 1500; round++) {
		n = roll(QUESTION_MAX + 10);
		for (part = 0; part < n; part++)
			text[part] = (char)(roll(255) + 1);
		text[n] = '\0';
		ask_noise(f, text);
	}
	fixture_close(f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_periods),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_reach),
		cmocka_unit_test(test_noise),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
