/* SPDX-License-Identifier: MIT */
/* Sentences from templates, and facts. */
#include <assert.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "core/embed.h"
#include "core/mem.h"
#include "core/tsv.h"
#include "spend/answer.h"

#define VALUES_MAX	16

struct pair {
	const char *name, *value;
};

/* --- sentences */

static char *
template_of(const char *key)
{
	struct tsv t;
	char *found = NULL;

	tsv_open(&t, embed_text("spend/answer.tsv"));
	while (found == NULL && tsv_next(&t))
		if (strcmp(t.cell[0], key) == 0)
			found = xstrdup(t.cell[1]);
	tsv_close(&t);
	assert(found != NULL);
	return found;
}

static const char *
value_of(const struct pair *v, size_t n, const char *name, size_t len)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strncmp(v[i].name, name, len) == 0 &&
		    v[i].name[len] == '\0')
			break;
	assert(i < n);		/* a sentence is given all that it wants */
	return v[i].value;
}

static char *
fill(const char *tmpl, const struct pair *v, size_t n)
{
	char *text = NULL;
	size_t size, len;
	FILE *to = memstream(&text, &size);

	if (to == NULL)
		return xstrdup("");
	for (; *tmpl != '\0'; tmpl += len) {
		len = strcspn(tmpl, "{");
		fwrite(tmpl, 1, len, to);
		if (tmpl[len] != '{')
			continue;
		tmpl += len + 1;
		len = strcspn(tmpl, "}");
		fputs(value_of(v, n, tmpl, len), to);
		len += tmpl[len] == '}';
	}
	fclose(to);
	return text;
}

static char *
vphrase(const char *key, va_list ap)
{
	struct pair v[VALUES_MAX];
	const char *name;
	char *tmpl = template_of(key), *text;
	size_t n = 0;

	while ((name = va_arg(ap, const char *)) != NULL) {
		assert(n < VALUES_MAX);
		v[n].name = name;
		v[n].value = va_arg(ap, const char *);
		n++;
	}
	text = fill(tmpl, v, n);
	free(tmpl);
	return text;
}

char *
phrase(const char *key, ...)
{
	va_list ap;
	char *text;

	va_start(ap, key);
	text = vphrase(key, ap);
	va_end(ap);
	return text;
}

void
say(struct answer *a, const char *key, ...)
{
	va_list ap;
	char *text, *all;

	va_start(ap, key);
	text = vphrase(key, ap);
	va_end(ap);
	all = a->text == NULL ? xstrdup(text) : xasprintf("%s %s", a->text,
	    text);
	free(a->text);
	free(text);
	a->text = all;
}

/* --- figures in prose */

char *
say_usd(char buf[SAY_MAX], int64_t usd)
{
	char n[DECIMAL_TEXT_MAX];
	int128 v = usd < 0 ? -(int128)usd : usd;
	size_t len;

	decimal_fixed(n, v, MONEY_DECIMALS, 2, 1);
	len = strlen(n);
	if (v > 0 && strcmp(n, "0.00") == 0)
		snprintf(buf, SAY_MAX, usd < 0 ? "between -$0.01 and $0" :
		    "less than $0.01");
	else
		snprintf(buf, SAY_MAX, "%s$%.*s", usd < 0 ? "-" : "",
		    (int)(strcmp(n + len - 3, ".00") == 0 ? len - 3 : len), n);
	return buf;
}

char *
say_percent(char buf[SAY_MAX], int128 part, int128 base)
{
	char n[DECIMAL_TEXT_MAX];
	int128 whole;

	if (base <= 0) {
		snprintf(buf, SAY_MAX, "an unknown share");
		return buf;
	}
	whole = div_half_even(part * 100, base);
	if (whole == 100 && part != base)
		snprintf(buf, SAY_MAX, "just %s 100 %%", part < base ? "under" :
		    "over");
	else if (whole == 0 && part != 0)
		snprintf(buf, SAY_MAX, "less than 1 %%");
	else
		snprintf(buf, SAY_MAX, "%s %%", decimal_fixed(n, whole, 0, 0,
		    1));
	return buf;
}

char *
say_span(char buf[SAY_MAX], const struct foc_span *span)
{
	static const char *const name[] = { "January", "February", "March",
	    "April", "May", "June", "July", "August", "September", "October",
	    "November", "December" };
	char text[WHEN_MAX], *dots;
	int64_t days = (span->to - span->from + UTC_DAY - 1) / UTC_DAY;
	long month;

	when_text(text, span);
	if (strlen(text) == 7 && text[5] != 'W') {
		month = strtol(text + 5, NULL, 10);
		snprintf(buf, SAY_MAX, "%s %.4s", name[month - 1], text);
	} else if (span->from == utc_month_start(span->from) &&
	    span->to < utc_month_next(span->from)) {
		month = strtol(text + 5, NULL, 10);
		snprintf(buf, SAY_MAX, "the first %lld days of %s %.4s",
		    (long long)days, name[month - 1], text);
	} else if ((dots = strstr(text, "..")) != NULL) {
		snprintf(buf, SAY_MAX, "the %lld days up to %s",
		    (long long)days, dots + 2);
	} else {
		snprintf(buf, SAY_MAX, "%s", text);
	}
	return buf;
}

char *
say_count(char buf[SAY_MAX], int64_t n)
{
	char text[DECIMAL_TEXT_MAX];

	snprintf(buf, SAY_MAX, "%s", decimal_fixed(text, n, 0, 0, 1));
	return buf;
}

void
say_list(char **list, const char *item, size_t i, size_t n)
{
	const char *sign = i == 0 ? "" : i + 1 == n ? " and " : ", ";
	char *longer = xasprintf("%s%s%s", *list != NULL ? *list : "", sign,
	    item);

	free(*list);
	*list = longer;
}

/* --- facts */

static void
add_raw(cJSON *o, const char *key, const char *digits)
{
	if (digits != NULL)
		cJSON_AddRawToObject(o, key, digits);
	else
		cJSON_AddNullToObject(o, key);
}

void
fact_usd(cJSON *o, const char *key, int64_t usd)
{
	char n[DECIMAL_TEXT_MAX];

	add_raw(o, key, usd != DB_NULL ? money_text(n, usd) : NULL);
}

void
fact_tenths(cJSON *o, const char *key, int64_t tenths)
{
	char n[DECIMAL_TEXT_MAX];

	add_raw(o, key, tenths != DB_NULL ? decimal_text(n, tenths, 1) : NULL);
}

void
fact_number(cJSON *o, const char *key, int64_t v)
{
	char n[DECIMAL_TEXT_MAX];

	add_raw(o, key, v != DB_NULL ? decimal_text(n, v, 0) : NULL);
}

void
fact_tokens(cJSON *o, const char *key, int128 tokens)
{
	char n[DECIMAL_TEXT_MAX];

	add_raw(o, key, decimal_text(n, tokens, MONEY_DECIMALS));
}

void
fact_text(cJSON *o, const char *key, const char *text)
{
	if (text != NULL)
		cJSON_AddStringToObject(o, key, text);
	else
		cJSON_AddNullToObject(o, key);
}

void
fact_time(cJSON *o, const char *key, int64_t t)
{
	char text[UTC_TEXT_MAX];

	fact_text(o, key, t != DB_NULL ? utc_text(text, t) : NULL);
}

cJSON *
fact_list(cJSON *o, const char *key)
{
	return cJSON_AddArrayToObject(o, key);
}

cJSON *
fact_item(cJSON *list)
{
	cJSON *item = cJSON_CreateObject();

	cJSON_AddItemToArray(list, item);
	return item;
}
