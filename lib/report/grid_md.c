/* SPDX-License-Identifier: MIT */
/* Records that follow each other as one Markdown table. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"
#include "report/out.h"

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
	struct table_column col;
	size_t used = 1;

	if (o->sandbox)
		fputs("SANDBOX\n\n", to);
	fputs("|", to);
	while ((word = strsep(&rest, " ")) != NULL) {
		col = column_parse(word);
		fprintf(to, " %s |", col.key);
		used += (size_t)snprintf(rule + used, sizeof(rule) - used,
		    "%s|", strchr("$#%", col.sign) != NULL ? " ---: " : " --- ");
	}
	fprintf(to, "\n%s\n", rule);
	free(copy);
}

void
grid_md(FILE *to, const cJSON *record, const struct foc_out_options *o)
{
	char *copy = xstrdup(keys_of(record)), *rest = copy, *word, *text;
	struct table_column col;

	(void)o;
	fputs("|", to);
	while ((word = strsep(&rest, " ")) != NULL) {
		col = column_parse(word);
		text = cell_text(record, col.key, col.sign, false);
		putc(' ', to);
		text_markdown(to, text);
		fputs(" |", to);
		free(text);
	}
	putc('\n', to);
	free(copy);
}
