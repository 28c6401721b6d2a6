/* SPDX-License-Identifier: MIT */
/*
 * SQL functions: exact text of money, tokens and times, so that a record is
 * written by the query that finds it.  Those that make JSON numbers return
 * text; the query wraps them in json().
 *
 *	usd(x)			1e-10 dollars as a decimal, NULL stays NULL
 *	usd_sum(x)		the same of a 128-bit sum; NULL of no rows
 *	tokens(usage, per)	usage units times tokens a unit; NULL per: NULL
 *	tokens_sum(usage, per)	the same summed, rows without tokens left out
 *	percent(part, base)	one decimal, half-even; NULL of base 0
 *	tenths(x)		tenths as a decimal
 *	ppm_percent(x)		millionths as percent
 *	share(x, num, den)	x * num / den, towards 0
 *	per_million(cost, usage, per)	dollars a million tokens, half-even
 *	utc(t) utc_day(t) utc_month(t) utc_week(t)
 */
#include <string.h>

#include "db/handle.h"

static void
result_decimal(sqlite3_context *c, int128 v, int decimals)
{
	char buf[DECIMAL_TEXT_MAX];

	sqlite3_result_text(c, decimal_text(buf, v, decimals), -1,
	    SQLITE_TRANSIENT);
}

/* An argument that must be an integer; false, with an error, if not. */
static bool
integer(sqlite3_context *c, sqlite3_value *v)
{
	if (sqlite3_value_type(v) == SQLITE_INTEGER)
		return true;
	sqlite3_result_error(c, "an exact function was given no integer", -1);
	return false;
}

static void
decimal_function(sqlite3_context *c, int n, sqlite3_value **v)
{
	const int *decimals = sqlite3_user_data(c);

	(void)n;
	if (sqlite3_value_type(v[0]) != SQLITE_NULL && integer(c, v[0]))
		result_decimal(c, sqlite3_value_int64(v[0]), *decimals);
}

static void
tokens_function(sqlite3_context *c, int n, sqlite3_value **v)
{
	(void)n;
	if (sqlite3_value_type(v[0]) == SQLITE_NULL ||
	    sqlite3_value_type(v[1]) == SQLITE_NULL)
		return;
	if (integer(c, v[0]) && integer(c, v[1]))
		result_decimal(c, (int128)sqlite3_value_int64(v[0]) *
		    sqlite3_value_int64(v[1]), MONEY_DECIMALS);
}

/* SQLite aligns it to 8 bytes, an int128 wants 16: it is copied, not used. */
struct sum {
	int128	total;
	bool	any;
};

static void
sum_step(sqlite3_context *c, int n, sqlite3_value **v)
{
	void *kept = sqlite3_aggregate_context(c, sizeof(struct sum));
	struct sum s;
	int128 x;

	if (kept == NULL || sqlite3_value_type(v[0]) == SQLITE_NULL ||
	    (n == 2 && sqlite3_value_type(v[1]) == SQLITE_NULL))
		return;
	if (!integer(c, v[0]) || (n == 2 && !integer(c, v[1])))
		return;
	x = sqlite3_value_int64(v[0]);
	if (n == 2)
		x *= sqlite3_value_int64(v[1]);
	memcpy(&s, kept, sizeof(s));
	s.any = true;
	if (__builtin_add_overflow(s.total, x, &s.total))
		sqlite3_result_error(c, "a sum does not fit 128 bits", -1);
	memcpy(kept, &s, sizeof(s));
}

static void
sum_final(sqlite3_context *c)
{
	const void *kept = sqlite3_aggregate_context(c, 0);
	struct sum s = { 0 };

	if (kept != NULL)
		memcpy(&s, kept, sizeof(s));
	if (s.any)
		result_decimal(c, s.total, MONEY_DECIMALS);
}

static void
percent_function(sqlite3_context *c, int n, sqlite3_value **v)
{
	int64_t tenths;

	(void)n;
	if (sqlite3_value_type(v[0]) == SQLITE_NULL ||
	    sqlite3_value_type(v[1]) == SQLITE_NULL ||
	    !integer(c, v[0]) || !integer(c, v[1]))
		return;
	if (percent_tenths(sqlite3_value_int64(v[0]),
	    sqlite3_value_int64(v[1]), &tenths) == 0)
		result_decimal(c, tenths, 1);
}

/* x * num / den without what does not divide; den is positive. */
static void
share_function(sqlite3_context *c, int n, sqlite3_value **v)
{
	(void)n;
	if (integer(c, v[0]) && integer(c, v[1]) && integer(c, v[2]))
		sqlite3_result_int64(c, (int64_t)(
		    (int128)sqlite3_value_int64(v[0]) *
		    sqlite3_value_int64(v[1]) / sqlite3_value_int64(v[2])));
}

/* NULL where there are no tokens, or the price does not fit. */
static void
per_million_function(sqlite3_context *c, int n, sqlite3_value **v)
{
	int128 tokens, dollars;
	int64_t price;

	(void)n;
	if (sqlite3_value_type(v[2]) == SQLITE_NULL || !integer(c, v[0]) ||
	    !integer(c, v[1]) || !integer(c, v[2]))
		return;
	tokens = (int128)sqlite3_value_int64(v[1]) * sqlite3_value_int64(v[2]);
	dollars = (int128)sqlite3_value_int64(v[0]) * 1000000 * MONEY_ONE;
	if (tokens < 0) {
		tokens = -tokens;
		dollars = -dollars;
	}
	if (tokens != 0 &&
	    money_narrow(div_half_even(dollars, tokens), &price) == 0)
		sqlite3_result_int64(c, price);
}

static void
utc_function(sqlite3_context *c, int n, sqlite3_value **v)
{
	char *(*const *text)(char *, int64_t) = sqlite3_user_data(c);
	char buf[UTC_TEXT_MAX];

	(void)n;
	if (sqlite3_value_type(v[0]) != SQLITE_NULL && integer(c, v[0]))
		sqlite3_result_text(c, (*text)(buf, sqlite3_value_int64(v[0])),
		    -1, SQLITE_TRANSIENT);
}

static int money_decimals = MONEY_DECIMALS, one_decimal = 1, four_decimals = 4;
static char *(*text_time)(char *, int64_t) = utc_text;
static char *(*text_day)(char *, int64_t) = utc_day;
static char *(*text_month)(char *, int64_t) = utc_month;
static char *(*text_week)(char *, int64_t) = utc_week;

static const struct {
	const char *name;
	int n;
	void *data;
	void (*call)(sqlite3_context *, int, sqlite3_value **);
	void (*step)(sqlite3_context *, int, sqlite3_value **);
	void (*final)(sqlite3_context *);
} functions[] = {
	{ "usd", 1, &money_decimals, decimal_function, NULL, NULL },
	{ "tenths", 1, &one_decimal, decimal_function, NULL, NULL },
	{ "ppm_percent", 1, &four_decimals, decimal_function, NULL, NULL },
	{ "tokens", 2, NULL, tokens_function, NULL, NULL },
	{ "usd_sum", 1, NULL, NULL, sum_step, sum_final },
	{ "tokens_sum", 2, NULL, NULL, sum_step, sum_final },
	{ "percent", 2, NULL, percent_function, NULL, NULL },
	{ "share", 3, NULL, share_function, NULL, NULL },
	{ "per_million", 3, NULL, per_million_function, NULL, NULL },
	{ "utc", 1, &text_time, utc_function, NULL, NULL },
	{ "utc_day", 1, &text_day, utc_function, NULL, NULL },
	{ "utc_month", 1, &text_month, utc_function, NULL, NULL },
	{ "utc_week", 1, &text_week, utc_function, NULL, NULL },
};

int
db_functions(struct foc *f)
{
	size_t i;

	for (i = 0; i < sizeof(functions) / sizeof(functions[0]); i++)
		if (sqlite3_create_function(f->db, functions[i].name,
		    functions[i].n, SQLITE_UTF8 | SQLITE_DETERMINISTIC |
		    SQLITE_INNOCUOUS, functions[i].data, functions[i].call,
		    functions[i].step, functions[i].final) != SQLITE_OK)
			return db_fail(f, "cannot set up a function");
	return FOC_OK;
}
