/* SPDX-License-Identifier: MIT */
/* The sums of a load by one thing, for table load_sum. */
#include <stdlib.h>
#include <string.h>

#include "ingest/run.h"
#include "ingest/sums.h"

/* Add to the sum of what and key of a month. */
static void
add(struct load_sums *s, uint32_t month, const char *what, const char *key,
    int64_t rows, int128 amount)
{
	char text[64];
	size_t n, len = strlen(key) + 1;
	char *k;
	uint32_t id;

	if (rows == 0)
		return;
	n = (size_t)snprintf(text, sizeof(text), "%u/%s", month, what) + 1;
	k = xmalloc(n + len);
	memcpy(k, text, n);
	memcpy(k + n, key, len);
	id = intern_add(s->keys, k, n + len);
	free(k);
	if (id == s->n) {
		GROW(s->sum, s->n, s->max);
		s->sum[s->n++] = (struct load_sum){ .month = month,
		    .what = what };
		s->sum[id].key = (const char *)intern_get(s->keys, id, NULL) +
		    n;
	}
	s->sum[id].rows += rows;
	s->sum[id].amount += amount;
}

static void
add_line(struct load_sums *s, const struct line *line)
{
	const struct sums *a = &line->all;

	if (line->verdict == LINE_FOREIGN) {
		add(s, line->month, "CURRENCY", line->currency, a->rows,
		    a->sum);
		return;
	}
	add(s, line->month, "TYPE", line->type, a->ai_rows, a->ai);
	if (line->bucket == BUCKET_UNKNOWN)
		add(s, line->month, "UNKNOWN_TYPE", line->type, a->rows,
		    a->sum);
	add(s, line->month, "PRODUCT", line->code, a->rows - a->ai_rows,
	    a->sum - a->ai);
	add(s, line->month, "INVOICE", line->invoice, a->rows, a->sum);
	add(s, line->month, "OTHER_INVOICE", line->invoice,
	    a->rows - a->ai_rows, a->sum - a->ai);
}

static void
add_what(struct load_sums *s, const struct what *w)
{
	char *key;

	if (w->c.kind != KIND_AI)
		return;
	/* No word has a line end in it: the SQL takes them apart there. */
	key = xasprintf("%s\n%s\n%s\n%s", w->c.platform, w->c.feature,
	    w->c.rule, w->c.token_type);
	add(s, w->month, "RULE", key, w->rows, w->amount);
	free(key);
	if (w->c.unverified)
		add(s, w->month, "UNVERIFIED", w->c.rule, w->rows, w->amount);
	if (w->c.unknown_model)
		add(s, w->month, "UNKNOWN_MODEL", w->c.model, w->rows,
		    w->amount);
	add(s, w->month, "UNPRICED", w->c.model, w->unpriced, 0);
	add(s, w->month, "RATE_MISMATCH", w->c.rule, w->off_rate, 0);
	add(s, w->month, "CCU_MISMATCH", w->c.rule, w->off_ccu, 0);
}

/* The i-th of texts that lie one behind the other. */
static const char *
nth(const char *p, int i)
{
	while (i-- > 0)
		p += strlen(p) + 1;
	return p;
}

/* Is what a sku is about use, and no credit, tax or fee? */
static bool
is_spend(const struct run *run, uint32_t sku)
{
	const char *p = intern_get(run->skus, sku, NULL);
	const char *value[WHEN__MAX] = { [WHEN_LINE_TYPE] = nth(p, 7) };
	const struct rule *type = rules_first(&run->cls.rules, STAGE_TYPE,
	    value);

	return type != NULL && type->then[THEN_SPEND] != NULL;
}

/* Does a sku's use have a caller, where the bill has callers at all? */
static bool
is_called(const struct run *run, uint32_t sku)
{
	const char *p = intern_get(run->skus, sku, NULL);

	return (strcmp(p, "BEDROCK") == 0 || strcmp(p, "MARKETPLACE") == 0) &&
	    strcmp(nth(p, 1), "INFERENCE") == 0 && is_spend(run, sku);
}

/* Cells of one month by sku, and those that have callers by caller. */
struct tally {
	int64_t	rows;
	int128	amount;
};

static void
tally_cells(const struct run *run, uint32_t month, const bool *called,
    struct tally *sku, struct tally *caller)
{
	struct cell_key key;
	const struct cell *c;
	size_t i;

	for (i = 0; i < run->n_cells; i++) {
		memcpy(&key, intern_get(run->cell_keys, (uint32_t)i, NULL),
		    sizeof(key));
		if (key.held != 0 || key.month != month)
			continue;
		c = &run->cell[i];
		sku[key.sku].rows += c->rows;
		sku[key.sku].amount += c->cost;
		if (called[key.sku]) {
			caller[key.caller].rows += c->rows;
			caller[key.caller].amount += c->cost;
		}
	}
}

static void
add_cells(const struct run *run, struct load_sums *s, uint32_t month,
    const bool *called)
{
	uint32_t skus = intern_count(run->skus), i;
	uint32_t callers = intern_count(run->callers);
	struct tally *sku = xcalloc((size_t)skus + 1, sizeof(*sku));
	struct tally *caller = xcalloc((size_t)callers + 1, sizeof(*caller));
	const char *p;
	char *key;

	tally_cells(run, month, called, sku, caller);
	for (i = 0; i < skus; i++) {
		p = intern_get(run->skus, i, NULL);
		add(s, month, "PLATFORM", p, sku[i].rows, sku[i].amount);
		key = xasprintf("%s|%s", p, nth(p, 7));
		add(s, month, "PLATFORM_TYPE", key, sku[i].rows,
		    sku[i].amount);
		free(key);
	}
	for (i = 0; i < callers; i++) {
		p = intern_get(run->callers, i, NULL);
		add(s, month, *nth(p, 2) != '\0' ? "WITH_PRINCIPAL" :
		    "WITHOUT_PRINCIPAL", nth(p, 1), caller[i].rows,
		    caller[i].amount);
	}
	free(sku);
	free(caller);
}

void
load_sums_make(const struct run *run, struct load_sums *s)
{
	bool *called;
	uint32_t i, n = intern_count(run->skus);

	*s = (struct load_sums){ .keys = intern_new() };
	for (i = 0; i < run->n_lines; i++)
		if (run->line[i].verdict != LINE_BAD)
			add_line(s, &run->line[i]);
	for (i = 0; i < run->n_whats; i++)
		add_what(s, &run->what[i]);
	called = xcalloc((size_t)n + 1, sizeof(*called));
	for (i = 0; i < n; i++)
		called[i] = is_called(run, i);
	for (i = 0; i < run->n_months; i++)
		add_cells(run, s, i, called);
	free(called);
}

static bool *
spend_skus(const struct run *run)
{
	uint32_t i, n = intern_count(run->skus);
	bool *is = xcalloc((size_t)n + 1, sizeof(*is));

	for (i = 0; i < n; i++)
		is[i] = is_spend(run, i);
	return is;
}

/* Cost of use by caller, in a month. */
static int128 *
spent_by_caller(const struct run *run, uint32_t month)
{
	int128 *spent = xcalloc((size_t)intern_count(run->callers) + 1,
	    sizeof(*spent));
	bool *is = spend_skus(run);
	struct cell_key key;
	size_t i;

	for (i = 0; i < run->n_cells; i++) {
		memcpy(&key, intern_get(run->cell_keys, (uint32_t)i, NULL),
		    sizeof(key));
		if (key.held == 0 && key.month == month && is[key.sku])
			spent[key.caller] += run->cell[i].cost;
	}
	free(is);
	return spent;
}

char *
spent_by_account(const struct run *run, uint32_t month)
{
	int128 *spent = spent_by_caller(run, month), *sum;
	uint32_t i, id, n = intern_count(run->callers);
	struct intern *accounts = intern_new();
	char *text = xstrdup("{"), *longer;
	const char *account;
	int64_t v;

	sum = xcalloc((size_t)n + 1, sizeof(*sum));
	for (i = 0; i < n; i++) {
		account = nth(intern_get(run->callers, i, NULL), 1);
		id = intern_add(accounts, account, strlen(account));
		sum[id] += spent[i];
	}
	for (i = 0; i < intern_count(accounts) && text != NULL; i++) {
		longer = money_narrow(sum[i], &v) != 0 ? NULL :
		    xasprintf("%s%s\"%s\":%lld", text, i > 0 ? "," : "",
		    (const char *)intern_get(accounts, i, NULL), (long long)v);
		free(text);
		text = longer;
	}
	intern_free(accounts);
	free(spent);
	free(sum);
	longer = text == NULL ? NULL : xasprintf("%s}", text);
	free(text);
	return longer;
}

void
load_sums_free(struct load_sums *s)
{
	intern_free(s->keys);
	free(s->sum);
}
