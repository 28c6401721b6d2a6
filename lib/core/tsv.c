/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/tsv.h"

void
tsv_open(struct tsv *t, const char *text)
{
	*t = (struct tsv){ 0 };
	t->next = t->copy = xstrdup(text);
}

static void
cut(struct tsv *t, char *line)
{
	char *tab;
	int i;

	t->n = 0;
	for (i = 0; i < TSV_CELLS_MAX; i++)
		t->cell[i] = "";
	while (line != NULL && t->n < TSV_CELLS_MAX) {
		if ((tab = strchr(line, '\t')) != NULL)
			*tab++ = '\0';
		t->cell[t->n++] = strcmp(line, "-") == 0 ? "" : line;
		line = tab;
	}
}

bool
tsv_next(struct tsv *t)
{
	char *line, *end;

	while (*t->next != '\0') {
		line = t->next;
		if ((end = strchr(line, '\n')) != NULL)
			*end = '\0';
		t->next = end != NULL ? end + 1 : line + strlen(line);
		t->line++;
		if (*line == '\0' || *line == '#')
			continue;
		cut(t, line);
		return true;
	}
	return false;
}

void
tsv_close(struct tsv *t)
{
	free(t->copy);
	*t = (struct tsv){ 0 };
}
