/* SPDX-License-Identifier: MIT */
/* Figures, flags and states of a card as people read them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "report/card.h"

#define DASH	"\u2013"

const char *
card_group_name(enum card_group g)
{
	static const char *const names[CARD_GROUPS] = {
		[CARD_INPUT] = "input", [CARD_OUTPUT] = "output",
		[CARD_CACHE_READ] = "cache read", [CARD_OTHER] = "other"
	};

	return names[g];
}

static char *
dash(char *buf)
{
	snprintf(buf, DECIMAL_TEXT_MAX, DASH);
	return buf;
}

char *
card_plain(char *buf, int64_t shown, int places)
{
	return decimal_fixed(buf, shown, places, places, 1);
}

char *
card_money(char *buf, int64_t v, int places)
{
	char digits[DECIMAL_TEXT_MAX];

	if (v == CARD_NULL)
		return dash(buf);
	decimal_fixed(digits, v < 0 ? -(int128)v : v, MONEY_DECIMALS, places,
	    1);
	snprintf(buf, DECIMAL_TEXT_MAX, "%s$%.48s", v < 0 ? "-" : "", digits);
	return buf;
}

char *
card_signed(char *buf, int64_t v, int places)
{
	char text[DECIMAL_TEXT_MAX];

	if (v == CARD_NULL)
		return dash(buf);
	card_money(text, v, places);
	snprintf(buf, DECIMAL_TEXT_MAX, "%s%.50s", v > 0 ? "+" : "", text);
	return buf;
}

char *
card_tokens(char *buf, int128 tokens)
{
	static const struct { int decimals; const char *unit; } scale[] = {
		{ 15, " P" }, { 12, " T" }, { 9, " G" }, { 6, " M" },
		{ 3, " k" }
	};
	char digits[DECIMAL_TEXT_MAX];
	int128 one;
	size_t i;
	int d;

	for (i = 0; i < sizeof(scale) / sizeof(scale[0]); i++) {
		for (one = MONEY_ONE, d = 0; d < scale[i].decimals; d++)
			one *= 10;
		if (tokens < one)
			continue;
		decimal_fixed(digits, tokens, MONEY_DECIMALS +
		    scale[i].decimals, 1, 1);
		snprintf(buf, DECIMAL_TEXT_MAX, "%.50s%s", digits,
		    scale[i].unit);
		return buf;
	}
	return decimal_fixed(buf, tokens, MONEY_DECIMALS, 0, 1);
}

char *
card_percent(char *buf, const char *digits)
{
	char grouped[DECIMAL_TEXT_MAX];
	int64_t v;

	if (digits == NULL)
		return dash(buf);
	if (money_parse_exact(digits, strlen(digits), &v) == 0)
		decimal_fixed(grouped, v, MONEY_DECIMALS, 1, 1);
	else
		snprintf(grouped, sizeof(grouped), "%.48s", digits);
	snprintf(buf, DECIMAL_TEXT_MAX, "%.48s %%", grouped);
	return buf;
}

char *
card_change(char *buf, int64_t now, int64_t before)
{
	char digits[DECIMAL_TEXT_MAX];
	int64_t tenths;

	if (now == CARD_NULL || before == CARD_NULL || before <= 0 ||
	    percent_tenths((int128)now - before, before, &tenths) != 0)
		return dash(buf);
	decimal_fixed(digits, tenths, 1, 1, 1);
	snprintf(buf, DECIMAL_TEXT_MAX, "%s%.48s %%", tenths > 0 ? "+" : "",
	    digits);
	return buf;
}

char *
card_flag_words(const struct card_view *v, const char *flag)
{
	static const struct { const char *flag, *words; } plain[] = {
		{ "ON_TRACK", "within the estimate" },
		{ "NO_ESTIMATE", "there is no estimate to hold it against" },
		{ "SPIKE", "something cost twice what it cost last week" },
		{ "NEW_MODEL", "a model that the weeks before did not have" },
		{ "NEW_REGION", "a region that the weeks before did not have" },
		{ "UNGRANTED", "outside the grant: a model, account or region "
		    "that no implemented scope names" }
	};
	char over[DECIMAL_TEXT_MAX], part[DECIMAL_TEXT_MAX];
	size_t i;

	for (i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
		if (strcmp(plain[i].flag, flag) == 0)
			return xstrdup(plain[i].words);
	if (strcmp(flag, "OVER") != 0 && strcmp(flag, "WATCH") != 0)
		return xstrdup("");
	card_money(over, v->variance, v->places);
	if (v->estimate == 0)
		return xasprintf("%s over an estimate of nothing", over);
	return xasprintf("%s over the estimate, %s", over,
	    card_change(part, v->actual, v->estimate));
}

char *
card_restated_words(const struct card_view *v)
{
	const char *was = card_text_of(v->record, "restates");
	int64_t by = card_money_of(v->record, "restated_usd");
	char buf[DECIMAL_TEXT_MAX];

	if (*was == '\0')
		return NULL;
	if (by == 0 || by == CARD_NULL)
		return xasprintf("as dear as %s", was);
	return xasprintf("%s against %s", card_signed(buf, by,
	    by < MONEY_ONE / 100 && by > -MONEY_ONE / 100 ? MONEY_DECIMALS :
	    v->places), was);
}

/* "priya on 2026-11-16 at 09:00 UTC" */
static char *
who_and_when(const cJSON *object, const char *who, const char *when)
{
	const char *at = card_text_of(object, when);

	return xasprintf("%s on %.10s at %.5s UTC", card_text_of(object, who),
	    at, strlen(at) >= 16 ? at + 11 : "");
}

char *
card_dispute_words(const struct card_view *v, const cJSON *d)
{
	const char *model = card_text_of(d, "model");
	const char *region = card_text_of(d, "region");
	const char *line = json_number(d, "line");
	char buf[DECIMAL_TEXT_MAX], *who, *text;

	who = who_and_when(d, "disputed_by", "disputed_at");
	text = xasprintf("line %s, %s%s%s%s%s, %s: %s (%s)",
	    line != NULL ? line : "", model, *model != '\0' ? " " : "",
	    card_text_of(d, "token_type"), *region != '\0' ? " " : "", region,
	    card_money(buf, card_money_of(d, "actual_usd"), v->places),
	    card_text_of(d, "reason"), who);
	free(who);
	return text;
}

char *
card_answer_words(const cJSON *d)
{
	char *who, *text;

	if (*card_text_of(d, "answered_by") == '\0')
		return NULL;
	who = who_and_when(d, "answered_by", "answered_at");
	text = xasprintf("%s (%s)", card_text_of(d, "answer"), who);
	free(who);
	return text;
}

/* Who signed, and who approved, as far as it has come. */
static char *
signatures(const struct card_view *v)
{
	const char *from = card_text_of(v->record, "carried_from");
	const char *why = card_text_of(v->record, "override");
	char *by = who_and_when(v->record, "signed_by", "signed_at");
	char *over = who_and_when(v->record, "approved_by", "approved_at");
	bool is_signed = *card_text_of(v->record, "signed_by") != '\0';
	bool approved = strcmp(v->state, "APPROVED") == 0;
	char *text;

	text = xasprintf("%s%s%s%s%s%s%s%s%s%s",
	    is_signed ? "Accepted by " : "", is_signed ? by : "",
	    approved && is_signed ? "; approved by " : "",
	    approved && !is_signed ? "Approved by " : "", approved ? over : "",
	    *why != '\0' ? ", although its owner had not accepted it: " : "",
	    why, *from != '\0' ? " (signed " : "", from,
	    *from != '\0' ? ", little changed since)" : "");
	free(by);
	free(over);
	return text;
}

char *
card_next_step(const struct card_view *v)
{
	if (strcmp(v->state, "SUPERSEDED") == 0)
		return xstrdup("A later revision has taken its place");
	if (strcmp(v->state, "ACCEPTED") == 0 ||
	    strcmp(v->state, "APPROVED") == 0)
		return signatures(v);
	if (strcmp(v->state, "DISPUTED") == 0)
		return xasprintf("Disputed; it waits for the FinOps lead: "
		    "foc-spendcard answer %s --text ...", v->id);
	if (v->incomplete)
		return xstrdup("Incomplete: it can be accepted when the bills "
		    "of the whole week are there");
	return xasprintf("accept: foc-spendcard accept %s", v->id);
}
