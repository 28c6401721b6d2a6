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

int
open_below(const char *root, const char *tail)
{
	int dir = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC), fd;
	struct stat st;
	const char *end;
	char *part;

	for (; dir >= 0; tail = end + 1) {
		end = strchrnul(tail, '/');
		part = xstrndup(tail, (size_t)(end - tail));
		if (*part == '\0' || strcmp(part, ".") == 0 ||
		    strcmp(part, "..") == 0) {
			errno = EACCES;
			fd = -1;
		} else
			fd = openat(dir, part, O_RDONLY | O_CLOEXEC |
			    O_NOFOLLOW | O_NONBLOCK |
			    (*end == '/' ? O_DIRECTORY : 0));
		free(part);
		close(dir);
		dir = fd;
		if (*end == '\0')
			break;
	}
	if (dir >= 0 && (fstat(dir, &st) != 0 || !S_ISREG(st.st_mode))) {
		close(dir);
		errno = EACCES;
		return -1;
	}
	return dir;
}

int
input_open(const struct input *file, struct err *e)
{
	int fd;

	if (file->root != NULL)
		fd = open_below(file->root, file->tail);
	else if (strcmp(file->name, "-") == 0)
		fd = dup(STDIN_FILENO);
	else
		fd = open(file->name, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		err_set(e, errno == ENOENT ? FOC_BAD_INPUT : FOC_SYSTEM,
		    "%s: %s", file->name, strerror(errno));
	return fd;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

size_t
list_folder(const char *path, bool (*keep)(const char *name), char ***names)
{
	DIR *dir = opendir(path);
	struct dirent *entry;
	size_t n = 0;

	*names = NULL;
	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		if (!keep(entry->d_name))
			continue;
		*names = xreallocarray(*names, n + 1, sizeof(**names));
		(*names)[n++] = xstrdup(entry->d_name);
	}
	if (dir != NULL)
		closedir(dir);
	if (n > 1)
		qsort(*names, n, sizeof(**names), by_name);
	return n;
}

void
free_names(char **names, size_t n)
{
	while (n > 0)
		free(names[--n]);
	free(names);
}
