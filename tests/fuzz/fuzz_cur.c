/* SPDX-License-Identifier: MIT */
/*
 * A file of a bill, plain or gzip, all the way into loads that are not kept:
 * what is taken is the exact sum of its rows, read once more by libcsv; what
 * is not names the file, and says it in a sentence.
 */
#include <csv.h>
#include <strings.h>

#include "fuzz.h"

/* --- sums by libcsv, in 1e-28 dollars */

struct sheet {
	int	cost, currency;		/* columns, or -1 */
	int	n, at;
	int64_t	rows;
	int128	cell, sum;
	bool	usd, blank;
};

static int128
exact(const char *s, size_t len)
{
	int128 residue = 0;
	int64_t v = 0;

	MUST(len == 0 || money_parse(s, len, &v, &residue) == 0);
	return v * (int128)INT64_C(1000000000000000000) + residue;
}

static void
on_cell(void *p, size_t len, void *arg)
{
	struct sheet *s = arg;
	const char *text = p != NULL ? p : "";

	s->blank = s->blank && len == 0;
	if (s->n == 0) {
		if (len == 24 && strncasecmp(text, "line_item_unblended_cost",
		    24) == 0)
			s->cost = s->at;
		if (len == 23 && strncasecmp(text, "line_item_currency_code",
		    23) == 0)
			s->currency = s->at;
	} else if (s->at == s->cost)
		s->cell = exact(text, len);
	else if (s->at == s->currency)
		s->usd = len == 3 && memcmp(text, "USD", 3) == 0;
	s->at++;
}

static void
on_row(int end, void *arg)
{
	struct sheet *s = arg;

	(void)end;
	if (s->n++ > 0) {
		s->rows++;
		s->sum += s->usd ? s->cell : 0;
	}
	s->at = 0;
	s->cell = 0;
	s->usd = false;
}

static int
no_space(unsigned char c)
{
	(void)c;
	return 0;
}

static void
read_sheet(struct sheet *s, const uint8_t *data, size_t size)
{
	struct csv_parser c;
	const char *p = (const char *)data;

	*s = (struct sheet){ .cost = -1, .currency = -1 };
	if (size >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0) {
		p += 3;
		size -= 3;
	}
	MUST(csv_init(&c, CSV_STRICT | CSV_STRICT_FINI) == 0);
	csv_set_space_func(&c, no_space);
	MUST(csv_parse(&c, p, size, on_cell, on_row, s) == size);
	MUST(csv_fini(&c, on_cell, on_row, s) == 0);
	csv_free(&c);
}

/* --- loads */

struct loads {
	struct foc_out base;
	int128	sum;
	int64_t	rows;
	int	n;
};

static int128
amount(const cJSON *record, const char *key)
{
	const char *text = json_number(record, key);

	MUST(text != NULL);
	return exact(text, strlen(text));
}

static void
on_record(struct foc_out *out, const char *json)
{
	struct loads *l = (struct loads *)out;
	struct err e;
	cJSON *record = json_parse(json, strlen(json), &e);
	const char *kind = json_string(record, "kind");

	MUST(kind != NULL);
	if (strcmp(kind, "load") == 0) {
		l->n++;
		l->rows += strtoll(json_number(record, "rows"), NULL, 10);
		l->sum += amount(record, "file_usd") +
		    amount(record, "residue_usd");
		MUST(amount(record, "spend_usd") + amount(record,
		    "skipped_usd") <= (int128)INT64_MAX * INT64_C(1000000000) *
		    INT64_C(1000000000));
	}
	cJSON_Delete(record);
}

static void
on_complaint(void *arg, const char *text)
{
	MUST(strncmp(text, arg, strlen(arg)) == 0);
	fuzz_check_sentence(text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *path = fuzz_file("bill", data, size);
	const char *const paths[] = { path };
	struct foc_ingest in = { .paths = paths, .n_paths = 1,
	    .complain = on_complaint, .arg = path };
	struct loads l = { .base = { on_record } };
	struct foc *f = fuzz_db();
	struct sheet s;
	int status = foc_ingest_cur(f, &in, &l.base);

	MUST(!f->in_tx);
	if (status != FOC_OK) {
		MUST(status == FOC_BAD_INPUT || status == FOC_REFUSED);
		fuzz_check_sentence(foc_errmsg(f));
	} else if (size < 2 || data[0] != 0x1f) {
		read_sheet(&s, data, size);
		MUST(l.n > 0 && l.rows == s.rows && l.sum == s.sum);
	}
	free(path);
	return 0;
}
