/* SPDX-License-Identifier: MIT */
#include "spend/reach.h"

#include <string.h>

#define MAY_KNOW_ALL	(ROLE_FINOPS_LEAD | ROLE_FINANCE)

int
reach_read(struct foc *f, bool *all)
{
	int status;

	*all = (f->roles & MAY_KNOW_ALL) != 0;
	if ((status = db_script(f, SQL_QUESTION_REACH)) != FOC_OK ||
	    (status = db_run(f, SQL_QUESTION_REACH_FILL, "sii", f->actor,
	    f->now, (int64_t)*all)) != FOC_OK)
		return status;
	return db_run(f, SQL_QUESTION_REACH_ALL, "i", (int64_t)*all);
}

int
foc_reach(struct foc *f, enum foc_reach *reach)
{
	int64_t n = 0;
	bool all = false;
	int status;

	*reach = FOC_REACH_NOTHING;
	if ((status = need_actor(f)) == FOC_OK &&
	    (status = reach_read(f, &all)) == FOC_OK)
		status = db_get_int(f, &n, SQL_QUESTION_REACH_ANY, "");
	if (status == FOC_OK && all)
		*reach = FOC_REACH_ALL;
	else if (status == FOC_OK && n > 0)
		*reach = FOC_REACH_OWN;
	return status;
}

/* The same sentence for what is not there and what is another's. */
int
foc_may_know(struct foc *f, const char *workload)
{
	const char *name = strncmp(workload, "wl-", 3) == 0 ? workload + 3 :
	    workload;
	int64_t n = 0;
	bool all = false;
	int status;

	if ((status = need_actor(f)) != FOC_OK ||
	    (status = reach_read(f, &all)) != FOC_OK ||
	    (status = db_get_int(f, &n, SQL_REACH_WORKLOAD, "s", name)) !=
	    FOC_OK)
		return status;
	if (n > 0)
		return FOC_OK;
	return foc_fail(f, FOC_REFUSED, "%s: is no workload that %s may know "
	    "of", workload, f->actor);
}
