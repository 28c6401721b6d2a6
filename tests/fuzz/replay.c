/* SPDX-License-Identifier: MIT */
/*
 * Each file of the kept corpus once through a target, without libFuzzer, as
 * one test.  The program's name is the target's; files and folders may be
 * given instead.
 */
#include <dirent.h>
#include <sys/stat.h>

#include "fuzz.h"

#define SIZE_MAX_KEPT	((size_t)1 << 20)

static int files;

static void
take_file(const char *name)
{
	static unsigned char buf[SIZE_MAX_KEPT];
	FILE *in = fopen(name, "re");
	uint8_t *data;
	size_t n;

	if (in == NULL) {
		fprintf(stderr, "%s: cannot be read\n", name);
		exit(1);
	}
	n = fread(buf, 1, sizeof(buf), in);
	fclose(in);
	/* In memory of just that size: a byte behind it is not there. */
	data = xmalloc(n + (n == 0));
	memcpy(data, buf, n);
	LLVMFuzzerTestOneInput(data, n);
	free(data);
	files++;
}

static int
is_shown(const struct dirent *e)
{
	return e->d_name[0] != '.';
}

static void
take(const char *name)
{
	struct dirent **list;
	struct stat st;
	char *path;
	int i, n;

	if (stat(name, &st) != 0 || !S_ISDIR(st.st_mode)) {
		take_file(name);
		return;
	}
	n = scandir(name, &list, is_shown, alphasort);
	for (i = 0; i < n; i++) {
		path = xasprintf("%s/%s", name, list[i]->d_name);
		take(path);
		free(path);
		free(list[i]);
	}
	free(list);
}

int
main(int argc, char *argv[])
{
	const char *slash = strrchr(argv[0], '/'), *top = getenv("FOC_TOP");
	const char *name = slash != NULL ? slash + 1 : argv[0];
	char *corpus = xasprintf("%s/tests/fuzz/corpus/%s", top != NULL ? top :
	    ".", name);
	int i;

	for (i = 1; i < argc; i++)
		take(argv[i]);
	if (argc == 1)
		take(corpus);
	free(corpus);
	printf("1..1\n%sok 1 - fuzz %s: %d files\n", files > 0 ? "" : "not ",
	    name, files);
	return files == 0;
}
