/* SPDX-License-Identifier: MIT */
/*
 * duties FILE TIME: what the programs do with requests, scopes and tasks, a
 * line each on standard input, as fast as the library can:
 *
 *	PERSON <TAB> VERB <TAB> ID [<TAB> VALUE ...]
 *
 * Each is a transaction of its own.  The answer is a line, the status and,
 * where that is not 0, the sentence.  For duties.py, which keeps a model.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/sink.h"
#include "foc.h"

#define PERSONS	32
#define WORDS	12

static struct {
	char	name[64];
	struct foc *f;
} person[PERSONS];

static void
drop(struct foc_out *out, const char *json)
{
	(void)out;
	(void)json;
}

static struct foc_out none = { drop };

static struct foc *
handle(const char *name, const char *path, const char *now)
{
	struct foc_options o = { .path = path, .mode = FOC_WRITE, .wait = 30,
	    .uid = 1, .sandbox_actor = name, .sandbox_now = now };
	size_t i;

	for (i = 0; i < PERSONS && person[i].f != NULL; i++)
		if (strcmp(person[i].name, name) == 0)
			return person[i].f;
	if (i == PERSONS)
		exit(FOC_USAGE);
	snprintf(person[i].name, sizeof(person[i].name), "%s", name);
	if (foc_open(&person[i].f, &o) != FOC_OK) {
		fprintf(stderr, "%s\n", foc_errmsg(person[i].f));
		exit(FOC_SYSTEM);
	}
	return person[i].f;
}

static int
ask(struct foc *f, const char *name, const char *product)
{
	struct foc_request_new r = { .name = name, .product = product,
	    .use_case = "OPERATIONS", .runtime = "LAMBDA",
	    .estimate_usd = "10" };

	return foc_request_new(f, &r, &none);
}

static int
step(struct foc *f, const char *id, const char *n, const char *artefact)
{
	struct foc_step s = { .artefacts = &artefact,
	    .n_artefacts = *artefact != '\0' };

	return foc_task_step(f, id, n, &s, &none);
}

static int
apply(struct foc *f, const char *name)
{
	static char text[1 << 16];
	FILE *in = fopen(name, "re");
	size_t n;

	if (in == NULL)
		return FOC_SYSTEM;
	n = fread(text, 1, sizeof(text), in);
	fclose(in);
	return foc_org_apply(f, name, text, n, &none);
}

static int
act(struct foc *f, const char *verb, char **w)
{
	struct foc_grant g = { .platform = "BEDROCK", .model = "nova-lite",
	    .accounts = "341153769010", .regions = w[1], .rationale = "r" };
	struct foc_request_new r = { .estimate_usd = "11" };

	if (strcmp(verb, "new") == 0)
		return ask(f, w[0], w[1]);
	if (strcmp(verb, "grant") == 0)
		return foc_approve_grant(f, w[0], &g, &none);
	if (strcmp(verb, "reject") == 0)
		return foc_approve_reject(f, w[0], "r", &none);
	if (strcmp(verb, "resubmit") == 0)
		return foc_request_resubmit(f, w[0], &r, &none);
	if (strcmp(verb, "withdraw") == 0)
		return foc_request_withdraw(f, w[0], "r", &none);
	if (strcmp(verb, "retire") == 0)
		return foc_request_retire(f, w[0], "r", &none);
	if (strcmp(verb, "step") == 0)
		return step(f, w[0], w[1], w[2]);
	if (strcmp(verb, "complete") == 0)
		return foc_task_complete(f, w[0], &none);
	if (strcmp(verb, "cancel") == 0)
		return foc_task_cancel(f, w[0], "r", &none);
	if (strcmp(verb, "reopen") == 0)
		return foc_task_reopen(f, w[0], "r", &none);
	if (strcmp(verb, "claim") == 0)
		return foc_claim(f, w[0], NULL, &none);
	if (strcmp(verb, "propose") == 0)
		return foc_approve_propose(f, w[0], &g, &none);
	if (strcmp(verb, "add-scope") == 0)
		return foc_approve_add_scope(f, w[0], &g, &none);
	if (strcmp(verb, "decide") == 0)
		return foc_approve_decide(f, w[0], *w[1] == 'y', &g, &none);
	if (strcmp(verb, "revoke") == 0)
		return foc_approve_revoke(f, w[0], "r", &none);
	if (strcmp(verb, "apply") == 0)
		return apply(f, w[0]);
	fprintf(stderr, "no such verb: %s\n", verb);
	exit(FOC_USAGE);
}

int
main(int argc, char **argv)
{
	static char empty[] = "";
	char *line = NULL, *word[WORDS], *rest;
	size_t room = 0, i;
	struct foc *f;
	int status;

	if (argc != 3)
		return FOC_USAGE;
	while (getline(&line, &room, stdin) > 0) {
		line[strcspn(line, "\n")] = '\0';
		rest = line;
		for (i = 0; i < WORDS; i++)
			word[i] = rest != NULL ? strsep(&rest, "\t") : empty;
		f = handle(word[0], argv[1], argv[2]);
		status = foc_begin(f);
		if (status == FOC_OK)
			status = foc_end(f, act(f, word[1], word + 2));
		printf("%d\t%s\n", status, status == FOC_OK ? "" :
		    foc_errmsg(f));
		fflush(stdout);
	}
	for (i = 0; i < PERSONS; i++)
		foc_close(person[i].f);
	free(line);
	return 0;
}
