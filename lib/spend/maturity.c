/* SPDX-License-Identifier: MIT */
/*
 * How well governed: four categories, each a share of what counts for it
 * that is done, and their weighted mean.  SQL says what counts and what is
 * done; here are scores, tiers and the fewest moves to the next one.
 */
#include <stdlib.h>
#include <string.h>

#include "core/embed.h"
#include "core/mem.h"
#include "core/tsv.h"
#include "spend/gap.h"

#define CATEGORIES	4
#define PERCENT_DECIMALS 18	/* of a score, before it is rounded once */
#define WINDOWS		12	/* of a trend */
#define STEP		(400 * UTC_DAY)	/* the whole window is one step */

static const struct tier {
	int	from;			/* percent */
	const char *word, *title;
} tiers[] = {
	{ 0, "NOT_STARTED", "Not Started" },
	{ 40, "CRAWL", "Crawl" },
	{ 60, "WALK", "Walk" },
	{ 90, "RUN", "Run" },
};
#define TIERS	(sizeof(tiers) / sizeof(tiers[0]))

struct category {
	char	*name, *title, *doing, *one, *many;
	int	weight;
	bool	data;
	int128	done, all;		/* dollars, or things */
	int64_t	open, worth;		/* what a move can make good */
	int	tier;
};

struct item {
	int64_t	row, usd;
	bool	good, movable;
};

struct maturity {
	struct foc *f;
	struct foc_span window;
	int64_t	at;			/* whose decisions count */
	int64_t	normal, priority;	/* SLA, in seconds */
	bool	past;			/* a window of a trend */
	struct category c[CATEGORIES];
};

static void
read_categories(struct maturity *m)
{
	struct tsv t;
	struct category *c = m->c;

	tsv_open(&t, embed_text("spend/maturity.tsv"));
	while (c < m->c + CATEGORIES && tsv_next(&t)) {
		c->name = xstrdup(t.cell[0]);
		c->title = xstrdup(t.cell[1]);
		c->weight = (int)strtol(t.cell[2], NULL, 10);
		c->doing = xstrdup(t.cell[3]);
		c->one = xstrdup(t.cell[4]);
		c->many = xstrdup(t.cell[5]);
		c++;
	}
	tsv_close(&t);
}

static void
maturity_free(struct maturity *m)
{
	size_t i;

	for (i = 0; i < CATEGORIES; i++) {
		free(m->c[i].name);
		free(m->c[i].title);
		free(m->c[i].doing);
		free(m->c[i].one);
		free(m->c[i].many);
	}
}

/* --- scores */

static int128
power_of_ten(int n)
{
	int128 v = 1;

	while (n-- > 0)
		v *= 10;
	return v;
}

/* Is done of all at least `percent`?  Exactly. */
static bool
reaches(int128 done, int128 all, int percent)
{
	return done * 100 >= all * percent;
}

static int
tier_of(int128 done, int128 all)
{
	int t = 0;
	size_t i;

	for (i = 1; i < TIERS; i++)
		if (reaches(done, all, tiers[i].from))
			t = (int)i;
	return t;
}

/* One decimal, half-even; NULL: no data. */
static const char *
score_text(char buf[DECIMAL_TEXT_MAX], const struct category *c)
{
	int64_t tenths;

	if (!c->data || percent_tenths(c->done, c->all, &tenths) != 0)
		return NULL;
	return decimal_text(buf, tenths, 1);
}

/* A share as an integer of 1e-18; done and all are below 1e19. */
static int128
share_of(const struct category *c)
{
	int128 whole = power_of_ten(PERCENT_DECIMALS);

	return c->done / c->all * whole + c->done % c->all * whole / c->all;
}

/* --- what was counted */

static int
read_items(struct maturity *m, const char *category, struct item **items,
    size_t *n)
{
	struct rows r;
	size_t room = 0;

	*items = NULL;
	*n = 0;
	db_query(&r, m->f, SQL_MATURITY_ITEMS, "s", category);
	while (db_next(&r)) {
		if (*n == room) {
			room = room * 2 + 64;
			*items = xreallocarray(*items, room, sizeof(**items));
		}
		(*items)[(*n)++] = (struct item){ db_int(&r, 0), db_int(&r, 1),
		    db_int(&r, 2) != 0, db_int(&r, 3) != 0 };
	}
	return db_done(&r);
}

/* Dollars count in the first category, things in the others. */
static int64_t
weight_of(const struct maturity *m, const struct category *c,
    const struct item *i)
{
	return c == &m->c[0] ? i->usd : 1;
}

static void
count(const struct maturity *m, struct category *c, const struct item *items,
    size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		c->all += weight_of(m, c, &items[i]);
		if (items[i].good) {
			c->done += weight_of(m, c, &items[i]);
		} else if (items[i].movable) {
			c->open++;
			c->worth += items[i].usd;
		}
	}
	c->data = c->all > 0 && c->done >= 0 && c->done <= c->all;
	if (c->data)
		c->tier = tier_of(c->done, c->all);
}

/* "closing 14 gaps, worth $620,000.00, advances ... from Crawl to Run". */
static char *
sentence(const struct category *c, int64_t n, int64_t worth, int to)
{
	char usd[DECIMAL_TEXT_MAX];

	decimal_fixed(usd, worth, MONEY_DECIMALS, 2, 1);
	if (to <= c->tier)
		return xasprintf("%s %lld %s, worth $%s, leaves %s at %s",
		    c->doing, (long long)n, n == 1 ? c->one : c->many, usd,
		    c->title, tiers[c->tier].title);
	return xasprintf("%s %lld %s, worth $%s, advances %s from %s to %s",
	    c->doing, (long long)n, n == 1 ? c->one : c->many, usd, c->title,
	    tiers[c->tier].title, tiers[to].title);
}

struct moves {
	int64_t	n, worth;
	bool	reached;
	char	*text;			/* NULL: nothing to do, or to be done */
};

/* The dearest first, until the next tier is reached or none is left. */
static int
choose_moves(struct maturity *m, const struct category *c,
    const struct item *items, size_t n, struct moves *k)
{
	int128 done = c->done;
	int to = c->tier + 1;
	size_t i;
	int status = FOC_OK;

	for (i = 0; i < n && status == FOC_OK && items[i].movable &&
	    !items[i].good && !reaches(done, c->all, tiers[to].from); i++) {
		done += weight_of(m, c, &items[i]);
		k->n++;
		k->worth += items[i].usd;
		status = db_run(m->f, SQL_MATURITY_CHOOSE, "i", items[i].row);
	}
	k->reached = reaches(done, c->all, tiers[to].from);
	if (k->n > 0)
		k->text = sentence(c, k->n, k->worth, tier_of(done, c->all));
	return status;
}

static int
facts_of(struct maturity *m, const struct category *c, char **facts)
{
	static const struct {
		const char *name;
		enum sql_id id;
		const char *fmt;
	} by_name[CATEGORIES] = {
		{ "WORKLOAD_ATTRIBUTION",
		    SQL_MATURITY_FACTS_WORKLOAD_ATTRIBUTION, "" },
		{ "MODEL_GOVERNANCE", SQL_MATURITY_FACTS_MODEL_GOVERNANCE,
		    "" },
		{ "ESTIMATE_COVERAGE", SQL_MATURITY_FACTS_ESTIMATE_COVERAGE,
		    "" },
		{ "PROCESS_EFFICIENCY", SQL_MATURITY_FACTS_PROCESS_EFFICIENCY,
		    "i" },
	};
	size_t i;

	for (i = 0; i < CATEGORIES - 1; i++)
		if (strcmp(by_name[i].name, c->name) == 0)
			break;
	if (by_name[i].fmt[0] == 'i')
		return db_get_text(m->f, facts, by_name[i].id, "i", m->at);
	return db_get_text(m->f, facts, by_name[i].id, "");
}

/* What closing all of it would come to. */
static char *
whole_sentence(const struct maturity *m, const struct category *c, int *tier)
{
	*tier = c->tier;
	if (!c->data || c->open == 0)
		return NULL;
	*tier = tier_of(c->done + (c == &m->c[0] ? c->worth : c->open),
	    c->all);
	return sentence(c, c->open, c->worth, *tier);
}

static int
judge(struct maturity *m, struct category *c)
{
	char score[DECIMAL_TEXT_MAX], *facts = NULL, *whole = NULL;
	const char *next = NULL;
	struct moves k = { 0 };
	struct item *items;
	size_t n;
	int all, status = read_items(m, c->name, &items, &n);

	if (status == FOC_OK)
		count(m, c, items, n);
	if (status == FOC_OK)
		status = facts_of(m, c, &facts);
	if (status == FOC_OK && c->data && c->tier + 1 < (int)TIERS) {
		next = tiers[c->tier + 1].word;
		status = choose_moves(m, c, items, n, &k);
	}
	whole = whole_sentence(m, c, &all);
	if (status == FOC_OK)
		status = db_run(m->f, SQL_MATURITY_KEEP, "sisissssisss",
		    c->name, (int64_t)(c - m->c), c->title,
		    (int64_t)c->weight, score_text(score, c),
		    c->data ? tiers[c->tier].word : NULL, facts, next,
		    (int64_t)k.reached, k.text,
		    whole != NULL ? tiers[all].word : NULL, whole);
	free(items);
	free(facts);
	free(k.text);
	free(whole);
	return status;
}

/* --- the window, and what is counted in it */

static int
note_use(struct foc *f)
{
	return db_run(f, SQL_MATURITY_USE, "");
}

/* Within the reading of the bill: all of it sees one state of the file. */
static int
count_all(struct maturity *m)
{
	struct foc *f = m->f;
	int status = db_run(f, SQL_MATURITY_ATTRIBUTION, "");

	if (status == FOC_OK)
		status = db_run(f, SQL_MATURITY_UNATTRIBUTED, "");
	if (status == FOC_OK)
		status = db_run(f, SQL_MATURITY_MODELS, "i", m->at);
	if (status == FOC_OK)
		status = db_run(f, SQL_MATURITY_ESTIMATES, "i", m->at);
	if (status == FOC_OK)
		status = db_run(f, SQL_MATURITY_REQUESTS, "iii", m->at,
		    m->normal, m->priority);
	return status;
}

static int
count_with_gaps(struct maturity *m)
{
	struct gaps g;
	int status = gaps_lay_for(&g, m->f, &m->window, &m->window, note_use);

	if (status == FOC_OK)
		status = db_run(m->f, SQL_MATURITY_GAPS, "");
	if (status == FOC_OK)
		status = count_all(m);
	return gaps_end(&g, status);
}

/*
 * The gaps of a past window are not asked for: they say what to do, and there
 * nothing is to be done any more.
 */
static int
count_without_gaps(struct maturity *m)
{
	struct attribution a;
	int status = attribution_begin(&a, m->f, &m->window, DB_NULL,
	    DB_NULL);

	if (status == FOC_OK)
		status = attribution_take(&a, a.from, a.to, STEP);
	if (status == FOC_OK)
		status = note_use(m->f);
	if (status == FOC_OK)
		status = count_all(m);
	return attribution_end(&a, status);
}

/* The weighted mean of what has data; its tier is of that, not rounded. */
static int
give(struct maturity *m, struct foc_out *out)
{
	struct category mean = { .all = power_of_ten(PERCENT_DECIMALS) };
	char score[DECIMAL_TEXT_MAX];
	int64_t weight = 0;
	size_t i;
	int status;

	for (i = 0; i < CATEGORIES; i++)
		if (m->c[i].data) {
			weight += m->c[i].weight;
			mean.done += share_of(&m->c[i]) * m->c[i].weight;
		}
	mean.data = weight > 0;
	if (mean.data) {
		/* What the divisions cut off cannot decide a tier. */
		mean.done = div_half_even(mean.done, (int128)weight *
		    power_of_ten(6));
		mean.all /= power_of_ten(6);
		mean.tier = tier_of(mean.done, mean.all);
	}
	status = db_emit(m->f, out, NULL, SQL_MATURITY_RECORD, "iissiii",
	    m->window.from, m->window.to, score_text(score, &mean),
	    mean.data ? tiers[mean.tier].word : NULL, weight, m->at,
	    (int64_t)m->past);
	if (status == FOC_OK && m->past)
		status = db_run(m->f, SQL_MATURITY_KEEP_TREND, "iiss",
		    m->window.from, m->window.to, score_text(score, &mean),
		    mean.data ? tiers[mean.tier].word : NULL);
	return status;
}

static int
report(struct foc *f, const struct foc_span *window, int64_t at, bool past,
    struct foc_out *out)
{
	struct maturity m = { .f = f, .window = *window, .at = at,
	    .past = past };
	size_t i;
	int status;

	read_categories(&m);
	status = policy_int(f, "sla_days.normal", &m.normal);
	if (status == FOC_OK)
		status = policy_int(f, "sla_days.priority", &m.priority);
	m.normal *= UTC_DAY;
	m.priority *= UTC_DAY;
	if (status == FOC_OK)
		status = db_script(f, SQL_MATURITY_TABLES);
	if (status == FOC_OK)
		status = past ? count_without_gaps(&m) : count_with_gaps(&m);
	for (i = 0; i < CATEGORIES && status == FOC_OK; i++)
		status = judge(&m, &m.c[i]);
	if (status == FOC_OK)
		status = give(&m, out);
	maturity_free(&m);
	return status;
}

int
foc_maturity(struct foc *f, const struct foc_span *span, bool trend,
    struct foc_out *out)
{
	struct foc_span w = *span;
	int64_t until, days = 0, i;
	int status = gaps_window(f, &w, &until);

	if (status == FOC_OK && until == 0)
		return foc_fail(f, FOC_REFUSED, "no bill is loaded; "
		    "foc-ingest-cur loads one");
	if (span->from != FOC_ALWAYS)
		w.from = span->from;
	if (span->to != FOC_ALWAYS)
		w.to = span->to;
	days = w.to - w.from;
	if (status == FOC_OK && days <= 0)
		return foc_fail(f, FOC_USAGE, "the window is empty");
	if (status == FOC_OK)
		status = db_script(f, SQL_MATURITY_TABLES);
	if (status == FOC_OK)
		status = db_run(f, SQL_MATURITY_FORGET_TREND, "");
	for (i = trend ? WINDOWS - 1 : 0; i >= 0 && status == FOC_OK; i--) {
		struct foc_span k = { w.from - i * days, w.to - i * days };

		status = report(f, &k, i == 0 ? f->now : k.to, i > 0, out);
	}
	return status;
}
