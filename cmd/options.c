/* SPDX-License-Identifier: MIT */
/* One table of options: getopt_long, --help and the words of completion. */
#include <ctype.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "options.h"

#define OPTIONS_MAX	64
#define LONG_ONLY	256	/* codes above any short option */

const char *cli_from, *cli_to, *cli_month, *cli_week;
struct cli_common cli_common;

const struct cli_opt cli_common_opts[] = {
	{ 0, "db", "FILE", "the file of foc", NULL, NULL, &cli_common.db,
	    NULL },
	{ 'f', "format", "FMT", "table, jsonl, csv", NULL, NULL,
	    &cli_common.format, NULL },
	{ 'n', "dry-run", NULL, "show what would result, change nothing", NULL,
	    &cli_common.dry_run, NULL, NULL },
	{ 0, "atomic", NULL, "all of a batch or nothing", NULL,
	    &cli_common.atomic, NULL, NULL },
	{ 0, "header", NULL, "a report record first: what it stands on", NULL,
	    &cli_common.header, NULL, NULL },
	{ 0, "fields", "KEY,KEY", "only these keys", NULL, NULL,
	    &cli_common.fields, NULL },
	{ 0, "sort", "KEY", "in the order of a key; -KEY downwards", NULL, NULL,
	    &cli_common.sort, NULL },
	{ 0, "limit", "N", "at most N records", NULL, NULL, &cli_common.limit,
	    NULL },
	{ 0, "ids", NULL, "the figures of the records, each with its id for "
	    "foc-why", NULL, &cli_common.ids, NULL, NULL },
	{ 0, "as-of", "TIME", "as it was at that time", NULL, NULL,
	    &cli_common.as_of, NULL },
	{ 0, "color", "WHEN", "auto, always or never", NULL, NULL,
	    &cli_common.colour, NULL },
	{ 0, "wait", "SECONDS", "wait so long for other writers (30)", NULL,
	    NULL, &cli_common.wait, NULL },
	{ 'q', "quiet", NULL, "no notices", NULL, &cli_common.quiet, NULL,
	    NULL },
	{ 'v', "verbose", NULL, "say more on standard error", NULL,
	    &cli_common.verbose, NULL, NULL },
	{ 0, "help", NULL, "show this", NULL, &cli_common.help, NULL, NULL },
	{ 0, "version", NULL, "show the version", NULL, &cli_common.version,
	    NULL, NULL },
	{ 0 }
};

static void
usage_error(const struct cli_program *p, const char *fmt, ...)
    __attribute__((noreturn, format(printf, 2, 3)));

static void
usage_error(const struct cli_program *p, const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "%s: ", p->name);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fprintf(stderr, "; see %s --help\n", p->name);
	exit(FOC_USAGE);
}

/* --- help */

static void
help_options(const struct cli_opt *o, FILE *to)
{
	char left[64];

	for (; o != NULL && o->name != NULL; o++) {
		snprintf(left, sizeof(left), "%s%c%s --%s%s%s",
		    o->short_name != 0 ? "-" : " ",
		    o->short_name != 0 ? o->short_name : ' ',
		    o->short_name != 0 ? "," : " ", o->name,
		    o->arg != NULL ? " " : "", o->arg != NULL ? o->arg : "");
		fprintf(to, "  %-28s %s", left, o->help);
		if (o->verbs != NULL)
			fprintf(to, " [%s]", o->verbs);
		putc('\n', to);
	}
}

void
cli_help(const struct cli_program *p, FILE *to)
{
	const struct cli_verb *v;
	bool verbs = p->verbs[0].name != NULL;

	fprintf(to, "%s: %s\n\nusage:\n", p->name, p->summary);
	for (v = p->verbs; v->run != NULL; v++)
		fprintf(to, "  %s%s%s [options]%s%s\n", p->name,
		    v->name != NULL ? " " : "", v->name != NULL ? v->name : "",
		    *v->operands != '\0' ? " " : "", v->operands);
	if (verbs) {
		fputs("\nverbs:\n", to);
		for (v = p->verbs; v->run != NULL; v++)
			fprintf(to, "  %-14s %s\n", v->name, v->help);
	}
	if (p->opts != NULL) {
		fputs("\noptions:\n", to);
		help_options(p->opts, to);
	}
	fputs("\ncommon options:\n", to);
	help_options(cli_common_opts, to);
	if (p->formats != NULL)
		fprintf(to, "\nformats besides table, jsonl, csv: %s\n",
		    p->formats);
	fprintf(to, "\nmanual: man %s\n", p->name);
}

/* --- reading */

struct table {
	const struct cli_opt *opt[OPTIONS_MAX];
	struct option option[OPTIONS_MAX + 1];
	char	shorts[2 * OPTIONS_MAX + 2];
	int	n;
};

static void
add_options(struct table *t, const struct cli_opt *o)
{
	size_t used = strlen(t->shorts);

	for (; o != NULL && o->name != NULL && t->n < OPTIONS_MAX; o++) {
		t->opt[t->n] = o;
		t->option[t->n] = (struct option){ o->name,
		    o->arg != NULL ? required_argument : no_argument, NULL,
		    LONG_ONLY + t->n };
		if (o->short_name != 0) {
			t->shorts[used++] = o->short_name;
			if (o->arg != NULL)
				t->shorts[used++] = ':';
		}
		t->n++;
	}
}

static const struct cli_opt *
find_option(const struct table *t, int code)
{
	int i;

	if (code >= LONG_ONLY)
		return t->opt[code - LONG_ONLY];
	for (i = 0; i < t->n; i++)
		if (t->opt[i]->short_name == code)
			return t->opt[i];
	return NULL;
}

/* Is word one of the blank-separated words? */
bool
cli_has_word(const char *words, const char *word)
{
	size_t len = strlen(word);
	const char *p;

	for (p = words; (p = strstr(p, word)) != NULL; p += len)
		if ((p == words || p[-1] == ' ') &&
		    (p[len] == ' ' || p[len] == '\0'))
			return true;
	return false;
}

static void
take(const struct cli_program *p, const struct cli_opt *o, const char *value)
{
	const char **more;

	if (o->flag != NULL) {
		*o->flag = true;
	} else if (o->text != NULL) {
		if (*o->text != NULL)
			usage_error(p, "--%s: is given twice", o->name);
		*o->text = value;
	} else {
		more = reallocarray(o->list->item, o->list->n + 1,
		    sizeof(*more));
		if (more == NULL)
			usage_error(p, "--%s: out of memory", o->name);
		o->list->item = more;
		o->list->item[o->list->n++] = value;
	}
}

/*
 * Which verb?  Named, or the first; a program with default_operand gives a
 * first operand that names none to its second verb.
 */
static void
choose_verb(struct cli *c, int *argc, char ***argv)
{
	const struct cli_program *p = c->program;
	const struct cli_verb *v;

	c->verb = &p->verbs[0];
	if (p->verbs[0].name == NULL || *argc == 0)
		return;
	for (v = p->verbs; v->run != NULL; v++)
		if (strcmp(v->name, **argv) == 0) {
			c->verb = v;
			(*argc)--;
			(*argv)++;
			return;
		}
	c->verb = &p->verbs[1];
	if (!p->default_operand)
		usage_error(p, "'%s' is no verb of it", **argv);
	if (strncmp(c->verb->operands, "ID ", 3) == 0 &&
	    strpbrk(**argv, "0123456789") == NULL)
		usage_error(p, "'%s' is no verb of it, and no id", **argv);
}

static void
check_operands(const struct cli *c)
{
	const struct cli_verb *v = c->verb;
	bool piped = v->kind != NULL && !isatty(STDIN_FILENO);
	const char *name = v->name != NULL ? v->name : "";

	if (c->n_operands < v->min && !(c->n_operands == 0 && piped))
		usage_error(c->program, "%s%sneeds %s", name,
		    *name != '\0' ? " " : "", v->operands);
	if (v->max >= 0 && c->n_operands > v->max)
		usage_error(c->program, "'%s' is one operand too many",
		    c->operand[v->max]);
}

static int
last_month(int64_t now, int64_t *from, int64_t *to)
{
	*to = foc_month_start(now);
	*from = foc_month_start(*to - 1);
	return 0;
}

/* --from, --to, --week, --month; "last" is the last complete one. */
void
cli_span(struct cli *c)
{
	const struct cli_program *p = c->program;

	c->span = (struct foc_span){ FOC_ALWAYS, FOC_ALWAYS };
	c->week = FOC_ALWAYS;
	if ((cli_week != NULL) + (cli_month != NULL) +
	    (cli_from != NULL || cli_to != NULL) > 1)
		usage_error(p, "--week, --month and --from or --to exclude "
		    "each other");
	if (cli_from != NULL && foc_time_parse(cli_from, &c->span.from) != 0)
		usage_error(p, "--from: '%s' is no day or time", cli_from);
	if (cli_to != NULL && foc_time_parse(cli_to, &c->span.to) != 0)
		usage_error(p, "--to: '%s' is no day or time", cli_to);
	if (cli_month != NULL && (strcmp(cli_month, "last") == 0 ?
	    last_month(c->now, &c->span.from, &c->span.to) :
	    foc_month_parse(cli_month, &c->span.from, &c->span.to)) != 0)
		usage_error(p, "--month: '%s' is no month such as 2026-10",
		    cli_month);
	if (cli_from != NULL && cli_to != NULL && c->span.from >= c->span.to)
		usage_error(p, "--from: '%s' is not before --to '%s'",
		    cli_from, cli_to);
	if (cli_week == NULL)
		return;
	if (strcmp(cli_week, "last") == 0)
		c->week = foc_week_start(c->now) - 604800;
	else if (foc_week_parse(cli_week, &c->week) != 0)
		usage_error(p, "--week: '%s' is no ISO week such as 2026-W46",
		    cli_week);
	c->span = (struct foc_span){ c->week, c->week + 604800 };
}

static void
choose_time(struct cli *c)
{
	const char *word = cli_common.as_of;

	if (word == NULL)
		return;
	if (c->verb->use == CLI_WRITES || c->verb->use == CLI_MIGRATES ||
	    c->verb->use == CLI_NO_FILE)
		usage_error(c->program, "--as-of: this does not only read");
	if (foc_time_parse(word, &c->as_of) != 0 || c->as_of <= 0)
		usage_error(c->program, "--as-of: '%s' is no day or time",
		    word);
}

/* --fields and --sort: whether there are such keys, the records tell. */
static void
check_keys(const struct cli_program *p)
{
	const char *f = cli_common.fields, *s = cli_common.sort;

	if (f != NULL && (*f == '\0' || *f == ',' || f[strlen(f) - 1] == ',' ||
	    strstr(f, ",,") != NULL))
		usage_error(p, "--fields: '%s' has an empty key", f);
	if (s != NULL && s[*s == '-'] == '\0')
		usage_error(p, "--sort: '%s' names no key", s);
}

static void
choose_format(struct cli *c)
{
	const char *word = cli_common.format, *mails;

	c->format = c->program->table || isatty(STDOUT_FILENO) ? FOC_TABLE :
	    FOC_JSONL;
	if (c->format == FOC_TABLE && c->program->prose != NULL &&
	    cli_has_word(c->program->prose, c->verb->name))
		c->format = FOC_TEXT;
	if (word == NULL)
		return;
	if (foc_format_parse(word, &c->format) != 0 ||
	    (c->format > FOC_CSV && (c->program->formats == NULL ||
	    !cli_has_word(c->program->formats, word))))
		usage_error(c->program, "--format: '%s' is none of table jsonl "
		    "csv%s%s", word, c->program->formats != NULL ? " " : "",
		    c->program->formats != NULL ? c->program->formats : "");
	mails = c->program->mails != NULL ? c->program->mails : "notify";
	if (c->format == FOC_MAIL && !cli_has_word(mails, c->verb->name))
		usage_error(c->program, "--format mail: is for %s", mails);
	c->format_given = true;
}

void
cli_parse(struct cli *c, int argc, char **argv)
{
	const struct cli_program *p = c->program;
	struct table t = { .n = 0, .shorts = "" };
	const struct cli_opt *o, *used[OPTIONS_MAX];
	int code, i, n_used = 0;

	add_options(&t, p->opts);
	add_options(&t, cli_common_opts);
	opterr = 0;
	while ((code = getopt_long(argc, argv, t.shorts, t.option, NULL)) !=
	    -1) {
		if (code == '?' || (o = find_option(&t, code)) == NULL)
			usage_error(p, "'%s' is no option of it, or lacks its "
			    "value", argv[optind - 1]);
		take(p, o, optarg);
		if (n_used < OPTIONS_MAX)
			used[n_used++] = o;
	}
	if (cli_common.help) {
		cli_help(p, stdout);
		exit(cli_said(p->name));
	}
	if (cli_common.version) {
		printf("%s %s\n", p->name, FOC_VERSION);
		exit(cli_said(p->name));
	}
	argc -= optind;
	argv += optind;
	choose_verb(c, &argc, &argv);
	for (i = 0; i < n_used; i++)
		if (used[i]->verbs != NULL && !cli_has_word(used[i]->verbs,
		    c->verb->name))
			usage_error(p, "--%s: is not for %s", used[i]->name,
			    c->verb->name);
	if (cli_common.dry_run && (c->verb->use == CLI_READS ||
	    c->verb->use == CLI_READS_PAST))
		usage_error(p, "--dry-run: this only reads");
	choose_time(c);
	c->operand = (const char *const *)argv;
	c->n_operands = argc;
	choose_format(c);
	check_keys(p);
	check_operands(c);
	c->quiet = cli_common.quiet;
	c->verbose = cli_common.verbose;
	c->dry_run = cli_common.dry_run;
	c->atomic = cli_common.atomic && c->verb->use == CLI_WRITES;
	c->common = &cli_common;
}
