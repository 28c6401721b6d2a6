/* SPDX-License-Identifier: MIT */
/* A card as text, for a terminal or a mail. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"
#include "report/card.h"

#define CELL	11		/* a column of figures, with its gap */
#define LABEL	18
#define FIGURE	16

static void
put_header(const struct sheet *s, const struct card_view *v)
{
	char *left, *right;

	if (v->sandbox)
		sheet_ends(s, "SANDBOX", "SANDBOX");
	left = xasprintf("SPEND CARD  %s", v->workload);
	right = xasprintf("%s  %s", v->week, v->state);
	sheet_ends(s, left, right);
	free(left);
	free(right);
	left = xasprintf("%s%s%.5s to %s%s", v->first_day,
	    v->from_time != NULL ? " " : "",
	    v->from_time != NULL ? v->from_time : "", v->last_day,
	    v->incomplete ? "  INCOMPLETE" : "");
	right = xasprintf("revision %s",
	    json_number(v->record, "revision"));
	sheet_ends(s, left, right);
	free(left);
	free(right);
	right = xasprintf("owner %s", *v->owner != '\0' ? v->owner : "nobody");
	sheet_ends(s, v->path, right);
	free(right);
	sheet_rule(s, '=');
}

/* A figure, and words on it. */
static void
figure(const struct sheet *s, const char *label, const char *value,
    const char *words)
{
	int at = LABEL + FIGURE;

	if (utf8_width(value) > FIGURE)
		at = LABEL + utf8_width(value);
	fprintf(s->to, "%-*s%*s%s", LABEL, label,
	    at - LABEL - utf8_width(value), "", value);
	if (*words == '\0') {
		putc('\n', s->to);
		return;
	}
	fputs("   ", s->to);
	sheet_flow(s, at + 3, at + 3, words);
}

static void
put_figures(const struct sheet *s, struct card_figure *f, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		figure(s, f[i].label, f[i].value, f[i].words);
	card_figures_free(f, n);
	putc('\n', s->to);
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
	for (i = 0; i < v->n_rows; i++)
		for (g = 0; g < CARD_GROUPS; g++)
			if (v->row[i].lines[g] != NULL &&
			    (w = (int)strlen(v->row[i].lines[g])) > widest)
				widest = w;
	MEASURE(all);
#undef MEASURE
	return widest + 1;
}

static void
cell(const struct sheet *s, int width, const char *text)
{
	fprintf(s->to, "%*s%s", width - utf8_width(text), "", text);
}

/* The first of the columns; what does not fit has lines of its own. */
static void
name(const struct sheet *s, int width, const char *text, int indent)
{
	char *safe = text_visible(text);
	int room = s->width - (CARD_GROUPS + 1) * width - indent;

	fprintf(s->to, "%*s", indent, "");
	if (utf8_width(safe) <= room) {
		fprintf(s->to, "%s%*s", safe, room - utf8_width(safe), "");
	} else {
		sheet_flow(s, indent, indent, text);
		fprintf(s->to, "%*s", room + indent, "");
	}
	free(safe);
}

static void
put_row(const struct sheet *s, const struct card_view *v, int width, const int64_t *shown)
{
	char buf[DECIMAL_TEXT_MAX];
	int64_t sum = 0;
	int g;

	for (g = 0; g < CARD_GROUPS; g++) {
		cell(s, width, card_plain(buf, shown[g], v->places));
		sum += shown[g];
	}
	cell(s, width, card_plain(buf, sum, v->places));
	putc('\n', s->to);
}

/* By these an owner disputes them. */
static void
put_lines(const struct sheet *s, int width, const struct card_row *r)
{
	int g, last = -1;

	for (g = 0; g < CARD_GROUPS; g++)
		if (r->lines[g] != NULL)
			last = g;
	if (last < 0)
		return;
	name(s, width, "line", 4);
	for (g = 0; g <= last; g++)
		cell(s, width, r->lines[g] != NULL ? r->lines[g] : "");
	putc('\n', s->to);
}

static void
put_table(const struct sheet *s, const struct card_view *v)
{
	char buf[DECIMAL_TEXT_MAX];
	int64_t sum[CARD_GROUPS] = { 0 };
	int128 tokens[CARD_GROUPS] = { 0 };
	const char *model = NULL;
	size_t i;
	int g, width = cell_width(v);

	name(s, width, "Dollars for", 0);
	for (g = 0; g < CARD_GROUPS; g++)
		cell(s, width, card_group_name((enum card_group)g));
	cell(s, width, "total");
	putc('\n', s->to);
	sheet_rule(s, '-');
	for (i = 0; i < v->n_rows; i++) {
		if (model == NULL || strcmp(model, v->row[i].model) != 0) {
			model = v->row[i].model;
			sheet_flow(s, 0, 0, *model != '\0' ? model : "(no model)");
		}
		name(s, width, *v->row[i].region != '\0' ? v->row[i].region :
		    "(no region)", 2);
		put_row(s, v, width, v->row[i].shown);
		put_lines(s, width, &v->row[i]);
		for (g = 0; g < CARD_GROUPS; g++) {
			sum[g] += v->row[i].shown[g];
			tokens[g] += v->row[i].tokens[g];
		}
	}
	sheet_rule(s, '-');
	name(s, width, "Total", 0);
	put_row(s, v, width, sum);
	name(s, width, "Tokens", 0);
	for (g = 0; g < CARD_GROUPS; g++)
		cell(s, width, card_tokens(buf, tokens[g]));
	putc('\n', s->to);
}

/* A week that crosses months stands in two bills. */
static void
put_periods(const struct sheet *s, const struct card_view *v)
{
	char buf[DECIMAL_TEXT_MAX];
	size_t i;

	if (v->n_periods < 2)
		return;
	for (i = 0; i < v->n_periods; i++)
		fprintf(s->to, "%s%s %s", i == 0 ? "Of which on the bill of " :
		    ", ", v->period[i].month, card_money(buf,
		    v->period[i].exact, v->places));
	putc('\n', s->to);
}

static void
put_flags(const struct sheet *s, const struct card_view *v)
{
	const cJSON *flags = json_member(v->record, "flags"), *flag;
	char *words;

	cJSON_ArrayForEach(flag, flags) {
		words = card_flag_words(v, flag->valuestring);
		sheet_label(s, flag->valuestring, words);
		free(words);
	}
}

static void
put_disputes(const struct sheet *s, const struct card_view *v)
{
	const cJSON *list = json_member(v->record, "disputes"), *d;
	char *words;

	cJSON_ArrayForEach(d, list) {
		words = card_dispute_words(v, d);
		sheet_label(s, "Disputed", words);
		free(words);
		if ((words = card_answer_words(d)) != NULL)
			sheet_label(s, "  answered", words);
		free(words);
	}
	if (list != NULL && list->child != NULL)
		putc('\n', s->to);
}

/* What is to be typed stays in one piece, or in two that a shell joins. */
static void
put_step(const struct sheet *s, const struct card_view *v)
{
	char *step = card_next_step(v), *rest;

	if (strncmp(step, "accept: ", 8) != 0 || (int)strlen(step) <= s->width) {
		sheet_flow(s, 0, 0, step);
	} else if ((int)strlen(step) - 8 <= s->width ||
	    (rest = strrchr(step, ' ')) == NULL) {
		fprintf(s->to, "accept:\n%s\n", step + 8);
	} else {
		fprintf(s->to, "accept:\n%.*s \\\n    %s\n",
		    (int)(rest - step) - 8, step + 8, rest + 1);
	}
	free(step);
}

void
card_sheet(const struct sheet *s, const cJSON *record,
    const struct foc_out_options *o)
{
	struct card_figure f[CARD_FIGURES_MAX];
	struct card_view v;
	char *restated;

	card_view_init(&v, record, o);
	put_header(s, &v);
	put_figures(s, f, card_week_figures(&v, f));
	put_figures(s, f, card_month_figures(&v, f));
	put_table(s, &v);
	put_periods(s, &v);
	putc('\n', s->to);
	put_flags(s, &v);
	putc('\n', s->to);
	put_disputes(s, &v);
	if ((restated = card_restated_words(&v)) != NULL)
		sheet_label(s, "Restated", restated);
	free(restated);
	sheet_label(s, "Source", v.source);
	fputs("Audit ", s->to);
	sheet_flow(s, 6, 6, card_text_of(record, "audit_head"));
	sheet_rule(s, '=');
	put_step(s, &v);
	card_view_release(&v);
}

void
card_text(FILE *to, const cJSON *record, const struct foc_out_options *o)
{
	card_sheet(&(struct sheet){ to, SHEET_WIDTH }, record, o);
}
