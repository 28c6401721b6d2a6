/* SPDX-License-Identifier: MIT */
/* One week of one workload: its figures, and where they are kept. */
#ifndef FOC_SPEND_CARD_H
#define FOC_SPEND_CARD_H

#include "db/db.h"

#define CARD_FLAGS_MAX	128

struct card_line {
	int64_t	period;		/* billing month */
	char	*model, *token_type, *region;
	int128	sum;		/* 1e-10 of a token, while it is added up */
	bool	has_tokens;
	char	tokens[DECIMAL_TEXT_MAX];
	int64_t	actual;
	int64_t	net;		/* DB_NULL: the export has none */
	int64_t	previous;	/* DB_NULL: not there last week */
};

/* Why a week cost other than the one before; DB_NULL: unknown. */
struct card_change {
	int64_t	volume, mix, price, other;
};

/* DB_NULL where unknown.  Kept cards have an id, worked out ones none. */
struct card {
	char	*id, *workload, *state;
	int64_t	week, revision, from_time;
	bool	incomplete;
	int64_t	actual, net, previous, estimate;
	struct card_change change;
	int64_t	mtd, month_estimate;
	int64_t	forecast, forecast_low, forecast_high;
	int64_t	cache_hit_tenths;
	char	flags[CARD_FLAGS_MAX];	/* a JSON array */
	struct card_line *line;
	size_t	n_lines;
};

void	card_free(struct card *c);

/* What a week's figures are worked out from; made once for all cards. */
struct card_policy {
	int64_t	watch_percent, over_percent, min_usd;	/* in 1e-10 */
	int64_t	spike_factor, spike_min_usd;
	int64_t	new_after_weeks;
	int64_t	ask_percent, ask_usd;	/* restated beyond: sign again */
};

#define CARD_DAYS	35	/* four weeks before the card's, and its own */

struct card_week {
	struct foc *f;
	int64_t	week, end;	/* Monday, the Monday after */
	int64_t	first;		/* the first of CARD_DAYS days up to end */
	bool	covered[CARD_DAYS];
	struct card_policy policy;
};

/* After attribution_take of [w->first, w->end) in days. */
int	card_week_read(struct card_week *w, struct foc *f, int64_t week);
/* The id of a card by its id, or of the newest of a workload; malloc'd. */
int	card_find(struct foc *f, const char *which, int64_t week, char **id);
/* Is [from, to), whole days, in the loads that an attribution took? */
int	card_is_covered(struct foc *f, int64_t from, int64_t to,
	    bool *covered);
/* The figures of a workload that has been claimed since `claimed`. */
int	card_work_out(const struct card_week *w, const char *workload,
	    int64_t claimed, struct card *c);

/* One thing, this week [0] and the week before [1]. */
struct card_thing {
	char	*model, *token_type, *region;
	bool	has_tokens;
	int128	tokens[2];	/* in 1e-10 */
	int64_t	cost[2];
};

struct card_things {
	struct card_thing *thing;
	size_t	n;
};

struct card_thing *card_thing_of(struct card_things *t, const char *model,
	    const char *token_type, const char *region);
void	card_things_free(struct card_things *t);
/*
 * The difference in cost: what the same things in the same shares would have
 * made of it (volume), what each token cost more (price), what its shares
 * made (mix), and what has no tokens (other).  -1 where it does not fit.
 */
int	card_explain(const struct card_things *t, struct card_change *c);

/* What is known of the weeks before, by model (0) and by region (1). */
struct card_past {
	char	**word[2];
	size_t	n[2];
	bool	any;
};

void	card_past_add(struct card_past *p, int which, const char *word);
void	card_past_free(struct card_past *p);
/*
 * Set the flags of a card whose figures are worked out.  A part-week is no
 * measure for the week after it, no past none for what is new.
 */
int	card_set_flags(const struct card_week *w, struct card *c,
	    int64_t claimed, const struct card_past *past);

/* The newest revision, c->id NULL where there is none. */
int	card_read(struct foc *f, const char *workload, int64_t week,
	    struct card *c);
/* Do both show the same figures? */
bool	card_equal(const struct card *a, const struct card *b);
/*
 * Is b so far from a, in spend or in estimate, that whoever signed a is to
 * sign again?
 */
bool	card_asks_again(const struct card_policy *p, const struct card *a,
	    const struct card *b);
/* Keep c as revision c->revision; gives it its id. */
int	card_insert(struct foc *f, struct card *c, int64_t data_until,
	    const char *audit_head, const char *control);

#endif
