/* SPDX-License-Identifier: MIT */
/* Inside of a grid: what its files share. */
#ifndef FOC_REPORT_GRID_H
#define FOC_REPORT_GRID_H

#include "report/out.h"

#define GRID_GAP	2	/* blanks between columns */

struct grid {
	char	**title;
	int	*how;			/* enum grid_how */
	size_t	columns;
	char	**cell;
	size_t	cells, room;
};

/* How a grid is laid out: columns without width are not shown. */
struct layout {
	int	*width;
	bool	*said;			/* of all rows, before them */
	bool	fits;			/* else each row stands by itself */
};

void	layout_init(struct layout *l, const struct grid *g, int limit);
void	layout_release(struct layout *l);
/* A cell as its column has room for it; malloc'd. */
char	*layout_cell(const struct layout *l, const struct grid *g, size_t c,
	    const char *cell);
/*
 * The columns that tell apart rows which look alike, as "A, B"; NULL: there
 * are none; malloc'd.
 */
char	*layout_alike(const struct layout *l, const struct grid *g);

#endif
