/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "core/json.h"

#define LEN(a)	(sizeof(a) / sizeof((a)[0]))

/* Parsed and printed, in is want; and want printed again is want. */
static void
assert_prints(const char *in, const char *want)
{
	struct err e = { 0 };
	cJSON *item;
	char *text;
	int i;

	for (i = 0; i < 2; i++, in = want) {
		item = json_parse(in, strlen(in), &e);
		if (item == NULL)
			fail_msg("%s: %s", in, e.text);
		text = json_print(item);
		assert_string_equal(text, want);
		free(text);
		cJSON_Delete(item);
	}
}

static void
assert_refused(const char *s, size_t len, const char *why)
{
	struct err e = { 0 };
	char *exact = malloc(len + 1);

	/* A copy of just that length: the sanitizer sees reads beyond. */
	assert_non_null(exact);
	exact = realloc(exact, len > 0 ? len : 1);
	memcpy(exact, s, len);
	assert_null(json_parse(exact, len, &e));
	assert_int_equal(e.status, FOC_BAD_INPUT);
	assert_string_equal(e.text, why);
	free(exact);
}

static void
accepted(void **state)
{
	static const struct {
		const char	*in, *want;
	} t[] = {
		{ "0", "0" }, { "-0", "-0" }, { " 1.50 ", "1.50" },
		{ "null", "null" }, { "true", "true" }, { "false", "false" },
		{ "\"\"", "\"\"" }, { "[]", "[]" }, { "{}", "{}" },
		{ " [ ] ", "[]" }, { "{ }\n", "{}" }, { "{\"\":\"\"}",
		    "{\"\":\"\"}" },
		{ "\t{\"a\" : 1 ,\r\n\"b\":[ 2 , 3 ]}",
		    "{\"a\":1,\"b\":[2,3]}" },
		/* Strings that look like the marks of the pre-scan. */
		{ "[\"n1\",\"s\",\"n\",\"sn\",1]",
		    "[\"n1\",\"s\",\"n\",\"sn\",1]" },
		{ "{\"n1\":\"n1\",\"s\":2}", "{\"n1\":\"n1\",\"s\":2}" },
		{ "[\"\\u0041\\n\\/\\u00e9\"]", "[\"A\\n/\xc3\xa9\"]" },
		{ "\"\\ud83d\\ude00\"", "\"\xf0\x9f\x98\x80\"" },
		{ "\"caf\xc3\xa9\x7f\"", "\"caf\xc3\xa9\x7f\"" },
		{ "\"\\u0001\\uFFFF\"", "\"\\u0001\xef\xbf\xbf\"" },
		/* One key in two objects, and keys that differ in case. */
		{ "[{\"a\":1},{\"a\":1}]", "[{\"a\":1},{\"a\":1}]" },
		{ "{\"a\":{\"a\":{\"a\":1}},\"A\":2}",
		    "{\"a\":{\"a\":{\"a\":1}},\"A\":2}" }
	};
	size_t i;

	(void)state;
	for (i = 0; i < LEN(t); i++)
		assert_prints(t[i].in, t[i].want);
}

/* Numbers that a double would change. */
static void
numbers_keep_digits(void **state)
{
	static const char *const t[] = {
		"9007199254740993", "123456789012345678901234567890",
		"0.1000000000000000000000000001", "1.10", "1e400", "-1E+5",
		"1e-400", "0e0", "1.0E007", "4294967296123", "-0.0"
	};
	char in[128];
	size_t i;

	(void)state;
	for (i = 0; i < LEN(t); i++) {
		assert_prints(t[i], t[i]);
		snprintf(in, sizeof(in), "{\"k\":[%s,%s]}", t[i], t[i]);
		assert_prints(in, in);
	}
}

static void
refused(void **state)
{
	static const struct {
		const char	*in, *why;
	} t[] = {
		{ "", "is no JSON" },
		{ "  ", "is no JSON" },
		{ "\xef\xbb\xbf{}", "is no JSON" },
		{ "nul", "is no JSON" },
		{ "NaN", "is no JSON" },
		{ "Infinity", "is no JSON" },
		{ "'a'", "is no JSON" },
		{ "+1", "is no JSON" },
		{ ".5", "is no JSON" },
		{ "-", "column 2: bad number" },
		{ "-a", "column 2: bad number" },
		{ "1.", "column 3: bad number" },
		{ "1.e5", "column 3: bad number" },
		{ "1e", "column 3: bad number" },
		{ "1e+", "column 4: bad number" },
		{ "012", "column 2: text after the value" },
		{ "0x1A", "column 2: text after the value" },
		{ "1 2", "column 3: text after the value" },
		{ "{}}", "column 3: text after the value" },
		{ "truex", "column 5: text after the value" },
		{ "[", "column 2: value expected" },
		{ "[1,]", "column 4: value expected" },
		{ "[,1]", "column 2: value expected" },
		{ "[1 2]", "column 4: ',' or closing bracket expected" },
		{ "[1}", "column 3: ',' or closing bracket expected" },
		{ "[1", "column 3: ',' or closing bracket expected" },
		{ "{\"a\":1", "column 7: ',' or closing bracket expected" },
		{ "{\"a\":1,}", "column 8: key expected" },
		{ "{a:1}", "column 2: key expected" },
		{ "{1:1}", "column 2: key expected" },
		{ "{\"a\"1}", "column 5: ':' expected" },
		{ "{\"a\"", "column 5: ':' expected" },
		{ "{\"a\":}", "column 6: value expected" },
		{ "[1/**/]", "column 3: ',' or closing bracket expected" },
		{ "\"abc", "column 5: text ends within a string" },
		{ "\"a\\", "column 4: bad escape" },
		{ "\"\\x41\"", "column 3: bad escape" },
		{ "\"\\'\"", "column 3: bad escape" },
		{ "\"\\u12\"", "column 6: bad \\u escape" },
		{ "\"\\u12g4\"", "column 6: bad \\u escape" },
		{ "\"\\u 123\"", "column 4: bad \\u escape" },
		{ "\"a\nb\"", "column 3: control character in a string" },
		{ "\"\t\"", "column 2: control character in a string" },
		{ "\"\x1f\"", "column 2: control character in a string" },
		{ "\"a\\u0000\"", "column 3: \\u0000 is refused" },
		{ "{\"a\\u0000\":1}", "column 4: \\u0000 is refused" },
		{ "\"\\ud800\"", "column 2: lone surrogate" },
		{ "\"\\udc00\"", "column 2: lone surrogate" },
		{ "\"\\ud800x\"", "column 2: lone surrogate" },
		{ "\"\\ud800\\n\"", "column 2: lone surrogate" },
		{ "\"\\ud800\\u0041\"", "column 2: lone surrogate" },
		{ "\"\\ud800\\ud800\"", "column 2: lone surrogate" },
		{ "\"\\ud800\\ue000\"", "column 2: lone surrogate" },
		{ "\"\\udc00\\ud800\"", "column 2: lone surrogate" },
		{ "\"\xff\"", "column 2: bad UTF-8" },
		{ "\"ab\xc0\xaf\"", "column 4: bad UTF-8" },
		{ "\"\xed\xa0\x80\"", "column 2: bad UTF-8" },
		{ "\"\xe2\x82", "column 2: bad UTF-8" },
		{ "{\"a\":1,\"a\":1}", "column 8: duplicate key" },
		{ "{\"a\":1,\"b\":2,\"\\u0061\":3}",
		    "column 14: duplicate key" },
		{ "{\"x\":{\"k\":1},\"k\":{\"k\":1,\"k\":2},\"x\":3}",
		    "column 25: duplicate key" },
		{ "{\"k\":1,\"o\":{\"k\":2},\"k\":3}",
		    "column 20: duplicate key" },
		{ "{\"\":1,\"\":1}", "column 7: duplicate key" }
	};
	size_t i;

	(void)state;
	for (i = 0; i < LEN(t); i++)
		assert_refused(t[i].in, strlen(t[i].in), t[i].why);
	assert_refused("\"a\0b\"", 5,
	    "column 3: control character in a string");
	assert_refused("1\0", 2, "column 2: text after the value");
	assert_refused("[1\0]", 4,
	    "column 3: ',' or closing bracket expected");
}

/* The length rules: no byte behind it is read. */
static void
length_rules(void **state)
{
	struct err e = { 0 };
	cJSON *item = json_parse("[1]junk", 3, &e);

	(void)state;
	assert_non_null(item);
	cJSON_Delete(item);
	assert_refused("[1]", 2, "column 3: ',' or closing bracket expected");
	assert_refused("true", 3, "is no JSON");
	assert_refused("\"\\ud800\\udc00\"", 12, "column 13: bad \\u escape");
}

static void
depth(void **state)
{
	char in[JSON_DEPTH_MAX * 6 + 3];
	size_t i, n = JSON_DEPTH_MAX;

	(void)state;
	memset(in, '[', n);
	memset(in + n, ']', n);
	in[2 * n] = '\0';
	assert_prints(in, in);
	memset(in, '[', n + 1);
	assert_refused(in, n + 1, "column 33: nested too deep");
	/* It is depth that counts, not how many there are. */
	for (i = 0; i < 2 * n; i++)
		memcpy(in + 3 * i, i == 0 ? "[[]" : ",[]", 3);
	memcpy(in + 6 * n, "]", 2);
	assert_prints(in, in);
}

static void
accessors(void **state)
{
	static const char in[] = "{\"s\":\"text\",\"n\":12.30,\"N\":\"x\","
	    "\"z\":null,\"o\":{\"s\":\"inner\"},\"e\":\"\"}";
	struct err e = { 0 };
	cJSON *item = json_parse(in, strlen(in), &e), *array;

	(void)state;
	assert_non_null(item);
	assert_string_equal(json_string(item, "s"), "text");
	assert_string_equal(json_string(item, "e"), "");
	assert_string_equal(json_string(item, "N"), "x");
	assert_string_equal(json_number(item, "n"), "12.30");
	assert_null(json_number(item, "N"));
	assert_null(json_number(item, "s"));
	assert_null(json_string(item, "n"));
	assert_null(json_string(item, "S"));
	assert_null(json_string(item, "z"));
	assert_null(json_member(item, "Z"));
	assert_true(cJSON_IsNull(json_member(item, "z")));
	assert_string_equal(json_string(json_member(item, "o"), "s"),
	    "inner");
	assert_null(json_member(NULL, "s"));
	assert_null(json_string(NULL, "s"));
	assert_null(json_number(NULL, "n"));
	cJSON_Delete(item);
	array = json_parse("[1,\"a\"]", 7, &e);
	assert_non_null(array);
	assert_null(json_member(array, "a"));
	assert_null(json_number(array, "0"));
	cJSON_Delete(array);
}

/* 100,000 keys; with the last one again, what is refused is the last. */
static void
many_keys(void **state)
{
	char *in, why[64];
	size_t len, i;
	struct err e = { 0 };
	clock_t start = clock();
	cJSON *item;
	FILE *f = open_memstream(&in, &len);

	(void)state;
	assert_non_null(f);
	for (i = 0; i < 100000; i++)
		fprintf(f, "%c\"key-%zu\":%zu", i == 0 ? '{' : ',', i, i);
	fflush(f);
	snprintf(why, sizeof(why), "column %zu: duplicate key", len + 2);
	fputs(",\"key-99999\":0}", f);
	assert_int_equal(fclose(f), 0);
	assert_refused(in, len, why);
	memcpy(strstr(in, ",\"key-99999\":0}"), ",\"kez", 5);
	item = json_parse(in, len, &e);
	assert_non_null(item);
	assert_int_equal(cJSON_GetArraySize(item), 100001);
	cJSON_Delete(item);
	free(in);
	/* Quadratic work takes minutes. */
	assert_true((clock() - start) / CLOCKS_PER_SEC < 10);
}

static const char *
slurp(const char *path, size_t *len)
{
	static char buf[1 << 20];
	FILE *f = fopen(path, "rb");

	assert_non_null(f);
	*len = fread(buf, 1, sizeof(buf), f);
	assert_true(*len < sizeof(buf));
	fclose(f);
	return buf;
}

/* Valid JSON that our own rules refuse, and nothing else. */
static int
we_refuse(const char *name)
{
	static const char *const names[] = {
		"y_object_duplicated_key.json",
		"y_object_duplicated_key_and_value.json",
		"y_object_escaped_null_in_key.json",
		"y_string_null_escape.json"
	};
	size_t i;

	for (i = 0; i < LEN(names); i++)
		if (strcmp(name, names[i]) == 0)
			return 1;
	return 0;
}

static void
test_suite(void **state)
{
	const char *data = getenv("FOC_TEST_DATA"), *s;
	int valid = 0, invalid = 0, refusals = 0;
	char dir[512], path[1024];
	struct dirent *d;
	struct err e;
	cJSON *item;
	size_t len;
	DIR *dp;

	(void)state;
	if (data == NULL)
		skip();
	snprintf(dir, sizeof(dir), "%s/corpora/json/JSONTestSuite/"
	    "test_parsing", data);
	dp = opendir(dir);
	assert_non_null(dp);
	while ((d = readdir(dp)) != NULL) {
		if (strchr("yni", d->d_name[0]) == NULL)
			continue;
		snprintf(path, sizeof(path), "%s/%s", dir, d->d_name);
		s = slurp(path, &len);
		item = json_parse(s, len, &e);
		if (d->d_name[0] == 'y') {
			valid++;
			refusals += item == NULL;
			if ((item == NULL) != we_refuse(d->d_name))
				fail_msg("%s", d->d_name);
		} else if (d->d_name[0] == 'n') {
			invalid++;
			if (item != NULL)
				fail_msg("%s accepted", d->d_name);
		}
		cJSON_Delete(item);
	}
	closedir(dp);
	assert_int_equal(valid, 95);
	assert_int_equal(refusals, 4);
	assert_int_equal(invalid, 188);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(accepted),
		cmocka_unit_test(numbers_keep_digits),
		cmocka_unit_test(refused),
		cmocka_unit_test(length_rules),
		cmocka_unit_test(depth),
		cmocka_unit_test(accessors),
		cmocka_unit_test(many_keys),
		cmocka_unit_test(test_suite)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
