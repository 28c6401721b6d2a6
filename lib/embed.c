/* SPDX-License-Identifier: MIT */
/* The texts below lib/ that the programs carry: tables and templates. */
#include <string.h>

#include "core/embed.h"

static const struct {
	const char *name, *text;
} texts[] = {
#include "texts.h"
};

const char *
embed_text(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (strcmp(texts[i].name, name) == 0)
			return texts[i].text;
	return NULL;
}
