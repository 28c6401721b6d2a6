/* SPDX-License-Identifier: MIT */
/* A decision about access between its reading and its making. */
#ifndef FOC_GOVERN_GRANT_H
#define FOC_GOVERN_GRANT_H

#include "db/machine.h"
#include "govern/route.h"
#include "govern/words.h"

#define CLAUDE_PLATFORM	"CLAUDE_PLATFORM"

struct platform {
	const char *name;
	const char *task;		/* the first that a scope needs */
	enum machine_id scope;
};

struct grant {
	struct foc *f;
	char	*id;			/* of the request */
	const struct platform *platform;	/* NULL: INFRASTRUCTURE */
	const char *priority, *rationale;
	char	*model, *catalog;	/* of which platform's catalog */
	struct words accounts, regions;
	char	*workspace;		/* "" but on the Claude Platform */
	char	*map_id, *map_method;	/* or NULL */
	bool	restricted;		/* the model is, and that was said */
	bool	neutral;		/* the unpublished key is asked for */
	/* of the request */
	char	*workload, *availability, *requested_tokens, *use_case;
	char	*runtime, *state;
	int64_t	requested_usd, from, to, growth;
	bool	has_case;
	/* decided */
	int64_t	usd, due;		/* usd DB_NULL: stays as it is */
	char	*tokens;
	bool	acknowledged;		/* the business case */
};

/* --- grant_read.c */

/* What the file has of the request g->id. */
int	grant_request(struct grant *g);
/*
 * What was asked for, and what the lead decides about it, checked.  A first
 * grant needs everything, what is added later no estimate.
 */
int	grant_read(struct grant *g, const struct foc_grant *o, bool first);
/* The parts of it that other decisions need. */
int	grant_read_platform(struct grant *g, const char *text);
int	grant_read_priority(struct grant *g, const char *text);
int	grant_read_model(struct grant *g, const char *name, bool restricted_ok);
/* id NULL: only what the workload has already. */
int	grant_read_map(struct grant *g, const char *id, const char *method);
void	grant_free(struct grant *g);
const struct platform *platform_of(const char *name);	/* NULL: none */

/* --- grant_estimate.c */

/*
 * Dollars, or tokens to be priced; else, in a first grant, what was asked
 * for.
 */
int	grant_read_estimate(struct grant *g, const struct foc_grant *o,
	    bool first);
/* Price those tokens in g's regions; the dearest counts, of all calls. */
int	grant_price(struct grant *g);
/* A notice, where the tokens asked for cost something else. */
void	grant_say_price(struct grant *g);

/* --- grant_where.c */

int	grant_read_workspace(struct grant *g, const char *name);

/* --- grant.c */

/* One place in which a model may be used. */
struct place {
	const char *account, *region, *role;
	const char *action_scope;	/* NULL: INFERENCE */
	const char *replaces;		/* a scope, or NULL */
};

/*
 * Make its scope: the beginning is "grant" or "propose".  *id is malloc'd.
 */
int	scope_make(struct grant *g, const struct place *p, const char *verb,
	    char **id);
/* The name of the role in an account; malloc'd. */
int	grant_role(struct grant *g, const char *account, char **role);
/* What the bill will know it by, where it is not there yet. */
int	grant_anchor(struct grant *g, const char *account, const char *role);
int	check_prerequisites(struct grant *g, const char *account);
int	grant_set_estimate(struct grant *g);
/* What a later decision, `verb`, changes of the request itself. */
int	grant_added(struct grant *g, const char *verb);
int	anchor_make(struct foc *f, const char *workload, const char *request,
	    const char *kind, const char *value, const char *account,
	    const char *role);

/* --- opening.c */

struct opening {			/* a task to be */
	const char *type;
	char	*scope, *account;	/* or NULL */
	size_t	after;			/* 1 + the index of what comes first */
};

struct openings {
	struct opening *o;
	size_t	n;
};

void	openings_add(struct openings *w, const char *type, const char *scope,
	    const char *account, size_t after);
/* All that a new scope needs; *tagged: its role has its MAP tag already. */
void	openings_scope(struct openings *w, const struct grant *g,
	    const char *scope, bool *tagged);
/* The tag for MAP, if it has one. */
void	openings_map(struct openings *w, const struct grant *g,
	    const char *scope, bool *tagged);
int	openings_make(struct grant *g, const struct openings *w);
void	openings_free(struct openings *w);

/* --- scope.c */

struct scope {
	char	*id, *request, *workload, *platform, *model, *account, *region;
	char	*workspace, *action_scope, *role, *state, *replaces;
	bool	neutral;
};

/* FOC_REFUSED where there is none. */
int	scope_load(struct foc *f, const char *id, struct scope *s);
void	scope_free(struct scope *s);
/* Verbs of the machine that its platform has. */
int	scope_may(struct foc *f, const struct scope *s, const char *verb);
int	scope_move(struct foc *f, const struct scope *s, const char *verb,
	    const char *rationale);
int	scope_give(struct foc *f, const char *id, struct foc_out *out);
/* Ids of live scopes; arguments may be NULL: any. */
int	scopes_of(struct foc *f, const char *request, const char *account,
	    const char *state, const char *action_scope, struct words *ids);
/* One column of text of all rows of a statement. */
int	ids_of(struct foc *f, enum sql_id id, const char *a, const char *b,
	    struct words *ids);
/*
 * The granted request that WORKLOAD, wl-WORKLOAD or br-N means; malloc'd.
 * FOC_REFUSED where there is none, or more than one.
 */
int	granted_request(struct foc *f, const char *what, char **id);
/* The actor may decide about what was granted: neither asked nor does it. */
int	may_decide(struct foc *f, const char *what, const char *request,
	    const char *verb);
/* When nothing of a request is left to do, it is ready to be claimed. */
int	request_settle(struct foc *f, const char *request);
/* A notice, where nothing is left that would make it so. */
int	request_tell(struct foc *f, const char *request);

#endif
