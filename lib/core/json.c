/* SPDX-License-Identifier: MIT */
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/json.h"
#include "core/mem.h"
#include "core/text.h"

/* The scan finds the column, the walk over the tree the rest. */
struct key {
	size_t		column;
	const cJSON	*object;
	const char	*name;
};

/*
 * cJSON reads numbers into doubles.  So the pre-scan writes a second text
 * in which the number N is the string "nN" and the string "S" the string
 * "sS"; cJSON parses that, and a walk over the tree takes the letters off
 * again.  Keys stay as they are.
 */
struct scan {
	const unsigned char *s;
	size_t		len;
	size_t		at;		/* next byte to read */
	char		*out, *end;	/* the second text */
	size_t		copied;		/* bytes before this one are in it */
	int		depth;
	struct key	*keys;		/* in the order of the text */
	size_t		nkeys;
	const char	*why;
};

static bool scan_value(struct scan *);

static bool
fail(struct scan *c, const char *why)
{
	c->why = why;
	return false;
}

/* The next byte, or -1 at the end. */
static int
peek(const struct scan *c)
{
	return c->at < c->len ? c->s[c->at] : -1;
}

/* Pass the next byte if it is one of the set. */
static bool
pass(struct scan *c, const char *set)
{
	int b = peek(c);

	if (b <= 0 || strchr(set, b) == NULL)
		return false;
	c->at++;
	return true;
}

static void
skip_blanks(struct scan *c)
{
	while (pass(c, " \t\n\r"))
		continue;
}

static bool
pass_mark(struct scan *c, const char *mark)
{
	skip_blanks(c);
	return pass(c, mark);
}

/* Bring the second text up to the byte at hand, then add to it. */
static void
put(struct scan *c, const char *more)
{
	size_t n = c->at - c->copied;

	memcpy(c->end, c->s + c->copied, n);
	c->copied = c->at;
	c->end = stpcpy(c->end + n, more);
}

/* Four hexadecimal digits, after \u. */
static bool
scan_hex(struct scan *c, unsigned *unit)
{
	static const char hex[] = "0123456789abcdef0123456789ABCDEF";
	const char *p;
	int i, b;

	for (i = 0, *unit = 0; i < 4; i++, c->at++) {
		b = peek(c);
		if (b <= 0 || (p = strchr(hex, b)) == NULL)
			return fail(c, "bad \\u escape");
		*unit = *unit << 4 | (unsigned)((p - hex) & 15);
	}
	return true;
}

/* At the u of \uXXXX, which may begin a surrogate pair. */
static bool
scan_unicode(struct scan *c)
{
	size_t start = c->at - 1;
	unsigned unit, low = 0;

	c->at++;
	if (!scan_hex(c, &unit))
		return false;
	if (unit >= 0xd800 && unit <= 0xdbff) {
		if (pass(c, "\\") && pass(c, "u") && !scan_hex(c, &low))
			return false;
		if (low >= 0xdc00 && low <= 0xdfff)
			return true;
	} else if (unit != 0 && (unit < 0xdc00 || unit > 0xdfff))
		return true;
	c->at = start;
	return fail(c, unit == 0 ? "\\u0000 is refused" : "lone surrogate");
}

static bool
scan_escape(struct scan *c)
{
	c->at++;
	if (peek(c) == 'u')
		return scan_unicode(c);
	return pass(c, "\"\\/bfnrt") || fail(c, "bad escape");
}

/* The bytes of one character above ASCII. */
static bool
scan_utf8(struct scan *c)
{
	const char *p = (const char *)c->s + c->at;
	unsigned char b = c->s[c->at];
	size_t n = b < 0xe0 ? 2 : b < 0xf0 ? 3 : 4;

	if (n > c->len - c->at || !utf8_valid(p, n))
		return fail(c, "bad UTF-8");
	c->at += n;
	return true;
}

/* At the opening quote; `mark` goes behind it in the second text. */
static bool
scan_string(struct scan *c, const char *mark)
{
	int b;

	c->at++;
	put(c, mark);
	while ((b = peek(c)) != '"') {
		if (b < 0)
			return fail(c, "text ends within a string");
		if (b < 0x20)
			return fail(c, "control character in a string");
		if (b == '\\') {
			if (!scan_escape(c))
				return false;
		} else if (b < 0x80)
			c->at++;
		else if (!scan_utf8(c))
			return false;
	}
	c->at++;
	return true;
}

static bool
scan_digits(struct scan *c)
{
	size_t start = c->at;

	while (peek(c) >= '0' && peek(c) <= '9')
		c->at++;
	return c->at > start || fail(c, "bad number");
}

static bool
scan_number(struct scan *c)
{
	put(c, "\"n");
	pass(c, "-");
	if (!pass(c, "0") && !scan_digits(c))
		return false;
	if (pass(c, ".") && !scan_digits(c))
		return false;
	if (pass(c, "eE")) {
		pass(c, "+-");
		if (!scan_digits(c))
			return false;
	}
	put(c, "\"");
	return true;
}

static bool
scan_word(struct scan *c, const char *word)
{
	size_t n = strlen(word);

	if (c->len - c->at < n || memcmp(c->s + c->at, word, n) != 0)
		return false;
	c->at += n;
	return true;
}

static bool
scan_key(struct scan *c)
{
	skip_blanks(c);
	if (peek(c) != '"')
		return fail(c, "key expected");
	c->keys[c->nkeys++].column = c->at + 1;
	return scan_string(c, "") &&
	    (pass_mark(c, ":") || fail(c, "':' expected"));
}

/* At the opening bracket of an array or an object. */
static bool
scan_nested(struct scan *c, bool object, const char *end)
{
	if (++c->depth > JSON_DEPTH_MAX)
		return fail(c, "nested too deep");
	c->at++;
	if (!pass_mark(c, end)) {
		do {
			if ((object && !scan_key(c)) || !scan_value(c))
				return false;
		} while (pass_mark(c, ","));
		if (!pass(c, end))
			return fail(c, "',' or closing bracket expected");
	}
	c->depth--;
	return true;
}

static bool
scan_value(struct scan *c)
{
	int b;

	skip_blanks(c);
	switch ((b = peek(c))) {
	case '{':
		return scan_nested(c, true, "}");
	case '[':
		return scan_nested(c, false, "]");
	case '"':
		return scan_string(c, "s");
	default:
		if (b == '-' || (b >= '0' && b <= '9'))
			return scan_number(c);
		return scan_word(c, "true") || scan_word(c, "false") ||
		    scan_word(c, "null") || fail(c, "value expected");
	}
}

static bool
scan_text(struct scan *c)
{
	if (!scan_value(c))
		return false;
	skip_blanks(c);
	put(c, "");
	return c->at == c->len || fail(c, "text after the value");
}

/*
 * Take the marks off the strings below item, and tell the keys from *key
 * on where they are: the walk meets them in the order of the text.
 */
static void
restore(cJSON *item, struct key **key)
{
	cJSON *child;

	if (cJSON_IsString(item)) {
		if (item->valuestring[0] == 'n')
			item->type = cJSON_Raw;
		memmove(item->valuestring, item->valuestring + 1,
		    strlen(item->valuestring));
	}
	cJSON_ArrayForEach(child, item) {
		if (child->string != NULL) {
			(*key)->object = item;
			(*key)++->name = child->string;
		}
		restore(child, key);
	}
}

static int
key_order(const void *va, const void *vb)
{
	const struct key *a = va, *b = vb;
	int r;

	if (a->object != b->object)
		return (uintptr_t)a->object < (uintptr_t)b->object ? -1 : 1;
	if ((r = strcmp(a->name, b->name)) != 0)
		return r;
	return a->column < b->column ? -1 : a->column > b->column;
}

/* The column of the first key that its object has already, or 0. */
static size_t
find_duplicate(struct key *keys, size_t n)
{
	size_t i, column = 0;

	qsort(keys, n, sizeof(*keys), key_order);
	for (i = 1; i < n; i++)
		if (keys[i].object == keys[i - 1].object &&
		    strcmp(keys[i].name, keys[i - 1].name) == 0 &&
		    (column == 0 || keys[i].column < column))
			column = keys[i].column;
	return column;
}

static cJSON *
parse_marked(struct scan *c)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	struct key *key = c->keys;
	cJSON *item;

	/* cJSON notes the place of its last error in one variable for all. */
	pthread_mutex_lock(&lock);
	item = cJSON_ParseWithLengthOpts(c->out, (size_t)(c->end - c->out),
	    NULL, 0);
	pthread_mutex_unlock(&lock);
	if (item == NULL)
		mem_out();		/* for the text is good */
	restore(item, &key);
	if ((c->at = find_duplicate(c->keys, c->nkeys)) == 0)
		return item;
	c->at--;			/* a column counts from 1 */
	cJSON_Delete(item);
	fail(c, "duplicate key");
	return NULL;
}

/* What does not even begin as a value is something else altogether. */
static void
say_where(struct err *e, const struct scan *c)
{
	size_t i;

	for (i = 0; i < c->at && strchr(" \t\r\n", c->s[i]) != NULL; i++)
		continue;
	if (i == c->at)
		err_set(e, FOC_BAD_INPUT, "is no JSON");
	else
		err_set(e, FOC_BAD_INPUT, "column %zu: %s", c->at + 1, c->why);
}

cJSON *
json_parse(const char *s, size_t len, struct err *e)
{
	struct scan c = { .s = (const unsigned char *)s, .len = len };
	cJSON *item = NULL;

	/* A one-digit number grows most: by a mark and two quotes. */
	c.out = c.end = xreallocarray(NULL, len + 1, 4);
	/* Every key but the last takes 4 bytes or more: {"": or ,"": */
	c.keys = xreallocarray(NULL, len / 4 + 1, sizeof(*c.keys));
	if (scan_text(&c))
		item = parse_marked(&c);
	if (item == NULL)
		say_where(e, &c);
	free(c.keys);
	free(c.out);
	return item;
}

cJSON *
json_member(const cJSON *object, const char *key)
{
	return cJSON_GetObjectItemCaseSensitive(object, key);
}

const char *
json_string(const cJSON *object, const char *key)
{
	return cJSON_GetStringValue(json_member(object, key));
}

const char *
json_number(const cJSON *object, const char *key)
{
	const cJSON *item = json_member(object, key);

	return cJSON_IsRaw(item) ? item->valuestring : NULL;
}

char *
json_print(const cJSON *item)
{
	char *text = cJSON_PrintUnformatted(item);

	if (text == NULL)
		mem_out();
	return text;
}
