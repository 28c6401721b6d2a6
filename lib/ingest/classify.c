/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "ingest/classify.h"

int
classifier_open(struct foc *f, struct classifier *c)
{
	int status;

	*c = (struct classifier){ .pool = intern_new(),
	    .aliases = intern_new(), .codes = intern_new() };
	if ((status = rules_load(f, &c->rules)) != FOC_OK)
		return status;
	return names_load(f, c);
}

void
classifier_close(struct classifier *c)
{
	rules_free(&c->rules);
	intern_free(c->aliases);
	intern_free(c->codes);
	intern_free(c->pool);
	free(c->model);
	free(c->region);
}

/* Take what a rule says about things that nothing has been said about. */
static void
apply(struct class_out *out, const struct rule *rule, const char *said[])
{
	int i;

	for (i = 0; rule != NULL && i < THEN__MAX; i++)
		if (said[i] == NULL)
			said[i] = rule->then[i];
	if (rule != NULL && rule->then[THEN_UNVERIFIED] != NULL)
		out->unverified = true;
}

/* The meter in the usage type, else in the last part of the description. */
static const struct rule *
find_meter(struct classifier *c, const struct class_in *in,
    const char *value[WHEN__MAX])
{
	const struct rule *rule = rules_first(&c->rules, STAGE_METER, value);
	const char *tail = strrchr(in->description, '|'), *end;

	if (rule->when[WHEN_USAGE] == NULL && tail != NULL &&
	    rule->when[WHEN_PLATFORM] == NULL) {
		value[WHEN_USAGE] = tail + 1;
		return rules_first(&c->rules, STAGE_METER, value);
	}
	if ((end = name_end(c, in->usage)) != NULL)
		value[WHEN_USAGE] = end;
	return rule;
}

static bool
has_model(const char *feature)
{
	return strcmp(feature, "GUARDRAIL") != 0 &&
	    strcmp(feature, "KNOWLEDGE_BASE") != 0;
}

/* Everything but the platform, which is known. */
static void
fill(struct classifier *c, const struct class_in *in, struct class_out *out,
    const char *value[WHEN__MAX], const char *said[THEN__MAX],
    const char *rule)
{
	const struct rule *meter;
	char name[128];

	value[WHEN_PLATFORM] = out->platform = said[THEN_PLATFORM];
	meter = find_meter(c, in, value);
	apply(out, meter, said);
	value[WHEN_TOKEN_TYPE] = out->token_type = said[THEN_TOKEN_TYPE];
	apply(out, rules_first(&c->rules, STAGE_TIER, value), said);
	apply(out, rules_first(&c->rules, STAGE_GEOGRAPHY, value), said);
	apply(out, rules_first(&c->rules, STAGE_ENDPOINT, value), said);
	apply(out, rules_first(&c->rules, STAGE_UNIT, value), said);
	out->feature = said[THEN_FEATURE];
	out->tier = said[THEN_TIER];
	out->geography = said[THEN_GEOGRAPHY];
	out->endpoint = said[THEN_ENDPOINT] != NULL ? said[THEN_ENDPOINT] : "";
	out->unit = said[THEN_UNIT] != NULL ? said[THEN_UNIT] :
	    pooled(c, in->unit, strlen(in->unit));
	out->per_unit = said[THEN_PER_UNIT] != NULL ?
	    strtol(said[THEN_PER_UNIT], NULL, 10) : DB_NULL;
	out->unclassified = meter->when[WHEN_USAGE] == NULL &&
	    meter->when[WHEN_PLATFORM] == NULL;
	out->region = region_find(c, in);
	out->model = "";
	if (said[THEN_MODEL] != NULL)
		out->model = said[THEN_MODEL];
	else if (has_model(out->feature))
		model_find(c, in, out);
	snprintf(name, sizeof(name), "%s/%s", rule, meter->name);
	out->rule = pooled(c, name, strlen(name));
}

void
classify(struct classifier *c, const struct class_in *in,
    struct class_out *out)
{
	const char *value[WHEN__MAX] = {
		[WHEN_ENTITY] = in->entity, [WHEN_CODE] = in->code,
		[WHEN_PRODUCT] = in->product, [WHEN_USAGE] = in->usage,
		[WHEN_RESOURCE] = in->resource,
		[WHEN_OPERATION] = in->operation, [WHEN_UNIT] = in->unit,
		[WHEN_DESCRIPTION] = in->description,
	};
	const char *said[THEN__MAX] = { NULL };
	const struct rule *user, *rule;

	*out = (struct class_out){ .per_unit = DB_NULL };
	user = rules_first(&c->rules, STAGE_USER, value);
	rule = rules_first(&c->rules, STAGE_PLATFORM, value);
	apply(out, user, said);
	apply(out, rule, said);
	if (said[THEN_PLATFORM] == NULL && *in->product == '\0' &&
	    *in->code != '\0' && (rule = rules_first(&c->rules, STAGE_OPAQUE,
	    value)) != NULL) {
		out->kind = KIND_OPAQUE;
		apply(out, rule, said);
	} else if (said[THEN_PLATFORM] != NULL)
		out->kind = KIND_AI;
	if (said[THEN_PLATFORM] == NULL ||
	    strcmp(said[THEN_PLATFORM], PLATFORM_NONE) == 0) {
		out->kind = KIND_OTHER;
		return;
	}
	fill(c, in, out, value, said, user != NULL ? user->name : rule->name);
}

/* Is the resource the only thing about this rule that is not known? */
static bool
only_resource(const struct rule *r)
{
	int i;

	for (i = 0; i < WHEN__MAX; i++)
		if (r->when[i] != NULL && i != WHEN_RESOURCE &&
		    i != WHEN_ENTITY && i != WHEN_CODE)
			return false;
	return true;
}

enum kind
classify_early(struct classifier *c, const char *entity, const char *code,
    const char **resources)
{
	const char *value[WHEN__MAX] = { [WHEN_ENTITY] = entity,
	    [WHEN_CODE] = code };
	char list[1024] = "";
	const struct rule *r;
	size_t i, used = 0;
	int fits;

	*resources = NULL;
	for (i = 0; i < c->rules.first[STAGE_OPAQUE + 1]; i++) {
		r = &c->rules.rule[i];
		if ((fits = rule_fits(r, value)) == 0 ||
		    (r->stage == STAGE_USER && r->then[THEN_PLATFORM] == NULL))
			continue;
		if (fits > 0 && used == 0 && r->then[THEN_PLATFORM] != NULL &&
		    strcmp(r->then[THEN_PLATFORM], PLATFORM_NONE) == 0)
			return KIND_OTHER;
		if (fits > 0 || !only_resource(r) ||
		    used + strlen(r->when[WHEN_RESOURCE]) + 2 > sizeof(list))
			return KIND_AI;
		used += (size_t)snprintf(list + used, sizeof(list) - used,
		    "%s%s", used > 0 ? "|" : "", r->when[WHEN_RESOURCE]);
	}
	if (used == 0)
		return KIND_OTHER;
	*resources = pooled(c, list, used);
	return KIND_AI;
}

size_t
resource_key(const struct classifier *c, const char *resource,
    char key[RESOURCE_KEY_MAX])
{
	char model[NAME_MAX_BYTES] = "";
	const struct rule *r;
	struct arn a;
	size_t i, n;

	arn_parse(&a, resource);
	model_of_arn(resource, model);
	n = (size_t)snprintf(key, RESOURCE_KEY_MAX, "%s/%s/", model, a.region);
	for (i = 0; i < c->rules.n; i++) {
		r = &c->rules.rule[i];
		if (r->when[WHEN_RESOURCE] == NULL)
			continue;
		if (n == RESOURCE_KEY_MAX)
			return 0;
		key[n++] = pattern_fits(r->when[WHEN_RESOURCE], resource,
		    strlen(resource)) ? '1' : '0';
	}
	return n;
}
