/* SPDX-License-Identifier: MIT */
#ifndef FOC_REPORT_HANDOFF_H
#define FOC_REPORT_HANDOFF_H

#include "report/out.h"

void	handoff_text(FILE *to, const cJSON *record,
	    const struct foc_out_options *o);
void	handoff_env(FILE *to, const cJSON *record,
	    const struct foc_out_options *o);
void	handoff_shell(FILE *to, const cJSON *record,
	    const struct foc_out_options *o);
/* Of a request that ended: the commands that undo it. */
void	request_script(FILE *to, const cJSON *record,
	    const struct foc_out_options *o);
/* Of a gap: what was decided to be done. */
void	gap_script(FILE *to, const cJSON *record,
	    const struct foc_out_options *o);

#endif
