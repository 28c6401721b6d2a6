/* SPDX-License-Identifier: MIT */
/* The FinOps lead's week, and what changed between revisions, as text. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "report/rollup.h"

#define CENTS	2

/* A list of a record as a table: keys and signs as of columns.c. */
struct column {
	const char *title, *key;
	char	sign;
};

static void
put_list(FILE *to, const cJSON *record, const char *key, const char *what,
    const struct column *column, size_t n)
{
	const cJSON *list = json_member(record, key), *item;
	struct grid *g;
	char *text;
	size_t i;

	if (list == NULL || list->child == NULL)
		return;
	fprintf(to, "\n%s\n", what);
	g = grid_new();
	for (i = 0; i < n; i++)
		grid_column(g, column[i].title, column[i].sign == '~' ?
		    GRID_PROSE : column[i].sign != ' ' ? GRID_RIGHT |
		    GRID_ESSENTIAL : GRID_ESSENTIAL);
	cJSON_ArrayForEach(item, list)
		for (i = 0; i < n; i++) {
			text = cell_text(item, column[i].key,
			    column[i].sign == '~' ? ' ' : column[i].sign,
			    true);
			grid_cell(g, text);
			free(text);
		}
	grid_print(g, to, 0, false);
	grid_free(g);
}

#define LIST(to, record, key, what, columns) \
	put_list(to, record, key, what, columns, \
	    sizeof(columns) / sizeof((columns)[0]))

/* How many of them there are in all; the record has no "over" of its own. */
static int64_t
count_of(const cJSON *portfolios, const char *key)
{
	const cJSON *item;
	int64_t sum = 0;

	cJSON_ArrayForEach(item, portfolios)
		sum += card_money_of(item, key) / MONEY_ONE;
	return sum;
}

static void
put_cell(struct grid *g, const cJSON *object, const char *key, char sign)
{
	char *text = cell_text(object, key, sign, true);

	grid_cell(g, text);
	free(text);
}

/* Portfolios, and of what can be counted what there is. */
static void
put_portfolios(FILE *to, const cJSON *record)
{
	static const char *const keys[] = { "cards", "pending", "disputed",
	    "accepted", "approved", "over" };
	const size_t n = sizeof(keys) / sizeof(keys[0]);
	const cJSON *list = json_member(record, "portfolios"), *item;
	int64_t sum[sizeof(keys) / sizeof(keys[0])];
	char buf[DECIMAL_TEXT_MAX];
	struct grid *g = grid_new();
	size_t k;

	grid_column(g, "PORTFOLIO", GRID_ESSENTIAL | GRID_PROSE);
	for (k = 0; k < n; k++)
		if ((sum[k] = count_of(list, keys[k])) > 0)
			grid_column(g, keys[k], GRID_ESSENTIAL | GRID_RIGHT);
	grid_column(g, "ACTUAL", GRID_ESSENTIAL | GRID_RIGHT);
	cJSON_ArrayForEach(item, list) {
		grid_cell(g, card_text_of(item, "portfolio"));
		for (k = 0; k < n; k++)
			if (sum[k] > 0)
				put_cell(g, item, keys[k], '#');
		put_cell(g, item, "actual_usd", '$');
	}
	grid_cell(g, "Total");
	for (k = 0; k < n; k++)
		if (sum[k] > 0)
			grid_cell(g, decimal_fixed(buf, sum[k], 0, 0, 1));
	put_cell(g, record, "actual_usd", '$');
	grid_print(g, to, SHEET_WIDTH, false);
	grid_free(g);
}

void
review_text(FILE *to, const cJSON *record, const struct foc_out_options *o)
{
	static const struct column disputes[] = {
		{ "CARD", "card", ' ' }, { "LINE", "line", '#' },
		{ "ACTUAL", "actual_usd", '$' }, { "MODEL", "model", ' ' },
		{ "BY", "disputed_by", ' ' }, { "REASON", "reason", '~' }
	};
	static const struct column over[] = {
		{ "CARD", "card", ' ' }, { "STATE", "state", ' ' },
		{ "ACTUAL", "actual_usd", '$' },
		{ "ESTIMATE", "estimate_usd", '$' },
		{ "VARIANCE", "variance_usd", '$' },
		{ "%", "variance_percent", '%' }, { "CONTROL", "control", ' ' }
	};
	static const struct column waiting[] = {
		{ "CARD", "card", ' ' }, { "OWNER", "owner", ' ' },
		{ "ACTUAL", "actual_usd", '$' },
		{ "INCOMPLETE", "incomplete", ' ' }
	};
	static const struct column missing[] = {
		{ "WORKLOAD", "workload", ' ' }, { "OWNER", "owner", ' ' },
		{ "PORTFOLIO", "portfolio", ' ' }
	};
	const struct sheet s = { to, SHEET_WIDTH };
	char *left, *right;

	if (o->sandbox)
		sheet_ends(&s, "SANDBOX", "SANDBOX");
	left = xasprintf("REVIEW  %s", card_text_of(record, "week"));
	right = rollup_counts(record);
	sheet_ends(&s, left, right);
	free(left);
	free(right);
	sheet_rule(&s, '=');
	put_portfolios(to, record);
	LIST(to, record, "disputes", "Disputed: foc-spendcard answer CARD",
	    disputes);
	LIST(to, record, "over", "Over the estimate", over);
	LIST(to, record, "waiting", "Waiting for their owners", waiting);
	LIST(to, record, "without_card", "Without a card: foc-spendcard "
	    "generate --week", missing);
}

void
card_diff_text(FILE *to, const cJSON *record,
    const struct foc_out_options *o)
{
	static const struct column lines[] = {
		{ "MONTH", "period", ' ' }, { "MODEL", "model", ' ' },
		{ "TOKENS OF", "token_type", ' ' },
		{ "REGION", "region", ' ' }, { "BEFORE", "before_usd", '$' },
		{ "AFTER", "actual_usd", '$' },
		{ "DIFFERENCE", "difference_usd", '$' }
	};
	static const struct column events[] = {
		{ "EVENT", "seq", '#' }, { "AT", "at", '@' },
		{ "BY", "actor", ' ' }, { "VERB", "verb", ' ' },
		{ "OF", "object", ' ' }, { "WHY", "rationale", '~' }
	};
	const struct sheet s = { to, SHEET_WIDTH };
	char was[DECIMAL_TEXT_MAX], now[DECIMAL_TEXT_MAX];
	char by[DECIMAL_TEXT_MAX], *text;

	if (o->sandbox)
		sheet_ends(&s, "SANDBOX", "SANDBOX");
	sheet_ends(&s, card_text_of(record, "before"),
	    card_text_of(record, "after"));
	sheet_rule(&s, '=');
	text = xasprintf("%s, then %s: %s", card_money(was,
	    card_money_of(record, "before_usd"), CENTS), card_money(now,
	    card_money_of(record, "actual_usd"), CENTS), card_signed(by,
	    card_money_of(record, "difference_usd"), CENTS));
	sheet_label(&s, "Actual", text);
	free(text);
	text = xasprintf("%s, then %s", card_money(was, card_money_of(record,
	    "before_estimate_usd"), CENTS), card_money(now,
	    card_money_of(record, "estimate_usd"), CENTS));
	sheet_label(&s, "Estimate", text);
	free(text);
	if (*card_text_of(record, "reason") != '\0')
		sheet_label(&s, "Reason", card_text_of(record, "reason"));
	LIST(to, record, "lines", "Lines that differ", lines);
	LIST(to, record, "because", "What happened in between", events);
}
