/* SPDX-License-Identifier: MIT */
/* Scopes as they stand, and the requests that they belong to. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "govern/duty.h"
#include "govern/grant.h"

int
scope_load(struct foc *f, const char *id, struct scope *s)
{
	char **const fields[] = {
		&s->id, &s->request, &s->workload, &s->platform, &s->model,
		&s->account, &s->region, &s->workspace, &s->action_scope,
		&s->role, &s->state, &s->replaces
	};
	const char *text;
	struct rows r;
	size_t i;
	int status;

	*s = (struct scope){ 0 };
	db_query(&r, f, SQL_SCOPE_FACTS, "s", id);
	if (db_next(&r)) {
		for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
			if ((text = db_text(&r, (int)i)) != NULL)
				*fields[i] = xstrdup(text);
		s->neutral = db_int(&r, 12) != 0;
	}
	status = db_done(&r);
	if (status == FOC_OK && s->id == NULL)
		status = foc_fail(f, FOC_REFUSED, "%s: there is no such scope; "
		    "foc-approve scopes shows them", id);
	return status;
}

void
scope_free(struct scope *s)
{
	free(s->id);
	free(s->request);
	free(s->workload);
	free(s->platform);
	free(s->model);
	free(s->account);
	free(s->region);
	free(s->workspace);
	free(s->action_scope);
	free(s->role);
	free(s->state);
	free(s->replaces);
}

int
scope_may(struct foc *f, const struct scope *s, const char *verb)
{
	return machine_may(f, platform_of(s->platform)->scope, s->id, verb,
	    NULL);
}

int
scope_move(struct foc *f, const struct scope *s, const char *verb,
    const char *rationale)
{
	return machine_move(f, platform_of(s->platform)->scope, s->id, verb,
	    rationale);
}

int
scope_give(struct foc *f, const char *id, struct foc_out *out)
{
	return db_emit(f, out, NULL, SQL_SCOPE_RECORD, "nnsn", id);
}

static int
collect(struct rows *r, struct words *ids)
{
	while (db_next(r))
		words_add(ids, db_text(r, 0));
	return db_done(r);
}

int
scopes_of(struct foc *f, const char *request, const char *account,
    const char *state, const char *action_scope, struct words *ids)
{
	struct rows r;

	db_query(&r, f, SQL_SCOPES_OF, "ssss", request, account, state,
	    action_scope);
	return collect(&r, ids);
}

int
ids_of(struct foc *f, enum sql_id id, const char *a, const char *b,
    struct words *ids)
{
	struct rows r;

	if (b != NULL)
		db_query(&r, f, id, "ss", a, b);
	else
		db_query(&r, f, id, "s", a);
	return collect(&r, ids);
}

static int
choose(struct foc *f, const char *workload, const struct words *ids,
    char **id)
{
	char *list;
	int status;

	if (ids->n == 1) {
		*id = xstrdup(ids->word[0]);
		return FOC_OK;
	}
	if (ids->n == 0)
		return foc_fail(f, FOC_REFUSED, "workload '%s': nothing of it "
		    "is granted; foc-approve grant does that first",
		    workload);
	list = words_join(ids, ", ");
	status = foc_fail(f, FOC_REFUSED, "%s: has several requests; name one "
	    "of %s", workload, list);
	free(list);
	return status;
}

int
granted_request(struct foc *f, const char *what, char **id)
{
	struct words ids = { 0 };
	char *state = NULL;
	int status;

	if (strncmp(what, "br-", 3) != 0) {
		if (strncmp(what, "wl-", 3) == 0)
			what += 3;
		status = ids_of(f, SQL_REQUESTS_GRANTED, what, NULL, &ids);
		if (status == FOC_OK)
			status = choose(f, what, &ids, id);
		words_free(&ids);
		return status;
	}
	status = db_get_text(f, &state, SQL_REQUEST_STATE, "s", what);
	if (status == FOC_OK && state == NULL)
		status = foc_fail(f, FOC_REFUSED, "%s: there is no such "
		    "request; foc-request list shows them", what);
	else if (status == FOC_OK && strcmp(state, "APPROVED") != 0 &&
	    strcmp(state, "CE_IN_PROGRESS") != 0 &&
	    strcmp(state, "READY_TO_CLAIM") != 0 && strcmp(state, "LIVE") != 0)
		status = foc_fail(f, FOC_REFUSED, "%s: nothing of it is "
		    "granted: state is %s, needs APPROVED or CE_IN_PROGRESS "
		    "or READY_TO_CLAIM or LIVE", what, state);
	if (status == FOC_OK)
		*id = xstrdup(what);
	free(state);
	return status;
}

int
may_decide(struct foc *f, const char *what, const char *request,
    const char *verb)
{
	int status;

	status = duty_apart(f, what, request, verb, DUTY_REQUESTER,
	    "finops-lead", "decide");
	if (status == FOC_OK)
		status = duty_apart(f, what, request, verb, DUTY_IMPLEMENTER,
		    "finops-lead", "decide");
	return status;
}

int
request_settle(struct foc *f, const char *request)
{
	int64_t left = 1, made = 0;
	char *state = NULL;
	struct rows r;
	int status;

	status = db_get_text(f, &state, SQL_REQUEST_STATE, "s", request);
	if (status == FOC_OK && strcmp(state, "CE_IN_PROGRESS") == 0) {
		db_query(&r, f, SQL_REQUEST_LEFT, "s", request);
		if (db_next(&r)) {
			left = db_int(&r, 0);
			made = db_int(&r, 1);
		}
		status = db_done(&r);
		if (status == FOC_OK && left == 0 && made > 0)
			status = machine_move(f, MACHINE_ONBOARDING, request,
			    "implement", NULL);
	}
	free(state);
	return status == FOC_OK ? request_tell(f, request) : status;
}

int
request_tell(struct foc *f, const char *request)
{
	int64_t stuck;
	int status;

	status = db_get_int(f, &stuck, SQL_REQUEST_IS_STUCK, "s", request);
	if (status == FOC_OK && stuck > 0)
		foc_notice(f, "%s: nothing of it is left to do: foc-request "
		    "withdraw %s takes it back, foc-approve add-scope %s or "
		    "foc-task reopen goes on", request, request, request);
	return status;
}
