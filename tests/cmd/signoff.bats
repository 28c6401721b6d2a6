#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Cards are signed twice: by owners, and by who owns the portfolio; in between
# lines are disputed and answered.

load helpers
load cards

setup() {
	carded_sandbox
	cards
	C=cd-2026-W46-csbot D=cd-2026-W46-docsum
	CARE="Customer Care"
}

approve() {
	foc-spendcard approve --week 2026-W46 --portfolio "$CARE" "$@"
}

# --- disputes

@test "lines are disputed, with a reason each, and answered" {
	run -0 as priya foc-spendcard dispute $C --line 1 --reason "too many"
	[ "$(key state <<<"$output")" = DISPUTED ]
	run -0 at 2026-11-16T10:00:00Z as priya foc-spendcard dispute $C \
	    --line 2 --reason "who asked?"
	[ "$(jq -r '.disputes[] | "\(.line) \(.token_type) \(.reason) " +
	    "\(.disputed_by) \(.disputed_at) \(.answer)"' <<<"$output")" = \
	    "1 INPUT too many priya 2026-11-16T09:00:00Z null
2 OUTPUT who asked? priya 2026-11-16T10:00:00Z null" ]
	refused 1 "cannot accept: state is DISPUTED (by priya" \
	    as priya foc-spendcard accept $C
	run -0 at 2026-11-16T11:00:00Z as sarah foc-spendcard answer $C \
	    --text "a batch of Tuesday"
	[ "$(key state <<<"$output")" = PENDING_OWNER ]
	[ "$(jq -r '[.disputes[] | .answer + " " + .answered_by] | unique[]' \
	    <<<"$output")" = "a batch of Tuesday sarah" ]
	# An answered line may be disputed again.
	run -0 as priya foc-spendcard dispute $C --line 1 --reason "which?"
	[ "$(jq '.disputes | length' <<<"$output")" -eq 3 ]
	run -0 as sarah foc-spendcard answer $C --text "the nightly one"
	[ "$(jq -c '[.disputes[].answer]' <<<"$output")" = \
	    '["a batch of Tuesday","a batch of Tuesday","the nightly one"]' ]
	run -0 as priya foc-spendcard accept $C
	run -0 bash -c "foc-audit show $C | jq -r '.verb + \" \" +
	    (.rationale // \"-\")'"
	[ "$output" = "generate -
dispute line 1: too many
dispute line 2: who asked?
answer a batch of Tuesday
dispute line 1: which?
answer the nightly one
accept -" ]
	run -0 bash -c "foc-audit verify 2>&1 | grep -c cd- || true"
	[ "$output" = 0 ]
	# What was said is bound: edited, it shows.
	sqlite3 "$FOC_DB" "UPDATE card_dispute SET answer = 'never' WHERE n = 1"
	run -0 bash -c "foc-audit verify 2>&1 | grep -c $C"
	[ "$output" = 1 ]
}

@test "several lines at once have one reason" {
	run -0 as priya foc-spendcard dispute $C --line 2 --line 1 --reason r
	[ "$(jq -c '[.disputes[].line]' <<<"$output")" = '[2,1]' ]
	run -0 bash -c "foc-audit log $C | jq -r 'select(.verb == \"dispute\") |
	    .rationale'"
	[ "$output" = "lines 2, 1: r" ]
}

@test "who may dispute and answer, and what" {
	refused 1 "priya owns its product" \
	    as marco foc-spendcard dispute $C --line 1 --reason r
	refused 1 "needs the role product-owner" \
	    as sarah foc-spendcard dispute $C --line 1 --reason r
	refused 1 "has no line 3; its last is 2" \
	    as priya foc-spendcard dispute $C --line 3 --reason r
	refused 2 "'1x' is no number of a line" \
	    as priya foc-spendcard dispute $C --line 1x --reason r
	refused 2 "needs --line and --reason" \
	    as priya foc-spendcard dispute $C --reason r
	refused 2 "say why with --reason" \
	    as priya foc-spendcard dispute $C --line 1 --reason " "
	refused 1 "line 1 is disputed already" \
	    as priya foc-spendcard dispute $C --line 1 --line 1 --reason r
	refused 1 "cannot answer: state is PENDING_OWNER" \
	    as sarah foc-spendcard answer $C --text t
	as priya foc-spendcard dispute $C --line 1 --reason r
	refused 1 "line 1 is disputed already" \
	    as priya foc-spendcard dispute $C --line 1 --reason r
	refused 1 "needs the role finops-lead" \
	    as priya foc-spendcard answer $C --text t
	refused 2 "say why with --text" \
	    as sarah foc-spendcard answer $C --text ""
}

@test "a dispute stands in every format" {
	as priya foc-spendcard dispute $C --line 2 \
	    --reason "<b>not</b> *ours* | at all"
	as sarah foc-spendcard answer $C --text "it was, on Tuesday"
	for fmt in text md html jsonl csv table; do
		run -0 foc-spendcard show $C -f $fmt
		[[ ${output//$'\n'/ } == *"at all"* &&
		    ${output//\\/} == *"on Tuesday"* ]] || { echo $fmt; false; }
	done
	run -0 foc-spendcard show $C -f html
	[[ $output == *"&lt;b&gt;not&lt;/b&gt;"* && $output != *"<b>not"* ]]
	run -0 foc-spendcard show $C -f text
	[[ $output == *"Disputed          line 2, claude-haiku-4-5 OUTPUT "* ]]
}

@test "a little restatement keeps disputes, a large one asks again" {
	as priya foc-spendcard dispute $C --line 2 --reason r
	more 1
	run -0 --separate-stderr foc-spendcard generate --week 2026-W46
	[ "$(jq -c '[.outcome, .state, .carried_from, .disputes[0].line,
	    .disputes[0].reason]' <<<"${lines[0]}")" = \
	    "[\"CARRIED\",\"DISPUTED\",\"$C\",2,\"r\"]" ]
	run -0 bash -c "foc-audit log $C.r2 | jq -r '.verb + \" \" + .role'"
	[ "${lines[1]}" = "keep system" ]
	as sarah foc-spendcard answer $C.r2 --text t
	as priya foc-spendcard dispute $C.r2 --line 1 --reason r
	more 5
	run -0 --separate-stderr foc-spendcard generate --week 2026-W46
	[ "$(jq -c '[.outcome, .state, .disputes]' <<<"${lines[0]}")" = \
	    '["REVISED","PENDING_OWNER",[]]' ]
	run -0 foc-spendcard show $C.r2
	[ "$(jq -c '.state, .disputes[1].answer' <<<"$output")" = \
	    '"SUPERSEDED"
null' ]
}

# --- the roll-up

@test "a portfolio is approved once every card is accepted" {
	refused 1 "2 of 2 cards are not accepted, the first $C is \
PENDING_OWNER; --override" as dana approve
	as priya foc-spendcard accept $C
	refused 1 "1 of 2 cards are not accepted, the first $D is" \
	    as dana approve
	as priya foc-spendcard accept $D
	run -0 foc-spendcard list --rollups --week 2026-W46
	[ "$(jq -c '[.id, .state, .cards, .accepted, .approved, .approved_by,
	    [.members[].workload]]' <<<"$output")" = "[\"ru-2026-W46-$CARE\",\"ACCEPTED\"\
,2,2,0,null,[\"csbot\",\"docsum\"]]" ]
	[[ $output == *'"actual_usd":9.3333333331,"estimate_usd":196,'* ]]
	refused 1 "needs the role portfolio-owner" as sarah approve
	run -0 as dana approve -n
	run -0 as dana approve
	[ "$(jq -c '[.state, .approved, .approved_by, .override]' \
	    <<<"$output")" = '["APPROVED",2,"dana",null]' ]
	refused 1 "cannot approve: state is APPROVED (by dana at 2026-11-16" \
	    as dana approve
	run -0 foc-spendcard show $C
	[ "$(jq -c '[.state, .signed_by, .approved_by]' <<<"$output")" = \
	    '["APPROVED","priya","dana"]' ]
	run -0 foc-spendcard show $C -f text
	[[ $output == *"Accepted by priya on 2026-11-16 at 09:00 UTC; approved \
by dana"* ]]
	run -0 bash -c "foc-audit show 'ru-2026-W46-$CARE' |
	    jq -r '.verb + \" \" + .actor + \" \" + .role'"
	[ "$output" = "approve dana portfolio-owner" ]
	run -0 bash -c "foc-audit verify 2>&1 | grep -c cd- || true"
	[ "$output" = 0 ]
}

@test "an override has its reason on each card that nobody accepted" {
	as priya foc-spendcard accept $C
	as priya foc-spendcard dispute $D --line 1 --reason r || true
	refused 2 "say why with --override" as dana approve --override " "
	run -0 as dana approve --override "quarter end"
	[ "$(jq -c '[.state, .overridden, .override]' <<<"$output")" = \
	    '["APPROVED",1,"quarter end"]' ]
	run -0 foc-spendcard show --week 2026-W46
	[ "$(jq -c '[.override, .signed_by]' <<<"$output")" = \
	    '[null,"priya"]
["quarter end",null]' ]
	run -0 bash -c "foc-audit log $D | jq -r '.verb + \" \" +
	    (.rationale // \"-\")' | tail -n 1"
	[ "$output" = "override quarter end" ]
	run -0 foc-spendcard show $D -f text
	[[ ${output//$'\n'/ } == *"Approved by dana on 2026-11-16 at 09:00 \
UTC, although its owner had not accepted it: quarter end"* ]]
}

@test "who accepted a card does not approve it" {
	sed 's/owner: priya/owner: dana/; s/roles: \[portfolio-owner, finance\]/roles: [portfolio-owner, product-owner]/' \
	    "$FOC_TOP/examples/foc.yaml" >y
	as sarah foc-org apply y >/dev/null
	run -0 as dana foc-spendcard accept $C $D
	refused 1 "dana accepted $C; somebody else must approve" \
	    as dana approve
	refused 1 "dana accepted $C" as dana approve --override r
	# the file itself refuses it
	run -19 sqlite3 "$FOC_DB" "UPDATE card SET approved_by = 'dana'
	    WHERE id = '$C'"
	sed -i 's/^delegates: .*/delegates:\n  - {person: dana, to: marco, until: 2026-12-01}/; s/roles: \[product-owner\]}/roles: [product-owner, portfolio-owner]}/' y
	as sarah foc-org apply y >/dev/null
	refused 1 "dana owns the portfolio" as priya approve
	refused 1 "dana owns the portfolio" \
	    at 2026-12-02 as marco approve
	run -0 as marco approve
	[ "$(key approved_by <<<"$output")" = marco ]
}

@test "what is incomplete or missing is not approved, not even so" {
	as priya foc-spendcard accept $C
	sqlite3 "$FOC_DB" "UPDATE card SET incomplete = 1 WHERE id = '$D'"
	refused 1 "$D is incomplete" as dana approve --override r
	sqlite3 "$FOC_DB" "DELETE FROM card WHERE id = '$D'"
	refused 1 "docsum has no card; foc-spendcard generate --week 2026-W46 \
makes it" as dana approve --override r
	run -0 foc-spendcard list --rollups --week 2026-W46
	[ "$(key missing <<<"$output")" -eq 1 ]
}

@test "roll-ups come by pipe, by id and not by chance" {
	as priya foc-spendcard accept $C $D cd-2026-W45-csbot \
	    cd-2026-W45-docsum
	run -0 bash -c "foc-spendcard list --rollups --state ACCEPTED |
	    FOC_ACTOR=dana foc-spendcard approve | jq -r .week"
	[ "$output" = $'2026-W45\n2026-W46' ]
	refused 1 "state is APPROVED" \
	    as dana foc-spendcard approve "ru-2026-W46-$CARE"
	for id in ru- ru-2026-W46 "ru-2026-W46-" "ru-2026-W99-$CARE" x; do
		refused 1 "there is no such roll-up" \
		    as dana foc-spendcard approve "$id"
	done
	refused 1 "there is no portfolio Nowhere" \
	    as dana foc-spendcard approve "ru-2026-W46-Nowhere"
	refused 1 "there are no cards" \
	    as dana foc-spendcard approve "ru-2026-W46-Developer Productivity"
	refused 2 "needs --portfolio and --week" \
	    as dana foc-spendcard approve --week 2026-W46
}

@test "an approved week that AWS restates: a little stays, much asks again" {
	as priya foc-spendcard accept $C $D
	as dana approve
	more 1
	run -0 --separate-stderr foc-spendcard generate --week 2026-W46
	[ "$(jq -c '[.outcome, .state, .signed_by, .approved_by]' \
	    <<<"${lines[0]}")" = '["CARRIED","APPROVED","priya","dana"]' ]
	more 5
	run -0 --separate-stderr foc-spendcard generate --week 2026-W46
	[ "$(jq -c '[.outcome, .state, .approved_by]' <<<"${lines[0]}")" = \
	    '["REVISED","PENDING_OWNER",null]' ]
	run -0 foc-spendcard list --rollups --week 2026-W46
	[ "$(jq -c '[.state, .pending, .approved]' <<<"$output")" = \
	    '["PENDING_OWNER",1,1]' ]
	as priya foc-spendcard accept $C.r3
	run -0 at 2026-11-17T09:00:00Z as dana approve
	[ "$(jq -c '[.state, .approved, .approved_at]' <<<"$output")" = \
	    '["APPROVED",2,"2026-11-17T09:00:00Z"]' ]
}

@test "as of each moment it is as it was" {
	n=0
	look() {
		foc-spendcard list "$@" && foc-spendcard list --rollups "$@" &&
		    foc-spendcard show $C --allow-stale "$@" 2>/dev/null |
		    jq -c 'del(.loads, .months, .history, .days)'
	}
	step() {
		n=$((n + 1))
		export FOC_NOW=2026-11-17T0$n:00:00Z
		"$@" >/dev/null
		look >now.$n
	}
	step as priya foc-spendcard dispute $C --line 1 --reason r
	step as priya foc-spendcard dispute $C --line 2 --reason s
	step as sarah foc-spendcard answer $C --text t
	step as priya foc-spendcard accept $C
	step as dana approve --override o
	more 1
	step as cron foc-spendcard generate --week 2026-W46
	export FOC_NOW=2026-11-18T00:00:00Z
	while [ $n -gt 0 ]; do
		look --as-of 2026-11-17T0$n:00:00Z >then.$n
		diff now.$n then.$n
		n=$((n - 1))
	done
	[ "$(cat then.* | jq -r 'select(.kind == "rollup") | .state' |
	    sort -u | wc -l)" -eq 3 ]
}
