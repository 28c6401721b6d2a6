/* SPDX-License-Identifier: MIT */
/*
 * Text made safe for where it goes: nothing that a terminal obeys, no markup,
 * one cell, one string; and each is read back as what it was.
 */
#include <csv.h>

#include "fuzz.h"

static void
check_visible(const char *s, const char *seen)
{
	char *again = text_visible(seen), *cut;
	int max;

	MUST(fuzz_is_plain(seen, strlen(seen), ""));
	MUST(strcmp(seen, again) == 0);
	free(again);
	MUST(!fuzz_is_plain(s, strlen(s), "") || strlen(seen) >= strlen(s));
	for (max = 0; max < 12; max += 1 + max / 2) {
		cut = text_visible_cut(s, max);
		MUST(fuzz_is_plain(cut, strlen(cut), ""));
		MUST(utf8_width(cut) <= max);
		free(cut);
	}
}

static void
check_html(const char *s, const char *seen)
{
	static const struct { const char *is, *of; } entity[] = {
		{ "&amp;", "&" }, { "&lt;", "<" }, { "&gt;", ">" },
		{ "&quot;", "\"" }, { "&#39;", "'" }
	};
	char *out = fuzz_print(text_html, s);
	const char *p = out;
	size_t i;

	MUST(strpbrk(out, "<>\"'") == NULL);
	for (; *p != '\0'; seen++) {
		if (*p != '&') {
			MUST(*p++ == *seen);
			continue;
		}
		for (i = 0; i < 5; i++)
			if (strncmp(p, entity[i].is, strlen(entity[i].is)) ==
			    0)
				break;
		MUST(i < 5 && *seen == *entity[i].of);
		p += strlen(entity[i].is);
	}
	MUST(*seen == '\0');
	free(out);
}

static void
check_markdown(const char *s, const char *seen)
{
	char *out = fuzz_print(text_markdown, s);
	const char *p;

	for (p = out; *p != '\0'; seen++) {
		if (*p == '\\')
			p++;
		else
			MUST(strchr("|`*_<>[]", *p) == NULL);
		MUST(*p++ == *seen);
	}
	MUST(*seen == '\0');
	free(out);
}

/* --- a CSV cell, read by libcsv */

struct cell {
	char	*text;
	int	cells, rows;
};

static void
on_cell(void *p, size_t len, void *arg)
{
	struct cell *c = arg;

	free(c->text);
	c->text = xstrndup(p != NULL ? p : "", len);
	c->cells++;
}

static void
on_row(int end, void *arg)
{
	struct cell *c = arg;

	(void)end;
	c->rows++;
}

static int
no_space(unsigned char c)
{
	(void)c;
	return 0;
}

/* Line by line what a terminal may have. */
static bool
is_seen(const char *cell, const char *s)
{
	char *copy = xstrdup(s), *rest = copy, *line, *seen;
	bool same = true;

	while (same && (line = strsep(&rest, "\n")) != NULL) {
		seen = text_visible(line);
		same = strncmp(cell, seen, strlen(seen)) == 0;
		cell += strlen(seen);
		free(seen);
		if (same && rest != NULL)
			same = *cell++ == '\n';
	}
	free(copy);
	return same && *cell == '\0';
}

static void
check_csv(const char *s, bool neutral)
{
	struct cell c = { .text = NULL };
	struct csv_parser p;
	char *out = NULL;
	size_t size;
	FILE *to = open_memstream(&out, &size);
	bool marked;

	MUST(to != NULL);
	fputs("x,", to);
	text_csv(to, s, neutral);
	fputs(",y\n", to);
	MUST(fclose(to) == 0);
	MUST(fuzz_is_plain(out, size, "\n"));
	MUST(csv_init(&p, CSV_STRICT | CSV_STRICT_FINI) == 0);
	csv_set_space_func(&p, no_space);
	/* Up to the last cell: c.text is then the one before it. */
	MUST(csv_parse(&p, out, size - 2, on_cell, on_row, &c) == size - 2);
	MUST(c.cells == 2 && c.rows == 0);
	marked = neutral && *s != '\0' && strchr("=+-@\t\r", *s) != NULL;
	MUST(!marked || *c.text == '\'');
	MUST(is_seen(c.text + marked, s));
	MUST(csv_parse(&p, "y\n", 2, on_cell, on_row, &c) == 2);
	MUST(c.cells == 3 && c.rows == 1);
	csv_free(&p);
	free(c.text);
	free(out);
}

static void
check_json(const char *s)
{
	char *out = fuzz_print(text_json, s), *line;
	struct err e;
	cJSON *tree = json_parse(out, strlen(out), &e), *again;
	bool good = utf8_valid(s, strlen(s));

	MUST(cJSON_IsString(tree));
	MUST(!good || strcmp(tree->valuestring, s) == 0);
	line = fuzz_print(text_json_line, out);
	MUST(fuzz_is_plain(line, strlen(line), "\n"));
	again = json_parse(line, strlen(line), &e);
	MUST(cJSON_IsString(again) &&
	    strcmp(again->valuestring, tree->valuestring) == 0);
	cJSON_Delete(again);
	cJSON_Delete(tree);
	free(line);
	free(out);
}

/* --- patterns */

static const char *
next_char(const char *s)
{
	do
		s++;
	while (((unsigned char)*s & 0xc0) == 0x80);
	return s;
}

/* Every way of matching, by trying each. */
static bool
glob(const char *p, const char *s)
{
	if (*p == '\0')
		return *s == '\0';
	if (*p == '*')
		return glob(p + 1, s) || (*s != '\0' && glob(p, next_char(s)));
	if (*s == '\0')
		return false;
	if (*p == '?')
		return glob(p + 1, next_char(s));
	return *p == *s && glob(p + 1, s + 1);
}

static size_t
stars(const char *s, size_t n)
{
	size_t found = 0;

	for (; n > 0; s++, n--)
		found += *s == '*';
	return found;
}

static void
check_words(const char *s)
{
	size_t half = strlen(s) / 2;
	char *pattern;

	if (text_is_slug(s))
		MUST(strlen(s) <= 52 && fuzz_is_plain(s, strlen(s), "") &&
		    strpbrk(s, " '\"\\$`./") == NULL);
	if (text_is_account(s))
		MUST(strlen(s) == 12);
	if (text_is_region(s))
		MUST(strchr(s, '-') != NULL);
	/* Without end where there are many stars. */
	if (strlen(s) > 60 || stars(s, half) > 4 || !utf8_valid(s, strlen(s)) ||
	    !utf8_valid(s, half))
		return;
	pattern = xstrndup(s, half);
	MUST(text_glob(pattern, s + half) == glob(pattern, s + half));
	free(pattern);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes b = { data, size };
	char *s = bytes_rest(&b), *seen = text_visible(s);

	MUST(utf8_valid((const char *)data, size) ==
	    (memchr(data, 0, size) == NULL && (size == 0 ||
	    utf8_valid(s, strlen(s)))));
	check_visible(s, seen);
	check_html(s, seen);
	check_markdown(s, seen);
	check_csv(s, false);
	check_csv(s, true);
	check_json(s);
	check_words(s);
	free(seen);
	free(s);
	return 0;
}
