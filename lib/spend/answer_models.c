/* SPDX-License-Identifier: MIT */
/* Models in use that are not approved, or not for who uses them. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "spend/answer.h"

#define DAYS		30
#define STEP		(400 * UTC_DAY)
#define TOLD_MAX	5

struct tally {
	struct answer *a;
	cJSON	*uses, *beyond;		/* the two lists of the facts */
	int64_t	n_uses, n_beyond, n_models, n_bad;
	char	*last, *told;
	int64_t	n_told;
};

/* "csbot", "role checkout-service in account data", "account data". */
static char *
who_text(struct rows *r)
{
	const char *workload = db_text(r, 3), *role = db_text(r, 6),
	    *account = db_text(r, 5), *slash;

	if (workload != NULL)
		return xstrdup(workload);
	if (role == NULL)
		return phrase("who.account", "account", account, NULL);
	slash = strrchr(role, '/');
	return phrase("who.role", "role", slash != NULL ? slash + 1 : role,
	    "account", account, NULL);
}

static const char *
status_key(const char *status)
{
	if (status == NULL)
		return "model.unknown";
	if (strcmp(status, "BLOCKED") == 0)
		return "model.blocked";
	return strcmp(status, "RESTRICTED") == 0 ? "model.restricted" :
	    "model.pending";
}

static void
tell_use(struct tally *k, struct rows *r)
{
	const char *model = db_text(r, 0);
	char *who = who_text(r), *status = phrase(status_key(db_text(r, 2)),
	    NULL), *line, *longer, usd[SAY_MAX];

	line = phrase("unapproved.use", "model", model, "status", status,
	    "spent", say_usd(usd, db_int(r, 8)), "who", who, NULL);
	longer = xasprintf("%s%s%s", k->told != NULL ? k->told : "",
	    k->told != NULL ? "; " : "", line);
	free(k->told);
	k->told = longer;
	k->n_told++;
	free(line);
	free(status);
	free(who);
}

static void
add_use(struct rows *r, cJSON *list)
{
	cJSON *o = fact_item(list);

	fact_text(o, "model", db_text(r, 0));
	fact_text(o, "platform", db_text(r, 1));
	fact_text(o, "status", db_text(r, 2));
	fact_text(o, "workload", db_text(r, 3));
	fact_text(o, "product", db_text(r, 4));
	fact_text(o, "account", db_text(r, 5));
	fact_text(o, "principal", db_text(r, 6));
	cJSON_AddRawToObject(o, "tokens", db_text(r, 7) != NULL ?
	    db_text(r, 7) : "null");
	fact_usd(o, "spent_usd", db_int(r, 8));
}

/* Rows of one model stand together. */
static void
take(struct tally *k, struct rows *r)
{
	bool bad = db_int(r, 9) != 0, is_new = k->last == NULL ||
	    strcmp(k->last, db_text(r, 0)) != 0;

	if (is_new) {
		free(k->last);
		k->last = xstrdup(db_text(r, 0));
		k->n_models++;
		k->n_bad += bad;
	}
	if (bad) {
		add_use(r, k->uses);
		if (k->n_uses++ < TOLD_MAX)
			tell_use(k, r);
	} else if (db_int(r, 10) != 0) {
		add_use(r, k->beyond);
		k->n_beyond++;
	}
}

static int
read_models(struct tally *k)
{
	char *const *slot = k->a->q.slot;
	struct rows r;

	db_query(&r, k->a->f, SQL_ANSWER_MODELS, "sssss", slot[SLOT_WORKLOAD],
	    slot[SLOT_PRODUCT], slot[SLOT_PORTFOLIO], slot[SLOT_MODEL],
	    slot[SLOT_ACCOUNT]);
	while (db_next(&r))
		take(k, &r);
	return db_done(&r);
}

static void
tell_beyond(struct tally *k)
{
	const cJSON *use;
	char *list = NULL, *part, n[SAY_MAX];
	size_t i = 0, all = (size_t)k->n_beyond;

	if (all > TOLD_MAX)
		all = TOLD_MAX;
	cJSON_ArrayForEach(use, k->beyond) {
		if (i == all)
			break;
		part = xasprintf("%s (%s)", json_string(use, "workload"),
		    json_string(use, "model"));
		say_list(&list, part, i++, all);
		free(part);
	}
	say(k->a, "unapproved.beyond", "n", say_count(n, k->n_beyond), "list",
	    list, NULL);
	free(list);
}

static void
tell(struct tally *k)
{
	char n[SAY_MAX], more[SAY_MAX], span[SAY_MAX];

	say_span(span, &k->a->span);
	fact_number(k->a->facts, "models", k->n_models);
	fact_number(k->a->facts, "not_approved", k->n_bad);
	if (k->n_models == 0)
		say(k->a, "unapproved.none", "span", span, NULL);
	else if (k->n_bad == 0)
		say(k->a, k->n_models == 1 ? "unapproved.one" :
		    "unapproved.no", "n", say_count(n, k->n_models), "span",
		    span, NULL);
	else
		say(k->a, "unapproved.yes", "n", say_count(n, k->n_bad), "of",
		    say_count(more, k->n_models), "span", span, "list",
		    k->told, NULL);
	if (k->n_uses > k->n_told)
		say(k->a, "more", "n", say_count(n, k->n_uses - k->n_told),
		    NULL);
	if (k->n_beyond > 0)
		tell_beyond(k);
}

int
answer_unapproved(struct answer *a)
{
	struct tally k = { .a = a };
	bool covered;
	int status;

	if ((status = answer_span(a, DAYS, &covered)) != FOC_OK || !covered)
		return status;
	k.uses = fact_list(a->facts, "uses");
	k.beyond = fact_list(a->facts, "beyond_scope");
	if ((status = answer_tally(a, &a->span, 1, STEP)) == FOC_OK &&
	    (status = db_script(a->f, SQL_ANSWER_SEEN)) == FOC_OK &&
	    (status = read_models(&k)) == FOC_OK)
		tell(&k);
	free(k.last);
	free(k.told);
	return status;
}
