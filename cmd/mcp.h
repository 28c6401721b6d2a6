/* SPDX-License-Identifier: MIT */
/* Tools for language models: the file opened for each request, by itself. */
#ifndef FOC_CMD_MCP_H
#define FOC_CMD_MCP_H

#include "cli.h"

struct mcp_session {
	struct cli *c;
	bool	allow_stop;
	struct foc *foc;		/* while a request is answered */
	struct foc_mcp_call *call;
	enum foc_reach reach;		/* of who asks */
	char	*known;			/* the workload last asked for ... */
	bool	may_know;		/* ... and whether they may know it */
};

/* Answer what comes in on standard input, until that ends. */
int	mcp_serve(struct cli *c, bool allow_stop);

/* --- mcp_tools.c */

bool	mcp_offers(const struct mcp_session *s, const char *tool);
/* Does it change the file? */
bool	mcp_writes(const char *tool);
/* An enum foc_status; the sentence is with the call. */
int	mcp_tool(struct mcp_session *s);

#endif
