/* SPDX-License-Identifier: MIT */
/*
 * Showing a card: its record, and around it what was known when it was made,
 * so that the same card gives the same bytes whatever was loaded since.
 */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/sink.h"
#include "spend/attribution.h"
#include "spend/card.h"
#include "spend/estimate.h"

#define HISTORY_WEEKS	8
#define HISTORY_DAYS	(7 * HISTORY_WEEKS)
/* AWS may change a month in the two weeks after it. */
#define RESTATED_FOR	(14 * UTC_DAY)

struct shown {
	char	*id, *workload;
	int64_t	week, generated_at, seq;
	bool	incomplete;
};

struct show {
	struct foc *f;
	struct foc_out *out;
	bool	net;
	struct shown *card;
	size_t	n;
	int64_t	first;			/* of the days below */
	bool	covered[HISTORY_DAYS];
};

/* --- which cards */

static int
add_card(struct show *s, const char *id)
{
	struct rows r;
	struct shown *c;

	s->card = xreallocarray(s->card, s->n + 1, sizeof(*s->card));
	c = &s->card[s->n++];
	*c = (struct shown){ .id = xstrdup(id) };
	db_query(&r, s->f, SQL_CARD_FACTS, "s", id);
	if (db_next(&r)) {
		c->workload = xstrdup(db_text(&r, 0));
		c->week = db_int(&r, 1);
		c->incomplete = db_int(&r, 2) != 0;
		c->generated_at = db_int(&r, 3);
		c->seq = db_int(&r, 4);
	}
	return db_done(&r);
}

static int
add_week(struct show *s, int64_t week)
{
	struct rows r;
	int status, failed = FOC_OK;

	if (week == FOC_ALWAYS) {
		status = db_get_int(s->f, &week, SQL_CARD_NEWEST_WEEK, "");
		if (status != FOC_OK)
			return status;
	}
	db_query(&r, s->f, SQL_CARDS_OF_WEEK, "i", week);
	while (failed == FOC_OK && db_next(&r))
		failed = add_card(s, db_text(&r, 0));
	status = db_done(&r);
	return status != FOC_OK ? status : failed;
}

int
card_find(struct foc *f, const char *which, int64_t week, char **id)
{
	const char *name = strncmp(which, "wl-", 3) == 0 ? which + 3 : which;
	int status;

	*id = NULL;
	if (strncmp(which, "cd-", 3) == 0)
		status = db_get_text(f, id, SQL_CARD_BY_ID, "s", which);
	else
		status = db_get_text(f, id, SQL_CARD_OF_WORKLOAD, "sI", name,
		    week == FOC_ALWAYS ? DB_NULL : week);
	if (status == FOC_OK && *id == NULL)
		status = foc_fail(f, FOC_REFUSED, "%s: there is no such "
		    "card; foc-spendcard list names them", which);
	return status;
}

static int
add_one(struct show *s, const char *which, int64_t week)
{
	char *id;
	int status = card_find(s->f, which, week, &id);

	if (status == FOC_OK)
		status = add_card(s, id);
	free(id);
	return status;
}

/* --- what was known then */

/* Which days up to the end of the week were in loads; for all its cards. */
static int
read_covered(struct show *s, const struct shown *c)
{
	int64_t day;
	int i, status = FOC_OK;

	s->first = c->week + UTC_WEEK - HISTORY_DAYS * UTC_DAY;
	for (i = 0; i < HISTORY_DAYS && status == FOC_OK; i++) {
		day = s->first + i * UTC_DAY;
		status = card_is_covered(s->f, day, day + UTC_DAY,
		    &s->covered[i]);
	}
	return status;
}

static bool
is_covered(const struct show *s, int64_t from, int64_t to)
{
	int64_t day;

	for (day = from - from % UTC_DAY; day < to; day += UTC_DAY)
		if (!s->covered[(day - s->first) / UTC_DAY])
			return false;
	return true;
}

static int
fill_weeks(const struct show *s, const struct shown *c, int64_t claimed)
{
	struct estimate e;
	int64_t week, from, usd;
	bool covered;
	int status = estimate_read(s->f, c->workload, c->generated_at, &e);

	for (week = s->first; week <= c->week && status == FOC_OK;
	    week += UTC_WEEK) {
		if (week + UTC_WEEK <= claimed)
			continue;
		from = claimed > week ? claimed : week;
		if (estimate_worth(&e, from, week + UTC_WEEK, &usd) != 0)
			usd = DB_NULL;
		/* The card's own week is shown as far as it was known. */
		covered = week == c->week ||
		    is_covered(s, from, week + UTC_WEEK);
		status = db_run(s->f, SQL_HISTORY_WEEK, "siIi", c->workload,
		    week, usd, (int64_t)covered);
	}
	estimate_free(&e);
	if (status == FOC_OK)
		status = db_run(s->f, SQL_HISTORY_WEEKLY, "si", c->workload,
		    s->first);
	if (status == FOC_OK)
		status = db_run(s->f, SQL_HISTORY_OWN_WEEK, "s", c->id);
	return status;
}

/* The days of the month of the week's Sunday, through that Sunday. */
static int
fill_days(const struct show *s, const struct shown *c)
{
	int64_t end = c->week + UTC_WEEK, first = utc_month_start(end - 1);
	int64_t day;
	int status = FOC_OK;

	for (day = first; day < end && status == FOC_OK; day += UTC_DAY)
		status = db_run(s->f, SQL_HISTORY_DAY, "sii", c->workload,
		    day, (int64_t)is_covered(s, day, day + UTC_DAY));
	return status == FOC_OK ? db_run(s->f, SQL_HISTORY_DAILY, "si",
	    c->workload, first) : status;
}

static int
emit_card(struct show *s, const struct shown *c)
{
	char *record = NULL;
	int64_t claimed = 0;
	int status;

	status = db_get_int(s->f, &claimed, SQL_CARD_CLAIMED, "si",
	    c->workload, c->generated_at);
	if (status == FOC_OK)
		status = fill_weeks(s, c, claimed);
	if (status == FOC_OK)
		status = fill_days(s, c);
	if (status == FOC_OK)
		status = db_get_text(s->f, &record, SQL_CARD_RECORD, "sn",
		    c->id);
	if (status == FOC_OK)
		status = db_emit(s->f, s->out, NULL, SQL_HISTORY_RECORD,
		    "ssis", c->id, record, (int64_t)RESTATED_FOR,
		    s->net ? "NET" : NULL);
	free(record);
	return status;
}

/* Cards i.. that were made of the same bills, from one attribution. */
static int
emit_group(struct show *s, size_t *i)
{
	const struct shown *first = &s->card[*i];
	const struct foc_span span = {
		first->week - (HISTORY_WEEKS - 1) * UTC_WEEK,
		first->week + UTC_WEEK
	};
	struct attribution a;
	int status;

	status = attribution_begin_some(&a, s->f, &span, first->seq,
	    first->generated_at);
	if (status == FOC_OK && a.pruned)
		foc_notice(s->f, "%s: weeks and days around it are left out "
		    "where foc-db prune took their cells", first->id);
	if (status == FOC_OK)
		status = attribution_take(&a, a.from, a.to, UTC_DAY);
	if (status == FOC_OK)
		status = db_script(s->f, SQL_HISTORY_TABLES);
	if (status == FOC_OK)
		status = read_covered(s, first);
	for (; *i < s->n && status == FOC_OK &&
	    s->card[*i].week == first->week && s->card[*i].seq == first->seq;
	    (*i)++)
		status = emit_card(s, &s->card[*i]);
	return attribution_end(&a, status);
}

/* --- may it be relied on? */

/*
 * The newest week is stale where the bills that there are now are older than
 * the policy allows: newer ones should have come.
 */
static int
find_stale_week(struct foc *f, int64_t *week)
{
	int64_t days, until;
	int status;

	*week = FOC_ALWAYS;
	if ((status = policy_int(f, "max_data_age_days", &days)) != FOC_OK ||
	    (status = db_get_int(f, &until, SQL_DATA_UNTIL, "")) !=
	    FOC_OK || until >= f->now - days * UTC_DAY)
		return status;
	return db_get_int(f, week, SQL_CARD_NEWEST_WEEK, "");
}

static int
judge(struct show *s, bool allow_stale)
{
	const struct shown *c;
	int64_t stale;
	size_t i, bad = 0;
	int status = find_stale_week(s->f, &stale);

	if (status != FOC_OK)
		return status;
	for (i = 0; i < s->n; i++) {
		c = &s->card[i];
		if (!c->incomplete && c->week != stale)
			continue;
		bad++;
		if (c->incomplete)
			foc_notice(s->f, "%s: INCOMPLETE: the loaded bills do "
			    "not cover its week", c->id);
		else
			foc_notice(s->f, "%s: STALE: its data are older than "
			    "the policy max_data_age_days allows", c->id);
	}
	if (bad == 0 || allow_stale)
		return FOC_OK;
	return foc_fail(s->f, FOC_REFUSED, "%zu of %zu cards cannot be relied "
	    "on; --allow-stale takes them as they are", bad, s->n);
}

int
foc_card_show(struct foc *f, const char *which,
    const struct foc_card_ask *ask, struct foc_out *out)
{
	struct show s = { .f = f, .out = out, .net = ask->net };
	size_t i = 0;
	int status;

	status = which != NULL ? add_one(&s, which, ask->week) :
	    add_week(&s, ask->week);
	while (status == FOC_OK && i < s.n)
		status = emit_group(&s, &i);
	if (status == FOC_OK)
		status = judge(&s, ask->allow_stale);
	for (i = 0; i < s.n; i++) {
		free(s.card[i].id);
		free(s.card[i].workload);
	}
	free(s.card);
	return status;
}

int64_t
foc_card_newest_week(struct foc *f)
{
	int64_t week = 0;
	int status = db_get_int(f, &week, SQL_CARD_NEWEST_WEEK, "");

	return status != FOC_OK || week == 0 ? FOC_ALWAYS : week;
}
