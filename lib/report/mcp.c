/* SPDX-License-Identifier: MIT */
/*
 * Messages of the Model Context Protocol: JSON-RPC 2.0, one a line.
 *
 * Revisions up to 2025-11-25 begin with initialize, and what was agreed there
 * holds from then on; as of 2026-07-28 each request carries its revision, and
 * is answered by that alone.  Both may come, in any order.
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "core/embed.h"
#include "core/mem.h"
#include "report/mcp.h"

#define MODERN		"2026-07-28"
#define NEWEST_LEGACY	"2025-11-25"
#define META		"io.modelcontextprotocol/"
#define FRESH_MS	60000	/* roles may change: ask again after so long */

static const char *const legacy[] = { NEWEST_LEGACY, "2025-06-18", NULL };

struct foc_mcp {
	struct foc_mcp_host host;
	cJSON	*tools;
	const char *revision;		/* that initialize agreed on; NULL */
};

struct request {
	struct foc_mcp *m;
	const cJSON *id, *params;
	const char *method;
	bool	modern;			/* by its _meta */
	enum mcp_code code;
	char	why[ERR_TEXT_MAX];
	cJSON	*data;			/* of the error, or NULL */
};

struct foc_mcp *
foc_mcp_new(const struct foc_mcp_host *host)
{
	const char *text = embed_text("report/mcp_tools.json");
	struct foc_mcp *m = xcalloc(1, sizeof(*m));
	struct err e;

	m->host = *host;
	m->tools = json_parse(text, strlen(text), &e);
	return m;
}

void
foc_mcp_free(struct foc_mcp *m)
{
	if (m == NULL)
		return;
	cJSON_Delete(m->tools);
	free(m);
}

/* --- answers */

static cJSON *
fail(struct request *r, enum mcp_code code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

static cJSON *
fail(struct request *r, enum mcp_code code, const char *fmt, ...)
{
	va_list ap;

	r->code = code;
	va_start(ap, fmt);
	vsnprintf(r->why, sizeof(r->why), fmt, ap);
	va_end(ap);
	return NULL;
}

static void
add_error(cJSON *answer, struct request *r)
{
	cJSON *error = cJSON_AddObjectToObject(answer, "error");
	char *safe = foc_visible(r->why), digits[16];

	snprintf(digits, sizeof(digits), "%d", (int)r->code);
	cJSON_AddRawToObject(error, "code", digits);
	cJSON_AddStringToObject(error, "message", safe);
	if (r->data != NULL)
		cJSON_AddItemToObject(error, "data", r->data);
	r->data = NULL;
	free(safe);
}

/* An answer to what had no id that could be read has none either. */
static char *
answer(struct request *r, cJSON *result)
{
	cJSON *o = cJSON_CreateObject();
	char *text;

	cJSON_AddStringToObject(o, "jsonrpc", "2.0");
	if (r->id != NULL)
		cJSON_AddItemToObject(o, "id", cJSON_Duplicate(r->id, true));
	if (result == NULL)
		add_error(o, r);
	else
		cJSON_AddItemToObject(o, "result", result);
	text = json_print(o);
	cJSON_Delete(o);
	return text;
}

char *
foc_mcp_too_long(void)
{
	struct request r = { .id = NULL };

	fail(&r, MCP_NO_REQUEST, "a message has at most %d bytes",
	    FOC_MCP_MAX);
	return answer(&r, NULL);
}

static void
add_identity(cJSON *o, const char *key)
{
	cJSON *info = cJSON_AddObjectToObject(o, key);

	cJSON_AddStringToObject(info, "name", "foc-mcp");
	cJSON_AddStringToObject(info, "title", "AI cost governance");
	cJSON_AddStringToObject(info, "version", FOC_VERSION);
}

static void
add_number(cJSON *o, const char *key, int n)
{
	char digits[16];

	snprintf(digits, sizeof(digits), "%d", n);
	cJSON_AddRawToObject(o, key, digits);
}

/* What results have since they must be understood by themselves. */
static cJSON *
complete(const struct request *r, cJSON *result, bool cacheable)
{
	if (!r->modern || result == NULL)
		return result;
	cJSON_AddStringToObject(result, "resultType", "complete");
	add_identity(cJSON_AddObjectToObject(result, "_meta"),
	    META "serverInfo");
	if (cacheable) {
		add_number(result, "ttlMs", FRESH_MS);
		cJSON_AddStringToObject(result, "cacheScope", "private");
	}
	return result;
}

static void
add_abilities(cJSON *result)
{
	cJSON *o = cJSON_AddObjectToObject(result, "capabilities");

	cJSON_AddObjectToObject(o, "tools");
	cJSON_AddStringToObject(result, "instructions",
	    embed_text("report/mcp_instructions.txt"));
}

/* --- the opening */

static cJSON *
initialize(struct request *r)
{
	const char *wanted = json_string(r->params, "protocolVersion");
	cJSON *result;
	size_t i;

	if (wanted == NULL)
		return fail(r, MCP_BAD_PARAMS, "initialize: params has no "
		    "string protocolVersion");
	if (!cJSON_IsObject(json_member(r->params, "capabilities")) ||
	    !cJSON_IsObject(json_member(r->params, "clientInfo")))
		return fail(r, MCP_BAD_PARAMS, "initialize: params needs the "
		    "objects capabilities and clientInfo");
	if (r->m->revision != NULL)
		return fail(r, MCP_NO_REQUEST, "initialize: came already");
	r->m->revision = NEWEST_LEGACY;
	for (i = 0; legacy[i] != NULL; i++)
		if (strcmp(legacy[i], wanted) == 0)
			r->m->revision = legacy[i];
	result = cJSON_CreateObject();
	cJSON_AddStringToObject(result, "protocolVersion", r->m->revision);
	add_identity(result, "serverInfo");
	add_abilities(result);
	return result;
}

static cJSON *
discover(struct request *r)
{
	cJSON *result = cJSON_CreateObject(), *versions;

	versions = cJSON_AddArrayToObject(result, "supportedVersions");
	cJSON_AddItemToArray(versions, cJSON_CreateString(MODERN));
	add_abilities(result);
	return complete(r, result, true);
}

static cJSON *
ping(struct request *r)
{
	(void)r;
	return cJSON_CreateObject();
}

/* --- tools */

static bool
is_offered(const struct foc_mcp *m, const cJSON *tool)
{
	return m->host.offers(m->host.arg, json_string(tool, "name"));
}

static cJSON *
list_offered(struct request *r)
{
	cJSON *result = cJSON_CreateObject(), *list;
	const cJSON *tool;

	list = cJSON_AddArrayToObject(result, "tools");
	cJSON_ArrayForEach(tool, r->m->tools)
		if (is_offered(r->m, tool))
			cJSON_AddItemToArray(list, cJSON_Duplicate(tool,
			    true));
	return complete(r, result, true);
}

/* All fit on a page: no cursor was ever given out. */
static cJSON *
list_tools(struct request *r)
{
	const struct foc_mcp_host *host = &r->m->host;
	struct foc_mcp_call call;
	cJSON *result = NULL;

	if (json_member(r->params, "cursor") != NULL)
		return fail(r, MCP_BAD_PARAMS, "tools/list: there is no such "
		    "cursor");
	mcp_call_begin(&call, host);
	if (host->begin(host->arg, &call) != FOC_OK)
		fail(r, MCP_FAILED, "%s", call.why);
	else
		result = list_offered(r);
	host->end(host->arg);
	mcp_call_end(&call);
	return result;
}

static const cJSON *
find_tool(const struct foc_mcp *m, const char *name)
{
	const cJSON *tool;

	cJSON_ArrayForEach(tool, m->tools)
		if (strcmp(json_string(tool, "name"), name) == 0)
			return tool;
	return NULL;
}

/*
 * Wrong arguments were an error of the protocol until 2025-06-18; since then
 * they are a result, which a language model sees and can learn from.
 */
static cJSON *
refuse_arguments(struct request *r, const struct foc_mcp_call *call)
{
	if (!r->modern && strcmp(r->m->revision, NEWEST_LEGACY) != 0)
		return fail(r, MCP_BAD_PARAMS, "%s", call->why);
	return mcp_refusal(call);
}

static cJSON *
call_offered(struct request *r, struct foc_mcp_call *call)
{
	const cJSON *tool = find_tool(r->m, call->tool);

	if (tool == NULL || !is_offered(r->m, tool))
		return fail(r, MCP_BAD_PARAMS, "unknown tool: %.100s",
		    call->tool);
	if (!mcp_check(call, json_member(tool, "inputSchema")))
		return refuse_arguments(r, call);
	return mcp_run(call);
}

/* Wrong params are refused before the host hears of a call. */
static cJSON *
call_begun(struct request *r, struct foc_mcp_call *call)
{
	const struct foc_mcp_host *host = &r->m->host;
	cJSON *result = NULL;

	if (host->begin(host->arg, call) != FOC_OK)
		fail(r, MCP_FAILED, "%s", call->why);
	else
		result = call_offered(r, call);
	host->end(host->arg);
	return result;
}

static cJSON *
call_tool(struct request *r)
{
	struct foc_mcp_call call;
	cJSON *result = NULL;

	mcp_call_begin(&call, &r->m->host);
	call.tool = json_string(r->params, "name");
	call.args = json_member(r->params, "arguments");
	if (call.tool == NULL)
		fail(r, MCP_BAD_PARAMS, "tools/call: params has no string "
		    "name");
	else if (call.args != NULL && !cJSON_IsObject(call.args))
		fail(r, MCP_BAD_PARAMS, "tools/call: arguments is no object");
	else
		result = call_begun(r, &call);
	mcp_call_end(&call);
	return complete(r, result, false);
}

/* --- which method, of which revision */

static const struct {
	const char *name;
	bool	legacy, modern, first;	/* first: needs no initialize */
	cJSON	*(*run)(struct request *);
} methods[] = {
	{ "initialize", true, false, true, initialize },
	{ "ping", true, false, true, ping },
	{ "server/discover", false, true, false, discover },
	{ "tools/list", true, true, false, list_tools },
	{ "tools/call", true, true, false, call_tool },
};

/* A request of its own must say all that initialize would have. */
static bool
read_meta(struct request *r)
{
	const cJSON *meta = json_member(r->params, "_meta"), *version;
	cJSON *list;

	if (meta != NULL && !cJSON_IsObject(meta)) {
		fail(r, MCP_BAD_PARAMS, "_meta is no object");
		return false;
	}
	version = json_member(meta, META "protocolVersion");
	r->modern = version != NULL;
	if (!r->modern)
		return true;
	if (!cJSON_IsString(version)) {
		fail(r, MCP_BAD_PARAMS, "_meta: " META "protocolVersion is no "
		    "string");
	} else if (strcmp(version->valuestring, MODERN) != 0) {
		fail(r, MCP_NO_VERSION, "unsupported protocol version; "
		    "initialize opens %s and %s", legacy[0], legacy[1]);
		r->data = cJSON_CreateObject();
		list = cJSON_AddArrayToObject(r->data, "supported");
		cJSON_AddItemToArray(list, cJSON_CreateString(MODERN));
		cJSON_AddStringToObject(r->data, "requested",
		    version->valuestring);
	} else if (!cJSON_IsObject(json_member(meta, META
	    "clientCapabilities"))) {
		fail(r, MCP_BAD_PARAMS, "_meta: has no object " META
		    "clientCapabilities");
	}
	return r->code == MCP_OK;
}

static cJSON *
dispatch(struct request *r)
{
	size_t i;

	if (r->params != NULL && !cJSON_IsObject(r->params))
		return fail(r, MCP_BAD_PARAMS, "params is no object");
	if (!read_meta(r))
		return NULL;
	for (i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
		if (strcmp(methods[i].name, r->method) != 0)
			continue;
		if (r->modern ? !methods[i].modern : r->m->revision != NULL &&
		    !methods[i].legacy)
			break;
		if (!r->modern && r->m->revision == NULL && !methods[i].first)
			return fail(r, MCP_BAD_PARAMS, "%s: _meta has no "
			    META "protocolVersion, and initialize did not "
			    "come", r->method);
		return methods[i].run(r);
	}
	return fail(r, MCP_NO_METHOD, "unknown method: %.100s", r->method);
}

/* --- messages */

/* A string or a whole number. */
static bool
is_id(const cJSON *id)
{
	return cJSON_IsString(id) || (cJSON_IsRaw(id) &&
	    id->valuestring[strspn(id->valuestring, "-0123456789")] == '\0');
}

/* NULL: it wants no answer. */
static char *
take_object(struct foc_mcp *m, const cJSON *message)
{
	const cJSON *id = json_member(message, "id");
	const char *version = json_string(message, "jsonrpc");
	struct request r = { .m = m, .id = is_id(id) ? id : NULL,
	    .params = json_member(message, "params"),
	    .method = json_string(message, "method") };
	cJSON *result = NULL;
	char *text;

	if (version == NULL || strcmp(version, "2.0") != 0)
		fail(&r, MCP_NO_REQUEST, "jsonrpc is not \"2.0\"");
	else if (r.method == NULL && (json_member(message, "result") != NULL ||
	    json_member(message, "error") != NULL))
		return NULL;		/* an answer, but nothing was asked */
	else if (r.method == NULL)
		fail(&r, MCP_NO_REQUEST, "has no string method");
	else if (id == NULL)
		return NULL;		/* a notification */
	else if (r.id == NULL)
		fail(&r, MCP_NO_REQUEST, "id is neither a string nor a whole "
		    "number");
	else
		result = dispatch(&r);
	text = answer(&r, result);
	return text;
}

char *
foc_mcp_take(struct foc_mcp *m, const char *text, size_t len)
{
	struct request r = { .m = m };
	struct err e;
	cJSON *message;
	char *line;

	if ((message = json_parse(text, len, &e)) == NULL) {
		fail(&r, MCP_NO_JSON, "is no JSON: %s", e.text);
		return answer(&r, NULL);
	}
	if (cJSON_IsObject(message)) {
		line = take_object(m, message);
	} else {
		fail(&r, MCP_NO_REQUEST, cJSON_IsArray(message) ? "is a "
		    "batch: these revisions have none" : "is no object");
		line = answer(&r, NULL);
	}
	cJSON_Delete(message);
	return line;
}
