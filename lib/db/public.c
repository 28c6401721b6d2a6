/* SPDX-License-Identifier: MIT */
/* The small calls of foc.h that only look at the handle or at text. */
#include <string.h>

#include "core/json.h"
#include "core/mem.h"
#include "core/text.h"
#include "db/db.h"

bool
foc_is_sandbox(const struct foc *f)
{
	return f->sandbox;
}

char *
foc_label(struct foc *f, int level)
{
	const char key[] = { 'l', 'a', 'b', 'e', 'l', '_', 'e',
	    (char)('0' + level), '\0' };
	char *label = NULL;

	return db_meta(f, key, &label) == FOC_OK ? label : NULL;
}

int64_t
foc_now(const struct foc *f)
{
	return f->now;
}

void
foc_interrupt(void)
{
	foc_interrupted = 1;
}

bool
foc_recorded(const struct foc *f, int64_t *first, int64_t *last)
{
	*first = f->first_event;
	*last = f->last_event;
	return f->first_event >= 0;
}

int
foc_head_id(struct foc *f, const char *line, size_t len, char **id)
{
	struct err e;
	cJSON *record = json_parse(line, len, &e);
	const char *text = record != NULL ? json_string(record, "id") : NULL;
	bool bare = text != NULL && json_member(record, "kind") == NULL;

	*id = bare ? xstrdup(text) : NULL;
	cJSON_Delete(record);
	return bare ? FOC_OK : foc_record_id(f, line, len, "head", id);
}

int
foc_record_id(struct foc *f, const char *line, size_t len, const char *kind,
    char **id)
{
	cJSON *record = json_parse(line, len, &f->err);
	const char *is, *text;
	int status = FOC_OK;

	*id = NULL;
	if (record == NULL)
		return f->err.status;
	is = json_string(record, "kind");
	text = json_string(record, "id");
	if (is == NULL || text == NULL)
		status = foc_fail(f, FOC_BAD_INPUT, "a record needs \"kind\" "
		    "and \"id\"; this has not");
	else if (strcmp(is, kind) != 0)
		status = foc_fail(f, FOC_BAD_INPUT, "is a record of kind '%s', "
		    "this takes '%s'", is, kind);
	else
		*id = xstrdup(text);
	cJSON_Delete(record);
	return status;
}

char *
foc_visible(const char *text)
{
	return text_visible(text);
}

int64_t
foc_clock(void)
{
	return utc_now();
}

int
foc_time_parse(const char *text, int64_t *t)
{
	return utc_parse_any(text, strlen(text), t);
}

int
foc_week_parse(const char *text, int64_t *monday)
{
	return utc_parse_week(text, strlen(text), monday);
}

int
foc_month_parse(const char *text, int64_t *from, int64_t *to)
{
	return utc_parse_month(text, strlen(text), from, to);
}

int64_t
foc_week_start(int64_t t)
{
	return utc_week_start(t);
}

int64_t
foc_month_start(int64_t t)
{
	return utc_month_start(t);
}
