/* SPDX-License-Identifier: MIT */
/*
 * Where the fields of CSV records lie, 64 bytes a step.  A record is regular
 * if it is what RFC 4180 says: quotes only around whole fields and doubled
 * inside them, no bare carriage return, no NUL.  The fields of a regular
 * record can be taken as they lie; any other one is an error that libcsv
 * puts into words (strict.h).
 */
#ifndef FOC_INGEST_SPLIT_H
#define FOC_INGEST_SPLIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ingest/scan.h"

#define SPLIT_AHEAD		32	/* steps that are scanned at once */
#define RECORD_BYTES_MAX	((size_t)1024 * 1024)
#define FIELD_BYTES_MAX		((size_t)64 * 1024)
#define COLUMNS_MAX		2000

struct record {
	const char *base;		/* of the buffer */
	size_t	start, end;		/* [start, end): without the line end */
	size_t	n;			/* fields; > COLUMNS_MAX: too many */
	uint32_t sep[COLUMNS_MAX + 1 + 64];	/* where each field ends */
	bool	regular;
};

struct split {
	const char *buf;
	size_t	len;
	size_t	next;			/* first byte not looked at */
	scan_fn	*scan;
	struct masks ahead[SPLIT_AHEAD];
	size_t	n_ahead, taken;
	size_t	chunk;			/* that the bits below belong to */
	uint64_t seps, ends;		/* still to be handed out */
	uint64_t quoted;		/* all ones inside quotes */
	uint64_t after_sep, after_quote, after_cr;	/* carried bits */
	size_t	bad;			/* first irregular byte, or SIZE_MAX */
	struct record r;
};

/*
 * Look at len bytes that begin a record, with scan (scan.h).  64 bytes behind
 * them must be readable.
 */
void	split_begin(struct split *s, scan_fn *scan, const char *buf,
	    size_t len);
/*
 * The next record, in s->r; false where the rest, from s->r.start on, holds
 * no line end outside of quotes.
 */
bool	split_next(struct split *s);
/* Is there an irregular byte in what was looked at of the present record? */
bool	split_is_bad(const struct split *s);

/* A field as it lies there, quotes and all. */
static inline const char *
record_field(const struct record *r, size_t i, size_t *len)
{
	size_t from = i == 0 ? r->start : r->sep[i - 1] + (size_t)1;

	*len = r->sep[i] - from;
	return r->base + from;
}

/*
 * The same without its quotes; doubled ones inside stay doubled.  Right for
 * numbers, times and names, which hold none.
 */
static inline const char *
record_plain(const struct record *r, size_t i, size_t *len)
{
	const char *p = record_field(r, i, len);

	if (*len >= 2 && *p == '"') {
		p++;
		*len -= 2;
	}
	return p;
}

/*
 * The text of a field; to must hold len + 1 bytes.  Returns its length, and
 * puts a NUL behind it.
 */
size_t	field_decode(char *to, const char *p, size_t len);

#endif
