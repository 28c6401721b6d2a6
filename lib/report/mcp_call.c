/* SPDX-License-Identifier: MIT */
/*
 * One call of a tool: arguments held to its schema, records gathered.
 *
 * A schema uses of JSON Schema what is checked here and nothing else: objects
 * without further members, strings with maxLength, integers with bounds,
 * booleans and enum.
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"
#include "report/mcp.h"

int
foc_mcp_refuse(struct foc_mcp_call *call, int status, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(call->why, sizeof(call->why), fmt, ap);
	va_end(ap);
	return status;
}

bool
foc_mcp_refused(const struct foc_mcp_call *call)
{
	return *call->why != '\0';
}

/* --- arguments */

/* Code points of valid UTF-8, as JSON Schema counts. */
static size_t
length_of(const char *text)
{
	size_t n = 0;

	for (; *text != '\0'; text++)
		n += ((unsigned char)*text & 0xc0) != 0x80;
	return n;
}

/* The digits of a small whole number; false: it is none. */
static bool
whole(const cJSON *item, long long *v)
{
	const char *text = cJSON_IsRaw(item) ? item->valuestring : "";
	size_t digits = strspn(text + (*text == '-'), "0123456789");

	*v = 0;
	if (digits == 0 || digits > 15 ||
	    text[(*text == '-') + digits] != '\0')
		return false;
	*v = strtoll(text, NULL, 10);
	return true;
}

static bool
within(const cJSON *schema, const char *key, long long v, bool most)
{
	long long bound;

	if (!whole(json_member(schema, key), &bound))
		return true;
	return most ? v <= bound : v >= bound;
}

static bool
one_of(const cJSON *words, const cJSON *value)
{
	const cJSON *word;

	if (words == NULL)
		return true;
	cJSON_ArrayForEach(word, words)
		if (strcmp(word->valuestring, value->valuestring) == 0)
			return true;
	return false;
}

static bool
fits(struct foc_mcp_call *call, const cJSON *value, const cJSON *schema)
{
	const char *type = json_string(schema, "type"), *key = value->string;
	const cJSON *words = json_member(schema, "enum");
	long long v;
	char *list;

	if (strcmp(type, "boolean") == 0 && !cJSON_IsBool(value)) {
		foc_mcp_refuse(call, 0, "%s: is no boolean", key);
	} else if (strcmp(type, "string") == 0 && !cJSON_IsString(value)) {
		foc_mcp_refuse(call, 0, "%s: is no string", key);
	} else if (strcmp(type, "integer") == 0 && (!whole(value, &v) ||
	    !within(schema, "minimum", v, false) ||
	    !within(schema, "maximum", v, true))) {
		foc_mcp_refuse(call, 0, "%s: is no whole number from %s to "
		    "%s", key, json_number(schema, "minimum"),
		    json_number(schema, "maximum"));
	} else if (strcmp(type, "string") == 0 && !within(schema, "maxLength",
	    (long long)length_of(value->valuestring), true)) {
		foc_mcp_refuse(call, 0, "%s: has more than %s characters", key,
		    json_number(schema, "maxLength"));
	} else if (!one_of(words, value)) {
		list = json_print(words);
		foc_mcp_refuse(call, 0, "%s: is none of %s", key, list);
		free(list);
	}
	return *call->why == '\0';
}

bool
mcp_check(struct foc_mcp_call *call, const cJSON *schema)
{
	const cJSON *known = json_member(schema, "properties"), *value, *need;
	const cJSON *one;

	cJSON_ArrayForEach(value, call->args) {
		if ((one = json_member(known, value->string)) == NULL) {
			foc_mcp_refuse(call, 0, "%.60s: %s takes no such "
			    "argument", value->string, call->tool);
			return false;
		}
		if (!fits(call, value, one))
			return false;
	}
	cJSON_ArrayForEach(need, json_member(schema, "required"))
		if (json_member(call->args, need->valuestring) == NULL) {
			foc_mcp_refuse(call, 0, "%s: %s needs it",
			    need->valuestring, call->tool);
			return false;
		}
	return true;
}

const char *
foc_mcp_tool(const struct foc_mcp_call *call)
{
	return call->tool;
}

const char *
foc_mcp_text(const struct foc_mcp_call *call, const char *key)
{
	const cJSON *value = json_member(call->args, key);

	return cJSON_IsString(value) || cJSON_IsRaw(value) ?
	    value->valuestring : NULL;
}

bool
foc_mcp_flag(const struct foc_mcp_call *call, const char *key)
{
	return cJSON_IsTrue(json_member(call->args, key)) != 0;
}

/* --- records */

/* Nothing that a person would not see may reach a model: lines stay lines. */
static char *
shown(const char *text)
{
	char *copy = xstrdup(text), *rest = copy, *line, *all = NULL, *safe;
	char *longer;

	while ((line = strsep(&rest, "\n")) != NULL) {
		safe = text_visible(line);
		longer = all == NULL ? xstrdup(safe) : xasprintf("%s\n%s", all,
		    safe);
		free(safe);
		free(all);
		all = longer;
	}
	free(copy);
	return all;
}

static void
show_all(cJSON *item)
{
	cJSON *child;
	char *safe;

	if (cJSON_IsString(item)) {
		safe = shown(item->valuestring);
		if (strcmp(safe, item->valuestring) != 0)
			cJSON_SetValuestring(item, safe);
		free(safe);
	}
	cJSON_ArrayForEach(child, item)
		show_all(child);
}

static const char *
workload_of(const cJSON *record)
{
	const char *kind = json_string(record, "kind");

	return json_string(record, kind != NULL &&
	    strcmp(kind, "workload") == 0 ? "name" : "workload");
}

static void
gather(struct foc_out *out, const char *json)
{
	struct foc_mcp_call *call = (struct foc_mcp_call *)out;
	struct err e;
	cJSON *record;

	if (call->too_many)
		return;
	record = json_parse(json, strlen(json), &e);
	if (record == NULL || !call->host->may_give(call->host->arg,
	    workload_of(record))) {
		cJSON_Delete(record);
		return;
	}
	if (cJSON_GetArraySize(call->records) == MCP_RECORDS_MAX) {
		call->too_many = true;
		cJSON_Delete(record);
		return;
	}
	show_all(record);
	if (call->sandbox)
		cJSON_AddTrueToObject(record, "sandbox");
	cJSON_AddItemToArray(call->records, record);
}

struct foc_out *
foc_mcp_out(struct foc_mcp_call *call)
{
	return &call->out;
}

void
foc_mcp_sandbox(struct foc_mcp_call *call)
{
	call->sandbox = true;
}

void
foc_mcp_notice(struct foc_mcp_call *call, const char *text)
{
	char *safe = shown(text);

	cJSON_AddItemToArray(call->notices, cJSON_CreateString(safe));
	free(safe);
}

void
mcp_call_begin(struct foc_mcp_call *call, const struct foc_mcp_host *host)
{
	*call = (struct foc_mcp_call){ .out.record = gather, .host = host,
	    .records = cJSON_CreateArray(), .notices = cJSON_CreateArray() };
}

void
mcp_call_end(struct foc_mcp_call *call)
{
	cJSON_Delete(call->records);
	cJSON_Delete(call->notices);
}

/* --- results */

static void
add_text(cJSON *result, const char *text)
{
	cJSON *item = cJSON_CreateObject();

	cJSON_AddStringToObject(item, "type", "text");
	cJSON_AddStringToObject(item, "text", text);
	cJSON_AddItemToArray(cJSON_AddArrayToObject(result, "content"), item);
}

cJSON *
mcp_refusal(const struct foc_mcp_call *call)
{
	cJSON *result = cJSON_CreateObject();
	char *safe = shown(call->why);

	add_text(result, safe);
	cJSON_AddTrueToObject(result, "isError");
	free(safe);
	return result;
}

/* The records as an object, and as text for who does not know those. */
static cJSON *
success(struct foc_mcp_call *call)
{
	cJSON *result = cJSON_CreateObject(), *all = cJSON_CreateObject();
	char *text;

	cJSON_AddItemToObject(all, "records", call->records);
	cJSON_AddItemToObject(all, "notices", call->notices);
	call->records = call->notices = NULL;
	text = json_print(all);
	add_text(result, text);
	cJSON_AddItemToObject(result, "structuredContent", all);
	cJSON_AddFalseToObject(result, "isError");
	free(text);
	return result;
}

cJSON *
mcp_run(struct foc_mcp_call *call)
{
	int status = call->host->run(call->host->arg, call);

	if (status == FOC_OK && call->too_many)
		status = foc_mcp_refuse(call, FOC_REFUSED, "more than %d "
		    "records: part of them would mislead; a shorter time, or "
		    "one workload, has fewer", MCP_RECORDS_MAX);
	return status == FOC_OK ? success(call) : mcp_refusal(call);
}
