/* SPDX-License-Identifier: MIT */
/* Spend that no workload has claimed. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "spend/answer.h"

#define DAYS		30
#define STEP		(400 * UTC_DAY)
#define TOLD_MAX	3

/* In the order in which the bill is gone through. */
enum source { WORKLOAD, TAG, POOL, UNALLOCATED, SOURCES };

static const struct { const char *source, *fact, *key; } sources[SOURCES] = {
	[WORKLOAD] = { "WORKLOAD", "workloads_usd", NULL },
	[TAG] = { "TAG", "tagged_usd", "source.tag" },
	[POOL] = { "POOL", "pooled_usd", "source.pool" },
	[UNALLOCATED] = { "UNALLOCATED", "unallocated_usd", "source.none" },
};

static int
read_sums(struct answer *a, int64_t *sum)
{
	char *const *slot = a->q.slot;
	struct rows r;
	int i;

	db_query(&r, a->f, SQL_ANSWER_SOURCES, "sss", slot[SLOT_PRODUCT],
	    slot[SLOT_PORTFOLIO], slot[SLOT_ACCOUNT]);
	while (db_next(&r))
		for (i = 0; i < SOURCES; i++)
			if (strcmp(sources[i].source, db_text(&r, 0)) == 0)
				sum[i] = db_int(&r, 1);
	return db_done(&r);
}

/* Where it was spent, the most first. */
static int
read_places(struct answer *a, char **told, size_t *n)
{
	char *const *slot = a->q.slot;
	cJSON *list = fact_list(a->facts, "places"), *o;
	const char *role, *slash;
	char *part, usd[SAY_MAX];
	struct rows r;

	db_query(&r, a->f, SQL_ANSWER_PLACES, "sss", slot[SLOT_PRODUCT],
	    slot[SLOT_PORTFOLIO], slot[SLOT_ACCOUNT]);
	for (*n = 0; db_next(&r); ++*n) {
		o = fact_item(list);
		fact_text(o, "source", db_text(&r, 0));
		fact_text(o, "account", db_text(&r, 1));
		fact_text(o, "principal", db_text(&r, 2));
		fact_usd(o, "spent_usd", db_int(&r, 3));
		if (*n >= TOLD_MAX)
			continue;
		role = db_text(&r, 2);
		slash = role != NULL ? strrchr(role, '/') : NULL;
		part = phrase(role != NULL ? "place.role" : "place.account",
		    "spent", say_usd(usd, db_int(&r, 3)), "account",
		    db_text(&r, 1), "role", slash != NULL ? slash + 1 :
		    role != NULL ? role : "", NULL);
		say_list(told, part, *n, TOLD_MAX + 1);
		free(part);
	}
	return db_done(&r);
}

static void
tell(struct answer *a, const int64_t *sum, const char *places)
{
	char *list = NULL, *part, usd[SAY_MAX], total_text[SAY_MAX],
	    share[SAY_MAX], span[SAY_MAX];
	int64_t rest = 0, total;
	size_t n = 0, at = 0;
	int i;

	for (i = 0; i < SOURCES; i++) {
		fact_usd(a->facts, sources[i].fact, sum[i]);
		rest += i != WORKLOAD ? sum[i] : 0;
		n += i != WORKLOAD && sum[i] != 0;
	}
	total = rest + sum[WORKLOAD];
	fact_usd(a->facts, "spent_usd", total);
	fact_usd(a->facts, "unattributed_usd", rest);
	say_span(span, &a->span);
	if (n == 0) {
		say(a, total == 0 ? "unattributed.nothing" :
		    "unattributed.none", "span", span, "total",
		    say_usd(total_text, total), NULL);
		return;
	}
	for (i = TAG; i < SOURCES; i++) {
		if (sum[i] == 0)
			continue;
		part = phrase(sources[i].key, "spent", say_usd(usd, sum[i]),
		    NULL);
		say_list(&list, part, at++, n);
		free(part);
	}
	say(a, "unattributed", "spent", say_usd(usd, rest), "total",
	    say_usd(total_text, total), "share", say_percent(share, rest,
	    total), "span", span, "list", list, NULL);
	say(a, "unattributed.places", "list", places, NULL);
	free(list);
}

/* The gaps that foc-gaps found, for who works on them. */
static int
tell_gaps(struct answer *a)
{
	cJSON *list = fact_list(a->facts, "gaps"), *o;
	char usd[SAY_MAX], n_text[SAY_MAX], *first = NULL;
	struct rows r;
	int64_t n = 0;

	db_query(&r, a->f, SQL_ANSWER_GAPS, "s", a->q.slot[SLOT_ACCOUNT]);
	for (; db_next(&r); n++) {
		o = fact_item(list);
		fact_text(o, "gap", db_text(&r, 0));
		fact_text(o, "scenario", db_text(&r, 1));
		fact_text(o, "state", db_text(&r, 2));
		fact_usd(o, "amount_usd", db_int(&r, 3));
		if (n == 0)
			first = phrase("gap", "id", db_text(&r, 0), "scenario",
			    db_text(&r, 1), "amount", say_usd(usd,
			    db_int(&r, 3)), NULL);
	}
	if (n > 0)
		say(a, n == 1 ? "unattributed.gap" : "unattributed.gaps", "n",
		    say_count(n_text, n), "first", first, NULL);
	free(first);
	return db_done(&r);
}

int
answer_unattributed(struct answer *a)
{
	int64_t sum[SOURCES] = { 0 };
	char *places = NULL;
	bool covered;
	size_t n;
	int status;

	if ((status = answer_span(a, DAYS, &covered)) != FOC_OK || !covered)
		return status;
	if ((status = answer_tally(a, &a->span, 1, STEP)) == FOC_OK &&
	    (status = db_script(a->f, SQL_ANSWER_SEEN)) == FOC_OK &&
	    (status = read_sums(a, sum)) == FOC_OK &&
	    (status = read_places(a, &places, &n)) == FOC_OK)
		tell(a, sum, places);
	if (status == FOC_OK && a->all && a->q.slot[SLOT_PRODUCT] == NULL &&
	    a->q.slot[SLOT_PORTFOLIO] == NULL)
		status = tell_gaps(a);
	free(places);
	return status;
}
