// SPDX-License-Identifier: MIT
/*
 * The command line.
 */
#include <err.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "gen.h"

static const char help[] =
"usage: gencur [options] -o DIR\n"
"Write an AWS CUR 2.0 export, as AWS Data Exports delivers it, into DIR.\n"
"\n"
"  -o DIR                    the export's folder\n"
"  --seed N                  another bill of the same kind (1)\n"
"  --period YYYY-MM          the month billed (2026-11)\n"
"  --until RFC3339           stop before this hour (the period's end)\n"
"  --callers-from RFC3339    before it the export has no callers (all have)\n"
"  --rows N                  about N lines besides those of roles (2000);\n"
"                            N in proportion to the hours covered repeats\n"
"                            the same lines and adds the later ones\n"
"  --ai-percent P            part of the lines that is AI (30)\n"
"  --role NAME=ACCOUNT:ROLE  a governed workload and its role; repeatable\n"
"  --scale N                 N times the usage of roles (1)\n"
"  --chunks N                split a delivery over N files (1)\n"
"  --members N               make each .gz of N gzip members (1)\n"
"  --level N                 of gzip, 1 being twice as quick (6)\n"
"  --plain                   .csv, not .csv.gz\n"
"  --mode overwrite|create-new\n"
"                            one place for all deliveries, or one each\n"
"  --deliveries N            deliver N times; the later restate a little (1)\n"
"  --truth FILE              exact sums of the last delivery, as JSON\n"
"  --help                    print this\n";

static long long
whole(const char *name, const char *s, long long min, long long max)
{
	char *end;
	long long v = strtoll(s, &end, 10);

	if (*s < '0' || *s > '9' || *end != '\0' || v < min || v > max)
		errx(EXIT_USAGE, "--%s '%s': want %lld to %lld", name, s, min,
		    max);
	return v;
}

static int
days_in(int year, int month)
{
	static const int days[] =
	    { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month - 1] + (month == 2 && leap);
}

static void
parse_period(struct bill *b, const char *s)
{
	char *end;

	b->year = (int)strtol(s, &end, 10);
	b->month = *end == '-' ? (int)strtol(end + 1, NULL, 10) : 0;
	if (strlen(s) != 7 || strspn(s, "0123456789") != 4 ||
	    s[4] != '-' || strspn(s + 5, "0123456789") != 2 ||
	    b->year < 1970 || b->month < 1 || b->month > 12)
		errx(EXIT_USAGE, "--period '%s': want YYYY-MM", s);
}

static time_t
period_start(const struct bill *b)
{
	struct tm tm = { .tm_year = b->year - 1900, .tm_mon = b->month - 1,
	    .tm_mday = 1 };

	return timegm(&tm);
}

/* Hours of the period up to a time in it. */
static int
parse_hour(const struct bill *b, const char *name, const char *s)
{
	struct tm tm = { 0 };
	const char *rest = strptime(s, "%Y-%m-%dT%H:%M:%S", &tm);
	int h, m, used = 0;
	time_t t;

	if (rest == NULL)
		errx(EXIT_USAGE, "--%s '%s': want 2026-11-20T00:00:00Z", name,
		    s);
	t = timegm(&tm);
	if (sscanf(rest, "%3d:%2d%n", &h, &m, &used) == 2 && used == 6)
		t -= (h * 60 + (rest[0] == '-' ? -m : m)) * 60;
	else if (strcmp(rest, "Z") == 0)
		used = 1;
	if (used == 0 || rest[used] != '\0')
		errx(EXIT_USAGE, "--%s '%s': want 2026-11-20T00:00:00Z", name,
		    s);
	t -= period_start(b);
	if (t < 3600 || t > b->hours * 3600)
		errx(EXIT_USAGE, "--%s '%s': not in the period", name, s);
	return (int)(t / 3600);
}

/* What stands in a JSON string or an ARN without further care. */
static bool
is_name(const char *s, size_t n)
{
	return n > 0 && n <= 64 && strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789+=,.@_-") >= n;
}

static void
parse_role(struct bill *b, const char *s)
{
	struct role *role = &b->role[b->roles];
	const char *account = strrchr(s, ':');
	size_t n, name;
	int i;

	if (b->roles++ == ROLES_MAX)
		errx(EXIT_USAGE, "--role: more than %d roles", ROLES_MAX);
	n = account == NULL ? 0 : (size_t)(account - s);
	name = n < 14 ? 0 : n - 13;
	if (name == 0 || s[name] != '=' || !is_name(s, name) ||
	    strspn(s + name + 1, "0123456789") != 12 ||
	    !is_name(account + 1, strlen(account + 1)))
		errx(EXIT_USAGE, "--role '%s': want NAME=ACCOUNT:ROLE", s);
	snprintf(role->name, sizeof(role->name), "%.*s", (int)name, s);
	snprintf(role->account, sizeof(role->account), "%.12s", s + name + 1);
	snprintf(role->role, sizeof(role->role), "%s", account + 1);
	for (i = 0; i < b->roles - 1; i++)
		if (strcmp(b->role[i].role, role->role) == 0 &&
		    strcmp(b->role[i].account, role->account) == 0)
			errx(EXIT_USAGE, "--role '%s': given before", s);
}

static void
parse_mode(struct delivery *d, const char *s)
{
	d->create_new = strcmp(s, "create-new") == 0;
	if (!d->create_new && strcmp(s, "overwrite") != 0)
		errx(EXIT_USAGE, "--mode '%s': want overwrite or create-new",
		    s);
}

enum {
	OPT_SEED = 256,
	OPT_PERIOD,
	OPT_UNTIL,
	OPT_CALLERS_FROM,
	OPT_ROWS,
	OPT_AI_PERCENT,
	OPT_MEMBERS,
	OPT_CHUNKS,
	OPT_MODE,
	OPT_DELIVERIES,
	OPT_LEVEL,
	OPT_PLAIN,
	OPT_TRUTH,
	OPT_ROLE,
	OPT_SCALE,
	OPT_HELP
};

static const struct option longs[] = {
	{ "seed", required_argument, NULL, OPT_SEED },
	{ "period", required_argument, NULL, OPT_PERIOD },
	{ "until", required_argument, NULL, OPT_UNTIL },
	{ "callers-from", required_argument, NULL, OPT_CALLERS_FROM },
	{ "rows", required_argument, NULL, OPT_ROWS },
	{ "ai-percent", required_argument, NULL, OPT_AI_PERCENT },
	{ "members", required_argument, NULL, OPT_MEMBERS },
	{ "chunks", required_argument, NULL, OPT_CHUNKS },
	{ "mode", required_argument, NULL, OPT_MODE },
	{ "deliveries", required_argument, NULL, OPT_DELIVERIES },
	{ "level", required_argument, NULL, OPT_LEVEL },
	{ "plain", no_argument, NULL, OPT_PLAIN },
	{ "truth", required_argument, NULL, OPT_TRUTH },
	{ "role", required_argument, NULL, OPT_ROLE },
	{ "scale", required_argument, NULL, OPT_SCALE },
	{ "help", no_argument, NULL, OPT_HELP },
	{ NULL, 0, NULL, 0 }
};

static void
option(struct options *o, int c)
{
	struct bill *b = &o->bill;

	switch (c) {
	case 'o':
		o->shape.dir = optarg;
		break;
	case OPT_SEED:
		b->seed = (uint64_t)whole("seed", optarg, 0, INT64_MAX);
		break;
	case OPT_PERIOD:
		parse_period(b, optarg);
		break;
	case OPT_UNTIL:
		o->until = optarg;
		break;
	case OPT_CALLERS_FROM:
		o->callers_from = optarg;
		break;
	case OPT_ROWS:
		o->rows = whole("rows", optarg, 0, 1000000000);
		break;
	case OPT_AI_PERCENT:
		b->ai_percent =
		    (unsigned)whole("ai-percent", optarg, 0, 100);
		break;
	case OPT_MEMBERS:
		o->shape.members = (int)whole("members", optarg, 1, 10000);
		break;
	case OPT_CHUNKS:
		o->shape.chunks = (int)whole("chunks", optarg, 1, 9999);
		break;
	case OPT_MODE:
		parse_mode(&o->shape, optarg);
		break;
	case OPT_DELIVERIES:
		o->deliveries = (int)whole("deliveries", optarg, 1,
		    DELIVERIES_MAX);
		break;
	case OPT_LEVEL:
		o->shape.level = (int)whole("level", optarg, 1, 9);
		break;
	case OPT_PLAIN:
		o->shape.plain = true;
		break;
	case OPT_TRUTH:
		o->truth = optarg;
		break;
	case OPT_ROLE:
		parse_role(b, optarg);
		break;
	case OPT_SCALE:
		b->scale = whole("scale", optarg, 1, 10000);
		break;
	case OPT_HELP:
		fputs(help, stdout);
		file_close(stdout, "standard output");
		exit(0);
	default:
		exit(EXIT_USAGE);
	}
}

static void
stamp(char *s, size_t size, time_t t)
{
	struct tm tm;

	if (gmtime_r(&t, &tm) == NULL ||
	    strftime(s, size, "%Y-%m-%dT%H:%M:%S.000Z", &tm) == 0)
		errx(EXIT_SYSTEM, "no such hour");
}

/* 2026-11-01T00:00:00Z/2026-11-01T01:00:00Z, out of two stamps. */
static void
interval(char *s, const char *from, const char *to)
{
	memcpy(s, from, 19);
	memcpy(s + 19, "Z/", 2);
	memcpy(s + 21, to, 19);
	memcpy(s + 40, "Z", 2);
}

/* Timestamps are cut from these: most of a line's text is ready made. */
static void
make_clock(struct bill *b)
{
	time_t start = period_start(b);
	int h;

	for (h = 0; h <= b->hours; h++)
		stamp(b->stamp[h], sizeof(b->stamp[h]), start + h * 3600);
	for (h = 0; h < b->hours; h++)
		interval(b->interval[h], b->stamp[h], b->stamp[h + 1]);
	interval(b->month_interval, b->stamp[0], b->stamp[b->hours]);
}

/* Fills in o; does not return for --help or a mistake. */
void
options_parse(struct options *o, int argc, char **argv)
{
	int c;

	while ((c = getopt_long(argc, argv, "o:", longs, NULL)) != -1)
		option(o, c);
	if (optind < argc)
		errx(EXIT_USAGE, "'%s': no operands are taken", argv[optind]);
	if (o->shape.dir == NULL)
		errx(EXIT_USAGE, "no -o DIR; see --help");
	o->bill.hours = days_in(o->bill.year, o->bill.month) * 24;
	o->bill.until = o->bill.hours;
	if (o->until != NULL)
		o->bill.until = parse_hour(&o->bill, "until", o->until);
	if (o->callers_from != NULL)
		o->bill.callers_from = parse_hour(&o->bill, "callers-from",
		    o->callers_from);
	make_clock(&o->bill);
}
