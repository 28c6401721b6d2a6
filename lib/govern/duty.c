/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "govern/duty.h"

int64_t
duty_uid(const struct foc *f)
{
	return f->sandbox ? DB_NULL : f->uid;
}

int
duty_owner(struct foc *f, const char *what, const char *verb,
    int64_t product)
{
	struct rows r;
	int status, no = FOC_OK;

	db_query(&r, f, SQL_OWNER_MAY, "isi", product, f->actor, f->now);
	if (db_next(&r) && db_int(&r, 2) == 0)
		no = foc_fail(f, FOC_REFUSED, "%s: cannot %s: the product %s "
		    "belongs to %s, and %s does not stand in for its owner",
		    what, verb, db_text(&r, 0), db_text(&r, 1), f->actor);
	status = db_done(&r);
	return status != FOC_OK ? status : no;
}

int
duty_owner_of_request(struct foc *f, const char *request, const char *verb)
{
	int64_t product;
	int status;

	status = db_get_int(f, &product, SQL_PRODUCT_OF_REQUEST, "s", request);
	if (status == FOC_OK)
		status = duty_owner(f, request, verb, product);
	return status;
}

int
duty_apart(struct foc *f, const char *what, const char *request,
    const char *verb, enum duty d, const char *role, const char *must)
{
	static const struct { enum sql_id who; const char *did; } duties[] = {
		[DUTY_REQUESTER] = { SQL_DUTY_REQUESTER, "asked for" },
		[DUTY_APPROVER] = { SQL_DUTY_APPROVER, "approved" },
		[DUTY_IMPLEMENTER] = { SQL_DUTY_IMPLEMENTER, "implemented" },
		[DUTY_TASK_APPROVER] = { SQL_DUTY_TASK_APPROVER, "approved" },
		[DUTY_PROPOSER] = { SQL_DUTY_PROPOSER, "proposed" },
	};
	const char *person;
	struct rows r;
	int status, no = FOC_OK;

	db_query(&r, f, duties[d].who, "s", request);
	while (no == FOC_OK && db_next(&r)) {
		person = db_text(&r, 0);
		if (strcmp(person, f->actor) == 0)
			no = foc_fail(f, FOC_REFUSED, "%s: cannot %s: %s %s "
			    "it; somebody else with the role %s must %s",
			    what, verb, person, duties[d].did, role, must);
		else if (!f->sandbox && db_opt(&r, 1) == f->uid)
			no = foc_fail(f, FOC_REFUSED, "%s: cannot %s: the "
			    "user %lld %s it, as %s; somebody else with the "
			    "role %s must %s", what, verb, (long long)f->uid,
			    duties[d].did, person, role, must);
	}
	status = db_done(&r);
	return status != FOC_OK ? status : no;
}

int
duty_rationale(struct foc *f, const char *what, const char *option,
    const char *text)
{
	return need_reason(f, what, option, text);
}
