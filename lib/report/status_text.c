/* SPDX-License-Identifier: MIT */
/* How things stand, for a terminal. */
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "report/status.h"

#define TODO_MAX 5		/* shown of a kind; the record has all */

static const char *
word(const cJSON *object, const char *key)
{
	const char *text = json_string(object, key);

	return text != NULL ? text : "\u2013";
}

/* "2 ACTIVE, 1 SUSPENDED" of {"ACTIVE":2,"SUSPENDED":1}. */
static void
put_counts(FILE *to, const char *title, const cJSON *counts)
{
	const cJSON *c;

	fprintf(to, "%-16s", title);
	cJSON_ArrayForEach(c, counts)
		fprintf(to, "%s %s%s", c->valuestring != NULL ?
		    c->valuestring : "", c->string, c->next != NULL ? ", " :
		    "");
	fputs(counts == NULL || counts->child == NULL ? "none\n" : "\n", to);
}

static void
put_last(FILE *to, const char *title, const cJSON *last, const char *key)
{
	const cJSON *one = json_member(last, key);

	if (json_string(one, "at") == NULL)
		fprintf(to, "%-16snever\n", title);
	else
		fprintf(to, "%-16s%.16s  %s\n", title, json_string(one, "at"),
		    word(one, "id"));
}

/* Of an ARN what stands after the account. */
static const char *
about_text(const cJSON *t)
{
	const char *about = word(t, "about"), *colon;

	colon = strncmp(about, "arn:", 4) == 0 ? strrchr(about, ':') : NULL;
	return colon != NULL ? colon + 1 : about;
}

static void
put_one(FILE *to, const cJSON *t)
{
	const char *due = json_string(t, "due_at");
	char *about = text_visible_cut(about_text(t), 36);

	fprintf(to, "  %-12s%-22s %s%s%.10s%s\n", word(t, "what"),
	    word(t, "object"), about, due != NULL ? ", due " : "",
	    due != NULL ? due : "",
	    cJSON_IsTrue(json_member(t, "overdue")) ? ", OVERDUE" : "");
	free(about);
}

/* The first of each thing there is to do, and how many more there are. */
static void
put_todo(FILE *to, const cJSON *record)
{
	const cJSON *t, *todo = json_member(record, "todo");
	int shown = 0, more = 0, n = cJSON_GetArraySize(todo);

	if (json_string(record, "actor") == NULL) {
		fputs("\nWho asks is not known, so nothing waits for him\n",
		    to);
		return;
	}
	fprintf(to, "\n%d %s for %s%s\n", n, n == 1 ? "thing waits" :
	    "things wait", json_string(record, "actor"), n > 0 ? ":" : "");
	cJSON_ArrayForEach(t, todo) {
		if (shown++ < TODO_MAX)
			put_one(to, t);
		else
			more++;
		if (t->next != NULL && strcmp(word(t, "what"),
		    word(t->next, "what")) == 0)
			continue;
		if (more > 0)
			fprintf(to, "  %-12sand %d more\n", word(t, "what"),
			    more);
		shown = more = 0;
	}
}

/*
 * Where none was ever detected, no gap is no news.  Only those of attribution
 * are spend without an owner; what the others have belongs to a workload.
 */
static void
put_gaps(FILE *to, const cJSON *gaps, const cJSON *last)
{
	const char *open = json_number(gaps, "open");
	char *usd;

	if (json_string(json_member(last, "gap"), "at") == NULL) {
		fprintf(to, "%-16snone was ever detected; foc-gaps detect looks "
		    "for them\n", "Gaps");
		return;
	}
	usd = cell_text(gaps, "open_usd", '$', true);
	fprintf(to, "%-16s%s open, $%s without a workload as last measured\n",
	    "Gaps", open != NULL ? open : "0", usd);
	free(usd);
}

void
status_text(FILE *to, const cJSON *record, const struct foc_out_options *o)
{
	const cJSON *last = json_member(record, "last"), *payer;

	if (o->sandbox)
		fputs("SANDBOX\n", to);
	fprintf(to, "%-16s%.16s\n", "Data until", word(record, "data_until"));
	cJSON_ArrayForEach(payer, json_member(record, "payers"))
		fprintf(to, "  %-14s%.16s  %s\n", word(payer, "payer"),
		    word(payer, "data_until"), word(payer, "load"));
	put_last(to, "Last load", last, "load");
	put_last(to, "Last card", last, "card");
	put_last(to, "Last new gap", last, "gap");
	put_last(to, "Last signal", last, "investigation");
	put_counts(to, "Requests", json_member(record, "requests"));
	put_counts(to, "Tasks", json_member(record, "tasks"));
	put_counts(to, "Live workloads", json_member(record, "workloads"));
	put_counts(to, "Cards", json_member(record, "cards"));
	put_gaps(to, json_member(record, "gaps"), last);
	put_counts(to, "Investigations", json_member(record,
	    "investigations"));
	put_todo(to, record);
}
