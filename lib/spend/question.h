/* SPDX-License-Identifier: MIT */
/*
 * What a person asks for: an intent and what it is about.
 *
 * The words are data (answer_words.tsv, answer_intents.tsv); the names are
 * those that the asker may know, of temp.reach.  What is not understood for
 * sure is not understood.
 */
#ifndef FOC_SPEND_QUESTION_H
#define FOC_SPEND_QUESTION_H

#include "db/db.h"

#define QUESTION_MAX	1000		/* bytes */

enum intent {
	INTENT_TRACKING, INTENT_TOP, INTENT_UNAPPROVED, INTENT_OWNER,
	INTENT_TODO, INTENT_WHATIF, INTENT_UNATTRIBUTED, INTENT_STOP,
	INTENT_RESUME, INTENT__MAX
};

/* In the order in which a name that means several is taken. */
enum slot {
	SLOT_WORKLOAD, SLOT_PRODUCT, SLOT_PORTFOLIO, SLOT_MODEL, SLOT_ACCOUNT,
	SLOT_ROLE, SLOT_WORKSPACE, SLOT__MAX
};

enum by { BY_NONE, BY_PRODUCT, BY_WORKLOAD, BY_MODEL, BY__MAX };

struct question {
	enum intent intent;
	char	*slot[SLOT__MAX];	/* as the file has it; NULL: none */
	enum by	by;
	struct foc_span span;		/* FOC_ALWAYS: of no time */
};

const char *intent_name(enum intent i);
const char *slot_name(enum slot s);
const char *by_name(enum by b);
/* FOC_USAGE where there is none of that name. */
int	intent_parse(struct foc *f, const char *word, enum intent *i);
int	by_parse(struct foc *f, const char *word, enum by *b);

/* FOC_REFUSED where it was not understood. */
int	question_read(struct foc *f, const char *text, struct question *q);
/*
 * Put a name where it belongs among the slots of the intent; the same
 * sentence for what is not there and what the asker may not know.
 */
int	question_name(struct foc *f, const char *name, struct question *q);
/* FOC_REFUSED where the intent needs what is not there, or takes not. */
int	question_check(struct foc *f, const struct question *q);
void	question_free(struct question *q);

/* --- what the matcher (match.c) shares with that */

/* The slots of an intent, in *takes and *needs by bits; and of a question. */
void	slots_of(enum intent i, unsigned *takes, unsigned *needs);
unsigned slots_in(const struct question *q);
/* FOC_REFUSED: what was not understood, and what would be. */
int	puzzled(struct foc *f, const char *why, const char *word);
struct meaning;
/* FOC_REFUSED where a name means two things of one kind; w is the first. */
int	refuse_several(struct foc *f, const struct meaning *w,
	    const struct meaning *end);

/* --- lexicon.c: words and names, found by their normal form */

#define MEANING_WORDS	8		/* of the longest phrase */

struct meaning {
	char	*key;
	bool	is_name;
	enum slot slot;			/* of a name ... */
	char	*value;			/* ... which the file calls so */
	signed char weight[INTENT__MAX];
	enum by	by;
	char	*period;		/* "this-month"; NULL: none */
	bool	from, veto, says;	/* says: more than nothing */
};

struct lexicon {
	struct meaning *m;
	size_t	n;
};

int	lexicon_read(struct foc *f, struct lexicon *l);
void	lexicon_free(struct lexicon *l);
/* All of a key: the first, and *n of them. */
const struct meaning *lexicon_find(const struct lexicon *l, const char *key,
	    size_t *n);

/* --- tokens: lower case, no signs around them */

#define TOKENS_MAX	200

struct tokens {
	char	*text;			/* that the words are cut from */
	const char *word[TOKENS_MAX];
	bool	quoted[TOKENS_MAX];
	size_t	n;
	char	odd[2];			/* a sign that no question has, or "" */
};

/* -1 where there are too many. */
int	tokens_cut(struct tokens *t, const char *text);
void	tokens_free(struct tokens *t);
/* Words [at, at + n) with blanks between; with `digits`, numbers as "#". */
void	tokens_join(const struct tokens *t, size_t at, size_t n, bool digits,
	    char *key, size_t size);

/* --- when.c */

/*
 * The span of a period of answer_words.tsv, n the number beside it (-1:
 * none); false where there is no such time.
 */
bool	when_period(const char *period, int64_t n, int64_t now,
	    struct foc_span *span);
/* The span that a word such as 2026-10, 2026-w46, w46 or 2026-11-20 is. */
bool	when_word(const char *word, int64_t now, struct foc_span *span);
/* "2026-11", "2026-W46", "2026-11-20" or "2026-11-01..2026-11-05". */
#define WHEN_MAX	(2 * UTC_TEXT_MAX + 2)
char	*when_text(char buf[WHEN_MAX], const struct foc_span *span);

#endif
