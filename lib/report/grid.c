/* SPDX-License-Identifier: MIT */
/* Aligned rows under titles, by columns of a terminal, not bytes. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"
#include "report/out.h"

#define GAP		2	/* blanks between columns */
#define NARROWEST	8	/* a text column is not cut below this */

struct grid {
	char	**title;
	bool	*right;
	size_t	columns;
	char	**cell;
	size_t	cells, room;
};

struct grid *
grid_new(void)
{
	return xcalloc(1, sizeof(struct grid));
}

void
grid_free(struct grid *g)
{
	size_t i;

	if (g == NULL)
		return;
	for (i = 0; i < g->columns; i++)
		free(g->title[i]);
	for (i = 0; i < g->cells; i++)
		free(g->cell[i]);
	free(g->title);
	free(g->right);
	free(g->cell);
	free(g);
}

void
grid_column(struct grid *g, const char *title, bool right)
{
	g->title = xreallocarray(g->title, g->columns + 1, sizeof(*g->title));
	g->right = xreallocarray(g->right, g->columns + 1, sizeof(*g->right));
	g->title[g->columns] = xstrdup(title);
	g->right[g->columns++] = right;
}

void
grid_cell(struct grid *g, const char *text)
{
	if (g->cells == g->room) {
		g->room = g->room == 0 ? 64 : g->room * 2;
		g->cell = xreallocarray(g->cell, g->room, sizeof(*g->cell));
	}
	g->cell[g->cells++] = text_visible(text);
}

size_t
grid_rows(const struct grid *g)
{
	return g->columns == 0 ? 0 : g->cells / g->columns;
}

static bool
column_is_empty(const struct grid *g, size_t c)
{
	size_t i;

	for (i = c; i < g->cells; i += g->columns)
		if (*g->cell[i] != '\0')
			return false;
	return true;
}

static int
natural_width(const struct grid *g, size_t c)
{
	int w = utf8_width(g->title[c]), cw;
	size_t i;

	for (i = c; i < g->cells; i += g->columns)
		if ((cw = utf8_width(g->cell[i])) > w)
			w = cw;
	return w;
}

/* Take columns from the widest text column until all fit, or none gives. */
static void
fit(const struct grid *g, int *width, int limit)
{
	size_t c, widest;
	int total;

	for (;;) {
		total = -GAP;
		widest = g->columns;
		for (c = 0; c < g->columns; c++) {
			if (width[c] == 0)
				continue;
			total += width[c] + GAP;
			if (!g->right[c] && width[c] > NARROWEST &&
			    (widest == g->columns ||
			    width[c] > width[widest]))
				widest = c;
		}
		if (total <= limit || widest == g->columns)
			return;
		width[widest]--;
	}
}

/* A colour for a word that is a state; the word is always there too. */
static const char *
paint(const char *word)
{
	static const struct { const char *colour, *words; } paints[] = {
		{ "\033[32m", " APPROVED LIVE IMPLEMENTED ACCEPTED ACTIVE PASSED"
		    " WHOLE OK ON_TRACK RESOLVED + " },
		{ "\033[33m", " PENDING_REVIEW PENDING_IMPLEMENTATION"
		    " PENDING_OWNER CE_IN_PROGRESS READY_TO_CLAIM OPEN"
		    " IN_PROGRESS WATCH ALERTING RESTRICTED UNKNOWN WAIVED"
		    " LOADING ~ " },
		{ "\033[31m", " REJECTED REVOKED BLOCKED FAILED OVER SPIKE"
		    " DISPUTED SUSPENDED CANCELLED BROKEN - " },
	};
	char key[40];
	size_t i;

	if (snprintf(key, sizeof(key), " %s ", word) >= (int)sizeof(key))
		return NULL;
	for (i = 0; i < sizeof(paints) / sizeof(paints[0]); i++)
		if (strstr(paints[i].words, key) != NULL)
			return paints[i].colour;
	return NULL;
}

/* Blanks are owed until something follows them: no line ends in them. */
static void
print_row(const struct grid *g, FILE *to, char *const *cell, const int *width,
    bool colour, bool title)
{
	const char *on;
	char *text;
	size_t c;
	int pad, owed = 0;

	for (c = 0; c < g->columns; c++) {
		if (width[c] == 0)
			continue;
		text = text_visible_cut(cell[c], width[c]);
		pad = width[c] - utf8_width(text);
		on = !colour ? NULL : title ? "\033[1m" : paint(cell[c]);
		if (*text != '\0') {
			fprintf(to, "%*s%s%s%s", owed + (g->right[c] ? pad : 0),
			    "", on != NULL ? on : "", text,
			    on != NULL ? "\033[0m" : "");
			owed = g->right[c] ? 0 : pad;
		} else {
			owed += width[c];
		}
		owed += GAP;
		free(text);
	}
	putc('\n', to);
}

void
grid_print(const struct grid *g, FILE *to, int limit, bool colour)
{
	int *width;
	size_t c, r;

	if (g->columns == 0)
		return;
	width = xcalloc(g->columns, sizeof(*width));
	for (c = 0; c < g->columns; c++)
		width[c] = column_is_empty(g, c) ? 0 : natural_width(g, c);
	if (limit > 0)
		fit(g, width, limit);
	print_row(g, to, g->title, width, colour, true);
	for (r = 0; r < grid_rows(g); r++)
		print_row(g, to, g->cell + r * g->columns, width, colour,
		    false);
	free(width);
}
