/* SPDX-License-Identifier: MIT */
/* Aligned rows under titles, by columns of a terminal, not bytes. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"
#include "report/grid.h"

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

/*
 * The next line of what is left of a cell that is broken; malloc'd.  A word
 * that no line holds is broken too: nothing is lost.
 */
static char *
next_line(const char **rest, int width)
{
	const char *p = *rest, *end = p;
	char *line = xstrdup(p);
	size_t n = 0, fits = 0;
	uint32_t cp;
	char was;

	for (;;) {
		was = line[n];
		line[n] = '\0';
		if (n > 0 && utf8_width(line) > width)
			break;
		line[n] = was;
		fits = n;
		if (was == '\0' || was == ' ')
			end = p + n;
		if (was == '\0')
			break;
		n += utf8_next(line + n, &cp);
	}
	if (end == p)
		end = p + (fits > 0 ? fits : n);
	line[end - p] = '\0';
	*rest = end + strspn(end, " ");
	return line;
}

/* What of a cell stands in the next line of its row. */
static char *
piece(const struct grid *g, const struct layout *l, size_t c,
    const char **rest)
{
	char *text;

	if ((g->how[c] & GRID_LINES) != 0 && **rest != '\0')
		return next_line(rest, l->width[c]);
	text = layout_cell(l, g, c, *rest);
	*rest = "";
	return text;
}

/*
 * Blanks are owed until something follows them: no line ends in them.  False
 * when the whole row is printed.
 */
static bool
print_line(const struct grid *g, FILE *to, char *const *cell,
    const char **rest, const struct layout *l, bool colour, bool title)
{
	const char *on;
	char *text;
	size_t c;
	int pad, owed = 0;
	bool right, more = false;

	for (c = 0; c < g->columns; c++) {
		if (l->width[c] == 0)
			continue;
		right = (g->how[c] & GRID_RIGHT) != 0;
		text = piece(g, l, c, &rest[c]);
		more |= *rest[c] != '\0';
		pad = l->width[c] - utf8_width(text);
		on = !colour ? NULL : title ? "\033[1m" : paint(cell[c]);
		if (*text != '\0') {
			fprintf(to, "%*s%s%s%s", owed + (right ? pad : 0),
			    "", on != NULL ? on : "", text,
			    on != NULL ? "\033[0m" : "");
			owed = right ? 0 : pad;
		} else {
			owed += l->width[c];
		}
		owed += GRID_GAP;
		free(text);
	}
	putc('\n', to);
	return more;
}

static void
print_row(const struct grid *g, FILE *to, char *const *cell,
    const struct layout *l, bool colour, bool title)
{
	const char **rest = xcalloc(g->columns, sizeof(*rest));

	memcpy(rest, cell, g->columns * sizeof(*rest));
	while (print_line(g, to, cell, rest, l, colour, title))
		;
	free(rest);
}

/* "STATE DRAFT  PERIOD 2026-10": what every row would say. */
static void
print_said(const struct grid *g, FILE *to, const struct layout *l, int limit)
{
	const char *cell;
	size_t c;
	int at = 0, w;

	for (c = 0; c < g->columns; c++) {
		if (!l->said[c])
			continue;
		cell = g->cell[c];
		w = utf8_width(g->title[c]) + 1 + utf8_width(cell);
		if (at > 0)
			fputs(at + GRID_GAP + w > limit ? "\n" : "  ", to);
		at = at == 0 || at + GRID_GAP + w > limit ? w :
		    at + GRID_GAP + w;
		fprintf(to, "%s %s", g->title[c], cell);
	}
	if (at > 0)
		putc('\n', to);
}

static void
print_alike(const struct grid *g, FILE *to, const struct layout *l, int limit)
{
	char *list = layout_alike(l, g), *text;

	if (list == NULL)
		return;
	text = xasprintf("Rows that look alike differ in %s, for which there is "
	    "no room here", list);
	prose_print(to, 0, limit, text);
	free(text);
	free(list);
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
		fprintf(to, "%s%*s", g->title[c], names + GRID_GAP -
		    utf8_width(g->title[c]), "");
		if (colour && (on = paint(cell[c])) != NULL)
			fprintf(to, "%s%s\033[0m\n", on, cell[c]);
		else
			prose_print(to, names + GRID_GAP, limit, cell[c]);
	}
}

void
grid_print(const struct grid *g, FILE *to, int limit, bool colour)
{
	struct layout l;
	size_t r;

	if (g->columns == 0)
		return;
	layout_init(&l, g, limit);
	print_said(g, to, &l, limit);
	if (l.fits)
		print_row(g, to, g->title, &l, colour, true);
	for (r = 0; r < grid_rows(g); r++) {
		if (l.fits) {
			print_row(g, to, g->cell + r * g->columns, &l, colour,
			    false);
			continue;
		}
		if (r > 0)
			putc('\n', to);
		print_stacked(g, to, g->cell + r * g->columns, limit, colour);
	}
	if (l.fits && limit > 0)
		print_alike(g, to, &l, limit);
	layout_release(&l);
}
