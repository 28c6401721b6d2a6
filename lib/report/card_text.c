/* SPDX-License-Identifier: MIT */
/* A card for a terminal or a mail of 80 columns. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"
#include "report/card.h"

#define WIDTH	80
#define NAME	23		/* the first column of the table */
#define CELL	11		/* each of the others, with its gap */
#define LABEL	18

/* left at the left, right at the right, of a line of WIDTH columns. */
static void
ends(FILE *to, const char *left, const char *right)
{
	int room = WIDTH - utf8_width(right) - 2;
	char *l = text_visible_cut(left, room > 0 ? room : 0);
	char *r = text_visible(right);

	if (*r == '\0')
		fprintf(to, "%s\n", l);
	else
		fprintf(to, "%s%*s%s\n", l, WIDTH - utf8_width(l) -
		    utf8_width(r), "", r);
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

/* Words of text in lines of WIDTH, behind a label. */
static void
labelled(FILE *to, const char *label, const char *text)
{
	char *safe = text_visible(text), *rest = safe, *word;
	int at = LABEL, w;

	fprintf(to, "%-*s", LABEL, label);
	while ((word = strsep(&rest, " ")) != NULL) {
		w = utf8_width(word);
		if (at > LABEL && at + 1 + w > WIDTH) {
			fprintf(to, "\n%*s", LABEL, "");
			at = LABEL;
		}
		fprintf(to, "%s%s", at > LABEL ? " " : "", word);
		at += w + (at > LABEL);
	}
	putc('\n', to);
	free(safe);
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

/* A figure, and a word on it. */
static void
figure(FILE *to, const char *label, const char *value, const char *word)
{
	fprintf(to, "%-*s%*s%s%s%s\n", LABEL, label,
	    16 - utf8_width(value), "", value, *word != '\0' ? "   " : "",
	    word);
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
	    xasprintf("%s %% of %s, %s %% of the month is over", used,
	    card_money(low, v->month_estimate, v->places),
	    json_number(v->record, "elapsed_percent"));
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

static void
cell(FILE *to, const char *text)
{
	fprintf(to, "%*s%s", CELL - utf8_width(text), "", text);
}

static void
name(FILE *to, const char *text, int indent)
{
	char *safe = text_visible_cut(text, NAME - indent);

	fprintf(to, "%*s%s%*s", indent, "", safe,
	    NAME - indent - utf8_width(safe), "");
	free(safe);
}

static void
put_row(FILE *to, const struct card_view *v, const int64_t *shown)
{
	char buf[DECIMAL_TEXT_MAX];
	int64_t sum = 0;
	int g;

	for (g = 0; g < CARD_GROUPS; g++) {
		cell(to, card_plain(buf, shown[g], v->places));
		sum += shown[g];
	}
	cell(to, card_plain(buf, sum, v->places));
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
	int g;

	name(to, "Dollars for", 0);
	for (g = 0; g < CARD_GROUPS; g++)
		cell(to, card_group_name((enum card_group)g));
	cell(to, "total");
	putc('\n', to);
	rule(to, '-');
	for (i = 0; i < v->n_rows; i++) {
		if (model == NULL || strcmp(model, v->row[i].model) != 0) {
			model = v->row[i].model;
			ends(to, *model != '\0' ? model : "(no model)", "");
		}
		name(to, *v->row[i].region != '\0' ? v->row[i].region :
		    "(no region)", 2);
		put_row(to, v, v->row[i].shown);
		for (g = 0; g < CARD_GROUPS; g++) {
			sum[g] += v->row[i].shown[g];
			tokens[g] += v->row[i].tokens[g];
		}
	}
	rule(to, '-');
	name(to, "Total", 0);
	put_row(to, v, sum);
	name(to, "Tokens", 0);
	for (g = 0; g < CARD_GROUPS; g++)
		cell(to, card_tokens(buf, tokens[g]));
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

void
card_text(FILE *to, const cJSON *record, const struct foc_out_options *o)
{
	struct card_view v;
	char *step;

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
	labelled(to, "Source", v.source);
	fprintf(to, "Audit %s\n", card_text_of(record, "audit_head"));
	rule(to, '=');
	step = card_next_step(&v);
	ends(to, step, "");
	free(step);
	card_view_release(&v);
}
