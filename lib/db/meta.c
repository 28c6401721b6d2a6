/* SPDX-License-Identifier: MIT */
/* Facts about the file, and effective policy. */
#include <stdlib.h>
#include <string.h>

#include "db/handle.h"

int
db_meta(struct foc *f, const char *key, char **value)
{
	return db_get_text(f, value, SQL_META_GET, "s", key);
}

int
db_meta_set(struct foc *f, const char *key, const char *value)
{
	return db_run(f, SQL_META_SET, "ss", key, value);
}

int
policy_text(struct foc *f, const char *key, char **v)
{
	int status = db_get_text(f, v, SQL_POLICY_GET, "s", key);

	if (status == FOC_OK && *v == NULL)
		status = foc_fail(f, FOC_SYSTEM, "policy %s: is not set; "
		    "foc-org apply sets it", key);
	return status;
}

int
policy_money(struct foc *f, const char *key, int64_t *v)
{
	char *text;
	int status = policy_text(f, key, &text);

	if (status == FOC_OK && money_parse_exact(text, strlen(text), v) != 0)
		status = foc_fail(f, FOC_SYSTEM, "policy %s: '%s' is no number",
		    key, text);
	free(text);
	return status;
}

int
policy_int(struct foc *f, const char *key, int64_t *v)
{
	int status = policy_money(f, key, v);

	if (status == FOC_OK && *v % MONEY_ONE != 0)
		return foc_fail(f, FOC_SYSTEM, "policy %s: is no whole number",
		    key);
	if (status == FOC_OK)
		*v /= MONEY_ONE;
	return status;
}
