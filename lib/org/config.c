/* SPDX-License-Identifier: MIT */
/* foc.yaml as a whole. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"
#include "org/config.h"

#define NAME_MAX_COLUMNS	128
#define ID_MAX			64

/* ------------------------------------------------------ what they share */

bool
org_is_id(const char *s)
{
	size_t len = strlen(s);

	return len >= 1 && len <= ID_MAX && strspn(s,
	    "abcdefghijklmnopqrstuvwxyz0123456789._-") == len;
}

bool
org_seen(struct intern *t, const char *key)
{
	uint32_t before = intern_count(t);

	return intern_add(t, key, strlen(key)) < before;
}

void *
org_grow(void *array, size_t n, size_t size)
{
	/* Powers of two: n is full where it is one. */
	if (n == 0)
		return xreallocarray(array, 8, size);
	if (n >= 8 && (n & (n - 1)) == 0)
		return xreallocarray(array, 2 * n, size);
	return array;
}

int
org_name(struct org *o, const struct ynode *map, const char *key,
    const char **v)
{
	const struct ynode *n = ynode_get(map, key);
	char *visible;
	bool plain;

	if (n == NULL)
		return ydoc_fail(&o->doc, map, "the key '%s' is missing", key);
	visible = text_visible(n->text);
	plain = strcmp(visible, n->text) == 0;
	free(visible);
	if (*n->text == '\0' || strlen(n->text) > NAME_MAX_COLUMNS || !plain)
		return ydoc_fail(&o->doc, n, "%s: must be 1 to %d bytes "
		    "without control characters", key, NAME_MAX_COLUMNS);
	*v = n->text;
	return FOC_OK;
}

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

char *
org_sorted_words(const struct ynode *list)
{
	const char **word = NULL;
	const struct ynode *m;
	size_t n = 0, i, size = 1;
	char *text;

	for (m = list != NULL ? list->first : NULL; m != NULL; m = m->next) {
		word = org_grow(word, n, sizeof(*word));
		word[n++] = m->text;
		size += strlen(m->text) + 1;
	}
	if (n > 0)
		qsort(word, n, sizeof(*word), by_text);
	text = xcalloc(1, size);
	for (i = 0, size = 0; i < n; i++) {
		if (i > 0)
			text[size++] = ' ';
		memcpy(text + size, word[i], strlen(word[i]));
		size += strlen(word[i]);
	}
	free(word);
	return text;
}

/* ----------------------------------------------------------- the file */

static const struct ykey top_keys[] = {
	{ "organization", YNODE_TEXT, true },
	{ "currency", YNODE_TEXT, false },
	{ "labels", YNODE_MAP, false },
	{ "people", YNODE_LIST, true },
	{ "hierarchy", YNODE_LIST, true },
	{ "accounts", YNODE_LIST, true },
	{ "policy", YNODE_MAP, false },
	{ "classification", YNODE_LIST, false },
	{ "delegates", YNODE_LIST, false },
	{ NULL, 0, false }
};

static const struct ykey label_keys[] = {
	{ "e1", YNODE_TEXT, false }, { "e2", YNODE_TEXT, false },
	{ "e3", YNODE_TEXT, false }, { "e4", YNODE_TEXT, false },
	{ NULL, 0, false }
};

static int
read_labels(struct org *o, const struct ynode *map)
{
	static const char *const labels[] = {
		"Business Unit", "Department", "Portfolio", "Product"
	};
	size_t i;

	if (map != NULL && ydoc_keys(&o->doc, map, label_keys) != FOC_OK)
		return FOC_BAD_INPUT;
	for (i = 0; i < 4; i++) {
		o->label[i] = labels[i];
		if (ynode_get(map, label_keys[i].name) != NULL &&
		    org_name(o, map, label_keys[i].name, &o->label[i]) !=
		    FOC_OK)
			return FOC_BAD_INPUT;
	}
	return FOC_OK;
}

static int
read_currency(struct org *o, const struct ynode *top)
{
	o->currency = ynode_text(top, "currency", "USD");
	if (strlen(o->currency) != 3 || strspn(o->currency,
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != 3)
		return ydoc_fail(&o->doc, ynode_get(top, "currency"),
		    "currency: '%s' is not three capital letters such as USD",
		    o->currency);
	return FOC_OK;
}

int
org_read(struct org *o, const char *name, const char *text, size_t len,
    bool sandbox, org_notice notice, void *arg, struct err *err)
{
	const struct ynode *top;

	memset(o, 0, sizeof(*o));
	o->person_ids = intern_new();
	if (ydoc_read(&o->doc, name, text, len, err) != FOC_OK)
		return err->status;
	top = o->doc.root;
	if (ydoc_keys(&o->doc, top, top_keys) != FOC_OK ||
	    org_name(o, top, "organization", &o->organization) != FOC_OK ||
	    read_currency(o, top) != FOC_OK ||
	    read_labels(o, ynode_get(top, "labels")) != FOC_OK ||
	    org_read_people(o, ynode_get(top, "people"),
	    ynode_get(top, "delegates")) != FOC_OK ||
	    org_read_hierarchy(o, ynode_get(top, "hierarchy")) != FOC_OK ||
	    org_read_accounts(o, ynode_get(top, "accounts")) != FOC_OK ||
	    org_read_policy(o, ynode_get(top, "policy")) != FOC_OK ||
	    org_read_rules(o, ynode_get(top, "classification")) != FOC_OK)
		return err->status;
	return org_check_users(o, sandbox, notice, arg);
}

void
org_free(struct org *o)
{
	size_t i;

	for (i = 0; i < o->n_people; i++) {
		free(o->people[i].unix_names);
		free(o->people[i].roles);
	}
	for (i = 0; i < o->n_rules; i++)
		free(o->rules[i]);
	for (i = 0; o->policy != NULL && i < policy_count(); i++)
		free(o->policy[i]);
	free(o->people);
	free(o->nodes);
	free(o->accounts);
	free(o->shares);
	free(o->rules);
	free(o->policy);
	intern_free(o->person_ids);
	ydoc_free(&o->doc);
}
