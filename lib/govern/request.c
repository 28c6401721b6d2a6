/* SPDX-License-Identifier: MIT */
/* Business Requests: what an owner asks for. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"
#include "db/machine.h"
#include "govern/details.h"
#include "govern/duty.h"
#include "govern/request.h"
#include "govern/words.h"

int
request_give(struct foc *f, const char *id, struct foc_out *out)
{
	int64_t n;
	int status;

	status = db_emit(f, out, &n, SQL_REQUEST_RECORD, "sni", id, f->now);
	if (status == FOC_OK && n == 0)
		status = foc_fail(f, FOC_REFUSED, "%s: there is no such "
		    "request; foc-request list shows them", id);
	return status;
}

int
foc_request_show(struct foc *f, const char *id, struct foc_out *out)
{
	return request_give(f, id, out);
}

int
foc_request_list(struct foc *f, const char *state, struct foc_out *out)
{
	int status = machine_check_state(f, MACHINE_ONBOARDING, state);

	if (status != FOC_OK)
		return status;
	return db_emit(f, out, NULL, SQL_REQUEST_RECORD, "nsi", state,
	    f->now);
}

static int
need_use_case(struct foc *f, const char *text)
{
	static const char *const all[] = {
		"INFRASTRUCTURE", "CODING", "OPERATIONS"
	};
	const char *word;
	int status;

	if (text == NULL)
		return foc_fail(f, FOC_USAGE, "--use-case is needed: "
		    "OPERATIONS");
	status = word_of(f, "--use-case", text, all, 3, &word);
	if (status == FOC_OK && strcmp(word, "OPERATIONS") != 0)
		status = foc_fail(f, FOC_REFUSED, "--use-case %s: is not "
		    "offered yet; OPERATIONS is", word);
	return status;
}

/* The product that was named, or that the workload has already. */
static int
find_product(struct foc *f, const struct foc_request_new *r, int64_t *product)
{
	int64_t named = 0;
	int status;

	*product = 0;
	if (r->product == NULL && r->add_to == NULL)
		return foc_fail(f, FOC_USAGE, "--product is needed");
	if (r->product != NULL) {
		status = db_get_int(f, &named, SQL_PRODUCT_BY_NAME, "s",
		    r->product);
		if (status != FOC_OK)
			return status;
		if (named == 0)
			return foc_fail(f, FOC_REFUSED, "product '%s': there "
			    "is none; foc-org show hierarchy shows them",
			    r->product);
		*product = named;
	}
	if (r->add_to == NULL)
		return FOC_OK;
	status = db_get_int(f, product, SQL_WORKLOAD_PRODUCT, "s", r->add_to);
	if (status == FOC_OK && *product == 0)
		status = foc_fail(f, FOC_REFUSED, "workload '%s': there is "
		    "none to add to", r->add_to);
	else if (status == FOC_OK && named != 0 && named != *product)
		status = foc_fail(f, FOC_REFUSED, "%s: belongs to another "
		    "product than %s", r->add_to, r->product);
	return status;
}

static int
make_workload(struct foc *f, const char *name, int64_t product)
{
	char *object;
	int64_t taken;
	int status;

	if (!text_is_slug(name))
		return foc_fail(f, FOC_USAGE, "--name: '%s' is no name of a "
		    "workload: a letter, then lower-case letters, digits and "
		    "single -, up to 52, not beginning as ids do (br-, ts-, "
		    "...)", name);
	status = db_get_int(f, &taken, SQL_WORKLOAD_PRODUCT, "s", name);
	if (status == FOC_OK && taken != 0)
		return foc_fail(f, FOC_REFUSED, "%s: this workload exists; "
		    "choose another --name, or --add-to %s", name, name);
	if (status == FOC_OK)
		status = db_run(f, SQL_WORKLOAD_INSERT, "siis", name, product,
		    f->now, machine_first(MACHINE_CONTROL, "create"));
	object = xasprintf("wl-%s", name);
	if (status == FOC_OK)
		status = machine_begin(f, MACHINE_CONTROL, object, "create",
		    NULL);
	free(object);
	return status;
}

static int
insert(struct foc *f, const struct foc_request_new *r,
    const struct details *d, char **id)
{
	int64_t days;
	int status;

	if ((status = policy_int(f, "sla_days.normal", &days)) != FOC_OK)
		return status;
	return db_get_text(f, id, SQL_REQUEST_INSERT,
	    "sissssssIsIIIsIIsIiis",
	    r->add_to != NULL ? r->add_to : r->name,
	    (int64_t)(r->add_to != NULL), "OPERATIONS", d->runtime,
	    d->principal, d->availability != NULL ? d->availability :
	    "STANDARD", machine_first(MACHINE_ONBOARDING, "submit"),
	    d->description, d->usd, d->tokens, d->from, d->to,
	    d->growth_ppm, d->value_type, d->current_annual, d->target_ppm,
	    f->actor, duty_uid(f), f->now, f->now + days * UTC_DAY,
	    d->price_book);
}

/* What a new request cannot do without. */
static int
complete(struct foc *f, const struct foc_request_new *r,
    const struct details *d)
{
	if (r->name == NULL && r->add_to == NULL)
		return foc_fail(f, FOC_USAGE, "--name is needed");
	if (r->name != NULL && r->add_to != NULL &&
	    strcmp(r->name, r->add_to) != 0)
		return foc_fail(f, FOC_USAGE, "--add-to %s: what is added has "
		    "no --name of its own", r->add_to);
	if (d->runtime == NULL)
		return foc_fail(f, FOC_USAGE, "--runtime is needed: LAMBDA, "
		    "ECS, EC2, AGENTCORE or OTHER");
	if (d->usd == DB_NULL)
		return foc_fail(f, FOC_USAGE, "an estimate is needed: "
		    "--estimate-usd N, or --tokens input=N,output=N");
	return FOC_OK;
}

int
foc_request_new(struct foc *f, const struct foc_request_new *r,
    struct foc_out *out)
{
	const char *name = r->add_to != NULL ? r->add_to : r->name;
	struct details d;
	char *id = NULL;
	int64_t product;
	int status;

	if ((status = need_role(f, machine_arrow(MACHINE_ONBOARDING, NULL,
	    "submit")->roles, NULL)) != FOC_OK)
		return status;
	if ((status = need_use_case(f, r->use_case)) != FOC_OK)
		return status;
	if ((status = details_read(f, r, &d)) != FOC_OK ||
	    (status = complete(f, r, &d)) != FOC_OK ||
	    (status = find_product(f, r, &product)) != FOC_OK ||
	    (status = duty_owner(f, name, "submit", product)) != FOC_OK)
		goto out;
	if (r->add_to == NULL)
		status = make_workload(f, r->name, product);
	if (status == FOC_OK)
		status = insert(f, r, &d, &id);
	if (status == FOC_OK)
		status = machine_begin(f, MACHINE_ONBOARDING, id, "submit",
		    NULL);
	if (status == FOC_OK)
		status = request_give(f, id, out);
out:
	free(id);
	details_free(&d);
	return status;
}

/* The tasks and scopes of a request go with it. */
static int
withdraw_all(struct foc *f, const char *id, enum sql_id list,
    enum machine_id m, const char *reason)
{
	struct words ids = { 0 };
	struct rows r;
	size_t i;
	int status;

	db_query(&r, f, list, "s", id);
	while (db_next(&r))
		words_add(&ids, db_text(&r, 0));
	status = db_done(&r);
	for (i = 0; i < ids.n && status == FOC_OK; i++)
		status = machine_move(f, m, ids.word[i], "withdraw", reason);
	words_free(&ids);
	return status;
}

int
foc_request_withdraw(struct foc *f, const char *id, const char *reason,
    struct foc_out *out)
{
	char *state = NULL;
	int status;

	status = machine_may(f, MACHINE_ONBOARDING, id, "withdraw", NULL);
	if (status == FOC_OK)
		status = duty_owner_of_request(f, id, "withdraw");
	if (status == FOC_OK)
		status = duty_rationale(f, id, "--reason", reason);
	if (status == FOC_OK)
		status = db_get_text(f, &state, SQL_REQUEST_STATE, "s", id);
	if (status == FOC_OK && (strcmp(state, "CE_IN_PROGRESS") == 0 ||
	    strcmp(state, "READY_TO_CLAIM") == 0))
		status = foc_fail(f, FOC_REFUSED, "%s: cannot withdraw: state "
		    "is %s, something of it may exist in AWS already, and "
		    "undoing that is not offered yet", id, state);
	free(state);
	if (status != FOC_OK)
		return status;
	if ((status = withdraw_all(f, id, SQL_REQUEST_OPEN_TASKS,
	    MACHINE_TASK, reason)) != FOC_OK ||
	    (status = withdraw_all(f, id, SQL_REQUEST_OPEN_SCOPES,
	    MACHINE_SCOPE, reason)) != FOC_OK ||
	    (status = machine_move(f, MACHINE_ONBOARDING, id, "withdraw",
	    reason)) != FOC_OK)
		return status;
	return request_give(f, id, out);
}

static int
amend(struct foc *f, const char *id, const struct details *d)
{
	int64_t bad;
	int status;

	status = db_run(f, SQL_REQUEST_AMEND, "sssssIssIIIsIIsIi", id,
	    d->runtime, d->principal, d->availability, d->description, d->usd,
	    d->tokens, d->price_book, d->from, d->to, d->growth_ppm,
	    d->value_type, d->current_annual, d->target_ppm, f->actor,
	    duty_uid(f), f->now);
	if (status == FOC_OK)
		status = db_get_int(f, &bad, SQL_REQUEST_PERIOD, "s", id);
	if (status == FOC_OK && bad != 0)
		status = foc_fail(f, FOC_USAGE, "%s: the estimate would end "
		    "before it starts", id);
	return status;
}

int
foc_request_resubmit(struct foc *f, const char *id,
    const struct foc_request_new *r, struct foc_out *out)
{
	struct details d;
	int status;

	if (r->name != NULL || r->product != NULL || r->use_case != NULL ||
	    r->add_to != NULL)
		return foc_fail(f, FOC_USAGE, "%s: its workload, product and "
		    "use case stay; withdraw it and make a new request", id);
	status = machine_may(f, MACHINE_ONBOARDING, id, "resubmit", NULL);
	if (status == FOC_OK)
		status = duty_owner_of_request(f, id, "resubmit");
	if (status != FOC_OK)
		return status;
	status = details_read(f, r, &d);
	if (status == FOC_OK)
		status = amend(f, id, &d);
	if (status == FOC_OK)
		status = machine_move(f, MACHINE_ONBOARDING, id, "resubmit",
		    NULL);
	if (status == FOC_OK)
		status = request_give(f, id, out);
	details_free(&d);
	return status;
}
