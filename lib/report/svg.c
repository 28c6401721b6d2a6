/* SPDX-License-Identifier: MIT */
#include "core/text.h"
#include "report/card.h"
#include "report/svg.h"

void
svg_tenths(FILE *to, int64_t v)
{
	fprintf(to, "%s%lld", v < 0 ? "-" : "", (long long)(v < 0 ? -v : v) /
	    10);
	if (v % 10 != 0)
		fprintf(to, ".%lld", (long long)(v < 0 ? -v : v) % 10);
}

void
svg_attribute(FILE *to, const char *name, int64_t v)
{
	fprintf(to, " %s=\"", name);
	svg_tenths(to, v);
	putc('"', to);
}

int64_t
svg_y(const struct plot *p, int64_t value)
{
	if (value < 0)
		value = 0;
	return SVG_TOP + p->height - (int64_t)((int128)value * p->height / p->top);
}

void
svg_scale(struct plot *p, int64_t max)
{
	static const int64_t steps[] = { 1, 2, 5 };
	int128 top, step, ten;
	size_t i;

	if (max <= 0)
		max = MONEY_ONE;
	for (ten = 1;; ten *= 10)
		for (i = 0; i < 3; i++) {
			step = ten * steps[i];
			if (max > step * 4)
				continue;
			top = (max + step - 1) / step * step;
			p->step = (int64_t)step;
			p->top = top < INT64_MAX ? (int64_t)top : INT64_MAX;
			return;
		}
}

/*
 * A value of the scale: $2.50, $200, $1,000, and from steps that would not
 * fit beside the axis on $20 k and $20 M.
 */
static void
put_scale_value(FILE *to, const struct plot *p, int64_t v)
{
	static const struct { int64_t from; int decimals; const char *sign; }
	    large[] = {
		{ 1000000 * MONEY_ONE, 6, " M" }, { 5000 * MONEY_ONE, 3, " k" }
	};
	char buf[DECIMAL_TEXT_MAX];
	int places = 0;
	int64_t unit = MONEY_ONE;
	size_t i;

	for (i = 0; i < 2; i++)
		if (p->step >= large[i].from) {
			fprintf(to, "$%s%s", decimal_fixed(buf, v,
			    MONEY_DECIMALS + large[i].decimals, 0, 1),
			    v != 0 ? large[i].sign : "");
			return;
		}
	while (p->step % unit != 0 && places < 6) {
		unit /= 10;
		places++;
	}
	if (places == 1)
		places = 2;
	fputs(card_money(buf, v, places), to);
}

void
svg_open(const struct plot *p, const char *id, const char *name,
    const char *title)
{
	fprintf(p->to, "<svg role=\"img\" viewBox=\"0 0 ");
	svg_tenths(p->to, SVG_LEFT + p->width + 20);
	putc(' ', p->to);
	svg_tenths(p->to, SVG_TOP + p->height + 260);
	fputs("\" aria-labelledby=\"", p->to);
	text_html(p->to, id);
	fprintf(p->to, "-%s-t ", name);
	text_html(p->to, id);
	fprintf(p->to, "-%s-d\"><title id=\"", name);
	text_html(p->to, id);
	fprintf(p->to, "-%s-t\">%s</title><desc id=\"", name, title);
	text_html(p->to, id);
	fprintf(p->to, "-%s-d\">", name);
}

void
svg_put_scale(const struct plot *p)
{
	int64_t v;

	for (v = 0;; v += p->step) {
		fprintf(p->to, "<line class=\"%s\"", v == 0 ? "axis" : "grid");
		svg_attribute(p->to, "x1", SVG_LEFT);
		svg_attribute(p->to, "x2", SVG_LEFT + p->width);
		svg_attribute(p->to, "y1", svg_y(p, v));
		svg_attribute(p->to, "y2", svg_y(p, v));
		fputs("/><text text-anchor=\"end\"", p->to);
		svg_attribute(p->to, "x", SVG_LEFT - 80);
		svg_attribute(p->to, "y", svg_y(p, v) + 40);
		putc('>', p->to);
		put_scale_value(p->to, p, v);
		fputs("</text>\n", p->to);
		if (v > p->top - p->step)
			return;
	}
}

void
svg_label(const struct plot *p, int64_t x, const char *text, const char *how)
{
	fprintf(p->to, "<text %s", how);
	svg_attribute(p->to, "x", x);
	svg_attribute(p->to, "y", SVG_TOP + p->height + 180);
	putc('>', p->to);
	text_html(p->to, text);
	fputs("</text>\n", p->to);
}

void
svg_rect(const struct plot *p, int series, int64_t x, int64_t y,
    int64_t width, int64_t height)
{
	fprintf(p->to, "<rect class=\"m%d\"", series);
	svg_attribute(p->to, "x", x);
	svg_attribute(p->to, "y", y);
	svg_attribute(p->to, "width", width);
	svg_attribute(p->to, "height", height);
	fputs("/>", p->to);
}

void
svg_line(const struct plot *p, const char *class, int64_t x1, int64_t y1,
    int64_t x2, int64_t y2)
{
	fprintf(p->to, "<line class=\"%s\"", class);
	svg_attribute(p->to, "x1", x1);
	svg_attribute(p->to, "y1", y1);
	svg_attribute(p->to, "x2", x2);
	svg_attribute(p->to, "y2", y2);
	fputs("/>\n", p->to);
}

void
svg_legend(FILE *to, int series)
{
	fprintf(to, "<li><svg viewBox=\"0 0 10 10\" aria-hidden=\"true\">"
	    "<rect class=\"m%d\" width=\"10\" height=\"10\" rx=\"1\"/></svg>",
	    series);
}
