/* SPDX-License-Identifier: MIT */
/* The words that classification rules have: of foc.yaml and our own. */
#include <stdio.h>
#include <string.h>

#include "core/embed.h"
#include "core/tsv.h"
#include "db/class_words.h"

static bool
among(const char *words, const char *value, char *known, size_t size)
{
	size_t n, used = 0, len = strlen(value);
	bool found = false;

	*known = '\0';
	for (; *words != '\0'; words += n + (words[n] == ' ')) {
		n = strcspn(words, " ");
		if (n == len && strncmp(words, value, n) == 0)
			found = true;
		if (used < size)
			used += (size_t)snprintf(known + used, size - used,
			    "%s%.*s", used > 0 ? ", " : "", (int)n, words);
	}
	return found;
}

bool
class_word(const char *key, const char *value, char *known, size_t size)
{
	struct tsv t;
	bool good = true;

	tsv_open(&t, embed_text("db/class_words.tsv"));
	while (tsv_next(&t))
		if (strcmp(t.cell[0], key) == 0) {
			good = among(t.cell[1], value, known, size);
			break;
		}
	tsv_close(&t);
	return good;
}
