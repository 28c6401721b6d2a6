/* SPDX-License-Identifier: MIT */
/* The record of a card taken apart, and rounded for people. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/utc.h"
#include "report/card.h"
#include "report/round.h"

static enum card_group
group_of(const char *token_type)
{
	if (strcmp(token_type, "INPUT") == 0)
		return CARD_INPUT;
	if (strcmp(token_type, "OUTPUT") == 0)
		return CARD_OUTPUT;
	if (strcmp(token_type, "CACHE_READ") == 0)
		return CARD_CACHE_READ;
	return CARD_OTHER;
}

const char *
card_text_of(const cJSON *object, const char *key)
{
	const cJSON *item = json_member(object, key);

	return item != NULL && item->valuestring != NULL ?
	    item->valuestring : "";
}

int64_t
card_money_of(const cJSON *object, const char *key)
{
	const char *digits = json_number(object, key);
	int64_t v;

	if (digits == NULL ||
	    money_parse_exact(digits, strlen(digits), &v) != 0)
		return CARD_NULL;
	return v;
}

/* Tokens may be more than an int64 of 1e-10 holds: the two halves apart. */
static int128
tokens_of(const cJSON *line)
{
	const char *digits = json_number(line, "tokens"), *point;
	int64_t part = 0;
	int128 whole = 0;

	if (digits == NULL)
		return 0;
	point = strchr(digits, '.');
	if (point != NULL && money_parse_exact(point, strlen(point),
	    &part) != 0)
		part = 0;
	for (; *digits >= '0' && *digits <= '9'; digits++)
		whole = whole * 10 + (*digits - '0');
	return whole * MONEY_ONE + part;
}

/* --- taking apart */

static struct card_row *
row_of(struct card_view *v, const char *model, const char *region)
{
	struct card_row *r;
	size_t i;

	for (i = 0; i < v->n_rows; i++)
		if (strcmp(v->row[i].model, model) == 0 &&
		    strcmp(v->row[i].region, region) == 0)
			return &v->row[i];
	v->row = xreallocarray(v->row, v->n_rows + 1, sizeof(*v->row));
	r = &v->row[v->n_rows++];
	*r = (struct card_row){ .model = model, .region = region,
	    .previous = CARD_NULL };
	return r;
}

static void
add_period(struct card_view *v, const char *month, int64_t cost)
{
	size_t i;

	for (i = 0; i < v->n_periods; i++)
		if (strcmp(v->period[i].month, month) == 0)
			break;
	if (i == v->n_periods) {
		v->period = xreallocarray(v->period, i + 1,
		    sizeof(*v->period));
		v->period[v->n_periods++] = (struct card_period){ month, 0 };
	}
	v->period[i].exact += cost;
}

/* People name a line by its number: "1,3". */
static void
add_number(struct card_row *r, enum card_group g, const char *n)
{
	char *longer;

	if (n == NULL)
		return;
	longer = xasprintf("%s%s%s", r->lines[g] != NULL ? r->lines[g] : "",
	    r->lines[g] != NULL ? "," : "", n);
	free(r->lines[g]);
	r->lines[g] = longer;
}

static void
add_line(struct card_view *v, const cJSON *line)
{
	struct card_row *r = row_of(v, card_text_of(line, "model"),
	    card_text_of(line, "region"));
	enum card_group g = group_of(card_text_of(line, "token_type"));
	int64_t cost = card_money_of(line, "actual_usd");
	int64_t before = card_money_of(line, "previous_usd");

	if (cost == CARD_NULL)
		return;
	add_number(r, g, json_number(line, "n"));
	r->exact[g] += cost;
	r->tokens[g] += tokens_of(line);
	if (before != CARD_NULL)
		r->previous = before + (r->previous == CARD_NULL ? 0 :
		    r->previous);
	add_period(v, card_text_of(line, "period"), cost);
}

static int
by_model_and_region(const void *va, const void *vb)
{
	const struct card_row *a = va, *b = vb;
	int order = strcmp(a->model, b->model);

	return order != 0 ? order : strcmp(a->region, b->region);
}

/* All leaves of the table together, row by row. */
static void
round_table(struct card_view *v)
{
	size_t i, n = v->n_rows * CARD_GROUPS;
	int64_t *exact = xcalloc(n + 1, sizeof(*exact));
	int64_t *shown = xcalloc(n + 1, sizeof(*shown));

	for (i = 0; i < n; i++)
		exact[i] = v->row[i / CARD_GROUPS].exact[i % CARD_GROUPS];
	round_leaves(exact, shown, n, v->places);
	for (i = 0; i < n; i++)
		v->row[i / CARD_GROUPS].shown[i % CARD_GROUPS] = shown[i];
	free(exact);
	free(shown);
}

static void
add_history(struct card_view *v)
{
	const cJSON *list = json_member(v->record, "history"), *item;

	cJSON_ArrayForEach(item, list) {
		v->bar = xreallocarray(v->bar, v->n_bars + 1,
		    sizeof(*v->bar));
		v->bar[v->n_bars++] = (struct card_bar){
			card_text_of(item, "week"),
			card_money_of(item, "actual_usd"),
			card_money_of(item, "estimate_usd"),
			json_member(item, "models") };
	}
	list = json_member(v->record, "days");
	cJSON_ArrayForEach(item, list) {
		v->day = xreallocarray(v->day, v->n_days + 1,
		    sizeof(*v->day));
		v->day[v->n_days++] = (struct card_day){
			card_text_of(item, "day"),
			card_money_of(item, "actual_usd") };
	}
}

/* "Retail > Engineering > Customer Care > Support Bot" */
static char *
path_of(const cJSON *record)
{
	const cJSON *path = json_member(record, "path"), *part;
	char *text, *longer;

	text = xstrdup("");
	cJSON_ArrayForEach(part, path) {
		if (!cJSON_IsString(part))
			continue;
		longer = xasprintf("%s%s%s", text, *text != '\0' ? " > " : "",
		    part->valuestring);
		free(text);
		text = longer;
	}
	return text;
}

static void
put_months(FILE *to, const cJSON *record)
{
	const cJSON *list = json_member(record, "months"), *item;

	cJSON_ArrayForEach(item, list)
		fprintf(to, "; %s %s", card_text_of(item, "month"),
		    strcmp(card_text_of(item, "state"), "FINAL") == 0 ?
		    "final" : "open");
}

/* What a report must say of what it stands on. */
static char *
source_of(const cJSON *record)
{
	const cJSON *list = json_member(record, "loads"), *item;
	const char *until = card_text_of(record, "data_until");
	char *text = NULL;
	size_t size;
	FILE *to = memstream(&text, &size);

	if (to == NULL)
		return xstrdup("");
	fputs(list != NULL && list->child != NULL ? "loads " : "no load", to);
	cJSON_ArrayForEach(item, list)
		fprintf(to, "%s%s", item == list->child ? "" : ", ",
		    item->valuestring);
	if (strlen(until) >= 16)
		fprintf(to, "; data until %.10s %.5s", until, until + 11);
	put_months(to, record);
	fprintf(to, "; price book %s; unblended cost",
	    card_text_of(record, "price_book"));
	fclose(to);
	return text;
}

/* The first and the last day of the card. */
static void
set_days(struct card_view *v)
{
	const char *from = card_text_of(v->record, "from");
	const char *to = card_text_of(v->record, "to");
	char buf[UTC_TEXT_MAX];
	int64_t t;

	snprintf(v->first_text, sizeof(v->first_text), "%.10s", from);
	snprintf(v->last_text, sizeof(v->last_text), "%.10s", to);
	if (utc_parse(to, strlen(to), &t) == 0)
		snprintf(v->last_text, sizeof(v->last_text), "%.10s",
		    utc_day(buf, t - 1));
	v->first_day = v->first_text;
	v->last_day = v->last_text;
	v->from_time = strlen(from) >= 16 && strncmp(from + 11, "00:00", 5)
	    != 0 ? from + 11 : NULL;
}

void
card_view_init(struct card_view *v, const cJSON *record,
    const struct foc_out_options *o)
{
	const cJSON *lines = json_member(record, "lines"), *line;

	*v = (struct card_view){ .record = record, .places = 2,
	    .sandbox = o->sandbox };
	v->id = card_text_of(record, "id");
	v->workload = card_text_of(record, "workload");
	v->week = card_text_of(record, "week");
	v->state = card_text_of(record, "state");
	v->owner = card_text_of(record, "owner");
	v->path = path_of(record);
	v->source = source_of(record);
	v->incomplete = cJSON_IsTrue(json_member(record, "incomplete"));
	v->actual = card_money_of(record, "actual_usd");
	v->previous = card_money_of(record, "previous_usd");
	v->net = strcmp(card_text_of(record, "beside"), "NET") == 0 ?
	    card_money_of(record, "net_usd") : CARD_NULL;
	v->change = card_money_of(record, "change_usd");
	v->by_volume = card_money_of(record, "by_volume_usd");
	v->by_mix = card_money_of(record, "by_mix_usd");
	v->by_price = card_money_of(record, "by_price_usd");
	v->by_other = card_money_of(record, "by_other_usd");
	v->estimate = card_money_of(record, "estimate_usd");
	v->variance = card_money_of(record, "variance_usd");
	v->mtd = card_money_of(record, "mtd_usd");
	v->month_estimate = card_money_of(record, "month_estimate_usd");
	v->forecast = card_money_of(record, "forecast_usd");
	v->forecast_low = card_money_of(record, "forecast_low_usd");
	v->forecast_high = card_money_of(record, "forecast_high_usd");
	set_days(v);
	if (v->actual > -MONEY_ONE && v->actual < MONEY_ONE && v->actual != 0)
		v->places = 6;		/* cents would say nothing */
	if (v->actual >= 1000000 * MONEY_ONE)
		v->places = 0;		/* nor here */
	cJSON_ArrayForEach(line, lines)
		add_line(v, line);
	if (v->n_rows > 0)
		qsort(v->row, v->n_rows, sizeof(*v->row),
		    by_model_and_region);
	round_table(v);
	add_history(v);
}

void
card_view_release(struct card_view *v)
{
	size_t i;
	int g;

	free(v->path);
	free(v->source);
	for (i = 0; i < v->n_rows; i++)
		for (g = 0; g < CARD_GROUPS; g++)
			free(v->row[i].lines[g]);
	free(v->row);
	free(v->bar);
	free(v->day);
	free(v->period);
}
