/* SPDX-License-Identifier: MIT */
/* A card for a terminal or a mail of 80 columns. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"
#include "report/card.h"

#define WIDTH	80
#define CELL	11		/* a column of figures, with its gap */
#define LABEL	18
#define FIGURE	16

/* As much of s as fits into `room` columns, one character at least. */
static size_t
fitting(const char *s, int room)
{
	char one[5];
	uint32_t cp;
	size_t n, len = 0;
	int w = 0;

	while (s[len] != '\0') {
		n = utf8_next(s + len, &cp);
		memcpy(one, s + len, n);
		one[n] = '\0';
		w += utf8_width(one);
		if (w > room && len > 0)
			break;
		len += n;
	}
	return len;
}

/*
 * Words of text up to WIDTH from column `at` on, which we are at; further
 * lines begin at `indent`.  A word that no line holds is broken, not cut.
 */
static void
flow(FILE *to, int at, int indent, const char *text)
{
	char *safe = text_visible(text), *rest = safe, *word;
	bool first = true;
	size_t n;

	while ((word = strsep(&rest, " ")) != NULL) {
		if (!first && at + 1 + utf8_width(word) <= WIDTH) {
			putc(' ', to);
			at++;
		} else if (!first || (at > indent &&
		    at + utf8_width(word) > WIDTH)) {
			fprintf(to, "\n%*s", indent, "");
			at = indent;
		}
		first = false;
		while (at + utf8_width(word) > WIDTH) {
			n = fitting(word, WIDTH - at);
			fprintf(to, "%.*s\n%*s", (int)n, word, indent, "");
			word += n;
			at = indent;
		}
		fputs(word, to);
		at += utf8_width(word);
	}
	putc('\n', to);
	free(safe);
}

/* left at the left, right at the right: of one line, where both fit. */
static void
ends(FILE *to, const char *left, const char *right)
{
	char *l = text_visible(left), *r = text_visible(right);
	int gap = WIDTH - utf8_width(l) - utf8_width(r);

	if (gap >= 2) {
		fprintf(to, "%s%*s%s\n", l, gap, "", r);
	} else {
		flow(to, 0, 0, left);
		flow(to, 0, 0, right);
	}
	free(l);
	free(r);
}

static void
rule(FILE *to, char c)
{
	int i;

	for (i = 0; i < WIDTH; i++)
		putc(c, to);
	putc('\n', to);
}

static void
labelled(FILE *to, const char *label, const char *text)
{
	fprintf(to, "%-*s", LABEL, label);
	flow(to, LABEL, LABEL, text);
}

static void
put_header(FILE *to, const struct card_view *v)
{
	char *left, *right;

	if (v->sandbox)
		ends(to, "SANDBOX", "SANDBOX");
	left = xasprintf("SPEND CARD  %s", v->workload);
	right = xasprintf("%s  %s", v->week, v->state);
	ends(to, left, right);
	free(left);
	free(right);
	left = xasprintf("%s%s%.5s to %s%s", v->first_day,
	    v->from_time != NULL ? " " : "",
	    v->from_time != NULL ? v->from_time : "", v->last_day,
	    v->incomplete ? "  INCOMPLETE" : "");
	right = xasprintf("revision %s",
	    json_number(v->record, "revision"));
	ends(to, left, right);
	free(left);
	free(right);
	right = xasprintf("owner %s", *v->owner != '\0' ? v->owner : "nobody");
	ends(to, v->path, right);
	free(right);
	rule(to, '=');
}

/* A figure, and words on it. */
static void
figure(FILE *to, const char *label, const char *value, const char *words)
{
	int at = LABEL + FIGURE;

	if (utf8_width(value) > FIGURE)
		at = LABEL + utf8_width(value);
	fprintf(to, "%-*s%*s%s", LABEL, label,
	    at - LABEL - utf8_width(value), "", value);
	if (*words == '\0') {
		putc('\n', to);
		return;
	}
	fputs("   ", to);
	flow(to, at + 3, at + 3, words);
}

static void
put_week(FILE *to, const struct card_view *v)
{
	char value[DECIMAL_TEXT_MAX], other[DECIMAL_TEXT_MAX], *word;
	char part[DECIMAL_TEXT_MAX];

	word = v->previous == CARD_NULL ? xstrdup("") :
	    xasprintf("last week %s, %s", card_money(other, v->previous,
	    v->places), card_change(part, v->actual, v->previous));
	figure(to, "Actual", card_money(value, v->actual, v->places), word);
	free(word);
	figure(to, "Estimate", card_money(value, v->estimate, v->places),
	    v->estimate == CARD_NULL ? "none" : "");
	if (v->variance == CARD_NULL)
		return;
	figure(to, "Variance", card_signed(value, v->variance, v->places),
	    card_change(part, v->actual, v->estimate));
}

static void
put_month(FILE *to, const struct card_view *v)
{
	char value[DECIMAL_TEXT_MAX], low[DECIMAL_TEXT_MAX];
	char high[DECIMAL_TEXT_MAX], *word;
	const char *used = json_number(v->record, "mtd_percent");
	const char *hit = json_number(v->record, "cache_hit_percent");

	word = used == NULL ? xasprintf("%s %% of the month is over",
	    json_number(v->record, "elapsed_percent")) :
	    xasprintf("%s of %s in %s %% of the month",
	    card_percent(high, used), card_money(low, v->month_estimate,
	    v->places), json_number(v->record, "elapsed_percent"));
	figure(to, "Month to date", card_money(value, v->mtd, v->places),
	    word);
	free(word);
	word = v->forecast == CARD_NULL ? xstrdup("under 14 days of data") :
	    xasprintf("%s to %s", card_money(low, v->forecast_low, v->places),
	    card_money(high, v->forecast_high, v->places));
	figure(to, "Month-end forecast", card_money(value, v->forecast,
	    v->places), word);
	free(word);
	if (hit == NULL)
		return;
	word = xasprintf("%s %%", hit);
	figure(to, "Cache hit rate", word, "");
	free(word);
}

/* What the widest figure of the table takes, with a gap before it. */
static int
cell_width(const struct card_view *v)
{
	char buf[DECIMAL_TEXT_MAX];
	int64_t sum[CARD_GROUPS] = { 0 }, row, all = 0;
	int g, w, widest = CELL - 1;
	size_t i;

#define MEASURE(x) \
	if ((w = utf8_width(card_plain(buf, (x), v->places))) > widest) \
		widest = w
	for (i = 0; i < v->n_rows; i++) {
		for (row = 0, g = 0; g < CARD_GROUPS; g++) {
			sum[g] += v->row[i].shown[g];
			row += v->row[i].shown[g];
			MEASURE(v->row[i].shown[g]);
		}
		all += row;
		MEASURE(row);
	}
	for (g = 0; g < CARD_GROUPS; g++)
		MEASURE(sum[g]);
	MEASURE(all);
#undef MEASURE
	return widest + 1;
}

static void
cell(FILE *to, int width, const char *text)
{
	fprintf(to, "%*s%s", width - utf8_width(text), "", text);
}

/* The first of the columns; what does not fit has lines of its own. */
static void
name(FILE *to, int width, const char *text, int indent)
{
	char *safe = text_visible(text);
	int room = WIDTH - (CARD_GROUPS + 1) * width - indent;

	fprintf(to, "%*s", indent, "");
	if (utf8_width(safe) <= room) {
		fprintf(to, "%s%*s", safe, room - utf8_width(safe), "");
	} else {
		flow(to, indent, indent, text);
		fprintf(to, "%*s", room + indent, "");
	}
	free(safe);
}

static void
put_row(FILE *to, const struct card_view *v, int width, const int64_t *shown)
{
	char buf[DECIMAL_TEXT_MAX];
	int64_t sum = 0;
	int g;

	for (g = 0; g < CARD_GROUPS; g++) {
		cell(to, width, card_plain(buf, shown[g], v->places));
		sum += shown[g];
	}
	cell(to, width, card_plain(buf, sum, v->places));
	putc('\n', to);
}

static void
put_table(FILE *to, const struct card_view *v)
{
	char buf[DECIMAL_TEXT_MAX];
	int64_t sum[CARD_GROUPS] = { 0 };
	int128 tokens[CARD_GROUPS] = { 0 };
	const char *model = NULL;
	size_t i;
	int g, width = cell_width(v);

	name(to, width, "Dollars for", 0);
	for (g = 0; g < CARD_GROUPS; g++)
		cell(to, width, card_group_name((enum card_group)g));
	cell(to, width, "total");
	putc('\n', to);
	rule(to, '-');
	for (i = 0; i < v->n_rows; i++) {
		if (model == NULL || strcmp(model, v->row[i].model) != 0) {
			model = v->row[i].model;
			flow(to, 0, 0, *model != '\0' ? model : "(no model)");
		}
		name(to, width, *v->row[i].region != '\0' ? v->row[i].region :
		    "(no region)", 2);
		put_row(to, v, width, v->row[i].shown);
		for (g = 0; g < CARD_GROUPS; g++) {
			sum[g] += v->row[i].shown[g];
			tokens[g] += v->row[i].tokens[g];
		}
	}
	rule(to, '-');
	name(to, width, "Total", 0);
	put_row(to, v, width, sum);
	name(to, width, "Tokens", 0);
	for (g = 0; g < CARD_GROUPS; g++)
		cell(to, width, card_tokens(buf, tokens[g]));
	putc('\n', to);
}

/* A week that crosses months stands in two bills. */
static void
put_periods(FILE *to, const struct card_view *v)
{
	char buf[DECIMAL_TEXT_MAX];
	size_t i;

	if (v->n_periods < 2)
		return;
	for (i = 0; i < v->n_periods; i++)
		fprintf(to, "%s%s %s", i == 0 ? "Of which on the bill of " :
		    ", ", v->period[i].month, card_money(buf,
		    v->period[i].exact, v->places));
	putc('\n', to);
}

static void
put_flags(FILE *to, const struct card_view *v)
{
	const cJSON *flags = json_member(v->record, "flags"), *flag;
	char *words;

	cJSON_ArrayForEach(flag, flags) {
		words = card_flag_words(v, flag->valuestring);
		labelled(to, flag->valuestring, words);
		free(words);
	}
}

static void
put_disputes(FILE *to, const struct card_view *v)
{
	const cJSON *list = json_member(v->record, "disputes"), *d;
	char *words;

	cJSON_ArrayForEach(d, list) {
		words = card_dispute_words(v, d);
		labelled(to, "Disputed", words);
		free(words);
		if ((words = card_answer_words(d)) != NULL)
			labelled(to, "  answered", words);
		free(words);
	}
	if (list != NULL && list->child != NULL)
		putc('\n', to);
}

/* What is to be typed stays in one piece, or in two that a shell joins. */
static void
put_step(FILE *to, const struct card_view *v)
{
	char *step = card_next_step(v), *rest;

	if (strncmp(step, "accept: ", 8) != 0 || strlen(step) <= WIDTH) {
		flow(to, 0, 0, step);
	} else if (strlen(step) - 8 <= WIDTH ||
	    (rest = strrchr(step, ' ')) == NULL) {
		fprintf(to, "accept:\n%s\n", step + 8);
	} else {
		fprintf(to, "accept:\n%.*s \\\n    %s\n",
		    (int)(rest - step) - 8, step + 8, rest + 1);
	}
	free(step);
}

void
card_text(FILE *to, const cJSON *record, const struct foc_out_options *o)
{
	struct card_view v;
	char *restated;

	card_view_init(&v, record, o);
	put_header(to, &v);
	put_week(to, &v);
	putc('\n', to);
	put_month(to, &v);
	putc('\n', to);
	put_table(to, &v);
	put_periods(to, &v);
	putc('\n', to);
	put_flags(to, &v);
	putc('\n', to);
	put_disputes(to, &v);
	if ((restated = card_restated_words(&v)) != NULL)
		labelled(to, "Restated", restated);
	free(restated);
	labelled(to, "Source", v.source);
	fputs("Audit ", to);
	flow(to, 6, 6, card_text_of(record, "audit_head"));
	rule(to, '=');
	put_step(to, &v);
	card_view_release(&v);
}
