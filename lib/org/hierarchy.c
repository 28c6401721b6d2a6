/* SPDX-License-Identifier: MIT */
/* Units, departments, portfolios, products; accounts and who shares them. */
#include <stdio.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"
#include "core/utc.h"
#include "db/db.h"
#include "org/config.h"

/* What the file calls a level, where its children are, who may own it. */
static const struct {
	const char *name, *children;
	unsigned owner_role;
	struct ykey keys[4];
} levels[] = {
	{ "unit", "departments", 0, {
	    { "unit", YNODE_TEXT, true },
	    { "departments", YNODE_LIST, true },
	    { NULL, 0, false } } },
	{ "department", "portfolios", 0, {
	    { "department", YNODE_TEXT, true },
	    { "portfolios", YNODE_LIST, true },
	    { NULL, 0, false } } },
	{ "portfolio", "products", ROLE_PORTFOLIO_OWNER, {
	    { "portfolio", YNODE_TEXT, true },
	    { "owner", YNODE_TEXT, true },
	    { "products", YNODE_LIST, true },
	    { NULL, 0, false } } },
	{ "product", NULL, ROLE_PRODUCT_OWNER, {
	    { "product", YNODE_TEXT, true },
	    { "owner", YNODE_TEXT, true },
	    { NULL, 0, false } } },
};

static int
read_owner(struct org *o, struct org_node *v)
{
	const struct org_person *p;
	unsigned role = levels[v->level - 1].owner_role;

	if (role == 0)
		return FOC_OK;
	v->owner = ynode_text(v->at, "owner", "");
	if ((p = org_person(o, v->owner)) == NULL)
		return ydoc_fail(&o->doc, ynode_get(v->at, "owner"),
		    "%s %s: the owner '%s' is no person of this file",
		    levels[v->level - 1].name, v->name, v->owner);
	if ((p->role_set & role) == 0)
		return ydoc_fail(&o->doc, ynode_get(v->at, "owner"),
		    "%s %s: the owner %s needs the role %s",
		    levels[v->level - 1].name, v->name, v->owner,
		    role_name((enum role)role));
	return FOC_OK;
}

/* Portfolios and products are known by name alone, the others below one. */
static bool
node_seen(const struct org *o, const struct org_node *v)
{
	const struct org_node *w;

	for (w = o->nodes; w < v; w++)
		if (w->level == v->level && (v->level > 2 || v->level == 1 ||
		    w->parent == v->parent) && strcmp(w->name, v->name) == 0)
			return true;
	return false;
}

static int
read_node(struct org *o, const struct ynode *at, int level, size_t parent)
{
	struct org_node *v;

	if (ydoc_keys(&o->doc, at, levels[level - 1].keys) != FOC_OK)
		return FOC_BAD_INPUT;
	o->nodes = org_grow(o->nodes, o->n_nodes, sizeof(*o->nodes));
	v = &o->nodes[o->n_nodes++];
	*v = (struct org_node){ .at = at, .level = level, .parent = parent };
	if (org_name(o, at, levels[level - 1].name, &v->name) != FOC_OK)
		return FOC_BAD_INPUT;
	if (strchr(v->name, '>') != NULL)	/* stands between them */
		return ydoc_fail(&o->doc, at, "%s '%s': a name here may not "
		    "have a '>'", levels[level - 1].name, v->name);
	if (node_seen(o, v))
		return ydoc_fail(&o->doc, at, "a %s '%s' stands here already",
		    levels[level - 1].name, v->name);
	return read_owner(o, v);
}

static int
read_level(struct org *o, const struct ynode *list, int level, size_t parent)
{
	const struct ynode *n;
	const char *children = levels[level - 1].children;
	size_t self;

	for (n = list->first; n != NULL; n = n->next) {
		self = o->n_nodes;
		if (read_node(o, n, level, parent) != FOC_OK)
			return FOC_BAD_INPUT;
		if (children != NULL && read_level(o, ynode_get(n, children),
		    level + 1, self) != FOC_OK)
			return FOC_BAD_INPUT;
	}
	return FOC_OK;
}

int
org_read_hierarchy(struct org *o, const struct ynode *list)
{
	return read_level(o, list, 1, 0);
}

/* ------------------------------------------------------------- accounts */

static const struct ykey account_keys[] = {
	{ "id", YNODE_TEXT, true },
	{ "name", YNODE_TEXT, true },
	{ "environment", YNODE_TEXT, false },
	{ "payer", YNODE_TEXT, false },
	{ "shared_by", YNODE_LIST, false },
	{ NULL, 0, false }
};

static const struct ykey share_keys[] = {
	{ "product", YNODE_TEXT, true },
	{ "from", YNODE_TEXT, false },
	{ NULL, 0, false }
};

static int
read_share(struct org *o, const char *account, const struct ynode *at,
    struct intern *seen)
{
	struct org_share *s;
	const struct ynode *from = NULL;

	if (at->kind == YNODE_MAP && ydoc_keys(&o->doc, at, share_keys) !=
	    FOC_OK)
		return FOC_BAD_INPUT;
	o->shares = org_grow(o->shares, o->n_shares, sizeof(*o->shares));
	s = &o->shares[o->n_shares++];
	*s = (struct org_share){ .account = account };
	s->product = at->kind == YNODE_MAP ?
	    ynode_text(at, "product", "") : at->text;
	if (at->kind == YNODE_MAP)
		from = ynode_get(at, "from");
	s->dated = from != NULL;
	if (from != NULL && utc_parse_any(from->text, strlen(from->text),
	    &s->from) != 0)
		return ydoc_fail(&o->doc, from, "from: '%s' is no time such "
		    "as 2026-11-01", from->text);
	if (org_seen(seen, s->product))
		return ydoc_fail(&o->doc, at, "account %s: the product '%s' "
		    "stands in shared_by already", account, s->product);
	return FOC_OK;
}

static int
check_product(struct org *o, const struct ynode *at, const char *account,
    const char *product)
{
	size_t i;

	for (i = 0; i < o->n_nodes; i++)
		if (o->nodes[i].level == 4 &&
		    strcmp(o->nodes[i].name, product) == 0)
			return FOC_OK;
	return ydoc_fail(&o->doc, at, "account %s: shared_by '%s' is no "
	    "product of this file", account, product);
}

static int
read_shares(struct org *o, const char *account, const struct ynode *list)
{
	struct intern *seen;
	const struct ynode *n;
	int status;

	if (list == NULL)
		return FOC_OK;
	seen = intern_new();
	status = ydoc_items(&o->doc, list, YNODE_TEXT | YNODE_MAP);
	for (n = list->first; n != NULL && status == FOC_OK; n = n->next) {
		status = read_share(o, account, n, seen);
		if (status == FOC_OK)
			status = check_product(o, n, account,
			    o->shares[o->n_shares - 1].product);
	}
	intern_free(seen);
	return status;
}

static int
read_payer(struct org *o, struct org_account *a)
{
	const char *payer = ynode_text(a->at, "payer", "false");

	a->payer = strcmp(payer, "true") == 0;
	if (!a->payer && strcmp(payer, "false") != 0)
		return ydoc_fail(&o->doc, ynode_get(a->at, "payer"), "account "
		    "%s: payer: '%s' is neither true nor false", a->id, payer);
	return FOC_OK;
}

static int
read_account(struct org *o, const struct ynode *at, struct intern *ids)
{
	struct org_account *a;

	if (ydoc_keys(&o->doc, at, account_keys) != FOC_OK)
		return FOC_BAD_INPUT;
	o->accounts = org_grow(o->accounts, o->n_accounts,
	    sizeof(*o->accounts));
	a = &o->accounts[o->n_accounts++];
	*a = (struct org_account){ .at = at, .id = ynode_text(at, "id", "") };
	if (!text_is_account(a->id))
		return ydoc_fail(&o->doc, ynode_get(at, "id"), "account: '%s' "
		    "is not 12 digits in quotes", a->id);
	if (org_seen(ids, a->id))
		return ydoc_fail(&o->doc, at, "an account %s stands here "
		    "already", a->id);
	if (org_name(o, at, "name", &a->name) != FOC_OK)
		return FOC_BAD_INPUT;
	a->environment = "";
	if (ynode_get(at, "environment") != NULL &&
	    org_name(o, at, "environment", &a->environment) != FOC_OK)
		return FOC_BAD_INPUT;
	if (read_payer(o, a) != FOC_OK)
		return FOC_BAD_INPUT;
	return read_shares(o, a->id, ynode_get(at, "shared_by"));
}

int
org_read_accounts(struct org *o, const struct ynode *list)
{
	struct intern *ids = intern_new();
	const struct ynode *n;
	int status = FOC_OK;

	for (n = list->first; n != NULL && status == FOC_OK; n = n->next)
		status = read_account(o, n, ids);
	intern_free(ids);
	return status;
}
