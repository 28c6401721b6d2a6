/* SPDX-License-Identifier: MIT */
/* Draft or final: what the cards of a period's weeks say. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "spend/card.h"
#include "spend/chargeback.h"

#define NAMED	3	/* cards that stand in the way, by name */

struct verdict {
	struct card_policy policy;
	char	names[480];	/* the first of those, and what is wrong */
	size_t	used;
	int64_t	due, bad;
};

static void
object(struct verdict *v, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

static void
object(struct verdict *v, const char *fmt, ...)
{
	va_list ap;
	int n;

	if (v->bad++ >= NAMED)
		return;
	if (v->used > 0)
		v->used += (size_t)snprintf(v->names + v->used,
		    sizeof(v->names) - v->used, ", ");
	va_start(ap, fmt);
	n = vsnprintf(v->names + v->used, sizeof(v->names) - v->used, fmt, ap);
	va_end(ap);
	v->used += (size_t)n;
	if (v->used > sizeof(v->names) - 4)
		v->used = sizeof(v->names) - 4;
}

/* A row of SQL_CHARGEBACK_CARDS. */
static void
look_at(struct verdict *v, struct rows *r)
{
	struct card signed_for = { .estimate = DB_NULL };
	struct card now = { .estimate = DB_NULL };
	const char *id = db_text(r, 2), *state = db_text(r, 3);

	v->due++;
	if (id == NULL) {
		object(v, "%s has no card of %s", db_text(r, 0),
		    db_text(r, 1));
		return;
	}
	if (strcmp(state, "APPROVED") != 0) {
		object(v, "%s is %s", id, state);
		return;
	}
	signed_for.actual = db_int(r, 4);
	now.actual = db_int(r, 5);
	if (card_asks_again(&v->policy, &signed_for, &now))
		object(v, "%s was approved at %s and is %s now", id,
		    db_text(r, 6), db_text(r, 7));
}

static int
look_at_cards(struct chargeback *c, struct verdict *v)
{
	struct rows r;

	db_query(&r, c->f, SQL_CHARGEBACK_CARDS, "ii", utc_week_start(c->from),
	    utc_week_start(c->to - 1) + UTC_WEEK);
	while (db_next(&r))
		look_at(v, &r);
	return db_done(&r);
}

int
chargeback_judge(struct chargeback *c, char *why, size_t size)
{
	struct verdict v = { .used = 0 };
	int status;

	if ((status = policy_money(c->f, "restate_ask.percent",
	    &v.policy.ask_percent)) != FOC_OK ||
	    (status = policy_money(c->f, "restate_ask.usd",
	    &v.policy.ask_usd)) != FOC_OK ||
	    (status = look_at_cards(c, &v)) != FOC_OK)
		return status;
	c->approved = v.bad == 0;
	c->is_final = c->covered && c->approved;
	*why = '\0';
	if (v.bad > 0)
		snprintf(why, size, "%lld of %lld cards are not approved as "
		    "they are: %s%s%s", (long long)v.bad, (long long)v.due,
		    v.names, v.bad > NAMED ? ", ..." : "", c->covered ? "" :
		    "; and the loaded bills do not cover it");
	else if (!c->covered)
		snprintf(why, size, "the loaded bills do not cover it");
	return FOC_OK;
}
