/* SPDX-License-Identifier: MIT */
/*
 * State machines.  One table of arrows each; everything asks the tables: the
 * move, the refusal, the words of --state, foc states and the tests.
 *
 * A move is a compare-and-set together with its audit event, in the caller's
 * transaction.  Columns that belong to a move are set between machine_may,
 * which refuses what may not be, and machine_move, whose event binds the rows
 * as they then are.
 */
#ifndef FOC_DB_MACHINE_H
#define FOC_DB_MACHINE_H

#include "db/db.h"

#define BY_SYSTEM	0U	/* roles of an arrow that is a consequence */

struct arrow {
	const char *from;	/* NULL: where the thing begins */
	const char *verb;
	const char *to;
	unsigned roles;		/* any of these, or BY_SYSTEM */
};

enum machine_id {
	MACHINE_ONBOARDING,	/* a request, br-1 */
	MACHINE_SCOPE,		/* sc-1 */
	MACHINE_SCOPE_CLAUDE_PLATFORM,
	MACHINE_TASK,		/* ts-1 */
	MACHINE_MODEL,		/* PLATFORM:MODEL */
	MACHINE_CONTROL,	/* of a workload, wl-NAME */
	MACHINE_PREREQUISITE,	/* NAME:ACCOUNT */
	MACHINE_GAP,
	MACHINE_INVESTIGATION,
	MACHINE_CARD,		/* cd-... */
	MACHINE_MODEL_ACCESS,	/* ma-1 */
	MACHINE_LOAD,		/* ld-1 */
	MACHINE__MAX
};

struct machine {
	const char *name;
	const struct arrow *arrows;
	size_t	n;
	enum sql_id state, move;	/* SQL__MAX: has no table yet */
};

const struct machine *machine_get(enum machine_id m);
/* The arrow that verb takes from a state (NULL: a beginning), or NULL. */
const struct arrow *machine_arrow(enum machine_id m, const char *from,
	    const char *verb);

/*
 * Whether the actor may do verb to the thing now: FOC_REFUSED, with who came
 * first where somebody did, if not.  *as, where not NULL, is the role.
 */
int	machine_may(struct foc *f, enum machine_id m, const char *id,
	    const char *verb, const char **as);
int	machine_move(struct foc *f, enum machine_id m, const char *id,
	    const char *verb, const char *rationale);
/* The thing was just inserted in the state that verb begins with. */
int	machine_begin(struct foc *f, enum machine_id m, const char *id,
	    const char *verb, const char *rationale);
/* The state that a beginning leads to. */
const char *machine_first(enum machine_id m, const char *verb);

/* FOC_USAGE, naming the words, where state is neither NULL nor one. */
int	machine_check_state(struct foc *f, enum machine_id m,
	    const char *state);
/* The same where things of two machines stand beside each other. */
int	machine_check_states(struct foc *f, enum machine_id a,
	    enum machine_id b, const char *state);

/*
 * Somebody else may have been first: " (by PERSON at TIME)" of the event that
 * brought it into this state, "" where there is none.
 */
#define MACHINE_WHO_MAX	128
int	machine_winner(struct foc *f, const char *what, const char *state,
	    char *who, size_t size);

#endif
