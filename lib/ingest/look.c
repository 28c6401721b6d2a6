/* SPDX-License-Identifier: MIT */
/* What a row is: its shape and its resource, each looked at once. */
#include <stdlib.h>
#include <string.h>

#include "core/json.h"
#include "ingest/run.h"

static const enum column shape_columns[] = {
	COL_ENTITY, COL_CODE, COL_PRODUCT, COL_PRODUCT_NAME, COL_USAGE_TYPE,
	COL_OPERATION, COL_UNIT, COL_DESCRIPTION, COL_REGION,
	COL_LEGAL_ENTITY, COL_TYPE
};
#define SHAPE_COLUMNS	(sizeof(shape_columns) / sizeof(shape_columns[0]))

static const char *
keep(struct run *run, const char *s)
{
	return pooled(&run->cls, s, strlen(s));
}

/* A column as text that stays, NULL where it is bad. */
static const char *
kept(struct reader *r, enum column c)
{
	const char *s = row_text(r, c);

	return s == NULL ? NULL : keep(r->run, s);
}

/* Take product name and region from the map where no column has them. */
static bool
take_product(struct reader *r, struct shape *s)
{
	const char *text = row_text(r, COL_PRODUCT), *v;
	struct err e;
	cJSON *o;

	if (text == NULL)
		return false;
	if (*text == '\0' || strcmp(text, "{}") == 0)
		return true;
	if ((o = json_parse(text, strlen(text), &e)) == NULL) {
		bad_row(r, COL_PRODUCT, "%s", e.text);
		return false;
	}
	if (*s->product == '\0' &&
	    (v = json_string(o, "product_name")) != NULL)
		s->product = keep(r->run, v);
	if (*s->region == '\0' && ((v = json_string(o, "region_code")) != NULL
	    || (v = json_string(o, "region")) != NULL))
		s->region = keep(r->run, v);
	cJSON_Delete(o);
	return true;
}

static bool
fill_shape(struct reader *r, struct shape *s)
{
	const struct {
		enum column c;
		const char **to;
	} texts[] = {
		{ COL_ENTITY, &s->entity }, { COL_CODE, &s->code },
		{ COL_PRODUCT_NAME, &s->product },
		{ COL_USAGE_TYPE, &s->usage },
		{ COL_OPERATION, &s->operation }, { COL_UNIT, &s->unit },
		{ COL_DESCRIPTION, &s->description },
		{ COL_REGION, &s->region },
		{ COL_LEGAL_ENTITY, &s->legal_entity },
		{ COL_TYPE, &s->type },
	};
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if ((*texts[i].to = kept(r, texts[i].c)) == NULL)
			return false;
	return take_product(r, s);
}

/* The shape of the present record, or UINT32_MAX. */
static uint32_t
find_shape(struct reader *r)
{
	struct run *run = r->run;
	size_t len = row_key(r, shape_columns, SHAPE_COLUMNS);
	uint32_t id = intern_add(run->shape_keys, run->key, len);

	if (id == run->n_shapes) {
		GROW(run->shape, run->n_shapes, run->shapes_max);
		run->shape[run->n_shapes++] = (struct shape){ .entity = NULL };
	}
	/* A shape that is bad is looked at, and complained about, again. */
	if (run->shape[id].type == NULL && !fill_shape(r, &run->shape[id])) {
		run->shape[id].type = NULL;
		return UINT32_MAX;
	}
	return id;
}

/* NULL where the resource is bad. */
static const struct resource *
find_resource(struct reader *r)
{
	struct run *run = r->run;
	char key[RESOURCE_KEY_MAX];
	size_t len;
	const char *p = row_raw(r, COL_RESOURCE, &len), *text;
	uint32_t id = intern_add(run->resource_keys, p, len);
	struct resource *found;

	if (id == run->n_resources) {
		GROW(run->resource, run->n_resources, run->resources_max);
		run->resource[run->n_resources++].text = NULL;
	}
	found = &run->resource[id];
	if (found->text == NULL) {
		if ((text = row_text(r, COL_RESOURCE)) == NULL)
			return NULL;
		found->text = keep(run, text);
		len = resource_key(&run->cls, found->text, key);
		found->class = len > 0 ? intern_add(run->classes, key, len) :
		    intern_add(run->classes, found->text, strlen(found->text));
	}
	return found;
}

static void
fill_what(struct run *run, struct what *w, const struct line *line,
    const struct shape *s, const char *resource)
{
	const struct class_in in = {
		.entity = s->entity, .code = s->code, .product = s->product,
		.usage = s->usage, .resource = resource,
		.operation = s->operation, .unit = s->unit,
		.description = s->description, .region = s->region,
	};

	*w = (struct what){ .month = line->month, .code = s->code,
	    .spend = line->bucket == BUCKET_SPEND };
	classify(&run->cls, &in, &w->c);
	if (w->c.kind == KIND_OTHER)
		return;
	w->sku = sku_add(run, &w->c, s->type, s->legal_entity);
	if (w->spend)
		prices_find(run, w);
}

struct what *
look_at(struct reader *r, const struct line *line)
{
	struct run *run = r->run;
	const struct resource *resource;
	struct {
		uint32_t month, shape, class;
	} key = { line->month, find_shape(r), 0 };
	uint32_t id;

	if (key.shape == UINT32_MAX || (resource = find_resource(r)) == NULL)
		return NULL;
	key.class = resource->class;
	id = intern_add(run->what_keys, &key, sizeof(key));
	if (id == run->n_whats) {
		GROW(run->what, run->n_whats, run->whats_max);
		fill_what(run, &run->what[run->n_whats++], line,
		    &run->shape[key.shape], resource->text);
	}
	return &run->what[id];
}
