/* SPDX-License-Identifier: MIT */
/* Prices of the AWS Price List: what each is of, and how much. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "core/sink.h"
#include "db/price.h"
#include "db/seed.h"

#define DAY	INT64_C(1790294400)	/* 2026-09-25 */

static struct foc *f;
static struct foc_out nowhere;

static void
drop(struct foc_out *out, const char *json)
{
	(void)out;
	(void)json;
}

static void
run(const char *sql)
{
	char *why = NULL;

	if (sqlite3_exec(f->db, sql, NULL, NULL, &why) != SQLITE_OK)
		fail_msg("%s: %s", why, sql);
}

static int64_t
number(const char *sql)
{
	sqlite3_stmt *s;
	int64_t n;

	if (sqlite3_prepare_v2(f->db, sql, -1, &s, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sqlite3_errmsg(f->db), sql);
	n = sqlite3_step(s) == SQLITE_ROW ? sqlite3_column_int64(s, 0) : -1;
	sqlite3_finalize(s);
	return n;
}

static int
set_up(void **state)
{
	static char path[64];
	struct foc_options o = { .path = path, .uid = getuid() };

	(void)state;
	snprintf(path, sizeof(path), "/tmp/test-price-%ld.db",
	    (long)getpid());
	unlink(path);
	if (foc_create(&f, &o, true) != FOC_OK || seed_catalog(f) != FOC_OK)
		fail_msg("%s", foc_errmsg(f));
	run("INSERT INTO meta VALUES ('id', 'test'), ('sandbox', '1');"
	    "INSERT INTO person VALUES ('sarah', 'S', 's@x', 1, NULL, NULL);"
	    "INSERT INTO person_role VALUES ('sarah', 'finops-lead')");
	f->actor = strdup("sarah");
	f->roles = ROLE_FINOPS_LEAD;
	f->now = DAY + 40 * UTC_DAY;
	nowhere.record = drop;
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	foc_close(f);		/* takes the unfinished file along */
	return 0;
}

static void
import(const char *text)
{
	if (foc_price_import(f, "x", text, strlen(text), &nowhere) != FOC_OK)
		fail_msg("%s", foc_errmsg(f));
}

#define CSV_HEAD \
	"\"FormatVersion\",\"v1.0\"\n" \
	"\"Publication Date\",\"2026-09-25T09:39:35Z\"\n" \
	"\"Version\",\"20260925093935\"\n"
#define CSV_COLUMNS \
	"SKU,TermType,PriceDescription,StartingRange,Unit,PricePerUnit," \
	"Currency,usageType,operation,\"Region Code\",serviceName,Model\n"

/* A usage type and a description, and what they must come out as. */
static const struct {
	const char *offer, *service, *usage, *description, *unit, *usd;
	const char *platform, *model, *type, *tier, *geography;
	int64_t	per_million;		/* 1e-10 dollars; 0: is left out */
} cases[] = {
	{ "AmazonBedrock", "Amazon Bedrock", "USE1-NovaLite-input-tokens",
	    "$0.00006 per 1K input tokens", "1K tokens", "0.0000600000",
	    "BEDROCK", "nova-lite", "INPUT", "STANDARD", "REGIONAL",
	    600000000 },
	/* The inference type would say input; the usage type says cache. */
	{ "AmazonBedrockService", "Amazon Bedrock Service",
	    "USE1-Claude4.6Opus-cache-read-input-token-count-"
	    "cross-region-global", "x", "1K tokens", "0.0005000000",
	    "BEDROCK", "claude-opus-4-6", "CACHE_READ", "STANDARD", "GLOBAL",
	    5000000000 },
	{ "AmazonBedrockService", "Amazon Bedrock Service",
	    "USE1-Claude4Sonnet-input-tokens-cross-region-global-batch",
	    "x", "1K tokens", "0.0015", "BEDROCK", "claude-sonnet-4",
	    "INPUT", "BATCH", "GLOBAL", 15000000000 },
	{ "AmazonBedrock", "Amazon Bedrock",
	    "USW2-anthropic.claude-opus-4-8-mantle-cache-write-tokens-global-"
	    "standard", "x", "1K tokens", "0.00625", "BEDROCK",
	    "claude-opus-4-8", "CACHE_WRITE", "STANDARD", "GLOBAL",
	    62500000000 },
	{ "AmazonBedrock", "Amazon Bedrock",
	    "USE1-gpt-oss-120b-output-tokens-priority", "x", "1K tokens",
	    "0.00105", "BEDROCK", "gpt-oss-120b", "OUTPUT", "PRIORITY",
	    "REGIONAL", 10500000000 },
	{ "AmazonBedrock", "Amazon Bedrock", "USE1-Nova2.0Lite-input-tokens-"
	    "flex", "x", "1K tokens", "0.00015", "BEDROCK", "nova-2-lite",
	    "INPUT", "FLEX", "REGIONAL", 1500000000 },
	/* Marketplace: the usage type says it ... */
	{ "AmazonBedrockFoundationModels",
	    "Claude Opus 5.5 (Amazon Bedrock Edition)",
	    "USW2-MP:USW2_input_tokens_standard-Units", "x|y|Input Tokens",
	    "1M tokens", "4.4000000000", "MARKETPLACE", "claude-opus-5-5",
	    "INPUT", "STANDARD", "REGIONAL", 44000000000 },
	{ "AmazonBedrockFoundationModels",
	    "Claude Opus 5.5 (Amazon Bedrock Edition)",
	    "USE1-MP:USE1_cache_write_tokens_1h_global_standard-Units", "x",
	    "Units", "8", "MARKETPLACE", "claude-opus-5-5", "CACHE_WRITE_1H",
	    "STANDARD", "GLOBAL", 80000000000 },
	{ "AmazonBedrockFoundationModels",
	    "Claude Haiku 4.5 (Amazon Bedrock Edition)",
	    "APN1-MP:APN1_OutputTokenCount_Global_Batch-Units", "x", "Units",
	    "2.5", "MARKETPLACE", "claude-haiku-4-5", "OUTPUT", "BATCH",
	    "GLOBAL", 25000000000 },
	/* ... or the description, in three grammars. */
	{ "AmazonBedrockFoundationModels",
	    "Claude Sonnet 4.5 (Amazon Bedrock Edition)",
	    "USN-bedrock:InvokedModelUnit:us-east-1",
	    "AWS Marketplace software usage|us-east-1|Million Response "
	    "Tokens Regional CRIS", "Units", "16.5", "MARKETPLACE",
	    "claude-sonnet-4-5", "OUTPUT", "STANDARD", "REGIONAL",
	    165000000000 },
	{ "AmazonBedrockFoundationModels",
	    "Claude Opus 4.7 (Amazon Bedrock Edition)",
	    "USN-bedrock:InvokedModelUnit:us-east-1",
	    "AWS Marketplace software usage|us-east-1|Cache Write Tokens "
	    "(1h TTL) - Standard, Global", "Units", "10", "MARKETPLACE",
	    "claude-opus-4-7", "CACHE_WRITE_1H", "STANDARD", "GLOBAL",
	    100000000000 },
	{ "AmazonBedrockFoundationModels",
	    "Claude 3 Haiku (Amazon Bedrock Edition)",
	    "USN-bedrock:InvokedModelUnit:us-east-1",
	    "AWS Marketplace software usage|us-east-1|Price per 1 million "
	    "input tokens", "Units", "0.2600000000", "MARKETPLACE",
	    "claude-3-haiku", "INPUT", "STANDARD", "REGIONAL", 2600000000 },
	/* Unknown to the catalog: kept by its name. */
	{ "AmazonBedrock", "Amazon Bedrock", "USE1-Quasar7-output-tokens",
	    "x", "1K tokens", "0.01", "BEDROCK", "Quasar7", "OUTPUT",
	    "STANDARD", "REGIONAL", 100000000000 },
	/* No tokens, no dollars, nothing: left out. */
	{ "AmazonBedrock", "Amazon Bedrock",
	    "USE1-Guardrail-ContentPolicyUnitsConsumed", "x", "TextUnits",
	    "0.00015", "", "", "", "", "", 0 },
	{ "AmazonBedrock", "Amazon Bedrock",
	    "USE1-Qwen3-32B-ProvisionedThroughput-NoCommit-ModelUnits", "x",
	    "hour", "20", "", "", "", "", "", 0 },
	{ "AmazonBedrock", "Amazon Bedrock", "USE1-NovaPro-input-tokens", "x",
	    "1K tokens", "0.0000000000", "", "", "", "", "", 0 },
	{ "AmazonBedrockAgentCore", "Amazon Bedrock AgentCore",
	    "USE1-Runtime:Consumption-based:vCPU", "x", "vCPU-Hours", "0.09",
	    "", "", "", "", "", 0 },
};

static void
says_what_each_is_of(void **state)
{
	char text[2048], sql[512];
	int64_t before;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		before = number("SELECT count(*) FROM price");
		snprintf(text, sizeof(text), CSV_HEAD "OfferCode,%s\n"
		    CSV_COLUMNS "S,OnDemand,\"%s\",0,%s,%s,USD,%s,,"
		    "us-east-1,\"%s\",\n", cases[i].offer,
		    cases[i].description, cases[i].unit, cases[i].usd,
		    cases[i].usage, cases[i].service);
		import(text);
		if (cases[i].per_million == 0) {
			assert_int_equal(number("SELECT count(*) FROM price"),
			    before);
			continue;
		}
		snprintf(sql, sizeof(sql), "SELECT usd_per_million FROM price "
		    "WHERE platform = '%s' AND model = '%s' AND region = "
		    "'us-east-1' AND token_type = '%s' AND tier = '%s' AND "
		    "geography = '%s' AND effective_from = %lld AND source = "
		    "'%s 20260925093935'", cases[i].platform, cases[i].model,
		    cases[i].type, cases[i].tier, cases[i].geography,
		    (long long)DAY, cases[i].offer);
		if (number(sql) != cases[i].per_million)
			fail_msg("%s, %s", cases[i].usage,
			    cases[i].description);
	}
}

#define NOVA_LITE(usd, extra) \
	"S,OnDemand,x,0,1K tokens," usd ",USD,USE1-NovaLite-input-tokens,," \
	"us-east-1,Amazon Bedrock,Nova Lite\n" extra
#define BEDROCK_CSV	CSV_HEAD "OfferCode,AmazonBedrock\n" CSV_COLUMNS

static void
is_idempotent_and_dated(void **state)
{
	char *was, *now;
	int64_t n;

	(void)state;
	assert_int_equal(db_meta(f, "price_book", &was), FOC_OK);
	assert_string_equal(was, "default-2026-10-10");
	import(BEDROCK_CSV NOVA_LITE("0.00007", ""));
	n = number("SELECT count(*) FROM price");
	free(was);
	assert_int_equal(db_meta(f, "price_book", &was), FOC_OK);
	assert_memory_equal(was, "book-2026-10-10-", 16);
	import(BEDROCK_CSV NOVA_LITE("0.00007", ""));
	assert_int_equal(number("SELECT count(*) FROM price"), n);
	assert_int_equal(db_meta(f, "price_book", &now), FOC_OK);
	assert_string_equal(was, now);
	free(now);
	/* Corrected on the day: the same row.  Each import is one event. */
	import(BEDROCK_CSV NOVA_LITE("0.00008", ""));
	assert_int_equal(number("SELECT count(*) FROM price"), n);
	assert_int_equal(number("SELECT usd_per_million FROM price WHERE "
	    "region = 'us-east-1' AND model = 'nova-lite'"), 800000000);
	assert_int_equal(number("SELECT count(*) FROM audit WHERE object = "
	    "'price-book'"), 3);
	assert_int_equal(db_meta(f, "price_book", &now), FOC_OK);
	assert_string_not_equal(was, now);
	free(now);
	free(was);
}

static void
takes_the_higher_of_two(void **state)
{
	(void)state;
	import(BEDROCK_CSV NOVA_LITE("0.00007", NOVA_LITE("0.00009",
	    NOVA_LITE("0.00008", ""))));
	assert_int_equal(number("SELECT usd_per_million FROM price WHERE "
	    "region = 'us-east-1' AND model = 'nova-lite'"), 900000000);
}

static void
refuse(const char *text, const char *why)
{
	int64_t n = number("SELECT count(*) FROM price");

	assert_int_equal(foc_price_import(f, "x", text, strlen(text),
	    &nowhere), FOC_BAD_INPUT);
	if (strstr(foc_errmsg(f), why) == NULL)
		fail_msg("'%s' does not say '%s'", foc_errmsg(f), why);
	assert_int_equal(number("SELECT count(*) FROM price"), n);
}

static void
refuses_what_is_no_offer(void **state)
{
	(void)state;
	refuse("", "neither JSON nor a table");
	refuse("hello\n", "neither JSON nor a table");
	refuse("{}", "neither offerCode nor PriceList");
	refuse("{\"offerCode\":\"AmazonEC2\"}", "'AmazonEC2'");
	refuse("{\"offerCode\":\"AmazonBedrock\"}", "publicationDate");
	refuse("{\"offerCode\":\"AmazonBedrock\",\"offerCode\":\"x\"}",
	    "column");
	refuse("{\"PriceList\":[\"{\"]}", "PriceList[0]: column");
	refuse("{\"PriceList\":[7]}", "PriceList[0]: is no product");
	refuse("OfferCode,AmazonBedrock\n" CSV_COLUMNS, "Publication Date");
	refuse(CSV_HEAD "OfferCode,AmazonBedrock\nSKU,Unit\n",
	    "no column TermType");
	refuse(BEDROCK_CSV "S,\"OnDemand", "row 6");
	refuse(BEDROCK_CSV "S,\xff\n", "UTF-8");
}

/* --- the one way from tokens to dollars */

static int64_t
find(const char *platform, const char *model, const char *region,
    const char *geography)
{
	struct price_query q = { platform, model, region, "INPUT", "STANDARD",
	    geography, DAY + 40 * UTC_DAY };
	struct price p;

	assert_int_equal(price_find(f, &q, &p), FOC_OK);
	assert_int_equal(p.usd_per_million == DB_NULL, *p.id == '\0');
	return p.usd_per_million;
}

static void
finds_the_nearest_price(void **state)
{
	(void)state;
	run("DELETE FROM price WHERE model = 'nova-lite';"
	    "INSERT INTO price SELECT 900 + column1, 'pr-' || (900 + column1),"
	    " column2, 'nova-lite', column3, 'INPUT', 'STANDARD', column4, "
	    "column5, column6, 'x' FROM (VALUES "
	    "(1, 'BEDROCK', '*', 'REGIONAL', 10, 0),"
	    "(2, 'BEDROCK', '*', 'REGIONAL', 11, 86400),"
	    "(3, 'MARKETPLACE', 'eu-west-1', 'REGIONAL', 12, 0),"
	    "(4, 'BEDROCK', '*', 'GLOBAL', 13, 0),"
	    "(5, 'BEDROCK', 'us-west-2', 'REGIONAL', 14, 9999999999))");
	/* The newest that holds; a region's own; of a twin; never later. */
	assert_int_equal(find("BEDROCK", "nova-lite", "us-east-1",
	    "REGIONAL"), 11);
	assert_int_equal(find("BEDROCK", "nova-lite", "eu-west-1",
	    "REGIONAL"), 12);
	assert_int_equal(find("BEDROCK", "nova-lite", "us-west-2",
	    "REGIONAL"), 11);
	assert_int_equal(find("BEDROCK", "nova-lite", "eu-west-1", "GLOBAL"),
	    13);
	assert_int_equal(find("BEDROCK", "nova-lite", NULL, "REGIONAL"), 11);
	assert_int_equal(find("MARKETPLACE", "nova-lite", "us-east-1",
	    "REGIONAL"), 11);
	/* No twin there, and unknown is not nothing. */
	assert_true(find("CLAUDE_PLATFORM", "nova-lite", NULL, "GLOBAL") ==
	    DB_NULL);
	assert_true(find("BEDROCK", "no-such", NULL, "GLOBAL") == DB_NULL);
}

static void
rounds_a_sum_once(void **state)
{
	int64_t usd;

	(void)state;
	assert_int_equal(price_sum((int128)3 * 500000, 0, &usd), 0);
	assert_int_equal(usd, 2);			/* 1.5: to even */
	assert_int_equal(price_sum((int128)5 * 500000, 0, &usd), 0);
	assert_int_equal(usd, 2);			/* 2.5: to even */
	assert_int_equal(price_sum((int128)80000000 * 11000000000 * 10, 1,
	    &usd), 0);
	assert_int_equal(usd, 880000000000);		/* 88 dollars */
	assert_int_equal(price_sum((int128)INT64_MAX * INT64_MAX, 0, &usd),
	    -1);
}

int
main(void)
{
#define TEST(x)	cmocka_unit_test_setup_teardown(x, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(says_what_each_is_of),
		TEST(is_idempotent_and_dated),
		TEST(takes_the_higher_of_two),
		TEST(refuses_what_is_no_offer),
		TEST(finds_the_nearest_price),
		cmocka_unit_test(rounds_a_sum_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
