/* SPDX-License-Identifier: MIT */
/*
 * Times against a calendar that counts day by day; what is printed is read
 * back, and so is what questions call a time.
 */
#include "core/utc.h"
#include "fuzz.h"
#include "spend/question.h"

static bool
is_leap(int y)
{
	return y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);
}

static int
days_in(int y, int m)
{
	static const int n[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
	    31 };

	return n[m - 1] + (m == 2 && is_leap(y));
}

/* Days since 1970-01-01, one year and one month after the other. */
static int64_t
day_number(int y, int m, int d)
{
	int64_t n = d - 1;
	int i;

	for (i = 1970; i < y; i++)
		n += 365 + is_leap(i);
	for (i = 1; i < m; i++)
		n += days_in(y, i);
	return n;
}

/* n digits at s as a number of min to max, or -1. */
static int
field(const char *s, int n, int min, int max)
{
	int v = 0, i;

	for (i = 0; i < n; i++) {
		if (s[i] < '0' || s[i] > '9')
			return -1;
		v = v * 10 + (s[i] - '0');
	}
	return v < min || v > max ? -1 : v;
}

static bool
read_day(const char *s, int64_t *t)
{
	int y = field(s, 4, 1970, 9999), m, d;

	if (y < 0 || s[4] != '-' || (m = field(s + 5, 2, 1, 12)) < 0 ||
	    s[7] != '-' || (d = field(s + 8, 2, 1, 31)) < 0 ||
	    d > days_in(y, m))
		return false;
	*t = day_number(y, m, d) * UTC_DAY;
	return true;
}

static bool
read_instant(const char *s, size_t len, int64_t *t)
{
	int h, m, sec;
	size_t at = 19, n;

	if (len < 19 || !read_day(s, t) || (s[10] != 'T' && s[10] != ' ') ||
	    (h = field(s + 11, 2, 0, 23)) < 0 || s[13] != ':' ||
	    (m = field(s + 14, 2, 0, 59)) < 0 || s[16] != ':' ||
	    (sec = field(s + 17, 2, 0, 59)) < 0)
		return false;
	*t += h * 3600 + m * 60 + sec;
	if (at < len && s[at] == '.') {
		for (n = 0; at + 1 + n < len && s[at + 1 + n] >= '0' &&
		    s[at + 1 + n] <= '9'; n++)
			continue;
		if (n < 1 || n > 9)
			return false;
		at += 1 + n;
	}
	return at == len || (len - at == 1 && s[at] == 'Z') ||
	    (len - at == 6 && memcmp(s + at, "+00:00", 6) == 0);
}

static void
check_text(const char *s, size_t len)
{
	int64_t t = 77, want = 77, to, monday;
	char buf[UTC_TEXT_MAX];
	int y, m;

	MUST((utc_parse(s, len, &t) == 0) == read_instant(s, len, &want));
	MUST(t == want || utc_parse(s, len, &t) != 0);
	if (utc_parse_day(s, len, &t) == 0)
		MUST(len == 10 && read_day(s, &want) && t == want &&
		    memcmp(utc_day(buf, t), s, 10) == 0);
	else
		MUST(len != 10 || !read_day(s, &want));
	if (utc_parse_month(s, len, &t, &to) == 0) {
		MUST(len == 7 && memcmp(utc_month(buf, t), s, 7) == 0);
		y = field(s, 4, 1970, 9999);
		m = field(s + 5, 2, 1, 12);
		MUST(t == day_number(y, m, 1) * UTC_DAY &&
		    to == t + days_in(y, m) * UTC_DAY);
	}
	if (utc_parse_week(s, len, &monday) == 0) {
		MUST(len == 8 && utc_week_start(monday) == monday);
		/* 1969-12-29 is a Monday in a week of 1970. */
		MUST(monday >= -3 * UTC_DAY);
		MUST(memcmp(utc_week(buf, monday), s, 8) == 0);
	}
}

/* An instant of the years that there are. */
static void
check_instant(int64_t t)
{
	char buf[UTC_TEXT_MAX];
	int64_t got, to, week, month;

	MUST(utc_parse(utc_text(buf, t), 20, &got) == 0 && got == t);
	MUST(read_instant(buf, 20, &got) && got == t);
	MUST(utc_parse_day(utc_day(buf, t), 10, &got) == 0);
	MUST(got <= t && t < got + UTC_DAY);
	month = utc_month_start(t);
	MUST(utc_parse_month(utc_month(buf, t), 7, &got, &to) == 0);
	MUST(got == month && month <= t && t < to);
	MUST(to == utc_month_next(t) && utc_months_between(t, to) == 1);
	week = utc_week_start(t);
	MUST(week <= t && t < week + UTC_WEEK);
	/* Thursdays are whole weeks after the epoch. */
	MUST((week + 3 * UTC_DAY) % UTC_WEEK == 0);
	MUST(utc_parse_week(utc_week(buf, t), 8, &got) == 0 && got == week);
}

/* What a question calls a time, printed and read again. */
static void
check_word(const char *word, int64_t now)
{
	struct foc_span span, again;
	char text[WHEN_MAX];

	if (!when_word(word, now, &span))
		return;
	MUST(span.from < span.to && span.from <= now);
	when_text(text, &span);
	MUST(fuzz_is_plain(text, strlen(text), ""));
	MUST(when_word(text, now, &again));
	MUST(again.from == span.from && again.to == span.to);
}

/* Every period that answer_words.tsv names, with any number beside it. */
static void
check_periods(int64_t n, int64_t now)
{
	static const char *const periods[] = { "month-1", "month-12", "week",
	    "days", "today", "yesterday", "this-week", "last-week",
	    "this-month", "last-month" };
	struct foc_span span;
	size_t i;

	for (i = 0; i < sizeof(periods) / sizeof(periods[0]); i++)
		if (when_period(periods[i], n, now, &span))
			MUST(span.from < span.to && span.from <= now);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const int64_t last = INT64_C(253402300799);
	struct bytes b = { data, size };
	char *word;
	int64_t now;

	check_text((const char *)data, size);
	word = bytes_rest(&b);
	b = (struct bytes){ data, size };
	now = (int64_t)(bytes_number(&b) % (uint64_t)(last + 1));
	check_instant(now);
	check_word(word, INT64_C(1795262400));
	check_word(word, now);
	check_periods((int64_t)bytes_number(&b), now);
	check_periods((int64_t)(bytes_number(&b) % 4000), now);
	free(word);
	return 0;
}
