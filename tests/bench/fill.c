/* SPDX-License-Identifier: MIT */
/*
 * fill FILE workloads N: N of them, w0 and on, into a fresh sandbox of
 * fixture.py, each asked for, granted, done and claimed by the people whose
 * turn it is: what the programs would do in nine runs for each, here by the
 * library in four transactions.  Prints the roles, as gencur takes them.
 *
 * fill FILE events N OF: N more events in the audit, of the first OF of those
 * workloads in turn, each with the digest of its rows.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "db/db.h"

#define NEEDS	"2026-09-28T08:00:00Z"
#define CLAIMED	"2026-10-01T00:00:00Z"

static const char *path;
static struct foc *f;

static void
need(int status)
{
	if (status == FOC_OK)
		return;
	fprintf(stderr, "fill: %s\n", foc_errmsg(f));
	exit(1);
}

static void
begin(const char *actor, const char *now)
{
	struct foc_options o = { .path = path, .mode = FOC_WRITE, .wait = 30,
	    .uid = (int64_t)getuid(), .sandbox_actor = actor,
	    .sandbox_now = now };

	need(foc_open(&f, &o));
	need(foc_begin(f));
}

static void
end(void)
{
	need(foc_end(f, FOC_OK));
	foc_close(f);
	f = NULL;
}

/* What a call of the library gives, as JSON Lines. */
struct answer {
	FILE	*to;
	struct foc_out *out;
	char	*text;
	size_t	len;
};

static struct foc_out *
answer_begin(struct answer *a)
{
	struct foc_out_options o = { .format = FOC_JSONL };

	a->text = NULL;
	if ((a->to = o.to = open_memstream(&a->text, &a->len)) == NULL)
		exit(1);
	return a->out = foc_out_new(&o);
}

static void
answer_end(struct answer *a)
{
	if (foc_out_close(a->out) != FOC_OK || fclose(a->to) != 0)
		exit(1);
}

/* The text of `key` in the first record from `from` on; a new string. */
static char *
value(const char *from, const char *key)
{
	char mark[64];
	const char *p;

	snprintf(mark, sizeof(mark), "\"%s\":\"", key);
	if ((p = strstr(from, mark)) == NULL) {
		fprintf(stderr, "fill: no %s in %s\n", key, from);
		exit(1);
	}
	p += strlen(mark);
	return strndup(p, strcspn(p, "\""));
}

static void
ask(int n)
{
	char name[32], product[32];
	struct foc_request_new r = { .name = name, .product = product,
	    .use_case = "OPERATIONS", .runtime = "ECS",
	    .estimate_usd = "100" };
	struct answer a;
	int i;

	begin("priya", NEEDS);
	answer_begin(&a);
	for (i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "w%d", i);
		snprintf(product, sizeof(product), "P%d", i / 10);
		need(foc_request_new(f, &r, a.out));
	}
	answer_end(&a);
	free(a.text);
	end();
}

static void
grant(int n)
{
	static const struct foc_grant g = { .platform = "BEDROCK",
	    .model = "claude-haiku-4-5", .accounts = "341153769010",
	    .regions = "us-east-1", .estimate_usd = "100",
	    .rationale = "bench" };
	struct answer a;
	char id[32];
	int i;

	begin("sarah", NEEDS);
	answer_begin(&a);
	for (i = 1; i <= n; i++) {
		snprintf(id, sizeof(id), "br-%d", i);
		need(foc_approve_grant(f, id, &g, a.out));
	}
	answer_end(&a);
	free(a.text);
	end();
}

static void
step(const char *id, const char *n, const char *key, const char *result,
    struct foc_out *out)
{
	char text[2300];
	const char *artefact = text;
	struct foc_step s = { .artefacts = &artefact,
	    .n_artefacts = key != NULL };

	if (key != NULL)
		snprintf(text, sizeof(text), "%s=%s", key, result);
	need(foc_task_step(f, id, n, &s, out));
}

static void
do_task(const char *id)
{
	char *arn, *workload;
	struct answer a;

	need(foc_task_show(f, id, answer_begin(&a)));
	answer_end(&a);
	arn = value(a.text, "role_arn");
	workload = value(a.text, "workload");
	printf("--role=%s=341153769010:%s\n", workload, strrchr(arn, '/') + 1);
	free(a.text);
	answer_begin(&a);
	step(id, "1", NULL, NULL, a.out);
	step(id, "2", "role_arn", arn, a.out);
	step(id, "3", "policy_applied", "true", a.out);
	need(foc_task_complete(f, id, a.out));
	answer_end(&a);
	free(a.text);
	free(arn);
	free(workload);
}

static void
implement(void)
{
	struct answer a;
	char *line, *next, *id, *type;

	begin("eli", NEEDS);
	need(foc_task_list(f, NULL, answer_begin(&a)));
	answer_end(&a);
	for (line = a.text; *line != '\0'; line = next) {
		next = line + strcspn(line, "\n");
		if (*next != '\0')
			*next++ = '\0';
		type = value(line, "type");
		id = value(line, "id");
		if (strcmp(type, "BEDROCK_ENABLE") == 0)
			do_task(id);
		free(id);
		free(type);
	}
	free(a.text);
	end();
}

static void
claim(int n)
{
	struct answer a;
	char name[32];
	int i;

	begin("priya", CLAIMED);
	answer_begin(&a);
	for (i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "w%d", i);
		need(foc_claim(f, name, NULL, a.out));
	}
	answer_end(&a);
	free(a.text);
	end();
}

static void
add_events(int n, int of)
{
	char object[40];
	int i;

	begin("sarah", CLAIMED);
	for (i = 0; i < n; i++) {
		snprintf(object, sizeof(object), "wl-w%d", i % of);
		need(audit_add(f, "finops-lead", "estimate", object, "100",
		    "100", "as many sessions as were planned for"));
	}
	end();
}

static int
number(const char *text)
{
	char *rest;
	long n = strtol(text, &rest, 10);

	if (*rest != '\0' || n <= 0 || n > 10000000) {
		fprintf(stderr, "fill: %s: is no number from 1 on\n", text);
		exit(2);
	}
	return (int)n;
}

int
main(int argc, char **argv)
{
	int n;

	if (argc == 4 && strcmp(argv[2], "workloads") == 0) {
		path = argv[1];
		n = number(argv[3]);
		ask(n);
		grant(n);
		implement();
		claim(n);
		return 0;
	}
	if (argc == 5 && strcmp(argv[2], "events") == 0) {
		path = argv[1];
		add_events(number(argv[3]), number(argv[4]));
		return 0;
	}
	fprintf(stderr, "usage: fill FILE workloads N | fill FILE events N "
	    "OF\n");
	return 2;
}
