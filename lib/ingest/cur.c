/* SPDX-License-Identifier: MIT */
/* foc-ingest-cur: deliveries of AWS cost and usage reports into the file. */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "db/machine.h"
#include "ingest/lock.h"
#include "ingest/parallel.h"

static int
read_files(struct run *run)
{
	size_t i;
	int status = FOC_OK;

	delivery_open(&run->delivery, run->f, run->in, run->asserted,
	    &run->complaints);
	if (run->complaints.n > 0)
		return complaints_end(&run->complaints, run->f);
	if (!parallel_read(run))
		for (i = 0; i < run->delivery.n && status == FOC_OK &&
		    !foc_interrupted && !complaints_stop(&run->complaints);
		    i++)
			status = read_file(run, &run->delivery.file[i],
			    (uint32_t)i);
	if (foc_interrupted)
		return FOC_SYSTEM;	/* said at the end */
	if (run->complaints.n == 0) {
		delivery_unchanged(&run->delivery);
		twice_check(run);
		gate_finish(run);
	}
	return complaints_end(&run->complaints, run->f);
}

/*
 * AWS leaves such files behind where a delivery got shorter; a whole part
 * of a bill that got lost looks the same.
 */
static void
say_rowless(struct run *run)
{
	const struct input *file = NULL;
	size_t i, n = 0;

	for (i = 0; i < run->delivery.n; i++)
		if (run->delivery.file[i].rows == 0 && n++ == 0)
			file = &run->delivery.file[i];
	if (n > 1)
		foc_notice(run->f, "%s: has a header and no rows, and so have "
		    "%zu more of the %zu files", file->name, n - 1,
		    run->delivery.n);
	else if (n == 1)
		foc_notice(run->f, "%s: has a header and no rows", file->name);
}

/* Things worth a line that are no failure. */
static void
say_notices(struct run *run)
{
	const struct line *line;
	char sum[DECIMAL_TEXT_MAX];
	size_t i;

	say_rowless(run);
	twice_say(run);
	for (i = 0; i < run->n_lines; i++) {
		line = &run->line[i];
		if (line->verdict == LINE_FOREIGN)
			foc_notice(run->f, "%lld rows in %s (%s) are not in "
			    "%s: kept apart", (long long)line->all.rows,
			    line->currency, decimal_text(sum, line->all.sum,
			    MONEY_DECIMALS), run->currency);
		else if (line->bucket == BUCKET_UNKNOWN)
			foc_notice(run->f, "line item type %s (%lld rows) is "
			    "not known: kept apart from spend", line->type,
			    (long long)line->all.rows);
	}
}

static int
ingest(struct run *run, const char *role, struct foc_out *out)
{
	int status;

	if ((status = gate_check_accepted(run)) != FOC_OK ||
	    (status = prices_load(run)) != FOC_OK ||
	    (status = read_files(run)) != FOC_OK)
		return status;
	if (run->n_months == 0)
		return foc_fail(run->f, FOC_BAD_INPUT, "there is no line item "
		    "in %s: nothing was loaded", run->delivery.n == 1 ?
		    run->delivery.file[0].name : "any of the files");
	if ((status = finish_months(run)) != FOC_OK)
		return status;
	say_notices(run);
	return store(run, role, out);
}

int
foc_ingest_cur(struct foc *f, const struct foc_ingest *in,
    struct foc_out *out)
{
	const char *role;
	struct run run;
	int fd = -1, status;

	if ((status = need_role(f, machine_arrow(MACHINE_LOAD, NULL,
	    "ingest")->roles, &role)) != FOC_OK)
		return status;
	run_open(&run, f, in);
	if ((status = run_prepare(&run)) == FOC_OK &&
	    (status = ingest_lock(f, &fd)) == FOC_OK)
		status = ingest(&run, role, out);
	if (status != FOC_OK && foc_interrupted)
		foc_fail(f, status, run.done ? "interrupted; what was read is "
		    "loaded" : "interrupted; nothing was loaded");
	if (run.delivery.in != NULL)
		delivery_close(&run.delivery);
	run_close(&run);
	if (fd >= 0)
		close(fd);
	return status;
}
