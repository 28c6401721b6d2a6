/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "core/intern.h"
#include "core/mem.h"
#include "spend/shares.h"

struct when {			/* keys are compared as bytes: no padding */
	int64_t	place, step, time;
};

struct whose {
	int64_t	caller, workload;
};

struct part {
	int64_t	weight;
	int64_t	workload;	/* its number; -1: nobody holds it */
};

struct fraction {
	int128	rest;
	size_t	i;
};

struct shares {
	struct intern *whens;
	size_t	*first;		/* of a when: its roles, in their order */
	struct part *role;
	size_t	n_roles;
	struct intern *workloads;
	struct intern *whoses;
	int64_t	*own;		/* by whose */
	int64_t	*place;		/* by caller; 0: none */
	int64_t	n_places;
	struct split *split;	/* of the present cell */
	struct fraction *fraction;
	size_t	room;
};

static int64_t
number_of(struct shares *s, const char *workload)
{
	return workload == NULL ? -1 : (int64_t)intern_add(s->workloads,
	    workload, strlen(workload));
}

static int
read_roles(struct foc *f, struct shares *s)
{
	struct when w;
	struct rows r;
	size_t room = 0;
	uint32_t id;

	db_query(&r, f, SQL_ATTRIBUTION_CALLED, "");
	while (db_next(&r)) {
		if (s->n_roles == room) {
			room = room * 2 + 64;
			s->role = xreallocarray(s->role, room,
			    sizeof(*s->role));
			s->first = xreallocarray(s->first, room + 1,
			    sizeof(*s->first));
		}
		w = (struct when){ db_int(&r, 0), db_int(&r, 1),
		    db_int(&r, 2) };
		/* They come in order: a new one begins here. */
		id = intern_count(s->whens);
		if (intern_add(s->whens, &w, sizeof(w)) == id)
			s->first[id] = s->n_roles;
		s->role[s->n_roles++] = (struct part){ db_int(&r, 3),
		    number_of(s, db_text(&r, 4)) };
		s->first[intern_count(s->whens)] = s->n_roles;
	}
	return db_done(&r);
}

static int
read_places(struct foc *f, struct shares *s)
{
	struct rows r;
	int64_t caller;

	db_query(&r, f, SQL_ATTRIBUTION_PLACES, "");
	while (db_next(&r)) {
		caller = db_int(&r, 0);
		s->place = xreallocarray(s->place, (size_t)caller + 1,
		    sizeof(*s->place));
		while (s->n_places < caller)
			s->place[s->n_places++] = 0;
		s->place[s->n_places++] = db_int(&r, 1);
	}
	return db_done(&r);
}

static int
read_owners(struct foc *f, struct shares *s)
{
	struct whose w;
	struct rows r;
	uint32_t id;

	db_query(&r, f, SQL_ATTRIBUTION_TRAIL_OWNERS, "");
	while (db_next(&r)) {
		w = (struct whose){ db_int(&r, 0),
		    number_of(s, db_text(&r, 1)) };
		id = intern_add(s->whoses, &w, sizeof(w));
		s->own = xreallocarray(s->own, (size_t)id + 1,
		    sizeof(*s->own));
		s->own[id] = db_int(&r, 2);
	}
	return db_done(&r);
}

int
shares_read(struct foc *f, struct shares **s)
{
	int status;

	*s = xcalloc(1, sizeof(**s));
	(*s)->whens = intern_new();
	(*s)->workloads = intern_new();
	(*s)->whoses = intern_new();
	if ((status = read_roles(f, *s)) != FOC_OK ||
	    (status = read_places(f, *s)) != FOC_OK)
		return status;
	return read_owners(f, *s);
}

void
shares_free(struct shares *s)
{
	if (s == NULL)
		return;
	intern_free(s->whens);
	intern_free(s->workloads);
	intern_free(s->whoses);
	free(s->first);
	free(s->role);
	free(s->own);
	free(s->place);
	free(s->split);
	free(s->fraction);
	free(s);
}

/* The largest fraction first, of equal ones the first role. */
static int
by_rest(const void *a, const void *b)
{
	const struct fraction *x = a, *y = b;

	if (x->rest != y->rest)
		return x->rest < y->rest ? 1 : -1;
	return x->i < y->i ? -1 : x->i > y->i;
}

/*
 * total by weight: floors, and what is left, one unit each, by the largest
 * fraction.  A negative total splits as the negative of its opposite.  The
 * parts go to that amount of the split.
 */
static void
apportion(struct shares *s, const struct part *role, size_t n, int64_t total,
    int which)
{
	int128 sum = 0, left = total < 0 ? -(int128)total : total, all = left;
	int64_t sign = total < 0 ? -1 : 1;
	size_t i;

	for (i = 0; i < n; i++)
		sum += role[i].weight;
	for (i = 0; i < n; i++) {
		s->split[i].amount[which] = sign *
		    (int64_t)(all * role[i].weight / sum);
		left -= all * role[i].weight / sum;
		s->fraction[i] = (struct fraction){
		    all * role[i].weight % sum, i };
	}
	qsort(s->fraction, n, sizeof(*s->fraction), by_rest);
	for (i = 0; i < n && left > 0; i++, left--)
		s->split[s->fraction[i].i].amount[which] += sign;
}

static int64_t
own_of(struct shares *s, int64_t caller, int64_t workload)
{
	struct whose w = { caller, workload };

	/* All of them are known. */
	return workload < 0 ? 0 : s->own[intern_add(s->whoses, &w, sizeof(w))];
}

const struct split *
shares_split(struct shares *s, int64_t caller, int64_t step, int64_t hour,
    const int64_t amount[SPENT_AMOUNTS], size_t *n)
{
	struct when w = { 0, step, hour - hour % step };
	const struct part *role;
	uint32_t id, known = intern_count(s->whens);
	size_t i;
	int which;

	*n = 0;
	if (caller >= s->n_places || s->place[caller] == 0)
		return NULL;
	w.place = s->place[caller];
	id = intern_add(s->whens, &w, sizeof(w));
	if (id >= known) {		/* from now on it is one without roles */
		s->first = xreallocarray(s->first, (size_t)id + 2,
		    sizeof(*s->first));
		s->first[id] = s->first[id + 1] = s->n_roles;
		return NULL;
	}
	role = s->role + s->first[id];
	if ((*n = s->first[id + 1] - s->first[id]) == 0)
		return NULL;
	if (*n > s->room) {
		s->room = *n;
		s->split = xreallocarray(s->split, *n, sizeof(*s->split));
		s->fraction = xreallocarray(s->fraction, *n,
		    sizeof(*s->fraction));
	}
	for (which = 0; which < SPENT_AMOUNTS; which++)
		apportion(s, role, *n, amount[which], which);
	for (i = 0; i < *n; i++)
		s->split[i].own = own_of(s, caller, role[i].workload);
	return s->split;
}
