/* SPDX-License-Identifier: MIT */
#include <csv.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "ingest/split.h"
#include "ingest/strict.h"

void
strict_init(struct strict *s)
{
	memset(s, 0, sizeof(*s));
}

void
strict_free(struct strict *s)
{
	free(s->text);
	free(s->at);
	free(s->len);
	strict_init(s);
}

static void
add_field(void *field, size_t len, void *arg)
{
	struct strict *s = arg;

	if (s->n == s->n_max) {
		s->n_max = s->n_max == 0 ? 128 : s->n_max * 2;
		s->at = xreallocarray(s->at, s->n_max, sizeof(*s->at));
		s->len = xreallocarray(s->len, s->n_max, sizeof(*s->len));
	}
	if (s->text_max - s->used <= len) {
		s->text_max = (s->used + len + 1) * 2;
		s->text = xreallocarray(s->text, s->text_max, 1);
	}
	s->at[s->n] = s->used;
	s->len[s->n++] = len;
	if (len > 0)
		memcpy(s->text + s->used, field, len);
	s->used += len;
	s->text[s->used++] = '\0';
}

static void
add_record(int end, void *arg)
{
	struct strict *s = arg;

	(void)end;
	s->records++;
}

/* No blank is special: libcsv would trim them. */
static int
no_space(unsigned char c)
{
	(void)c;
	return 0;
}

/* libcsv grows its field buffer without end; ours ends with the record. */
static void *
bounded_realloc(void *p, size_t size)
{
	return size > RECORD_BYTES_MAX * 2 ? NULL : realloc(p, size);
}

static int
fail(struct strict *s, size_t at, const char *why)
{
	s->bad = at;
	s->why = why;
	return -1;
}

static int
parse(struct strict *s, struct csv_parser *c, const char *p, size_t len)
{
	size_t took;

	took = csv_parse(c, p, len, add_field, add_record, s);
	if (took < len || csv_error(c) != 0)
		return fail(s, took, csv_error(c) == CSV_EPARSE ?
		    "a quote where none may be: a field with quotes in it "
		    "is quoted as a whole, each of them doubled" :
		    csv_strerror(csv_error(c)));
	if (csv_fini(c, add_field, add_record, s) != 0)
		return fail(s, len, "a quote that is not closed");
	return 0;
}

int
strict_read(struct strict *s, const char *p, size_t len)
{
	struct csv_parser c;
	const char *nul = memchr(p, '\0', len);
	int rc;

	s->n = s->used = s->records = 0;
	s->why = NULL;
	if (nul != NULL)
		return fail(s, (size_t)(nul - p), "a NUL byte");
	if (csv_init(&c, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL) != 0)
		return fail(s, 0, "libcsv does not start");
	csv_set_space_func(&c, no_space);
	csv_set_realloc_func(&c, bounded_realloc);
	rc = parse(s, &c, p, len);
	csv_free(&c);
	if (rc == 0 && s->records > 1)
		return fail(s, len, "a carriage return outside of quotes");
	if (rc == 0 && s->n > COLUMNS_MAX)
		return fail(s, len, "more than 2000 columns");
	return rc;
}
