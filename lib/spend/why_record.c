/* SPDX-License-Identifier: MIT */
/* The record that a figure is in, from the call that prints it. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/sink.h"
#include "spend/why.h"

struct capture {
	struct foc_out base;		/* first: a foc_out is a capture */
	struct foc *f;
	const char *what;
	int	status;
};

static void
capture(struct foc_out *out, const char *json)
{
	struct capture *c = (struct capture *)out;

	if (c->status == FOC_OK)
		c->status = db_run(c->f, SQL_WHY_SEEN_ADD, "ss", c->what,
		    json);
}

/* What of the figure's record was printed before; NULL: nothing. */
static int
find_seen(struct why *w, const char *what)
{
	char *json = NULL;
	struct err e;
	int status = db_get_text(w->f, &json, SQL_WHY_SEEN, "ss", w->id,
	    what);

	if (json != NULL)
		w->record = json_parse(json, strlen(json), &e);
	free(json);
	return status;
}

/* ld-7 */
static int
get_load(struct why *w, struct foc_out *out)
{
	return db_emit(w->f, out, NULL, SQL_INGEST_RECORD, "ii",
	    (int64_t)strtoll(w->id + strlen("ld-"), NULL, 10), INT64_C(0));
}

static int
get_card(struct why *w, struct foc_out *out)
{
	const struct foc_card_ask ask = { .week = FOC_ALWAYS,
	    .allow_stale = true };

	return foc_card_show(w->f, w->id, &ask, out);
}

/* ru-2026-W46-Customer Care */
static int
get_rollup(struct why *w, struct foc_out *out)
{
	const char *week = w->id + strlen("ru-");
	size_t len = strlen("2026-W46");
	int64_t monday;

	if (strlen(week) < len + 1 || utc_parse_week(week, len, &monday) != 0)
		return FOC_OK;
	return foc_rollup_list(w->f, monday, week[len + 1] != '\0' ?
	    week + len + 1 : NULL, NULL, out);
}

static int
get_gap(struct why *w, struct foc_out *out)
{
	const struct foc_gap_filter any = { NULL, NULL, NULL };

	return foc_gap_list(w->f, &any, w->span, out);
}

static int
get_investigation(struct why *w, struct foc_out *out)
{
	return foc_watch_show(w->f, w->id, out);
}

/* A workload, or what was spent after it was stopped. */
static bool
is_stop(const struct why *w)
{
	return strcmp(w->key, "spent_usd") == 0 ||
	    strcmp(w->key, "stop_hour_usd") == 0;
}

static int
get_workload(struct why *w, struct foc_out *out)
{
	return is_stop(w) ? foc_stop_verify(w->f, w->id, out) :
	    foc_workload_show(w->f, w->id, out);
}

/* Of a day, or of an hour: as far as the report went. */
static bool
span_of_usage(const struct why *w, struct foc_span *span, enum foc_by *by)
{
	size_t len = strcspn(w->id, "|");

	*by = FOC_BY_DAY;
	if (utc_parse_day(w->id, len, &span->from) == 0) {
		span->to = span->from + UTC_DAY;
	} else if (utc_parse(w->id, len, &span->from) == 0) {
		span->to = span->from + UTC_HOUR;
		*by = FOC_BY_HOUR;
	} else
		return false;
	if (w->span->from != FOC_ALWAYS && w->span->from > span->from)
		span->from = w->span->from;
	if (w->span->to != FOC_ALWAYS && w->span->to < span->to)
		span->to = w->span->to;
	return true;
}

static int
get_usage(struct why *w, struct foc_out *out)
{
	struct foc_span span;
	enum foc_by by;

	if (!span_of_usage(w, &span, &by))
		return FOC_OK;
	return foc_workload_usage(w->f, NULL, by, &span, out);
}

/* 2026-10|... or 2026-W46|...: of a month or a week. */
static bool
is_charge(const struct why *w, struct foc_chargeback *what)
{
	size_t len = strcspn(w->id, "|");
	int64_t to;

	*what = (struct foc_chargeback){ .month = FOC_ALWAYS,
	    .week = FOC_ALWAYS, .draft = true, .net = true, .level = "all" };
	return utc_parse_month(w->id, len, &what->month, &to) == 0 ||
	    utc_parse_week(w->id, len, &what->week) == 0;
}

/* How the bill was cut, where it is a reconciliation. */
static bool
is_cut(const char *word)
{
	static const char *const cuts[] = { "PLATFORM|", "TYPE|", "PRODUCT|",
	    "INVOICE|", "SPEND|", "FILE|" };
	size_t i;

	for (i = 0; i < sizeof(cuts) / sizeof(cuts[0]); i++)
		if (strncmp(word, cuts[i], strlen(cuts[i])) == 0)
			return true;
	return false;
}

static int
get_charge(struct why *w, struct foc_chargeback *what, struct foc_out *out)
{
	int status;

	if (what->month != FOC_ALWAYS && is_cut(strchr(w->id, '|') + 1)) {
		status = foc_chargeback_reconcile(w->f, what->month, out);
		return status == FOC_REFUSED ? FOC_OK : status;
	}
	if ((status = foc_chargeback(w->f, what, out)) != FOC_OK ||
	    (status = find_seen(w, "")) != FOC_OK || w->record != NULL)
		return status;
	what->charges = true;
	return foc_chargeback(w->f, what, out);
}

/* csbot:claude-haiku-4-5, or csbot:claude-haiku-4-5:batch=40 */
static int
get_comparison(struct why *w, struct foc_out *out)
{
	char *workload, *model;
	const char *colon = strchr(w->id, ':');
	const char *batch = strstr(w->id, ":batch=");
	int status;

	if (w->f->past)
		return foc_fail(w->f, FOC_REFUSED, "%s: prices have no "
		    "history; without --as-of it can be told", w->figure);
	workload = xstrndup(w->id, (size_t)(colon - w->id));
	model = xstrndup(colon + 1, batch != NULL && batch > colon ?
	    (size_t)(batch - colon - 1) : strlen(colon + 1));
	status = foc_price_compare(w->f, workload, model, batch != NULL ?
	    batch + strlen(":batch=") : NULL, out);
	free(model);
	free(workload);
	return status;
}

static int
get(struct why *w, struct foc_out *out)
{
	static const struct {
		const char *prefix;
		int	(*get)(struct why *w, struct foc_out *out);
	} by_id[] = {
		{ "ld-", get_load }, { "cd-", get_card },
		{ "wl-", get_workload }, { "ru-", get_rollup },
		{ "gp-", get_gap }, { "iv-", get_investigation },
	};
	struct foc_chargeback what;
	size_t i;

	if (strchr(w->id, '|') != NULL && is_charge(w, &what))
		return get_charge(w, &what, out);
	if (strchr(w->id, '|') != NULL)
		return get_usage(w, out);
	for (i = 0; i < sizeof(by_id) / sizeof(by_id[0]); i++)
		if (strncmp(w->id, by_id[i].prefix,
		    strlen(by_id[i].prefix)) == 0)
			return by_id[i].get(w, out);
	if (strchr(w->id, ':') != NULL)
		return get_comparison(w, out);
	return FOC_OK;
}

static int
ask(struct why *w, const char *what)
{
	struct capture c = { .base = { capture }, .f = w->f, .what = what };
	void (*notice)(void *, const char *) = w->f->notice;
	int status;

	w->f->notice = NULL;		/* the report has said it */
	status = get(w, &c.base);
	w->f->notice = notice;
	return status == FOC_OK ? c.status : status;
}

int
why_record(struct why *w)
{
	const char *what = is_stop(w) ? "stop" : "";
	struct foc_span span;
	enum foc_by by;
	int status;

	if ((status = find_seen(w, what)) != FOC_OK)
		return status;
	if (w->record == NULL && (status = ask(w, what)) != FOC_OK)
		return status;
	if (w->record == NULL && (status = find_seen(w, what)) != FOC_OK)
		return status;
	if (w->record == NULL)
		return foc_fail(w->f, FOC_REFUSED, "%s: there is no record "
		    "'%s' with figures; --ids of the program that prints it "
		    "names them", w->figure, w->id);
	if (strcmp(json_string(w->record, "kind"), "usage") == 0 &&
	    span_of_usage(w, &span, &by)) {
		w->from = span.from;
		w->to = span.to;
	}
	return FOC_OK;
}
