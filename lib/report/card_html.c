/* SPDX-License-Identifier: MIT */
/* A card as a page: card.html with its slots filled, within page.html. */
#include <stdlib.h>
#include <string.h>

#include "core/embed.h"
#include "core/mem.h"
#include "core/text.h"
#include "report/card.h"
#include "report/page.h"

/* What stands in a slot of a template: {{name}}. */
struct slot {
	const char *name;
	void	(*put)(FILE *to, const struct card_view *v);
};

/* Copy the template, calling put for each slot it has. */
static void
fill(FILE *to, const char *template, const struct slot *slots, size_t n,
    const struct card_view *v)
{
	const char *open, *close;
	size_t i, len;

	while ((open = strstr(template, "{{")) != NULL &&
	    (close = strstr(open, "}}")) != NULL) {
		fwrite(template, 1, (size_t)(open - template), to);
		len = (size_t)(close - open) - 2;
		for (i = 0; i < n; i++)
			if (strlen(slots[i].name) == len &&
			    strncmp(slots[i].name, open + 2, len) == 0)
				slots[i].put(to, v);
		template = close + 2;
	}
	fputs(template, to);
}

/* --- text */

#define TEXT_SLOT(name, expression) \
	static void \
	put_##name(FILE *to, const struct card_view *v) \
	{ \
		text_html(to, expression); \
	}

TEXT_SLOT(id, v->id)
TEXT_SLOT(workload, v->workload)
TEXT_SLOT(week, v->week)
TEXT_SLOT(owner, *v->owner != '\0' ? v->owner : "nobody")
TEXT_SLOT(revision, json_number(v->record, "revision"))
TEXT_SLOT(source, v->source)
TEXT_SLOT(audit_head, card_text_of(v->record, "audit_head"))

static void
put_sandbox(FILE *to, const struct card_view *v)
{
	if (v->sandbox)
		fputs("<strong class=\"sandbox\">Sandbox</strong>", to);
}

static void
put_path(FILE *to, const struct card_view *v)
{
	const char *part = v->path, *next;
	char *one;

	while (part != NULL) {
		next = strstr(part, " > ");
		one = next != NULL ? xstrndup(part, (size_t)(next - part)) :
		    xstrdup(part);
		text_html(to, one);
		free(one);
		if (next != NULL)
			fputs(" <span class=\"dot\">\u203a</span> ", to);
		part = next != NULL ? next + 3 : NULL;
	}
}

/* PENDING_OWNER as "pending owner". */
static void
put_state(FILE *to, const struct card_view *v)
{
	char *text = xstrdup(v->state), *p;

	for (p = text; *p != '\0'; p++) {
		if (*p == '_')
			*p = ' ';
		else if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	}
	text_html(to, text);
	free(text);
	if (v->incomplete)
		fputs(" <span class=\"dot\">\u00b7</span> <strong>incomplete"
		    "</strong>", to);
}

static void
put_when(FILE *to, const struct card_view *v)
{
	fprintf(to, "<time datetime=\"%s\">%s", v->first_day, v->first_day);
	if (v->from_time != NULL)
		fprintf(to, " %.5s", v->from_time);
	fprintf(to, "</time> to <time datetime=\"%s\">%s</time>", v->last_day,
	    v->last_day);
}

static const char *
class_of(const char *flag)
{
	if (strcmp(flag, "ON_TRACK") == 0)
		return "good";
	return strcmp(flag, "OVER") == 0 || strcmp(flag, "SPIKE") == 0 ?
	    "bad" : "warn";
}

/* The first flag is the verdict on the week. */
static void
put_verdict(FILE *to, const struct card_view *v)
{
	const cJSON *flags = json_member(v->record, "flags");
	const char *flag;

	if (flags == NULL || flags->child == NULL ||
	    (flag = flags->child->valuestring) == NULL)
		return;
	fprintf(to, "<p class=\"verdict %s\">", class_of(flag));
	text_html(to, flag);
	fputs("</p>", to);
}

static void
put_flags(FILE *to, const struct card_view *v)
{
	const cJSON *flags = json_member(v->record, "flags"), *flag;
	char *words;

	cJSON_ArrayForEach(flag, flags) {
		words = card_flag_words(v, flag->valuestring);
		fprintf(to, "<li><span class=\"flag %s\">",
		    class_of(flag->valuestring));
		text_html(to, flag->valuestring);
		fputs("</span><span>", to);
		text_html(to, words);
		fputs("</span></li>\n", to);
		free(words);
	}
}

/* --- figures */

#define MONEY_SLOT(name) \
	static void \
	put_##name(FILE *to, const struct card_view *v) \
	{ \
		char buf[DECIMAL_TEXT_MAX]; \
\
		text_html(to, card_money(buf, v->name, v->places)); \
	}

MONEY_SLOT(actual)
MONEY_SLOT(estimate)
MONEY_SLOT(mtd)
MONEY_SLOT(forecast)

static void
put_variance(FILE *to, const struct card_view *v)
{
	char buf[DECIMAL_TEXT_MAX];

	text_html(to, card_signed(buf, v->variance, v->places));
}

static void
put_actual_note(FILE *to, const struct card_view *v)
{
	char before[DECIMAL_TEXT_MAX], part[DECIMAL_TEXT_MAX];

	if (v->previous == CARD_NULL)
		fputs("no week before it on record", to);
	else
		fprintf(to, "last week %s, %s", card_money(before,
		    v->previous, v->places), card_change(part, v->actual,
		    v->previous));
	if (v->net != CARD_NULL)
		fprintf(to, "; %s net", card_money(before, v->net,
		    v->places));
}

/* Why it cost other than the week before, and what is watched. */
static void
put_why(FILE *to, const struct card_view *v)
{
	struct card_figure f[CARD_FIGURES_MAX];
	size_t i, k, n;

	for (k = 0; k < 2; k++) {
		n = k == 0 ? card_week_figures(v, f) :
		    card_month_figures(v, f);
		for (i = 0; i < n; i++) {
			if (strcmp(f[i].label, "Change") != 0 &&
			    strcmp(f[i].label, "Control") != 0)
				continue;
			fputs("<li><span class=\"flag\">", to);
			text_html(to, f[i].label);
			fputs("</span><span>", to);
			text_html(to, f[i].value);
			fputs(*f[i].words != '\0' ? ": " : "", to);
			text_html(to, f[i].words);
			fputs("</span></li>\n", to);
		}
		card_figures_free(f, n);
	}
}

static void
put_estimate_note(FILE *to, const struct card_view *v)
{
	char buf[DECIMAL_TEXT_MAX];

	if (v->month_estimate == CARD_NULL)
		fputs("none was set", to);
	else
		fprintf(to, "of %s for the month", card_money(buf,
		    v->month_estimate, v->places));
}

static void
put_variance_note(FILE *to, const struct card_view *v)
{
	char buf[DECIMAL_TEXT_MAX];

	if (v->estimate != CARD_NULL)
		fprintf(to, "%s of the estimate", card_change(buf, v->actual,
		    v->estimate));
}

/* Only what is worth a look is coloured: the flag decides, not the sign. */
static void
put_variance_class(FILE *to, const struct card_view *v)
{
	const cJSON *flags = json_member(v->record, "flags"), *flag;

	cJSON_ArrayForEach(flag, flags) {
		if (strcmp(flag->valuestring, "OVER") == 0)
			fputs("over", to);
		if (strcmp(flag->valuestring, "WATCH") == 0)
			fputs("watch", to);
	}
}

static void
put_mtd_note(FILE *to, const struct card_view *v)
{
	const char *used = json_number(v->record, "mtd_percent");
	const char *over = json_number(v->record, "elapsed_percent");
	char buf[DECIMAL_TEXT_MAX];

	if (used != NULL)
		fprintf(to, "%s of the estimate, ", card_percent(buf, used));
	if (over != NULL)
		fprintf(to, "%s %% of the month is over", over);
}

static void
put_forecast_note(FILE *to, const struct card_view *v)
{
	char low[DECIMAL_TEXT_MAX], high[DECIMAL_TEXT_MAX];

	if (v->forecast == CARD_NULL)
		fputs("under 14 days of data", to);
	else
		fprintf(to, "%s to %s", card_money(low, v->forecast_low,
		    v->places), card_money(high, v->forecast_high,
		    v->places));
}

static void
put_cache_hit(FILE *to, const struct card_view *v)
{
	const char *hit = json_number(v->record, "cache_hit_percent");

	if (hit != NULL)
		fprintf(to, "%s %%", hit);
	else
		fputs("\u2013", to);
}

/* --- the table */

static void
put_cell(FILE *to, const struct card_view *v, const char *title,
    int64_t shown, int128 tokens, const char *lines)
{
	char buf[DECIMAL_TEXT_MAX];

	fprintf(to, "<td class=\"n%s\" data-name=\"%s\">%s",
	    shown == 0 && tokens == 0 ? " zero" : "", title,
	    card_plain(buf, shown, v->places));
	if (tokens > 0)
		fprintf(to, "<span class=\"t\">%s</span>", card_tokens(buf,
		    tokens));
	if (lines != NULL)
		fprintf(to, "<span class=\"t l\">#%s</span>", lines);
	fputs("</td>", to);
}

static void
put_cells(FILE *to, const struct card_view *v, const int64_t *shown,
    const int128 *tokens, int64_t previous, char *const *lines)
{
	char buf[DECIMAL_TEXT_MAX];
	int64_t sum = 0;
	int g;

	for (g = 0; g < CARD_GROUPS; g++) {
		put_cell(to, v, card_group_name((enum card_group)g), shown[g],
		    tokens[g], lines != NULL ? lines[g] : NULL);
		sum += shown[g];
	}
	put_cell(to, v, "total", sum, 0, NULL);
	fputs("<td class=\"n was\" data-name=\"last week\">", to);
	if (previous == CARD_NULL)
		fputs("\u2013", to);
	else
		fputs(decimal_fixed(buf, previous, MONEY_DECIMALS, v->places,
		    1), to);
	fputs("</td></tr>\n", to);
}

static void
put_rows(FILE *to, const struct card_view *v)
{
	const struct card_row *r;
	size_t i;

	for (i = 0; i < v->n_rows; i++) {
		r = &v->row[i];
		fputs("<tr><th scope=\"row\">", to);
		text_html(to, *r->model != '\0' ? r->model : "no model");
		fputs("<span>", to);
		text_html(to, *r->region != '\0' ? r->region : "no region");
		fputs("</span></th>", to);
		put_cells(to, v, r->shown, r->tokens, r->previous, r->lines);
	}
}

static void
put_total(FILE *to, const struct card_view *v)
{
	int64_t sum[CARD_GROUPS] = { 0 };
	int128 tokens[CARD_GROUPS] = { 0 };
	size_t i;
	int g;

	for (i = 0; i < v->n_rows; i++)
		for (g = 0; g < CARD_GROUPS; g++) {
			sum[g] += v->row[i].shown[g];
			tokens[g] += v->row[i].tokens[g];
		}
	fputs("<tr><th scope=\"row\">Total</th>", to);
	put_cells(to, v, sum, tokens, v->previous, NULL);
}

static void
put_periods(FILE *to, const struct card_view *v)
{
	char buf[DECIMAL_TEXT_MAX];
	size_t i;

	if (v->n_periods < 2)
		return;
	fputs("<p class=\"periods\">Of which on the bill of ", to);
	for (i = 0; i < v->n_periods; i++) {
		fputs(i > 0 ? ", " : "", to);
		text_html(to, v->period[i].month);
		fprintf(to, " %s", card_money(buf, v->period[i].exact,
		    v->places));
	}
	fputs("</p>\n", to);
}

static void
put_charts(FILE *to, const struct card_view *v)
{
	fputs("<figure class=\"wide\"><figcaption>Actual against estimate, "
	    "week by week</figcaption>\n", to);
	card_svg_history(to, v);
	fputs("</figure>\n<figure><figcaption>The month so far</figcaption>\n",
	    to);
	card_svg_burn(to, v);
	fputs("</figure>\n<figure><figcaption>What was paid for</figcaption>"
	    "\n", to);
	card_svg_share(to, v);
	fputs("</figure>\n", to);
}

static void
put_restated(FILE *to, const struct card_view *v)
{
	char *words = card_restated_words(v);

	if (words == NULL)
		return;
	fputs("<p>Restated: ", to);
	text_html(to, words);
	fputs("</p>\n", to);
	free(words);
}

static void
put_disputes(FILE *to, const struct card_view *v)
{
	const cJSON *list = json_member(v->record, "disputes"), *d;
	char *words;

	if (list == NULL || list->child == NULL)
		return;
	fputs("<section>\n<h2>Disputed</h2>\n<ul class=\"disputes\">\n", to);
	cJSON_ArrayForEach(d, list) {
		words = card_dispute_words(v, d);
		fputs("<li>", to);
		text_html(to, words);
		free(words);
		if ((words = card_answer_words(d)) != NULL) {
			fputs("<p class=\"answer\"><b>Answer</b> ", to);
			text_html(to, words);
			fputs("</p>", to);
		}
		fputs("</li>\n", to);
		free(words);
	}
	fputs("</ul>\n</section>\n", to);
}

static void
put_step(FILE *to, const struct card_view *v)
{
	char *step = card_next_step(v);

	if (strncmp(step, "accept: ", 8) == 0) {
		fputs("To accept it: <code>", to);
		text_html(to, step + 8);
		fputs("</code>", to);
	} else {
		text_html(to, step);
	}
	free(step);
}

/* --- pages */

#define SLOT(name)	{ #name, put_##name }

static const struct slot card_slots[] = {
	SLOT(id), SLOT(workload), SLOT(week), SLOT(owner), SLOT(revision),
	SLOT(source), SLOT(audit_head), SLOT(sandbox), SLOT(path),
	SLOT(state), SLOT(when), SLOT(verdict), SLOT(flags), SLOT(actual),
	SLOT(estimate), SLOT(mtd), SLOT(forecast), SLOT(variance),
	SLOT(actual_note), SLOT(estimate_note), SLOT(variance_note),
	SLOT(variance_class), SLOT(mtd_note), SLOT(forecast_note),
	SLOT(cache_hit), SLOT(rows), SLOT(total), SLOT(periods),
	SLOT(charts), SLOT(step), SLOT(restated), SLOT(disputes),
	SLOT(why)
};

void
card_html(FILE *to, const cJSON *record, const struct foc_out_options *o)
{
	struct card_view v;

	card_view_init(&v, record, o);
	fill(to, embed_text("report/card.html"), card_slots,
	    sizeof(card_slots) / sizeof(card_slots[0]), &v);
	card_view_release(&v);
}

void
card_html_begin(FILE *to, const cJSON *record,
    const struct foc_out_options *o)
{
	const char *name = card_text_of(record, "workload");
	char *title = xasprintf("%s%s%s \u2013 Spend Card%s", name,
	    *name != '\0' ? " " : "", card_text_of(record, "week"),
	    *name != '\0' ? "" : "s");

	(void)o;
	page_begin(to, title, NULL);
	free(title);
}

void
card_html_end(FILE *to, const struct foc_out_options *o)
{
	(void)o;
	page_end(to);
}
