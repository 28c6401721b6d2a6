/* SPDX-License-Identifier: MIT */
/* The figures of a card with words on them, for every format. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "report/card.h"
#include "report/round.h"

static void
add(struct card_figure *f, size_t *n, const char *label, const char *value,
    char *words)
{
	f[(*n)++] = (struct card_figure){ label, xstrdup(value), words };
}

/* "volume +$3.00, mix -$1.00, prices $0.00": rounded, they still add up. */
static char *
parts_of_change(const struct card_view *v)
{
	static const char *const names[] = {
		"volume", "mix", "prices", "other"
	};
	const int64_t exact[] = {
		v->by_volume, v->by_mix, v->by_price, v->by_other
	};
	char buf[DECIMAL_TEXT_MAX], *text = xstrdup(""), *longer;
	int64_t shown[4];
	int i;

	round_leaves(exact, shown, 4, v->places);
	for (i = 0; i < (exact[3] == 0 ? 3 : 4); i++) {
		longer = xasprintf("%s%s%s %s%s$%s", text, i > 0 ? ", " : "",
		    names[i], shown[i] > 0 ? "+" : "", shown[i] < 0 ? "-" : "",
		    card_plain(buf, shown[i] < 0 ? -shown[i] : shown[i],
		    v->places));
		free(text);
		text = longer;
	}
	return text;
}

size_t
card_week_figures(const struct card_view *v,
    struct card_figure f[CARD_FIGURES_MAX])
{
	char value[DECIMAL_TEXT_MAX], other[DECIMAL_TEXT_MAX];
	char part[DECIMAL_TEXT_MAX];
	size_t n = 0;

	add(f, &n, "Actual", card_money(value, v->actual, v->places),
	    v->previous == CARD_NULL ? xstrdup("") :
	    xasprintf("last week %s, %s", card_money(other, v->previous,
	    v->places), card_change(part, v->actual, v->previous)));
	if (v->net != CARD_NULL)
		add(f, &n, "Net", card_money(value, v->net, v->places),
		    xstrdup("after discounts"));
	add(f, &n, "Estimate", card_money(value, v->estimate, v->places),
	    xstrdup(v->estimate == CARD_NULL ? "none" : ""));
	if (v->variance != CARD_NULL)
		add(f, &n, "Variance", card_signed(value, v->variance,
		    v->places), xstrdup(card_change(part, v->actual,
		    v->estimate)));
	if (v->change != CARD_NULL && v->change != 0)
		add(f, &n, "Change", card_signed(value, v->change, v->places),
		    parts_of_change(v));
	return n;
}

size_t
card_month_figures(const struct card_view *v,
    struct card_figure f[CARD_FIGURES_MAX])
{
	char value[DECIMAL_TEXT_MAX], low[DECIMAL_TEXT_MAX];
	char high[DECIMAL_TEXT_MAX];
	const char *used = json_number(v->record, "mtd_percent");
	const char *over = json_number(v->record, "elapsed_percent");
	const char *hit = json_number(v->record, "cache_hit_percent");
	const char *control = card_text_of(v->record, "control");
	size_t n = 0;

	over = over != NULL ? over : "0";
	add(f, &n, "Month to date", card_money(value, v->mtd, v->places),
	    used == NULL ? xasprintf("%s %% of the month is over", over) :
	    xasprintf("%s of %s in %s %% of the month",
	    card_percent(high, used), card_money(low, v->month_estimate,
	    v->places), over));
	add(f, &n, "Month-end forecast", card_money(value, v->forecast,
	    v->places), v->forecast == CARD_NULL ?
	    xstrdup("under 14 days of data") :
	    xasprintf("%s to %s", card_money(low, v->forecast_low, v->places),
	    card_money(high, v->forecast_high, v->places)));
	if (hit != NULL)
		add(f, &n, "Cache hit rate", card_percent(value, hit),
		    xstrdup(""));
	if (*control != '\0' && strcmp(control, "ACTIVE") != 0)
		add(f, &n, "Control", control, xstrdup(""));
	return n;
}

void
card_figures_free(struct card_figure *f, size_t n)
{
	while (n-- > 0) {
		free(f[n].value);
		free(f[n].words);
	}
}
