/* SPDX-License-Identifier: MIT */
/* What every page has around it: one file, no script, nothing from outside. */
#ifndef FOC_REPORT_PAGE_H
#define FOC_REPORT_PAGE_H

#include <stdio.h>

/* css: a style sheet besides card.css, or NULL. */
void	page_begin(FILE *to, const char *title, const char *css);
void	page_end(FILE *to);

#endif
