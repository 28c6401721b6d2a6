/* SPDX-License-Identifier: MIT */
/* Who is acting, as which person, and what that person may do. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"
#include "db/user.h"

#define REASON_MAX	2000

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
need_actor(struct foc *f)
{
	if (f->actor != NULL)
		return FOC_OK;
	if (f->doubt != NULL)
		return foc_fail(f, FOC_REFUSED, "cannot tell who is acting: "
		    "%s", f->doubt);
	return foc_fail(f, FOC_REFUSED, "user %lld is nobody here: foc.yaml "
	    "names no person for this user%s", (long long)f->uid, f->sandbox ?
	    ", and FOC_ACTOR names none either" : "");
}

int
need_role(struct foc *f, unsigned roles, const char **as)
{
	unsigned both = f->roles & roles;
	char want[160];
	int status;

	if ((status = need_actor(f)) != FOC_OK)
		return status;
	if (both == 0) {
		list_roles(roles, want, sizeof(want));
		return foc_fail(f, FOC_REFUSED, "%s may not do this: it needs "
		    "the role %s", f->actor, want);
	}
	if (as != NULL)
		*as = role_name((enum role)(both & -both));
	return FOC_OK;
}

int
need_reason(struct foc *f, const char *what, const char *option,
    const char *text)
{
	if (text == NULL || text[strspn(text, " \t\r\n")] == '\0')
		return foc_fail(f, FOC_USAGE, "%s: say why with %s", what,
		    option);
	if (strlen(text) > REASON_MAX || !utf8_valid(text, strlen(text)))
		return foc_fail(f, FOC_USAGE, "%s: %s takes up to %d bytes of "
		    "UTF-8", what, option, REASON_MAX);
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

/* Two names of foc.yaml may turn out to be one user of this machine. */
static void
doubt_persons(struct foc *f, int64_t uid, const char *a, const char *b)
{
	free(f->doubt);
	f->doubt = xasprintf("user %lld is both %s and %s in foc.yaml, and one "
	    "user is one person", (long long)uid, a, b);
}

/*
 * The person whom a unix: name of foc.yaml makes the user; NULL where there
 * is none.  By the user id and not by the name that it has today: a user may
 * have several names, or none.
 */
static int
person_of(struct foc *f, int64_t uid, char **person)
{
	struct rows r;
	int64_t is;
	int status;

	*person = NULL;
	db_query(&r, f, SQL_ACTOR_USERS, "");
	while (db_next(&r) && f->doubt == NULL) {
		if (!unix_uid(db_text(&r, 0), &is) || is != uid)
			continue;
		if (*person == NULL)
			*person = xstrdup(db_text(&r, 1));
		else if (strcmp(*person, db_text(&r, 1)) != 0)
			doubt_persons(f, uid, *person, db_text(&r, 1));
	}
	status = db_done(&r);
	if (status != FOC_OK || f->doubt != NULL) {
		free(*person);
		*person = NULL;
	}
	return status;
}

/* Whom the kernel names, or who called sudo; NULL where that is in doubt. */
static int
real_actor(struct foc *f)
{
	char *person;
	int64_t caller, other = 0;
	int status = person_of(f, f->uid, &person);

	if (status != FOC_OK || f->doubt != NULL)
		return status;
	f->actor = person;
	if (f->sudo_uid == NULL)
		return FOC_OK;
	if (person != NULL)
		status = db_get_int(f, &other, SQL_ACTOR_OTHER_ROLES, "s",
		    person);
	if (status != FOC_OK)
		return status;
	switch (sudo_caller(f, other == 0, &caller)) {
	case SUDO_NO:
		return FOC_OK;
	case SUDO_YES:
		f->uid = caller;
		free(f->actor);
		return person_of(f, caller, &f->actor);
	case SUDO_DOUBT:
		break;
	}
	free(f->actor);
	f->actor = NULL;
	return FOC_OK;
}

/* An unknown user is no failure here: reading needs no person. */
int
db_actor(struct foc *f, const char *sandbox_actor)
{
	int status;

	if (sandbox_actor != NULL) {
		status = db_get_text(f, &f->actor, SQL_ACTOR_BY_ID, "s",
		    sandbox_actor);
		if (status == FOC_OK && f->actor == NULL)
			status = foc_fail(f, FOC_USAGE, "FOC_ACTOR: '%s' is "
			    "nobody in foc.yaml", sandbox_actor);
	} else {
		status = real_actor(f);
	}
	if (status == FOC_OK && f->actor != NULL)
		status = load_roles(f);
	return status;
}
