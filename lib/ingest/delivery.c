/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/mem.h"
#include "ingest/delivery.h"

#define EXPORT_DEFAULT	"default"
#define NOT_COMPLETE	"; the delivery is not complete"
#define NAME_THEM	"; name the .csv.gz files themselves to load them " \
			"without one"

const char *
delivery_export(struct delivery *d, const char *name)
{
	size_t i;

	for (i = 0; i < d->n_exports; i++)
		if (strcmp(d->export[i], name) == 0)
			return d->export[i];
	d->export = xreallocarray(d->export, i + 1, sizeof(*d->export));
	d->export[i] = xstrdup(name);
	d->n_exports++;
	return d->export[i];
}

static struct input *
new_file(struct delivery *d, const char *name)
{
	struct input *file;

	if (d->n == d->max) {
		d->max = d->max == 0 ? 16 : d->max * 2;
		d->file = xreallocarray(d->file, d->max, sizeof(*d->file));
	}
	file = &d->file[d->n++];
	*file = (struct input){ .name = xstrdup(name), .period = DB_NULL };
	return file;
}

static void
measure(struct input *file, const struct stat *st)
{
	file->regular = S_ISREG(st->st_mode);
	file->size = file->regular ? st->st_size : 0;
	file->dev = st->st_dev;
	file->ino = st->st_ino;
	file->changed = st->st_mtim;
}

bool
delivery_add(struct delivery *d, const char *root, const char *tail,
    const char *export, const char *arn, int64_t period)
{
	int fd = open_below(root, tail);
	struct input *file;
	struct stat st;

	if (fd < 0)
		return false;
	file = new_file(d, tail);
	file->root = xstrdup(root);
	file->tail = xstrdup(tail);
	file->export = delivery_export(d, export);
	file->arn = arn != NULL ? delivery_export(d, arn) : NULL;
	file->period = period;
	if (fstat(fd, &st) == 0)
		measure(file, &st);
	close(fd);
	return true;
}

static void
add_plain(struct delivery *d, const char *path)
{
	struct input *file = new_file(d, path);
	struct stat st;
	struct err e;
	int fd;

	file->export = delivery_export(d, d->in->export != NULL ?
	    d->in->export : EXPORT_DEFAULT);
	/* A pipe can be opened once: its writer ends with its reader. */
	if (strcmp(path, "-") != 0 && stat(path, &st) == 0 &&
	    S_ISFIFO(st.st_mode)) {
		measure(file, &st);
		return;
	}
	if ((fd = input_open(file, &e)) < 0) {
		complain(d->c, e.status, "%s", e.text);
		return;
	}
	if (fstat(fd, &st) == 0)
		measure(file, &st);
	close(fd);
}

/* What the caller gave, or lies below it, cannot be looked at. */
static void
complain_path(struct delivery *d, const char *path)
{
	complain(d->c, errno == ENOENT || errno == ENOTDIR || errno == ELOOP ?
	    FOC_BAD_INPUT : FOC_SYSTEM, "%s: %s", path, strerror(errno));
}

size_t
delivery_list(struct delivery *d, const char *path,
    bool (*keep)(const char *name), char ***names)
{
	size_t n;

	if (!list_folder(path, keep, names, &n))
		complain_path(d, path);
	return n;
}

static bool
is_folder(struct delivery *d, const char *dir, const char *name)
{
	char *path = xasprintf("%s/%s", dir, name);
	struct stat st;
	bool yes = false;

	if (stat(path, &st) == 0)
		yes = S_ISDIR(st.st_mode);
	else if (errno != ENOENT && errno != ENOTDIR)
		complain_path(d, path);
	free(path);
	return yes;
}

/* Only where nothing was said yet: one reason is enough. */
static void
no_manifest(struct delivery *d, int complaints, const char *dir,
    const char *what)
{
	if (d->c->n == complaints)
		complain(d->c, FOC_BAD_INPUT, "%s: has no manifest%s", dir,
		    what);
}

/* The one manifest in dir; false, having complained, where there is none. */
static bool
read_only_manifest(struct delivery *d, const char *root, const char *dir)
{
	char **names;
	size_t n = delivery_list(d, dir, is_manifest, &names);

	if (n == 1)
		manifest_read(d, root, dir, names[0]);
	else if (n > 1)
		complain(d->c, FOC_BAD_INPUT, "%s: has %zu manifests, %s and "
		    "%s; name the one to load", dir, n, names[0], names[1]);
	free_names(names, n);
	return n > 0;
}

static bool
is_period(const char *name)
{
	return folder_period(name) != DB_NULL;
}

static bool
is_legacy_period(const char *name)
{
	return legacy_period(name) != DB_NULL;
}

/* Months that have data but no manifest are not whole yet. */
static void
note_unfinished(struct delivery *d, const char *root, char **months, size_t n)
{
	char *path = xasprintf("%s/data", root), **data = NULL;
	size_t n_data = is_folder(d, root, "data") ?
	    delivery_list(d, path, is_period, &data) : 0, i, k;

	for (i = 0; i < n_data; i++) {
		for (k = 0; k < n; k++)
			if (folder_period(months[k]) == folder_period(data[i]))
				break;
		if (k == n)
			foc_notice(d->f, "%s/%s: has no manifest yet, so its "
			    "delivery is not complete; left out", path,
			    data[i]);
	}
	free_names(data, n_data);
	free(path);
}

/* An export's folder: every month in metadata/, or the one that is meant. */
static void
read_export(struct delivery *d, const char *root, int64_t only)
{
	int complaints = d->c->n;
	char *metadata = xasprintf("%s/metadata", root), **months, *dir;
	size_t n = delivery_list(d, metadata, is_period, &months), i;
	size_t taken = 0;
	int64_t period;
	int before;

	for (i = 0; i < n; i++) {
		period = folder_period(months[i]);
		if ((only != DB_NULL && period != only) ||
		    (d->period != DB_NULL && period != d->period))
			continue;
		dir = xasprintf("%s/%s", metadata, months[i]);
		before = d->c->n;
		if (!read_only_manifest(d, root, dir))
			no_manifest(d, before, dir, NOT_COMPLETE);
		free(dir);
		taken++;
	}
	if (taken == 0)
		no_manifest(d, complaints, metadata, n > 0 ?
		    " of the asked month" NAME_THEM : NAME_THEM);
	else if (only == DB_NULL && d->period == DB_NULL)
		note_unfinished(d, root, months, n);
	free_names(months, n);
	free(metadata);
}

/* Legacy: PREFIX/REPORT/20181001-20181101/REPORT-Manifest.json. */
static bool
read_legacy(struct delivery *d, const char *path)
{
	char **months, *dir;
	size_t n = delivery_list(d, path, is_legacy_period, &months), i;
	size_t taken = 0;

	for (i = 0; i < n; i++) {
		if (d->period != DB_NULL &&
		    legacy_period(months[i]) != d->period)
			continue;
		dir = xasprintf("%s/%s", path, months[i]);
		taken += read_only_manifest(d, NULL, dir);
		free(dir);
	}
	free_names(months, n);
	return taken > 0;
}

/* Cut the last part off a path, which stays behind it; "" at the root. */
static char *
cut_last(char *path)
{
	char *slash = strrchr(path, '/');

	if (slash == NULL)
		return path + strlen(path);
	*slash = '\0';
	return slash + 1;
}

static bool
is_half(const char *name)
{
	return strcasecmp(name, "data") == 0 ||
	    strcasecmp(name, "metadata") == 0;
}

/*
 * path lies in an export's folder: .../data, .../metadata, a month of
 * either, or one delivery (create-new mode) of a month.
 */
static bool
read_inside(struct delivery *d, const char *path)
{
	char *root = xstrdup(path), *last = cut_last(root), *dir;
	const char *run = NULL, *month = NULL;
	int before = d->c->n;
	bool found;

	if (!is_half(last) && !is_period(last)) {
		run = last;
		last = cut_last(root);
	}
	if (is_period(last)) {
		month = last;
		last = cut_last(root);
	}
	found = is_half(last) && (run == NULL || month != NULL) &&
	    is_folder(d, root, "metadata");
	if (found && run == NULL)
		read_export(d, root, month != NULL ? folder_period(month) :
		    DB_NULL);
	else if (found) {
		dir = xasprintf("%s/metadata/%s/%s", root, month, run);
		if (!read_only_manifest(d, root, dir))
			no_manifest(d, before, dir, NOT_COMPLETE);
		free(dir);
	}
	free(root);
	return found;
}

static void
add_folder(struct delivery *d, const char *given)
{
	char *path = realpath(given, NULL);
	int before = d->c->n;

	if (path == NULL) {
		complain_path(d, given);
		return;
	}
	if (is_folder(d, path, "metadata"))
		read_export(d, path, DB_NULL);
	else if (d->c->n == before && !read_inside(d, path) &&
	    !read_only_manifest(d, NULL, path) && d->c->n == before &&
	    !read_legacy(d, path))
		no_manifest(d, before, given, NAME_THEM);
	free(path);
}

/* A manifest by name: its folder says where the rest is. */
static void
add_manifest(struct delivery *d, const char *given)
{
	char *dir = realpath(given, NULL), *name, *root, *last;
	int up;

	if (dir == NULL) {
		complain_path(d, given);
		return;
	}
	name = xstrdup(cut_last(dir));
	root = xstrdup(dir);
	for (up = 0, last = cut_last(root); up < 2 && !is_period(last); up++)
		last = cut_last(root);
	last = cut_last(root);
	manifest_read(d, strcasecmp(last, "metadata") == 0 ? root : NULL, dir,
	    name);
	free(root);
	free(name);
	free(dir);
}

static void
add_path(struct delivery *d, const char *path)
{
	size_t len = strlen(path);
	struct stat st;

	if (strcmp(path, "-") != 0 && stat(path, &st) != 0)
		complain_path(d, path);
	else if (strcmp(path, "-") != 0 && S_ISDIR(st.st_mode))
		add_folder(d, path);
	else if (len > 5 && strcmp(path + len - 5, ".json") == 0)
		add_manifest(d, path);
	else
		add_plain(d, path);
}

/* One file read twice would count twice. */
static void
check_twice(struct delivery *d)
{
	size_t i, k;

	for (i = 0; i < d->n; i++)
		for (k = 0; k < i && d->file[i].ino != 0; k++)
			if (d->file[i].ino == d->file[k].ino &&
			    d->file[i].dev == d->file[k].dev) {
				complain(d->c, FOC_BAD_INPUT, "%s: is named "
				    "twice; its rows would count twice",
				    d->file[i].name);
				break;
			}
}

void
delivery_open(struct delivery *d, struct foc *f, const struct foc_ingest *in,
    int64_t period, struct complaints *c)
{
	size_t i;

	*d = (struct delivery){ .f = f, .in = in, .c = c, .period = period };
	for (i = 0; i < in->n_paths && !complaints_stop(c); i++)
		add_path(d, in->paths[i]);
	check_twice(d);
	for (i = 0; i < d->n; i++)
		d->bytes += d->file[i].size;
}

/* A bill of which a part is of the delivery after it is none. */
void
delivery_unchanged(struct delivery *d)
{
	const struct input *file;
	struct stat st;
	struct err e;
	size_t i;
	int fd;

	for (i = 0; i < d->n; i++) {
		file = &d->file[i];
		if (!file->regular)
			continue;
		if ((fd = input_open(file, &e)) < 0) {
			complain(d->c, e.status, "%s", e.text);
			continue;
		}
		if (fstat(fd, &st) != 0 || st.st_ino != file->ino ||
		    st.st_dev != file->dev || st.st_size != file->size ||
		    st.st_mtim.tv_sec != file->changed.tv_sec ||
		    st.st_mtim.tv_nsec != file->changed.tv_nsec)
			complain(d->c, FOC_BAD_INPUT, "%s: changed while the "
			    "bill was read; load it again", file->name);
		close(fd);
	}
}

void
delivery_close(struct delivery *d)
{
	size_t i;

	for (i = 0; i < d->n; i++) {
		free(d->file[i].name);
		free(d->file[i].root);
		free(d->file[i].tail);
	}
	for (i = 0; i < d->n_exports; i++)
		free(d->export[i]);
	free(d->file);
	free(d->export);
}
