/* SPDX-License-Identifier: MIT */
/* Models in use that are not approved, or not for who uses them. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "spend/answer.h"

#define DAYS		30
#define STEP		(400 * UTC_DAY)
#define TOLD_MAX	5

/*
 * Who uses a model, as it is told: what a role spent is one figure, however
 * many products share it.
 */
struct user {
	char	*model, *who;
	const char *status;
	int64_t	cost;
	size_t	rank;			/* of the model */
};

struct tally {
	struct answer *a;
	cJSON	*uses, *beyond;		/* the two lists of the facts */
	int64_t	n_beyond, n_models, n_bad;
	char	*last;
	struct user *user;
	size_t	n_users, of_model;	/* users of the model begin there */
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
count_use(struct tally *k, struct rows *r)
{
	const char *status = status_key(db_text(r, 2));
	char *who = who_text(r);
	struct user *u;
	size_t i;

	for (i = k->of_model; i < k->n_users; i++)
		if (strcmp(k->user[i].who, who) == 0 &&
		    strcmp(k->user[i].status, status) == 0)
			break;
	if (i < k->n_users) {
		k->user[i].cost += db_int(r, 8);
		free(who);
		return;
	}
	k->user = xreallocarray(k->user, k->n_users + 1, sizeof(*k->user));
	u = &k->user[k->n_users++];
	*u = (struct user){ xstrdup(db_text(r, 0)), who, status, db_int(r, 8),
	    (size_t)k->n_models };
}

static int
order(const void *va, const void *vb)
{
	const struct user *a = va, *b = vb;

	if (a->rank != b->rank)
		return a->rank < b->rank ? -1 : 1;
	if (a->cost != b->cost)
		return a->cost > b->cost ? -1 : 1;
	return strcmp(a->who, b->who);
}

/* The dearest of each model; malloc'd. */
static char *
users_text(struct tally *k)
{
	char *list = xstrdup(""), *longer, *status, *line, usd[SAY_MAX];
	size_t i;

	if (k->n_users > 0)
		qsort(k->user, k->n_users, sizeof(*k->user), order);
	for (i = 0; i < k->n_users && i < TOLD_MAX; i++) {
		status = phrase(k->user[i].status, NULL);
		line = phrase("unapproved.use", "model", k->user[i].model,
		    "status", status, "spent", say_usd(usd, k->user[i].cost),
		    "who", k->user[i].who, NULL);
		longer = xasprintf("%s%s%s", list, i > 0 ? "; " : "", line);
		free(list);
		list = longer;
		free(line);
		free(status);
	}
	return list;
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
		k->of_model = k->n_users;
	}
	if (bad) {
		add_use(r, k->uses);
		count_use(k, r);
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
tell_users(struct tally *k, const char *span)
{
	char n[SAY_MAX], more[SAY_MAX], *list = users_text(k);

	say(k->a, k->n_models == 1 ? "unapproved.yes.only" : k->n_bad == 1 ?
	    "unapproved.yes.one" : "unapproved.yes", "n",
	    say_count(n, k->n_bad), "of", say_count(more, k->n_models),
	    "span", span, "list", list, NULL);
	if (k->n_users > TOLD_MAX)
		say(k->a, "unapproved.more", "n", say_count(n,
		    (int64_t)k->n_users - TOLD_MAX), NULL);
	free(list);
}

static void
tell(struct tally *k)
{
	char n[SAY_MAX], span[SAY_MAX];

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
		tell_users(k, span);
	if (k->n_beyond > 0)
		tell_beyond(k);
}

static void
tally_free(struct tally *k)
{
	size_t i;

	for (i = 0; i < k->n_users; i++) {
		free(k->user[i].model);
		free(k->user[i].who);
	}
	free(k->user);
	free(k->last);
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
	tally_free(&k);
	return status;
}
