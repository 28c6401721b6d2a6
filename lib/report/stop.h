/* SPDX-License-Identifier: MIT */
/* Stops: what is done in AWS, to read and to run. */
#ifndef FOC_REPORT_STOP_H
#define FOC_REPORT_STOP_H

#include "report/out.h"

void	stop_text(FILE *to, const cJSON *record,
	    const struct foc_out_options *o);
/* A script for sh: what is not done yet. */
void	stop_script(FILE *to, const cJSON *record,
	    const struct foc_out_options *o);

/* A word of a command; --options need no quotes. */
void	stop_word(FILE *to, const char *word);

#endif
