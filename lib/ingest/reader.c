/* SPDX-License-Identifier: MIT */
/* One file: its bytes to records, its records to what they add to. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "ingest/parallel.h"
#include "ingest/source.h"

#define CHECK_EVERY	64	/* libcsv reads one AI row in this many too */
#define BOM		"\xef\xbb\xbf"
#define PROGRESS_MS	200

/* Every other cut of a record into fields must find the same. */
static bool
libcsv_agrees(struct reader *r)
{
	const struct record *rec = &r->split.r;
	const char *p = rec->base + rec->start;
	char *field = NULL;
	size_t i, len;
	bool good;

	good = strict_read(&r->strict, p, rec->end - rec->start) == 0 &&
	    r->strict.n == rec->n;
	field = xmalloc(rec->end - rec->start + 1);
	for (i = 0; good && i < rec->n; i++) {
		p = record_field(rec, i, &len);
		len = field_decode(field, p, len);
		good = len == r->strict.len[i] &&
		    memcmp(field, strict_field(&r->strict, i), len) == 0;
	}
	free(field);
	if (!good)
		bad_row(r, COL__MAX, "two readings of this record differ: "
		    "this is a defect of foc");
	return good;
}

static void
note_times(struct month *m, const struct line *line, int64_t start,
    int64_t end)
{
	int64_t next = utc_month_next(m->period);

	/* A tax, a fee or a credit may lie anywhere: it says nothing. */
	if (line->bucket != BUCKET_SPEND || end - start > UTC_DAY)
		return;
	if (end > next)
		end = next;
	if (end > m->data_until)
		m->data_until = end;
}

/*
 * A use of an hour or a day must lie in its month: one that does not would
 * make the month look further than it reaches.
 */
static bool
check_times(struct reader *r, const struct month *m, const struct line *line,
    int64_t start, int64_t end)
{
	char day[UTC_TEXT_MAX];

	if (line->bucket != BUCKET_SPEND)
		return true;
	if (end < start) {
		bad_row(r, COL_END, "lies before the start of the row");
		return false;
	}
	if (end - start > UTC_DAY ||
	    (start >= m->period - UTC_DAY && start < utc_month_next(m->period)))
		return true;
	bad_row(r, COL_START, "lies outside of %s, the month of the row",
	    utc_month(day, m->period));
	return false;
}

/*
 * Use of AI has an hour or a day; only what is paid for by the month,
 * capacity and subscriptions, may span one.
 */
static bool
is_monthly(const struct what *w, const struct line *line)
{
	return w->c.kind == KIND_AI && w->spend &&
	    strcmp(w->c.feature, "PROVISIONED_THROUGHPUT") != 0 &&
	    strcmp(line->type, "FlatRateSubscription") != 0;
}

/* A row that may be AI.  False where it is bad. */
static bool
take_candidate(struct reader *r, struct line *line, int64_t cost,
    int64_t start, int64_t end)
{
	struct what *w = look_at(r, line);

	if (w == NULL)
		return false;
	if (w->c.kind == KIND_OTHER)
		return true;
	if (end - start > UTC_DAY && is_monthly(w, line)) {
		bad_row(r, COL_END, "this row spans %lld days: a MONTHLY "
		    "export cannot tell whose hour it was; make an export "
		    "with TIME_GRANULARITY HOURLY or DAILY",
		    (long long)((end - start) / UTC_DAY));
		r->stop = true;
		return false;
	}
	if (line->all.rows + line->file.rows == 0 ||
	    r->rows % CHECK_EVERY == 0)
		if (!libcsv_agrees(r))
			return false;
	cell_add(r, line, w, cost, start);
	return true;
}

/* Can only its resource make this row AI, and does it not? */
static bool
is_passed_by(const struct reader *r, const struct line *line)
{
	size_t len;
	const char *p;

	if (line->verdict == LINE_OTHER)
		return true;
	if (line->resources == NULL)
		return false;
	p = row_plain(r, COL_RESOURCE, &len);
	return !pattern_fits(line->resources, p, len);
}

static void
take_row(struct reader *r)
{
	const struct record *rec = &r->split.r;
	struct month *m;
	struct line *line;
	int64_t cost, start, end;
	int128 residue = 0;
	bool given, first;

	first = r->rows == 0;
	r->rows += r->group.rows;
	r->what = NULL;
	r->net = r->list = 0;
	if (rec->n != r->h.n) {
		bad_row(r, COL__MAX, "has %zu fields, the header has %zu",
		    rec->n, r->h.n);
		return;
	}
	if (rec->end - rec->start > RECORD_BYTES_MAX) {
		bad_row(r, COL__MAX, "is longer than 1 MiB");
		return;
	}
	if (first && !ledger_is_bill(r))
		return;
	if ((line = ledger_line(r)) == NULL)
		return;
	m = &r->run->month[line->month];
	if (!row_money(r, COL_COST, &cost, &given, &residue) ||
	    !row_time(r, COL_START, &start) || !row_time(r, COL_END, &end))
		return;
	if (!given && line->bucket == BUCKET_SPEND) {
		bad_row(r, COL_COST, "is empty");
		return;
	}
	r->costs += given;
	if (!check_times(r, m, line, start, end))
		return;
	note_times(m, line, start, end);
	if (line->verdict != LINE_FOREIGN && r->group.kind != GROUP_REST &&
	    !is_passed_by(r, line) && !take_candidate(r, line, cost, start, end))
		return;
	line->file.rows += r->group.rows;
	line->file.sum += cost;
	if (line->verdict != LINE_FOREIGN)
		m->residue += residue + r->group.residue;
	if (r->run->lines != NULL)
		lines_row(r, line, cost, residue, start);
}

void
run_no_principal(struct run *run, const struct input *file)
{
	if (!run->no_principal_said)
		foc_notice(run->f, "%s: has no line_item_iam_principal: "
		    "no row has a caller; set INCLUDE_IAM_PRINCIPAL_DATA in "
		    "the export", file->name);
	run->no_principal_said = true;
}

static void
take_header(struct reader *r)
{
	const struct record *rec = &r->split.r;
	const struct foc_ingest *in = r->run->in;
	const char **names;
	struct err e;
	size_t i;

	r->has_header = true;
	if (strict_read(&r->strict, rec->base + rec->start,
	    rec->end - rec->start) != 0) {
		bad_row(r, COL__MAX, "%s", r->strict.why);
		r->stop = true;
		return;
	}
	names = xcalloc(r->strict.n + 1, sizeof(*names));
	for (i = 0; i < r->strict.n; i++)
		names[i] = strict_field(&r->strict, i);
	if (!cells_in_header(r, names, r->strict.n))
		r->stop = true;
	else if (header_read(&r->h, names, r->strict.n, in->columns,
	    in->n_columns, &e) != FOC_OK) {
		bad_row(r, COL__MAX, "%s", e.text);
		r->stop = true;
	} else if (r->h.col[COL_PRINCIPAL] < 0) {
		r->file->no_principal = true;
		if (r->run->shard == NULL)
			run_no_principal(r->run, r->file);
	}
	free(names);
}

/* A record that is no CSV: libcsv has the words for it. */
static void
bad_record(struct reader *r, size_t end)
{
	const struct record *rec = &r->split.r;

	r->stop = true;
	if (strict_read(&r->strict, rec->base + rec->start,
	    end - rec->start) != 0)
		bad_row(r, COL__MAX, "byte %zu of the record: %s",
		    r->strict.bad + 1, r->strict.why);
	else
		bad_row(r, COL__MAX, "is no CSV record");
}

/*
 * The records of a buffer; returns where the rest, part of a record, begins.
 */
static size_t
take_buffer(struct reader *r, const char *buf, size_t len)
{
	struct split *s = &r->split;

	split_begin(s, r->scan, buf, len);
	while (!r->stop && split_next(s)) {
		if (!s->r.regular)
			bad_record(r, s->r.end);
		else if (s->r.start == s->r.end)
			continue;		/* an empty line */
		else if (!r->has_header)
			take_header(r);
		else if (r->run->in->cells)
			cells_in_row(r, take_row);
		else
			take_row(r);
	}
	if (!r->stop && split_is_bad(s))
		bad_record(r, len);
	return s->r.start;
}

static size_t
count_lines(const char *p, size_t len)
{
	const char *end = p + len;
	size_t n = 0;

	while ((p = memchr(p, '\n', (size_t)(end - p))) != NULL) {
		p++;
		n++;
	}
	return n;
}

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000) + t.tv_nsec / 1000000;
}

static void
show_progress(struct reader *r, const struct source *s, int64_t *last)
{
	const struct run *run = r->run;
	int64_t now = now_ms(), done = source_done(s);
	int64_t rows = run->rows + r->rows;
	uint32_t i;

	if (run->in->progress == NULL || now - *last < PROGRESS_MS)
		return;
	*last = now;
	if (run->shard != NULL)
		shard_done(run, &done, &rows);
	else
		for (i = 0; i < r->file_n; i++)
			done += run->delivery.file[i].size;
	run->in->progress(run->in->arg, done, run->delivery.bytes, rows);
}

/* What is left at the end of the file: a record without a line end. */
static void
take_rest(struct reader *r, char *rest, size_t len)
{
	bool unclosed;

	rest[len] = '\n';
	take_buffer(r, rest, len + 1);
	unclosed = r->split.quoted != 0;
	if (!r->stop && unclosed)
		bad_row(r, COL__MAX, "a quote that is not closed: the record "
		    "that begins here does not end");
}

/* Blocks of the source, each with the cut-off record before it in front. */
static void
take_blocks(struct reader *r, struct source *s, char *rest, size_t *rest_len)
{
	bool first = true;
	int64_t last = 0;
	size_t len, at;
	char *p;

	while (!r->stop && !foc_interrupted &&
	    (p = source_take(s, &len)) != NULL) {
		if (first && len >= 3 && memcmp(p, BOM, 3) == 0) {
			p += 3;
			len -= 3;
		}
		first = false;
		memcpy(p - *rest_len, rest, *rest_len);
		p -= *rest_len;
		len += *rest_len;
		at = take_buffer(r, p, len);
		*rest_len = len - at;
		if (*rest_len > RECORD_BYTES_MAX) {
			bad_row(r, COL__MAX, "the record that begins here is "
			    "longer than 1 MiB; is a quote not closed?");
			r->stop = true;
			*rest_len = 0;
		}
		memcpy(rest, p + at, *rest_len);
		r->lines += (int64_t)count_lines(p, at);
		source_give(s);
		show_progress(r, s, &last);
		if (!shard_go_on(r->run))
			r->stop = true;
	}
}

static void
read_source(struct reader *r, struct source *s)
{
	struct input *file = r->file;
	char *rest = xmalloc(RECORD_BYTES_MAX + 128);
	struct source_facts facts;
	size_t len = 0;
	struct err e;
	bool stopped;

	take_blocks(r, s, rest, &len);
	stopped = r->stop || foc_interrupted;
	if (source_close(s, &facts, &e) != FOC_OK && !stopped) {
		r->lines += (int64_t)count_lines(rest, len);
		complain(&r->run->complaints, e.status, "%s:%lld: %s",
		    file->name, (long long)r->lines + 1, e.text);
		r->stop = true;
	} else if (!stopped && len > 0)
		take_rest(r, rest, len);
	file->bytes = facts.bytes;
	memcpy(file->sha256, facts.sha256, SHA_BYTES);
	free(rest);
}

static void
check_whole(struct reader *r)
{
	if (r->stop || foc_interrupted)
		return;
	/* What a copy or a delivery that broke off leaves: never a part. */
	if (!r->has_header)
		complain(&r->run->complaints, FOC_BAD_INPUT, r->lines > 0 ?
		    "%s:1: has no header line" : "%s: is empty, without even "
		    "a header line: what was in it is missing", r->file->name);
	else if (r->run->in->cells)
		cells_in_end(r);
	if (r->rows > 0 && r->costs == 0 &&
	    r->run->complaints.n == r->complaints)
		complain(&r->run->complaints, FOC_BAD_INPUT, "%s: %s is empty "
		    "in every row: this is no bill", r->file->name,
		    r->h.name[COL_COST]);
}

int
read_file(struct run *run, struct input *file, uint32_t n)
{
	struct reader *r;
	struct err e;
	int fd = input_open(file, &e);

	if (fd < 0) {
		complain(&run->complaints, e.status, "%s", e.text);
		return e.status;
	}
	r = xcalloc(1, sizeof(*r));
	r->run = run;
	r->file = file;
	r->file_n = n;
	r->group.rows = 1;
	r->complaints = run->complaints.n;
	r->scan = scan_best();
	strict_init(&r->strict);
	read_source(r, source_open(fd, file->name,
	    shard_has_threads(run, n)));
	check_whole(r);
	ledger_end_file(r);
	run->rows += r->rows;
	file->rows = r->rows;
	strict_free(&r->strict);
	header_free(&r->h);
	free(r);
	if (!foc_interrupted)
		return FOC_OK;
	return run->f == NULL ? FOC_SYSTEM :
	    foc_fail(run->f, FOC_SYSTEM, "interrupted");
}
