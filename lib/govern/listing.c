/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "db/machine.h"
#include "govern/listing.h"

/* --- canonical ids */

static bool
digits_from(const char *s)
{
	return *s != '\0' && s[strspn(s, "0123456789")] == '\0';
}

/* "-v1:0", "-v1", ":0" and a date such as "-20251001" at the end. */
static void
cut_revision(char *id)
{
	char *p;

	if ((p = strchr(id, ':')) != NULL)
		*p = '\0';
	if ((p = strrchr(id, '-')) != NULL && p[1] == 'v' &&
	    digits_from(p + 2))
		*p = '\0';
	if ((p = strrchr(id, '-')) != NULL && strlen(p) == 9 &&
	    digits_from(p + 1))
		*p = '\0';
}

char *
model_canonical(const char *model_id, bool full)
{
	const char *dot = strchr(model_id, '.'), *rest = model_id;
	char *id, *p;

	/* "deepseek.v3.2" needs its vendor, "amazon.nova-lite-v1:0" not. */
	if (dot != NULL && !(dot[1] == 'v' && isdigit((unsigned char)dot[2])))
		rest = dot + 1;
	id = xstrdup(rest);
	if (!full)
		cut_revision(id);
	for (p = id; *p != '\0'; p++)
		*p = isalnum((unsigned char)*p) ?
		    (char)tolower((unsigned char)*p) : '-';
	return id;
}

/* --- changes */

int
listing_say(struct listing *im, const char *op, const char *what,
    const char *name, const char *detail)
{
	if (*op == '+')
		im->added++;
	else
		im->changed++;
	return db_emit(im->f, im->out, NULL, SQL_CATALOG_CHANGE, "ssss", op,
	    what, name, detail);
}

static int
add_alias(struct foc *f, const char *alias, const char *model)
{
	return db_run(f, SQL_SEED_ALIAS, "ss", alias, model);
}

/* Ways in which a bill or a person may spell it. */
static int
add_aliases(struct listing *im, const struct listed *l, const char *model)
{
	const char *dot = strchr(l->model_id, '.');
	char *bare = xstrdup(l->model_id);
	int status;

	cut_revision(bare);
	status = add_alias(im->f, l->model_id, model);
	if (status == FOC_OK)
		status = add_alias(im->f, l->name, model);
	if (status == FOC_OK)
		status = add_alias(im->f, bare, model);
	if (status == FOC_OK && dot != NULL)
		status = add_alias(im->f, dot + 1, model);
	free(bare);
	return status;
}

static int
insert(struct listing *im, const struct listed *l, const char *model)
{
	char *name = xasprintf("%s:%s", l->platform, model);
	int status;

	status = db_run(im->f, SQL_SEED_MODEL, "sssssisis", l->platform,
	    model, l->vendor, l->name, l->model_id,
	    (int64_t)(l->in_region > 0), machine_first(MACHINE_MODEL,
	    "discover"), im->f->now, im->source);
	if (status == FOC_OK)
		status = add_aliases(im, l, model);
	if (status == FOC_OK)
		status = listing_say(im, "+", "model", name, l->model_id);
	free(name);
	return status;
}

struct stored {
	char	*vendor, *name, *model_id, *status;
	int64_t	in_region;
};

static int
read_stored(struct foc *f, const char *platform, const char *model,
    struct stored *s, bool *found)
{
	struct rows r;

	*s = (struct stored){ 0 };
	*found = false;
	db_query(&r, f, SQL_CATALOG_ROW, "ss", platform, model);
	if (db_next(&r)) {
		*found = true;
		s->vendor = xstrdup(db_text(&r, 0));
		s->name = xstrdup(db_text(&r, 1));
		s->model_id = xstrdup(db_text(&r, 2));
		s->in_region = db_int(&r, 3);
		s->status = xstrdup(db_text(&r, 4));
	}
	return db_done(&r);
}

static void
free_stored(struct stored *s)
{
	free(s->vendor);
	free(s->name);
	free(s->model_id);
	free(s->status);
}

static char *
differences(const struct listed *l, const struct stored *s, int64_t in_region,
    const char *model_id)
{
	char *text = NULL;
	size_t size;
	FILE *out = memstream(&text, &size);

	if (out == NULL)
		return xstrdup("");
	if (strcmp(s->vendor, l->vendor) != 0)
		fprintf(out, ", vendor %s -> %s", s->vendor, l->vendor);
	if (strcmp(s->name, l->name) != 0)
		fprintf(out, ", name %s -> %s", s->name, l->name);
	if (strcmp(s->model_id, model_id) != 0)
		fprintf(out, ", id %s -> %s", s->model_id, model_id);
	if (s->in_region != in_region)
		fprintf(out, ", in_region %s", in_region ? "true" : "false");
	fclose(out);
	return text;
}

/*
 * A model that is known: its names follow AWS, its id only as long as nobody
 * has decided about it, its status never.
 */
static int
update(struct listing *im, const struct listed *l, const char *model,
    const struct stored *s)
{
	const char *id = strcmp(s->status, "PENDING_REVIEW") == 0 ?
	    l->model_id : s->model_id;
	int64_t in_region = s->in_region;
	char *diff, *name;
	int status = FOC_OK;

	if (l->in_region >= 0) {
		status = db_get_int(im->f, &in_region, SQL_CATALOG_ANYWHERE,
		    "s", model);
		if (status != FOC_OK)
			return status;
	}
	diff = differences(l, s, in_region, id);
	name = xasprintf("%s:%s", l->platform, model);
	if (*diff == '\0') {
		im->unchanged++;
	} else {
		status = db_run(im->f, SQL_CATALOG_UPDATE, "sssssiis",
		    l->platform, model, l->vendor, l->name, id, in_region,
		    im->f->now, im->source);
		if (status == FOC_OK)
			status = listing_say(im, "~", "model", name, diff + 2);
	}
	if (status == FOC_OK)
		status = add_aliases(im, l, model);
	free(name);
	free(diff);
	return status;
}

/* Is another id of this list the one that the row has? */
static bool
is_listed(const struct listing *im, const char *model_id)
{
	const cJSON *item;
	const char *s;

	cJSON_ArrayForEach(item, im->list)
		if ((s = json_string(item, im->key)) != NULL &&
		    strcmp(s, model_id) == 0)
			return true;
	return false;
}

/*
 * Which model of the catalog an id is: by that id, by a spelling, else by
 * the short canonical id, unless another model has that already.
 */
int
listing_resolve(struct listing *im, const struct listed *l, char **model)
{
	struct stored s;
	bool found, taken;
	int status;

	status = db_get_text(im->f, model, SQL_CATALOG_BY_ID, "ss",
	    l->platform, l->model_id);
	if (status == FOC_OK && *model == NULL)
		status = db_get_text(im->f, model, SQL_MODEL_RESOLVE, "s",
		    l->model_id);
	if (status != FOC_OK || *model != NULL)
		return status;
	*model = model_canonical(l->model_id, false);
	status = read_stored(im->f, l->platform, *model, &s, &found);
	taken = found && (strcmp(s.status, "PENDING_REVIEW") != 0 ||
	    is_listed(im, s.model_id));
	if (taken) {
		free(*model);
		*model = model_canonical(l->model_id, true);
	}
	free_stored(&s);
	return status;
}

int
listing_take(struct listing *im, const struct listed *l, const char *model)
{
	struct stored s;
	bool found;
	int status = read_stored(im->f, l->platform, model, &s, &found);

	if (status == FOC_OK)
		status = found ? update(im, l, model, &s) :
		    insert(im, l, model);
	free_stored(&s);
	return status;
}
