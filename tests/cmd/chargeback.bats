#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Chargeback: who is charged what, that it adds up, and that it is final.

load helpers

# The exact sum of a key of the records on standard input.
sum_of() {
	python3 "$FOC_TOP/tests/independent/sum.py" "$1"
}

usd() {
	python3 -c 'import sys
from decimal import Decimal as D
print(format(sum(map(D, sys.argv[1:])), "f"))' "$@"
}

# --- a bill of known numbers: five workloads in one account, two budgets

HEAD=bill_payer_account_id,bill_billing_period_start_date,bill_billing_entity
HEAD+=,line_item_currency_code,line_item_legal_entity,product_product_name
HEAD+=,line_item_operation,pricing_unit,product_region_code
HEAD+=,line_item_line_item_type,line_item_product_code,line_item_usage_type
HEAD+=,line_item_usage_amount,line_item_unblended_cost
HEAD+=,line_item_net_unblended_cost,line_item_usage_account_id
HEAD+=,line_item_iam_principal,line_item_usage_start_date
HEAD+=,line_item_usage_end_date,bill_invoice_id,line_item_resource_id
HEAD+=,resource_tags
SAME='012345678901,2026-10-01T00:00:00Z,AWS,USD,"Amazon Web Services, Inc."'

# line TYPE PRODUCT AMOUNT COST NET ROLE INVOICE [ACCOUNT [DAY [TAGS]]]
line() {
	local type=BoxUsage:t3.micro name="Amazon EC2" role=$6 day=${9:-12}
	local account=${8:-341153769010}

	[ "$2" != AmazonBedrock ] || {
		name="Amazon Bedrock" type=USE1-Falcon9-input-tokens
	}
	[ -z "$role" ] || role=arn:aws:sts::$account:assumed-role/$role/s
	echo "$SAME,$name,InvokeModelInference,1K tokens,us-east-1,$1,$2,$type,"\
"$3,$4,$5,$account,$role,2026-10-${day}T10:00:00Z,2026-10-${day}T11:00:00Z,"\
"$7,,${10:-}"
}

# Two workloads are claimed; W1, W2 and W3 are roles that nobody claims.
october() {
	local csbot docsum

	csbot=$(role csbot) docsum=$(role docsum)
	echo "$HEAD"
	line Usage AmazonBedrock 100 10.0000000001 9 "$csbot" 11
	line Usage AmazonBedrock 200 20.5 18 "$docsum" 11
	line Usage AmazonBedrock 10 1.005 1 W1 11
	line Usage AmazonBedrock 10 0.0000000003 0 W2 11
	line Usage AmazonBedrock 10 2.2222222222 2 W3 22
	line Usage AmazonBedrock 10 0.015 0.01 W3 22 555566667777
	line Usage AmazonBedrock 10 7.125 7 W3 22 555566667777 13 \
	    '"{""user_element3"":""Customer Care""}"'
	line Usage AmazonBedrock 0 -0.5 -0.5 W1 22
	line Credit AmazonBedrock 0 -3 -3 "" 22
	line Tax AmazonBedrock 0 1.25 1.25 "" 22
	line Usage AmazonEC2 1 0.75 0.7 "" 22
	line Usage AmazonEC2 1 0.01 0.01 "" "" 341153769010 31
}

role() {
	FOC_NOW=2026-10-01T00:00:00Z foc-claim handoff "$1" |
	    jq -r '.role_arn | sub(".*/"; "")' | head -n 1
}

setup() {
	# shellcheck source=tests/docs/prelude.sh
	source "$FOC_TOP/tests/docs/prelude.sh"
	cd "$BATS_TEST_TMPDIR"
	export FOC_DB=$PWD/foc.db FOC_NOW=2026-11-16T09:00:00Z
	export FOC_ACTOR=cron
}

known() {
	bring file asked granted ready live
	october >october.csv
	on cron 2026-11-03T07:00:00Z foc-ingest-cur -q october.csv >/dev/null
}

report() {
	foc-chargeback --month 2026-10 --draft -q "$@"
}

# amount WORKLOAD|E4|- SOURCE
amount() {
	report | jq -c --arg who "$1" --arg source "$2" 'select(.source ==
	    $source and (.workload // .["e4"] // "-") == $who)' |
	    sum_of amount_usd
}

@test "a row for each product and source; they add up to the bill's spend" {
	known
	[ "$(amount csbot WORKLOAD)" = 10.0000000001 ]
	[ "$(amount docsum WORKLOAD)" = 20.5 ]
	# 1.005 + 0.0000000003 + 2.2222222222 - 0.5, each in two parts
	[ "$(amount "Support Bot" POOL)" = 1.3636111113 ]
	[ "$(amount "Document Platform" POOL)" = 1.3636111112 ]
	[ "$(amount - UNALLOCATED)" = 0.015 ]
	[ "$(report | jq -c 'select(.source == "TAG")' |
	    jq -r '[.["e3"], .["e4"] // "none", .amount_usd] | @tsv')" = \
	    "$(printf 'Customer Care\tnone\t7.125')" ]
	[ "$(report | sum_of amount_usd)" = 40.3672222226 ]
	[ "$(sqlite3 foc.db "SELECT spend_usd FROM load")" = 403672222226 ]
}

@test "what a claim takes goes out of the pool, and to nobody else" {
	bring file asked granted ready
	on priya 2026-10-01T00:00:00Z foc-claim csbot
	october >october.csv
	on cron 2026-11-03T07:00:00Z foc-ingest-cur -q october.csv >/dev/null
	# docsum is not claimed: two budgets, split evenly, whoever called.
	[ "$(amount docsum WORKLOAD)" = 0 ]
	[ "$(amount "Support Bot" POOL)" = 11.6136111113 ]
	[ "$(amount "Document Platform" POOL)" = 11.6136111112 ]
	before=$(report | sum_of amount_usd)
	on priya 2026-11-04T00:00:00Z foc-claim docsum \
	    --since 2026-10-01T00:00:00Z
	[ "$(amount docsum WORKLOAD)" = 20.5 ]
	[ "$(usd 11.6136111113 11.6136111112 -20.5)" = \
	    "$(usd 1.3636111113 1.3636111112)" ]
	[ "$(amount "Support Bot" POOL)" = 1.3636111113 ]
	[ "$(amount "Document Platform" POOL)" = 1.3636111112 ]
	[ "$(report | sum_of amount_usd)" = "$before" ]
}

@test "cents: rounded once, by largest remainder, to the rounded total" {
	known
	rows=$(report)
	[ "$(sum_of amount_usd <<<"$rows")" = 40.3672222226 ]
	[ "$(sum_of amount_rounded_usd <<<"$rows")" = 40.37 ]
	# Cut down: 20.50, 10.00, 1.36, 1.36, 7.12, 0.01: 40.35.  Two cents
	# are missing: to 7.125 and 0.015, whose remainders are the largest,
	# and not to 1.36361..., which is nearer to 1.36.
	[ "$(jq -r '[.workload // .["e4"] // .["e3"] // "-", .amount_rounded_usd] |
	    @tsv' <<<"$rows" | sort)" = "$(printf '%s\t%s\n' - 0.02 \
	    "Customer Care" 7.13 "Document Platform" 1.36 "Support Bot" 1.36 \
	    csbot 10 docsum 20.5 | sort)" ]
}

@test "cents of a month that is less than nothing" {
	bring file asked granted ready live
	{ echo "$HEAD"
	line Usage AmazonBedrock 1 -0.005 0 "$(role csbot)" 1
	line Usage AmazonBedrock 1 -0.011 0 "$(role docsum)" 1
	line Usage AmazonBedrock 1 -0.019 0 W1 1
	line Usage AmazonBedrock 1 0.02 0 W1 1 555566667777
	line Usage AmazonEC2 1 1 1 "" "" 341153769010 31
	} >neg.csv
	on cron 2026-11-03T07:00:00Z foc-ingest-cur -q neg.csv >/dev/null
	rows=$(report)
	# -0.015 is rounded half to even, to -0.02.
	[ "$(sum_of amount_usd <<<"$rows")" = -0.015 ]
	[ "$(sum_of amount_rounded_usd <<<"$rows")" = -0.02 ]
	run -0 jq -e 'select((.amount_usd - .amount_rounded_usd | fabs) >= 0.01)' \
	    <<<"$rows" || [ "$status" -eq 4 ]
	[ -z "$output" ]
	# Cut down -0.01, -0.02, -0.01, -0.01 (-0.0095 each of the pool), 0.02:
	# one cent is missing, to the largest remainder, -0.011.
	[ "$(jq -r '[.workload // .["e4"] // "-", .amount_rounded_usd] | @tsv' \
	    <<<"$rows" | sort)" = "$(printf '%s\t%s\n' - 0.02 \
	    "Document Platform" -0.01 "Support Bot" -0.01 csbot -0.01 \
	    docsum -0.01 | sort)" ]
}

@test "every level adds up its rows, exact and rounded" {
	known
	for level in total e1 e2 e3 e4; do
		rows=$(report --level $level)
		[ "$(sum_of amount_usd <<<"$rows")" = 40.3672222226 ]
		[ "$(sum_of amount_rounded_usd <<<"$rows")" = 40.37 ]
		[ "$(for k in workload pool tag unallocated; do
			sum_of ${k}_usd <<<"$rows"
		    done | paste -sd+ | python3 -c 'import decimal
print(sum(map(decimal.Decimal, input().split("+"))))')" = 40.3672222226 ]
	done
	[ "$(report --level e4 | jq -r 'select(.["e4"] == "Support Bot") |
	    .rows')" = 2 ]
	[ "$(report --level e3 | jq -c 'select(.["e3"] == "Customer Care")' |
	    sum_of amount_usd)" = "$(usd 40.3672222226 -0.015)" ]
	run -0 report --level all
	[ "$(jq -r .kind <<<"$output" | uniq -c | awk '{ print $2 }' |
	    paste -sd' ')" = "chargeback chargeback_total" ]
	run -2 report --level e5
	[[ $output == *"'e5' is none of rows total e1"* ]]
}

@test "a week is charged by hours, and keeps the billing months apart" {
	bring file asked granted ready live billed
	run -0 --separate-stderr foc-chargeback --week 2026-W44 --draft
	[ "$(jq -r .month <<<"$output" | sort -u | paste -sd' ')" = \
	    "2026-10 2026-11" ]
	[ "$(sum_of amount_usd <<<"$output")" = "$(foc-workload usage \
	    --week 2026-W44 | sum_of cost_usd)" ]
	[ "$(jq -r .id <<<"$output" | sort | uniq -d)" = "" ]
	run -0 foc-chargeback --week 2026-W44 --draft -q --charges
	[ "$(jq -r .id <<<"$output" | sort | uniq -d)" = "" ]
	[ "$(sum_of amount_usd <<<"$output")" = "$(foc-workload usage \
	    --week 2026-W44 | sum_of cost_usd)" ]
	# All weeks of a month and the month are the same dollars.
	[ "$(foc-chargeback --month 2026-10 --draft -q | sum_of amount_usd)" = \
	    "$(foc-workload usage --month 2026-10 | sum_of cost_usd)" ]
}

@test "net beside unblended, as the export has it" {
	known
	rows=$(report --basis net)
	[ "$(sum_of amount_usd <<<"$rows")" = 40.3672222226 ]
	[ "$(sum_of net_usd <<<"$rows")" = 36.51 ]
	[ "$(jq -r 'select(.workload == "csbot") | .net_usd' <<<"$rows")" = 9 ]
	[ "$(report --basis net --level total | jq .net_usd)" = 36.51 ]
	run -0 report
	[[ $output != *net_usd* ]]
	# One line without it, and nobody can say what all of them are.
	sed -i '2s/,9,341/,,341/' october.csv
	on cron 2026-11-04T07:00:00Z foc-ingest-cur -q october.csv >/dev/null
	run -0 --separate-stderr foc-chargeback --month 2026-10 --draft \
	    --basis net
	[[ $stderr == *"net amounts are unknown"* ]]
	[ "$(jq -r .net_usd <<<"$output" | sort -u)" = null ]
}

# --- draft or final

# Sign everything there is of the weeks of October.
approve_all() {
	local week id

	for week in 40 41 42 43 44; do
		on cron "$1" foc-spendcard generate -q --week "2026-W$week"
	done >/dev/null
	foc-spendcard list --state PENDING_OWNER | jq -r .id |
	    while read -r id; do
		on priya "$1" foc-spendcard accept "$id" || return
	done >/dev/null
	for week in 40 41 42 43 44; do
		on dana "$1" foc-spendcard approve -q \
		    --portfolio "Customer Care" --week "2026-W$week" ||
		    return
	done >/dev/null
}

@test "what is not approved is refused by name, and shown as a draft" {
	known
	run -1 --separate-stderr foc-chargeback --month 2026-10
	[ -z "$output" ]
	[[ $stderr == *"2026-10: is not final: 10 of 10 cards are not approved as they are: csbot has no card of 2026-W40, docsum has no card of 2026-W40, csbot has no card of 2026-W41, ...; and the loaded bills do not cover it; foc-spendcard makes and approves them, --draft shows it as it stands" ]]
	on cron 2026-11-10T08:00:00Z foc-spendcard generate -q \
	    --week 2026-W41 >/dev/null
	on priya 2026-11-10T08:00:00Z foc-spendcard accept \
	    cd-2026-W41-csbot >/dev/null
	run -1 --separate-stderr foc-chargeback --week 2026-W41
	[[ $stderr == *"2 of 2 cards are not approved as they are: cd-2026-W41-csbot is ACCEPTED, cd-2026-W41-docsum is PENDING_OWNER; foc-spendcard "* ]]
	run -0 --separate-stderr foc-chargeback --week 2026-W42 --draft
	[[ $stderr == *"2026-W42: DRAFT: 2 of 2 cards"* ]]
	[ "$(jq -r .state <<<"$output" | sort -u)" = DRAFT ]
	run -0 foc-chargeback --week 2026-W42 --draft -f csv -q
	[ "$(tr -d '\r' <<<"$output" | tail -n +2 | grep -vc ,DRAFT)" -eq 0 ]
}

@test "approved weeks are final; what is restated is not" {
	known
	# The bill of November says that October's last week is whole.
	gencur --period 2026-11 --until 2026-11-16T06:00:00Z --rows 100 \
	    -o november
	on cron 2026-11-16T07:05:00Z foc-ingest-cur -q november >/dev/null
	approve_all 2026-11-16T08:00:00Z
	run -0 --separate-stderr foc-chargeback --month 2026-10
	[ -z "$stderr" ]
	[ "$(jq -r .state <<<"$output" | sort -u)" = FINAL ]
	[ "$(sum_of amount_usd <<<"$output")" = 40.3672222226 ]
	run -0 foc-chargeback --month 2026-10 --draft -q --level total
	[ "$(key state <<<"$output")" = FINAL ]
	# A cent is within restate_ask; two dollars are not.
	sed -i '2s/,10.0000000001,/,10.01,/' october.csv
	on cron 2026-11-17T07:00:00Z foc-ingest-cur -q october.csv >/dev/null
	run -0 at 2026-11-17T08:00:00Z foc-chargeback --month 2026-10
	[ "$(sum_of amount_usd <<<"$output")" = 40.3772222225 ]
	sed -i '2s/,10.01,/,12.5,/' october.csv
	on cron 2026-11-18T07:00:00Z foc-ingest-cur -q october.csv >/dev/null
	run -1 --separate-stderr at 2026-11-18T08:00:00Z \
	    foc-chargeback --month 2026-10
	[[ $stderr == *"1 of 10 cards are not approved as they are: cd-2026-W42-csbot was approved at 10.0000000001 and is 12.5 now;"* ]]
	run -0 at 2026-11-18T08:00:00Z foc-chargeback --week 2026-W41
	# As it was: final, to the last digit.
	run -0 at 2026-11-18T08:00:00Z foc-chargeback --month 2026-10 \
	    --as-of 2026-11-16T09:00:00Z
	[ "$(sum_of amount_usd <<<"$output")" = 40.3672222226 ]
	[ "$(jq -r .state <<<"$output" | sort -u)" = FINAL ]
}

@test "a period that the bills do not cover is not final" {
	bring file
	gencur --period 2026-10 --until 2026-10-20T00:00:00Z --rows 100 -o o
	on cron 2026-11-03T07:00:00Z foc-ingest-cur -q o >/dev/null
	run -1 --separate-stderr foc-chargeback --month 2026-10
	[[ $stderr == *"is not final: the loaded bills do not cover it;"* ]]
	# A week of it that they do, with nothing claimed: final.
	run -0 --separate-stderr foc-chargeback --week 2026-W41
	[ "$(jq -r .state <<<"$output" | sort -u)" = FINAL ]
	run -1 --separate-stderr foc-chargeback --month 2026-08 --draft
	[[ $stderr == *"2026-08: no bill of it is loaded"* ]]
	run -2 foc-chargeback --draft
	[[ $output == *"which period?"* ]]
	run -2 foc-chargeback --month 2026-10 --week 2026-W41
	run -2 foc-chargeback reconcile
	run -2 foc-chargeback reconcile --month 2026-10 --draft
	run -2 foc-chargeback --month 2026-10 --basis gross --draft
}

# --- the closed ledger

@test "reconcile: every line in one bucket, by type, product, invoice, file" {
	known
	run -0 --separate-stderr foc-chargeback reconcile --month 2026-10
	[ "$(jq -c 'select(.difference_usd != 0 or
	    (.lines_difference // 0) != 0)' <<<"$output")" = "" ]
	[ "$(jq -r 'select(.by == "FILE") | [.lines, .bill_usd, .workload_usd,
	    .tag_usd, .pool_usd, .unallocated_usd, .apart_usd, .not_ai_usd] |
	    map(tostring) | join(" ")' <<<"$output")" = \
	    "12 39.3772222226 30.5000000001 7.125 2.7272222225 0.015 -1.75 0.76" ]
	[ "$(jq -r 'select(.by == "INVOICE") | [.invoice, .bill_usd, .not_ai_usd,
	    .apart_usd] | map(tostring) | join(" ")' <<<"$output")" = \
	    "$(printf '%s\n' " 0.01 0.01 0" "11 31.5050000004 0 0" \
	    "22 7.8622222222 0.75 -1.75")" ]
	[ "$(jq -r 'select(.by == "TYPE") | [.line_type, .bill_usd, .apart_usd] |
	    map(tostring) | join(" ")' <<<"$output")" = "$(printf '%s\n' \
	    "Credit -3 -3" "Tax 1.25 1.25" "Usage 40.3672222226 0")" ]
	for by in PLATFORM TYPE INVOICE SPEND FILE; do
		[ "$(jq -c "select(.by == \"$by\")" <<<"$output" |
		    sum_of workload_usd)" = 30.5000000001 ]
	done
	run -0 foc-db check
	[[ $output == *'"id":"ledger","result":"OK"'* ]]
}

# tampered STATEMENT WORDS: reconcile and check find it, and say so.
tampered() {
	sqlite3 foc.db "$1"
	run -1 --separate-stderr foc-chargeback reconcile --month 2026-10
	[[ $stderr == *"$2"* ]]
	run -1 --separate-stderr foc-db check
	[[ $output == *'"id":"ledger","result":"BROKEN"'* ]] ||
	    [[ $output == *'"id":"conservation","result":"BROKEN"'* ]]
	cp kept.db foc.db
}

@test "reconcile: exit 1 where a line is lost, doubled or moved" {
	known
	cp foc.db kept.db
	tampered "UPDATE cell SET cost = cost + 1
	    WHERE caller = (SELECT min(caller) FROM cell)" "sums of the bills differ"
	tampered "DELETE FROM cell WHERE cost = -30000000000" \
	    "by PLATFORM, BEDROCK Credit is off by -3"
	tampered "UPDATE load_sum SET amount = amount + 1
	    WHERE what = 'PRODUCT'" "by FILE is off by -0.0000000001"
	tampered "UPDATE caller SET invoice = '33' WHERE invoice = '11'" \
	    "by INVOICE, 11 is off by"
	tampered "UPDATE load_sum SET rows = rows + 1 WHERE what = 'TYPE'
	    AND key = 'Tax'" "by TYPE, Tax is off by 0"
	tampered "UPDATE load SET file_usd = file_usd + 5,
	    skipped_usd = skipped_usd + 5" "by FILE is off by 0.0000000005"
	run -0 foc-chargeback reconcile --month 2026-10
}

@test "dollars that are missing end a report with 4" {
	known
	sqlite3 foc.db "UPDATE load SET spend_usd = spend_usd + 1"
	run -4 foc-chargeback --month 2026-10 --draft
	[[ $output == *"ld-1: its parts add up to"* ]]
}

# --- FOCUS

focus() {
	report -f focus "$@" | tr -d '\r'
}

# columns of a CSV on standard input, as a Python expression over rows.
csv() {
	python3 -c 'import csv, json, sys
from decimal import Decimal as D
rows = list(csv.DictReader(sys.stdin))
print('"$1"')'
}

@test "FOCUS adds up to the chargeback, column by column" {
	known
	for v in 1.2 1.3; do
		focus --profile $v >$v.csv
		[ "$(csv 'sum(D(r["BilledCost"]) for r in rows)' <$v.csv)" = \
		    40.3672222226 ]
		[ "$(csv 'sum(D(r["EffectiveCost"]) for r in rows)' \
		    <$v.csv)" = 36.51 ]
		[ "$(csv 'sorted({r["ServiceCategory"] for r in rows} |
		    {r["ChargeCategory"] for r in rows} |
		    {r["BillingPeriodStart"] for r in rows} |
		    {r["BillingPeriodEnd"] for r in rows} |
		    {r["BillingCurrency"] for r in rows})' <$v.csv)" = \
		    "['2026-10-01T00:00:00Z', '2026-11-01T00:00:00Z', 'AI and Machine Learning', 'USD', 'Usage']" ]
	done
	[ "$(csv '{i: sum(D(r["BilledCost"]) for r in rows if
	    r["InvoiceId"] == i) for i in ("11", "22")}' <1.2.csv)" = \
	    "{'11': Decimal('31.5050000004'), '22': Decimal('8.8622222222')}" ]
	[ "$(csv '[json.loads(r["Tags"])["foc:workload"] for r in rows if
	    r["x_WorkloadId"] == "csbot"]' <1.2.csv)" = "['csbot']" ]
	[ "$(csv 'sum(D(r["ConsumedQuantity"]) for r in rows if
	    r["ConsumedUnit"] == "Tokens")' <1.2.csv)" = 350000 ]
	[ "$(csv '{r["x_State"] for r in rows}' <1.2.csv)" = "{'DRAFT'}" ]
	# Tags of a product on its own charges, on shares of pools beside.
	[ "$(csv '{r["Tags"] for r in rows if r["AllocatedMethodId"]}' \
	    <1.3.csv)" = "{'{\"foc:source\":\"POOL\"}'}" ]
}

@test "FOCUS 1.3: what a pool is split into adds up to it, ratios to 1" {
	bring file asked granted ready live billed
	focus --profile 1.3 >1.3.csv
	# ai-dev is shared by three, ai-prod by two.
	run -0 csv 'sorted({(len(p), sum(D(str(json.loads(
	    r["AllocatedMethodDetails"], parse_float=D)["Elements"][0][
	    "AllocatedRatio"])) for r in p)) for o in {
	    r["x_AllocatedOriginId"] for r in rows} - {""} for p in [[r for r
	    in rows if r["x_AllocatedOriginId"] == o]]})' <1.3.csv
	[ "$output" = "[(2, Decimal('1.0')), (3, Decimal('1.0000000000'))]" ]
	[ "$(csv '{r["x_AttributionSource"] for r in rows if
	    bool(r["AllocatedMethodId"]) != (r["x_AttributionSource"] ==
	    "POOL")}' <1.3.csv)" = "set()" ]
	[ "$(csv '{r["AllocatedMethodId"] for r in rows if
	    r["AllocatedMethodId"]}' <1.3.csv)" = "{'foc:equal-share'}" ]
	[ "$(csv '[r for r in rows if r["AllocatedResourceId"] !=
	    (r["x_Product"] if r["AllocatedMethodId"] else "")]' \
	    <1.3.csv)" = "[]" ]
	[ "$(csv 'sum(D(r["BilledCost"]) for r in rows)' <1.3.csv |
	    sed 's/0*$//')" = "$(report | sum_of amount_usd)" ]
}

@test "FOCUS has the columns of its version, once each" {
	known
	has() {
		head -n 1 | tr , '\n' | grep -v '^x_' | sort
	}
	focus | has >1.2
	focus --profile 1.3 | has >1.3
	[ "$(uniq -d 1.2; uniq -d 1.3)" = "" ]
	for c in BillingAccountId BillingAccountName BilledCost \
	    BillingCurrency BillingPeriodStart BillingPeriodEnd \
	    ChargeCategory ChargeClass ChargeDescription ChargePeriodStart \
	    ChargePeriodEnd ContractedCost EffectiveCost InvoiceIssuerName \
	    ListCost PricingQuantity PricingUnit ProviderName PublisherName \
	    ServiceCategory ServiceName; do
		grep -qx $c 1.2
		grep -qx $c 1.3
	done
	[ "$(comm -13 1.2 1.3 | paste -sd' ')" = "AllocatedMethodDetails AllocatedMethodId AllocatedResourceId AllocatedResourceName AllocatedTags HostProviderName ServiceProviderName" ]
	[ -z "$(comm -23 1.2 1.3)" ]
	run -2 report -f focus --profile 1.1
	[[ $output == *"'1.1' is neither 1.2 nor 1.3"* ]]
	run -2 report --profile 1.2
	run -1 --separate-stderr foc-chargeback --month 2026-10 -f focus \
	    --header
	[ -z "$output" ]
}

@test "FOCUS passes the public validator, where that is installed" {
	run bash "$FOC_TOP/tests/focus/check-focus.sh"
	[ "$status" -ne 77 ] || skip "no focus-validator"
	[ "$status" -eq 0 ]
}

@test "the same bytes again, in every format" {
	known
	for f in table jsonl csv focus md; do
		report -f $f >a
		at 2026-11-20T00:00:00Z foc-chargeback --month 2026-10 --draft \
		    -q -f $f >b
		cmp a b
		[ -s a ]
	done
	run -0 report -f md --level e4
	[ "${lines[0]}" = SANDBOX ]
	[[ ${lines[1]} == "| level | e4 | e3 | e2 | e1 |"* ]]
	[[ ${lines[2]} == "| --- | --- |"*" ---: |"* ]]
	[[ ${lines[3]} == "| E4 | "*" | DRAFT | 2026-10 |"* ]]
	[ "${#lines[@]}" -eq 7 ]
	run -0 report --header --limit 1
	# Which is none of the records that are sorted and counted.
	[ "$(jq -r .kind <<<"$output" | paste -sd ' ')" = \
	    "report chargeback" ]
	run -0 report --header --limit 2 --sort -model
	[ "$(jq -r .kind <<<"$output" | paste -sd ' ')" = \
	    "report chargeback chargeback" ]
	[ "$(jq -r .model <<<"${lines[1]}")" = \
	    "$(report | jq -r .model | LC_ALL=C sort | tail -n 1)" ]
	run -0 report --sort -amount_usd --fields workload,amount_usd --limit 1
	[ "$output" = '{"kind":"chargeback","workload":"docsum","amount_usd":20.5,"sandbox":true}' ] ||
	    [[ $output == *'"workload":"docsum","amount_usd":20.5'* ]]
}
