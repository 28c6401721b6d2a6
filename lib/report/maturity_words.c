/* SPDX-License-Identifier: MIT */
/* What text, Markdown and HTML say alike. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/money.h"
#include "report/maturity.h"

const char *
maturity_tier(const cJSON *object)
{
	static const char *const words[][2] = {
		{ "NOT_STARTED", "Not Started" }, { "CRAWL", "Crawl" },
		{ "WALK", "Walk" }, { "RUN", "Run" }
	};
	const char *tier = json_string(object, "tier");
	size_t i;

	for (i = 0; tier != NULL && i < 4; i++)
		if (strcmp(words[i][0], tier) == 0)
			return words[i][1];
	return "no data";
}

int
maturity_tenths(const cJSON *object, const char *key)
{
	const char *score = json_number(object, key);
	int64_t v;

	if (score == NULL || money_parse(score, strlen(score), &v, NULL) != 0)
		return 0;
	v /= MONEY_ONE / 10;
	return v < 0 ? 0 : v > 1000 ? 1000 : (int)v;
}

const char *
maturity_score(char buf[16], const cJSON *object, const char *key)
{
	int tenths = maturity_tenths(object, key);

	if (json_number(object, key) == NULL)
		return "\u2013";
	snprintf(buf, 16, "%d.%d", tenths / 10, tenths % 10);
	return buf;
}

/* Money of a fact, with cents. */
static char *
dollars(const cJSON *facts, const char *key)
{
	const char *text = json_number(facts, key);
	char buf[DECIMAL_TEXT_MAX];
	int64_t v;

	if (text == NULL || money_parse(text, strlen(text), &v, NULL) != 0)
		return xstrdup("\u2013");
	return xasprintf("$%s", decimal_fixed(buf, v, MONEY_DECIMALS, 2, 1));
}

static const char *
number(const cJSON *facts, const char *key)
{
	const char *text = json_number(facts, key);

	return text != NULL ? text : "\u2013";
}

char *
maturity_facts(const cJSON *category)
{
	const char *name = json_string(category, "name");
	const cJSON *f = json_member(category, "facts");
	char *a, *b, *text;

	if (name == NULL || f == NULL)
		return xstrdup("");
	if (strcmp(name, "MODEL_GOVERNANCE") == 0)
		return xasprintf("%s of %s models in use are governed: approved, "
		    "in scope wherever they run, no gap open; %s are approved, "
		    "%s wait for a decision", number(f, "governed"),
		    number(f, "models_in_use"), number(f, "approved"),
		    number(f, "pending"));
	if (strcmp(name, "ESTIMATE_COVERAGE") == 0)
		return xasprintf("%s of %s claimed workloads have an estimate, "
		    "%s %% of their spend", number(f, "with_estimate"),
		    number(f, "claimed_workloads"),
		    number(f, "spend_weighted_percent"));
	if (strcmp(name, "PROCESS_EFFICIENCY") == 0)
		return xasprintf("%s of %s finished requests of 90 days were "
		    "live within their SLA, %s of %s in flight are overdue; "
		    "%s days end to end", number(f, "within_sla"),
		    number(f, "finished"), number(f, "overdue"),
		    number(f, "in_flight"), number(f, "average_days"));
	a = dollars(f, "attributed_usd");
	b = dollars(f, "ai_spend_usd");
	text = xasprintf("%s of %s have a workload's owner; %s gaps", a, b,
	    number(f, "open_gaps"));
	free(a);
	free(b);
	return text;
}

const cJSON *
maturity_moves(const cJSON *category, int *more)
{
	const cJSON *moves = json_member(json_member(category, "next"),
	    "moves");
	int n = cJSON_GetArraySize(moves);

	*more = n > MATURITY_MOVES ? n - MATURITY_MOVES : 0;
	return moves != NULL ? moves->child : NULL;
}
