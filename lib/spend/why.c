/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "core/figure.h"
#include "core/mem.h"
#include "core/sink.h"
#include "core/text.h"
#include "spend/attribution.h"
#include "spend/why.h"

static char *format(const char *fmt, va_list ap)
    __attribute__((format(printf, 1, 0)));

static char *
format(const char *fmt, va_list ap)
{
	char *text = NULL;

	if (vasprintf(&text, fmt, ap) < 0)
		abort();
	return text;
}

void
why_how(struct why *w, const char *fmt, ...)
{
	va_list ap;

	if (w->how != NULL)
		return;
	va_start(ap, fmt);
	w->how = format(fmt, ap);
	va_end(ap);
}

const char *
why_text(const struct why *w, const char *key)
{
	const cJSON *item = figure_find(w->record, key);

	return item != NULL && (cJSON_IsString(item) || cJSON_IsRaw(item)) ?
	    item->valuestring : NULL;
}

int64_t
why_time(const struct why *w, const char *key)
{
	const char *text = why_text(w, key);
	int64_t t;

	return text != NULL && utc_parse_any(text, strlen(text), &t) == 0 ?
	    t : FOC_ALWAYS;
}

int64_t
why_place(const struct why *w, int n)
{
	const char *p = w->key;

	for (; p != NULL; p = strchr(p, '.')) {
		p += *p == '.';
		if (*p >= '0' && *p <= '9' && n-- == 0)
			return strtoll(p, NULL, 10);
	}
	return 0;
}

char *
why_where(const char *name, ...)
{
	cJSON *o = cJSON_CreateObject();
	const char *value;
	char *text;
	va_list ap;

	va_start(ap, name);
	for (; name != NULL; name = va_arg(ap, const char *)) {
		value = va_arg(ap, const char *);
		if (value != NULL)
			cJSON_AddStringToObject(o, name, value);
		else
			cJSON_AddNullToObject(o, name);
	}
	va_end(ap);
	text = json_print(o);
	cJSON_Delete(o);
	return text;
}

/* --- what a figure is made of */

int
why_owners(struct why *w)
{
	int status = db_run(w->f, SQL_WHY_TRAIL, "i", w->n);

	return status != FOC_OK ? status : db_run(w->f, SQL_WHY_OWNS, "i",
	    w->n);
}

int
why_spend(struct why *w, int64_t from, int64_t to, int64_t seq, int64_t at,
    char *where)
{
	const struct foc_span span = { from, to };
	struct attribution a;
	int64_t day, next;
	int status;

	w->cells = true;
	w->where = where;
	w->from = from;
	w->to = to;
	w->seq = seq;
	w->at = at;
	status = attribution_begin(&a, w->f, &span, seq, at);
	a.measure = w->measure;
	/* By the hour each row of `spent` is a part of one cell. */
	for (day = a.from; day < a.to && status == FOC_OK; day = next) {
		next = day - day % UTC_DAY + UTC_DAY;
		if (next > a.to)
			next = a.to;
		status = attribution_take(&a, day, next, UTC_HOUR);
		if (status == FOC_OK)
			status = db_run(w->f, SQL_WHY_TAKE, "is", w->n, where);
	}
	if (status == FOC_OK)
		status = why_owners(w);
	return attribution_end(&a, status);
}

int
why_load_cells(struct why *w, int64_t load, char *where)
{
	int status;

	w->cells = true;
	w->where = where;
	if ((status = attribution_need_cells(w->f, load)) == FOC_OK)
		status = db_run(w->f, SQL_WHY_TAKE_LOAD, "iis", w->n, load, where);
	if (status == FOC_OK)
		status = db_run(w->f, SQL_WHY_NO_OWN, "i", w->n);
	return status;
}

int
why_rows(struct why *w, int64_t load, const char *what, const char *key,
    int64_t file)
{
	return db_run(w->f, SQL_WHY_ROWS_ADD, "iissI", w->n, load, what, key,
	    file);
}

int
why_part(struct why *w, const char *sign, const char *figure,
    const char *usd, const char *fmt, ...)
{
	char *text, *json = NULL;
	int64_t v;
	va_list ap;
	int status = FOC_OK;

	va_start(ap, fmt);
	text = format(fmt, ap);
	va_end(ap);
	if (sign != NULL) {
		if (usd == NULL || money_parse_exact(usd, strlen(usd), &v) !=
		    0)
			status = foc_fail(w->f, FOC_SYSTEM, "%s: a part of it "
			    "is no amount: %s", w->figure, usd != NULL ? usd :
			    "null");
		else
			w->sum += *sign == '-' ? -(int128)v : v;
		w->sums = true;
	}
	if (status == FOC_OK)
		status = db_get_text(w->f, &json, SQL_WHY_PART, "sissss",
		    w->figure, (int64_t)w->n_parts + 1, sign, figure, usd,
		    text);
	free(text);
	if (status == FOC_OK) {
		w->part = xreallocarray(w->part, w->n_parts + 1,
		    sizeof(*w->part));
		w->part[w->n_parts++] = json;
	}
	return status;
}

int
why_part_key(struct why *w, const char *sign, const char *key)
{
	char *figure = xasprintf("%s:%s", w->id, key);
	int status = why_part(w, sign, figure, why_text(w, key), "%s", key);

	free(figure);
	return status;
}

/* --- the check, and the records */

static int
differs(struct why *w, const char *sum)
{
	return foc_fail(w->f, FOC_SYSTEM, "%s: what is behind it adds up to "
	    "%s, the record says %s: claims, rules or loads were changed after "
	    "the fact; foc-db check and foc-audit verify tell more",
	    w->figure, sum, w->value);
}

static int
check(struct why *w)
{
	char text[DECIMAL_TEXT_MAX], *sum = NULL;
	int status = FOC_OK;

	if (w->value == NULL)
		return FOC_OK;
	if (w->sums) {
		decimal_text(text, w->sum, MONEY_DECIMALS);
		if (strcmp(text, w->value) != 0)
			return differs(w, text);
	}
	if (!w->cells)
		return FOC_OK;
	status = db_get_text(w->f, &sum, w->tokens ? SQL_WHY_TOKENS :
	    SQL_WHY_COST, "i", w->n);
	if (status == FOC_OK && strcmp(sum != NULL ? sum : "0", w->value) != 0)
		status = differs(w, sum != NULL ? sum : "0");
	free(sum);
	return status;
}

static int
emit(struct why *w, bool brief, struct foc_out *out)
{
	size_t i;
	int status;

	status = db_emit(w->f, out, NULL, SQL_WHY_RECORD, "isssssssIIIIi",
	    w->n, w->figure, w->id, w->kind, w->key, w->value, w->how,
	    w->where, w->from, w->to, w->seq, w->at, (int64_t)w->measure);
	for (i = 0; i < w->n_parts && status == FOC_OK; i++)
		sink_record(out, w->part[i]);
	if (status == FOC_OK)
		status = db_emit(w->f, out, NULL, SQL_WHY_RULES, "is", w->n,
		    w->figure);
	if (status == FOC_OK && !brief)
		status = db_emit(w->f, out, NULL, SQL_WHY_CELLS, "isi",
		    w->n, w->figure, (int64_t)w->measure);
	if (status == FOC_OK)
		status = db_emit(w->f, out, NULL, SQL_WHY_FILES, "is", w->n,
		    w->figure);
	return status;
}

static const struct {
	const char *kind;
	const struct why_rule *rules;
} kinds[] = {
	{ "load", why_load_rules }, { "usage", why_usage_rules },
	{ "workload", why_workload_rules }, { "card", why_card_rules },
	{ "stop_check", why_stop_rules },
	{ "comparison", why_comparison_rules },
	{ "rollup", why_rollup_rules },
	{ "chargeback", why_charge_rules }, { "charge", why_charge_rules },
	{ "chargeback_total", why_total_rules },
	{ "reconciliation", why_reconciliation_rules },
	{ "gap", why_gap_rules }, { "investigation", why_watch_rules },
};

static const struct why_rule *
find_rule(const struct why *w)
{
	const struct why_rule *r;
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kinds[i].kind, w->kind) == 0)
			for (r = kinds[i].rules; r->key != NULL; r++)
				if (text_glob(r->key, w->key))
					return r;
	return NULL;
}

struct names {
	char	text[400];
	size_t	used, left_out;
};

static void
add_name(void *arg, const char *key, const cJSON *value)
{
	struct names *n = arg;
	size_t len = strlen(key);

	(void)value;
	if (n->used + len + 3 > sizeof(n->text)) {
		n->left_out++;
		return;
	}
	n->used += (size_t)snprintf(n->text + n->used,
	    sizeof(n->text) - n->used, "%s%s", n->used > 0 ? ", " : "", key);
}

static int
no_figure(struct why *w)
{
	struct names n = { "", 0, 0 };

	figure_each(w->record, add_name, &n);
	return foc_fail(w->f, FOC_REFUSED, "%s: %s has no figure '%s'; it has "
	    "%s%s", w->figure, w->id, w->key, n.used > 0 ? n.text : "none",
	    n.left_out > 0 ? ", ..." : "");
}

static int
explain(struct why *w)
{
	const struct why_rule *rule;
	const cJSON *item;
	const char *colon = strrchr(w->figure, ':');
	int status;

	if (colon == NULL || colon == w->figure || colon[1] == '\0')
		return foc_fail(w->f, FOC_USAGE, "'%s' is no figure such as "
		    "cd-2026-W46-csbot:actual_usd; --ids of the program that "
		    "printed it names them", w->figure);
	w->id = xstrndup(w->figure, (size_t)(colon - w->figure));
	w->key = xstrdup(colon + 1);
	if ((status = why_record(w)) != FOC_OK)
		return status;
	w->kind = json_string(w->record, "kind");
	item = figure_find(w->record, w->key);
	if (item == NULL || (rule = find_rule(w)) == NULL ||
	    (!cJSON_IsRaw(item) && !cJSON_IsNull(item)))
		return no_figure(w);
	w->value = cJSON_IsRaw(item) ? item->valuestring : NULL;
	if ((status = rule->explain(w)) != FOC_OK ||
	    (status = check(w)) != FOC_OK)
		return status;
	return w->tokens ? FOC_OK : db_run(w->f, SQL_WHY_VALUE, "isi", w->n,
	    w->value, (int64_t)w->measure);
}

/* What failed is not looked for in the bill. */
static void
forget(struct why *w)
{
	struct err why = w->f->err;

	db_run(w->f, SQL_WHY_FORGET, "i", w->n);
	w->f->err = why;
}

int
foc_why(struct foc *f, const char *figure, const struct foc_span *span,
    bool brief, struct foc_out *out)
{
	struct why w = { .f = f, .figure = figure, .span = span,
	    .from = DB_NULL, .to = DB_NULL, .seq = DB_NULL, .at = DB_NULL };
	int status;

	if ((status = db_get_int(f, &w.n, SQL_WHY_NEXT, "s", figure)) ==
	    FOC_OK)
		status = explain(&w);
	if (status == FOC_OK)
		status = emit(&w, brief, out);
	if (status != FOC_OK)
		forget(&w);
	while (w.n_parts > 0)
		free(w.part[--w.n_parts]);
	free(w.part);
	free(w.id);
	free(w.key);
	free(w.how);
	free(w.where);
	cJSON_Delete(w.record);
	return status;
}

int
foc_why_begin(struct foc *f)
{
	return db_script(f, SQL_WHY_TABLES);
}
