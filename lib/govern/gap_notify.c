/* SPDX-License-Identifier: MIT */
/* Whom to tell of gaps: it follows from what was decided, nothing is sent. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "govern/gap.h"

#define COLUMNS		72

static void
put_wrapped(FILE *to, const char *text)
{
	size_t n;

	while (*text != '\0') {
		n = strlen(text);
		if (n > COLUMNS) {
			for (n = COLUMNS; n > 0 && text[n] != ' '; n--)
				continue;
			if (n == 0)
				n = strcspn(text, " ");
		}
		fprintf(to, "%.*s\n", (int)n, text);
		text += n + strspn(text + n, " ");
	}
}

/* Commands stand in, so that they are told from prose. */
static void
put_command(FILE *to, const char *command)
{
	size_t n;

	putc('\n', to);
	for (; *command != '\0'; command += n + (command[n] == '\n')) {
		n = strcspn(command, "\n");
		fprintf(to, "    %.*s\n", (int)n, command);
	}
}

static char *
write_step(const struct step *p, const char *rationale)
{
	char *body = NULL;
	size_t size, i;
	FILE *to = memstream(&body, &size);

	if (to == NULL)
		return xstrdup("");
	put_wrapped(to, p->instruction);
	if (rationale != NULL && *rationale != '\0') {
		fputs("\nWhy:\n", to);
		put_wrapped(to, rationale);
	}
	for (i = 0; i < p->n_commands; i++)
		put_command(to, p->command[i]);
	if (p->url != NULL)
		fprintf(to, "\n%s\n", p->url);
	fclose(to);
	return body;
}

/* Columns of gap_told. */
enum { COL_ID, COL_TYPE, COL_GAP, COL_AT, COL_TO, COL_WORKLOAD, COL_ACTION,
    COL_WHY };

static int
give(struct foc *f, struct rows *r, const char *subject, const char *body,
    struct foc_out *out)
{
	return db_emit(f, out, NULL, SQL_NOTIFY_RECORD, "ssissnss",
	    db_text(r, COL_ID), db_text(r, COL_TYPE), db_int(r, COL_AT),
	    db_text(r, COL_TO), db_text(r, COL_WORKLOAD), subject, body);
}

static int
give_gap(struct foc *f, struct rows *r, struct foc_out *out)
{
	struct gap_facts g;
	struct steps s = { 0 };
	char *body = NULL, *subject = NULL;
	int status = gap_read(f, db_text(r, COL_GAP),
	    db_text(r, COL_WORKLOAD), &g);

	if (status == FOC_OK)
		status = gap_steps(f, &g, db_text(r, COL_ACTION),
		    db_text(r, COL_WHY), &s);
	if (status == FOC_OK) {
		subject = xasprintf("%s %s", db_text(r, COL_GAP),
		    s.step[0].title);
		body = write_step(&s.step[0], db_text(r, COL_WHY));
		status = give(f, r, subject, body, out);
	}
	free(subject);
	free(body);
	steps_free(&s);
	gap_free(&g);
	return status;
}

static int
give_digest(struct foc *f, struct rows *r, struct foc_out *out)
{
	char *body = NULL, *subject = NULL;
	struct rows gap;
	int64_t n = 0, said = 0;
	size_t size;
	FILE *to = memstream(&body, &size);
	int status;

	if (to == NULL)
		return foc_fail(f, FOC_SYSTEM, "no memory");
	db_query(&gap, f, SQL_GAP_DIGEST, "");
	for (; db_next(&gap); said++) {
		if (said == 0) {
			n = db_int(&gap, 4);
			subject = xasprintf("%lld allocation gap%s wait%s, "
			    "%s dollars", (long long)n, n == 1 ? "" : "s",
			    n == 1 ? "s" : "", db_text(&gap, 5));
			fputs("Spend that nobody answers for yet, the "
			    "largest first:\n", to);
		}
		fprintf(to, "\n%s  %s  %s\n    %s\n", db_text(&gap, 0),
		    db_text(&gap, 1), db_text(&gap, 3), db_text(&gap, 2));
	}
	status = db_done(&gap);
	if (n > said)
		fprintf(to, "\nand %lld more.\n", (long long)(n - said));
	fputs("\n    foc-gaps list --state ACTIVE\n    foc-gaps act ID "
	    "--rationale WHY\n", to);
	fclose(to);
	if (status == FOC_OK)
		status = give(f, r, subject, body, out);
	free(subject);
	free(body);
	return status;
}

int
foc_gap_notify(struct foc *f, const char *id, const struct foc_span *span,
    struct foc_out *out)
{
	struct rows r;
	int64_t n = 0;
	int status, failed = FOC_OK;

	db_query(&r, f, SQL_GAP_TOLD, "siII", id, f->now, span->from,
	    span->to);
	for (; failed == FOC_OK && db_next(&r); n++)
		failed = db_null(&r, COL_GAP) ? give_digest(f, &r, out) :
		    give_gap(f, &r, out);
	status = db_done(&r);
	if (status != FOC_OK || failed != FOC_OK)
		return status != FOC_OK ? status : failed;
	if (id != NULL && n == 0)
		return foc_fail(f, FOC_REFUSED, "%s: nobody has to be told "
		    "anything about it; foc-gaps notify shows what there is",
		    id);
	return FOC_OK;
}
