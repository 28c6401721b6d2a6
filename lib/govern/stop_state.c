/* SPDX-License-Identifier: MIT */
/* A plan as it stands: what is known, what is left, and as a record. */
#include <stdlib.h>
#include <string.h>

#include "core/embed.h"
#include "core/mem.h"
#include "core/text.h"
#include "govern/stop.h"

static const char *const result_words[] = {
	[STOP_PENDING] = "PENDING", [STOP_DONE] = "DONE",
	[STOP_FAILED] = "FAILED", [STOP_NOT_NEEDED] = "NOT_NEEDED",
	[STOP_MANUAL] = "MANUAL",
};
_Static_assert(sizeof(result_words) / sizeof(result_words[0]) == STOP__MAX,
    "a word for every result");

const char *
stop_result_word(enum stop_result r)
{
	return result_words[r];
}

/* --- documents */

char *
stop_document_text(const struct stop_document *d)
{
	const char *text = embed_text(d->source);
	cJSON *tree = NULL;
	struct err e;
	char *small;

	if (text != NULL)
		tree = json_parse(text, strlen(text), &e);
	small = tree != NULL ? json_print(tree) : xstrdup("");
	cJSON_Delete(tree);
	return small;
}

size_t
stop_policy_size(void)
{
	char *text = stop_document_text(&stop_documents[0]);
	size_t len = strlen(text);

	free(text);
	return len;
}

/* A person who has to do it by hand needs the text too. */
bool
stop_plan_reads(const struct stop_plan *p, const struct stop_document *d)
{
	const struct stop_action *a;
	char *word = xasprintf("file://%s", d->name);
	bool found = false;
	size_t i, k;

	for (i = 0; i < p->n && !found; i++) {
		a = &p->action[i];
		for (k = 0; k < a->n && !found; k++)
			found = strcmp(a->argv[k], word) == 0;
		if (a->result == STOP_MANUAL && strstr(a->why, d->name) !=
		    NULL)
			found = true;
	}
	free(word);
	return found;
}

/* --- values */

const char *
stop_plan_value(const struct stop_plan *p, const char *name)
{
	size_t i;

	for (i = 0; i < p->n; i++)
		if (strcmp(p->action[i].gives, name) == 0 &&
		    *p->action[i].gave != '\0')
			return p->action[i].gave;
	return "";
}

/* Does an action that is not done yet still have to give it? */
static bool
is_to_come(const struct stop_plan *p, const char *name)
{
	size_t i;

	for (i = 0; i < p->n; i++)
		if (strcmp(p->action[i].gives, name) == 0 &&
		    p->action[i].result != STOP_DONE &&
		    p->action[i].result != STOP_NOT_NEEDED)
			return true;
	return false;
}

/*
 * Who gives a value need not where it is known; what is done for each word
 * of a value need not where there are none.
 */
void
stop_plan_settle(struct stop_plan *p)
{
	struct stop_action *a;
	size_t i;

	for (i = 0; i < p->n; i++) {
		a = &p->action[i];
		if (a->result == STOP_DONE || a->result == STOP_MANUAL)
			continue;
		if (*a->gives != '\0' && *stop_plan_value(p, a->gives) != '\0')
			a->result = STOP_NOT_NEEDED;
		if (*a->for_each != '\0' &&
		    *stop_plan_value(p, a->for_each) == '\0' &&
		    !is_to_come(p, a->for_each))
			a->result = STOP_NOT_NEEDED;
	}
}

void
stop_plan_free(struct stop_plan *p)
{
	struct stop_action *a;
	size_t i, k;

	for (i = 0; i < p->n; i++) {
		a = &p->action[i];
		for (k = 0; k < a->n; k++)
			free(a->argv[k]);
		free(a->argv);
		free(a->account);
		free(a->target);
		free(a->action);
		free(a->gives);
		free(a->for_each);
		free(a->done_if);
		free(a->why);
		free(a->detail);
		free(a->gave);
	}
	free(p->action);
	free(p->policy);
	free(p->shared);
	words_free(&p->limits);
	*p = (struct stop_plan){ 0 };
}

/* --- the record */

static void
member(FILE *out, const char *key, const char *text)
{
	fprintf(out, ",\"%s\":", key);
	if (*text != '\0')
		text_json(out, text);
	else
		fputs("null", out);
}

static void
write_action(FILE *out, const struct stop_action *a, size_t n)
{
	size_t i;

	fprintf(out, "%s{\"n\":%zu", n > 1 ? "," : "", n);
	member(out, "account", a->account);
	member(out, "target", a->target);
	member(out, "action", a->action);
	member(out, "result", stop_result_word(a->result));
	fputs(",\"command\":[", out);
	for (i = 0; i < a->n; i++) {
		fputs(i > 0 ? "," : "", out);
		text_json(out, a->argv[i]);
	}
	putc(']', out);
	member(out, "gives", a->gives);
	member(out, "for_each", a->for_each);
	member(out, "done_if", a->done_if);
	member(out, "why", a->why);
	member(out, "detail", a->detail);
	member(out, "gave", a->gave);
	putc('}', out);
}

/* JSON texts of the lists of a record. */
struct lists {
	char	*actions, *documents, *limits;
};

static void
write_lists(FILE *out[3], const struct stop_plan *p)
{
	const struct stop_document *d;
	char *text;
	size_t i, n = 0;

	for (i = 0; i < p->n; i++)
		write_action(out[0], &p->action[i], i + 1);
	for (d = stop_documents; d->name != NULL; d++) {
		if (!stop_plan_reads(p, d))
			continue;
		text = stop_document_text(d);
		fprintf(out[1], "%s{\"name\":\"%s\",\"policy\":%s}",
		    n++ > 0 ? "," : "", d->name, text);
		free(text);
	}
	for (i = 0; i < p->limits.n; i++) {
		fputs(i > 0 ? "," : "", out[2]);
		text_json(out[2], p->limits.word[i]);
	}
}

static int
make_lists(struct foc *f, const struct stop_plan *p, struct lists *l)
{
	size_t size[3], i;
	FILE *out[3] = {
		memstream(&l->actions, &size[0]),
		memstream(&l->documents, &size[1]),
		memstream(&l->limits, &size[2]),
	};

	for (i = 0; i < 3; i++) {
		if (out[i] == NULL)
			return foc_fail(f, FOC_SYSTEM, "no memory");
		putc('[', out[i]);
	}
	write_lists(out, p);
	for (i = 0; i < 3; i++) {
		putc(']', out[i]);
		fclose(out[i]);
	}
	return FOC_OK;
}

int
stop_give(struct foc *f, const struct stop_plan *p, struct foc_out *out)
{
	struct lists l = { 0 };
	int status;

	if (out == NULL)
		return FOC_OK;
	status = make_lists(f, p, &l);
	if (status == FOC_OK)
		status = db_emit(f, out, NULL, SQL_STOP_RECORD, "ssssssi",
		    p->workload, p->resume ? "resume" : "suspend", p->shared,
		    l.actions, l.documents, l.limits, p->event);
	free(l.actions);
	free(l.documents);
	free(l.limits);
	return status;
}
