/* SPDX-License-Identifier: MIT */
/*
 * What every command shares: one table of options and verbs drives parsing,
 * --help and completion; one place opens the file, prints failures and turns
 * statuses into exit codes.  A command is its tables and a few functions that
 * each make one library call.
 */
#ifndef FOC_CLI_H
#define FOC_CLI_H

#include "foc.h"

/* Values of an option that may be given more than once, in order. */
struct cli_list {
	const char **item;
	size_t	n;
};

/*
 * One option.  Exactly one of flag, text and list is set and says the kind;
 * text and list take an argument, named by arg in the help.
 */
struct cli_opt {
	char	short_name;		/* 0: none */
	const char *name;
	const char *arg;		/* NULL: a flag */
	const char *help;
	const char *verbs;		/* blank-separated; NULL: every verb */
	bool	*flag;
	const char **text;
	struct cli_list *list;
};

enum cli_use {				/* what a verb does with the file */
	CLI_READS,
	CLI_READS_PAST,			/* and can do so --as-of a time */
	CLI_WRITES,			/* gets --dry-run */
	CLI_MIGRATES,			/* the same, of any version */
	CLI_NO_FILE
};

struct cli;
struct cli_common;

struct cli_verb {
	const char *name;		/* NULL: the program has no verbs */
	const char *operands;		/* for the help: "ID ..." or "" */
	const char *help;
	enum cli_use use;
	int	(*run)(struct cli *c);	/* an enum foc_status */
	int	min, max;		/* operands; max -1: any number */
	const char *kind;		/* operands may come as such records */
	bool	detail;			/* tables show one record, key by key */
};

struct cli_program {
	const char *name;		/* foc-request */
	const char *summary;		/* a sentence, lower case, no stop */
	const struct cli_opt *opts;	/* ends with a NULL name; may be NULL */
	const struct cli_verb *verbs;	/* ends with a NULL run; the first is
					 * done where none is named */
	const char *formats;		/* besides table, jsonl and csv, "text
					 * md html"; NULL: none */
	bool	table;			/* prints tables into a pipe, too */
	const char *prose;		/* verbs, blank-separated, that answer
					 * in text at a terminal; or NULL */
	const char *mails;		/* verbs of the format mail; NULL: notify */
	bool	default_operand;	/* a first operand that is no verb belongs
					 * to the verb after the first */
	bool	reopens;		/* opens the file again, to write too */
	bool	makes;			/* writes where CLI_NO_FILE */
};

struct cli {
	const struct cli_program *program;
	const struct cli_verb *verb;
	struct foc *foc;		/* NULL where CLI_NO_FILE */
	struct foc_out *out;
	const char *const *operand;
	int	n_operands;
	enum foc_format format;
	bool	format_given;
	bool	quiet, verbose, dry_run, atomic;
	int	width;			/* columns of the terminal */
	char	*label[4];		/* the organisation's, for the output */
	struct foc_span span;		/* --from --to --week --month */
	int64_t	week;			/* --week's Monday, or FOC_ALWAYS */
	int64_t	now;			/* the file's clock, or the machine's */
	int64_t	as_of;			/* --as-of; 0: as it is */
	struct cli_common *common;	/* options that every program has */
};

/* The whole of main: parse, open, run, print, close. */
int	cli_main(const struct cli_program *p, int argc, char **argv);

/* Options that several programs share, as table rows. */
#define CLI_SPAN_OPTIONS \
	{ 0, "from", "TIME", "from this day or time on", NULL, \
	    NULL, &cli_from, NULL }, \
	{ 0, "to", "TIME", "before this day or time", NULL, \
	    NULL, &cli_to, NULL }, \
	{ 0, "month", "MONTH", "a month, 2026-10 or last", NULL, \
	    NULL, &cli_month, NULL }, \
	CLI_WEEK_OPTION
#define CLI_WEEK_OPTION \
	{ 0, "week", "WEEK", "an ISO week, 2026-W46 or last", NULL, \
	    NULL, &cli_week, NULL }
extern const char *cli_from, *cli_to, *cli_month, *cli_week;

/* A complaint on standard error, "foc-x: text"; returns the status. */
int	cli_fail(struct cli *c, int status, const char *fmt, ...)
	    __attribute__((format(printf, 3, 4)));

/* One bad place in the input, for calls that go on; arg is the struct cli. */
void	cli_complain(void *arg, const char *text);

/*
 * Print the handle's sentence where status is a failure that no interrupt
 * caused; returns status.
 */
int	cli_result(struct cli *c, int status);
bool	cli_interrupted(void);

/*
 * One line on standard error that is drawn over and over, and wiped before
 * anything is said; NULL wipes it.
 */
void	cli_progress(const char *text);

/*
 * Call act for each operand, or, where there is none and standard input is
 * no terminal, for the id of each record of the verb's kind read from it.
 * Where the verb writes, each call is a transaction of its own (one for all
 * with --atomic); a failure is printed, "stdin:12: ..." in a batch, the rest
 * go on, and the worst status is returned.
 */
int	cli_each(struct cli *c, int (*act)(struct cli *c, const char *id));

/* Call act for each operand, of a verb that only reads; the worst status. */
int	cli_read_each(struct cli *c, int (*act)(struct cli *c,
	    const char *id));
/* The same for notifications: all of them (id NULL) where none is named, but
 * a mail is one. */
int	cli_notify(struct cli *c, int (*act)(struct cli *c, const char *id));

/*
 * What to do with each line that is not empty.  take returns FOC_OK where it
 * is a record, else why it is none; *stop ends the reading.
 */
struct cli_lines {
	int	(*take)(void *arg, const char *line, size_t len, long number,
		    char *why, size_t size, bool *stop);
	void	*arg;
};
/* Read them; name is for complaints.  The worst status. */
int	cli_each_line(struct cli *c, const char *name, FILE *from,
	    const struct cli_lines *l);

/*
 * The path of the file: --db, $FOC_DB, $XDG_DATA_HOME/foc/foc.db or
 * ~/.local/share/foc/foc.db, or the machine's where that is not there; and
 * how to open it.
 */
const char *cli_db_path(struct cli *c);
/* Make the directory of that path where nobody named a file. */
int	cli_make_dir(struct cli *c);
void	cli_open_options(struct cli *c, enum foc_mode mode,
	    struct foc_options *o);

/* One call as one transaction. */
int	cli_write(struct cli *c, int (*act)(struct cli *c));

/*
 * What was printed has left: FOC_OK, also where the reader of a pipe had what
 * it wanted; else FOC_SYSTEM, with a complaint.
 */
int	cli_said(const char *program);

/* Wait until standard input has something; false where interrupted. */
bool	cli_wait_input(void);

/* All of a file ("-": standard input), malloc'd, NUL behind it. */
int	cli_read_file(struct cli *c, const char *name, char **text,
	    size_t *len);
/* Call act with each operand's contents, each a transaction of its own. */
int	cli_each_file(struct cli *c, int (*act)(struct cli *c,
	    const char *name, const char *text, size_t len));

#endif
