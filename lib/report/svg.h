/* SPDX-License-Identifier: MIT */
/*
 * Charts in SVG.  Coordinates are whole tenths of a pixel worked out from
 * exact money; colours are classes of the style sheet, m0 to m5.
 */
#ifndef FOC_REPORT_SVG_H
#define FOC_REPORT_SVG_H

#include <stdint.h>
#include <stdio.h>

#define SVG_SERIES	6	/* colours; the last is for all others */
#define SVG_LEFT	560	/* tenths: room for the scale */
#define SVG_TOP		100

struct plot {
	FILE	*to;
	int64_t	width, height;	/* of the drawing area, in tenths */
	int64_t	top;		/* the value at its upper edge */
	int64_t	step;		/* between lines of the scale */
};

void	svg_tenths(FILE *to, int64_t v);
void	svg_attribute(FILE *to, const char *name, int64_t v);
int64_t	svg_y(const struct plot *p, int64_t value);
/* 1, 2 or 5 times a power of ten a step, so that four or fewer reach max. */
void	svg_scale(struct plot *p, int64_t max);
/*
 * Begin a chart, up to within its description: the words and </desc> are the
 * caller's.  id and name together are unique on the page.
 */
void	svg_open(const struct plot *p, const char *id, const char *name,
	    const char *title);
void	svg_put_scale(const struct plot *p);
/* A word below the axis; how: more attributes. */
void	svg_label(const struct plot *p, int64_t x, const char *text,
	    const char *how);
void	svg_rect(const struct plot *p, int series, int64_t x, int64_t y,
	    int64_t width, int64_t height);
void	svg_line(const struct plot *p, const char *class, int64_t x1,
	    int64_t y1, int64_t x2, int64_t y2);
/* Begin an item of a legend with the colour that it explains. */
void	svg_legend(FILE *to, int series);

#endif
