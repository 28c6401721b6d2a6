/* SPDX-License-Identifier: MIT */
/* The renderer's inside: what its files share. */
#ifndef FOC_REPORT_OUT_H
#define FOC_REPORT_OUT_H

#include "core/json.h"
#include "core/sink.h"
#include "foc.h"

/*
 * The columns of a table of `kind`: keys, blank-separated, each with a sign
 * of how it is shown: "$" money, "#" number, "%" percent, "@" time, none
 * text.  A dot goes into a nested object, "=TITLE" is what stands above it.
 * NULL: unknown kind.  Before a key, what a terminal that is too narrow for
 * all does with it: nothing, left out, the last first; "+", which tells rows
 * apart, only after those; "&", together with all others of that mark; "!",
 * never, and a record that lacks the key has no table of the kind; "!+", never,
 * but it may lack.  "~" is prose, which may be cut, "^" cut in its middle, "|"
 * broken into lines; a number behind these says to which width.
 */
const char *columns_of(const char *kind);

struct table_column {
	const char *key, *title;	/* NULL: the key is */
	char	sign;
	int	how;			/* enum grid_how, but GRID_RIGHT */
};
/* A word of columns taken apart, in place. */
struct table_column column_parse(char *word);

/* Does every record from now on get the mark of a sandbox? */
bool	out_is_sandbox(const struct foc_out *out);

/* A record as a tree, an empty one where it is none; the caller's. */
cJSON	*record_parse(const char *json);
/* Records, those of each kind under a row of their keys. */
void	csv_print(FILE *to, char *const *record, size_t n);
/* Records i.. of one kind as one table; returns the first of another. */
size_t	table_print(const struct foc_out_options *o, char *const *record,
	    size_t n, size_t i);

/* Rows of cells under titles, aligned; what a person looks at. */
struct grid;

struct grid *grid_new(void);
void	grid_free(struct grid *g);
enum grid_how {
	GRID_RIGHT = 1, GRID_PROSE = 2, GRID_ESSENTIAL = 4,
	GRID_IDENTITY = 8, GRID_PARTS = 16, GRID_MIDDLE = 32, GRID_LINES = 64,
	GRID_NARROW = 7			/* above: prose is not cut below this */
};
void	grid_column(struct grid *g, const char *title, int how);
/* The next cell, row by row; text is copied, as it is to be shown. */
void	grid_cell(struct grid *g, const char *text);
size_t	grid_rows(const struct grid *g);
/*
 * width: that of the terminal, 0: any.  Where not all fits, what all rows say
 * alike is said once before them, prose is cut, then columns are left out, then
 * cells stand one below the other; rows that look alike for it are told.
 * colour: paint states.
 */
void	grid_print(const struct grid *g, FILE *to, int width, bool colour);

/* A member as a cell under the sign of its column; malloc'd. */
char	*cell_text(const cJSON *record, const char *key, char sign,
	    bool terminal);
/* Strings as they are; lists of scalars "a, b"; the rest as JSON; malloc'd. */
char	*item_text(const cJSON *item);
/* As a cell of CSV; NULL and null: an empty one. */
void	csv_cell(FILE *to, const cJSON *item);
/* The same, with amounts of money by what their keys say; malloc'd. */
char	*figure_text(const cJSON *item, bool terminal);
/* One record as "key  value" lines, nested ones indented. */
void	detail_print(FILE *to, const cJSON *record,
	    const struct foc_out_options *o);

/* Prose broken to width; its first line goes on at `indent`. */
void	prose_print(FILE *to, int indent, int width, const char *text);

/* answer_text.c: the sentences of an answer. */
void	answer_text(FILE *to, const cJSON *record,
	    const struct foc_out_options *o);

/* grid_md.c: the columns of a table, in Markdown, row below row. */
void	grid_md_begin(FILE *to, const cJSON *first,
	    const struct foc_out_options *o);
void	grid_md(FILE *to, const cJSON *record,
	    const struct foc_out_options *o);

/* event_text.c: the story of an object. */
void	event_text_begin(FILE *to, const cJSON *first,
	    const struct foc_out_options *o);
void	event_text(FILE *to, const cJSON *record,
	    const struct foc_out_options *o);

/* A kind that has its own look in a format for people. */
struct renderer {
	const char *kind;
	enum foc_format format;
	void	(*render)(FILE *to, const cJSON *record,
		    const struct foc_out_options *o);
	/*
	 * Around records of the kind that follow each other, and of kinds with
	 * the same end; NULL: nothing.
	 */
	void	(*begin)(FILE *to, const cJSON *first,
		    const struct foc_out_options *o);
	void	(*end)(FILE *to, const struct foc_out_options *o);
};
/* NULL where the kind has none in this format. */
const struct renderer *renderer_of(const char *kind, enum foc_format format);
/* Does another record show what this one has? */
bool	renderer_is_silent(const cJSON *record, enum foc_format format);

#endif
