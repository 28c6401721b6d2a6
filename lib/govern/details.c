/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "core/form.h"
#include "core/mem.h"
#include "core/text.h"
#include "govern/details.h"
#include "govern/request_file.h"

#define DESCRIPTION_MAX	500		/* characters */
#define DEVELOPERS_MAX	1000000
#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))
#define CENT		(MONEY_ONE / 100)

static const char *const use_cases[] = {
	"INFRASTRUCTURE", "CODING", "OPERATIONS", NULL
};
static const char *const runtimes[] = {
	"LAMBDA", "ECS", "EC2", "AGENTCORE", "OTHER", NULL
};
static const char *const availabilities[] = {
	"STANDARD", "PRODUCTION_HA", NULL
};
static const char *const value_types[] = {
	"COST_SAVING", "REVENUE_DRIVING", NULL
};

const char *const *
details_words(const char *option)
{
	static const struct {
		const char *option;
		const char *const *words;
	} all[] = {
		{ "use-case", use_cases }, { "runtime", runtimes },
		{ "availability", availabilities },
		{ "value-type", value_types },
	};
	size_t i;

	for (i = 0; i < COUNT(all); i++)
		if (strcmp(all[i].option, option) == 0)
			return all[i].words;
	return NULL;
}

static bool
is(const char *word, const char *other)
{
	return word != NULL && strcmp(word, other) == 0;
}

static const char principal_form[] =
    "^arn:aws:iam::[0-9]{12}:(root|(role|user)/[A-Za-z0-9+=,.@_/-]{1,512})$";

static int
read_use_case(struct foc *f, const struct foc_request_new *r,
    const struct details_before *before, struct details *d)
{
	if (before != NULL)
		d->use_case = before->use_case;
	if (r->use_case == NULL)
		return FOC_OK;
	return word_of(f, request_label(r, "--use-case", r->use_case),
	    r->use_case, use_cases, COUNT(use_cases) - 1, &d->use_case);
}

/* An option that has no place in this use case. */
static int
misplaced(struct foc *f, const struct foc_request_new *r, const char *option,
    const char *value, const struct details *d, const char *instead)
{
	if (value == NULL)
		return FOC_OK;
	return foc_fail(f, FOC_USAGE, "%s: is not for %s%s%s",
	    request_label(r, option, value), d->use_case,
	    *instead != '\0' ? "; " : "", instead);
}

static int
check_places(struct foc *f, const struct foc_request_new *r,
    const struct details *d)
{
	static const char figure[] = "it takes --estimate-usd";
	int status = FOC_OK;

	if (is(d->use_case, "INFRASTRUCTURE")) {
		if ((status = misplaced(f, r, "--runtime", r->runtime, d,
		    "it is governed without a model")) != FOC_OK ||
		    (status = misplaced(f, r, "--availability",
		    r->availability, d, "it is governed without a model")) !=
		    FOC_OK)
			return status;
		status = misplaced(f, r, "--tokens", r->tokens, d, figure);
	} else if (is(d->use_case, "CODING")) {
		status = misplaced(f, r, "--tokens", r->tokens, d,
		    "it is estimated from --developers and --percent");
	}
	if (status != FOC_OK || d->use_case == NULL ||
	    is(d->use_case, "CODING"))
		return status;
	if ((status = misplaced(f, r, "--developers", r->developers, d,
	    figure)) != FOC_OK)
		return status;
	return misplaced(f, r, "--percent", r->percent, d, figure);
}

static int
read_principal(struct foc *f, const struct foc_request_new *r,
    struct details *d)
{
	const char *label = request_label(r, "--principal", r->principal);

	if (!is(d->runtime, "OTHER")) {
		if (r->principal == NULL)
			return FOC_OK;
		return foc_fail(f, FOC_USAGE, "%s goes with the runtime OTHER",
		    label);
	}
	if (r->principal == NULL && r->prompted)
		return FOC_OK;			/* the next question */
	if (r->principal == NULL)
		return foc_fail(f, FOC_USAGE, "the runtime OTHER needs %s, "
		    "the ARN of who will take the role", label);
	if (!form_matches(r->principal, principal_form))
		return foc_fail(f, FOC_USAGE, "%s: '%s' is no ARN of an IAM "
		    "role, user or account", label, r->principal);
	d->principal = r->principal;
	return FOC_OK;
}

/* Developers come through the Identity Center; no other runtime does. */
static int
read_runtime(struct foc *f, const struct foc_request_new *r,
    struct details *d)
{
	static const char *const coding[] = { "IDENTITY_CENTER" };
	const char *label = request_label(r, "--runtime", r->runtime);
	int status = FOC_OK;

	if (is(d->use_case, "CODING")) {
		if (r->runtime != NULL)
			status = word_of(f, label, r->runtime, coding, 1,
			    &d->runtime);
		d->runtime = coding[0];
	} else if (r->runtime != NULL) {
		status = word_of(f, label, r->runtime, runtimes,
		    COUNT(runtimes) - 1, &d->runtime);
	}
	if (status != FOC_OK || (d->runtime == NULL && r->principal == NULL))
		return status;
	return read_principal(f, r, d);
}

static int
read_description(struct foc *f, const struct foc_request_new *r,
    struct details *d)
{
	const char *text = r->description;
	const char *label = request_label(r, "--description", text);
	uint32_t cp;
	size_t n = 0;
	const char *p;

	if (text == NULL)
		return FOC_OK;
	if (!utf8_valid(text, strlen(text)))
		return foc_fail(f, FOC_USAGE, "%s: is no UTF-8", label);
	for (p = text; *p != '\0'; p += utf8_next(p, &cp))
		n++;
	if (n > DESCRIPTION_MAX)
		return foc_fail(f, FOC_USAGE, "%s: %zu characters; up to %d "
		    "are kept", label, n, DESCRIPTION_MAX);
	d->description = text;
	return FOC_OK;
}

/* COST_SAVING,80000,20 */
static int
read_case(struct foc *f, const struct foc_request_new *r, struct details *d)
{
	const char *text = r->business_case;
	const char *option = request_label(r, "--business-case", text);
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
	status = word_of(f, option, copy, value_types, COUNT(value_types) - 1,
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

	if ((status = read_day(f, request_label(r, "--start", r->start),
	    r->start, &d->from)) != FOC_OK ||
	    (status = read_day(f, request_label(r, "--end", r->end), r->end,
	    &d->to)) != FOC_OK)
		return status;
	if (d->to != DB_NULL)
		d->to += UTC_DAY;
	if (d->from != DB_NULL && d->to != DB_NULL && d->to <= d->from)
		return foc_fail(f, FOC_USAGE, "%s: %s is before the start, %s",
		    request_label(r, "--end", r->end), r->end, r->start);
	if (r->growth == NULL)
		return FOC_OK;
	return percent_of(f, request_label(r, "--growth", r->growth),
	    r->growth, -100, 1000, &d->growth_ppm);
}

/* A whole number from 1 to max. */
static int
read_count(struct foc *f, const char *label, const char *text, int64_t max,
    int64_t *n)
{
	int64_t v;

	if (text == NULL)
		return FOC_OK;
	if (money_parse_exact(text, strlen(text), &v) != 0 ||
	    v % MONEY_ONE != 0 || v < MONEY_ONE || v > max * MONEY_ONE)
		return foc_fail(f, FOC_USAGE, "%s: '%s' is no whole number "
		    "from 1 to %lld", label, text, (long long)max);
	*n = v / MONEY_ONE;
	return FOC_OK;
}

int
details_read(struct foc *f, const struct foc_request_new *r,
    const struct details_before *before, struct details *d)
{
	int status;

	*d = (struct details){ .current_annual = DB_NULL,
	    .target_ppm = DB_NULL, .developers = DB_NULL, .percent = DB_NULL,
	    .usd = DB_NULL, .from = DB_NULL, .to = DB_NULL,
	    .growth_ppm = DB_NULL };
	if ((status = read_use_case(f, r, before, d)) != FOC_OK ||
	    (status = check_places(f, r, d)) != FOC_OK ||
	    (status = read_runtime(f, r, d)) != FOC_OK ||
	    (status = read_description(f, r, d)) != FOC_OK ||
	    (status = read_case(f, r, d)) != FOC_OK ||
	    (status = read_period(f, r, d)) != FOC_OK ||
	    (status = read_count(f, request_label(r, "--developers",
	    r->developers), r->developers, DEVELOPERS_MAX,
	    &d->developers)) != FOC_OK ||
	    (status = read_count(f, request_label(r, "--percent", r->percent),
	    r->percent, 100, &d->percent)) != FOC_OK)
		return status;
	if (r->availability != NULL && (status = word_of(f,
	    request_label(r, "--availability", r->availability),
	    r->availability, availabilities, COUNT(availabilities) - 1,
	    &d->availability)) != FOC_OK)
		return status;
	return details_estimate(f, r, before, d);
}

/* "NAME is needed: what would do" */
static int
need(struct foc *f, const struct foc_request_new *r, const char *option,
    const char *what)
{
	return foc_fail(f, FOC_USAGE, "%s is needed%s%s",
	    request_label(r, option, NULL), *what != '\0' ? ": " : "", what);
}

int
details_complete(struct foc *f, const struct foc_request_new *r,
    const struct details *d)
{
	if (d->use_case == NULL)
		return need(f, r, "--use-case", "INFRASTRUCTURE, CODING or "
		    "OPERATIONS");
	if (r->name == NULL && r->add_to == NULL)
		return need(f, r, "--name", "of the new workload");
	if (r->name != NULL && r->add_to != NULL &&
	    strcmp(r->name, r->add_to) != 0)
		return foc_fail(f, FOC_USAGE, "%s %s: what is added has no "
		    "name of its own", request_label(r, "--add-to",
		    r->add_to), r->add_to);
	if (r->add_to != NULL && is(d->use_case, "INFRASTRUCTURE"))
		return foc_fail(f, FOC_USAGE, "%s: adds AI to a workload: "
		    "CODING or OPERATIONS", request_label(r, "--add-to",
		    r->add_to));
	if (is(d->use_case, "OPERATIONS") && d->runtime == NULL)
		return need(f, r, "--runtime", "LAMBDA, ECS, EC2, AGENTCORE "
		    "or OTHER");
	if (is(d->use_case, "CODING") && d->developers == DB_NULL)
		return need(f, r, "--developers", "how many will use AI");
	if (is(d->use_case, "CODING") && d->percent == DB_NULL)
		return need(f, r, "--percent", "of their workday that they "
		    "will use AI");
	if (d->usd == DB_NULL)
		return foc_fail(f, FOC_USAGE, "an estimate is needed: "
		    "--estimate-usd N%s", is(d->use_case, "OPERATIONS") ?
		    ", or --tokens input=N,output=N" : "");
	return FOC_OK;
}

void
details_free(struct details *d)
{
	free(d->tokens);
	free(d->price_book);
	free(d->assumptions);
}
