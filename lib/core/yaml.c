/* SPDX-License-Identifier: MIT */
/* A tree of lines, keys and texts from the events of libyaml. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "core/mem.h"
#include "core/text.h"
#include "core/yaml.h"

#define BOM	"\xef\xbb\xbf"

struct reader {
	struct ydoc *doc;
	const char *text;
	yaml_parser_t parser;
	struct ynode *open[YDOC_DEPTH_MAX];	/* collections we are in */
	struct ynode **tail[YDOC_DEPTH_MAX];	/* where a member goes */
	int	depth;
	char	*key;			/* read, its value is awaited */
	int	key_line;
	bool	any;			/* a document has begun */
	bool	end;
};

static int
fail_at(struct ydoc *d, int line, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

static int
vfail_at(struct ydoc *d, int line, const char *fmt, va_list ap)
    __attribute__((format(printf, 3, 0)));

static int
vfail_at(struct ydoc *d, int line, const char *fmt, va_list ap)
{
	char what[ERR_TEXT_MAX];

	vsnprintf(what, sizeof(what), fmt, ap);
	return err_set(d->err, FOC_BAD_INPUT, "%s:%d: %s", d->name, line,
	    what);
}

static int
fail_at(struct ydoc *d, int line, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vfail_at(d, line, fmt, ap);
	va_end(ap);
	return FOC_BAD_INPUT;
}

int
ydoc_fail(struct ydoc *d, const struct ynode *at, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vfail_at(d, at->line, fmt, ap);
	va_end(ap);
	return FOC_BAD_INPUT;
}

/* ------------------------------------------------------------ the tree */

static struct ynode *
add_node(struct reader *r, enum ynode_kind kind, int line)
{
	struct ynode *n = xcalloc(1, sizeof(*n));

	n->kind = kind;
	n->line = r->key != NULL ? r->key_line : line;
	n->key = r->key;
	r->key = NULL;
	if (r->depth == 0) {
		r->doc->root = n;
	} else {
		*r->tail[r->depth - 1] = n;
		r->tail[r->depth - 1] = &n->next;
	}
	return n;
}

static bool
at_key(const struct reader *r)
{
	return r->depth > 0 && r->key == NULL &&
	    r->open[r->depth - 1]->kind == YNODE_MAP;
}

static int
take_key(struct reader *r, const char *key, int line)
{
	const struct ynode *n;
	int count = 0;

	for (n = r->open[r->depth - 1]->first; n != NULL; n = n->next) {
		if (strcmp(n->key, key) == 0)
			return fail_at(r->doc, line, "the key '%s' stands "
			    "here again, first on line %d; keep one", key,
			    n->line);
		if (++count == YDOC_KEYS_MAX)
			return fail_at(r->doc, line, "more than %d keys in "
			    "one mapping", YDOC_KEYS_MAX);
	}
	r->key = xstrdup(key);
	r->key_line = line;
	return FOC_OK;
}

static int
take_scalar(struct reader *r, const char *text, size_t len, int line)
{
	if (!utf8_valid(text, len))
		return fail_at(r->doc, line, "the text holds a NUL or is no "
		    "UTF-8");
	if (at_key(r))
		return take_key(r, text, line);
	add_node(r, YNODE_TEXT, line)->text = xstrndup(text, len);
	return FOC_OK;
}

static int
open_collection(struct reader *r, enum ynode_kind kind, int line)
{
	struct ynode *n;

	if (at_key(r))
		return fail_at(r->doc, line, "a key must be a text, not a "
		    "mapping or list");
	if (r->depth == YDOC_DEPTH_MAX)
		return fail_at(r->doc, line, "nested deeper than %d",
		    YDOC_DEPTH_MAX);
	n = add_node(r, kind, line);
	r->open[r->depth] = n;
	r->tail[r->depth++] = &n->first;
	return FOC_OK;
}

/* ------------------------------------------------------------ events */

static int
check_plain(struct reader *r, const yaml_char_t *anchor,
    const yaml_char_t *tag, int line)
{
	if (anchor != NULL)
		return fail_at(r->doc, line, "the anchor &%s is not read; "
		    "write the value out where it is needed",
		    (const char *)anchor);
	if (tag != NULL)
		return fail_at(r->doc, line, "the tag %s is not read; every "
		    "value is text", (const char *)tag);
	return FOC_OK;
}

static int
begin_document(struct reader *r, const yaml_event_t *e, int line)
{
	if (r->any)
		return fail_at(r->doc, line, "a second document begins here; "
		    "the file may hold one");
	if (e->data.document_start.tag_directives.start !=
	    e->data.document_start.tag_directives.end)
		return fail_at(r->doc, line, "%%TAG is not read");
	r->any = true;
	return FOC_OK;
}

static int
take_event(struct reader *r, const yaml_event_t *e)
{
	int line = (int)e->start_mark.line + 1, status;

	switch (e->type) {
	case YAML_DOCUMENT_START_EVENT:
		return begin_document(r, e, line);
	case YAML_ALIAS_EVENT:
		return fail_at(r->doc, line, "the alias *%s is not read; "
		    "write the value out", (const char *)e->data.alias.anchor);
	case YAML_SCALAR_EVENT:
		status = check_plain(r, e->data.scalar.anchor,
		    e->data.scalar.tag, line);
		return status != FOC_OK ? status : take_scalar(r,
		    (const char *)e->data.scalar.value, e->data.scalar.length,
		    line);
	case YAML_SEQUENCE_START_EVENT:
		status = check_plain(r, e->data.sequence_start.anchor,
		    e->data.sequence_start.tag, line);
		return status != FOC_OK ? status :
		    open_collection(r, YNODE_LIST, line);
	case YAML_MAPPING_START_EVENT:
		status = check_plain(r, e->data.mapping_start.anchor,
		    e->data.mapping_start.tag, line);
		return status != FOC_OK ? status :
		    open_collection(r, YNODE_MAP, line);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		r->depth--;
		return FOC_OK;
	case YAML_STREAM_END_EVENT:
		r->end = true;
		return r->any ? FOC_OK : fail_at(r->doc, 1, "the file is "
		    "empty");
	case YAML_NO_EVENT:
	case YAML_STREAM_START_EVENT:
	case YAML_DOCUMENT_END_EVENT:
		break;
	}
	return FOC_OK;
}

/* What the parser did not like; the reader below it counts only bytes. */
static int
parser_fail(struct reader *r)
{
	const yaml_parser_t *p = &r->parser;
	int line = (int)p->problem_mark.line + 1;
	size_t i;

	if (p->error == YAML_MEMORY_ERROR)
		return err_set(r->doc->err, FOC_SYSTEM, "out of memory");
	if (p->error == YAML_READER_ERROR)
		for (i = 0, line = 1; i < p->problem_offset; i++)
			line += r->text[i] == '\n';
	return fail_at(r->doc, line, "no YAML: %s%s%s",
	    p->problem != NULL ? p->problem : "cannot be read",
	    p->context != NULL ? " " : "",
	    p->context != NULL ? p->context : "");
}

static int
read_events(struct reader *r)
{
	yaml_event_t e;
	int status = FOC_OK;

	while (status == FOC_OK && !r->end) {
		if (yaml_parser_parse(&r->parser, &e) == 0)
			return parser_fail(r);
		status = take_event(r, &e);
		yaml_event_delete(&e);
	}
	return status;
}

/* Lines before the first one that is no valid text, plus one. */
static int
first_bad_line(const char *text, size_t len)
{
	const char *nl;
	int line = 1;

	while ((nl = memchr(text, '\n', len)) != NULL &&
	    utf8_valid(text, (size_t)(nl - text))) {
		len -= (size_t)(nl + 1 - text);
		text = nl + 1;
		line++;
	}
	return line;
}

int
ydoc_read(struct ydoc *d, const char *name, const char *text, size_t len,
    struct err *err)
{
	struct reader r = { .doc = d, .text = text };
	int status;

	*d = (struct ydoc){ .name = name, .err = err };
	if (len >= 3 && memcmp(text, BOM, 3) == 0) {
		r.text = text += 3;	/* some editors begin with it */
		len -= 3;
	}
	if (len > YDOC_SIZE_MAX)
		return fail_at(d, 1, "larger than 1 MiB");
	if (!utf8_valid(text, len))
		return fail_at(d, first_bad_line(text, len),
		    "a NUL or no UTF-8");
	if (yaml_parser_initialize(&r.parser) == 0)
		return err_set(err, FOC_SYSTEM, "out of memory");
	yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&r.parser, (const unsigned char *)text,
	    len);
	status = read_events(&r);
	yaml_parser_delete(&r.parser);
	free(r.key);
	return status;
}

static void
free_nodes(struct ynode *n)
{
	struct ynode *next;

	for (; n != NULL; n = next) {
		next = n->next;
		free_nodes(n->first);		/* as deep as documents are */
		free(n->key);
		free(n->text);
		free(n);
	}
}

void
ydoc_free(struct ydoc *d)
{
	free_nodes(d->root);
	d->root = NULL;
}

/* ------------------------------------------------------------ readers */

static const char *
kinds_name(unsigned kinds)
{
	static const char *const names[] = {
		"nothing", "a text", "a list", "a text or a list", "a mapping",
		"a text or a mapping", "a list or a mapping", "any value"
	};

	return names[kinds & 7];
}

/* "a, b and c": what would have worked. */
static void
list_keys(const struct ykey *keys, char *buf, size_t size)
{
	size_t used = 0;
	const struct ykey *k;

	buf[0] = '\0';
	for (k = keys; k->name != NULL && used < size; k++)
		used += (size_t)snprintf(buf + used, size - used, "%s%s",
		    k == keys ? "" : k[1].name == NULL ? " and " : ", ",
		    k->name);
}

static int
check_member(struct ydoc *d, const struct ynode *n, const struct ykey *keys)
{
	const struct ykey *k;
	char known[512];

	for (k = keys; k->name != NULL; k++)
		if (strcmp(k->name, n->key) == 0)
			break;
	if (k->name == NULL) {
		list_keys(keys, known, sizeof(known));
		return ydoc_fail(d, n, "unknown key '%s'; known here: %s",
		    n->key, known);
	}
	if ((k->kinds & n->kind) == 0)
		return ydoc_fail(d, n, "%s: is %s, must be %s", n->key,
		    kinds_name(n->kind), kinds_name(k->kinds));
	return FOC_OK;
}

int
ydoc_keys(struct ydoc *d, const struct ynode *map, const struct ykey *keys)
{
	const struct ynode *n;
	const struct ykey *k;
	char known[512];

	if (map->kind != YNODE_MAP) {
		list_keys(keys, known, sizeof(known));
		return ydoc_fail(d, map, "is %s, must be a mapping of %s",
		    kinds_name(map->kind), known);
	}
	for (n = map->first; n != NULL; n = n->next)
		if (check_member(d, n, keys) != FOC_OK)
			return FOC_BAD_INPUT;
	for (k = keys; k->name != NULL; k++)
		if (k->required && ynode_get(map, k->name) == NULL)
			return ydoc_fail(d, map, "the key '%s' is missing",
			    k->name);
	return FOC_OK;
}

int
ydoc_items(struct ydoc *d, const struct ynode *list, unsigned kinds)
{
	const struct ynode *n;

	for (n = list->first; n != NULL; n = n->next)
		if ((n->kind & kinds) == 0)
			return ydoc_fail(d, n, "is %s, must be %s",
			    kinds_name(n->kind), kinds_name(kinds));
	return FOC_OK;
}

struct ynode *
ynode_get(const struct ynode *map, const char *key)
{
	struct ynode *n;

	for (n = map != NULL ? map->first : NULL; n != NULL; n = n->next)
		if (n->key != NULL && strcmp(n->key, key) == 0)
			return n;
	return NULL;
}

const char *
ynode_text(const struct ynode *map, const char *key, const char *otherwise)
{
	const struct ynode *n = ynode_get(map, key);

	return n != NULL && n->text != NULL ? n->text : otherwise;
}
