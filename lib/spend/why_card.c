/* SPDX-License-Identifier: MIT */
/* Figures of Spend Cards, as it was known when they were made. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"
#include "spend/why_card.h"

static int
read_facts(struct why *w, struct facts *c)
{
	struct rows r;

	*c = (struct facts){ NULL, 0, 0, 0, 0 };
	db_query(&r, w->f, SQL_CARD_FACTS, "s", w->id);
	if (db_next(&r)) {
		c->workload = xstrdup(db_text(&r, 0));
		c->week = db_int(&r, 1);
		c->end = c->week + UTC_WEEK;
		c->at = db_int(&r, 3);
		c->seq = db_int(&r, 4);
	}
	return db_done(&r);
}

char *
why_beside(const struct why *w, const char *name)
{
	const char *dot = strrchr(w->key, '.');

	return dot == NULL ? xstrdup(name) : xasprintf("%.*s.%s",
	    (int)(dot - w->key), w->key, name);
}

const char *
why_text_beside(const struct why *w, const char *name)
{
	char *key = why_beside(w, name);
	const char *text = why_text(w, key);

	free(key);
	return text;
}

/* --- sums of cells */

/* Spend of the workload in a span, all of it or of what `where` adds. */
static int
spend(struct why *w, const struct facts *c, int64_t from, int64_t to,
    const char *model, const char *line_period, bool line)
{
	const char *type = line ? why_text_beside(w, "token_type") : NULL;
	const char *region = line ? why_text_beside(w, "region") : NULL;
	char *where;

	if (!line && model == NULL)
		where = why_where("workload", c->workload, NULL);
	else if (!line)
		where = why_where("workload", c->workload, "model", model,
		    NULL);
	else if (line_period == NULL)
		where = why_where("workload", c->workload, "model", model,
		    "token_type", type, "region", region != NULL ? region : "",
		    NULL);
	else
		where = why_where("workload", c->workload, "model", model,
		    "token_type", type, "region", region != NULL ? region : "",
		    "period", line_period, NULL);
	return why_spend(w, from, to, c->seq, c->at, where);
}

static int
week(struct why *w, const struct facts *c)
{
	why_how(w, "spend of %s in the week", c->workload);
	return spend(w, c, c->week, c->end, NULL, NULL, false);
}

static int
week_before(struct why *w, const struct facts *c)
{
	if (w->value == NULL) {
		why_how(w, "the week before was not claimed as a whole, or "
		    "the bills that were loaded did not cover it");
		return FOC_OK;
	}
	why_how(w, "spend of %s in the week before", c->workload);
	return spend(w, c, c->week - UTC_WEEK, c->week, NULL, NULL, false);
}

const char *
why_model(const struct why *w)
{
	const char *model = why_text_beside(w, "model");

	return model != NULL ? model : "";
}

static int
line(struct why *w, const struct facts *c)
{
	why_how(w, "spend of %s in the week on what the line says, billed in "
	    "its period", c->workload);
	return spend(w, c, c->week, c->end, why_model(w), why_text_beside(w,
	    "period"), true);
}

static int
line_tokens(struct why *w, const struct facts *c)
{
	w->tokens = true;
	return line(w, c);
}

static int
line_before(struct why *w, const struct facts *c)
{
	if (w->value == NULL) {
		why_how(w, "there was none in the week before, it stands on "
		    "an earlier line of the same thing, or that week is not "
		    "known");
		return FOC_OK;
	}
	why_how(w, "spend of %s in the week before on the same thing",
	    c->workload);
	return spend(w, c, c->week - UTC_WEEK, c->week, why_model(w), NULL,
	    true);
}

static int
month_to_date(struct why *w, const struct facts *c)
{
	why_how(w, "spend of %s in the month of the week's Sunday, through "
	    "that Sunday", c->workload);
	return spend(w, c, utc_month_start(c->end - 1), c->end, NULL, NULL,
	    false);
}

/* The key `name` of the element of a list that the figure is in. */
static const char *
of_element(const struct why *w, const char *list, const char *name)
{
	char *key = xasprintf("%s.%lld.%s", list, (long long)why_place(w, 0),
	    name);
	const char *text = why_text(w, key);

	free(key);
	return text;
}

int
why_history_week(const struct why *w, int64_t *from)
{
	const char *name = of_element(w, "history", "week");

	return utc_parse_week(name, strlen(name), from);
}

static int
history(struct why *w, const struct facts *c)
{
	int64_t from = 0;

	if (w->value == NULL || why_history_week(w, &from) != 0) {
		why_how(w, "the bills that were loaded did not cover that "
		    "week");
		return FOC_OK;
	}
	why_how(w, "spend of %s in the week %s", c->workload, of_element(w,
	    "history", "week"));
	return spend(w, c, from, from + UTC_WEEK, strstr(w->key, ".models.") !=
	    NULL ? why_model(w) : NULL, NULL, false);
}

static int
day(struct why *w, const struct facts *c)
{
	const char *name = of_element(w, "days", "day");
	int64_t from = 0;

	if (w->value == NULL || utc_parse_day(name, strlen(name), &from) !=
	    0) {
		why_how(w, "the bills that were loaded did not cover that "
		    "day");
		return FOC_OK;
	}
	why_how(w, "spend of %s on %s", c->workload, name);
	return spend(w, c, from, from + UTC_DAY, NULL, NULL, false);
}

/* --- which is which */

static const struct {
	const char *key;
	int	(*explain)(struct why *w, const struct facts *c);
} figures[] = {
	{ "actual_usd", week },
	{ "previous_usd", week_before },
	{ "estimate_usd", card_why_estimate },
	{ "variance_usd", card_why_variance },
	{ "variance_percent", card_why_variance_percent },
	{ "mtd_usd", month_to_date },
	{ "mtd_percent", card_why_mtd_percent },
	{ "month_estimate_usd", card_why_month_estimate },
	{ "forecast_usd", card_why_forecast },
	{ "forecast_low_usd", card_why_forecast },
	{ "forecast_high_usd", card_why_forecast },
	{ "cache_hit_percent", card_why_cache_hit },
	{ "restated_usd", card_why_restated },
	{ "net_usd", card_why_net },
	{ "change_usd", card_why_change },
	{ "by_volume_usd", card_why_volume },
	{ "by_mix_usd", card_why_mix },
	{ "by_price_usd", card_why_price },
	{ "by_other_usd", card_why_other },
	{ "lines.*.net_usd", card_why_line_net },
	{ "lines.*.actual_usd", line },
	{ "lines.*.tokens", line_tokens },
	{ "lines.*.previous_usd", line_before },
	{ "disputes.*.actual_usd", card_why_disputed },
	{ "restated.*.actual_usd", card_why_restated_now },
	{ "restated.*.before_usd", card_why_restated_before },
	{ "restated.*.difference_usd", card_why_restated_by },
	{ "history.*.estimate_usd", card_why_history_estimate },
	{ "history.*.actual_usd", history },
	{ "days.*.actual_usd", day },
};

static int
explain(struct why *w)
{
	struct facts c;
	size_t i, n = sizeof(figures) / sizeof(figures[0]);
	int status = read_facts(w, &c);

	for (i = 0; i < n && !text_glob(figures[i].key, w->key); i++)
		continue;
	if (status == FOC_OK)
		status = i < n ? figures[i].explain(w, &c) :
		    foc_fail(w->f, FOC_REFUSED, "%s: cannot be told",
		    w->figure);
	free(c.workload);
	return status;
}

const struct why_rule why_card_rules[] = {
	{ "*_usd", explain }, { "lines.*.tokens", explain },
	{ "variance_percent", explain }, { "mtd_percent", explain },
	{ "cache_hit_percent", explain }, { NULL, NULL }
};
