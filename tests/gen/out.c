// SPDX-License-Identifier: MIT
/*
 * The files of a delivery, laid out and named as AWS Data Exports does.
 */
#include <sys/stat.h>

#include <err.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "gen.h"

#define EXPORT	"foc-cur2"
#define BUCKET	"s3://example-billing-exports/foc/" EXPORT

struct out {
	FILE *f;
	char *path;
	bool plain;
	z_stream z;
	size_t held;
	unsigned char in[1 << 16], packed[1 << 16];
};

FILE *
file_create(const char *path)
{
	FILE *f = fopen(path, "w");

	if (f == NULL)
		err(EXIT_SYSTEM, "%s", path);
	return f;
}

void
file_close(FILE *f, const char *path)
{
	int bad = ferror(f);

	if (fclose(f) != 0)
		err(EXIT_SYSTEM, "%s", path);
	if (bad)
		errx(EXIT_SYSTEM, "%s: cannot write", path);
}

/* Makes every folder on the way to path. */
static void
make_folders(const char *path)
{
	char *copy = strdup(path), *p;

	if (copy == NULL)
		err(EXIT_SYSTEM, NULL);
	for (p = strchr(copy + 1, '/'); p != NULL; p = strchr(p + 1, '/')) {
		*p = '\0';
		if (mkdir(copy, 0777) == -1 && errno != EEXIST)
			err(EXIT_SYSTEM, "%s", copy);
		*p = '/';
	}
	free(copy);
}

static const char *
execution_id(struct arena *a, const struct delivery *d)
{
	uint64_t h = mix(d->bill->seed ^ mix((uint64_t)d->limit << 8 |
	    (uint64_t)d->number));

	return cat(a, hex(a, h, 8), "-", hex(a, mix(h), 4), "-4",
	    hex(a, mix(h + 1), 3), "-a", hex(a, mix(h + 2), 3), "-",
	    hex(a, mix(h + 3), 12), (char *)NULL);
}

/* BILLING_PERIOD=YYYY-MM/, and the run's own folder if it has one. */
static const char *
partition(struct arena *a, const struct delivery *d, bool run)
{
	char month[8], hour[15];

	snprintf(month, sizeof(month), "%.7s", d->bill->stamp[0]);
	snprintf(hour, sizeof(hour), "%.14s", d->bill->stamp[d->limit]);
	return cat(a, "BILLING_PERIOD=", month, "/", run ? hour : "",
	    run ? "14:43.337Z-" : "", run ? execution_id(a, d) : "",
	    run ? "/" : "", (char *)NULL);
}

static const char *
chunk_name(struct arena *a, const struct delivery *d, int chunk)
{
	const char *n = fixed(a, chunk + 1, 5, 5);	/* 0.00001 */

	return cat(a, "/data/", partition(a, d, d->create_new), EXPORT, "-",
	    n + 2, d->plain ? ".csv" : ".csv.gz", (char *)NULL);
}

static void
zlib_start(struct out *o, int level)
{
	/* zlib writes a header without name or time by itself. */
	if (deflateInit2(&o->z, level, Z_DEFLATED, 15 + 16, 8,
	    Z_DEFAULT_STRATEGY) != Z_OK)
		errx(EXIT_SYSTEM, "zlib: cannot start");
}

struct out *
out_open(const struct delivery *d, int chunk)
{
	struct out *o = calloc(1, sizeof(*o));
	struct arena a;

	a.used = 0;
	if (o == NULL || (o->path = strdup(cat(&a, d->dir,
	    chunk_name(&a, d, chunk), (char *)NULL))) == NULL)
		err(EXIT_SYSTEM, NULL);
	make_folders(o->path);
	o->f = file_create(o->path);
	o->plain = d->plain;
	if (!o->plain)
		zlib_start(o, d->level);
	return o;
}

static void
pack(struct out *o, int flush)
{
	size_t n;

	if (o->plain) {
		if (fwrite(o->in, 1, o->held, o->f) != o->held)
			err(EXIT_SYSTEM, "%s", o->path);
		o->held = 0;
		return;
	}
	o->z.next_in = o->in;
	o->z.avail_in = (uInt)o->held;
	do {
		o->z.next_out = o->packed;
		o->z.avail_out = sizeof(o->packed);
		if (deflate(&o->z, flush) == Z_STREAM_ERROR)
			errx(EXIT_SYSTEM, "zlib: cannot deflate");
		n = sizeof(o->packed) - o->z.avail_out;
		if (fwrite(o->packed, 1, n, o->f) != n)
			err(EXIT_SYSTEM, "%s", o->path);
	} while (o->z.avail_out == 0);
	o->held = 0;
}

void
out_write(struct out *o, const char *s, size_t n)
{
	size_t some;

	while (n > 0) {
		some = sizeof(o->in) - o->held;
		if (some > n)
			some = n;
		memcpy(o->in + o->held, s, some);
		o->held += some;
		s += some;
		n -= some;
		if (o->held == sizeof(o->in))
			pack(o, Z_NO_FLUSH);
	}
}

/* Ends the gzip member and begins another. */
void
out_member(struct out *o)
{
	if (o->plain)
		return;
	pack(o, Z_FINISH);
	if (deflateReset(&o->z) != Z_OK)
		errx(EXIT_SYSTEM, "zlib: cannot start again");
}

void
out_close(struct out *o)
{
	pack(o, Z_FINISH);
	if (!o->plain)
		deflateEnd(&o->z);
	file_close(o->f, o->path);
	free(o->path);
	free(o);
}

static void
manifest(const struct delivery *d, bool run)
{
	struct arena a;
	const char *path;
	FILE *f;
	int i;

	a.used = 0;
	path = cat(&a, d->dir, "/metadata/", partition(&a, d, run),
	    EXPORT "-Manifest.json", (char *)NULL);
	make_folders(path);
	f = file_create(path);
	fprintf(f, "{\n  \"account\": \"%s\",\n", accounts[ACCOUNT_PAYER].id);
	fprintf(f, "  \"exportArn\": \"arn:aws:bcm-data-exports:us-east-1:%s:"
	    "export/" EXPORT "-5d9e7c1a-8f42-4b0e-9c55-1f0f6e2b7a93\",\n",
	    accounts[ACCOUNT_PAYER].id);
	fprintf(f, "  \"executionId\": \"%s\",\n", execution_id(&a, d));
	fprintf(f, "  \"billingPeriod\": {\"start\": \"%s\", \"end\": \"%s\"},"
	    "\n", d->bill->stamp[0], d->bill->stamp[d->bill->hours]);
	fprintf(f, "  \"columns\": [\n");
	for (i = 0; i < COL__MAX; i++)
		fprintf(f, "    {\"name\": \"%s\", \"type\": \"%s\"}%s\n",
		    column_name(i), column_type(i),
		    i == COL__MAX - 1 ? "" : ",");
	fprintf(f, "  ],\n  \"dataFiles\": [\n");
	for (i = 0; i < d->chunks; i++) {
		struct arena name = { .used = 0 };

		fprintf(f, "    \"" BUCKET "%s\"%s\n",
		    chunk_name(&name, d, i), i == d->chunks - 1 ? "" : ",");
	}
	fprintf(f, "  ]\n}\n");
	file_close(f, path);
}

/* Last of all, as AWS does: who sees a manifest finds the files. */
void
delivery_manifests(const struct delivery *d)
{
	if (d->create_new)
		manifest(d, true);
	manifest(d, false);
}
