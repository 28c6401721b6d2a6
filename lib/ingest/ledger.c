/* SPDX-License-Identifier: MIT */
/*
 * Ledger lines: what the rows of one payer, month, currency, type, product
 * and invoice add up to.  Every row of a file is in exactly one.
 */
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "ingest/run.h"

static const enum column line_columns[] = {
	COL_PAYER, COL_PERIOD, COL_CURRENCY, COL_TYPE, COL_ENTITY, COL_CODE,
	COL_INVOICE
};
#define LINE_COLUMNS	(sizeof(line_columns) / sizeof(line_columns[0]))

/* Every bill has these in its first row. */
static const enum column always[] = {
	COL_PAYER, COL_PERIOD, COL_CURRENCY, COL_TYPE, COL_START, COL_CODE,
	COL_COST
};

bool
ledger_is_bill(struct reader *r)
{
	char list[512] = "";
	size_t i, len, used = 0;
	int missing = 0;

	for (i = 0; i < sizeof(always) / sizeof(always[0]); i++) {
		row_plain(r, always[i], &len);
		if (len > 0)
			continue;
		/* A code or a cost alone may be missing in one row. */
		missing += always[i] != COL_CODE && always[i] != COL_COST;
		used += (size_t)snprintf(list + used, sizeof(list) - used,
		    "%s%s", used > 0 ? ", " : "", r->h.name[always[i]]);
	}
	if (missing == 0)
		return true;
	bad_row(r, COL__MAX, "is no row of a bill: lacks values of %s", list);
	r->stop = true;
	return false;
}

/* The text of a column that must not be empty; NULL, having complained. */
static const char *
needed_text(struct reader *r, enum column c)
{
	const char *s = row_text(r, c);

	if (s != NULL && *s == '\0') {
		bad_row(r, c, "is empty");
		return NULL;
	}
	return s;
}

/* The month of payer and period; a new one where there is none. */
static bool
find_month(struct reader *r, const char *payer, int64_t period, uint32_t *id)
{
	struct run *run = r->run;
	char key[40], day[UTC_TEXT_MAX];
	struct month *m;
	int len;

	len = snprintf(key, sizeof(key), "%s/%lld", payer, (long long)period);
	*id = intern_add(run->month_keys, key, (size_t)len);
	if (*id == run->n_months) {
		GROW(run->month, run->n_months, run->months_max);
		m = &run->month[run->n_months++];
		*m = (struct month){ .period = period,
		    .export = r->file->export, .first_hour = DB_NULL,
		    .last_hour = DB_NULL, .data_until = DB_NULL };
		snprintf(m->payer, sizeof(m->payer), "%s", payer);
	}
	m = &run->month[*id];
	if (m->export == r->file->export)
		return true;
	bad_row(r, COL__MAX, "the exports %s and %s both hold %s of payer %s; "
	    "load one of them", m->export, r->file->export,
	    utc_month(day, period), payer);
	r->stop = true;
	return false;
}

static bool
check_period(struct reader *r, int64_t period)
{
	char is[UTC_TEXT_MAX], want[UTC_TEXT_MAX];
	int64_t asked = r->run->asserted != DB_NULL ? r->run->asserted :
	    r->file->period;

	if (asked == DB_NULL || period == asked)
		return true;
	bad_row(r, COL_PERIOD, "is %s, not %s, which %s says",
	    utc_month(is, period), utc_month(want, asked),
	    r->run->asserted != DB_NULL ? "--period" : "the manifest");
	r->stop = true;
	return false;
}

/* Payer and period: which month's row this is. */
static bool
fill_month(struct reader *r, struct line *line)
{
	const char *payer;
	char copy[16];
	int64_t period;

	if ((payer = needed_text(r, COL_PAYER)) == NULL)
		return false;
	if (!text_is_account(payer)) {
		bad_row(r, COL_PAYER, "is no account id of 12 digits");
		return false;
	}
	snprintf(copy, sizeof(copy), "%s", payer);
	if (!row_time(r, COL_PERIOD, &period))
		return false;
	period = utc_month_start(period);
	return check_period(r, period) &&
	    find_month(r, copy, period, &line->month);
}

static const char *
keep(struct run *run, const char *s)
{
	return pooled(&run->cls, s, strlen(s));
}

static void
fill_bucket(struct run *run, struct line *line)
{
	const char *value[WHEN__MAX] = { [WHEN_LINE_TYPE] = line->type };
	const struct rule *rule = rules_first(&run->cls.rules, STAGE_TYPE,
	    value);

	line->bucket = rule == NULL ? BUCKET_UNKNOWN :
	    rule->then[THEN_SPEND] != NULL ? BUCKET_SPEND : BUCKET_APART;
}

static bool
fill_line(struct reader *r, struct line *line)
{
	struct run *run = r->run;
	const char *s, *entity;

	if (!fill_month(r, line) || (s = needed_text(r, COL_TYPE)) == NULL)
		return false;
	line->type = keep(run, s);
	if ((s = needed_text(r, COL_CURRENCY)) == NULL)
		return false;
	line->currency = keep(run, s);
	if ((s = row_text(r, COL_CODE)) == NULL)
		return false;
	line->code = keep(run, s);
	if ((s = row_text(r, COL_INVOICE)) == NULL)
		return false;
	line->invoice = keep(run, s);
	if ((s = row_text(r, COL_ENTITY)) == NULL)
		return false;
	entity = keep(run, s);
	fill_bucket(run, line);
	if (strcmp(line->currency, run->currency) != 0)
		line->verdict = LINE_FOREIGN;
	else
		line->verdict = classify_early(&run->cls, entity, line->code,
		    &line->resources) == KIND_OTHER ? LINE_OTHER : LINE_LOOK;
	return true;
}

struct line *
ledger_line(struct reader *r)
{
	struct run *run = r->run;
	struct line *line, fresh;
	size_t len = row_key(r, line_columns, LINE_COLUMNS);
	uint32_t id = intern_add(run->line_keys, run->key, len);
	bool is_new = id == run->n_lines;

	if (is_new) {
		GROW(run->line, run->n_lines, run->lines_max);
		run->line[run->n_lines++] =
		    (struct line){ .verdict = LINE_BAD };
	}
	line = &run->line[id];
	if (!is_new && line->verdict != LINE_BAD &&
	    (run->month[line->month].export == r->file->export &&
	    (r->file->period == DB_NULL ||
	    r->file->period == run->month[line->month].period)))
		return line;
	fresh = (struct line){ .verdict = LINE_BAD };
	if (!fill_line(r, &fresh))
		return NULL;
	fresh.first_file = r->file_n;
	fresh.first_row = r->rows;
	if (line->verdict == LINE_BAD)
		*line = fresh;
	return line;
}

static void
add_part(struct run *run, uint32_t file, const struct line *line)
{
	struct part *p;
	size_t i;

	for (i = run->n_parts; i > 0; i--)
		if (run->part[i - 1].file != file ||
		    run->part[i - 1].month == line->month)
			break;
	if (i == 0 || run->part[i - 1].file != file) {
		GROW(run->part, run->n_parts, run->parts_max);
		i = ++run->n_parts;
		run->part[i - 1] = (struct part){ .file = file,
		    .month = line->month };
	}
	p = &run->part[i - 1];
	p->rows += line->file.rows;
	if (line->verdict == LINE_FOREIGN)
		return;
	p->file_sum += line->file.sum;
	p->ai += line->file.ai;
	p->skipped += line->file.sum - line->file.ai - line->file.held;
}

static void
add_held(struct run *run, uint32_t file, uint32_t id)
{
	const struct line *line = &run->line[id];

	GROW(run->held, run->n_held, run->held_max);
	run->held[run->n_held++] = (struct held){ .file = file, .line = id,
	    .rows = line->file.held_rows, .amount = line->file.held };
}

void
ledger_end_file(struct reader *r)
{
	struct run *run = r->run;
	struct line *line;
	uint32_t i;

	for (i = 0; i < run->n_lines; i++) {
		line = &run->line[i];
		if (line->file.rows == 0)
			continue;
		add_part(run, r->file_n, line);
		if (line->file.held_rows > 0)
			add_held(run, r->file_n, i);
		line->all.rows += line->file.rows;
		line->all.ai_rows += line->file.ai_rows;
		line->all.held_rows += line->file.held_rows;
		line->all.sum += line->file.sum;
		line->all.ai += line->file.ai;
		line->all.held += line->file.held;
		line->file = (struct sums){ 0 };
	}
}
