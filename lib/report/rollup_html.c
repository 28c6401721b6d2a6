/* SPDX-License-Identifier: MIT */
/* A roll-up as a page: one table, a bar a workload against its estimate. */
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "report/rollup.h"
#include "report/svg.h"

#define CENTS	2
#define BAR	1200		/* tenths of a pixel */

static void
put_figure(FILE *to, const char *name, int64_t shown, bool known)
{
	char buf[DECIMAL_TEXT_MAX];

	fprintf(to, "<td class=\"n\" data-name=\"%s\">%s</td>", name,
	    known ? card_plain(buf, shown, CENTS) : "\u2013");
}

/* As wide as it is of the largest of all; a line where its estimate is. */
static void
put_bar(FILE *to, const struct rollup_row *r, int64_t max)
{
	int64_t x;

	fputs("<td class=\"bar\" aria-hidden=\"true\"><svg viewBox=\"0 0 120 12\""
	    " preserveAspectRatio=\"none\">", to);
	if (r->actual > 0) {
		x = (int64_t)((int128)r->actual * BAR / max);
		fprintf(to, "<rect class=\"%s\" height=\"12\"",
		    strstr(r->flags, "OVER") != NULL ? "over" : "m0");
		svg_attribute(to, "width", x > 5 ? x : 5);
		fputs("/>", to);
	}
	if (r->estimate > 0) {
		x = (int64_t)((int128)r->estimate * (BAR - 10) / max);
		fputs("<line class=\"est\" y1=\"0\" y2=\"12\"", to);
		svg_attribute(to, "x1", x);
		svg_attribute(to, "x2", x);
		fputs("/>", to);
	}
	fputs("</svg></td>", to);
}

static void
put_row(FILE *to, const struct rollup_row *r, int64_t max)
{
	fputs("<tr><th scope=\"row\"><a href=\"#", to);
	text_html(to, r->card);
	fputs("-name\">", to);
	text_html(to, r->workload);
	fputs("</a><span>", to);
	text_html(to, r->state);
	fputs("</span></th>", to);
	put_bar(to, r, max);
	put_figure(to, "actual", r->shown, true);
	put_figure(to, "estimate", r->shown_estimate,
	    r->estimate != CARD_NULL);
	put_figure(to, "variance", r->shown_variance,
	    r->estimate != CARD_NULL);
	fputs("<td class=\"why\" data-name=\"flags\">", to);
	text_html(to, r->flags);
	fputs("</td></tr>\n", to);
}

static void
put_table(FILE *to, const struct rollup_view *v)
{
	int64_t max = 1;
	size_t i;

	for (i = 0; i < v->n; i++) {
		if (v->row[i].actual > max)
			max = v->row[i].actual;
		if (v->row[i].estimate > max)
			max = v->row[i].estimate;
	}
	fputs("<table class=\"rollup\">\n<caption>Dollars; the line in a bar "
	    "is the estimate</caption>\n<thead>\n<tr><th scope=\"col\">"
	    "Workload</th><th aria-hidden=\"true\"></th>"
	    "<th scope=\"col\" class=\"n\">Actual</th>"
	    "<th scope=\"col\" class=\"n\">Estimate</th>"
	    "<th scope=\"col\" class=\"n\">Variance</th>"
	    "<th scope=\"col\">Flags</th></tr>\n</thead>\n<tbody>\n", to);
	for (i = 0; i < v->n; i++)
		put_row(to, &v->row[i], max);
	fputs("</tbody>\n<tfoot>\n<tr><th scope=\"row\">Total</th><td></td>",
	    to);
	put_figure(to, "actual", v->actual, true);
	put_figure(to, "estimate", v->estimate, v->has_estimate);
	put_figure(to, "variance", v->variance, v->has_estimate);
	fputs("<td></td></tr>\n</tfoot>\n</table>\n", to);
}

void
rollup_html(FILE *to, const cJSON *record, const struct foc_out_options *o)
{
	struct rollup_view v;
	char *words;

	rollup_view_init(&v, record, o);
	fputs("<article class=\"card\">\n<header>\n<p class=\"kicker\"><span>"
	    "Roll-up</span><span>", to);
	text_html(to, v.week);
	fprintf(to, "</span>%s</p>\n<div class=\"title\">\n<h1>", o->sandbox ?
	    "<strong class=\"sandbox\">Sandbox</strong>" : "");
	text_html(to, v.portfolio);
	fputs("</h1>\n</div>\n<p class=\"meta\">owner ", to);
	text_html(to, *v.owner != '\0' ? v.owner : "nobody");
	words = rollup_counts(record);
	fprintf(to, " <span class=\"dot\">\u00b7</span> %s</p>\n</header>\n",
	    words);
	free(words);
	put_table(to, &v);
	words = rollup_words(&v);
	fputs("<footer>\n<p class=\"step\">", to);
	text_html(to, words);
	fputs("</p>\n</footer>\n</article>\n", to);
	free(words);
	rollup_view_release(&v);
}
