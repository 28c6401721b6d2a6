/* SPDX-License-Identifier: MIT */
/*
 * Why a figure is what it is.  Its record is asked for as the programs print
 * it; the way to the figure chooses an explainer, which says what it is made
 * of: parts of cells, rows of a bill, or other figures.  What it found has to
 * add up to what the record says.
 */
#ifndef FOC_SPEND_WHY_H
#define FOC_SPEND_WHY_H

#include "core/json.h"
#include "spend/attribution.h"

struct why {
	struct foc *f;
	const struct foc_span *span;	/* of the report, where it had one */
	const char *figure;		/* RECORD-ID:KEY */
	char	*id, *key;
	const char *kind;		/* of the record */
	cJSON	*record;
	const char *value;		/* its digits; NULL: it is null */
	int64_t	n;			/* in temp.why_figure */
	char	*how;			/* in words */
	char	*where;			/* what was picked, JSON; or NULL */
	int64_t	from, to;		/* DB_NULL: not of a span */
	int64_t	seq, at;		/* known then; DB_NULL: now */
	bool	tokens;			/* counted, not dollars */
	enum attribution_measure measure;
	bool	cells;			/* it is made of cells */
	char	**part;			/* records of figures it is made of */
	size_t	n_parts;
	bool	sums;			/* the parts add up to it */
	int128	sum;
};

/* Say how; the first word on it stays. */
void	why_how(struct why *w, const char *fmt, ...)
	    __attribute__((format(printf, 2, 3)));
/*
 * It is the spend in [from, to) of what `where`, a JSON object, says, as it
 * was known then: workload, owner, source, layer, period, model, ...
 */
int	why_spend(struct why *w, int64_t from, int64_t to, int64_t seq,
	    int64_t at, char *where);
/* Within an attribution: whose the cells are that were taken from it. */
int	why_owners(struct why *w);
/* Cells of a load that all of `where` fits, which it takes. */
int	why_load_cells(struct why *w, int64_t load, char *where);
int	why_rows(struct why *w, int64_t load, const char *what,
	    const char *key, int64_t file);
/*
 * A part of it: sign is "+" or "-", or NULL for what it is worked out from
 * otherwise; figure may be NULL.
 */
int	why_part(struct why *w, const char *sign, const char *figure,
	    const char *usd, const char *fmt, ...)
	    __attribute__((format(printf, 5, 6)));
/* A part that is the figure `key` of the same record. */
int	why_part_key(struct why *w, const char *sign, const char *key);
/* A string, or the digits of a number, of the record; NULL where null. */
const char *why_text(const struct why *w, const char *key);
/* A time or day of the record; FOC_ALWAYS where there is none. */
int64_t	why_time(const struct why *w, const char *key);
/* The n-th number in the key: 2 of "lines.2.actual_usd". */
int64_t	why_place(const struct why *w, int n);
/* A JSON object of texts, malloc'd: name, value, ..., NULL. */
char	*why_where(const char *name, ...) __attribute__((sentinel));

/* What all explainers of a kind of record are in. */
struct why_rule {
	const char *key;		/* pattern of * and ? */
	int	(*explain)(struct why *w);
};

extern const struct why_rule why_load_rules[], why_usage_rules[],
	why_workload_rules[], why_card_rules[], why_stop_rules[],
	why_comparison_rules[], why_rollup_rules[], why_charge_rules[],
	why_total_rules[], why_reconciliation_rules[], why_gap_rules[],
	why_watch_rules[];

/* The record of the figure's id, as the programs print it. */
int	why_record(struct why *w);
/* Parts that are the estimate's, of a workload in [from, to). */
int	why_estimate(struct why *w, const char *workload, int64_t from,
	    int64_t to, int64_t at);

#endif
