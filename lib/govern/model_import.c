/* SPDX-License-Identifier: MIT */
/*
 * Bringing the catalog up to date: what `aws bedrock list-foundation-models`
 * and list-inference-profiles say of one region, and lists of models of the
 * Claude Platform.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/json.h"
#include "core/mem.h"
#include "core/sha.h"
#include "core/text.h"
#include "core/tsv.h"
#include "govern/listing.h"

#define NAME_BYTES_MAX	256
#define CLAUDE		"CLAUDE_PLATFORM"

static int
bad(struct listing *im, const char *where, const char *why)
{
	return foc_fail(im->f, FOC_BAD_INPUT, "%s: %s: %s", im->file, where,
	    why);
}

/* A name for people, or an id: short, whole UTF-8, nothing invisible. */
static bool
is_name(const char *s)
{
	char *seen;
	bool same;

	if (s == NULL || *s == '\0' || strlen(s) > NAME_BYTES_MAX ||
	    !utf8_valid(s, strlen(s)))
		return false;
	seen = text_visible(s);
	same = strcmp(seen, s) == 0;
	free(seen);
	return same;
}

static bool
is_id(const char *s)
{
	return is_name(s) && isalnum((unsigned char)*s) && s[strspn(s,
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	    ".:_-")] == '\0';
}

/* --- list-foundation-models */

static const char *
arn_region(const char *arn, char region[32])
{
	const char *p = arn, *colon;
	int i;

	region[0] = '\0';
	for (i = 0; p != NULL && i < 3; i++)
		p = (p = strchr(p, ':')) != NULL ? p + 1 : NULL;
	if (p != NULL && (colon = strchr(p, ':')) != NULL && colon - p < 32)
		snprintf(region, 32, "%.*s", (int)(colon - p), p);
	return region;
}

/* Can it be called without a profile?  -1 where nothing is said. */
static int
on_demand(const cJSON *item)
{
	const cJSON *types = json_member(item, "inferenceTypesSupported");
	const cJSON *t;

	if (!cJSON_IsArray(types) || cJSON_GetArraySize(types) == 0)
		return -1;
	cJSON_ArrayForEach(t, types)
		if (cJSON_IsString(t) &&
		    strcmp(t->valuestring, "ON_DEMAND") == 0)
			return 1;
	return 0;
}

static int
set_region(struct listing *im, const char *model, const char *region,
    int in_region)
{
	if (*region == '\0' || in_region < 0)
		return FOC_OK;
	return db_run(im->f, SQL_CATALOG_REGION_SET, "ssi", model, region,
	    (int64_t)in_region);
}

static int
take_foundation(struct listing *im, const cJSON *item, const char *where)
{
	struct listed l = { "BEDROCK", json_string(item, "providerName"),
	    json_string(item, "modelName"), json_string(item, "modelId"),
	    on_demand(item) };
	const char *arn = json_string(item, "modelArn");
	const char *colon;
	char *model = NULL, region[32];
	int64_t twin;
	int status;

	if (!is_id(l.model_id))
		return bad(im, where, "has no modelId");
	if (l.name == NULL || *l.name == '\0')
		l.name = l.model_id;
	if (!is_name(l.vendor) || !is_name(l.name))
		return bad(im, where, "has no providerName, or a name that is "
		    "no plain text");
	/* "...-v1:0:24k": the same model, sold by provisioned throughput. */
	colon = strchr(l.model_id, ':');
	if (colon != NULL && strchr(colon + 1, ':') != NULL) {
		im->skipped++;
		return FOC_OK;
	}
	arn_region(arn != NULL ? arn : "", region);
	status = listing_resolve(im, &l, &model);
	if (status == FOC_OK)
		status = set_region(im, model, region, l.in_region);
	if (status == FOC_OK)
		status = listing_take(im, &l, model);
	if (status == FOC_OK)
		status = db_get_int(im->f, &twin, SQL_MODEL_ON_MARKETPLACE,
		    "s", l.vendor);
	if (status == FOC_OK && twin > 0) {
		l.platform = "MARKETPLACE";
		status = listing_take(im, &l, model);
	}
	free(model);
	return status;
}

/* --- list-inference-profiles */

/* The regions of its models, in order, each once; *global: any. */
static char *
destinations(const cJSON *models, bool *global)
{
	struct words w = { 0 };
	const cJSON *m;
	const char *arn;
	char region[32], *list;

	cJSON_ArrayForEach(m, models) {
		arn = json_string(m, "modelArn");
		arn_region(arn != NULL ? arn : "", region);
		if (*region != '\0')
			words_add(&w, region);
		else
			*global = true;
	}
	words_sort(&w);
	list = words_join(&w, " ");
	words_free(&w);
	return list;
}

static const char *
profile_model_id(const cJSON *models)
{
	const char *arn = json_string(cJSON_GetArrayItem(models, 0),
	    "modelArn");
	const char *slash = arn != NULL ? strchr(arn, '/') : NULL;

	return slash != NULL ? slash + 1 : NULL;
}

static int
set_profile(struct listing *im, const char *model, const char *id,
    const char *region, bool global, const char *regions)
{
	const char *geography = global ? "GLOBAL" : "REGIONAL";
	char *is = xasprintf("%s %s", geography, regions), *was = NULL;
	char *name = xasprintf("%s from %s", id, region);
	int status;

	status = db_get_text(im->f, &was, SQL_CATALOG_PROFILE, "sss", model,
	    id, region);
	if (status == FOC_OK && was != NULL && strcmp(was, is) == 0) {
		im->unchanged++;
	} else if (status == FOC_OK) {
		status = db_run(im->f, SQL_CATALOG_PROFILE_SET, "sssss",
		    model, id, geography, region, regions);
		if (status == FOC_OK)
			status = listing_say(im, was == NULL ? "+" : "~",
			    "profile", name, is);
	}
	free(name);
	free(was);
	free(is);
	return status;
}

static int
take_profile(struct listing *im, const cJSON *item, const char *where)
{
	const char *id = json_string(item, "inferenceProfileId");
	const char *arn = json_string(item, "inferenceProfileArn");
	const char *type = json_string(item, "type");
	const cJSON *models = json_member(item, "models");
	const char *model_id = profile_model_id(models);
	char region[32], *model = NULL, *regions;
	bool global;
	int status;

	if (type != NULL && strcmp(type, "SYSTEM_DEFINED") != 0) {
		im->skipped++;		/* somebody's own: a workload's */
		return FOC_OK;
	}
	if (!is_id(id) || arn == NULL || *arn_region(arn, region) == '\0' ||
	    !is_id(model_id))
		return bad(im, where, "needs inferenceProfileId, an "
		    "inferenceProfileArn with a region, and models");
	status = db_get_text(im->f, &model, SQL_MODEL_RESOLVE, "s", model_id);
	if (status == FOC_OK && model == NULL) {
		words_add(&im->unknown, model_id);
		im->skipped++;
	} else if (status == FOC_OK) {
		global = strncmp(id, "global.", 7) == 0;
		regions = destinations(models, &global);
		status = set_profile(im, model, id, region, global, regions);
		free(regions);
	}
	free(model);
	return status;
}

/* --- the Claude Platform's own list */

static int
take_claude(struct listing *im, const char *vendor, const char *id,
    const char *name, const char *where)
{
	struct listed l = { CLAUDE, vendor, name, id, -1 };
	char *model = NULL;
	int status;

	if (!is_id(id) || !is_name(vendor))
		return bad(im, where, "needs a vendor and a model id");
	if (name == NULL || *name == '\0')
		l.name = id;
	if (!is_name(l.name))
		return bad(im, where, "its name is no plain text");
	status = listing_resolve(im, &l, &model);
	if (status == FOC_OK)
		status = listing_take(im, &l, model);
	free(model);
	return status;
}

static int
take_listed(struct listing *im, const cJSON *item, const char *where)
{
	const char *vendor = json_string(item, "vendor");

	return take_claude(im, vendor != NULL ? vendor : "Anthropic",
	    json_string(item, "id"), json_string(item, "display_name"),
	    where);
}

/* --- files */

static const struct form {
	const char *key, *id, *what, *source;
	int	(*take)(struct listing *, const cJSON *, const char *);
} forms[] = {
	{ "modelSummaries", "modelId", "models", "list-foundation-models",
	    take_foundation },
	{ "inferenceProfileSummaries", "inferenceProfileId", "profiles",
	    "list-inference-profiles", take_profile },
	{ "data", "id", "models", "list of the Claude Platform",
	    take_listed },
};
#define FORM_CLAUDE	2

static int
read_list(struct listing *im, const struct form *form)
{
	const char *line;
	const cJSON *item;
	char where[64];
	int status = FOC_OK;

	im->what = form->what;
	im->key = form->id;
	im->source = xstrdup(form->source);
	cJSON_ArrayForEach(item, im->list) {
		if ((line = json_number(item, "line")) != NULL)
			snprintf(where, sizeof(where), "line %s", line);
		else
			snprintf(where, sizeof(where), "%s[%lld]", form->key,
			    (long long)im->rows);
		im->rows++;
		status = cJSON_IsObject(item) ? form->take(im, item, where) :
		    bad(im, where, "is no object");
		if (status != FOC_OK)
			break;
	}
	return status;
}

static int
read_json(struct listing *im, const char *text, size_t len)
{
	struct err e;
	cJSON *tree = json_parse(text, len, &e);
	size_t i;
	int status;

	if (tree == NULL)
		return foc_fail(im->f, FOC_BAD_INPUT, "%s: %s", im->file,
		    e.text);
	status = bad(im, "no list of models", "it has none of modelSummaries, "
	    "inferenceProfileSummaries and data");
	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		im->list = json_member(tree, forms[i].key);
		if (cJSON_IsArray(im->list)) {
			status = read_list(im, &forms[i]);
			break;
		}
	}
	if (status == FOC_OK && (json_string(tree, "nextToken") != NULL ||
	    json_string(tree, "NextToken") != NULL))
		foc_notice(im->f, "%s: is one page of several; the others are "
		    "not in it", im->file);
	cJSON_Delete(tree);
	return status;
}

static cJSON *
tsv_row(const struct tsv *t)
{
	cJSON *item = cJSON_CreateObject();
	char line[16];

	snprintf(line, sizeof(line), "%d", t->line);
	cJSON_AddRawToObject(item, "line", line);
	cJSON_AddStringToObject(item, "vendor", t->cell[0]);
	cJSON_AddStringToObject(item, "id", t->cell[1]);
	cJSON_AddStringToObject(item, "display_name", t->cell[2]);
	return item;
}

/* The same list as a table: vendor, model id, name. */
static int
read_tsv(struct listing *im, const char *text)
{
	cJSON *list = cJSON_CreateArray();
	struct tsv t;
	char where[32];
	int status = FOC_OK;

	tsv_open(&t, text);
	while (status == FOC_OK && tsv_next(&t)) {
		snprintf(where, sizeof(where), "line %d", t.line);
		if (t.n == 3)
			cJSON_AddItemToArray(list, tsv_row(&t));
		else
			status = bad(im, where, "needs vendor, model id and "
			    "name, with a tab between; or the file is no "
			    "output of aws bedrock list-foundation-models "
			    "or list-inference-profiles");
	}
	tsv_close(&t);
	im->list = list;
	if (status == FOC_OK)
		status = read_list(im, &forms[FORM_CLAUDE]);
	cJSON_Delete(list);
	return status;
}

static int
finish(struct listing *im, const char *role, const char *text, size_t len)
{
	char sha[SHA_HEX_MAX], now[UTC_TEXT_MAX], *after, *unknown;
	int status;

	sha_hex_of(sha, text, len);
	after = xasprintf("%s sha256 %s: +%lld ~%lld =%lld", im->what, sha,
	    (long long)im->added, (long long)im->changed,
	    (long long)im->unchanged);
	unknown = words_json(&im->unknown);
	status = db_meta_set(im->f, "catalog_synced", utc_text(now,
	    im->f->now));
	if (status == FOC_OK)
		status = audit_add(im->f, role, "import", "catalog", NULL,
		    after, NULL);
	if (status == FOC_OK)
		status = db_emit(im->f, im->out, NULL, SQL_CATALOG_IMPORT,
		    "sssiiiiisnn", im->file, sha, im->what, im->rows,
		    im->added, im->changed, im->unchanged, im->skipped,
		    unknown);
	free(unknown);
	free(after);
	return status;
}

int
foc_model_import(struct foc *f, const char *file, const char *text,
    size_t len, struct foc_out *out)
{
	struct listing im = { .f = f, .out = out, .file = file };
	const char *role;
	char *copy;			/* that a NUL ends */
	int status;

	if ((status = need_role(f, ROLE_FINOPS_LEAD | ROLE_OPERATOR |
	    ROLE_ADMIN, &role)) != FOC_OK)
		return status;
	copy = xstrndup(text, len);
	if (strlen(copy) != len)
		status = foc_fail(f, FOC_BAD_INPUT, "%s: has a NUL byte",
		    file);
	else if (copy[strspn(copy, " \t\r\n")] == '{')
		status = read_json(&im, copy, len);
	else
		status = read_tsv(&im, copy);
	if (status == FOC_OK && im.rows == 0)
		status = foc_fail(f, FOC_BAD_INPUT, "%s: names no model",
		    file);
	if (status == FOC_OK)
		status = finish(&im, role, text, len);
	words_free(&im.unknown);
	free(im.source);
	free(copy);
	return status;
}
