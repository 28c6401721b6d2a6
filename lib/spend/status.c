/* SPDX-License-Identifier: MIT */
/* How far the data reach, what waits for the one who asks, what ran last. */
#include "db/db.h"

/* The list of Agent Bill's "what is waiting for me". */
static int
read_waits(struct foc *f)
{
	struct rows r;
	int status, failed = FOC_OK;

	db_query(&r, f, SQL_ANSWER_TODO, "sii", f->actor, f->now,
	    (int64_t)f->roles);
	while (failed == FOC_OK && db_next(&r))
		failed = db_run(f, SQL_STATUS_WAIT, "sssI", db_text(&r, 0),
		    db_text(&r, 1), db_text(&r, 2), db_opt(&r, 3));
	status = db_done(&r);
	return status != FOC_OK ? status : failed;
}

int
foc_status(struct foc *f, struct foc_out *out)
{
	int status = db_script(f, SQL_STATUS_TABLES);

	if (status == FOC_OK && f->actor != NULL)
		status = read_waits(f);
	if (status == FOC_OK)
		status = db_emit(f, out, NULL, SQL_STATUS_RECORD, "is",
		    f->now, f->actor);
	return status;
}
