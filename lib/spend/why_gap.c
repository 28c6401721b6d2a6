/* SPDX-License-Identifier: MIT */
/* Figures of gaps: the cells that fall into one. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "spend/gap.h"
#include "spend/why.h"

static int
take_days(struct why *w, struct gaps *g)
{
	int64_t day = g->a.from, next, n;
	int status = FOC_OK;

	n = strtoll(w->id + strlen("gp-"), NULL, 10);
	for (; day < g->a.to && status == FOC_OK; day = next) {
		next = day - day % UTC_DAY + UTC_DAY;
		if (next > g->a.to)
			next = g->a.to;
		status = attribution_take(&g->a, day, next, UTC_HOUR);
		if (status == FOC_OK)
			status = db_run(w->f, SQL_WHY_TAKE_GAP, "ii", w->n, n);
	}
	return status;
}

static int
amount(struct why *w)
{
	struct foc_span span = { why_time(w, "from"), why_time(w, "to") };
	struct gaps g;
	int status;

	why_how(w, strcmp(why_text(w, "class"), "ATTRIBUTION") == 0 ?
	    "spend that no workload owns, of what the key of the gap has in "
	    "common" : "spend of a workload that was not granted so, of what "
	    "the key of the gap has in common");
	w->cells = true;
	w->from = span.from;
	w->to = span.to;
	w->where = why_where("class", why_text(w, "class"), "scenario",
	    why_text(w, "scenario"), "key", why_text(w, "key"), NULL);
	status = gaps_begin(&g, w->f, &span);
	if (status == FOC_OK)
		status = take_days(w, &g);
	if (status == FOC_OK)
		status = why_owners(w);
	return gaps_end(&g, status);
}

static int
tokens(struct why *w)
{
	w->tokens = true;
	return amount(w);
}

const struct why_rule why_gap_rules[] = {
	{ "amount_usd", amount }, { "tokens", tokens }, { NULL, NULL }
};
