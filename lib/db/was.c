/* SPDX-License-Identifier: MIT */
/*
 * What rows of governed tables were before each change, or that there were
 * none: triggers write it down, whatever verb it is that changes them, and
 * --as-of puts it back.
 */
#include <stdlib.h>

#include "db/handle.h"

static const struct { const char *table, *key; } kept[] = {
	{ "request", "id" },
	{ "model_access", "id" },
	{ "scope", "id" },
	{ "task", "id" },
	{ "workload", "name" },
	{ "card", "id" },
	{ "gap", "id" },
	{ "investigation", "id" },
	{ "model", "platform || ':' || model" },
};

#define N_KEPT	(sizeof(kept) / sizeof(kept[0]))

/* Run what a statement wrote; frees it. */
static int
run(struct foc *f, char *sql, int status)
{
	if (status == FOC_OK &&
	    sqlite3_exec(f->db, sql, NULL, NULL, NULL) != SQLITE_OK)
		status = db_fail(f, "cannot keep the past");
	free(sql);
	return status;
}

static int
add_trigger(struct foc *f, const char *table, const char *when,
    const char *row)
{
	char *sql = NULL;
	int status;

	status = db_get_text(f, &sql, SQL_WAS_TRIGGER, "sss", table, when,
	    row);
	return run(f, sql, status);
}

int
was_keep(struct foc *f)
{
	char *sql;
	size_t i;
	int status = FOC_OK;

	for (i = 0; i < N_KEPT && status == FOC_OK; i++) {
		sql = NULL;
		status = db_get_text(f, &sql, SQL_WAS_TABLE, "s",
		    kept[i].table);
		status = run(f, sql, status);
		if (status == FOC_OK)
			status = add_trigger(f, kept[i].table, "UPDATE",
			    "OLD");
		if (status == FOC_OK)
			status = add_trigger(f, kept[i].table, "INSERT",
			    "NEW");
	}
	return status;
}

int
was_restore(struct foc *f)
{
	char *sql;
	size_t i;
	int status = FOC_OK;

	for (i = 0; i < N_KEPT && status == FOC_OK; i++) {
		sql = NULL;
		status = db_get_text(f, &sql, SQL_PAST_RESTORE, "ss",
		    kept[i].table, kept[i].key);
		status = run(f, sql, status);
	}
	return status;
}
