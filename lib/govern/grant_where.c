/* SPDX-License-Identifier: MIT */
/* What a decision says of workspaces and of the MAP of AWS. */
#include <stdlib.h>
#include <string.h>

#include "core/form.h"
#include "core/mem.h"
#include "govern/grant.h"

#define WORKSPACE_MAX	39		/* FinOpsCenter-{}-GatewayRole fits 64 */

/* The name becomes part of a role's, a function's and a log group's. */
int
grant_read_workspace(struct grant *g, const char *name)
{
	bool claude = g->platform != NULL && strcmp(g->platform->name,
	    CLAUDE_PLATFORM) == 0;

	if (!claude && name != NULL)
		return foc_fail(g->f, FOC_USAGE, "--workspace goes with "
		    "--platform CLAUDE_PLATFORM");
	if (claude && name == NULL)
		return foc_fail(g->f, FOC_USAGE, "--workspace is needed: the "
		    "name of the workspace to be created");
	if (claude && (strlen(name) > WORKSPACE_MAX ||
	    !form_matches(name, "^[a-z0-9]+(-[a-z0-9]+)*$")))
		return foc_fail(g->f, FOC_USAGE, "--workspace: '%s' is no "
		    "name of lower-case letters, digits and single -, up to "
		    "%d", name, WORKSPACE_MAX);
	if (claude && g->regions.n > 1)
		return foc_fail(g->f, FOC_USAGE, "--region: a workspace is "
		    "bound to one region; grant one, and foc-approve add-scope "
		    "another workspace for the other");
	g->workspace = xstrdup(name != NULL ? name : "");
	return FOC_OK;
}

static int
check_map(struct grant *g, const char *id, const char *method)
{
	static const char *const methods[] = {
		"INFERENCE_PROFILE", "IAM_PRINCIPAL"
	};
	const char *word = methods[0];
	int status;

	if (id == NULL)
		return foc_fail(g->f, FOC_USAGE, "--map-method goes with "
		    "--map");
	if (!form_matches(id, "^mig([0-9]{5}|[A-Z0-9]{10})$"))
		return foc_fail(g->f, FOC_USAGE, "--map: '%s' is not mig and 5 "
		    "digits, or mig and 10 capital letters and digits", id);
	if (g->platform == NULL || strcmp(g->platform->name,
	    CLAUDE_PLATFORM) == 0)
		return foc_fail(g->f, FOC_REFUSED, "--map %s: what MAP credits "
		    "is usage of Bedrock; grant without it", id);
	if (method != NULL && (status = word_of(g->f, "--map-method", method,
	    methods, 2, &word)) != FOC_OK)
		return status;
	if (strcmp(word, "IAM_PRINCIPAL") == 0 &&
	    strcmp(g->runtime, "IDENTITY_CENTER") == 0)
		return foc_fail(g->f, FOC_REFUSED, "--map-method %s: roles of "
		    "Identity Center cannot be tagged; INFERENCE_PROFILE "
		    "works", word);
	free(g->map_id);
	free(g->map_method);
	g->map_id = xstrdup(id);
	g->map_method = xstrdup(word);
	return FOC_OK;
}

/* A workload has one id and one method: with both tags one would win. */
int
grant_read_map(struct grant *g, const char *id, const char *method)
{
	struct rows r;
	char *had = NULL, *by = NULL;
	int status;

	db_query(&r, g->f, SQL_WORKLOAD_MAP, "s", g->workload);
	if (db_next(&r) && !db_null(&r, 0)) {
		had = xstrdup(db_text(&r, 0));
		by = xstrdup(db_text(&r, 1));
	}
	status = db_done(&r);
	if (status == FOC_OK && (id != NULL || method != NULL))
		status = check_map(g, id, method != NULL ? method : by);
	if (status == FOC_OK && had != NULL && g->map_id != NULL &&
	    (strcmp(had, g->map_id) != 0 || strcmp(by, g->map_method) != 0))
		status = foc_fail(g->f, FOC_REFUSED, "--map %s: %s is tagged "
		    "with %s by %s; a workload has one id and one method",
		    id, g->workload, had, by);
	if (status == FOC_OK && g->map_id == NULL) {
		g->map_id = had;	/* goes for what is added, too */
		g->map_method = by;
		had = by = NULL;
	}
	free(had);
	free(by);
	return status;
}
