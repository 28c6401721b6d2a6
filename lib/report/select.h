/* SPDX-License-Identifier: MIT */
/* --sort, --limit and --fields over kept records (malloc'd texts). */
#ifndef FOC_REPORT_SELECT_H
#define FOC_REPORT_SELECT_H

#include "foc.h"

/* The first `heading` of them stay as they are, but for their fields. */
void	select_records(char **record, size_t *n, size_t heading,
	    const struct foc_out_options *o);
/* false, and a sentence, where a key is asked for that no record has. */
bool	select_check(char *const *record, size_t n,
	    const struct foc_out_options *o, char *why, size_t size);

#endif
