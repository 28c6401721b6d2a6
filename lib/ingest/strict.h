/* SPDX-License-Identifier: MIT */
/*
 * One CSV record read by libcsv, strictly.  It reads headers, puts errors
 * into words, and is what split.h is held against.
 */
#ifndef FOC_INGEST_STRICT_H
#define FOC_INGEST_STRICT_H

#include <stddef.h>

struct strict {
	char	*text;			/* the fields, each with a NUL */
	size_t	*at;			/* where each begins in text */
	size_t	*len;
	size_t	n, used;
	size_t	n_max, text_max;
	size_t	records;
	const char *why;
	size_t	bad;			/* offset of the byte that is wrong */
};

void	strict_init(struct strict *s);
void	strict_free(struct strict *s);
/*
 * Read len bytes as exactly one record, with or without its line end.
 * Returns 0, or -1 with why and bad set.
 */
int	strict_read(struct strict *s, const char *p, size_t len);
static inline const char *
strict_field(const struct strict *s, size_t i)
{
	return s->text + s->at[i];
}

#endif
