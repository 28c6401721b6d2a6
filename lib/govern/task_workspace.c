/* SPDX-License-Identifier: MIT */
/* Documents of the Claude Platform: its workspace and its gateway. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/embed.h"
#include "core/json.h"
#include "core/mem.h"
#include "core/text.h"
#include "govern/task.h"

#define TAG_MAX	256		/* characters of a tag's value */

/*
 * Models before 4.6 take no place of inference: the platform answers 400.
 * claude-haiku-4-5-20251001 is 4.5, claude-sonnet-5 is 5.0.
 */
static const char *
inference_geo(const char *model_id)
{
	const char *p = model_id;
	long major, minor = 0;
	char *end;

	while (*p != '\0' && !(p[0] == '-' && isdigit((unsigned char)p[1])))
		p++;
	if (*p == '\0')
		return "";
	major = strtol(p + 1, &end, 10);
	if (*end == '-' && isdigit((unsigned char)end[1]))
		minor = strtol(end + 1, NULL, 10);
	if (minor > 99)		/* that is a day */
		minor = 0;
	return major > 4 || (major == 4 && minor >= 6) ? "us" : "";
}

/* What AWS takes in a tag: letters, digits, blanks and _.:/=+-@ */
static char *
tag_value(const char *text, bool *cut)
{
	char *value = NULL;
	const char *p;
	size_t size, n = 0;
	uint32_t c;
	FILE *out = memstream(&value, &size);

	if (out == NULL)
		return NULL;
	for (p = text; *p != '\0' && n < TAG_MAX; n++) {
		size_t len = utf8_next(p, &c);
		bool good = c > 127 || isalnum((int)c) ||
		    strchr(" _.:/=+-@", (int)c) != NULL;

		*cut |= !good;
		if (good)
			fwrite(p, 1, len, out);
		else
			putc('_', out);
		p += len;
	}
	*cut |= *p != '\0';
	fclose(out);
	return value;
}

static void
add_tag(cJSON *tags, const char *key, const char *text, bool *cut)
{
	char *value = tag_value(text, cut);

	if (value != NULL && *value != '\0')
		cJSON_AddStringToObject(tags, key, value);
	free(value);
}

int
workspace_tags(struct foc *f, const struct task *t, cJSON **tags, bool *cut)
{
	static const char *const keys[] = {
		"element1", "element2", "element3", "element4"
	};
	struct rows r;
	int i;

	*tags = cJSON_CreateObject();
	*cut = false;
	add_tag(*tags, "environment", t->environment, cut);
	db_query(&r, f, SQL_WORKLOAD_PATH, "s", t->workload);
	if (db_next(&r))
		for (i = 0; i < 4; i++)
			add_tag(*tags, keys[i], db_text(&r, i), cut);
	return db_done(&r);
}

/* The body of a request to the platform. */
static cJSON *
body_of(const struct task *t, const cJSON *tags, const char *geo)
{
	cJSON *body = cJSON_CreateObject(), *where, *list;

	cJSON_AddStringToObject(body, "name", t->workspace);
	where = cJSON_AddObjectToObject(body, "data_residency");
	cJSON_AddStringToObject(where, "workspace_geo", "us");
	if (*geo != '\0') {
		list = cJSON_AddArrayToObject(where, "allowed_inference_geos");
		cJSON_AddItemToArray(list, cJSON_CreateString(geo));
		cJSON_AddStringToObject(where, "default_inference_geo", geo);
	}
	cJSON_AddItemToObject(body, "tags", cJSON_Duplicate(tags, true));
	return body;
}

/* The same as properties of the CloudFormation type. */
static cJSON *
properties_of(const struct task *t, const cJSON *tags, const char *geo)
{
	cJSON *all = cJSON_CreateObject(), *where, *list, *pair;
	const cJSON *tag;

	cJSON_AddStringToObject(all, "Name", t->workspace);
	where = cJSON_AddObjectToObject(all, "DataResidency");
	cJSON_AddStringToObject(where, "WorkspaceGeo", "us");
	if (*geo != '\0') {
		list = cJSON_AddArrayToObject(where, "AllowedInferenceGeos");
		cJSON_AddItemToArray(list, cJSON_CreateString(geo));
		cJSON_AddStringToObject(where, "DefaultInferenceGeo", geo);
	}
	list = cJSON_AddArrayToObject(all, "Tags");
	cJSON_ArrayForEach(tag, tags) {
		pair = cJSON_CreateObject();
		cJSON_AddStringToObject(pair, "Key", tag->string);
		cJSON_AddStringToObject(pair, "Value", tag->valuestring);
		cJSON_AddItemToArray(list, pair);
	}
	return all;
}

static char *
list_of(const cJSON *tags)
{
	char *list = NULL;
	const cJSON *tag;
	size_t size;
	FILE *out = memstream(&list, &size);

	if (out == NULL)
		return NULL;
	cJSON_ArrayForEach(tag, tags)
		fprintf(out, "%s%s=%s", tag->prev != NULL && tag != tags->child ?
		    ", " : "", tag->string, tag->valuestring);
	fclose(out);
	return list;
}

/* A YAML template: its values stand between double quotes, as in JSON. */
static int
fill_yaml(struct foc *f, const char *name, const struct value *v, size_t n,
    char **text)
{
	const char *tmpl = embed_text(name);
	size_t size;
	FILE *out = memstream(text, &size);
	int bad;

	if (out == NULL || tmpl == NULL)
		return foc_fail(f, FOC_SYSTEM, "%s: no such template", name);
	/* The newline at the end is the here-document's. */
	bad = fill_text(out, tmpl, strlen(tmpl) - 1, &(struct values){ v, n },
	    FILL_JSON);
	fclose(out);
	return bad == 0 ? FOC_OK : foc_fail(f, FOC_SYSTEM, "%s: a value is "
	    "missing", name);
}

int
workspace_text(struct foc *f, const struct task *t, const char *model_id,
    struct workspace_text *w)
{
	cJSON *tags = NULL, *body, *properties;
	int status;

	*w = (struct workspace_text){ .geo = inference_geo(model_id) };
	status = workspace_tags(f, t, &tags, &w->cut);
	body = body_of(t, tags, w->geo);
	properties = properties_of(t, tags, w->geo);
	w->body = json_print(body);
	w->desired = json_print(properties);
	w->tag_list = list_of(tags);
	{
		const struct value v[] = {
			{ "workspace", t->workspace, NULL },
			{ "workload", t->workload, NULL },
			{ "request", t->request, NULL },
			{ "role", t->role, NULL },
			{ "function", t->function, NULL },
			{ "model_id", model_id, NULL },
			{ "inference_geo", w->geo, NULL },
			{ "properties", w->desired, NULL },
		};
		const size_t n = sizeof(v) / sizeof(v[0]);

		if (status == FOC_OK)
			status = fill_yaml(f, "govern/workspace.yaml", v, n,
			    &w->stack);
		if (status == FOC_OK)
			status = fill_yaml(f, "govern/gateway.yaml", v, n,
			    &w->gateway);
	}
	cJSON_Delete(tags);
	cJSON_Delete(body);
	cJSON_Delete(properties);
	return status;
}

void
workspace_text_free(struct workspace_text *w)
{
	free(w->stack);
	free(w->desired);
	free(w->body);
	free(w->gateway);
	free(w->tag_list);
}
