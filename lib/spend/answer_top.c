/* SPDX-License-Identifier: MIT */
/* What costs most, and why that changed. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "spend/answer.h"
#include "spend/change.h"

#define STEP		(400 * UTC_DAY)	/* sums of whole spans will do */
#define TOLD_MAX	3
#define LISTED_MAX	20

struct thing {
	char	*name;
	int64_t	now, before;
};

struct kind {				/* of tokens; parts beside them */
	char	*model, *key;
};

struct top {
	struct answer *a;
	enum by	by;
	bool	one;			/* asked for one thing by its name */
	struct foc_span before;
	bool	has_before;
	struct thing *thing;
	size_t	n;
	int64_t	total;
	struct kind *kind;
	struct change_part *part;
	size_t	n_parts;
};

/* The same days of the time before. */
static int
choose_before(struct top *k)
{
	const struct foc_span *span = &k->a->span;
	struct foc_span *b = &k->before;
	int64_t loaded = 0, length = span->to - span->from,
	    elapsed = k->a->reached - span->from;
	int status;

	if (span->from == utc_month_start(span->from) &&
	    span->to == utc_month_next(span->from))
		b->from = utc_month_start(span->from - 1);
	else
		b->from = span->from - length;
	b->to = span->from;
	if (k->a->reached < span->to && b->from + elapsed < b->to)
		b->to = b->from + elapsed;
	status = db_get_int(k->a->f, &loaded, SQL_ANSWER_COVERED, "ii",
	    b->from, b->to);
	k->has_before = loaded > 0;
	return status;
}

/* What is compared where the question does not say, and of which things. */
static void
choose_by(struct top *k)
{
	char *const *slot = k->a->q.slot;

	k->by = k->a->q.by;
	if (k->by == BY_NONE && slot[SLOT_WORKLOAD] != NULL)
		k->by = BY_WORKLOAD;
	else if (k->by == BY_NONE && slot[SLOT_PRODUCT] != NULL)
		k->by = BY_PRODUCT;
	else if (k->by == BY_NONE && slot[SLOT_MODEL] != NULL)
		k->by = BY_MODEL;
	else if (k->by == BY_NONE)
		k->by = k->a->all ? BY_PRODUCT : BY_WORKLOAD;
	k->one = (k->by == BY_WORKLOAD && slot[SLOT_WORKLOAD] != NULL) ||
	    (k->by == BY_PRODUCT && slot[SLOT_PRODUCT] != NULL) ||
	    (k->by == BY_MODEL && slot[SLOT_MODEL] != NULL);
}

static int
read_things(struct top *k)
{
	char *const *slot = k->a->q.slot;
	struct thing *t;
	struct rows r;
	int status;

	db_query(&r, k->a->f, SQL_ANSWER_THINGS, "sssss", by_name(k->by),
	    slot[SLOT_WORKLOAD], slot[SLOT_PRODUCT], slot[SLOT_PORTFOLIO],
	    slot[SLOT_MODEL]);
	while (db_next(&r)) {
		k->thing = xreallocarray(k->thing, k->n + 1,
		    sizeof(*k->thing));
		t = &k->thing[k->n++];
		*t = (struct thing){ xstrdup(db_text(&r, 0)), db_int(&r, 1),
		    db_int(&r, 2) };
	}
	status = db_done(&r);
	if (status == FOC_OK)
		status = db_get_int(k->a->f, &k->total, SQL_ANSWER_TOTAL,
		    "ssss", slot[SLOT_WORKLOAD], slot[SLOT_PRODUCT],
		    slot[SLOT_PORTFOLIO], slot[SLOT_MODEL]);
	return status;
}

static struct change_part *
part_of(struct top *k, const char *model, char *key)
{
	struct kind *last = k->n_parts > 0 ? &k->kind[k->n_parts - 1] : NULL;

	if (last != NULL && strcmp(last->key, key) == 0) {
		free(key);
		return &k->part[k->n_parts - 1];
	}
	k->kind = xreallocarray(k->kind, k->n_parts + 1, sizeof(*k->kind));
	k->part = xreallocarray(k->part, k->n_parts + 1, sizeof(*k->part));
	k->kind[k->n_parts] = (struct kind){ xstrdup(model), key };
	k->part[k->n_parts] = (struct change_part){ .cost = { 0, 0 } };
	return &k->part[k->n_parts++];
}

/* Kinds of the leading thing, in order: units of one kind fall together. */
static int
read_parts(struct top *k)
{
	char *const *slot = k->a->q.slot;
	struct change_part *p;
	struct rows r;
	int64_t side;

	db_query(&r, k->a->f, SQL_ANSWER_PARTS, "ssssss", by_name(k->by),
	    slot[SLOT_WORKLOAD], slot[SLOT_PRODUCT], slot[SLOT_PORTFOLIO],
	    slot[SLOT_MODEL], k->thing[0].name);
	while (db_next(&r)) {
		p = part_of(k, db_text(&r, 0), xasprintf("%s|%s|%s|%s|%s|%s|%d",
		    db_text(&r, 0), db_text(&r, 1), db_text(&r, 2),
		    db_text(&r, 3), db_text(&r, 4), db_text(&r, 5),
		    db_null(&r, 6)));
		side = db_int(&r, 7);
		p->billed_by_tokens = !db_null(&r, 6);
		p->tokens[side] += (int128)db_int(&r, 8) * db_int(&r, 6);
		p->cost[side] += db_int(&r, 9);
	}
	return db_done(&r);
}

/* --- telling */

static void
add_percent(cJSON *o, const char *key, int128 part, int128 base)
{
	int64_t tenths;

	fact_tenths(o, key, percent_tenths(part, base, &tenths) == 0 ?
	    tenths : DB_NULL);
}

/* Of a change that is no cent the direction says nothing. */
static char *
say_signed(char buf[SAY_MAX], int64_t usd)
{
	char text[SAY_MAX];

	if (usd != 0 && div_half_even(usd, MONEY_ONE / 100) == 0)
		snprintf(buf, SAY_MAX, "less than a cent");
	else
		snprintf(buf, SAY_MAX, "%s%s", usd > 0 ? "+" : "",
		    say_usd(text, usd));
	return buf;
}

/* The model whose spend changed most in the direction of the whole. */
static void
tell_driver(struct top *k, const struct change *c, cJSON *o)
{
	cJSON *list = fact_list(o, "models"), *item;
	char text[SAY_MAX];
	int64_t change, most = 0, whole = c->cost[1] - c->cost[0];
	const char *driver = NULL;
	size_t i, n = 0;

	for (i = 0; i < k->n_parts; n++) {
		const char *model = k->kind[i].model;

		for (change = 0; i < k->n_parts &&
		    strcmp(k->kind[i].model, model) == 0; i++)
			change += k->part[i].cost[1] - k->part[i].cost[0];
		item = fact_item(list);
		fact_text(item, "model", *model != '\0' ? model : NULL);
		fact_usd(item, "change_usd", change);
		if (*model != '\0' && (whole > 0 ? change > most :
		    change < most)) {
			most = change;
			driver = model;
		}
	}
	if (driver != NULL && n > 1)
		say(k->a, "top.driver", "model", driver, "change",
		    say_signed(text, most), NULL);
}

static void
tell_parts(struct top *k, const struct change *c, cJSON *o)
{
	char volume[SAY_MAX], mix[SAY_MAX], price[SAY_MAX], other[SAY_MAX];

	fact_usd(o, "volume_usd", c->volume);
	fact_usd(o, "mix_usd", c->mix);
	fact_usd(o, "price_usd", c->price);
	fact_usd(o, "other_usd", c->other);
	fact_tokens(o, "tokens", c->tokens[1]);
	fact_tokens(o, "tokens_before", c->tokens[0]);
	if (c->cost[0] != c->cost[1])
		say(k->a, c->other != 0 ? "top.parts.other" : "top.parts",
		    "volume", say_signed(volume, c->volume),
		    "mix", say_signed(mix, c->mix),
		    "price", say_signed(price, c->price),
		    "other", say_signed(other, c->other), NULL);
}

static int
tell_change(struct top *k)
{
	const struct foc_span *b = &k->before;
	struct answer *a = k->a;
	struct change c;
	char span[SAY_MAX], percent[SAY_MAX], diff[SAY_MAX];
	int64_t more;
	cJSON *o;

	if (!k->has_before) {
		say(a, "top.no-before", "span", say_span(span, b), NULL);
		return FOC_OK;
	}
	if (change_split(k->part, k->n_parts, &c) != 0)
		return foc_fail(a->f, FOC_SYSTEM, "%s: its change is beyond "
		    "922 million dollars", k->thing[0].name);
	more = c.cost[1] - c.cost[0];
	o = cJSON_AddObjectToObject(a->facts, "change");
	fact_text(o, "of", k->thing[0].name);
	fact_time(o, "from", b->from);
	fact_time(o, "to", b->to);
	fact_usd(o, "before_usd", c.cost[0]);
	fact_usd(o, "change_usd", more);
	add_percent(o, "change_percent", more, c.cost[0]);
	say(a, c.cost[0] == 0 ? "top.new" : more == 0 ? "top.same" :
	    more > 0 ? "top.more" : "top.less", "span", say_span(span, b),
	    "percent", say_percent(percent, more < 0 ? -(int128)more : more,
	    c.cost[0]), "change", say_signed(diff, more), NULL);
	if (c.cost[0] != 0)
		tell_parts(k, &c, o);
	if (c.cost[0] != 0)
		tell_driver(k, &c, o);
	return FOC_OK;
}

static void
add_facts(struct top *k)
{
	cJSON *list, *o;
	int64_t rest = k->total;
	size_t i;

	fact_text(k->a->facts, "by", by_name(k->by));
	fact_usd(k->a->facts, "total_usd", k->total);
	list = fact_list(k->a->facts, "items");
	for (i = 0; i < k->n && i < LISTED_MAX; i++) {
		o = fact_item(list);
		fact_text(o, "name", k->thing[i].name);
		fact_usd(o, "spent_usd", k->thing[i].now);
		fact_usd(o, "before_usd", k->has_before ? k->thing[i].before :
		    DB_NULL);
		add_percent(o, "share_percent", k->thing[i].now, k->total);
		rest -= k->thing[i].now;
	}
	fact_usd(k->a->facts, "rest_usd", rest);
}

static void
tell_followers(struct top *k)
{
	char *list = NULL, *part, usd[SAY_MAX];
	size_t i, n = k->n < TOLD_MAX ? k->n : TOLD_MAX;

	for (i = 1; i < n; i++) {
		part = phrase("top.follower", "name", k->thing[i].name, "spent",
		    say_usd(usd, k->thing[i].now), NULL);
		say_list(&list, part, i - 1, n - 1);
		free(part);
	}
	if (list != NULL)
		say(k->a, "top.followers", "list", list, NULL);
	free(list);
}

/* Of the one that was asked for, which may have no spend. */
static const char *
name_of(const struct top *k)
{
	char *const *slot = k->a->q.slot;

	return slot[k->by == BY_WORKLOAD ? SLOT_WORKLOAD : k->by ==
	    BY_PRODUCT ? SLOT_PRODUCT : SLOT_MODEL];
}

static int
tell(struct top *k)
{
	struct answer *a = k->a;
	char spent[SAY_MAX], share[SAY_MAX], total[SAY_MAX], span[SAY_MAX];
	bool done = a->reached >= a->span.to;
	int status;

	add_facts(k);
	say_span(span, &a->span);
	if (k->n == 0 || (!k->one && k->thing[0].now <= 0)) {
		say(a, k->one ? "top.nothing" : "top.none", "span", span,
		    "name", name_of(k), NULL);
		return FOC_OK;
	}
	say(a, k->one ? done ? "top.one.past" : "top.one" : done ?
	    "top.leads.past" : "top.leads", "name", k->thing[0].name,
	    "by", by_name(k->by),
	    "spent", say_usd(spent, k->thing[0].now), "span", span,
	    "share", say_percent(share, k->thing[0].now, k->total),
	    "total", say_usd(total, k->total), NULL);
	if ((status = read_parts(k)) == FOC_OK)
		status = tell_change(k);
	if (!k->one)
		tell_followers(k);
	return status;
}

static void
top_free(struct top *k)
{
	size_t i;

	for (i = 0; i < k->n; i++)
		free(k->thing[i].name);
	for (i = 0; i < k->n_parts; i++) {
		free(k->kind[i].model);
		free(k->kind[i].key);
	}
	free(k->thing);
	free(k->kind);
	free(k->part);
}

int
answer_top(struct answer *a)
{
	struct top k = { .a = a };
	struct foc_span part[2];
	bool covered;
	int status;

	if ((status = answer_span(a, 0, &covered)) != FOC_OK || !covered)
		return status;
	choose_by(&k);
	if ((status = choose_before(&k)) == FOC_OK) {
		part[0] = k.before;
		part[1] = a->span;
		status = answer_tally(a, part, 2, STEP);
	}
	if (status == FOC_OK)
		status = db_script(a->f, SQL_ANSWER_SEEN);
	if (status == FOC_OK)
		status = read_things(&k);
	if (status == FOC_OK)
		status = tell(&k);
	top_free(&k);
	return status;
}
