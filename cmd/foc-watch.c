/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "cli.h"

#define DAYS		35
#define DAYS_MAX	400

static const char *state, *signal_word, *days, *to, *finding;

static const struct cli_opt opts[] = {
	{ 0, "from", "DAY", "what was from this day on", "scan notify", NULL,
	    &cli_from, NULL },
	{ 0, "to", "DAY|PERSON", "what was before this day; of assign, who "
	    "looks into it", "scan assign notify", NULL, &to, NULL },
	{ 0, "days", "N", "the last N days of data (35)", "scan", NULL, &days,
	    NULL },
	{ 0, "state", "STATE", "only those in this state", "list", NULL,
	    &state, NULL },
	{ 0, "signal", "SIGNAL", "only those of this signal", "list", NULL,
	    &signal_word, NULL },
	{ 0, "finding", "TEXT", "what was found; kept with the decision",
	    "close", NULL, &finding, NULL },
	{ 0 }
};

static int
read_days(struct cli *c, int64_t *n)
{
	char *end;

	*n = DAYS;
	if (days == NULL)
		return FOC_OK;
	*n = strtoll(days, &end, 10);
	if (end == days || *end != '\0' || *n < 1 || *n > DAYS_MAX)
		return cli_fail(c, FOC_USAGE, "--days: '%s' is no number from "
		    "1 to %d", days, DAYS_MAX);
	return FOC_OK;
}

/* The other meaning of --to: it ends the span that --from begins. */
static int
read_to(struct cli *c)
{
	if (to != NULL && foc_time_parse(to, &c->span.to) != 0)
		return cli_fail(c, FOC_USAGE, "--to: '%s' is no day", to);
	if (to != NULL && cli_from != NULL && c->span.from >= c->span.to)
		return cli_fail(c, FOC_USAGE, "--from: '%s' is not before "
		    "--to '%s'", cli_from, to);
	return FOC_OK;
}

static int64_t n_days;

static int
scan(struct cli *c)
{
	return foc_watch_scan(c->foc, &c->span, n_days, c->out);
}

static int
do_scan(struct cli *c)
{
	int status;

	if ((status = read_days(c, &n_days)) != FOC_OK ||
	    (status = read_to(c)) != FOC_OK)
		return status;
	if (days != NULL && cli_from != NULL)
		return cli_fail(c, FOC_USAGE, "--days and --from exclude each "
		    "other");
	return cli_write(c, scan);
}

static int
do_list(struct cli *c)
{
	return cli_result(c, foc_watch_list(c->foc, state, signal_word,
	    c->out));
}

static int
show(struct cli *c, const char *id)
{
	return foc_watch_show(c->foc, id, c->out);
}

static int
do_show(struct cli *c)
{
	return cli_read_each(c, show);
}

static int
assign(struct cli *c, const char *id)
{
	return foc_watch_assign(c->foc, id, to, c->out);
}

static int
do_assign(struct cli *c)
{
	return cli_each(c, assign);
}

static int
link_to(struct cli *c)
{
	return foc_watch_link(c->foc, c->operand[0], c->operand[1], c->out);
}

static int
do_link(struct cli *c)
{
	return cli_write(c, link_to);
}

static int
close_one(struct cli *c, const char *id)
{
	return foc_watch_close(c->foc, id, finding, c->out);
}

static int
do_close(struct cli *c)
{
	return cli_each(c, close_one);
}

static int
notify(struct cli *c, const char *id)
{
	return foc_watch_notify(c->foc, id, &c->span, c->out);
}

static int
do_notify(struct cli *c)
{
	int status = read_to(c);

	return status != FOC_OK ? status : cli_notify(c, notify);
}

static const struct cli_verb verbs[] = {
	{ "list", "", "what stood out in the bill, and what came of it",
	    CLI_READS_PAST, do_list, 0, 0, NULL, false },
	{ "show", "ID ...", "one, with the hours and cells behind it",
	    CLI_READS_PAST, do_show, 1, -1, NULL, true },
	{ "scan", "", "look through the bill for what stands out", CLI_WRITES,
	    do_scan, 0, 0, NULL, false },
	{ "assign", "[ID ...]", "give them to a person", CLI_WRITES, do_assign,
	    0, -1, "investigation", false },
	{ "link", "ID GAP", "say which allocation gap it belongs to",
	    CLI_WRITES, do_link, 2, 2, NULL, false },
	{ "close", "[ID ...]", "say what was found", CLI_WRITES, do_close, 0,
	    -1, "investigation", false },
	{ "notify", "[ID ...]", "what people should be told; nothing is sent",
	    CLI_READS, do_notify, 0, -1, NULL, false },
	{ 0 }
};

static const struct cli_program program = {
	.name = "foc-watch",
	.summary = "what stands out in the bill",
	.opts = opts,
	.verbs = verbs,
	.formats = "text mail",
};

int
main(int argc, char **argv)
{
	return cli_main(&program, argc, argv);
}
