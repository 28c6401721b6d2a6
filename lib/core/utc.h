/* SPDX-License-Identifier: MIT */
/*
 * Time is UTC, in whole seconds since 1970-01-01T00:00:00Z, proleptic
 * Gregorian, years 1970 to 9999.  No time zone, no locale and no calendar
 * function of libc takes part.  A week is Monday 00:00 to Monday 00:00 and
 * has its ISO 8601 name.
 */
#ifndef FOC_CORE_UTC_H
#define FOC_CORE_UTC_H

#include <stddef.h>
#include <stdint.h>

#define UTC_HOUR	INT64_C(3600)
#define UTC_DAY		INT64_C(86400)
#define UTC_WEEK	INT64_C(604800)
#define UTC_TEXT_MAX	24

/*
 * Read "2026-11-20T08:00:00Z".  Between day and time T or one blank; a
 * fraction of 1 to 9 digits is read and dropped; at the end Z, +00:00 or
 * nothing.  24:00, second 60, other offsets, short fields: errors.
 * Returns 0 or -1.
 */
int	utc_parse(const char *s, size_t len, int64_t *t);
/* Read "2026-11-20", midnight. */
int	utc_parse_day(const char *s, size_t len, int64_t *t);
/* Either of the two above: what options such as --from take. */
int	utc_parse_any(const char *s, size_t len, int64_t *t);
/* Read "2026-11" as [*from, *to): the first of two months. */
int	utc_parse_month(const char *s, size_t len, int64_t *from, int64_t *to);
/* Read "2026-W46" as its Monday 00:00; W53 only in years that have one. */
int	utc_parse_week(const char *s, size_t len, int64_t *monday);

char	*utc_text(char buf[UTC_TEXT_MAX], int64_t t);	/* ...T..:..:..Z */
char	*utc_day(char buf[UTC_TEXT_MAX], int64_t t);	/* 2026-11-20 */
char	*utc_month(char buf[UTC_TEXT_MAX], int64_t t);	/* 2026-11 */
char	*utc_week(char buf[UTC_TEXT_MAX], int64_t t);	/* 2026-W47 */

int64_t	utc_week_start(int64_t t);	/* Monday 00:00 at or before t */
int64_t	utc_month_start(int64_t t);	/* first of the month, 00:00 */
int64_t	utc_month_next(int64_t t);	/* first of the month after */
/* Calendar months from the month of `from` to the month of `t`. */
int	utc_months_between(int64_t from, int64_t t);

/* The clock of the machine. */
int64_t	utc_now(void);

#endif
