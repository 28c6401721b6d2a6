/* SPDX-License-Identifier: MIT */
/*
 * Doing what a plan says, without a shell.  Each result is recorded as soon
 * as it is there; what a kill or an interrupt leaves open is done by the next
 * run, which does again at most the one command that was under way.
 */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"
#include "govern/run.h"
#include "govern/stop.h"

#define SAID_MAX	400		/* characters kept of an error */
#define WORD_MAX	128		/* of an id that aws gave */

struct apply {
	struct foc *f;
	const struct foc_stop *s;
	const struct foc_run *run;
	struct stop_plan *p;
	struct scratch files;
	/* The account of the credentials asked about last, and the answer. */
	char	*asked, *wrong;
};

/* --- one command */

/* What an argument means here: files and values have their places. */
static char *
argument(const struct apply *a, const struct stop_action *x,
    const char *word, const char *value)
{
	size_t len = strlen(x->for_each);

	if (strncmp(word, "file://", 7) == 0)
		return xasprintf("file://%s/%s", a->files.dir, word + 7);
	if (len > 0 && *word == '{' && strncmp(word + 1, x->for_each, len) ==
	    0 && strcmp(word + 1 + len, "}") == 0)
		return xstrdup(value);
	return xstrdup(word);
}

static void
run_action(const struct apply *a, const struct stop_action *x,
    const char *value, struct run_result *r)
{
	char **argv = xcalloc(x->n + 1, sizeof(*argv));
	size_t i;

	for (i = 0; i < x->n; i++)
		argv[i] = argument(a, x, x->argv[i], value);
	run_program(a->run, argv, r);
	for (i = 0; i < x->n; i++)
		free(argv[i]);
	free(argv);
}

/* The first SAID_MAX bytes as one visible line. */
static char *
one_line(const char *text)
{
	char *cut = xstrndup(text + strspn(text, " \r\n"), SAID_MAX), *p, *v;

	for (p = cut; *p != '\0'; p++)
		if (*p == '\n' || *p == '\r' || *p == '\t')
			*p = ' ';
	while (p > cut && p[-1] == ' ')
		*--p = '\0';
	v = text_visible(cut);
	free(cut);
	return v;
}

/* What came of it, as a sentence; malloc'd. */
static char *
describe(const struct apply *a, const struct run_result *r)
{
	char *said = one_line(r->err), *text;

	switch (r->end) {
	case RUN_TIMED_OUT:
		text = xasprintf("no end after %d s, killed%s%s",
		    a->run->timeout, *said != '\0' ? ": " : "", said);
		break;
	case RUN_KILLED:
		text = xasprintf("killed by signal %d%s%s", r->exit_status,
		    *said != '\0' ? ": " : "", said);
		break;
	case RUN_NOT_STARTED:
		text = xasprintf("%s: %s", a->run->program,
		    strerror(r->exit_status));
		break;
	case RUN_EXITED:
	case RUN_INTERRUPTED:
	default:
		text = xasprintf("exit status %d%s%s", r->exit_status,
		    *said != '\0' ? ": " : "", said);
	}
	free(said);
	return text;
}

/* The words of an output between single blanks; NULL where one is no id. */
static char *
ids_of(const char *text)
{
	char *ids = xcalloc(strlen(text) + 2, 1), *to = ids;
	size_t n;

	for (;;) {
		text += strspn(text, " \t\r\n");
		if (*text == '\0')
			break;
		n = strspn(text, "abcdefghijklmnopqrstuvwxyz"
		    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");
		if (n == 0 || n > WORD_MAX || *text == '-' ||
		    strchr(" \t\r\n", text[n]) == NULL) {
			free(ids);
			return NULL;
		}
		if (to > ids)
			*to++ = ' ';
		memcpy(to, text, n);
		to += n;
		text += n;
	}
	return ids;
}

static void
set_text(char **to, char *text)
{
	free(*to);
	*to = text;
}

/* Read the output of an action that gives something. */
static void
take_value(struct stop_action *x, const char *out)
{
	bool policy = strcmp(x->gives, SCP_POLICY_ID) == 0;
	char *ids = ids_of(out), *said;

	if (ids != NULL && (!policy || *ids == '\0' ||
	    stop_is_policy_id(ids))) {
		set_text(&x->gave, ids);
		return;
	}
	free(ids);
	said = one_line(out);
	x->result = STOP_FAILED;
	set_text(&x->detail, xasprintf("gave what is no %s: %s",
	    policy ? "id of a policy" : "list of ids", said));
	free(said);
}

/* Once, with the value in its place; false where it was interrupted. */
static bool
run_once(const struct apply *a, struct stop_action *x, const char *value)
{
	struct run_result r;
	bool good, known;

	run_action(a, x, value, &r);
	good = r.end == RUN_EXITED && r.exit_status == 0;
	known = r.end == RUN_EXITED && r.exit_status != 0 &&
	    *x->done_if != '\0' && strstr(r.err, x->done_if) != NULL;
	x->result = good || known ? STOP_DONE : STOP_FAILED;
	set_text(&x->detail, describe(a, &r));
	if (good && *x->gives != '\0')
		take_value(x, r.out);
	good = r.end != RUN_INTERRUPTED;
	run_free(&r);
	return good;
}

/* For each word of its value; stops at the first that fails. */
static bool
run_each(const struct apply *a, struct stop_action *x)
{
	char *values = xstrdup(stop_plan_value(a->p, x->for_each));
	char *save = NULL, *word;
	bool good = true;

	for (word = strtok_r(values, " ", &save); word != NULL && good;
	    word = strtok_r(NULL, " ", &save)) {
		good = run_once(a, x, word);
		if (x->result != STOP_DONE)
			break;
	}
	if (good && x->result == STOP_DONE && strcmp(x->for_each,
	    SCP_POLICY_ID) == 0)
		set_text(&x->gave, xstrdup(stop_plan_value(a->p,
		    x->for_each)));
	free(values);
	return good;
}

/* --- whose credentials */

/*
 * Commands of IAM name no account: with the credentials of another they would
 * do to a role of that name there.  Leaves a->wrong, why they are not those
 * of the account, or NULL.
 */
static bool
check_account(struct apply *a, const struct stop_action *x)
{
	static const char *const words[] = { "sts", "get-caller-identity",
	    "--query", "Account", "--output", "text" };
	struct stop_action who = { .gives = "", .for_each = "",
	    .done_if = "" };
	bool profile = x->n > 2 && strcmp(x->argv[1], "--profile") == 0;
	size_t i, first = profile ? 3 : 1;
	struct run_result r;
	char *argv[16], *said;
	bool good;

	if (*x->account == '\0' || (a->asked != NULL &&
	    strcmp(a->asked, x->account) == 0))
		return true;
	for (i = 0; i < first; i++)
		argv[who.n++] = x->argv[i];
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		argv[who.n++] = xstrdup(words[i]);
	who.argv = argv;
	run_action(a, &who, "", &r);
	for (i = first; i < who.n; i++)
		free(argv[i]);
	set_text(&a->asked, xstrdup(x->account));
	set_text(&a->wrong, NULL);
	said = one_line(r.out);
	if (r.end != RUN_EXITED || r.exit_status != 0)
		a->wrong = describe(a, &r);
	else if (*said == '\0')
		a->wrong = xstrdup("aws sts get-caller-identity names no "
		    "account");
	else if (strcmp(said, x->account) != 0)
		a->wrong = xasprintf("the credentials are of account %s; "
		    "--profile %s=NAME says which are of this one", said,
		    x->account);
	free(said);
	good = r.end != RUN_INTERRUPTED;
	run_free(&r);
	return good;
}

/* --- recording */

/* The result, unless the workload was moved on by somebody meanwhile. */
static int
record(struct apply *a, const struct stop_action *x, const char *before)
{
	struct stop_plan *p = a->p;
	struct foc *f = a->f;
	char *object, *was, *is;
	const char *role;
	int64_t event;
	bool again;
	int status;

	status = stop_may(f, a->s, p->workload, &role, &again);
	if (status == FOC_OK)
		status = db_get_int(f, &event, SQL_STOP_EVENT, "s",
		    p->workload);
	if (status == FOC_OK && (!again || event != p->event))
		status = foc_fail(f, FOC_REFUSED, "wl-%s: somebody changed "
		    "its control meanwhile; nothing more is run",
		    p->workload);
	if (status == FOC_OK)
		status = db_run(f, SQL_STOP_RESULT_SET, "sisssisss",
		    p->workload, p->event, x->action, x->target,
		    stop_result_word(x->result), f->now, f->actor, x->detail,
		    x->gave);
	if (status == FOC_OK && x->result == STOP_DONE &&
	    strcmp(x->gives, SCP_POLICY_ID) == 0 && *x->gave != '\0')
		status = stop_keep_policy(f, role, x->gave);
	if (status != FOC_OK)
		return status;
	object = xasprintf("wl-%s", p->workload);
	was = xasprintf("%s %s: %s", x->action, x->target, before);
	is = xasprintf("%s %s: %s", x->action, x->target,
	    stop_result_word(x->result));
	status = audit_add(f, role, "apply", object, was, is, x->detail);
	free(object);
	free(was);
	free(is);
	return status;
}

static int
apply_action(struct apply *a, struct stop_action *x)
{
	const char *before = stop_result_word(x->result);
	int status;
	bool good;

	if (*x->for_each != '\0' && *stop_plan_value(a->p, x->for_each) ==
	    '\0')
		return FOC_OK;		/* what it waits for is not there */
	good = check_account(a, x);
	if (good && *x->account != '\0' && a->wrong != NULL) {
		x->result = STOP_FAILED;
		set_text(&x->detail, xstrdup(a->wrong));
	} else if (good) {
		good = *x->for_each != '\0' ? run_each(a, x) :
		    run_once(a, x, "");
	}
	if (!good)
		return foc_fail(a->f, FOC_SYSTEM, "interrupted");
	if ((status = foc_begin(a->f)) != FOC_OK)
		return status;
	return foc_end(a->f, record(a, x, before));
}

/* --- all of them */

static int
write_documents(struct apply *a)
{
	const struct stop_document *d;
	char *text;
	int status = FOC_OK;

	for (d = stop_documents; d->name != NULL && status == FOC_OK; d++) {
		if (!stop_plan_reads(a->p, d))
			continue;
		text = stop_document_text(d);
		status = scratch_add(a->f, &a->files, d->name, text);
		free(text);
	}
	return status;
}

/* What failed does not keep the rest from being done: it is a stop. */
static int
apply_all(struct apply *a)
{
	struct stop_action *x;
	size_t i;
	int status = FOC_OK;

	for (i = 0; i < a->p->n && status == FOC_OK; i++) {
		x = &a->p->action[i];
		if (x->result == STOP_PENDING || x->result == STOP_FAILED)
			status = apply_action(a, x);
		stop_plan_settle(a->p);
	}
	return status;
}

static int
tell_what_is_left(struct foc *f, const struct stop_plan *p)
{
	const struct stop_action *x, *first = NULL;
	size_t i, left = 0, manual = 0, all = 0;

	for (i = 0; i < p->n; i++) {
		x = &p->action[i];
		manual += x->result == STOP_MANUAL;
		all += x->result != STOP_MANUAL;
		if (x->result != STOP_PENDING && x->result != STOP_FAILED)
			continue;
		left++;
		if (first == NULL)
			first = x;
	}
	if (manual > 0)
		foc_notice(f, "wl-%s: %zu to do by hand; the actions that are "
		    "MANUAL say how", p->workload, manual);
	if (left == 0)
		return FOC_OK;
	return foc_fail(f, FOC_SYSTEM, "wl-%s: %zu of %zu actions are left, "
	    "the first is %s %s: %s; --apply again does only these",
	    p->workload, left, all, first->action, first->target,
	    *first->detail != '\0' ? first->detail : "was not run");
}

int
foc_stop_apply(struct foc *f, const char *workload, const struct foc_stop *s,
    const struct foc_run *run, struct foc_out *out)
{
	struct foc_stop still = *s;
	struct stop_plan p = { 0 };
	struct apply a = { .f = f, .s = &still, .run = run, .p = &p };
	int status;

	still.again = true;
	if (strncmp(workload, "wl-", 3) == 0)
		workload += 3;
	status = stop_plan(f, &still, workload, &p);
	if (status == FOC_OK)
		status = scratch_make(f, run->tmp, &a.files);
	if (status == FOC_OK)
		status = write_documents(&a);
	if (status == FOC_OK)
		status = apply_all(&a);
	scratch_remove(&a.files);
	if (status == FOC_OK)
		status = stop_give(f, &p, out);
	if (status == FOC_OK)
		status = tell_what_is_left(f, &p);
	free(a.asked);
	free(a.wrong);
	stop_plan_free(&p);
	return status;
}
