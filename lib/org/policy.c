/* SPDX-License-Identifier: MIT */
/* Policy, every key with its default, and classification rules. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/json.h"
#include "core/mem.h"
#include "core/money.h"
#include "core/text.h"
#include "db/class_words.h"
#include "org/config.h"

#define MILLION		INT64_C(1000000)

const struct policy_key policy_keys[] = {
	/* days to decide and to implement */
	{ "sla_days.normal", POLICY_INT, "5", 1, 365, NULL },
	{ "sla_days.priority", POLICY_INT, "2", 1, 365, NULL },
	/* flags of a Spend Card */
	{ "variance.watch_percent", POLICY_DECIMAL, "10", 0, 1000, NULL },
	{ "variance.over_percent", POLICY_DECIMAL, "25", 0, 1000, NULL },
	{ "variance.min_usd", POLICY_DECIMAL, "1", 0, MILLION, NULL },
	{ "variance.spike_factor", POLICY_DECIMAL, "2", 1, 1000, NULL },
	{ "variance.spike_min_usd", POLICY_DECIMAL, "1", 0, MILLION, NULL },
	{ "variance.new_after_weeks", POLICY_INT, "4", 1, 52, NULL },
	/* a restated week below both keeps its signatures */
	{ "restate_ask.percent", POLICY_DECIMAL, "1", 0, 100, NULL },
	{ "restate_ask.usd", POLICY_DECIMAL, "1", 0, MILLION, NULL },
	/* whose spend is whose */
	{ "shared_roles", POLICY_LIST,
	    "[\"AWSReservedSSO_AWSAdministratorAccess_*\","
	    "\"AWSReservedSSO_AWSPowerUserAccess_*\"]", 0, 0, NULL },
	{ "dedicated_roles", POLICY_LIST,
	    "[\"finops-*\",\"FinOpsCenter-*-GatewayRole\"]", 0, 0, NULL },
	/* regions that AWS opened since */
	{ "regions", POLICY_REGIONS, "[]", 0, 0, NULL },
	{ "keep_sessions", POLICY_WORD, "sso", 0, 0, "none sso all" },
	{ "tag_mapping", POLICY_MAP, "{\"element1\":\"e1\","
	    "\"element2\":\"e2\",\"element3\":\"e3\",\"element4\":\"e4\"}",
	    0, 0, "e1 e2 e3 e4" },
	/* reports */
	{ "window_days", POLICY_INT, "30", 1, 366, NULL },
	{ "max_data_age_days", POLICY_INT, "3", 1, 366, NULL },
	{ "gaps.quiet_days", POLICY_INT, "7", 1, 366, NULL },
	/* estimate of a coding workload */
	{ "estimating.hours_per_day", POLICY_DECIMAL, "8", 0, 24, NULL },
	{ "estimating.days_per_month", POLICY_DECIMAL, "21", 0, 31, NULL },
	{ "estimating.reference_model", POLICY_NAME, "claude-sonnet-4-6",
	    0, 0, NULL },
	{ "estimating.tokens_per_active_hour.input", POLICY_INT, "400000",
	    0, 1000 * MILLION, NULL },
	{ "estimating.tokens_per_active_hour.output", POLICY_INT, "30000",
	    0, 1000 * MILLION, NULL },
	{ "estimating.tokens_per_active_hour.cache_read", POLICY_INT,
	    "1500000", 0, 1000 * MILLION, NULL },
	{ "estimating.tokens_per_active_hour.cache_write", POLICY_INT,
	    "120000", 0, 1000 * MILLION, NULL },
	/* investigations: an hour of a workload, a day of a model */
	{ "watch.spike_factor", POLICY_DECIMAL, "10", 1, 1000, NULL },
	{ "watch.spike_mad", POLICY_DECIMAL, "6", 0, 1000, NULL },
	{ "watch.spike_min_usd", POLICY_DECIMAL, "5", 0, MILLION, NULL },
	{ "watch.spike_days", POLICY_INT, "7", 1, 90, NULL },
	{ "watch.surge_factor", POLICY_DECIMAL, "10", 1, 1000, NULL },
	{ "watch.surge_mad", POLICY_DECIMAL, "6", 0, 1000, NULL },
	{ "watch.surge_min_usd", POLICY_DECIMAL, "20", 0, MILLION, NULL },
	{ "watch.surge_days", POLICY_INT, "14", 1, 90, NULL },
	{ "watch.history_days", POLICY_INT, "7", 1, 90, NULL },
	{ "watch.unused_days", POLICY_INT, "30", 1, 366, NULL },
	{ NULL, POLICY_INT, NULL, 0, 0, NULL }
};

size_t
policy_count(void)
{
	return sizeof(policy_keys) / sizeof(policy_keys[0]) - 1;
}

/* Is `word` one of the blank-separated words? */
static bool
one_of(const char *words, const char *word)
{
	size_t len = strlen(word), n;

	for (; *words != '\0'; words += n + (words[n] == ' ')) {
		n = strcspn(words, " ");
		if (n == len && strncmp(words, word, n) == 0)
			return true;
	}
	return false;
}

static int
read_number(struct org *o, const struct ynode *n, const struct policy_key *k,
    char **v)
{
	char buf[DECIMAL_TEXT_MAX];
	int64_t x;

	if (money_parse_exact(n->text, strlen(n->text), &x) != 0 ||
	    (k->kind == POLICY_INT && x % MONEY_ONE != 0) ||
	    x < k->min * MONEY_ONE || x / MONEY_ONE > k->max ||
	    (x / MONEY_ONE == k->max && x % MONEY_ONE != 0))
		return ydoc_fail(&o->doc, n, "policy %s: '%s' is no %s of "
		    "%lld to %lld", k->key, n->text, k->kind == POLICY_INT ?
		    "whole number" : "number", (long long)k->min,
		    (long long)k->max);
	*v = xstrdup(money_text(buf, x));
	return FOC_OK;
}

static int
check_item(struct org *o, const struct ynode *n, const struct policy_key *k)
{
	if (k->kind == POLICY_REGIONS && !text_is_region(n->text))
		return ydoc_fail(&o->doc, n, "policy %s: '%s' is no region, "
		    "such as us-east-1", k->key, n->text);
	if (*n->text == '\0')
		return ydoc_fail(&o->doc, n, "policy %s: an empty pattern",
		    k->key);
	return FOC_OK;
}

static int
read_patterns(struct org *o, const struct ynode *list,
    const struct policy_key *k, char **v)
{
	const struct ynode *n;
	cJSON *array;

	if (ydoc_items(&o->doc, list, YNODE_TEXT) != FOC_OK)
		return FOC_BAD_INPUT;
	array = cJSON_CreateArray();
	for (n = list->first; n != NULL; n = n->next) {
		if (check_item(o, n, k) != FOC_OK) {
			cJSON_Delete(array);
			return FOC_BAD_INPUT;
		}
		cJSON_AddItemToArray(array, cJSON_CreateString(n->text));
	}
	*v = json_print(array);
	cJSON_Delete(array);
	return FOC_OK;
}

static int
read_tags(struct org *o, const struct ynode *map, const struct policy_key *k,
    char **v)
{
	const struct ynode *n;
	cJSON *object = cJSON_CreateObject();

	for (n = map->first; n != NULL; n = n->next) {
		if (n->kind != YNODE_TEXT || !one_of(k->words, n->text)) {
			cJSON_Delete(object);
			return ydoc_fail(&o->doc, n, "policy %s: %s: must be "
			    "one of %s", k->key, n->key, k->words);
		}
		cJSON_AddItemToObject(object, n->key,
		    cJSON_CreateString(n->text));
	}
	*v = json_print(object);
	cJSON_Delete(object);
	return FOC_OK;
}

static int
read_value(struct org *o, const struct ynode *n, const struct policy_key *k,
    char **v)
{
	static const enum ynode_kind want[] = {
		[POLICY_INT] = YNODE_TEXT, [POLICY_DECIMAL] = YNODE_TEXT,
		[POLICY_WORD] = YNODE_TEXT, [POLICY_NAME] = YNODE_TEXT,
		[POLICY_LIST] = YNODE_LIST, [POLICY_REGIONS] = YNODE_LIST,
		[POLICY_MAP] = YNODE_MAP
	};

	if (n->kind != want[k->kind])
		return ydoc_fail(&o->doc, n, "policy %s: must be %s", k->key,
		    want[k->kind] == YNODE_TEXT ? "one value" :
		    want[k->kind] == YNODE_LIST ? "a list" : "a mapping");
	switch (k->kind) {
	case POLICY_INT:
	case POLICY_DECIMAL:
		return read_number(o, n, k, v);
	case POLICY_LIST:
	case POLICY_REGIONS:
		return read_patterns(o, n, k, v);
	case POLICY_MAP:
		return read_tags(o, n, k, v);
	case POLICY_WORD:
		if (!one_of(k->words, n->text))
			return ydoc_fail(&o->doc, n, "policy %s: '%s' is none "
			    "of %s", k->key, n->text, k->words);
		break;
	case POLICY_NAME:
		if (!org_is_id(n->text))
			return ydoc_fail(&o->doc, n, "policy %s: '%s' is no "
			    "name of a model", k->key, n->text);
		break;
	}
	*v = xstrdup(n->text);
	return FOC_OK;
}

/* Does a known key begin with the mapping's name? */
static bool
is_group(const char *name)
{
	size_t len = strlen(name);
	const struct policy_key *k;

	for (k = policy_keys; k->key != NULL; k++)
		if (strncmp(k->key, name, len) == 0 && k->key[len] == '.')
			return true;
	return false;
}

/* The next parts of known keys below `group`, for a message. */
static void
list_known(const char *group, char *buf, size_t size)
{
	size_t glen = strlen(group), n, last_n = 0, used = 0;
	const struct policy_key *k;
	const char *part, *last = "";

	buf[0] = '\0';
	for (k = policy_keys; k->key != NULL && used < size; k++) {
		if (strncmp(k->key, group, glen) != 0)
			continue;
		part = k->key + glen;
		n = strcspn(part, ".");
		if (n == last_n && strncmp(part, last, n) == 0)
			continue;
		used += (size_t)snprintf(buf + used, size - used, "%s%.*s",
		    used > 0 ? ", " : "", (int)n, part);
		last = part;
		last_n = n;
	}
}

static int
read_group(struct org *o, const struct ynode *map, const char *group)
{
	const struct ynode *n;
	char *key, *below, known[512];
	int status = FOC_OK;
	size_t i;

	for (n = map->first; n != NULL && status == FOC_OK; n = n->next) {
		key = xasprintf("%s%s", group, n->key);
		for (i = 0; i < policy_count(); i++)
			if (strcmp(policy_keys[i].key, key) == 0)
				break;
		if (i < policy_count()) {
			status = read_value(o, n, &policy_keys[i],
			    &o->policy[i]);
		} else if (is_group(key) && n->kind == YNODE_MAP) {
			below = xasprintf("%s.", key);
			status = read_group(o, n, below);
			free(below);
		} else if (is_group(key)) {
			status = ydoc_fail(&o->doc, n, "policy %s: must be a "
			    "mapping", key);
		} else {
			list_known(group, known, sizeof(known));
			status = ydoc_fail(&o->doc, n, "unknown policy '%s'; "
			    "known here: %s", key, known);
		}
		free(key);
	}
	return status;
}

static int64_t
number_of(const struct org *o, const char *key)
{
	int64_t v = 0;
	size_t i;

	for (i = 0; i < policy_count(); i++)
		if (strcmp(policy_keys[i].key, key) == 0)
			money_parse_exact(o->policy[i], strlen(o->policy[i]),
			    &v);
	return v;
}

/* A card would be OVER before it is to be watched. */
static int
check_order(struct org *o, const struct ynode *map)
{
	const struct ynode *group = ynode_get(map, "variance"), *n;

	if (number_of(o, "variance.watch_percent") <=
	    number_of(o, "variance.over_percent"))
		return FOC_OK;
	if ((n = ynode_get(group, "watch_percent")) == NULL)
		n = ynode_get(group, "over_percent");
	return ydoc_fail(&o->doc, n != NULL ? n : map, "policy variance: "
	    "watch_percent is above over_percent; it must come first");
}

/* map may be NULL: then all are defaults. */
int
org_read_policy(struct org *o, const struct ynode *map)
{
	size_t i;

	o->policy = xcalloc(policy_count(), sizeof(*o->policy));
	if (map != NULL && read_group(o, map, "") != FOC_OK)
		return FOC_BAD_INPUT;
	for (i = 0; i < policy_count(); i++)
		if (o->policy[i] == NULL)
			o->policy[i] = xstrdup(policy_keys[i].value);
	return map != NULL ? check_order(o, map) : FOC_OK;
}

/* ------------------------------------------------- classification rules */

static const struct ykey rule_keys[] = {
	{ "name", YNODE_TEXT, true },
	{ "billing_entity", YNODE_TEXT, false },	/* what it matches */
	{ "product_code", YNODE_TEXT, false },
	{ "product_name", YNODE_TEXT, false },
	{ "usage_type", YNODE_TEXT, false },
	{ "resource", YNODE_TEXT, false },
	{ "operation", YNODE_TEXT, false },
	{ "unit", YNODE_TEXT, false },
	{ "description", YNODE_TEXT, false },
	{ "platform", YNODE_TEXT, false },		/* what it says */
	{ "feature", YNODE_TEXT, false },
	{ "model", YNODE_TEXT, false },
	{ "token_type", YNODE_TEXT, false },
	{ "tier", YNODE_TEXT, false },
	{ "geography", YNODE_TEXT, false },
	{ "per_unit", YNODE_TEXT, false },
	{ NULL, 0, false }
};

static bool
matches_something(const struct ynode *rule)
{
	return ynode_get(rule, "billing_entity") != NULL ||
	    ynode_get(rule, "product_code") != NULL ||
	    ynode_get(rule, "product_name") != NULL ||
	    ynode_get(rule, "usage_type") != NULL ||
	    ynode_get(rule, "resource") != NULL ||
	    ynode_get(rule, "operation") != NULL;
}

/* What a rule says must be words that the reader of bills knows. */
static int
check_words(struct org *o, const struct ynode *rule)
{
	const struct ynode *n;
	char known[256];

	for (n = rule->first; n != NULL; n = n->next)
		if (!class_word(n->key, n->text, known, sizeof(known)))
			return ydoc_fail(&o->doc, n, "%s: '%s' is none of %s",
			    n->key, n->text, known);
	if ((n = ynode_get(rule, "per_unit")) != NULL &&
	    (strspn(n->text, "0123456789") != strlen(n->text) ||
	    strlen(n->text) > 7 || strtol(n->text, NULL, 10) == 0))
		return ydoc_fail(&o->doc, n, "per_unit: '%s' is no number of "
		    "tokens from 1 to 9999999", n->text);
	return FOC_OK;
}

static int
read_rule(struct org *o, const struct ynode *rule)
{
	const struct ykey *k;
	const char *text;
	cJSON *object;

	if (ydoc_keys(&o->doc, rule, rule_keys) != FOC_OK)
		return FOC_BAD_INPUT;
	if (!matches_something(rule))
		return ydoc_fail(&o->doc, rule, "a rule that matches every "
		    "row; give a billing_entity, product_code, product_name, "
		    "usage_type, resource or operation");
	if (check_words(o, rule) != FOC_OK)
		return FOC_BAD_INPUT;
	object = cJSON_CreateObject();
	for (k = rule_keys; k->name != NULL; k++)
		if ((text = ynode_text(rule, k->name, NULL)) != NULL)
			cJSON_AddItemToObject(object, k->name,
			    cJSON_CreateString(text));
	o->rules = org_grow(o->rules, o->n_rules, sizeof(*o->rules));
	o->rules[o->n_rules++] = json_print(object);
	cJSON_Delete(object);
	return FOC_OK;
}

int
org_read_rules(struct org *o, const struct ynode *list)
{
	struct intern *names = intern_new();
	const struct ynode *n;
	const char *name;
	int status = FOC_OK;

	for (n = list != NULL ? list->first : NULL;
	    n != NULL && status == FOC_OK; n = n->next) {
		status = read_rule(o, n);
		name = ynode_text(n, "name", "");
		if (status == FOC_OK && org_seen(names, name))
			status = ydoc_fail(&o->doc, n, "a rule is named '%s' "
			    "already", name);
	}
	intern_free(names);
	return status;
}
