/* SPDX-License-Identifier: MIT */
/* People: who they are here, what they may do, who stands in for whom. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/utc.h"
#include "db/db.h"
#include "org/config.h"

static const struct ykey person_keys[] = {
	{ "id", YNODE_TEXT, true },
	{ "name", YNODE_TEXT, true },
	{ "email", YNODE_TEXT, false },
	{ "unix", YNODE_LIST, false },
	{ "roles", YNODE_LIST, true },
	{ "delegate", YNODE_MAP, false },
	{ NULL, 0, false }
};

static const struct ykey delegate_keys[] = {
	{ "to", YNODE_TEXT, true },
	{ "until", YNODE_TEXT, true },
	{ NULL, 0, false }
};

static const struct ykey delegates_keys[] = {
	{ "person", YNODE_TEXT, false },
	{ "id", YNODE_TEXT, false },
	{ "to", YNODE_TEXT, true },
	{ "until", YNODE_TEXT, true },
	{ NULL, 0, false }
};

const struct org_person *
org_person(const struct org *o, const char *id)
{
	size_t i;

	for (i = 0; i < o->n_people; i++)
		if (strcmp(o->people[i].id, id) == 0)
			return &o->people[i];
	return NULL;
}

static int
read_email(struct org *o, const struct ynode *at, struct org_person *p)
{
	const char *sign;

	p->email = ynode_text(at, "email", "");
	sign = strchr(p->email, '@');
	if (*p->email != '\0' && (sign == NULL || sign == p->email ||
	    sign[1] == '\0' || strlen(p->email) > 254 ||
	    strcspn(p->email, " \t\r\n<>,;\"") != strlen(p->email)))
		return ydoc_fail(&o->doc, ynode_get(at, "email"),
		    "person %s: '%s' is no address such as %s@example.com",
		    p->id, p->email, p->id);
	return FOC_OK;
}

static int
read_roles(struct org *o, const struct ynode *list, struct org_person *p)
{
	char buf[256] = "";
	const struct ynode *n;
	unsigned role, i;
	size_t used = 0;

	if (ydoc_items(&o->doc, list, YNODE_TEXT) != FOC_OK)
		return FOC_BAD_INPUT;
	for (n = list->first; n != NULL; n = n->next) {
		if ((role = role_parse(n->text)) == 0)
			return ydoc_fail(&o->doc, n, "person %s: unknown role "
			    "'%s'; known are product-owner, finops-lead, "
			    "cloud-engineer, portfolio-owner, finance, admin "
			    "and operator", p->id, n->text);
		if ((p->role_set & role) != 0)
			return ydoc_fail(&o->doc, n, "person %s: has the role "
			    "'%s' already", p->id, n->text);
		p->role_set |= role;
	}
	for (i = 1; i < ROLE_ANY; i <<= 1)
		if ((p->role_set & i) != 0)
			used += (size_t)snprintf(buf + used, sizeof(buf) -
			    used, "%s%s", used > 0 ? " " : "",
			    role_name((enum role)i));
	p->roles = xstrdup(buf);
	return FOC_OK;
}

static int
read_unix(struct org *o, const struct ynode *list, struct org_person *p,
    struct intern *users)
{
	const struct ynode *n;
	size_t len;

	if (list != NULL && ydoc_items(&o->doc, list, YNODE_TEXT) != FOC_OK)
		return FOC_BAD_INPUT;
	for (n = list != NULL ? list->first : NULL; n != NULL; n = n->next) {
		len = strlen(n->text);
		if (len < 1 || len > 64 || *n->text == '-' || strspn(n->text,
		    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
		    "0123456789._@$+-") != len)
			return ydoc_fail(&o->doc, n, "person %s: '%s' is no "
			    "user name", p->id, n->text);
		if (org_seen(users, n->text))
			return ydoc_fail(&o->doc, n, "person %s: the user "
			    "name '%s' stands here already; one name is one "
			    "person", p->id, n->text);
	}
	p->unix_names = org_sorted_words(list);
	return FOC_OK;
}

static int
read_delegate(struct org *o, const struct ynode *map, struct org_person *p)
{
	const char *until = ynode_text(map, "until", "");

	if (p->delegate_to != NULL)
		return ydoc_fail(&o->doc, map, "person %s: has a delegate "
		    "already", p->id);
	p->delegate = map;
	p->delegate_to = ynode_text(map, "to", "");
	if (utc_parse_any(until, strlen(until), &p->delegate_until) != 0)
		return ydoc_fail(&o->doc, map, "person %s: delegate until "
		    "'%s' is no time such as 2026-12-01", p->id, until);
	return FOC_OK;
}

static int
read_person(struct org *o, const struct ynode *at, struct intern *users)
{
	struct org_person *p;
	const struct ynode *delegate;

	if (ydoc_keys(&o->doc, at, person_keys) != FOC_OK)
		return FOC_BAD_INPUT;
	o->people = org_grow(o->people, o->n_people, sizeof(*o->people));
	p = &o->people[o->n_people++];
	*p = (struct org_person){ .at = at, .id = ynode_text(at, "id", "") };
	if (!org_is_id(p->id))
		return ydoc_fail(&o->doc, ynode_get(at, "id"), "id: '%s' is "
		    "not 1 to 64 of a-z, 0-9, '.', '_' and '-'", p->id);
	if (org_seen(o->person_ids, p->id))
		return ydoc_fail(&o->doc, at, "a person '%s' stands here "
		    "already", p->id);
	if (org_name(o, at, "name", &p->name) != FOC_OK ||
	    read_email(o, at, p) != FOC_OK ||
	    read_roles(o, ynode_get(at, "roles"), p) != FOC_OK ||
	    read_unix(o, ynode_get(at, "unix"), p, users) != FOC_OK)
		return FOC_BAD_INPUT;
	if ((delegate = ynode_get(at, "delegate")) == NULL)
		return FOC_OK;
	if (ydoc_keys(&o->doc, delegate, delegate_keys) != FOC_OK)
		return FOC_BAD_INPUT;
	return read_delegate(o, delegate, p);
}

/* The list at the end of the file: the same, said in one place. */
static int
read_delegates(struct org *o, const struct ynode *list)
{
	const struct ynode *n;
	const char *id;
	size_t i;

	for (n = list != NULL ? list->first : NULL; n != NULL; n = n->next) {
		if (ydoc_keys(&o->doc, n, delegates_keys) != FOC_OK)
			return FOC_BAD_INPUT;
		id = ynode_text(n, "person", ynode_text(n, "id", NULL));
		if (id == NULL)
			return ydoc_fail(&o->doc, n, "the key 'person' is "
			    "missing");
		for (i = 0; i < o->n_people; i++)
			if (strcmp(o->people[i].id, id) == 0)
				break;
		if (i == o->n_people)
			return ydoc_fail(&o->doc, n, "delegates: '%s' is no "
			    "person of this file", id);
		if (read_delegate(o, n, &o->people[i]) != FOC_OK)
			return FOC_BAD_INPUT;
	}
	return FOC_OK;
}

static int
check_delegates(struct org *o)
{
	const struct org_person *p;

	for (p = o->people; p < o->people + o->n_people; p++) {
		if (p->delegate_to == NULL)
			continue;
		if (org_person(o, p->delegate_to) == NULL)
			return ydoc_fail(&o->doc, p->delegate, "person %s: "
			    "the delegate '%s' is no person of this file",
			    p->id, p->delegate_to);
		if (strcmp(p->delegate_to, p->id) == 0)
			return ydoc_fail(&o->doc, p->delegate, "person %s: "
			    "cannot stand in for themselves", p->id);
		if ((org_person(o, p->delegate_to)->role_set & p->role_set) ==
		    0)
			return ydoc_fail(&o->doc, p->delegate, "person %s: "
			    "the delegate '%s' has none of the roles %s, so "
			    "could do nothing", p->id, p->delegate_to,
			    p->roles);
	}
	return FOC_OK;
}

void
org_check_delegates(const struct org *o, int64_t now, org_notice notice,
    void *arg)
{
	const struct org_person *p;
	char text[256], until[UTC_TEXT_MAX];

	for (p = o->people; p < o->people + o->n_people; p++) {
		if (p->delegate_to == NULL || p->delegate_until > now)
			continue;
		snprintf(text, sizeof(text), "%s:%d: person %s: the delegate "
		    "stood in until %s, which is past", o->doc.name,
		    p->delegate->line, p->id,
		    utc_text(until, p->delegate_until));
		notice(arg, text);
	}
}

int
org_read_people(struct org *o, const struct ynode *list,
    const struct ynode *delegates)
{
	struct intern *users = intern_new();
	const struct ynode *n;
	int status = FOC_OK;

	if (list->first == NULL)
		status = ydoc_fail(&o->doc, list, "people: the list is empty");
	for (n = list->first; n != NULL && status == FOC_OK; n = n->next)
		status = read_person(o, n, users);
	intern_free(users);
	if (status == FOC_OK)
		status = read_delegates(o, delegates);
	if (status == FOC_OK)
		status = check_delegates(o);
	return status;
}

/* ------------------------------------------------- users of this machine */

struct user {
	int64_t	uid;
	const char *name;
	const struct org_person *person;
};

/* uids are few and compared once an apply. */
static int
check_user(struct org *o, struct user **known, size_t *n,
    const struct org_person *p, const struct ynode *name)
{
	const struct user *u;
	int64_t uid;

	if (!unix_uid(name->text, &uid))
		return FOC_REFUSED;
	for (u = *known; u < *known + *n; u++)
		if (u->uid == uid && u->person != p)
			return ydoc_fail(&o->doc, name, "user '%s' of %s and "
			    "user '%s' of %s are both uid %lld here; one uid "
			    "is one person", name->text, p->id, u->name,
			    u->person->id, (long long)uid);
	*known = org_grow(*known, *n, sizeof(**known));
	(*known)[(*n)++] = (struct user){ uid, name->text, p };
	return FOC_OK;
}

int
org_check_users(struct org *o, bool sandbox, org_notice notice, void *arg)
{
	const struct org_person *p;
	const struct ynode *n, *list;
	struct user *known = NULL;
	size_t n_known = 0;
	char text[256];
	int status = FOC_OK;

	for (p = o->people; p < o->people + o->n_people; p++) {
		list = ynode_get(p->at, "unix");
		for (n = list != NULL ? list->first : NULL;
		    n != NULL && status != FOC_BAD_INPUT; n = n->next) {
			status = check_user(o, &known, &n_known, p, n);
			if (status != FOC_REFUSED || sandbox || notice == NULL)
				continue;
			snprintf(text, sizeof(text), "%s:%d: person %s: this "
			    "machine knows no user '%s'", o->doc.name,
			    n->line, p->id, n->text);
			notice(arg, text);
		}
	}
	free(known);
	return status == FOC_BAD_INPUT ? FOC_BAD_INPUT : FOC_OK;
}
