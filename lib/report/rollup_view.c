/* SPDX-License-Identifier: MIT */
/* The record of a roll-up taken apart, and rounded for people. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "report/rollup.h"

#define CENT	(MONEY_ONE / 100)

int64_t
rollup_cents(int128 exact)
{
	return (int64_t)div_half_even(exact, CENT);
}

static void
add_row(struct rollup_view *v, const cJSON *member)
{
	struct rollup_row *r;

	v->row = xreallocarray(v->row, v->n + 1, sizeof(*v->row));
	r = &v->row[v->n++];
	*r = (struct rollup_row){
		.workload = card_text_of(member, "workload"),
		.card = card_text_of(member, "card"),
		.state = card_text_of(member, "state"),
		.flags = item_text(json_member(member, "flags")),
		.actual = card_money_of(member, "actual_usd"),
		.estimate = card_money_of(member, "estimate_usd") };
	r->shown = rollup_cents(r->actual);
	if (r->estimate == CARD_NULL)
		return;
	r->shown_estimate = rollup_cents(r->estimate);
	r->shown_variance = rollup_cents((int128)r->actual - r->estimate);
}

/*
 * Each figure is rounded by itself: a workload's is that of the card which is
 * signed, a total's that of the record.  They may be cents apart.
 */
static void
add_up(struct rollup_view *v)
{
	int128 actual = 0, estimate = 0, variance = 0;
	const struct rollup_row *r;
	size_t i;

	for (i = 0; i < v->n; i++) {
		r = &v->row[i];
		actual += r->actual;
		if (r->estimate == CARD_NULL)
			continue;
		v->has_estimate = true;
		estimate += r->estimate;
		variance += (int128)r->actual - r->estimate;
	}
	v->actual = rollup_cents(actual);
	v->estimate = rollup_cents(estimate);
	v->variance = rollup_cents(variance);
}

void
rollup_view_init(struct rollup_view *v, const cJSON *record,
    const struct foc_out_options *o)
{
	const cJSON *list = json_member(record, "members"), *item;

	*v = (struct rollup_view){ .record = record, .sandbox = o->sandbox,
	    .portfolio = card_text_of(record, "portfolio"),
	    .week = card_text_of(record, "week"),
	    .state = card_text_of(record, "state"),
	    .owner = card_text_of(record, "owner") };
	if (*v->portfolio == '\0')
		v->portfolio = "no portfolio";
	cJSON_ArrayForEach(item, list)
		add_row(v, item);
	add_up(v);
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
