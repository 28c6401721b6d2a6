#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# What stands out in the bill, and what becomes of it.

load helpers

A=341153769010

setup() {
	# shellcheck source=tests/docs/prelude.sh
	source "$FOC_TOP/tests/docs/prelude.sh"
	cd "$BATS_TEST_TMPDIR"
	export FOC_DB=$PWD/foc.db FOC_NOW=2026-11-16T09:00:00Z
	export FOC_ACTOR=cron
	bring file asked granted ready live
	csbot=$(foc-claim handoff csbot | jq -r .role_arn)
	docsum=$(foc-claim handoff docsum | jq -r .role_arn)
	cat >quiet <<-EOF
	caller csbot $A $csbot
	caller docsum $A $docsum
	caller stranger $A arn:aws:iam::$A:role/stranger
	caller old $A arn:aws:iam::$A:role/old
	caller claude 555566667777 - wrkspc_01
	# csbot: median 1.05, deviation 0.05
	2026-10-01T00:00Z 2026-11-16T00:00Z csbot haiku 1,1.1
	2026-10-01T00:00Z 2026-11-16T00:00Z docsum nova 0.1
	2026-10-01T00:00Z 2026-11-16T00:00Z old haiku 0.2
	EOF
}

# bill LINE...: of those, and what is always there
bill() {
	rm -f bill-*.csv
	{ cat quiet; printf '%s\n' "$@"; } |
	    python3 "$FOC_TOP/tests/cmd/hours.py" $DAYS
	for f in bill-*.csv; do
		foc-ingest-cur -q "$f" >/dev/null
	done
}

# the same again in a new file
anew() {
	rm "$FOC_DB"*
	bring file asked granted ready live
	sed -i "s|^caller csbot .*|caller csbot $A $(foc-claim handoff csbot |
	    jq -r .role_arn)|" quiet
}

scan() {
	foc-watch scan -q "$@"
}

found() {
	scan "$@" | jq -r '[.key, .amount_usd, .baseline_usd // "-"] | @tsv' |
	    tr '\t' ' '
}

@test "a quiet bill raises nothing, and no bill is refused" {
	refused 1 "no bill is loaded" foc-watch scan
	bill
	run -0 foc-watch scan
	[ "$output" = "foc-watch: 2026-10-12T00:00:00Z to \
2026-11-16T00:00:00Z: 0 raised, 0 restated, 0 as they were" ]
	[ -z "$(foc-watch list)" ]
}

@test "an hour from ten medians on is a spike, below it none" {
	bill "2026-10-18T00:00Z - csbot haiku 10.4999999999" \
	    "2026-10-28T00:00Z - csbot haiku 10.5" \
	    "2026-10-21T00:00Z - docsum nova 4.9999999999" \
	    "2026-10-22T00:00Z - docsum nova 5"
	run -0 found
	[ "$output" = "SPIKE_HOUR|wl-docsum|2026-10-22T00:00:00Z 5 0.1
SPIKE_HOUR|wl-csbot|2026-10-28T00:00:00Z 10.5 1.05" ]
	run -0 foc-watch show iv-2
	[ "$(jq -c .evidence.steps <<<"$output")" = '[{"hour":'\
'"2026-10-28T00:00:00Z","amount_usd":10.5,"baseline_usd":1.05,'\
'"mad_usd":0.05,"threshold_usd":10.5,"samples":168,"stands_out":true}]' ]
	[ "$(jq '.evidence.before | length' <<<"$output")" -eq 168 ]
	[ "$(jq -c '.evidence.cells[] | [.principal, .model, .cost_usd]' \
	    <<<"$output")" = "[\"$csbot\",\"claude-haiku-4-5\",10.5]" ]
	[ "$(jq .evidence.cells_usd <<<"$output")" = 10.5 ]
}

@test "where hours differ much, the deviations decide" {
	# 1 and 21 in turn: median 11, deviation 10; ten medians are 110
	bill "2026-10-01T00:00Z 2026-11-16T00:00Z csbot haiku 1,21" \
	    "2026-10-20T00:00Z - csbot haiku 120"
	run -0 found
	[ "$output" = "SPIKE_HOUR|wl-csbot|2026-10-20T00:00:00Z 120 11" ]
	sqlite3 "$FOC_DB" "DELETE FROM investigation_figure;
	    DELETE FROM investigation;
	    UPDATE policy SET value = '11' WHERE key = 'watch.spike_mad'"
	[ -z "$(scan)" ]		# from 11 + 11 * 10 = 121 on
}

@test "hours in a row are one investigation" {
	bill "2026-10-20T10:00Z 2026-10-20T13:00Z csbot haiku 12,15,11" \
	    "2026-10-20T14:00Z - csbot haiku 12"
	run -0 found
	[ "$output" = "SPIKE_HOUR|wl-csbot|2026-10-20T10:00:00Z 38 3.25
SPIKE_HOUR|wl-csbot|2026-10-20T14:00:00Z 12 1.1" ]
	foc-watch list | jq -s -e '.[0].until == "2026-10-20T13:00:00Z"'
}

@test "the median of an even number is the mean of two, half to even" {
	local all="2026-10-01T00:00Z 2026-11-16T00:00Z csbot haiku"

	bill "$all 1.0000000001,1.0000000002" \
	    "2026-10-20T00:00Z - csbot haiku 11"
	run -0 found
	[ "$output" = "SPIKE_HOUR|wl-csbot|2026-10-20T00:00:00Z 11 \
1.0000000002" ]
	bill "$all 1.0000000002,1.0000000003" \
	    "2026-10-21T00:00Z - csbot haiku 11"
	run -0 found
	[[ $output == *"2026-10-21T00:00:00Z 11 1.0000000002"* ]]
}

@test "the first days of a bill are no history" {
	bill "2026-10-07T23:00Z - csbot haiku 50" "2026-10-08T00:00Z - csbot haiku 50"
	run -0 found --from 2026-10-01
	[ "$output" = "SPIKE_HOUR|wl-csbot|2026-10-08T00:00:00Z 50 1.05" ]
}

@test "a model on the Marketplace that nobody used before, on its first day" {
	bill "2026-11-15T03:00Z 2026-11-15T13:00Z old opus 3000"
	run -0 found
	[ "$output" = "MODEL_SURGE|012345678901|claude-opus-5-5|2026-11-15 30000 0
SPIKE_HOUR|$A|arn:aws:iam::$A:role/old|claude-opus-5-5|\
2026-11-15T03:00:00Z 3000 0" ]
	run -0 foc-watch show iv-1
	[ "$(jq -c '.evidence | [.steps[0].threshold_usd, .before,
	    .cells[0].platform, .cells_usd]' <<<"$output")" = \
	    '[20,[],"MARKETPLACE",30000]' ]
}

@test "a workspace without a caller is watched by its own name" {
	bill "2026-10-20T03:00Z - claude ccu 7"
	run -0 found
	[[ $output == *"R|555566667777|wrkspc_01|CLAUDE_PLATFORM:INFERENCE|"* ]]
}

@test "what an hour of a workload shows is not said of its caller again" {
	bill "2026-10-20T00:00Z - csbot haiku 50"
	[ "$(scan | jq -r .subject)" = wl-csbot ]
	# but a caller in the shadow of a large workload is seen
	anew
	bill "2026-10-01T00:00Z 2026-11-16T00:00Z csbot haiku 100" \
	    "2026-10-01T00:00Z 2026-11-16T00:00Z csbot opus 0.1" \
	    "2026-10-20T00:00Z - csbot opus 50"
	run -0 found
	[[ $output == *"SPIKE_HOUR|$A|$csbot|claude-opus-5-5|"* ]]
	[[ $output != *wl-csbot* ]]
}

@test "a caller that nobody asked for, once the account is known" {
	bill "2026-10-20T05:00Z 2026-10-21T05:00Z stranger haiku 0.01" \
	    "2026-10-22T05:00Z - stranger haiku 0.01"
	run -0 found
	[ "$output" = "NEW_PRINCIPAL|$A|arn:aws:iam::$A:role/stranger|\
2026-10-20T05:00:00Z 0.24 -" ]
	[ -z "$(scan)" ]
	[ "$(foc-watch show iv-1 | jq -c '.evidence | [.rule, .steps,
	    .days[0].amount_usd, .cells_usd]')" = '[null,[],0.19,0.25]' ]
	# not seen for longer than the baseline is no news
	bill "2026-10-01T00:00Z - stranger haiku 0.01" \
	    "2026-11-15T05:00Z - stranger haiku 0.01"
	[ -z "$(scan --from 2026-11-10)" ]
}

@test "callers of the first days, and those we know, are not new" {
	bill "2026-10-07T05:00Z - stranger haiku 1"
	[ -z "$(scan --from 2026-10-01)" ]
	anew
	sed -i 's/^2026-10-01\(.* csbot haiku\) .*/2026-10-20\1 0.1/' quiet
	bill
	[ -z "$(scan)" ]
}

@test "a second scan raises, changes and notes nothing" {
	bill "2026-10-20T00:00Z - csbot haiku 50" \
	    "2026-10-20T05:00Z - stranger haiku 1" \
	    "2026-11-10T03:00Z - old opus 30" "2026-10-25T00:00Z - csbot llama 1"
	scan >first
	[ "$(jq -r .signal first | sort -u | tr '\n' ' ')" = \
	    "DRIFT MODEL_SURGE NEW_PRINCIPAL SPIKE_HOUR " ]
	before=$(fingerprint)
	[ -z "$(scan)" ]
	[ -z "$(scan --from 2026-10-19 --to 2026-11-12)" ]
	[ -z "$(scan --days 3)" ]
	[ "$(fingerprint)" = "$before" ]
	scan -n
	[ "$(fingerprint)" = "$before" ]
	foc-audit verify --state >/dev/null
}

@test "a restated bill moves the amount while it is open, and is noted" {
	bill "2026-10-20T00:00Z - csbot haiku 50" "2026-10-21T00:00Z - csbot haiku 50"
	scan >/dev/null
	as sarah foc-watch close iv-2 --finding "a batch" >/dev/null
	bill "2026-10-20T00:00Z 2026-10-20T02:00Z csbot haiku 40" \
	    "2026-10-21T00:00Z - csbot haiku 60"
	run -0 --separate-stderr foc-watch scan
	[ "$(jq -c '[.id, .amount_usd, .baseline_usd, .first_usd, .until,
	    .outcome]' <<<"$output")" = \
	    '["iv-1",80,2.15,50,"2026-10-20T02:00:00Z","RESTATED"]' ]
	[ "$(foc-audit log iv-1 | jq -c '[.verb, .before, .after]')" = \
	    '["raise",null,"OPEN"]
["restate","50","80"]' ]
	foc-watch list --state CLOSED | jq -e '.amount_usd == 50'
	# torn apart: one still, its hours added up, and stable
	bill "2026-10-20T00:00Z - csbot haiku 40" \
	    "2026-10-20T01:00Z - csbot haiku 3" \
	    "2026-10-20T02:00Z - csbot haiku 30" \
	    "2026-10-21T00:00Z - csbot haiku 60"
	[ "$(scan | jq -c '[.id, .amount_usd]')" = '["iv-1",70]' ]
	bill "2026-10-20T00:00Z 2026-10-20T03:00Z csbot haiku 40,41,30" \
	    "2026-10-21T00:00Z - csbot haiku 60"
	[ "$(scan | jq -c '[.id, .amount_usd]')" = '["iv-1",111]' ]
	bill "2026-10-20T00:00Z 2026-10-20T03:00Z csbot haiku 40,2,30" \
	    "2026-10-21T00:00Z - csbot haiku 60"
	[ "$(scan | jq -c '[.id, .amount_usd]')" = '["iv-1",70]' ]
	[ -z "$(scan)" ]
	# and where it is no spike any more
	bill
	run -0 --separate-stderr foc-watch scan
	[[ $stderr == *"iv-1: stands out no more"* ]]
	[ "$(jq .amount_usd <<<"$output")" = 3.1 ]
	before=$(fingerprint)
	[ -z "$(scan)" ]
	[ "$(fingerprint)" = "$before" ]
	foc-audit verify >/dev/null
}

@test "use of a model from the day after it was blocked is drift" {
	at 2026-11-03T12:00:00Z as sarah foc-model block claude-haiku-4-5 \
	    --platform ALL --rationale "too dear" >/dev/null
	bill "2026-10-12T00:00Z 2026-11-16T00:00Z old haiku 0"
	run -0 found
	[[ $output == "DRIFT|MODEL_NOT_APPROVED|$A|BEDROCK|claude-haiku-4-5|\
2026-11-04 25.2 -" ]]
	# one as long as it is open; after that, from the next day on
	[ -z "$(scan)" ]
	as sarah foc-watch close iv-1 --finding told >/dev/null
	[ -z "$(scan)" ]
	sed -i s/2026-11-16T00/2026-11-18T00/ quiet
	export FOC_NOW=2026-11-18T09:00:00Z
	bill "2026-10-12T00:00Z 2026-11-18T00:00Z old haiku 0"
	run -0 found
	[[ $output == *"|2026-11-17 25.2 -" ]]
}

@test "a scope that was revoked, and its role still works: drift" {
	at 2026-11-05T12:00:00Z as sarah foc-approve revoke sc-2 \
	    --rationale r >/dev/null
	bill
	run -0 found
	[ "$output" = "DRIFT|SCOPE_NOT_IMPLEMENTED|sc-2|2026-11-06 2.4 -" ]
	foc-watch list | jq -e '.workload == "docsum" and .scope == "sc-2"'
}

@test "a restricted model is drift only where no scope holds" {
	at 2026-11-03T12:00:00Z as sarah foc-model restrict \
	    claude-haiku-4-5 --platform ALL --rationale r >/dev/null
	bill "2026-10-12T00:00Z 2026-11-16T00:00Z old haiku 0"
	[ -z "$(scan)" ]
	bill
	[[ $(found) == *"|2026-11-04 4.8 -" ]]
}

@test "a scope that is not used for 30 days is said for information" {
	bill "2026-10-13T00:00Z 2026-11-16T00:00Z csbot haiku 0"
	run -0 scan
	[ "$(jq -r '[.signal, .severity, .scope, .amount_usd] | @tsv' \
	    <<<"$output")" = "$(printf 'SCOPE_UNUSED\tINFO\tsc-1\t0')" ]
	[ -z "$(scan)" ]
	as sarah foc-watch close iv-1 --finding "kept for winter" >/dev/null
	[ -z "$(scan)" ]
	bill "2026-10-18T00:00Z 2026-11-16T00:00Z csbot haiku 0"
	[ -z "$(scan)" ]		# in 29 days it was used
}

@test "consumption units use the scopes of the Claude Platform" {
	bill "2026-10-01T00:00Z 2026-11-16T00:00Z csbot haiku 0" \
	    "2026-10-01T00:00Z 2026-11-16T00:00Z csbot ccu 1"
	[ "$(scan -n | jq -r .scope)" = sc-1 ]
	sqlite3 "$FOC_DB" "UPDATE scope SET platform = 'CLAUDE_PLATFORM'
	    WHERE id = 'sc-1'"
	[ -z "$(scan)" ]
}

@test "a scope is not idle before its workload is claimed" {
	sqlite3 "$FOC_DB" "UPDATE workload SET live_since = 1792800000
	    WHERE name = 'csbot'"		# 2026-10-24
	bill "2026-10-01T00:00Z 2026-11-16T00:00Z csbot haiku 0"
	[ -z "$(scan)" ]
}

@test "rows of days: no hours, and it is said once" {
	sed -i 's/^2026.*//' quiet
	for d in $(seq -w 1 31); do
		printf '%s\n' "2026-10-${d}T00:00Z - csbot haiku 10"
	done >>quiet
	DAYS=days bill "2026-10-30T00:00Z - csbot haiku 500"
	run -0 --separate-stderr foc-watch scan
	[ "$(jq -r .key <<<"$output" | grep -v UNUSED)" = \
	    "MODEL_SURGE|012345678901|claude-haiku-4-5|2026-10-30" ]
	[ "$(grep -c "ld-1: its rows are of days" <<<"$stderr")" -eq 1 ]
}

@test "a month that is not loaded is a hole in history" {
	sed -i 's/^2026-10-01T00:00Z 2026-11-16\(.*\)/'\
'2026-09-01T00:00Z 2026-10-01\1\n2026-11-01T00:00Z 2026-11-16\1/' quiet
	bill "2026-11-02T00:00Z - csbot haiku 500"
	[ -z "$(scan | jq -c 'select(.signal | test("SPIKE|SURGE"))')" ]
	anew
	bill "2026-11-08T00:00Z - csbot haiku 500"
	[ "$(scan | jq -r 'select(.signal == "SPIKE_HOUR") | .subject')" = \
	    wl-csbot ]
}

@test "assign, link and close: by a FinOps Lead, with what they need" {
	bill "2026-10-20T00:00Z - csbot haiku 50" "2026-10-21T00:00Z - csbot haiku 50"
	scan >/dev/null
	foc-gaps detect >/dev/null
	refused 1 "needs the role" as priya foc-watch assign iv-1 --to eli
	refused 2 "--to names the person" as sarah foc-watch assign iv-1
	refused 1 "'nobody' is no active person" as sarah foc-watch assign \
	    iv-1 --to nobody
	refused 1 "there is no gap gp-99" as sarah foc-watch link iv-1 gp-99
	refused 1 "iv-9: there is none" as sarah foc-watch close iv-9 \
	    --finding x
	refused 2 "--finding says it" as sarah foc-watch close iv-1
	refused 1 "needs the role" as priya foc-watch scan
	refused 2 "is no signal" foc-watch list --signal SPIKE
	refused 2 "is no state" foc-watch list --state NEW
	refused 2 "exclude each other" foc-watch scan --days 3 \
	    --from 2026-10-01
	refused 2 "is no day" foc-watch scan --to 2026-10-01T05:00Z
	run -0 bash -c "foc-watch list | FOC_ACTOR=sarah foc-watch assign \
	    --to eli | jq -r '[.state, .owner] | @tsv'"
	[ "$output" = "$(printf 'ASSIGNED\teli\nASSIGNED\teli')" ]
	as sarah foc-watch assign iv-1 --to dana >/dev/null
	at 2026-11-16T10:00:00Z as sarah foc-watch link iv-1 gp-1 |
	    jq -e '.state == "LINKED" and .gap == "gp-1" and .owner == "dana"'
	at 2026-11-16T11:00:00Z as sarah foc-watch close iv-1 iv-2 \
	    --finding "a load test" >/dev/null
	[ -z "$(foc-watch list --state OPEN)" ]
	export FOC_NOW=2026-11-17T00:00:00Z
	foc-watch list --as-of 2026-11-16T10:30:00Z | jq -s -e '
	    .[0].state == "LINKED" and .[0].gap == "gp-1" and
	    .[0].finding == null and .[1].state == "ASSIGNED" and
	    .[0].amount_usd == 50'
	foc-watch list --as-of 2026-11-16T09:30:00Z | jq -s -e '
	    .[0].state == "ASSIGNED" and .[0].owner == "dana" and
	    .[0].gap == null'
	foc-watch show iv-1 --as-of 2026-11-16T09:30:00Z |
	    jq -e '.evidence.cells_usd == 50'
	foc-audit verify >/dev/null
	[ "$(foc-audit log iv-1 | jq -r .verb | tr '\n' ' ')" = \
	    "raise assign assign link close " ]
	foc-audit show csbot | jq -c .object | grep -qx '"iv-1"'
	sqlite3 "$FOC_DB" "UPDATE investigation_figure SET amount = 1"
	run -1 foc-audit verify
	[[ $output == *"iv-1: was changed outside"* ]]
}

@test "a workload is marked as looked into, and as well again" {
	refused 1 "needs the role" as priya foc-workload investigate csbot \
	    --rationale r
	refused 2 "needs a rationale" as sarah foc-workload investigate csbot
	as sarah foc-workload investigate csbot --rationale "a spike" |
	    jq -e '.control == "INVESTIGATING"'
	refused 1 "state is INVESTIGATING" as sarah foc-workload investigate \
	    csbot --rationale r
	run -0 bash -c "foc-workload list | jq -c 'select(.control ==
	    \"INVESTIGATING\")' | FOC_ACTOR=sarah foc-workload clear \
	    --rationale fine | jq -r .control"
	[ "$output" = ACTIVE ]
	[ "$(foc-audit log wl-csbot | jq -r '.verb' | tail -n 2 |
	    tr '\n' ' ')" = "investigate clear " ]
}

@test "the leads are told what nobody looks into, owners what is theirs" {
	bill "2026-10-20T00:00Z - csbot haiku 50" \
	    "2026-10-22T00:00Z - csbot haiku 60"
	[ -z "$(foc-watch notify)" ]
	scan >/dev/null
	run -0 foc-watch notify
	[ "$(jq -c '[.id, .to, .subject]' <<<"$output")" = \
	    '["INVESTIGATIONS_OPEN",["sarah@example.com"],'\
'"2 investigations that nobody looks into"]' ]
	[[ $(jq -r .body <<<"$output") == *"iv-2  SPIKE_HOUR|wl-csbot|"*60*\
"iv-1  SPIKE_HOUR|"*"\$50, against \$1.05"* ]]
	as sarah foc-watch assign iv-1 --to eli >/dev/null
	run -0 foc-watch notify iv-1 -f mail
	[[ $output == *"To: eli@example.com"* ]]
	[[ $output == *"Subject: [foc SANDBOX] iv-1 is yours to look into"* ]]
	run -2 foc-watch notify -f mail
	run -1 foc-watch notify iv-7
	[[ $output == *"nobody has to be told"* ]]
	[ -z "$(foc-watch notify --to 2026-11-16T09:00:00Z)" ]
	as sarah foc-watch close iv-1 iv-2 --finding f >/dev/null
	[ -z "$(foc-watch notify)" ]
}
