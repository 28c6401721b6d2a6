/* SPDX-License-Identifier: MIT */
/* Maturity as people read it.  Records of past windows are in the trend of
 * the last one, and are not shown by themselves. */
#ifndef FOC_REPORT_MATURITY_H
#define FOC_REPORT_MATURITY_H

#include "report/out.h"

#define MATURITY_MOVES	5	/* shown of a category; the record has all */

/* "Crawl", for a tier's word; "no data" where there is none. */
const char *maturity_tier(const cJSON *object);
/* A score with its decimal, "–" where there is no data. */
const char *maturity_score(char buf[16], const cJSON *object,
	    const char *key);
/* The same in tenths, 0 where there is no data. */
int	maturity_tenths(const cJSON *object, const char *key);
/* What the facts come to, in a sentence; malloc'd. */
char	*maturity_facts(const cJSON *category);
/* The first moves; *more is how many are left out. */
const cJSON *maturity_moves(const cJSON *category, int *more);

/* A window of the trend, which its last one shows. */
bool	maturity_is_past(const cJSON *record);
void	maturity_text(FILE *to, const cJSON *record,
	    const struct foc_out_options *o);
void	maturity_md(FILE *to, const cJSON *record,
	    const struct foc_out_options *o);
void	maturity_html(FILE *to, const cJSON *record,
	    const struct foc_out_options *o);

#endif
