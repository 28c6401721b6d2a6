/* SPDX-License-Identifier: MIT */
/*
 * Figures: the money in a record.  A figure is named RECORD-ID:KEY, where KEY
 * is the way to it: "actual_usd", "by_type.Tax", and in a list its place,
 * counted from 1: "lines.2.actual_usd".
 */
#ifndef FOC_CORE_FIGURE_H
#define FOC_CORE_FIGURE_H

#include <stdbool.h>

#include "core/json.h"

/* Records of this kind have figures that can be asked for. */
bool	figure_kind(const char *kind);
/* Each figure of a record that is known, in the order of its keys. */
void	figure_each(const cJSON *record, void (*each)(void *arg,
	    const char *key, const cJSON *value), void *arg);
/* What the key leads to, or NULL. */
const cJSON *figure_find(const cJSON *record, const char *key);

#endif
