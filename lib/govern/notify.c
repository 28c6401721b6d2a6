/* SPDX-License-Identifier: MIT */
/*
 * What people should be told: it follows from the state, nothing of it is
 * kept, and nothing is sent.
 */
#include <stdlib.h>
#include <string.h>

#include "core/embed.h"
#include "core/mem.h"
#include "db/db.h"
#include "govern/fill.h"

/* govern/notify_rejected.txt of REJECTED. */
static const char *
template_of(const char *type)
{
	char *name = xasprintf("govern/notify_%s.txt", type), *p;
	const char *text;

	for (p = name; *p != '\0'; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	text = embed_text(name);
	free(name);
	return text;
}

/* A template's first line is the subject. */
static int
write_text(struct foc *f, struct rows *r, char **subject, char **body)
{
	const struct value v[] = {
		{ "workload", db_text(r, 4), NULL },
		{ "request", db_text(r, 5), NULL },
		{ "product", db_text(r, 6), NULL },
		{ "due", db_text(r, 7), NULL },
		{ "reason", db_text(r, 8), NULL },
		{ "about", db_text(r, 9), NULL },
		{ "who", db_text(r, 10), NULL },
		{ "object", db_text(r, 11), NULL },
	};
	const struct values all = { v, sizeof(v) / sizeof(v[0]) };
	const char *tmpl = template_of(db_text(r, 0)), *end;
	size_t size;
	FILE *to;
	int bad;

	if (tmpl == NULL || (end = strchr(tmpl, '\n')) == NULL)
		return foc_fail(f, FOC_SYSTEM, "%s: has no template",
		    db_text(r, 0));
	if ((to = memstream(subject, &size)) == NULL)
		return foc_fail(f, FOC_SYSTEM, "no memory");
	bad = fill_text(to, tmpl, (size_t)(end - tmpl), &all, FILL_PROSE);
	fclose(to);
	if ((to = memstream(body, &size)) == NULL)
		return foc_fail(f, FOC_SYSTEM, "no memory");
	bad |= fill_text(to, end + 1, strlen(end + 1), &all, FILL_PROSE);
	fclose(to);
	return bad == 0 ? FOC_OK : foc_fail(f, FOC_SYSTEM, "%s: its template "
	    "asks for what is not there", db_text(r, 0));
}

static int
give(struct foc *f, struct rows *r, struct foc_out *out)
{
	char *subject = NULL, *body = NULL;
	int status = write_text(f, r, &subject, &body);

	if (status == FOC_OK)
		status = db_emit(f, out, NULL, SQL_NOTIFY_RECORD, "ssisssss",
		    db_text(r, 1), db_text(r, 0), db_int(r, 2), db_text(r, 3),
		    db_text(r, 4), db_text(r, 5), subject, body);
	free(subject);
	free(body);
	return status;
}

int
foc_request_notify(struct foc *f, const char *id,
    const struct foc_span *span, struct foc_out *out)
{
	struct rows r;
	int64_t n = 0;
	int status, worst = FOC_OK;

	db_query(&r, f, SQL_NOTIFY_FACTS, "siII", id, f->now, span->from,
	    span->to);
	for (; worst == FOC_OK && db_next(&r); n++)
		worst = give(f, &r, out);
	status = db_done(&r);
	if (status != FOC_OK || worst != FOC_OK)
		return status != FOC_OK ? status : worst;
	if (id != NULL && n == 0)
		return foc_fail(f, FOC_REFUSED, "%s: nobody has to be told "
		    "anything about it; foc-request notify shows what there "
		    "is", id);
	return FOC_OK;
}
