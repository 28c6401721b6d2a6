/* SPDX-License-Identifier: MIT */
/* One record for a person: its keys and values, one below the other. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"
#include "report/out.h"

#define INDENT		2
#define DEEPER		4	/* of what stands below its name */
#define LIST_MIN	60	/* a list longer than this goes below */

struct page {
	FILE	*to;
	int	column;		/* where values begin */
	int	width;		/* prose is broken here */
	bool	terminal;
};

static void
put_line(const struct page *p, int indent, const char *line)
{
	char *safe = text_visible(line);

	fprintf(p->to, "%*s%s\n", indent, "", safe);
	free(safe);
}

/* Lines as they are, each indented: commands are there to be copied. */
static void
put_block(const struct page *p, int indent, const char *text)
{
	char *copy = xstrdup(text), *line, *rest = copy;

	while ((line = strsep(&rest, "\n")) != NULL)
		if (rest != NULL || *line != '\0')
			put_line(p, indent, line);
	free(copy);
}

/* Prose, broken at blanks to fit; the first line goes on where we are. */
static void
put_prose(const struct page *p, int indent, const char *text)
{
	char *safe = text_visible(text), *word, *rest = safe;
	int at = indent, w;

	while ((word = strsep(&rest, " ")) != NULL) {
		w = utf8_width(word);
		if (at > indent && at + 1 + w > p->width) {
			fprintf(p->to, "\n%*s", indent, "");
			at = indent;
		}
		fprintf(p->to, "%s%s", at > indent ? " " : "", word);
		at += w + (at > indent);
	}
	putc('\n', p->to);
	free(safe);
}

void
prose_print(FILE *to, int indent, int width, const char *text)
{
	const struct page p = { .to = to, .width = width };

	put_prose(&p, indent, text);
}

static bool
holds_nothing(const cJSON *item)
{
	return cJSON_IsNull(item) || cJSON_IsFalse(item) ||
	    (cJSON_IsString(item) && *item->valuestring == '\0') ||
	    ((cJSON_IsObject(item) || cJSON_IsArray(item)) &&
	    item->child == NULL);
}

/* A list of texts that would make one long or broken line. */
static bool
is_long_list(const cJSON *item)
{
	const cJSON *part;
	size_t length = 0;

	if (!cJSON_IsArray(item))
		return false;
	cJSON_ArrayForEach(part, item) {
		if (!cJSON_IsString(part))
			return false;
		length += strlen(part->valuestring);
		if (strchr(part->valuestring, '\n') != NULL)
			return true;
	}
	return length > LIST_MIN;
}

static void put_item(const struct page *p, const cJSON *item, int depth);

/* Members of an object or of the objects of a list, below its name. */
static void
put_nested(const struct page *p, const cJSON *item, int depth)
{
	const cJSON *part;

	cJSON_ArrayForEach(part, item) {
		if (cJSON_IsArray(item) && cJSON_IsObject(part)) {
			put_nested(p, part, depth);
			if (part->next != NULL)
				putc('\n', p->to);
		} else {
			put_item(p, part, depth);
		}
	}
}

static void
put_item(const struct page *p, const cJSON *item, int depth)
{
	const cJSON *part;
	char *name, *text;
	int indent = depth * INDENT, pad;

	if (holds_nothing(item))
		return;
	name = text_visible(item->string != NULL ? item->string : "-");
	fprintf(p->to, "%*s%s", indent, "", name);
	pad = p->column - indent - utf8_width(name);
	free(name);
	if (cJSON_IsObject(item) || (cJSON_IsArray(item) &&
	    cJSON_IsObject(item->child))) {
		fputs(":\n", p->to);
		put_nested(p, item, depth + 1);
	} else if (is_long_list(item)) {
		fputs(":\n", p->to);
		cJSON_ArrayForEach(part, item)
			put_block(p, indent + DEEPER, part->valuestring);
	} else if (cJSON_IsString(item) &&
	    strchr(item->valuestring, '\n') != NULL) {
		fputs(":\n", p->to);
		put_block(p, indent + DEEPER, item->valuestring);
	} else {
		text = figure_text(item, p->terminal);
		fprintf(p->to, "%*s", pad > 2 ? pad : 2, "");
		put_prose(p, p->column, text);
		free(text);
	}
}

/* The widest name, with its indent, in a record or below it. */
static int
widest_name(const cJSON *item, int depth)
{
	const cJSON *part;
	int widest = 0, w;

	cJSON_ArrayForEach(part, item) {
		w = part->string != NULL && !holds_nothing(part) ?
		    depth * INDENT + utf8_width(part->string) : 0;
		if (w > widest)
			widest = w;
		w = widest_name(part, depth + (part->string != NULL));
		if (w > widest)
			widest = w;
	}
	return widest;
}

void
detail_print(FILE *to, const cJSON *record, const struct foc_out_options *o)
{
	struct page p = { to, widest_name(record, 0) + INDENT,
	    o->width >= 40 ? o->width : 80, o->terminal };
	const cJSON *item;

	cJSON_ArrayForEach(item, record)
		if (strcmp(item->string, "kind") != 0)
			put_item(&p, item, 0);
}
