/* SPDX-License-Identifier: MIT */
/* Asking again, after a rejection. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "db/machine.h"
#include "govern/details.h"
#include "govern/duty.h"
#include "govern/request.h"
#include "govern/request_file.h"

struct before {
	struct details_before said;
	char	*workload, *product;
};

static char *
copy(struct rows *r, int col)
{
	const char *s = db_text(r, col);

	return s != NULL ? xstrdup(s) : NULL;
}

static int
read_before(struct foc *f, const char *id, struct before *b)
{
	struct rows r;

	*b = (struct before){ 0 };
	db_query(&r, f, SQL_REQUEST_BEFORE, "s", id);
	if (db_next(&r)) {
		b->said.use_case = copy(&r, 0);
		b->said.availability = copy(&r, 1);
		b->said.tokens = copy(&r, 2);
		b->said.developers = db_opt(&r, 3);
		b->said.percent = db_opt(&r, 4);
		b->said.assumed = db_int(&r, 5) != 0;
		b->workload = copy(&r, 6);
		b->product = copy(&r, 7);
	}
	return db_done(&r);
}

static void
free_before(struct before *b)
{
	free(b->said.use_case);
	free(b->said.availability);
	free(b->said.tokens);
	free(b->workload);
	free(b->product);
}

static bool
differs(const char *given, const char *was)
{
	return given != NULL && strcasecmp(given, was) != 0;
}

/* The file that made the request may be given again; it may not move it. */
static int
check_fixed(struct foc *f, const char *id, const struct foc_request_new *r,
    const struct before *b)
{
	if (!differs(r->name, b->workload) && !differs(r->add_to,
	    b->workload) && !differs(r->product, b->product) &&
	    !differs(r->use_case, b->said.use_case))
		return FOC_OK;
	return foc_fail(f, FOC_USAGE, "%s: its workload, product and use case "
	    "stay; withdraw it and make a new request", id);
}

static int
amend(struct foc *f, const char *id, const struct details *d)
{
	int64_t bad;
	int status;

	status = db_run(f, SQL_REQUEST_AMEND, "sssssIssIIIsIIsIisII", id,
	    d->runtime, d->principal, d->availability, d->description, d->usd,
	    d->tokens, d->price_book, d->from, d->to, d->growth_ppm,
	    d->value_type, d->current_annual, d->target_ppm, f->actor,
	    duty_uid(f), f->now, d->assumptions, d->developers, d->percent);
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
	struct before b = { 0 };
	struct details d = { 0 };
	int status;

	if ((status = machine_may(f, MACHINE_ONBOARDING, id, "resubmit",
	    NULL)) != FOC_OK ||
	    (status = duty_owner_of_request(f, id, "resubmit")) != FOC_OK ||
	    (status = read_before(f, id, &b)) != FOC_OK ||
	    (status = check_fixed(f, id, r, &b)) != FOC_OK ||
	    (status = details_read(f, r, &b.said, &d)) != FOC_OK ||
	    (status = amend(f, id, &d)) != FOC_OK ||
	    (status = machine_move(f, MACHINE_ONBOARDING, id, "resubmit",
	    NULL)) != FOC_OK)
		goto out;
	status = request_give(f, id, out);
out:
	details_free(&d);
	free_before(&b);
	return request_status(f, r, status);
}
