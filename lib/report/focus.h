/* SPDX-License-Identifier: MIT */
#ifndef FOC_REPORT_FOCUS_H
#define FOC_REPORT_FOCUS_H

#include <stdbool.h>
#include <stdio.h>

#include "core/json.h"

#define FOCUS_DEFAULT	"1.2"

/* The columns of a data set of one version. */
struct focus;

/* NULL: there is no such version. */
struct focus *focus_new(const char *version);
void	focus_free(struct focus *f);		/* NULL is fine */
/*
 * First every record, then the names of the columns, then every record
 * again.  What is no charge is left out.
 */
void	focus_look(struct focus *f, const cJSON *record);
void	focus_header(const struct focus *f, FILE *to);
void	focus_row(const struct focus *f, FILE *to, const cJSON *record);

#endif
