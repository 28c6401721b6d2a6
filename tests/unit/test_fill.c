/* SPDX-License-Identifier: MIT */
/* Templates: each value escaped for where it goes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "govern/steps.h"

static char *list_words[] = { "a", "b\"c" };
static const struct words list = { list_words, 2 };
static const struct words empty = { NULL, 0 };
static const struct value v[] = {
	{ "evil", "it's $(x)\n\"y\"\\", NULL },
	{ "plain", "us-east-1", NULL },
	{ "list", NULL, &list },
	{ "none", NULL, &empty },
	{ "no", "", NULL },
};
static const struct values values = { v, sizeof(v) / sizeof(v[0]) };

static int
fills(const char *tmpl, enum fill how, const char *want)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	int bad = fill_text(out, tmpl, strlen(tmpl), &values, how);

	fclose(out);
	if (want != NULL)
		assert_string_equal(text, want);
	free(text);
	return bad;
}

static void
escapes(void **state)
{
	(void)state;
	fills("[\"{{evil}}\"]", FILL_JSON, "[\"it's $(x)\\n\\\"y\\\"\\\\\"]");
	fills("a {{evil}} {{plain}}", FILL_SHELL,
	    "a 'it'\\''s $(x)\n\"y\"\\' us-east-1");
	fills("[\"{{list}}\"]", FILL_JSON, "[\"a\",\"b\\\"c\"]");
	fills("{{list}}", FILL_SHELL, "a 'b\"c'");
	fills("{{list}}.", FILL_PROSE, "a, b\"c.");
	fills("{{=evil}}", FILL_SHELL, "it's $(x)\n\"y\"\\");
	fills("{ } {a}", FILL_SHELL, "{ } {a}");
}

static void
asks_for_what_is_not_there(void **state)
{
	(void)state;
	assert_int_equal(fills("{{plain}}", FILL_JSON, NULL), 0);
	assert_int_equal(fills("{{plai}}", FILL_JSON, NULL), -1);
	assert_int_equal(fills("{{plainer}}", FILL_JSON, NULL), -1);
	assert_int_equal(fills("{{plain}", FILL_JSON, NULL), -1);
	assert_true(values_have(&values, "list", 4));
	assert_false(values_have(&values, "none", 4));
	assert_false(values_have(&values, "no", 2));
	assert_false(values_have(&values, "lis", 3));
}

static void
reads_steps(void **state)
{
	struct steps s;

	(void)state;
	assert_int_equal(steps_read(&s, "= One {{plain}}\n: do\n: this\n"
	    "?no : not this\n?plain : and that\n$ run {{evil}}\n| more\n"
	    "$ again\n@ https://x/{{plain}}\n\n= Two\n", &values), 0);
	assert_int_equal(s.n, 2);
	assert_string_equal(s.step[0].title, "One us-east-1");
	assert_string_equal(s.step[0].instruction, "do this and that");
	assert_int_equal(s.step[0].n_commands, 2);
	assert_string_equal(s.step[0].command[0],
	    "run 'it'\\''s $(x)\n\"y\"\\'\nmore");
	assert_string_equal(s.step[0].command[1], "again");
	assert_string_equal(s.step[0].url, "https://x/us-east-1");
	assert_null(s.step[1].instruction);
	assert_int_equal(s.step[1].n_commands, 0);
	steps_free(&s);
}

static void
refuses_bad_templates(void **state)
{
	static const char *const bad[] = {
		": before a step\n", "= a\n| before a command\n", "= a\n? x\n",
		"= a\n* what\n", "= a\n$no blank\n", "= {{nothing}}\n",
		"=1\n", "= 1\n= 2\n= 3\n= 4\n= 5\n= 6\n= 7\n= 8\n= 9\n"
	};
	struct steps s;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (steps_read(&s, bad[i], &values) != -1)
			fail_msg("%s", bad[i]);
		steps_free(&s);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(escapes),
		cmocka_unit_test(asks_for_what_is_not_there),
		cmocka_unit_test(reads_steps),
		cmocka_unit_test(refuses_bad_templates),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
