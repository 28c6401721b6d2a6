/* SPDX-License-Identifier: MIT */
/* What a report stands on, as one record before it. */
#include "db/db.h"

/* AWS may change a month in the two weeks after it. */
#define RESTATED_FOR	(14 * UTC_DAY)

int
foc_report_header(struct foc *f, const struct foc_span *span,
    struct foc_out *out)
{
	return db_emit(f, out, NULL, SQL_REPORT_HEADER, "IIii", span->from,
	    span->to, f->now, (int64_t)RESTATED_FOR);
}
