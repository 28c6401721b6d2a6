/* SPDX-License-Identifier: MIT */
/* What stands in the templates of a task. */
#include <stdlib.h>
#include <string.h>

#include "core/embed.h"
#include "core/mem.h"
#include "govern/grant.h"
#include "govern/task.h"

#define VALUES_MAX	80

/* Everything that is made for one filling, and goes with it. */
struct text {
	struct foc *f;
	const struct task *t;
	struct route r;
	struct iam d;
	struct workspace_text w;
	struct value v[VALUES_MAX];
	size_t	n;
	char	*made[VALUES_MAX];
	size_t	n_made;
	struct words tags, activate, stack_tags;
};

static void
put(struct text *x, const char *name, const char *value)
{
	x->v[x->n++] = (struct value){ name, value, NULL };
}

static void
put_list(struct text *x, const char *name, const struct words *list)
{
	x->v[x->n++] = (struct value){ name, NULL, list };
}

/* A value that is true is there. */
static void
put_flag(struct text *x, const char *name, bool flag)
{
	put(x, name, flag ? "y" : "");
}

/* value becomes x's. */
static void
put_made(struct text *x, const char *name, char *value)
{
	x->made[x->n_made++] = value;
	put(x, name, value);
}

static void
add_tag(struct words *w, const char *form, const char *key,
    const char *value)
{
	char *tag = xasprintf("%s%s,%s%s", form, key, *form == 'K' ?
	    "Value=" : "value=", value);

	words_add(w, tag);
	free(tag);
}

static void
put_task(struct text *x)
{
	const struct task *t = x->t;

	put(x, "task", t->id);
	put(x, "scope", t->scope);
	put(x, "workload", t->workload);
	put(x, "request", t->request);
	put(x, "account", t->account);
	put(x, "region", t->region);
	put(x, "role", t->role);
	put(x, "role_arn", t->role_arn);
	put(x, "runtime", t->runtime);
	put(x, "workspace", t->workspace);
	put(x, "workspace_id", *t->workspace_id != '\0' ? t->workspace_id :
	    "wrkspc_...");		/* a task before this will tell */
	put(x, "function_arn", t->function_arn);
	put(x, "stack", t->function);
	put_flag(x, "claude", t->claude);
	put_flag(x, "role_kind", !t->set && !t->claude);
	put_flag(x, "set_kind", t->set);
	put_flag(x, "ec2", strcmp(t->runtime, "EC2") == 0);
	put_flag(x, "agentcore", strcmp(t->runtime, "AGENTCORE") == 0 &&
	    x->d.service == NULL);
	put_flag(x, "runtime_bill", strcmp(t->runtime, "AGENTCORE") == 0);
	put_flag(x, "marketplace", strcmp(t->platform, "MARKETPLACE") == 0);
	put_made(x, "description", xasprintf("Governed AI access of %s, "
	    "request %s", t->workload, t->request));
	add_tag(&x->tags, "Key=", "finops-workload", t->workload);
	add_tag(&x->tags, "Key=", "finops-request", t->request);
	put_list(x, "tags", &x->tags);
}

static void
put_route(struct text *x)
{
	const struct task *t = x->t;
	const struct route *r = &x->r;

	put(x, "model_id", r->model_id);
	put(x, "application", r->application);
	put_flag(x, "tagged", r->application != NULL);
	put_flag(x, "untagged", r->application == NULL);
	put_flag(x, "tagged_role", r->application != NULL && !t->set);
	put_flag(x, "tagged_set", r->application != NULL && t->set);
	put_flag(x, "anthropic", strcmp(r->vendor, "Anthropic") == 0);
	put_made(x, "note", route_note(r, t->model, t->region,
	    t->availability));
}

/* The tagged profile that called the model which this replaces. */
static int
put_replaced(struct text *x)
{
	struct route old = { .kind = ROUTE_REGION };
	int status = FOC_OK;

	if (*x->t->replaces != '\0')
		status = route_of_scope(x->f, x->t->replaces, &old);
	if (status == FOC_OK && old.application != NULL)
		put_made(x, "old_application", xstrdup(old.application));
	else
		put(x, "old_application", "");
	route_free(&old);
	return status;
}

static void
put_file(struct text *x, const char *name, const char *file)
{
	put_made(x, name, xasprintf("file://%s.%s.json", x->t->role, file));
}

static void
put_policies(struct text *x)
{
	bool neutral = strstr(x->d.allow, "bedrock:InvokedModelId") != NULL;

	put(x, "trust", x->d.trust);
	put(x, "deny", x->d.deny);
	put(x, "allow", x->d.allow);
	put(x, "service", x->d.service);
	put(x, "all", x->d.all);
	put_file(x, "trust_file", "trust");
	put_file(x, "deny_file", "deny");
	put_file(x, "allow_file", "allow");
	put_file(x, "service_file", "service");
	put_file(x, "all_file", "policy");
	put_flag(x, "agentic", x->d.agentic);
	put_flag(x, "inference_only", !x->d.agentic);
	put_flag(x, "neutral", neutral);
	put_flag(x, "plain", !neutral);
	put(x, "attributes", "AccessControlAttributes=[{Key=finops-user,"
	    "Value={Source=[\"${path:userName}\"]}}]");
	put_made(x, "reserved", xasprintf("Roles[?starts_with(RoleName, "
	    "'AWSReservedSSO_%s_')].Arn", x->t->role));
	put_made(x, "marketplace_policy",
	    xstrdup(embed_text("govern/marketplace.json")));
	x->made[x->n_made - 1][strlen(x->made[x->n_made - 1]) - 1] = '\0';
}

static void
put_map(struct text *x)
{
	const struct task *t = x->t;

	put(x, "map_id", t->map_id);
	/* A copy of a profile answers where that one does. */
	if (x->r.profile_id != NULL)
		put_made(x, "source", xasprintf("copyFrom=arn:aws:bedrock:%s:"
		    "%s:inference-profile/%s", t->region, t->account,
		    x->r.profile_id));
	else
		put_made(x, "source", xasprintf("copyFrom=arn:aws:bedrock:%s::"
		    "foundation-model/%s", t->region, x->r.model_id));
	put_made(x, "profile_name", xasprintf("%s-%s", t->workload,
	    t->scope));
	put_made(x, "by_name", xasprintf("inferenceProfileSummaries[?"
	    "inferenceProfileName=='%s-%s'].inferenceProfileArn | [0]",
	    t->workload, t->scope));
	put_made(x, "map_tag", xasprintf("key=map-migrated,value=%s",
	    t->map_id));
	put_made(x, "role_tag", xasprintf("Key=map-migrated,Value=%s",
	    t->map_id));
}

/* What of the role is left when this scope is gone. */
static int
put_rest(struct text *x)
{
	const struct task *t = x->t;
	int64_t uses = 0;
	bool rest;
	int status;

	status = db_get_int(x->f, &uses, SQL_ROLE_USES, "sss", t->request,
	    t->account, t->role);
	rest = uses > 0 && !t->claude;
	put_flag(x, "rest", rest);
	put_flag(x, "rest_role", rest && !t->set);
	put_flag(x, "rest_set", rest && t->set);
	put_flag(x, "last_role", !rest && !t->set && !t->claude);
	put_flag(x, "last_set", !rest && t->set);
	put_flag(x, "last_ec2", !rest && strcmp(t->runtime, "EC2") == 0);
	return status;
}

static int
put_workspace(struct text *x)
{
	static const char *const keys[] = {
		"environment", "element1", "element2", "element3", "element4"
	};
	const struct task *t = x->t;
	char *payer = NULL, *tag;
	size_t i;
	int status;

	status = workspace_text(x->f, t, x->r.model_id, &x->w);
	if (status == FOC_OK)
		status = db_get_text(x->f, &payer, SQL_PAYER_ACCOUNT, "");
	if (status != FOC_OK)
		return status;
	put(x, "workspace_stack", x->w.stack);
	put(x, "workspace_desired", x->w.desired);
	put(x, "workspace_body", x->w.body);
	put(x, "gateway", x->w.gateway);
	put(x, "tag_list", x->w.tag_list);
	put(x, "residency", *x->w.geo != '\0' ?
	    "us (data and inference)" : "us (data)");
	put_flag(x, "no_geo", *x->w.geo == '\0');
	put_flag(x, "cut", x->w.cut);
	put_flag(x, "no_payer", payer == NULL);
	put_made(x, "payer", payer);
	put_made(x, "workspace_name", xasprintf("FinOpsCenter-%s-Workspace",
	    t->workspace));
	put_made(x, "client_token", xasprintf("foc-%s-%s-%s", t->account,
	    t->workspace, t->scope));
	put_made(x, "workspaces_url", xasprintf("https://aws-external-"
	    "anthropic.%s.api.aws/v1/organizations/workspaces", t->region));
	put_made(x, "workspace_url", xasprintf("https://aws-external-"
	    "anthropic.%s.api.aws/v1/organizations/workspaces/%s", t->region,
	    t->workspace_id));
	put_made(x, "parameter", xasprintf("WorkspaceId=%s",
	    t->workspace_id));
	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		tag = xasprintf("TagKey=%s,Status=Active", keys[i]);
		words_add(&x->activate, tag);
		free(tag);
	}
	put_list(x, "activate", &x->activate);
	tag = xasprintf("finops-workload=%s", t->workload);
	words_add(&x->stack_tags, tag);
	free(tag);
	put_list(x, "stack_tags", &x->stack_tags);
	return FOC_OK;
}

static void
put_selectors(struct text *x, const struct selectors *sel)
{
	put_flag(x, "read", sel == NULL);
	put_flag(x, "covered", sel != NULL && sel->covered);
	put_flag(x, "merged", sel != NULL && !sel->covered);
	put(x, "trail", sel != NULL ? sel->trail : NULL);
	put(x, "trail_region", sel != NULL ? sel->region : NULL);
	put(x, "selectors", sel != NULL ? sel->merged : NULL);
	put(x, "selectors_were", sel != NULL ? sel->was : NULL);
}

static int
put_product(struct text *x)
{
	struct rows r;

	db_query(&r, x->f, SQL_WORKLOAD_PATH, "s", x->t->workload);
	if (db_next(&r))
		put_made(x, "product", xstrdup(db_text(&r, 3)));
	return db_done(&r);
}

static int
put_export(struct text *x)
{
	const struct task *t = x->t;
	char *payers = NULL;
	int status = db_get_text(x->f, &payers, SQL_PAYER_ACCOUNT, "");

	put(x, "task", t->id);
	put(x, "account", t->account);
	put_flag(x, "no_payer", *t->account == '\0');
	put_made(x, "payers", payers);
	put_made(x, "export", xstrdup(embed_text("govern/export.json")));
	x->made[x->n_made - 1][strlen(x->made[x->n_made - 1]) - 1] = '\0';
	put(x, "health", "Exports[?ExportName=='foc-cur2'].ExportArn | [0]");
	return status;
}

static int
put_all(struct text *x, const struct selectors *sel)
{
	const struct task *t = x->t;
	int status = FOC_OK;

	if (t->export)
		return put_export(x);
	if (*t->scope == '\0') {
		put_task(x);
		return put_product(x);
	}
	if ((status = route_of_scope(x->f, t->scope, &x->r)) != FOC_OK)
		return status;
	if (!t->claude)
		status = iam_build(x->f, t->request, t->account, &x->d);
	if (status != FOC_OK)
		return status;
	put_task(x);
	put_route(x);
	if ((status = put_replaced(x)) != FOC_OK)
		return status;
	put_selectors(x, sel);
	if (!t->claude) {
		put_policies(x);
		put_map(x);
	}
	if ((status = put_rest(x)) == FOC_OK && t->claude)
		status = put_workspace(x);
	return status;
}

static void
text_free(struct text *x)
{
	size_t i;

	for (i = 0; i < x->n_made; i++)
		free(x->made[i]);
	words_free(&x->tags);
	words_free(&x->activate);
	words_free(&x->stack_tags);
	workspace_text_free(&x->w);
	iam_free(&x->d);
	route_free(&x->r);
}

int
task_steps(struct foc *f, const struct task *t, const struct selectors *sel,
    struct steps *s)
{
	struct text x = { .f = f, .t = t };
	int status;

	*s = (struct steps){ 0 };
	status = put_all(&x, sel);
	if (status == FOC_OK && (steps_read(s, embed_text(t->kind->tmpl),
	    &(struct values){ x.v, x.n }) != 0 || s->n != t->kind->n))
		status = foc_fail(f, FOC_SYSTEM, "%s: is no good template",
		    t->kind->tmpl);
	text_free(&x);
	return status;
}
