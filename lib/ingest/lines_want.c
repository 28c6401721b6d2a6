/* SPDX-License-Identifier: MIT */
/* What is looked for, and whether a row of the run is that. */
#include <stdlib.h>
#include <string.h>

#include "ingest/dimensions.h"
#include "ingest/lines.h"

struct place {			/* keys are compared as bytes: no padding */
	int64_t	hour, sku, caller;
};

static int
read_cells(struct lines *l)
{
	struct place p;
	struct wanted *w;
	struct rows r;
	uint32_t id;

	db_query(&r, l->f, SQL_LINES_CELLS, "i", l->load);
	while (db_next(&r)) {
		GROW(l->wanted, l->n_wanted, l->wanted_max);
		p = (struct place){ db_int(&r, 0), db_int(&r, 1),
		    db_int(&r, 2) };
		/* They come in order: a new one begins here. */
		id = intern_count(l->keys);
		if (intern_add(l->keys, &p, sizeof(p)) == id) {
			l->first = xreallocarray(l->first, (size_t)id + 2,
			    sizeof(*l->first));
			l->first[id] = l->n_wanted;
		}
		w = &l->wanted[l->n_wanted++];
		*w = (struct wanted){ .figure = db_int(&r, 3),
		    .id = xstrdup(db_text(&r, 4)), .part = db_int(&r, 5),
		    .cost = db_int(&r, 6), .rows = db_int(&r, 7),
		    .measure = db_int(&r, 8) };
		l->first[intern_count(l->keys)] = l->n_wanted;
	}
	return db_done(&r);
}

static int
read_rows(struct lines *l)
{
	const char *key;
	struct rows r;

	db_query(&r, l->f, SQL_LINES_ROWS, "i", l->load);
	while (db_next(&r)) {
		GROW(l->rows, l->n_rows, l->rows_max);
		key = db_text(&r, 3);
		l->rows[l->n_rows++] = (struct wanted_rows){ db_int(&r, 0),
		    xstrdup(db_text(&r, 1)), xstrdup(db_text(&r, 2)),
		    key != NULL ? xstrdup(key) : NULL, db_opt(&r, 4) };
	}
	return db_done(&r);
}

int
lines_want(struct lines *l)
{
	int status;

	l->keys = intern_new();
	status = read_cells(l);
	return status == FOC_OK ? read_rows(l) : status;
}

void
lines_forget(struct lines *l)
{
	size_t i;

	for (i = 0; i < l->n_wanted; i++)
		free(l->wanted[i].id);
	for (i = 0; i < l->n_rows; i++) {
		free(l->rows[i].id);
		free(l->rows[i].what);
		free(l->rows[i].key);
	}
	for (i = 0; i < l->n_waiting; i++) {
		free(l->waiting[i].seen.name);
		free(l->waiting[i].seen.item);
	}
	intern_free(l->keys);
	free(l->first);
	free(l->wanted);
	free(l->rows);
	free(l->waiting);
	free(l->sku);
	free(l->caller);
}

/* The id in the file of what the run numbers i: looked up once. */
static int64_t
id_of(struct lines *l, int64_t **ids, size_t *n, uint32_t i, bool caller)
{
	int64_t *id;
	int status;

	while (*n <= i) {
		*ids = xreallocarray(*ids, *n + 1, sizeof(**ids));
		(*ids)[(*n)++] = 0;
	}
	id = *ids + i;
	if (*id == 0) {
		status = caller ? dimension_caller(&l->run, i, id) :
		    dimension_sku(&l->run, i, id);
		if (status != FOC_OK)
			l->status = status;
		if (*id == 0)
			*id = -1;	/* the file knows none */
	}
	return *id;
}

struct wanted *
lines_find(struct lines *l, int64_t hour, uint32_t sku, uint32_t caller,
    size_t *n)
{
	struct place p = { hour,
	    id_of(l, &l->sku, &l->n_skus, sku, false),
	    id_of(l, &l->caller, &l->n_callers, caller, true) };
	uint32_t id;

	*n = 0;
	if (p.sku < 0 || p.caller < 0 ||
	    (id = intern_find(l->keys, &p, sizeof(p))) == INTERN_NONE)
		return NULL;
	*n = l->first[id + 1] - l->first[id];
	return l->wanted + l->first[id];
}
