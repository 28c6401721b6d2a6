/* SPDX-License-Identifier: MIT */
/* Why a week cost other than the one before; and rounding that adds up. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "core/money.h"
#include "report/round.h"
#include "spend/card.h"

/* Tokens are whole here; dollars 1e-10. */
static void
thing(struct card_things *t, const char *model, int64_t tokens, int64_t cost,
    int64_t was_tokens, int64_t was_cost)
{
	struct card_thing *g = card_thing_of(t, model, "INPUT", "r");

	g->has_tokens = tokens > 0 || was_tokens > 0;
	g->tokens[0] = (int128)tokens * MONEY_ONE;
	g->tokens[1] = (int128)was_tokens * MONEY_ONE;
	g->cost[0] = cost;
	g->cost[1] = was_cost;
}

static void
is(struct card_things *t, int64_t volume, int64_t mix, int64_t price,
    int64_t other)
{
	struct card_change c;

	assert_int_equal(card_explain(t, &c), 0);
	assert_int_equal(c.volume, volume);
	assert_int_equal(c.mix, mix);
	assert_int_equal(c.price, price);
	assert_int_equal(c.other, other);
	card_things_free(t);
}

static void
each_part_alone(void **state)
{
	struct card_things t[6] = { { NULL, 0 } };

	(void)state;
	/* Twice of all: volume. */
	thing(&t[0], "a", 200, 2000, 100, 1000);
	thing(&t[0], "b", 20, 4000, 10, 2000);
	is(&t[0], 3000, 0, 0, 0);
	/* Half the price: prices. */
	thing(&t[1], "a", 100, 500, 100, 1000);
	is(&t[1], 0, 0, -500, 0);
	/* As many tokens, of the dear one instead: mix. */
	thing(&t[2], "a", 0, 0, 100, 1000);
	thing(&t[2], "b", 200, 4000, 100, 2000);
	is(&t[2], 0, 1000, 0, 0);
	/* Without tokens, by itself. */
	thing(&t[3], "", 0, 70, 0, 100);
	is(&t[3], 0, 0, 0, -30);
	/* From nothing: volume. */
	thing(&t[4], "a", 5, 50, 0, 0);
	is(&t[4], 50, 0, 0, 0);
	is(&t[5], 0, 0, 0, 0);
}

static int64_t
dice(int64_t sides)
{
	static uint64_t seed = 42;

	seed = seed * 6364136223846793005U + 1442695040888963407U;
	return (int64_t)(seed >> 20) % sides;
}

static void
parts_add_up(void **state)
{
	int round, i, n;

	(void)state;
	for (round = 0; round < 2000; round++) {
		struct card_things t = { NULL, 0 };
		struct card_change c;
		int128 change = 0, sum;
		int64_t most = round % 2 == 0 ? 100000 :
		    INT64_C(900000000000000);

		n = 1 + (int)dice(6);
		for (i = 0; i < n; i++) {
			char name[2] = { (char)('a' + i), '\0' };
			int64_t now = dice(most), was = dice(most);

			int64_t tokens = dice(3) == 0 ? 0 : dice(most);

			thing(&t, name, tokens, now, dice(3) == 0 ? 0 :
			    1 + dice(most), was);
			change += (int128)now - was;
		}
		if (card_explain(&t, &c) == 0) {
			sum = (int128)c.volume + c.mix + c.price + c.other;
			assert_true(sum == change);
		} else {
			assert_true(most > 100000);	/* beyond 64 bits */
		}
		card_things_free(&t);
	}
}

static void
the_largest_are_told(void **state)
{
	struct card_things t = { NULL, 0 };
	const int64_t many = INT64_C(4000000000000000000);

	(void)state;
	thing(&t, "a", many, many, many / 2, many / 2);
	is(&t, many / 2, 0, 0, 0);
}

static void
leaves_add_up(void **state)
{
	const int64_t exact[] = { 33333333, 33333333, 33333334, -5000000,
	    4999999 };
	int64_t shown[5], sum = 0;
	int i;

	(void)state;
	round_leaves(exact, shown, 5, 2);	/* cents: units of 1e8 */
	for (i = 0; i < 5; i++) {
		sum += shown[i];
		assert_true(shown[i] >= -1 && shown[i] <= 1);
	}
	assert_int_equal(sum, 1);		/* 0.99999999 cents */
	assert_int_equal(shown[2], 1);
	round_leaves(exact, shown, 5, 10);
	assert_int_equal(shown[3], -5000000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_part_alone),
		cmocka_unit_test(parts_add_up),
		cmocka_unit_test(the_largest_are_told),
		cmocka_unit_test(leaves_add_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
