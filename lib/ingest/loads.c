/* SPDX-License-Identifier: MIT */
/* What was loaded, and taking back what should not have been. */
#include <string.h>

#include "db/db.h"

int
foc_load_list(struct foc *f, const char *state, struct foc_out *out)
{
	static const char *const words[] = {
		"ACTIVE", "SUPERSEDED", "WITHDRAWN"
	};
	size_t i;

	for (i = 0; state != NULL && strcmp(state, words[i]) != 0;)
		if (++i == sizeof(words) / sizeof(words[0]))
			return foc_fail(f, FOC_USAGE, "'%s' is no state; one "
			    "of ACTIVE, SUPERSEDED, WITHDRAWN", state);
	return db_emit(f, out, NULL, SQL_INGEST_RECORD, "nis", (int64_t)0,
	    state);
}

static int
find(struct foc *f, const char *id, int64_t *n)
{
	struct rows r;
	char state[16] = "";
	int status;

	*n = 0;
	db_query(&r, f, SQL_INGEST_LOAD_OF, "s", id);
	if (db_next(&r)) {
		*n = db_int(&r, 0);
		snprintf(state, sizeof(state), "%s", db_text(&r, 1));
	}
	if ((status = db_done(&r)) != FOC_OK)
		return status;
	if (*n == 0)
		return foc_fail(f, FOC_REFUSED, "%s: there is no such load; "
		    "foc-db loads lists them", id);
	if (strcmp(state, "ACTIVE") != 0)
		return foc_fail(f, FOC_REFUSED, "%s: cannot withdraw: state "
		    "is %s, needs ACTIVE", id, state);
	return FOC_OK;
}

int
foc_load_withdraw(struct foc *f, const char *id, const char *rationale,
    struct foc_out *out)
{
	const char *as;
	int64_t n;
	int status;

	if (rationale == NULL || *rationale == '\0')
		return foc_fail(f, FOC_USAGE, "--rationale: is needed, why "
		    "is kept with the decision");
	if ((status = need_role(f, ROLE_FINOPS_LEAD | ROLE_ADMIN, &as)) !=
	    FOC_OK || (status = find(f, id, &n)) != FOC_OK ||
	    (status = db_run(f, SQL_INGEST_WITHDRAW, "ii", n, f->now)) !=
	    FOC_OK ||
	    (status = audit_add(f, as, "withdraw", id, "ACTIVE", "WITHDRAWN",
	    rationale)) != FOC_OK)
		return status;
	return db_emit(f, out, NULL, SQL_INGEST_RECORD, "iin", n,
	    (int64_t)0);
}
