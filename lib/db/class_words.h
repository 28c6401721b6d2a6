/* SPDX-License-Identifier: MIT */
#ifndef FOC_DB_CLASS_WORDS_H
#define FOC_DB_CLASS_WORDS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * May a classification rule say `value` of `key`?  Where not, the words that
 * it may say are put into known, "A, B, C".  Keys that are no words hold all.
 */
bool	class_word(const char *key, const char *value, char *known,
	    size_t size);

#endif
