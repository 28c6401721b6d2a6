/* SPDX-License-Identifier: MIT */
/* Which cells are gaps, and that all of them are somewhere. */
#include <stdlib.h>
#include <string.h>

#include "core/embed.h"
#include "core/mem.h"
#include "core/tsv.h"
#include "spend/gap.h"

#define STEP	(400 * UTC_DAY)		/* times are told by first and last */

int
gaps_window(struct foc *f, struct foc_span *window, int64_t *until)
{
	int64_t days;
	int status;

	if ((status = db_get_int(f, until, SQL_DATA_UNTIL, "")) != FOC_OK ||
	    (status = policy_int(f, "window_days", &days)) != FOC_OK)
		return status;
	window->to = *until;
	window->from = *until - days * UTC_DAY;
	return FOC_OK;
}

static int
read_principals(struct foc *f)
{
	struct tsv t;
	int64_t since;
	int status = FOC_OK;

	tsv_open(&t, embed_text("spend/principals.tsv"));
	while (status == FOC_OK && tsv_next(&t))
		if (t.n != 4 || utc_parse_day(t.cell[3],
		    strlen(t.cell[3]), &since) != 0)
			status = foc_fail(f, FOC_SYSTEM, "principals.tsv:%d: "
			    "is no platform, feature, endpoint and day",
			    t.line);
		else
			status = db_run(f, SQL_GAP_SINCE_ADD, "sssi",
			    t.cell[0], t.cell[1], t.cell[2], since);
	tsv_close(&t);
	return status;
}

static int
read_cuts(struct gaps *g)
{
	struct rows r;

	db_query(&r, g->f, SQL_GAP_CUTS, "iiii", g->a.from, g->a.to,
	    g->window.from, g->window.to);
	while (db_next(&r)) {
		g->cut = xreallocarray(g->cut, g->n_cuts + 1, sizeof(*g->cut));
		g->cut[g->n_cuts++] = db_int(&r, 0);
	}
	return db_done(&r);
}

static int
too_much(struct gaps *g)
{
	return foc_fail(g->f, FOC_SYSTEM, "the AI spend of the span is more "
	    "than 922 million dollars");
}

/* What was taken from `from` on, into the sums that gaps are held against. */
static int
count_taken(struct gaps *g, int64_t from)
{
	struct rows r;
	bool in_window = from >= g->window.from && from < g->window.to;
	int bad = 0;

	db_query(&r, g->f, SQL_GAP_TAKEN, "");
	if (db_next(&r)) {
		bad = money_add(&g->all, db_int(&r, 0)) != 0 ||
		    money_add(&g->all_owned, db_int(&r, 1)) != 0;
		if (in_window) {
			bad |= money_add(&g->spend, db_int(&r, 0));
			bad |= money_add(&g->owned, db_int(&r, 1));
		}
	}
	return bad != 0 ? (db_done(&r), too_much(g)) : db_done(&r);
}

static int
lay_part(struct gaps *g, int64_t from, int64_t to)
{
	int status;

	if ((status = attribution_take(&g->a, from, to, STEP)) != FOC_OK ||
	    (g->taken != NULL && (status = g->taken(g->f)) != FOC_OK) ||
	    (status = count_taken(g, from)) != FOC_OK ||
	    (status = db_run(g->f, SQL_GAP_LAY_ATTRIBUTION, "i", from)) !=
	    FOC_OK)
		return status;
	return db_run(g->f, SQL_GAP_LAY_GOVERNANCE, "i", from);
}

static int
lay_parts(struct gaps *g)
{
	int64_t from = g->a.from, to;
	size_t i;
	int status = FOC_OK;

	for (i = 0; i <= g->n_cuts && status == FOC_OK; i++, from = to) {
		to = i < g->n_cuts ? g->cut[i] : g->a.to;
		status = lay_part(g, from, to);
	}
	return status;
}

/* Each unit in one gap or with one workload: in the window, and in all. */
static int
check_balance(struct gaps *g)
{
	char gaps[DECIMAL_TEXT_MAX], owned[DECIMAL_TEXT_MAX];
	char spend[DECIMAL_TEXT_MAX];
	struct rows r;
	int64_t all = 0;
	int status;

	status = db_get_int(g->f, &all, SQL_GAP_BALANCE_ALL, "");
	if (status != FOC_OK)
		return status;
	db_query(&r, g->f, SQL_GAP_BALANCE, "");
	if (db_next(&r)) {
		g->unowned = db_int(&r, 0);
		g->governance = db_int(&r, 1);
		g->n_undetected = db_int(&r, 2);
		g->undetected = db_int(&r, 3);
	}
	if ((status = db_done(&r)) != FOC_OK)
		return status;
	if (g->unowned == g->spend - g->owned && all == g->all - g->all_owned)
		return FOC_OK;
	return foc_fail(g->f, FOC_SYSTEM, "gaps of %s and workloads of %s do "
	    "not add up to the AI spend of %s", money_text(gaps, all),
	    money_text(owned, g->all_owned), money_text(spend, g->all));
}

int
gaps_begin(struct gaps *g, struct foc *f, const struct foc_span *span)
{
	int status;

	*g = (struct gaps){ .f = f };
	status = attribution_begin(&g->a, f, span, DB_NULL, DB_NULL);
	if (status != FOC_OK ||
	    (status = db_script(f, SQL_GAP_TABLES)) != FOC_OK ||
	    (status = read_principals(f)) != FOC_OK ||
	    (status = db_run(f, SQL_GAP_HAS_FILL, "")) != FOC_OK)
		return status;
	return db_script(f, SQL_GAP_RESOLVE);
}

int
gaps_lay(struct gaps *g, struct foc *f, const struct foc_span *span,
    const struct foc_span *window)
{
	return gaps_lay_for(g, f, span, window, NULL);
}

int
gaps_lay_for(struct gaps *g, struct foc *f, const struct foc_span *span,
    const struct foc_span *window, int (*taken)(struct foc *f))
{
	int status = gaps_begin(g, f, span);

	g->taken = taken;
	g->window = *window;
	if (window->from == FOC_ALWAYS || window->to == FOC_ALWAYS)
		g->window = (struct foc_span){
		    window->from == FOC_ALWAYS ? g->a.from : window->from,
		    window->to == FOC_ALWAYS ? g->a.to : window->to };
	if (status != FOC_OK ||
	    (status = read_cuts(g)) != FOC_OK ||
	    (status = lay_parts(g)) != FOC_OK ||
	    (status = db_run(f, SQL_GAP_SUMS, "ii", g->window.from,
	    g->window.to)) != FOC_OK)
		return status;
	return check_balance(g);
}

int
gaps_end(struct gaps *g, int status)
{
	free(g->cut);
	return attribution_end(&g->a, status);
}

void
gaps_notice(const struct gaps *g)
{
	char gaps[DECIMAL_TEXT_MAX], owned[DECIMAL_TEXT_MAX];
	char spend[DECIMAL_TEXT_MAX], from[UTC_TEXT_MAX], to[UTC_TEXT_MAX];

	foc_notice(g->f, "from %s to %s: gaps %s + workloads %s = AI spend %s",
	    utc_text(from, g->window.from), utc_text(to, g->window.to),
	    money_text(gaps, g->unowned), money_text(owned, g->owned),
	    money_text(spend, g->spend));
	if (g->n_undetected > 0)
		foc_notice(g->f, "%s of it in %lld gap%s not detected yet; "
		    "foc-gaps detect records what is new",
		    money_text(gaps, g->undetected),
		    (long long)g->n_undetected,
		    g->n_undetected == 1 ? ", which is" : "s, which are");
}
