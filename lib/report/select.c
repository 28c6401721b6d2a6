/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "core/json.h"
#include "core/mem.h"
#include "core/money.h"
#include "report/select.h"

struct sortable {
	char	*json;
	cJSON	*parsed;
	const char *key;		/* of the parsed record; NULL: absent */
	bool	number;
	size_t	place;			/* keeps equal keys in order */
};

static int
compare_keys(const struct sortable *a, const struct sortable *b)
{
	int64_t x, y;

	if (a->key == NULL || b->key == NULL)
		return (a->key != NULL) - (b->key != NULL);
	if (a->number && b->number &&
	    money_parse(a->key, strlen(a->key), &x, NULL) == 0 &&
	    money_parse(b->key, strlen(b->key), &y, NULL) == 0)
		return (x > y) - (x < y);
	return strcmp(a->key, b->key);
}

static int
by_place(const struct sortable *a, const struct sortable *b)
{
	return (a->place > b->place) - (a->place < b->place);
}

static int
upwards(const void *a, const void *b)
{
	int d = compare_keys(a, b);

	return d != 0 ? d : by_place(a, b);
}

static int
downwards(const void *a, const void *b)
{
	int d = compare_keys(b, a);

	return d != 0 ? d : by_place(a, b);
}

static void
sort_records(char **record, size_t n, const char *by)
{
	bool down = *by == '-';
	struct sortable *s = xcalloc(n, sizeof(*s));
	const cJSON *item;
	struct err e;
	size_t i;

	for (i = 0; i < n; i++) {
		s[i].json = record[i];
		s[i].place = i;
		s[i].parsed = json_parse(record[i], strlen(record[i]), &e);
		item = json_member(s[i].parsed, by + (down ? 1 : 0));
		if (cJSON_IsString(item) || cJSON_IsRaw(item))
			s[i].key = item->valuestring;
		s[i].number = cJSON_IsRaw(item);
	}
	qsort(s, n, sizeof(*s), down ? downwards : upwards);
	for (i = 0; i < n; i++) {
		record[i] = s[i].json;
		cJSON_Delete(s[i].parsed);
	}
	free(s);
}

/* The keys of the list, in its order, null for what is absent. */
static char *
choose_fields(const char *json, const char *fields)
{
	struct err e;
	cJSON *all = json_parse(json, strlen(json), &e), *some, *item;
	char *copy = xstrdup(fields), *key, *rest = copy, *text;

	some = cJSON_CreateObject();
	while ((key = strsep(&rest, ",")) != NULL) {
		item = json_member(all, key);
		if (item == NULL)
			cJSON_AddNullToObject(some, key);
		else
			cJSON_AddItemToObject(some, key,
			    cJSON_Duplicate(item, true));
	}
	text = json_print(some);
	cJSON_Delete(all);
	cJSON_Delete(some);
	free(copy);
	return text;
}

/* Every record of a sandbox has that key, and no other record. */
static bool
any_has(const cJSON *records, const char *key)
{
	const cJSON *record;

	cJSON_ArrayForEach(record, records)
		if (json_member(record, key) != NULL)
			return true;
	return strcmp(key, "sandbox") == 0;
}

static bool
check_key(const cJSON *records, const char *option, const char *key, char *why,
    size_t size)
{
	const cJSON *first = cJSON_GetArrayItem(records, 0), *k;
	int used;

	if (any_has(records, key))
		return true;
	used = snprintf(why, size, "--%s: no record has the key '%s'; the "
	    "first has", option, key);
	for (k = first != NULL ? first->child : NULL;
	    k != NULL && used >= 0 && (size_t)used < size; k = k->next)
		used += snprintf(why + used, size - (size_t)used, " %s",
		    k->string);
	return false;
}

bool
select_check(char *const *record, size_t n, const struct foc_out_options *o,
    char *why, size_t size)
{
	char *copy = xstrdup(o->fields != NULL ? o->fields : ""), *key;
	char *rest = o->fields != NULL ? copy : NULL;
	cJSON *parsed, *one;
	struct err e;
	bool good = true;
	size_t i;

	if (o->fields == NULL && o->sort == NULL) {
		free(copy);
		return true;
	}
	parsed = cJSON_CreateArray();
	for (i = 0; i < n; i++)
		if ((one = json_parse(record[i], strlen(record[i]), &e)) !=
		    NULL)
			cJSON_AddItemToArray(parsed, one);
	if (o->sort != NULL)
		good = check_key(parsed, "sort", o->sort +
		    (*o->sort == '-'), why, size);
	while (good && (key = strsep(&rest, ",")) != NULL)
		good = check_key(parsed, "fields", key, why, size);
	cJSON_Delete(parsed);
	free(copy);
	return good;
}

void
select_records(char **record, size_t *n, size_t heading,
    const struct foc_out_options *o)
{
	char *some;
	size_t i;

	if (o->sort != NULL && *n > heading + 1)
		sort_records(record + heading, *n - heading, o->sort);
	while (o->limit > 0 && *n > heading &&
	    (int64_t)(*n - heading) > o->limit)
		free(record[--*n]);
	for (i = 0; o->fields != NULL && i < *n; i++) {
		some = choose_fields(record[i], o->fields);
		free(record[i]);
		record[i] = some;
	}
}
