/* SPDX-License-Identifier: MIT */
/*
 * Lines of the bill behind figures: a delivery is read again by the reader
 * that loaded it, and each row is held against the cells and rows that
 * temp.why_cell and temp.why_rows ask for.
 */
#ifndef FOC_INGEST_LINES_H
#define FOC_INGEST_LINES_H

#include "ingest/run.h"

/* A cell that is looked for; a figure has a part of it. */
struct wanted {
	int64_t	figure;
	char	*id;			/* of the figure */
	int64_t	part, cost, rows;	/* of the cell */
	int64_t	measure;		/* which amount of its rows */
	int128	seen;			/* of its cost, so far */
	int64_t	seen_rows, given;	/* of the part */
};

/* Rows that are looked for and no cells. */
struct wanted_rows {
	int64_t	figure;
	char	*id, *what, *key;	/* key: NULL */
	int64_t	file;			/* load_file.n, or DB_NULL */
};

struct seen {				/* a row */
	int64_t	file, line, start;
	int64_t	amount[3];		/* cost, net, list */
	char	*name, *item;		/* file, line item */
	const char *type, *code, *currency, *invoice;
	const char *rule;		/* NULL: not AI */
	int128	residue;
};

/* A row of an opaque code, of which the end of the load tells what it is. */
struct waiting {
	struct seen seen;
	struct cell_key cell;
};

struct lines {
	struct run run;			/* of one load */
	struct foc *f;
	struct foc_out *out;
	int64_t	load;
	char	id[24], payer[16];
	int64_t	period;
	int64_t	file;			/* load_file.n of the present file */
	char	*file_name;
	struct intern *keys;		/* of cells */
	size_t	*first;			/* key: its wanted are from here on */
	struct wanted *wanted;
	struct wanted_rows *rows;
	struct waiting *waiting;
	size_t	n_wanted, n_rows, n_waiting, wanted_max, rows_max, waiting_max;
	int64_t	*sku, *caller;		/* ids in the file of what run has */
	size_t	n_skus, n_callers;
	int128	*total;			/* by figure, in 1e-28 */
	int	status;			/* of what lines_row met first */
};

/* --- lines_want.c */
int	lines_want(struct lines *l);
void	lines_forget(struct lines *l);
/* The wanted of a cell of the run, n of them. */
struct wanted *lines_find(struct lines *l, int64_t hour, uint32_t sku,
	    uint32_t caller, size_t *n);

#endif
