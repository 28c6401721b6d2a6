/* SPDX-License-Identifier: MIT */
/* foc NAME ... runs foc-NAME ...; foc alone says what there is, for whom. */
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"

static const char tour[] =
    "foc: AI cost governance as Unix tools\n"
    "\n"
    "Product Owner      foc-request    ask for an AI workload\n"
    "                   foc-claim      claim it when it is ready\n"
    "                   foc-workload   what it is, uses and costs\n"
    "                   foc-spendcard  accept its weekly card\n"
    "                   foc-bill       ask in plain words, stop its spend\n"
    "FinOps Lead        foc-approve    decide requests\n"
    "                   foc-model      the AI models\n"
    "                   foc-price      their prices\n"
    "                   foc-gaps       spend without an owner\n"
    "                   foc-watch      what stands out in the bill\n"
    "                   foc-prereq     what has to hold before a grant\n"
    "Cloud Engineer     foc-task       run what was approved, record it\n"
    "cron               foc-ingest-cur read the AWS bill\n"
    "                   foc-ingest-trail  read CloudTrail: who called Claude\n"
    "operator           foc-init       make the file\n"
    "                   foc-org        people, accounts, policy\n"
    "                   foc-db         check, back up\n"
    "Finance            foc-chargeback  who is charged what\n"
    "                   foc-maturity   how well governed, what comes next\n"
    "                   foc-audit      every decision, verifiable\n"
    "                   foc-why        what a figure is made of\n"
    "everyone           foc-status     how things stand, what waits for you\n"
    "                   foc-mcp        tools for language models\n"
    "                   foc-states     the state machines\n"
    "                   foc-table      records as the table they would be\n"
    "\n"
    "foc help NAME opens the manual of one, foc help the tour.\n";

/* The directory that this program lies in. */
static bool
own_directory(char *self, size_t size)
{
	ssize_t n = readlink("/proc/self/exe", self, size - 1);
	char *slash;

	if (n <= 0)
		return false;
	self[n] = '\0';
	if ((slash = strrchr(self, '/')) == NULL)
		return false;
	*slash = '\0';
	return true;
}

static int
no_program(const char *name)
{
	fprintf(stderr, "foc: '%s' is no program of it; foc alone lists "
	    "them\n", name);
	return FOC_USAGE;
}

/* foc-NAME beside this program if it is there, else along PATH. */
static int
run(const char *name, char **argv)
{
	char self[4096], path[4352], word[256];

	if (*name == '\0' || *name == '-' || name[strspn(name,
	    "abcdefghijklmnopqrstuvwxyz-")] != '\0' ||
	    snprintf(word, sizeof(word), "foc-%s", name) >=
	    (int)sizeof(word))
		return no_program(name);
	argv[0] = word;
	if (own_directory(self, sizeof(self))) {
		snprintf(path, sizeof(path), "%s/%s", self, word);
		execv(path, argv);
	}
	execvp(word, argv);
	if (errno == ENOENT)
		return no_program(name);
	fprintf(stderr, "foc: %s: %s\n", word, strerror(errno));
	return FOC_SYSTEM;
}

/* foc-* beside this program, without foc-. */
static int
list_programs(const char *begun)
{
	char self[4096];
	struct dirent **found;
	int i, n;

	if (!own_directory(self, sizeof(self)) ||
	    (n = scandir(self, &found, NULL, alphasort)) < 0)
		return FOC_SYSTEM;
	for (i = 0; i < n; i++) {
		if (strncmp(found[i]->d_name, "foc-", 4) == 0 &&
		    strncmp(found[i]->d_name + 4, begun, strlen(begun)) == 0)
			puts(found[i]->d_name + 4);
		free(found[i]);
	}
	free(found);
	return FOC_OK;
}

/* foc --complete WORD...: programs; behind one, what it says itself. */
static int
complete(int n, char **word)
{
	static char option[] = "--complete";
	const char *begun = n > 0 ? word[n - 1] : "";

	if (n == 2 && strcmp(word[0], "help") == 0)
		return list_programs(begun);
	if (n > 1) {
		/* foc --complete audit log x: foc-audit --complete log x */
		char *name = word[0];

		word[0] = option;
		return run(name, word - 1);
	}
	if (strncmp("help", begun, strlen(begun)) == 0)
		puts("help");
	return list_programs(begun);
}

/* The page in ../man, where this was built and is not installed. */
static bool
page_beside(const char *page, char *path, size_t size)
{
	static const char sections[] = "157";
	char self[4096];
	size_t i;

	if (strchr(page, '/') != NULL || !own_directory(self, sizeof(self)))
		return false;
	for (i = 0; sections[i] != '\0'; i++) {
		snprintf(path, size, "%s/../man/%s.%c", self, page,
		    sections[i]);
		if (access(path, R_OK) == 0)
			return true;
	}
	return false;
}

/* Is there such a program, beside this one or along PATH? */
static bool
is_program(const char *word)
{
	char path[4608], self[4096];
	const char *dirs = getenv("PATH"), *p;
	size_t n;

	if (strchr(word, '/') != NULL)
		return false;
	if (own_directory(self, sizeof(self))) {
		snprintf(path, sizeof(path), "%s/%s", self, word);
		if (access(path, X_OK) == 0)
			return true;
	}
	for (p = dirs; p != NULL && *p != '\0'; p += n + (p[n] == ':')) {
		n = strcspn(p, ":");
		snprintf(path, sizeof(path), "%.*s/%s", (int)n, p, word);
		if (n > 0 && access(path, X_OK) == 0)
			return true;
	}
	return false;
}

static int
help(const char *name)
{
	char page[256], path[4608];

	snprintf(page, sizeof(page), "%s%s", name != NULL ? "foc-" : "foc",
	    name != NULL ? name : "");
	if (name != NULL && strcmp(name, "records") != 0 &&
	    strcmp(name, "security") != 0 && !is_program(page))
		return no_program(name);
	if (page_beside(page, path, sizeof(path)))
		execlp("man", "man", "-l", path, (char *)NULL);
	else
		execlp("man", "man", page, (char *)NULL);
	fprintf(stderr, "foc: man: %s\n", strerror(errno));
	return FOC_SYSTEM;
}

static int
say(const char *text)
{
	signal(SIGPIPE, SIG_IGN);
	fputs(text, stdout);
	return cli_said("foc");
}

int
main(int argc, char **argv)
{
	if (argc < 2 || strcmp(argv[1], "--help") == 0)
		return say(tour);
	if (strcmp(argv[1], "--version") == 0)
		return say("foc " FOC_VERSION "\n");
	if (strcmp(argv[1], "--complete") == 0)
		return complete(argc - 2, argv + 2);
	if (strcmp(argv[1], "help") == 0)
		return help(argc > 2 ? argv[2] : NULL);
	return run(argv[1], argv + 1);
}
