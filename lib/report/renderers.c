/* SPDX-License-Identifier: MIT */
/* Kinds that have their own look in the formats for people. */
#include <string.h>

#include "report/out.h"

static const struct renderer renderers[] = {
	{ NULL, FOC_FORMAT__MAX, NULL }
};

const struct renderer *
renderer_of(const char *kind, enum foc_format format)
{
	const struct renderer *r;

	for (r = renderers; kind != NULL && r->kind != NULL; r++)
		if (r->format == format && strcmp(r->kind, kind) == 0)
			return r;
	return NULL;
}
