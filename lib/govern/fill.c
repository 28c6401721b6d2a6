/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"
#include "govern/fill.h"

static const struct value *
find(const struct values *v, const char *name, size_t len)
{
	size_t i;

	for (i = 0; i < v->n; i++)
		if (strncmp(v->v[i].name, name, len) == 0 &&
		    v->v[i].name[len] == '\0')
			return &v->v[i];
	return NULL;
}

bool
values_have(const struct values *v, const char *name, size_t len)
{
	const struct value *x = find(v, name, len);

	return x != NULL && (x->list != NULL ? x->list->n > 0 :
	    x->text != NULL && *x->text != '\0');
}

/* Inside the quotes that the template has. */
static void
put_json(FILE *out, const char *s)
{
	char *quoted = NULL;
	size_t size;
	FILE *to = memstream(&quoted, &size);

	if (to == NULL)
		return;
	text_json(to, s);
	fclose(to);
	fwrite(quoted + 1, 1, size - 2, out);
	free(quoted);
}

static void
put(FILE *out, const char *s, enum fill how)
{
	switch (how) {
	case FILL_JSON:
		put_json(out, s);
		break;
	case FILL_SHELL:
		text_shell(out, s);
		break;
	case FILL_PROSE:
	default:
		fputs(s, out);
	}
}

static void
put_value(FILE *out, const struct value *v, enum fill how)
{
	static const char *const between[] = {
		[FILL_PROSE] = ", ", [FILL_JSON] = "\",\"", [FILL_SHELL] = " "
	};
	size_t i;

	if (v->list == NULL)
		put(out, v->text != NULL ? v->text : "", how);
	for (i = 0; v->list != NULL && i < v->list->n; i++) {
		fputs(i > 0 ? between[how] : "", out);
		put(out, v->list->word[i], how);
	}
}

int
fill_text(FILE *out, const char *tmpl, size_t len, const struct values *v,
    enum fill how)
{
	const char *end = tmpl + len, *open, *close;
	const struct value *x;
	bool raw;

	for (;;) {
		open = memmem(tmpl, (size_t)(end - tmpl), "{{", 2);
		if (open == NULL)
			break;
		fwrite(tmpl, 1, (size_t)(open - tmpl), out);
		open += 2;
		close = memmem(open, (size_t)(end - open), "}}", 2);
		if (close == NULL)
			return -1;
		raw = *open == '=';
		open += raw;
		if ((x = find(v, open, (size_t)(close - open))) == NULL)
			return -1;
		put_value(out, x, raw ? FILL_PROSE : how);
		tmpl = close + 2;
	}
	fwrite(tmpl, 1, (size_t)(end - tmpl), out);
	return 0;
}
