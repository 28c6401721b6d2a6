/* SPDX-License-Identifier: MIT */
/*
 * Strict JSON over cJSON.  A pre-scan holds the text to RFC 8259 and to
 * our limits before cJSON sees it, and numbers keep their digits: in the
 * tree every number is a cJSON_Raw item whose valuestring is its text, so
 * printing a tree prints the numbers as they came, to the last digit.
 */
#ifndef FOC_CORE_JSON_H
#define FOC_CORE_JSON_H

#include <cjson/cJSON.h>
#include <stddef.h>

#include "core/err.h"

#define JSON_DEPTH_MAX	32

/*
 * Parse one value of len bytes.  Refused: bad UTF-8, NUL and \u0000, lone
 * surrogates, control characters in strings, duplicate keys in one object
 * (compared after unescaping), depth over 32, text after the value, any
 * departure from the grammar.  On failure returns NULL with e set: status
 * FOC_BAD_INPUT, "column N: what" counted in bytes from 1.
 * The tree is the caller's, cJSON_Delete.
 */
cJSON	*json_parse(const char *s, size_t len, struct err *e);

/* Member `key` (case-sensitive), or NULL. */
cJSON	*json_member(const cJSON *object, const char *key);
/* The string member `key`, or NULL where absent or no string. */
const char *json_string(const cJSON *object, const char *key);
/* The digits of the number member `key`, or NULL. */
const char *json_number(const cJSON *object, const char *key);

/* The tree as one line; malloc'd (free). */
char	*json_print(const cJSON *item);

#endif
