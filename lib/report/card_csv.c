/* SPDX-License-Identifier: MIT */
/* The lines of a card as CSV, for spreadsheets. */
#include <string.h>

#include "core/text.h"
#include "report/card.h"

/* Of the card, then of each line. */
static const char *const card_keys[] = {
	"id", "week", "workload", "product", "state"
};
static const char *const line_keys[] = {
	"n", "period", "model", "token_type", "region", "tokens",
	"actual_usd", "net_usd", "previous_usd"
};

static void
put_cell(FILE *to, const cJSON *item)
{
	if (cJSON_IsRaw(item))
		fputs(item->valuestring, to);
	else if (cJSON_IsString(item))
		text_csv(to, item->valuestring, true);
}

static void
put_keys(FILE *to, const char *const *keys, size_t n, const char *end)
{
	size_t i;

	for (i = 0; i < n; i++)
		fprintf(to, "%s%s", keys[i], i + 1 < n ? "," : end);
}

static void
put_cells(FILE *to, const cJSON *object, const char *const *keys, size_t n,
    const char *end)
{
	size_t i;

	for (i = 0; i < n; i++) {
		put_cell(to, json_member(object, keys[i]));
		fputs(i + 1 < n ? "," : end, to);
	}
}

#define N(x)	(sizeof(x) / sizeof((x)[0]))

void
card_csv(FILE *to, const cJSON *record, bool titles)
{
	const cJSON *lines = json_member(record, "lines"), *line;

	if (titles) {
		put_keys(to, card_keys, N(card_keys), ",");
		put_keys(to, line_keys, N(line_keys), "\r\n");
	}
	cJSON_ArrayForEach(line, lines) {
		put_cells(to, record, card_keys, N(card_keys), ",");
		put_cells(to, line, line_keys, N(line_keys), "\r\n");
	}
}
