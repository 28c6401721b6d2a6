/* SPDX-License-Identifier: MIT */
/* Why spend changed: the parts, by hand, and that they always add up. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "spend/change.h"

#define T(n)	((int128)(n) * MONEY_ONE)	/* tokens */
#define USD(n)	((n) * MONEY_ONE)

static void
assert_adds_up(const struct change *c)
{
	assert_true((int128)c->volume + c->mix + c->price + c->other ==
	    (int128)c->cost[1] - c->cost[0]);
}

/* Twice as much of everything: volume alone. */
static void
test_volume(void **state)
{
	const struct change_part p[] = {
		{ { T(100), T(200) }, { USD(10), USD(20) }, 1 },
		{ { T(300), T(600) }, { USD(90), USD(180) }, 1 },
	};
	struct change c;

	(void)state;
	assert_int_equal(change_split(p, 2, &c), 0);
	assert_int_equal(c.volume, USD(100));
	assert_int_equal(c.mix, 0);
	assert_int_equal(c.price, 0);
	assert_adds_up(&c);
}

/* As many tokens, but of the dear model: mix alone. */
static void
test_mix(void **state)
{
	const struct change_part p[] = {
		{ { T(100), T(0) }, { USD(10), 0 }, 1 },
		{ { T(100), T(200) }, { USD(50), USD(100) }, 1 },
	};
	struct change c;

	(void)state;
	assert_int_equal(change_split(p, 2, &c), 0);
	assert_int_equal(c.volume, 0);
	assert_int_equal(c.mix, USD(40));
	assert_int_equal(c.price, 0);
}

/* The same tokens at another price; and what has no tokens stands apart. */
static void
test_price_and_other(void **state)
{
	const struct change_part p[] = {
		{ { T(100), T(100) }, { USD(10), USD(13) }, 1 },
		{ { 0, 0 }, { USD(5), USD(7) }, 0 },
	};
	struct change c;

	(void)state;
	assert_int_equal(change_split(p, 2, &c), 0);
	assert_int_equal(c.price, USD(3));
	assert_int_equal(c.volume, 0);
	assert_int_equal(c.mix, 0);
	assert_int_equal(c.other, USD(2));
	assert_adds_up(&c);
}

/* A kind that is new has no old price: it is mix. */
static void
test_new_kind(void **state)
{
	const struct change_part p[] = {
		{ { T(1000), T(1000) }, { USD(10), USD(10) }, 1 },
		{ { 0, T(100) }, { 0, USD(30) }, 1 },
	};
	struct change c;

	(void)state;
	assert_int_equal(change_split(p, 2, &c), 0);
	assert_int_equal(c.volume, USD(1));
	assert_int_equal(c.mix, USD(29));
	assert_int_equal(c.price, 0);
}

/* From nothing, and to nothing: there is no price to split by. */
static void
test_from_nothing(void **state)
{
	const struct change_part from[] = {
		{ { 0, T(10) }, { 0, USD(1) }, 1 } };
	const struct change_part to[] = {
		{ { T(10), 0 }, { USD(1), 0 }, 1 } };
	struct change c;

	(void)state;
	assert_int_equal(change_split(from, 1, &c), 0);
	assert_int_equal(c.volume, USD(1));
	assert_adds_up(&c);
	assert_int_equal(change_split(to, 1, &c), 0);
	assert_int_equal(c.volume, -USD(1));
	assert_adds_up(&c);
	assert_int_equal(change_split(NULL, 0, &c), 0);
	assert_adds_up(&c);
}

static uint64_t seed = 20261121;

static uint64_t
roll(uint64_t below)
{
	seed = seed * 6364136223846793005 + 1442695040888963407;
	return (seed >> 33) % below;
}

static void
test_any_add_up(void **state)
{
	struct change_part p[8];
	struct change c;
	size_t n, i;
	int round, side;

	(void)state;
	for (round = 0; round < 20000; round++) {
		n = roll(8) + 1;
		for (i = 0; i < n; i++) {
			p[i].billed_by_tokens = roll(5) != 0;
			for (side = 0; side < 2; side++) {
				p[i].tokens[side] = roll(4) == 0 ? 0 :
				    (int128)roll(1 << 30) * (int128)
				    roll(1 << 30) * (int128)roll(1 << 20);
				p[i].cost[side] = (int64_t)(roll(1 << 30) *
				    roll(1 << 28));
			}
		}
		assert_int_equal(change_split(p, n, &c), 0);
		assert_adds_up(&c);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_volume),
		cmocka_unit_test(test_mix),
		cmocka_unit_test(test_price_and_other),
		cmocka_unit_test(test_new_kind),
		cmocka_unit_test(test_from_nothing),
		cmocka_unit_test(test_any_add_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
