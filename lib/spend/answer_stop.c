/* SPDX-License-Identifier: MIT */
/* Stop and resume: answered with the command to run; nothing is stopped. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "spend/answer.h"

int
answer_stop(struct answer *a)
{
	bool resume = a->q.intent == INTENT_RESUME, suspended, may;
	const char *name = a->q.slot[SLOT_WORKLOAD];
	char *control = NULL;
	cJSON *words;
	int status = db_get_text(a->f, &control, SQL_ANSWER_CONTROL, "s",
	    name);

	if (status != FOC_OK)
		return status;
	suspended = control != NULL && strcmp(control, "SUSPENDED") == 0;
	/* The owner stops, or the lead; only the lead resumes. */
	may = (a->f->roles & ROLE_FINOPS_LEAD) != 0;
	if (!resume && !may) {
		int64_t owns = 0;

		status = db_get_int(a->f, &owns, SQL_ANSWER_OWNS, "ssi", name,
		    a->f->actor, a->f->now);
		may = owns != 0;
	}
	fact_text(a->facts, "control", control);
	cJSON_AddBoolToObject(a->facts, "may", may);
	words = fact_list(a->facts, "command");
	cJSON_AddItemToArray(words, cJSON_CreateString("foc-bill"));
	cJSON_AddItemToArray(words, cJSON_CreateString(resume ? "resume" :
	    "stop"));
	cJSON_AddItemToArray(words, cJSON_CreateString(name));
	cJSON_AddItemToArray(words, cJSON_CreateString("--rationale"));
	cJSON_AddItemToArray(words, cJSON_CreateString("WHY"));
	if (resume != suspended)
		say(a, resume ? "resume.not-stopped" : "stop.already",
		    "workload", name, NULL);
	else
		say(a, resume ? "resume" : "stop", "workload", name, NULL);
	if (!may)
		say(a, resume ? "resume.may-not" : "stop.may-not", NULL);
	free(control);
	return status;
}
