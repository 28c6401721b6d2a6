/* SPDX-License-Identifier: MIT */
/* What was loaded, and taking back what should not have been. */
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

int
foc_load_withdraw(struct foc *f, const char *id, const char *rationale,
    struct foc_out *out)
{
	char *weeks = NULL;
	int64_t n;
	int status;

	if (rationale == NULL || *rationale == '\0')
		return foc_fail(f, FOC_USAGE, "--rationale: is needed, why "
		    "is kept with the decision");
	if ((status = machine_may(f, MACHINE_LOAD, id, "withdraw", NULL)) !=
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
