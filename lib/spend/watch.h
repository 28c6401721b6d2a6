/* SPDX-License-Identifier: MIT */
/*
 * What stands out in the bill: spend as series of hours and days, each held
 * against the median of what went before it.
 *
 * The median of an even number of amounts is the mean of the two in the
 * middle, rounded half-even to 1e-10 dollars; so is the median absolute
 * deviation, which is taken from that median.
 */
#ifndef FOC_SPEND_WATCH_H
#define FOC_SPEND_WATCH_H

#include "core/intern.h"
#include "db/db.h"

enum watch_kind {
	WATCH_WORKLOAD,		/* hours of a workload */
	WATCH_CALLER,		/* hours of account, caller and model */
	WATCH_MODEL,		/* days of a payer's model */
	WATCH_USE		/* days: who uses what where, for drift */
};

struct watch_rule {
	int64_t	factor, mad, min_usd;	/* in 1e-10 */
	int64_t	days;			/* of the baseline */
};

struct watch_policy {
	struct watch_rule spike, surge;
	int64_t	history;		/* seconds of data before judging */
	int64_t	unused;			/* seconds */
};

struct watch_point {
	int64_t	time, amount;
	int64_t	since;			/* the payer's data have no hole */
	int64_t	owner;			/* a workload's series; -1: several */
	int64_t	baseline, mad, samples;	/* where it was judged */
	bool	judged, hit;
};

struct watch_series {
	enum watch_kind kind;
	uint32_t a, b, c;		/* numbers of its words, by kind */
	struct watch_point *point;	/* in order of time */
	size_t	n, room;
};

struct watch_own;
struct watch_sku;
struct watch_bill;

struct watch {
	struct foc *f;
	struct watch_policy policy;
	int64_t	first;			/* what was read begins here */
	int64_t	from, to;		/* what is judged */
	struct intern *words, *keys;
	struct watch_series *series;
	size_t	n_series, room;
	struct watch_own *own;
	size_t	n_own;
	struct watch_sku *sku;
	struct watch_bill *bill;
	size_t	n_bills;
	int64_t	daily;			/* a load whose rows are of days, or 0 */
};

int	watch_policy_read(struct foc *f, struct watch_policy *p);
/* The spend of [from - baseline, to) as series. */
int	watch_read(struct watch *w, int64_t from, int64_t to);
/* When callers were first seen in it, into watch_seen. */
int	watch_keep_seen(struct watch *w);
void	watch_free(struct watch *w);
/* Mark what stands out: points from w->from on. */
void	watch_judge(struct watch *w);
/* The same of one series, with the baseline of every point. */
void	watch_judge_all(struct watch *w, struct watch_series *s);
const char *watch_word(const struct watch *w, uint32_t n);
/* Since when the data of all payers have no hole. */
int64_t	watch_since(const struct watch *w);
/* What an investigation of the series is about; free it. */
char	*watch_subject(const struct watch *w, const struct watch_series *s);
/* NULL: nothing of it in what was read. */
struct watch_series *watch_find(struct watch *w, enum watch_kind kind,
	    const char *subject);

#endif
