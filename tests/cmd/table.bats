#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# foc-table: what a pipe made of records, as a table.

load helpers

setup() {
	cd "$BATS_TEST_TMPDIR"
	sandbox
	at 2026-11-02T09:00:00Z as priya foc-request new --name csbot \
	    --product "Support Bot" --use-case OPERATIONS --runtime LAMBDA \
	    --estimate-usd 340.0000000001 >/dev/null
}

@test "a record through a pipe is the table that its program prints" {
	foc-request list -f table >direct
	foc-request list | foc-table >piped
	diff direct piped
	foc-model list -f table >direct
	foc-model list | jq -c . | foc-table >piped
	diff direct piped
	foc-request list >r
	foc-table r r | grep -c '^br-1' | grep -qx 2
}

@test "keys that a pipeline made are columns; numbers keep their digits" {
	run -0 bash -c "foc-request list |
	    jq -c '{workload, x: [1, 2], deep: {a: 1}}' | foc-table"
	[ "${lines[0]}" = "WORKLOAD  X" ]
	[ "${lines[1]}" = "csbot     1, 2" ]
	run -0 foc-table -f csv <<<'{"a":9007199.2547409931,"b":"=1+1"}'
	[ "${lines[1]}" = $'9007199.2547409931,\'=1+1\r' ]
	run -0 foc-table <<<'{"a":"x","2026-10":2,"b=c":3}'
	[ "${lines[0]}" = "A  2026-10  B=C" ]
	# A kind without the keys of its table: the keys that are there.
	run -0 foc-table <<<'{"kind":"request","id":"br-1","total_usd":12.5}'
	[ "${lines[0]}" = "ID    TOTAL" ]
	[ "${lines[1]}" = "br-1  12.50" ]
}

@test "the sandbox is told once, and stays in the records" {
	run -0 bash -c "foc-request list | foc-table -f jsonl"
	[ "$output" = "$(foc-request list)" ]
	run -0 bash -c "foc-request list | foc-table"
	[ "${lines[0]}" = SANDBOX ]
	# The mark stands there once, whatever stood in its place.
	run -0 foc-table -f jsonl \
	    <<<$'{"a":1,"sandbox":true}\n{"b":2,"sandbox":"no"}'
	[ "${lines[1]}" = '{"b":2,"sandbox":true}' ]
	run -0 foc-table -f jsonl <<<'{"b":2,"sandbox":"no"}'
	[ "$output" = '{"b":2,"sandbox":"no"}' ]
}

@test "a bad line is named, the others are printed" {
	run -3 foc-table <<<$'{"a":1}\n{"a":}\n{"a":2}'
	[[ $output == *"foc-table: stdin:2: column 6"* ]]
	[[ $output == *"2" ]]
	run -3 foc-table <<<$'[\n1\n]'
	[[ $output == "foc-table: stdin:1: is no JSON Lines"* ]]
	[ "${#lines[@]}" -eq 1 ]
	run -4 foc-table nosuch
	[ "$output" = "foc-table: nosuch: No such file or directory" ]
	run -0 foc-table </dev/null
	[ -z "$output" ]
}

@test "no control sequence reaches a terminal by way of a record" {
	run -0 foc-table <<<'{"a\u001b[31m":"\u001b]0;x\u0007\u202e"}'
	[[ $output != *$'\e'* && $output != *$'\a'* ]]
}

# --- what a terminal of 80 columns has room for

# seen FILE: its records as a table of 80 columns, without colours.
seen() {
	: >no-answers
	python3 "$BATS_TEST_DIRNAME/terminal.py" no-answers foc-table "$1" |
	    sed 's/\x1b\[[0-9;]*m//g' >seen
	[ "$(LC_ALL=C.UTF-8 wc -L <seen)" -le 80 ]
	cat seen
}

# charged ACCOUNT MODEL AMOUNT: a row of a draft.
charged() {
	jq -cn --arg account "$1" --arg model "$2" --argjson usd "$3" '{
	    kind: "chargeback", id: ($account + $model), period: "2026-10",
	    month: "2026-10", e1: "Retail", e2: "Engineering",
	    e3: "Customer Care", e4: "Support Bot", workload: null,
	    source: "POOL", account: $account, platform: "BEDROCK",
	    model: $model, amount_usd: $usd, amount_rounded_usd: $usd,
	    state: "DRAFT"}'
}

@test "what all rows say is said once, and what tells them apart stays" {
	charged 222233334444 claude-haiku-4-5 10.01 >r
	charged 341153769010 claude-haiku-4-5 10.97 >>r
	run -0 seen r
	[ "${lines[0]}" = "E4 Support Bot  SOURCE POOL  MODEL claude-haiku-4-5  STATE DRAFT" ]
	[[ $output == *"AMOUNT  ACCOUNT"*"10.01  222233334444"*"10.97  341153769010"* ]]
	# What was asked for by name is there, in each row and whole.
	jq -c '. + {net_usd: 9.5, "e4": ("Engineering Assistant of " + .account),
	    model: (.account + "-claude-sonnet-4-6")}' r >wide
	run -0 seen wide
	[[ ${lines[0]} == "SOURCE POOL  STATE DRAFT"* ]]
	[[ ${lines[1]} == "E4 "*" AMOUNT   NET"* ]]
	# One row has nothing to say for all.
	head -1 r >one
	run -0 seen one
	[[ ${lines[0]} == "E4 "*" STATE"* && ${lines[1]} == *" DRAFT"* ]]
	# Into a file nothing is left out.
	run -0 foc-table -f table r
	[[ ${lines[0]} == "E4 "*" STATE  ACCOUNT "*PERIOD* ]]
}

@test "parts of a sum are shown all or not at all" {
	local sum='{kind: "chargeback_total", id: "x", level: "TOTAL", e1: null,
	    amount_usd: 2061.9, amount_rounded_usd: 2061.9, state: "DRAFT",
	    period: "2026-10", rows: 111, workload_usd: 805.64, pool_usd: $pool,
	    tag_usd: $pool, unallocated_usd: 193.71}'

	jq -cn --argjson pool 1010.43 "$sum" >r
	run -0 seen r
	[[ ${lines[0]} == *" WORKLOAD      POOL       TAG  UNALLOCATED"* ]]
	jq -cn --argjson pool 10000000000000010104300000 "$sum" >r
	run -0 seen r
	[ "${lines[0]}" = "LEVEL    AMOUNT  STATE  PERIOD   ROWS" ]
}

@test "rows that look alike for want of room are told" {
	charged 222233334444 claude-haiku-4-5-of-2025 1234567.89 |
	    jq -c '.workload = "the-workload-of-a-long-name"' >r
	jq -c '.platform = "MARKETPLACE"' r >other
	charged 341153769010 claude-sonnet-4-5-of-2025 1 | jq -c '
	    .["e4"] = "Document Platform" | .source = "UNALLOCATED" |
	    .state = "FINAL"' >third
	cat r other third >all
	run -0 seen all
	[[ $output != *"BEDROCK"* ]]
	[ "${lines[5]}" = "Rows that look alike differ in PLATFORM, for which there is no room here" ]
	cat r third >all
	run -0 seen all
	[[ $output != *"look alike"* ]]
}

@test "an ARN is cut in its middle, and a finding is broken into lines" {
	for i in 1 2; do
		jq -cn --arg i $i '{kind: "gap", id: "gp-10\($i)",
		    scenario: "NO_BUDGET_ALLOCATION", state: "ACTIVE",
		    amount_usd: 1, share_percent: 7.8, key:
		    "222233334444|arn:aws:iam::222233334444:role/AppRole\($i)"}'
	done >r
	run -0 seen r
	[[ $output == *"KEY "*:role/AppRole1*:role/AppRole2* ]]
	jq -cn '{kind: "finding", id: "late-rows:ld-3", result: "WARN",
	    detail: "replaced ld-2 and changed 11 hours older than a day",
	    fix: "AWS restated the month: load each delivery, and look at cards of those weeks again"}' >r
	run -0 seen r
	[[ $output != *…* && ${lines[2]} == "       "* ]]
	# Nothing of a word is lost that no line holds.
	jq -c '.detail = "of arn:aws:iam::222233334444:role/AppRole-of-a-house"' \
	    r >long
	run -0 seen long
	[[ $output != *…* ]]
	[ "$(cut -c 24-45 <<<"$output" | tr -d ' \n' | grep -c \
	    'ofarn:aws:iam::222233334444:role/AppRole-of-a-house')" -eq 1 ]
	run -0 seen r
	for word in replaced older day restated delivery, again; do
		[[ $output == *$word* ]]
	done
}
