/* SPDX-License-Identifier: MIT */
/*
 * The splitter finds exactly what libcsv, read strictly, finds: by every way
 * of scanning that this processor has, and wherever the input is cut.
 */
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

/*
 * libcsv a byte at a time.  It takes two things that we refuse: a NUL, and a
 * carriage return outside of quotes that no line feed follows.
 */
static void
by_libcsv(struct reading *r, const char *p, size_t len)
{
	const int field_begun = 2;	/* of libcsv.c */
	struct csv_parser c;
	size_t i;

	r->len = 0;
	r->bad = memchr(p, '\0', len) != NULL;
	csv_init(&c, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL);
	csv_set_space_func(&c, no_space);
	for (i = 0; i < len && !r->bad; i++) {
		if (p[i] == '\r' && i + 1 < len && p[i + 1] != '\n')
			r->bad = !c.quoted || c.pstate != field_begun;
		r->bad = r->bad ||
		    csv_parse(&c, p + i, 1, on_field, on_record, r) < 1;
	}
	r->bad = r->bad || csv_fini(&c, on_field, on_record, r) != 0;
	csv_free(&c);
}

/* The records of a buffer; returns where the rest of it begins. */
static size_t
split_some(struct split *s, scan_fn *scan, struct reading *r, const char *buf,
    size_t len)
{
	char field[TEXT_MAX];
	const char *f;
	size_t i, n;

	split_begin(s, scan, buf, len);
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
	r->bad = r->bad || split_is_bad(s);
	return s->r.start;
}

/* In two buffers, the second of which begins with the rest of the first. */
static void
by_split(scan_fn *scan, struct reading *r, const char *p, size_t len,
    size_t cut)
{
	char *buf = xmalloc(len + 65);
	struct split *s = xcalloc(1, sizeof(*s));
	size_t at;

	memcpy(buf, p, len);
	memset(buf + len, '"', 65);	/* of which nothing may be seen */
	if (len > 0 && buf[len - 1] != '\n')
		buf[len++] = '\n';
	r->len = 0;
	r->bad = false;
	at = cut > 0 ? split_some(s, scan, r, buf, cut) : 0;
	if (!r->bad)
		split_some(s, scan, r, buf + at, len - at);
	r->bad = r->bad || s->quoted != 0;
	free(s);
	free(buf);
}

static void
agree_by(enum scan_path path, const struct reading *a, const char *p,
    size_t len, size_t cut)
{
	static struct reading b;

	if (scan_by(path) == NULL)
		return;
	by_split(scan_by(path), &b, p, len, cut);
	if (a->bad != b.bad)
		fail_msg("libcsv %s, split (way %d, cut at %zu) %s: %.*s",
		    a->bad ? "refuses" : "takes", (int)path, cut,
		    b.bad ? "refuses" : "takes", (int)len, p);
	if (!a->bad && (a->len != b.len || memcmp(a->text, b.text, a->len)))
		fail_msg("way %d, cut at %zu: differ on %.*s:\n%.*s\n%.*s",
		    (int)path, cut, (int)len, p, (int)a->len, a->text,
		    (int)b.len, b.text);
}

static void
agree_cut(const char *p, size_t len, size_t cut)
{
	static struct reading a;
	int path;

	by_libcsv(&a, p, len);
	for (path = 0; path < SCAN__MAX; path++)
		agree_by((enum scan_path)path, &a, p, len, cut);
}

static void
agree(const char *p, size_t len)
{
	agree_cut(p, len, 0);
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

/* Every byte that matters, and then some, as it comes. */
static void
hostile_texts(void **state)
{
	static const char bytes[] = "\"\",,\n\r\0a{: \\\xef\xbb\xbf\xff";
	char text[300];
	size_t i, j, len;

	(void)state;
	srandom(3);
	for (i = 0; i < 200000; i++) {
		len = (size_t)random() % (i % 2 == 0 ? 12 : sizeof(text));
		for (j = 0; j < len; j++)
			text[j] = random() % 8 < (long)(i % 8) ? 'x' :
			    bytes[(size_t)random() % (sizeof(bytes) - 1)];
		agree_cut(text, len, len > 0 ? (size_t)random() % len : 0);
	}
}

static const char good[] = "Anniversary,\"Payer, \"\"Main\"\" x\",{},"
    "\"{\"\"iamPrincipal/owner\"\":\"\"a \\\"\"b\\\"\" c\"\"}\",1.0,\n"
    "second,\"two\nlines\",\"\",\"\",\"\"\"\",3\r\nthird,,,,,\n"
    "\"a field that is longer than one step of the splitter, with a comma, "
    "\"\"quotes\"\" and a\r\nline end in it\",x\r\nlast,line,\"no end\"";

/* Records that are right but for one byte. */
static void
random_damage(void **state)
{
	char text[sizeof(good)];
	size_t i;

	(void)state;
	srandom(2);
	for (i = 0; i < 100000; i++) {
		memcpy(text, good, sizeof(good));
		text[(size_t)random() % (sizeof(good) - 1)] =
		    "\",\n\ra1{}"[random() % 8];
		agree(text, sizeof(good) - 1);
	}
}

/* At every offset a cut, and at every alignment to the steps. */
static void
every_cut(void **state)
{
	char text[sizeof(good) + 64];
	size_t cut, shift;

	(void)state;
	for (shift = 0; shift < 64; shift++) {
		memset(text, 'x', shift);
		memcpy(text + shift, good, sizeof(good));
		for (cut = 0; cut < shift + sizeof(good) - 1; cut++)
			agree_cut(text, shift + sizeof(good) - 1, cut);
	}
}

static void
every_way_there_is(void **state)
{
	(void)state;
	assert_non_null(scan_by(SCAN_PORTABLE));
	assert_non_null(scan_best());
#ifdef __x86_64__
	assert_non_null(scan_by(SCAN_SSE2));
	if (__builtin_cpu_supports("avx2"))
		assert_ptr_equal(scan_best(), scan_by(SCAN_AVX2));
#endif
}

/* Ways that differ in one bit would agree on most texts. */
static void
same_masks(void **state)
{
	struct masks want[4], got[4];
	char text[4 * SCAN_STEP];
	size_t i, j;
	int path;

	(void)state;
	srandom(4);
	for (i = 0; i < 20000; i++) {
		for (j = 0; j < sizeof(text); j++)
			text[j] = (char)(i % 2 == 0 ? random() :
			    "\",\n\r\0#-\v\f\xa2"[random() % 10]);
		memset(want, 0, sizeof(want));
		for (j = 0; j < sizeof(text); j++) {
			uint64_t bit = UINT64_C(1) << j % 64;
			struct masks *m = &want[j / 64];

			m->quote |= text[j] == '"' ? bit : 0;
			m->comma |= text[j] == ',' ? bit : 0;
			m->lf |= text[j] == '\n' ? bit : 0;
			m->cr |= text[j] == '\r' ? bit : 0;
			m->nul |= text[j] == '\0' ? bit : 0;
		}
		for (path = 0; path < SCAN__MAX; path++)
			if (scan_by((enum scan_path)path) != NULL) {
				scan_by((enum scan_path)path)(got, text, 4);
				assert_memory_equal(got, want, sizeof(want));
			}
	}
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
	split_begin(s, scan_best(), p, COLUMNS_MAX);
	assert_true(split_next(s));
	assert_int_equal(s->r.n, COLUMNS_MAX);
	memset(p, ',', 3 * COLUMNS_MAX);
	p[3 * COLUMNS_MAX] = '\n';
	split_begin(s, scan_best(), p, 3 * COLUMNS_MAX + 1);
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
		cmocka_unit_test(hostile_texts),
		cmocka_unit_test(every_cut),
		cmocka_unit_test(every_way_there_is),
		cmocka_unit_test(same_masks),
		cmocka_unit_test(strict_words),
		cmocka_unit_test(many_columns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
