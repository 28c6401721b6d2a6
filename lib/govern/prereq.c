/* SPDX-License-Identifier: MIT */
/* What has to hold before a grant: listed, recorded, waived. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/embed.h"
#include "core/mem.h"
#include "core/text.h"
#include "db/machine.h"
#include "govern/duty.h"
#include "govern/fill.h"
#include "govern/prereq.h"

#define NAME_MAX_BYTES	64

/* --- which one */

/* Split "NAME:ACCOUNT"; the account of the id goes before the option's. */
static int
read_name(struct foc *f, const char *text, const char **account,
    char name[NAME_MAX_BYTES])
{
	const char *colon = strchr(text, ':');
	size_t n = colon != NULL ? (size_t)(colon - text) : strlen(text), i;
	struct words names = { 0 };
	struct rows r;
	char *list;
	int status;

	if (colon != NULL && colon[1] != '\0')
		*account = colon + 1;
	db_query(&r, f, SQL_PREREQ_NAMES, "");
	while (db_next(&r))
		words_add(&names, db_text(&r, 0));
	status = db_done(&r);
	for (i = 0; i < names.n; i++)
		if (strlen(names.word[i]) == n &&
		    strncasecmp(names.word[i], text, n) == 0)
			break;
	if (status == FOC_OK && i == names.n) {
		list = words_join(&names, ", ");
		status = foc_fail(f, FOC_REFUSED, "prerequisite '%s': is none "
		    "of %s", text, list);
		free(list);
	} else if (status == FOC_OK) {
		snprintf(name, NAME_MAX_BYTES, "%s", names.word[i]);
	}
	words_free(&names);
	return status;
}

static int
check_account(struct foc *f, const char *account)
{
	int64_t known;
	int status;

	if (account == NULL)
		return FOC_OK;
	if (!text_is_account(account))
		return foc_fail(f, FOC_USAGE, "--account: '%s' is no account "
		    "id of 12 digits", account);
	status = db_get_int(f, &known, SQL_ACCOUNT_ACTIVE, "s", account);
	if (status == FOC_OK && known == 0)
		status = foc_fail(f, FOC_REFUSED, "account %s: is not in "
		    "foc.yaml; foc-org show accounts shows which are",
		    account);
	return status;
}

/* A prerequisite of accounts needs one; one of none is given "". */
static int
one_account(struct foc *f, const char *name, const char **account)
{
	bool of_none = strcmp(name, "CUR_EXPORT") == 0;

	if (of_none && *account != NULL)
		return foc_fail(f, FOC_USAGE, "%s: is of no single account; "
		    "leave --account out", name);
	if (!of_none && *account == NULL)
		return foc_fail(f, FOC_USAGE, "%s: --account says which is "
		    "meant", name);
	if (of_none)
		*account = "";
	return of_none ? FOC_OK : check_account(f, *account);
}

/* --- records */

char *
prereq_fix(const char *name, const char *account)
{
	struct value of[] = {
		{ "account", account, NULL },
		{ "export", embed_text("govern/export.json"), NULL },
	};
	struct values v = { of, sizeof(of) / sizeof(of[0]) };
	char file[128], *text = NULL;
	const char *tmpl;
	size_t size, i;
	FILE *out;

	snprintf(file, sizeof(file), "govern/prereq_%s.txt", name);
	for (i = 0; file[i] != '\0'; i++)
		file[i] = (char)tolower((unsigned char)file[i]);
	if ((tmpl = embed_text(file)) == NULL ||
	    (out = memstream(&text, &size)) == NULL)
		return NULL;
	fill_text(out, tmpl, strlen(tmpl), &v, FILL_PROSE);
	fclose(out);
	return text;
}

/* NULL where nothing has to be mended. */
static char *
fix_of(const char *name, const char *account, const char *state)
{
	if (strcmp(state, "PASSED") == 0 || strcmp(state, "WAIVED") == 0)
		return NULL;
	return prereq_fix(name, account);
}

static int
give(struct foc *f, const char *name, const char *account,
    struct foc_out *out, int64_t *n)
{
	struct rows r;
	char *fix;
	int status, failed = FOC_OK;

	db_query(&r, f, SQL_PREREQ_ROWS, "ss", name, account);
	while (failed == FOC_OK && db_next(&r)) {
		fix = fix_of(db_text(&r, 0), db_text(&r, 1), db_text(&r, 2));
		failed = db_emit(f, out, n, SQL_PREREQ_RECORD, "sss",
		    db_text(&r, 0), db_text(&r, 1), fix);
		free(fix);
	}
	status = db_done(&r);
	return status != FOC_OK ? status : failed;
}

int
foc_prereq_list(struct foc *f, const char *name, const char *account,
    struct foc_out *out)
{
	char found[NAME_MAX_BYTES];
	int status = FOC_OK;

	if (name != NULL)
		status = read_name(f, name, &account, found);
	if (status == FOC_OK)
		status = check_account(f, account);
	if (status != FOC_OK)
		return status;
	return give(f, name != NULL ? found : NULL, account, out, NULL);
}

/* --- writing */

/*
 * Take verb where there is such an arrow from the present state; where not,
 * keep the state and record what was seen.
 */
int
prereq_record(struct foc *f, const char *name, const char *account,
    const char *verb, const char *seen)
{
	char *id = xasprintf("%s:%s", name, account), *state = NULL;
	const char *role;
	bool moves;
	int status;

	status = db_run(f, SQL_PREREQ_EXPECT, "ss", name, account);
	if (status == FOC_OK)
		status = db_get_text(f, &state, SQL_STATE_PREREQUISITE, "s",
		    id);
	if (status != FOC_OK)
		goto out;
	moves = machine_arrow(MACHINE_PREREQUISITE, state, verb) != NULL ||
	    strcmp(verb, "waive") == 0;
	if (moves)
		status = machine_may(f, MACHINE_PREREQUISITE, id, verb, &role);
	else
		status = need_role(f, ROLE_FINOPS_LEAD | ROLE_CLOUD_ENGINEER |
		    ROLE_OPERATOR, &role);
	if (status == FOC_OK)
		status = db_run(f, SQL_PREREQ_EVIDENCE, "ssis", name, account,
		    f->now, seen);
	if (status == FOC_OK && moves)
		status = machine_move(f, MACHINE_PREREQUISITE, id, verb, seen);
	else if (status == FOC_OK)
		status = audit_add(f, role, "check", id, state, state, seen);
out:
	free(state);
	free(id);
	return status;
}

int
prereq_doubt(struct foc *f, const char *name, const char *object,
    const char *why)
{
	char *seen = NULL, *state = NULL, *id = xasprintf("%s:", name);
	int status = db_get_text(f, &state, SQL_STATE_PREREQUISITE, "s", id);

	if (status == FOC_OK && (state == NULL ||
	    strcmp(state, "PASSED") == 0 || strcmp(state, "UNKNOWN") == 0)) {
		seen = xasprintf("%s: %s", object, why);
		status = prereq_record(f, name, "", "doubt", seen);
	}
	free(seen);
	free(state);
	free(id);
	return status;
}

int
foc_prereq_check(struct foc *f, const char *file, const char *text,
    size_t len, const char *account, bool *passed, struct foc_out *out)
{
	struct verdict v = { 0 };
	int status = check_account(f, account);

	*passed = false;
	if (status == FOC_OK)
		status = prereq_judge(f, file, text, len, account, &v);
	if (status == FOC_OK)
		status = prereq_record(f, v.name, v.account,
		    v.passed ? "pass" : "fail", v.evidence);
	if (status == FOC_OK)
		status = give(f, v.name, v.account, out, NULL);
	if (status == FOC_OK && !v.passed)
		foc_notice(f, "%s: %s is not met: %s", file, v.name,
		    v.evidence);
	*passed = v.passed;
	free(v.evidence);
	return status;
}

int
foc_prereq_set(struct foc *f, const char *name, const char *account,
    const char *state, const char *evidence, struct foc_out *out)
{
	static const struct { const char *state, *verb; } verbs[] = {
		{ "PASSED", "pass" }, { "FAILED", "fail" },
		{ "UNKNOWN", "doubt" }
	};
	static const char *const states[] = { "PASSED", "FAILED", "UNKNOWN" };
	char found[NAME_MAX_BYTES];
	const char *word;
	size_t i;
	int status;

	if (state == NULL)
		return foc_fail(f, FOC_USAGE, "--state is needed: PASSED, "
		    "FAILED or UNKNOWN");
	if ((status = word_of(f, "--state", state, states, 3, &word)) !=
	    FOC_OK ||
	    (status = duty_rationale(f, name, "--evidence", evidence)) !=
	    FOC_OK ||
	    (status = read_name(f, name, &account, found)) != FOC_OK ||
	    (status = one_account(f, found, &account)) != FOC_OK)
		return status;
	for (i = 0; strcmp(verbs[i].state, word) != 0; i++)
		continue;
	status = prereq_record(f, found, account, verbs[i].verb, evidence);
	return status != FOC_OK ? status : give(f, found, account, out, NULL);
}

/* Those that are not met, of one account or of all. */
static int
unmet(struct foc *f, const char *name, const char *account, struct words *ids)
{
	struct rows r;
	const char *state;
	char *id;

	db_query(&r, f, SQL_PREREQ_ROWS, "ss", name, account);
	while (db_next(&r)) {
		state = db_text(&r, 2);
		if (strcmp(state, "PASSED") == 0 ||
		    strcmp(state, "WAIVED") == 0 ||
		    (name == NULL && account != NULL &&
		    *db_text(&r, 1) == '\0'))
			continue;
		id = xasprintf("%s:%s", db_text(&r, 0), db_text(&r, 1));
		words_add(ids, id);
		free(id);
	}
	return db_done(&r);
}

static int
waive_one(struct foc *f, const char *id, const char *rationale,
    struct foc_out *out)
{
	const char *account = strchr(id, ':') + 1;
	char *name = xstrndup(id, (size_t)(account - 1 - id));
	int status;

	status = prereq_record(f, name, account, "waive", rationale);
	if (status == FOC_OK)
		status = give(f, name, account, out, NULL);
	free(name);
	return status;
}

int
foc_prereq_waive(struct foc *f, const char *name, const char *account,
    const char *rationale, struct foc_out *out)
{
	char found[NAME_MAX_BYTES] = "";
	const char *what = name != NULL ? name : "prerequisites";
	struct words ids = { 0 };
	size_t i;
	int status;

	if ((status = duty_rationale(f, what, "--rationale", rationale)) !=
	    FOC_OK ||
	    (name != NULL && (status = read_name(f, name, &account, found)) !=
	    FOC_OK) ||
	    (status = strcmp(found, "CUR_EXPORT") == 0 ?
	    one_account(f, found, &account) : check_account(f, account)) !=
	    FOC_OK ||
	    (status = unmet(f, name != NULL ? found : NULL, account, &ids)) !=
	    FOC_OK)
		goto out;
	if (ids.n == 0)
		status = foc_fail(f, FOC_REFUSED, "%s: nothing to waive: all "
		    "are PASSED or WAIVED", what);
	for (i = 0; i < ids.n && status == FOC_OK; i++)
		status = waive_one(f, ids.word[i], rationale, out);
out:
	words_free(&ids);
	return status;
}
