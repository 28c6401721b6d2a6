/* SPDX-License-Identifier: MIT */
/* A question cut into words. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "spend/question.h"

/* Bytes that a word is made of; all of UTF-8 beyond ASCII is. */
static bool
is_part(unsigned char c)
{
	return c >= 0x80 || (c >= 'a' && c <= 'z') ||
	    (c >= '0' && c <= '9') || (c != '\0' && strchr("-_.:/@'", c) !=
	    NULL);
}

/* What stands between words: blanks, and the signs of sentences. */
static bool
is_between(unsigned char c)
{
	return strchr(" \t\n\r,;!?\"()&+", c) != NULL;
}

/* ASCII in lower case, and the typographic apostrophe and quotes as ASCII. */
static char *
lower(const char *s)
{
	char *text = xstrdup(s), *to = text;

	while (*s != '\0') {
		if (strncmp(s, "\xe2\x80\x99", 3) == 0 ||
		    strncmp(s, "\xe2\x80\x98", 3) == 0) {
			*to++ = '\'';
			s += 3;
		} else if (strncmp(s, "\xe2\x80\x9c", 3) == 0 ||
		    strncmp(s, "\xe2\x80\x9d", 3) == 0) {
			*to++ = '"';
			s += 3;
		} else {
			*to++ = *s >= 'A' && *s <= 'Z' ? (char)(*s + 32) : *s;
			s++;
		}
	}
	*to = '\0';
	return text;
}

/* Signs at its ends are no part of a word. */
static void
trim(char **word, size_t *n)
{
	while (*n > 0 && strchr("-_.:/@'", **word) != NULL) {
		(*word)++;
		(*n)--;
	}
	while (*n > 0 && strchr("-_.:/@'", (*word)[*n - 1]) != NULL)
		(*n)--;
}

int
tokens_cut(struct tokens *t, const char *text)
{
	bool quoted = false;
	char *p, *word, after;
	size_t n;

	*t = (struct tokens){ .text = lower(text) };
	for (p = t->text; *p != '\0'; ) {
		if (!is_part((unsigned char)*p)) {
			if (!is_between((unsigned char)*p))
				t->odd[0] = *p;
			quoted ^= *p++ == '"';
			continue;
		}
		for (n = 0; is_part((unsigned char)p[n]); n++)
			continue;
		word = p;
		p += n;
		after = *p;
		trim(&word, &n);
		if (n > 0 && t->n == TOKENS_MAX)
			return -1;
		if (n > 0) {
			t->quoted[t->n] = quoted;
			t->word[t->n++] = word;
		}
		word[n] = '\0';
		if (!is_between((unsigned char)after))
			t->odd[0] = after;
		quoted ^= after == '"';
		if (after != '\0')
			p++;
	}
	return 0;
}

void
tokens_free(struct tokens *t)
{
	free(t->text);
	*t = (struct tokens){ 0 };
}

void
tokens_join(const struct tokens *t, size_t at, size_t n, bool digits,
    char *key, size_t size)
{
	const char *word;
	size_t i, len = 0;
	int put;

	*key = '\0';
	for (i = at; i < at + n && len < size; i++) {
		word = t->word[i];
		if (digits && word[strspn(word, "0123456789")] == '\0')
			word = "#";
		put = snprintf(key + len, size - len, "%s%s", i > at ? " " :
		    "", word);
		len += put > 0 ? (size_t)put : 0;
	}
}
