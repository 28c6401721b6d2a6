/* SPDX-License-Identifier: MIT */
/*
 * Messages of the Model Context Protocol: one line of JSON-RPC for each that
 * asks, none for what does not, in two hosts: who may everything, and who
 * may know of nothing.
 */
#include "fuzz.h"

struct host {
	bool	all, begun;
	struct foc_mcp_call *call;
};

static int
begin(void *arg, struct foc_mcp_call *call)
{
	struct host *h = arg;

	MUST(!h->begun);
	h->begun = true;
	h->call = call;
	foc_mcp_notice(call, "notice \x1b[2J");
	return FOC_OK;
}

static void
end(void *arg)
{
	struct host *h = arg;

	MUST(h->begun);
	h->begun = false;
}

static bool
offers(void *arg, const char *tool)
{
	const struct host *h = arg;

	return h->all || strcmp(tool, "ask") == 0;
}

/* Everything that the schema let through is text, or a flag. */
static int
run(void *arg, struct foc_mcp_call *call)
{
	static const char *const keys[] = { "question", "workload", "id",
	    "week", "month", "rationale", "state", "what", "model" };
	struct host *h = arg;
	const char *s;
	size_t i;

	MUST(h->begun && foc_mcp_tool(call) != NULL);
	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if ((s = foc_mcp_text(call, keys[i])) != NULL)
			MUST(utf8_valid(s, strlen(s)));
	foc_out_record(foc_mcp_out(call), "{\"kind\":\"workload\","
	    "\"id\":\"secret\",\"name\":\"secret\",\"workload\":\"secret\"}");
	if (foc_mcp_text(call, "question") != NULL)
		return foc_mcp_refuse(call, FOC_REFUSED, "%s",
		    foc_mcp_text(call, "question"));
	return FOC_OK;
}

static bool
may_give(void *arg, const char *workload)
{
	const struct host *h = arg;

	(void)workload;
	return h->all;
}

static bool
is_request(const cJSON *m)
{
	return json_member(m, "id") != NULL &&
	    json_member(m, "result") == NULL &&
	    json_member(m, "error") == NULL;
}

static void
check_answer(const char *text, size_t len, char *line, bool all)
{
	struct err e;
	cJSON *asked = json_parse(text, len, &e), *m;

	if (line == NULL) {
		MUST(cJSON_IsObject(asked) && !is_request(asked));
		cJSON_Delete(asked);
		return;
	}
	m = json_parse(line, strlen(line), &e);
	MUST(cJSON_IsObject(m));
	MUST(strchr(line, '\n') == NULL);
	MUST(strcmp(json_string(m, "jsonrpc"), "2.0") == 0);
	MUST(json_member(m, "id") != NULL ||
	    json_member(m, "error") != NULL);
	MUST((json_member(m, "result") != NULL) !=
	    (json_member(m, "error") != NULL));
	/* Who may know of nothing is given nothing. */
	if (!all && strstr(text, "secret") == NULL)
		MUST(strstr(line, "secret") == NULL);
	cJSON_Delete(m);
	cJSON_Delete(asked);
}

static void
check_host(const char *text, bool all)
{
	struct host h = { .all = all };
	struct foc_mcp_host host = { begin, end, offers, run, may_give, &h };
	struct foc_mcp *mcp = foc_mcp_new(&host);
	const char *p = text;
	char *line;
	size_t n;

	while (*p != '\0') {
		n = strcspn(p, "\n");
		if (n > 0) {
			line = foc_mcp_take(mcp, p, n);
			MUST(!h.begun);
			check_answer(p, n, line, all);
			free(line);
		}
		p += n + (p[n] == '\n');
	}
	foc_mcp_free(mcp);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes b = { data, size };
	char *text = bytes_rest(&b);

	check_host(text, true);
	if (strstr(text, "tools") != NULL)
		check_host(text, false);
	free(text);
	return 0;
}
