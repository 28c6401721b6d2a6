/* SPDX-License-Identifier: MIT */
/* Members of a record as a person reads them. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/money.h"
#include "core/text.h"
#include "report/out.h"

/* Follow "path.e1". */
static const cJSON *
find(const cJSON *record, const char *key)
{
	char part[64];
	size_t n;

	for (;;) {
		n = strcspn(key, ".");
		if (n >= sizeof(part) || record == NULL)
			return NULL;
		memcpy(part, key, n);
		part[n] = '\0';
		record = json_member(record, part);
		if (key[n] == '\0')
			return record;
		key += n + 1;
	}
}

/* Strings as they are; lists of scalars "a, b"; the rest as JSON. */
char *
item_text(const cJSON *item)
{
	const cJSON *part;
	char *text = NULL, *one;
	size_t size;
	FILE *to;

	if (item == NULL || cJSON_IsNull(item))
		return xstrdup("");
	if (cJSON_IsString(item) || cJSON_IsRaw(item))
		return xstrdup(item->valuestring);
	if (cJSON_IsBool(item))
		return xstrdup(cJSON_IsTrue(item) ? "yes" : "");
	if (!cJSON_IsArray(item))
		return json_print(item);
	if ((to = memstream(&text, &size)) == NULL)
		return xstrdup("");
	cJSON_ArrayForEach(part, item) {
		one = item_text(part);
		fprintf(to, "%s%s", part == item->child ? "" : ", ", one);
		free(one);
	}
	fclose(to);
	return text;
}

/*
 * Money with two decimals, or all of them where cents would show nothing;
 * thousands are grouped for a terminal only.
 */
static char *
money_cell(const char *digits, bool terminal)
{
	char buf[DECIMAL_TEXT_MAX];
	int64_t v;

	if (money_parse_exact(digits, strlen(digits), &v) != 0)
		return xstrdup(digits);
	if (v != 0 && v < MONEY_ONE / 100 && v > -MONEY_ONE / 100)
		return xstrdup(money_text(buf, v));
	return xstrdup(decimal_fixed(buf, v, MONEY_DECIMALS, 2, terminal));
}

/* A price: all its decimals, and two at least. */
static char *
price_cell(const char *digits)
{
	const char *point = strchr(digits, '.');
	size_t places = point != NULL ? strlen(point + 1) : 0;

	return places >= 2 ? xstrdup(digits) : xasprintf("%s%s%s", digits,
	    point != NULL ? "" : ".", places == 1 ? "0" : "00");
}

static bool
ends_in(const char *text, const char *end)
{
	size_t n = strlen(text), k = strlen(end);

	return n >= k && strcmp(text + n - k, end) == 0;
}

char *
figure_text(const cJSON *item, bool terminal)
{
	char *text = item_text(item), *cell;

	if (item->string == NULL || *text == '\0' || cJSON_IsString(item) ||
	    cJSON_IsArray(item) || cJSON_IsObject(item))
		return text;
	if (strstr(item->string, "usd_per_") != NULL)
		cell = price_cell(text);
	else if (ends_in(item->string, "_usd"))
		cell = money_cell(text, terminal);
	else
		return text;
	free(text);
	return cell;
}

/*
 * Whole numbers grouped for a terminal; so are tokens that were shared out,
 * of which a part is worth nothing.
 */
static char *
number_cell(const char *digits, bool tokens, bool terminal)
{
	char buf[DECIMAL_TEXT_MAX];
	int64_t v;

	if (!terminal || money_parse_exact(digits, strlen(digits), &v) != 0 ||
	    (strchr(digits, '.') != NULL && (!tokens || v < MONEY_ONE)))
		return xstrdup(digits);
	return xstrdup(decimal_fixed(buf, v, MONEY_DECIMALS, 0, 1));
}

/* One decimal, as records have it, also where that is a nought. */
static char *
percent_cell(const char *digits)
{
	return xasprintf("%s%s%%", digits, strchr(digits, '.') != NULL ? "" :
	    ".0");
}

/* 2026-11-20T08:00:00Z as 2026-11-20 08:00. */
static char *
time_cell(const char *text)
{
	char *cell = xstrdup(text);

	if (strlen(cell) == 20 && cell[10] == 'T') {
		cell[10] = ' ';
		cell[16] = '\0';
	}
	return cell;
}

char *
cell_text(const cJSON *record, const char *key, char sign, bool terminal)
{
	char *text = item_text(find(record, key)), *cell;

	if (*text == '\0')
		return text;
	switch (sign) {
	case '$':
		cell = strstr(key, "usd_per_") != NULL ? price_cell(text) :
		    money_cell(text, terminal);
		break;
	case '#':
		cell = number_cell(text, strcmp(key, "tokens") == 0, terminal);
		break;
	case '%':
		cell = percent_cell(text);
		break;
	case '@':
		cell = time_cell(text);
		break;
	default:
		return text;
	}
	free(text);
	return cell;
}
