/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"

#define ELLIPSIS	"\xe2\x80\xa6"
#define REPLACEMENT	"\xef\xbf\xbd"

/* Longest form that one byte or character can take: \u{10FFFF}. */
#define SHOWN_MAX	10

/*
 * What would not be seen, or would move what is: C1, bidi controls, line
 * and paragraph separators, and all that Unicode says may be ignored in
 * display (zero-width characters, fillers, variation selectors, tags).
 */
static const struct {
	uint32_t	first, last;
} hidden[] = {
	{0x0080, 0x009f}, {0x00ad, 0x00ad}, {0x034f, 0x034f},
	{0x061c, 0x061c}, {0x115f, 0x1160}, {0x17b4, 0x17b5},
	{0x180b, 0x180f}, {0x200b, 0x200f}, {0x2028, 0x202e},
	{0x2060, 0x206f}, {0x3164, 0x3164}, {0xfe00, 0xfe0f},
	{0xfeff, 0xfeff}, {0xffa0, 0xffa0}, {0xfff0, 0xfffb},
	{0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0xe0000, 0xe0fff}
};

static bool
is_hidden(uint32_t cp)
{
	size_t i;

	for (i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++)
		if (cp >= hidden[i].first && cp <= hidden[i].last)
			return true;
	return false;
}

/*
 * The character at s, which is not at its end: its length, or 0 where the
 * byte there begins no valid one.
 */
static size_t
decode(const char *s, uint32_t *cp)
{
	unsigned char c = (unsigned char)*s;
	size_t n = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;

	if (strnlen(s, n) < n || !utf8_valid(s, n))
		return 0;
	return utf8_next(s, cp);
}

char *
text_visible(const char *s)
{
	char *buf = xreallocarray(NULL, strlen(s) + 1, SHOWN_MAX), *p = buf;
	uint32_t cp;
	size_t n;

	for (; *s != '\0'; s += n) {
		n = decode(s, &cp);
		if (n == 0 || cp < 0x20 || cp == 0x7f) {
			p += snprintf(p, SHOWN_MAX + 1, "\\x%02X",
			    (unsigned char)*s);
			n = 1;
		} else if (n > 1 && is_hidden(cp)) {
			p += snprintf(p, SHOWN_MAX + 1, "\\u{%04X}",
			    (unsigned)cp);
		} else {
			memcpy(p, s, n);
			p += n;
		}
	}
	*p++ = '\0';
	return xreallocarray(buf, (size_t)(p - buf), 1);
}

/* The end of the longest part of s that takes at most max columns. */
static char *
cut_at(char *s, int max)
{
	char one[5];
	uint32_t cp;
	size_t n;
	int w = 0;

	for (; *s != '\0'; s += n) {
		n = utf8_next(s, &cp);
		memcpy(one, s, n);
		one[n] = '\0';
		w += utf8_width(one);
		if (w > max)
			break;
	}
	return s;
}

char *
text_visible_cut(const char *s, int max)
{
	char *v = text_visible(s), *cut;

	if (utf8_width(v) <= max)
		return v;
	if (max < 1) {
		*v = '\0';
		return v;
	}
	*cut_at(v, max - 1) = '\0';
	cut = xasprintf("%s" ELLIPSIS, v);
	free(v);
	return cut;
}

char *
text_visible_middle(const char *s, int max)
{
	char *v = text_visible(s), *head, *tail, *cut;
	int w = utf8_width(v), front = (max - 1) / 3;
	uint32_t cp;

	if (w <= max || max < 4) {
		free(v);
		return text_visible_cut(s, max);
	}
	head = xstrdup(v);
	*cut_at(head, front) = '\0';
	for (tail = v; utf8_width(tail) > max - 1 - front;)
		tail += utf8_next(tail, &cp);
	cut = xasprintf("%s" ELLIPSIS "%s", head, tail);
	free(head);
	free(v);
	return cut;
}

void
text_html(FILE *out, const char *s)
{
	char *v = text_visible(s);
	const char *p;

	for (p = v; *p != '\0'; p++) {
		switch (*p) {
		case '&':
			fputs("&amp;", out);
			break;
		case '<':
			fputs("&lt;", out);
			break;
		case '>':
			fputs("&gt;", out);
			break;
		case '"':
			fputs("&quot;", out);
			break;
		case '\'':
			fputs("&#39;", out);
			break;
		default:
			putc(*p, out);
		}
	}
	free(v);
}

/* The bytes of s, those of `set` with `before` in front of them. */
static void
put_escaped(FILE *out, const char *s, const char *set, const char *before)
{
	size_t n;

	for (;;) {
		n = strcspn(s, set);
		fwrite(s, 1, n, out);
		s += n;
		if (*s == '\0')
			return;
		fputs(before, out);
		putc(*s++, out);
	}
}

void
text_csv(FILE *out, const char *s, bool neutral)
{
	bool quote = strpbrk(s, ",\"\r\n") != NULL;
	char *copy = xstrdup(s), *rest = copy, *line, *safe;

	if (quote)
		putc('"', out);
	if (neutral && *s != '\0' && strchr("=+-@\t\r", *s) != NULL)
		putc('\'', out);
	while ((line = strsep(&rest, "\n")) != NULL) {
		safe = text_visible(line);
		put_escaped(out, safe, "\"", "\"");
		free(safe);
		if (rest != NULL)
			putc('\n', out);
	}
	if (quote)
		putc('"', out);
	free(copy);
}

/* One byte below 0x20, or a quote, or a backslash. */
static void
json_escape(FILE *out, unsigned char c)
{
	static const char from[] = "\b\f\n\r\t\"\\", to[] = "bfnrt\"\\";
	const char *p = strchr(from, c);

	if (p != NULL)
		fprintf(out, "\\%c", to[p - from]);
	else
		fprintf(out, "\\u%04x", c);
}

void
text_json(FILE *out, const char *s)
{
	uint32_t cp;
	size_t n;

	putc('"', out);
	for (; *s != '\0'; s += n) {
		n = decode(s, &cp);
		if (n == 0) {
			fputs(REPLACEMENT, out);
			n = 1;
		} else if (cp < 0x20 || cp == '"' || cp == '\\')
			json_escape(out, (unsigned char)cp);
		else
			fwrite(s, 1, n, out);
	}
	putc('"', out);
}

/* One UTF-16 pair above the BMP, else one unit. */
static void
json_unicode(FILE *out, uint32_t cp)
{
	if (cp > 0xffff)
		fprintf(out, "\\u%04x\\u%04x",
		    (unsigned)(0xd7c0 + (cp >> 10)),
		    (unsigned)(0xdc00 + (cp & 0x3ff)));
	else
		fprintf(out, "\\u%04x", (unsigned)cp);
}

void
text_json_line(FILE *out, const char *json)
{
	const char *plain = json, *p = json;
	uint32_t cp;
	size_t n;

	while (*p != '\0') {
		if ((unsigned char)*p < 0x7f) {
			p++;
			continue;
		}
		n = decode(p, &cp);
		if (n > 1 && !is_hidden(cp)) {
			p += n;
			continue;
		}
		fwrite(plain, 1, (size_t)(p - plain), out);
		json_unicode(out, n == 0 ? 0xfffd : cp);
		plain = p += n == 0 ? 1 : n;
	}
	fwrite(plain, 1, (size_t)(p - plain), out);
	putc('\n', out);
}

void
text_shell(FILE *out, const char *s)
{
	static const char safe[] = "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+=:,./-";
	const char *p;

	if (*s != '\0' && *s != '-' && s[strspn(s, safe)] == '\0') {
		fputs(s, out);
		return;
	}
	putc('\'', out);
	for (p = s; *p != '\0'; p++) {
		if (*p == '\'')
			fputs("'\\''", out);
		else
			putc(*p, out);
	}
	putc('\'', out);
}

void
text_markdown(FILE *out, const char *s)
{
	char *v = text_visible(s);

	put_escaped(out, v, "|\\`*_<>[]", "\\");
	free(v);
}

bool
text_is_slug(const char *s)
{
	static const char prefixes[][4] = {
		"br-", "sc-", "ts-", "an-", "wl-", "gp-",
		"iv-", "ld-", "cd-", "ma-", "ru-", "pr-"
	};
	size_t len = strlen(s), i;

	if (len < 1 || len > 52 || *s < 'a' || *s > 'z' ||
	    s[len - 1] == '-' || strstr(s, "--") != NULL ||
	    strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-") != len)
		return false;
	for (i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		if (strncmp(s, prefixes[i], 3) == 0)
			return false;
	return true;
}

bool
text_is_account(const char *s)
{
	return strlen(s) == 12 && strspn(s, "0123456789") == 12;
}

bool
text_is_region(const char *s)
{
	size_t words = 0, n;

	for (; (n = strspn(s, "abcdefghijklmnopqrstuvwxyz")) > 0; words++) {
		if (s[n] != '-')
			return false;
		s += n + 1;
	}
	n = strspn(s, "0123456789");
	return words >= 2 && n >= 1 && n <= 2 && s[n] == '\0';
}

/* Past one character; a stray byte counts as one. */
static const char *
skip_char(const char *s)
{
	do
		s++;
	while (((unsigned char)*s & 0xc0) == 0x80);
	return s;
}

bool
text_glob(const char *p, const char *s)
{
	const char *star = NULL, *from = NULL;

	/* On a mismatch only the last * need take more. */
	while (*s != '\0') {
		if (*p == '*') {
			star = ++p;
			from = s;
		} else if (*p == '?') {
			p++;
			s = skip_char(s);
		} else if (*p == *s) {
			p++;
			s++;
		} else if (star != NULL) {
			p = star;
			s = from = skip_char(from);
		} else
			return false;
	}
	while (*p == '*')
		p++;
	return *p == '\0';
}
