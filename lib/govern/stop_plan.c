/* SPDX-License-Identifier: MIT */
/* What a stop or a resume comes to: actions and limits. */
#include <stdlib.h>
#include <string.h>

#include "core/embed.h"
#include "core/mem.h"
#include "core/text.h"
#include "core/tsv.h"
#include "govern/fill.h"
#include "govern/stop.h"

/* Columns of stop.tsv. */
enum {
	ROW_VERB, ROW_ON, ROW_ACTION, ROW_GIVES, ROW_FOR_EACH, ROW_DONE_IF,
	ROW_COMMAND, ROW_WHY
};

#define KEY_QUERY \
	"ServiceSpecificCredentials[?Status=='Active' && " \
	"(ServiceName=='bedrock.amazonaws.com' || " \
	"ServiceName=='aws-external-anthropic.amazonaws.com')]" \
	".ServiceSpecificCredentialId"
#define SCP_QUERY	"Policies[?Name=='finops-ai-kill-switch'].Id"
#define SCP_DESCRIPTION \
	"Denies AI calls to roles and users with finops-ai-status=SUSPENDED"

const struct stop_document stop_documents[] = {
	{ "FinOpsSuspended.json", "govern/stop.role.json" },
	{ "finops-ai-kill-switch.json", "govern/stop.scp.json" },
	{ NULL, NULL }
};

/* A thing that actions concern. */
struct thing {
	const char *on;			/* of stop.tsv */
	const char *account, *target, *name, *key;
};

struct maker {
	struct foc *f;
	const struct foc_stop *s;
	struct stop_plan *p;
	struct words payers;		/* of foc.yaml */
	struct words members;		/* accounts where an SCP works */
	struct words bound;		/* payers where it does not */
	struct words users, others, shared, open, held;
	int	n;			/* things so far */
	bool	sso, none;
};

static const char *
verb(const struct stop_plan *p)
{
	return p->resume ? "resume" : "suspend";
}

static char *
filled(const char *tmpl, size_t len, const struct values *v)
{
	char *text = NULL;
	size_t size;
	FILE *out = memstream(&text, &size);

	if (out == NULL)
		return xstrdup("");
	fill_text(out, tmpl, len, v, FILL_PROSE);
	fclose(out);
	return text;
}

/* --- actions */

static void
add_argument(struct stop_action *a, char *word)
{
	a->argv = xreallocarray(a->argv, a->n + 2, sizeof(*a->argv));
	a->argv[a->n++] = word;
	a->argv[a->n] = NULL;
}

/* The name that --profile gives for an account, or NULL. */
static const char *
profile_of(const struct foc_stop *s, const char *account)
{
	size_t i, len = strlen(account);

	for (i = 0; len > 0 && i < s->n_profiles; i++)
		if (strncmp(s->profiles[i], account, len) == 0 &&
		    s->profiles[i][len] == '=')
			return s->profiles[i] + len + 1;
	return NULL;
}

/* Words are cut before they are filled: a value never becomes two. */
static void
add_command(struct maker *m, struct stop_action *a, const char *command,
    const struct values *v)
{
	const char *profile = profile_of(m->s, a->account);
	size_t n;

	if (*command == '\0') {
		a->result = STOP_MANUAL;
		return;
	}
	add_argument(a, xstrdup("aws"));
	if (profile != NULL) {
		add_argument(a, xstrdup("--profile"));
		add_argument(a, xstrdup(profile));
	}
	for (; *command != '\0'; command += n + (command[n] == ' ')) {
		n = strcspn(command, " ");
		add_argument(a, filled(command, n, v));
	}
}

static void
add_row(struct maker *m, const struct tsv *t, const struct thing *x,
    const char *account)
{
	struct stop_plan *p = m->p;
	struct stop_action *a;
	char number[16];

	p->action = xreallocarray(p->action, p->n + 1, sizeof(*p->action));
	a = &p->action[p->n++];
	*a = (struct stop_action){ .account = xstrdup(account),
	    .target = xstrdup(x->target), .detail = xstrdup(""),
	    .gave = xstrdup("") };
	snprintf(number, sizeof(number), "%d", m->n);
	{
		const struct value v[] = {
			{ "name", x->name, NULL },
			{ "account", x->account, NULL },
			{ "key", x->key, NULL }, { "n", number, NULL },
			{ "key_query", KEY_QUERY, NULL },
			{ "scp_query", SCP_QUERY, NULL },
			{ "scp_description", SCP_DESCRIPTION, NULL },
		};
		const struct values all = { v, sizeof(v) / sizeof(v[0]) };

		a->action = xstrdup(t->cell[ROW_ACTION]);
		a->gives = filled(t->cell[ROW_GIVES],
		    strlen(t->cell[ROW_GIVES]), &all);
		a->for_each = filled(t->cell[ROW_FOR_EACH],
		    strlen(t->cell[ROW_FOR_EACH]), &all);
		a->done_if = xstrdup(t->cell[ROW_DONE_IF]);
		a->why = filled(t->cell[ROW_WHY], strlen(t->cell[ROW_WHY]),
		    &all);
		add_command(m, a, t->cell[ROW_COMMAND], &all);
	}
}

static bool
has_word(const char *words, const char *word)
{
	size_t len = strlen(word), n;

	for (; *words != '\0'; words += n + (words[n] == ' ')) {
		n = strcspn(words, " ");
		if (n == len && strncmp(words, word, n) == 0)
			return true;
	}
	return false;
}

/* account: whose credentials the commands need. */
static void
add_actions(struct maker *m, const struct thing *x, const char *account)
{
	struct tsv t;

	tsv_open(&t, embed_text("govern/stop.tsv"));
	while (tsv_next(&t))
		if (strcmp(t.cell[ROW_VERB], verb(m->p)) == 0 &&
		    has_word(t.cell[ROW_ON], x->on))
			add_row(m, &t, x, account);
	tsv_close(&t);
}

/* --- things */

static bool
is_among(const struct words *w, const char *word)
{
	size_t i;

	for (i = 0; i < w->n; i++)
		if (strcmp(w->word[i], word) == 0)
			return true;
	return false;
}

/* API keys that a stop found and made Inactive. */
static int
add_keys(struct maker *m, const struct thing *user)
{
	char *keys = NULL, *save = NULL, *key;
	struct thing x = *user;
	int status;

	x.on = "api_key";
	status = db_get_text(m->f, &keys, SQL_STOP_KEYS, "ss",
	    m->p->workload, user->target);
	for (key = keys != NULL ? strtok_r(keys, " ", &save) : NULL;
	    key != NULL; key = strtok_r(NULL, " ", &save)) {
		x.key = x.target = key;
		add_actions(m, &x, user->account);
	}
	free(keys);
	return status;
}

static void
note_account(struct maker *m, const char *account, bool payer)
{
	words_add(payer ? &m->bound : &m->members, account);
}

static int
add_thing(struct maker *m, struct thing *x, const char *kind, bool payer)
{
	const char *slash = strrchr(x->target, '/');

	m->n++;
	x->name = slash != NULL ? slash + 1 : x->target;
	if (strcmp(kind, "ROLE") == 0 && (strncmp(x->name, "AWSReservedSSO_",
	    strlen("AWSReservedSSO_")) == 0 ||
	    strstr(x->target, ":role/aws-reserved/") != NULL)) {
		x->on = "sso";
	} else if (strcmp(kind, "ROLE") == 0) {
		x->on = payer ? "payer_role" : "role";
	} else if (strcmp(kind, "USER") == 0 &&
	    strncmp(x->target, "arn:", 4) != 0) {
		x->on = "session_name";
	} else if (strcmp(kind, "USER") == 0) {
		x->on = payer ? "payer_user" : "user";
		words_add(&m->users, x->target);
	} else if (strcmp(kind, "PERMISSION_SET") == 0) {
		x->on = "permission_set";
	} else if (strcmp(kind, "SESSION_TAG") == 0) {
		x->on = "session_tag";
	} else {
		words_add(&m->others, x->target);
		return FOC_OK;
	}
	m->none = false;
	if (strstr("sso permission_set session_tag session_name", x->on) != NULL)
		m->sso = true;
	else
		note_account(m, x->account, payer);
	add_actions(m, x, x->account);
	return strstr("payer_user user", x->on) != NULL && m->p->resume ?
	    add_keys(m, x) : FOC_OK;
}

static int
add_things(struct maker *m)
{
	struct rows r;
	int status, failed = FOC_OK;

	m->none = true;
	db_query(&r, m->f, SQL_STOP_ANCHORS, "s", m->p->workload);
	while (failed == FOC_OK && db_next(&r)) {
		struct thing x = { .target = db_text(&r, 1),
		    .account = db_text(&r, 2) };

		if (m->p->resume && is_among(&m->held, x.target))
			m->none = false;
		else
			failed = add_thing(m, &x, db_text(&r, 0),
			    db_int(&r, 3) != 0);
	}
	status = db_done(&r);
	return status != FOC_OK ? status : failed;
}

/* The SCP: once for the organisation, and attached to each account once. */
static int
add_scp(struct maker *m)
{
	struct thing x = { .on = "organization", .target = "organization",
	    .account = "" };
	const char *payer = m->payers.n == 1 ? m->payers.word[0] : "";
	int64_t there = 0;
	size_t i;
	int status = FOC_OK;

	if (m->p->resume || m->members.n == 0)
		return FOC_OK;
	if (m->p->policy == NULL && m->payers.n > 1) {
		x.on = "organization_manual";
		add_actions(m, &x, "");
		return FOC_OK;
	}
	if (m->p->policy == NULL)
		add_actions(m, &x, payer);
	x.on = "attach";
	for (i = 0; i < m->members.n && status == FOC_OK; i++) {
		x.account = x.target = m->members.word[i];
		if (m->p->policy != NULL)
			status = db_get_int(m->f, &there, SQL_STOP_ATTACHED,
			    "ss", x.target, m->p->policy);
		if (status == FOC_OK && there == 0)
			add_actions(m, &x, payer);
	}
	return status;
}

/* Put the known id where commands wait for one. */
static void
know_policy(struct stop_plan *p)
{
	struct stop_action *a;
	size_t i, k;

	for (i = 0; p->policy != NULL && i < p->n; i++) {
		a = &p->action[i];
		if (strcmp(a->for_each, SCP_POLICY_ID) != 0)
			continue;
		for (k = 0; k < a->n; k++)
			if (strcmp(a->argv[k], "{" SCP_POLICY_ID "}") == 0) {
				free(a->argv[k]);
				a->argv[k] = xstrdup(p->policy);
			}
		*a->for_each = '\0';
	}
}

/* --- what is known besides */

static int
read_words(struct foc *f, enum sql_id id, const char *workload,
    struct words *w)
{
	struct rows r;

	db_query(&r, f, id, workload != NULL ? "s" : "", workload);
	while (db_next(&r))
		words_add(w, db_text(&r, 0));
	return db_done(&r);
}

/* Who uses the same principal, as JSON; on a resume, what stays stopped. */
static int
read_shared(struct maker *m)
{
	struct rows r;
	size_t size, n = 0;
	FILE *out = memstream(&m->p->shared, &size);
	int status;

	if (out == NULL)
		return foc_fail(m->f, FOC_SYSTEM, "no memory");
	putc('[', out);
	db_query(&r, m->f, SQL_STOP_SHARED, "sn", m->p->workload);
	while (db_next(&r)) {
		fputs(n++ > 0 ? ",{\"target\":" : "{\"target\":", out);
		text_json(out, db_text(&r, 0));
		fputs(",\"workload\":", out);
		text_json(out, db_text(&r, 1));
		putc('}', out);
		words_add(&m->shared, db_text(&r, 1));
	}
	putc(']', out);
	fclose(out);
	if ((status = db_done(&r)) != FOC_OK)
		return status;
	db_query(&r, m->f, SQL_STOP_SHARED, "ss", m->p->workload,
	    "SUSPENDED");
	while (db_next(&r))
		words_add(&m->held, db_text(&r, 0));
	return db_done(&r);
}

static struct stop_action *
find_action(const struct stop_plan *p, const char *action, const char *target)
{
	size_t i;

	for (i = 0; i < p->n; i++)
		if (strcmp(p->action[i].action, action) == 0 &&
		    strcmp(p->action[i].target, target) == 0)
			return &p->action[i];
	return NULL;
}

static int
read_results(struct foc *f, struct stop_plan *p)
{
	struct stop_action *a;
	struct rows r;
	int status;

	status = db_get_int(f, &p->event, SQL_STOP_EVENT, "s", p->workload);
	if (status != FOC_OK)
		return status;
	db_query(&r, f, SQL_STOP_RESULTS, "si", p->workload, p->event);
	while (db_next(&r)) {
		a = find_action(p, db_text(&r, 0), db_text(&r, 1));
		if (a == NULL || a->result == STOP_MANUAL)
			continue;
		a->result = strcmp(db_text(&r, 2), "DONE") == 0 ? STOP_DONE :
		    STOP_FAILED;
		free(a->detail);
		free(a->gave);
		a->detail = xstrdup(db_text(&r, 3));
		a->gave = xstrdup(db_text(&r, 4));
	}
	return db_done(&r);
}

/*
 * Where a value was looked for in vain and then could not be made, looking
 * comes first again: somebody may have made it since, or we did, and died
 * before we could say so.
 */
static void
look_again(struct stop_plan *p)
{
	struct stop_action *a;
	size_t i, k;

	for (i = 0; i < p->n; i++) {
		a = &p->action[i];
		if (*a->gives == '\0' || a->result != STOP_DONE ||
		    *a->gave != '\0')
			continue;
		for (k = i + 1; k < p->n; k++)
			if (strcmp(p->action[k].gives, a->gives) == 0)
				a->result = STOP_PENDING;
	}
}

static void
add_limits(struct maker *m)
{
	const struct value v[] = {
		{ "always", "y", NULL },
		{ "workload", m->p->workload, NULL },
		{ "member", NULL, &m->members }, { "payer", NULL, &m->bound },
		{ "user", NULL, &m->users }, { "others", NULL, &m->others },
		{ "shared", NULL, &m->shared }, { "open", NULL, &m->open },
		{ "held", NULL, &m->held },
		{ "sso", m->sso ? "y" : "", NULL },
		{ "none", m->none ? "y" : "", NULL },
	};
	const struct values all = { v, sizeof(v) / sizeof(v[0]) };
	struct tsv t;
	char *text;

	tsv_open(&t, embed_text("govern/stop.limits.tsv"));
	while (tsv_next(&t)) {
		if (strcmp(t.cell[0], verb(m->p)) != 0 ||
		    !values_have(&all, t.cell[1], strlen(t.cell[1])))
			continue;
		text = filled(t.cell[2], strlen(t.cell[2]), &all);
		words_add(&m->p->limits, text);
		free(text);
	}
	tsv_close(&t);
}

static int
make(struct maker *m)
{
	struct foc *f = m->f;
	int status;

	if ((status = db_meta(f, SCP_POLICY_ID, &m->p->policy)) != FOC_OK ||
	    (status = read_words(f, SQL_STOP_PAYERS, NULL, &m->payers)) !=
	    FOC_OK ||
	    (status = read_words(f, SQL_STOP_OPEN, m->p->workload,
	    &m->open)) != FOC_OK ||
	    (status = read_shared(m)) != FOC_OK ||
	    (status = add_things(m)) != FOC_OK ||
	    (status = add_scp(m)) != FOC_OK)
		return status;
	know_policy(m->p);
	add_limits(m);
	if ((status = read_results(f, m->p)) != FOC_OK)
		return status;
	look_again(m->p);
	stop_plan_settle(m->p);
	return FOC_OK;
}

static int
check_documents(struct foc *f)
{
	char *scp = stop_document_text(&stop_documents[1]);
	size_t len = strlen(scp);

	free(scp);
	if (len == 0 || len > SCP_MAX)
		return foc_fail(f, FOC_SYSTEM, "the SCP has %zu characters, "
		    "and AWS takes 1 to %d", len, SCP_MAX);
	return FOC_OK;
}

int
stop_plan(struct foc *f, const struct foc_stop *s, const char *workload,
    struct stop_plan *p)
{
	struct maker m = { .f = f, .s = s, .p = p };
	int status;

	*p = (struct stop_plan){ .workload = workload, .resume = s->resume };
	status = check_documents(f);
	if (status == FOC_OK)
		status = make(&m);
	words_free(&m.payers);
	words_free(&m.members);
	words_free(&m.bound);
	words_free(&m.users);
	words_free(&m.others);
	words_free(&m.shared);
	words_free(&m.open);
	words_free(&m.held);
	return status;
}
