/* SPDX-License-Identifier: MIT */
/*
 * Text from outside, made safe for where it goes.  One function per
 * destination; everything that a file or a person supplied passes through
 * exactly one of them on its way out.
 */
#ifndef FOC_CORE_TEXT_H
#define FOC_CORE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Valid UTF-8 without NUL, overlong forms and surrogates. */
bool	utf8_valid(const char *s, size_t len);
/*
 * Decode one code point of valid UTF-8 at s and return its length (1-4).
 */
size_t	utf8_next(const char *s, uint32_t *cp);
/* Columns on a terminal: wide East Asian and emoji 2, combining 0. */
int	utf8_width(const char *s);

/*
 * For terminals, logs and plain text: C0, DEL, C1, bidi controls,
 * zero-width characters, line and paragraph separators and bytes that are
 * no UTF-8 are shown as \xNN or \u{NNNN}; a backslash stays as it is.
 * The result is malloc'd.
 */
char	*text_visible(const char *s);
/* The same cut to at most `max` columns, the last one "…" where cut. */
char	*text_visible_cut(const char *s, int max);
/* The same, cut where an ARN says least: its end tells whose it is. */
char	*text_visible_middle(const char *s, int max);

/* HTML text and attribute values: & < > " ' and what text_visible shows. */
void	text_html(FILE *out, const char *s);
/*
 * A CSV field by RFC 4180.  With `neutral`, a text cell that a spreadsheet
 * would take for a formula (= + - @ TAB CR) gets a ' before it.  Line feeds
 * stay, all else is as text_visible shows it.
 */
void	text_csv(FILE *out, const char *s, bool neutral);
/* A JSON string with its quotes; invalid UTF-8 becomes U+FFFD. */
void	text_json(FILE *out, const char *s);
/*
 * A JSON text as one line, what text_visible would hide written as \uXXXX:
 * the same value to a program, and nothing that a terminal would obey.
 */
void	text_json_line(FILE *out, const char *json);
/* One word for a POSIX shell, in single quotes where it needs them. */
void	text_shell(FILE *out, const char *s);
/* Markdown table cell: | \ ` * _ < > [ ] escaped, visible. */
void	text_markdown(FILE *out, const char *s);

/*
 * A workload name: lower-case letters, digits and -, begins with a letter,
 * no - at the end or doubled, 1 to 52 bytes, and no id prefix (br-, sc-,
 * ts-, an-, wl-, gp-, iv-, ld-, cd-, ma-, ru-, pr-).
 */
bool	text_is_slug(const char *s);
/* A 12-digit account id. */
bool	text_is_account(const char *s);
/* The form of a region: words between -, the last of one or two digits. */
bool	text_is_region(const char *s);
/* Shell-style * and ? pattern over the whole of s; no classes, no escapes. */
bool	text_glob(const char *pattern, const char *s);

#endif
