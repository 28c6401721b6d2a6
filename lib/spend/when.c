/* SPDX-License-Identifier: MIT */
/* The times that a question is about. */
#include <stdlib.h>
#include <string.h>

#include "spend/question.h"

#define DAYS_MAX	366

/* The month `month` of a year, or the latest of that name that has begun. */
static bool
named_month(int64_t month, int64_t year, int64_t now, struct foc_span *span)
{
	char text[UTC_TEXT_MAX];
	int64_t this_year = strtol(utc_day(text, now), NULL, 10), y;

	if (month < 1 || month > 12 || (year >= 0 && (year < 1970 ||
	    year > this_year)))
		return false;
	y = year >= 0 ? year : this_year;
	snprintf(text, sizeof(text), "%04d-%02d", (int)y, (int)month);
	if (utc_parse_month(text, strlen(text), &span->from, &span->to) != 0)
		return false;
	if (span->from <= now)
		return true;
	return year < 0 && named_month(month, this_year - 1, now, span);
}

/* ISO week n of this year, or of the last where it has not begun. */
static bool
numbered_week(int64_t n, int64_t now, struct foc_span *span)
{
	char text[UTC_TEXT_MAX];
	int64_t year = strtol(utc_week(text, now), NULL, 10);
	int back;

	if (n < 1 || n > 53)
		return false;
	for (back = 0; back < 2; back++) {
		snprintf(text, sizeof(text), "%04d-W%02d", (int)year - back,
		    (int)n);
		if (utc_parse_week(text, strlen(text), &span->from) == 0 &&
		    span->from <= now) {
			span->to = span->from + UTC_WEEK;
			return true;
		}
	}
	return false;
}

bool
when_period(const char *period, int64_t n, int64_t now, struct foc_span *span)
{
	int64_t today = now - now % UTC_DAY, week = utc_week_start(now),
	    month = utc_month_start(now);

	if (strncmp(period, "month-", 6) == 0)
		return named_month(strtol(period + 6, NULL, 10), n, now, span);
	if (strcmp(period, "week") == 0)
		return numbered_week(n, now, span);
	if (strcmp(period, "days") == 0) {
		if (n < 1 || n > DAYS_MAX)
			return false;
		*span = (struct foc_span){ today - n * UTC_DAY, today };
		return true;
	}
	if (strcmp(period, "today") == 0)
		*span = (struct foc_span){ today, today + UTC_DAY };
	else if (strcmp(period, "yesterday") == 0)
		*span = (struct foc_span){ today - UTC_DAY, today };
	else if (strcmp(period, "this-week") == 0)
		*span = (struct foc_span){ week, week + UTC_WEEK };
	else if (strcmp(period, "last-week") == 0)
		*span = (struct foc_span){ week - UTC_WEEK, week };
	else if (strcmp(period, "this-month") == 0)
		*span = (struct foc_span){ month, utc_month_next(month) };
	else if (strcmp(period, "last-month") == 0)
		*span = (struct foc_span){ utc_month_start(month - 1), month };
	else
		return false;
	return true;
}

bool
when_word(const char *word, int64_t now, struct foc_span *span)
{
	char text[UTC_TEXT_MAX], *w;
	size_t n = strlen(word);

	if (n >= sizeof(text))
		return false;
	memcpy(text, word, n + 1);
	if (*text == 'w' && n >= 2 && n <= 3 && text[1 + strspn(text + 1,
	    "0123456789")] == '\0')
		return numbered_week(strtol(text + 1, NULL, 10), now, span);
	if ((w = strchr(text, 'w')) != NULL)
		*w = 'W';
	if (utc_parse_week(text, n, &span->from) == 0)
		span->to = span->from + UTC_WEEK;
	else if (utc_parse_day(text, n, &span->from) == 0)
		span->to = span->from + UTC_DAY;
	else if (utc_parse_month(text, n, &span->from, &span->to) != 0)
		return false;
	return span->from <= now;
}

char *
when_text(char buf[WHEN_MAX], const struct foc_span *span)
{
	char last[UTC_TEXT_MAX];

	if (span->from == utc_month_start(span->from) &&
	    span->to == utc_month_next(span->from)) {
		utc_month(buf, span->from);
	} else if (span->from == utc_week_start(span->from) &&
	    span->to == span->from + UTC_WEEK) {
		utc_week(buf, span->from);
	} else {
		utc_day(buf, span->from);
		if (span->to > span->from + UTC_DAY)
			snprintf(buf + strlen(buf), WHEN_MAX - strlen(buf),
			    "..%s", utc_day(last, span->to - 1));
	}
	return buf;
}
