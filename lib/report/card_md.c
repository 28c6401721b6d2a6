/* SPDX-License-Identifier: MIT */
/* A card as Markdown: to keep with code, and for merge requests. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"
#include "report/card.h"

/* "| Label | value | words |" */
static void
figure(FILE *to, const char *label, const char *value, const char *word)
{
	fprintf(to, "| %s | %s | ", label, value);
	text_markdown(to, word);
	fputs(" |\n", to);
}

static void
put_figures(FILE *to, struct card_figure *f, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		figure(to, f[i].label, f[i].value, f[i].words);
	card_figures_free(f, n);
}

static void
put_row(FILE *to, const struct card_view *v, const int64_t *shown,
    const char *mark)
{
	char buf[DECIMAL_TEXT_MAX];
	int64_t sum = 0;
	int g;

	for (g = 0; g < CARD_GROUPS; g++) {
		fprintf(to, " %s%s%s |", mark, card_plain(buf, shown[g],
		    v->places), mark);
		sum += shown[g];
	}
	fprintf(to, " %s%s%s |\n", mark, card_plain(buf, sum, v->places),
	    mark);
}

static void
put_lines(FILE *to, const struct card_row *r)
{
	int g;

	fputs("| | *line* |", to);
	for (g = 0; g < CARD_GROUPS; g++)
		fprintf(to, " %s%s%s |", r->lines[g] != NULL ? "*" : "",
		    r->lines[g] != NULL ? r->lines[g] : "",
		    r->lines[g] != NULL ? "*" : "");
	fputs(" |\n", to);
}

static void
put_table(FILE *to, const struct card_view *v)
{
	char buf[DECIMAL_TEXT_MAX];
	int64_t sum[CARD_GROUPS] = { 0 };
	int128 tokens[CARD_GROUPS] = { 0 };
	size_t i;
	int g;

	fputs("\n| Model | Region |", to);
	for (g = 0; g < CARD_GROUPS; g++)
		fprintf(to, " %s $ |", card_group_name((enum card_group)g));
	fputs(" total $ |\n| --- | --- | ---: | ---: | ---: | ---: | ---: |\n",
	    to);
	for (i = 0; i < v->n_rows; i++) {
		fputs("| ", to);
		text_markdown(to, v->row[i].model);
		fputs(" | ", to);
		text_markdown(to, v->row[i].region);
		fputs(" |", to);
		put_row(to, v, v->row[i].shown, "");
		put_lines(to, &v->row[i]);
		for (g = 0; g < CARD_GROUPS; g++) {
			sum[g] += v->row[i].shown[g];
			tokens[g] += v->row[i].tokens[g];
		}
	}
	fputs("| **Total** | |", to);
	put_row(to, v, sum, "**");
	fputs("| Tokens | |", to);
	for (g = 0; g < CARD_GROUPS; g++)
		fprintf(to, " %s |", card_tokens(buf, tokens[g]));
	fputs(" |\n", to);
}

static void
put_flags(FILE *to, const struct card_view *v)
{
	const cJSON *flags = json_member(v->record, "flags"), *flag;
	char *words;

	putc('\n', to);
	cJSON_ArrayForEach(flag, flags) {
		words = card_flag_words(v, flag->valuestring);
		fputs("- **", to);
		text_markdown(to, flag->valuestring);
		fputs("** ", to);
		text_markdown(to, words);
		putc('\n', to);
		free(words);
	}
}

static void
line(FILE *to, const char *before, const char *text, const char *after)
{
	fputs(before, to);
	text_markdown(to, text);
	fputs(after, to);
}

static void
put_disputes(FILE *to, const struct card_view *v)
{
	const cJSON *list = json_member(v->record, "disputes"), *d;
	char *words;

	cJSON_ArrayForEach(d, list) {
		words = card_dispute_words(v, d);
		line(to, d == list->child ? "\n- **Disputed** " :
		    "- **Disputed** ", words, "\n");
		free(words);
		if ((words = card_answer_words(d)) != NULL)
			line(to, "  - Answered: ", words, "\n");
		free(words);
	}
}

void
card_md(FILE *to, const cJSON *record, const struct foc_out_options *o)
{
	struct card_figure f[CARD_FIGURES_MAX];
	struct card_view v;
	char *restated, *step;

	card_view_init(&v, record, o);
	line(to, "# Spend Card ", v.workload, "");
	line(to, ", ", v.week, "\n\n");
	if (v.sandbox)
		fputs("**SANDBOX**\n\n", to);
	line(to, "", v.path, "");
	line(to, " \u00b7 owner ", v.owner, "  \n");
	fprintf(to, "%s%s%.5s to %s \u00b7 revision %s \u00b7 ", v.first_day,
	    v.from_time != NULL ? " " : "",
	    v.from_time != NULL ? v.from_time : "", v.last_day,
	    json_number(record, "revision"));
	line(to, "", v.state, v.incomplete ? " \u00b7 **INCOMPLETE**\n\n" :
	    "\n\n");
	fputs("| | | |\n| --- | ---: | --- |\n", to);
	put_figures(to, f, card_week_figures(&v, f));
	put_figures(to, f, card_month_figures(&v, f));
	put_table(to, &v);
	put_flags(to, &v);
	put_disputes(to, &v);
	if ((restated = card_restated_words(&v)) != NULL)
		line(to, "\nRestated: ", restated, "\n");
	free(restated);
	line(to, "\nSource: ", v.source, "  \n");
	fprintf(to, "Audit head: `%s`\n\n", card_text_of(record,
	    "audit_head"));
	step = card_next_step(&v);
	line(to, "", step, "\n");
	free(step);
	card_view_release(&v);
}
