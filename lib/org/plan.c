/* SPDX-License-Identifier: MIT */
/* Items of both sides, and how two of them differ. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "org/plan.h"

static const struct {
	const char *word;
	const char *field[ITEM_FIELDS];
	enum sql_id now;
} kinds[ITEM__MAX] = {
	[ITEM_SETTING] = { "setting", { "value" }, SQL_ORG_NOW_SETTING },
	[ITEM_PERSON] = { "person", { "name", "email", "unix", "roles" },
	    SQL_ORG_NOW_PERSON },
	[ITEM_DELEGATE] = { "delegate", { "to", "until" },
	    SQL_ORG_NOW_DELEGATE },
	[ITEM_UNIT] = { "unit", { NULL }, SQL_ORG_NOW_UNIT },
	[ITEM_DEPARTMENT] = { "department", { NULL },
	    SQL_ORG_NOW_DEPARTMENT },
	[ITEM_PORTFOLIO] = { "portfolio", { "department", "owner" },
	    SQL_ORG_NOW_PORTFOLIO },
	[ITEM_PRODUCT] = { "product", { "portfolio", "owner" },
	    SQL_ORG_NOW_PRODUCT },
	[ITEM_ACCOUNT] = { "account", { "name", "environment", "payer" },
	    SQL_ORG_NOW_ACCOUNT },
	[ITEM_SHARE] = { "share", { "from" }, SQL_ORG_NOW_SHARE },
	[ITEM_RULE] = { "rule", { "body" }, SQL_ORG_NOW_RULE },
};

const char *
item_word(enum item_kind kind)
{
	return kinds[kind].word;
}

/* Add an item; the name becomes the list's, the fields are copied. */
static struct item *
add(struct items *list, char *name, ...)
{
	struct item *t;
	const char *field;
	va_list ap;
	size_t i;

	list->item = org_grow(list->item, list->n, sizeof(*list->item));
	t = &list->item[list->n++];
	*t = (struct item){ .name = name };
	va_start(ap, name);
	for (i = 0; (field = va_arg(ap, const char *)) != NULL; i++)
		t->field[i] = xstrdup(field);
	va_end(ap);
	return t;
}

static void
want_settings(struct items *list, const struct org *o)
{
	size_t i;

	add(list, xstrdup("organization"), o->organization, NULL);
	add(list, xstrdup("currency"), o->currency, NULL);
	for (i = 0; i < 4; i++)
		add(list, xasprintf("label_e%zu", i + 1), o->label[i], NULL);
}

static void
want_people(struct plan *p, const struct org *o)
{
	const struct org_person *v;
	char until[UTC_TEXT_MAX];

	for (v = o->people; v < o->people + o->n_people; v++) {
		add(&p->want[ITEM_PERSON], xstrdup(v->id), v->name, v->email,
		    v->unix_names, v->roles, NULL);
		if (v->delegate_to != NULL)
			add(&p->want[ITEM_DELEGATE], xstrdup(v->id),
			    v->delegate_to, utc_text(until, v->delegate_until),
			    NULL);
	}
}

static char *
department_path(const struct org *o, size_t i)
{
	return xasprintf("%s > %s", o->nodes[o->nodes[i].parent].name,
	    o->nodes[i].name);
}

static void
want_nodes(struct plan *p, const struct org *o)
{
	const struct org_node *v;
	char *path;
	size_t i;

	for (i = 0; i < o->n_nodes; i++) {
		v = &o->nodes[i];
		switch (v->level) {
		case 1:
			add(&p->want[ITEM_UNIT], xstrdup(v->name), NULL);
			break;
		case 2:
			add(&p->want[ITEM_DEPARTMENT], department_path(o, i),
			    NULL);
			break;
		case 3:
			path = department_path(o, v->parent);
			add(&p->want[ITEM_PORTFOLIO], xstrdup(v->name), path,
			    v->owner, NULL);
			free(path);
			break;
		default:
			add(&p->want[ITEM_PRODUCT], xstrdup(v->name),
			    o->nodes[v->parent].name, v->owner, NULL);
		}
	}
}

static void
want_accounts(struct plan *p, const struct org *o)
{
	const struct org_account *a;
	const struct org_share *s;
	char from[UTC_TEXT_MAX];
	struct item *t;

	for (a = o->accounts; a < o->accounts + o->n_accounts; a++)
		add(&p->want[ITEM_ACCOUNT], xstrdup(a->id), a->name,
		    a->environment, a->payer ? "true" : "false", NULL);
	for (s = o->shares; s < o->shares + o->n_shares; s++) {
		if (s->dated)
			utc_text(from, s->from);
		else if (p->first)
			snprintf(from, sizeof(from), "always");
		else
			utc_text(from, p->f->now);
		t = add(&p->want[ITEM_SHARE], xasprintf("%s %s", s->account,
		    s->product), from, NULL);
		t->loose = !s->dated;
	}
}

static void
want_rules(struct items *list, const struct org *o)
{
	size_t i;

	for (i = 0; i < o->n_rules; i++)
		add(list, xasprintf("%zu", i + 1), o->rules[i], NULL);
}

static int
load_now(struct plan *p, enum item_kind kind)
{
	struct items *list = &p->now[kind];
	struct rows r;
	struct item *t;
	int i, n;

	db_query(&r, p->f, kinds[kind].now, "");
	while (db_next(&r)) {
		t = add(list, xstrdup(db_text(&r, 0)), NULL);
		n = db_columns(&r) - 1;
		for (i = 0; i < n && i < ITEM_FIELDS; i++)
			t->field[i] = xstrdup(db_null(&r, i + 1) ? "" :
			    db_text(&r, i + 1));
	}
	return db_done(&r);
}

int
plan_collect(struct plan *p, const struct org *o)
{
	int kind, status = FOC_OK;

	want_settings(&p->want[ITEM_SETTING], o);
	want_people(p, o);
	want_nodes(p, o);
	want_accounts(p, o);
	want_rules(&p->want[ITEM_RULE], o);
	for (kind = 0; kind < ITEM__MAX && status == FOC_OK; kind++)
		status = load_now(p, (enum item_kind)kind);
	return status;
}

static void
free_items(struct items *list)
{
	size_t i, k;

	for (i = 0; i < list->n; i++) {
		free(list->item[i].name);
		for (k = 0; k < ITEM_FIELDS; k++)
			free(list->item[i].field[k]);
	}
	free(list->item);
}

void
plan_free(struct plan *p)
{
	int kind;

	for (kind = 0; kind < ITEM__MAX; kind++) {
		free_items(&p->want[kind]);
		free_items(&p->now[kind]);
	}
}

bool
item_equal(const struct item *a, const struct item *b)
{
	size_t i;

	for (i = 0; i < ITEM_FIELDS && a->field[i] != NULL; i++)
		if (strcmp(a->field[i], b->field[i]) != 0)
			return false;
	return true;
}

/* old or new may be NULL: then all fields of the other are told. */
char *
item_difference(enum item_kind kind, const struct item *old,
    const struct item *new)
{
	const struct item *any = new != NULL ? new : old;
	char *text = xstrdup(""), *longer;
	const char *was, *is;
	size_t i;

	for (i = 0; i < ITEM_FIELDS && any->field[i] != NULL; i++) {
		was = old != NULL ? old->field[i] : NULL;
		is = new != NULL ? new->field[i] : NULL;
		if (was != NULL && is != NULL && strcmp(was, is) == 0)
			continue;
		if (any->field[i][0] == '\0' && (was == NULL || is == NULL))
			continue;
		longer = xasprintf("%s%s%s: %s%s%s", text,
		    *text != '\0' ? ", " : "", kinds[kind].field[i],
		    was == NULL ? "" : *was != '\0' ? was : "none",
		    was != NULL && is != NULL ? " -> " : "",
		    is == NULL ? "" : *is != '\0' ? is : "none");
		free(text);
		text = longer;
	}
	return text;
}
