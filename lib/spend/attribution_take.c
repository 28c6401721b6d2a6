/* SPDX-License-Identifier: MIT */
/* Cells, of which there are many more than callers, are added up by owner. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/intern.h"
#include "core/mem.h"
#include "spend/attribution.h"
#include "spend/shares.h"

struct group {			/* the key is compared as bytes: no padding */
	int64_t	own, load, sku, time;
};

struct sum {
	int64_t	amount[SPENT_AMOUNTS];
	int64_t	first, last;	/* hours of its cells */
	bool	no_net;		/* of some cell it is unknown */
};

struct sums {
	struct intern *groups;
	struct sum *sum;	/* by group */
	size_t	size;
};

/* The sum of a group that has a cell of this hour; nothing yet where new. */
static struct sum *
sum_of(struct sums *s, const struct group *g, int64_t hour)
{
	size_t known = intern_count(s->groups);
	size_t id = intern_add(s->groups, g, sizeof(*g));

	if (id == s->size) {
		s->size += s->size / 2 + 1024;
		s->sum = xreallocarray(s->sum, s->size, sizeof(*s->sum));
	}
	if (id == known)
		s->sum[id] = (struct sum){ .first = hour, .last = hour };
	if (hour < s->sum[id].first)
		s->sum[id].first = hour;
	if (hour > s->sum[id].last)
		s->sum[id].last = hour;
	return &s->sum[id];
}

/* A part of a sum: floor, and the first parts have one unit more each. */
static int64_t
part_of(int64_t total, const struct owner *o)
{
	int64_t rest;

	if (o->parts == 1)
		return total;
	rest = total % o->parts;
	return total / o->parts + (o->part < rest) - (o->part < -rest);
}

/* The cell at hand, or what is left of it. */
struct pending {
	struct sums *sums;
	struct group g;
	size_t	bill;
	int64_t	hour, amount[SPENT_AMOUNTS];
	bool	no_net;
};

static int
add(struct attribution *a, struct pending *p, int64_t own,
    const int64_t amount[SPENT_AMOUNTS])
{
	struct sum *sum;
	int i, bad = 0;

	p->g.own = own;
	sum = sum_of(p->sums, &p->g, p->hour);
	a->taken[p->bill] += amount[SPENT_COST];
	for (i = 0; i < SPENT_AMOUNTS; i++)
		bad |= money_add(&sum->amount[i], amount[i]);
	sum->no_net |= p->no_net;
	if (bad == 0)
		return FOC_OK;
	return foc_fail(a->f, FOC_SYSTEM, "ld-%lld: cells of %lld add up to "
	    "more than 922 million", (long long)p->g.load,
	    (long long)p->g.time);
}

/*
 * What CloudTrail gives to workloads; the rest stays pending.  *rest is
 * false where there is none.
 */
static int
add_called(struct attribution *a, struct pending *p, int64_t caller,
    int64_t hour, bool *rest)
{
	const struct split *split;
	size_t n, i;
	int k, status = FOC_OK;

	split = shares_split(a->shares, caller, a->step[p->bill], hour,
	    p->amount, &n);
	*rest = n == 0;
	if (n > 0)
		memset(p->amount, 0, sizeof(p->amount));
	for (i = 0; i < n && status == FOC_OK; i++) {
		if (split[i].own != 0) {
			status = add(a, p, split[i].own, split[i].amount);
			continue;
		}
		*rest = true;
		for (k = 0; k < SPENT_AMOUNTS; k++)
			p->amount[k] += split[i].amount[k];
	}
	return status;
}

/* Each part of the present cell to who owns it at its hour. */
static int
add_cell(struct attribution *a, struct sums *s, struct rows *r, size_t bill,
    int64_t step)
{
	int64_t hour = db_int(r, 0), sku = db_int(r, 1), caller = db_int(r, 2);
	struct pending p = { s, { 0, a->load[bill], sku, hour - hour % step },
	    bill, hour, { db_int(r, 3), db_int(r, 4), db_int(r, 5) },
	    db_null(r, 5) };
	int64_t part[SPENT_AMOUNTS];
	const struct owner *o, *end;
	bool rest = true;
	int i, status = FOC_OK;

	if (sku < 0 || sku >= a->n_skus || !a->is_spend[sku] || caller < 0 ||
	    caller >= a->n_callers)
		return FOC_OK;		/* the check misses unknown callers */
	o = a->owner + a->first[caller];
	end = a->owner + a->first[caller + 1];
	while (o < end && o->to <= hour)
		o++;
	if (o < end && o->last)
		status = add_called(a, &p, caller, hour, &rest);
	for (; rest && o < end && status == FOC_OK && o->from <= hour; o++) {
		for (i = 0; i < SPENT_AMOUNTS; i++)
			part[i] = part_of(p.amount[i], o);
		status = add(a, &p, o->id, part);
	}
	return status;
}

static int
add_cells(struct attribution *a, struct sums *s, int64_t from, int64_t to,
    int64_t step)
{
	struct rows r;
	size_t bill;
	int status = FOC_OK, failed = FOC_OK;

	for (bill = 0; bill < a->n_loads && status == FOC_OK; bill++) {
		if (a->measure == ATTRIBUTION_COST)
			db_query(&r, a->f, SQL_ATTRIBUTION_CELLS, "iii",
			    a->load[bill], from, to);
		else
			db_query(&r, a->f, SQL_ATTRIBUTION_CELLS_OTHER,
			    "iiii", a->load[bill], from, to,
			    (int64_t)(a->measure == ATTRIBUTION_NET));
		while (failed == FOC_OK && db_next(&r))
			failed = add_cell(a, s, &r, bill, step);
		if ((status = db_done(&r)) == FOC_OK)
			status = failed;
	}
	return status;
}

/* A copy: what is interned may lie at any address. */
static struct group
group_of(const struct intern *groups, uint32_t id)
{
	struct group g;

	memcpy(&g, intern_get(groups, id, NULL), sizeof(g));
	return g;
}

static int
by_group(const void *va, const void *vb, void *groups)
{
	const uint32_t *a = va, *b = vb;
	const struct group x = group_of(groups, *a), y = group_of(groups, *b);

	if (x.own != y.own)
		return x.own < y.own ? -1 : 1;
	if (x.load != y.load)
		return x.load < y.load ? -1 : 1;
	if (x.sku != y.sku)
		return x.sku < y.sku ? -1 : 1;
	return x.time < y.time ? -1 : x.time > y.time;
}

/* In the order of the key of `spent`, which is faster than in any other. */
static int
keep_sums(struct foc *f, const struct sums *s)
{
	const struct sum *sum;
	struct group g;
	uint32_t i, n = intern_count(s->groups), *order;
	int status = FOC_OK;

	order = xreallocarray(NULL, (size_t)n + 1, sizeof(*order));
	for (i = 0; i < n; i++)
		order[i] = i;
	qsort_r(order, n, sizeof(*order), by_group, s->groups);
	for (i = 0; i < n && status == FOC_OK; i++) {
		g = group_of(s->groups, order[i]);
		sum = &s->sum[order[i]];
		status = db_run(f, SQL_ATTRIBUTION_SPENT, "iiiiiiIii",
		    g.own, g.load, g.sku, g.time,
		    sum->amount[SPENT_USAGE], sum->amount[SPENT_COST],
		    sum->no_net ? DB_NULL : sum->amount[SPENT_NET],
		    sum->first, sum->last);
	}
	free(order);
	return status;
}

int
attribution_take(struct attribution *a, int64_t from, int64_t to,
    int64_t step)
{
	struct sums s = { .groups = intern_new() };
	int status;

	assert(from == a->done_to && to <= a->to);
	a->done_to = to;
	status = db_run(a->f, SQL_ATTRIBUTION_FORGET, "");
	if (status == FOC_OK)
		status = add_cells(a, &s, from, to, step);
	if (status == FOC_OK)
		status = keep_sums(a->f, &s);
	free(s.sum);
	intern_free(s.groups);
	return status;
}
