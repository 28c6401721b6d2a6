/* SPDX-License-Identifier: MIT */
/* An answer, as a person wants to read it. */
#include "report/out.h"

#define COLUMNS	78

void
answer_text(FILE *to, const cJSON *record, const struct foc_out_options *o)
{
	const char *text = json_string(record, "text");
	int width = o->terminal && o->width > 0 && o->width < COLUMNS ?
	    o->width : COLUMNS;

	if (o->sandbox)
		fputs("SANDBOX\n", to);
	prose_print(to, 0, width, text != NULL ? text : "");
}
