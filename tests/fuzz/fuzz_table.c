/* SPDX-License-Identifier: MIT */
/*
 * Records that programs of foc printed, or somebody changed, as foc-table has
 * them: a terminal gets nothing that it would obey.
 */
#include "fuzz.h"

static void
take_lines(struct foc_out *out, const char *text)
{
	char why[ERR_TEXT_MAX];
	size_t n;

	while (*text != '\0') {
		n = strcspn(text, "\n");
		if (n > 0 && foc_out_line(out, text, n, why, sizeof(why)) !=
		    FOC_OK)
			fuzz_check_sentence(why);
		text += n + (text[n] == '\n');
	}
}

/* Colour is a terminal's, and off here: no escape is ours. */
static char *
render(const char *text, struct foc_out_options o, size_t *size)
{
	char *out = NULL, why[ERR_TEXT_MAX];
	struct foc_out *to;
	int status;

	o.to = open_memstream(&out, size);
	MUST(o.to != NULL);
	to = foc_out_new(&o);
	take_lines(to, text);
	status = foc_out_check(to, why, sizeof(why));
	MUST(status == FOC_OK || status == FOC_USAGE);
	MUST(foc_out_close(to) == FOC_OK);
	MUST(fclose(o.to) == 0);
	return out;
}

static void
check_jsonl(const char *p)
{
	struct err e;
	cJSON *tree;
	size_t n;

	for (; *p != '\0'; p += n + 1) {
		n = strcspn(p, "\n");
		MUST(p[n] == '\n');
		tree = json_parse(p, n, &e);
		MUST(cJSON_IsObject(tree));
		cJSON_Delete(tree);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* Those that foc-table has: no report is made of just any record. */
	static const enum foc_format formats[] = { FOC_TABLE, FOC_JSONL,
	    FOC_CSV };
	struct bytes b = { data, size };
	unsigned bits = bytes_next(&b);
	struct foc_out_options o = { .terminal = (bits & 1) != 0,
	    .width = 40 + (int)(bits >> 2), .detail = (bits & 2) != 0,
	    .sandbox = (bits & 4) != 0, .figures = bits >= 0xf8 };
	char *text = bytes_rest(&b), *out;
	size_t i, n;

	for (i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		o.format = formats[i];
		out = render(text, o, &n);
		MUST(n == 0 || fuzz_is_plain(out, n, o.format == FOC_CSV ?
		    "\r\n" : "\n"));
		if (o.format == FOC_JSONL)
			check_jsonl(out);
		free(out);
	}
	free(text);
	return 0;
}
