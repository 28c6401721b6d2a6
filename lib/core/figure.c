/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/figure.h"
#include "core/mem.h"

static const char *const kinds[] = {
	"card", "charge", "chargeback", "chargeback_total", "comparison",
	"gap", "investigation", "load", "reconciliation", "rollup",
	"stop_check", "usage", "workload"
};

/* Maps whose keys are words of the bill, and whose values dollars. */
static const char *const maps[] = {
	"by_platform", "by_type", "other_currencies"
};

static bool
is_among(const char *const *words, size_t n, const char *word)
{
	size_t i;

	for (i = 0; word != NULL && i < n; i++)
		if (strcmp(words[i], word) == 0)
			return true;
	return false;
}

bool
figure_kind(const char *kind)
{
	return is_among(kinds, sizeof(kinds) / sizeof(kinds[0]), kind);
}

static bool
is_money(const char *map, const char *name)
{
	size_t len = name != NULL ? strlen(name) : 0;

	return (len > 4 && strcmp(name + len - 4, "_usd") == 0) ||
	    is_among(maps, sizeof(maps) / sizeof(maps[0]), map);
}

struct walk {
	void	(*each)(void *arg, const char *key, const cJSON *value);
	void	*arg;
};

static void
walk(const struct walk *w, const char *way, const cJSON *in)
{
	const cJSON *item;
	char *key, place[24];
	size_t n = 0;

	cJSON_ArrayForEach(item, in) {
		snprintf(place, sizeof(place), "%zu", ++n);
		key = xasprintf("%s%s%s", way != NULL ? way : "",
		    way != NULL ? "." : "", item->string != NULL ?
		    item->string : place);
		if (cJSON_IsObject(item) || cJSON_IsArray(item))
			walk(w, key, item);
		else if (cJSON_IsRaw(item) && is_money(in->string,
		    item->string))
			w->each(w->arg, key, item);
		free(key);
	}
}

void
figure_each(const cJSON *record, void (*each)(void *arg, const char *key,
    const cJSON *value), void *arg)
{
	const struct walk w = { each, arg };

	if (figure_kind(json_string(record, "kind")))
		walk(&w, NULL, record);
}

/* Keys that data brought may have points in them: the longer way is tried. */
const cJSON *
figure_find(const cJSON *record, const char *key)
{
	const cJSON *item, *found;
	char place[24];
	const char *name;
	size_t len, n = 0;

	cJSON_ArrayForEach(item, record) {
		snprintf(place, sizeof(place), "%zu", ++n);
		name = item->string != NULL ? item->string : place;
		len = strlen(name);
		if (strncmp(key, name, len) != 0)
			continue;
		if (key[len] == '\0')
			return item;
		if (key[len] == '.' && (found = figure_find(item,
		    key + len + 1)) != NULL)
			return found;
	}
	return NULL;
}
