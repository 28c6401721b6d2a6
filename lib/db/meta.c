/* SPDX-License-Identifier: MIT */
/* Facts about the file, effective policy, and who is acting. */
#include <pwd.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
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

static const char *const role_names[] = {
	"product-owner", "finops-lead", "cloud-engineer", "portfolio-owner",
	"finance", "admin", "operator"
};

const char *
role_name(enum role r)
{
	size_t i;

	for (i = 0; i < sizeof(role_names) / sizeof(role_names[0]); i++)
		if ((unsigned)r == 1U << i)
			return role_names[i];
	return "nobody";
}

unsigned
role_parse(const char *name)
{
	size_t i;

	if (strcmp(name, "fa") == 0)
		return ROLE_FINOPS_LEAD;
	for (i = 0; i < sizeof(role_names) / sizeof(role_names[0]); i++)
		if (strcmp(name, role_names[i]) == 0)
			return 1U << i;
	return 0;
}

/* "finops-lead or admin": what would work. */
static void
list_roles(unsigned roles, char *buf, size_t size)
{
	size_t i, used = 0;

	buf[0] = '\0';
	for (i = 0; i < sizeof(role_names) / sizeof(role_names[0]); i++)
		if ((roles & 1U << i) != 0 && used < size)
			used += (size_t)snprintf(buf + used, size - used,
			    "%s%s", used > 0 ? " or " : "", role_names[i]);
}

int
need_role(struct foc *f, unsigned roles, const char **as)
{
	unsigned both = f->roles & roles;
	char want[160];

	if (f->actor == NULL)
		return foc_fail(f, FOC_REFUSED, "user %lld is nobody here: "
		    "foc.yaml names no person for this user%s",
		    (long long)f->uid, f->sandbox ?
		    ", and FOC_ACTOR names none either" : "");
	if (both == 0) {
		list_roles(roles, want, sizeof(want));
		return foc_fail(f, FOC_REFUSED, "%s may not do this: it needs "
		    "the role %s", f->actor, want);
	}
	if (as != NULL)
		*as = role_name((enum role)(both & -both));
	return FOC_OK;
}

static int
load_roles(struct foc *f)
{
	struct rows r;

	db_query(&r, f, SQL_ACTOR_ROLES, "s", f->actor);
	while (db_next(&r))
		f->roles |= role_parse(db_text(&r, 0));
	return db_done(&r);
}

/* An unknown user is no failure here: reading needs no person. */
int
db_actor(struct foc *f, const char *sandbox_actor)
{
	const struct passwd *pw;
	int status;

	if (sandbox_actor != NULL) {
		status = db_get_text(f, &f->actor, SQL_ACTOR_BY_ID, "s",
		    sandbox_actor);
		if (status == FOC_OK && f->actor == NULL)
			status = foc_fail(f, FOC_USAGE, "FOC_ACTOR: '%s' is "
			    "nobody in foc.yaml", sandbox_actor);
	} else {
		pw = getpwuid((uid_t)f->uid);
		status = db_get_text(f, &f->actor, SQL_ACTOR_BY_UNIX, "s",
		    pw != NULL ? pw->pw_name : NULL);
	}
	if (status == FOC_OK && f->actor != NULL)
		status = load_roles(f);
	return status;
}
