/* SPDX-License-Identifier: MIT */
#include <stdbool.h>
#include <string.h>
#include <time.h>

#include "core/utc.h"

#define YEAR_MIN	1970
#define YEAR_MAX	9999

/* 0001-01-01 and the last second of 9999: what four digits can show. */
#define SHOWN_MIN	(-INT64_C(62135596800))
#define SHOWN_MAX	INT64_C(253402300799)

struct civil {
	int64_t	year;
	int	month;		/* 1-12 */
	int	day;		/* 1-31 */
};

static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

/*
 * Days since 1970-01-01.  The year is taken to begin in March, so that the
 * leap day is its last, and 400 years are always 146,097 days.
 */
static int64_t
days_from_civil(int64_t year, int month, int day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = floor_div(y, 400);
	int64_t yoe = y - era * 400;
	int64_t doy = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 +
	    day - 1;

	return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

static struct civil
civil_from_days(int64_t days)
{
	int64_t z = days + 719468;
	int64_t era = floor_div(z, 146097);
	int64_t doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;
	struct civil c;

	c.day = (int)(doy - (153 * mp + 2) / 5 + 1);
	c.month = (int)(mp < 10 ? mp + 3 : mp - 9);
	c.year = yoe + era * 400 + (c.month <= 2);
	return c;
}

static int
days_in_month(int64_t year, int month)
{
	static const int days[] = {
		31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31
	};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month - 1] + (month == 2 && leap);
}

/* Monday of week 1: the week that 4 January is in. */
static int64_t
week_one(int64_t year)
{
	return utc_week_start(days_from_civil(year, 1, 4) * UTC_DAY);
}

/* Exactly n digits at s, between lo and hi. */
static bool
number(const char *s, int n, int lo, int hi, int *v)
{
	int x = 0;

	while (n-- > 0) {
		if (*s < '0' || *s > '9')
			return false;
		x = x * 10 + (*s++ - '0');
	}
	*v = x;
	return x >= lo && x <= hi;
}

/* YYYY-MM-DD in ten bytes. */
static int
read_day(const char *s, int64_t *days)
{
	int year, month, day;

	if (!number(s, 4, YEAR_MIN, YEAR_MAX, &year) || s[4] != '-' ||
	    !number(s + 5, 2, 1, 12, &month) || s[7] != '-' ||
	    !number(s + 8, 2, 1, 31, &day) ||
	    day > days_in_month(year, month))
		return -1;
	*days = days_from_civil(year, month, day);
	return 0;
}

/* What may follow the seconds: a fraction, then a zone that is UTC. */
static bool
is_tail(const char *s, size_t len)
{
	size_t n = 0;

	if (len > 0 && *s == '.') {
		for (s++, len--; n < len && s[n] >= '0' && s[n] <= '9'; n++)
			continue;
		if (n < 1 || n > 9)
			return false;
	}
	s += n;
	len -= n;
	return len == 0 || (len == 1 && *s == 'Z') ||
	    (len == 6 && memcmp(s, "+00:00", 6) == 0);
}

int
utc_parse(const char *s, size_t len, int64_t *t)
{
	int64_t days;
	int hour, min, sec;

	if (len < 19 || read_day(s, &days) != 0 ||
	    (s[10] != 'T' && s[10] != ' ') ||
	    !number(s + 11, 2, 0, 23, &hour) || s[13] != ':' ||
	    !number(s + 14, 2, 0, 59, &min) || s[16] != ':' ||
	    !number(s + 17, 2, 0, 59, &sec) || !is_tail(s + 19, len - 19))
		return -1;
	*t = days * UTC_DAY + hour * UTC_HOUR + min * 60 + sec;
	return 0;
}

int
utc_parse_day(const char *s, size_t len, int64_t *t)
{
	int64_t days;

	if (len != 10 || read_day(s, &days) != 0)
		return -1;
	*t = days * UTC_DAY;
	return 0;
}

int
utc_parse_any(const char *s, size_t len, int64_t *t)
{
	if (len == 10)
		return utc_parse_day(s, len, t);
	return utc_parse(s, len, t);
}

int
utc_parse_month(const char *s, size_t len, int64_t *from, int64_t *to)
{
	int year, month;

	if (len != 7 || !number(s, 4, YEAR_MIN, YEAR_MAX, &year) ||
	    s[4] != '-' || !number(s + 5, 2, 1, 12, &month))
		return -1;
	*from = days_from_civil(year, month, 1) * UTC_DAY;
	*to = utc_month_next(*from);
	return 0;
}

int
utc_parse_week(const char *s, size_t len, int64_t *monday)
{
	int year, week;
	int64_t t;

	if (len != 8 || !number(s, 4, YEAR_MIN, YEAR_MAX, &year) ||
	    s[4] != '-' || s[5] != 'W' || !number(s + 6, 2, 1, 53, &week))
		return -1;
	t = week_one(year) + (week - 1) * UTC_WEEK;
	if (week == 53 && t >= week_one((int64_t)year + 1))
		return -1;
	*monday = t;
	return 0;
}

/* A time outside of four-digit years shows as the nearest one inside. */
static int64_t
shown(int64_t t)
{
	if (t < SHOWN_MIN)
		return SHOWN_MIN;
	return t > SHOWN_MAX ? SHOWN_MAX : t;
}

static char *
put(char *p, int n, int64_t v, char after)
{
	int i;

	for (i = n - 1; i >= 0; i--, v /= 10)
		p[i] = (char)('0' + v % 10);
	p[n] = after;
	return p + n + 1;
}

char *
utc_text(char buf[UTC_TEXT_MAX], int64_t t)
{
	int64_t day, sec;
	struct civil c;
	char *p;

	t = shown(t);
	day = floor_div(t, UTC_DAY);
	sec = t - day * UTC_DAY;
	c = civil_from_days(day);
	p = put(buf, 4, c.year, '-');
	p = put(p, 2, c.month, '-');
	p = put(p, 2, c.day, 'T');
	p = put(p, 2, sec / 3600, ':');
	p = put(p, 2, sec / 60 % 60, ':');
	p = put(p, 2, sec % 60, 'Z');
	*p = '\0';
	return buf;
}

char *
utc_day(char buf[UTC_TEXT_MAX], int64_t t)
{
	utc_text(buf, t)[10] = '\0';
	return buf;
}

char *
utc_month(char buf[UTC_TEXT_MAX], int64_t t)
{
	utc_text(buf, t)[7] = '\0';
	return buf;
}

char *
utc_week(char buf[UTC_TEXT_MAX], int64_t t)
{
	int64_t monday = utc_week_start(shown(t));
	/* A week belongs to the year that its Thursday is in. */
	int64_t thursday = floor_div(monday, UTC_DAY) + 3;
	int64_t year = civil_from_days(thursday).year;
	char *p;

	p = put(buf, 4, year, '-');
	*p++ = 'W';
	put(p, 2, (monday - week_one(year)) / UTC_WEEK + 1, '\0');
	return buf;
}

int64_t
utc_week_start(int64_t t)
{
	/* 1970-01-01 was a Thursday: the epoch's Monday was 3 days before. */
	return floor_div(t + 3 * UTC_DAY, UTC_WEEK) * UTC_WEEK - 3 * UTC_DAY;
}

int64_t
utc_month_start(int64_t t)
{
	struct civil c = civil_from_days(floor_div(t, UTC_DAY));

	return days_from_civil(c.year, c.month, 1) * UTC_DAY;
}

int64_t
utc_month_next(int64_t t)
{
	struct civil c = civil_from_days(floor_div(t, UTC_DAY));

	if (c.month == 12)
		return days_from_civil(c.year + 1, 1, 1) * UTC_DAY;
	return days_from_civil(c.year, c.month + 1, 1) * UTC_DAY;
}

int
utc_months_between(int64_t from, int64_t t)
{
	struct civil a = civil_from_days(floor_div(from, UTC_DAY));
	struct civil b = civil_from_days(floor_div(t, UTC_DAY));

	return (int)((b.year - a.year) * 12 + b.month - a.month);
}

int64_t
utc_now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	return ts.tv_sec;
}
