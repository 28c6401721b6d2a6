/* SPDX-License-Identifier: MIT */
/* Roll-ups, reviews and differences of cards as text and Markdown. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"
#include "report/rollup.h"

#define CENTS	2

static void
title(const struct sheet *s, const struct foc_out_options *o,
    const char *left, const char *right)
{
	if (o->sandbox)
		sheet_ends(s, "SANDBOX", "SANDBOX");
	sheet_ends(s, left, right);
}

static void
figure(struct grid *g, int64_t shown, bool known)
{
	char buf[DECIMAL_TEXT_MAX];

	grid_cell(g, known ? card_plain(buf, shown, CENTS) : "\u2013");
}

static void
put_rows(FILE *to, const struct rollup_view *v)
{
	struct grid *g = grid_new();
	const struct rollup_row *r;
	size_t i;

	grid_column(g, "WORKLOAD", GRID_ESSENTIAL);
	grid_column(g, "STATE", GRID_ESSENTIAL);
	grid_column(g, "ACTUAL", GRID_ESSENTIAL | GRID_RIGHT);
	grid_column(g, "ESTIMATE", GRID_ESSENTIAL | GRID_RIGHT);
	grid_column(g, "VARIANCE", GRID_RIGHT);
	grid_column(g, "FLAGS", 0);
	for (i = 0; i < v->n; i++) {
		r = &v->row[i];
		grid_cell(g, r->workload);
		grid_cell(g, r->state);
		figure(g, r->shown, true);
		figure(g, r->shown_estimate, r->estimate != CARD_NULL);
		figure(g, r->shown_variance,
		    r->estimate != CARD_NULL);
		grid_cell(g, r->flags);
	}
	grid_cell(g, "Total");
	grid_cell(g, "");
	figure(g, v->actual, true);
	figure(g, v->estimate, v->has_estimate);
	figure(g, v->variance, v->has_estimate);
	grid_cell(g, "");
	grid_print(g, to, SHEET_WIDTH, false);
	grid_free(g);
}

void
rollup_text(FILE *to, const cJSON *record, const struct foc_out_options *o)
{
	const struct sheet s = { to, SHEET_WIDTH };
	struct rollup_view v;
	char *left, *right;

	rollup_view_init(&v, record, o);
	left = xasprintf("ROLL-UP  %s", v.portfolio);
	right = xasprintf("%s  %s", v.week, v.state);
	title(&s, o, left, right);
	free(left);
	free(right);
	left = rollup_counts(record);
	right = xasprintf("owner %s", *v.owner != '\0' ? v.owner : "nobody");
	sheet_ends(&s, left, right);
	free(left);
	free(right);
	sheet_rule(&s, '=');
	put_rows(to, &v);
	sheet_rule(&s, '=');
	left = rollup_words(&v);
	sheet_flow(&s, 0, 0, left);
	free(left);
	rollup_view_release(&v);
}

static void
md_figure(FILE *to, int64_t shown, bool known)
{
	char buf[DECIMAL_TEXT_MAX];

	fprintf(to, " %s |", known ? card_plain(buf, shown, CENTS) :
	    "\u2013");
}

void
rollup_md(FILE *to, const cJSON *record, const struct foc_out_options *o)
{
	struct rollup_view v;
	char *words;
	size_t i;

	rollup_view_init(&v, record, o);
	fputs("# Roll-up ", to);
	text_markdown(to, v.portfolio);
	fprintf(to, ", %s\n\n%s", v.week, o->sandbox ? "**SANDBOX**\n\n" : "");
	words = rollup_counts(record);
	fprintf(to, "%s \u00b7 %s \u00b7 owner ", v.state, words);
	free(words);
	text_markdown(to, *v.owner != '\0' ? v.owner : "nobody");
	fputs("\n\n| Workload | State | Actual | Estimate | Variance | Flags |"
	    "\n| --- | --- | ---: | ---: | ---: | --- |\n", to);
	for (i = 0; i < v.n; i++) {
		fputs("| ", to);
		text_markdown(to, v.row[i].workload);
		fprintf(to, " | %s |", v.row[i].state);
		md_figure(to, v.row[i].shown, true);
		md_figure(to, v.row[i].shown_estimate,
		    v.row[i].estimate != CARD_NULL);
		md_figure(to, v.row[i].shown_variance,
		    v.row[i].estimate != CARD_NULL);
		fprintf(to, " %s |\n", v.row[i].flags);
	}
	fputs("| **Total** | |", to);
	md_figure(to, v.actual, true);
	md_figure(to, v.estimate, v.has_estimate);
	md_figure(to, v.variance, v.has_estimate);
	words = rollup_words(&v);
	fputs(" |\n\n", to);
	text_markdown(to, words);
	putc('\n', to);
	free(words);
	rollup_view_release(&v);
}
