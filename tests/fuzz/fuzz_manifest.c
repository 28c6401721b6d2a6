/* SPDX-License-Identifier: MIT */
/*
 * The manifest of a delivery, in a folder with a neighbour outside of it:
 * whatever it lists, only what lies in the folder is read.
 */
#include <sys/stat.h>
#include <unistd.h>

#include "fuzz.h"
#include "ingest/delivery.h"

static char root[128], meta[192];

static void
link_to(const char *to, const char *name)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", root, name);
	MUST(symlink(to, path) == 0);
}

static void
folder(const char *name)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", root, name);
	MUST(mkdir(path, 0700) == 0);
}

/* out.csv.gz must never be opened, by no way that leads to it. */
static void
set_up(void)
{
	if (root[0] != '\0')
		return;
	free(fuzz_file("out.csv.gz", "a\nb\n", 4));
	snprintf(root, sizeof(root), "%s/export", fuzz_dir());
	MUST(mkdir(root, 0700) == 0);
	folder("data");
	folder("data/BILLING_PERIOD=2026-10");
	folder("metadata");
	folder("metadata/BILLING_PERIOD=2026-10");
	snprintf(meta, sizeof(meta), "%s/metadata/BILLING_PERIOD=2026-10",
	    root);
	free(fuzz_file("export/data/BILLING_PERIOD=2026-10/a-1.csv.gz",
	    "a\nb\n", 4));
	free(fuzz_file("export/data/BILLING_PERIOD=2026-10/a-2.csv", "a\n",
	    2));
	link_to("..", "up");
	link_to("../../../out.csv.gz",
	    "data/BILLING_PERIOD=2026-10/link.csv.gz");
}

static void
on_complaint(void *arg, const char *text)
{
	(void)arg;
	fuzz_check_sentence(text);
}

/* What was taken is a plain file below the root, by no link. */
static void
check_input(const struct input *file)
{
	char *path = xasprintf("%s/%s", file->root, file->tail), *real;
	struct stat st;

	MUST(strncmp(file->root, root, strlen(root)) == 0);
	real = realpath(path, NULL);
	MUST(real != NULL && strncmp(real, root, strlen(root)) == 0 &&
	    real[strlen(root)] == '/');
	MUST(lstat(path, &st) == 0 && S_ISREG(st.st_mode));
	MUST(file->size == st.st_size && file->ino == st.st_ino);
	MUST(file->export != NULL && *file->export != '\0');
	free(real);
	free(path);
}

static void
check_names(const char *text)
{
	int64_t month = folder_period(text);

	MUST(month == DB_NULL || month == utc_month_start(month));
	month = legacy_period(text);
	MUST(month == DB_NULL || month == utc_month_start(month));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct foc_ingest in = { .complain = on_complaint };
	struct complaints c = { .in = &in };
	struct delivery d = { .f = fuzz_db(), .in = &in, .c = &c,
	    .period = DB_NULL };
	struct bytes b = { data, size };
	char *name;
	size_t i;
	int status;

	set_up();
	name = fuzz_file("export/metadata/BILLING_PERIOD=2026-10/"
	    "a-Manifest.json", data, size);
	manifest_read(&d, root, meta, "a-Manifest.json");
	for (i = 0; i < d.n; i++)
		check_input(&d.file[i]);
	status = complaints_end(&c, d.f);
	MUST((status == FOC_OK) == (c.n == 0));
	free(c.held);
	delivery_close(&d);
	free(name);
	name = bytes_rest(&b);
	check_names(name);
	free(name);
	return 0;
}
