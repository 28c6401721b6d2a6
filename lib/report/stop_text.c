/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"
#include "report/stop.h"

#define COLUMNS	78
#define INDENT	4

static const char *
word(const cJSON *o, const char *key)
{
	const char *s = json_string(o, key);

	return s != NULL ? s : "";
}

/* Prose in lines of at most COLUMNS, broken at blanks. */
static void
put_prose(FILE *to, const char *first, const char *prose)
{
	char *safe = text_visible(prose);
	const char *p = safe;
	size_t n, room = COLUMNS - INDENT;

	while (*p != '\0') {
		n = strlen(p);
		if (n > room) {
			for (n = room; n > 0 && p[n] != ' '; n--)
				continue;
			if (n == 0)
				n = strcspn(p, " ");
		}
		fprintf(to, "%*s%.*s\n", INDENT, first, (int)n, p);
		first = "";
		p += n;
		p += strspn(p, " ");
	}
	free(safe);
}

void
stop_word(FILE *to, const char *w)
{
	if (strncmp(w, "--", 2) == 0 && w[2] != '\0' &&
	    w[strspn(w, "abcdefghijklmnopqrstuvwxyz-")] == '\0')
		fputs(w, to);
	else
		text_shell(to, w);
}

/* As it would be typed; what a terminal would obey is shown instead. */
static void
put_command(FILE *to, const cJSON *command)
{
	const cJSON *w;
	char *line = NULL, *safe;
	size_t size;
	FILE *out = memstream(&line, &size);

	if (out == NULL)
		return;
	cJSON_ArrayForEach(w, command) {
		if (w != command->child)
			putc(' ', out);
		stop_word(out, cJSON_IsString(w) ? w->valuestring : "");
	}
	fclose(out);
	safe = text_visible(line);
	if (*safe != '\0')
		fprintf(to, "%*s%s\n", INDENT, "", safe);
	free(safe);
	free(line);
}

static void
put_action(FILE *to, const cJSON *a)
{
	char *target = text_visible(word(a, "target"));
	const char *n = json_number(a, "n");

	fprintf(to, "%2s. %-10s  %s %s\n", n != NULL ? n : "",
	    word(a, "result"), word(a, "action"), target);
	put_command(to, json_member(a, "command"));
	put_prose(to, "", word(a, "why"));
	put_prose(to, "", word(a, "detail"));
	free(target);
}

void
stop_text(FILE *to, const cJSON *record, const struct foc_out_options *o)
{
	const cJSON *x;
	const char *at = word(record, "at");
	char *by = text_visible(word(record, "by"));
	char *why = text_visible(word(record, "rationale"));

	if (o->sandbox)
		fputs("SANDBOX\n", to);
	fprintf(to, "%s %s %s", word(record, "workload"), o->dry_run ?
	    "would be" : "is", word(record, "control"));
	if (*at != '\0')
		fprintf(to, ": %s by %s at %s: %s", word(record, "verb"), by,
		    at, why);
	fputs("\n\n", to);
	cJSON_ArrayForEach(x, json_member(record, "actions"))
		put_action(to, x);
	fputs("\nLimits:\n", to);
	cJSON_ArrayForEach(x, json_member(record, "limits"))
		if (cJSON_IsString(x))
			put_prose(to, "  - ", x->valuestring);
	free(by);
	free(why);
}
