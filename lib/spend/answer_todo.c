/* SPDX-License-Identifier: MIT */
/* What waits for the one who asks. */
#include <stdlib.h>

#include "core/mem.h"
#include "spend/answer.h"

#define TOLD_MAX	7

static void
add_item(struct rows *r, cJSON *list, bool overdue)
{
	cJSON *o = fact_item(list);

	fact_text(o, "what", db_text(r, 0));
	fact_text(o, "object", db_text(r, 1));
	fact_text(o, "about", db_text(r, 2));
	fact_time(o, "due_at", db_opt(r, 3));
	cJSON_AddBoolToObject(o, "overdue", overdue);
}

static int
read_items(struct answer *a, char **told, int64_t *n, int64_t *late)
{
	cJSON *list = fact_list(a->facts, "items");
	struct rows r;
	char *key, *part, *longer;
	bool overdue;

	db_query(&r, a->f, SQL_ANSWER_TODO, "sii", a->f->actor, a->f->now,
	    (int64_t)a->f->roles);
	while (db_next(&r)) {
		overdue = !db_null(&r, 3) && db_int(&r, 3) < a->f->now;
		*late += overdue;
		add_item(&r, list, overdue);
		if (++*n > TOLD_MAX)
			continue;
		key = xasprintf("todo.%s", db_text(&r, 0));
		part = phrase(key, "id", db_text(&r, 1), "about",
		    db_text(&r, 2), NULL);
		longer = xasprintf("%s%s%s%s", *told != NULL ? *told : "",
		    *told != NULL ? "; " : "", part, overdue ? " (overdue)" :
		    "");
		free(*told);
		*told = longer;
		free(part);
		free(key);
	}
	return db_done(&r);
}

int
answer_todo(struct answer *a)
{
	char *told = NULL, text[SAY_MAX];
	int64_t n = 0, late = 0;
	int status = read_items(a, &told, &n, &late);

	fact_number(a->facts, "waiting", n);
	fact_number(a->facts, "overdue", late);
	if (n == 0)
		say(a, "todo.none", NULL);
	else
		say(a, n == 1 ? "todo.one" : "todo.all", "n", say_count(text,
		    n), "list", told, NULL);
	if (n > TOLD_MAX)
		say(a, "more", "n", say_count(text, n - TOLD_MAX), NULL);
	free(told);
	return status;
}
