/* SPDX-License-Identifier: MIT */
/* Every line of tests/data/usagetypes.tsv is classified as it says. */
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
#include "core/tsv.h"
#include "db/seed.h"
#include "ingest/classify.h"

int	foc_create(struct foc **f, const struct foc_options *o, bool sandbox);

#ifndef DATA
#define DATA	"tests/data/usagetypes.tsv"
#endif

static struct foc *f;
static struct classifier c;

/* A file of this process: two runs at once do not meet. */
static const char *
db_path(void)
{
	static char path[64];

	snprintf(path, sizeof(path), "/tmp/test-classify-%ld.db", (long)getpid());
	return path;
}

static int
set_up(void **state)
{
	struct foc_options o = { .path = db_path(),
	    .uid = getuid() };

	(void)state;
	unlink(o.path);
	return foc_create(&f, &o, true) != FOC_OK ||
	    seed_catalog(f) != FOC_OK || classifier_open(f, &c) != FOC_OK;
}

static int
tear_down(void **state)
{
	(void)state;
	classifier_close(&c);
	foc_close(f);
	return 0;
}

static char *
slurp(const char *name)
{
	FILE *in = fopen(name, "r");
	char *text = xcalloc(1, 1 << 20);

	if (in == NULL)
		fail_msg("%s: cannot open; run from the top", name);
	if (fread(text, 1, (1 << 20) - 1, in) == 0)
		fail_msg("%s: is empty", name);
	fclose(in);
	return text;
}

/* Columns of the table. */
enum { CODE, PRODUCT, USAGE, UNIT, DESCRIPTION, RESOURCE, PLATFORM, FEATURE,
    TOKEN, TIER, GEO, PER_UNIT, REGION, MODEL };

static void
compare(const struct tsv *t, const char *what, const char *want,
    const char *got)
{
	if (strcmp(want, got) != 0)
		fail_msg("line %d: %s %s: %s is '%s', not '%s'", t->line,
		    t->cell[PRODUCT], t->cell[USAGE], what, got, want);
}

static void
usage_types(void **state)
{
	char *text = slurp(DATA), per_unit[24];
	struct class_out out;
	struct tsv t;
	int n = 0;

	(void)state;
	tsv_open(&t, text);
	while (tsv_next(&t)) {
		struct class_in in = { .entity = strncmp(t.cell[CODE],
		    "Amazon", 6) == 0 ? "AWS" : "AWS Marketplace",
		    .code = t.cell[CODE], .product = t.cell[PRODUCT],
		    .usage = t.cell[USAGE], .resource = t.cell[RESOURCE],
		    .operation = "", .unit = t.cell[UNIT],
		    .description = t.cell[DESCRIPTION],
		    .region = "" };

		classify(&c, &in, &out);
		n++;
		if (out.kind != KIND_AI) {
			compare(&t, "platform", t.cell[PLATFORM],
			    out.kind == KIND_OPAQUE ? "OPAQUE" : "");
			continue;
		}
		snprintf(per_unit, sizeof(per_unit), "%lld",
		    out.per_unit == DB_NULL ? 0 : (long long)out.per_unit);
		compare(&t, "platform", t.cell[PLATFORM], out.platform);
		compare(&t, "feature", t.cell[FEATURE], out.feature);
		compare(&t, "token type", t.cell[TOKEN], out.token_type);
		compare(&t, "tier", t.cell[TIER], out.tier);
		compare(&t, "geography", t.cell[GEO], out.geography);
		compare(&t, "per unit", t.cell[PER_UNIT], per_unit);
		compare(&t, "region", t.cell[REGION], out.region);
		compare(&t, "model", t.cell[MODEL], out.model);
	}
	tsv_close(&t);
	free(text);
	assert_true(n >= 100);
}

/* What entity and code alone decide never contradicts the whole. */
static void
early(void **state)
{
	const char *resources;

	(void)state;
	assert_int_equal(classify_early(&c, "AWS", "AmazonBedrock",
	    &resources), KIND_AI);
	assert_null(resources);
	assert_int_equal(classify_early(&c, "AWS Marketplace", "abc",
	    &resources), KIND_AI);
	assert_null(resources);
	/* Only a resource can make such a row AI. */
	assert_int_equal(classify_early(&c, "AWS", "AmazonEC2", &resources),
	    KIND_AI);
	assert_non_null(resources);
	assert_false(pattern_fits(resources, "i-0123456789abcdef0", 19));
	assert_true(pattern_fits(resources, "arn:aws:bedrock:r:1:x", 21));
}

static void
patterns(void **state)
{
	(void)state;
	assert_true(pattern_fits("*cache*write*1h*", "CacheWrite1hInput", 17));
	assert_false(pattern_fits("*cache*write*1h*", "CacheWriteInput", 15));
	assert_true(pattern_fits("a|b*|c", "bcd", 3));
	assert_false(pattern_fits("a|b|c", "bcd", 3));
	assert_true(pattern_fits("*", "", 0));
	assert_false(pattern_fits("?", "", 0));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(usage_types),
		cmocka_unit_test(early),
		cmocka_unit_test(patterns),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
