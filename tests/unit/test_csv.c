/* SPDX-License-Identifier: MIT */
/* The splitter finds exactly what libcsv, read strictly, finds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <csv.h>

#include "core/mem.h"
#include "ingest/split.h"
#include "ingest/strict.h"

#define TEXT_MAX 8192

/* Both readings as one text: fields in <>, records ended by |. */
struct reading {
	char	text[TEXT_MAX * 8];
	size_t	len;
	bool	bad;
};

static void
put(struct reading *r, const char *p, size_t n)
{
	assert_true(r->len + n < sizeof(r->text));
	memcpy(r->text + r->len, p, n);
	r->len += n;
}

static void
on_field(void *p, size_t len, void *arg)
{
	put(arg, "<", 1);
	put(arg, p, len);
	put(arg, ">", 1);
}

static void
on_record(int end, void *arg)
{
	(void)end;
	put(arg, "|", 1);
}

static int
no_space(unsigned char c)
{
	(void)c;
	return 0;
}

static void
by_libcsv(struct reading *r, const char *p, size_t len)
{
	struct csv_parser c;

	r->len = 0;
	csv_init(&c, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL);
	csv_set_space_func(&c, no_space);
	r->bad = csv_parse(&c, p, len, on_field, on_record, r) < len ||
	    csv_fini(&c, on_field, on_record, r) != 0;
	csv_free(&c);
}

static void
by_split(struct reading *r, const char *p, size_t len)
{
	char *buf = xcalloc(len + 65, 1), field[TEXT_MAX];
	struct split *s = xcalloc(1, sizeof(*s));
	const char *f;
	size_t i, n;

	memcpy(buf, p, len);
	if (len > 0 && buf[len - 1] != '\n')
		buf[len++] = '\n';
	r->len = 0;
	r->bad = false;
	split_begin(s, buf, len);
	while (!r->bad && split_next(s)) {
		r->bad = !s->r.regular;
		if (r->bad || s->r.start == s->r.end)
			continue;
		for (i = 0; i < s->r.n; i++) {
			f = record_field(&s->r, i, &n);
			on_field(field, field_decode(field, f, n), r);
		}
		on_record('\n', r);
	}
	r->bad = r->bad || s->quoted != 0 || split_is_bad(s);
	free(s);
	free(buf);
}

static void
agree(const char *p, size_t len)
{
	static struct reading a, b;

	by_libcsv(&a, p, len);
	by_split(&b, p, len);
	if (a.bad != b.bad)
		fail_msg("libcsv %s, split %s: %.*s", a.bad ? "refuses" :
		    "takes", b.bad ? "refuses" : "takes", (int)len, p);
	if (a.bad)
		return;
	if (a.len != b.len || memcmp(a.text, b.text, a.len) != 0)
		fail_msg("differ on %.*s:\n%.*s\n%.*s", (int)len, p,
		    (int)a.len, a.text, (int)b.len, b.text);
}

static const char *const texts[] = {
	"a,b,c\n", "a,b\r\nc,d\r\n", "a,b,c", "\"two\nline\",\"one line\",x\n",
	"a,b,c\n\nd,e,f\n\n", " a,  b,   c\n", "a\"\"b,c", "a \"word\",\"b\"",
	"\"a word\",b\"", "\"a \"word\",\"b\"", "a,b,c,", "a,b,c,\n",
	"a,b,c, \n", ",,,\n\"x\",\"y\",\"\",\"\"\n\"\",\"\",\"\",\"\"\n",
	"a,\"b\ncd,e", "a,b\n\"d\n\n,e", "\"\n\n\n\n\"", "\"foo\"bar\"\r\n",
	"\"foo\"\"bar\"\r\n", "\"\"\"\"\"\"\"\"", "\"\"\"\"\"\"\"", "\"\"\n",
	"x,\"{\"\"k\"\":\"\"a \\\"\"q\\\"\" b\"\"}\",y\n", "\"", "", "\n\n",
	"a,\"b\" ,c\n", "a, \"b\",c\n", "\xc3\xa5,\"\xc3\xb6\"\n",
};

static void
known_texts(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		agree(texts[i], strlen(texts[i]));
}

static void
random_texts(void **state)
{
	static const char *const words[] = {
		"a", ",", "\"", "\n", "\r\n", "\"\"", ",\"", "\",", "\"\n",
		"{\"\"k\"\":1}", "long enough to cross a step of the splitter",
	};
	char text[TEXT_MAX];
	size_t i, j, len, n;
	const char *w;

	(void)state;
	srandom(1);
	for (i = 0; i < 200000; i++) {
		n = 1 + (size_t)random() % 40;
		for (j = len = 0; j < n; j++) {
			w = words[(size_t)random() %
			    (sizeof(words) / sizeof(words[0]))];
			memcpy(text + len, w, strlen(w));
			len += strlen(w);
		}
		agree(text, len);
	}
}

/* Records that are right but for one byte. */
static void
random_damage(void **state)
{
	static const char good[] = "Anniversary,\"Payer, \"\"Main\"\" x\",{},"
	    "\"{\"\"iamPrincipal/owner\"\":\"\"a \\\"\"b\\\"\" c\"\"}\",1.0,\n"
	    "second,\"two\nlines\",\"\",\"\",\"\"\"\",3\r\nthird,,,,,\n";
	char text[sizeof(good)];
	size_t i;

	(void)state;
	srandom(2);
	agree(good, sizeof(good) - 1);
	for (i = 0; i < 100000; i++) {
		memcpy(text, good, sizeof(good));
		text[(size_t)random() % (sizeof(good) - 1)] =
		    "\",\na1{}"[random() % 7];
		/* A bare \r ends a record for libcsv: ours refuses it. */
		if (strstr(text, "\r\n") != NULL)
			agree(text, sizeof(good) - 1);
	}
}

static bool
refused(const char *p, size_t len)
{
	static struct reading r;

	by_split(&r, p, len);
	return r.bad;
}

static void
beyond_libcsv(void **state)
{
	(void)state;
	assert_true(refused("a\rb,c\n", 6));
	assert_true(refused("a\0b,c\n", 6));
	assert_false(refused("\"a\rb\",c\n", 8));
}

static void
strict_words(void **state)
{
	struct strict s;

	(void)state;
	strict_init(&s);
	assert_int_equal(strict_read(&s, "a,\"b, \"\"c\"\"\n", 12), -1);
	assert_string_equal(s.why, "a quote that is not closed");
	assert_int_equal(strict_read(&s, "a,\"b\"c\n", 7), -1);
	assert_int_equal(s.bad, 5);
	assert_int_equal(strict_read(&s, "a\rb\n", 4), -1);
	assert_int_equal(strict_read(&s, "a,\"b, \"\"c\"\"\",\r\n", 15), 0);
	assert_int_equal(s.n, 3);
	assert_string_equal(strict_field(&s, 1), "b, \"c\"");
	assert_string_equal(strict_field(&s, 2), "");
	strict_free(&s);
}

static void
many_columns(void **state)
{
	char *p = xmalloc(3 * COLUMNS_MAX + 128);
	struct split *s = xcalloc(1, sizeof(*s));

	(void)state;
	memset(p, ',', COLUMNS_MAX - 1);
	p[COLUMNS_MAX - 1] = '\n';
	split_begin(s, p, COLUMNS_MAX);
	assert_true(split_next(s));
	assert_int_equal(s->r.n, COLUMNS_MAX);
	memset(p, ',', 3 * COLUMNS_MAX);
	p[3 * COLUMNS_MAX] = '\n';
	split_begin(s, p, 3 * COLUMNS_MAX + 1);
	assert_true(split_next(s));
	assert_true(s->r.n > COLUMNS_MAX);
	assert_false(split_next(s));
	free(s);
	free(p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_texts),
		cmocka_unit_test(random_texts),
		cmocka_unit_test(random_damage),
		cmocka_unit_test(beyond_libcsv),
		cmocka_unit_test(strict_words),
		cmocka_unit_test(many_columns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
