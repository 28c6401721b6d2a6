/* SPDX-License-Identifier: MIT */
/* Owners are resolved in SQL, by caller; the end holds sums against loads. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "spend/attribution.h"
#include "spend/shares.h"

static int
refuse_ambiguity(struct foc *f)
{
	struct rows r;
	int status, found = FOC_OK;

	db_query(&r, f, SQL_ATTRIBUTION_AMBIGUOUS, "");
	if (db_next(&r))
		found = foc_fail(f, FOC_SYSTEM, "%s: two workloads claim it at "
		    "once, %s (%s) and %s (%s); one of the claims must end",
		    db_text(&r, 2), db_text(&r, 3), db_text(&r, 0),
		    db_text(&r, 4), db_text(&r, 1));
	status = db_done(&r);
	return status != FOC_OK ? status : found;
}

/* The loads, in the order of everything that follows. */
static int
read_bills(struct attribution *a)
{
	struct rows r;
	int status;

	db_query(&r, a->f, SQL_ATTRIBUTION_LOADS, "");
	while (db_next(&r)) {
		a->load = xreallocarray(a->load, a->n_loads + 1,
		    sizeof(*a->load));
		a->step = xreallocarray(a->step, a->n_loads + 1,
		    sizeof(*a->step));
		a->step[a->n_loads] = db_int(&r, 1);
		a->load[a->n_loads++] = db_int(&r, 0);
	}
	status = db_done(&r);
	a->taken = xcalloc(a->n_loads + 1, sizeof(*a->taken));
	return status;
}

/* Keep of the span what has cells: an open one ends with the bill. */
static int
clip(struct attribution *a)
{
	struct rows r;
	int64_t first = 0, end = 0;

	db_query(&r, a->f, SQL_ATTRIBUTION_EXTENT, "");
	if (db_next(&r) && !db_null(&r, 0)) {
		first = db_int(&r, 0);
		end = db_int(&r, 1) + 1;
	}
	if (a->from == FOC_ALWAYS || a->from < first)
		a->from = first;
	if (a->to == FOC_ALWAYS || a->to > end)
		a->to = end;
	if (a->to < a->from)
		a->to = a->from;
	return db_done(&r);
}

/* What is asked of cells that are gone cannot be told: not as if none were. */
static int
refuse_pruned(struct foc *f, struct rows *r)
{
	int status, found = FOC_OK;

	if (db_next(r))
		found = foc_fail(f, FOC_REFUSED, "%s: this needs its cells, "
		    "which foc-db prune took out at %s; a backup of before "
		    "has them", db_text(r, 0), db_text(r, 1));
	status = db_done(r);
	return status != FOC_OK ? status : found;
}

int
attribution_need_cells(struct foc *f, int64_t load)
{
	struct rows r;

	db_query(&r, f, SQL_ATTRIBUTION_PRUNED_LOAD, "i", load);
	return refuse_pruned(f, &r);
}

/* Of the loads that were asked for; where some will do, it is only noted. */
static int
need_all_cells(struct attribution *a)
{
	struct rows r;
	int status;

	db_query(&r, a->f, SQL_ATTRIBUTION_PRUNED, "i", (int64_t)FOC_ALWAYS);
	status = refuse_pruned(a->f, &r);
	a->pruned = status == FOC_REFUSED;
	return a->pruned && a->some ? FOC_OK : status;
}

static int
ask(struct attribution *a, int64_t seq, int64_t at)
{
	struct foc *f = a->f;
	int status;

	if ((status = db_script(f, SQL_ATTRIBUTION_TABLES)) != FOC_OK ||
	    (status = db_script(f, SQL_ATTRIBUTION_CLEAR)) != FOC_OK)
		return status;
	/* The loads first: they say where an open span begins and ends. */
	if ((status = db_run(f, SQL_ATTRIBUTION_ASK, "iiII", a->from, a->to,
	    seq, at)) != FOC_OK ||
	    (status = db_run(f, SQL_ATTRIBUTION_BILL, "")) != FOC_OK ||
	    (status = need_all_cells(a)) != FOC_OK ||
	    (status = clip(a)) != FOC_OK)
		return status;
	return db_run(f, SQL_ATTRIBUTION_BOUND, "ii", a->from, a->to);
}

/* Callers are numbered from 1 without holes, so that an array finds them. */
static int
read_owners(struct attribution *a)
{
	struct rows r;
	size_t n = 0, room = 0;
	int64_t caller;

	db_query(&r, a->f, SQL_ATTRIBUTION_OWNERS, "");
	while (db_next(&r)) {
		if (n == room) {
			room = room * 2 + 256;
			a->owner = xreallocarray(a->owner, room,
			    sizeof(*a->owner));
		}
		caller = db_int(&r, 0);
		a->first = xreallocarray(a->first, (size_t)caller + 2,
		    sizeof(*a->first));
		while (a->n_callers <= caller)
			a->first[a->n_callers++] = n;
		a->owner[n++] = (struct owner){ db_int(&r, 1), db_int(&r, 2),
		    db_int(&r, 3), db_int(&r, 4), db_int(&r, 5),
		    db_int(&r, 6) != 0 };
		a->first[a->n_callers] = n;
	}
	return db_done(&r);
}

static int
read_skus(struct attribution *a)
{
	struct rows r;
	int64_t id;

	db_query(&r, a->f, SQL_ATTRIBUTION_SKUS, "");
	while (db_next(&r)) {
		id = db_int(&r, 0);
		a->is_spend = xreallocarray(a->is_spend, (size_t)id + 1,
		    sizeof(*a->is_spend));
		while (a->n_skus < id)
			a->is_spend[a->n_skus++] = false;
		a->is_spend[a->n_skus++] = true;
	}
	return db_done(&r);
}

static int
begin(struct attribution *a, int64_t seq, int64_t at)
{
	struct foc *f = a->f;
	int status;

	if (!f->in_tx) {
		if ((status = db_read_begin(f)) != FOC_OK)
			return status;
		a->own_tx = true;
	}
	if ((status = ask(a, seq, at)) != FOC_OK ||
	    (status = read_bills(a)) != FOC_OK ||
	    (status = db_script(f, SQL_ATTRIBUTION_RESOLVE)) != FOC_OK)
		return status;
	a->done_to = a->from;
	if ((status = refuse_ambiguity(f)) != FOC_OK ||
	    (status = read_owners(a)) != FOC_OK ||
	    (status = shares_read(f, &a->shares)) != FOC_OK)
		return status;
	return read_skus(a);
}

int
attribution_begin(struct attribution *a, struct foc *f,
    const struct foc_span *span, int64_t seq, int64_t at)
{
	*a = (struct attribution){ .f = f, .from = span->from, .to = span->to };
	return begin(a, seq, at);
}

int
attribution_begin_some(struct attribution *a, struct foc *f,
    const struct foc_span *span, int64_t seq, int64_t at)
{
	*a = (struct attribution){ .f = f, .from = span->from, .to = span->to,
	    .some = true };
	return begin(a, seq, at);
}

/* FOC_OK where what was taken of a load is what `who` says it is. */
static int
compare(struct attribution *a, size_t i, const char *load, const char *who,
    const char *says)
{
	char taken[DECIMAL_TEXT_MAX], off[DECIMAL_TEXT_MAX];
	int64_t v;

	decimal_text(taken, a->taken[i], MONEY_DECIMALS);
	if (strcmp(taken, says) == 0)
		return FOC_OK;
	if (money_parse_exact(says, strlen(says), &v) != 0)
		snprintf(off, sizeof(off), "very much");
	else
		decimal_text(off, a->taken[i] - v, MONEY_DECIMALS);
	return foc_fail(a->f, FOC_SYSTEM, "%s: its parts add up to %s, %s to "
	    "%s: a difference of %s; foc-db check tells more", load, taken,
	    who, says, off);
}

/* A load: what was taken of it, what its cells say, what it says itself. */
static int
check_load(struct attribution *a, struct rows *r, size_t i)
{
	const char *cells = db_text(r, 3);
	int status;

	status = compare(a, i, db_text(r, 1), "its cells",
	    cells != NULL ? cells : "0");
	if (status == FOC_OK && db_int(r, 4) != 0)
		status = compare(a, i, db_text(r, 1), "the load",
		    db_text(r, 2));
	return status;
}

static int
check_conservation(struct attribution *a)
{
	struct rows r;
	size_t i;
	int status, broken = FOC_OK;

	if (a->measure == ATTRIBUTION_COST)
		db_query(&r, a->f, SQL_ATTRIBUTION_BILLS, "");
	else
		db_query(&r, a->f, SQL_ATTRIBUTION_BILLS_OTHER, "i",
		    (int64_t)(a->measure == ATTRIBUTION_NET));
	for (i = 0; broken == FOC_OK && db_next(&r); i++)
		broken = check_load(a, &r, i);
	status = db_done(&r);
	return status != FOC_OK ? status : broken;
}

int
attribution_end(struct attribution *a, int status)
{
	if (status == FOC_OK) {
		assert(a->done_to == a->to);
		status = check_conservation(a);
	}
	if (a->own_tx)
		status = db_read_end(a->f, status);
	free(a->taken);
	free(a->load);
	free(a->step);
	shares_free(a->shares);
	free(a->owner);
	free(a->first);
	free(a->is_spend);
	return status;
}
