/* SPDX-License-Identifier: MIT */
#include "db/db.h"

int
foc_known(struct foc *f, const char *what, void (*each)(void *arg,
    const char *word, const char *hint), void *arg)
{
	struct rows r;

	db_query(&r, f, SQL_KNOWN, "s", what);
	while (db_next(&r))
		each(arg, db_text(&r, 0), db_text(&r, 1));
	return db_done(&r);
}
