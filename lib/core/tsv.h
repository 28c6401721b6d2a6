/* SPDX-License-Identifier: MIT */
/*
 * Tables that are text files: one row a line, cells between TABs.  Lines
 * that begin with # and empty ones are left out; "-" is an empty cell.
 */
#ifndef FOC_CORE_TSV_H
#define FOC_CORE_TSV_H

#include <stdbool.h>

#define TSV_CELLS_MAX	24

struct tsv {
	char	*copy;			/* of the text, cut up in place */
	char	*next;
	int	line;			/* of the present row, from 1 */
	int	n;			/* its cells */
	const char *cell[TSV_CELLS_MAX];	/* "" where there is none */
};

void	tsv_open(struct tsv *t, const char *text);
bool	tsv_next(struct tsv *t);
void	tsv_close(struct tsv *t);

#endif
