/* SPDX-License-Identifier: MIT */
/*
 * Answers: sentences from answer.tsv, and the exact figures behind them.
 *
 * All that an answer says is of what its asker may know: temp.reach holds
 * the products (and portfolios), and `all` says whether it is everything.
 */
#ifndef FOC_SPEND_ANSWER_H
#define FOC_SPEND_ANSWER_H

#include "core/json.h"
#include "spend/attribution.h"
#include "spend/question.h"

struct answer {
	struct foc *f;
	struct question q;
	const char *asked;		/* as it was typed; NULL: by a verb */
	const char *batch;		/* of what if: percent, or NULL */
	bool	all;			/* the asker may know of everything */
	int64_t	until;			/* of all payers' data; DB_NULL: none */
	struct foc_span span;		/* that is told of, and how much ... */
	int64_t	reached;		/* ... of it the data reach */
	cJSON	*facts;
	char	*text;			/* sentences, blanks between */
};

/* One answer a question; each fills in a->text and a->facts. */
int	answer_tracking(struct answer *a);
int	answer_top(struct answer *a);
int	answer_unapproved(struct answer *a);
int	answer_owner(struct answer *a);
int	answer_todo(struct answer *a);
int	answer_whatif(struct answer *a);
int	answer_unattributed(struct answer *a);
int	answer_stop(struct answer *a);

/* --- answer_say.c */

/*
 * Add the sentence `key` of answer.tsv, {name} standing for the value after
 * that name; the pairs end with NULL.
 */
void	say(struct answer *a, const char *key, ...)
	    __attribute__((sentinel));
/* The same as a piece of text, which is the caller's. */
char	*phrase(const char *key, ...) __attribute__((sentinel));

/* How prose has figures; a buffer is good for all of them. */
#define SAY_MAX		96
char	*say_usd(char buf[SAY_MAX], int64_t usd);	/* $4,840 or $0.03 */
/* part of base in whole percent, "just under 100 %" where that would lie. */
char	*say_percent(char buf[SAY_MAX], int128 part, int128 base);
char	*say_span(char buf[SAY_MAX], const struct foc_span *span);
char	*say_count(char buf[SAY_MAX], int64_t n);
/* "a", "a and b", "a, b and c" of what is added. */
void	say_list(char **list, const char *item, size_t i, size_t n);

/* Facts: exact, null where unknown (DB_NULL, NULL). */
void	fact_usd(cJSON *o, const char *key, int64_t usd);
void	fact_tenths(cJSON *o, const char *key, int64_t tenths);
void	fact_number(cJSON *o, const char *key, int64_t n);
void	fact_tokens(cJSON *o, const char *key, int128 tokens); /* 1e-10 */
void	fact_text(cJSON *o, const char *key, const char *text);
void	fact_time(cJSON *o, const char *key, int64_t t);
/* A list of objects, and the next object of one. */
cJSON	*fact_list(cJSON *o, const char *key);
cJSON	*fact_item(cJSON *list);

/* --- answer.c */

/*
 * The span asked for, else this month (or the last `days` of data, 0: not),
 * and what of it there is: *covered is false, and that is said, where no
 * bill covers any of it.
 */
int	answer_span(struct answer *a, int days, bool *covered);
/* Lay the spend of [from, to) into temp.tally as side `side`. */
int	answer_tally(struct answer *a, const struct foc_span *parts,
	    size_t n_parts, int64_t step);

#endif
