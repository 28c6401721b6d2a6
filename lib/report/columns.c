/* SPDX-License-Identifier: MIT */
/* Which keys of a record stand in its table, by kind. */
#include <string.h>

#include "report/out.h"

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
	{ "charge", "period invoice account platform !model !token_type "
	    "!used# used_unit !amount_usd$ !source workload e4 state" },
	{ "chargeback", "!e4 !source ~workload ~model !amount_rounded_usd$ "
	    "state account period e3 e2 e1 amount_usd$" },
	{ "chargeback_total", "!level e4 e3 e2 e1 !amount_rounded_usd$ !state "
	    "period rows# workload_usd$ pool_usd$ tag_usd$ unallocated_usd$ "
	    "amount_usd$" },
	{ "check", "!id !result !~detail" },
	{ "comparison", "!model ~name status current !actual_usd$ "
	    "!estimate_usd$ difference_usd$ difference_percent% ~reason" },
	{ "detection", "!id !active# !gaps_usd$ !workload_usd$ "
	    "!ai_spend_usd$ governance_usd$ ~new ~resolved" },
	{ "estimate", "!id availability geography region !estimate_usd$ "
	    "~reason" },
	{ "event", "!seq# !at@ !actor !verb !object ~22after ~rationale "
	    "role ~22before" },
	{ "figure", "!id !amount_usd$" },
	{ "finding", "!id !result !~detail !~fix" },
	{ "gap", "!id !scenario !state !amount_usd$ share_percent% ~key "
	    "last_seen@ workload class tokens#" },
	{ "handoff", "!workload !role_arn !model_id !invoke_id region "
	    "endpoint" },
	{ "head", "!id at@" },
	{ "import", "!what !rows# !added# !changed# unchanged# skipped# "
	    "~unknown_models price_book ~file" },
	{ "investigation", "!id !signal !state !amount_usd$ baseline_usd$ hour@ "
	    "day workload model ~principal account owner severity reason" },
	{ "load", "!id !period payer !rows# ai_rows# file_usd$ ai_usd$ "
	    "!spend_usd$ !state ~export" },
	{ "load_change", "payer !period !platform !before_usd$ !after_usd$ "
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
	{ "price", "!model !token_type !usd_per_million$ geography tier "
	    "platform region effective_from ~source" },
	{ "product", "!name owner ~path.e3 ~path.e2 ~path.e1" },
	{ "reconciliation", "!by !platform !line_type ~12product_code "
	    "!bill_usd$ !difference_usd$ payer ~invoice lines# workload_usd$ "
	    "tag_usd$ pool_usd$ unallocated_usd$ apart_usd$ not_ai_usd$" },
	{ "report", "!source !data_until@ ~months price_book ~basis" },
	{ "request", "!id !workload !state use_case estimate_usd$ requester "
	    "due_at@ overdue submitted_at@" },
	{ "restore", "!kept !backup !lost_from# !lost_to# head id" },
	{ "review", "!week !cards# pending# disputed# accepted# approved# "
	    "incomplete# missing# !actual_usd$ estimate_usd$ variance_usd$" },
	{ "rollup", "!week !portfolio !state !cards# pending# disputed# "
	    "accepted# approved# incomplete# missing# over# !actual_usd$ "
	    "!estimate_usd$ variance_usd$ owner approved_by" },
	{ "rule", "load !id !rows# !amount_usd$ verified platform feature" },
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
	{ "usage", "day hour account region !model token_type !workload "
	    "!tokens# !cost_usd$ source layer" },
	{ "verification", "!result !events# heads# id" },
	{ "why", "!id !value# ~how from@ to@ loads cells# rows# known_at@" },
	{ "why_cell", "load !hour@ account ~principal !model token_type "
	    "region line_type rows# cell_usd$ share !amount_usd$ "
	    "usd_per_million$ price_usd_per_million$ price rule#" },
	{ "why_file", "!load period n# !name !sha256 bytes# rows#" },
	{ "why_line", "load file !line# !line_item_id !start@ line_type "
	    "~rule amount_usd$ !share_usd$" },
	{ "why_part", "sign !value# ~figure !~text" },
	{ "why_rule", "rule# !layer !workload !owner anchor ~anchor_value "
	    "claimed_by claimed_at@ valid_from@ valid_to@ share cells# "
	    "!amount_usd$" },
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
