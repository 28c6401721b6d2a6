/* SPDX-License-Identifier: MIT */
/* Figures, flags and states of a card as people read them. */
#include <stdio.h>
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

char *
card_next_step(const struct card_view *v)
{
	const char *by = card_text_of(v->record, "signed_by");
	const char *at = card_text_of(v->record, "signed_at");
	const char *from = card_text_of(v->record, "carried_from");

	if (*by != '\0' && strcmp(v->state, "SUPERSEDED") != 0)
		return xasprintf("Accepted by %s on %.10s at %.5s UTC%s%s%s",
		    by, at, strlen(at) >= 16 ? at + 11 : "",
		    *from != '\0' ? " (signed " : "", from,
		    *from != '\0' ? ", little changed since)" : "");
	if (strcmp(v->state, "SUPERSEDED") == 0)
		return xstrdup("A later revision has taken its place");
	if (v->incomplete)
		return xstrdup("Incomplete: it can be accepted when the bills "
		    "of the whole week are there");
	return xasprintf("accept: foc-spendcard accept %s", v->id);
}
