/* SPDX-License-Identifier: MIT */
#ifndef FOC_INGEST_EXPORT_SQL_H
#define FOC_INGEST_EXPORT_SQL_H

#include <stdio.h>

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

/* What stands between two of quote, with those in it doubled. */
void	export_quoted(FILE *to, const char *s, char quote);
/*
 * An item of dialects.tsv for a column, of the table or of the query, and a
 * key of it.
 */
void	export_word(FILE *to, const struct reduction *x, const char *item,
	    const char *column, bool of_table, const char *key);

/* --- export_columns.c */

/* From the table, as text. */
void	export_columns(FILE *to, const struct reduction *x);
/*
 * What rows of a group have in common, where they may be AI; names: as they
 * are called further on.
 */
void	export_keys(FILE *to, const struct reduction *x, bool names);
/* The columns of the result. */
void	export_shown(FILE *to, const struct reduction *x);

/* --- export_rules.c */

void	export_rules(FILE *to, const struct reduction *x);

#endif
