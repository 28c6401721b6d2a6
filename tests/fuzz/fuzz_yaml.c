/* SPDX-License-Identifier: MIT */
/*
 * YAML as the files of people have it, and foc.yaml: what is taken is a tree
 * within the limits, what is not is refused by a line that there is.
 */
#include "core/yaml.h"
#include "fuzz.h"
#include "org/config.h"

static size_t
lines_in(const uint8_t *data, size_t size)
{
	size_t n = 1, i;

	for (i = 0; i < size; i++)
		n += data[i] == '\n' || data[i] == '\r' || data[i] >= 0x80;
	return n + 1;
}

/* "x.yaml:LINE: what", or "x.yaml: what". */
static void
check_failure(const struct err *e, size_t lines)
{
	const char *p = e->text;
	char *end;

	MUST(e->status == FOC_BAD_INPUT);
	fuzz_check_sentence(p);
	MUST(strncmp(p, "x.yaml:", 7) == 0);
	if (p[7] == ' ')
		return;
	MUST(strtoul(p + 7, &end, 10) >= 1);
	MUST(strtoul(p + 7, NULL, 10) <= lines);
	MUST(strncmp(end, ": ", 2) == 0);
}

static void
check_node(const struct ynode *n, size_t lines, int depth)
{
	const struct ynode *m, *k;

	MUST(depth <= YDOC_DEPTH_MAX);
	MUST(n->line >= 1 && (size_t)n->line <= lines);
	if (n->kind == YNODE_TEXT) {
		MUST(n->text != NULL && n->first == NULL);
		MUST(utf8_valid(n->text, strlen(n->text)));
		return;
	}
	MUST(n->kind == YNODE_LIST || n->kind == YNODE_MAP);
	for (m = n->first; m != NULL; m = m->next) {
		MUST((m->key != NULL) == (n->kind == YNODE_MAP));
		for (k = n->first; m->key != NULL && k != m; k = k->next)
			MUST(strcmp(k->key, m->key) != 0);
		MUST(m->key == NULL || ynode_get(n, m->key) == m);
		check_node(m, lines, depth + 1);
	}
}

static void
check_document(const char *text, size_t size, size_t lines)
{
	struct err e = { .status = FOC_OK };
	struct ydoc d;
	int status = ydoc_read(&d, "x.yaml", text, size, &e);

	if (status == FOC_OK)
		check_node(d.root, lines, 0);
	else
		check_failure(&e, lines);
	ydoc_free(&d);
}

static void
check_organisation(const char *text, size_t size, size_t lines)
{
	struct err e = { .status = FOC_OK };
	struct org o;
	size_t i;

	if (org_read(&o, "x.yaml", text, size, true, NULL, NULL, &e) !=
	    FOC_OK) {
		check_failure(&e, lines);
		org_free(&o);
		return;
	}
	for (i = 0; i < o.n_nodes; i++)
		MUST(o.nodes[i].level >= 1 && o.nodes[i].level <= 4 &&
		    (o.nodes[i].level == 1 || o.nodes[i].parent < i));
	for (i = 0; i < o.n_people; i++)
		MUST(org_is_id(o.people[i].id) && o.people[i].role_set != 0);
	for (i = 0; i < o.n_accounts; i++)
		MUST(text_is_account(o.accounts[i].id));
	for (i = 0; i < o.n_rules; i++) {
		cJSON *rule = json_parse(o.rules[i], strlen(o.rules[i]), &e);

		MUST(cJSON_IsObject(rule));
		cJSON_Delete(rule);
	}
	for (i = 0; i < policy_count(); i++)
		MUST(o.policy[i] != NULL);
	org_free(&o);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t lines = lines_in(data, size);

	check_document((const char *)data, size, lines);
	check_organisation((const char *)data, size, lines);
	return 0;
}
