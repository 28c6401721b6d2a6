/* SPDX-License-Identifier: MIT */
/* Opening and listing what a delivery says, and nothing outside of it. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/mem.h"
#include "ingest/delivery.h"

const char *
below_words(int error, int *status)
{
	*status = FOC_BAD_INPUT;
	switch (error) {
	case ENOENT:
		return "is not here";
	case ELOOP:
		return "is a symbolic link, or lies behind one; none is "
		    "followed here";
	case EINVAL:
		return "is no plain file";
	default:
		*status = FOC_SYSTEM;
		return strerror(error);
	}
}

/* The part of a path could not be opened: say where it is a link. */
static void
name_link(int dir, const char *part)
{
	struct stat st;
	int why = errno;

	if (why == ENOTDIR && fstatat(dir, part, &st,
	    AT_SYMLINK_NOFOLLOW) == 0)
		why = S_ISLNK(st.st_mode) ? ELOOP : EINVAL;
	errno = why;
}

int
open_below(const char *root, const char *tail)
{
	int dir = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC), fd, why;
	struct stat st;
	const char *end;
	char *part;

	for (; dir >= 0; tail = end + 1) {
		end = strchrnul(tail, '/');
		part = xstrndup(tail, (size_t)(end - tail));
		if (*part == '\0' || strcmp(part, ".") == 0 ||
		    strcmp(part, "..") == 0) {
			errno = EINVAL;
			fd = -1;
		} else if ((fd = openat(dir, part, O_RDONLY | O_CLOEXEC |
		    O_NOFOLLOW | O_NONBLOCK |
		    (*end == '/' ? O_DIRECTORY : 0))) < 0)
			name_link(dir, part);
		free(part);
		why = errno;
		close(dir);
		errno = why;
		dir = fd;
		if (*end == '\0')
			break;
	}
	if (dir >= 0 && (fstat(dir, &st) != 0 || !S_ISREG(st.st_mode))) {
		close(dir);
		errno = EINVAL;
		return -1;
	}
	return dir;
}

int
input_open(const struct input *file, struct err *e)
{
	int fd, status;
	const char *why;

	if (file->root != NULL)
		fd = open_below(file->root, file->tail);
	else if (strcmp(file->name, "-") == 0)
		fd = dup(STDIN_FILENO);
	else
		fd = open(file->name, O_RDONLY | O_CLOEXEC);
	if (fd >= 0)
		return fd;
	why = below_words(errno, &status);
	err_set(e, status, "%s: %s", file->name, file->root != NULL ? why :
	    strerror(errno));
	return fd;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

bool
list_folder(const char *path, bool (*keep)(const char *name), char ***names,
    size_t *n)
{
	DIR *dir = opendir(path);
	struct dirent *entry;
	int why;

	*names = NULL;
	*n = 0;
	if (dir == NULL)
		return false;
	for (errno = 0; (entry = readdir(dir)) != NULL; errno = 0) {
		if (!keep(entry->d_name))
			continue;
		*names = xreallocarray(*names, *n + 1, sizeof(**names));
		(*names)[(*n)++] = xstrdup(entry->d_name);
	}
	why = errno;
	closedir(dir);
	if (*n > 1)
		qsort(*names, *n, sizeof(**names), by_name);
	errno = why;
	return why == 0;
}

void
free_names(char **names, size_t n)
{
	while (n > 0)
		free(names[--n]);
	free(names);
}
