/* SPDX-License-Identifier: MIT */
#ifndef FOC_REPORT_STATUS_H
#define FOC_REPORT_STATUS_H

#include "report/out.h"

void	status_text(FILE *to, const cJSON *record,
	    const struct foc_out_options *o);

#endif
