/* SPDX-License-Identifier: MIT */
#ifndef FOC_REPORT_MAIL_H
#define FOC_REPORT_MAIL_H

#include "report/out.h"

/*
 * Headers, each with its end of line; what could end one early is shown or
 * left out.
 */
void	mail_from(FILE *to, const char *from);		/* NULL: none */
void	mail_to(FILE *to, const cJSON *addresses);
void	mail_subject(FILE *to, const char *text);
void	mail_date(FILE *to, const char *utc);
void	mail_id(FILE *to, const char *header, const char *id);
/* Bodies: text by lines, anything. */
void	mail_quoted(FILE *to, const char *text);
void	mail_base64(FILE *to, const char *bytes, size_t len);

void	notification_mail(FILE *to, const cJSON *record,
	    const struct foc_out_options *o);
void	notification_text(FILE *to, const cJSON *record,
	    const struct foc_out_options *o);

#endif
