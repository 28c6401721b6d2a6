/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "cli.h"

static const char *level, *profile, *basis;
static bool draft, charges;

static const struct cli_opt opts[] = {
	{ 0, "month", "MONTH", "what is billed for a month, 2026-10 or last",
	    NULL, NULL, &cli_month, NULL },
	{ 0, "week", "WEEK", "what was used in a week, 2026-W46 or last",
	    "report", NULL, &cli_week, NULL },
	{ 0, "draft", NULL, "show what is not final too", "report", &draft,
	    NULL, NULL },
	{ 0, "level", "LEVEL", "rows (if not given), total, e1 to e4, or all",
	    "report", NULL, &level, NULL },
	{ 0, "basis", "BASIS", "net: net cost beside the unblended", "report",
	    NULL, &basis, NULL },
	{ 0, "charges", NULL, "finer records, by invoice and what was used",
	    "report", &charges, NULL, NULL },
	{ 0, "profile", "VERSION", "of FOCUS, for its format: 1.2 or 1.3",
	    "report", NULL, &profile, NULL },
	{ 0 }
};

static int
check_options(struct cli *c)
{
	if (basis != NULL && strcmp(basis, "net") != 0 &&
	    strcmp(basis, "unblended") != 0)
		return cli_fail(c, FOC_USAGE, "--basis: '%s' is neither "
		    "unblended nor net", basis);
	if (profile != NULL && c->format != FOC_FOCUS)
		return cli_fail(c, FOC_USAGE, "--profile: is for --format "
		    "focus");
	if (profile != NULL && foc_out_profile(c->out, profile) != FOC_OK)
		return cli_fail(c, FOC_USAGE, "--profile: '%s' is neither 1.2 "
		    "nor 1.3", profile);
	if (level != NULL && (charges || c->format == FOC_FOCUS))
		return cli_fail(c, FOC_USAGE, "--level: charges have none");
	return FOC_OK;
}

static int
do_report(struct cli *c)
{
	struct foc_chargeback what = {
		.month = cli_month != NULL ? c->span.from : FOC_ALWAYS,
		.week = c->week,
		.draft = draft,
		.net = basis != NULL && strcmp(basis, "net") == 0,
		.charges = charges || c->format == FOC_FOCUS,
		.level = level,
	};
	int status = check_options(c);

	if (status != FOC_OK)
		return status;
	return cli_result(c, foc_chargeback(c->foc, &what, c->out));
}

static int
do_reconcile(struct cli *c)
{
	if (cli_month == NULL)
		return cli_fail(c, FOC_USAGE, "which month? --month 2026-10 "
		    "or --month last names it");
	return cli_result(c, foc_chargeback_reconcile(c->foc, c->span.from,
	    c->out));
}

static const struct cli_verb verbs[] = {
	{ "report", "", "what each product is charged for a month or a week",
	    CLI_READS_PAST, do_report, 0, 0, NULL, false },
	{ "reconcile", "", "the bills of a month beside where each line went",
	    CLI_READS_PAST, do_reconcile, 0, 0, NULL, false },
	{ 0 }
};

static const struct cli_program program = {
	.name = "foc-chargeback",
	.summary = "who is charged what, down to the last cent of the bill",
	.opts = opts,
	.verbs = verbs,
	.formats = "md focus",
};

int
main(int argc, char **argv)
{
	return cli_main(&program, argc, argv);
}
