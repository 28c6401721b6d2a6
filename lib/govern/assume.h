/* SPDX-License-Identifier: MIT */
/*
 * What a month will cost, before a model is chosen: tokens at the prices of
 * the policy's reference model, and all that was assumed.
 */
#ifndef FOC_GOVERN_ASSUME_H
#define FOC_GOVERN_ASSUME_H

#include "govern/words.h"

struct assumed {
	int64_t	usd;			/* a month */
	char	*tokens;		/* JSON */
	char	*price_book;
	char	*text;			/* JSON: the whole of it */
};

/* Tokens that somebody gave; those below 0 were not. */
int	assume_tokens(struct foc *f, const int64_t tokens[TOKEN__MAX],
	    const char *availability, struct assumed *a);
/* Developers who work with AI for a percent of their day. */
int	assume_coding(struct foc *f, int64_t developers, int64_t percent,
	    const char *availability, struct assumed *a);
void	assumed_free(struct assumed *a);

#endif
