/* SPDX-License-Identifier: MIT */
/*
 * Rows that would count twice.  No sum tells, and no id of a line item: AWS
 * makes them anew with each delivery.  What tells is where a file lies, what
 * its manifest says, and what it adds up to.
 *
 * An export that keeps its old deliveries puts each into a folder of its own,
 * an execution of the export, and each has all of the month so far:
 *
 *	EXPORT/data/BILLING_PERIOD=2026-10/2026-10-05T03:14:43.337Z-UUID/
 *	REPORT/20261001-20261101/UUID/
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ingest/run.h"
#include "ingest/source.h"

#define FNV_FIRST	UINT64_C(14695981039346656037)
#define FNV_PRIME	UINT64_C(1099511628211)

/* --- where a file lies */

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

/* Cut that: the folder of the month, and the execution below it, or "". */
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

/* --- files of the same rows */

/* Its parts among all, which stand together. */
static const struct part *
parts_of(const struct run *run, uint32_t file, size_t *n)
{
	size_t i = 0;

	while (i < run->n_parts && run->part[i].file != file)
		i++;
	for (*n = 0; i + *n < run->n_parts &&
	    run->part[i + *n].file == file;)
		++*n;
	return &run->part[i];
}

/* As many rows of each month, and the same sums, which are not all 0? */
static bool
adds_up_alike(const struct run *run, uint32_t a, uint32_t b)
{
	size_t i, n, m;
	const struct part *x, *y;
	bool any = false;

	if (run->delivery.file[a].rows != run->delivery.file[b].rows)
		return false;
	x = parts_of(run, a, &n);
	y = parts_of(run, b, &m);
	if (n != m)
		return false;
	for (i = 0; i < n; i++, x++, y++) {
		if (x->month != y->month || x->rows != y->rows ||
		    x->file_sum != y->file_sum || x->ai != y->ai ||
		    x->skipped != y->skipped)
			return false;
		any = any || x->ai != 0 || x->skipped != 0;
	}
	return any;
}

static uint64_t
line_number(uint64_t line)
{
	return line == FNV_FIRST ? 0 : line;	/* an empty one is no row */
}

/* A number of the lines of a file, in whatever order; 0: not to be had. */
static uint64_t
lines_number(const struct input *file)
{
	uint64_t sum = 0, line = FNV_FIRST;
	struct source_facts facts;
	struct source *s;
	struct err e;
	size_t i, len;
	const char *p;
	int fd;

	if (!file->regular || (fd = input_open(file, &e)) < 0)
		return 0;
	lseek(fd, 0, SEEK_SET);		/* standard input was read */
	s = source_open(fd, file->name, false);
	while ((p = source_take(s, &len)) != NULL) {
		for (i = 0; i < len; i++)
			if (p[i] == '\n') {
				sum += line_number(line);
				line = FNV_FIRST;
			} else if (p[i] != '\r')
				line = (line ^ (unsigned char)p[i]) * FNV_PRIME;
		source_give(s);
	}
	sum += line_number(line);
	return source_close(s, &facts, &e) == FOC_OK ? sum : 0;
}

/* The same lines, in another order or compressed in another way? */
static bool
has_same_lines(const struct input *x, const struct input *y)
{
	uint64_t sum = lines_number(x);

	return sum != 0 && sum == lines_number(y);
}

static void
check_pair(struct run *run, uint32_t a, uint32_t b)
{
	const struct input *x = &run->delivery.file[a];
	const struct input *y = &run->delivery.file[b];

	if (x->rows == 0 || y->rows == 0)
		return;
	if (memcmp(x->sha256, y->sha256, SHA_BYTES) == 0)
		complain(&run->complaints, FOC_BAD_INPUT, "%s: is the same, "
		    "byte by byte, as %s; its rows would count twice", y->name,
		    x->name);
	else if (adds_up_alike(run, a, b) && has_same_lines(x, y))
		complain(&run->complaints, FOC_BAD_INPUT, "%s: has the same "
		    "rows as %s; they would count twice", y->name, x->name);
}

/* --- deliveries of the same month */

static void
refuse_executions(struct run *run, int64_t period, const char *folder,
    const char *a, const char *b)
{
	const char *beside = "files beside it";
	char month[UTC_TEXT_MAX];

	complain(&run->complaints, FOC_BAD_INPUT, "%s: two deliveries of %s, "
	    "%s and %s, of which the later is in place of the earlier; name "
	    "the files of one, or the folder of the export: of that the "
	    "newest is taken", folder, utc_month(month, period),
	    *a != '\0' ? a : beside, *b != '\0' ? b : beside);
}

static void
refuse_copies(struct run *run, int64_t period, const char *a, const char *b)
{
	char month[UTC_TEXT_MAX];

	complain(&run->complaints, FOC_BAD_INPUT, "%s and %s: two deliveries "
	    "of %s of one export, by their manifests; name one of them", a, b,
	    utc_month(month, period));
}

/* For each month and place, or export: the first that was seen of it. */
struct firsts {
	struct intern *keys;
	char	**value;
	size_t	max;
};

/* The first of this month and key where that was another, else NULL. */
static const char *
other_first(struct firsts *f, uint32_t month, const char *key,
    const char *value)
{
	size_t n = intern_count(f->keys);
	char *both = xasprintf("%lu %s", (unsigned long)month, key);
	uint32_t id = intern_add(f->keys, both, strlen(both));

	free(both);
	if (id == n) {
		GROW(f->value, n, f->max);
		f->value[n] = xstrdup(value);
		return NULL;
	}
	return strcmp(f->value[id], value) == 0 ? NULL : f->value[id];
}

static void
firsts_free(struct firsts *f)
{
	size_t i;

	for (i = 0; i < intern_count(f->keys); i++)
		free(f->value[i]);
	free(f->value);
	intern_free(f->keys);
}

/* False, having complained. */
static bool
check_part(struct run *run, const struct part *p, struct firsts *f)
{
	const struct input *file = &run->delivery.file[p->file];
	char *whole = folder_of(file), *folder;
	int64_t period = run->month[p->month].period;
	const char *execution, *other = NULL;

	if (whole == NULL)
		return true;
	folder = xstrdup(whole);
	if (cut_folder(folder, &execution) && (other = other_first(f,
	    p->month, folder, execution)) != NULL)
		refuse_executions(run, period, folder, other, execution);
	else if (file->arn != NULL && (other = other_first(f, p->month,
	    file->arn, whole)) != NULL)
		refuse_copies(run, period, other, whole);
	free(folder);
	free(whole);
	return other == NULL;
}

void
twice_check(struct run *run)
{
	struct firsts f = { .keys = intern_new() };
	uint32_t a, b;
	size_t i;

	for (b = 0; b < run->delivery.n; b++)
		for (a = 0; a < b; a++)
			check_pair(run, a, b);
	for (i = 0; i < run->n_parts; i++)
		if (!check_part(run, &run->part[i], &f))
			break;
	firsts_free(&f);
}

/* Two exports of one month may be of different accounts, or the same. */
void
twice_say(struct run *run)
{
	struct firsts f = { .keys = intern_new() };
	char *folder, month[UTC_TEXT_MAX];
	const char *execution, *other = NULL;
	const struct part *p;
	size_t i;

	for (i = 0; i < run->n_parts && other == NULL; i++) {
		p = &run->part[i];
		folder = folder_of(&run->delivery.file[p->file]);
		if (folder != NULL && cut_folder(folder, &execution) &&
		    (other = other_first(&f, p->month, "", folder)) != NULL)
			foc_notice(run->f, "%s of payer %s comes from two "
			    "places, %s and %s; what lies in both counts "
			    "twice", utc_month(month,
			    run->month[p->month].period),
			    run->month[p->month].payer, other, folder);
		free(folder);
	}
	firsts_free(&f);
}
