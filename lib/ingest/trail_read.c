/* SPDX-License-Identifier: MIT */
/*
 * Nobody outside AWS has published an inference event of the Claude Platform:
 * where the workspace and the tokens stand is looked for in each place that
 * CloudTrail has for them.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/mem.h"
#include "core/sha.h"
#include "ingest/classify.h"
#include "ingest/trail.h"

#define SOURCE	"aws-external-anthropic.amazonaws.com"

/* arn:aws:iam::A:role/R of a role or of a session of it; others stay. */
static char *
fold_role(const char *text)
{
	struct arn a;
	const char *role, *end;

	if (arn_parse(&a, text) && strcmp(a.service, "sts") == 0 &&
	    strncmp(a.rest, "assumed-role/", 13) == 0) {
		role = a.rest + 13;
		end = strchrnul(role, '/');
	} else if (arn_parse(&a, text) && strcmp(a.service, "iam") == 0 &&
	    strncmp(a.rest, "role/", 5) == 0) {
		/* The bill knows no paths. */
		role = strrchr(a.rest, '/') + 1;
		end = strchr(role, '\0');
	} else
		return xstrdup(text);
	return xasprintf("arn:%s:iam::%s:role/%.*s", a.partition, a.account,
	    (int)(end - role), role);
}

static char *
role_of(const cJSON *event)
{
	const cJSON *who = json_member(event, "userIdentity");
	const char *arn = json_string(json_member(json_member(who,
	    "sessionContext"), "sessionIssuer"), "arn");

	if (arn == NULL)
		arn = json_string(who, "arn");
	return fold_role(arn != NULL ? arn : "");
}

static bool
is_workspace(const char *s)
{
	return strncmp(s, "wrkspc_", 7) == 0 && s[7] != '\0' &&
	    strspn(s + 7, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	    "0123456789_-") == strlen(s + 7);
}

/* Take an id or an ARN of a workspace; false where it is neither. */
static bool
take_workspace(struct trail_call *c, const char *text)
{
	struct arn a;

	if (text == NULL)
		return false;
	if (is_workspace(text)) {
		c->workspace = xstrdup(text);
		return true;
	}
	if (!arn_parse(&a, text) ||
	    strcmp(a.service, "aws-external-anthropic") != 0 ||
	    strncmp(a.rest, "workspace/", 10) != 0 ||
	    !is_workspace(a.rest + 10))
		return false;
	c->workspace = xstrdup(a.rest + 10);
	if (*a.account != '\0')
		c->account = xstrdup(a.account);
	return true;
}

static bool
find_workspace(struct trail_call *c, const cJSON *event)
{
	static const char *const keys[] = {
		"workspaceArn", "workspaceId", "workspace_id", "workspace"
	};
	const cJSON *asked = json_member(event, "requestParameters");
	const cJSON *list = json_member(event, "resources"), *r;
	size_t i;

	if (cJSON_IsArray(list))
		cJSON_ArrayForEach(r, list)
			if (take_workspace(c, json_string(r, "ARN")))
				return true;
	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (take_workspace(c, json_string(asked, keys[i])))
			return true;
	return false;
}

/* input_tokens and the like; not a total of them, not a limit. */
static bool
is_token_count(const char *key)
{
	size_t n = strlen(key);

	return n >= 6 && strcasecmp(key + n - 6, "tokens") == 0 &&
	    strncasecmp(key, "total", 5) != 0 &&
	    strncasecmp(key, "max", 3) != 0;
}

/* Add what an object counts; -1 where a count is none. */
static int
add_tokens(struct trail_call *c, const cJSON *object)
{
	const cJSON *m;
	int64_t v;

	if (!cJSON_IsObject(object))
		return 0;
	cJSON_ArrayForEach(m, object) {
		if (!cJSON_IsRaw(m) || !is_token_count(m->string))
			continue;
		if (money_parse_exact(m->valuestring, strlen(m->valuestring),
		    &v) != 0 || v < 0 || v % MONEY_ONE != 0 ||
		    money_add(&c->tokens, v / MONEY_ONE) != 0)
			return -1;
		c->has_tokens = true;
	}
	return 0;
}

static int
find_tokens(struct trail_call *c, const cJSON *event)
{
	const cJSON *more = json_member(event, "additionalEventData");
	const cJSON *answer = json_member(event, "responseElements");
	const cJSON *const places[] = {
		more, json_member(more, "usage"), json_member(answer, "usage")
	};
	size_t i;

	for (i = 0; i < sizeof(places) / sizeof(places[0]) &&
	    !c->has_tokens; i++)
		if (add_tokens(c, places[i]) != 0)
			return -1;
	return 0;
}

/* A call across accounts is logged in both, with one id that they share. */
static int
hash_event(struct trail_call *c, const cJSON *event)
{
	unsigned char h[SHA_BYTES];
	const char *id = json_string(event, "sharedEventID");

	if (id == NULL || *id == '\0')
		id = json_string(event, "eventID");
	if (id == NULL || *id == '\0')
		return -1;
	crypto_hash_sha256(h, (const unsigned char *)id, strlen(id));
	memcpy(c->hash, h, TRAIL_HASH_BYTES);
	return 0;
}

static void
free_call(struct trail_call *c)
{
	free(c->workspace);
	free(c->role);
	free(c->account);
}

static int
read_call(struct trail_call *c, const cJSON *event, struct err *e)
{
	const char *time = json_string(event, "eventTime"), *account;

	if (hash_event(c, event) != 0)
		return err_set(e, FOC_BAD_INPUT, "has no eventID");
	if (time == NULL || utc_parse(time, strlen(time), &c->hour) != 0)
		return err_set(e, FOC_BAD_INPUT, "its eventTime is no time");
	c->hour -= c->hour % UTC_HOUR;
	if (find_tokens(c, event) != 0)
		return err_set(e, FOC_BAD_INPUT, "a count of tokens in it is "
		    "none");
	c->role = role_of(event);
	if (c->account == NULL) {
		account = json_string(event, "recipientAccountId");
		c->account = xstrdup(account != NULL ? account : "");
	}
	return FOC_OK;
}

/* Is it a call that was answered? */
static bool
is_call(const cJSON *event, bool *batch)
{
	const char *name = json_string(event, "eventName");
	const char *error = json_string(event, "errorCode");
	const char *category = json_string(event, "eventCategory");

	if (name == NULL || (error != NULL && *error != '\0') ||
	    (category != NULL && strcmp(category, "Data") != 0))
		return false;
	*batch = strcmp(name, "CreateBatchInference") == 0;
	return *batch || strcmp(name, "CreateInference") == 0;
}

int
trail_record(struct trail_file *t, const cJSON *event, struct err *e)
{
	struct trail_call c = { .batch = false };
	const char *source;
	int status;

	if (!cJSON_IsObject(event))
		return err_set(e, FOC_BAD_INPUT, "is no object");
	if ((source = json_string(event, "eventSource")) == NULL)
		return err_set(e, FOC_BAD_INPUT, "has no eventSource");
	if (strcmp(source, SOURCE) != 0 || !is_call(event, &c.batch))
		return FOC_OK;
	if (!find_workspace(&c, event)) {
		t->homeless++;
		return FOC_OK;
	}
	if ((status = read_call(&c, event, e)) != FOC_OK) {
		free_call(&c);
		return status;
	}
	if (t->n == t->max) {
		t->max = t->max == 0 ? 64 : t->max * 2;
		t->call = xreallocarray(t->call, t->max, sizeof(*t->call));
	}
	t->call[t->n++] = c;
	return FOC_OK;
}

void
trail_free(struct trail_file *t)
{
	while (t->n > 0)
		free_call(&t->call[--t->n]);
	free(t->call);
	t->call = NULL;
}
