/* SPDX-License-Identifier: MIT */
/* Maturity for a terminal, with bars, and as Markdown. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"
#include "report/maturity.h"

#define BAR	40		/* signs of a whole bar */
#define INDENT	4
#define WIDTH	80

static void
put_bar(FILE *to, int tenths)
{
	int full = (tenths * BAR + 500) / 1000, i;

	putc('[', to);
	for (i = 0; i < BAR; i++)
		putc(i < full ? '#' : '.', to);
	putc(']', to);
}

static void
put_moves(FILE *to, const cJSON *category)
{
	const cJSON *move;
	char *usd;
	int more, i = 0;

	move = maturity_moves(category, &more);
	for (; move != NULL && i < MATURITY_MOVES; move = move->next, i++) {
		char *id = text_visible(json_string(move, "id") != NULL ?
		    json_string(move, "id") : "");
		char *words = text_visible_cut(json_string(move, "move") !=
		    NULL ? json_string(move, "move") : "", 37);

		usd = cell_text(move, "worth_usd", '$', true);
		fprintf(to, "    %14s  %s%*s  %s\n", usd, id,
		    utf8_width(id) < 20 ? 20 - utf8_width(id) : 0, "", words);
		free(words);
		free(id);
		free(usd);
	}
	if (more > 0)
		fprintf(to, "    %14s  and %d more\n", "", more);
}

static void
put_prose(FILE *to, const char *a, const char *b, const char *c)
{
	char *text = xasprintf("%s%s%s", a, b, c);

	fprintf(to, "%*s", INDENT, "");
	prose_print(to, INDENT, WIDTH, text);
	free(text);
}

static void
put_category(FILE *to, const cJSON *c)
{
	const cJSON *next = json_member(c, "next");
	const char *text = json_string(next, "text");
	const char *all = json_string(json_member(c, "all"), "text");
	char *facts = maturity_facts(c), score[16];

	fprintf(to, "\n%-22.22s %3s %%  ", json_string(c, "title"),
	    json_number(c, "weight"));
	put_bar(to, maturity_tenths(c, "score"));
	fprintf(to, " %5s\n", maturity_score(score, c, "score"));
	put_prose(to, maturity_tier(c), "; ", facts);
	if (text != NULL) {
		put_prose(to, "Next: ", text, "");
		put_moves(to, c);
	}
	if (all != NULL && (text == NULL || strcmp(all, text) != 0))
		put_prose(to, "All: ", all, "");
	free(facts);
}

static void
put_trend(FILE *to, const cJSON *record)
{
	const cJSON *w, *trend = json_member(record, "trend");
	char score[16];

	if (!cJSON_IsArray(trend))
		return;
	fputs("\nTrend: windows of this length, by their last day\n", to);
	cJSON_ArrayForEach(w, trend) {
		fprintf(to, "    %.10s  ", json_string(w, "window_to"));
		put_bar(to, maturity_tenths(w, "overall"));
		fprintf(to, " %5s  %s\n", maturity_score(score, w, "overall"),
		    maturity_tier(w));
	}
}

bool
maturity_is_past(const cJSON *record)
{
	return cJSON_IsTrue(json_member(record, "past"));
}

void
maturity_text(FILE *to, const cJSON *record, const struct foc_out_options *o)
{
	const cJSON *c;
	const char *weight = json_number(record, "weight_counted");
	char score[16];

	if (o->sandbox)
		fputs("SANDBOX\n", to);
	fprintf(to, "AI GOVERNANCE MATURITY   %.10s to %.10s\n\n",
	    json_string(record, "window_from"),
	    json_string(record, "window_to"));
	fprintf(to, "%-22s %5s  ", "Overall", "");
	put_bar(to, maturity_tenths(record, "overall"));
	fprintf(to, " %5s\n    %s", maturity_score(score, record, "overall"),
	    maturity_tier(record));
	if (weight != NULL && strcmp(weight, "100") != 0)
		fprintf(to, "; of categories of %s %% that have data", weight);
	putc('\n', to);
	cJSON_ArrayForEach(c, json_member(record, "categories"))
		put_category(to, c);
	put_trend(to, record);
}

/* --- Markdown */

static void
md_moves(FILE *to, const cJSON *category)
{
	const cJSON *move;
	char *usd;
	int more, i = 0;

	move = maturity_moves(category, &more);
	for (; move != NULL && i < MATURITY_MOVES; move = move->next, i++) {
		usd = cell_text(move, "worth_usd", '$', true);
		fputs("  - ", to);
		text_markdown(to, json_string(move, "id"));
		fprintf(to, ", $%s: ", usd);
		text_markdown(to, json_string(move, "move"));
		putc('\n', to);
		free(usd);
	}
	if (more > 0)
		fprintf(to, "  - and %d more\n", more);
}

void
maturity_md(FILE *to, const cJSON *record, const struct foc_out_options *o)
{
	const cJSON *c;
	const char *text;
	char *facts, score[16];

	fprintf(to, "# AI governance maturity%s\n\n%.10s to %.10s\n\n"
	    "| | weight | score | tier |\n| --- | ---: | ---: | --- |\n",
	    o->sandbox ? " (SANDBOX)" : "",
	    json_string(record, "window_from"),
	    json_string(record, "window_to"));
	cJSON_ArrayForEach(c, json_member(record, "categories"))
		fprintf(to, "| %s | %s %% | %s | %s |\n",
		    json_string(c, "title"), json_number(c, "weight"),
		    maturity_score(score, c, "score"), maturity_tier(c));
	fprintf(to, "| **Overall** | | **%s** | **%s** |\n",
	    maturity_score(score, record, "overall"), maturity_tier(record));
	cJSON_ArrayForEach(c, json_member(record, "categories")) {
		facts = maturity_facts(c);
		fprintf(to, "\n## %s\n\n- ", json_string(c, "title"));
		text_markdown(to, facts);
		putc('\n', to);
		free(facts);
		text = json_string(json_member(c, "next"), "text");
		if (text != NULL) {
			fprintf(to, "- To advance: ");
			text_markdown(to, text);
			putc('\n', to);
			md_moves(to, c);
		}
	}
}
