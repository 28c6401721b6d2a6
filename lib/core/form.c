/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "core/form.h"
#include "core/mem.h"

bool
form_parts(const char *text, const char *form, size_t n, regmatch_t *part)
{
	regex_t r;
	bool yes, starved;

	if (regcomp(&r, form, REG_EXTENDED) != 0)
		mem_out();		/* for the form is good */
	errno = 0;
	yes = regexec(&r, text, n, part, 0) == 0;
	/* glibc tells every failure as a text that does not match. */
	starved = !yes && errno == ENOMEM;
	regfree(&r);
	if (starved)
		mem_out();
	return yes;
}

bool
form_matches(const char *text, const char *form)
{
	return form_parts(text, form, 0, NULL);
}
