/* SPDX-License-Identifier: MIT */
/*
 * A decision that was written down and reviewed before it is made.  Its keys
 * are the options of foc-approve; lists stand for commas.
 */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"
#include "core/yaml.h"
#include "govern/words.h"

#define MADE_MAX 8

struct foc_grant_file {
	struct ydoc doc;
	char	*made[MADE_MAX];
	size_t	n_made;
	struct words ids;
};

#define LIST	(YNODE_TEXT | YNODE_LIST)

static const struct ykey keys[] = {
	{ "request", LIST, false }, { "platform", YNODE_TEXT, false },
	{ "model", YNODE_TEXT, false }, { "from", YNODE_TEXT, false },
	{ "accounts", LIST, false }, { "regions", LIST, false },
	{ "workspace", YNODE_TEXT, false },
	{ "estimate_usd", YNODE_TEXT, false }, { "tokens", YNODE_MAP, false },
	{ "priority", YNODE_TEXT, false },
	{ "map", YNODE_MAP, false }, { "rationale", YNODE_TEXT, true },
	{ "ack_business_case", YNODE_TEXT, false },
	{ "restricted_ok", YNODE_TEXT, false },
	{ "with_invoked_model_id", YNODE_TEXT, false },
	{ NULL, 0, false }
};
static const struct ykey map_keys[] = {
	{ "id", YNODE_TEXT, true }, { "method", YNODE_TEXT, false },
	{ NULL, 0, false }
};
static const struct ykey token_keys[] = {
	{ "input", YNODE_TEXT, false }, { "output", YNODE_TEXT, false },
	{ "cache_read", YNODE_TEXT, false },
	{ "cache_write", YNODE_TEXT, false },
	{ "cache_write_1h", YNODE_TEXT, false }, { NULL, 0, false }
};

/* The members of a list, or of a mapping as key=value, between commas. */
static int
join(struct foc_grant_file *x, const struct ynode *node, const char **text)
{
	const struct ynode *n;
	char *list = NULL;
	size_t size;
	FILE *out;

	if (node == NULL || *text != NULL)
		return FOC_OK;
	if (node->kind == YNODE_TEXT) {
		*text = node->text;
		return FOC_OK;
	}
	if ((out = memstream(&list, &size)) == NULL)
		return FOC_SYSTEM;
	for (n = node->first; n != NULL; n = n->next)
		fprintf(out, "%s%s%s%s", n != node->first ? "," : "",
		    n->key != NULL ? n->key : "", n->key != NULL ? "=" : "",
		    n->text);
	fclose(out);
	x->made[x->n_made++] = list;
	*text = list;
	return FOC_OK;
}

static int
read_list(struct foc_grant_file *x, const struct ynode *root,
    const char *key, const char **text)
{
	const struct ynode *node = ynode_get(root, key);

	if (node != NULL && node->kind == YNODE_LIST &&
	    ydoc_items(&x->doc, node, YNODE_TEXT) != FOC_OK)
		return FOC_BAD_INPUT;
	return join(x, node, text);
}

static int
read_flag(struct foc_grant_file *x, const struct ynode *root,
    const char *key, bool *flag)
{
	const struct ynode *node = ynode_get(root, key);

	if (node == NULL)
		return FOC_OK;
	if (strcmp(node->text, "true") != 0 &&
	    strcmp(node->text, "false") != 0)
		return ydoc_fail(&x->doc, node, "%s: '%s' is neither true nor "
		    "false", key, node->text);
	*flag = *flag || strcmp(node->text, "true") == 0;
	return FOC_OK;
}

static void
read_texts(const struct ynode *root, struct foc_grant *g)
{
	const struct { const char *key, **text; } all[] = {
		{ "platform", &g->platform }, { "model", &g->model },
		{ "from", &g->from_model }, { "workspace", &g->workspace },
		{ "estimate_usd", &g->estimate_usd },
		{ "priority", &g->priority }, { "rationale", &g->rationale },
	};
	size_t i;

	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (*all[i].text == NULL)
			*all[i].text = ynode_text(root, all[i].key, NULL);
}

static int
read_nested(struct foc_grant_file *x, const struct ynode *root,
    struct foc_grant *g)
{
	const struct ynode *map = ynode_get(root, "map");
	const struct ynode *tokens = ynode_get(root, "tokens");

	if (map != NULL && ydoc_keys(&x->doc, map, map_keys) != FOC_OK)
		return FOC_BAD_INPUT;
	if (tokens != NULL && ydoc_keys(&x->doc, tokens, token_keys) !=
	    FOC_OK)
		return FOC_BAD_INPUT;
	if (map != NULL && g->map_id == NULL) {
		g->map_id = ynode_text(map, "id", NULL);
		g->map_method = ynode_text(map, "method", NULL);
	}
	return join(x, tokens, &g->tokens);
}

/* With its line, while that is known. */
static int
check_accounts(struct foc_grant_file *x, const struct ynode *root)
{
	const struct ynode *node = ynode_get(root, "accounts"), *n;

	if (node == NULL || node->kind != YNODE_LIST)
		return FOC_OK;
	for (n = node->first; n != NULL; n = n->next)
		if (!text_is_account(n->text))
			return ydoc_fail(&x->doc, n, "accounts: '%s' is no "
			    "account: 12 digits, in quotes", n->text);
	return FOC_OK;
}

static int
read_ids(struct foc_grant_file *x, const struct ynode *root)
{
	const struct ynode *node = ynode_get(root, "request"), *n;

	if (node == NULL)
		return FOC_OK;
	if (node->kind == YNODE_TEXT) {
		words_add(&x->ids, node->text);
		return FOC_OK;
	}
	if (ydoc_items(&x->doc, node, YNODE_TEXT) != FOC_OK)
		return FOC_BAD_INPUT;
	for (n = node->first; n != NULL; n = n->next)
		words_add(&x->ids, n->text);
	return FOC_OK;
}

int
foc_grant_file(struct foc *f, const struct foc_text *text,
    struct foc_grant *g, struct foc_grant_file **file)
{
	struct foc_grant_file *x = xcalloc(1, sizeof(*x));
	const struct ynode *root;
	int status;

	*file = x;
	status = ydoc_read(&x->doc, text->name, text->text, text->len,
	    &f->err);
	root = x->doc.root;
	if (status != FOC_OK ||
	    (status = ydoc_keys(&x->doc, root, keys)) != FOC_OK)
		return status;
	read_texts(root, g);
	if ((status = read_ids(x, root)) != FOC_OK ||
	    (status = read_list(x, root, "accounts", &g->accounts)) !=
	    FOC_OK ||
	    (status = check_accounts(x, root)) != FOC_OK ||
	    (status = read_list(x, root, "regions", &g->regions)) != FOC_OK ||
	    (status = read_nested(x, root, g)) != FOC_OK ||
	    (status = read_flag(x, root, "ack_business_case",
	    &g->ack_business_case)) != FOC_OK ||
	    (status = read_flag(x, root, "restricted_ok",
	    &g->restricted_ok)) != FOC_OK)
		return status;
	return read_flag(x, root, "with_invoked_model_id",
	    &g->with_invoked_model_id);
}

const char *const *
foc_grant_file_ids(const struct foc_grant_file *file, size_t *n)
{
	*n = file->ids.n;
	return (const char *const *)file->ids.word;
}

void
foc_grant_file_free(struct foc_grant_file *file)
{
	size_t i;

	if (file == NULL)
		return;
	ydoc_free(&file->doc);
	for (i = 0; i < file->n_made; i++)
		free(file->made[i]);
	words_free(&file->ids);
	free(file);
}
