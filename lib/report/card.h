/* SPDX-License-Identifier: MIT */
/*
 * A Spend Card as people read it: the record of foc-spendcard show taken
 * apart once, for text, Markdown and HTML.
 *
 * Money is rounded for people once, on the leaves of the table, by largest
 * remainder, so that what is printed adds up to the rounded total.
 */
#ifndef FOC_REPORT_CARD_H
#define FOC_REPORT_CARD_H

#include <stdbool.h>

#include "core/json.h"
#include "core/money.h"
#include "report/out.h"
#include "report/sheet.h"

#define CARD_NULL	INT64_MIN	/* unknown */

/* People read four groups of token types; records have them all. */
enum card_group {
	CARD_INPUT, CARD_OUTPUT, CARD_CACHE_READ, CARD_OTHER, CARD_GROUPS
};

struct card_row {			/* a model in a region */
	const char *model, *region;	/* "" where the bill says none */
	int64_t	exact[CARD_GROUPS];
	int64_t	shown[CARD_GROUPS];	/* in units of the last place */
	int64_t	previous;		/* CARD_NULL: not there last week */
	int128	tokens[CARD_GROUPS];	/* in 1e-10 */
	char	*lines[CARD_GROUPS];	/* their numbers: "1,3"; NULL: none */
};

struct card_bar {			/* a week of the history */
	const char *week;
	int64_t	actual, estimate;
	const cJSON *models;
};

struct card_day {
	const char *day;
	int64_t	actual;
};

struct card_period {			/* a billing month of the week */
	const char *month;
	int64_t	exact;
};

struct card_view {
	const cJSON *record;
	const char *id, *workload, *week, *state, *owner;
	const char *first_day, *last_day, *from_time;
	char	*path;			/* A > B > C > D */
	char	*source;		/* loads, data until, months, prices */
	bool	incomplete, sandbox;
	int	places;			/* decimals of money in the table */
	int64_t	actual, previous, estimate, variance;
	int64_t	net;			/* CARD_NULL where not asked for */
	int64_t	change, by_volume, by_mix, by_price, by_other;
	int64_t	mtd, month_estimate;
	int64_t	forecast, forecast_low, forecast_high;
	struct card_row *row;
	size_t	n_rows;
	struct card_bar *bar;
	size_t	n_bars;
	struct card_day *day;
	size_t	n_days;
	struct card_period *period;
	size_t	n_periods;
	char	first_text[16], last_text[16];
};

void	card_view_init(struct card_view *v, const cJSON *record,
	    const struct foc_out_options *o);
void	card_view_release(struct card_view *v);

const char *card_group_name(enum card_group g);
/* Text of a member, "" where absent or null. */
const char *card_text_of(const cJSON *object, const char *key);
/* Money of a member, CARD_NULL where absent or null. */
int64_t	card_money_of(const cJSON *object, const char *key);

/*
 * What a person reads; an unknown figure is a dash.  The buffers of
 * DECIMAL_TEXT_MAX are given back.
 */
char	*card_money(char *buf, int64_t v, int places);	/* $1,234.50 */
char	*card_plain(char *buf, int64_t shown, int places); /* 1,234.50 */
char	*card_signed(char *buf, int64_t v, int places);	/* +$3.00 */
char	*card_tokens(char *buf, int128 tokens);		/* 12.3 M */
char	*card_percent(char *buf, const char *digits);	/* 1,234.5 % */
/* now against before as "+12.3 %", a dash where that says nothing. */
char	*card_change(char *buf, int64_t now, int64_t before);
/* A flag in words, with this card's figures; malloc'd. */
char	*card_flag_words(const struct card_view *v, const char *flag);
/* What another revision before it cost, NULL where there was none; malloc'd. */
char	*card_restated_words(const struct card_view *v);
/* A disputed line, and what was answered (NULL: nothing yet); malloc'd. */
char	*card_dispute_words(const struct card_view *v, const cJSON *dispute);
char	*card_answer_words(const cJSON *dispute);
/* What is to be done with the card in its state; malloc'd. */
char	*card_next_step(const struct card_view *v);

/* Figures as people read them, with words on each; all malloc'd. */
struct card_figure {
	const char *label;
	char	*value, *words;
};

#define CARD_FIGURES_MAX	12

/* Of the week, and of the month and what is around it; how many. */
size_t	card_week_figures(const struct card_view *v,
	    struct card_figure f[CARD_FIGURES_MAX]);
size_t	card_month_figures(const struct card_view *v,
	    struct card_figure f[CARD_FIGURES_MAX]);
void	card_figures_free(struct card_figure *f, size_t n);

/* The card on a sheet of any width. */
void	card_sheet(const struct sheet *s, const cJSON *record,
	    const struct foc_out_options *o);
/* Its lines as CSV, with a row of titles or without; exact, all of them. */
void	card_csv(FILE *to, const cJSON *record, bool titles);

void	card_text(FILE *to, const cJSON *record,
	    const struct foc_out_options *o);
void	card_md(FILE *to, const cJSON *record,
	    const struct foc_out_options *o);
void	card_html(FILE *to, const cJSON *record,
	    const struct foc_out_options *o);
/* A complete MIME message: text and HTML, CSV and the page attached. */
void	card_mail(FILE *to, const cJSON *record,
	    const struct foc_out_options *o);
void	card_html_begin(FILE *to, const cJSON *record,
	    const struct foc_out_options *o);
void	card_html_end(FILE *to, const struct foc_out_options *o);

/* card_svg.c: charts with titles and descriptions. */
void	card_svg_history(FILE *to, const struct card_view *v);
void	card_svg_share(FILE *to, const struct card_view *v);
void	card_svg_burn(FILE *to, const struct card_view *v);

#endif
