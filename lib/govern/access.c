/* SPDX-License-Identifier: MIT */
/* Wishes for models that are not approved, and the word on them. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"
#include "db/machine.h"
#include "govern/duty.h"
#include "govern/request.h"
#include "govern/words.h"

#define MODEL_MAX	140		/* bytes of a model id in AWS */
#define WISH_MAX	500		/* characters */

int
access_give(struct foc *f, const char *id, struct foc_out *out)
{
	int64_t n;
	int status = db_emit(f, out, &n, SQL_ACCESS_RECORD, "sn", id);

	if (status == FOC_OK && n == 0)
		status = foc_fail(f, FOC_REFUSED, "%s: there is no such wish; "
		    "foc-request list --model-access shows them", id);
	return status;
}

int
foc_request_access_list(struct foc *f, const char *state,
    struct foc_out *out)
{
	int status = machine_check_state(f, MACHINE_MODEL_ACCESS, state);

	if (status != FOC_OK)
		return status;
	return db_emit(f, out, NULL, SQL_ACCESS_RECORD, "ns", state);
}

static size_t
characters(const char *text)
{
	uint32_t cp;
	size_t n = 0;

	for (; *text != '\0'; text += utf8_next(text, &cp))
		n++;
	return n;
}

static int
check_texts(struct foc *f, const char *model, const char *wish)
{
	if (model == NULL || *model == '\0')
		return foc_fail(f, FOC_USAGE, "--model is needed: the model "
		    "that is wished for");
	if (!utf8_valid(model, strlen(model)) || strlen(model) > MODEL_MAX)
		return foc_fail(f, FOC_USAGE, "--model: takes up to %d bytes "
		    "of UTF-8", MODEL_MAX);
	if (wish != NULL && (!utf8_valid(wish, strlen(wish)) ||
	    characters(wish) > WISH_MAX))
		return foc_fail(f, FOC_USAGE, "--wish: takes up to %d "
		    "characters of UTF-8", WISH_MAX);
	return FOC_OK;
}

/* Where it is approved already there is nothing to wish. */
static int
check_needed(struct foc *f, const char *model)
{
	struct rows r;
	int status, no = FOC_OK;

	db_query(&r, f, SQL_ACCESS_CATALOG, "s", model);
	while (no == FOC_OK && db_next(&r))
		if (strcmp(db_text(&r, 1), "APPROVED") == 0)
			no = foc_fail(f, FOC_REFUSED, "model %s: is APPROVED "
			    "on %s already; foc-request new asks for a "
			    "workload", model, db_text(&r, 0));
	status = db_done(&r);
	if (status != FOC_OK || no != FOC_OK)
		return status != FOC_OK ? status : no;
	return FOC_OK;
}

int
foc_request_access(struct foc *f, const char *model, const char *wish,
    struct foc_out *out)
{
	char *known = NULL, *id = NULL;
	int status;

	if ((status = need_role(f, machine_arrow(MACHINE_MODEL_ACCESS, NULL,
	    "ask")->roles, NULL)) != FOC_OK ||
	    (status = check_texts(f, model, wish)) != FOC_OK ||
	    (status = db_get_text(f, &known, SQL_MODEL_RESOLVE, "s",
	    model)) != FOC_OK)
		return status;
	if (known != NULL)
		model = known;
	status = check_needed(f, model);
	if (status == FOC_OK)
		status = db_get_text(f, &id, SQL_ACCESS_PENDING, "ss", model,
		    f->actor);
	if (status == FOC_OK && id != NULL)
		status = foc_fail(f, FOC_REFUSED, "model %s: %s asks for it "
		    "already", model, id);
	if (status == FOC_OK)
		status = db_get_text(f, &id, SQL_ACCESS_INSERT, "ssssIi",
		    model, wish != NULL ? wish : "",
		    machine_first(MACHINE_MODEL_ACCESS, "ask"), f->actor,
		    duty_uid(f), f->now);
	if (status == FOC_OK)
		status = machine_begin(f, MACHINE_MODEL_ACCESS, id, "ask",
		    NULL);
	if (status == FOC_OK)
		status = access_give(f, id, out);
	free(known);
	free(id);
	return status;
}

/* --- the FinOps lead's word */

/* Nobody decides on his own wish. *model is malloc'd. */
static int
may_decide(struct foc *f, const char *id, const char *verb, char **model)
{
	struct rows r;
	bool own = false;
	int status;

	*model = NULL;
	if ((status = machine_may(f, MACHINE_MODEL_ACCESS, id, verb,
	    NULL)) != FOC_OK)
		return status;
	db_query(&r, f, SQL_ACCESS_FACTS, "s", id);
	if (db_next(&r)) {
		*model = xstrdup(db_text(&r, 0));
		own = strcmp(db_text(&r, 1), f->actor) == 0 ||
		    (!f->sandbox && db_opt(&r, 2) == f->uid);
	}
	status = db_done(&r);
	if (status == FOC_OK && own)
		status = foc_fail(f, FOC_REFUSED, "%s: cannot %s: %s asked "
		    "for it; somebody else with the role finops-lead must "
		    "decide", id, verb, f->actor);
	return status;
}

/* The one platform that has it, or the one that was named. */
static int
find_platform(struct foc *f, const char *model, const char *wanted,
    char **platform)
{
	struct words have = { 0 };
	struct rows r;
	char *list;
	size_t i;
	int status;

	db_query(&r, f, SQL_ACCESS_CATALOG, "s", model);
	while (db_next(&r))
		words_add(&have, db_text(&r, 0));
	status = db_done(&r);
	list = words_join(&have, ", ");
	for (i = 0; wanted != NULL && i < have.n; i++)
		if (strcasecmp(have.word[i], wanted) == 0)
			break;
	if (status == FOC_OK && have.n == 0)
		status = foc_fail(f, FOC_REFUSED, "model %s: is not in the "
		    "catalog; foc-model import FILE brings it in, then grant "
		    "again", model);
	else if (status == FOC_OK && wanted == NULL && have.n > 1)
		status = foc_fail(f, FOC_USAGE, "--platform is needed: %s has "
		    "%s", model, list);
	else if (status == FOC_OK && wanted != NULL && i == have.n)
		status = foc_fail(f, FOC_REFUSED, "--platform %s: does not "
		    "have %s; %s has", wanted, model, list);
	if (status == FOC_OK)
		*platform = xstrdup(have.word[wanted != NULL ? i : 0]);
	free(list);
	words_free(&have);
	return status;
}

static int
approve_model(struct foc *f, const char *platform, const char *model,
    const char *rationale)
{
	char *object = xasprintf("%s:%s", platform, model), *now = NULL;
	int status;

	status = db_get_text(f, &now, SQL_MODEL_STATUS, "ss", platform,
	    model);
	if (status == FOC_OK && strcmp(now, "APPROVED") != 0) {
		status = db_run(f, SQL_ACCESS_UPDATED, "ssi", platform, model,
		    f->now);
		if (status == FOC_OK)
			status = machine_move(f, MACHINE_MODEL, object,
			    "approve", rationale);
	}
	free(now);
	free(object);
	return status;
}

int
access_grant(struct foc *f, const char *id, const char *wanted,
    const char *rationale, struct foc_out *out)
{
	char *asked = NULL, *model = NULL, *platform = NULL;
	int status;

	if ((status = may_decide(f, id, "grant", &asked)) == FOC_OK &&
	    (status = duty_rationale(f, id, "--rationale", rationale)) ==
	    FOC_OK &&
	    (status = db_get_text(f, &model, SQL_MODEL_RESOLVE, "s",
	    asked)) == FOC_OK && model == NULL)
		model = xstrdup(asked);
	if (status == FOC_OK &&
	    (status = find_platform(f, model, wanted, &platform)) == FOC_OK &&
	    (status = approve_model(f, platform, model, rationale)) ==
	    FOC_OK &&
	    (status = db_run(f, SQL_ACCESS_DECIDE, "sssIiss", id, platform,
	    f->actor, duty_uid(f), f->now, rationale, model)) == FOC_OK &&
	    (status = machine_move(f, MACHINE_MODEL_ACCESS, id, "grant",
	    rationale)) == FOC_OK)
		status = access_give(f, id, out);
	free(asked);
	free(model);
	free(platform);
	return status;
}

int
access_decline(struct foc *f, const char *id, const char *rationale,
    struct foc_out *out)
{
	char *model = NULL;
	int status;

	if ((status = may_decide(f, id, "decline", &model)) == FOC_OK &&
	    (status = duty_rationale(f, id, "--rationale", rationale)) ==
	    FOC_OK &&
	    (status = db_run(f, SQL_ACCESS_DECIDE, "snsIisn", id, f->actor,
	    duty_uid(f), f->now, rationale)) == FOC_OK &&
	    (status = machine_move(f, MACHINE_MODEL_ACCESS, id, "decline",
	    rationale)) == FOC_OK)
		status = access_give(f, id, out);
	free(model);
	return status;
}
