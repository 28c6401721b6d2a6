/* SPDX-License-Identifier: MIT */
/* Inside the command line: the options that every program has. */
#ifndef FOC_OPTIONS_H
#define FOC_OPTIONS_H

#include "cli.h"

struct cli_common {
	const char *db, *format, *wait, *colour, *fields, *sort, *limit,
	    *as_of;
	bool	dry_run, quiet, verbose, atomic, header, ids, help, version;
};

extern struct cli_common cli_common;
extern const struct cli_opt cli_common_opts[];

/*
 * Read argv into the tables' targets and c (verb, operands, span, format).
 * Ends the program for --help, --version and mistakes.
 */
void	cli_parse(struct cli *c, int argc, char **argv);
/* The span options into c, after the clock of the file is known. */
void	cli_span(struct cli *c);
void	cli_help(const struct cli_program *p, FILE *to);
/* Is word one of the blank-separated words? */
bool	cli_has_word(const char *words, const char *word);

/*
 * confine.c: a verb that only reads gives up the rest of the machine, once
 * the file and the output are open.
 */
void	cli_confine(struct cli *c);

/* complete.c: n words behind --complete; an enum foc_status. */
int	cli_complete(const struct cli_program *p, int n, char **word);

#endif
