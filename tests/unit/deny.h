/* SPDX-License-Identifier: MIT */
/*
 * Every statement that a call runs fails once: SQLite asks before each thing
 * that a statement does, and is told no the nth time, for every n.  Columns
 * and functions are not asked for by themselves: their statement fails anyway.
 */
#ifndef FOC_TEST_DENY_H
#define FOC_TEST_DENY_H

#include <sqlite3.h>

#include "db/handle.h"

struct denial {
	int	nth, asked;
};

static int
deny_nth(void *arg, int what, const char *a, const char *b, const char *c,
    const char *d)
{
	struct denial *x = arg;

	(void)a;
	(void)b;
	(void)c;
	(void)d;
	if (what == SQLITE_READ || what == SQLITE_FUNCTION)
		return SQLITE_OK;
	return ++x->asked == x->nth ? SQLITE_DENY : SQLITE_OK;
}

/*
 * Call op on a file opened anew until nothing is left to deny; then it must
 * answer status, before that FOC_SYSTEM.  The number of denials.
 */
static int
deny_all(struct foc *(*opened)(void), int (*op)(struct foc *), int status)
{
	struct denial x = { 0, 0 };
	struct foc *f;
	int got;

	do {
		x.nth++;
		x.asked = 0;
		f = opened();
		sqlite3_set_authorizer(f->db, deny_nth, &x);
		got = op(f);
		if (got != (x.asked < x.nth ? status : FOC_SYSTEM))
			fail_msg("denial %d: status %d: %s", x.nth, got,
			    foc_errmsg(f));
		sqlite3_set_authorizer(f->db, NULL, NULL);
		foc_close(f);
	} while (x.asked >= x.nth);
	print_message("# denied %d times\n", x.nth - 1);
	return x.nth - 1;
}

#endif
