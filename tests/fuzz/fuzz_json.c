/* SPDX-License-Identifier: MIT */
/*
 * JSON against a small reader of RFC 8259 and of our limits, which knows
 * nothing of cJSON; what is printed is read back.
 */
#include "core/figure.h"
#include "fuzz.h"

/* --- the reference: yes or no */

struct ref {
	const uint8_t *p, *end;
	int	depth;
};

static bool ref_value(struct ref *r);

static void
blanks(struct ref *r)
{
	while (r->p < r->end && (*r->p == ' ' || *r->p == '\t' ||
	    *r->p == '\n' || *r->p == '\r'))
		r->p++;
}

static bool
mark(struct ref *r, char c)
{
	blanks(r);
	if (r->p == r->end || *r->p != c)
		return false;
	r->p++;
	return true;
}

static bool
word(struct ref *r, const char *w)
{
	size_t n = strlen(w);

	if ((size_t)(r->end - r->p) < n || memcmp(r->p, w, n) != 0)
		return false;
	r->p += n;
	return true;
}

static int
hex_digit(uint8_t c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ?
	    c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* \uXXXX, p behind the backslash; -1 where it is none. */
static int
unit_at(const struct ref *r, const uint8_t *p)
{
	int v = 0, i;

	if (r->end - p < 5 || *p != 'u')
		return -1;
	for (i = 1; i <= 4; i++) {
		if (hex_digit(p[i]) < 0)
			return -1;
		v = v * 16 + hex_digit(p[i]);
	}
	return v;
}

static char *
put_utf8(char *to, uint32_t c)
{
	int n = c < 0x80 ? 0 : c < 0x800 ? 1 : c < 0x10000 ? 2 : 3, i;

	if (n == 0) {
		*to++ = (char)c;
		return to;
	}
	*to++ = (char)((0xf00u >> n & 0xff) | c >> 6 * n);
	for (i = n - 1; i >= 0; i--)
		*to++ = (char)(0x80 | (c >> 6 * i & 0x3f));
	return to;
}

static bool
ref_escape(struct ref *r, char **to)
{
	static const char from[] = "\"\\/bfnrt", as[] = "\"\\/\b\f\n\r\t";
	const char *plain;
	int unit, low;

	if (r->p == r->end)
		return false;
	if (*r->p != 'u') {
		plain = *r->p != 0 ? strchr(from, *r->p) : NULL;
		if (plain == NULL)
			return false;
		*(*to)++ = as[plain - from];
		r->p++;
		return true;
	}
	unit = unit_at(r, r->p);
	if (unit <= 0 || (unit >= 0xdc00 && unit <= 0xdfff))
		return false;
	r->p += 5;
	if (unit >= 0xd800 && unit < 0xdc00) {
		if (r->p == r->end || *r->p != '\\' ||
		    (low = unit_at(r, r->p + 1)) < 0xdc00 || low > 0xdfff)
			return false;
		r->p += 6;
		unit = 0x10000 + (unit - 0xd800) * 0x400 + (low - 0xdc00);
	}
	*to = put_utf8(*to, (uint32_t)unit);
	return true;
}

/* Its text goes to `to`, which is as long as what is left of the input. */
static bool
ref_string(struct ref *r, char *to)
{
	if (!mark(r, '"'))
		return false;
	for (;;) {
		if (r->p == r->end || *r->p < 0x20)
			return false;
		if (*r->p == '"')
			break;
		if (*r->p != '\\')
			*to++ = (char)*r->p++;
		else if (r->p++, !ref_escape(r, &to))
			return false;
	}
	r->p++;
	*to = '\0';
	return true;
}

static bool
digits(struct ref *r)
{
	const uint8_t *from = r->p;

	while (r->p < r->end && *r->p >= '0' && *r->p <= '9')
		r->p++;
	return r->p > from;
}

static bool
ref_number(struct ref *r)
{
	word(r, "-");
	if (!word(r, "0") && !digits(r))
		return false;
	if (word(r, ".") && !digits(r))
		return false;
	if (word(r, "e") || word(r, "E")) {
		if (!word(r, "+"))
			word(r, "-");
		return digits(r);
	}
	return true;
}

static bool
ref_object(struct ref *r)
{
	size_t room = (size_t)(r->end - r->p) + 1, n = 0, i;
	char **key = xcalloc(room, sizeof(*key)), *text;
	bool good = true, none = mark(r, '}');

	while (!none && good) {
		text = key[n++] = xmalloc(room);
		good = ref_string(r, text) && mark(r, ':') &&
		    ref_value(r);
		for (i = 0; good && i + 1 < n; i++)
			good = strcmp(key[i], text) != 0;
		if (!good || !mark(r, ','))
			break;
	}
	good = good && (none || mark(r, '}'));
	for (i = 0; i < n; i++)
		free(key[i]);
	free(key);
	return good;
}

static bool
ref_array(struct ref *r)
{
	if (mark(r, ']'))
		return true;
	do {
		if (!ref_value(r))
			return false;
	} while (mark(r, ','));
	return mark(r, ']');
}

static bool
ref_value(struct ref *r)
{
	char *text;
	bool good;

	blanks(r);
	if (r->p == r->end)
		return false;
	if (*r->p == '"') {
		text = xmalloc((size_t)(r->end - r->p) + 1);
		good = ref_string(r, text);
		free(text);
		return good;
	}
	if (*r->p == '{' || *r->p == '[') {
		if (++r->depth > JSON_DEPTH_MAX)
			return false;
		good = *r->p++ == '{' ? ref_object(r) : ref_array(r);
		r->depth--;
		return good;
	}
	return *r->p == '-' || (*r->p >= '0' && *r->p <= '9') ?
	    ref_number(r) : word(r, "true") || word(r, "false") ||
	    word(r, "null");
}

static bool
by_reference(const uint8_t *data, size_t size)
{
	struct ref r = { data, data + size, 0 };
	bool ascii = true;
	size_t i;

	for (i = 0; i < size; i++)
		ascii = ascii && data[i] < 0x80;
	/* Outside of strings no byte above ASCII passes the grammar. */
	if (!ascii && !utf8_valid((const char *)data, size))
		return false;
	if (!ref_value(&r))
		return false;
	blanks(&r);
	return r.p == r.end;
}

/* --- ours, and what is made of it */

static void
on_figure(void *arg, const char *key, const cJSON *value)
{
	/* A key with a point in it may be another's way. */
	MUST(cJSON_IsRaw(value) && figure_find(arg, key) != NULL);
}

static void
check_tree(cJSON *tree)
{
	static const char *const keys[] = { "id", "kind", "usd", "Records" };
	char *once = json_print(tree), *twice, *line;
	struct err e;
	cJSON *again = json_parse(once, strlen(once), &e);
	size_t i, n;

	MUST(again != NULL);
	twice = json_print(again);
	MUST(strcmp(once, twice) == 0);
	free(twice);
	cJSON_Delete(again);
	line = fuzz_print(text_json_line, once);
	n = strlen(line);
	MUST(n > 0 && line[n - 1] == '\n' && fuzz_is_plain(line, n - 1, ""));
	again = json_parse(line, n, &e);
	MUST(again != NULL);
	twice = json_print(again);
	MUST(strcmp(once, twice) == 0);
	free(twice);
	free(line);
	free(once);
	cJSON_Delete(again);
	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		(void)json_string(tree, keys[i]);
		(void)json_number(tree, keys[i]);
	}
	figure_each(tree, on_figure, tree);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err e = { .status = FOC_OK };
	cJSON *tree = json_parse((const char *)data, size, &e);

	MUST((tree != NULL) == by_reference(data, size));
	if (tree == NULL) {
		MUST(e.status == FOC_BAD_INPUT);
		fuzz_check_sentence(e.text);
		MUST(fuzz_is_plain(e.text, strlen(e.text), ""));
		return 0;
	}
	check_tree(tree);
	cJSON_Delete(tree);
	return 0;
}
