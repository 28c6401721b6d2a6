/* SPDX-License-Identifier: MIT */
/* The monthly estimate of a request: dollars, or what they follow from. */
#include <stdlib.h>
#include <string.h>

#include "govern/assume.h"
#include "govern/details.h"
#include "govern/request_file.h"

/* The estimate of developers, as given or as it was. */
static int
estimate_coding(struct foc *f, const struct details_before *before,
    const struct details *d, const char *availability, struct assumed *a)
{
	int64_t n = d->developers, percent = d->percent;

	if (before != NULL && n == DB_NULL)
		n = before->developers;
	if (before != NULL && percent == DB_NULL)
		percent = before->percent;
	if (n == DB_NULL || percent == DB_NULL)
		return FOC_OK;		/* is not complete yet */
	return assume_coding(f, n, percent, availability, a);
}

static int
estimate_tokens(struct foc *f, const struct foc_request_new *r,
    const struct details_before *before, const char *availability,
    struct assumed *a)
{
	int64_t tokens[TOKEN__MAX];
	int status;

	if (r->tokens != NULL)
		status = tokens_read(f, request_label(r, "--tokens",
		    r->tokens), r->tokens, tokens);
	else
		status = tokens_parse(f, before->tokens, tokens);
	if (status == FOC_OK)
		status = assume_tokens(f, tokens, availability, a);
	return status;
}

/* Dollars as given, or what follows from tokens or developers. */
int
details_estimate(struct foc *f, const struct foc_request_new *r,
    const struct details_before *before, struct details *d)
{
	const char *availability = d->availability;
	struct assumed a = { 0 };
	bool again = before != NULL && before->assumed &&
	    d->availability != NULL;
	bool coding;
	int status = FOC_OK;

	if (r->estimate_usd != NULL && r->tokens != NULL)
		return foc_fail(f, FOC_USAGE, "the estimate is either "
		    "%s or %s", request_label(r, "--estimate-usd",
		    r->estimate_usd), request_label(r, "--tokens",
		    r->tokens));
	if (r->estimate_usd != NULL)
		return usd_of(f, request_label(r, "--estimate-usd",
		    r->estimate_usd), r->estimate_usd, &d->usd);
	if (availability == NULL)
		availability = before != NULL ? before->availability :
		    "STANDARD";
	coding = d->use_case != NULL && strcmp(d->use_case, "CODING") == 0;
	if (coding && (again || r->developers != NULL || r->percent != NULL))
		status = estimate_coding(f, before, d, availability, &a);
	else if (r->tokens != NULL || (again && before->tokens != NULL))
		status = estimate_tokens(f, r, before, availability, &a);
	if (status != FOC_OK || a.text == NULL) {
		assumed_free(&a);
		return status;
	}
	d->usd = a.usd;
	d->tokens = a.tokens;
	d->price_book = a.price_book;
	d->assumptions = a.text;
	return FOC_OK;
}
