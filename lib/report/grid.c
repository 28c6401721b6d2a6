/* SPDX-License-Identifier: MIT */
/* Aligned rows under titles, by columns of a terminal, not bytes. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"
#include "report/out.h"

#define GAP		2	/* blanks between columns */
#define NARROWEST	12	/* prose is not cut below this */

struct grid {
	char	**title;
	int	*how;			/* enum grid_how */
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
	free(g->how);
	free(g->cell);
	free(g);
}

void
grid_column(struct grid *g, const char *title, int how)
{
	g->title = xreallocarray(g->title, g->columns + 1, sizeof(*g->title));
	g->how = xreallocarray(g->how, g->columns + 1, sizeof(*g->how));
	g->title[g->columns] = xstrdup(title);
	g->how[g->columns++] = how;
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

static int
total_width(const struct grid *g, const int *width)
{
	int total = -GAP;
	size_t c;

	for (c = 0; c < g->columns; c++)
		if (width[c] > 0)
			total += width[c] + GAP;
	return total;
}

static int
narrowest(const struct grid *g, size_t c)
{
	int own = g->how[c] >> GRID_NARROW;

	return own > 0 ? own : NARROWEST;
}

/* Cut the widest prose until all fit; false where none gives any more. */
static bool
cut_prose(const struct grid *g, int *width, int limit)
{
	int over = total_width(g, width) - limit;
	size_t c, widest;

	for (; over > 0; over--) {
		widest = g->columns;
		for (c = 0; c < g->columns; c++)
			if ((g->how[c] & GRID_PROSE) != 0 &&
			    width[c] > narrowest(g, c) &&
			    width[c] > utf8_width(g->title[c]) &&
			    (widest == g->columns || width[c] > width[widest]))
				widest = c;
		if (widest == g->columns)
			return false;
		width[widest]--;
	}
	return true;
}

/*
 * An id cut in two is worth nothing: only prose is cut.  Where that is not
 * enough, columns go, the last first; false where those that must stay are
 * too wide.
 */
static bool
fit(const struct grid *g, int *width, int limit)
{
	int *whole = xcalloc(g->columns, sizeof(*whole));
	size_t size = g->columns * sizeof(*whole), c = g->columns;
	bool fits;

	memcpy(whole, width, size);
	while (!(fits = cut_prose(g, width, limit))) {
		while (c > 0 && (whole[c - 1] == 0 ||
		    (g->how[c - 1] & GRID_ESSENTIAL) != 0))
			c--;
		if (c == 0)
			break;
		whole[--c] = 0;
		memcpy(width, whole, size);
	}
	free(whole);
	return fits;
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
	bool right;

	for (c = 0; c < g->columns; c++) {
		if (width[c] == 0)
			continue;
		right = (g->how[c] & GRID_RIGHT) != 0;
		text = text_visible_cut(cell[c], width[c]);
		pad = width[c] - utf8_width(text);
		on = !colour ? NULL : title ? "\033[1m" : paint(cell[c]);
		if (*text != '\0') {
			fprintf(to, "%*s%s%s%s", owed + (right ? pad : 0),
			    "", on != NULL ? on : "", text,
			    on != NULL ? "\033[0m" : "");
			owed = right ? 0 : pad;
		} else {
			owed += width[c];
		}
		owed += GAP;
		free(text);
	}
	putc('\n', to);
}

/* A row too wide for a line: its cells one below the other. */
static void
print_stacked(const struct grid *g, FILE *to, char *const *cell, int limit,
    bool colour)
{
	const char *on;
	int names = 0, w;
	size_t c;

	for (c = 0; c < g->columns; c++)
		if (*cell[c] != '\0' && (w = utf8_width(g->title[c])) > names)
			names = w;
	for (c = 0; c < g->columns; c++) {
		if (*cell[c] == '\0')
			continue;
		fprintf(to, "%s%*s", g->title[c], names + GAP -
		    utf8_width(g->title[c]), "");
		if (colour && (on = paint(cell[c])) != NULL)
			fprintf(to, "%s%s\033[0m\n", on, cell[c]);
		else
			prose_print(to, names + GAP, limit, cell[c]);
	}
}

void
grid_print(const struct grid *g, FILE *to, int limit, bool colour)
{
	int *width;
	bool fits;
	size_t c, r;

	if (g->columns == 0)
		return;
	width = xcalloc(g->columns, sizeof(*width));
	for (c = 0; c < g->columns; c++)
		width[c] = column_is_empty(g, c) ? 0 : natural_width(g, c);
	fits = limit <= 0 || fit(g, width, limit);
	if (fits)
		print_row(g, to, g->title, width, colour, true);
	for (r = 0; r < grid_rows(g); r++) {
		if (fits) {
			print_row(g, to, g->cell + r * g->columns, width,
			    colour, false);
			continue;
		}
		if (r > 0)
			putc('\n', to);
		print_stacked(g, to, g->cell + r * g->columns, limit, colour);
	}
	free(width);
}
