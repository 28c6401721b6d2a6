/* SPDX-License-Identifier: MIT */
/* Why a week cost other than the week before: volume, mix and prices. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "spend/card.h"

struct card_thing *
card_thing_of(struct card_things *t, const char *model,
    const char *token_type, const char *region)
{
	struct card_thing *g;
	size_t i;

	for (i = 0; i < t->n; i++) {
		g = &t->thing[i];
		if (strcmp(g->model, model) == 0 &&
		    strcmp(g->token_type, token_type) == 0 &&
		    strcmp(g->region, region) == 0)
			return g;
	}
	t->thing = xreallocarray(t->thing, t->n + 1, sizeof(*t->thing));
	g = &t->thing[t->n++];
	*g = (struct card_thing){ .model = xstrdup(model),
	    .token_type = xstrdup(token_type), .region = xstrdup(region) };
	return g;
}

void
card_things_free(struct card_things *t)
{
	size_t i;

	for (i = 0; i < t->n; i++) {
		free(t->thing[i].model);
		free(t->thing[i].token_type);
		free(t->thing[i].region);
	}
	free(t->thing);
}

/*
 * money * num / den, half-even.  Of figures that are too large for 128 bits
 * the last binary digits of num and den are left out.
 */
static int128
times(int128 money, int128 num, int128 den)
{
	int128 product;

	while (__builtin_mul_overflow(money, num, &product)) {
		num /= 2;
		den = den > 1 ? den / 2 : 1;
	}
	return div_half_even(product, den);
}

int
card_explain(const struct card_things *t, struct card_change *c)
{
	const struct card_thing *g;
	int128 tokens[2] = { 0 }, cost[2] = { 0 }, price = 0, other = 0;
	int128 volume;
	size_t i;
	int bad;

	for (i = 0; i < t->n; i++) {
		g = &t->thing[i];
		if (!g->has_tokens) {
			other += (int128)g->cost[0] - g->cost[1];
			continue;
		}
		tokens[0] += g->tokens[0];
		tokens[1] += g->tokens[1];
		cost[0] += g->cost[0];
		cost[1] += g->cost[1];
		if (g->tokens[1] > 0)
			price += g->cost[0] - times(g->cost[1], g->tokens[0],
			    g->tokens[1]);
	}
	/* From nothing to something is more of it, not another mix. */
	volume = tokens[1] > 0 ? times(cost[1], tokens[0] - tokens[1],
	    tokens[1]) : cost[0] - cost[1];
	bad = money_narrow(volume, &c->volume);
	bad |= money_narrow(price, &c->price);
	bad |= money_narrow(other, &c->other);
	bad |= money_narrow(cost[0] - cost[1] - volume - price, &c->mix);
	return bad == 0 ? 0 : -1;
}
