/* SPDX-License-Identifier: MIT */
#ifndef FOC_GOVERN_CATALOG_H
#define FOC_GOVERN_CATALOG_H

#include "govern/words.h"

#define PLATFORMS	4
extern const char *const platform_words[PLATFORMS];

#endif
