/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "core/json.h"
#include "core/mem.h"
#include "ingest/tags.h"

void
tags_add(struct tags *t, const char *key, const char *value)
{
	if (*value == '\0')
		return;
	if (t->n == t->max) {
		t->max = t->max == 0 ? 16 : t->max * 2;
		t->tag = xreallocarray(t->tag, t->max, sizeof(*t->tag));
	}
	t->tag[t->n].key = xstrdup(key);
	t->tag[t->n++].value = xstrdup(value);
}

int
tags_add_map(struct tags *t, const char *map, struct err *e)
{
	const cJSON *m;
	cJSON *o;

	if (*map == '\0' || strcmp(map, "{}") == 0)
		return FOC_OK;
	if ((o = json_parse(map, strlen(map), e)) == NULL)
		return e->status;
	if (!cJSON_IsObject(o)) {
		cJSON_Delete(o);
		return err_set(e, FOC_BAD_INPUT, "is no JSON object");
	}
	cJSON_ArrayForEach(m, o)
		if (cJSON_IsString(m) || cJSON_IsRaw(m))
			tags_add(t, m->string, m->valuestring);
	cJSON_Delete(o);
	return FOC_OK;
}

/* By key; equal ones, of which all but one are empty, in any order. */
static int
by_key(const void *a, const void *b)
{
	const struct tag *x = a, *y = b;

	return strcmp(x->key, y->key);
}

static void
clear(struct tags *t)
{
	size_t i;

	for (i = 0; i < t->n; i++) {
		free(t->tag[i].key);
		free(t->tag[i].value);
	}
	t->n = 0;
}

char *
tags_json(struct tags *t)
{
	cJSON *o = cJSON_CreateObject();
	char *text;
	size_t i, k;

	/* Of equal keys only the first stays; lists are short. */
	for (i = 0; i < t->n; i++)
		for (k = i + 1; k < t->n; k++)
			if (strcmp(t->tag[i].key, t->tag[k].key) == 0)
				t->tag[k].value[0] = '\0';
	if (t->n > 1)
		qsort(t->tag, t->n, sizeof(*t->tag), by_key);
	for (i = 0; i < t->n; i++)
		if (t->tag[i].value[0] != '\0')
			cJSON_AddStringToObject(o, t->tag[i].key,
			    t->tag[i].value);
	text = json_print(o);
	cJSON_Delete(o);
	clear(t);
	return text;
}

void
tags_free(struct tags *t)
{
	clear(t);
	free(t->tag);
	*t = (struct tags){ 0 };
}
