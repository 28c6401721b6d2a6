/* SPDX-License-Identifier: MIT */
#ifndef FOC_REPORT_MAIL_H
#define FOC_REPORT_MAIL_H

#include "report/out.h"

void	notification_mail(FILE *to, const cJSON *record,
	    const struct foc_out_options *o);
void	notification_text(FILE *to, const cJSON *record,
	    const struct foc_out_options *o);

#endif
