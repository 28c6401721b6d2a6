/* SPDX-License-Identifier: MIT */
/* What explains the figures of a card. */
#ifndef FOC_SPEND_WHY_CARD_H
#define FOC_SPEND_WHY_CARD_H

#include "spend/why.h"

struct facts {			/* of the card */
	char	*workload;
	int64_t	week, end;
	int64_t	at, seq;	/* when it was made: what was known then */
};

/* The key with its last part put in another's place; malloc'd. */
char	*why_beside(const struct why *w, const char *name);
/* The value of a key beside this one; NULL where null. */
const char *why_text_beside(const struct why *w, const char *name);
/* The model beside it, "" for none. */
const char *why_model(const struct why *w);
/* The Monday of the week of history that the key leads into. */
int	why_history_week(const struct why *w, int64_t *from);

int	card_why_variance(struct why *w, const struct facts *c);
int	card_why_disputed(struct why *w, const struct facts *c);
int	card_why_restated(struct why *w, const struct facts *c);
int	card_why_restated_now(struct why *w, const struct facts *c);
int	card_why_restated_before(struct why *w, const struct facts *c);
int	card_why_restated_by(struct why *w, const struct facts *c);
int	card_why_estimate(struct why *w, const struct facts *c);
int	card_why_month_estimate(struct why *w, const struct facts *c);
int	card_why_history_estimate(struct why *w, const struct facts *c);
int	card_why_variance_percent(struct why *w, const struct facts *c);
int	card_why_mtd_percent(struct why *w, const struct facts *c);
int	card_why_cache_hit(struct why *w, const struct facts *c);
int	card_why_change(struct why *w, const struct facts *c);
int	card_why_mix(struct why *w, const struct facts *c);
int	card_why_volume(struct why *w, const struct facts *c);
int	card_why_price(struct why *w, const struct facts *c);
int	card_why_other(struct why *w, const struct facts *c);
int	card_why_line_net(struct why *w, const struct facts *c);
int	card_why_net(struct why *w, const struct facts *c);
int	card_why_forecast(struct why *w, const struct facts *c);

#endif
