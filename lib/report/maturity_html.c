/* SPDX-License-Identifier: MIT */
/*
 * Maturity as a page: a gauge for each score.  A gauge is half a circle whose
 * length counts as 1000, so that the tenths of a score are its dash and
 * nothing has to be computed.
 */
#include <stdlib.h>
#include <string.h>

#include "core/embed.h"
#include "core/text.h"
#include "report/maturity.h"
#include "report/page.h"

#define ARC "d=\"M10,66 A50,50 0 0 1 110,66\" pathLength=\"1000\""

/* Where one tier ends and the next begins. */
static void
put_ticks(FILE *to)
{
	static const int at[] = { 400, 600, 900 };
	size_t i;

	for (i = 0; i < sizeof(at) / sizeof(at[0]); i++)
		fprintf(to, "<path class=\"tick\" " ARC " stroke-dasharray=\""
		    "0 %d 6 1000\"/>", at[i] - 3);
}

static void
put_gauge(FILE *to, const cJSON *object, const char *key, const char *title)
{
	int tenths = maturity_tenths(object, key);
	char score[16];

	fputs("<svg class=\"gauge\" viewBox=\"0 0 120 84\" role=\"img\">"
	    "<title>", to);
	text_html(to, title);
	fprintf(to, ": %s, %s</title><path class=\"track\" " ARC "/>",
	    maturity_score(score, object, key), maturity_tier(object));
	if (tenths > 0)
		fprintf(to, "<path class=\"arc\" " ARC " stroke-dasharray=\""
		    "%d 1000\"/>", tenths);
	put_ticks(to);
	fprintf(to, "<text x=\"60\" y=\"62\">%s</text>"
	    "<text class=\"tier\" x=\"60\" y=\"80\">%s</text></svg>\n",
	    maturity_score(score, object, key), maturity_tier(object));
}

static void
put_gauges(FILE *to, const cJSON *record)
{
	const cJSON *c;

	fputs("<ul class=\"gauges\">\n<li><h2>Overall</h2>", to);
	put_gauge(to, record, "overall", "Overall");
	fputs("</li>\n", to);
	cJSON_ArrayForEach(c, json_member(record, "categories")) {
		fputs("<li><h2>", to);
		text_html(to, json_string(c, "title"));
		fputs("</h2>", to);
		put_gauge(to, c, "score", json_string(c, "title"));
		fprintf(to, "<p>counts %s %%</p></li>\n",
		    json_number(c, "weight"));
	}
	fputs("</ul>\n", to);
}

static void
put_moves(FILE *to, const cJSON *category)
{
	const cJSON *move;
	char *usd;
	int more, i = 0;

	if ((move = maturity_moves(category, &more)) == NULL)
		return;
	fputs("<ul class=\"worth\">\n", to);
	for (; move != NULL && i < MATURITY_MOVES; move = move->next, i++) {
		usd = cell_text(move, "worth_usd", '$', true);
		fputs("<li><strong>", to);
		text_html(to, json_string(move, "id"));
		fprintf(to, "</strong>, $%s: ", usd);
		text_html(to, json_string(move, "move"));
		fputs("</li>\n", to);
		free(usd);
	}
	if (more > 0)
		fprintf(to, "<li>and %d more</li>\n", more);
	fputs("</ul>\n", to);
}

static void
put_categories(FILE *to, const cJSON *record)
{
	const cJSON *c;
	const char *text;
	char *facts;

	cJSON_ArrayForEach(c, json_member(record, "categories")) {
		facts = maturity_facts(c);
		fputs("<section><h2>", to);
		text_html(to, json_string(c, "title"));
		fputs("</h2>\n<p>", to);
		text_html(to, facts);
		fputs("</p>\n", to);
		text = json_string(json_member(c, "next"), "text");
		if (text != NULL) {
			fputs("<p><strong>To advance:</strong> ", to);
			text_html(to, text);
			fputs("</p>\n", to);
			put_moves(to, c);
		}
		fputs("</section>\n", to);
		free(facts);
	}
}

static void
put_trend(FILE *to, const cJSON *record)
{
	const cJSON *w, *trend = json_member(record, "trend");
	char score[16];

	if (!cJSON_IsArray(trend))
		return;
	fputs("<section><h2>Trend</h2>\n<table>\n<thead><tr><th>window to</th>"
	    "<th>overall</th><th></th><th>tier</th></tr></thead>\n<tbody>\n",
	    to);
	cJSON_ArrayForEach(w, trend)
		fprintf(to, "<tr><th>%.10s</th><td class=\"n\">%s</td><td>"
		    "<span class=\"trendbar\" style=\"width:%d.%d%%\"></span>"
		    "</td><td>%s</td></tr>\n", json_string(w, "window_to"),
		    maturity_score(score, w, "overall"),
		    maturity_tenths(w, "overall") / 10,
		    maturity_tenths(w, "overall") % 10, maturity_tier(w));
	fputs("</tbody></table></section>\n", to);
}

void
maturity_html(FILE *to, const cJSON *record, const struct foc_out_options *o)
{
	char score[16];

	if (maturity_is_past(record))
		return;
	page_begin(to, "AI governance maturity",
	    embed_text("report/maturity.css"));
	fprintf(to, "<article class=\"card\">\n"
	    "<p class=\"kicker\">AI governance maturity%s</p>\n<div class="
	    "\"title\"><h1>%s, %s</h1></div>\n<p class=\"meta\">%.10s to %.10s"
	    "</p>\n", o->sandbox ?
	    "<strong class=\"sandbox\">Sandbox</strong>" : "",
	    maturity_tier(record), maturity_score(score, record, "overall"),
	    json_string(record, "window_from"),
	    json_string(record, "window_to"));
	put_gauges(to, record);
	put_categories(to, record);
	put_trend(to, record);
	fputs("</article>\n", to);
	page_end(to);
}
