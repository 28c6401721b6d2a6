/* SPDX-License-Identifier: MIT */
/* What may happen to a thing, and making it so. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "db/machine.h"

#define WORDS_MAX 256

static bool
same_state(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

const struct arrow *
machine_arrow(enum machine_id id, const char *from, const char *verb)
{
	const struct machine *m = machine_get(id);
	size_t i;

	for (i = 0; i < m->n; i++)
		if (strcmp(m->arrows[i].verb, verb) == 0 &&
		    same_state(m->arrows[i].from, from))
			return &m->arrows[i];
	return NULL;
}

const char *
machine_first(enum machine_id m, const char *verb)
{
	return machine_arrow(m, NULL, verb)->to;
}

/* Add a word to "A, B or C"-like lists; cut, never spilt. */
static void
add_word(char *buf, size_t size, const char *between, const char *word)
{
	size_t used = strlen(buf);

	snprintf(buf + used, size - used, "%s%s", used > 0 ? between : "",
	    word);
}

int
machine_winner(struct foc *f, const char *what, const char *state, char *who,
    size_t size)
{
	struct rows r;

	*who = '\0';
	db_query(&r, f, SQL_MACHINE_WINNER, "ss", what, state);
	if (db_next(&r))
		snprintf(who, size, " (by %s at %s)", db_text(&r, 0),
		    db_text(&r, 1));
	return db_done(&r);
}

static int
refuse(struct foc *f, enum machine_id id, const char *what, const char *verb,
    const char *state)
{
	const struct machine *m = machine_get(id);
	char needs[WORDS_MAX] = "", who[MACHINE_WHO_MAX];
	size_t i;
	int status;

	for (i = 0; i < m->n; i++)
		if (strcmp(m->arrows[i].verb, verb) == 0 &&
		    m->arrows[i].from != NULL)
			add_word(needs, sizeof(needs), " or ",
			    m->arrows[i].from);
	if ((status = machine_winner(f, what, state, who, sizeof(who))) !=
	    FOC_OK)
		return status;
	return foc_fail(f, FOC_REFUSED, "%s: cannot %s: state is %s%s, "
	    "needs %s", what, verb, state, who, needs);
}

/* What has the things of a machine in it. */
static const char *const lists[MACHINE__MAX] = {
	[MACHINE_ONBOARDING] = "foc-request list",
	[MACHINE_SCOPE] = "foc-approve scopes",
	[MACHINE_SCOPE_CLAUDE_PLATFORM] = "foc-approve scopes",
	[MACHINE_TASK] = "foc-task list",
	[MACHINE_MODEL] = "foc-model list",
	[MACHINE_CONTROL] = "foc-workload list",
	[MACHINE_PREREQUISITE] = "foc-prereq list",
	[MACHINE_GAP] = "foc-gaps list",
	[MACHINE_INVESTIGATION] = "foc-watch list",
	[MACHINE_CARD] = "foc-spendcard list",
	[MACHINE_MODEL_ACCESS] = "foc-request list --model-access",
	[MACHINE_LOAD] = "foc-db loads",
};

/* The arrow that verb would take now; *state is the caller's to free. */
static int
find(struct foc *f, enum machine_id id, const char *what, const char *verb,
    char **state, const struct arrow **a)
{
	int status;

	*state = NULL;
	if ((status = db_get_text(f, state, machine_get(id)->state, "s",
	    what)) != FOC_OK)
		return status;
	if (*state == NULL)
		return foc_fail(f, FOC_REFUSED, "%s: there is none; %s shows "
		    "what there is", what, lists[id]);
	*a = machine_arrow(id, *state, verb);
	if (*a == NULL)
		return refuse(f, id, what, verb, *state);
	return FOC_OK;
}

/* need_role, with the thing and the verb in front of the sentence. */
static int
allowed(struct foc *f, const char *what, const struct arrow *a,
    const char **as)
{
	char why[ERR_TEXT_MAX];

	*as = "system";
	if (a->roles == BY_SYSTEM || need_role(f, a->roles, as) == FOC_OK)
		return FOC_OK;
	snprintf(why, sizeof(why), "%s", foc_errmsg(f));
	return foc_fail(f, FOC_REFUSED, "%s: cannot %s: %s", what, a->verb,
	    why);
}

int
machine_may(struct foc *f, enum machine_id m, const char *id,
    const char *verb, const char **as)
{
	const struct arrow *a;
	const char *role;
	char *state;
	int status;

	status = find(f, m, id, verb, &state, &a);
	if (status == FOC_OK)
		status = allowed(f, id, a, &role);
	if (status == FOC_OK && as != NULL)
		*as = role;
	free(state);
	return status;
}

int
machine_move(struct foc *f, enum machine_id m, const char *id,
    const char *verb, const char *rationale)
{
	const struct arrow *a;
	const char *role;
	char *state, *now = NULL;
	int status;

	status = find(f, m, id, verb, &state, &a);
	if (status == FOC_OK)
		status = allowed(f, id, a, &role);
	if (status == FOC_OK)
		status = db_run(f, machine_get(m)->move, "sss", id, a->from,
		    a->to);
	if (status != FOC_OK)
		goto out;
	if (db_changes(f) == 1) {
		status = audit_add(f, role, verb, id, a->from, a->to,
		    rationale);
		goto out;
	}
	status = db_get_text(f, &now, machine_get(m)->state, "s", id);
	if (status == FOC_OK)
		status = refuse(f, m, id, verb, now != NULL ? now : "gone");
out:
	free(now);
	free(state);
	return status;
}

int
machine_begin(struct foc *f, enum machine_id m, const char *id,
    const char *verb, const char *rationale)
{
	const struct arrow *a = machine_arrow(m, NULL, verb);
	const char *role;
	int status;

	if ((status = allowed(f, id, a, &role)) != FOC_OK)
		return status;
	return audit_add(f, role, verb, id, NULL, a->to, rationale);
}

/* Every state is where some arrow leads: a thing has to get there. */
static bool
leads_to(const struct machine *m, size_t n, const char *state)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strcmp(m->arrows[i].to, state) == 0)
			return true;
	return false;
}

int
machine_check_states(struct foc *f, enum machine_id a, enum machine_id b,
    const char *state)
{
	const struct machine *m = machine_get(a), *other = machine_get(b);
	char words[WORDS_MAX] = "";
	size_t i;

	if (state == NULL || leads_to(m, m->n, state) ||
	    leads_to(other, other->n, state))
		return FOC_OK;
	for (i = 0; i < m->n; i++)
		if (!leads_to(m, i, m->arrows[i].to))
			add_word(words, sizeof(words), ", ", m->arrows[i].to);
	for (i = 0; i < other->n; i++)
		if (!leads_to(m, m->n, other->arrows[i].to) &&
		    !leads_to(other, i, other->arrows[i].to))
			add_word(words, sizeof(words), ", ",
			    other->arrows[i].to);
	return foc_fail(f, FOC_USAGE, "'%s' is no state; one of %s", state,
	    words);
}

int
machine_check_state(struct foc *f, enum machine_id id, const char *state)
{
	return machine_check_states(f, id, id, state);
}
