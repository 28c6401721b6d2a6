/* SPDX-License-Identifier: MIT */
/* What the output of an AWS command shows about a prerequisite. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/json.h"
#include "core/mem.h"
#include "core/text.h"
#include "govern/prereq.h"
#include "govern/words.h"

#define TABLE		"COST_AND_USAGE_REPORT"
#define CONSOLE		"aws-external-anthropic:AssumeConsole"
#define EXPORT_NAME_MAX	128

/* --- the export */

/* Does the query select the column?  A word of what stands before FROM. */
static bool
selects(const char *query, const char *column)
{
	static const char word[] = "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
	const char *p = query + strcspn(query, word);
	size_t n;

	for (; *p != '\0'; p += n, p += strcspn(p, word)) {
		n = strspn(p, word);
		if (n == 4 && strncasecmp(p, "FROM", 4) == 0)
			return false;
		if (n == strlen(column) && strncasecmp(p, column, n) == 0)
			return true;
	}
	return false;
}

static bool
is_word(const char *s, const char *word)
{
	return s != NULL && strcasecmp(s, word) == 0;
}

static const char *
export_name(const cJSON *export)
{
	const char *name = json_string(export, "Name");

	if (name == NULL || strlen(name) > EXPORT_NAME_MAX ||
	    name[strspn(name, "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")] != '\0')
		return "without a name";
	return name;
}

/* The account of an ARN, or "". */
static void
arn_account(const char *arn, char account[16])
{
	const char *p = arn;
	int i;

	account[0] = '\0';
	for (i = 0; p != NULL && i < 4; i++)
		p = (p = strchr(p, ':')) != NULL ? p + 1 : NULL;
	if (p == NULL || strspn(p, "0123456789") != 12)
		return;
	memcpy(account, p, 12);
	account[12] = '\0';
}

static void
judge_query(const cJSON *export, struct words *bad, struct words *good)
{
	const cJSON *q = json_member(export, "DataQuery");
	const cJSON *t = json_member(json_member(q, "TableConfigurations"),
	    TABLE);
	const char *query = json_string(q, "QueryStatement");
	const char *step = json_string(t, "TIME_GRANULARITY");

	if (t == NULL) {
		words_add(bad, "it is no CUR 2.0 export: no table "
		    TABLE);
		return;
	}
	if (!is_word(json_string(t, "INCLUDE_IAM_PRINCIPAL_DATA"), "TRUE"))
		words_add(bad, "INCLUDE_IAM_PRINCIPAL_DATA is not TRUE");
	if (query == NULL || !selects(query, "line_item_iam_principal"))
		words_add(bad, "the query does not select "
		    "line_item_iam_principal");
	if (!is_word(step, "HOURLY") && !is_word(step, "DAILY"))
		words_add(bad, "TIME_GRANULARITY is neither HOURLY nor DAILY");
	else
		words_add(good, is_word(step, "DAILY") ? "DAILY" : "HOURLY");
	words_add(good, "caller identities");
	words_add(good, query != NULL && selects(query, "tags") ? "tags" :
	    "no column tags, so nothing can be attributed by tag");
}

/*
 * A member's export has that member's rows only, and that of a payer which
 * foc.yaml does not know those of somebody else.
 */
static int
judge_payer(struct foc *f, const char *account, struct words *bad)
{
	struct rows r;
	char *why;

	db_query(&r, f, SQL_PREREQ_PAYER, "s", account);
	if (db_next(&r) && db_int(&r, 0) == 0) {
		if (db_int(&r, 1) != 0)
			words_add(bad, "it is not of the payer, so it has the "
			    "rows of one account only");
		else if (!db_null(&r, 2)) {
			why = xasprintf("it is of no payer of foc.yaml, which "
			    "names %s", db_text(&r, 2));
			words_add(bad, why);
			free(why);
		}
	}
	return db_done(&r);
}

static int
judge_export(struct foc *f, const cJSON *tree, const char *account,
    struct verdict *v)
{
	const cJSON *export = json_member(tree, "Export");
	const char *arn = json_string(export, "ExportArn");
	const char *state = json_string(json_member(tree, "ExportStatus"),
	    "StatusCode");
	struct words bad = { 0 }, good = { 0 };
	char of[16], *list;
	int status;

	(void)account;
	v->name = "CUR_EXPORT";
	arn_account(arn != NULL ? arn : "", of);
	if (!is_word(state, "HEALTHY"))
		words_add(&bad, "its status is not HEALTHY");
	else
		words_add(&good, "HEALTHY");
	judge_query(export, &bad, &good);
	status = judge_payer(f, of, &bad);
	v->passed = bad.n == 0;
	list = words_join(v->passed ? &good : &bad, v->passed ? ", " : "; ");
	v->evidence = xasprintf("export %s of %s: %s", export_name(export),
	    *of != '\0' ? of : "an unknown account", list);
	free(list);
	words_free(&good);
	words_free(&bad);
	return status;
}

static int
judge_exports(struct foc *f, const cJSON *tree, const char *account,
    struct verdict *v)
{
	(void)tree;
	(void)account;
	(void)v;
	return foc_fail(f, FOC_BAD_INPUT, "a list of exports does not show "
	    "what is in them; aws bcm-data-exports get-export --region "
	    "us-east-1 --export-arn ARN does");
}

/* --- the Claude Platform */

static int
need_account(struct foc *f, const char *account, struct verdict *v)
{
	if (account == NULL)
		return foc_fail(f, FOC_USAGE, "%s: the file does not say of "
		    "which account it is; --account does", v->name);
	snprintf(v->account, sizeof(v->account), "%s", account);
	return FOC_OK;
}

static int
judge_federation(struct foc *f, const cJSON *tree, const char *account,
    struct verdict *v)
{
	const cJSON *on = json_member(tree, "JwtVendingEnabled");
	int status;

	v->name = "CP_WEB_IDENTITY_FEDERATION";
	if ((status = need_account(f, account, v)) != FOC_OK)
		return status;
	v->passed = cJSON_IsTrue(on);
	v->evidence = xstrdup(v->passed ? "outbound web identity federation "
	    "is enabled" : "JwtVendingEnabled is not true");
	return FOC_OK;
}

static int
judge_console(struct foc *f, const cJSON *tree, const char *account,
    struct verdict *v)
{
	const cJSON *list = json_member(tree, "EvaluationResults"), *item;
	const char *action, *decision = NULL;
	int status;

	v->name = "CP_ASSUME_CONSOLE";
	cJSON_ArrayForEach(item, list) {
		action = json_string(item, "EvalActionName");
		if (is_word(action, CONSOLE))
			decision = json_string(item, "EvalDecision");
	}
	if (decision == NULL)
		return foc_fail(f, FOC_BAD_INPUT, "a simulation that has not "
		    "tried " CONSOLE);
	if ((status = need_account(f, account, v)) != FOC_OK)
		return status;
	v->passed = strcmp(decision, "allowed") == 0;
	v->evidence = xstrdup(v->passed ? CONSOLE " is allowed" :
	    CONSOLE " is denied");
	return FOC_OK;
}

static bool
has(const char *text, size_t len, const char *word)
{
	return len > 0 && memmem(text, len, word, strlen(word)) != NULL;
}

/* What the AWS CLI says instead, where the feature is off; no JSON. */
static bool
is_disabled(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len && strchr(" \t\r\n", text[i]) != NULL; i++)
		continue;
	return i < len && text[i] != '{' &&
	    has(text, len, "(FeatureDisabled") &&
	    has(text, len, "GetOutboundWebIdentityFederationInfo");
}

/* --- files */

static const struct form {
	const char *key;
	int	(*judge)(struct foc *, const cJSON *, const char *,
		    struct verdict *);
} forms[] = {
	{ "Export", judge_export },
	{ "Exports", judge_exports },
	{ "JwtVendingEnabled", judge_federation },
	{ "IssuerIdentifier", judge_federation },
	{ "EvaluationResults", judge_console },
};

static int
judge_tree(struct foc *f, const cJSON *tree, const char *account,
    struct verdict *v)
{
	size_t i;

	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if (json_member(tree, forms[i].key) != NULL)
			return forms[i].judge(f, tree, account, v);
	return foc_fail(f, FOC_BAD_INPUT, "shows no prerequisite: it is not "
	    "what aws bcm-data-exports get-export, aws iam "
	    "get-outbound-web-identity-federation-info or aws iam "
	    "simulate-principal-policy print");
}

int
prereq_judge(struct foc *f, const char *file, const char *text, size_t len,
    const char *account, struct verdict *v)
{
	char why[ERR_TEXT_MAX];
	struct err e;
	cJSON *tree;
	int status;

	*v = (struct verdict){ 0 };
	if (is_disabled(text, len)) {
		v->name = "CP_WEB_IDENTITY_FEDERATION";
		v->evidence = xstrdup("outbound web identity federation is "
		    "disabled");
		return need_account(f, account, v);
	}
	if ((tree = json_parse(text, len, &e)) == NULL)
		return foc_fail(f, FOC_BAD_INPUT, "%s: %s", file, e.text);
	status = judge_tree(f, tree, account, v);
	cJSON_Delete(tree);
	if (status == FOC_OK || status == FOC_SYSTEM)
		return status;
	snprintf(why, sizeof(why), "%s", foc_errmsg(f));
	return foc_fail(f, status, "%s: %s", file, why);
}
