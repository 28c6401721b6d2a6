/* SPDX-License-Identifier: MIT */
/* Tables of text against a cutter that keeps nothing but positions. */
#include "core/tsv.h"
#include "fuzz.h"

/* Cell i of a line, "" where it has less. */
static void
check_cell(const char *line, size_t len, int i, const char *cell)
{
	const char *end = line + len, *tab;

	for (; i > 0; i--) {
		tab = memchr(line, '\t', (size_t)(end - line));
		if (tab == NULL) {
			MUST(*cell == '\0');
			return;
		}
		line = tab + 1;
	}
	tab = memchr(line, '\t', (size_t)(end - line));
	len = (size_t)((tab != NULL ? tab : end) - line);
	if (len == 1 && *line == '-')
		len = 0;
	MUST(strlen(cell) == len && memcmp(cell, line, len) == 0);
}

static int
tabs(const char *p, size_t len)
{
	int n = 0;

	for (; len > 0; p++, len--)
		n += *p == '\t';
	return n;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes b = { data, size };
	char *text = bytes_rest(&b);
	const char *line = text;
	struct tsv t;
	size_t len;
	int number = 1, i, cells;

	tsv_open(&t, text);
	while (*line != '\0') {
		len = strcspn(line, "\n");
		if (len > 0 && *line != '#') {
			MUST(tsv_next(&t) && t.line == number);
			cells = 1 + tabs(line, len);
			MUST(t.n == (cells < TSV_CELLS_MAX ? cells :
			    TSV_CELLS_MAX));
			for (i = 0; i < TSV_CELLS_MAX; i++)
				check_cell(line, len, i, t.cell[i]);
		}
		number++;
		line += len + (line[len] == '\n');
	}
	MUST(!tsv_next(&t));
	tsv_close(&t);
	free(text);
	return 0;
}
