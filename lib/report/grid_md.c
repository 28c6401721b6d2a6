/* SPDX-License-Identifier: MIT */
/* Records that follow each other as one Markdown table. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"
#include "report/out.h"

/* What of a column's word is no key: marks before it, a sign behind it. */
static char
key_of(char **word)
{
	size_t len;
	char sign = ' ';

	while (**word == '!' || **word == '~')
		(*word)++;
	len = strlen(*word);
	if (len > 1 && strchr("$#%@", (*word)[len - 1]) != NULL) {
		sign = (*word)[len - 1];
		(*word)[len - 1] = '\0';
	}
	return sign;
}

static const char *
keys_of(const cJSON *record)
{
	const char *kind = json_string(record, "kind");
	const char *keys = kind != NULL ? columns_of(kind) : NULL;

	return keys != NULL ? keys : "id";
}

void
grid_md_begin(FILE *to, const cJSON *first, const struct foc_out_options *o)
{
	char *copy = xstrdup(keys_of(first)), *rest = copy, *word;
	char rule[512] = "|";
	size_t used = 1;
	char sign;

	if (o->sandbox)
		fputs("SANDBOX\n\n", to);
	fputs("|", to);
	while ((word = strsep(&rest, " ")) != NULL) {
		sign = key_of(&word);
		fprintf(to, " %s |", word);
		used += (size_t)snprintf(rule + used, sizeof(rule) - used,
		    "%s|", strchr("$#%", sign) != NULL ? " ---: " : " --- ");
	}
	fprintf(to, "\n%s\n", rule);
	free(copy);
}

void
grid_md(FILE *to, const cJSON *record, const struct foc_out_options *o)
{
	char *copy = xstrdup(keys_of(record)), *rest = copy, *word, *text;
	char sign;

	(void)o;
	fputs("|", to);
	while ((word = strsep(&rest, " ")) != NULL) {
		sign = key_of(&word);
		text = cell_text(record, word, sign, false);
		putc(' ', to);
		text_markdown(to, text);
		fputs(" |", to);
		free(text);
	}
	putc('\n', to);
	free(copy);
}
