/* SPDX-License-Identifier: MIT */
/*
 * What the output of the AWS CLI proves of a step.  An output is known by its
 * keys; it has to say what was decided, or the step is refused with what it
 * says instead.
 */
#include <stdlib.h>
#include <string.h>

#include "core/json.h"
#include "core/mem.h"
#include "core/sha.h"
#include "govern/output.h"

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
	const struct output *o;
	int status;

	if (json == NULL)
		return foc_fail(c->f, FOC_BAD_INPUT, "%s: %s", text->name,
		    e.text);
	o = output_of(json);
	if (o == NULL || (o->parts & c->may) == 0) {
		status = not_this(c, text->name);
	} else {
		status = o->check(c, json);
		if (!o->one)
			c->have |= o->parts;
		note(c->p, o->key, text);
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
	if (t->export)
		return export_check(f, t, step, texts, n, &p->text);
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
