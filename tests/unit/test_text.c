/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/text.h"

#define LEN(a)	(sizeof(a) / sizeof((a)[0]))

struct pair {
	const char	*in, *want;
};

typedef void (*writer)(FILE *, const char *);

static void
assert_written(writer w, const struct pair *p, size_t n)
{
	char *text;
	size_t len;
	FILE *f;

	for (; n > 0; n--, p++) {
		f = open_memstream(&text, &len);
		assert_non_null(f);
		w(f, p->in);
		assert_int_equal(fclose(f), 0);
		assert_string_equal(text, p->want);
		free(text);
	}
}

static void
assert_visible(const char *in, const char *want)
{
	char *v = text_visible(in);

	assert_string_equal(v, want);
	free(v);
}

/* Every code point by way of its own encoder, surrogates and beyond. */
static void
utf8_every(void **state)
{
	static const unsigned lead[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
	uint32_t cp, rest, back;
	unsigned char b[4];
	size_t n, i;
	bool good;

	(void)state;
	for (cp = 1; cp < 0x120000; cp++) {
		n = cp < 0x80 ? 1 : cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
		for (i = n - 1, rest = cp; i > 0; i--, rest >>= 6)
			b[i] = (unsigned char)(0x80 | (rest & 0x3f));
		b[0] = (unsigned char)(lead[n] | rest);
		good = (cp < 0xd800 || cp > 0xdfff) && cp <= 0x10ffff;
		if (utf8_valid((char *)b, n) != good)
			fail_msg("U+%04X", (unsigned)cp);
		if (n > 1 && utf8_valid((char *)b, n - 1))
			fail_msg("U+%04X cut", (unsigned)cp);
		if (good && (utf8_next((char *)b, &back) != n || back != cp))
			fail_msg("U+%04X decoded", (unsigned)cp);
	}
	assert_true(utf8_valid("", 0));
}

/* Bad bytes at every place of a long text: the fast path sees them too. */
static void
utf8_bad(void **state)
{
	static const struct {
		const char	*s;
		size_t		n;
	} bad[] = {
		{ "\0", 1 }, { "\x80", 1 }, { "\xbf", 1 }, { "\xc0\x80", 2 },
		{ "\xc1\xbf", 2 }, { "\xe0\x80\x80", 3 },
		{ "\xe0\x9f\xbf", 3 }, { "\xf0\x8f\xbf\xbf", 4 },
		{ "\xed\xa0\x80", 3 }, { "\xf4\x90\x80\x80", 4 },
		{ "\xf5\x80\x80\x80", 4 }, { "\xff", 1 }, { "\xfe", 1 },
		{ "\xc3", 1 }, { "\xe2\x82", 2 }, { "\xf0\x9f\x98", 3 },
		{ "\xc3(", 2 }, { "\xe2(\xa1", 3 }, { "\xe2\x82(", 3 }
	};
	char buf[32];
	size_t i, at;

	(void)state;
	for (i = 0; i < LEN(bad); i++)
		for (at = 0; at <= 24; at++) {
			memset(buf, 'x', sizeof(buf));
			assert_true(utf8_valid(buf, sizeof(buf)));
			memcpy(buf + at, bad[i].s, bad[i].n);
			assert_false(utf8_valid(buf, sizeof(buf)));
			assert_false(utf8_valid(buf, at + bad[i].n));
			assert_true(utf8_valid(buf, at));
		}
}

static void
width(void **state)
{
	(void)state;
	assert_int_equal(utf8_width(""), 0);
	assert_int_equal(utf8_width("caf\xc3\xa9"), 4);
	assert_int_equal(utf8_width("cafe\xcc\x81"), 4);	/* combining */
	assert_int_equal(utf8_width("\xe6\x97\xa5\xe6\x9c\xac"), 4); /* CJK */
	assert_int_equal(utf8_width("\xed\x95\x9c"), 2);	/* Hangul */
	assert_int_equal(utf8_width("\xf0\x9f\x98\x80"), 2);	/* emoji */
	assert_int_equal(utf8_width("\xe2\x9c\x85"), 2);	/* U+2705 */
	assert_int_equal(utf8_width("\xe2\x9c\x93"), 1);	/* U+2713 */
	assert_int_equal(utf8_width("\xef\xbc\xa1"), 2);	/* fullwidth */
	assert_int_equal(utf8_width("\xef\xbd\xb1"), 1);	/* halfwidth */
	assert_int_equal(utf8_width("a\xe2\x80\x8b" "b"), 2);	/* U+200B */
	assert_int_equal(utf8_width("\xe2\x80\xa6"), 1);	/* ellipsis */
	assert_int_equal(utf8_width("\xf0\xa0\x80\x80"), 2);	/* U+20000 */
	assert_int_equal(utf8_width("a\xff" "b\xe2"), 4);	/* bad bytes */
}

static void
visible(void **state)
{
	static const struct pair p[] = {
		{ "", "" }, { "C:\\x41", "C:\\x41" },
		{ "caf\xc3\xa9 \xe6\x97\xa5 \xf0\x9f\x98\x80",
		    "caf\xc3\xa9 \xe6\x97\xa5 \xf0\x9f\x98\x80" },
		{ "\x1b[31mred", "\\x1B[31mred" },
		{ "a\tb\nc\r\x01\x7f", "a\\x09b\\x0Ac\\x0D\\x01\\x7F" },
		{ "\xc2\x80\xc2\x9b" "2J\xc2\x9f",
		    "\\u{0080}\\u{009B}2J\\u{009F}" },
		{ "\xc2\xa0", "\xc2\xa0" }, { "\xd8\x9c", "\\u{061C}" },
		{ "a\xe2\x80\xae" "b", "a\\u{202E}b" },
		{ "\xe2\x81\xa6\xe2\x81\xa9", "\\u{2066}\\u{2069}" },
		{ "\xe2\x80\x8b\xe2\x80\x8c\xe2\x80\x8d\xe2\x80\x8e"
		    "\xe2\x80\x8f", "\\u{200B}\\u{200C}\\u{200D}\\u{200E}"
		    "\\u{200F}" },
		{ "\xe2\x80\xa8\xe2\x80\xa9", "\\u{2028}\\u{2029}" },
		{ "\xef\xbb\xbf\xe2\x81\xa0", "\\u{FEFF}\\u{2060}" },
		{ "\xf3\xa0\x81\x81", "\\u{E0041}" },
		{ "\xff\xc3\x28", "\\xFF\\xC3(" }, { "\xe2\x82", "\\xE2\\x82" },
		{ "\xed\xa0\x80\xf0\x9f", "\\xED\\xA0\\x80\\xF0\\x9F" }
	};
	size_t i;

	(void)state;
	for (i = 0; i < LEN(p); i++)
		assert_visible(p[i].in, p[i].want);
}

static void
visible_cut(void **state)
{
	static const struct {
		const char	*in;
		int		max;
		const char	*want;
	} t[] = {
		{ "abcdef", 6, "abcdef" }, { "abcdef", 7, "abcdef" },
		{ "abcdef", 5, "abcd\xe2\x80\xa6" },
		{ "abcdef", 1, "\xe2\x80\xa6" }, { "abcdef", 0, "" },
		{ "abcdef", -3, "" }, { "", 0, "" },
		{ "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e", 6,
		    "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e" },
		/* Two columns do not fit into one: the line is shorter. */
		{ "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e", 4,
		    "\xe6\x97\xa5\xe2\x80\xa6" },
		/* The accent stays with its letter. */
		{ "ae\xcc\x81xyz", 3, "ae\xcc\x81\xe2\x80\xa6" },
		{ "\x1b[0m", 4, "\\x1\xe2\x80\xa6" }
	};
	char *v;
	size_t i;

	(void)state;
	for (i = 0; i < LEN(t); i++) {
		v = text_visible_cut(t[i].in, t[i].max);
		assert_string_equal(v, t[i].want);
		assert_true(utf8_width(v) <= (t[i].max > 0 ? t[i].max : 0));
		free(v);
	}
}

static void
html(void **state)
{
	static const struct pair p[] = {
		{ "", "" }, { "a & b", "a &amp; b" },
		{ "<script>\"x\"</script>",
		    "&lt;script&gt;&quot;x&quot;&lt;/script&gt;" },
		{ "it's &amp;", "it&#39;s &amp;amp;" },
		{ "a\x1b" "b\xff\xe2\x80\xae", "a\\x1Bb\\xFF\\u{202E}" },
		{ "caf\xc3\xa9", "caf\xc3\xa9" }
	};

	(void)state;
	assert_written(text_html, p, LEN(p));
}

static void
csv_neutral(FILE *f, const char *s)
{
	text_csv(f, s, true);
}

static void
csv_raw(FILE *f, const char *s)
{
	text_csv(f, s, false);
}

static void
csv(void **state)
{
	static const struct pair raw[] = {
		{ "", "" }, { "plain", "plain" }, { "a,b", "\"a,b\"" },
		{ "say \"hi\"", "\"say \"\"hi\"\"\"" },
		{ "a\nb", "\"a\nb\"" }, { "a\r\nb", "\"a\\x0D\nb\"" },
		{ "\"", "\"\"\"\"" }, { "=1+1", "=1+1" }, { "-5", "-5" },
		{ " x ", " x " }, { "a'b;c", "a'b;c" },
		{ "\x1b[31m\xe2\x80\xae\xe2\x80\x8b",
		    "\\x1B[31m\\u{202E}\\u{200B}" }
	}, neutral[] = {
		{ "=1+1", "'=1+1" }, { "+1", "'+1" }, { "-5", "'-5" },
		{ "@SUM(A1)", "'@SUM(A1)" }, { "\tx", "'\\x09x" },
		{ "\rx", "\"'\\x0Dx\"" }, { "=A1,\"b\"", "\"'=A1,\"\"b\"\"\"" },
		{ "a=1", "a=1" }, { "", "" }, { "'x", "'x" }
	};

	(void)state;
	assert_written(csv_raw, raw, LEN(raw));
	assert_written(csv_neutral, neutral, LEN(neutral));
}

static void
json(void **state)
{
	static const struct pair p[] = {
		{ "", "\"\"" }, { "a\"b\\c/", "\"a\\\"b\\\\c/\"" },
		{ "\b\f\n\r\t", "\"\\b\\f\\n\\r\\t\"" },
		{ "\x01\x1b\x1f\x7f", "\"\\u0001\\u001b\\u001f\x7f\"" },
		{ "caf\xc3\xa9 \xf0\x9f\x98\x80",
		    "\"caf\xc3\xa9 \xf0\x9f\x98\x80\"" },
		{ "a\xff" "b", "\"a\xef\xbf\xbd" "b\"" },
		{ "\xe2\x82", "\"\xef\xbf\xbd\xef\xbf\xbd\"" },
		{ "\xe2\x80\xae", "\"\xe2\x80\xae\"" }
	};

	(void)state;
	assert_written(text_json, p, LEN(p));
}

static void
json_line(void **state)
{
	static const struct pair cases[] = {
		{"{\"a\":\"x\"}", "{\"a\":\"x\"}\n"},
		{"{\"a\":\"\xc3\xa9\"}", "{\"a\":\"\xc3\xa9\"}\n"},
		{"{\"a\":\"\x7f\"}", "{\"a\":\"\\u007f\"}\n"},
		{"{\"a\":\"\xc2\x9b\"}", "{\"a\":\"\\u009b\"}\n"},
		{"\"\xe2\x80\xae\"", "\"\\u202e\"\n"},
		{"\"\xf3\xa0\x80\x81\"", "\"\\udb40\\udc01\"\n"}
	};

	(void)state;
	assert_written(text_json_line, cases,
	    sizeof(cases) / sizeof(cases[0]));
}

static void
shell(void **state)
{
	static const struct pair p[] = {
		{ "", "''" }, { "plain", "plain" },
		{ "aZ09_@%+=:,./-x", "aZ09_@%+=:,./-x" },
		{ "-rf", "'-rf'" }, { "a b", "'a b'" },
		{ "it's", "'it'\\''s'" }, { "'", "''\\'''" },
		{ "$(id)", "'$(id)'" }, { "`id`", "'`id`'" },
		{ "a\nb", "'a\nb'" }, { "~root", "'~root'" },
		{ "*", "'*'" }, { "a\\b", "'a\\b'" }, { "{a,b}", "'{a,b}'" },
		{ "caf\xc3\xa9", "'caf\xc3\xa9'" }, { "!x", "'!x'" }
	};

	(void)state;
	assert_written(text_shell, p, LEN(p));
}

/* Any byte through a real shell comes out as it went in. */
static void
shell_round_trip(void **state)
{
	char in[256], *command, out[256];
	size_t i, n, len;
	FILE *f;

	(void)state;
	for (i = 0; i < 255; i++)
		in[i] = (char)(i + 1);
	in[255] = '\0';
	f = open_memstream(&command, &len);
	assert_non_null(f);
	fputs("printf %s ", f);
	text_shell(f, in);
	assert_int_equal(fclose(f), 0);
	f = popen(command, "r");
	assert_non_null(f);
	n = fread(out, 1, sizeof(out), f);
	assert_int_equal(pclose(f), 0);
	assert_int_equal(n, 255);
	assert_memory_equal(out, in, 255);
	free(command);
}

static void
markdown(void **state)
{
	static const struct pair p[] = {
		{ "", "" }, { "plain (1)", "plain (1)" }, { "a|b", "a\\|b" },
		{ "\\`*_<>[]", "\\\\\\`\\*\\_\\<\\>\\[\\]" },
		{ "a\nb", "a\\\\x0Ab" }, { "caf\xc3\xa9", "caf\xc3\xa9" }
	};

	(void)state;
	assert_written(text_markdown, p, LEN(p));
}

static void
slug(void **state)
{
	static const char *const good[] = {
		"a", "support-bot", "x9", "a-1-b", "br", "wl", "broker-x",
		"prod", "prx-1",
		"abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijab"
	};
	static const char *const bad[] = {
		"", "-a", "a-", "a--b", "9a", "A", "aB", "a_b", "a b", "a.b",
		"caf\xc3\xa9", "br-1", "sc-1", "ts-1", "an-1", "wl-1", "gp-1",
		"iv-1", "ld-1", "cd-1", "ma-1", "ru-1", "pr-1", "a\n",
		"abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabc"
	};
	size_t i;

	(void)state;
	for (i = 0; i < LEN(good); i++)
		assert_true(text_is_slug(good[i]));
	for (i = 0; i < LEN(bad); i++)
		assert_false(text_is_slug(bad[i]));
}

static void
account(void **state)
{
	(void)state;
	assert_true(text_is_account("012345678901"));
	assert_false(text_is_account("1234567890123"));
	assert_false(text_is_account("12345678901"));
	assert_false(text_is_account("12345678901x"));
	assert_false(text_is_account("123456789012\n"));

	assert_true(text_is_region("us-east-1"));
	assert_true(text_is_region("us-gov-west-1"));
	assert_true(text_is_region("ap-southeast-12"));
	assert_false(text_is_region("us-1"));
	assert_false(text_is_region("us-east-"));
	assert_false(text_is_region("us-east-123"));
	assert_false(text_is_region("us-east"));
	assert_false(text_is_region("US-EAST-1"));
	assert_false(text_is_region("us--1"));
	assert_false(text_is_region("us-east-1\n"));
	assert_false(text_is_region(""));
}

static void
glob(void **state)
{
	static const struct pair yes[] = {
		{ "", "" }, { "*", "" }, { "*", "abc" }, { "abc", "abc" },
		{ "a*c", "abbbc" }, { "a*c", "ac" }, { "a?c", "abc" },
		{ "*bot*", "my-bot-1" }, { "**", "x" }, { "*a*b", "aabab" },
		{ "?", "\xc3\xa9" }, { "*?", "x\xe6\x97\xa5" },
		{ "[a]", "[a]" }, { "a\\*", "a\\x" }, { "*aab", "aaaaab" }
	}, no[] = {
		{ "", "a" }, { "a", "" }, { "?", "" }, { "abc", "ABC" },
		{ "a*c", "ab" }, { "a?c", "ac" }, { "??", "\xc3\xa9" },
		{ "*??", "\xc3\xa9" }, { "[a]", "a" }, { "a\\*", "a*" },
		{ "abc", "abcd" }, { "*a", "ab" }
	};
	char *s = malloc(20001);
	size_t i;

	(void)state;
	for (i = 0; i < LEN(yes); i++)
		assert_true(text_glob(yes[i].in, yes[i].want));
	for (i = 0; i < LEN(no); i++)
		assert_false(text_glob(no[i].in, no[i].want));
	/* Many stars, no match: would never end if each could go back. */
	assert_non_null(s);
	memset(s, 'a', 20000);
	s[20000] = '\0';
	assert_false(text_glob("*a*a*a*a*a*a*a*a*a*a*a*b", s));
	free(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(utf8_every),
		cmocka_unit_test(utf8_bad),
		cmocka_unit_test(width),
		cmocka_unit_test(visible),
		cmocka_unit_test(visible_cut),
		cmocka_unit_test(html),
		cmocka_unit_test(csv),
		cmocka_unit_test(json),
		cmocka_unit_test(json_line),
		cmocka_unit_test(shell),
		cmocka_unit_test(shell_round_trip),
		cmocka_unit_test(markdown),
		cmocka_unit_test(slug),
		cmocka_unit_test(account),
		cmocka_unit_test(glob)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
