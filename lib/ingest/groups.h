/* SPDX-License-Identifier: MIT */
/*
 * What the query of export_sql.c gives and cells_in.c reads: line items in
 * groups.  A record's first columns say what it stands for; the others are
 * columns of the bill, as foc reads them everywhere.  The name of the first
 * has the version of this format, and the digest of the rules that chose
 * which rows may be AI.
 */
#ifndef FOC_INGEST_GROUPS_H
#define FOC_INGEST_GROUPS_H

#include "core/sha.h"
#include "ingest/classify.h"
#include "ingest/header.h"

#define GROUPS_PREFIX	"foc_cells_"
#define GROUPS_VERSION	"1"
#define GROUPS_DIGEST	16		/* characters of it */
#define GROUPS_NAME_MAX	64

/* Columns of foc's own, which come first. */
enum group_column {
	GROUP_KIND, GROUP_ROWS, GROUP_RESIDUE, GROUP_CCU_OFF, GROUP__COLUMNS
};

/* The name of a column of foc's own; of the first, without its digest. */
const char *group_column_name(enum group_column c);
/* The columns of the bill, in their order: n of them. */
const enum column *group_bill_columns(size_t *n);
/* Does that column tell AI rows apart?  The others are in all rows. */
bool	group_is_detail(enum column c);
/* foc_cells_1_<digest>: of the rules by which rows are chosen. */
void	groups_name(const struct classifier *c, const char *currency,
	    char name[GROUPS_NAME_MAX]);
/* Can this rule make a row AI, and does the query look at it? */
bool	group_rule_chooses(const struct rule *rule);

#endif
