/* SPDX-License-Identifier: MIT */
/* An event of the audit as a sentence: when, who, what became of what, why. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "report/out.h"

#define INDENT	4

/* What was done, said of who did it; its object follows. */
static const struct { const char *verb, *did; } verbs[] = {
	{ "accept", "accepted" },
	{ "act", "acted on" },
	{ "alert", "raised an alert on" },
	{ "answer", "answered" },
	{ "apply", "applied another foc.yaml to" },
	{ "approve", "approved" },
	{ "assign", "assigned" },
	{ "block", "blocked" },
	{ "cancel", "cancelled" },
	{ "check", "checked" },
	{ "claim", "claimed" },
	{ "clear", "cleared" },
	{ "close", "closed" },
	{ "complete", "completed" },
	{ "create", "created" },
	{ "detect", "found" },
	{ "discover", "found" },
	{ "carry", "carried the signature over to" },
	{ "dispute", "disputed" },
	{ "estimate", "set the monthly estimate of" },
	{ "fail", "failed" },
	{ "find", "resolved" },
	{ "generate", "made" },
	{ "grant", "granted" },
	{ "implement", "implemented" },
	{ "import", "read in" },
	{ "ingest", "read in" },
	{ "init", "made" },
	{ "investigate", "began to investigate" },
	{ "link", "linked" },
	{ "open", "opened" },
	{ "pass", "passed" },
	{ "propose", "proposed" },
	{ "prune", "pruned" },
	{ "raise", "raised" },
	{ "recall", "recalled" },
	{ "reject", "rejected" },
	{ "reopen", "reopened" },
	{ "resolve", "resolved" },
	{ "restate", "restated" },
	{ "restrict", "restricted" },
	{ "resubmit", "submitted once more" },
	{ "resume", "resumed" },
	{ "retire", "retired" },
	{ "revoke", "revoked" },
	{ "start", "started" },
	{ "step", "recorded a step of" },
	{ "submit", "submitted" },
	{ "supersede", "superseded" },
	{ "suspend", "suspended" },
	{ "unblock", "unblocked" },
	{ "validate", "validated" },
	{ "waive", "waived" },
	{ "withdraw", "withdrew" },
};

static const struct { const char *prefix, *is; bool bare; } objects[] = {
	{ "br-", "request ", false },
	{ "sc-", "scope ", false },
	{ "ts-", "task ", false },
	{ "an-", "anchor ", false },
	{ "ld-", "load ", false },
	{ "cd-", "card ", false },
	{ "wl-", "workload ", true },
};

static const char *
text(const cJSON *record, const char *key)
{
	const char *s = json_string(record, key);

	return s != NULL ? s : "";
}

static const char *
did(const char *verb, const char *object)
{
	size_t i;

	if (strcmp(verb, "apply") == 0 && strcmp(object, "org") != 0)
		return "ran in AWS, for";
	for (i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (strcmp(verbs[i].verb, verb) == 0)
			return verbs[i].did;
	return verb;
}

static char *
object_words(const char *id)
{
	size_t i;

	if (strcmp(id, "org") == 0)
		return xstrdup("the organisation");
	if (strcmp(id, "db") == 0)
		return xstrdup("the file");
	for (i = 0; i < sizeof(objects) / sizeof(objects[0]); i++)
		if (strncmp(id, objects[i].prefix, 3) == 0)
			return xasprintf("%s%s", objects[i].is,
			    id + (objects[i].bare ? 3 : 0));
	return xstrdup(id);
}

/* "from A to B", or what there is of it. */
static char *
change_words(const cJSON *record)
{
	const char *before = text(record, "before");
	const char *after = text(record, "after");

	if (*before != '\0' && *after != '\0')
		return xasprintf(", from %s to %s", before, after);
	if (*after != '\0')
		return xasprintf(": %s", after);
	return xstrdup("");
}

static char *
sentence(const cJSON *record)
{
	const char *actor = text(record, "actor"), *role = text(record, "role");
	const char *done = did(text(record, "verb"), text(record, "object"));
	char *uid = cell_text(record, "uid", ' ', false);
	char *object = object_words(text(record, "object"));
	char *change = change_words(record), *s;

	if (*actor == '\0')
		actor = "nobody of foc.yaml";
	/* A consequence has no role: the rules of the programs did it. */
	if (strcmp(role, "system") == 0)
		s = xasprintf("By rule, upon what %s (user %s) did: %s %s%s.",
		    actor, uid, done, object, change);
	else
		s = xasprintf("%s (%s, user %s) %s %s%s.", actor, role, uid,
		    done, object, change);
	free(change);
	free(object);
	free(uid);
	return s;
}

void
event_text_begin(FILE *to, const cJSON *first, const struct foc_out_options *o)
{
	(void)first;
	if (o->sandbox)
		fputs("SANDBOX\n\n", to);
}

void
event_text(FILE *to, const cJSON *record, const struct foc_out_options *o)
{
	const char *why = text(record, "rationale");
	int width = o->width > 0 ? o->width : 80;
	char *when = cell_text(record, "at", ' ', false), *line;

	fprintf(to, "%s  event %s\n%*s", when, text(record, "id"), INDENT, "");
	line = sentence(record);
	prose_print(to, INDENT, width, line);
	free(line);
	if (*why != '\0') {
		line = xasprintf("Why: %s", why);
		fprintf(to, "%*s", INDENT, "");
		prose_print(to, INDENT, width, line);
		free(line);
	}
	free(when);
}
