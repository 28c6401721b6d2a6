/* SPDX-License-Identifier: MIT */
/* A question, answered within what its asker may know. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/sink.h"
#include "spend/answer.h"
#include "spend/reach.h"

static int (*const answers[INTENT__MAX])(struct answer *) = {
	[INTENT_TRACKING] = answer_tracking,
	[INTENT_TOP] = answer_top,
	[INTENT_UNAPPROVED] = answer_unapproved,
	[INTENT_OWNER] = answer_owner,
	[INTENT_TODO] = answer_todo,
	[INTENT_WHATIF] = answer_whatif,
	[INTENT_UNATTRIBUTED] = answer_unattributed,
	[INTENT_STOP] = answer_stop,
	[INTENT_RESUME] = answer_stop,
};

/* --- what the asker may know of */

/* Whoever owns nothing may still ask what waits. */
static int
may_ask(struct answer *a)
{
	int64_t n = 0;
	int status = db_get_int(a->f, &n, SQL_QUESTION_REACH_ANY, "");

	if (status != FOC_OK || a->all || n > 0 ||
	    a->q.intent == INTENT_TODO)
		return status;
	return foc_fail(a->f, FOC_REFUSED, "%s: cannot ask of spend: owns no "
	    "product and no portfolio, and is neither FinOps Lead nor of "
	    "Finance; todo can be asked", a->f->actor);
}

/* --- times */

static int
read_until(struct answer *a)
{
	int status = db_get_int(a->f, &a->until, SQL_DATA_UNTIL, "");

	if (a->until == 0)
		a->until = DB_NULL;
	return status;
}

int
answer_span(struct answer *a, int days, bool *covered)
{
	char text[SAY_MAX];
	int64_t n = 0, month = utc_month_start(a->f->now);
	int status;

	if (a->q.span.from != FOC_ALWAYS)
		a->span = a->q.span;
	else if (days > 0 && a->until != DB_NULL)
		a->span = (struct foc_span){ a->until - days * UTC_DAY,
		    a->until };
	else
		a->span = (struct foc_span){ month, utc_month_next(month) };
	a->reached = a->until != DB_NULL && a->until < a->span.to ? a->until :
	    a->span.to;
	status = db_get_int(a->f, &n, SQL_ANSWER_COVERED, "ii", a->span.from,
	    a->reached);
	*covered = n > 0 && a->until != DB_NULL && a->reached > a->span.from;
	fact_time(a->facts, "from", a->span.from);
	fact_time(a->facts, "to", a->span.to);
	cJSON_AddBoolToObject(a->facts, "covered", *covered);
	if (status == FOC_OK && !*covered)
		say(a, "no-data", "span", say_span(text, &a->span), NULL);
	return status;
}

/* --- spend */

static int
take_to(struct attribution *at, int64_t to, int64_t step, int64_t side)
{
	int64_t from = at->done_to;
	int status;

	if (to > at->to)
		to = at->to;
	if (to <= from)
		return FOC_OK;
	status = attribution_take(at, from, to, step);
	if (status == FOC_OK && side >= 0)
		status = db_run(at->f, SQL_ANSWER_TALLY_ADD, "i", side);
	return status;
}

int
answer_tally(struct answer *a, const struct foc_span *parts, size_t n_parts,
    int64_t step)
{
	const struct foc_span span = { parts[0].from, parts[n_parts - 1].to };
	struct attribution at;
	size_t i;
	int status = db_script(a->f, SQL_ANSWER_TALLY);

	if (status != FOC_OK)
		return status;
	status = attribution_begin(&at, a->f, &span, DB_NULL, DB_NULL);
	for (i = 0; i < n_parts && status == FOC_OK; i++) {
		status = take_to(&at, parts[i].from, step, -1);
		if (status == FOC_OK)
			status = take_to(&at, parts[i].to, step, (int64_t)i);
	}
	if (status == FOC_OK)
		status = take_to(&at, at.to, step, -1);
	return attribution_end(&at, status);
}

/* --- the record */

static cJSON *
slots_json(const struct question *q)
{
	cJSON *o = cJSON_CreateObject();
	char text[WHEN_MAX];
	int s;

	for (s = 0; s < SLOT__MAX; s++)
		if (q->slot[s] != NULL)
			cJSON_AddStringToObject(o, slot_name((enum slot)s),
			    q->slot[s]);
	if (q->by != BY_NONE && q->intent == INTENT_TOP)
		cJSON_AddStringToObject(o, "by", by_name(q->by));
	if (q->span.from != FOC_ALWAYS)
		cJSON_AddStringToObject(o, "period", when_text(text,
		    &q->span));
	return o;
}

/* tracking:csbot:2026-11: what would be asked for again. */
static char *
id_of(const cJSON *slots, const char *intent)
{
	const cJSON *s;
	char *id = xstrdup(intent), *longer;

	cJSON_ArrayForEach(s, slots) {
		longer = xasprintf("%s:%s", id, s->valuestring);
		free(id);
		id = longer;
	}
	return id;
}

static void
give(struct answer *a, struct foc_out *out)
{
	const char *intent = intent_name(a->q.intent);
	cJSON *record = cJSON_CreateObject(), *slots = slots_json(&a->q);
	char *id = id_of(slots, intent), *json;

	cJSON_AddStringToObject(record, "kind", "answer");
	cJSON_AddStringToObject(record, "id", id);
	fact_text(record, "question", a->asked);
	cJSON_AddStringToObject(record, "intent", intent);
	fact_text(record, "text", a->text);
	cJSON_AddItemToObject(record, "slots", slots);
	cJSON_AddItemToObject(record, "facts", a->facts);
	a->facts = NULL;
	json = json_print(record);
	sink_record(out, json);
	free(json);
	free(id);
	cJSON_Delete(record);
}

static int
answer(struct answer *a, struct foc_out *out)
{
	char text[UTC_TEXT_MAX];
	int status;

	a->facts = cJSON_CreateObject();
	if ((status = may_ask(a)) == FOC_OK &&
	    (status = question_check(a->f, &a->q)) == FOC_OK &&
	    (status = read_until(a)) == FOC_OK) {
		fact_time(a->facts, "data_until", a->until);
		status = answers[a->q.intent](a);
	}
	if (status != FOC_OK)
		return status;
	if (a->until != DB_NULL)
		foc_notice(a->f, "data until %s", utc_text(text, a->until));
	else
		foc_notice(a->f, "no bill is loaded; foc-ingest-cur loads "
		    "one");
	give(a, out);
	return FOC_OK;
}

static void
answer_free(struct answer *a)
{
	cJSON_Delete(a->facts);
	free(a->text);
	question_free(&a->q);
}

int
foc_ask(struct foc *f, const char *question, struct foc_out *out)
{
	struct answer a = { .f = f, .asked = question };
	int status;

	if ((status = need_actor(f)) == FOC_OK &&
	    (status = reach_read(f, &a.all)) == FOC_OK &&
	    (status = question_read(f, question, &a.q)) == FOC_OK)
		status = answer(&a, out);
	answer_free(&a);
	return status;
}

int
foc_answer(struct foc *f, const struct foc_answer *ask, struct foc_out *out)
{
	struct answer a = { .f = f, .batch = ask->batch };
	int status;

	a.q.span = ask->span;
	if (a.q.span.from == FOC_ALWAYS || a.q.span.to == FOC_ALWAYS) {
		if (a.q.span.from != a.q.span.to)
			return foc_fail(f, FOC_USAGE, "a time has two ends: "
			    "--from and --to, or --week, or --month");
		a.q.span.from = FOC_ALWAYS;
	}
	if ((status = need_actor(f)) == FOC_OK &&
	    (status = reach_read(f, &a.all)) == FOC_OK)
		status = intent_parse(f, ask->intent, &a.q.intent);
	if (status == FOC_OK && ask->by != NULL)
		status = by_parse(f, ask->by, &a.q.by);
	if (status == FOC_OK && ask->what != NULL)
		status = question_name(f, ask->what, &a.q);
	if (status == FOC_OK && ask->model != NULL)
		status = question_name(f, ask->model, &a.q);
	if (status == FOC_OK)
		status = answer(&a, out);
	answer_free(&a);
	return status;
}
