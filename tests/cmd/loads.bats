#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Bills that should not have been loaded, and what they do not do.

load helpers

setup() {
	claimed_in_september
	gencur --period 2026-10 --rows 300 -o october
	export FOC_NOW=2026-11-03T05:00:00Z FOC_ACTOR=cron
	foc-ingest-cur -q october >/dev/null
	foc-price list >prices
}

# A bill of another payer, of 2024, with or without AI spend.
stray() {
	echo "2024-11-03T10:00:00Z 999988887777 - nova-lite 5" |
	    python3 "$FOC_TOP/tests/gen/lines.py" 999988887777 prices
}

@test "a stranger's bill without AI spend holds up nobody's cards, and is named" {
	stray | sed 's/AmazonBedrock/AmazonEC2/; s/Amazon Bedrock/EC2/
	    s/nova-lite-input-tokens/BoxUsage/' >stray.csv
	run -0 --separate-stderr foc-ingest-cur stray.csv
	[ "$(key ai_rows <<<"$output")" -eq 0 ]
	[[ $stderr == *"this payer, who has no AI spend"* ]]
	run -0 --separate-stderr foc-spendcard generate --week 2026-W43
	[ "$(key incomplete <<<"$output")" = false ]
	[ "$(foc-workload usage --header --month 2026-10 | head -n 1 |
	    key data_until)" = 2026-11-01T00:00:00Z ]
}

@test "no bill of that time is not nothing spent" {
	run -0 --separate-stderr foc-workload usage --month 2026-11
	[ -z "$output" ]
	[ "$stderr" = "foc-workload: no bill of that time is loaded; foc-ingest-cur loads one" ]
	run -0 --separate-stderr foc-workload usage csbot --week 2026-W44
	[[ $stderr != *"no bill"* ]]
	run -0 --separate-stderr foc-workload usage
	[[ -n $output && $stderr != *"no bill"* ]]
}

@test "what was loaded by mistake is withdrawn, with a reason, on record" {
	before=$(foc-workload usage --month 2026-10 | sha256sum)
	foc-spendcard generate --week 2026-W43 >/dev/null
	stray >stray.csv
	FOC_NOW=2026-11-03T06:00:00Z foc-ingest-cur -q stray.csv >/dev/null
	[ "$(foc-db loads | jq -sc 'map(.id)')" = '["ld-1","ld-2"]' ]
	[ "$(foc-workload list --header | head -n 1 | key data_until)" = \
	    2024-11-03T10:59:59Z ]
	export FOC_NOW=2026-11-03T07:00:00Z
	refused 2 "--rationale: is needed" as sarah foc-db withdraw ld-2
	refused 1 "cron" foc-db withdraw ld-2 --rationale oops
	refused 1 "ld-9: there is none; foc-db loads" as sarah foc-db withdraw \
	    ld-9 --rationale oops
	refused 2 "'FOO' is no state" foc-db loads --state FOO
	run -0 as sarah foc-db withdraw ld-2 --rationale "not our payer"
	[ "$(key state <<<"$output")" = WITHDRAWN ]
	refused 1 "needs ACTIVE" as sarah foc-db \
	    withdraw ld-2 --rationale again
	[ "$(foc-workload usage --month 2026-10 | sha256sum)" = "$before" ]
	[ "$(foc-workload usage | jq -s 'map(select(.account ==
	    "999988887777")) | length')" -eq 0 ]
	[ "$(foc-workload usage --as-of 2026-11-03T06:30:00Z |
	    jq -s 'map(select(.account == "999988887777")) | length')" -eq 1 ]
	[ "$(foc-db loads --as-of 2026-11-03T06:30:00Z |
	    jq -sc 'map(.state)')" = '["ACTIVE","ACTIVE"]' ]
	foc-audit show ld-2 | grep -q "not our payer"
	foc-audit verify --state >/dev/null
	foc-db check >/dev/null
	run -0 --separate-stderr foc-spendcard generate --week 2026-W43
	[ "$(foc-spendcard list --week 2026-W43 | jq -sc 'map([.revision,
	    .incomplete])')" = '[[1,false]]' ]
	# And it can be loaded again, if that was the mistake.
	run -0 foc-ingest-cur -q stray.csv
	[ "$(key id <<<"$output")" = ld-3 ]
	[ "$(key state <<<"$output")" = ACTIVE ]
}

# The cards: week, actual_usd and incomplete.
figures() {
	foc-spendcard list | jq -sc 'map([.week, .actual_usd, .incomplete])'
}

@test "the next generate makes every week of a withdrawn bill again, once" {
	role=$(foc-task show ts-1 | key role_arn)
	gencur --period 2026-10 --rows 900 -o spent \
	    --role "csbot=341153769010:${role##*/}"
	foc-ingest-cur -q spent >/dev/null
	for w in 40 41 42 43; do
		foc-spendcard generate --week 2026-W$w >/dev/null
	done
	before=$(figures)
	# of weeks that were made at one time the newest is the last
	[ "$(foc-status | jq -r .last.card.id)" = cd-2026-W43-csbot ]
	FOC_NOW=2026-11-03T06:00:00Z as priya foc-spendcard accept \
	    cd-2026-W42-csbot >/dev/null
	export FOC_NOW=2026-11-03T07:00:00Z
	run -0 --separate-stderr as sarah foc-db withdraw ld-2 --rationale w
	[[ $stderr == *"the cards of 2026-W40, 2026-W41, 2026-W42, 2026-W43\
 were made: the next foc-spendcard generate makes them again"* ]]
	run -0 --separate-stderr foc-spendcard generate
	[[ $stderr == *"cd-2026-W42-csbot: is ACCEPTED and stays"* ]]
	[ "$(figures | jq -c 'map(.[2])')" = "[true,true,false,true,true]" ]
	[ "$(figures | jq -c 'map(.[1] > 0)')" = \
	    "[false,false,true,false,false]" ]
	# another bill: what was kept is looked at again, and that is the end,
	# but for W40, of which September is not there
	foc-ingest-cur -q spent >/dev/null
	run -0 foc-spendcard generate
	[ "$(figures | jq -c '.[:4]')" = "$before" ]
	[[ $before != *",0,"* ]]
	[ "$(foc-audit log ld-2 | jq -r .verb | tail -n 1)" = restate ]
	run -0 --separate-stderr foc-spendcard generate
	[ "$(jq -r .week <<<"$output" | paste -sd' ')" = "2026-W40 2026-W44" ]
}

@test "the states of a load are a machine, as the others are" {
	run -0 foc-states load
	[ "$(jq -r .to <<<"$output" | sort -u | paste -sd' ')" = \
	    "ACTIVE SUPERSEDED WITHDRAWN" ]
	refused 1 "ld-1: cannot withdraw: cron may not do this" foc-db \
	    withdraw ld-1 --rationale r
}

@test "records of loads can be piped to withdraw" {
	foc-db loads | as sarah foc-db withdraw --rationale "start again" \
	    >/dev/null
	[ "$(foc-db loads --state WITHDRAWN | key id)" = ld-1 ]
	run -0 --separate-stderr foc-workload usage
	[ -z "$output" ]
	[[ $stderr == *"no bill of that time is loaded"* ]]
}
