/* SPDX-License-Identifier: MIT */
/*
 * libfoc: AI cost governance over one SQLite file.
 *
 * The only public header.  The library neither prints, exits, nor reads
 * the environment: a call returns an enum foc_status and leaves one
 * sentence on the handle (foc_errmsg); records go to a struct foc_out.
 * A handle belongs to one thread.  Strings passed in stay the caller's;
 * strings handed out live as the comment says.
 */
#ifndef FOC_H
#define FOC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

#define FOC_VERSION	"0.1.0"

/* The exit statuses of every program, and the results of every call. */
enum foc_status {
	FOC_OK = 0,
	FOC_REFUSED = 1,	/* refused or not found: the answer is no */
	FOC_USAGE = 2,
	FOC_BAD_INPUT = 3,
	FOC_SYSTEM = 4,		/* system or database failure */
	FOC_BUSY = 75		/* another writer holds the file; try again */
};

/* The worse of two statuses of a batch: 4, 3, 2, 75, 1, 0. */
int	foc_worst(int a, int b);

struct foc;
struct foc_out;

/* ---------------------------------------------------------------- the file */

enum foc_mode {
	FOC_READ,
	FOC_WRITE,
	FOC_MIGRATE			/* writes, also an older version */
};

struct foc_options {
	const char *path;
	enum foc_mode mode;
	int	wait;			/* seconds to wait for other writers */
	bool	dry_run;		/* every foc_end rolls back */
	bool	backup;			/* of a file: what fails says so */
	int64_t	uid;			/* who runs this, as the kernel says */
	const char *sudo_uid;		/* SUDO_UID: a claim, to be checked */
	int64_t	as_of;			/* read as it was then; 0: as it is */
	const char *sandbox_actor;	/* FOC_ACTOR; only a sandbox listens */
	const char *sandbox_now;	/* FOC_NOW; only a sandbox listens */
	void	(*notice)(void *arg, const char *text);
	void	*notice_arg;
};

/*
 * Open an existing file.  *f is set in every case: on failure it only holds
 * the sentence.  Close with foc_close.
 */
int	foc_open(struct foc **f, const struct foc_options *o);
void	foc_close(struct foc *f);			/* NULL is fine */
/*
 * What FOC_READ opened is read as of that moment, and writers wait for it:
 * all is read now, and what is left is to print it.
 */
void	foc_read_done(struct foc *f);			/* NULL is fine */
/* The sentence of the last failure, without a program name. */
const char *foc_errmsg(const struct foc *f);
bool	foc_is_sandbox(const struct foc *f);
/* What e1 to e4, by 1 to 4, are called; NULL: unknown; the caller's. */
char	*foc_label(struct foc *f, int level);
/* The time of this command: the machine's clock, in a sandbox FOC_NOW. */
int64_t	foc_now(const struct foc *f);
/* A finished word for a signal handler: calls end with FOC_SYSTEM soon. */
void	foc_interrupt(void);

/*
 * A write transaction around calls that change something: those calls fail
 * outside of one.  foc_end commits where status is FOC_OK and dry_run is
 * off, else rolls back; it returns status or why the commit failed.
 */
int	foc_begin(struct foc *f);
int	foc_end(struct foc *f, int status);

/* Give one record, a JSON object as text, to the output. */
void	foc_out_record(struct foc_out *out, const char *json);

/*
 * The id of a JSON Lines record of `kind`; all other keys are ignored.
 * FOC_BAD_INPUT where the line is no such record.  *id is the caller's.
 */
int	foc_record_id(struct foc *f, const char *line, size_t len,
	    const char *kind, char **id);
/* The same for a record of kind "head", or one that has nothing but its id. */
int	foc_head_id(struct foc *f, const char *line, size_t len, char **id);
/* Numbers of the events that this handle committed; false: none. */
bool	foc_recorded(const struct foc *f, int64_t *first, int64_t *last);

/*
 * The names that this file knows of a kind: request, scope, task, anchor,
 * workload, model, model_access, prereq, card, rollup, load, person, account,
 * product, portfolio.  hint, what tells one from another, may be NULL.
 */
int	foc_known(struct foc *f, const char *what, void (*each)(void *arg,
	    const char *word, const char *hint), void *arg);

/* Text as it may go to a terminal: controls shown as escapes; malloc'd. */
char	*foc_visible(const char *text);

/* Times, in seconds UTC since 1970; 0 or -1. */
int64_t	foc_clock(void);
int	foc_time_parse(const char *text, int64_t *t);	/* day or time */
int	foc_week_parse(const char *text, int64_t *monday);
int	foc_month_parse(const char *text, int64_t *from, int64_t *to);
int64_t	foc_week_start(int64_t t);
int64_t	foc_month_start(int64_t t);

/*
 * Give up for good, in this thread and those it starts, what a program that
 * only reads does not need: to open files but below these places (and those
 * that are open), to start programs, and sockets, but local ones where told.
 * What a kernel cannot forbid stays allowed; the version of its Landlock, or
 * 0.
 */
struct foc_place {
	const char *path;		/* a file, or a directory */
	bool	makes;			/* files are made there, too */
};
int	foc_confine(const struct foc_place *places, size_t n,
	    bool local_sockets);

/* A half-open span of time; FOC_ALWAYS is no bound. */
#define FOC_ALWAYS	INT64_MIN
struct foc_span {
	int64_t	from, to;
};

/* ----------------------------------------------------------- audit, upkeep */

int	foc_audit_log(struct foc *f, const char *object,
	    const struct foc_span *span, struct foc_out *out);
/*
 * The story of an object: its events and those of what belongs to a request
 * or a workload.  FOC_REFUSED where there is none.
 */
int	foc_audit_show(struct foc *f, const char *object,
	    const struct foc_span *span, struct foc_out *out);
int	foc_audit_head(struct foc *f, struct foc_out *out);
/*
 * FOC_OK where the chain, the given heads ("SEQ:HASH") and all governed rows
 * agree; FOC_REFUSED where something was changed, FOC_SYSTEM where that
 * cannot be told.  With state, the cells of every load are hashed again too.
 */
int	foc_audit_verify(struct foc *f, const char *const *heads,
	    size_t n_heads, bool state, struct foc_out *out);

/*
 * integrity, schema, foreign keys, audit, rows, conservation, ledger: one
 * record each, or one for each place that is hurt.
 */
int	foc_db_check(struct foc *f, struct foc_out *out);
int	foc_db_backup(struct foc *f, const char *to, struct foc_out *out);
/* Bring a file that was opened with FOC_MIGRATE to the present version. */
int	foc_db_migrate(struct foc *f, struct foc_out *out);
/*
 * Put a checked copy of f, a backup that was opened as one, in the place of the
 * file that o names, or where there is none; what was there is kept beside it.
 * Events that are lost by it are given as records, then what was done.
 */
int	foc_db_restore(struct foc *f, const struct foc_options *o,
	    struct foc_out *out);
int	foc_db_stats(struct foc *f, struct foc_out *out);

/* ------------------------------------------------------------ organisation */

/*
 * Make the file o->path, which must not exist, from foc.yaml of len bytes at
 * text (name is for messages).  *f as with foc_open.
 */
int	foc_init(struct foc **f, const struct foc_options *o, bool sandbox,
	    const char *name, const char *text, size_t len,
	    struct foc_out *out);
/* Apply foc.yaml: one record a difference (op "+", "~", "-"). */
int	foc_org_apply(struct foc *f, const char *name, const char *text,
	    size_t len, struct foc_out *out);
/* what: NULL for all, or people, accounts, hierarchy, policy. */
int	foc_org_show(struct foc *f, const char *what, struct foc_out *out);


/* -------------------------------------------------------------- governance */

/*
 * State machines as records to out or, where dot is not NULL, as Graphviz to
 * it; machine NULL: all.  FOC_USAGE where there is no such machine: the names
 * are foc_states_machine(0), (1), ... until NULL.  Needs no file.
 */
int	foc_states(const char *machine, FILE *dot, struct foc_out *out);
const char *foc_states_machine(size_t i);
/* The states of a machine, 0, 1, ... until NULL. */
const char *foc_state(const char *machine, size_t i);

struct foc_request_new {		/* NULL, FOC_NONE: not given */
	const char *name, *product, *use_case, *runtime, *principal;
	const char *availability, *description, *business_case;
	const char *estimate_usd, *tokens, *start, *end, *growth;
	const char *developers, *percent, *add_to;
	bool	prompted;		/* complaints name no options */
	struct foc_request_file *file;	/* by foc_request_file, or NULL */
};

/*
 * Fill what r does not have from a YAML file, whose keys are the options with
 * _ for -; complaints about its values name NAME:LINE.  r->file is set in
 * every case and goes with foc_request_file_free, once r is used no longer.
 */
struct foc_request_file;
int	foc_request_file(struct foc *f, const char *name, const char *text,
	    size_t len, struct foc_request_new *r);
void	foc_request_file_free(struct foc_request_file *file);

/* Calls that act take an id ("br-1", "ts-2", a workload's name) and need
 * foc_begin; they give the record as it stands afterwards. */
int	foc_request_new(struct foc *f, const struct foc_request_new *r,
	    struct foc_out *out);
/* Whether what r has so far may be: the sentence says what may not. */
int	foc_request_check(struct foc *f, const struct foc_request_new *r);
/* The words of "use-case", "runtime", "availability", "value-type"; the
 * actor's "product"s and "workload"s. */
int	foc_request_choices(struct foc *f, const char *what,
	    void (*each)(void *arg, const char *word), void *arg);
int	foc_request_list(struct foc *f, const char *state,
	    struct foc_out *out);
int	foc_request_show(struct foc *f, const char *id, struct foc_out *out);
int	foc_request_withdraw(struct foc *f, const char *id,
	    const char *reason, struct foc_out *out);
int	foc_request_resubmit(struct foc *f, const char *id,
	    const struct foc_request_new *r, struct foc_out *out);
int	foc_request_retire(struct foc *f, const char *id,
	    const char *reason, struct foc_out *out);
/* A wish for a model that is not approved; ma-1.  foc_approve_grant and
 * foc_approve_reject decide on it. */
int	foc_request_access(struct foc *f, const char *model,
	    const char *wish, struct foc_out *out);
int	foc_request_access_list(struct foc *f, const char *state,
	    struct foc_out *out);
/* What people should be told now: all of it since or before a time, or one. */
int	foc_request_notify(struct foc *f, const char *id,
	    const struct foc_span *span, struct foc_out *out);

/* A file that was read: its name is for messages. */
struct foc_text {
	const char *name, *text;
	size_t	len;
};

struct foc_grant {			/* NULL, false: not given */
	const char *platform, *model, *accounts, *regions;  /* comma lists */
	const char *estimate_usd, *tokens, *rationale, *priority, *workspace;
	const char *map_id, *map_method;
	const char *from_model;		/* change-model: which is replaced */
	bool	ack_business_case;
	bool	restricted_ok;		/* the model may be RESTRICTED */
	bool	with_invoked_model_id;	/* the key that AWS documents nowhere */
};

/*
 * A decision written down in YAML.  What it says goes where *g has nothing
 * yet; the strings live until foc_grant_file_free.
 */
struct foc_grant_file;
int	foc_grant_file(struct foc *f, const struct foc_text *text,
	    struct foc_grant *g, struct foc_grant_file **file);
void	foc_grant_file_free(struct foc_grant_file *file);	/* NULL is fine */
/* The requests that the file is about; n of them. */
const char *const *foc_grant_file_ids(const struct foc_grant_file *file,
	    size_t *n);

int	foc_approve_queue(struct foc *f, struct foc_out *out);
/* What was granted; workload and state NULL: of any. */
int	foc_approve_scopes(struct foc *f, const char *workload,
	    const char *state, struct foc_out *out);
int	foc_approve_grant(struct foc *f, const char *id,
	    const struct foc_grant *g, struct foc_out *out);
int	foc_approve_reject(struct foc *f, const char *id,
	    const char *rationale, struct foc_out *out);

/* what: a workload, or the request (br-1) where it has several. */
int	foc_approve_add_scope(struct foc *f, const char *what,
	    const struct foc_grant *g, struct foc_out *out);
/* A new model on the same role; only g's model and what is about it count. */
int	foc_approve_change_model(struct foc *f, const char *what,
	    const struct foc_grant *g, struct foc_out *out);
/* An owner or a Cloud Engineer proposes, the lead decides. */
int	foc_approve_propose(struct foc *f, const char *what,
	    const struct foc_grant *g, struct foc_out *out);
int	foc_approve_decide(struct foc *f, const char *scope, bool yes,
	    const struct foc_grant *g, struct foc_out *out);
/* The agentic tier, for all that works: asked for, then decided at once. */
int	foc_agentic_ask(struct foc *f, const char *what,
	    const char *rationale, struct foc_out *out);
int	foc_approve_agentic(struct foc *f, const char *workload, bool yes,
	    const struct foc_grant *g, struct foc_out *out);
int	foc_approve_revoke(struct foc *f, const char *scope,
	    const char *rationale, struct foc_out *out);

int	foc_task_list(struct foc *f, const char *state, struct foc_out *out);
int	foc_task_show(struct foc *f, const char *id, struct foc_out *out);
/*
 * The commands of a task as a shell script, to read and then run.  check,
 * NULL or what CloudTrail says of a trail's selectors, to add to those.
 */
int	foc_task_script(struct foc *f, const char *id,
	    const struct foc_text *check, FILE *to);
struct foc_step {
	const char *const *artefacts;	/* "key=value" */
	size_t	n_artefacts;
	const struct foc_text *checks;	/* output of the AWS CLI */
	size_t	n_checks;
};
int	foc_task_step(struct foc *f, const char *id, const char *step,
	    const struct foc_step *s, struct foc_out *out);
int	foc_task_complete(struct foc *f, const char *id, struct foc_out *out);
int	foc_task_cancel(struct foc *f, const char *id, const char *reason,
	    struct foc_out *out);
int	foc_task_reopen(struct foc *f, const char *id, const char *reason,
	    struct foc_out *out);

/* Unclaimed anchors that are ready; or all of a workload. */
int	foc_claim_list(struct foc *f, const char *workload,
	    struct foc_out *out);
/* since: NULL, or a time not before the anchor was made. */
int	foc_claim(struct foc *f, const char *workload, const char *since,
	    struct foc_out *out);
/* What no request made: "--guardrail" and its value, ... */
int	foc_claim_anchor(struct foc *f, const char *workload,
	    const char *option, const char *value, const char *since,
	    struct foc_out *out);
/* End the open period of an anchor, now or at `until`. */
int	foc_claim_release(struct foc *f, const char *anchor,
	    const char *until, const char *reason, struct foc_out *out);
/* Correct its last period; since, until: NULL stays. */
int	foc_claim_amend(struct foc *f, const char *anchor,
	    const char *since, const char *until, const char *reason,
	    struct foc_out *out);
/* scope: NULL, or one of it.  one: FOC_REFUSED where there are several. */
int	foc_claim_handoff(struct foc *f, const char *workload,
	    const char *scope, bool one, struct foc_out *out);

struct foc_stop {			/* or its undoing */
	bool	resume;
	const char *rationale;
	/* Where it is stopped, or resumed, already: only what is left. */
	bool	again;
	const char *const *artefacts;	/* "scp_policy_id=p-..." */
	size_t	n_artefacts;
	const char *const *profiles;	/* "ACCOUNT=NAME", of the AWS CLI */
	size_t	n_profiles;
};

struct foc_run {
	const char *program;		/* path of the AWS CLI */
	char *const *env;		/* its environment */
	const char *tmp;		/* a private directory is made below */
	int	timeout;		/* seconds for one command */
};

/*
 * Stop or resume a workload in the file, and give the commands that do it in
 * AWS.  out may be NULL.
 */
int	foc_stop(struct foc *f, const char *workload,
	    const struct foc_stop *s, struct foc_out *out);
/*
 * Run those commands, after foc_stop, and record each result in a transaction
 * of its own: not within foc_begin.  FOC_SYSTEM where something is left.
 */
int	foc_stop_apply(struct foc *f, const char *workload,
	    const struct foc_stop *s, const struct foc_run *run,
	    struct foc_out *out);

/* What aws bedrock list-foundation-models or list-inference-profiles print,
 * or a list of models of the Claude Platform; file is for messages. */
int	foc_model_import(struct foc *f, const char *file, const char *text,
	    size_t len, struct foc_out *out);
int	foc_model_list(struct foc *f, const char *platform,
	    struct foc_out *out);
/* A notice: "2 models onboarded today; ...". */
int	foc_model_headline(struct foc *f);
/* verb: approve, restrict or block; platform: NULL, words or "ALL". */
int	foc_model_decide(struct foc *f, const char *model,
	    const char *platform, const char *verb, const char *rationale,
	    struct foc_out *out);

int	foc_price_list(struct foc *f, const char *model, struct foc_out *out);

struct foc_price_ask {			/* NULL: not given */
	const char *model, *platform, *region, *tokens, *availability;
};

/* What tokens cost; FOC_REFUSED, after the record, where it is unknown. */
int	foc_price_estimate(struct foc *f, const struct foc_price_ask *a,
	    struct foc_out *out);

int	foc_prereq_list(struct foc *f, const char *name, const char *account,
	    struct foc_out *out);
/* Judge what AWS CLI printed and record it; account where that lacks it. */
int	foc_prereq_check(struct foc *f, const char *file, const char *text,
	    size_t len, const char *account, bool *passed,
	    struct foc_out *out);
int	foc_prereq_set(struct foc *f, const char *name, const char *account,
	    const char *state, const char *evidence, struct foc_out *out);
/* name NULL: all that is not met; account NULL: in every account. */
int	foc_prereq_waive(struct foc *f, const char *name,
	    const char *account, const char *rationale, struct foc_out *out);
/* What the loaded bill shows; FOC_REFUSED, after all, where some fail. */
int	foc_prereq_doctor(struct foc *f, struct foc_out *out);

/* What is done about gaps; as calls that act on a request. */
struct foc_gap_act {
	const char *rationale;
	const char *workload;	/* NULL, or whose it is */
	bool	block;		/* deny the model, instead of a request */
};
int	foc_gap_act(struct foc *f, const char *id,
	    const struct foc_gap_act *a, struct foc_out *out);
int	foc_gap_resolve(struct foc *f, const char *id,
	    const char *rationale, struct foc_out *out);
int	foc_gap_recall(struct foc *f, const char *id,
	    const char *rationale, struct foc_out *out);
/* As foc_request_notify: of what was done, and what waits. */
int	foc_gap_notify(struct foc *f, const char *id,
	    const struct foc_span *span, struct foc_out *out);

/* ------------------------------------------------------------------ ingest */

struct foc_ingest {
	const char *const *paths;	/* "-" is standard input */
	size_t	n_paths;
	const char *period;		/* assert: YYYY-MM, or NULL */
	const char *export;		/* name, or NULL */
	const char *const *columns;	/* "cost=my_cost" */
	size_t	n_columns;
	const char *const *accept_units; /* rules whose units were looked at */
	size_t	n_accept_units;
	bool	replace_export;
	bool	older;			/* may take back newer data */
	bool	explain;		/* rule records instead of loads */
	bool	cells;			/* paths are what foc_ingest_sql gave */
	/* Bytes done of total (0: unknown) and rows, now and then; or NULL. */
	void	(*progress)(void *arg, int64_t done, int64_t total,
		    int64_t rows);
	/* One bad place in the input; the call goes on to find more. */
	void	(*complain)(void *arg, const char *text);
	void	*arg;
};

/* Takes its own transactions; dry_run of the handle is honoured. */
int	foc_ingest_cur(struct foc *f, const struct foc_ingest *in,
	    struct foc_out *out);

/*
 * A query that reduces the line items of a table to what cells reads, with
 * the classification of the file; malloc'd in *sql.
 */
struct foc_ingest_sql {
	const char *dialect;		/* athena, trino, duckdb */
	const char *table;		/* NAME, DATABASE.NAME; duckdb: files */
	const char *format;		/* parquet, csv; NULL: parquet */
	const char *partition;		/* column of months, or NULL */
	const char *period;		/* YYYY-MM */
	const char *const *columns;	/* "cost=my_cost", "tags=": has none */
	size_t	n_columns;
	const char *header;		/* a file whose first line names what
					 * the table has; NULL: CUR 2.0 */
};

int	foc_ingest_sql(struct foc *f, const struct foc_ingest_sql *in,
	    char **sql);

/* state: NULL, or ACTIVE, SUPERSEDED, WITHDRAWN. */
int	foc_load_list(struct foc *f, const char *state, struct foc_out *out);
/* Take back what was loaded by mistake; its payer's month is then empty. */
int	foc_load_withdraw(struct foc *f, const char *id,
	    const char *rationale, struct foc_out *out);
/*
 * Take the cells of a load that is not in force any more out of the file; all
 * else of it stays.  What needs them is refused from then on.
 */
int	foc_load_prune(struct foc *f, const char *id, const char *rationale,
	    struct foc_out *out);

/*
 * CloudTrail log files, folders of them or "-": calls to the Claude Platform
 * by hour, workspace and role.  Of in: paths, complain and arg.  A file is a
 * transaction; dry_run of the handle is honoured.
 */
int	foc_ingest_trail(struct foc *f, const struct foc_ingest *in,
	    struct foc_out *out);

/* AWS Price List: an offer as JSON or CSV, or what get-products prints. */
int	foc_price_import(struct foc *f, const char *file, const char *text,
	    size_t len, struct foc_out *out);

/* ------------------------------------------------------------------- spend */

/* How things stand, for the one who asks. */
int	foc_status(struct foc *f, struct foc_out *out);

/* One report record: loads, data until, open or final months, price book. */
int	foc_report_header(struct foc *f, const struct foc_span *span,
	    struct foc_out *out);

enum foc_by { FOC_BY_DAY, FOC_BY_HOUR };

int	foc_workload_list(struct foc *f, struct foc_out *out);
int	foc_workload_show(struct foc *f, const char *name,
	    struct foc_out *out);
/* Attributed spend; fails where the parts do not add up to the loads. */
int	foc_workload_usage(struct foc *f, const char *name, enum foc_by by,
	    const struct foc_span *span, struct foc_out *out);
int	foc_workload_estimate(struct foc *f, const char *name,
	    const char *usd, const char *rationale, struct foc_out *out);

/* Somebody begins to look into it, which stops nothing; or is done. */
int	foc_workload_attend(struct foc *f, const char *name, bool begin,
	    const char *rationale, struct foc_out *out);

/* What the bill says was spent after the latest stop of a workload. */
int	foc_stop_verify(struct foc *f, const char *workload,
	    struct foc_out *out);
/*
 * The tokens of its last 30 days of data at the prices of other models; model
 * NULL: of all.  batch: how many percent of them in batches, or NULL, as they
 * were.
 */
int	foc_price_compare(struct foc *f, const char *workload,
	    const char *model, const char *batch, struct foc_out *out);

/*
 * A question in ordinary words, answered within what the actor may know:
 * owners their products, portfolio owners their portfolios, FinOps Lead and
 * Finance everything.  FOC_REFUSED where it is not understood; it never acts.
 */
int	foc_ask(struct foc *f, const char *question, struct foc_out *out);
/* The same by name: "tracking", "top", "owner", ... */
struct foc_answer {			/* NULL, FOC_ALWAYS: not given */
	const char *intent;
	const char *what;		/* the name of what it is about */
	const char *by;			/* of "top": product, workload, model */
	const char *model, *batch;	/* of "whatif" */
	struct foc_span span;
};
int	foc_answer(struct foc *f, const struct foc_answer *ask,
	    struct foc_out *out);

/* How much of the spend the actor may know of; FOC_REFUSED: is nobody. */
enum foc_reach { FOC_REACH_NOTHING, FOC_REACH_OWN, FOC_REACH_ALL };
int	foc_reach(struct foc *f, enum foc_reach *reach);
/* FOC_REFUSED where the actor may not know of it, or there is none. */
int	foc_may_know(struct foc *f, const char *workload);

/*
 * How well governed, in the window of policy or in span; trend: the twelve
 * windows of that length that end with it, the oldest first.
 */
int	foc_maturity(struct foc *f, const struct foc_span *span, bool trend,
	    struct foc_out *out);

/*
 * week: Monday, or FOC_ALWAYS for the last complete one, and with it those
 * before that were left incomplete.
 */
int	foc_card_generate(struct foc *f, int64_t week, struct foc_out *out);
int	foc_card_list(struct foc *f, int64_t week, const char *portfolio,
	    const char *state, struct foc_out *out);
/*
 * Cards by id, or the newest revision of a workload (NULL: all) in a week
 * (FOC_ALWAYS: its newest).  FOC_REFUSED, after giving them, where one is
 * incomplete or stale and allow_stale is off.
 */
struct foc_card_ask {
	int64_t	week;
	bool	allow_stale;
	bool	net;			/* for people: net costs beside */
};
/* FOC_ALWAYS where there are no cards. */
int64_t	foc_card_newest_week(struct foc *f);
int	foc_card_show(struct foc *f, const char *which,
	    const struct foc_card_ask *ask, struct foc_out *out);
int	foc_card_accept(struct foc *f, const char *id, struct foc_out *out);
/* lines: numbers of lines of the card, n of them. */
int	foc_card_dispute(struct foc *f, const char *id,
	    const char *const *lines, size_t n, const char *reason,
	    struct foc_out *out);
/* All of its lines that are disputed and were not answered. */
int	foc_card_answer(struct foc *f, const char *id, const char *text,
	    struct foc_out *out);
/* What changed between two revisions, "1..2" or NULL for the last two. */
int	foc_card_diff(struct foc *f, const char *which, int64_t week,
	    const char *range, struct foc_out *out);
/* A week of all portfolios as one record; FOC_ALWAYS: the last one. */
int	foc_card_review(struct foc *f, int64_t week, struct foc_out *out);
/* The cards of a week by portfolio; NULL and FOC_ALWAYS: all. */
int	foc_rollup_list(struct foc *f, int64_t week, const char *portfolio,
	    const char *state, struct foc_out *out);
/*
 * Approve all cards of a portfolio's week; override, or NULL: why those too
 * that no owner has accepted.
 */
int	foc_rollup_approve(struct foc *f, int64_t week,
	    const char *portfolio, const char *override, struct foc_out *out);
int	foc_rollup_approve_id(struct foc *f, const char *id,
	    const char *override, struct foc_out *out);

/*
 * Allocation gaps.  detect makes, measures and ends them by what is loaded;
 * list and show measure a span: both bounds FOC_ALWAYS is the window of
 * policy.  FOC_SYSTEM where gaps and workloads do not add up to the AI spend.
 */
int	foc_gap_detect(struct foc *f, struct foc_out *out);
struct foc_gap_filter {			/* NULL: any */
	const char *state, *scenario, *class;
};
int	foc_gap_list(struct foc *f, const struct foc_gap_filter *w,
	    const struct foc_span *span, struct foc_out *out);
int	foc_gap_show(struct foc *f, const char *id,
	    const struct foc_span *span, struct foc_out *out);

struct foc_chargeback {
	int64_t	month;			/* first of it, or FOC_ALWAYS */
	int64_t	week;			/* its Monday, or FOC_ALWAYS */
	bool	draft;			/* show what is not final too */
	bool	net;			/* net amounts beside the unblended */
	bool	charges;		/* finer records, as FOCUS has them */
	const char *level;		/* rows (or NULL), total, e1..e4, all */
};

/*
 * What a period is charged to: of a month what AWS bills for it, of a week
 * what was used in it.  FOC_REFUSED where that is not final and no draft.
 */
int	foc_chargeback(struct foc *f, const struct foc_chargeback *what,
	    struct foc_out *out);
/*
 * The bills of a month beside where each line of them went; FOC_REFUSED,
 * after the records, where a sum differs.
 */
int	foc_chargeback_reconcile(struct foc *f, int64_t month,
	    struct foc_out *out);

/*
 * Investigations.  scan looks at the span, or, where its bounds are
 * FOC_ALWAYS, at the last `days` days of data.
 */
int	foc_watch_scan(struct foc *f, const struct foc_span *span,
	    int64_t days, struct foc_out *out);
int	foc_watch_list(struct foc *f, const char *state, const char *signal,
	    struct foc_out *out);
/* With the hours, or days, and the cells behind it. */
int	foc_watch_show(struct foc *f, const char *id, struct foc_out *out);
/* What people should be told now: all of it of a span, or one. */
int	foc_watch_notify(struct foc *f, const char *id,
	    const struct foc_span *span, struct foc_out *out);
int	foc_watch_assign(struct foc *f, const char *id, const char *person,
	    struct foc_out *out);
int	foc_watch_link(struct foc *f, const char *id, const char *gap,
	    struct foc_out *out);
int	foc_watch_close(struct foc *f, const char *id, const char *finding,
	    struct foc_out *out);

/*
 * Why a figure (RECORD-ID:KEY) is what it is: records that add up to it, down
 * to cells (not if brief) and files.  span: that of the report, where it had
 * one.  foc_why_begin first; what the figures since then need of the bill is
 * kept for foc_why_lines.
 */
int	foc_why_begin(struct foc *f);
int	foc_why(struct foc *f, const char *figure,
	    const struct foc_span *span, bool brief, struct foc_out *out);
/*
 * The lines of the bill behind them, from the files that were loaded:
 * FOC_REFUSED where others are given.  Of in: paths, columns, complain, arg.
 */
int	foc_why_lines(struct foc *f, const struct foc_ingest *in,
	    struct foc_out *out);

/* ------------------------------------------------------------------ report */

enum foc_format {
	FOC_TABLE, FOC_JSONL, FOC_CSV, FOC_TEXT, FOC_MD, FOC_HTML,
	FOC_SH,			/* a script: records that have commands */
	FOC_MAIL, FOC_ENV, FOC_SHELL,
	FOC_FOCUS,		/* a FOCUS data set: records of kind charge */
	FOC_FORMAT__MAX
};

struct foc_out_options {
	FILE	*to;
	enum foc_format format;
	bool	terminal;	/* shorten, group thousands */
	bool	colour;
	int	width;		/* columns of the terminal */
	bool	detail;		/* tables: each record as key and value */
	bool	dry_run;	/* prose says what would be */
	bool	spool;		/* nothing is written before foc_out_close */
	bool	sandbox;	/* mark every record and report */
	const char *fields;	/* comma list of keys, or NULL */
	const char *sort;	/* key, or -key */
	int64_t	limit;		/* records; 0: all */
	bool	figures;	/* a record for each figure, instead */
	const char *label[4];	/* what e1 to e4 are called; NULL: that */
};

/* Renders records by their kind; the file stays the caller's. */
struct foc_out *foc_out_new(const struct foc_out_options *o);
/* From here on: for a file that is only now being made. */
void	foc_out_mark_sandbox(struct foc_out *out);
/*
 * A record that a program of foc printed, perhaps changed since: one line of
 * JSON.  Where it is none, FOC_BAD_INPUT and why.
 */
int	foc_out_line(struct foc_out *out, const char *line, size_t len,
	    char *why, size_t size);
/*
 * What came so far is a heading: it stays first, and is none of the records
 * that are sorted and counted.
 */
void	foc_out_heading(struct foc_out *out);
/*
 * Keep what comes from here on in memory; foc_out_release prints it, or
 * throws it away: so that a line stands only for what was committed.
 */
void	foc_out_hold(struct foc_out *out);
void	foc_out_release(struct foc_out *out, bool keep);
/*
 * FOC_USAGE, and a sentence, where --sort or --fields names a key that no
 * record has; what is kept is then thrown away.
 */
int	foc_out_check(struct foc_out *out, char *why, size_t size);
/* The version of FOCUS to write; FOC_USAGE where it is none of ours. */
int	foc_out_profile(struct foc_out *out, const char *version);
/* Render what is left, flush, free.  FOC_SYSTEM where writing failed. */
int	foc_out_close(struct foc_out *out);
/*
 * The weekly pack: what takes cards and roll-ups, and writes them, in every
 * format, into a directory that is put in its place whole.  dir NULL: only
 * freed.  FOC_REFUSED, and why, where something else is in its place.
 */
struct foc_out *foc_pack_new(bool sandbox);
int	foc_pack_close(struct foc_out *pack, const char *dir, char *why,
	    size_t size);
int	foc_format_parse(const char *word, enum foc_format *format);

/* --------------------------------------------------- Model Context Protocol */

/*
 * The protocol, of revisions 2025-06-18, 2025-11-25 and 2026-07-28, for a host
 * that has the tools: what they are called and take is report/mcp_tools.json.
 */
struct foc_mcp;
struct foc_mcp_call;			/* a request that is being answered */

struct foc_mcp_host {
	/*
	 * Around a request that is about tools.  begin refuses by
	 * foc_mcp_refuse; end comes after each, a refused one too.
	 */
	int	(*begin)(void *arg, struct foc_mcp_call *call);
	void	(*end)(void *arg);
	/* Is there that tool for who asks? */
	bool	(*offers)(void *arg, const char *tool);
	/* Run the tool; as begin. */
	int	(*run)(void *arg, struct foc_mcp_call *call);
	/* May a record of this workload (NULL: of none) be given away? */
	bool	(*may_give)(void *arg, const char *workload);
	void	*arg;
};

struct foc_mcp *foc_mcp_new(const struct foc_mcp_host *host);
void	foc_mcp_free(struct foc_mcp *m);
/* The most bytes of a message, and how to answer a longer one; free it. */
#define FOC_MCP_MAX	1048576
char	*foc_mcp_too_long(void);
/* Take a message; the answer, a line without its end, or NULL; free it. */
char	*foc_mcp_take(struct foc_mcp *m, const char *text, size_t len);

/* Of a call: its tool, or NULL; arguments, which the schema has passed. */
const char *foc_mcp_tool(const struct foc_mcp_call *call);
const char *foc_mcp_text(const struct foc_mcp_call *call, const char *key);
bool	foc_mcp_flag(const struct foc_mcp_call *call, const char *key);
/* Where its records go, and what is to be said beside them. */
struct foc_out *foc_mcp_out(struct foc_mcp_call *call);
void	foc_mcp_sandbox(struct foc_mcp_call *call);
void	foc_mcp_notice(struct foc_mcp_call *call, const char *text);
/* Why there is no result, where the caller has the reason; status. */
bool	foc_mcp_refused(const struct foc_mcp_call *call);
int	foc_mcp_refuse(struct foc_mcp_call *call, int status, const char *fmt,
	    ...) __attribute__((format(printf, 3, 4)));

#endif
