/* SPDX-License-Identifier: MIT */
/* One investigation with what is behind it, by the bill as it is now. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "spend/attribution.h"
#include "spend/watch.h"

struct subject {
	char	*signal, *subject;
	int64_t	start, until;
};

static int
read_subject(struct foc *f, const char *id, struct subject *s)
{
	struct rows r;
	int status, missing = FOC_OK;

	db_query(&r, f, SQL_WATCH_SUBJECT, "s", id);
	if (db_next(&r))
		*s = (struct subject){ xstrdup(db_text(&r, 0)),
		    xstrdup(db_text(&r, 1)), db_int(&r, 2), db_int(&r, 3) };
	else
		missing = foc_fail(f, FOC_REFUSED, "%s: there is no such "
		    "investigation; foc-watch list has them", id);
	status = db_done(&r);
	return status != FOC_OK ? status : missing;
}

/* The least amount of 1e-10 dollars that would have stood out. */
static int64_t
threshold(const struct watch_rule *r, const struct watch_point *p)
{
	int128 a = (int128)r->factor * p->baseline;
	int128 b = (int128)p->baseline * MONEY_ONE + (int128)r->mad * p->mad;
	int64_t t;

	if (b > a)
		a = b;
	a = (a + MONEY_ONE - 1) / MONEY_ONE;
	if (a < r->min_usd)
		a = r->min_usd;
	return money_narrow(a, &t) == 0 ? t : INT64_MAX;
}

static int
lay_series(struct watch *w, const struct watch_rule *rule,
    struct watch_series *q, const struct subject *s)
{
	const struct watch_point *p;
	int status = FOC_OK;

	watch_judge_all(w, q);
	for (p = q->point; p < q->point + q->n && status == FOC_OK; p++) {
		if (p->time >= s->until ||
		    p->time < s->start - rule->days * UTC_DAY)
			continue;
		status = db_run(w->f, SQL_WATCH_STEP_ADD, "iiIIIiii", p->time,
		    p->amount, p->judged ? p->baseline : DB_NULL,
		    p->judged ? p->mad : DB_NULL,
		    p->judged ? threshold(rule, p) : DB_NULL, p->samples,
		    (int64_t)p->hit, (int64_t)(p->time < s->start));
	}
	return status;
}

/* The hours or days of a spike or a surge, and those before them. */
static int
lay_steps(struct foc *f, const struct subject *s, bool days)
{
	struct watch w = { .f = f };
	const struct watch_rule *rule;
	struct watch_series *q = NULL;
	int status;

	if ((status = watch_policy_read(f, &w.policy)) != FOC_OK)
		return status;
	rule = days ? &w.policy.surge : &w.policy.spike;
	status = watch_read(&w, s->start, s->until);
	if (status == FOC_OK)
		q = watch_find(&w, days ? WATCH_MODEL :
		    strncmp(s->subject, "wl-", 3) == 0 ? WATCH_WORKLOAD :
		    WATCH_CALLER, s->subject);
	if (q != NULL)
		status = lay_series(&w, rule, q, s);
	if (status == FOC_OK)
		status = db_run(f, SQL_WATCH_RULE_ADD, "iiii", rule->factor,
		    rule->mad, rule->min_usd, rule->days);
	watch_free(&w);
	return status;
}

/* What else drifts, or is new, is told from its beginning to the last day. */
static int
lay_cells(struct foc *f, const char *id, const struct subject *s, bool open)
{
	struct foc_span span = { s->start, open ? FOC_ALWAYS : s->until };
	struct attribution a;
	int status;

	status = attribution_begin(&a, f, &span, DB_NULL, DB_NULL);
	if (status == FOC_OK)
		status = attribution_take(&a, a.from, a.to, UTC_DAY);
	if (status == FOC_OK)
		status = db_run(f, SQL_WATCH_CELLS_FILL, "s", id);
	return attribution_end(&a, status);
}

int
foc_watch_show(struct foc *f, const char *id, struct foc_out *out)
{
	struct subject s = { 0 };
	bool days, steps;
	int status;

	if ((status = read_subject(f, id, &s)) != FOC_OK)
		goto out;
	days = strcmp(s.signal, "MODEL_SURGE") == 0;
	steps = days || strcmp(s.signal, "SPIKE_HOUR") == 0;
	if ((status = db_script(f, SQL_WATCH_VIEW)) != FOC_OK ||
	    (status = db_script(f, SQL_WATCH_SHOW_TABLES)) != FOC_OK ||
	    (steps && (status = lay_steps(f, &s, days)) != FOC_OK) ||
	    (status = lay_cells(f, id, &s, !steps)) != FOC_OK)
		goto out;
	status = db_emit(f, out, NULL, SQL_WATCH_SHOW, "si", id,
	    (int64_t)days);
out:
	free(s.signal);
	free(s.subject);
	return status;
}
