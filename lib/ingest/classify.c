/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/embed.h"
#include "core/mem.h"
#include "core/tsv.h"
#include "ingest/classify.h"

#define NAME_MAX_BYTES	256
#define EDITION		" (Amazon Bedrock Edition)"

const char *
pooled(struct classifier *c, const char *s, size_t len)
{
	return intern_get(c->pool, intern_add(c->pool, s, len), NULL);
}

/* Put key -> value into a table; the first value of a key stays. */
static void
put(struct intern *keys, const char ***values, const char *key,
    const char *value)
{
	uint32_t n = intern_count(keys);

	if (intern_add(keys, key, strlen(key)) < n)
		return;
	*values = xreallocarray(*values, (size_t)n + 1, sizeof(**values));
	(*values)[n] = value;
}

/*
 * There is no way to ask an intern table without adding; so the tables are
 * asked with the number of entries in hand.
 */
static const char *
get(struct intern *keys, const char *const *values, size_t n, const char *key)
{
	uint32_t id = intern_add(keys, key, strlen(key));

	return id < n ? values[id] : NULL;
}

static void
load_regions(struct classifier *c)
{
	struct tsv t;

	tsv_open(&t, embed_text("ingest/regions.tsv"));
	while (tsv_next(&t))
		put(c->codes, &c->region, t.cell[0], pooled(c, t.cell[1],
		    strlen(t.cell[1])));
	tsv_close(&t);
	c->n_regions = intern_count(c->codes);
}

int
classifier_open(struct foc *f, struct classifier *c)
{
	const char *model;
	struct rows r;
	int status;

	*c = (struct classifier){ .pool = intern_new(),
	    .aliases = intern_new(), .codes = intern_new() };
	load_regions(c);
	if ((status = rules_load(f, &c->rules)) != FOC_OK)
		return status;
	db_query(&r, f, SQL_INGEST_ALIASES, "");
	while (db_next(&r)) {
		model = db_text(&r, 1);
		put(c->aliases, &c->model, db_text(&r, 0),
		    pooled(c, model, strlen(model)));
	}
	c->n_models = intern_count(c->aliases);
	return db_done(&r);
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

/* One part of an ARN into a buffer; returns what follows its colon. */
static const char *
arn_part(char *to, size_t size, const char *s)
{
	const char *colon = strchr(s, ':');

	if (colon == NULL || (size_t)(colon - s) >= size)
		return NULL;
	memcpy(to, s, (size_t)(colon - s));
	to[colon - s] = '\0';
	return colon + 1;
}

bool
arn_parse(struct arn *a, const char *s)
{
	*a = (struct arn){ .rest = "" };
	if (strncmp(s, "arn:", 4) != 0)
		return false;
	s = arn_part(a->partition, sizeof(a->partition), s + 4);
	if (s != NULL)
		s = arn_part(a->service, sizeof(a->service), s);
	if (s != NULL)
		s = arn_part(a->region, sizeof(a->region), s);
	if (s != NULL)
		s = arn_part(a->account, sizeof(a->account), s);
	if (s == NULL) {
		*a = (struct arn){ .rest = "" };
		return false;
	}
	a->rest = s;
	return true;
}

static void
lower_copy(char to[NAME_MAX_BYTES], const char *s)
{
	size_t i;

	for (i = 0; s[i] != '\0' && i < NAME_MAX_BYTES - 1; i++)
		to[i] = s[i] >= 'A' && s[i] <= 'Z' ?
		    (char)(s[i] + ('a' - 'A')) : s[i];
	to[i] = '\0';
}

/* Cut "-v1:0", "-v1", ":0" and a date such as "-20251001" off the end. */
static void
cut_revision(char *name)
{
	char *p = strrchr(name, ':');

	if (p != NULL && p[1 + strspn(p + 1, "0123456789")] == '\0')
		*p = '\0';
	p = strrchr(name, '-');
	if (p != NULL && p[1] == 'v' && p[2] != '\0' &&
	    p[2 + strspn(p + 2, "0123456789")] == '\0')
		*p = '\0';
	p = strrchr(name, '-');
	if (p != NULL && strlen(p) == 9 &&
	    p[1 + strspn(p + 1, "0123456789")] == '\0')
		*p = '\0';
}

const char *
model_lookup(const struct classifier *c, const char *name)
{
	char key[NAME_MAX_BYTES];
	const char *model;

	lower_copy(key, name);
	model = get(c->aliases, c->model, c->n_models, key);
	if (model == NULL) {
		cut_revision(key);
		model = get(c->aliases, c->model, c->n_models, key);
	}
	return model;
}

/* "USE1-Nova..." and "USE1_..." begin with a code; its length, or 0. */
static size_t
code_length(const char *usage)
{
	size_t n = strspn(usage, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");

	return n >= 2 && n <= 4 && (usage[n] == '-' || usage[n] == '_') ? n : 0;
}

/* strcasestr for words in lower case. */
static const char *
first_cut(const struct rules *r, const char *s)
{
	const char *best = NULL, *at;
	size_t i;

	for (i = 0; i < r->n_cut; i++)
		if ((at = strcasestr(s, r->cut[i])) != NULL &&
		    (best == NULL || at < best))
			best = at;
	return best;
}

/* Where a profile's name begins behind its geography: "us.anthropic...". */
static const char *
skip_geography(const char *s)
{
	static const char *const words[] = {
		"global.", "us.", "eu.", "apac.", "au.", "jp.", "ca.",
		"us-gov."
	};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strncmp(s, words[i], strlen(words[i])) == 0)
			return s + strlen(words[i]);
	return s;
}

/* The model that a resource names; false where it names none. */
static bool
arn_model(const char *resource, char to[NAME_MAX_BYTES])
{
	struct arn a;
	const char *p;

	if (!arn_parse(&a, resource) || strcmp(a.service, "bedrock") != 0)
		return false;
	if (strncmp(a.rest, "foundation-model/", 17) == 0)
		p = a.rest + 17;
	else if (strncmp(a.rest, "inference-profile/", 18) == 0)
		p = skip_geography(a.rest + 18);
	else
		return false;
	snprintf(to, NAME_MAX_BYTES, "%s", p);
	return *p != '\0';
}

/* "Claude Opus 5.5 (Amazon Bedrock Edition)" without its tail. */
static bool
product_model(const char *product, char to[NAME_MAX_BYTES])
{
	size_t len = strlen(product), tail = strlen(EDITION);

	if (len <= tail || strcasecmp(product + len - tail, EDITION) != 0)
		return false;
	snprintf(to, NAME_MAX_BYTES, "%.*s", (int)(len - tail), product);
	return true;
}

/* What stands between the region's code and the first word of the meter. */
static bool
usage_model(const struct classifier *c, const char *usage,
    char to[NAME_MAX_BYTES])
{
	size_t code = code_length(usage);
	const char *p = code > 0 ? usage + code + 1 : usage;
	const char *end = first_cut(&c->rules, p);

	if (end == NULL || end == p || strncmp(p, "MP:", 3) == 0)
		return false;
	snprintf(to, NAME_MAX_BYTES, "%.*s", (int)(end - p), p);
	return true;
}

/* The first name that is known, else the first name. */
static void
find_model(struct classifier *c, const struct class_in *in,
    struct class_out *out)
{
	char name[3][NAME_MAX_BYTES];
	const char *known;
	int i, n = 0;

	n += product_model(in->product, name[n]);
	n += usage_model(c, in->usage, name[n]);
	n += arn_model(in->resource, name[n]);
	out->model = "";
	for (i = 0; i < n; i++)
		if ((known = model_lookup(c, name[i])) != NULL) {
			out->model = known;
			return;
		}
	if (n > 0) {
		out->model = pooled(c, name[0], strlen(name[0]));
		out->unknown_model = true;
	}
}

static const char *
find_region(struct classifier *c, const struct class_in *in)
{
	const char *region = NULL;
	struct arn a;
	size_t code;
	char key[8];

	if (*in->region != '\0')
		return pooled(c, in->region, strlen(in->region));
	if (arn_parse(&a, in->resource) && a.region[0] != '\0')
		return pooled(c, a.region, strlen(a.region));
	if ((code = code_length(in->usage)) > 0) {
		snprintf(key, sizeof(key), "%.*s", (int)code, in->usage);
		region = get(c->codes, c->region, c->n_regions, key);
	}
	return region != NULL ? region : "";
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
	if ((end = first_cut(&c->rules, in->usage)) != NULL)
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
	apply(out, rules_first(&c->rules, STAGE_UNIT, value), said);
	out->feature = said[THEN_FEATURE];
	out->tier = said[THEN_TIER];
	out->geography = said[THEN_GEOGRAPHY];
	out->unit = said[THEN_UNIT] != NULL ? said[THEN_UNIT] :
	    pooled(c, in->unit, strlen(in->unit));
	out->per_unit = said[THEN_PER_UNIT] != NULL ?
	    strtol(said[THEN_PER_UNIT], NULL, 10) : DB_NULL;
	out->unclassified = meter->when[WHEN_USAGE] == NULL &&
	    meter->when[WHEN_PLATFORM] == NULL;
	out->region = find_region(c, in);
	out->model = "";
	if (said[THEN_MODEL] != NULL)
		out->model = said[THEN_MODEL];
	else if (has_model(out->feature))
		find_model(c, in, out);
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
	arn_model(resource, model);
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
