/* SPDX-License-Identifier: MIT */
/* The record of a roll-up taken apart, and rounded for people. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "report/rollup.h"
#include "report/round.h"

#define CENTS	2

static void
add_row(struct rollup_view *v, const cJSON *member)
{
	v->row = xreallocarray(v->row, v->n + 1, sizeof(*v->row));
	v->row[v->n++] = (struct rollup_row){
		.workload = card_text_of(member, "workload"),
		.card = card_text_of(member, "card"),
		.state = card_text_of(member, "state"),
		.flags = item_text(json_member(member, "flags")),
		.actual = card_money_of(member, "actual_usd"),
		.estimate = card_money_of(member, "estimate_usd") };
}

/* The one column or the other: rows of which it is unknown have no leaf. */
static void
round_column(struct rollup_view *v, bool estimates)
{
	int64_t *exact = xcalloc(v->n + 1, sizeof(*exact));
	int64_t *shown = xcalloc(v->n + 1, sizeof(*shown));
	size_t i;

	for (i = 0; i < v->n; i++)
		exact[i] = !estimates ? v->row[i].actual :
		    v->row[i].estimate != CARD_NULL ? v->row[i].estimate : 0;
	round_leaves(exact, shown, v->n, CENTS);
	for (i = 0; i < v->n; i++) {
		if (estimates)
			v->row[i].shown_estimate = shown[i];
		else
			v->row[i].shown = shown[i];
	}
	free(exact);
	free(shown);
}

void
rollup_view_init(struct rollup_view *v, const cJSON *record,
    const struct foc_out_options *o)
{
	const cJSON *list = json_member(record, "members"), *item;
	struct rollup_row *r;
	size_t i;

	*v = (struct rollup_view){ .record = record, .sandbox = o->sandbox,
	    .portfolio = card_text_of(record, "portfolio"),
	    .week = card_text_of(record, "week"),
	    .state = card_text_of(record, "state"),
	    .owner = card_text_of(record, "owner") };
	if (*v->portfolio == '\0')
		v->portfolio = "no portfolio";
	cJSON_ArrayForEach(item, list)
		add_row(v, item);
	round_column(v, false);
	round_column(v, true);
	for (i = 0; i < v->n; i++) {
		r = &v->row[i];
		v->actual += r->shown;
		if (r->estimate == CARD_NULL)
			continue;
		v->has_estimate = true;
		v->estimate += r->shown_estimate;
		v->variance += r->shown - r->shown_estimate;
	}
}

void
rollup_view_release(struct rollup_view *v)
{
	size_t i;

	for (i = 0; i < v->n; i++)
		free(v->row[i].flags);
	free(v->row);
}

char *
rollup_counts(const cJSON *record)
{
	static const char *const keys[] = {
		"pending", "disputed", "accepted", "approved", "incomplete",
		"missing", "over"
	};
	const char *digits = json_number(record, "cards");
	char *text, *longer;
	bool any = false;
	size_t i;

	text = xasprintf("%s card%s", digits != NULL ? digits : "0",
	    digits != NULL && strcmp(digits, "1") == 0 ? "" : "s");
	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		digits = json_number(record, keys[i]);
		if (digits == NULL || strcmp(digits, "0") == 0)
			continue;
		longer = xasprintf("%s%s %s %s", text, any ? "," : ":", digits,
		    keys[i]);
		free(text);
		text = longer;
		any = true;
	}
	return text;
}

char *
rollup_words(const struct rollup_view *v)
{
	const char *by = card_text_of(v->record, "approved_by");
	const char *at = card_text_of(v->record, "approved_at");
	const char *why = card_text_of(v->record, "override");

	if (*by != '\0')
		return xasprintf("Approved by %s on %.10s at %.5s UTC%s%s", by,
		    at, strlen(at) >= 16 ? at + 11 : "", *why != '\0' ?
		    ", although not all was accepted: " : "", why);
	if (strcmp(v->state, "ACCEPTED") == 0)
		return xasprintf("approve: foc-spendcard approve --week %s "
		    "--portfolio '%s'", v->week, v->portfolio);
	return xstrdup("It can be approved when every card is accepted");
}
