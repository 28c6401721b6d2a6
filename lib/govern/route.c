/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "govern/route.h"

int
catalog_find(struct foc *f, const char *name, char **model)
{
	int status = db_get_text(f, model, SQL_MODEL_RESOLVE, "s", name);

	if (status == FOC_OK && *model == NULL)
		status = foc_fail(f, FOC_REFUSED, "model '%s': is not in the "
		    "catalog; foc-model list shows what is", name);
	return status;
}

static const char *const words[] = {
	[ROUTE_REGION] = "REGION", [ROUTE_GEOGRAPHY] = "GEOGRAPHY",
	[ROUTE_GLOBAL] = "GLOBAL", [ROUTE_WORKSPACE] = "WORKSPACE",
};

const char *
route_word(enum route_kind kind)
{
	return words[kind];
}

const char *
route_invoke_id(const struct route *r)
{
	if (r->application != NULL)
		return r->application;
	return r->profile_id != NULL ? r->profile_id : r->model_id;
}

char *
route_endpoint(const struct route *r, const char *region)
{
	return xasprintf(r->kind == ROUTE_WORKSPACE ?
	    "https://aws-external-anthropic.%s.api.aws" :
	    "https://bedrock-runtime.%s.amazonaws.com", region);
}

static int
not_offered(struct foc *f, const char *model, const char *region)
{
	char *regions = NULL;
	int status;

	status = db_get_text(f, &regions, SQL_PROFILE_REGIONS, "s", model);
	if (status != FOC_OK)
		return status;
	if (regions == NULL)
		status = foc_fail(f, FOC_REFUSED, "model %s: can only be "
		    "called through an inference profile, and the catalog "
		    "knows none; foc-model import takes the output of aws "
		    "bedrock list-inference-profiles", model);
	else
		status = foc_fail(f, FOC_REFUSED, "model %s: is not offered "
		    "in %s; it is in %s", model, region, regions);
	free(regions);
	return status;
}

static void
add_destinations(struct route *r, const char *list)
{
	char *copy = xstrdup(list), *save = NULL, *word;

	for (word = strtok_r(copy, " ", &save); word != NULL;
	    word = strtok_r(NULL, " ", &save))
		words_add(&r->destinations, word);
	free(copy);
}

static int
find_profile(struct foc *f, const char *model, const char *region,
    struct route *r)
{
	struct rows q;

	db_query(&q, f, SQL_PROFILE_ROUTE, "ss", model, region);
	if (db_next(&q)) {
		r->profile_id = xstrdup(db_text(&q, 0));
		r->kind = strcmp(db_text(&q, 1), "GLOBAL") == 0 ?
		    ROUTE_GLOBAL : ROUTE_GEOGRAPHY;
		words_add(&r->destinations, region);
		if (r->kind == ROUTE_GEOGRAPHY)
			add_destinations(r, db_text(&q, 2));
	}
	return db_done(&q);
}

/* The model in the catalog; *alone: it can be called without a profile. */
static int
find_model(struct foc *f, const char *platform, const char *model,
    const char *region, struct route *r, bool *alone)
{
	struct rows q;
	int status;

	*alone = false;
	db_query(&q, f, SQL_MODEL_ROUTE, "sss", platform, model, region);
	if (db_next(&q)) {
		r->model_id = xstrdup(db_text(&q, 0));
		*alone = db_int(&q, 1) != 0;
		r->vendor = xstrdup(db_text(&q, 2));
	}
	status = db_done(&q);
	if (status == FOC_OK && r->model_id == NULL)
		status = foc_fail(f, FOC_REFUSED, "model %s: is not in the "
		    "catalog of %s", model, platform);
	return status;
}

int
route_find(struct foc *f, const char *platform, const char *model,
    const char *region, const char *availability, struct route *r)
{
	bool standard = strcmp(availability, "STANDARD") == 0, alone;
	int status;

	*r = (struct route){ .kind = ROUTE_REGION };
	if ((status = find_model(f, platform, model, region, r, &alone)) != FOC_OK)
		return status;
	if (strcmp(platform, "CLAUDE_PLATFORM") == 0) {
		r->kind = ROUTE_WORKSPACE;
		words_add(&r->destinations, region);
		return FOC_OK;
	}
	if (!standard || !alone)
		status = find_profile(f, model, region, r);
	if (status == FOC_OK && r->profile_id == NULL && !alone)
		status = not_offered(f, model, region);
	if (r->profile_id == NULL)
		words_add(&r->destinations, region);
	return status;
}

void
route_of_row(struct rows *q, int col, struct route *r)
{
	const char *s = db_text(q, col);
	size_t i;

	*r = (struct route){ .kind = ROUTE_REGION };
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(words[i], s) == 0)
			r->kind = (enum route_kind)i;
	r->model_id = xstrdup(db_text(q, col + 1));
	r->vendor = xstrdup(db_text(q, col + 2));
	if ((s = db_text(q, col + 3)) != NULL)
		r->profile_id = xstrdup(s);
	if ((s = db_text(q, col + 4)) != NULL)
		r->application = xstrdup(s);
	add_destinations(r, db_text(q, col + 5));
}

int
route_of_scope(struct foc *f, const char *scope, struct route *r)
{
	struct rows q;

	*r = (struct route){ .kind = ROUTE_REGION };
	db_query(&q, f, SQL_SCOPE_ROUTE, "s", scope);
	if (db_next(&q))
		route_of_row(&q, 0, r);
	return db_done(&q);
}

void
route_free(struct route *r)
{
	free(r->model_id);
	free(r->vendor);
	free(r->profile_id);
	free(r->application);
	words_free(&r->destinations);
}

char *
route_profile_arn(const struct route *r, const char *region,
    const char *account)
{
	return xasprintf("arn:aws:bedrock:%s:%s:inference-profile/%s", region,
	    account, r->profile_id);
}

void
route_model_arns(const struct route *r, struct words *arns)
{
	char *arn;
	size_t i;

	for (i = 0; i < r->destinations.n; i++) {
		arn = xasprintf("arn:aws:bedrock:%s::foundation-model/%s",
		    r->destinations.word[i], r->model_id);
		words_add(arns, arn);
		free(arn);
	}
}

char *
route_note(const struct route *r, const char *model, const char *region,
    const char *availability)
{
	char *where = words_join(&r->destinations, ", "), *note;
	bool standard = strcmp(availability, "STANDARD") == 0;

	switch (r->kind) {
	case ROUTE_REGION:
		note = standard ? xasprintf("STANDARD: calls are answered in "
		    "%s only.", region) : xasprintf("PRODUCTION_HA was asked "
		    "for, but the catalog knows no inference profile of %s in "
		    "%s: calls are answered in %s only.", model, region,
		    region);
		break;
	case ROUTE_GEOGRAPHY:
		note = xasprintf("%s%s the profile %s, which may answer in "
		    "%s.", availability, standard ? " was asked for, but this "
		    "model has no single-region option here: calls go through"
		    : ": calls go through", r->profile_id, where);
		break;
	case ROUTE_WORKSPACE:
		note = xasprintf("Calls go through a workspace that is bound "
		    "to %s; where they are answered is its data residency, "
		    "not its region.", region);
		break;
	case ROUTE_GLOBAL:
	default:
		note = xasprintf("%s was asked for, but this model is offered "
		    "here only through the global profile %s, which may "
		    "answer in any commercial region.", availability,
		    r->profile_id);
	}
	free(where);
	return note;
}
