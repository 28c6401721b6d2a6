/* SPDX-License-Identifier: MIT */
/* Spend Cards: made every week, signed by who owns the budget. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "db/machine.h"
#include "spend/attribution.h"
#include "spend/card.h"
#include "spend/sign.h"

struct generation {
	struct foc *f;
	struct foc_out *out;
	struct card_week w;
	int64_t	data_until;
	char	head[96];		/* of the audit, before its own events */
	int64_t	incomplete, kept;
};

/* --- generate */

/* Overspend draws attention; it blocks nothing. */
static int
insert(struct generation *g, struct card *c)
{
	struct foc *f = g->f;
	const struct arrow *alert = NULL;
	char *control = NULL, *object;
	int status;

	status = db_get_text(f, &control, SQL_CARD_CONTROL, "s", c->workload);
	if (status == FOC_OK && strstr(c->flags, "\"OVER\"") != NULL)
		alert = machine_arrow(MACHINE_CONTROL, control, "alert");
	if (status == FOC_OK)
		status = card_insert(f, c, g->data_until, g->head,
		    alert != NULL ? alert->to : control);
	if (status == FOC_OK)
		status = machine_begin(f, MACHINE_CARD, c->id, "generate",
		    NULL);
	if (status == FOC_OK && alert != NULL) {
		object = xasprintf("wl-%s", c->workload);
		status = machine_move(f, MACHINE_CONTROL, object, "alert",
		    c->id);
		free(object);
	}
	free(control);
	return status;
}

/*
 * The bill has changed: a new revision.  It is signed again, unless so little
 * changed that policy lets the signatures stand.
 */
static int
reconsider(struct generation *g, const struct card *kept, struct card *now,
    const char **outcome)
{
	bool is_signed = strcmp(kept->state, "PENDING_OWNER") != 0;
	bool stands = is_signed && !card_asks_again(&g->w.policy, kept, now);
	int status;

	if (is_signed && now->incomplete) {
		foc_notice(g->f, "%s: is %s and stays as it is: the bills that "
		    "are loaded now do not cover its week", kept->id,
		    kept->state);
		*outcome = "KEPT";
		g->kept++;
		return FOC_OK;
	}
	now->revision = kept->revision + 1;
	*outcome = stands ? "CARRIED" : "REVISED";
	status = machine_move(g->f, MACHINE_CARD, kept->id, "restate",
	    "the bill or the estimate of its week changed");
	if (status == FOC_OK)
		status = insert(g, now);
	if (status == FOC_OK && stands)
		status = sign_carry(g->f, kept->id, kept->state, now->id);
	else if (status == FOC_OK && is_signed)
		foc_notice(g->f, "%s: takes the place of one that was %s: it "
		    "differs by more than restate_ask allows, and is to be "
		    "signed again", now->id, kept->state);
	return status;
}

static int
make_card(struct generation *g, const char *workload, int64_t claimed)
{
	struct card kept = { 0 }, now;
	const char *outcome = "NEW";
	int status;

	status = card_work_out(&g->w, workload, claimed, &now);
	if (status == FOC_OK)
		status = card_read(g->f, workload, g->w.week, &kept);
	if (status != FOC_OK)
		goto out;
	if (kept.id == NULL) {
		now.revision = 1;
		status = insert(g, &now);
	} else if (card_equal(&kept, &now)) {
		outcome = "UNCHANGED";
	} else {
		status = reconsider(g, &kept, &now, &outcome);
	}
	if (now.incomplete && strcmp(outcome, "KEPT") != 0)
		g->incomplete++;
	if (status == FOC_OK)
		status = db_emit(g->f, g->out, NULL, SQL_CARD_RECORD, "ss",
		    now.id != NULL ? now.id : kept.id, outcome);
out:
	card_free(&kept);
	card_free(&now);
	return status;
}

static int
make_cards(struct generation *g)
{
	struct rows r;
	char name[UTC_TEXT_MAX];
	int64_t n = 0;
	int status, failed = FOC_OK;

	db_query(&r, g->f, SQL_CARD_WORKLOADS, "ii", g->w.week, g->w.end);
	for (; failed == FOC_OK && db_next(&r); n++)
		failed = make_card(g, db_text(&r, 0), db_int(&r, 1));
	if ((status = db_done(&r)) != FOC_OK || failed != FOC_OK)
		return status != FOC_OK ? status : failed;
	if (n == 0)
		foc_notice(g->f, "no workload was claimed in %s",
		    utc_week(name, g->w.week));
	if (g->incomplete > 0)
		foc_notice(g->f, "%lld of %lld cards of %s are incomplete: the "
		    "loaded bills do not cover the week; load newer ones with "
		    "foc-ingest-cur and generate again",
		    (long long)g->incomplete, (long long)n,
		    utc_week(name, g->w.week));
	return FOC_OK;
}

static int
make_week(struct generation *g, int64_t week)
{
	const struct foc_span span = {
		week + UTC_WEEK - CARD_DAYS * UTC_DAY, week + UTC_WEEK
	};
	struct attribution a;
	int status;

	g->incomplete = 0;
	status = attribution_begin(&a, g->f, &span, DB_NULL, DB_NULL);
	if (status == FOC_OK)
		status = attribution_take(&a, a.from, a.to, UTC_DAY);
	if (status == FOC_OK)
		status = card_week_read(&g->w, g->f, week);
	if (status == FOC_OK)
		status = db_get_int(g->f, &g->data_until, SQL_CARD_DATA_UNTIL,
		    "");
	if (g->data_until == 0)
		g->data_until = DB_NULL;
	if (status == FOC_OK)
		status = make_cards(g);
	return attribution_end(&a, status);
}

/* Weeks to be made again, and withdrawn loads that are the reason for it. */
struct open_weeks {
	int64_t	*week;
	char	**load;
	size_t	n, n_loads;
};

static void
add_load(struct open_weeks *o, const char *id)
{
	size_t i;

	for (i = 0; i < o->n_loads; i++)
		if (strcmp(o->load[i], id) == 0)
			return;
	o->load = xreallocarray(o->load, o->n_loads + 1, sizeof(*o->load));
	o->load[o->n_loads++] = xstrdup(id);
}

static int
read_open_weeks(struct foc *f, int64_t before, struct open_weeks *o)
{
	struct rows r;
	int64_t week;

	db_query(&r, f, SQL_CARD_OPEN_WEEKS, "i", before);
	while (db_next(&r)) {
		week = db_int(&r, 0);
		if (o->n == 0 || o->week[o->n - 1] != week) {
			o->week = xreallocarray(o->week, o->n + 1,
			    sizeof(*o->week));
			o->week[o->n++] = week;
		}
		if (!db_null(&r, 1))
			add_load(o, db_text(&r, 1));
	}
	return db_done(&r);
}

/*
 * Weeks before `week` that the bill did not cover when they were made, or that
 * a withdrawn one did.  A card that was kept for want of another bill is looked
 * at again the next time.
 */
static int
make_open_weeks(struct generation *g, int64_t week)
{
	struct open_weeks o = { 0 };
	size_t i;
	int status = read_open_weeks(g->f, week, &o);

	for (i = 0; i < o.n && status == FOC_OK; i++)
		status = make_week(g, o.week[i]);
	for (i = 0; i < o.n_loads && status == FOC_OK && g->kept == 0; i++)
		status = machine_move(g->f, MACHINE_LOAD, o.load[i], "restate",
		    NULL);
	for (i = 0; i < o.n_loads; i++)
		free(o.load[i]);
	free(o.load);
	free(o.week);
	return status;
}

int
foc_card_generate(struct foc *f, int64_t week, struct foc_out *out)
{
	struct generation g = { .f = f, .out = out };
	int64_t last = utc_week_start(f->now) - UTC_WEEK;
	char name[UTC_TEXT_MAX];
	int status;

	if ((status = need_role(f, ROLE_FINOPS_LEAD | ROLE_OPERATOR, NULL)) !=
	    FOC_OK)
		return status;
	if (week != FOC_ALWAYS && week > last)
		return foc_fail(f, FOC_REFUSED, "%s: the week is not over; "
		    "its cards can be made from the Monday after it",
		    utc_week(name, week));
	status = audit_head_text(f, g.head, sizeof(g.head));
	if (status == FOC_OK && week == FOC_ALWAYS)
		status = make_open_weeks(&g, last);
	if (status == FOC_OK)
		status = make_week(&g, week == FOC_ALWAYS ? last : week);
	return status;
}

int
foc_card_list(struct foc *f, int64_t week, const char *portfolio,
    const char *state, struct foc_out *out)
{
	int status = machine_check_state(f, MACHINE_CARD, state);

	if (status != FOC_OK)
		return status;
	return db_emit(f, out, NULL, SQL_CARD_LIST, "Iss",
	    week == FOC_ALWAYS ? DB_NULL : week, state, portfolio);
}
