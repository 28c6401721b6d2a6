/* SPDX-License-Identifier: MIT */
/* Texts of a given form: extended regular expressions, which are ours. */
#ifndef FOC_CORE_FORM_H
#define FOC_CORE_FORM_H

#include <regex.h>
#include <stdbool.h>
#include <stddef.h>

bool	form_matches(const char *text, const char *form);
/* The same, and where it and its groups lie; rm_so is -1 of those not there. */
bool	form_parts(const char *text, const char *form, size_t n,
	    regmatch_t *part);

#endif
