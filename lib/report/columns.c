/* SPDX-License-Identifier: MIT */
/* Which keys of a record stand in its table, by kind. */
#include <ctype.h>
#include <string.h>

#include "report/out.h"

#define WIDTH_MAX 1000		/* wide enough for any column */

static const struct { const char *kind, *keys; } columns[] = {
	{ "account", "!id ~name environment payer ~shared_by" },
	{ "anchor", "!id !workload !anchor_kind !value claimed valid_from@ "
	    "valid_to@" },
	{ "answer", "!intent ~text" },
	{ "arrow", "!machine !from !verb !to role" },
	{ "card", "!id workload !state !incomplete !actual_usd$ "
	    "!estimate_usd$ variance_usd$ variance_percent% ~flags "
	    "restated_usd$ carried_from" },
	{ "card_diff", "!before !after !before_usd$ !actual_usd$ "
	    "!difference_usd$ ~reason" },
	{ "change", "!op !what !~name !~detail" },
	{ "charge", "!~e4 !source !~17model +~token_type +~workload !used# "
	    "used_unit=UNIT !amount_usd$ +net_usd$ !state +account "
	    "+~platform +region +tier +geography +line_type +feature +month "
	    "invoice period" },
	{ "chargeback", "!~e4 !source +~workload +~17model "
	    "!amount_rounded_usd$=AMOUNT !+net_usd$ !state +account "
	    "+~platform +month period e3 e2 e1" },
	{ "chargeback_total", "!level +e4 +e3 +e2 +e1 "
	    "!amount_rounded_usd$=AMOUNT !+net_usd$ !state period "
	    "+&workload_usd$ +&pool_usd$ +&tag_usd$ +&unallocated_usd$ "
	    "rows#" },
	{ "check", "!id !result !|detail" },
	{ "comparison", "!model ~name status current !actual_usd$ "
	    "!estimate_usd$ difference_usd$ difference_percent% |reason" },
	{ "detection", "!id !active# !gaps_usd$ !workload_usd$ "
	    "!ai_spend_usd$ governance_usd$ ~new ~resolved" },
	{ "estimate", "!id availability geography region !estimate_usd$ "
	    "|reason" },
	{ "event", "!seq# !at@ !actor !verb !object ~22after ~rationale "
	    "role ~22before" },
	{ "figure", "!id !amount_usd$" },
	{ "finding", "!id !result !|20detail !|16fix" },
	{ "gap", "!id !scenario !state !amount_usd$ +^24key "
	    "share_percent%=SHARE last_seen@ workload class tokens#" },
	{ "handoff", "!workload !role_arn !model_id !invoke_id region "
	    "endpoint" },
	{ "head", "!id at@" },
	{ "import", "!what !rows# !added# !changed# unchanged# skipped# "
	    "~unknown_models price_book ~file" },
	{ "investigation", "!id !signal !state !amount_usd$ +~17model "
	    "+^16principal +~workload hour@ day baseline_usd$ account owner "
	    "severity reason" },
	{ "load", "!id !period payer !rows# ai_rows# file_usd$ ai_usd$ "
	    "!spend_usd$ !state pruned_at@ ~export" },
	{ "load_change", "+payer !period !platform !before_usd$ !after_usd$ "
	    "!difference_usd$" },
	{ "maturity", "!window_from@ !window_to@ !overall% !tier "
	    "scores.workload_attribution% scores.model_governance% "
	    "scores.estimate_coverage% scores.process_efficiency%" },
	{ "migration", "!from# !to# !steps# ~backup" },
	{ "model", "!model !platform !status ~24coverage vendor approved# "
	    "implemented# pending_tasks# updated_at@" },
	{ "model_access", "!id !model !state requester asked_at@ platform "
	    "~rationale" },
	{ "notification", "!id at@ !to !~subject" },
	{ "person", "!id ~name !email !~roles unix active" },
	{ "policy", "!id !~value ~default" },
	{ "prereq", "!name !platform !account !state checked_at@ ~evidence" },
	{ "price", "!model !token_type !usd_per_million$=PER_MILLION "
	    "+geography +~5tier +~8platform +region +effective_from ~source" },
	{ "product", "!name owner ~path.e3 ~path.e2 ~path.e1" },
	{ "reconciliation", "!by !platform !line_type ~12product_code "
	    "!bill_usd$ !difference_usd$ +~invoice +payer lines# "
	    "&workload_usd$ &tag_usd$ &pool_usd$ &unallocated_usd$ "
	    "&apart_usd$ &not_ai_usd$" },
	{ "report", "!source !data_until@ ~months price_book ~basis" },
	{ "request", "!id !workload !state use_case estimate_usd$ requester "
	    "due_at@ overdue submitted_at@" },
	{ "restore", "!kept !backup !lost_from# !lost_to# head id" },
	{ "review", "!week !cards# pending# disputed# accepted# approved# "
	    "incomplete# missing# !actual_usd$ estimate_usd$ variance_usd$" },
	{ "rollup", "!week !portfolio !state !cards# pending# disputed# "
	    "accepted# approved# incomplete# missing# over# !actual_usd$ "
	    "!estimate_usd$ variance_usd$ owner approved_by" },
	{ "rule", "+load !id !rows# !amount_usd$ verified platform feature" },
	{ "scope", "!id !model !account !region !state workload platform "
	    "action_scope" },
	{ "stat", "!id !rows#" },
	{ "status", "!data_until@ !waiting# !overdue# gaps.open# "
	    "gaps.open_usd$ investigations.open#" },
	{ "stop", "!workload !verb !control at@ by ~rationale" },
	{ "stop_check", "!workload !control stopped_at@ data_until@ "
	    "!spent_usd$ stop_hour_usd$ ~reason from@" },
	{ "task", "!id !workload !type !state model due_at@ overdue account "
	    "region step# steps# position# of#" },
	{ "trail", "!id !files# !events# !counted# duplicates# ignored# "
	    "first_hour@ last_hour@ workspaces" },
	{ "usage", "+day +hour@ +~11product !~workload +source !~17model "
	    "+~token_type !tokens# !cost_usd$ +account +region +platform "
	    "+tier +geography +^principal layer" },
	{ "verification", "!result !events# heads# id" },
	{ "why", "!id !value# !|24how from@ to@ loads cells# rows# known_at@" },
	{ "why_cell", "+load !hour@ +account +^16principal !~17model "
	    "+token_type +region +line_type rows# cell_usd$ share !amount_usd$ "
	    "usd_per_million$ price_usd_per_million$ price rule#" },
	{ "why_file", "!load period n# !name !sha256 bytes# rows#" },
	{ "why_line", "load file !line# !line_item_id !start@ line_type "
	    "~rule amount_usd$ !share_usd$" },
	{ "why_part", "sign !value# ~figure !~text" },
	{ "why_rule", "rule# !layer !workload !owner anchor "
	    "^16anchor_value claimed_by claimed_at@ valid_from@ valid_to@ "
	    "share cells# !amount_usd$" },
	{ "workload", "!name product !status control !estimate_usd$ !mtd_usd$ "
	    "owner" },
};

const char *
columns_of(const char *kind)
{
	size_t i;

	for (i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
		if (strcmp(columns[i].kind, kind) == 0)
			return columns[i].keys;
	return NULL;
}

/* "=PER_MILLION" behind a key; keys of records may have a "=", but small. */
static const char *
title_in(char *word)
{
	char *title = strchr(word, '='), *p;

	if (title == NULL || title[1] == '\0' ||
	    title[1 + strspn(title + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_")] !=
	    '\0')
		return NULL;
	*title++ = '\0';
	for (p = title; *p != '\0'; p++)
		if (*p == '_')
			*p = ' ';
	return title;
}

struct table_column
column_parse(char *word)
{
	static const struct { char mark; int how; } marks[] = {
		{ '!', GRID_ESSENTIAL }, { '+', GRID_IDENTITY },
		{ '&', GRID_PARTS }, { '~', GRID_PROSE },
		{ '^', GRID_PROSE | GRID_MIDDLE },
		{ '|', GRID_PROSE | GRID_LINES }
	};
	const size_t n = sizeof(marks) / sizeof(marks[0]);
	struct table_column c = { .title = title_in(word), .sign = ' ' };
	int width = 0;
	size_t i, len;

	for (;; word++) {
		for (i = 0; i < n && marks[i].mark != *word; i++)
			;
		if (i < n)
			c.how |= marks[i].how;
		else if ((c.how & GRID_PROSE) == 0 ||
		    !isdigit((unsigned char)*word))
			break;
		else if (width < WIDTH_MAX)
			width = width * 10 + *word - '0';
	}
	c.how |= width << GRID_NARROW;
	c.key = word;
	len = strlen(word);
	if (len > 1 && strchr("$#%@", word[len - 1]) != NULL) {
		c.sign = word[len - 1];
		word[len - 1] = '\0';
	}
	return c;
}
