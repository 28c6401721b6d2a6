/* SPDX-License-Identifier: MIT */
/*
 * What the output of the AWS CLI proves of a step.  An output is known by its
 * keys; it has to say what was decided, or the step is refused with what it
 * says instead.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/json.h"
#include "core/mem.h"
#include "core/sha.h"
#include "govern/task.h"

enum part {				/* of what a step needs */
	PART_ACCESS = 1 << 0, PART_ROLE = 1 << 1, PART_DENY = 1 << 2,
	PART_ALLOW = 1 << 3, PART_SERVICE = 1 << 4, PART_SET = 1 << 5,
	PART_SET_POLICY = 1 << 6, PART_WORKSPACE = 1 << 7,
	PART_EVENTS = 1 << 8, PART_STACK = 1 << 9, PART_PROFILE = 1 << 10,
	PART_TAG = 1 << 11, PART_NAMES = 1 << 12,
};

static const struct { enum part part; const char *command; } commands[] = {
	{ PART_ACCESS, "bedrock get-foundation-model-availability" },
	{ PART_ROLE, "iam get-role" },
	{ PART_DENY, "iam get-role-policy (foc-deny-baseline)" },
	{ PART_ALLOW, "iam get-role-policy (foc-allow-approved)" },
	{ PART_SERVICE, "iam get-role-policy (foc-agentcore-runtime)" },
	{ PART_SET, "sso-admin describe-permission-set" },
	{ PART_SET_POLICY, "sso-admin get-inline-policy-for-permission-set" },
	{ PART_WORKSPACE, "the workspace, as GET gives it" },
	{ PART_EVENTS, "cloudtrail get-event-selectors" },
	{ PART_STACK, "cloudformation describe-stacks" },
	{ PART_PROFILE, "bedrock get-inference-profile" },
	{ PART_TAG, "iam list-role-tags" },
	{ PART_NAMES, "iam list-role-policies" },
};

struct check {
	struct foc *f;
	const struct task *t;
	int	step;
	unsigned may, need, have;	/* sets of enum part */
	struct iam d;
	struct proof *p;
};

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
output_of(const cJSON *stack, const char *key)
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
	if ((status = same(c, "FunctionArn", output_of(stack, "FunctionArn"),
	    c->t->function_arn)) != FOC_OK ||
	    (status = same(c, "RoleArn", output_of(stack, "RoleArn"),
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

/* The first key that an output has says what it is. */
static const struct output {
	const char *key;
	unsigned parts;
	int	(*check)(struct check *c, const cJSON *json);
} outputs[] = {
	{ "regionAvailability", PART_ACCESS, check_access },
	{ "Role", PART_ROLE, check_role },
	{ "PolicyDocument", PART_DENY | PART_ALLOW | PART_SERVICE,
	    check_role_policy },
	{ "PolicyNames", PART_NAMES, check_names },
	{ "PermissionSet", PART_SET, check_set },
	{ "InlinePolicy", PART_SET_POLICY, check_set_policy },
	{ "TrailARN", PART_EVENTS, check_events },
	{ "Stacks", PART_STACK, check_stack },
	{ "inferenceProfileArn", PART_PROFILE, check_profile },
	{ "data_residency", PART_WORKSPACE, check_workspace },
	{ "data", PART_WORKSPACE, check_workspaces },
	{ "Tags", PART_TAG, check_tag },
};

/* --- what a step needs */

static unsigned
needs_of(const struct check *c)
{
	const char *key = c->t->kind->key[c->step - 1][0];

	if (key == NULL && c->step == 1 && c->t->kind->n >= 3 &&
	    !c->t->claude && strcmp(c->t->type, "MAP_TAG") != 0)
		return PART_ACCESS;
	if (key == NULL)
		return 0;
	if (strcmp(key, "policy_applied") == 0) {
		if (strcmp(c->t->type, "MAP_TAG") == 0 &&
		    strcmp(c->t->map_method, "IAM_PRINCIPAL") == 0)
			return PART_TAG;
		if (c->t->claude)
			return 0;
		return c->t->set ? PART_SET_POLICY : PART_DENY | PART_ALLOW |
		    (c->d.service != NULL ? PART_SERVICE : 0);
	}
	return strcmp(key, "role_arn") == 0 ? PART_ROLE :
	    strcmp(key, "permission_set_arn") == 0 ? PART_SET :
	    strcmp(key, "workspace_id") == 0 ? PART_WORKSPACE :
	    strcmp(key, "data_events") == 0 ? PART_EVENTS :
	    strcmp(key, "function_arn") == 0 ? PART_STACK : PART_PROFILE;
}

/* "aws iam get-role, aws ...": the outputs of a set of parts; malloc'd. */
static char *
names_of(unsigned parts)
{
	struct words w = { 0 };
	char *text;
	size_t i;

	for (i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if ((parts & commands[i].part) != 0)
			words_add(&w, commands[i].command);
	text = words_join(&w, ", ");
	words_free(&w);
	return text;
}

static int
not_this(const struct check *c, const char *name)
{
	char *names = names_of(c->may);
	int status;

	if (c->may == 0)
		status = foc_fail(c->f, FOC_USAGE, "%s: step %d: no output of "
		    "the AWS CLI proves it; do it without --check", c->t->id,
		    c->step);
	else
		status = foc_fail(c->f, FOC_REFUSED, "%s: step %d: %s proves "
		    "nothing of it; it takes the output of %s", c->t->id,
		    c->step, name, names);
	free(names);
	return status;
}

/* "get-role sha256:..." to the proof. */
static void
note(struct proof *p, const char *key, const struct foc_text *text)
{
	char hex[SHA_HEX_MAX], *before = p->text;
	unsigned char h[SHA_BYTES];

	crypto_hash_sha256(h, (const unsigned char *)text->text, text->len);
	p->text = xasprintf("%s%s%s sha256:%s", before != NULL ? before : "",
	    before != NULL ? ", " : "", key, sha_hex(hex, h));
	free(before);
}

static int
check_text(struct check *c, const struct foc_text *text)
{
	struct err e;
	cJSON *json = json_parse(text->text, text->len, &e);
	size_t i;
	int status;

	if (json == NULL)
		return foc_fail(c->f, FOC_BAD_INPUT, "%s: %s", text->name,
		    e.text);
	for (i = 0; i < sizeof(outputs) / sizeof(outputs[0]); i++)
		if (json_member(json, outputs[i].key) != NULL)
			break;
	if (i == sizeof(outputs) / sizeof(outputs[0]) ||
	    (outputs[i].parts & c->may) == 0) {
		status = not_this(c, text->name);
	} else {
		status = outputs[i].check(c, json);
		if (outputs[i].check != check_role_policy)
			c->have |= outputs[i].parts;
		note(c->p, outputs[i].key, text);
	}
	cJSON_Delete(json);
	return status;
}

int
task_check(struct foc *f, const struct task *t, int step,
    const struct foc_text *texts, size_t n, struct proof *p)
{
	struct check c = { .f = f, .t = t, .step = step, .p = p };
	char *names;
	size_t i;
	int status = FOC_OK;

	*p = (struct proof){ 0 };
	if (n == 0)
		return FOC_OK;
	if (!t->claude && *t->scope != '\0')
		status = iam_build(f, t->request, t->account, &c.d);
	c.need = c.may = needs_of(&c);
	if (step == t->kind->n && c.need == 0 && *t->role_arn != '\0' &&
	    !t->claude)
		c.may = PART_ROLE | PART_NAMES;
	for (i = 0; i < n && status == FOC_OK; i++)
		status = check_text(&c, &texts[i]);
	if (status == FOC_OK && (c.need & ~c.have) != 0) {
		names = names_of(c.need & ~c.have);
		status = foc_fail(f, FOC_REFUSED, "%s: step %d: --check also "
		    "needs the output of %s", t->id, step, names);
		free(names);
	}
	iam_free(&c.d);
	return status;
}

void
proof_free(struct proof *p)
{
	size_t i;

	for (i = 0; i < TASK_KEYS_MAX; i++)
		free(p->value[i]);
	free(p->text);
}
