/* SPDX-License-Identifier: MIT */
/*
 * foc-x --complete WORD...: what may stand where the last word has begun, a
 * line each, "word<TAB>what it is".  The shells' completions ask this, so
 * that they know no program, option or id themselves.  Where files are as
 * good nothing is printed.
 */
#include <stdlib.h>
#include <string.h>

#include "options.h"

struct completion {
	struct cli c;
	const char *begun;		/* the word that is being typed ... */
	const char *before;		/* ... but for this: "--state=" */
	int	before_len;
	const char *option;		/* whose value that is, or NULL */
	int	n_operands;		/* before it, without the verb */
};

/* Values of options by name: words, or "@" and what the file knows. */
static const struct { const char *option, *words; } values[] = {
	{ "account", "@account" },
	{ "add-to", "@workload" },
	{ "availability", "STANDARD PRODUCTION_HA" },
	{ "basis", "unblended net" },
	{ "by", "day hour" },
	{ "class", "ATTRIBUTION GOVERNANCE" },
	{ "color", "auto always never" },
	{ "level", "rows total e1 e2 e3 e4 all" },
	{ "model", "@model" },
	{ "month", "last" },
	{ "platform", "BEDROCK MARKETPLACE CLAUDE_PLATFORM AGENTCORE" },
	{ "portfolio", "@portfolio" },
	{ "priority", "NORMAL PRIORITY" },
	{ "product", "@product" },
	{ "profile", "1.2 1.3" },
	{ "runtime", "LAMBDA ECS EC2 AGENTCORE OTHER" },
	{ "use-case", "OPERATIONS CODING INFRASTRUCTURE" },
	{ "scenario", "UNALLOCATED_GUARDRAIL_COST ATTRIBUTION_NOT_ENABLED "
	    "UNCLAIMED_WORKLOAD UNATTRIBUTED_SPEND NO_BUDGET_ALLOCATION "
	    "OUT_OF_BUDGET_SCOPE" },
	{ "signal", "SPIKE_HOUR NEW_PRINCIPAL MODEL_SURGE DRIFT "
	    "SCOPE_UNUSED" },
	{ "to", "@person" },
	{ "week", "last" },
	{ "workload", "@workload" },
};

/* Operands as the help names them; ID is what the program is about. */
static const struct { const char *name, *what; } operands[] = {
	{ "ANCHOR", "anchor" },
	{ "FIGURE", "figure" },
	{ "LOAD", "load" },
	{ "GAP", "gap" },
	{ "MODEL", "model" },
	{ "ROLLUP", "rollup" },
	{ "SCOPE", "scope" },
	{ "WORKLOAD", "workload" },
};

/* What a program is about: its ID or NAME, and the machine of its states. */
static const struct { const char *program, *what, *machine; } subjects[] = {
	{ "foc-approve", "request", "scope" },
	{ "foc-bill", "workload", "control" },
	{ "foc-db", "load", "load" },
	{ "foc-gaps", "gap", "gap" },
	{ "foc-prereq", "prereq", "prerequisite" },
	{ "foc-request", "request", "onboarding" },
	{ "foc-spendcard", "card", "card" },
	{ "foc-task", "task", "task" },
	{ "foc-watch", "investigation", "investigation" },
	{ "foc-workload", "workload", "control" },
};

#define N(x)	(sizeof(x) / sizeof((x)[0]))

static void
offer(void *arg, const char *word, const char *hint)
{
	const struct completion *m = arg;
	char *safe, *safe_hint;

	if (strncmp(word, m->begun, strlen(m->begun)) != 0)
		return;
	safe = foc_visible(word);
	safe_hint = foc_visible(hint != NULL ? hint : "");
	if (strcmp(safe, word) == 0)	/* else it could not be typed so */
		printf("%.*s%s%s%s\n", m->before_len, m->before, word,
		    *safe_hint != '\0' ? "\t" : "", safe_hint);
	free(safe);
	free(safe_hint);
}

static void
offer_words(struct completion *m, const char *words, const char *separators)
{
	char *copy = strdup(words), *word, *rest = copy;

	while (rest != NULL && (word = strsep(&rest, separators)) != NULL)
		if (*word != '\0')
			offer(m, word, NULL);
	free(copy);
}

/* Without a file, or with one that cannot be read, there is nothing to say. */
static void
offer_known(struct completion *m, const char *what)
{
	struct foc_options o;

	if (m->c.foc == NULL) {
		m->c.quiet = true;
		cli_open_options(&m->c, FOC_READ, &o);
		if (foc_open(&m->c.foc, &o) != FOC_OK)
			return;
	}
	foc_known(m->c.foc, what, offer, m);
}

static const char *
subject_of(const struct cli_program *p, bool machine)
{
	size_t i;

	for (i = 0; i < N(subjects); i++)
		if (strcmp(subjects[i].program, p->name) == 0)
			return machine ? subjects[i].machine :
			    subjects[i].what;
	return NULL;
}

static void
offer_states(struct completion *m)
{
	const char *machine = subject_of(m->c.program, true), *state;
	size_t i;

	for (i = 0; machine != NULL &&
	    (state = foc_state(machine, i)) != NULL; i++)
		offer(m, state, NULL);
}

static void
offer_values(struct completion *m)
{
	const char *formats = m->c.program->formats;
	size_t i;

	if (strcmp(m->option, "format") == 0) {
		offer_words(m, "table jsonl csv", " ");
		offer_words(m, formats != NULL ? formats : "", " ");
	} else if (strcmp(m->option, "state") == 0)
		offer_states(m);
	for (i = 0; i < N(values); i++)
		if (strcmp(values[i].option, m->option) == 0) {
			if (*values[i].words == '@')
				offer_known(m, values[i].words + 1);
			else
				offer_words(m, values[i].words, " ");
		}
}

static void
offer_options(struct completion *m, const struct cli_opt *o)
{
	const char *verb = m->c.verb->name;
	char word[64];

	for (; o != NULL && o->name != NULL; o++) {
		if (o->verbs != NULL && verb != NULL &&
		    !cli_has_word(o->verbs, verb))
			continue;
		snprintf(word, sizeof(word), "--%s", o->name);
		offer(m, word, o->help);
	}
}

/* "[ID|WORKLOAD ...]": each of them; what is in small letters is a word. */
static void
offer_operands(struct completion *m)
{
	const struct cli_verb *v = m->c.verb;
	const char *subject = subject_of(m->c.program, false);
	char *copy = strdup(v->operands), *word, *rest = copy;
	size_t i;

	if (v->max >= 0 && m->n_operands >= v->max)
		rest = NULL;
	while (rest != NULL && (word = strsep(&rest, "[]| .")) != NULL) {
		for (i = 0; i < N(operands); i++)
			if (strcmp(operands[i].name, word) == 0)
				offer_known(m, operands[i].what);
		if (strcmp(word, "ID") == 0 || strcmp(word, "NAME") == 0)
			offer_known(m, v->kind != NULL ? v->kind :
			    subject != NULL ? subject : "");
		else if (strcmp(word, "MACHINE") == 0)
			for (i = 0; foc_states_machine(i) != NULL; i++)
				offer(m, foc_states_machine(i), NULL);
		else if (*word >= 'a' && *word <= 'z' &&
		    strstr(v->operands, "foc.yaml") == NULL)
			offer(m, word, NULL);
	}
	free(copy);
}

static void
offer_verbs(struct completion *m)
{
	const struct cli_verb *v;

	for (v = m->c.program->verbs; v->run != NULL; v++)
		offer(m, v->name, v->help);
}

/* The option of the first n bytes of a word, if it takes a value. */
static const struct cli_opt *
option_of(const struct cli_program *p, const char *word, size_t n)
{
	const struct cli_opt *tables[] = { p->opts, cli_common_opts }, *o;
	size_t i;

	for (i = 0; i < N(tables); i++)
		for (o = tables[i]; o != NULL && o->name != NULL; o++)
			if (o->arg != NULL && ((n == strlen(o->name) + 2 &&
			    strncmp(word, "--", 2) == 0 &&
			    strncmp(word + 2, o->name, n - 2) == 0) ||
			    (o->short_name != 0 && n == 2 && *word == '-' &&
			    word[1] == o->short_name)))
				return o;
	return NULL;
}

/* "--state=PEND": a value, too, is begun. */
static void
split_begun(struct completion *m)
{
	const char *equals = strchr(m->begun, '=');
	const struct cli_opt *o;

	if (equals == NULL || *m->begun != '-' || (o = option_of(m->c.program,
	    m->begun, (size_t)(equals - m->begun))) == NULL)
		return;
	m->option = o->name;
	m->before = m->begun;
	m->begun = equals + 1;
	m->before_len = (int)(m->begun - m->before);
}

/*
 * The words before the last one: which verb, which file, what is awaited.
 * bash makes three words of --state=PEND.
 */
static bool
read_words(struct completion *m, int n, char **word)
{
	const struct cli_program *p = m->c.program;
	const struct cli_opt *o;
	const struct cli_verb *v;
	bool verb = p->verbs[0].name == NULL;
	int i;

	for (i = 0; i < n - 1; i++) {
		if ((o = option_of(p, word[i], strlen(word[i]))) != NULL) {
			if (i + 1 < n - 1 && strcmp(word[i + 1], "=") == 0)
				i++;
			if (i + 1 == n - 1)
				m->option = o->name;
			else if (strcmp(o->name, "db") == 0)
				cli_common.db = word[i + 1];
			i++;
		} else if (*word[i] == '-' && word[i][1] != '\0') {
			if (strncmp(word[i], "--db=", 5) == 0)
				cli_common.db = word[i] + 5;
		} else if (verb) {
			m->n_operands++;
		} else {
			for (v = p->verbs; v->run != NULL; v++)
				if (strcmp(v->name, word[i]) == 0)
					break;
			m->c.verb = v->run != NULL ? v : p->default_operand ?
			    &p->verbs[1] : &p->verbs[0];
			m->n_operands = v->run == NULL;
			verb = true;
		}
	}
	return verb;
}

int
cli_complete(const struct cli_program *p, int n, char **word)
{
	struct completion m = { .c = { .program = p, .verb = &p->verbs[0],
	    .common = &cli_common }, .begun = n > 0 ? word[n - 1] : "",
	    .before = "" };
	bool verb = read_words(&m, n, word);

	if (strcmp(m.begun, "=") == 0 && m.option != NULL)
		m.begun = "";		/* bash: nothing behind it yet */
	if (m.option == NULL)
		split_begun(&m);
	if (m.option != NULL)
		offer_values(&m);
	else if (*m.begun == '-') {
		offer_options(&m, p->opts);
		offer_options(&m, cli_common_opts);
	} else if (verb)
		offer_operands(&m);
	else {
		offer_verbs(&m);
		if (p->default_operand) {
			m.c.verb = &p->verbs[1];
			offer_operands(&m);
		}
	}
	foc_close(m.c.foc);
	return fflush(stdout) == 0 ? FOC_OK : FOC_SYSTEM;
}
