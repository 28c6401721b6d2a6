/* SPDX-License-Identifier: MIT */
/* Text of a fixed width: words that flow, ends, rules and labels. */
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "report/sheet.h"

#define LABEL	18

/* As much of s as fits into `room` columns, one character at least. */
static size_t
fitting(const char *text, int room)
{
	char one[5];
	uint32_t cp;
	size_t n, len = 0;
	int w = 0;

	while (text[len] != '\0') {
		n = utf8_next(text + len, &cp);
		memcpy(one, text + len, n);
		one[n] = '\0';
		w += utf8_width(one);
		if (w > room && len > 0)
			break;
		len += n;
	}
	return len;
}

/*
 * Words of text up to the width from column `at` on, which we are at; further
 * lines begin at `indent`.  A word that no line holds is broken, not cut.
 */
void
sheet_flow(const struct sheet *s, int at, int indent, const char *text)
{
	char *safe = text_visible(text), *rest = safe, *word;
	bool first = true;
	size_t n;

	while ((word = strsep(&rest, " ")) != NULL) {
		if (!first && at + 1 + utf8_width(word) <= s->width) {
			putc(' ', s->to);
			at++;
		} else if (!first || (at > indent &&
		    at + utf8_width(word) > s->width)) {
			fprintf(s->to, "\n%*s", indent, "");
			at = indent;
		}
		first = false;
		while (at + utf8_width(word) > s->width) {
			n = fitting(word, s->width - at);
			fprintf(s->to, "%.*s\n%*s", (int)n, word, indent, "");
			word += n;
			at = indent;
		}
		fputs(word, s->to);
		at += utf8_width(word);
	}
	putc('\n', s->to);
	free(safe);
}

/* left at the left, right at the right: of one line, where both fit. */
void
sheet_ends(const struct sheet *s, const char *left, const char *right)
{
	char *l = text_visible(left), *r = text_visible(right);
	int gap = s->width - utf8_width(l) - utf8_width(r);

	if (gap >= 2) {
		fprintf(s->to, "%s%*s%s\n", l, gap, "", r);
	} else {
		sheet_flow(s, 0, 0, left);
		sheet_flow(s, 0, 0, right);
	}
	free(l);
	free(r);
}

void
sheet_rule(const struct sheet *s, char c)
{
	int i;

	for (i = 0; i < s->width; i++)
		putc(c, s->to);
	putc('\n', s->to);
}

void
sheet_label(const struct sheet *s, const char *label, const char *text)
{
	fprintf(s->to, "%-*s", LABEL, label);
	sheet_flow(s, LABEL, LABEL, text);
}
