/* SPDX-License-Identifier: MIT */
/* What a card draws attention to. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "spend/card.h"

#define HUNDRED		(100 * MONEY_ONE)

static bool
past_has(const struct card_past *p, int which, const char *word)
{
	size_t i;

	for (i = 0; i < p->n[which]; i++)
		if (strcmp(p->word[which][i], word) == 0)
			return true;
	return false;
}

void
card_past_add(struct card_past *p, int which, const char *word)
{
	p->any = true;
	if (past_has(p, which, word))
		return;
	p->word[which] = xreallocarray(p->word[which], p->n[which] + 1,
	    sizeof(*p->word[which]));
	p->word[which][p->n[which]++] = xstrdup(word);
}

void
card_past_free(struct card_past *p)
{
	size_t i;
	int which;

	for (which = 0; which < 2; which++) {
		for (i = 0; i < p->n[which]; i++)
			free(p->word[which][i]);
		free(p->word[which]);
	}
}

static void
flag(struct card *c, const char *word)
{
	size_t len = strlen(c->flags);

	snprintf(c->flags + len - 1, sizeof(c->flags) - len + 1, "%s\"%s\"]",
	    len > 2 ? "," : "", word);
}

/* Is spend over the estimate by that many percent of it, and by min_usd? */
static bool
is_over(const struct card_policy *p, const struct card *c, int64_t percent)
{
	int128 over = (int128)c->actual - c->estimate;

	return over >= p->min_usd && over > 0 &&
	    over * HUNDRED >= (int128)c->estimate * percent;
}

static bool
same_thing(const struct card_line *a, const struct card_line *b)
{
	return strcmp(a->model, b->model) == 0 &&
	    strcmp(a->token_type, b->token_type) == 0 &&
	    strcmp(a->region, b->region) == 0;
}

/* Spend on the thing of line i, this week; 0 where an earlier line has it. */
static int64_t
spend_on(const struct card *c, size_t i)
{
	int64_t sum = 0;
	size_t k;

	for (k = 0; k < c->n_lines; k++) {
		if (!same_thing(&c->line[k], &c->line[i]))
			continue;
		if (k < i)
			return 0;
		sum += c->line[k].actual;
	}
	return sum;
}

static bool
has_spike(const struct card_policy *p, const struct card *c)
{
	int128 now, before;
	size_t i;

	for (i = 0; i < c->n_lines; i++) {
		before = c->line[i].previous;
		if (before == DB_NULL || before <= 0)
			continue;
		now = spend_on(c, i);
		if (now * MONEY_ONE >= before * p->spike_factor &&
		    now - before >= p->spike_min_usd)
			return true;
	}
	return false;
}

static bool
has_new(const struct card *c, const struct card_past *past, int which)
{
	size_t i;

	for (i = 0; i < c->n_lines; i++)
		if (!past_has(past, which, which == 0 ? c->line[i].model :
		    c->line[i].region))
			return true;
	return false;
}

int
card_set_flags(const struct card_week *w, struct card *c, int64_t claimed,
    const struct card_past *past)
{
	const struct card_policy *p = &w->policy;
	int64_t ungranted = 0;
	int status;

	snprintf(c->flags, sizeof(c->flags), "[]");
	if (c->estimate == DB_NULL)
		flag(c, "NO_ESTIMATE");
	else if (is_over(p, c, p->over_percent))
		flag(c, "OVER");
	else if (is_over(p, c, p->watch_percent))
		flag(c, "WATCH");
	else
		flag(c, "ON_TRACK");
	if (claimed <= w->week - UTC_WEEK && has_spike(p, c))
		flag(c, "SPIKE");
	if (past->any && has_new(c, past, 0))
		flag(c, "NEW_MODEL");
	if (past->any && has_new(c, past, 1))
		flag(c, "NEW_REGION");
	status = db_get_int(w->f, &ungranted, SQL_CARD_UNGRANTED, "sii",
	    c->workload, c->from_time, w->end);
	if (ungranted != 0)
		flag(c, "UNGRANTED");
	return status;
}
