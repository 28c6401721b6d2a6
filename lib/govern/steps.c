/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "core/embed.h"
#include "core/mem.h"
#include "govern/steps.h"

/* *to becomes *to, then `between`, then the filled line. */
static int
extend(char **to, const char *between, const char *line, size_t len,
    const struct values *v, enum fill how)
{
	char *text = NULL;
	size_t size;
	FILE *out = memstream(&text, &size);
	int bad;

	if (out == NULL)
		return -1;
	if (*to != NULL)
		fprintf(out, "%s%s", *to, between);
	bad = fill_text(out, line, len, v, how);
	fclose(out);
	free(*to);
	*to = text;
	return bad;
}

static char **
new_text(char ***list, size_t *n)
{
	*list = xreallocarray(*list, *n + 1, sizeof(**list));
	(*list)[*n] = NULL;
	return &(*list)[(*n)++];
}

static int
add_line(struct steps *s, char kind, const char *line, size_t len,
    const struct values *v)
{
	struct step *p = s->n > 0 ? &s->step[s->n - 1] : NULL;

	if (kind == '=') {
		if (s->n == STEPS_MAX)
			return -1;
		p = &s->step[s->n++];
		return extend(&p->title, "", line, len, v, FILL_PROSE);
	}
	if (p == NULL)
		return -1;
	switch (kind) {
	case ':':
		return extend(&p->instruction, " ", line, len, v, FILL_PROSE);
	case '@':
		return extend(&p->url, "", line, len, v, FILL_PROSE);
	case '$':
	case '|':
		if (kind == '$')
			new_text(&p->command, &p->n_commands);
		if (p->n_commands == 0)
			return -1;
		return extend(&p->command[p->n_commands - 1], "\n", line, len,
		    v, FILL_SHELL);
	case '!':
		return extend(new_text(&p->record, &p->n_records), "", line,
		    len, v, FILL_SHELL);
	default:
		return -1;
	}
}

static int read_lines(struct steps *s, const char *tmpl,
	    const struct values *v, int depth);

/* Templates of templates go one deep. */
static int
include(struct steps *s, const char *line, size_t len,
    const struct values *v, int depth)
{
	char *name = xasprintf("%.*s", (int)len, line);
	const char *tmpl = embed_text(name);
	int bad = tmpl == NULL || depth > 0 ? -1 :
	    read_lines(s, tmpl, v, depth + 1);

	free(name);
	return bad;
}

static int
read_lines(struct steps *s, const char *tmpl, const struct values *v,
    int depth)
{
	const char *p, *next;
	size_t len, name;
	int bad;

	for (p = tmpl; *p != '\0'; p = next) {
		len = strcspn(p, "\n");
		next = p + len + (p[len] == '\n');
		if (*p == '?') {
			name = strcspn(p, " ");
			if (name >= len || name == 1)
				return -1;
			if (!values_have(v, p + 1, name - 1))
				continue;
			p += name + 1;
			len -= name + 1;
		}
		if (len == 0)
			continue;
		if (len < 2 || p[1] != ' ')
			return -1;
		bad = *p == '+' ? include(s, p + 2, len - 2, v, depth) :
		    add_line(s, *p, p + 2, len - 2, v);
		if (bad != 0)
			return -1;
	}
	return 0;
}

int
steps_read(struct steps *s, const char *tmpl, const struct values *v)
{
	*s = (struct steps){ 0 };
	return read_lines(s, tmpl, v, 0);
}

void
steps_free(struct steps *s)
{
	struct step *p;
	size_t k;
	int i;

	for (i = 0; i < s->n; i++) {
		p = &s->step[i];
		free(p->title);
		free(p->instruction);
		free(p->url);
		for (k = 0; k < p->n_commands; k++)
			free(p->command[k]);
		free(p->command);
		for (k = 0; k < p->n_records; k++)
			free(p->record[k]);
		free(p->record);
	}
	*s = (struct steps){ 0 };
}
