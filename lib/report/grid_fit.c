/* SPDX-License-Identifier: MIT */
/* Which columns of a grid a terminal has room for, and how wide they are. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"
#include "report/grid.h"

#define NARROWEST	12	/* prose is not cut below this */

static bool
column_is_empty(const struct grid *g, size_t c)
{
	size_t i;

	for (i = c; i < g->cells; i += g->columns)
		if (*g->cell[i] != '\0')
			return false;
	return true;
}

/* The same in every row, of which there are several. */
static bool
column_is_constant(const struct grid *g, size_t c)
{
	size_t i;

	for (i = c + g->columns; i < g->cells; i += g->columns)
		if (strcmp(g->cell[i], g->cell[c]) != 0)
			return false;
	return grid_rows(g) > 1;
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
	int total = -GRID_GAP;
	size_t c;

	for (c = 0; c < g->columns; c++)
		if (width[c] > 0)
			total += width[c] + GRID_GAP;
	return total;
}

static int
narrowest(const struct grid *g, size_t c)
{
	int own = g->how[c] >> GRID_NARROW, title = utf8_width(g->title[c]);

	own = own > 0 ? own : NARROWEST;
	return own > title ? own : title;
}

/* How many lines a column that is broken takes, about. */
static int
lines_of(const struct grid *g, size_t c, int width)
{
	size_t i;
	int lines = 0;

	for (i = c; i < g->cells; i += g->columns)
		lines += utf8_width(g->cell[i]) / width;
	return lines;
}

/* Of two columns that can be narrower: the wider, or that with fewer lines. */
static bool
gives_first(const struct grid *g, const int *width, size_t a, size_t b)
{
	if ((g->how[a] & g->how[b] & GRID_LINES) != 0)
		return lines_of(g, a, width[a]) < lines_of(g, b, width[b]);
	return width[a] > width[b];
}

/* Cut prose until all fit; false where none gives any more. */
static bool
cut_prose(const struct grid *g, int *width, int limit)
{
	int over = total_width(g, width) - limit;
	size_t c, first;

	for (; over > 0; over--) {
		first = g->columns;
		for (c = 0; c < g->columns; c++)
			if ((g->how[c] & GRID_PROSE) != 0 &&
			    width[c] > narrowest(g, c) &&
			    (first == g->columns ||
			    gives_first(g, width, c, first)))
				first = c;
		if (first == g->columns)
			return false;
		width[first]--;
	}
	return true;
}

static bool
goes(const struct grid *g, const int *width, size_t c, int identity)
{
	return width[c] > 0 && (g->how[c] & GRID_ESSENTIAL) == 0 &&
	    (g->how[c] & GRID_IDENTITY) == identity;
}

/* Leave out the last that may be, those that tell rows apart after others. */
static bool
leave_out(const struct grid *g, int *width)
{
	static const int kinds[] = { 0, GRID_IDENTITY };
	size_t c, i, k;

	for (k = 0; k < 2; k++)
		for (c = g->columns; c-- > 0;) {
			if (!goes(g, width, c, kinds[k]))
				continue;
			/* Parts of a sum, all of them or none. */
			for (i = 0; i < g->columns; i++)
				if (i == c || (g->how[c] & g->how[i] &
				    GRID_PARTS) != 0)
					width[i] = 0;
			return true;
		}
	return false;
}

/* What there is room for after all; it is as wide as it is, or is not. */
static void
take_back(const struct grid *g, int *width, const int *natural, int limit)
{
	static const int kinds[] = { GRID_IDENTITY, 0 };
	int room = limit - total_width(g, width);
	size_t c, k;

	for (k = 0; k < 2; k++)
		for (c = 0; c < g->columns; c++)
			if (width[c] == 0 && natural[c] > 0 &&
			    (g->how[c] & GRID_IDENTITY) == kinds[k] &&
			    (g->how[c] & GRID_PARTS) == 0 &&
			    natural[c] + GRID_GAP <= room) {
				width[c] = natural[c];
				room -= natural[c] + GRID_GAP;
			}
}

/*
 * An id cut in two is worth nothing: only prose is cut.  Where that is not
 * enough, columns go; false where those that must stay are too wide.
 */
static bool
fit(const struct grid *g, int *width, int limit)
{
	size_t size = g->columns * sizeof(*width);
	int *natural = xcalloc(g->columns, sizeof(*natural));
	int *whole = xcalloc(g->columns, sizeof(*whole));
	bool fits;

	memcpy(natural, width, size);
	memcpy(whole, width, size);
	while (!(fits = cut_prose(g, width, limit))) {
		if (!leave_out(g, whole))
			break;
		memcpy(width, whole, size);
	}
	if (fits)
		take_back(g, width, natural, limit);
	free(natural);
	free(whole);
	return fits;
}

/*
 * Words that all rows say, and that would stand in each of them, are said
 * once: there is more room for the others.
 */
static void
say_once(struct layout *l, const struct grid *g, int limit)
{
	size_t c;

	for (c = 0; c < g->columns; c++) {
		if (l->width[c] == 0 || (g->how[c] & GRID_RIGHT) != 0 ||
		    (g->how[c] & (GRID_ESSENTIAL | GRID_IDENTITY)) == 0 ||
		    !column_is_constant(g, c) || utf8_width(g->title[c]) + 1 +
		    utf8_width(g->cell[c]) > limit)
			continue;
		l->said[c] = true;
		l->width[c] = 0;
	}
}

void
layout_init(struct layout *l, const struct grid *g, int limit)
{
	size_t c;

	*l = (struct layout){ .width = xcalloc(g->columns, sizeof(int)),
	    .said = xcalloc(g->columns, sizeof(bool)), .fits = true };
	for (c = 0; c < g->columns; c++)
		l->width[c] = column_is_empty(g, c) ? 0 : natural_width(g, c);
	if (limit <= 0 || total_width(g, l->width) <= limit)
		return;
	say_once(l, g, limit);
	l->fits = fit(g, l->width, limit);
	if (!l->fits)
		memset(l->said, 0, g->columns * sizeof(*l->said));
}

void
layout_release(struct layout *l)
{
	free(l->width);
	free(l->said);
}

char *
layout_cell(const struct layout *l, const struct grid *g, size_t c,
    const char *cell)
{
	if ((g->how[c] & GRID_MIDDLE) != 0)
		return text_visible_middle(cell, l->width[c]);
	return text_visible_cut(cell, l->width[c]);
}

/* --- rows that look alike */

struct look {
	char	*text;
	size_t	row;
};

static int
by_text(const void *va, const void *vb)
{
	const struct look *a = va, *b = vb;
	int order = strcmp(a->text, b->text);

	return order != 0 ? order : (a->row > b->row) - (a->row < b->row);
}

static char *
look_of(const struct layout *l, const struct grid *g, char *const *cell)
{
	char *text = NULL, *one;
	size_t c, size;
	FILE *to = memstream(&text, &size);

	if (to == NULL)
		return xstrdup("");
	for (c = 0; c < g->columns; c++) {
		if (l->width[c] == 0)
			continue;
		one = (g->how[c] & GRID_LINES) != 0 ? xstrdup(cell[c]) :
		    layout_cell(l, g, c, cell[c]);
		fprintf(to, "%s\n", one);
		free(one);
	}
	fclose(to);
	return text;
}

char *
layout_alike(const struct layout *l, const struct grid *g)
{
	size_t n = grid_rows(g), r, c;
	struct look *look = xcalloc(n + 1, sizeof(*look));
	char *const *a, *const *b, *list = NULL, *longer;

	for (r = 0; r < n; r++)
		look[r] = (struct look){ look_of(l, g, g->cell + r *
		    g->columns), r };
	qsort(look, n, sizeof(*look), by_text);
	for (c = 0; c < g->columns; c++)
		for (r = 1; r < n; r++) {
			a = g->cell + look[r - 1].row * g->columns;
			b = g->cell + look[r].row * g->columns;
			if (strcmp(look[r - 1].text, look[r].text) != 0 ||
			    strcmp(a[c], b[c]) == 0)
				continue;
			longer = xasprintf("%s%s%s", list != NULL ? list : "",
			    list != NULL ? ", " : "", g->title[c]);
			free(list);
			list = longer;
			break;
		}
	for (r = 0; r < n; r++)
		free(look[r].text);
	free(look);
	return list;
}
