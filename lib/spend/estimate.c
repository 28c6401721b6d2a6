/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "spend/estimate.h"

/*
 * A natural number of any size we need, least significant word first.  The
 * numerator of (1 + g)^k has 20 bits a month, so this holds 25 years.
 */
#define BIG_WORDS	256

struct big {
	uint32_t word[BIG_WORDS];
	size_t	n;
};

#define MILLION		UINT32_C(1000000)
/* Every month's days divide this, and so does no smaller number. */
#define DAYS_MULTIPLE	UINT32_C(377580)	/* 4 * 3 * 5 * 7 * 29 * 31 */

static int
big_mul(struct big *b, uint32_t by)
{
	uint64_t carry = 0;
	size_t i;

	for (i = 0; i < b->n; i++) {
		carry += (uint64_t)b->word[i] * by;
		b->word[i] = (uint32_t)carry;
		carry >>= 32;
	}
	if (carry == 0)
		return 0;
	if (b->n == BIG_WORDS)
		return -1;
	b->word[b->n++] = (uint32_t)carry;
	return 0;
}

static int
big_add(struct big *b, const struct big *other)
{
	uint64_t carry = 0;
	size_t i;

	for (i = 0; i < other->n || carry != 0; i++) {
		if (i == b->n) {
			if (b->n == BIG_WORDS)
				return -1;
			b->word[b->n++] = 0;
		}
		carry += b->word[i];
		if (i < other->n)
			carry += other->word[i];
		b->word[i] = (uint32_t)carry;
		carry >>= 32;
	}
	return 0;
}

/* Divide in place; what is left over. */
static uint32_t
big_div(struct big *b, uint32_t by)
{
	uint64_t rest = 0;
	size_t i;

	for (i = b->n; i-- > 0;) {
		rest = rest << 32 | b->word[i];
		b->word[i] = (uint32_t)(rest / by);
		rest %= by;
	}
	while (b->n > 0 && b->word[b->n - 1] == 0)
		b->n--;
	return (uint32_t)rest;
}

/*
 * b / (10^6k * DAYS_MULTIPLE * seconds a day), half-even.  Twice the value is
 * divided, factor by factor, so that its last bit and whether anything was
 * left over tell how to round.
 */
static int
big_round(struct big *b, int k, int64_t *v)
{
	uint64_t twice;
	bool rest;

	if (big_mul(b, 2) != 0)
		return -1;
	rest = big_div(b, DAYS_MULTIPLE) != 0;
	rest |= big_div(b, UTC_DAY) != 0;
	while (k-- > 0)
		rest |= big_div(b, MILLION) != 0;
	if (b->n > 2)
		return -1;
	twice = (b->n > 1 ? (uint64_t)b->word[1] << 32 : 0) |
	    (b->n > 0 ? b->word[0] : 0);
	if (twice / 2 >= INT64_MAX)
		return -1;
	*v = (int64_t)(twice / 2);
	if (twice % 2 == 1 && (rest || *v % 2 == 1))
		(*v)++;
	return 0;
}

static int
months_of_growth(const struct estimate_part *p, int64_t month)
{
	int k;

	if (p->growth_ppm == 0 || p->start == DB_NULL)
		return 0;
	k = utc_months_between(p->start, month);
	return k > 0 ? k : 0;
}

/*
 * Add `seconds` of a month of part p to the numerator, over the denominator
 * of 10^6top times what big_round divides by.
 */
static int
add_month(struct big *sum, const struct estimate_part *p, int64_t month,
    int64_t seconds, int top)
{
	struct big b = { .word = { (uint32_t)p->usd,
	    (uint32_t)((uint64_t)p->usd >> 32) }, .n = 2 };
	int64_t days = (utc_month_next(month) - month) / UTC_DAY;
	int i, k = months_of_growth(p, month);

	if (p->growth_ppm < -(int64_t)MILLION ||
	    p->growth_ppm > UINT32_MAX - MILLION ||
	    big_mul(&b, (uint32_t)seconds) != 0 ||
	    big_mul(&b, DAYS_MULTIPLE / (uint32_t)days) != 0)
		return -1;
	for (i = 0; i < top; i++)
		if (big_mul(&b, i < k ? (uint32_t)(MILLION + p->growth_ppm) :
		    MILLION) != 0)
			return -1;
	return big_add(sum, &b);
}

/* The latest growth that any month of [from, to) has. */
static int
top_growth(const struct estimate *e, int64_t to)
{
	int k, top = 0;
	size_t i;

	for (i = 0; i < e->n; i++)
		if ((k = months_of_growth(&e->part[i], to - 1)) > top)
			top = k;
	return top;
}

static int64_t
later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static int64_t
earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

int
estimate_worth(const struct estimate *e, int64_t from, int64_t to,
    int64_t *usd)
{
	struct big sum = { .n = 0 };
	int64_t month, begin, end;
	size_t i;
	int top = top_growth(e, to);
	bool any = false;

	*usd = DB_NULL;
	for (month = utc_month_start(from); month < to;
	    month = utc_month_next(month))
		for (i = 0; i < e->n; i++) {
			begin = later(later(from, month), e->part[i].from);
			end = earlier(earlier(to, utc_month_next(month)),
			    e->part[i].to);
			if (begin >= end)
				continue;
			any = true;
			if (add_month(&sum, &e->part[i], month, end - begin,
			    top) != 0)
				return -1;
		}
	return any ? big_round(&sum, top, usd) : 0;
}

static void
add_part(struct estimate *e, const struct estimate_part *p, size_t first)
{
	size_t i;

	/* It takes over from the earlier ones of its request. */
	for (i = first; i < e->n; i++)
		e->part[i].to = earlier(e->part[i].to, p->from);
	e->part = xreallocarray(e->part, e->n + 1, sizeof(*e->part));
	e->part[e->n++] = *p;
}

int
estimate_read(struct foc *f, const char *workload, int64_t at,
    struct estimate *e)
{
	struct estimate_part p;
	struct rows r;
	char *request = NULL;
	size_t first = 0;

	*e = (struct estimate){ 0 };
	db_query(&r, f, SQL_ESTIMATE_ROWS, "sI", workload, at);
	while (db_next(&r)) {
		if (request == NULL || strcmp(request, db_text(&r, 0)) != 0) {
			free(request);
			request = xstrdup(db_text(&r, 0));
			first = e->n;
		}
		p.usd = db_int(&r, 1);
		p.start = db_opt(&r, 2);
		p.from = db_null(&r, 2) ? INT64_MIN : db_int(&r, 2);
		p.to = db_null(&r, 3) ? INT64_MAX : db_int(&r, 3);
		p.growth_ppm = db_int(&r, 4);
		add_part(e, &p, first);
	}
	free(request);
	return db_done(&r);
}

void
estimate_free(struct estimate *e)
{
	free(e->part);
	*e = (struct estimate){ 0 };
}
