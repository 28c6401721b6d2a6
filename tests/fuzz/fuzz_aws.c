/* SPDX-License-Identifier: MIT */
/* What the AWS CLI prints: models, profiles, and what shows prerequisites. */
#include "fuzz.h"

static void
check_status(struct foc *f, int status)
{
	if (status == FOC_OK)
		return;
	MUST(status == FOC_BAD_INPUT || status == FOC_REFUSED ||
	    status == FOC_USAGE);
	fuzz_check_sentence(foc_errmsg(f));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	struct foc *f = fuzz_db();
	bool passed = false;

	MUST(foc_begin(f) == FOC_OK);
	check_status(f, foc_model_import(f, "models.json", text, size,
	    fuzz_sink()));
	fuzz_undo(f);
	MUST(foc_begin(f) == FOC_OK);
	check_status(f, foc_prereq_check(f, "checks.json", text, size,
	    "341153769010", &passed, fuzz_sink()));
	fuzz_undo(f);
	return 0;
}
