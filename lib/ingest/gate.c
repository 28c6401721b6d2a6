/* SPDX-License-Identifier: MIT */
/*
 * The unit gate.  A unit that is misread is off by a power of ten: what a
 * million tokens cost is held against the price book and the row's own rate,
 * and a ratio near such a power stops the load until somebody has looked.
 * Discounts and premiums are far from those ratios and pass; one near a tenth
 * of the book passes where the row's own rate confirms the cost, for no unit
 * is off by ten.
 */
#include <stdlib.h>
#include <string.h>

#include "ingest/run.h"

#define MILLION		INT64_C(1000000)
#define BILLION		INT64_C(1000000000)
#define RATIO_BITS	24		/* ratios in 2^-24 */

static const char *
keep(struct run *run, const char *s)
{
	return pooled(&run->cls, s, strlen(s));
}

int
prices_load(struct run *run)
{
	struct price *p;
	struct rows r;

	db_query(&r, run->f, SQL_INGEST_PRICES, "");
	while (db_next(&r)) {
		GROW(run->price, run->n_prices, run->prices_max);
		p = &run->price[run->n_prices++];
		p->platform = keep(run, db_text(&r, 0));
		p->model = keep(run, db_text(&r, 1));
		p->token_type = keep(run, db_text(&r, 2));
		p->tier = keep(run, db_text(&r, 3));
		p->geography = keep(run, db_text(&r, 4));
		p->region = keep(run, db_text(&r, 5));
		p->usd_per_million = db_int(&r, 6);
		p->from = db_int(&r, 7);
	}
	return db_done(&r);
}

/* How well a price fits: 0 not at all. */
static int
fit(const struct price *p, const struct class_out *c)
{
	bool here = strcmp(p->region, c->region) == 0;

	if (strcmp(p->model, c->model) != 0 ||
	    strcmp(p->platform, c->platform) != 0 ||
	    strcmp(p->token_type, c->token_type) != 0 ||
	    strcmp(p->tier, c->tier) != 0 ||
	    (!here && strcmp(p->region, "*") != 0))
		return 0;
	return 1 + here + 2 * (strcmp(p->geography, c->geography) == 0);
}

/* Prices lie by what they are for, then by date. */
void
prices_find(struct run *run, struct what *w)
{
	int best = 0, f;
	size_t i;

	w->n_prices = 0;
	for (i = 0; i < run->n_prices; i++) {
		f = fit(&run->price[i], &w->c);
		if (f > best) {
			best = f;
			w->price = i;
			w->n_prices = 1;
		} else if (f > 0 && f == best && i == w->price + w->n_prices)
			w->n_prices++;
	}
}

/* The price at a time: the latest not after it, else the first. */
static int64_t
price_at(const struct run *run, const struct what *w, int64_t t)
{
	const struct price *p = &run->price[w->price];
	size_t i = w->n_prices;

	while (i > 1 && p[i - 1].from > t)
		i--;
	return p[i - 1].usd_per_million;
}

/*
 * "1000 times" where got / want is near a power of ten that units differ by,
 * else NULL.  Both are positive.  Where the cost is confirmed, ten is none.
 */
static const char *
power_of_ten(int128 got, int128 want, bool confirmed)
{
	static const struct {
		const char *words;
		int64_t	num, den;
	} powers[] = {
		{ "10 times", 10, 1 }, { "1000 times", 1000, 1 },
		{ "a million times", MILLION, 1 },
		{ "a tenth of", 1, 10 }, { "a thousandth of", 1, 1000 },
		{ "a millionth of", 1, MILLION },
	};
	int128 ratio, power;
	size_t i;

	while ((got | want) >> 100 != 0) {
		got >>= 4;
		want >>= 4;
	}
	if (want == 0)
		return NULL;
	ratio = (got << RATIO_BITS) / want;
	if (ratio > (1 << RATIO_BITS) / 5 && ratio < (5 << RATIO_BITS))
		return NULL;			/* nearly always */
	for (i = 0; i < sizeof(powers) / sizeof(powers[0]); i++) {
		power = ((int128)powers[i].num << RATIO_BITS) / powers[i].den;
		if (confirmed && powers[i].num * powers[i].den == 10)
			continue;
		if (ratio * 5 >= power * 4 && ratio * 4 <= power * 5)
			return powers[i].words;
	}
	return NULL;
}

static bool
is_accepted(const struct foc_ingest *in, const char *rule)
{
	size_t i;

	for (i = 0; i < in->n_accept_units; i++)
		if (strcmp(in->accept_units[i], rule) == 0)
			return true;
	return false;
}

static void
suspect(struct reader *r, const struct what *w, const char *times,
    const char *than)
{
	struct run *run = r->run;
	bool accepted = is_accepted(run->in, w->c.rule);
	struct suspect *s;
	size_t i;

	for (i = 0; i < run->n_suspects; i++) {
		s = &run->suspect[i];
		if (s->rule == w->c.rule &&
		    (!accepted || s->month == w->month)) {
			s->rows += r->group.rows;
			return;
		}
	}
	GROW(run->suspect, run->n_suspects, run->suspects_max);
	s = &run->suspect[run->n_suspects++];
	*s = (struct suspect){ .rule = w->c.rule, .month = w->month,
	    .accepted = accepted, .rows = r->group.rows };
	s->text = xasprintf("%s:%lld: rule %s: %s %s costs %s %s; the unit is "
	    "'%s'", r->file->name, (long long)row_line(r), w->c.rule,
	    *w->c.model != '\0' ? w->c.model : w->c.platform, w->c.token_type,
	    times, than, w->c.unit);
}

/*
 * Cost against amount x the rate of the row itself.  *confirmed: they are the
 * same, but for the last digit of the cost.
 */
static const char *
check_rate(struct reader *r, struct what *w, int64_t cost, int64_t usage,
    bool *confirmed)
{
	size_t len;
	const char *p = row_plain(r, COL_RATE, &len);
	int128 got = (int128)cost * MONEY_ONE, want, off;
	int64_t rate;

	*confirmed = false;
	if (len == 0 || money_parse(p, len, &rate, NULL) != 0 || rate <= 0 ||
	    __builtin_mul_overflow((int128)usage, (int128)rate, &want))
		return NULL;
	off = got > want ? got - want : want - got;
	if (off > (int128)GATE_SMALL_COST * MONEY_ONE && off > want / MILLION)
		w->off_rate++;
	*confirmed = off <= MONEY_ONE || off <= want / BILLION;
	return power_of_ten(got, want, false);
}

static const char *
check_book(struct reader *r, struct what *w, int64_t cost, int64_t usage,
    int64_t start, bool confirmed)
{
	int128 tokens, want;

	if (w->n_prices == 0) {
		w->unpriced += r->group.rows;
		return NULL;
	}
	/* cost 1e-10 $ : usage 1e-10 units x tokens a unit x price / 1e6 */
	tokens = (int128)usage * w->c.per_unit;
	if (__builtin_mul_overflow(tokens,
	    (int128)price_at(r->run, w, start), &want) || want == 0)
		return NULL;
	return power_of_ten((int128)cost * MILLION * MONEY_ONE, want,
	    confirmed);
}

void
gate_row(struct reader *r, struct what *w, int64_t cost, int64_t usage,
    int64_t start)
{
	const char *by_rate, *by_book;
	bool confirmed;
	int128 off;

	if (strcmp(w->c.unit, "CCU") == 0) {
		off = (int128)cost * GATE_CCU_PER_DOLLAR - usage;
		if (r->group.kind != GROUP_NONE)
			w->off_ccu += r->group.ccu_off ? r->group.rows : 0;
		else
			w->off_ccu += off > GATE_CCU_PER_DOLLAR ||
			    off < -GATE_CCU_PER_DOLLAR;
		return;
	}
	if (w->c.per_unit == DB_NULL || cost <= GATE_SMALL_COST ||
	    usage <= 0 || r->group.kind == GROUP_AI)
		return;
	/* The query says of each row of a plain group what is checked here. */
	confirmed = r->group.kind == GROUP_AI_PLAIN;
	by_rate = confirmed ? NULL :
	    check_rate(r, w, cost, usage, &confirmed);
	by_book = check_book(r, w, cost, usage, start, confirmed);
	if (by_rate != NULL)
		suspect(r, w, by_rate, "its own rate");
	else if (by_book != NULL)
		suspect(r, w, by_book, "the price book's price");
}

void
gate_finish(struct run *run)
{
	const struct suspect *s;
	size_t i;

	for (i = 0; i < run->n_suspects; i++) {
		s = &run->suspect[i];
		if (!s->accepted)
			complain(&run->complaints, FOC_REFUSED, "%s (%lld "
			    "such row%s of this rule); look at it, then "
			    "--accept-units %s", s->text, (long long)s->rows,
			    s->rows == 1 ? "" : "s", s->rule);
	}
}

/* Is the part of a rule's name the name of a rule of stages from to to? */
static bool
is_rule(const struct rules *r, const char *part, size_t len, enum stage from,
    enum stage to)
{
	size_t i;

	for (i = r->first[from]; i < r->first[to + 1]; i++)
		if (strncmp(r->rule[i].name, part, len) == 0 &&
		    r->rule[i].name[len] == '\0')
			return true;
	return false;
}

static int
no_rule(struct run *run, const char *name, enum stage from, enum stage to)
{
	const struct rules *r = &run->cls.rules;
	char *list = xstrdup(""), *longer;
	size_t i;

	for (i = r->first[from]; i < r->first[to + 1]; i++) {
		longer = xasprintf("%s%s%s", list, *list != '\0' ? ", " : "",
		    r->rule[i].name);
		free(list);
		list = longer;
	}
	foc_fail(run->f, FOC_USAGE, "--accept-units %s: is no rule such as "
	    "bedrock/input; %s the stroke may stand %s", name,
	    to == STAGE_METER ? "behind" : "before", list);
	free(list);
	return FOC_USAGE;
}

/* A rule is named by what found the platform, and what found the meter. */
int
gate_check_accepted(struct run *run)
{
	const struct rules *r = &run->cls.rules;
	const char *name, *slash;
	size_t i;

	for (i = 0; i < run->in->n_accept_units; i++) {
		name = run->in->accept_units[i];
		slash = strrchr(name, '/');
		if (slash == NULL || !is_rule(r, name, (size_t)(slash - name),
		    STAGE_USER, STAGE_OPAQUE))
			return no_rule(run, name, STAGE_USER, STAGE_OPAQUE);
		if (!is_rule(r, slash + 1, strlen(slash + 1), STAGE_METER,
		    STAGE_METER))
			return no_rule(run, name, STAGE_METER, STAGE_METER);
	}
	return FOC_OK;
}

static int
by_rule(const void *a, const void *b)
{
	const struct suspect *x = a, *y = b;

	return strcmp(x->rule, y->rule);
}

/* By rule: in the order of rows it would depend on that. */
char *
gate_accepted(const struct run *run, uint32_t month)
{
	struct suspect *of = xcalloc(run->n_suspects, sizeof(*of)), *s;
	char *text = NULL, *longer;
	size_t i, n = 0;

	for (i = 0; i < run->n_suspects; i++)
		if (run->suspect[i].accepted && run->suspect[i].month == month)
			of[n++] = run->suspect[i];
	qsort(of, n, sizeof(*of), by_rule);
	for (i = 0; i < n; i++) {
		s = &of[i];
		longer = xasprintf("%s%s--accept-units %s: %lld row%s",
		    text != NULL ? text : "", text != NULL ? "; " : "",
		    s->rule, (long long)s->rows,
		    s->rows == 1 ? "" : "s");
		free(text);
		text = longer;
	}
	free(of);
	return text;
}
