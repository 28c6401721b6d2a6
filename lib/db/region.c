/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "core/embed.h"
#include "core/text.h"
#include "core/tsv.h"
#include "db/region.h"

#define NAME_MAX_BYTES	32		/* longer ones are near to nothing */
#define FAR		4		/* so many edits are another name */

/* Of the table: is it there, in which partition, or which is nearest. */
struct found {
	bool	exact;
	char	partition[NAME_MAX_BYTES];
	char	nearest[NAME_MAX_BYTES];	/* "": none is near */
};

static size_t
least(size_t a, size_t b, size_t c)
{
	if (b < a)
		a = b;
	return c < a ? c : a;
}

/* Letters to insert, delete or change to make b of a. */
static size_t
edits(const char *a, const char *b)
{
	size_t row[NAME_MAX_BYTES + 1], n = strlen(b), i, j, corner, above;

	for (j = 0; j <= n; j++)
		row[j] = j;
	for (i = 1; a[i - 1] != '\0'; i++) {
		corner = row[0];
		row[0] = i;
		for (j = 1; j <= n; j++) {
			above = row[j];
			row[j] = least(above + 1, row[j - 1] + 1,
			    corner + (a[i - 1] != b[j - 1]));
			corner = above;
		}
	}
	return row[n];
}

static void
look_up(const char *region, struct found *x)
{
	size_t least_edits = FAR, n;
	struct tsv t;

	*x = (struct found){ .exact = false };
	tsv_open(&t, embed_text("db/regions.tsv"));
	while (!x->exact && tsv_next(&t)) {
		x->exact = strcmp(t.cell[1], region) == 0;
		if (x->exact)
			snprintf(x->partition, sizeof(x->partition), "%s",
			    t.cell[2]);
		if (strlen(region) >= NAME_MAX_BYTES ||
		    (n = edits(region, t.cell[1])) >= least_edits)
			continue;
		least_edits = n;
		snprintf(x->nearest, sizeof(x->nearest), "%.*s",
		    NAME_MAX_BYTES - 1, t.cell[1]);
	}
	tsv_close(&t);
}

static int
find(struct foc *f, const char *option, const char *region, struct found *x)
{
	int64_t known;
	int status;

	if (!text_is_region(region))
		return foc_fail(f, FOC_USAGE, "%s: '%s' is no region, such as "
		    "us-east-1", option, region);
	look_up(region, x);
	if (x->exact)
		return FOC_OK;
	status = db_get_int(f, &known, SQL_REGION_KNOWN, "s", region);
	if (status != FOC_OK || known != 0)
		return status;
	return foc_fail(f, FOC_REFUSED, "%s %s: is no region of AWS that is "
	    "known here%s%s; a new one is named under regions in the policy "
	    "of foc.yaml", option, region, *x->nearest != '\0' ?
	    "; nearest is " : "", x->nearest);
}

int
region_known(struct foc *f, const char *option, const char *region)
{
	struct found x;

	return find(f, option, region, &x);
}

int
region_usable(struct foc *f, const char *option, const char *region)
{
	struct found x;
	int status = find(f, option, region, &x);

	if (status == FOC_OK && *x.partition != '\0')
		status = foc_fail(f, FOC_REFUSED, "%s %s: is of the partition "
		    "%s, whose names begin otherwise; grants are made for the "
		    "partition aws", option, region, x.partition);
	return status;
}
