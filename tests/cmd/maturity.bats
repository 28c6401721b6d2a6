#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# How well governed: scores, tiers, and what comes next.

load helpers

A=341153769010 B=222233334444
MODELS=(claude-haiku-4-5 claude-haiku-5-5 claude-opus-4-5 claude-opus-4-6
    claude-opus-4-7 claude-opus-4-8 claude-opus-5 claude-opus-5-5
    claude-sonnet-4-5 claude-sonnet-4-6 claude-sonnet-5 claude-sonnet-5-5
    claude-sonnet-4 nova-lite nova-micro nova-pro)

setup() {
	sandbox 2026-06-01T09:00:00Z
	cd "$BATS_TEST_TMPDIR"
}

# System profiles of those models that can be called no other way.
import_profiles() {
	foc-model list --platform BEDROCK | jq -sc '{inferenceProfileSummaries:
	    [.[] | select(.model | startswith("claude"))
	    | .model_id as $id | {type: "SYSTEM_DEFINED", status: "ACTIVE",
	      inferenceProfileId: "us.\($id)",
	      inferenceProfileName: "US \(.name)",
	      inferenceProfileArn: ("arn:aws:bedrock:us-east-1:" +
	        "341153769010:inference-profile/us.\($id)"),
	      models: ["us-east-1", "us-west-2"] | map({modelArn:
	        "arn:aws:bedrock:\(.)::foundation-model/\($id)"})}]}' \
	    >profiles.json
	FOC_NOW=2026-06-01T10:00:00Z as cron foc-model import profiles.json >/dev/null
}

# ask DAY OPTION...: a request by its owner.
ask() {
	FOC_NOW=$1T09:00:00Z FOC_ACTOR=priya foc-request new \
	    --product "Support Bot" --use-case OPERATIONS --runtime LAMBDA \
	    --estimate-usd 1000 "${@:2}" | key id
}

# grant DAY ID MODEL [REGION [ACCOUNT]]
grant() {
	FOC_NOW=$1T10:00:00Z as sarah foc-approve grant "$2" \
	    --platform BEDROCK --model "$3" --account "${5:-$A}" \
	    --region "${4:-us-east-1}" --estimate-usd 1000 --rationale ok \
	    >/dev/null
}

# implement_all DAY: all open tasks are done.
implement_all() {
	local task
	for task in $(foc-task list --state OPEN | key id); do
		FOC_NOW=$1T12:00:00Z implement "$task" >/dev/null
	done
}

# claim DAY WORKLOAD...
claim() {
	local w
	for w in "${@:2}"; do
		FOC_NOW=$1T09:00:00Z as priya foc-claim "$w" >/dev/null
	done
}

# bill: lines of spend on standard input, loaded as November.
bill() {
	foc-price list >prices
	python3 "$FOC_TOP/tests/gen/lines.py" 012345678901 prices >bill.csv
	FOC_ACTOR=cron foc-ingest-cur -q bill.csv >/dev/null
}

role() {
	foc-claim handoff "$1" | head -n 1 | key role_arn
}

# 27 workloads claimed, 12 of which have an estimate that holds; 19 models in
# use, 16 of them governed; $480,000 of $1,100,000 attributed, the rest in 14
# gaps; 25 requests of 90 days: 13 finished, 8 of them in time, and 12 in
# flight, 3 of them overdue.
as_in_the_product_document() {
	local i id end account
	import_profiles
	for i in $(seq 27); do
		end=2027-12-31
		[ "$i" -le 12 ] || end=2026-09-30
		id=$(ask 2026-06-02 --name "w$i" --start 2026-06-01 \
		    --end "$end")
		grant 2026-06-02 "$id" "${MODELS[(i - 1) % 16]}"
	done
	implement_all 2026-06-03
	claim 2026-06-04 w{1..27}
	# The 13th is a second one for w5.
	for i in $(seq 13); do
		id=$(ask 2026-10-01 --add-to "w$((i <= 12 ? i : 5))")
		account=$A
		[ "$i" -le 12 ] || account=$B
		grant 2026-10-01 "$id" "${MODELS[0]}" us-west-2 "$account"
	done
	implement_all 2026-10-02
	claim 2026-10-09 w1 w2 w3 w4 w6 w7 w8 w9
	claim 2026-10-16 w5 w10 w11 w12
	for i in $(seq 3); do
		ask 2026-11-20 --name "late$i" >/dev/null
	done
	for i in $(seq 9); do
		ask 2026-11-27 --name "fresh$i" >/dev/null
	done
	export FOC_NOW=2026-12-01T06:00:00Z
	{
		for i in $(seq 27); do
			echo "2026-11-10T10:00:00Z $A $(role "w$i")" \
			    "${MODELS[(i - 1) % 16]} 17000"
		done
		for model in titan-embed-text-v2 qwen3-32b gpt-oss-120b; do
			echo "2026-11-11T10:00:00Z $A $(role w1) $model 7000"
		done
		for i in $(seq 14); do
			printf '2026-11-12T%02d:00:00Z %s arn:aws:iam::%s:%s%02d%s %s\n' \
			    "$i" "$A" "$A" \
			    role/AWSReservedSSO_AWSPowerUserAccess_ "$i" \
			    00000000000000 "claude-haiku-4-5 44285"
		done | sed '1s/44285$/44295/'
		echo "2026-11-30T23:00:00Z $A $(role w1) ${MODELS[0]} 0"
	} | bill
	as cron foc-gaps detect -q >/dev/null
}

@test "the product document's numbers come out of data built for them" {
	as_in_the_product_document
	run -0 foc-maturity
	echo "$output" | jq -r '.categories[] | "\(.name) \(.score) \(.tier)
	    \(.facts)"'
	[ "$(jq -c '[.overall, .tier, .weight_counted]' <<<"$output")" = \
	    '[57.6,"CRAWL",100]' ]
	[ "$(jq -c '[.categories[] | .score]' <<<"$output")" = \
	    '[43.6,84.2,44.4,68]' ]
	[ "$(jq -c '[.categories[] | .tier]' <<<"$output")" = \
	    '["CRAWL","WALK","CRAWL","WALK"]' ]
	[ "$(jq -c '.categories[0].facts' <<<"$output")" = \
	    '{"ai_spend_usd":1100000,"attributed_usd":480000,"unattributed_usd":620000,"open_gaps":14}' ]
	[ "$(jq -r '.categories[0].all.text' <<<"$output")" = \
	    'closing 14 gaps, worth $620,000.00, advances Workload Attribution from Crawl to Run' ]
	[ "$(jq -r '.categories[0].next.text' <<<"$output")" = \
	    'closing 5 gaps, worth $221,435.00, advances Workload Attribution from Crawl to Walk' ]
	[ "$(jq -c '.categories[1].facts | [.governed, .models_in_use]' \
	    <<<"$output")" = '[16,19]' ]
	[ "$(jq -c '.categories[2].facts | [.with_estimate,
	    .claimed_workloads]' <<<"$output")" = '[12,27]' ]
	[ "$(jq -c '.categories[3].facts | [.within_sla, .finished, .overdue,
	    .in_flight]' <<<"$output")" = '[8,13,3,12]' ]
}

@test "no data is no data: null, left out, and said" {
	run -1 --separate-stderr foc-maturity
	[ "$stderr" = "foc-maturity: no bill is loaded; foc-ingest-cur loads one" ]
	export FOC_NOW=2026-12-01T06:00:00Z
	printf '2026-11-30T23:00:00Z %s - claude-haiku-4-5 10\n' "$A" | bill
	run -0 foc-maturity
	[ "$(jq -c '[.categories[].score]' <<<"$output")" = \
	    '[0,0,null,null]' ]
	[ "$(jq -c '[.overall, .tier, .weight_counted]' <<<"$output")" = \
	    '[0,"NOT_STARTED",65]' ]
	[ "$(jq -r '.categories[0].next.moves[0].id' <<<"$output")" = \
	    undetected ]
	as cron foc-gaps detect -q >/dev/null
	[ "$(foc-maturity | jq -r '.categories[0].next.moves[0].id')" = gp-1 ]
	run -0 foc-maturity -f text
	[[ $output == *"of categories of 65 % that have data"* ]]
	[[ $output == *"–"*"no data; "* ]]
	# A window without any spend has nothing to attribute.
	run -0 foc-maturity --from 2026-11-01 --to 2026-11-02
	[ "$(jq -c '[.overall, .tier]' <<<"$output")" = '[null,null]' ]
}

# One dollar of a hundredth attributed: a tier begins exactly at its percent.
@test "a tier begins at its score, not at what it is rounded to" {
	id=$(ask 2026-06-02 --name w1)
	grant 2026-06-02 "$id" nova-lite
	implement_all 2026-06-03
	claim 2026-06-04 w1
	export FOC_NOW=2026-12-01T06:00:00Z
	for rest in 60.0000000000:CRAWL 60.0000000001:NOT_STARTED; do
		{
			echo "2026-11-30T22:00:00Z $A $(role w1) nova-lite 40"
			echo "2026-11-30T23:00:00Z $A - nova-lite ${rest%:*}"
		} | bill
		run -0 foc-maturity
		[ "$(jq -c '.categories[0] | [.score, .tier]' \
		    <<<"$output")" = "[40,\"${rest#*:}\"]" ]
	done
}

@test "a trend is twelve windows, in text and on the page in one report" {
	id=$(ask 2026-06-02 --name w1)
	grant 2026-06-02 "$id" nova-lite
	implement_all 2026-06-03
	claim 2026-06-04 w1
	export FOC_NOW=2026-12-01T06:00:00Z
	echo "2026-11-30T22:00:00Z $A $(role w1) nova-lite 40" | bill
	run -0 foc-maturity --trend
	[ "${#lines[@]}" -eq 12 ]
	[ "$(jq -s 'map(.window_to) == (map(.window_to) | sort)' \
	    <<<"$output")" = true ]
	# As of a window before it was asked for, nothing had been decided.
	[ "$(jq -sc '[.[0], .[11]] | map([.past, .overall])' \
	    <<<"$output")" = '[[true,null],[false,100]]' ]
	run -0 foc-maturity --trend -f text
	[ "${lines[0]}" = SANDBOX ] && [ "${output:0:1}" = S ]
	[ "$(grep -c 'AI GOVERNANCE MATURITY' <<<"$output")" -eq 1 ]
	[ "$(grep -c 'no data' <<<"$output")" -gt 3 ]
	[ "$(awk '{ if (length($0) > m) m = length($0) } END { print m }' \
	    <<<"$output")" -le 82 ]		# bytes: two dashes
	[ "$(foc-maturity --trend -f md | head -n 1)" = \
	    "# AI governance maturity (SANDBOX)" ]
	run -0 foc-maturity --trend -f html
	[ "$(grep -c '<!DOCTYPE' <<<"$output")" -eq 1 ]
	[ "$(grep -c '<svg class="gauge"' <<<"$output")" -eq 5 ]
	[[ $output != *"<script"* && $output != *"http://"* ]]
	[[ $output != *"https://"* && $output != *"url("* ]]
	run -2 foc-maturity --as-of nonsense
}

@test "what others wrote is shown as text, on the page and off it" {
	export FOC_NOW=2026-12-01T06:00:00Z
	printf '2026-11-30T23:00:00Z %s %s nova-lite 10\n' "$A" \
	    "arn:aws:iam::$A:role/<b>x</b>&" | bill
	as cron foc-gaps detect -q >/dev/null
	run -0 foc-maturity -f html
	[[ $output == *"&lt;b&gt;x&lt;/b&gt;&amp;"* ]]
	[[ $output != *"<b>x"* ]]
}
