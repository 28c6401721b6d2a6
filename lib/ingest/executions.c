/* SPDX-License-Identifier: MIT */
/*
 * An export that keeps its old deliveries puts each into a folder of its own,
 * an execution of the export:
 *
 *	EXPORT/data/BILLING_PERIOD=2026-10/2026-10-05T03:14:43.337Z-UUID/
 *	REPORT/20261001-20261101/UUID/
 *
 * Each is the whole month so far, so two of them are the month twice, and no
 * sum tells.  Ids of line items do not either: AWS makes them anew.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "ingest/run.h"

/* Does s begin with the form f, in which d is a digit and x a hex digit? */
static bool
begins(const char *s, const char *f)
{
	for (; *f != '\0'; f++, s++)
		if (*f == 'd' ? !isdigit((unsigned char)*s) :
		    *f == 'x' ? !isxdigit((unsigned char)*s) : *f != *s)
			return false;
	return true;
}

static bool
is_execution(const char *name)
{
	const char *uuid = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

	return begins(name, "dddd-dd-ddT") || begins(name, "ddddddddTdddddd") ||
	    (begins(name, uuid) && strlen(name) == strlen(uuid));
}

/* The folder that a file lies in, as one name whichever way it was given. */
static char *
folder_of(const struct input *file)
{
	const char *slash = strrchr(file->name, '/');
	char *dir, *path;

	if (strcmp(file->name, "-") == 0)
		return NULL;
	dir = slash == NULL ? xstrdup(".") :
	    xstrndup(file->name, (size_t)(slash - file->name + 1));
	path = file->root == NULL ? xstrdup(dir) :
	    xasprintf("%s/%s", file->root, dir);
	free(dir);
	dir = realpath(path, NULL);
	free(path);
	return dir;
}

/* Cut it: the folder of the month, and the execution below it, or "". */
static bool
cut_folder(char *folder, const char **execution)
{
	char *last = strrchr(folder, '/');

	*execution = "";
	if (last == NULL)
		return false;
	if (!is_execution(last + 1))
		return folder_period(last + 1) != DB_NULL ||
		    legacy_period(last + 1) != DB_NULL;
	*last = '\0';
	*execution = last + 1;
	return true;
}

static void
refuse(struct run *run, int64_t period, const char *folder, const char *a,
    const char *b)
{
	const char *beside = "files beside it";
	char month[UTC_TEXT_MAX];

	complain(&run->complaints, FOC_BAD_INPUT, "%s: two deliveries of %s, "
	    "%s and %s, of which the later is in place of the earlier; name "
	    "the files of one, or the folder of the export: of that the "
	    "newest is taken", folder, utc_month(month, period),
	    *a != '\0' ? a : beside, *b != '\0' ? b : beside);
}

/* One part: is its execution the first's of this month and folder? */
static bool
check_part(struct run *run, const struct part *p, struct intern *keys,
    char **first)
{
	char *folder = folder_of(&run->delivery.file[p->file]), *key;
	const char *execution;
	bool good = true;
	uint32_t id;

	if (folder != NULL && cut_folder(folder, &execution)) {
		key = xasprintf("%lu %s", (unsigned long)p->month, folder);
		id = intern_add(keys, key, strlen(key));
		free(key);
		if (first[id] == NULL)
			first[id] = xstrdup(execution);
		good = strcmp(first[id], execution) == 0;
		if (!good)
			refuse(run, run->month[p->month].period, folder,
			    first[id], execution);
	}
	free(folder);
	return good;
}

void
executions_check(struct run *run)
{
	struct intern *keys = intern_new();
	char **first = xcalloc(run->n_parts + 1, sizeof(*first));
	size_t i;

	for (i = 0; i < run->n_parts; i++)
		if (!check_part(run, &run->part[i], keys, first))
			break;
	for (i = 0; i < intern_count(keys); i++)
		free(first[i]);
	free(first);
	intern_free(keys);
}
