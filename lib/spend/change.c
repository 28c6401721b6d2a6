/* SPDX-License-Identifier: MIT */
#include "spend/change.h"

/* Of a token's 10 decimals 3 are enough to divide by; they leave room. */
#define COARSE	10000000

/* tokens * cost / of_tokens, half-even; -1 where that does not fit. */
static int
at_price(int128 tokens, int128 cost, int128 of_tokens, int128 *v)
{
	if (__builtin_mul_overflow(tokens, cost, v))
		return -1;
	*v = div_half_even(*v, of_tokens);
	return 0;
}

/* Sums of both times, and what is not billed by tokens. */
static int
add_up(const struct change_part *p, size_t n, struct change *c,
    int128 cost[2])
{
	int128 other = 0;
	size_t i;
	int side, bad = 0;

	for (i = 0; i < n; i++) {
		for (side = 0; side < 2; side++) {
			bad |= money_add(&c->cost[side], p[i].cost[side]);
			if (!p[i].billed_by_tokens)
				continue;
			c->tokens[side] += p[i].tokens[side];
			cost[side] += p[i].cost[side];
		}
		if (!p[i].billed_by_tokens)
			other += (int128)p[i].cost[1] - p[i].cost[0];
	}
	return bad != 0 ? -1 : money_narrow(other, &c->other);
}

/* All tokens of now, each kind at its old price; q: how many there are. */
static int
at_old_prices(const struct change_part *p, size_t n, int128 q[2],
    int128 *sum)
{
	int128 was, now, v;
	size_t i;

	for (i = 0; i < n; i++) {
		if (!p[i].billed_by_tokens)
			continue;
		was = div_half_even(p[i].tokens[0], COARSE);
		now = div_half_even(p[i].tokens[1], COARSE);
		q[0] += was;
		q[1] += now;
		v = p[i].cost[1];
		if (was > 0 && at_price(now, p[i].cost[0], was, &v) != 0)
			return -1;
		*sum += v;
	}
	return 0;
}

/*
 * With Q tokens now and q before, cost C and c, and the same in small letters
 * m for each kind: volume is Q c/q - c, mix the sum of Q_m c_m/q_m less
 * Q c/q, price what remains.  A kind that is new has no old price: all of it
 * is mix.  Where there were no tokens, or so few that their price tells
 * nothing, all is volume.
 */
int
change_split(const struct change_part *p, size_t n, struct change *c)
{
	int128 q[2] = { 0, 0 }, cost[2] = { 0, 0 }, even, same_price = 0;

	*c = (struct change){ 0 };
	if (add_up(p, n, c, cost) != 0)
		return -1;
	if (at_old_prices(p, n, q, &same_price) == 0 && q[0] > 0 && q[1] > 0 &&
	    at_price(q[1], cost[0], q[0], &even) == 0 &&
	    money_narrow(even - cost[0], &c->volume) == 0 &&
	    money_narrow(same_price - even, &c->mix) == 0 &&
	    money_narrow(cost[1] - same_price, &c->price) == 0)
		return 0;
	c->mix = c->price = 0;
	return money_narrow(cost[1] - cost[0], &c->volume);
}
