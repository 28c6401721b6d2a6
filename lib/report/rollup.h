/* SPDX-License-Identifier: MIT */
/* A portfolio's week as people read it; a week's review; what changed. */
#ifndef FOC_REPORT_ROLLUP_H
#define FOC_REPORT_ROLLUP_H

#include "report/card.h"

struct rollup_row {			/* a workload */
	const char *workload, *card, *state;
	char	*flags;
	int64_t	actual, estimate;	/* exact; CARD_NULL: no estimate */
	int64_t	shown, shown_estimate, shown_variance;	/* in cents */
};

struct rollup_view {
	const cJSON *record;
	const char *portfolio, *week, *state, *owner;
	struct rollup_row *row;
	size_t	n;
	int64_t	actual, estimate, variance;	/* in cents */
	bool	has_estimate, sandbox;
};

void	rollup_view_init(struct rollup_view *v, const cJSON *record,
	    const struct foc_out_options *o);
void	rollup_view_release(struct rollup_view *v);
/* An exact amount in cents, half to even. */
int64_t	rollup_cents(int128 exact);
/* Who approved it, or what it waits for; malloc'd. */
char	*rollup_words(const struct rollup_view *v);
/* "2 cards: 1 pending, 1 accepted"; malloc'd. */
char	*rollup_counts(const cJSON *record);

void	rollup_text(FILE *to, const cJSON *record,
	    const struct foc_out_options *o);
void	rollup_md(FILE *to, const cJSON *record,
	    const struct foc_out_options *o);
void	rollup_html(FILE *to, const cJSON *record,
	    const struct foc_out_options *o);
void	review_text(FILE *to, const cJSON *record,
	    const struct foc_out_options *o);
void	card_diff_text(FILE *to, const cJSON *record,
	    const struct foc_out_options *o);

#endif
