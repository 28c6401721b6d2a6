#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Taking out the cells of loads that are not in force any more: what is hurt
# goes, the bill of now does not change, and what needs them is refused.

load helpers

# October, and November twice: ld-2 of the 10th, which ld-3 replaces.
setup() {
	claimed_in_september
	role=$(foc-task show ts-1 | key role_arn)
	gencur --period 2026-10 --rows 900 -o october \
	    --role "csbot=341153769010:${role##*/}"
	gencur --period 2026-11 --rows 900 -o first \
	    --until 2026-11-10T00:00:00Z \
	    --role "csbot=341153769010:${role##*/}"
	gencur --period 2026-11 --rows 900 -o second \
	    --until 2026-11-16T06:00:00Z \
	    --role "csbot=341153769010:${role##*/}"
	export FOC_ACTOR=cron
	FOC_NOW=2026-11-03T05:00:00Z foc-ingest-cur -q october >/dev/null
	FOC_NOW=2026-11-10T05:00:00Z foc-ingest-cur -q first >/dev/null
	FOC_NOW=2026-11-10T06:00:00Z foc-spendcard generate -q >/dev/null
	FOC_NOW=2026-11-16T07:00:00Z foc-ingest-cur -q second >/dev/null
	export FOC_NOW=2026-11-16T10:00:00Z
}

prune() {
	foc-db prune -q --rationale "not needed" "$@"
}

@test "hurt, read again, pruned: check and backup are clean again" {
	foc-workload usage --month 2026-11 >before
	sqlite3 "$FOC_DB" "UPDATE cell SET cost = cost + 100000000000
	    WHERE load = 3 AND hour = (SELECT max(hour) FROM cell WHERE load = 3)"
	run -1 foc-db check
	[[ $output == *"ld-3: 2026-11-16: the cells of 1 hour"*"or foc-ingest-cur\
 reads the export again"* ]]
	[[ $output != *"foc-db prune"* ]]
	foc-ingest-cur -q second >/dev/null
	diff before <(foc-workload usage --month 2026-11)
	run -1 foc-db backup b.db
	run -1 --separate-stderr foc-db check
	[[ $stderr == *"ld-3: "*"or foc-db prune ld-3 takes its cells out"* ]]
	eval "$(grep -o "foc-db prune ld-3" <<<"$stderr") --rationale hurt" \
	    >/dev/null
	run -0 foc-db check
	run -0 foc-audit verify --state
	run -0 foc-db backup b.db
	run -0 foc-db restore -n b.db
	diff before <(foc-workload usage --month 2026-11)
	PYTHONPATH=$FOC_TOP/tests/torture python3 -c "import verifier
assert verifier.verify('$FOC_DB', state=True) is None"
}

@test "only cells go: row, files and sums of the load stay, with an event" {
	foc-db loads | jq -S 'del(.pruned_at)' >before
	run -0 --separate-stderr prune ld-2
	jq -e '.id == "ld-2" and .state == "SUPERSEDED" and .cells > 0 and
	    .pruned_at == "2026-11-16T10:00:00Z"' <<<"$output"
	diff before <(foc-db loads | jq -S 'del(.pruned_at)')
	[ "$(foc-db loads | jq -sc 'map(.pruned_at != null)')" = \
	    "[false,true,false]" ]
	[ "$(sqlite3 "$FOC_DB" "SELECT (SELECT count(*) FROM cell WHERE load = 2)
	    + (SELECT count(*) FROM seal WHERE name = 'cell' AND part = 2)")" -eq 0 ]
	foc-audit log ld-2 | tail -n 1 | jq -e '.verb == "prune" and
	    .rationale == "not needed" and .role == "operator"'
	run -0 foc-db check
	# once is enough
	before=$(fingerprint)
	run -0 --separate-stderr foc-db prune --rationale again ld-2
	[[ $stderr == *"ld-2: was pruned already; nothing changed"* ]]
	[ "$(fingerprint)" = "$before" ]
}

@test "refused: a bill in force, no reason, nobody, nothing, a row that is hurt" {
	refused 1 "ld-3: cannot prune: state is ACTIVE" prune ld-3
	refused 1 "needs SUPERSEDED or WITHDRAWN" prune ld-1
	refused 1 "ld-9: there is none; foc-db loads" prune ld-9
	refused 2 "--rationale: is needed" foc-db prune ld-2
	refused 1 "ld-2: cannot prune: priya may not do this" as priya \
	    foc-db prune --rationale r ld-2
	before=$(fingerprint)
	run -0 foc-db prune -n --rationale r ld-2
	[ "$(fingerprint)" = "$before" ]
	# a prune must not pass what was changed for what was loaded
	sqlite3 "$FOC_DB" "UPDATE load_sum SET amount = amount + 1
	    WHERE load = 'ld-2' AND what = 'PLATFORM'"
	refused 1 "ld-2: was changed outside the programs after event" prune ld-2
}

@test "a job of the night takes loads by pipe; a withdrawn one goes, too" {
	foc-spendcard generate --week 2026-W43 -q >/dev/null
	as sarah foc-db withdraw -q --rationale w ld-1 >/dev/null
	foc-db loads | jq -c 'select(.state != "ACTIVE" and
	    .pruned_at == null)' | prune >/dev/null
	[ "$(foc-db loads | jq -sc 'map([.state, .pruned_at != null])')" = \
	    '[["WITHDRAWN",true],["SUPERSEDED",true],["ACTIVE",false]]' ]
	run -0 foc-db check
	# its weeks come again all the same
	run -0 --separate-stderr foc-spendcard generate
	[ "$(foc-audit log ld-1 | jq -sr 'last.verb')" = restate ]
	# and it can be loaded anew
	foc-ingest-cur -q october >/dev/null
	run -0 foc-db check
}

# Questions of now, and of a time that needs no cell of ld-2.
answers() {
	foc-workload list
	foc-workload usage
	foc-spendcard list
	foc-gaps list
	foc-chargeback --month 2026-11 --draft
	foc-chargeback reconcile --month 2026-11
	foc-maturity --trend
	foc-prereq doctor | grep -v late-rows
	foc-workload usage --month 2026-10 --as-of 2026-11-12
	foc-workload usage --to 2026-11-01 --as-of 2026-11-12
	foc-workload usage --as-of 2026-11-04
	foc-request list --as-of 2026-11-12
	foc-spendcard list --as-of 2026-11-12
	foc-db loads --as-of 2026-11-12
	foc-why ld-2:skipped_usd ld-3:spend_usd
}

@test "reports of now do not change; the past is told right, or refused" {
	foc-gaps detect -q >/dev/null
	answers >before
	foc-spendcard list --as-of 2026-11-12 >/dev/null
	prune ld-2 >/dev/null
	answers >after
	diff before after
	gone="ld-2: this needs its cells, which foc-db prune took out at\
 2026-11-16T10:00:00Z; a backup of before has them"
	for ask in "foc-workload list" "foc-workload usage" \
	    "foc-workload usage --month 2026-11" \
	    "foc-workload usage --week 2026-W45 csbot" \
	    "foc-workload show csbot" \
	    "foc-chargeback --month 2026-11 --draft" \
	    "foc-chargeback reconcile --month 2026-11" "foc-gaps list"; do
		refused 1 "$gone" $ask --as-of 2026-11-12
	done
	card=$(foc-spendcard list | jq -sr 'map(select(.week == "2026-W45"))[0].id')
	refused 1 "$gone" foc-why "$card:actual_usd"
	refused 1 "$gone" foc-why "$card:forecast_usd"
	refused 1 "$gone" foc-why ld-2:spend_usd
	refused 1 "$gone" foc-why ld-2:by_type.Usage
	# after it, as before: the present bill's time has its answers
	run -0 foc-workload usage --as-of 2026-11-16T09:00:00Z
}

@test "a card that was made of it stays, is shown, and is restated" {
	foc-spendcard show csbot --week 2026-W45 >before
	prune ld-2 >/dev/null
	run -0 --separate-stderr foc-spendcard show csbot --week 2026-W45
	[[ $stderr == *"weeks and days around it are left out where foc-db\
 prune took their cells"* ]]
	# its own figures and week are there, what is around it as far as it is
	diff <(jq -S 'del(.history, .days)' before) \
	    <(jq -S 'del(.history, .days)' <<<"$output")
	diff <(jq -S '.history[-1]' before) <(jq -S '.history[-1]' <<<"$output")
	jq -e '.actual_usd > 0 and .history[-1].actual_usd == .actual_usd' \
	    <<<"$output"
	jq -e 'all(.days[]; .actual_usd == null)' <<<"$output"
	[ "$(jq -c '.history | map(select(.week < "2026-W44"))' before)" = \
	    "$(jq -c '.history | map(select(.week < "2026-W44"))' \
	    <<<"$output")" ]
	jq -e '.history[] | select(.week == "2026-W44") | .actual_usd == null' \
	    <<<"$output"
	for format in text md html; do
		run -0 foc-spendcard show csbot --week 2026-W45 -f $format
	done
	run -0 foc-spendcard pack --week 2026-W45 -o pack
	as sarah foc-workload estimate csbot --usd 900 --rationale r >/dev/null
	run -0 foc-spendcard generate --week 2026-W45 -q
	[ "$(key revision <<<"$output")" = 2 ]
	run -0 --separate-stderr foc-spendcard show csbot --week 2026-W45
	[ -z "$stderr" ]
	run -0 foc-spendcard diff csbot --week 2026-W45
}

@test "cells that come back, and a load that is said to be pruned, are found" {
	prune ld-2 >/dev/null
	cp "$FOC_DB" pruned.db
	for change in "INSERT INTO cell SELECT 2, hour, sku, caller, rows, usage,
	    cost, net, list FROM cell WHERE load = 3 LIMIT 7|there are 7 of\
 ld-2, which has none" \
	    "INSERT INTO cell SELECT 9, hour, sku, caller, rows, usage,
	    cost, net, list FROM cell WHERE load = 3 LIMIT 2|there are 2 of\
 ld-9, which has none" \
	    "INSERT INTO seal SELECT name, 2, block, rows, digest FROM seal
	    WHERE name = 'cell' AND part = 3 LIMIT 1|seal of cell, part 2" \
	    "DELETE FROM pruned|ld-2: was changed outside" \
	    "INSERT INTO pruned VALUES (3, 1)|ld-3: was changed outside" \
	    "UPDATE pruned SET at = at + 1|ld-2: was changed outside"; do
		cp pruned.db "$FOC_DB"
		sqlite3 "$FOC_DB" "${change%|*}"
		run -1 foc-db check
		[[ $output == *"${change##*|}"* ]] || {
			echo "$change: $output"
			false
		}
	done
}
