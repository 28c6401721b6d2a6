/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"
#include "db/price.h"
#include "govern/assume.h"

#define TOKENS_MAX	INT64_C(999999999999999)
#define HOURS_DECIMALS	(2 * MONEY_DECIMALS + 2)	/* hours, days, % */

struct work {
	struct foc *f;
	const char *availability;
	char	*model;
	char	*geography;
	int64_t	tokens[TOKEN__MAX];
	int64_t	price[TOKEN__MAX];	/* a million; of the tokens above 0 */
	int64_t	usd;
	/* of CODING; developers DB_NULL: not */
	int64_t	developers, percent;
	int64_t	hours_a_day, days_a_month;	/* MONEY_ONE each */
	int64_t	an_hour[TOKEN__MAX];	/* tokens */
	int128	hours;			/* active ones a month ... */
	int	decimals;		/* ... in so many decimals */
};

/* --- tokens of developers */

static int
too_much(struct foc *f)
{
	return foc_fail(f, FOC_USAGE, "the estimate: so many tokens are more "
	    "than can be");
}

static int
read_policy(struct work *w)
{
	char key[80];
	size_t i;
	int status;

	if ((status = policy_money(w->f, "estimating.hours_per_day",
	    &w->hours_a_day)) != FOC_OK ||
	    (status = policy_money(w->f, "estimating.days_per_month",
	    &w->days_a_month)) != FOC_OK)
		return status;
	for (i = 0; i < TOKEN__MAX && status == FOC_OK; i++) {
		w->an_hour[i] = -1;
		if (i == TOKEN_CACHE_WRITE_1H)	/* no policy knows them */
			continue;
		snprintf(key, sizeof(key),
		    "estimating.tokens_per_active_hour.%s", token_words[i]);
		status = policy_int(w->f, key, &w->an_hour[i]);
	}
	return status;
}

/* developers x percent x hours x days x tokens an hour, exact but for one
 * rounding to whole tokens. */
static int
count_tokens(struct work *w)
{
	int128 by = 1, v;
	size_t i;
	int d;

	w->decimals = HOURS_DECIMALS;
	w->hours = (int128)w->developers * w->percent * w->hours_a_day;
	if (__builtin_mul_overflow(w->hours, (int128)w->days_a_month,
	    &w->hours))
		return too_much(w->f);
	while (w->decimals > 0 && w->hours % 10 == 0) {
		w->hours /= 10;
		w->decimals--;
	}
	for (d = 0; d < w->decimals; d++)
		by *= 10;
	for (i = 0; i < TOKEN__MAX; i++) {
		w->tokens[i] = -1;
		if (w->an_hour[i] < 0)
			continue;
		if (__builtin_mul_overflow(w->hours, (int128)w->an_hour[i],
		    &v) || (v = div_half_even(v, by)) > TOKENS_MAX)
			return too_much(w->f);
		w->tokens[i] = (int64_t)v;
	}
	return FOC_OK;
}

/* --- dollars */

static int
find_price(struct work *w, size_t i)
{
	const struct price_query q = { .platform = "BEDROCK",
	    .model = w->model, .token_type = token_names[i],
	    .tier = "STANDARD", .geography = w->geography, .at = w->f->now };
	struct price p;
	int status;

	if ((status = price_find(w->f, &q, &p)) != FOC_OK)
		return status;
	w->price[i] = p.usd_per_million;
	if (p.usd_per_million == DB_NULL)
		status = foc_fail(w->f, FOC_REFUSED, "the price book has no "
		    "price of %s tokens of %s; give the estimate in dollars "
		    "with --estimate-usd", token_words[i], w->model);
	return status;
}

static int
price_all(struct work *w)
{
	int128 sum = 0;
	size_t i;
	int status;

	for (i = 0; i < TOKEN__MAX; i++) {
		if (w->tokens[i] <= 0)
			continue;
		if ((status = find_price(w, i)) != FOC_OK)
			return status;
		sum += (int128)w->tokens[i] * w->price[i];
	}
	if (price_sum(sum, 0, &w->usd) != 0)
		return too_much(w->f);
	if (w->usd <= 0)
		return foc_fail(w->f, FOC_USAGE, "the estimate: such tokens "
		    "cost nothing");
	return FOC_OK;
}

/* --- telling it */

static void
write_explanation(struct work *w, FILE *to)
{
	char hours[DECIMAL_TEXT_MAX], days[DECIMAL_TEXT_MAX];
	char active[DECIMAL_TEXT_MAX], *who = NULL, *text;

	if (w->developers != DB_NULL)
		who = xasprintf("%lld developers x %lld %% of %s hours x %s "
		    "days = %s active hours a month, each with the tokens "
		    "that the policy assumes. ", (long long)w->developers,
		    (long long)w->percent, money_text(hours, w->hours_a_day),
		    money_text(days, w->days_a_month),
		    decimal_text(active, w->hours, w->decimals));
	text = xasprintf("%sPriced as %s with %s availability (%s). What a "
	    "month really costs depends on the model that the FinOps lead "
	    "grants.", who != NULL ? who : "", w->model, w->availability,
	    strcmp(w->geography, "GLOBAL") == 0 ? "global prices" :
	    "prices of a region or geography");
	text_json(to, text);
	free(text);
	free(who);
}

static void
write_hours(struct work *w, FILE *to)
{
	char buf[DECIMAL_TEXT_MAX];
	char *json = tokens_json(w->an_hour);

	fprintf(to, ",\"developers\":%lld,\"percent_of_workday\":%lld",
	    (long long)w->developers, (long long)w->percent);
	fprintf(to, ",\"hours_per_day\":%s", money_text(buf, w->hours_a_day));
	fprintf(to, ",\"days_per_month\":%s",
	    money_text(buf, w->days_a_month));
	fprintf(to, ",\"active_hours\":%s", decimal_text(buf, w->hours,
	    w->decimals));
	fprintf(to, ",\"tokens_per_active_hour\":%s", json);
	free(json);
}

/* What each type of tokens adds; the parts may differ from the whole in the
 * tenth decimal, which is rounded once. */
static void
write_parts(struct work *w, FILE *to)
{
	char price[DECIMAL_TEXT_MAX], part[DECIMAL_TEXT_MAX];
	const char *between = "";
	size_t i;

	fputs(",\"parts\":[", to);
	for (i = 0; i < TOKEN__MAX; i++) {
		if (w->tokens[i] <= 0)
			continue;
		fprintf(to, "%s{\"token_type\":\"%s\",\"tokens\":%lld,"
		    "\"usd_per_million\":%s,\"amount_usd\":%s}", between,
		    token_names[i], (long long)w->tokens[i],
		    money_text(price, w->price[i]), decimal_text(part,
		    div_half_even((int128)w->tokens[i] * w->price[i],
		    1000000), MONEY_DECIMALS));
		between = ",";
	}
	putc(']', to);
}

static int
tell(struct work *w, struct assumed *a)
{
	char buf[DECIMAL_TEXT_MAX];
	size_t size;
	int status;
	FILE *to;

	if ((status = db_meta(w->f, "price_book", &a->price_book)) != FOC_OK)
		return status;
	if ((to = memstream(&a->text, &size)) == NULL)
		return foc_fail(w->f, FOC_SYSTEM, "the estimate: no memory");
	fputs("{\"explanation\":", to);
	write_explanation(w, to);
	if (w->developers != DB_NULL)
		write_hours(w, to);
	fputs(",\"reference_model\":", to);
	text_json(to, w->model);
	fprintf(to, ",\"availability\":\"%s\",\"geography\":\"%s\"",
	    w->availability, w->geography);
	fputs(",\"price_book\":", to);
	if (a->price_book != NULL)
		text_json(to, a->price_book);
	else
		fputs("null", to);
	write_parts(w, to);
	fprintf(to, ",\"estimate_usd\":%s}", money_text(buf, w->usd));
	fclose(to);
	a->usd = w->usd;
	a->tokens = tokens_json(w->tokens);
	return FOC_OK;
}

/* No model is chosen yet: the reference model of the policy speaks, called as
 * the availability would have it. */
static int
assume(struct work *w, struct assumed *a)
{
	int status;

	*a = (struct assumed){ 0 };
	if ((status = policy_text(w->f, "estimating.reference_model",
	    &w->model)) == FOC_OK &&
	    (status = db_get_text(w->f, &w->geography, SQL_ASSUME_GEOGRAPHY,
	    "ss", w->model, w->availability)) == FOC_OK &&
	    (status = price_all(w)) == FOC_OK)
		status = tell(w, a);
	free(w->model);
	free(w->geography);
	return status;
}

int
assume_tokens(struct foc *f, const int64_t tokens[TOKEN__MAX],
    const char *availability, struct assumed *a)
{
	struct work w = { .f = f, .availability = availability,
	    .developers = DB_NULL };

	memcpy(w.tokens, tokens, sizeof(w.tokens));
	return assume(&w, a);
}

int
assume_coding(struct foc *f, int64_t developers, int64_t percent,
    const char *availability, struct assumed *a)
{
	struct work w = { .f = f, .availability = availability,
	    .developers = developers, .percent = percent };
	int status;

	*a = (struct assumed){ 0 };
	if ((status = read_policy(&w)) != FOC_OK ||
	    (status = count_tokens(&w)) != FOC_OK)
		return status;
	return assume(&w, a);
}

void
assumed_free(struct assumed *a)
{
	free(a->tokens);
	free(a->price_book);
	free(a->text);
	*a = (struct assumed){ 0 };
}
