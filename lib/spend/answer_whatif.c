/* SPDX-License-Identifier: MIT */
/* What would it cost on another model?  As foc-price compare has it. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/sink.h"
#include "spend/answer.h"

#define TOLD_MAX	3

struct kept {
	struct foc_out out;		/* first: the sink is this struct */
	cJSON	*list;
};

static void
keep(struct foc_out *out, const char *json)
{
	struct kept *k = (struct kept *)out;
	struct err e;
	cJSON *record = json_parse(json, strlen(json), &e);

	if (record != NULL)
		cJSON_AddItemToArray(k->list, record);
}

static int64_t
usd_of(const cJSON *record, const char *key)
{
	const char *digits = json_number(record, key);
	int64_t usd;

	if (digits == NULL || money_parse_exact(digits, strlen(digits),
	    &usd) != 0)
		return DB_NULL;
	return usd;
}

static void
tell_one(struct answer *a, const cJSON *r)
{
	char actual[SAY_MAX], estimate[SAY_MAX], more[SAY_MAX],
	    percent[SAY_MAX];
	int64_t was = usd_of(r, "actual_usd"), is = usd_of(r, "estimate_usd"),
	    diff;
	const char *model = json_string(r, "model");

	if (is == DB_NULL || was == DB_NULL) {
		say(a, "whatif.unknown", "workload", json_string(r,
		    "workload"), "model", model, "reason", json_string(r,
		    "reason") != NULL ? json_string(r, "reason") : "", NULL);
		return;
	}
	diff = is > was ? is - was : was - is;
	say(a, is > was ? "whatif.more" : is < was ? "whatif.less" :
	    "whatif.same", "workload", json_string(r, "workload"), "model",
	    model, "estimate", say_usd(estimate, is), "actual",
	    say_usd(actual, was), "diff", say_usd(more, diff), "percent",
	    say_percent(percent, diff, was), NULL);
}

/* Those that cost least; the list is in that order, what is unknown last. */
static void
tell_cheapest(struct answer *a, const cJSON *list)
{
	const cJSON *r;
	char *told = NULL, *part, usd[SAY_MAX];
	size_t n = 0, all = 0;

	cJSON_ArrayForEach(r, list)
		all += usd_of(r, "estimate_usd") != DB_NULL;
	if (all > TOLD_MAX)
		all = TOLD_MAX;
	cJSON_ArrayForEach(r, list) {
		if (n == all)
			break;
		part = xasprintf("%s %s", json_string(r, "model"),
		    say_usd(usd, usd_of(r, "estimate_usd")));
		say_list(&told, part, n++, all);
		free(part);
	}
	r = list != NULL ? list->child : NULL;
	if (told != NULL)
		say(a, "whatif.cheapest", "workload", json_string(r,
		    "workload"), "actual", say_usd(usd, usd_of(r,
		    "actual_usd")), "list", told, NULL);
	else
		say(a, "whatif.nothing", "workload", json_string(r,
		    "workload"), NULL);
	free(told);
}

int
answer_whatif(struct answer *a)
{
	struct kept k = { .out.record = keep };
	const char *model = a->q.slot[SLOT_MODEL];
	char span[SAY_MAX];
	struct foc_span month;
	int status;

	k.list = fact_list(a->facts, "comparisons");
	status = foc_price_compare(a->f, a->q.slot[SLOT_WORKLOAD], model,
	    a->batch, &k.out);
	if (status != FOC_OK || k.list->child == NULL)
		return status;
	month = (struct foc_span){ a->until - 30 * UTC_DAY, a->until };
	say(a, a->batch != NULL ? "whatif.basis.batch" : "whatif.basis",
	    "span", say_span(span, &month), "batch", a->batch, NULL);
	if (model != NULL)
		tell_one(a, k.list->child);
	else
		tell_cheapest(a, k.list);
	say(a, "whatif.note", NULL);
	return FOC_OK;
}
