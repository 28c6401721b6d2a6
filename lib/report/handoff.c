/* SPDX-License-Identifier: MIT */
/* The developer handoff: to read, for an .env file, for a shell; and what
 * takes it back. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"
#include "report/handoff.h"

struct item {
	const char *key, *title, *variable;	/* variable NULL: to read */
};

static const struct item direct[] = {
	{ "role_arn", "IAM Role ARN", "AWS_ROLE_ARN" },
	{ "permission_set_arn", "Permission Set ARN",
	    "AWS_PERMISSION_SET_ARN" },
	{ "model_id", "Model ID", "MODEL_ID" },
	{ "invoke_id", "Invoke ID (call the model by this)", "INVOKE_ID" },
	{ "endpoint", "Endpoint", "ENDPOINT" },
	{ "region", "Region", "AWS_REGION" },
	{ "account", "Account", "AWS_ACCOUNT_ID" },
	{ NULL, NULL, NULL }
};

/*
 * Behind a gateway role and endpoint are the gateway's own: what developers
 * call is the function.
 */
static const struct item gateway[] = {
	{ "function_arn", "Gateway function (invoke this; your role needs "
	    "lambda:InvokeFunction on it)", "GATEWAY_FUNCTION_ARN" },
	{ "model_id", "Model ID (the gateway sets it, and refuses others)",
	    "MODEL_ID" },
	{ "region", "Region", "AWS_REGION" },
	{ "account", "Account", "AWS_ACCOUNT_ID" },
	{ "workspace_id", "Workspace ID", "WORKSPACE_ID" },
	{ "endpoint", "Endpoint that the gateway calls (you do not)", NULL },
	{ "role_arn", "Role of the gateway (nobody else can take it)", NULL },
	{ NULL, NULL, NULL }
};

#define CALL \
	"aws lambda invoke --function-name %s --region %s " \
	"--cli-binary-format raw-in-base64-out --payload " \
	"'{\"max_tokens\":1000,\"messages\":[{\"role\":\"user\"," \
	"\"content\":\"Hello\"}]}' answer.json"

static const struct item *
items_of(const cJSON *record)
{
	return json_string(record, "function_arn") != NULL ? gateway : direct;
}

static void
put_visible(FILE *to, const char *before, const char *text,
    const char *behind)
{
	char *safe = text_visible(text != NULL ? text : "");

	fprintf(to, "%s%s%s", before, safe, behind);
	free(safe);
}

/* "csbot, sc-1" */
static void
put_subject(FILE *to, const char *before, const cJSON *record,
    const char *behind)
{
	put_visible(to, before, json_string(record, "workload"), ", ");
	put_visible(to, "", json_string(record, "id"), behind);
}

/* How the function is called: a message, and no stream. */
static void
put_call(FILE *to, const cJSON *record)
{
	char *call = xasprintf(CALL, json_string(record, "function_arn"),
	    json_string(record, "region"));

	fputs("\nCall it (a body of the Messages API without a model; it does "
	    "not stream)\n", to);
	put_visible(to, "    ", call, "\n");
	free(call);
}

void
handoff_text(FILE *to, const cJSON *record, const struct foc_out_options *o)
{
	const struct item *i;
	const char *value;

	if (o->sandbox)
		fputs("SANDBOX\n", to);
	put_subject(to, "Developer handoff: ", record, "\n");
	for (i = items_of(record); i->key != NULL; i++)
		if ((value = json_string(record, i->key)) != NULL) {
			fprintf(to, "\n%s\n", i->title);
			put_visible(to, "    ", value, "\n");
		}
	if (items_of(record) == gateway)
		put_call(to, record);
}

/* Readers of .env files know no quoting that all agree on: values stand bare,
 * and hold no line end once they are visible. */
void
handoff_env(FILE *to, const cJSON *record, const struct foc_out_options *o)
{
	const struct item *i;
	const char *value;

	put_subject(to, o->sandbox ? "# SANDBOX: " : "# ", record, "\n");
	for (i = items_of(record); i->key != NULL; i++)
		if (i->variable != NULL &&
		    (value = json_string(record, i->key)) != NULL) {
			fprintf(to, "%s=", i->variable);
			put_visible(to, "", value, "\n");
		}
}

void
handoff_shell(FILE *to, const cJSON *record, const struct foc_out_options *o)
{
	const struct item *i;
	const char *value;

	put_subject(to, o->sandbox ? "# SANDBOX: " : "# ", record, "\n");
	for (i = items_of(record); i->key != NULL; i++)
		if (i->variable != NULL &&
		    (value = json_string(record, i->key)) != NULL) {
			fprintf(to, "export %s=", i->variable);
			text_shell(to, value);
			putc('\n', to);
		}
}

/* The commands come from templates of the library, quoted for the shell. */
void
request_script(FILE *to, const cJSON *record,
    const struct foc_out_options *o)
{
	const cJSON *list = json_member(record, "revoke_commands"), *c;

	fputs("#!/bin/sh\n", to);
	if (o->sandbox)
		fputs("# SANDBOX\n", to);
	put_visible(to, "# ", json_string(record, "id"), ": ");
	put_visible(to, "", json_string(record, "workload"), ", ");
	put_visible(to, "", json_string(record, "state"), "\n");
	if (list == NULL || list->child == NULL) {
		fputs("# nothing to take back\n", to);
		return;
	}
	fputs("set -eu\nfoc_left=0\n", to);
	cJSON_ArrayForEach(c, list)
		if (cJSON_IsString(c))
			fprintf(to, "%s\n", c->valuestring);
	fputs("[ \"$foc_left\" -eq 0 ] || exit 4\n", to);
}

/* The same of gap.c's templates; a record that has none is a line. */
void
gap_script(FILE *to, const cJSON *record, const struct foc_out_options *o)
{
	const cJSON *list = json_member(record, "commands"), *c;

	if (o->sandbox)
		fputs("# SANDBOX\n", to);
	put_visible(to, "# ", json_string(record, "id"), ": ");
	put_visible(to, "", json_string(record, "scenario"), ", ");
	put_visible(to, "", json_string(record, "state"), "\n");
	if (json_string(record, "instruction") != NULL)
		put_visible(to, "# ", json_string(record, "instruction"),
		    "\n");
	fputs(list != NULL && list->child != NULL ? "set -eu\n" :
	    "# nothing to run\n", to);
	cJSON_ArrayForEach(c, list)
		if (cJSON_IsString(c))
			fprintf(to, "%s\n", c->valuestring);
}
