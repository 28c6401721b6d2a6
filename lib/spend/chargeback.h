/* SPDX-License-Identifier: MIT */
/* What a period's spend is charged to, and whether that is final. */
#ifndef FOC_SPEND_CHARGEBACK_H
#define FOC_SPEND_CHARGEBACK_H

#include "spend/attribution.h"

struct chargeback {
	struct foc *f;
	char	period[UTC_TEXT_MAX];	/* 2026-10 or 2026-W46 */
	int64_t	from, to;		/* of it */
	int64_t	month;			/* bills of it; DB_NULL: of any */
	bool	covered;		/* the bills reach its end */
	bool	broken;			/* what was taken is not the bills' */
	bool	approved;		/* all cards are, as they are */
	bool	is_final;		/* both */
};

/* Around all of it: one state of the file. */
int	chargeback_begin(struct foc *f);
int	chargeback_end(struct foc *f, int status);

/*
 * Lay the period into the temporary tables charge and carded, as `measure`;
 * carded holds whole weeks.  Everything is checked by the attribution.
 */
int	chargeback_take(struct chargeback *c,
	    enum attribution_measure measure);
/*
 * Decide whether it is final: each card of each week that touches it is
 * approved and still says what is charged.  why: where not, as words after
 * the period's name, cut to size.
 */
int	chargeback_judge(struct chargeback *c, char *why, size_t size);

#endif
