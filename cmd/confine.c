/* SPDX-License-Identifier: MIT */
/*
 * Which places a verb that only reads needs: the file's directory, and what
 * the command line names.  The tables of options say what is a path: FILE,
 * DIR, where a directory is put, and EXPORT, which names files beside it.
 */
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "options.h"

#ifdef FOC_UNCONFINED			/* what watches it needs the machine */
void
cli_confine(struct cli *c)
{
	(void)c;
}
#else

struct places {
	struct foc_place *place;
	size_t	n;
	bool	failed;			/* out of memory: as it is, then */
};

static void
add(struct places *l, const char *path, bool makes)
{
	struct foc_place *p = reallocarray(l->place, l->n + 1, sizeof(*p));

	if (p != NULL)
		l->place = p;
	if (p == NULL || (l->place[l->n].path = strdup(path)) == NULL) {
		l->failed = true;
		return;
	}
	l->place[l->n++].makes = makes;
}

static void
add_directory_of(struct places *l, const char *path, bool makes)
{
	char *copy = strdup(path);

	if (copy == NULL) {
		l->failed = true;
		return;
	}
	add(l, dirname(copy), makes);
	free(copy);
}

/* What an option or operand that the help calls `what` names. */
static void
add_named(struct places *l, const char *what, const char *path)
{
	struct stat st;

	if (strcmp(what, "DIR") == 0)
		add_directory_of(l, path, true);
	else if (strcmp(what, "FILE") == 0)
		add(l, path, false);
	else if (strcmp(what, "EXPORT") == 0) {
		add(l, path, false);
		if (stat(path, &st) == 0 && !S_ISDIR(st.st_mode))
			add_directory_of(l, path, false);
	}
}

static void
add_options(struct places *l, const struct cli_opt *o)
{
	size_t i;

	for (; o != NULL && o->name != NULL; o++) {
		if (o->text != NULL && *o->text != NULL)
			add_named(l, o->arg, *o->text);
		for (i = 0; o->list != NULL && i < o->list->n; i++)
			add_named(l, o->arg, o->list->item[i]);
	}
}

/* A server asks anew who the user is, whom sudo speaks for, and may write. */
static void
add_for_reopening(struct places *l)
{
	static const char *const asked[] = {
		"/etc", "/proc", "/run", "/usr", "/lib", "/lib64"
	};
	size_t i;

	for (i = 0; i < sizeof(asked) / sizeof(asked[0]); i++)
		add(l, asked[i], false);
}

void
cli_confine(struct cli *c)
{
	const struct cli_program *p = c->program;
	struct places l = { NULL, 0, false };
	size_t i;
	int k;

	if (c->verb->use == CLI_WRITES || c->verb->use == CLI_MIGRATES ||
	    (p->makes && c->verb->use == CLI_NO_FILE))
		return;
	if (c->verb->use != CLI_NO_FILE)
		add_directory_of(&l, cli_db_path(c), p->reopens);
	add(&l, "/dev/urandom", false);		/* SQLite's names for tables */
	if (p->reopens)
		add_for_reopening(&l);
	add_options(&l, p->opts);
	for (k = 0; strstr(c->verb->operands, "FILE") != NULL &&
	    k < c->n_operands; k++)
		add_named(&l, "FILE", c->operand[k]);
	if (!l.failed)
		foc_confine(l.place, l.n, p->reopens);
	for (i = 0; i < l.n; i++)
		free((void *)l.place[i].path);
	free(l.place);
}
#endif
