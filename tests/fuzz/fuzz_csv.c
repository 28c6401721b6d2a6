/* SPDX-License-Identifier: MIT */
/*
 * Records of the splitter, in buffers cut anywhere, against libcsv over the
 * whole text; and each record against the strict reader.
 */
#include <csv.h>

#include "fuzz.h"
#include "ingest/split.h"
#include "ingest/strict.h"

#define SIZE_MAX_HERE	4096

/* A reading as one text: fields in (), records end with |. */
struct reading {
	char	text[SIZE_MAX_HERE * 8];
	size_t	len;
	bool	bad;
};

static void
put(struct reading *r, const char *p, size_t n)
{
	MUST(r->len + n < sizeof(r->text));
	memcpy(r->text + r->len, p, n);
	r->len += n;
}

static void
on_field(void *p, size_t len, void *arg)
{
	put(arg, "(", 1);
	put(arg, p != NULL ? p : "", len);
	put(arg, ")", 1);
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
	MUST(csv_init(&c, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL) ==
	    0);
	csv_set_space_func(&c, no_space);
	r->bad = csv_parse(&c, p, len, on_field, on_record, r) < len ||
	    csv_fini(&c, on_field, on_record, r) != 0;
	csv_free(&c);
}

/* A carriage return that ends no line, or a NUL: see split.h. */
static bool
is_odd(const char *p, size_t len)
{
	bool quoted = false;
	size_t i;

	for (i = 0; i < len; i++) {
		quoted = quoted != (p[i] == '"');
		if (p[i] == '\0' || (p[i] == '\r' && !quoted && i + 1 < len &&
		    p[i + 1] != '\n'))
			return true;
	}
	return false;
}

/* One record, as it lies, by the strict reader. */
static void
check_strict(const struct record *rec)
{
	static struct strict s;
	char field[SIZE_MAX_HERE + 65];
	const char *p;
	size_t i, n;

	MUST(strict_read(&s, rec->base + rec->start, rec->end - rec->start) ==
	    0);
	MUST(s.n == rec->n && s.records <= 1);
	for (i = 0; i < rec->n; i++) {
		p = record_field(rec, i, &n);
		MUST(p >= rec->base + rec->start &&
		    p + n <= rec->base + rec->end);
		n = field_decode(field, p, n);
		MUST(s.len[i] == n &&
		    memcmp(strict_field(&s, i), field, n) == 0);
	}
}

static void
take_record(struct reading *r, const struct split *s)
{
	char field[SIZE_MAX_HERE + 65];
	const char *p;
	size_t i, n;

	r->bad = !s->r.regular;
	if (r->bad || s->r.start == s->r.end)
		return;
	check_strict(&s->r);
	for (i = 0; i < s->r.n; i++) {
		p = record_field(&s->r, i, &n);
		on_field(field, field_decode(field, p, n), r);
	}
	on_record('\n', r);
}

/* In buffers of `piece` bytes, each with what was left before it in front. */
static void
by_split(struct reading *r, const char *p, size_t len, size_t piece)
{
	char buf[2 * SIZE_MAX_HERE + 65];
	struct split *s = xcalloc(1, sizeof(*s));
	size_t held = 0, n;
	bool last = false;

	r->len = 0;
	r->bad = false;
	while (!r->bad && !last) {
		n = piece < len ? piece : len;
		memcpy(buf + held, p, n);
		p += n;
		len -= n;
		held += n;
		last = len == 0;
		if (last && held > 0 && buf[held - 1] != '\n')
			buf[held++] = '\n';
		memset(buf + held, 'x', 64);
		split_begin(s, scan_best(), buf, held);
		while (!r->bad && split_next(s))
			take_record(r, s);
		r->bad = r->bad || split_is_bad(s) ||
		    (last && s->quoted != 0);
		held -= s->r.start;
		if (s->r.start > 0)
			memmove(buf, buf + s->r.start, held);
	}
	free(s);
}

static void
agree(const struct reading *a, const struct reading *b)
{
	MUST(a->bad == b->bad);
	MUST(a->bad || (a->len == b->len &&
	    memcmp(a->text, b->text, a->len) == 0));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct reading want, got;
	const char *p = (const char *)data;

	if (size < 1 || size > SIZE_MAX_HERE)
		return 0;
	/* What libcsv takes for text is an error here: see split.h. */
	by_libcsv(&want, p + 1, size - 1);
	want.bad = want.bad || is_odd(p + 1, size - 1);
	by_split(&got, p + 1, size - 1, SIZE_MAX_HERE);
	agree(&want, &got);
	by_split(&got, p + 1, size - 1, 1 + (size_t)data[0] % 200);
	agree(&want, &got);
	return 0;
}
