/* SPDX-License-Identifier: MIT */
/* CSV: the keys of the first record of a kind are the columns. */
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "report/out.h"

void
csv_cell(FILE *to, const cJSON *item)
{
	char *text;

	if (item == NULL || cJSON_IsNull(item))
		return;
	if (cJSON_IsRaw(item)) {
		fputs(item->valuestring, to);	/* a number is no formula */
	} else if (cJSON_IsString(item)) {
		text_csv(to, item->valuestring, true);
	} else {
		text = json_print(item);
		text_csv(to, text, false);
		free(text);
	}
}

static bool
same_kind(const cJSON *a, const cJSON *b)
{
	const char *x = json_string(a, "kind"), *y = json_string(b, "kind");

	return strcmp(x != NULL ? x : "", y != NULL ? y : "") == 0;
}

/* Records i.. of one kind under their header; returns the first of another. */
static size_t
csv_of_kind(FILE *to, char *const *record, size_t n, size_t i)
{
	cJSON *first = record_parse(record[i]), *row;
	const cJSON *column;

	cJSON_ArrayForEach(column, first) {
		text_csv(to, column->string, true);
		fputs(column->next != NULL ? "," : "\r\n", to);
	}
	for (; i < n; i++) {
		row = record_parse(record[i]);
		if (!same_kind(first, row)) {
			cJSON_Delete(row);
			break;
		}
		cJSON_ArrayForEach(column, first) {
			csv_cell(to, json_member(row, column->string));
			fputs(column->next != NULL ? "," : "\r\n", to);
		}
		cJSON_Delete(row);
	}
	cJSON_Delete(first);
	return i;
}

void
csv_print(FILE *to, char *const *record, size_t n)
{
	size_t i;

	for (i = 0; i < n;) {
		if (i > 0)
			fputs("\r\n", to);
		i = csv_of_kind(to, record, n, i);
	}
}
