/* SPDX-License-Identifier: MIT */
/*
 * Three steps: use case; estimate and details; review.  Every answer is
 * checked as soon as it is there and asked for again where it will not do.
 * Nothing is written before the last answer, so leaving changes nothing.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "guide.h"

#define WORDS_MAX	200		/* of a list to choose from */

struct guide {
	struct cli *c;
	struct foc_request_new *r;
	bool	left;			/* end of input, or an interrupt */
	char	*word[WORDS_MAX];	/* of the present list */
	int	n_words;
};

/* --- a line */

/* Answers live as long as the command: the request points to them. */
static char *
keep(char *answer)
{
	static char **kept;
	static size_t n;
	char **more = reallocarray(kept, n + 1, sizeof(*more));

	if (more == NULL)
		return answer;
	kept = more;
	kept[n++] = answer;
	return answer;
}

/* What was typed, without blanks around it; NULL: left. */
static const char *
read_line(struct guide *g, const char *prompt)
{
	char *line = NULL, *from, *copy;
	size_t room = 0, n;
	ssize_t got;

	printf("%s: ", prompt);
	fflush(stdout);
	got = cli_wait_input() ? getline(&line, &room, stdin) : -1;
	if (got < 0 || memchr(line, '\0', (size_t)got) != NULL) {
		g->left = got < 0;
		free(line);
		return got < 0 ? NULL : "";
	}
	from = line + strspn(line, " \t");
	n = strlen(from);
	while (n > 0 && strchr(" \t\r\n", from[n - 1]) != NULL)
		n--;
	copy = strndup(from, n);
	free(line);
	g->left = copy == NULL;
	return keep(copy);
}

/* --- a list of words to choose from */

static void
add_word(void *arg, const char *word)
{
	struct guide *g = arg;
	char *copy = g->n_words < WORDS_MAX ? strdup(word) : NULL;

	if (copy != NULL)
		g->word[g->n_words++] = copy;
}

static void
clear_words(struct guide *g)
{
	while (g->n_words > 0)
		free(g->word[--g->n_words]);
}

static const char *
explain(const char *word)
{
	static const struct { const char *word, *text; } all[] = {
		{ "INFRASTRUCTURE", "no model: budget and owner only" },
		{ "CODING", "AI for developers: writing, reviewing code" },
		{ "OPERATIONS", "an application: support, documents, tools" },
		{ "LAMBDA", "AWS Lambda" },
		{ "ECS", "an Amazon ECS task" },
		{ "EC2", "Amazon EC2" },
		{ "AGENTCORE", "AgentCore Runtime" },
		{ "OTHER", "something else, which takes the role itself" },
		{ "STANDARD", "one region; internal tools, development" },
		{ "PRODUCTION_HA", "across regions; customers, agreements" },
		{ "COST_SAVING", "it lowers a cost of today" },
		{ "REVENUE_DRIVING", "it raises a revenue of today" },
	};
	size_t i;

	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (strcmp(all[i].word, word) == 0)
			return all[i].text;
	return "";
}

static void
show_words(const struct guide *g)
{
	const char *text;
	char *safe;
	int i;

	for (i = 0; i < g->n_words; i++) {
		safe = foc_visible(g->word[i]);
		text = explain(g->word[i]);
		if (*text != '\0')
			printf("  %2d  %-15s  %s\n", i + 1, safe, text);
		else
			printf("  %2d  %s\n", i + 1, safe);
		free(safe);
	}
}

/* A number of the list stands for its word. */
static const char *
word_of_number(const struct guide *g, const char *answer)
{
	char *end;
	long n = strtol(answer, &end, 10);

	if (*answer == '\0' || *end != '\0' || n < 1 || n > g->n_words)
		return answer;
	return keep(strdup(g->word[n - 1]));
}

/* --- a question */

struct question {
	const char *prompt;
	const char *list;		/* words to choose from, or NULL */
	const char *otherwise;		/* for an empty answer; NULL: asked
					 * again, "": stays empty */
	const char **value;
};

/* Say why the answer will not do, in lines that fit. */
static void
say_why(const struct guide *g)
{
	char *why = foc_visible(foc_errmsg(g->c->foc)), *word, *rest = why;
	size_t room = g->c->width > 40 ? (size_t)g->c->width : 80, at = 1;

	putchar(' ');
	while ((word = strsep(&rest, " ")) != NULL) {
		if (at > 2 && at + 1 + strlen(word) > room) {
			fputs("\n ", stdout);
			at = 1;
		}
		printf(" %s", word);
		at += 1 + strlen(word);
	}
	putchar('\n');
	free(why);
}

/* Of a list that was shown whole, only what is on it. */
static bool
is_listed(const struct guide *g, const char *word)
{
	int i;

	for (i = 0; i < g->n_words; i++)
		if (strcasecmp(g->word[i], word) == 0)
			return true;
	return g->n_words == 0 || g->n_words == WORDS_MAX;
}

/* Ask until the answer will do.  False: left. */
static bool
ask(struct guide *g, const struct question *q)
{
	const char *answer;

	clear_words(g);
	if (q->list != NULL) {
		if (cli_result(g->c, foc_request_choices(g->c->foc, q->list,
		    add_word, g)) != FOC_OK)
			return false;
		show_words(g);
	}
	for (;;) {
		if ((answer = read_line(g, q->prompt)) == NULL)
			return false;
		if (*answer == '\0') {
			if (q->otherwise == NULL) {
				puts("  an answer is needed here");
				continue;
			}
			*q->value = *q->otherwise != '\0' ? q->otherwise :
			    NULL;
			return true;
		}
		if ((answer = word_of_number(g, answer)) == NULL)
			return false;
		if (!is_listed(g, answer)) {
			puts("  choose one of the list, or its number");
			continue;
		}
		*q->value = answer;
		if (foc_request_check(g->c->foc, g->r) == FOC_OK)
			return true;
		say_why(g);
		*q->value = NULL;
	}
}

/* ask, with the question as arguments; NULL: none. */
static bool
ask_for(struct guide *g, const char *prompt, const char *list,
    const char *otherwise, const char **value)
{
	return ask(g, &(struct question){ prompt, list, otherwise, value });
}

static bool
is(const char *word, const char *other)
{
	return word != NULL && strcasecmp(word, other) == 0;
}

/* --- the steps */

static bool
ask_use_case(struct guide *g)
{
	struct foc_request_new *r = g->r;

	puts("Step 1 of 3: use case");
	if (!ask_for(g, "Use case", "use-case", NULL, &r->use_case))
		return false;
	clear_words(g);
	if (cli_result(g->c, foc_request_choices(g->c->foc, "workload",
	    add_word, g)) != FOC_OK)
		return false;
	if (g->n_words > 0 && !is(r->use_case, "INFRASTRUCTURE")) {
		puts("\nAdd it to a workload that you have?");
		if (!ask_for(g, "Workload (empty: a new one)", "workload", "",
		    &r->add_to))
			return false;
	}
	if (r->add_to != NULL)
		return true;
	if (!ask_for(g, "\nName of the workload, such as support-bot", NULL,
	    NULL, &r->name))
		return false;
	puts("\nWhose budget pays?");
	return ask_for(g, "Product", "product", NULL, &r->product);
}

/* Two business questions; dollars only where the price book has no answer. */
static bool
ask_coding(struct guide *g)
{
	struct foc_request_new *r = g->r;
	const char *percent = NULL;
	int status;

	if (!ask_for(g, "How many developers will use AI", NULL, NULL,
	    &r->developers))
		return false;
	do {
		r->percent = NULL;
		if (!ask_for(g, "What percent of their workday", NULL, NULL,
		    &percent))
			return false;
		r->percent = percent;
		status = foc_request_check(g->c->foc, r);
		if (status != FOC_OK)
			say_why(g);
	} while (status != FOC_OK && status != FOC_REFUSED);
	if (status == FOC_OK)
		return true;
	return ask_for(g, "Dollars a month", NULL, NULL, &r->estimate_usd);
}

/* Dollars, or tokens by their types. */
static bool
ask_budget(struct guide *g)
{
	static const char prompt[] = "Dollars a month, or tokens "
	    "(input=N,output=N)";
	const char *answer = NULL;

	for (;;) {
		g->r->estimate_usd = g->r->tokens = NULL;
		if (!ask_for(g, prompt, NULL, NULL, &answer))
			return false;
		if (strchr(answer, '=') != NULL)
			g->r->tokens = answer;
		else
			g->r->estimate_usd = answer;
		if (foc_request_check(g->c->foc, g->r) == FOC_OK)
			return true;
		say_why(g);
	}
}

static bool
ask_runtime(struct guide *g)
{
	puts("Where does it run?");
	if (!ask_for(g, "Runtime", "runtime", NULL, &g->r->runtime))
		return false;
	if (!is(g->r->runtime, "OTHER"))
		return true;
	return ask_for(g, "ARN of who takes the role", NULL, NULL,
	    &g->r->principal);
}

/* One part of the business case, tried with what may stand for the rest. */
static bool
ask_part(struct guide *g, const char *prompt, const char *before,
    const char *after, const char **answer)
{
	char *text;

	for (;;) {
		g->r->business_case = NULL;
		if (!ask_for(g, prompt, NULL, NULL, answer) ||
		    asprintf(&text, "%s,%s%s", before, *answer, after) < 0)
			return false;
		g->r->business_case = keep(text);
		if (foc_request_check(g->c->foc, g->r) == FOC_OK)
			return true;
		say_why(g);
	}
}

static bool
ask_case(struct guide *g)
{
	const char *type = NULL, *annual = NULL, *percent = NULL;
	char *text;

	puts("\nBusiness case, if you like to declare one:");
	g->r->business_case = NULL;
	if (!ask_for(g, "Value (empty: none)", "value-type", "", &type))
		return false;
	if (type == NULL)
		return true;
	clear_words(g);
	if (!ask_part(g, "Dollars a year, now", type, ",1", &annual) ||
	    asprintf(&text, "%s,%s", type, annual) < 0)
		return false;
	return ask_part(g, "By what percent will it change", keep(text),
	    "", &percent);
}

static bool
ask_details(struct guide *g)
{
	struct foc_request_new *r = g->r;
	bool coding = is(r->use_case, "CODING");
	bool model = !is(r->use_case, "INFRASTRUCTURE");

	puts("\nStep 2 of 3: estimate and details");
	if (coding && !ask_coding(g))
		return false;
	if (model && !coding && !ask_runtime(g))
		return false;
	if (model) {
		puts("\nHow available must it be?");
		if (!ask_for(g, "Availability (empty: STANDARD)",
		    "availability", "STANDARD", &r->availability))
			return false;
	}
	if (!coding && !ask_budget(g))
		return false;
	return ask_for(g, "\nWhat it does, who uses it, how often", NULL, "",
	    &r->description) && ask_case(g) &&
	    ask_for(g, "\nFirst day of the estimate (empty: none)", NULL, "",
	    &r->start) && ask_for(g, "Last day (empty: none)", NULL, "",
	    &r->end) && ask_for(g, "Growth in percent a month (empty: 0)",
	    NULL, "", &r->growth);
}

/* What would be submitted, by doing it and taking it back. */
static int
show_review(struct guide *g)
{
	struct foc_out_options o = {
		.to = stdout, .format = FOC_TABLE, .terminal = true,
		.width = g->c->width, .detail = true,
		.fields = "workload,product,owner,use_case,runtime,principal,"
		    "availability,developers,percent_of_workday,description,"
		    "business_case,start,end,growth_percent,assumptions,"
		    "estimate_usd",
	};
	struct foc_out *out = foc_out_new(&o);
	int status = foc_begin(g->c->foc);

	puts("\nStep 3 of 3: review");
	if (status == FOC_OK) {
		status = foc_request_new(g->c->foc, g->r, out);
		if (status == FOC_OK)
			foc_end(g->c->foc, FOC_REFUSED);
		else
			foc_end(g->c->foc, status);
	}
	return foc_worst(status, foc_out_close(out));
}

static bool
ask_submit(struct guide *g)
{
	const char *answer;
	bool yes, no;

	do {
		if ((answer = read_line(g, "\nSubmit? yes or no")) == NULL)
			return false;
		yes = is(answer, "yes") || is(answer, "y");
		no = is(answer, "no") || is(answer, "n");
	} while (!yes && !no);
	return yes;
}

int
guide_request(struct cli *c, struct foc_request_new *r)
{
	struct guide g = { .c = c, .r = r };
	int status;
	bool go_on;

	r->prompted = true;
	puts("Ask for an AI workload.  Ctrl-C leaves; nothing is written "
	    "before the end.\n");
	go_on = ask_use_case(&g) && ask_details(&g);
	clear_words(&g);
	if (go_on && (status = cli_result(c, show_review(&g))) != FOC_OK)
		return status;
	if (go_on && ask_submit(&g))
		return FOC_OK;
	if (g.left)
		putchar('\n');
	fflush(stdout);
	return cli_fail(c, FOC_REFUSED, "nothing was submitted");
}
