/* SPDX-License-Identifier: MIT */
/* Files of requests and of decisions, in YAML, and ids on JSON lines. */
#include "fuzz.h"

static void
check_failure(struct foc *f, int status)
{
	MUST(status == FOC_BAD_INPUT || status == FOC_USAGE ||
	    status == FOC_REFUSED);
	fuzz_check_sentence(foc_errmsg(f));
}

static void
check_request(struct foc *f, const char *text, size_t len)
{
	struct foc_request_new r = { 0 };
	int status = foc_request_file(f, "x.yaml", text, len, &r);

	if (status == FOC_OK)
		status = foc_request_check(f, &r);
	if (status != FOC_OK)
		check_failure(f, status);
	foc_request_file_free(r.file);
}

static void
check_decision(struct foc *f, const char *text, size_t len)
{
	struct foc_text t = { "x.yaml", text, len };
	struct foc_grant_file *file = NULL;
	struct foc_grant g = { 0 };
	size_t n = 0, i;
	int status = foc_grant_file(f, &t, &g, &file);

	if (status != FOC_OK)
		check_failure(f, status);
	else {
		const char *const *id = foc_grant_file_ids(file, &n);

		for (i = 0; i < n; i++)
			MUST(id[i] != NULL && *id[i] != '\0');
	}
	foc_grant_file_free(file);
}

static void
check_line(struct foc *f, const char *line, size_t len)
{
	static const char *const kinds[] = { "request", "task", "anchor",
	    "card", "gap", "head" };
	char *id = NULL;
	size_t i;
	int status;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		id = NULL;
		status = foc_record_id(f, line, len, kinds[i], &id);
		if (status != FOC_OK)
			check_failure(f, status);
		else
			MUST(id != NULL);
		free(id);
	}
	id = NULL;
	if ((status = foc_head_id(f, line, len, &id)) != FOC_OK)
		check_failure(f, status);
	else
		MUST(id != NULL);
	free(id);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	struct foc *f = fuzz_db();

	check_request(f, text, size);
	check_decision(f, text, size);
	check_line(f, text, size);
	return 0;
}
