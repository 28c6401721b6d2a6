/* SPDX-License-Identifier: MIT */
/*
 * What no statement of an open file may do, whoever wrote it: change the
 * schema, the events or what keeps them, or how the connection is set.  All
 * statements are ours and fixed; this holds should one not be.  Writing to
 * sqlite_schema itself is what defensive mode denies.
 */
#include <string.h>

#include "db/seal.h"

/* Pragmas that only look; of the others none takes a value any more. */
static bool
only_looks(const char *pragma)
{
	static const char *const known[] = { "table_info", "integrity_check",
		"quick_check", "foreign_key_check" };
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (sqlite3_stricmp(pragma, known[i]) == 0)
			return true;
	return false;
}

static bool
is(const char *name, const char *what)
{
	return name != NULL && sqlite3_stricmp(name, what) == 0;
}

/* a and b are what the action says of itself; of most, a is a table. */
static int
judge(void *arg, int action, const char *a, const char *b, const char *db,
    const char *trigger)
{
	bool bad = false;

	seal_note_writes(arg, action, a, b, db, trigger);
	switch (action) {
	case SQLITE_CREATE_TEMP_TRIGGER:
	case SQLITE_DROP_TEMP_TRIGGER:
	case SQLITE_CREATE_TRIGGER:
	case SQLITE_DROP_TRIGGER:
	case SQLITE_CREATE_VTABLE:
	case SQLITE_DROP_VTABLE:
		bad = true;
		break;
	case SQLITE_CREATE_TABLE:
		/* What json_each and its like declare is called x. */
		bad = is(db, "main") && !is(a, "x");
		break;
	case SQLITE_CREATE_INDEX:
	case SQLITE_CREATE_VIEW:
	case SQLITE_DROP_TABLE:
	case SQLITE_DROP_INDEX:
	case SQLITE_DROP_VIEW:
	case SQLITE_REINDEX:
	case SQLITE_ANALYZE:
		bad = is(db, "main");
		break;
	case SQLITE_ALTER_TABLE:		/* a is the database here */
		bad = is(a, "main");
		break;
	case SQLITE_UPDATE:
	case SQLITE_DELETE:
		bad = is(db, "main") && is(a, "audit");
		break;
	case SQLITE_PRAGMA:
		bad = b != NULL && !only_looks(a);
		break;
	}
	return bad ? SQLITE_DENY : SQLITE_OK;
}

int
db_guard(struct foc *f)
{
	return sqlite3_set_authorizer(f->db, judge, f) == SQLITE_OK ?
	    FOC_OK : db_fail(f, "cannot guard the file");
}
