/* SPDX-License-Identifier: MIT */
/*
 * Each tool is the library call that a command makes.  Their names and
 * arguments are those of lib/report/mcp_tools.json.
 */
#include <stdlib.h>
#include <string.h>

#include "mcp.h"

#define WEEK	604800

/* --- arguments */

static const char *
text(const struct mcp_session *s, const char *key)
{
	return foc_mcp_text(s->call, key);
}

static int
refuse(const struct mcp_session *s, const char *key, const char *what)
{
	return foc_mcp_refuse(s->call, FOC_USAGE, "%s: '%s' is no %s", key,
	    text(s, key), what);
}

static int
read_month(const struct mcp_session *s, struct foc_span *span)
{
	const char *word = text(s, "month");

	*span = (struct foc_span){ FOC_ALWAYS, FOC_ALWAYS };
	if (word == NULL)
		return FOC_OK;
	if (strcmp(word, "last") == 0) {
		span->to = foc_month_start(foc_now(s->foc));
		span->from = foc_month_start(span->to - 1);
	} else if (foc_month_parse(word, &span->from, &span->to) != 0) {
		return refuse(s, "month", "month such as 2026-10");
	}
	return FOC_OK;
}

static int
read_week(const struct mcp_session *s, int64_t *week)
{
	const char *word = text(s, "week");

	*week = FOC_ALWAYS;
	if (word == NULL)
		return FOC_OK;
	if (strcmp(word, "last") == 0)
		*week = foc_week_start(foc_now(s->foc)) - WEEK;
	else if (foc_week_parse(word, week) != 0)
		return refuse(s, "week", "ISO week such as 2026-W46");
	return FOC_OK;
}

static int
read_ends(const struct mcp_session *s, struct foc_span *span)
{
	const char *from = text(s, "from"), *to = text(s, "to");

	if (from != NULL && foc_time_parse(from, &span->from) != 0)
		return refuse(s, "from", "day or time");
	if (to != NULL && foc_time_parse(to, &span->to) != 0)
		return refuse(s, "to", "day or time");
	if (from != NULL && to != NULL && span->from >= span->to)
		return refuse(s, "from", "time before to");
	return FOC_OK;
}

/* from and to, or month, or week. */
static int
read_span(const struct mcp_session *s, struct foc_span *span)
{
	int64_t week;
	int status;

	if ((text(s, "week") != NULL) + (text(s, "month") != NULL) +
	    (text(s, "from") != NULL || text(s, "to") != NULL) > 1)
		return foc_mcp_refuse(s->call, FOC_USAGE, "week, month and "
		    "from or to exclude each other");
	if ((status = read_month(s, span)) != FOC_OK ||
	    (status = read_ends(s, span)) != FOC_OK ||
	    (status = read_week(s, &week)) != FOC_OK)
		return status;
	if (week != FOC_ALWAYS)
		*span = (struct foc_span){ week, week + WEEK };
	return FOC_OK;
}

/* --- tools */

static int
workload_list(struct mcp_session *s, struct foc_out *out)
{
	return foc_workload_list(s->foc, out);
}

static int
workload_usage(struct mcp_session *s, struct foc_out *out)
{
	const char *name = text(s, "workload"), *by = text(s, "by");
	struct foc_span span;
	int status = read_span(s, &span);

	if (status == FOC_OK && name != NULL)
		status = foc_may_know(s->foc, name);
	if (status != FOC_OK)
		return status;
	return foc_workload_usage(s->foc, name, by != NULL &&
	    strcmp(by, "hour") == 0 ? FOC_BY_HOUR : FOC_BY_DAY, &span, out);
}

/* A card's id is of a workload too, but not one that can be looked up here. */
static int
spend_card(struct mcp_session *s, struct foc_out *out)
{
	const char *name = text(s, "workload");
	struct foc_card_ask how = { .allow_stale = true };
	int status = read_week(s, &how.week);

	if (status == FOC_OK)
		status = foc_may_know(s->foc, name);
	return status != FOC_OK ? status : foc_card_show(s->foc, name, &how,
	    out);
}

static int
gaps(struct mcp_session *s, struct foc_out *out)
{
	const struct foc_gap_filter w = { text(s, "state"),
	    text(s, "scenario"), text(s, "class") };
	struct foc_span span;
	int status = read_span(s, &span);

	return status != FOC_OK ? status : foc_gap_list(s->foc, &w, &span,
	    out);
}

static int
chargeback(struct mcp_session *s, struct foc_out *out)
{
	struct foc_chargeback what = {
		.draft = foc_mcp_flag(s->call, "draft"),
		.net = foc_mcp_flag(s->call, "net"),
		.level = text(s, "level"),
	};
	struct foc_span span;
	int status;

	if ((text(s, "month") != NULL) == (text(s, "week") != NULL))
		return foc_mcp_refuse(s->call, FOC_USAGE, "which time? one of "
		    "month and week");
	if ((status = read_month(s, &span)) != FOC_OK ||
	    (status = read_week(s, &what.week)) != FOC_OK)
		return status;
	what.month = span.from;
	return foc_chargeback(s->foc, &what, out);
}

static int
maturity(struct mcp_session *s, struct foc_out *out)
{
	struct foc_span span;
	int status = read_span(s, &span);

	return status != FOC_OK ? status : foc_maturity(s->foc, &span,
	    foc_mcp_flag(s->call, "trend"), out);
}

static int
ask(struct mcp_session *s, struct foc_out *out)
{
	return foc_ask(s->foc, text(s, "question"), out);
}

static int
price_compare(struct mcp_session *s, struct foc_out *out)
{
	const char *name = text(s, "workload");
	int status = foc_may_know(s->foc, name);

	return status != FOC_OK ? status : foc_price_compare(s->foc, name,
	    text(s, "model"), text(s, "batch_percent"), out);
}

/*
 * In the file only, and as foc-bill stop does it: who runs the commands in
 * AWS is a person.  Its name is asked for twice, so that nothing is stopped
 * that was only talked of.
 */
static int
stop(struct mcp_session *s, struct foc_out *out)
{
	const char *name = text(s, "workload");
	const struct foc_stop how = { .rationale = text(s, "rationale") };
	int status;

	if (strcmp(name, text(s, "confirm")) != 0)
		return foc_mcp_refuse(s->call, FOC_USAGE, "confirm: is not "
		    "'%s', the workload to stop", name);
	if ((status = foc_may_know(s->foc, name)) != FOC_OK ||
	    (status = foc_begin(s->foc)) != FOC_OK)
		return status;
	status = foc_stop(s->foc, name, &how, out);
	return foc_end(s->foc, status);
}

/* --- who is offered which */

static const struct tool {
	const char *name;
	enum foc_reach needs;
	bool	writes;
	int	(*run)(struct mcp_session *s, struct foc_out *out);
} tools[] = {
	{ "workload_list", FOC_REACH_OWN, false, workload_list },
	{ "workload_usage", FOC_REACH_OWN, false, workload_usage },
	{ "spend_card", FOC_REACH_OWN, false, spend_card },
	{ "price_compare", FOC_REACH_OWN, false, price_compare },
	{ "ask", FOC_REACH_NOTHING, false, ask },
	{ "gaps", FOC_REACH_ALL, false, gaps },
	{ "chargeback", FOC_REACH_ALL, false, chargeback },
	{ "maturity", FOC_REACH_ALL, false, maturity },
	{ "stop", FOC_REACH_OWN, true, stop },
};

static const struct tool *
find(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(tools) / sizeof(tools[0]); i++)
		if (strcmp(tools[i].name, name) == 0)
			return &tools[i];
	return NULL;
}

bool
mcp_writes(const char *name)
{
	const struct tool *t = find(name);

	return t != NULL && t->writes;
}

bool
mcp_offers(const struct mcp_session *s, const char *name)
{
	const struct tool *t = find(name);

	return t != NULL && s->reach >= t->needs && (!t->writes ||
	    s->allow_stop);
}

int
mcp_tool(struct mcp_session *s)
{
	const struct tool *t = find(foc_mcp_tool(s->call));
	int status;

	status = t->run(s, foc_mcp_out(s->call));
	if (status != FOC_OK && !foc_mcp_refused(s->call))
		foc_mcp_refuse(s->call, status, "%s", foc_errmsg(s->foc));
	return status;
}
