/* SPDX-License-Identifier: MIT */
/* Gaps as records, with what the bill says of them in a span. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "db/machine.h"
#include "spend/gap.h"

/* FOC_USAGE, naming the words, where word is none of those in list. */
static int
check_word(struct foc *f, const char *what, const char *word,
    const char *list)
{
	size_t n = word != NULL ? strlen(word) : 0;
	const char *p = list;

	if (word == NULL)
		return FOC_OK;
	while ((p = strstr(p, word)) != NULL && n > 0) {
		if ((p == list || p[-1] == ' ') &&
		    (p[n] == ',' || p[n] == '\0'))
			return FOC_OK;
		p += n;
	}
	return foc_fail(f, FOC_USAGE, "'%s' is no %s; one of %s", word, what,
	    list);
}

static int
check_filter(struct foc *f, const struct foc_gap_filter *w)
{
	int status;

	if ((status = machine_check_state(f, MACHINE_GAP, w->state)) !=
	    FOC_OK || (status = check_word(f, "class", w->class,
	    "ATTRIBUTION, GOVERNANCE")) != FOC_OK)
		return status;
	return check_word(f, "scenario", w->scenario,
	    "UNALLOCATED_GUARDRAIL_COST, ATTRIBUTION_NOT_ENABLED, "
	    "UNCLAIMED_WORKLOAD, UNATTRIBUTED_SPEND, NO_BUDGET_ALLOCATION, "
	    "OUT_OF_BUDGET_SCOPE");
}

/* The span that was asked for, else the window of policy. */
static int
choose_span(struct foc *f, const struct foc_span *asked,
    struct foc_span *span)
{
	int64_t until;
	int status;

	*span = *asked;
	if (asked->from != FOC_ALWAYS || asked->to != FOC_ALWAYS)
		return FOC_OK;
	status = gaps_window(f, span, &until);
	if (status == FOC_OK && until == 0)
		foc_notice(f, "no bill is loaded; foc-ingest-cur loads one");
	return status;
}

static int
measure(struct gaps *g, struct foc *f, const struct foc_span *asked)
{
	struct foc_span span;
	int status;

	*g = (struct gaps){ .f = f };
	if ((status = past_needs_shares(f)) != FOC_OK ||
	    (status = choose_span(f, asked, &span)) != FOC_OK)
		return status;
	status = gaps_lay(g, f, &span, &span);
	if (status == FOC_OK)
		status = db_script(f, SQL_GAP_FIGURE_TABLES);
	if (status == FOC_OK)
		status = db_run(f, SQL_GAP_FIGURE_MEASURED, "");
	return status;
}

int
foc_gap_list(struct foc *f, const struct foc_gap_filter *w,
    const struct foc_span *span, struct foc_out *out)
{
	struct gaps g;
	int status;

	if ((status = check_filter(f, w)) != FOC_OK)
		return status;
	status = measure(&g, f, span);
	if (status == FOC_OK)
		status = db_emit(f, out, NULL, SQL_GAP_RECORDS, "nsssiiis",
		    w->state, w->scenario, w->class, g.window.from,
		    g.window.to, g.spend, "{}");
	if (status == FOC_OK)
		gaps_notice(&g);
	return gaps_end(&g, status);
}

int
foc_gap_show(struct foc *f, const char *id, const struct foc_span *span,
    struct foc_out *out)
{
	struct gaps g;
	char *found = NULL, *history = NULL, *list;
	int status;

	if ((status = db_get_text(f, &found, SQL_GAP_FIND, "s", id)) != FOC_OK)
		return status;
	if (found == NULL)
		return foc_fail(f, FOC_REFUSED, "%s: is no gap; foc-gaps list "
		    "shows those there are", id);
	list = xasprintf("[\"%s\"]", found);
	status = measure(&g, f, span);
	if (status == FOC_OK)
		status = db_get_text(f, &history, SQL_GAP_HISTORY, "s", id);
	if (status == FOC_OK)
		status = db_emit(f, out, NULL, SQL_GAP_RECORDS, "snnniiis", list,
		    g.window.from, g.window.to, g.spend, history);
	free(list);
	free(found);
	free(history);
	return gaps_end(&g, status);
}
