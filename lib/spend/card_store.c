/* SPDX-License-Identifier: MIT */
/* Cards as they are kept. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "db/machine.h"
#include "spend/card.h"

static void
read_line(struct rows *r, struct card_line *l)
{
	const char *tokens = db_text(r, 4);

	*l = (struct card_line){ .period = db_int(r, 0),
	    .model = xstrdup(db_text(r, 1)),
	    .token_type = xstrdup(db_text(r, 2)),
	    .region = xstrdup(db_text(r, 3)), .has_tokens = tokens != NULL,
	    .actual = db_int(r, 5), .previous = db_opt(r, 6),
	    .net = db_opt(r, 7) };
	snprintf(l->tokens, sizeof(l->tokens), "%s",
	    tokens != NULL ? tokens : "");
}

static int
read_lines(struct foc *f, struct card *c)
{
	struct rows r;

	db_query(&r, f, SQL_CARD_LINES, "s", c->id);
	while (db_next(&r)) {
		c->line = xreallocarray(c->line, c->n_lines + 1,
		    sizeof(*c->line));
		read_line(&r, &c->line[c->n_lines++]);
	}
	return db_done(&r);
}

int
card_read(struct foc *f, const char *workload, int64_t week, struct card *c)
{
	struct rows r;
	int status;

	*c = (struct card){ .workload = xstrdup(workload), .week = week };
	db_query(&r, f, SQL_CARD_NEWEST, "si", workload, week);
	if (db_next(&r)) {
		c->id = xstrdup(db_text(&r, 0));
		c->revision = db_int(&r, 1);
		c->state = xstrdup(db_text(&r, 2));
		c->from_time = db_int(&r, 3);
		c->incomplete = db_int(&r, 4) != 0;
		c->actual = db_int(&r, 5);
		c->previous = db_opt(&r, 6);
		c->estimate = db_opt(&r, 7);
		c->mtd = db_int(&r, 8);
		c->month_estimate = db_opt(&r, 9);
		c->forecast = db_opt(&r, 10);
		c->forecast_low = db_opt(&r, 11);
		c->forecast_high = db_opt(&r, 12);
		c->cache_hit_tenths = db_opt(&r, 13);
		snprintf(c->flags, sizeof(c->flags), "%s", db_text(&r, 14));
		c->net = db_opt(&r, 15);
		c->change = (struct card_change){ db_opt(&r, 16),
		    db_opt(&r, 17), db_opt(&r, 18), db_opt(&r, 19) };
	}
	status = db_done(&r);
	if (status == FOC_OK && c->id != NULL)
		status = read_lines(f, c);
	return status;
}

static bool
equal_lines(const struct card_line *a, const struct card_line *b)
{
	return a->period == b->period && strcmp(a->model, b->model) == 0 &&
	    strcmp(a->token_type, b->token_type) == 0 &&
	    strcmp(a->region, b->region) == 0 &&
	    a->has_tokens == b->has_tokens &&
	    (!a->has_tokens || strcmp(a->tokens, b->tokens) == 0) &&
	    a->actual == b->actual && a->previous == b->previous &&
	    a->net == b->net;
}

bool
card_equal(const struct card *a, const struct card *b)
{
	size_t i;

	if (a->n_lines != b->n_lines || a->from_time != b->from_time ||
	    a->incomplete != b->incomplete || a->actual != b->actual ||
	    a->previous != b->previous || a->estimate != b->estimate ||
	    a->mtd != b->mtd || a->month_estimate != b->month_estimate ||
	    a->forecast != b->forecast ||
	    a->forecast_low != b->forecast_low ||
	    a->forecast_high != b->forecast_high ||
	    a->cache_hit_tenths != b->cache_hit_tenths ||
	    a->net != b->net || a->change.volume != b->change.volume ||
	    a->change.mix != b->change.mix ||
	    a->change.price != b->change.price ||
	    a->change.other != b->change.other ||
	    strcmp(a->flags, b->flags) != 0)
		return false;
	for (i = 0; i < a->n_lines; i++)
		if (!equal_lines(&a->line[i], &b->line[i]))
			return false;
	return true;
}

/* Is now more than percent of before away from it, and more than usd? */
static bool
is_beyond(int64_t before, int64_t now, int64_t percent, int64_t usd)
{
	int128 off = (int128)now - before, base = before;

	if (before == DB_NULL || now == DB_NULL)
		return before != now;
	if (off < 0)
		off = -off;
	if (base < 0)
		base = -base;
	return off > usd && off * 100 * MONEY_ONE > base * percent;
}

bool
card_asks_again(const struct card_policy *p, const struct card *a,
    const struct card *b)
{
	return is_beyond(a->actual, b->actual, p->ask_percent, p->ask_usd) ||
	    is_beyond(a->estimate, b->estimate, p->ask_percent, p->ask_usd);
}

int
card_insert(struct foc *f, struct card *c, int64_t data_until,
    const char *audit_head, const char *control)
{
	const struct card_line *l;
	char week[UTC_TEXT_MAX];
	size_t i;
	int status;

	utc_week(week, c->week);
	c->id = c->revision == 1 ? xasprintf("cd-%s-%s", week, c->workload) :
	    xasprintf("cd-%s-%s.r%lld", week, c->workload,
	    (long long)c->revision);
	status = db_run(f, SQL_CARD_INSERT, "ssiisiiiIiIIiIIIIIssIIIIIs", c->id,
	    c->workload, c->week, c->revision,
	    machine_first(MACHINE_CARD, "generate"), f->now, c->from_time,
	    (int64_t)c->incomplete, data_until, c->actual, c->previous,
	    c->estimate, c->mtd, c->month_estimate, c->forecast,
	    c->forecast_low, c->forecast_high, c->cache_hit_tenths, c->flags,
	    audit_head, c->net, c->change.volume, c->change.mix,
	    c->change.price, c->change.other, control);
	for (i = 0; i < c->n_lines && status == FOC_OK; i++) {
		l = &c->line[i];
		status = db_run(f, SQL_CARD_LINE_INSERT, "siissssiII", c->id,
		    (int64_t)i + 1, l->period, l->model, l->token_type,
		    l->region, l->has_tokens ? l->tokens : NULL, l->actual,
		    l->previous, l->net);
	}
	return status;
}
