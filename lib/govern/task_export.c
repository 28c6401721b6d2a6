/* SPDX-License-Identifier: MIT */
/*
 * The export of the bill: a task for no request, opened with the file.  What
 * proves its step is what foc-prereq judges, and is recorded as that would.
 */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/sha.h"
#include "govern/prereq.h"
#include "govern/task.h"

#define NAME		"CUR_EXPORT"
#define STEP_PROVEN	2

/* A load may have shown it, or somebody have said or waived it. */
static int
is_met(struct foc *f, const struct task *t, int step)
{
	struct rows r;
	int status, no = FOC_OK;

	db_query(&r, f, SQL_PREREQ_UNMET, "ss", "ALL", "");
	while (db_next(&r))
		if (strcmp(db_text(&r, 0), NAME) == 0)
			no = foc_fail(f, FOC_REFUSED, "%s: step %d: " NAME
			    " is %s, needs PASSED or WAIVED: --check FILE "
			    "with the output of aws bcm-data-exports "
			    "get-export shows it", t->id, step,
			    db_text(&r, 2));
	status = db_done(&r);
	return status != FOC_OK ? status : no;
}

static char *
note(const char *before, const struct foc_text *text)
{
	char hex[SHA_HEX_MAX];
	unsigned char h[SHA_BYTES];

	crypto_hash_sha256(h, (const unsigned char *)text->text, text->len);
	return xasprintf("%s%sget-export sha256:%s", before != NULL ? before :
	    "", before != NULL ? ", " : "", sha_hex(hex, h));
}

static int
judge(struct foc *f, const struct task *t, int step,
    const struct foc_text *text, char **proof)
{
	struct verdict v;
	char *before = *proof;
	int status;

	status = prereq_judge(f, text->name, text->text, text->len, NULL, &v);
	if (status == FOC_OK && strcmp(v.name, NAME) != 0)
		status = foc_fail(f, FOC_REFUSED, "%s: step %d: %s proves "
		    "nothing of it; it takes the output of aws "
		    "bcm-data-exports get-export", t->id, step, text->name);
	else if (status == FOC_OK && !v.passed)
		status = foc_fail(f, FOC_REFUSED, "%s: step %d: %s", t->id,
		    step, v.evidence);
	if (status == FOC_OK)
		status = prereq_record(f, NAME, "", "pass", v.evidence);
	if (status == FOC_OK) {
		*proof = note(before, text);
		free(before);
	}
	free(v.evidence);
	return status;
}

int
export_check(struct foc *f, const struct task *t, int step,
    const struct foc_text *texts, size_t n, char **proof)
{
	size_t i;
	int status = FOC_OK;

	*proof = NULL;
	if (step != STEP_PROVEN && n > 0)
		return foc_fail(f, FOC_USAGE, "%s: step %d: no output of the "
		    "AWS CLI proves it; do it without --check", t->id, step);
	for (i = 0; i < n && status == FOC_OK; i++)
		status = judge(f, t, step, &texts[i], proof);
	if (status == FOC_OK && step >= STEP_PROVEN)
		status = is_met(f, t, step);
	return status;
}
