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
#include "govern/request_file.h"
#include "govern/undo.h"

/* What was withdrawn or retired comes with the commands that undo it. */
int
request_give(struct foc *f, const char *id, struct foc_out *out)
{
	char *undo = NULL;
	int64_t n;
	int status;

	if ((status = undo_commands(f, id, &undo)) != FOC_OK)
		return status;
	status = db_emit(f, out, &n, SQL_REQUEST_RECORD, "snis", id, f->now,
	    undo);
	if (status == FOC_OK && n == 0)
		status = foc_fail(f, FOC_REFUSED, "%s: there is no such "
		    "request; foc-request list shows them", id);
	free(undo);
	return status;
}

int
foc_request_show(struct foc *f, const char *id, struct foc_out *out)
{
	if (strncmp(id, "ma-", 3) == 0)
		return access_give(f, id, out);
	return request_give(f, id, out);
}

int
foc_request_list(struct foc *f, const char *state, struct foc_out *out)
{
	int status = machine_check_state(f, MACHINE_ONBOARDING, state);

	if (status != FOC_OK)
		return status;
	return db_emit(f, out, NULL, SQL_REQUEST_RECORD, "nsin", state,
	    f->now);
}

int
foc_request_choices(struct foc *f, const char *what,
    void (*each)(void *arg, const char *word), void *arg)
{
	const char *const *word = details_words(what);
	struct rows r;

	for (; word != NULL && *word != NULL; word++)
		each(arg, *word);
	if (strcmp(what, "product") != 0 && strcmp(what, "workload") != 0)
		return FOC_OK;
	db_query(&r, f, strcmp(what, "product") == 0 ? SQL_CHOICES_PRODUCT :
	    SQL_CHOICES_WORKLOAD, "si", f->actor, f->now);
	while (db_next(&r))
		each(arg, db_text(&r, 0));
	return db_done(&r);
}

static int
named_product(struct foc *f, const struct foc_request_new *r, int64_t *product)
{
	int status = db_get_int(f, product, SQL_PRODUCT_BY_NAME, "s",
	    r->product);

	if (status == FOC_OK && *product == 0)
		status = foc_fail(f, FOC_REFUSED, "%s '%s': there is none; "
		    "foc-org show hierarchy shows them", r->file != NULL ||
		    r->prompted ? request_label(r, "--product", r->product) :
		    "product", r->product);
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
		return foc_fail(f, FOC_USAGE, "%s is needed",
		    request_label(r, "--product", NULL));
	if (r->product != NULL && (status = named_product(f, r, &named)) !=
	    FOC_OK)
		return status;
	*product = named;
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
check_name(struct foc *f, const struct foc_request_new *r)
{
	const char *name = r->name;
	int64_t taken;
	int status;

	if (!text_is_slug(name))
		return foc_fail(f, FOC_USAGE, "%s: '%s' is no name of a "
		    "workload: a letter, then lower-case letters, digits and "
		    "single -, up to 52, not beginning as ids do (br-, ts-, "
		    "...)", request_label(r, "--name", name), name);
	status = db_get_int(f, &taken, SQL_WORKLOAD_PRODUCT, "s", name);
	if (status == FOC_OK && taken != 0)
		status = foc_fail(f, FOC_REFUSED, "%s: this workload exists; "
		    "choose another name, or --add-to %s", name, name);
	return status;
}

static int
make_workload(struct foc *f, const struct foc_request_new *r, int64_t product)
{
	char *object;
	int status = check_name(f, r);

	if (status == FOC_OK)
		status = db_run(f, SQL_WORKLOAD_INSERT, "siis", r->name,
		    product, f->now, machine_first(MACHINE_CONTROL,
		    "create"));
	if (status != FOC_OK)
		return status;
	object = xasprintf("wl-%s", r->name);
	status = machine_begin(f, MACHINE_CONTROL, object, "create", NULL);
	free(object);
	return status;
}

static int
insert(struct foc *f, const struct foc_request_new *r,
    const struct details *d, char **id)
{
	const char *availability = d->availability;
	int64_t days;
	int status;

	if ((status = policy_int(f, "sla_days.normal", &days)) != FOC_OK)
		return status;
	if (strcmp(d->use_case, "INFRASTRUCTURE") == 0)
		availability = "";
	else if (availability == NULL)
		availability = "STANDARD";
	return db_get_text(f, id, SQL_REQUEST_INSERT,
	    "sissssssIsIIIsIIsIiisIIs",
	    r->add_to != NULL ? r->add_to : r->name,
	    (int64_t)(r->add_to != NULL), d->use_case, d->runtime,
	    d->principal, availability,
	    machine_first(MACHINE_ONBOARDING, "submit"),
	    d->description, d->usd, d->tokens, d->from, d->to,
	    d->growth_ppm, d->value_type, d->current_annual, d->target_ppm,
	    f->actor, duty_uid(f), f->now, f->now + days * UTC_DAY,
	    d->price_book, d->developers, d->percent, d->assumptions);
}

static int
submit(struct foc *f, const struct foc_request_new *r,
    const struct details *d, struct foc_out *out)
{
	const char *name = r->add_to != NULL ? r->add_to : r->name;
	char *id = NULL;
	int64_t product;
	int status;

	if ((status = details_complete(f, r, d)) != FOC_OK ||
	    (status = find_product(f, r, &product)) != FOC_OK ||
	    (status = duty_owner(f, name, "submit", product)) != FOC_OK)
		return status;
	if (r->add_to == NULL)
		status = make_workload(f, r, product);
	if (status == FOC_OK)
		status = insert(f, r, d, &id);
	if (status == FOC_OK)
		status = machine_begin(f, MACHINE_ONBOARDING, id, "submit",
		    NULL);
	if (status == FOC_OK)
		status = request_give(f, id, out);
	free(id);
	return status;
}

int
foc_request_new(struct foc *f, const struct foc_request_new *r,
    struct foc_out *out)
{
	struct details d;
	int status;

	if ((status = need_role(f, machine_arrow(MACHINE_ONBOARDING, NULL,
	    "submit")->roles, NULL)) != FOC_OK)
		return status;
	status = details_read(f, r, NULL, &d);
	if (status == FOC_OK)
		status = submit(f, r, &d, out);
	details_free(&d);
	return request_status(f, r, status);
}

int
foc_request_check(struct foc *f, const struct foc_request_new *r)
{
	struct details d;
	int64_t product;
	int status;

	if ((status = need_role(f, machine_arrow(MACHINE_ONBOARDING, NULL,
	    "submit")->roles, NULL)) != FOC_OK)
		return status;
	status = details_read(f, r, NULL, &d);
	details_free(&d);
	if (status == FOC_OK && r->name != NULL && r->add_to == NULL)
		status = check_name(f, r);
	if (status == FOC_OK && (r->product != NULL || r->add_to != NULL) &&
	    (status = find_product(f, r, &product)) == FOC_OK)
		status = duty_owner(f, r->add_to != NULL ? r->add_to :
		    r->product, "submit", product);
	return request_status(f, r, status);
}
