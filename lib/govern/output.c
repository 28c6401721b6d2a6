/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/json.h"
#include "core/mem.h"
#include "govern/output.h"

static int
wrong(const struct check *c, const char *what, const char *is,
    const char *needs)
{
	return foc_fail(c->f, FOC_REFUSED, "%s: step %d: --check: %s is %s, "
	    "needs %s", c->t->id, c->step, what, is != NULL ? is : "not there",
	    needs);
}

static int
same(const struct check *c, const char *what, const char *is,
    const char *needs)
{
	if (is != NULL && strcmp(is, needs) == 0)
		return FOC_OK;
	return wrong(c, what, is, needs);
}

/* The value of one of the step's keys. */
static void
gives(struct check *c, const char *key, const char *value)
{
	size_t i;

	for (i = 0; i < TASK_KEYS_MAX; i++)
		if (c->t->kind->key[c->step - 1][i] != NULL &&
		    strcmp(c->t->kind->key[c->step - 1][i], key) == 0) {
			free(c->p->value[i]);
			c->p->value[i] = xstrdup(value);
		}
}

/* Policies come as JSON, or as text with %XX. */
static cJSON *
policy_of(const cJSON *item)
{
	const char *s;
	char *text, *to, hex[3] = "";
	struct err e;
	cJSON *json;

	if (!cJSON_IsString(item))
		return cJSON_Duplicate(item, true);
	text = to = xstrdup(item->valuestring);
	for (s = item->valuestring; *s != '\0'; s++) {
		if (*s == '%' && isxdigit((unsigned char)s[1]) &&
		    isxdigit((unsigned char)s[2])) {
			hex[0] = s[1];
			hex[1] = s[2];
			*to++ = (char)strtol(hex, NULL, 16);
			s += 2;
		} else {
			*to++ = *s;
		}
	}
	*to = '\0';
	json = json_parse(text, strlen(text), &e);
	free(text);
	return json;
}

static int
same_policy(const struct check *c, const char *what, const cJSON *item,
    const char *needs)
{
	struct err e;
	cJSON *is = policy_of(item), *want = json_parse(needs, strlen(needs),
	    &e);
	int status = FOC_OK;

	if (is == NULL || want == NULL || !cJSON_Compare(is, want, true))
		status = foc_fail(c->f, FOC_REFUSED, "%s: step %d: --check: %s "
		    "is not the one that was decided; foc-task script %s has "
		    "that", c->t->id, c->step, what, c->t->id);
	cJSON_Delete(is);
	cJSON_Delete(want);
	return status;
}

/* --- one function for each output */

static int
check_access(struct check *c, const cJSON *json)
{
	static const struct { const char *key, *good; } keys[] = {
		{ "authorizationStatus", "AUTHORIZED" },
		{ "entitlementAvailability", "AVAILABLE" },
		{ "regionAvailability", "AVAILABLE" },
	};
	struct route r;
	size_t i;
	int status = route_of_scope(c->f, c->t->scope, &r);

	if (status == FOC_OK)
		status = same(c, "modelId", json_string(json, "modelId"),
		    r.model_id);
	route_free(&r);
	if (status == FOC_OK)
		status = same(c, "agreementAvailability", json_string(
		    json_member(json, "agreementAvailability"), "status"),
		    "AVAILABLE");
	for (i = 0; i < sizeof(keys) / sizeof(keys[0]) && status == FOC_OK;
	    i++)
		status = same(c, keys[i].key, json_string(json, keys[i].key),
		    keys[i].good);
	return status;
}

/* Identity Center names the role; its trust is not ours. */
static int
check_role(struct check *c, const cJSON *json)
{
	const cJSON *role = json_member(json, "Role");
	const char *arn = json_string(role, "Arn");
	int status;

	if (c->t->set)
		status = artefact_check(c->f, c->t, c->step, "role_arn",
		    arn != NULL ? arn : "");
	else
		status = same(c, "Role.Arn", arn, c->t->role_arn);
	if (status == FOC_OK && !c->t->set)
		status = same_policy(c, "the trust policy", json_member(role,
		    "AssumeRolePolicyDocument"), c->d.trust);
	if (status == FOC_OK)
		gives(c, "role_arn", arn);
	return status;
}

static int
check_role_policy(struct check *c, const cJSON *json)
{
	const struct { const char *name, *text; enum part part; } all[] = {
		{ "foc-deny-baseline", c->d.deny, PART_DENY },
		{ "foc-allow-approved", c->d.allow, PART_ALLOW },
		{ "foc-agentcore-runtime", c->d.service, PART_SERVICE },
	};
	const char *name = json_string(json, "PolicyName");
	size_t i;
	int status;

	status = same(c, "RoleName", json_string(json, "RoleName"),
	    c->t->role);
	if (status != FOC_OK)
		return status;
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		if (all[i].text == NULL || name == NULL ||
		    strcmp(name, all[i].name) != 0)
			continue;
		c->have |= all[i].part;
		gives(c, "policy_applied", "true");
		return same_policy(c, name, json_member(json,
		    "PolicyDocument"), all[i].text);
	}
	return wrong(c, "PolicyName", name, "a policy of this task");
}

static int
check_names(struct check *c, const cJSON *json)
{
	static const char *const names[] = {
		"foc-deny-baseline", "foc-allow-approved"
	};
	const cJSON *v, *list = json_member(json, "PolicyNames");
	bool found;
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		found = false;
		cJSON_ArrayForEach(v, list)
			found |= cJSON_IsString(v) && strcmp(v->valuestring,
			    names[i]) == 0;
		if (!found)
			return wrong(c, names[i], "not listed", "to be");
	}
	return FOC_OK;
}

static int
check_tag(struct check *c, const cJSON *json)
{
	const cJSON *tag;

	cJSON_ArrayForEach(tag, json_member(json, "Tags")) {
		if (json_string(tag, "Key") == NULL ||
		    strcmp(json_string(tag, "Key"), "map-migrated") != 0)
			continue;
		gives(c, "policy_applied", "true");
		return same(c, "map-migrated", json_string(tag, "Value"),
		    c->t->map_id);
	}
	return wrong(c, "map-migrated", NULL, c->t->map_id);
}

static int
check_set(struct check *c, const cJSON *json)
{
	const cJSON *set = json_member(json, "PermissionSet");
	const char *arn = json_string(set, "PermissionSetArn");
	int status;

	status = same(c, "PermissionSet.Name", json_string(set, "Name"),
	    c->t->role);
	if (status == FOC_OK && arn == NULL)
		status = wrong(c, "PermissionSetArn", NULL, "an ARN");
	if (status == FOC_OK)
		gives(c, "permission_set_arn", arn);
	return status;
}

static int
check_set_policy(struct check *c, const cJSON *json)
{
	gives(c, "policy_applied", "true");
	return same_policy(c, "the policy of the permission set",
	    json_member(json, "InlinePolicy"), c->d.all);
}

static int
check_workspace(struct check *c, const cJSON *json)
{
	const char *id = json_string(json, "id"), *value;
	const cJSON *archived = json_member(json, "archived_at"), *tag;
	cJSON *tags = NULL;
	bool cut;
	int status;

	if ((status = same(c, "name", json_string(json, "name"),
	    c->t->workspace)) != FOC_OK)
		return status;
	if (archived != NULL && !cJSON_IsNull(archived))
		return wrong(c, "archived_at", "set", "null");
	if ((status = same(c, "data_residency.workspace_geo", json_string(
	    json_member(json, "data_residency"), "workspace_geo"), "us")) !=
	    FOC_OK)
		return status;
	status = workspace_tags(c->f, c->t, &tags, &cut);
	cJSON_ArrayForEach(tag, tags) {
		value = json_string(json_member(json, "tags"), tag->string);
		if (status == FOC_OK)
			status = same(c, tag->string, value,
			    tag->valuestring);
	}
	cJSON_Delete(tags);
	if (status == FOC_OK && id == NULL)
		status = wrong(c, "id", NULL, "wrkspc_...");
	if (status == FOC_OK)
		gives(c, "workspace_id", id);
	return status;
}

/* Of a list the one that is ours. */
static int
check_workspaces(struct check *c, const cJSON *json)
{
	const cJSON *w, *archived;
	const char *name;

	cJSON_ArrayForEach(w, json_member(json, "data")) {
		name = json_string(w, "name");
		archived = json_member(w, "archived_at");
		if (name != NULL && strcmp(name, c->t->workspace) == 0 &&
		    (archived == NULL || cJSON_IsNull(archived)))
			return check_workspace(c, w);
	}
	return wrong(c, c->t->workspace, "not in the list", "to be");
}

static int
check_events(struct check *c, const cJSON *json)
{
	char *text = json_print(json), *arn;
	struct selectors s;
	int status;

	arn = xasprintf("arn:aws:aws-external-anthropic:%s:%s:workspace/%s",
	    c->t->region, c->t->account, c->t->workspace_id);
	status = selectors_read(c->f, text, strlen(text), arn, &s);
	if (status == FOC_OK && !s.covered)
		status = foc_fail(c->f, FOC_REFUSED, "%s: step %d: --check: "
		    "%s does not record the calls of this workspace; foc-task "
		    "script %s --check FILE adds what is missing, or "
		    "--artefact data_events=off records that", c->t->id,
		    c->step, s.trail, c->t->id);
	if (status == FOC_OK)
		gives(c, "data_events", "on");
	selectors_free(&s);
	free(arn);
	free(text);
	return status;
}

static const char *
value_of(const cJSON *stack, const char *key)
{
	const cJSON *o;

	cJSON_ArrayForEach(o, json_member(stack, "Outputs"))
		if (json_string(o, "OutputKey") != NULL &&
		    strcmp(json_string(o, "OutputKey"), key) == 0)
			return json_string(o, "OutputValue");
	return NULL;
}

static int
check_stack(struct check *c, const cJSON *json)
{
	const cJSON *stack = cJSON_GetArrayItem(json_member(json, "Stacks"),
	    0);
	const char *is = json_string(stack, "StackStatus");
	int status;

	if ((status = same(c, "StackName", json_string(stack, "StackName"),
	    c->t->function)) != FOC_OK)
		return status;
	if (is == NULL || (strcmp(is, "CREATE_COMPLETE") != 0 &&
	    strcmp(is, "UPDATE_COMPLETE") != 0))
		return wrong(c, "StackStatus", is, "CREATE_COMPLETE or "
		    "UPDATE_COMPLETE");
	if ((status = same(c, "FunctionArn", value_of(stack, "FunctionArn"),
	    c->t->function_arn)) != FOC_OK ||
	    (status = same(c, "RoleArn", value_of(stack, "RoleArn"),
	    c->t->role_arn)) != FOC_OK)
		return status;
	gives(c, "function_arn", c->t->function_arn);
	gives(c, "role_arn", c->t->role_arn);
	return FOC_OK;
}

static int
check_profile(struct check *c, const cJSON *json)
{
	const char *arn = json_string(json, "inferenceProfileArn");
	int status;

	status = same(c, "status", json_string(json, "status"), "ACTIVE");
	if (status == FOC_OK)
		gives(c, "inference_profile_arn", arn != NULL ? arn : "");
	return status;
}

static const struct output outputs[] = {
	{ "regionAvailability", PART_ACCESS, check_access, false },
	{ "Role", PART_ROLE, check_role, false },
	{ "PolicyDocument", PART_DENY | PART_ALLOW | PART_SERVICE,
	    check_role_policy, true },
	{ "PolicyNames", PART_NAMES, check_names, false },
	{ "PermissionSet", PART_SET, check_set, false },
	{ "InlinePolicy", PART_SET_POLICY, check_set_policy, false },
	{ "TrailARN", PART_EVENTS, check_events, false },
	{ "Stacks", PART_STACK, check_stack, false },
	{ "inferenceProfileArn", PART_PROFILE, check_profile, false },
	{ "data_residency", PART_WORKSPACE, check_workspace, false },
	{ "data", PART_WORKSPACE, check_workspaces, false },
	{ "Tags", PART_TAG, check_tag, false },
};

const struct output *
output_of(const cJSON *json)
{
	size_t i;

	for (i = 0; i < sizeof(outputs) / sizeof(outputs[0]); i++)
		if (json_member(json, outputs[i].key) != NULL)
			return &outputs[i];
	return NULL;
}
