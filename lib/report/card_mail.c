/* SPDX-License-Identifier: MIT */
/*
 * A card as a MIME message: the text, beside it HTML of tables and bars of
 * text, which every client shows, and the lines and the page attached.
 */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"
#include "report/card.h"
#include "report/mail.h"

#define BAR_MAX		20	/* characters */

/* --- the HTML that mail clients show: no style sheet, no picture */

#define TABLE	"<table cellpadding=\"4\" cellspacing=\"0\" " \
		"style=\"border-collapse:collapse\">\n"
#define RIGHT	" align=\"right\" style=\"white-space:nowrap\""

static void
put_figures(FILE *to, struct card_figure *f, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		fprintf(to, "<tr><td>%s</td><td" RIGHT "><b>", f[i].label);
		text_html(to, f[i].value);
		fputs("</b></td><td>", to);
		text_html(to, f[i].words);
		fputs("</td></tr>\n", to);
	}
	card_figures_free(f, n);
}

/* Of two characters: what there is of the most, and the rest. */
static void
put_bar(FILE *to, int64_t v, int64_t max)
{
	int i, n = v > 0 && max > 0 ? (int)((int128)v * BAR_MAX / max) : 0;

	for (i = 0; i < BAR_MAX; i++)
		fputs(i < n ? "\u2588" : "\u2591", to);
}

static void
put_weeks(FILE *to, const struct card_view *v)
{
	char buf[DECIMAL_TEXT_MAX];
	int64_t max = 0;
	size_t i;

	for (i = 0; i < v->n_bars; i++) {
		if (v->bar[i].actual > max)
			max = v->bar[i].actual;
		if (v->bar[i].estimate > max)
			max = v->bar[i].estimate;
	}
	fputs("<h3>Week by week</h3>\n" TABLE, to);
	for (i = 0; i < v->n_bars; i++) {
		fputs("<tr><td>", to);
		text_html(to, v->bar[i].week);
		fputs("</td><td><code>", to);
		put_bar(to, v->bar[i].actual, max);
		fprintf(to, "</code></td><td" RIGHT ">%s</td>",
		    card_money(buf, v->bar[i].actual, v->places));
		fprintf(to, "<td>of %s</td></tr>\n", card_money(buf,
		    v->bar[i].estimate, v->places));
	}
	fputs("</table>\n", to);
}

static void
put_cells(FILE *to, const struct card_view *v, const int64_t *shown)
{
	char buf[DECIMAL_TEXT_MAX];
	int64_t sum = 0;
	int g;

	for (g = 0; g < CARD_GROUPS; g++) {
		fprintf(to, "<td" RIGHT ">%s</td>", card_plain(buf, shown[g],
		    v->places));
		sum += shown[g];
	}
	fprintf(to, "<td" RIGHT "><b>%s</b></td></tr>\n", card_plain(buf, sum,
	    v->places));
}

static void
put_rows(FILE *to, const struct card_view *v)
{
	int64_t sum[CARD_GROUPS] = { 0 };
	size_t i;
	int g;

	fputs("<h3>Where it went</h3>\n" TABLE "<tr><th align=\"left\">Model "
	    "and region</th>", to);
	for (g = 0; g < CARD_GROUPS; g++)
		fprintf(to, "<th align=\"right\">%s</th>",
		    card_group_name((enum card_group)g));
	fputs("<th align=\"right\">total</th></tr>\n", to);
	for (i = 0; i < v->n_rows; i++) {
		fputs("<tr><td>", to);
		text_html(to, *v->row[i].model != '\0' ? v->row[i].model :
		    "(no model)");
		putc(' ', to);
		text_html(to, *v->row[i].region != '\0' ? v->row[i].region :
		    "(no region)");
		fputs("</td>", to);
		put_cells(to, v, v->row[i].shown);
		for (g = 0; g < CARD_GROUPS; g++)
			sum[g] += v->row[i].shown[g];
	}
	fputs("<tr><td><b>Total</b></td>", to);
	put_cells(to, v, sum);
	fputs("</table>\n", to);
}

static void
put_item(FILE *to, const char *head, char *words)
{
	fputs("<p><b>", to);
	text_html(to, head);
	fputs("</b> ", to);
	text_html(to, words);
	fputs("</p>\n", to);
	free(words);
}

static void
put_words(FILE *to, const struct card_view *v)
{
	const cJSON *list = json_member(v->record, "flags"), *item;
	char *words;

	cJSON_ArrayForEach(item, list)
		put_item(to, item->valuestring, card_flag_words(v,
		    item->valuestring));
	list = json_member(v->record, "disputes");
	cJSON_ArrayForEach(item, list) {
		put_item(to, "Disputed", card_dispute_words(v, item));
		if ((words = card_answer_words(item)) != NULL)
			put_item(to, "Answered", words);
	}
	if ((words = card_restated_words(v)) != NULL)
		put_item(to, "Restated", words);
}

static void
put_html(FILE *to, const struct card_view *v)
{
	struct card_figure f[CARD_FIGURES_MAX];

	fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta "
	    "charset=\"utf-8\"><meta name=\"color-scheme\" content=\"light "
	    "dark\"></head>\n<body style=\"font-family:sans-serif\">\n",
	    to);
	if (v->sandbox)
		fputs("<p><b>SANDBOX</b></p>\n", to);
	fputs("<h2>", to);
	text_html(to, v->workload);
	fputs(" ", to);
	text_html(to, v->week);
	fputs("</h2>\n<p>", to);
	text_html(to, v->path);
	fprintf(to, "<br>\n%s to %s, revision %s, %s%s</p>\n" TABLE,
	    v->first_day, v->last_day, json_number(v->record, "revision"),
	    v->state, v->incomplete ? ", INCOMPLETE" : "");
	put_figures(to, f, card_week_figures(v, f));
	put_figures(to, f, card_month_figures(v, f));
	fputs("</table>\n", to);
	put_words(to, v);
	put_weeks(to, v);
	put_rows(to, v);
	put_item(to, "Next:", card_next_step(v));
	put_item(to, "Source:", xstrdup(v->source));
	fprintf(to, "<p>Audit <code>%s</code></p>\n</body>\n</html>\n",
	    card_text_of(v->record, "audit_head"));
}

/* --- the message */

/* "[foc] W46 csbot 131 % of estimate: OVER" */
static void
put_subject(FILE *to, const struct card_view *v)
{
	const cJSON *flags = json_member(v->record, "flags");
	const char *verdict = flags != NULL && flags->child != NULL ?
	    flags->child->valuestring : "";
	char buf[DECIMAL_TEXT_MAX], *text, *subject;
	int64_t tenths;

	if (v->estimate != CARD_NULL && percent_tenths(v->actual, v->estimate,
	    &tenths) == 0)
		text = xasprintf("%s %% of estimate", decimal_fixed(buf,
		    tenths, 1, 0, 0));
	else
		text = xstrdup(card_money(buf, v->actual, v->places));
	subject = xasprintf("[foc%s] %s %s %s: %s%s", v->sandbox ? " SANDBOX" :
	    "", strlen(v->week) == 8 ? v->week + 5 : v->week, v->workload,
	    text, verdict, v->incomplete ? ", INCOMPLETE" : "");
	mail_subject(to, subject);
	free(subject);
	free(text);
}

static void
put_headers(FILE *to, const struct card_view *v)
{
	mail_from(to, json_string(v->record, "sender"));
	mail_to(to, json_member(v->record, "recipients"));
	put_subject(to, v);
	mail_date(to, json_string(v->record, "at"));
	mail_id(to, "Message-ID", json_string(v->record, "message_id"));
	mail_id(to, "In-Reply-To", json_string(v->record, "thread_id"));
	mail_id(to, "References", json_string(v->record, "thread_id"));
	fputs("Auto-Submitted: auto-generated\nMIME-Version: 1.0\n", to);
}

/* No line of quoted-printable or base64 can be a boundary: of "=_". */
#define OUTER	"=_foc_card"
#define INNER	"=_foc_text"

static void
put_part(FILE *to, const char *boundary, const char *type,
    const char *encoding)
{
	fprintf(to, "--%s\nContent-Type: %s; charset=UTF-8\n"
	    "Content-Transfer-Encoding: %s\n", boundary, type, encoding);
}

/* What writes to a stream, as text of its own. */
struct body {
	char	*text;
	size_t	len;
	FILE	*to;
};

static bool
body_begin(struct body *b)
{
	*b = (struct body){ 0 };
	return (b->to = memstream(&b->text, &b->len)) != NULL;
}

static void
put_attachment(FILE *to, const struct card_view *v, const char *type,
    const char *ending, struct body *b)
{
	fclose(b->to);
	put_part(to, OUTER, type, "base64");
	fprintf(to, "Content-Disposition: attachment; filename=\"%s-%s.%s\""
	    "\n\n", v->week, v->workload, ending);
	mail_base64(to, b->text, b->len);
	free(b->text);
}

void
card_mail(FILE *to, const cJSON *record, const struct foc_out_options *o)
{
	struct card_view v;
	struct body b;

	card_view_init(&v, record, o);
	put_headers(to, &v);
	fputs("Content-Type: multipart/mixed; boundary=\"" OUTER "\"\n\n--"
	    OUTER "\nContent-Type: multipart/alternative; boundary=\"" INNER
	    "\"\n\n", to);
	put_part(to, INNER, "text/plain", "quoted-printable");
	putc('\n', to);
	if (body_begin(&b)) {
		card_sheet(&(struct sheet){ b.to, SHEET_MAIL }, record, o);
		fclose(b.to);
		mail_quoted(to, b.text);
		free(b.text);
	}
	put_part(to, INNER, "text/html", "quoted-printable");
	putc('\n', to);
	if (body_begin(&b)) {
		put_html(b.to, &v);
		fclose(b.to);
		mail_quoted(to, b.text);
		free(b.text);
	}
	fputs("--" INNER "--\n\n", to);
	if (body_begin(&b)) {
		card_csv(b.to, record, true);
		put_attachment(to, &v, "text/csv", "csv", &b);
	}
	if (body_begin(&b)) {
		card_html_begin(b.to, record, o);
		card_html(b.to, record, o);
		card_html_end(b.to, o);
		put_attachment(to, &v, "text/html", "html", &b);
	}
	fputs("--" OUTER "--\n", to);
	card_view_release(&v);
}
