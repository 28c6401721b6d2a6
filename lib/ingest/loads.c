/* SPDX-License-Identifier: MIT */
/*
 * What was loaded; taking back what should not have been, and taking out the
 * cells of what is not in force any more.
 */
#include <stdlib.h>

#include "db/machine.h"

int
foc_load_list(struct foc *f, const char *state, struct foc_out *out)
{
	int status = machine_check_state(f, MACHINE_LOAD, state);

	if (status != FOC_OK)
		return status;
	return db_emit(f, out, NULL, SQL_INGEST_RECORD, "nis", (int64_t)0,
	    state);
}

static int
need_rationale(struct foc *f, const char *rationale)
{
	return rationale != NULL && *rationale != '\0' ? FOC_OK :
	    foc_fail(f, FOC_USAGE, "--rationale: is needed, why is kept with "
	    "the decision");
}

int
foc_load_withdraw(struct foc *f, const char *id, const char *rationale,
    struct foc_out *out)
{
	char *weeks = NULL;
	int64_t n;
	int status;

	if ((status = need_rationale(f, rationale)) != FOC_OK ||
	    (status = machine_may(f, MACHINE_LOAD, id, "withdraw", NULL)) !=
	    FOC_OK ||
	    (status = db_get_int(f, &n, SQL_INGEST_LOAD_OF, "s", id)) !=
	    FOC_OK ||
	    (status = db_run(f, SQL_INGEST_ENDED, "ii", n, f->now)) !=
	    FOC_OK ||
	    (status = machine_move(f, MACHINE_LOAD, id, "withdraw",
	    rationale)) != FOC_OK ||
	    (status = db_get_text(f, &weeks, SQL_INGEST_WEEKS, "s", id)) !=
	    FOC_OK)
		return status;
	if (weeks != NULL)
		foc_notice(f, "%s: was in force when the cards of %s were "
		    "made: the next foc-spendcard generate makes them again",
		    id, weeks);
	free(weeks);
	return db_emit(f, out, NULL, SQL_INGEST_RECORD, "iin", n,
	    (int64_t)0);
}

/* The row of a load must be sound: the event would bind it as it is. */
static int
take_cells_out(struct foc *f, const char *id, int64_t n,
    const char *rationale)
{
	int status = audit_verify_object(f, id);

	if (status != FOC_OK ||
	    (status = db_run(f, SQL_INGEST_PURGE_CELLS, "i", n)) != FOC_OK ||
	    (status = db_run(f, SQL_SEAL_DROP, "i", n)) != FOC_OK ||
	    (status = db_run(f, SQL_INGEST_PRUNED, "ii", n, f->now)) !=
	    FOC_OK)
		return status;
	return machine_move(f, MACHINE_LOAD, id, "prune", rationale);
}

int
foc_load_prune(struct foc *f, const char *id, const char *rationale,
    struct foc_out *out)
{
	int64_t n, gone;
	int status;

	if ((status = need_rationale(f, rationale)) != FOC_OK ||
	    (status = machine_may(f, MACHINE_LOAD, id, "prune", NULL)) !=
	    FOC_OK ||
	    (status = db_get_int(f, &n, SQL_INGEST_LOAD_OF, "s", id)) !=
	    FOC_OK ||
	    (status = db_get_int(f, &gone, SQL_INGEST_IS_PRUNED, "i", n)) !=
	    FOC_OK)
		return status;
	if (gone != 0)
		foc_notice(f, "%s: was pruned already; nothing changed", id);
	else
		status = take_cells_out(f, id, n, rationale);
	return status != FOC_OK ? status : db_emit(f, out, NULL,
	    SQL_INGEST_RECORD, "iin", n, (int64_t)0);
}
