/* SPDX-License-Identifier: MIT */
/* Models and regions by whatever name the bill has for them. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/embed.h"
#include "core/mem.h"
#include "core/tsv.h"
#include "ingest/classify.h"

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

	tsv_open(&t, embed_text("db/regions.tsv"));
	while (tsv_next(&t))
		if (*t.cell[0] != '\0')
			put(c->codes, &c->region, t.cell[0], pooled(c,
			    t.cell[1], strlen(t.cell[1])));
	tsv_close(&t);
	c->n_regions = intern_count(c->codes);
}

int
names_load(struct foc *f, struct classifier *c)
{
	const char *model;
	struct rows r;

	load_regions(c);
	db_query(&r, f, SQL_INGEST_ALIASES, "");
	while (db_next(&r)) {
		model = db_text(&r, 1);
		put(c->aliases, &c->model, db_text(&r, 0),
		    pooled(c, model, strlen(model)));
	}
	c->n_models = intern_count(c->aliases);
	return db_done(&r);
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

const char *
name_end(const struct classifier *c, const char *s)
{
	const struct rules *r = &c->rules;
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

bool
model_of_arn(const char *resource, char to[NAME_MAX_BYTES])
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
	const char *end = name_end(c, p);

	if (end == NULL || end == p || strncmp(p, "MP:", 3) == 0)
		return false;
	snprintf(to, NAME_MAX_BYTES, "%.*s", (int)(end - p), p);
	return true;
}

void
model_find(struct classifier *c, const struct class_in *in,
    struct class_out *out)
{
	char name[3][NAME_MAX_BYTES];
	const char *known;
	int i, n = 0;

	n += product_model(in->product, name[n]);
	n += usage_model(c, in->usage, name[n]);
	n += model_of_arn(in->resource, name[n]);
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

const char *
region_find(struct classifier *c, const struct class_in *in)
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
