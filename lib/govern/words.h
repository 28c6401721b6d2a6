/* SPDX-License-Identifier: MIT */
/* Reading what people type: words, lists, figures. */
#ifndef FOC_GOVERN_WORDS_H
#define FOC_GOVERN_WORDS_H

#include "db/db.h"

struct words {
	char	**word;
	size_t	n;
};

void	words_add(struct words *w, const char *word);	/* a copy, once */
void	words_free(struct words *w);
/* Split at commas; FOC_USAGE where empty or a word is. */
int	words_split(struct foc *f, const char *option, const char *list,
	    struct words *w);
void	words_sort(struct words *w);
/* As a JSON array of strings: malloc'd. */
char	*words_json(const struct words *w);
/* "a, b": malloc'd. */
char	*words_join(const struct words *w, const char *between);

/* One of the n words, case put right; FOC_USAGE naming them if none. */
int	word_of(struct foc *f, const char *option, const char *text,
	    const char *const *words, size_t n, const char **word);

/* A positive amount of dollars. */
int	usd_of(struct foc *f, const char *option, const char *text,
	    int64_t *usd);
/* A percent from low to high, as millionths. */
int	percent_of(struct foc *f, const char *option, const char *text,
	    int64_t low, int64_t high, int64_t *ppm);

enum token_type {
	TOKEN_INPUT, TOKEN_OUTPUT, TOKEN_CACHE_READ, TOKEN_CACHE_WRITE,
	TOKEN_CACHE_WRITE_1H, TOKEN__MAX
};
extern const char *const token_words[TOKEN__MAX];	/* "input", ... */
extern const char *const token_names[TOKEN__MAX];	/* "INPUT", ... */

/*
 * "input=N,output=N,cache_read=N,cache_write=N,cache_write_1h=N", any of them;
 * -1 where one is not given.  option begins complaints.
 */
int	tokens_read(struct foc *f, const char *option, const char *text,
	    int64_t tokens[TOKEN__MAX]);
/* The same from and as a JSON object of those that are given; malloc'd. */
int	tokens_parse(struct foc *f, const char *json,
	    int64_t tokens[TOKEN__MAX]);
char	*tokens_json(const int64_t tokens[TOKEN__MAX]);

#endif
