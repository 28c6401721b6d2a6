/* SPDX-License-Identifier: MIT */
/* Whose is it? */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "spend/answer.h"

#define DAYS		30
#define STEP		(400 * UTC_DAY)
#define TOLD_MAX	5

/* What the hierarchy says of a workload, product or portfolio. */
static int
tell_owner(struct answer *a, enum slot slot)
{
	const char *thing = a->q.slot[slot];
	struct rows r;

	db_query(&r, a->f, SQL_ANSWER_OWNER_OF, "ssi", slot_name(slot), thing,
	    a->f->now);
	if (db_next(&r)) {
		say(a, slot == SLOT_WORKLOAD ? "owner.workload" :
		    slot == SLOT_PRODUCT ? "owner.product" :
		    "owner.portfolio", "name", thing, "product",
		    db_text(&r, 0), "path", db_text(&r, 1), "owner",
		    db_text(&r, 2), "id", db_text(&r, 3), NULL);
		fact_text(a->facts, "product", db_text(&r, 0));
		fact_text(a->facts, "path", db_text(&r, 1));
		fact_text(a->facts, "owner", db_text(&r, 3));
		fact_text(a->facts, "owner_name", db_text(&r, 2));
		fact_text(a->facts, "delegate", db_text(&r, 5));
		if (db_text(&r, 5) != NULL)
			say(a, "owner.delegate", "name", db_text(&r, 4), "id",
			    db_text(&r, 5), NULL);
	}
	return db_done(&r);
}

/* What claims say of a role or a workspace, whatever was spent. */
static int
tell_claims(struct answer *a, const char *value)
{
	struct rows r;
	cJSON *list = fact_list(a->facts, "anchors"), *o;
	const char *since;

	db_query(&r, a->f, SQL_ANSWER_ANCHORS, "s", value);
	while (db_next(&r)) {
		since = db_text(&r, 4);
		o = fact_item(list);
		fact_text(o, "id", db_text(&r, 0));
		fact_text(o, "workload", db_text(&r, 1));
		fact_text(o, "owner", db_text(&r, 2));
		fact_text(o, "claimed_since", since);
		say(a, since != NULL ? "owner.claimed" : "owner.unclaimed",
		    "value", value, "workload", db_text(&r, 1), "owner",
		    db_text(&r, 3) != NULL ? db_text(&r, 3) : "", "since",
		    since != NULL ? since : "", NULL);
	}
	return db_done(&r);
}

/* "csbot $12 (Priya Nair)". */
static char *
part_text(struct rows *r)
{
	const char *source = db_text(r, 0), *workload = db_text(r, 1),
	    *node = db_text(r, 2), *owner = db_text(r, 4);
	char usd[SAY_MAX];
	const char *key = workload != NULL ? "part.workload" :
	    strcmp(source, "POOL") == 0 ? "part.pool" :
	    strcmp(source, "TAG") == 0 ? "part.tag" : "part.none";

	return phrase(key, "name", workload != NULL ? workload : node != NULL ?
	    node : "", "spent", say_usd(usd, db_int(r, 5)), "owner",
	    owner != NULL ? owner : "", NULL);
}

static void
add_part(struct rows *r, cJSON *list)
{
	cJSON *o = fact_item(list);

	fact_text(o, "source", db_text(r, 0));
	fact_text(o, "workload", db_text(r, 1));
	fact_text(o, "of", db_text(r, 2));
	fact_text(o, "owner", db_text(r, 3));
	fact_usd(o, "spent_usd", db_int(r, 5));
}

/* Whose spend it was, of what is asked for; *total is the sum. */
static int
read_parts(struct answer *a, char **told, int64_t *total, int64_t *n)
{
	char *const *slot = a->q.slot;
	cJSON *list = fact_list(a->facts, "parts");
	char *part, *longer;
	struct rows r;

	db_query(&r, a->f, SQL_ANSWER_PARTS_OF, "ssssss",
	    slot[SLOT_WORKLOAD], slot[SLOT_PRODUCT], slot[SLOT_PORTFOLIO],
	    slot[SLOT_ACCOUNT], slot[SLOT_ROLE], slot[SLOT_WORKSPACE]);
	while (db_next(&r)) {
		*total += db_int(&r, 5);
		add_part(&r, list);
		if (++*n > TOLD_MAX)
			continue;
		part = part_text(&r);
		longer = xasprintf("%s%s%s", *told != NULL ? *told : "",
		    *told != NULL ? ", " : "", part);
		free(*told);
		*told = longer;
		free(part);
	}
	return db_done(&r);
}

static int
tell_parts(struct answer *a, const char *key, const char *name)
{
	char *told = NULL, usd[SAY_MAX], span[SAY_MAX], n_text[SAY_MAX];
	int64_t total = 0, n = 0;
	int status = read_parts(a, &told, &total, &n);

	say_span(span, &a->span);
	fact_usd(a->facts, "spent_usd", total);
	if (n == 0)
		say(a, "owner.nothing", "name", name, "span", span, NULL);
	else
		say(a, key, "name", name, "span", span, "total",
		    say_usd(usd, total), "list", told, NULL);
	if (n > TOLD_MAX)
		say(a, "more", "n", say_count(n_text, n - TOLD_MAX), NULL);
	free(told);
	return status;
}

static int
tell_spend(struct answer *a, const char *key, const char *name)
{
	bool covered;
	int status = answer_span(a, DAYS, &covered);

	if (status != FOC_OK || !covered)
		return status;
	if ((status = answer_tally(a, &a->span, 1, STEP)) != FOC_OK ||
	    (status = db_script(a->f, SQL_ANSWER_SEEN)) != FOC_OK)
		return status;
	return tell_parts(a, key, name);
}

static int
tell_account(struct answer *a)
{
	char *name = NULL;
	int status = db_get_text(a->f, &name, SQL_ANSWER_ACCOUNT, "s",
	    a->q.slot[SLOT_ACCOUNT]);

	if (status == FOC_OK)
		status = tell_spend(a, a->all ? "owner.account" :
		    "owner.account.part", name);
	free(name);
	return status;
}

int
answer_owner(struct answer *a)
{
	static const enum slot placed[] = { SLOT_WORKLOAD, SLOT_PRODUCT,
	    SLOT_PORTFOLIO };
	char *const *slot = a->q.slot;
	size_t i;
	int status = FOC_OK;

	for (i = 0; i < sizeof(placed) / sizeof(placed[0]); i++)
		if (slot[placed[i]] != NULL) {
			status = tell_owner(a, placed[i]);
			return status != FOC_OK ? status : tell_spend(a,
			    "owner.spent", slot[placed[i]]);
		}
	if (slot[SLOT_ROLE] != NULL || slot[SLOT_WORKSPACE] != NULL) {
		const char *value = slot[SLOT_ROLE] != NULL ?
		    slot[SLOT_ROLE] : slot[SLOT_WORKSPACE];

		status = tell_claims(a, value);
		return status != FOC_OK ? status : tell_spend(a,
		    "owner.parts", value);
	}
	if (slot[SLOT_ACCOUNT] != NULL)
		return tell_account(a);
	return tell_spend(a, "owner.all", "");
}
