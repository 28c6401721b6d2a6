/* SPDX-License-Identifier: MIT */
/* What was used and who used it: rows of the tables sku and caller. */
#include <stdlib.h>
#include <string.h>

#include "ingest/dimensions.h"

/* Ids of an interned table by the bytes of their keys. */
static int
by_bytes(const void *a, const void *b, void *table)
{
	size_t n, m;
	const void *p = intern_get(table, *(const uint32_t *)a, &n);
	const void *q = intern_get(table, *(const uint32_t *)b, &m);
	int d = memcmp(p, q, n < m ? n : m);

	return d != 0 ? d : (n > m) - (n < m);
}

static uint32_t *
in_order(struct intern *t)
{
	uint32_t n = intern_count(t), i, *order;

	order = xcalloc((size_t)n + 1, sizeof(*order));
	for (i = 0; i < n; i++)
		order[i] = i;
	qsort_r(order, n, sizeof(*order), by_bytes, t);
	return order;
}

/* n texts, one behind the other, as columns. */
static void
split_texts(const char *p, const char **column, int n)
{
	int i;

	for (i = 0; i < n; i++, p += strlen(p) + 1)
		column[i] = p;
}

static int
ask_sku(const struct run *run, uint32_t i, enum sql_id ask, int64_t *id)
{
	const char *c[12];
	int64_t per_unit;

	split_texts(intern_get(run->skus, i, NULL), c, 12);
	per_unit = *c[9] == '\0' ? DB_NULL : strtoll(c[9], NULL, 10);
	return db_get_int(run->f, id, ask, "sssssssssIss", c[0], c[1], c[2],
	    c[3], c[4], c[5], c[6], c[7], c[8], per_unit, c[10], c[11]);
}

int
dimension_sku(const struct run *run, uint32_t i, int64_t *id)
{
	return ask_sku(run, i, SQL_INGEST_SKU_FIND, id);
}

static int
find_sku(struct dimensions *d, uint32_t i)
{
	int status = FOC_OK;

	if (d->sku[i] == 0)
		status = dimension_sku(d->run, i, &d->sku[i]);
	return status != FOC_OK || d->sku[i] != 0 ? status :
	    ask_sku(d->run, i, SQL_INGEST_SKU_ADD, &d->sku[i]);
}

static int
ask_caller(const struct run *run, uint32_t i, enum sql_id ask, int64_t *id)
{
	const char *c[8];

	split_texts(intern_get(run->callers, i, NULL), c, 8);
	return db_get_int(run->f, id, ask, "ssssssss", c[0], c[1], c[2], c[3],
	    c[4], c[5], c[6], c[7]);
}

int
dimension_caller(const struct run *run, uint32_t i, int64_t *id)
{
	return ask_caller(run, i, SQL_INGEST_CALLER_FIND, id);
}

static int
find_caller(struct dimensions *d, uint32_t i)
{
	int status = FOC_OK;

	if (d->caller[i] == 0)
		status = dimension_caller(d->run, i, &d->caller[i]);
	return status != FOC_OK || d->caller[i] != 0 ? status :
	    ask_caller(d->run, i, SQL_INGEST_CALLER_ADD, &d->caller[i]);
}

/* In the order of their bytes: ids do not depend on the order of rows. */
static int
add_dimension(struct dimensions *d, struct intern *t,
    int (*find)(struct dimensions *d, uint32_t i))
{
	uint32_t *order = in_order(t), n = intern_count(t), i;
	int status = FOC_OK;

	for (i = 0; i < n && status == FOC_OK; i++)
		status = find(d, order[i]);
	free(order);
	return status;
}

static bool *
used(const struct run *run, bool caller)
{
	size_t i, n = intern_count(caller ? run->callers : run->skus);
	bool *is = xcalloc(n + 1, sizeof(*is));
	struct cell_key key;

	for (i = 0; i < run->n_cells; i++) {
		memcpy(&key, intern_get(run->cell_keys, (uint32_t)i, NULL),
		    sizeof(key));
		if (key.held == 0)
			is[caller ? key.caller : key.sku] = true;
	}
	return is;
}

/* Only what some cell needs: -1 marks the rest as found. */
static int64_t *
wanted_ids(const struct run *run, bool caller)
{
	size_t i, n = intern_count(caller ? run->callers : run->skus);
	bool *is = used(run, caller);
	int64_t *id = xcalloc(n + 1, sizeof(*id));

	for (i = 0; i < n; i++)
		id[i] = is[i] ? 0 : -1;
	free(is);
	return id;
}

int
dimensions_add(struct dimensions *d, const struct run *run)
{
	int status;

	*d = (struct dimensions){ .run = run };
	d->sku = wanted_ids(run, false);
	d->caller = wanted_ids(run, true);
	status = add_dimension(d, run->skus, find_sku);
	if (status == FOC_OK)
		status = add_dimension(d, run->callers, find_caller);
	return status;
}

void
dimensions_free(struct dimensions *d)
{
	free(d->sku);
	free(d->caller);
	*d = (struct dimensions){ .run = NULL };
}
