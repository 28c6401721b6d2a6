/* SPDX-License-Identifier: MIT */
/*
 * A log file is one JSON object, {"Records":[...]}, of any length.  It is
 * taken apart as it comes: a record is parsed when it is whole, and what is
 * left around the records at the end.  So all of it is held to the grammar,
 * and never all of it in memory.
 */
#include <stdlib.h>
#include <string.h>

#include "core/json.h"
#include "core/mem.h"
#include "ingest/trail.h"

#define PART_MAX	((size_t)1024 * 1024)

struct part {
	char	*s;
	size_t	len, max;
};

struct trail_reader {
	struct trail_file *t;
	struct part frame;		/* the file without its records */
	struct part record;		/* what has come of the one at hand */
	int	depth;			/* of brackets */
	bool	in_text, escaped;
	bool	listing, listed;	/* within Records; they were there */
	struct err why;
};

static int
put(struct trail_reader *r, char c)
{
	struct part *p = r->listing ? &r->record : &r->frame;

	if (p->len == PART_MAX && r->listing)
		return err_set(&r->why, FOC_BAD_INPUT, "record %lld: is "
		    "longer than 1 MiB", (long long)r->t->events + 1);
	if (p->len == PART_MAX)
		return err_set(&r->why, FOC_BAD_INPUT, "is no CloudTrail log "
		    "file: it has more than 1 MiB besides Records");
	if (p->len == p->max) {
		p->max = p->max == 0 ? 4096 : p->max * 2;
		p->s = xreallocarray(p->s, p->max, 1);
	}
	p->s[p->len++] = c;
	return FOC_OK;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static size_t
without_blanks(const char *s, size_t n)
{
	while (n > 0 && is_blank(s[n - 1]))
		n--;
	return n;
}

/* Does it end in the key Records and a colon? */
static bool
names_records(const struct part *p)
{
	static const char key[] = "\"Records\"";
	const size_t len = sizeof(key) - 1;
	size_t n = without_blanks(p->s, p->len);

	if (n == 0 || p->s[n - 1] != ':')
		return false;
	n = without_blanks(p->s, n - 1);
	/* After a backslash it is the end of a longer key. */
	return n > len && memcmp(p->s + n - len, key, len) == 0 &&
	    p->s[n - len - 1] != '\\';
}

static int
end_record(struct trail_reader *r)
{
	struct part *p = &r->record;
	cJSON *event;
	struct err e;
	int status;

	r->t->events++;
	event = json_parse(p->s, p->len, &e);
	status = event != NULL ? trail_record(r->t, event, &e) : e.status;
	cJSON_Delete(event);
	p->len = 0;
	return status == FOC_OK ? FOC_OK : err_set(&r->why, status,
	    "record %lld: %s", (long long)r->t->events, e.text);
}

static int
begin_list(struct trail_reader *r)
{
	int status = put(r, '[');

	r->depth++;
	r->listing = r->listed = true;
	return status;
}

/* No record at all is a list, too; none behind a comma is a mistake. */
static int
end_list(struct trail_reader *r, char c)
{
	bool none = r->t->events == 0 &&
	    without_blanks(r->record.s, r->record.len) == 0;
	int status = none ? FOC_OK : end_record(r);

	r->listing = false;
	return status == FOC_OK ? put(r, c) : status;
}

/* A byte that may begin or end something. */
static int
take_mark(struct trail_reader *r, char c)
{
	switch (c) {
	case '"':
		r->in_text = true;
		break;
	case '[':
	case '{':
		if (c == '[' && r->depth == 1 && names_records(&r->frame))
			return begin_list(r);
		if (++r->depth > JSON_DEPTH_MAX)
			return err_set(&r->why, FOC_BAD_INPUT, "record %lld: "
			    "nested too deep", (long long)r->t->events + 1);
		break;
	case ']':
	case '}':
		r->depth--;
		if (r->listing && r->depth == 1)
			return end_list(r, c);
		break;
	case ',':
		if (r->listing && r->depth == 2)
			return end_record(r);
		break;
	}
	return put(r, c);
}

static int
take_text(struct trail_reader *r, char c)
{
	if (!r->escaped && c == '"')
		r->in_text = false;
	r->escaped = !r->escaped && c == '\\';
	return put(r, c);
}

struct trail_reader *
trail_open(struct trail_file *t)
{
	struct trail_reader *r = xcalloc(1, sizeof(*r));

	*t = (struct trail_file){ .n = 0 };
	r->t = t;
	return r;
}

bool
trail_feed(struct trail_reader *r, const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n && r->why.status == FOC_OK; i++)
		if (r->in_text)
			take_text(r, s[i]);
		else
			take_mark(r, s[i]);
	return r->why.status == FOC_OK;
}

/* What stands around the records, with an empty list for them. */
static int
check_frame(struct trail_reader *r)
{
	struct err e;
	cJSON *tree = json_parse(r->frame.s, r->frame.len, &e);

	cJSON_Delete(tree);
	if (tree == NULL)
		return err_set(&r->why, e.status, "%s%s",
		    r->listed ? "without its records: " : "", e.text);
	if (!r->listed)
		return err_set(&r->why, FOC_BAD_INPUT, "is no CloudTrail log "
		    "file: it has no Records");
	return FOC_OK;
}

int
trail_close(struct trail_reader *r, struct err *e)
{
	int status = r->why.status;

	if (status == FOC_OK)
		status = check_frame(r);
	if (status != FOC_OK) {
		*e = r->why;
		trail_free(r->t);
	}
	free(r->frame.s);
	free(r->record.s);
	free(r);
	return status;
}
