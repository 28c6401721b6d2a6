/* SPDX-License-Identifier: MIT */
/* What fuzzing found, each as small as it can be. */
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
#include "db/seed.h"
#include "ingest/offer.h"

static struct foc *f;

static int
set_up(void **state)
{
	static char path[64];
	struct foc_options o = { .path = path, .uid = getuid() };

	(void)state;
	snprintf(path, sizeof(path), "/tmp/test-found-%ld.db",
	    (long)getpid());
	unlink(path);
	if (foc_create(&f, &o, true) != FOC_OK || seed_catalog(f) != FOC_OK)
		fail_msg("%s", foc_errmsg(f));
	if (sqlite3_exec(f->db, "INSERT INTO person VALUES ('sarah', 'S', "
	    "'s@x', 1, NULL, NULL);"
	    "INSERT INTO person_role VALUES ('sarah', 'finops-lead'), "
	    "('sarah', 'cloud-engineer');"
	    "INSERT INTO account VALUES ('111111111111', 'a', 'prod', 0, 1)",
	    NULL, NULL, NULL) != SQLITE_OK)
		fail_msg("%s", sqlite3_errmsg(f->db));
	f->actor = xstrdup("sarah");
	f->roles = ROLE_FINOPS_LEAD | ROLE_CLOUD_ENGINEER;
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	foc_close(f);		/* takes the unfinished file along */
	return 0;
}

static int
no_price(void *arg, const struct offer_price *p)
{
	(void)arg;
	(void)p;
	return FOC_OK;
}

/* Products or terms that are a list have no names: they were a crash. */
static void
offer_of_lists(void **state)
{
#define OFFER	"{\"offerCode\":\"AmazonBedrock\"," \
		"\"publicationDate\":\"2026-09-25T09:39:35Z\","
	static const char *const bad[] = {
		OFFER "\"products\":[1],\"terms\":{\"OnDemand\":{}}}",
		OFFER "\"products\":{},\"terms\":{\"OnDemand\":[{}]}}",
		OFFER "\"products\":7,\"terms\":{\"OnDemand\":{}}}",
	};
	struct offer o = { .f = f, .file = "x", .take = no_price };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(offer_read(&o, bad[i], strlen(bad[i])),
		    FOC_BAD_INPUT);
		assert_non_null(strstr(foc_errmsg(f), "are no object"));
	}
	assert_int_equal(offer_read(&o, OFFER "\"products\":{}}",
	    strlen(OFFER "\"products\":{}}")), FOC_OK);
}

/* The length counts, not what stands behind it. */
static void
text_without_end(void **state)
{
	static const char models[] = "{\"modelSummaries\":[]}{\"more\":1}";
	static const char off[] = "An error occurred (FeatureDisabled) when "
	    "calling the GetOutboundWebIdentityFederationInfo operation";
	bool passed;

	(void)state;
	assert_int_equal(foc_model_import(f, "x", models, 21, NULL),
	    FOC_BAD_INPUT);
	assert_non_null(strstr(foc_errmsg(f), "names no model"));
	assert_int_equal(foc_model_import(f, "x", "a\0b", 3, NULL),
	    FOC_BAD_INPUT);
	assert_non_null(strstr(foc_errmsg(f), "NUL byte"));
	assert_int_equal(foc_prereq_check(f, "x", off, 30, "111111111111",
	    &passed, NULL), FOC_BAD_INPUT);
	assert_non_null(strstr(foc_errmsg(f), "is no JSON"));
}

static int given;

static void
count(struct foc_out *out, const char *json)
{
	(void)out;
	(void)json;
	given++;
}

/* Not every output is that of foc_out_new. */
static void
record_to_any_output(void **state)
{
	struct foc_out mine = { count };
	char why[ERR_TEXT_MAX];

	(void)state;
	foc_out_record(&mine, "{}");
	assert_int_equal(foc_out_line(&mine, "{\"kind\":\"x\"}", 12, why,
	    sizeof(why)), FOC_OK);
	assert_int_equal(given, 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(offer_of_lists),
		cmocka_unit_test(text_without_end),
		cmocka_unit_test(record_to_any_output),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
