/* SPDX-License-Identifier: MIT */
/* Figures of investigations: as they were found, and as the bill is now. */
#include <stdlib.h>
#include <string.h>

#include "core/figure.h"
#include "core/mem.h"
#include "spend/why.h"

struct found {
	int64_t	start, until, at, seq;
	char	*signal, *reason;
};

static int
read_found(struct why *w, int64_t n, struct found *i)
{
	struct rows r;

	*i = (struct found){ 0 };
	db_query(&r, w->f, SQL_WHY_INVESTIGATION, "sI", w->id, n);
	if (db_next(&r)) {
		i->start = db_int(&r, 0);
		i->until = db_int(&r, 1);
		i->at = db_int(&r, 2);
		i->seq = db_int(&r, 3);
		i->signal = xstrdup(db_text(&r, 4));
		i->reason = xstrdup(db_text(&r, 5));
	}
	return db_done(&r);
}

static void
found_free(struct found *i)
{
	free(i->signal);
	free(i->reason);
}

/* What the subject's spend is. */
static cJSON *
subject(const struct why *w, const struct found *i)
{
	static const char *const keys[][4] = {
		{ "workload", NULL }, { "account", "principal", "model", NULL },
		{ "payer", "model", NULL }, { "account", "principal", NULL },
		{ "account", "platform", "model", NULL },
		{ "workload", "account", "model", NULL }
	};
	static const char *const as[][4] = {
		{ "workload" }, { "account", "caller", "use" },
		{ "payer", "use" }, { "account", "principal" },
		{ "account", "platform", "model" },
		{ "workload", "account", "model" }
	};
	cJSON *o = cJSON_CreateObject();
	const char *value;
	size_t which, k;

	if (strcmp(i->signal, "SPIKE_HOUR") == 0)
		which = why_text(w, "workload") != NULL ? 0 : 1;
	else if (strcmp(i->signal, "MODEL_SURGE") == 0)
		which = 2;
	else if (strcmp(i->signal, "NEW_PRINCIPAL") == 0)
		which = 3;
	else
		which = strcmp(i->reason, "MODEL_NOT_APPROVED") == 0 ? 4 : 5;
	for (k = 0; keys[which][k] != NULL; k++) {
		value = why_text(w, keys[which][k]);
		cJSON_AddStringToObject(o, as[which][k], value != NULL ?
		    value : "");
	}
	return o;
}

static int
spend(struct why *w, cJSON *o, int64_t from, int64_t to, int64_t seq,
    int64_t at)
{
	char *where = json_print(o);

	cJSON_Delete(o);
	return why_spend(w, from, to, seq, at, where);
}

static int
as_found(struct why *w, int64_t n)
{
	struct found i;
	int status = read_found(w, n, &i);

	if (status == FOC_OK && strcmp(i.signal, "SCOPE_UNUSED") == 0) {
		why_how(w, "a scope that is not used has no spend");
	} else if (status == FOC_OK) {
		why_how(w, strcmp(i.signal, "DRIFT") == 0 ? "spend of the "
		    "subject on the first day" : "spend of the subject while "
		    "it stood out, by the bill as it was then");
		status = spend(w, subject(w, &i), i.start, i.until, i.seq,
		    i.at);
	}
	found_free(&i);
	return status;
}

static int
amount(struct why *w)
{
	return as_found(w, DB_NULL);
}

static int
first(struct why *w)
{
	return as_found(w, 1);
}

/* --- evidence: by the bill as it is now */

/* The text of a key of the element that the figure is in. */
static const char *
of_element(const struct why *w, const char *name)
{
	const char *dot = strrchr(w->key, '.');
	char *key = xasprintf("%.*s.%s", (int)(dot - w->key), w->key, name);
	const char *text = why_text(w, key);

	free(key);
	return text;
}

/* The hour or the day of a step. */
static bool
step_of(const struct why *w, int64_t *from, int64_t *to)
{
	const char *text = of_element(w, "hour");

	if (text != NULL && utc_parse(text, strlen(text), from) == 0) {
		*to = *from + UTC_HOUR;
		return true;
	}
	text = of_element(w, "day");
	if (text == NULL || utc_parse_day(text, strlen(text), from) != 0)
		return false;
	*to = *from + UTC_DAY;
	return true;
}

static int
step(struct why *w)
{
	int64_t from, to;
	struct found i;
	int status = read_found(w, DB_NULL, &i);

	if (status == FOC_OK && step_of(w, &from, &to)) {
		/* Days of what was found are of its hours. */
		if (strstr(w->key, ".days.") != NULL && i.start > from)
			from = i.start;
		if (strstr(w->key, ".days.") != NULL && i.until < to &&
		    (strcmp(i.signal, "SPIKE_HOUR") == 0 ||
		    strcmp(i.signal, "MODEL_SURGE") == 0))
			to = i.until;
		why_how(w, "spend of the subject in that time, by the bill as "
		    "it is now");
		status = spend(w, subject(w, &i), from, to, DB_NULL, DB_NULL);
	}
	found_free(&i);
	return status;
}

/* All that was found, or one combination of what was used by whom. */
static int
cells(struct why *w)
{
	static const char *const keys[] = { "account", "principal",
	    "workspace", "platform", "feature", "model", "token_type",
	    "region", "workload", "source" };
	bool open, one = strcmp(w->key, "evidence.cells_usd") != 0;
	const char *value;
	struct found i;
	cJSON *o;
	size_t k;
	int status = read_found(w, DB_NULL, &i);

	if (status != FOC_OK) {
		found_free(&i);
		return status;
	}
	open = strcmp(i.signal, "SPIKE_HOUR") != 0 &&
	    strcmp(i.signal, "MODEL_SURGE") != 0;
	why_how(w, "spend of the subject since it began%s, by the bill as it "
	    "is now", open ? "" : " to stand out, while it did");
	o = subject(w, &i);
	for (k = 0; one && k < sizeof(keys) / sizeof(keys[0]); k++) {
		value = of_element(w, keys[k]);
		cJSON_DeleteItemFromObject(o, keys[k]);
		if (value != NULL || strcmp(keys[k], "workload") != 0)
			cJSON_AddStringToObject(o, keys[k], value != NULL ?
			    value : "");
		else
			cJSON_AddNullToObject(o, keys[k]);
	}
	status = spend(w, o, i.start, open ? FOC_ALWAYS : i.until, DB_NULL,
	    DB_NULL);
	found_free(&i);
	return status;
}

struct inputs {
	struct why *w;
	const char *before;		/* which of them count */
	int	status;
};

static void
add_input(void *arg, const char *key, const cJSON *value)
{
	struct inputs *in = arg;

	(void)value;
	if (in->status == FOC_OK && strncmp(key, in->before,
	    strlen(in->before)) == 0 && strstr(key, ".amount_usd") != NULL)
		in->status = why_part_key(in->w, NULL, key);
}

/* What it was held against: medians of the hours or days before. */
static int
baseline(struct why *w)
{
	struct inputs in = { w, "evidence.before.", FOC_OK };

	if (w->value == NULL) {
		why_how(w, "it is held against nothing, or there was not "
		    "enough before it");
		return FOC_OK;
	}
	why_how(w, strstr(w->key, "mad_usd") != NULL ? "the median of how far "
	    "the amounts before it are from their median" :
	    strstr(w->key, "threshold_usd") != NULL ? "the least amount that "
	    "stands out: the largest of min_usd, factor times the baseline, "
	    "and the baseline and mads times its deviation" : "the median of "
	    "the amounts before it, of hours that are not 0; where several "
	    "stand out together, the sum of theirs");
	figure_each(w->record, add_input, &in);
	if (strstr(w->key, "threshold_usd") != NULL && in.status == FOC_OK)
		in.status = why_part_key(w, NULL, "evidence.rule.min_usd");
	return in.status;
}

static int
least(struct why *w)
{
	why_how(w, "a policy of foc.yaml: watch");
	return why_part(w, "+", NULL, w->value, "policy");
}

const struct why_rule why_watch_rules[] = {
	{ "amount_usd", amount }, { "first_usd", first },
	{ "evidence.cells.*.cost_usd", cells },
	{ "evidence.cells_usd", cells }, { "evidence.*.amount_usd", step },
	{ "evidence.rule.min_usd", least }, { "*baseline_usd", baseline },
	{ "*mad_usd", baseline }, { "*threshold_usd", baseline },
	{ NULL, NULL }
};
