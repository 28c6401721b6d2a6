/* SPDX-License-Identifier: MIT */
#ifndef FOC_INGEST_EXPORT_SQL_H
#define FOC_INGEST_EXPORT_SQL_H

#include "ingest/groups.h"
#include "ingest/run.h"

/* What a query is made of. */
struct reduction {
	const struct foc_ingest_sql *in;
	struct classifier cls;
	char	*currency;
	int	dialect;		/* column of dialects.tsv; 0: none */
	bool	maps;			/* Parquet: maps are maps, not JSON */
	bool	files;			/* the table is a path */
	const char *name[COL__MAX];	/* in the table; NULL: it has none */
	const char **tag;		/* tags that are columns */
	size_t	n_tags;
	struct header h;		/* of in->header: owner of the names */
	char	**given;		/* names in it */
	size_t	n_given;
};

/* 0 where foc knows no such dialect. */
int	reduction_dialect(struct reduction *x);
/* The query, malloc'd; NULL: out of memory. */
char	*reduction_text(const struct reduction *x);

#endif
