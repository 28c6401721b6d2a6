/* SPDX-License-Identifier: MIT */
/* The organisation as records. */
#include <string.h>

#include "db/db.h"
#include "org/config.h"

static int
show_policy(struct foc *f, struct foc_out *out)
{
	const struct policy_key *k;
	int64_t is_json;
	int status = FOC_OK;

	for (k = policy_keys; k->key != NULL && status == FOC_OK; k++) {
		is_json = k->kind != POLICY_WORD && k->kind != POLICY_NAME;
		status = db_emit(f, out, NULL, SQL_ORG_SHOW_POLICY, "ssi",
		    k->key, k->value, is_json);
	}
	return status;
}

int
foc_org_show(struct foc *f, const char *what, struct foc_out *out)
{
	static const struct { const char *name; enum sql_id sql; } parts[] = {
		{ "people", SQL_ORG_SHOW_PEOPLE },
		{ "accounts", SQL_ORG_SHOW_ACCOUNTS },
		{ "hierarchy", SQL_ORG_SHOW_HIERARCHY },
	};
	bool found = what == NULL || strcmp(what, "policy") == 0;
	size_t i;
	int status = FOC_OK;

	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (what != NULL && strcmp(what, parts[i].name) != 0)
			continue;
		found = true;
		status = db_emit(f, out, NULL, parts[i].sql, "");
		if (status != FOC_OK)
			return status;
	}
	if (!found)
		return foc_fail(f, FOC_USAGE, "cannot show '%s'; known are "
		    "people, accounts, hierarchy and policy", what);
	if (what == NULL || strcmp(what, "policy") == 0)
		status = show_policy(f, out);
	return status;
}
