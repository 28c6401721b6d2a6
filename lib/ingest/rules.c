/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/embed.h"
#include "core/json.h"
#include "core/mem.h"
#include "core/tsv.h"
#include "db/class_words.h"
#include "ingest/rules.h"

static const char *const when_names[] = {
	[WHEN_ENTITY] = "billing_entity", [WHEN_CODE] = "product_code",
	[WHEN_PRODUCT] = "product_name", [WHEN_USAGE] = "usage_type",
	[WHEN_RESOURCE] = "resource", [WHEN_OPERATION] = "operation",
	[WHEN_UNIT] = "unit", [WHEN_DESCRIPTION] = "description",
	[WHEN_LINE_TYPE] = "line_type", [WHEN_PLATFORM] = "platform",
	[WHEN_TOKEN_TYPE] = "token_type",
};
_Static_assert(sizeof(when_names) / sizeof(when_names[0]) == WHEN__MAX,
    "a name for each condition");

static const char *const then_names[] = {
	[THEN_PLATFORM] = "platform", [THEN_FEATURE] = "feature",
	[THEN_TOKEN_TYPE] = "token_type", [THEN_TIER] = "tier",
	[THEN_GEOGRAPHY] = "geography", [THEN_UNIT] = "unit",
	[THEN_PER_UNIT] = "per_unit", [THEN_MODEL] = "model",
	[THEN_SPEND] = "spend", [THEN_APART] = "apart",
	[THEN_UNVERIFIED] = "unverified", [THEN_ENDPOINT] = "endpoint",
};
_Static_assert(sizeof(then_names) / sizeof(then_names[0]) == THEN__MAX,
    "a name for each result");

static const char *const stage_names[] = {
	[STAGE_USER] = "user", [STAGE_PLATFORM] = "platform",
	[STAGE_OPAQUE] = "opaque", [STAGE_METER] = "meter",
	[STAGE_TIER] = "tier", [STAGE_GEOGRAPHY] = "geography",
	[STAGE_ENDPOINT] = "endpoint", [STAGE_UNIT] = "unit",
	[STAGE_TYPE] = "type",
};
_Static_assert(sizeof(stage_names) / sizeof(stage_names[0]) == STAGE__MAX,
    "a name for each stage");

static int
find(const char *const *names, int n, const char *s, size_t len)
{
	int i;

	for (i = 0; i < n; i++)
		if (strncmp(names[i], s, len) == 0 && names[i][len] == '\0')
			return i;
	return -1;
}

static inline char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

/* One pattern, [p, end), over all of [s, s + len). */
static inline bool
glob_fits(const char *p, const char *end, const char *s, size_t len,
    bool exact)
{
	const char *stop = s + len, *star = NULL, *from = NULL;

	while (s < stop) {
		if (p < end && *p == '*') {
			star = ++p;
			from = s;
		} else if (p < end && (*p == '?' || *p == *s ||
		    (!exact && lower(*p) == lower(*s)))) {
			p++;
			s++;
		} else if (star != NULL) {
			p = star;
			s = ++from;
		} else
			return false;
	}
	while (p < end && *p == '*')
		p++;
	return p == end;
}

static inline bool
any_fits(const char *patterns, const char *s, size_t len, bool exact)
{
	const char *end;

	for (;; patterns = end + 1) {
		end = strchrnul(patterns, '|');
		if (glob_fits(patterns, end, s, len, exact))
			return true;
		if (*end == '\0')
			return false;
	}
}

bool
pattern_fits(const char *patterns, const char *s, size_t len)
{
	return any_fits(patterns, s, len, false);
}

/* Line item types are names that reports look for as they are spelt. */
int
rule_fits(const struct rule *r, const char *const value[WHEN__MAX])
{
	int i, fits = 1;

	for (i = 0; i < WHEN__MAX; i++) {
		if (r->when[i] == NULL)
			continue;
		if (value[i] == NULL)
			fits = -1;
		else if (!any_fits(r->when[i], value[i], strlen(value[i]),
		    i == WHEN_LINE_TYPE))
			return 0;
	}
	return fits;
}

const struct rule *
rules_first(const struct rules *r, enum stage stage,
    const char *const value[WHEN__MAX])
{
	size_t i;

	for (i = r->first[stage]; i < r->first[stage + 1]; i++)
		if (rule_fits(&r->rule[i], value) > 0)
			return &r->rule[i];
	return NULL;
}

static struct rule *
add_rule(struct rules *r, enum stage stage, const char *name)
{
	struct rule *new;

	r->rule = xreallocarray(r->rule, r->n + 1, sizeof(*r->rule));
	new = &r->rule[r->n++];
	*new = (struct rule){ .stage = stage, .name = xstrdup(name) };
	return new;
}

/*
 * "key=value; key=value; flag": give each part to set, which returns false
 * where it knows no such key.
 */
static bool
each_part(struct rule *rule, const char *text,
    bool (*set)(struct rule *rule, const char *key, size_t len, char *value))
{
	const char *end, *eq;
	char *value;

	while (*text != '\0') {
		end = strchrnul(text, ';');
		eq = memchr(text, '=', (size_t)(end - text));
		value = eq == NULL ? xstrdup("yes") :
		    xstrndup(eq + 1, (size_t)(end - eq - 1));
		if (!set(rule, text, (size_t)((eq != NULL ? eq : end) - text),
		    value)) {
			free(value);
			return false;
		}
		text = *end == '\0' ? end : end + 1 + strspn(end + 1, " ");
	}
	return true;
}

static bool
set_when(struct rule *rule, const char *key, size_t len, char *value)
{
	int i = find(when_names, WHEN__MAX, key, len);

	if (i >= 0)
		rule->when[i] = value;
	return i >= 0;
}

static bool
set_then(struct rule *rule, const char *key, size_t len, char *value)
{
	int i = find(then_names, THEN__MAX, key, len);

	if (i >= 0)
		rule->then[i] = value;
	return i >= 0;
}

static int
load_builtin(struct foc *f, struct rules *r)
{
	struct tsv t;
	bool good = true;
	int stage;

	tsv_open(&t, embed_text("ingest/rules.tsv"));
	while (good && tsv_next(&t)) {
		if (strcmp(t.cell[0], "cut") == 0) {
			r->cut = xreallocarray(r->cut, r->n_cut + 1,
			    sizeof(*r->cut));
			r->cut[r->n_cut++] = xstrdup(t.cell[1]);
			continue;
		}
		stage = find(stage_names, STAGE__MAX, t.cell[0],
		    strlen(t.cell[0]));
		if (stage < 0)
			good = false;
		else {
			add_rule(r, (enum stage)stage, t.cell[1]);
			good = each_part(&r->rule[r->n - 1], t.cell[2],
			    set_when) &&
			    each_part(&r->rule[r->n - 1], t.cell[3], set_then);
		}
	}
	if (!good)
		foc_fail(f, FOC_SYSTEM, "rules.tsv:%d: is no rule", t.line);
	tsv_close(&t);
	return good ? FOC_OK : FOC_SYSTEM;
}

/* A member of a rule in foc.yaml: a condition, or what it says. */
static bool
set_user(struct rule *rule, const char *key, const char *value)
{
	size_t len = strlen(key);
	int i = find(when_names, WHEN_LINE_TYPE, key, len);

	if (i >= 0) {
		rule->when[i] = xstrdup(value);
		return true;
	}
	i = find(then_names, THEN_SPEND, key, len);
	if (i >= 0 && i != THEN_UNIT) {
		rule->then[i] = xstrdup(value);
		return true;
	}
	return strcmp(key, "name") == 0;
}

static int
check_user(struct foc *f, const struct rule *rule, int64_t n)
{
	char known[256];
	const char *v;
	int i, conditions = 0;

	for (i = 0; i < WHEN__MAX; i++)
		conditions += rule->when[i] != NULL;
	if (conditions == 0)
		return foc_fail(f, FOC_BAD_INPUT, "classification rule %lld: "
		    "has no condition, such as product_code",
		    (long long)n);
	for (i = 0; i < THEN_SPEND; i++)
		if ((v = rule->then[i]) != NULL && !class_word(then_names[i],
		    v, known, sizeof(known)))
			return foc_fail(f, FOC_BAD_INPUT, "classification rule "
			    "%lld: %s '%s' is none of %s", (long long)n,
			    then_names[i], v, known);
	if ((v = rule->then[THEN_PER_UNIT]) != NULL &&
	    (strspn(v, "0123456789") != strlen(v) || strlen(v) > 7 ||
	    strtol(v, NULL, 10) == 0))
		return foc_fail(f, FOC_BAD_INPUT, "classification rule %lld: "
		    "per_unit '%s' is no number of tokens", (long long)n, v);
	return FOC_OK;
}

static int
add_user(struct foc *f, struct rules *r, int64_t n, const char *body)
{
	struct err e = { 0 };
	cJSON *o = json_parse(body, strlen(body), &e);
	const cJSON *m;
	const char *name = o != NULL ? json_string(o, "name") : NULL;
	struct rule *rule;
	char generated[32];
	int status = FOC_OK;

	if (o == NULL)
		return foc_fail(f, FOC_SYSTEM, "classification rule %lld: %s",
		    (long long)n, e.text);
	snprintf(generated, sizeof(generated), "rule-%lld", (long long)n);
	rule = add_rule(r, STAGE_USER, name != NULL ? name : generated);
	cJSON_ArrayForEach(m, o)
		if (status == FOC_OK && !set_user(rule, m->string,
		    m->valuestring != NULL ? m->valuestring : ""))
			status = foc_fail(f, FOC_BAD_INPUT, "classification "
			    "rule %lld: there is no key '%s'", (long long)n,
			    m->string);
	cJSON_Delete(o);
	return status == FOC_OK ? check_user(f, rule, n) : status;
}

int
rules_load(struct foc *f, struct rules *r)
{
	struct rows rows;
	int status = FOC_OK;
	size_t i;
	int s;

	*r = (struct rules){ 0 };
	db_query(&rows, f, SQL_INGEST_RULES, "");
	while (status == FOC_OK && db_next(&rows))
		status = add_user(f, r, db_int(&rows, 0), db_text(&rows, 1));
	if (db_done(&rows) != FOC_OK && status == FOC_OK)
		status = rows.status;
	if (status == FOC_OK)
		status = load_builtin(f, r);
	for (s = 0, i = 0; s <= STAGE__MAX; s++) {
		while (i < r->n && (int)r->rule[i].stage < s)
			i++;
		r->first[s] = i;
	}
	return status;
}

void
rules_free(struct rules *r)
{
	size_t i;
	int k;

	for (i = 0; i < r->n; i++) {
		free((char *)(uintptr_t)r->rule[i].name);
		for (k = 0; k < WHEN__MAX; k++)
			free((char *)(uintptr_t)r->rule[i].when[k]);
		for (k = 0; k < THEN__MAX; k++)
			free((char *)(uintptr_t)r->rule[i].then[k]);
	}
	for (i = 0; i < r->n_cut; i++)
		free((char *)(uintptr_t)r->cut[i]);
	free(r->rule);
	free(r->cut);
}
