/* SPDX-License-Identifier: MIT */
/* A Business Request as a YAML file. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/yaml.h"
#include "govern/request_file.h"

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))

/* Keys are the options, with _ for -. */
static const struct ykey keys[] = {
	{ "name", YNODE_TEXT, false },
	{ "product", YNODE_TEXT, false },
	{ "use_case", YNODE_TEXT, false },
	{ "add_to", YNODE_TEXT, false },
	{ "runtime", YNODE_TEXT, false },
	{ "principal", YNODE_TEXT, false },
	{ "availability", YNODE_TEXT, false },
	{ "description", YNODE_TEXT, false },
	{ "developers", YNODE_TEXT, false },
	{ "percent", YNODE_TEXT, false },
	{ "estimate_usd", YNODE_TEXT, false },
	{ "tokens", YNODE_TEXT | YNODE_MAP, false },
	{ "business_case", YNODE_TEXT | YNODE_MAP, false },
	{ "start", YNODE_TEXT, false },
	{ "end", YNODE_TEXT, false },
	{ "growth", YNODE_TEXT, false },
	{ NULL, 0, false }
};
static const struct ykey token_keys[] = {
	{ "input", YNODE_TEXT, false },
	{ "output", YNODE_TEXT, false },
	{ "cache_read", YNODE_TEXT, false },
	{ "cache_write", YNODE_TEXT, false },
	{ "cache_write_1h", YNODE_TEXT, false },
	{ NULL, 0, false }
};
static const struct ykey case_keys[] = {
	{ "value_type", YNODE_TEXT, true },
	{ "current_annual_usd", YNODE_TEXT, true },
	{ "target_percent", YNODE_TEXT, true },
	{ NULL, 0, false }
};

struct said {
	char	*text;			/* the value, as an option has it */
	char	*label;
};

struct foc_request_file {
	char	*name;
	struct said said[COUNT(keys)];
	size_t	n;
	char	*missing;		/* label of what is not there */
};

static const char **
field(struct foc_request_new *r, const char *key)
{
	const struct { const char *key, **value; } fields[] = {
		{ "name", &r->name }, { "product", &r->product },
		{ "use_case", &r->use_case }, { "add_to", &r->add_to },
		{ "runtime", &r->runtime }, { "principal", &r->principal },
		{ "availability", &r->availability },
		{ "description", &r->description },
		{ "developers", &r->developers }, { "percent", &r->percent },
		{ "estimate_usd", &r->estimate_usd },
		{ "tokens", &r->tokens },
		{ "business_case", &r->business_case },
		{ "start", &r->start }, { "end", &r->end },
		{ "growth", &r->growth },
	};
	size_t i;

	for (i = 0; i < COUNT(fields) - 1; i++)
		if (strcmp(fields[i].key, key) == 0)
			break;
	return fields[i].value;
}

/* {input: 1, output: 2} as "input=1,output=2". */
static int
pairs(struct ydoc *d, const struct ynode *map, char **text)
{
	const struct ynode *n;
	size_t size;
	int status;
	FILE *to;

	if ((status = ydoc_keys(d, map, token_keys)) != FOC_OK)
		return status;
	if ((to = memstream(text, &size)) == NULL)
		return ydoc_fail(d, map, "no memory");
	for (n = map->first; n != NULL; n = n->next)
		fprintf(to, "%s%s=%s", n == map->first ? "" : ",", n->key,
		    n->text);
	fclose(to);
	return FOC_OK;
}

/* {value_type: T, ...} as "T,80000,20". */
static int
triple(struct ydoc *d, const struct ynode *map, char **text)
{
	int status = ydoc_keys(d, map, case_keys);

	if (status == FOC_OK)
		*text = xasprintf("%s,%s,%s",
		    ynode_text(map, "value_type", ""),
		    ynode_text(map, "current_annual_usd", ""),
		    ynode_text(map, "target_percent", ""));
	return status;
}

/* What an option says goes before what the file says. */
static int
take(struct foc_request_file *file, struct ydoc *d, const struct ynode *n,
    struct foc_request_new *r)
{
	const char **value = field(r, n->key);
	struct said *s = &file->said[file->n];
	int status = FOC_OK;

	if (n->kind == YNODE_TEXT)
		s->text = xstrdup(n->text);
	else if (strcmp(n->key, "tokens") == 0)
		status = pairs(d, n, &s->text);
	else
		status = triple(d, n, &s->text);
	if (status != FOC_OK)
		return status;
	s->label = xasprintf("%s:%d: %s", file->name, n->line, n->key);
	file->n++;
	if (*value == NULL)
		*value = s->text;
	return FOC_OK;
}

int
foc_request_file(struct foc *f, const char *name, const char *text,
    size_t len, struct foc_request_new *r)
{
	struct foc_request_file *file = xcalloc(1, sizeof(*file));
	const struct ynode *n;
	struct ydoc d;
	int status;

	r->file = file;
	file->name = xstrdup(name);
	status = ydoc_read(&d, file->name, text, len, &f->err);
	if (status == FOC_OK)
		status = ydoc_keys(&d, d.root, keys);
	for (n = status == FOC_OK ? d.root->first : NULL;
	    n != NULL && status == FOC_OK; n = n->next)
		status = take(file, &d, n, r);
	ydoc_free(&d);
	return status;
}

void
foc_request_file_free(struct foc_request_file *file)
{
	size_t i;

	if (file == NULL)
		return;
	for (i = 0; i < file->n; i++) {
		free(file->said[i].text);
		free(file->said[i].label);
	}
	free(file->missing);
	free(file->name);
	free(file);
}

/* "--use-case" of a file is "request.yaml: use_case". */
static const char *
missing_label(struct foc_request_file *file, const char *option)
{
	char *p;

	free(file->missing);
	file->missing = xasprintf("%s: %s", file->name, option + 2);
	for (p = file->missing + strlen(file->name); *p != '\0'; p++)
		if (*p == '-')
			*p = '_';
	return file->missing;
}

const char *
request_label(const struct foc_request_new *r, const char *option,
    const char *value)
{
	size_t i;

	if (r->prompted)
		return option + 2;
	if (r->file == NULL)
		return option;
	for (i = 0; value != NULL && i < r->file->n; i++)
		if (r->file->said[i].text == value)
			return r->file->said[i].label;
	return value != NULL ? option : missing_label(r->file, option);
}

int
request_status(struct foc *f, const struct foc_request_new *r, int status)
{
	char why[ERR_TEXT_MAX];
	size_t n = r->file != NULL ? strlen(r->file->name) : 0;

	snprintf(why, sizeof(why), "%s", foc_errmsg(f));
	if (status != FOC_USAGE || n == 0 ||
	    strncmp(why, r->file->name, n) != 0 || why[n] != ':')
		return status;
	return foc_fail(f, FOC_BAD_INPUT, "%s", why);
}
