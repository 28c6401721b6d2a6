/* SPDX-License-Identifier: MIT */
/*
 * Event selectors of a CloudTrail trail.  put-event-selectors replaces all
 * that a trail has, and basic selectors cannot name workspaces: so what is
 * there is kept, or translated, and ours is added.
 */
#include <stdlib.h>
#include <string.h>

#include "core/json.h"
#include "core/mem.h"
#include "govern/task.h"

#define TYPE	"AWS::AWSExternalAnthropic::Workspace"
#define VALUES_MAX 500			/* of all selectors of a trail */

/* The condition on a field, or NULL. */
static const cJSON *
field_of(const cJSON *selector, const char *name)
{
	const cJSON *f;

	cJSON_ArrayForEach(f, json_member(selector, "FieldSelectors"))
		if (json_string(f, "Field") != NULL &&
		    strcmp(json_string(f, "Field"), name) == 0)
			return f;
	return NULL;
}

static bool
equals(const cJSON *selector, const char *field, const char *value)
{
	const cJSON *v;

	cJSON_ArrayForEach(v, json_member(field_of(selector, field), "Equals"))
		if (cJSON_IsString(v) && strcmp(v->valuestring, value) == 0)
			return true;
	return false;
}

/* Does one of a condition's values say yes to text? */
static bool
says(const cJSON *values, const char *text, char how)
{
	const cJSON *v;
	size_t n, len = strlen(text);
	bool yes;

	cJSON_ArrayForEach(v, values) {
		if (!cJSON_IsString(v))
			continue;
		n = strlen(v->valuestring);
		if (how == '=')
			yes = strcmp(v->valuestring, text) == 0;
		else if (how == '^')
			yes = strncmp(v->valuestring, text, n) == 0;
		else
			yes = n <= len && strcmp(text + len - n,
			    v->valuestring) == 0;
		if (yes)
			return true;
	}
	return false;
}

/* A condition lets text through: every part of it that is there does. */
static bool
passes(const cJSON *c, const char *text)
{
	static const struct { const char *name; char how; bool want; } ops[] = {
		{ "Equals", '=', true }, { "NotEquals", '=', false },
		{ "StartsWith", '^', true }, { "NotStartsWith", '^', false },
		{ "EndsWith", '$', true }, { "NotEndsWith", '$', false },
	};
	const cJSON *values;
	size_t i;

	for (i = 0; i < sizeof(ops) / sizeof(ops[0]); i++) {
		values = json_member(c, ops[i].name);
		if (values == NULL || cJSON_GetArraySize(values) == 0)
			continue;
		if (says(values, text, ops[i].how) != ops[i].want)
			return false;
	}
	return true;
}

/* Every call for inference in the workspace is recorded by this one. */
static bool
covers(const cJSON *selector, const char *workspace_arn)
{
	const cJSON *f;
	const char *name;

	if (!equals(selector, "eventCategory", "Data") ||
	    !equals(selector, "resources.type", TYPE))
		return false;
	cJSON_ArrayForEach(f, json_member(selector, "FieldSelectors")) {
		if ((name = json_string(f, "Field")) == NULL)
			return false;
		if (strcmp(name, "eventCategory") == 0 ||
		    strcmp(name, "resources.type") == 0)
			continue;
		if (strcmp(name, "eventName") == 0 ?
		    !passes(f, "CreateInference") :
		    strcmp(name, "readOnly") == 0 ? !passes(f, "false") :
		    strcmp(name, "resources.ARN") == 0 ?
		    !passes(f, workspace_arn) :
		    strcmp(name, "eventSource") == 0 ? !passes(f,
		    "aws-external-anthropic.amazonaws.com") : true)
			return false;
	}
	return true;
}

static cJSON *
new_selector(cJSON *all, const char *name, const char *category)
{
	cJSON *s = cJSON_CreateObject(), *f = cJSON_CreateObject(), *v;

	cJSON_AddStringToObject(s, "Name", name);
	cJSON_AddItemToArray(cJSON_AddArrayToObject(s, "FieldSelectors"), f);
	cJSON_AddStringToObject(f, "Field", "eventCategory");
	v = cJSON_AddArrayToObject(f, "Equals");
	cJSON_AddItemToArray(v, cJSON_CreateString(category));
	cJSON_AddItemToArray(all, s);
	return s;
}

static cJSON *
add_field(cJSON *selector, const char *name, const char *op,
    const char *value)
{
	cJSON *f = cJSON_CreateObject(), *v;

	cJSON_AddStringToObject(f, "Field", name);
	v = cJSON_AddArrayToObject(f, op);
	if (value != NULL)
		cJSON_AddItemToArray(v, cJSON_CreateString(value));
	cJSON_AddItemToArray(json_member(selector, "FieldSelectors"), f);
	return v;
}

static void
add_read_only(cJSON *selector, const cJSON *basic)
{
	const char *which = json_string(basic, "ReadWriteType");

	if (which != NULL && strcmp(which, "All") != 0)
		add_field(selector, "readOnly", "Equals",
		    strcmp(which, "ReadOnly") == 0 ? "true" : "false");
}

static void
copy_values(cJSON *to, const cJSON *from)
{
	const cJSON *v;

	cJSON_ArrayForEach(v, from)
		cJSON_AddItemToArray(to, cJSON_Duplicate(v, true));
}

/* A basic selector as the advanced ones that record the same. */
static void
translate(cJSON *all, const cJSON *basic)
{
	const cJSON *management, *resource, *exclude;
	const char *type;
	cJSON *s;

	management = json_member(basic, "IncludeManagementEvents");
	if (management == NULL || cJSON_IsTrue(management)) {
		s = new_selector(all, "Management events", "Management");
		add_read_only(s, basic);
		exclude = json_member(basic, "ExcludeManagementEventSources");
		if (cJSON_GetArraySize(exclude) > 0)
			copy_values(add_field(s, "eventSource", "NotEquals",
			    NULL), exclude);
	}
	cJSON_ArrayForEach(resource, json_member(basic, "DataResources")) {
		if ((type = json_string(resource, "Type")) == NULL)
			continue;
		s = new_selector(all, "Data events", "Data");
		add_field(s, "resources.type", "Equals", type);
		add_read_only(s, basic);
		copy_values(add_field(s, "resources.ARN", "StartsWith", NULL),
		    json_member(resource, "Values"));
	}
}

static int
count_values(const cJSON *all)
{
	const cJSON *s, *f, *v;
	int n = 0;

	cJSON_ArrayForEach(s, all)
		cJSON_ArrayForEach(f, json_member(s, "FieldSelectors"))
			cJSON_ArrayForEach(v, f)
				n += cJSON_IsArray(v) ? cJSON_GetArraySize(v) :
				    0;
	return n;
}

static int
merge(struct foc *f, const cJSON *got, const char *workspace_arn,
    struct selectors *s)
{
	cJSON *all = cJSON_Duplicate(json_member(got,
	    "AdvancedEventSelectors"), true);
	const cJSON *basic;
	cJSON *ours;
	int values;

	if (!cJSON_IsArray(all)) {
		cJSON_Delete(all);
		all = cJSON_CreateArray();
	}
	cJSON_ArrayForEach(ours, all)
		s->covered = s->covered || covers(ours, workspace_arn);
	if (cJSON_GetArraySize(all) == 0)
		cJSON_ArrayForEach(basic, json_member(got, "EventSelectors"))
			translate(all, basic);
	ours = new_selector(all, "Claude Platform on AWS inference", "Data");
	add_field(ours, "resources.type", "Equals", TYPE);
	s->merged = json_print(all);
	values = count_values(all);
	cJSON_Delete(all);
	if (!s->covered && values > VALUES_MAX)
		return foc_fail(f, FOC_REFUSED, "%s: with ours it would have "
		    "%d values in its selectors, and AWS takes %d: record the "
		    "calls on another trail", s->trail, values, VALUES_MAX);
	return FOC_OK;
}

/* arn:aws:cloudtrail:REGION:ACCOUNT:trail/NAME, in characters of ARNs. */
static int
read_trail(struct foc *f, const cJSON *got, struct selectors *s)
{
	const char *arn = json_string(got, "TrailARN"), *p, *end;

	if (arn == NULL || strncmp(arn, "arn:", 4) != 0 ||
	    arn[strspn(arn, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUV"
	    "WXYZ0123456789:/._-")] != '\0' ||
	    (p = strstr(arn, ":cloudtrail:")) == NULL)
		return foc_fail(f, FOC_BAD_INPUT, "--check: names no trail "
		    "(TrailARN); it takes the output of aws cloudtrail "
		    "get-event-selectors");
	p += strlen(":cloudtrail:");
	end = strchr(p, ':');
	s->trail = xstrdup(arn);
	s->region = xasprintf("%.*s", end != NULL ? (int)(end - p) : 0, p);
	return FOC_OK;
}

int
selectors_read(struct foc *f, const char *text, size_t len,
    const char *workspace_arn, struct selectors *s)
{
	struct err e;
	cJSON *got = json_parse(text, len, &e);
	int status;

	*s = (struct selectors){ 0 };
	if (got == NULL)
		return foc_fail(f, FOC_BAD_INPUT, "--check: %s", e.text);
	while (len > 0 && (text[len - 1] == '\n' || text[len - 1] == '\r'))
		len--;
	s->was = xasprintf("%.*s", (int)len, text);
	status = read_trail(f, got, s);
	if (status == FOC_OK)
		status = merge(f, got, workspace_arn, s);
	cJSON_Delete(got);
	return status;
}

void
selectors_free(struct selectors *s)
{
	free(s->was);
	free(s->trail);
	free(s->region);
	free(s->merged);
}
