/* SPDX-License-Identifier: MIT */
/*
 * A stop as a script.  Commands that fail do not keep the rest from running;
 * the exit status says how it went.  Prose stands in comments, where nothing
 * in it can become a command, and every word of a command is quoted.
 */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"
#include "report/stop.h"

#define COLUMNS	76

static const char *
word(const cJSON *o, const char *key)
{
	const char *s = json_string(o, key);

	return s != NULL ? s : "";
}

static void
put_comment(FILE *to, const char *before, const char *prose)
{
	char *safe = text_visible(prose);
	const char *p = safe;
	size_t n;

	while (*p != '\0') {
		n = strlen(p);
		if (n > COLUMNS) {
			for (n = COLUMNS; n > 0 && p[n] != ' '; n--)
				continue;
			if (n == 0)
				n = strcspn(p, " ");
		}
		fprintf(to, "%s# %.*s\n", before, (int)n, p);
		p += n;
		p += strspn(p, " ");
	}
	free(safe);
}

static bool
is_result(const cJSON *action, const char *result)
{
	return strcmp(word(action, "result"), result) == 0;
}

/* Is it a command of the script? */
static bool
is_run(const cJSON *action)
{
	return is_result(action, "PENDING") || is_result(action, "FAILED");
}

/* Variables are named by us: letters, digits and _. */
static bool
is_name(const char *s)
{
	return *s != '\0' && strspn(s,
	    "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(s);
}

/* The command; {NAME} of for_each is the word that the loop stands at. */
static void
put_command(FILE *to, const cJSON *action)
{
	const cJSON *command = json_member(action, "command"), *w;
	char *place = xasprintf("{%s}", word(action, "for_each"));
	const char *text;

	cJSON_ArrayForEach(w, command) {
		text = cJSON_IsString(w) ? w->valuestring : "";
		if (w != command->child)
			putc(' ', to);
		if (strcmp(text, place) == 0)
			fputs("\"$foc_word\"", to);
		else
			stop_word(to, text);
	}
	free(place);
}

static void
put_left(FILE *to, const cJSON *action)
{
	char *label = xasprintf("%s %s", word(action, "action"),
	    word(action, "target"));
	const char *done_if = word(action, "done_if");

	if (*done_if != '\0') {
		fputs(" 2>foc.said ||\n\t    said ", to);
		text_shell(to, done_if);
	}
	fputs(" || left ", to);
	text_shell(to, label);
	putc('\n', to);
	free(label);
}

static void
put_action(FILE *to, const cJSON *action)
{
	const char *gives = word(action, "gives");
	const char *each = word(action, "for_each");

	put_comment(to, "\t", word(action, "why"));
	putc('\t', to);
	if (is_name(gives)) {
		fprintf(to, "[ -n \"$%s\" ] ||\n\t    %s=$(", gives, gives);
		put_command(to, action);
		putc(')', to);
	} else if (is_name(each)) {
		fprintf(to, "for foc_word in $%s; do\n\t    ", each);
		put_command(to, action);
	} else {
		put_command(to, action);
	}
	put_left(to, action);
	if (is_name(each))
		fputs("\tdone\n", to);
}

/* --- accounts */

/* The profile of a command, or "". */
static const char *
profile(const cJSON *action)
{
	const cJSON *command = json_member(action, "command");
	const cJSON *w = cJSON_GetArrayItem(command, 1);

	if (!cJSON_IsString(w) || strcmp(w->valuestring, "--profile") != 0)
		return "";
	w = cJSON_GetArrayItem(command, 2);
	return cJSON_IsString(w) ? w->valuestring : "";
}

static void
begin_account(FILE *to, const cJSON *action)
{
	const char *account = word(action, "account");

	putc('\n', to);
	if (*account == '\0') {
		fputs("# With credentials of the organisation's management "
		    "account:\nif true; then\n", to);
		return;
	}
	fputs("if [ \"$(aws", to);
	if (*profile(action) != '\0') {
		fputs(" --profile ", to);
		text_shell(to, profile(action));
	}
	fputs(" sts get-caller-identity \\\n"
	    "    --query Account --output text)\" = ", to);
	text_shell(to, account);
	fputs(" ]; then\n", to);
}

static void
end_account(FILE *to, const cJSON *action)
{
	char *label = xasprintf("account %s: these are not its credentials",
	    word(action, "account"));

	if (*word(action, "account") != '\0') {
		fputs("else\n\tleft ", to);
		text_shell(to, label);
		putc('\n', to);
	}
	fputs("fi\n", to);
	free(label);
}

static void
put_actions(FILE *to, const cJSON *actions)
{
	const cJSON *a, *open = NULL;

	cJSON_ArrayForEach(a, actions) {
		if (!is_run(a))
			continue;
		if (open != NULL && strcmp(word(open, "account"), word(a,
		    "account")) != 0) {
			end_account(to, open);
			open = NULL;
		}
		if (open == NULL)
			begin_account(to, a);
		open = a;
		put_action(to, a);
	}
	if (open != NULL)
		end_account(to, open);
}

/* --- around them */

static void
put_documents(FILE *to, const cJSON *documents)
{
	const cJSON *d;
	char *text;

	cJSON_ArrayForEach(d, documents) {
		text = json_print(json_member(d, "policy"));
		fputs("\ncat >", to);
		text_shell(to, word(d, "name"));
		fprintf(to, " <<'FOC_EOF'\n%s\nFOC_EOF\n", text);
		free(text);
	}
}

/* A variable that the script uses, with what is known of it. */
static void
put_variable(FILE *to, const cJSON *actions, const char *name)
{
	const cJSON *a;

	fprintf(to, "%s=", name);
	cJSON_ArrayForEach(a, actions)
		if (strcmp(word(a, "gives"), name) == 0 &&
		    *word(a, "gave") != '\0') {
			text_shell(to, word(a, "gave"));
			break;
		}
	putc('\n', to);
}

/* For each name once: with the first action that is run and has it. */
static void
put_variables(FILE *to, const cJSON *actions)
{
	static const char *const keys[] = { "gives", "for_each" };
	const cJSON *a, *b;
	const char *name;
	size_t k;
	bool first;

	cJSON_ArrayForEach(a, actions) {
		for (k = 0; k < 2 && is_run(a); k++) {
			name = word(a, keys[k]);
			first = is_name(name);
			for (b = actions->child; b != a && first; b = b->next)
				first = !is_run(b) ||
				    (strcmp(word(b, "gives"), name) != 0 &&
				    strcmp(word(b, "for_each"), name) != 0);
			if (first)
				put_variable(to, actions, name);
		}
	}
}

static void
put_prelude(FILE *to, const cJSON *actions)
{
	const cJSON *a;
	bool said = false;

	fputs("set -eu\numask 077\nfoc_dir=$(mktemp -d)\n"
	    "trap 'rm -rf \"$foc_dir\"' EXIT\n"
	    "trap 'exit 130' HUP INT TERM\ncd \"$foc_dir\"\n"
	    "foc_left=0\n", to);
	put_variables(to, actions);
	cJSON_ArrayForEach(a, actions)
		said = said || (is_run(a) && *word(a, "done_if") != '\0');
	fputs("\nleft() {\n\techo \"left to do: $1\" >&2\n"
	    "\tfoc_left=$((foc_left + 1))\n}\n", to);
	if (said)
		fputs("\n# An error that says that it is so already.\n"
		    "said() {\n\tcat foc.said >&2\n"
		    "\tgrep -q \"$1\" foc.said\n}\n", to);
}

static void
put_rest(FILE *to, const cJSON *record)
{
	const cJSON *x;
	char *line;

	cJSON_ArrayForEach(x, json_member(record, "actions")) {
		if (is_run(x))
			continue;
		line = xasprintf("%s %s: %s%s%s", word(x, "action"),
		    word(x, "target"), word(x, "result"), is_result(x,
		    "MANUAL") ? ". " : "", is_result(x, "MANUAL") ?
		    word(x, "why") : "");
		put_comment(to, "", line);
		free(line);
	}
}

static bool
runs_any(const cJSON *actions)
{
	const cJSON *a;

	cJSON_ArrayForEach(a, actions)
		if (is_run(a))
			return true;
	return false;
}

void
stop_script(FILE *to, const cJSON *record, const struct foc_out_options *o)
{
	const cJSON *actions = json_member(record, "actions"), *x;
	bool stop = strcmp(word(record, "verb"), "suspend") == 0;
	char *line;

	line = xasprintf("%s%s of the workload %s.  Read this, then run it; "
	    "it may run again.  In the file of foc the workload is %s from "
	    "the moment that foc-bill printed this without --dry-run.",
	    o->sandbox ? "SANDBOX: " : "", stop ? "Stop" : "Resumption",
	    word(record, "workload"), word(record, "control"));
	fputs("#!/bin/sh\n", to);
	put_comment(to, "", line);
	free(line);
	cJSON_ArrayForEach(x, json_member(record, "limits")) {
		fputs("#\n", to);
		put_comment(to, "", cJSON_IsString(x) ? x->valuestring : "");
	}
	fputs("#\n", to);
	put_rest(to, record);
	if (!runs_any(actions)) {
		fputs("# Nothing is left to run.\nexit 0\n", to);
		return;
	}
	put_prelude(to, actions);
	put_documents(to, json_member(record, "documents"));
	put_actions(to, actions);
	fputs("\n[ \"$foc_left\" -eq 0 ] || exit 4\n", to);
}
