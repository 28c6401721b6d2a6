/* SPDX-License-Identifier: MIT */
/*
 * The Model Context Protocol, in two halves: messages (mcp.c) and what a call
 * of a tool takes and gives (mcp_call.c).
 */
#ifndef FOC_REPORT_MCP_H
#define FOC_REPORT_MCP_H

#include "core/json.h"
#include "core/sink.h"

/* What JSON-RPC and the protocol call what went wrong; 0: nothing did. */
enum mcp_code {
	MCP_OK = 0,
	MCP_NO_JSON = -32700,
	MCP_NO_REQUEST = -32600,
	MCP_NO_METHOD = -32601,
	MCP_BAD_PARAMS = -32602,
	MCP_FAILED = -32603,
	MCP_NO_VERSION = -32022
};

#define MCP_RECORDS_MAX	1000		/* of one answer */

struct foc_mcp_call {
	struct foc_out out;		/* first: where the records go */
	const struct foc_mcp_host *host;
	const char *tool;		/* NULL: they are being listed */
	const cJSON *args;		/* NULL: none */
	bool	sandbox;
	bool	too_many;
	cJSON	*records, *notices;
	char	why[ERR_TEXT_MAX];	/* it was refused */
};

void	mcp_call_begin(struct foc_mcp_call *call,
	    const struct foc_mcp_host *host);
void	mcp_call_end(struct foc_mcp_call *call);
/* Hold the arguments to the schema; false, and why, where they are not so. */
bool	mcp_check(struct foc_mcp_call *call, const cJSON *schema);
/* Run the tool: the result of tools/call, for a language model to read. */
cJSON	*mcp_run(struct foc_mcp_call *call);
/* The result that says why there is none. */
cJSON	*mcp_refusal(const struct foc_mcp_call *call);

#endif
