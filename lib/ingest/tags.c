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
	t->tag[t->n] = (struct tag){ xstrdup(key), xstrdup(value), t->n };
	t->n++;
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

/* By key; equal ones as they were added. */
static int
by_key(const void *a, const void *b)
{
	const struct tag *x = a, *y = b;

	int d = strcmp(x->key, y->key);

	return d != 0 ? d : (x->place > y->place) - (x->place < y->place);
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
	size_t i;

	if (t->n > 1)
		qsort(t->tag, t->n, sizeof(*t->tag), by_key);
	for (i = 0; i < t->n; i++)
		if (i == 0 || strcmp(t->tag[i].key, t->tag[i - 1].key) != 0)
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
