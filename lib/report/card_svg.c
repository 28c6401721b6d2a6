/* SPDX-License-Identifier: MIT */
/* The charts of a card; every one says in words what it shows. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"
#include "core/utc.h"
#include "report/card.h"
#include "report/svg.h"

/* --- weeks, stacked by model */

struct model {
	const char *name;
	int128	total;
};

struct models {
	struct model *model;
	size_t	n;
};

static void
add_model(struct models *m, const char *name, int64_t v)
{
	size_t i;

	for (i = 0; i < m->n; i++)
		if (strcmp(m->model[i].name, name) == 0)
			break;
	if (i == m->n) {
		m->model = xreallocarray(m->model, i + 1, sizeof(*m->model));
		m->model[m->n++] = (struct model){ name, 0 };
	}
	m->model[i].total += v;
}

static int
by_total(const void *va, const void *vb)
{
	const struct model *a = va, *b = vb;

	if (a->total != b->total)
		return a->total > b->total ? -1 : 1;
	return strcmp(a->name, b->name);
}

static void
read_models(const struct card_view *v, struct models *m)
{
	const cJSON *item;
	size_t i;

	for (i = 0; i < v->n_bars; i++)
		cJSON_ArrayForEach(item, v->bar[i].models)
			add_model(m, card_text_of(item, "model"),
			    card_money_of(item, "actual_usd"));
	if (m->n > 0)
		qsort(m->model, m->n, sizeof(*m->model), by_total);
}

/* What a week spent on the models of a series. */
static int64_t
spent_on(const struct card_bar *b, const struct models *m, size_t series)
{
	const cJSON *item;
	int64_t sum = 0;
	size_t i;

	cJSON_ArrayForEach(item, b->models)
		for (i = 0; i < m->n; i++)
			if (strcmp(m->model[i].name, card_text_of(item,
			    "model")) == 0 &&
			    (i < SVG_SERIES - 1 ? i : SVG_SERIES - 1) == series)
				sum += card_money_of(item, "actual_usd");
	return sum;
}

static void
put_bar(const struct plot *p, const struct card_bar *b,
    const struct models *m, int64_t x, int64_t width)
{
	int64_t sum = 0, part, low, high;
	size_t s;

	for (s = 0; s < SVG_SERIES && b->actual != CARD_NULL; s++) {
		part = spent_on(b, m, s);
		if (part <= 0)
			continue;
		low = svg_y(p, sum);
		sum += part;
		high = svg_y(p, sum);
		if (low > high)
			svg_rect(p, (int)s, x, high, width, low - high);
	}
	if (b->estimate != CARD_NULL)
		svg_line(p, "est", x - 50, svg_y(p, b->estimate),
		    x + width + 50, svg_y(p, b->estimate));
}

static void
describe_bars(FILE *to, const struct card_view *v)
{
	char buf[DECIMAL_TEXT_MAX];
	size_t i;

	for (i = 0; i < v->n_bars; i++) {
		text_html(to, v->bar[i].week);
		fprintf(to, ": %s", v->bar[i].actual == CARD_NULL ? "no bill" :
		    card_money(buf, v->bar[i].actual, v->places));
		if (v->bar[i].estimate != CARD_NULL)
			fprintf(to, " against %s", card_money(buf,
			    v->bar[i].estimate, v->places));
		fputs(i + 1 < v->n_bars ? "; " : ".", to);
	}
	fputs("</desc>\n", to);
}

static void
put_model_legend(FILE *to, const struct models *m, bool estimate)
{
	size_t i;

	fputs("<ul class=\"legend\">", to);
	for (i = 0; i < m->n && i < SVG_SERIES; i++) {
		svg_legend(to, (int)i);
		if (i == SVG_SERIES - 1 && m->n > SVG_SERIES)
			fputs("other models", to);
		else
			text_html(to, *m->model[i].name != '\0' ?
			    m->model[i].name : "no model");
		fputs("</li>", to);
	}
	if (estimate)
		fputs("<li><svg viewBox=\"0 0 10 10\" aria-hidden=\"true\">"
		    "<line class=\"est\" x1=\"0\" x2=\"10\" y1=\"5\" "
		    "y2=\"5\"/></svg>estimate</li>", to);
	fputs("</ul>\n", to);
}

void
card_svg_history(FILE *to, const struct card_view *v)
{
	struct plot p = { .to = to, .width = 6600, .height = 1700 };
	struct models m = { 0 };
	int64_t max = 0, slot, x;
	bool estimate = false;
	size_t i;

	if (v->n_bars == 0)
		return;
	for (i = 0; i < v->n_bars; i++) {
		if (v->bar[i].actual > max)
			max = v->bar[i].actual;
		if (v->bar[i].estimate > max)
			max = v->bar[i].estimate;
		estimate |= v->bar[i].estimate != CARD_NULL;
	}
	read_models(v, &m);
	svg_scale(&p, max);
	svg_open(&p, v->id, "weeks", "Actual against estimate by week");
	describe_bars(to, v);
	svg_put_scale(&p);
	slot = p.width / (int64_t)(v->n_bars > 4 ? v->n_bars : 4);
	for (i = 0; i < v->n_bars; i++) {
		x = SVG_LEFT + slot * (int64_t)i;
		put_bar(&p, &v->bar[i], &m, x + slot * 3 / 10, slot * 4 / 10);
		svg_label(&p, x + slot / 2, strlen(v->bar[i].week) == 8 ?
		    v->bar[i].week + 5 : v->bar[i].week, i + 1 < v->n_bars ?
		    "text-anchor=\"middle\"" :
		    "class=\"on\" text-anchor=\"middle\"");
	}
	fputs("</svg>\n", to);
	put_model_legend(to, &m, estimate);
	free(m.model);
}

/* --- groups of tokens, as one bar */

static void
describe_share(FILE *to, const struct card_view *v, const int64_t *sum,
    int64_t all)
{
	char buf[DECIMAL_TEXT_MAX];
	int64_t share;
	int g;

	for (g = 0; g < CARD_GROUPS; g++) {
		fprintf(to, "%s%s $%s", g > 0 ? "; " : "",
		    card_group_name((enum card_group)g),
		    card_plain(buf, sum[g], v->places));
		if (percent_tenths(sum[g], all, &share) == 0)
			fprintf(to, ", %s %%", decimal_fixed(buf, share, 1, 1,
			    0));
	}
	fputs(".</desc>\n", to);
}

static void
put_share_legend(FILE *to, const int64_t *sum, int64_t all)
{
	char buf[DECIMAL_TEXT_MAX];
	int64_t share;
	int g;

	fputs("</svg>\n<ul class=\"legend\">", to);
	for (g = 0; g < CARD_GROUPS; g++) {
		svg_legend(to, g);
		fputs(card_group_name((enum card_group)g), to);
		if (percent_tenths(sum[g], all, &share) == 0)
			fprintf(to, " <b>%s&nbsp;%%</b>", decimal_fixed(buf,
			    share, 1, 1, 0));
		fputs("</li>", to);
	}
	fputs("</ul>\n", to);
}

void
card_svg_share(FILE *to, const struct card_view *v)
{
	struct plot p = { .to = to, .width = 3000 };
	int64_t sum[CARD_GROUPS] = { 0 }, all = 0, upto = 0, x, end;
	size_t i;
	int g;

	for (g = 0; g < CARD_GROUPS; g++) {
		for (i = 0; i < v->n_rows; i++)
			sum[g] += v->row[i].shown[g];
		all += sum[g] > 0 ? sum[g] : 0;
	}
	if (all == 0)
		return;
	fputs("<svg role=\"img\" viewBox=\"0 0 300 26\" aria-labelledby=\"",
	    to);
	text_html(to, v->id);
	fputs("-share-t ", to);
	text_html(to, v->id);
	fputs("-share-d\"><title id=\"", to);
	text_html(to, v->id);
	fputs("-share-t\">Share of token types in the spend of the week"
	    "</title><desc id=\"", to);
	text_html(to, v->id);
	fputs("-share-d\">", to);
	describe_share(to, v, sum, all);
	for (g = 0; g < CARD_GROUPS; g++) {
		x = (int64_t)((int128)upto * p.width / all);
		upto += sum[g] > 0 ? sum[g] : 0;
		end = (int64_t)((int128)upto * p.width / all);
		if (end - x > 10)
			svg_rect(&p, g, x, 0, end - x - 10, 260);
	}
	put_share_legend(to, sum, all);
}

/* --- the month, day by day */

struct burn {
	int64_t	days;		/* of the month */
	int64_t	sum;		/* spent by the last known day */
	int64_t	end;		/* x where it ends */
};

static int64_t
x_of(const struct plot *p, const struct burn *b, int64_t day)
{
	return SVG_LEFT + p->width * day / b->days;
}

static void
put_actual(const struct plot *p, const struct card_view *v, struct burn *b)
{
	size_t i;

	fputs("<path class=\"line\" d=\"M", p->to);
	svg_tenths(p->to, SVG_LEFT);
	putc(' ', p->to);
	svg_tenths(p->to, svg_y(p, 0));
	for (i = 0; i < v->n_days; i++) {
		if (v->day[i].actual != CARD_NULL)
			b->sum += v->day[i].actual;
		fputs(" L", p->to);
		svg_tenths(p->to, x_of(p, b, (int64_t)i + 1));
		putc(' ', p->to);
		svg_tenths(p->to, svg_y(p, b->sum));
	}
	fputs("\"/>\n", p->to);
	b->end = x_of(p, b, (int64_t)v->n_days);
}

static void
put_forecast(const struct plot *p, const struct card_view *v,
    const struct burn *b)
{
	int64_t right = SVG_LEFT + p->width;

	if (v->forecast == CARD_NULL || b->end == right)
		return;
	fputs("<path class=\"band\" d=\"M", p->to);
	svg_tenths(p->to, b->end);
	putc(' ', p->to);
	svg_tenths(p->to, svg_y(p, b->sum));
	fputs(" L", p->to);
	svg_tenths(p->to, right);
	putc(' ', p->to);
	svg_tenths(p->to, svg_y(p, v->forecast_high));
	fputs(" L", p->to);
	svg_tenths(p->to, right);
	putc(' ', p->to);
	svg_tenths(p->to, svg_y(p, v->forecast_low));
	fputs(" Z\"/>\n", p->to);
	svg_line(p, "guess", b->end, svg_y(p, b->sum), right,
	    svg_y(p, v->forecast));
}

static void
describe_burn(FILE *to, const struct card_view *v, const struct burn *b)
{
	char buf[DECIMAL_TEXT_MAX];

	fprintf(to, "%s by day %zu of %lld", card_money(buf, v->mtd,
	    v->places), v->n_days, (long long)b->days);
	if (v->month_estimate != CARD_NULL)
		fprintf(to, "; the estimate of the month is %s",
		    card_money(buf, v->month_estimate, v->places));
	if (v->forecast != CARD_NULL)
		fprintf(to, "; the forecast is %s", card_money(buf,
		    v->forecast, v->places));
	fputs(".</desc>\n", to);
}

static void
put_end(const struct plot *p, const struct burn *b)
{
	fputs("<circle class=\"end\" r=\"3.5\"", p->to);
	svg_attribute(p->to, "cx", b->end);
	svg_attribute(p->to, "cy", svg_y(p, b->sum));
	fputs("/>\n", p->to);
}

static int64_t
larger(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

void
card_svg_burn(FILE *to, const struct card_view *v)
{
	struct plot p = { .to = to, .width = 3000 - SVG_LEFT, .height = 1300 };
	struct burn b = { 0 };
	char last[24];
	int64_t first, next;

	if (v->n_days == 0 || utc_parse_month(card_text_of(v->record,
	    "month"), strlen(card_text_of(v->record, "month")), &first,
	    &next) != 0)
		return;
	b.days = (next - first) / UTC_DAY;
	svg_scale(&p, larger(larger(v->mtd, v->month_estimate),
	    larger(v->forecast, v->forecast_high)));
	svg_open(&p, v->id, "month", "The month against its estimate");
	describe_burn(to, v, &b);
	svg_put_scale(&p);
	if (v->month_estimate != CARD_NULL)
		svg_line(&p, "plan", SVG_LEFT, svg_y(&p, 0), SVG_LEFT + p.width,
		    svg_y(&p, v->month_estimate));
	put_actual(&p, v, &b);
	put_forecast(&p, v, &b);
	put_end(&p, &b);
	if (v->n_days > 1)
		svg_label(&p, SVG_LEFT, "1", "text-anchor=\"middle\"");
	snprintf(last, sizeof(last), "%zu", v->n_days);
	svg_label(&p, b.end, last, "class=\"on\" text-anchor=\"middle\"");
	snprintf(last, sizeof(last), "%lld", (long long)b.days);
	if (b.end + 200 < SVG_LEFT + p.width)
		svg_label(&p, SVG_LEFT + p.width, last, "text-anchor=\"middle\"");
	fputs("</svg>\n", to);
}
