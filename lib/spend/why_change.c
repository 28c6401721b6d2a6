/* SPDX-License-Identifier: MIT */
/* Net costs of a card, and why its week cost other than the one before. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "spend/why_card.h"

int
card_why_change(struct why *w, const struct facts *c)
{
	int status;

	(void)c;
	if (w->value == NULL) {
		why_how(w, "what the week before cost is not known");
		return FOC_OK;
	}
	why_how(w, "actual less the week before");
	status = why_part_key(w, "+", "actual_usd");
	return status == FOC_OK ? why_part_key(w, "-", "previous_usd") :
	    status;
}

/* The mix is what the other parts leave. */
int
card_why_mix(struct why *w, const struct facts *c)
{
	int status;

	if (w->value == NULL)
		return card_why_change(w, c);
	why_how(w, "what volume, prices and what has no tokens leave of the "
	    "change");
	if ((status = why_part_key(w, "+", "change_usd")) != FOC_OK ||
	    (status = why_part_key(w, "-", "by_volume_usd")) != FOC_OK ||
	    (status = why_part_key(w, "-", "by_price_usd")) != FOC_OK)
		return status;
	return why_part_key(w, "-", "by_other_usd");
}

/* Worked out from lines of this week and of the one before. */
static int
from_lines(struct why *w, const struct facts *c, const char *how)
{
	int status;

	if (w->value == NULL)
		return card_why_change(w, c);
	why_how(w, "%s", how);
	if ((status = why_part(w, "+", NULL, w->value, "worked out from the "
	    "lines of both weeks")) != FOC_OK)
		return status;
	status = why_part_key(w, NULL, "actual_usd");
	return status == FOC_OK ? why_part_key(w, NULL, "previous_usd") :
	    status;
}

int
card_why_volume(struct why *w, const struct facts *c)
{
	return from_lines(w, c, "what tokens cost in the week before, times "
	    "the growth of their number since");
}

int
card_why_price(struct why *w, const struct facts *c)
{
	return from_lines(w, c, "of each model, kind of token and region, "
	    "what its tokens cost more than the same number at the price of "
	    "the week before");
}

int
card_why_other(struct why *w, const struct facts *c)
{
	return from_lines(w, c, "what has no tokens cost more than in the "
	    "week before");
}

int
card_why_line_net(struct why *w, const struct facts *c)
{
	const char *actual = why_text_beside(w, "actual_usd");
	char *beside, off[DECIMAL_TEXT_MAX];
	int64_t gross = 0, net = 0;
	int status;

	(void)c;
	if (w->value == NULL) {
		why_how(w, "the export has no net costs of some of its "
		    "cells");
		return FOC_OK;
	}
	why_how(w, "net costs of the cells of its actual, which less "
	    "discounts they are");
	money_parse_exact(actual, strlen(actual), &gross);
	money_parse_exact(w->value, strlen(w->value), &net);
	beside = why_beside(w, "actual_usd");
	status = why_part_key(w, "+", beside);
	free(beside);
	return status == FOC_OK ? why_part(w, "-", NULL, money_text(off,
	    gross - net), "discounts of these cells") : status;
}

int
card_why_net(struct why *w, const struct facts *c)
{
	const cJSON *lines = json_member(w->record, "lines");
	int i, n = lines != NULL ? cJSON_GetArraySize(lines) : 0;
	int status = FOC_OK;
	char *key;

	(void)c;
	if (w->value == NULL) {
		why_how(w, "the export has no net costs of some of its "
		    "cells");
		return FOC_OK;
	}
	why_how(w, "net costs of its lines");
	for (i = 1; i <= n && status == FOC_OK; i++) {
		key = xasprintf("lines.%d.net_usd", i);
		status = why_part_key(w, "+", key);
		free(key);
	}
	return status;
}
