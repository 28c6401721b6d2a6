/* SPDX-License-Identifier: MIT */
/* The nightly scan: what is found, and the investigations it belongs to. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "db/machine.h"
#include "spend/watch.h"

struct scan {
	struct watch w;
	struct foc_out *out;
	int64_t	raised, restated, same;
};

/* --- policy */

static int
read_rule(struct foc *f, const char *name, struct watch_rule *r)
{
	char key[4][32];
	int status;

	snprintf(key[0], sizeof(key[0]), "watch.%s_factor", name);
	snprintf(key[1], sizeof(key[1]), "watch.%s_mad", name);
	snprintf(key[2], sizeof(key[2]), "watch.%s_min_usd", name);
	snprintf(key[3], sizeof(key[3]), "watch.%s_days", name);
	if ((status = policy_money(f, key[0], &r->factor)) != FOC_OK ||
	    (status = policy_money(f, key[1], &r->mad)) != FOC_OK ||
	    (status = policy_money(f, key[2], &r->min_usd)) != FOC_OK)
		return status;
	return policy_int(f, key[3], &r->days);
}

int
watch_policy_read(struct foc *f, struct watch_policy *p)
{
	int status;

	if ((status = read_rule(f, "spike", &p->spike)) != FOC_OK ||
	    (status = read_rule(f, "surge", &p->surge)) != FOC_OK ||
	    (status = policy_int(f, "watch.history_days", &p->history)) !=
	    FOC_OK ||
	    (status = policy_int(f, "watch.unused_days", &p->unused)) !=
	    FOC_OK)
		return status;
	p->history *= UTC_DAY;
	p->unused *= UTC_DAY;
	return FOC_OK;
}

/* --- what is found */

/* Hours, or days, that follow one another and all stand out: one thing. */
struct run {
	int64_t	start, until, amount, baseline;
};

static int
found(struct scan *s, const struct watch_series *q, const struct run *t)
{
	const struct watch *w = &s->w;
	char *subject = watch_subject(w, q);
	const char *a = watch_word(w, q->a), *b = watch_word(w, q->b);
	int status;

	if (q->kind == WATCH_WORKLOAD)
		status = db_run(w->f, SQL_WATCH_FOUND_ADD, "ssiiiisssss",
		    "SPIKE_HOUR", subject, t->start, t->until, t->amount,
		    t->baseline, "", "", "", "", a);
	else if (q->kind == WATCH_CALLER)
		status = db_run(w->f, SQL_WATCH_FOUND_ADD, "ssiiiisssss",
		    "SPIKE_HOUR", subject, t->start, t->until, t->amount,
		    t->baseline, "", a, b, watch_word(w, q->c), NULL);
	else
		status = db_run(w->f, SQL_WATCH_FOUND_ADD, "ssiiiisssss",
		    "MODEL_SURGE", subject, t->start, t->until, t->amount,
		    t->baseline, a, "", "", b, NULL);
	free(subject);
	return status;
}

static int
find_runs(struct scan *s, const struct watch_series *q)
{
	int64_t step = q->kind == WATCH_MODEL ? UTC_DAY : UTC_HOUR;
	const struct watch_point *p, *end = q->point + q->n;
	struct run t = { 0 };
	int status = FOC_OK;

	for (p = q->point; p < end && status == FOC_OK; p++) {
		if (!p->hit)
			continue;
		if (t.until != 0 && t.until != p->time) {
			status = found(s, q, &t);
			t.until = 0;
		}
		if (t.until == 0)
			t = (struct run){ .start = p->time };
		t.until = p->time + step;
		if (money_add(&t.amount, p->amount) != 0 ||
		    money_add(&t.baseline, p->baseline) != 0)
			return foc_fail(s->w.f, FOC_SYSTEM, "hours in a row "
			    "add up to more than 922 million dollars");
	}
	return status == FOC_OK && t.until != 0 ? found(s, q, &t) : status;
}

static int
keep_use(struct scan *s, const struct watch_series *q)
{
	const struct watch *w = &s->w;
	const char *workload = watch_word(w, q->a);
	const struct watch_point *p;
	int status = FOC_OK;

	for (p = q->point; p < q->point + q->n && status == FOC_OK; p++)
		status = db_run(w->f, SQL_WATCH_USE_ADD, "issis", p->time,
		    *workload != '\0' ? workload : NULL, watch_word(w, q->b),
		    p->amount, watch_word(w, q->c));
	return status;
}

/* Not idle in a part of the time is not idle: all of it has to be read. */
static int
find_unused(struct scan *s, bool newest)
{
	const struct watch *w = &s->w;
	int64_t since = INT64_MIN, end = w->to - w->to % UTC_DAY;

	if (!newest || (since = watch_since(w)) > end - w->policy.unused ||
	    w->from > end - w->policy.unused)
		return FOC_OK;
	return db_run(w->f, SQL_WATCH_UNUSED, "ii", end, w->policy.unused);
}

static int
find_callers(struct watch *w)
{
	int status;

	if ((status = watch_keep_seen(w)) != FOC_OK ||
	    (status = db_run(w->f, SQL_WATCH_NEW_CANDIDATES, "ii", w->from,
	    w->to)) != FOC_OK ||
	    (status = db_run(w->f, SQL_WATCH_NEW_KNOWN, "i", w->first)) !=
	    FOC_OK)
		return status;
	return db_run(w->f, SQL_WATCH_NEW_PRINCIPALS, "i", w->policy.history);
}

static int
find_all(struct scan *s, bool newest)
{
	struct watch *w = &s->w;
	struct watch_series *q;
	int status = db_script(w->f, SQL_WATCH_TABLES);

	watch_judge(w);
	for (q = w->series; q < w->series + w->n_series && status == FOC_OK;
	    q++)
		status = q->kind == WATCH_USE ? keep_use(s, q) :
		    find_runs(s, q);
	if (status != FOC_OK || (status = find_callers(w)) != FOC_OK ||
	    (status = db_run(w->f, SQL_WATCH_COVER_FILL, "")) != FOC_OK ||
	    (status = db_run(w->f, SQL_WATCH_DRIFT_CLOSED, "")) != FOC_OK ||
	    (status = db_run(w->f, SQL_WATCH_DRIFT_MODELS, "")) != FOC_OK ||
	    (status = db_run(w->f, SQL_WATCH_DRIFT_SCOPES, "")) != FOC_OK)
		return status;
	return find_unused(s, newest);
}

/* --- the investigations it belongs to */

static int
give(struct scan *s, const char *id, const char *outcome)
{
	return db_emit(s->w.f, s->out, NULL, SQL_WATCH_RECORDS, "nnss", id,
	    outcome);
}

static int
raise_one(struct scan *s, int64_t n, int64_t until, int64_t amount,
    int64_t baseline)
{
	struct foc *f = s->w.f;
	int64_t number;
	char id[32];
	int status;

	if ((status = db_get_int(f, &number, SQL_WATCH_NEXT, "")) != FOC_OK)
		return status;
	snprintf(id, sizeof(id), "iv-%lld", (long long)number);
	if ((status = db_run(f, SQL_WATCH_INSERT, "iisi", number, n,
	    machine_first(MACHINE_INVESTIGATION, "raise"), f->now)) !=
	    FOC_OK ||
	    (status = db_run(f, SQL_WATCH_FIGURE, "siiiI", id, f->now, until,
	    amount, baseline)) != FOC_OK ||
	    (status = machine_begin(f, MACHINE_INVESTIGATION, id, "raise",
	    NULL)) != FOC_OK)
		return status;
	s->raised++;
	return give(s, id, "NEW");
}

static int
restate(struct scan *s, const char *id, int64_t until, int64_t before,
    int64_t amount, int64_t baseline, const char *why)
{
	char was[DECIMAL_TEXT_MAX], is[DECIMAL_TEXT_MAX];
	struct foc *f = s->w.f;
	int status;

	if ((status = db_run(f, SQL_WATCH_FIGURE, "siiiI", id, f->now, until,
	    amount, baseline)) != FOC_OK ||
	    (status = audit_add(f, "system", "restate", id,
	    money_text(was, before), money_text(is, amount), why)) != FOC_OK)
		return status;
	s->restated++;
	return give(s, id, "RESTATED");
}

/* Of what has begun before the span a part was not looked at: it stays. */
static int
settle(struct scan *s, struct rows *r)
{
	const char *id = db_text(r, 1);
	int64_t until = db_int(r, 7), amount = db_int(r, 8);
	int64_t baseline = db_opt(r, 9), start = db_int(r, 3);

	if (id == NULL)
		return raise_one(s, db_int(r, 0), until, amount, baseline);
	if (strcmp(db_text(r, 2), "OPEN") != 0 || start < s->w.from ||
	    (until == db_int(r, 4) && amount == db_int(r, 5)) ||
	    (baseline == DB_NULL && start != db_int(r, 6))) {
		s->same++;
		return FOC_OK;
	}
	return restate(s, id, until, db_int(r, 5), amount, baseline,
	    "the bill changed");
}

static int
settle_all(struct scan *s)
{
	struct rows r;
	int status, failed = FOC_OK;

	db_query(&r, s->w.f, SQL_WATCH_MATCH, "");
	while (failed == FOC_OK && db_next(&r))
		failed = settle(s, &r);
	status = db_done(&r);
	return status != FOC_OK ? status : failed;
}

/* What the hours of an open one come to, now that they stand out no more. */
static int
look_again(struct scan *s, struct rows *r)
{
	bool days = strcmp(db_text(r, 1), "MODEL_SURGE") == 0;
	const char *subject = db_text(r, 2);
	int64_t start = db_int(r, 3), until = db_int(r, 4), amount = 0;
	const struct watch_series *q;
	size_t i;

	q = watch_find(&s->w, days ? WATCH_MODEL :
	    strncmp(subject, "wl-", 3) == 0 ? WATCH_WORKLOAD : WATCH_CALLER,
	    subject);
	for (i = 0; q != NULL && i < q->n; i++)
		if (q->point[i].time >= start && q->point[i].time < until &&
		    money_add(&amount, q->point[i].amount) != 0)
			return foc_fail(s->w.f, FOC_SYSTEM, "%s: adds up to "
			    "more than 922 million dollars", db_text(r, 0));
	if (amount == db_int(r, 5)) {
		s->same++;
		return FOC_OK;
	}
	foc_notice(s->w.f, "%s: stands out no more, by the bill as it is now",
	    db_text(r, 0));
	return restate(s, db_text(r, 0), until, db_int(r, 5), amount,
	    db_opt(r, 6), "the bill changed; it stands out no more");
}

static int
settle_lost(struct scan *s)
{
	struct rows r;
	int status, failed = FOC_OK;

	db_query(&r, s->w.f, SQL_WATCH_LOST, "ii", s->w.from, s->w.to);
	while (failed == FOC_OK && db_next(&r))
		failed = look_again(s, &r);
	status = db_done(&r);
	return status != FOC_OK ? status : failed;
}

static int
say_daily(struct foc *f, int64_t load)
{
	char *id = NULL;
	int status = load == 0 ? FOC_OK : db_get_text(f, &id,
	    SQL_WATCH_LOAD_ID, "i", load);

	if (id != NULL)
		foc_notice(f, "%s: its rows are of days: hours cannot be "
		    "watched in it, days can", id);
	free(id);
	return status;
}

/* Days are whole: a part of one is no day to hold against others. */
static int
bound(struct foc *f, const struct foc_span *span, int64_t days,
    int64_t *from, int64_t *to)
{
	int64_t end;
	int status = db_get_int(f, &end, SQL_WATCH_DATA, "");

	*to = span->to != FOC_ALWAYS && span->to < end ? span->to : end;
	*from = span->from != FOC_ALWAYS ? span->from :
	    *to - days * UTC_DAY;
	if (status == FOC_OK && (*from % UTC_DAY != 0 ||
	    (span->to != FOC_ALWAYS && *to == span->to &&
	    *to % UTC_DAY != 0))) {
		if (span->from != FOC_ALWAYS && span->from % UTC_DAY != 0)
			return foc_fail(f, FOC_USAGE, "--from: is no day");
		if (*to == span->to && *to % UTC_DAY != 0)
			return foc_fail(f, FOC_USAGE, "--to: is no day");
	}
	*from -= *from % UTC_DAY;
	return status;
}

int
foc_watch_scan(struct foc *f, const struct foc_span *span, int64_t days,
    struct foc_out *out)
{
	struct scan s = { .w = { .f = f }, .out = out };
	char day[2][UTC_TEXT_MAX];
	int64_t from, to;
	int status;

	if ((status = need_role(f, ROLE_FINOPS_LEAD | ROLE_OPERATOR, NULL)) !=
	    FOC_OK ||
	    (status = bound(f, span, days, &from, &to)) != FOC_OK)
		return status;
	if (to == 0)
		return foc_fail(f, FOC_REFUSED, "no bill is loaded; "
		    "foc-ingest-cur loads one");
	if ((status = db_script(f, SQL_WATCH_VIEW)) == FOC_OK)
		status = watch_policy_read(f, &s.w.policy);
	if (status == FOC_OK)
		status = watch_read(&s.w, from, to);
	if (status == FOC_OK)
		status = say_daily(f, s.w.daily);
	if (status == FOC_OK)
		status = find_all(&s, span->to == FOC_ALWAYS);
	if (status == FOC_OK)
		status = settle_all(&s);
	if (status == FOC_OK)
		status = settle_lost(&s);
	if (status == FOC_OK)
		foc_notice(f, "%s to %s: %lld raised, %lld restated, %lld as "
		    "they were", utc_text(day[0], from), utc_text(day[1], to),
		    (long long)s.raised, (long long)s.restated,
		    (long long)s.same);
	watch_free(&s.w);
	return status;
}
