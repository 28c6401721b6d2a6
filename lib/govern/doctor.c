/* SPDX-License-Identifier: MIT */
/* The bill as a witness: what is set up wrong shows in it. */
#include <string.h>

#include "db/db.h"

static const struct question {
	const char *id;
	enum sql_id sql;
	const char *fix, *page;
} questions[] = {
	{ "bill", SQL_DOCTOR_BILL,
	    "foc-ingest-cur with what the export has delivered",
	    "foc-ingest-cur(1)" },
	{ "principal-column", SQL_DOCTOR_COLUMN,
	    "create an export with INCLUDE_IAM_PRINCIPAL_DATA TRUE that "
	    "selects line_item_iam_principal: foc-prereq show CUR_EXPORT",
	    "foc-prereq(1)" },
	{ "first-principal", SQL_DOCTOR_FIRST_DAY,
	    "nothing brings callers back to days before the export had them: "
	    "share those days by shared_by in foc.yaml", "foc.yaml(5)" },
	{ "principal-share", SQL_DOCTOR_SHARE,
	    "rows without a caller are no inference by a role or user, or "
	    "older than the export's option: foc-workload usage shows them",
	    "foc-workload(1)" },
	{ "tags", SQL_DOCTOR_TAGS,
	    "tag roles, then in the payer account: aws ce "
	    "update-cost-allocation-tags-status --region us-east-1 "
	    "--cost-allocation-tags-status "
	    "TagKey=iamPrincipal/KEY,Status=Active", "foc-prereq(1)" },
	{ "units", SQL_DOCTOR_UNITS,
	    "a rule in classification of foc.yaml says what the unit is worth "
	    "(per_unit); foc-ingest-cur --explain shows what each rule took",
	    "foc.yaml(5)" },
	{ "late-rows", SQL_DOCTOR_LATE,
	    "AWS restated the month: load each delivery, and look at cards "
	    "of those weeks again", "foc-spendcard(1)" },
	{ "duplicate-periods", SQL_DOCTOR_DUPLICATES,
	    "load the month of one payer only, or exports that do not "
	    "overlap", "foc-ingest-cur(1)" },
	{ "marketplace", SQL_DOCTOR_MARKETPLACE,
	    "foc-model import with the output of aws bedrock "
	    "list-foundation-models, then load the month again",
	    "foc-model(1)" },
	{ "freshness", SQL_DOCTOR_FRESHNESS,
	    "load what the export has delivered since; where there is "
	    "nothing, aws bcm-data-exports list-exports shows its status",
	    "foc-ingest-cur(1)" },
	{ "workspaces", SQL_DOCTOR_WORKSPACES,
	    "claim the workspaces, and tag those that several workloads use",
	    "foc-claim(1)" },
};

/* The answers to one question; *failed counts those that are FAIL. */
static int
ask(struct foc *f, const struct question *q, struct foc_out *out,
    int64_t *n, int64_t *failed)
{
	struct rows r;
	int status, gave = FOC_OK;

	if (q->sql == SQL_DOCTOR_FRESHNESS)
		db_query(&r, f, q->sql, "i", f->now);
	else
		db_query(&r, f, q->sql, "");
	while (gave == FOC_OK && db_next(&r)) {
		(*n)++;
		*failed += strcmp(db_text(&r, 1), "FAIL") == 0;
		gave = db_emit(f, out, NULL, SQL_DOCTOR_FINDING, "ssssss",
		    q->id, db_text(&r, 0), db_text(&r, 1), db_text(&r, 2),
		    q->fix, q->page);
	}
	status = db_done(&r);
	return status != FOC_OK ? status : gave;
}

/* Without a bill there is nothing else to ask. */
int
foc_prereq_doctor(struct foc *f, struct foc_out *out)
{
	int64_t n = 0, failed = 0;
	size_t i;
	int status;

	status = ask(f, &questions[0], out, &n, &failed);
	for (i = 1; i < sizeof(questions) / sizeof(questions[0]) &&
	    status == FOC_OK && !(n == 1 && failed == 1); i++)
		status = ask(f, &questions[i], out, &n, &failed);
	if (status == FOC_OK && failed > 0)
		status = foc_fail(f, FOC_REFUSED, "%lld of %lld findings say "
		    "FAIL", (long long)failed, (long long)n);
	return status;
}
