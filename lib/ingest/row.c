/* SPDX-License-Identifier: MIT */
/* The fields of the present record, and complaints about them. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "ingest/run.h"

int64_t
row_line(const struct reader *r)
{
	const char *p = r->split.buf, *end = p + r->split.r.start;
	int64_t n = r->lines + 1;

	while ((p = memchr(p, '\n', (size_t)(end - p))) != NULL) {
		p++;
		n++;
	}
	return n;
}

void
bad_row(struct reader *r, enum column c, const char *fmt, ...)
{
	const char *file = strcmp(r->file->name, "-") == 0 ? "stdin" :
	    r->file->name;
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	complain(&r->run->complaints, FOC_BAD_INPUT, "%s:%lld: %s%s%s", file,
	    (long long)row_line(r), c < COL__MAX ? r->h.name[c] : "",
	    c < COL__MAX ? ": " : "", text);
	if (complaints_stop(&r->run->complaints))
		r->stop = true;
}

/* Complain that a column's value is not what it must be. */
static void
bad_value(struct reader *r, enum column c, const char *what)
{
	size_t len;
	const char *p = row_plain(r, c, &len);
	char *value = quoted_value(p, len);

	bad_row(r, c, "%s %s", value, what);
	free(value);
}

const char *
row_text(struct reader *r, enum column c)
{
	struct run *run = r->run;
	size_t len;
	const char *p = row_raw(r, c, &len);

	if (len + 1 > run->key_max) {
		run->key_max = (len + 1) * 2;
		run->key = xreallocarray(run->key, run->key_max, 1);
	}
	len = field_decode(run->key, p, len);
	if (!utf8_valid(run->key, len)) {
		bad_value(r, c, "is no UTF-8");
		return NULL;
	}
	return run->key;
}

bool
row_time(struct reader *r, enum column c, int64_t *t)
{
	size_t len;
	const char *p = row_plain(r, c, &len);
	struct time_cache *k = &r->times[0];

	if (len >= 19 && len < sizeof(k->text)) {
		/* Days and hours differ most: bytes 8, 9, 11, 12. */
		k = &r->times[((p[9] & 15) << 4 | (p[12] & 15)) ^
		    (p[8] & 3) << 5 ^ (p[11] & 3) << 3];
		if (k->len == len && memcmp(k->text, p, len) == 0) {
			*t = k->t;
			return true;
		}
	}
	if (utc_parse(p, len, t) != 0) {
		bad_value(r, c, "is no time such as 2026-10-05T09:00:00Z");
		return false;
	}
	if (len < sizeof(k->text)) {
		memcpy(k->text, p, len);
		k->len = (unsigned char)len;
		k->t = *t;
	}
	return true;
}

size_t
row_key(struct reader *r, const enum column *cols, size_t n)
{
	struct run *run = r->run;
	size_t i, len, used = 0;
	const char *p;

	for (i = 0; i < n; i++) {
		p = row_raw(r, cols[i], &len);
		if (used + len + 1 > run->key_max) {
			run->key_max = (used + len + 1) * 2;
			run->key = xreallocarray(run->key, run->key_max, 1);
		}
		memcpy(run->key + used, p, len);
		used += len;
		run->key[used++] = '\0';
	}
	return used;
}

bool
row_money(struct reader *r, enum column c, int64_t *v, bool *given,
    int128 *residue)
{
	size_t len;
	const char *p = row_plain(r, c, &len);

	*v = 0;
	*given = len > 0;
	if (len == 0 || money_parse(p, len, v, residue) == 0)
		return true;
	bad_value(r, c, "is not a decimal number, or too large");
	return false;
}
