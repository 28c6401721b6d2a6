/* SPDX-License-Identifier: MIT */
/* Text of a fixed width, for terminals and mail; nothing is ever cut. */
#ifndef FOC_REPORT_SHEET_H
#define FOC_REPORT_SHEET_H

#include <stdio.h>

#define SHEET_WIDTH	80	/* of a terminal */
#define SHEET_MAIL	74	/* of a mail: no line is folded */

struct sheet {
	FILE	*to;
	int	width;
};

/*
 * Words of text from column `at` on, which we are at; further lines begin at
 * `indent`.  A word that no line holds is broken.
 */
void	sheet_flow(const struct sheet *s, int at, int indent,
	    const char *text);
/* left at the left, right at the right: of one line, where both fit. */
void	sheet_ends(const struct sheet *s, const char *left,
	    const char *right);
void	sheet_rule(const struct sheet *s, char c);
void	sheet_label(const struct sheet *s, const char *label,
	    const char *text);

#endif
