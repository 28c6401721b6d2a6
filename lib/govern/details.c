/* SPDX-License-Identifier: MIT */
#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"
#include "govern/details.h"
#include "govern/words.h"

#define DESCRIPTION_MAX	500		/* characters */
#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))
#define CENT		(MONEY_ONE / 100)

static const char *const runtimes[] = {
	"LAMBDA", "ECS", "EC2", "AGENTCORE", "OTHER"
};
static const char *const availabilities[] = { "STANDARD", "PRODUCTION_HA" };
static const char *const value_types[] = { "COST_SAVING", "REVENUE_DRIVING" };

static const char principal_form[] =
    "^arn:aws:iam::[0-9]{12}:(root|(role|user)/[A-Za-z0-9+=,.@_/-]{1,512})$";

static bool
is_principal(const char *arn)
{
	regex_t form;
	bool yes;

	if (regcomp(&form, principal_form, REG_EXTENDED | REG_NOSUB) != 0)
		return false;
	yes = regexec(&form, arn, 0, NULL, 0) == 0;
	regfree(&form);
	return yes;
}

static int
read_runtime(struct foc *f, const struct foc_request_new *r,
    struct details *d)
{
	bool other;
	int status;

	if (r->runtime == NULL && r->principal == NULL)
		return FOC_OK;
	if (r->runtime == NULL)
		return foc_fail(f, FOC_USAGE,
		    "--principal goes with --runtime OTHER");
	status = word_of(f, "--runtime", r->runtime, runtimes,
	    COUNT(runtimes), &d->runtime);
	if (status != FOC_OK)
		return status;
	other = strcmp(d->runtime, "OTHER") == 0;
	if (other != (r->principal != NULL))
		return foc_fail(f, FOC_USAGE, other ? "--runtime OTHER needs "
		    "--principal, the ARN of who will take the role" :
		    "--principal goes with --runtime OTHER");
	if (other && !is_principal(r->principal))
		return foc_fail(f, FOC_USAGE, "--principal: '%s' is no ARN of "
		    "an IAM role, user or account", r->principal);
	d->principal = r->principal;
	return FOC_OK;
}

static int
read_description(struct foc *f, const char *text, struct details *d)
{
	uint32_t cp;
	size_t n = 0;
	const char *p;

	if (text == NULL)
		return FOC_OK;
	if (!utf8_valid(text, strlen(text)))
		return foc_fail(f, FOC_USAGE, "--description: is no UTF-8");
	for (p = text; *p != '\0'; p += utf8_next(p, &cp))
		n++;
	if (n > DESCRIPTION_MAX)
		return foc_fail(f, FOC_USAGE, "--description: %zu characters; "
		    "up to %d are kept", n, DESCRIPTION_MAX);
	d->description = text;
	return FOC_OK;
}

/* COST_SAVING,80000,20 */
static int
read_case(struct foc *f, const char *text, struct details *d)
{
	static const char option[] = "--business-case";
	char *copy, *annual, *percent = NULL;
	int status;

	if (text == NULL)
		return FOC_OK;
	copy = xstrdup(text);
	if ((annual = strchr(copy, ',')) != NULL) {
		*annual++ = '\0';
		if ((percent = strchr(annual, ',')) != NULL)
			*percent++ = '\0';
	}
	if (percent == NULL) {
		status = foc_fail(f, FOC_USAGE, "%s: '%s' is not "
		    "TYPE,ANNUAL,PERCENT, such as COST_SAVING,80000,20",
		    option, text);
		goto out;
	}
	status = word_of(f, option, copy, value_types, COUNT(value_types),
	    &d->value_type);
	if (status == FOC_OK)
		status = usd_of(f, option, annual, &d->current_annual);
	if (status == FOC_OK && d->current_annual % CENT != 0)
		status = foc_fail(f, FOC_USAGE, "%s: '%s' has parts of a cent",
		    option, annual);
	if (status == FOC_OK)
		status = percent_of(f, option, percent, 0, 100,
		    &d->target_ppm);
out:
	free(copy);
	return status;
}

static int
read_day(struct foc *f, const char *option, const char *text, int64_t *day)
{
	if (text == NULL || utc_parse_day(text, strlen(text), day) == 0)
		return FOC_OK;
	return foc_fail(f, FOC_USAGE, "%s: '%s' is no day, such as "
	    "2026-11-20", option, text);
}

/* The last day belongs to the estimate. */
static int
read_period(struct foc *f, const struct foc_request_new *r,
    struct details *d)
{
	int status;

	if ((status = read_day(f, "--start", r->start, &d->from)) != FOC_OK ||
	    (status = read_day(f, "--end", r->end, &d->to)) != FOC_OK)
		return status;
	if (d->to != DB_NULL)
		d->to += UTC_DAY;
	if (d->from != DB_NULL && d->to != DB_NULL && d->to <= d->from)
		return foc_fail(f, FOC_USAGE, "--end %s is before --start %s",
		    r->end, r->start);
	if (r->growth == NULL)
		return FOC_OK;
	return percent_of(f, "--growth", r->growth, -100, 1000,
	    &d->growth_ppm);
}

/* No model is chosen yet: the reference model of the policy speaks. */
static int
read_estimate(struct foc *f, const struct foc_request_new *r,
    struct details *d)
{
	char *model = NULL;
	int status;

	if (r->estimate_usd != NULL && r->tokens != NULL)
		return foc_fail(f, FOC_USAGE, "the estimate is either "
		    "--estimate-usd or --tokens");
	if (r->estimate_usd != NULL)
		return usd_of(f, "--estimate-usd", r->estimate_usd, &d->usd);
	if (r->tokens == NULL)
		return FOC_OK;
	status = policy_text(f, "estimating.reference_model", &model);
	if (status == FOC_OK)
		status = db_meta(f, "price_book", &d->price_book);
	if (status == FOC_OK)
		status = tokens_of(f, r->tokens, "BEDROCK", model, NULL,
		    "REGIONAL", &d->tokens, &d->usd);
	free(model);
	return status;
}

int
details_read(struct foc *f, const struct foc_request_new *r,
    struct details *d)
{
	int status;

	*d = (struct details){ .current_annual = DB_NULL,
	    .target_ppm = DB_NULL, .usd = DB_NULL, .from = DB_NULL,
	    .to = DB_NULL, .growth_ppm = DB_NULL };
	if (r->developers != NULL || r->percent != NULL)
		return foc_fail(f, FOC_USAGE, "--developers and --percent "
		    "belong to CODING; OPERATIONS takes --estimate-usd or "
		    "--tokens");
	if ((status = read_runtime(f, r, d)) != FOC_OK ||
	    (status = read_description(f, r->description, d)) != FOC_OK ||
	    (status = read_case(f, r->business_case, d)) != FOC_OK ||
	    (status = read_period(f, r, d)) != FOC_OK)
		return status;
	if (r->availability != NULL && (status = word_of(f, "--availability",
	    r->availability, availabilities, COUNT(availabilities),
	    &d->availability)) != FOC_OK)
		return status;
	return read_estimate(f, r, d);
}

void
details_free(struct details *d)
{
	free(d->tokens);
	free(d->price_book);
}
