#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# foc-gaps: every dollar without a workload is in one gap, and what becomes of
# them.  `detect` and `gaps` add up the parts in every test.

load helpers
load platforms
load gaps

G=arn:aws:bedrock:us-east-1:$A:guardrail/g1
R=arn:aws:bedrock-agentcore:us-east-1:$C:runtime/r-1
SSO=AWSReservedSSO_AWSPowerUserAccess_0123456789abcdef

setup() {
	sandbox 2026-10-01T09:00:00Z
	export FOC_NOW=2026-11-28T08:00:00Z
	cd "$BATS_TEST_TMPDIR"
}

# workload NAME MODEL: granted in A us-east-1, done; ARN is its role.
workload() {
	export FOC_NOW=2026-10-02T08:00:00Z
	ask "$1" >/dev/null
	give "$(foc-request list | jq -r "select(.workload == \"$1\") | .id")" \
	    BEDROCK "$2" >/dev/null
	do_task "$(foc-task list | jq -r "select(.workload == \"$1\") | .id")"
	ARN=$(foc-claim list "$1" | jq -r .value)
	export FOC_NOW=2026-11-28T08:00:00Z
}

lead() {
	as sarah foc-gaps "$@"
}

# gap ID KEY: a value of its record
gap() {
	foc-gaps show "$1" 2>/dev/null | jq -r ".$2"
}

six() {
	use 3 $A guardrail 1.5 "" $G
	use 4 $B guardrail 0.5
	use 5 $A haiku 2
	use 5 $B haiku-mp 2.25
	use 6 $A nova 3 "$(role $A finops-x-1234)"
	use 6 $A nova 4 "$(role $A $SSO)"
	use 6 $A nova@eu-west-1 4.5 "$(role $A $SSO)"
	use 7 $C agentcore 5 "" $R
	use 7 $C workspace 6 "" \
	    arn:aws:aws-external-anthropic:us-west-2:$C:workspace/wrkspc_01X
	use 8 $C nova 7 "$(role $C Other)"
	use 8 $C haiku 8 "arn:aws:iam::$C:user/ci/bot"
	use 9 $C haiku 1 "arn:aws:iam::$C:user/ci/bot"
}

# --- what is found

@test "each scenario has its key and amount; what comes first has it" {
	six
	billed 20
	detect 20
	diff <(gaps) - <<-E
		gp-1 ACTIVE UNALLOCATED_GUARDRAIL_COST 0.5 $B
		gp-2 ACTIVE UNALLOCATED_GUARDRAIL_COST 1.5 $G
		gp-3 ACTIVE ATTRIBUTION_NOT_ENABLED 2.25 $B
		gp-4 ACTIVE ATTRIBUTION_NOT_ENABLED 2 $A
		gp-5 ACTIVE UNCLAIMED_WORKLOAD 3 $(role $A finops-x-1234)
		gp-6 ACTIVE UNATTRIBUTED_SPEND 8.5 $A|$(role $A $SSO)
		gp-7 ACTIVE UNATTRIBUTED_SPEND 5 $C|$R
		gp-8 ACTIVE UNATTRIBUTED_SPEND 6 $C|wrkspc_01X
		gp-9 ACTIVE NO_BUDGET_ALLOCATION 7 $(role $C Other)|nova-pro
		gp-10 ACTIVE NO_BUDGET_ALLOCATION 9 arn:aws:iam::$C:user/ci/bot|claude-haiku-4-5
	E
	jq -e '.gaps_usd == 44.75 and .workload_usd == 0 and
	    .ai_spend_usd == 44.75 and .governance_usd == 0 and .gaps == 10 and
	    (.new | length) == 10 and .resolved == []' detection
	[ "$(gap gp-6 '| "\(.class) \(.account) \(.regions) \(.tokens)"')" = \
	    "ATTRIBUTION $A [\"eu-west-1\",\"us-east-1\"] 10625000" ]
	[ "$(gap gp-10 '| "\(.first_seen) \(.last_seen) \(.share_percent)"')" = \
	    "2026-11-08T12:00:00Z 2026-11-09T12:00:00Z 20.1" ]
	run -0 foc-audit verify
}

@test "a trillion tokens of a gap are counted to the last" {
	use 5 $A nova 480000
	use 6 $A nova 480000.0008
	use 7 $A nova 480000
	billed 20
	detect 20
	[ "$(foc-gaps list | jq -s 'map(.tokens) | add')" = 1800000001000 ]
	run -0 foc-maturity
}

@test "the same bill twice: the same gaps, and nothing is written" {
	six
	billed 20
	detect 20
	before=$(fingerprint)
	detect 21
	[ "$(fingerprint)" = "$before" ]
	jq -e '.new == [] and .resolved == [] and .gaps == 10' detection
	[ "$(grep -c . detected)" -eq 1 ]
	# More of the same is more of the same gap.
	use 20 $C nova 0.0000000001 "$(role $C Other)"
	billed 22
	detect 22
	jq -e '.new == [] and .resolved == [] and .gaps == 10' detection
	[ "$(gap gp-9 '| "\(.amount_usd) \(.last_seen)"')" = \
	    "7.0000000001 2026-11-20T12:00:00Z" ]
	[ "$(foc-audit log gp-9 | jq -r .verb | paste -sd' ')" = detect ]
}

@test "shares of products and tags are gaps all the same, to the last unit" {
	# Three products share B: 2, 1 and 1 units of this cell.
	use 5 $B nova 0.0000000004 "$(role $B Other)"
	use 5 $A nova 1.0000000001 "$(role $A Other)"
	billed 20
	detect 20
	diff <(gaps) - <<-E
		gp-1 ACTIVE NO_BUDGET_ALLOCATION 4e-10 $(role $B Other)|nova-pro
		gp-2 ACTIVE NO_BUDGET_ALLOCATION 1.0000000001 $(role $A Other)|nova-pro
	E
	grep -q '"amount_usd":0.0000000004,' listed
	[ "$(foc-workload usage --month 2026-11 | jq -r .source | sort -u)" = \
	    POOL ]
}

@test "a caller is expected since AWS names it, and where it does" {
	M=2026-04
	use 7 $A haiku 1
	use 8 $A haiku 2
	use 8 $A agentcore 4 "" $R
	billed 20
	detect 20
	diff <(gaps) - <<-E
		gp-1 ACTIVE ATTRIBUTION_NOT_ENABLED 2 $A
		gp-2 ACTIVE UNATTRIBUTED_SPEND 1 $A
		gp-3 ACTIVE UNATTRIBUTED_SPEND 4 $A|$R
	E
	# By another endpoint since later.
	M=2026-08
	: >lines
	use 10 $C mantle 8
	use 11 $C mantle 16
	billed 20
	detect 20
	gaps | tail -n 2 | diff - <(cat <<-E
		gp-4 ACTIVE ATTRIBUTION_NOT_ENABLED 16 $C
		gp-5 ACTIVE UNATTRIBUTED_SPEND 8 $C
	E
	)
}

@test "what is claimed is no gap; a span cuts at the hour" {
	workload w1 nova-pro
	as priya foc-claim w1 --since 2026-10-02T08:00:00Z >/dev/null
	as priya foc-claim --guardrail $G w1 \
	    --since 2026-10-02T08:00:00Z >/dev/null
	use 3 $A guardrail 1.5 "" $G
	use 4 $A nova 3 "$ARN"
	use 5 $A nova 0.25 "$(role $A Other)"
	billed 20
	detect 20
	diff <(gaps) - <<-E
		gp-1 ACTIVE NO_BUDGET_ALLOCATION 0.25 $(role $A Other)|nova-pro
	E
	jq -e '.workload_usd == 4.5 and .ai_spend_usd == 4.75' detection
	diff <(gaps --from 2026-11-05T12:00:00Z --to 2026-11-05T13:00:00Z) - \
	    <<-E
		gp-1 ACTIVE NO_BUDGET_ALLOCATION 0.25 $(role $A Other)|nova-pro
	E
	grep -q "gaps 0.25 + workloads 0 = AI spend 0.25" said
	run -0 --separate-stderr foc-gaps list --from 2026-11-05T13:00:00Z \
	    --to 2026-11-06
	jq -e '.amount_usd == 0 and .share_percent == null' <<<"$output"
}

@test "an anchor that nobody has claimed goes before patterns; its workload" {
	workload w1 nova-pro
	use 4 $A nova 3 "$ARN"
	# Not in that account: there it is just a name that fits.
	use 4 $C nova 2 "${ARN/$A/$C}"
	billed 20
	detect 20
	diff <(gaps) - <<-E
		gp-1 ACTIVE UNCLAIMED_WORKLOAD 3 $ARN
		gp-2 ACTIVE UNCLAIMED_WORKLOAD 2 ${ARN/$A/$C}
	E
	[ "$(gap gp-1 workload) $(gap gp-2 workload)" = "w1 w1" ]
}

@test "what a request or a claim has named, by whatever it is known" {
	S=AWSReservedSSO_Dev_0123456789abcdef
	workload w1 nova-pro
	as priya foc-claim w1 --since 2026-10-02T08:00:00Z >/dev/null
	for o in "--resource $R" "--workspace wrkspc_01X" \
	    "--user arn:aws:iam::$A:user/ci/bot"; do
		# shellcheck disable=SC2086 # two words
		as priya foc-claim w1 $o --since 2026-10-02T08:00:00Z >/dev/null
	done
	for a in an-2 an-3 an-4; do
		as priya foc-claim release $a --until 2026-11-06 \
		    --reason r >/dev/null
	done
	for d in 5 7; do
		use $d $A nova 1 "$ARN"
		use $d $A agentcore 2 "" $R
		use $d $A workspace 4 "" arn:aws:aws-external-anthropic:us-west-2:$A:workspace/wrkspc_01X
		use $d $A nova 8 arn:aws:iam::$A:user/ci/bot
	done
	# Names that fit, and one that does not.
	use 7 $A nova 16 "$(role $A FinOpsCenter-support-GatewayRole)"
	use 7 $A nova 32 "$(role $A my-finops-x-1234)"
	use 7 $A nova 64 "$(role $A $S)"
	billed 20
	detect 20
	diff <(gaps) - <<-E
		gp-1 ACTIVE UNCLAIMED_WORKLOAD 2 $A|$R
		gp-2 ACTIVE UNCLAIMED_WORKLOAD 4 $A|wrkspc_01X
		gp-3 ACTIVE UNCLAIMED_WORKLOAD 16 $(role $A FinOpsCenter-support-GatewayRole)
		gp-4 ACTIVE UNCLAIMED_WORKLOAD 8 arn:aws:iam::$A:user/ci/bot
		gp-5 ACTIVE NO_BUDGET_ALLOCATION 64 $(role $A $S)|nova-pro
		gp-6 ACTIVE NO_BUDGET_ALLOCATION 32 $(role $A my-finops-x-1234)|nova-pro
	E
	jq -e '.workload_usd == 16' detection
	[ "$(jq -r 'select(.workload) | .id + .workload' listed | sort |
	    paste -sd' ')" = "gp-1w1 gp-2w1 gp-4w1" ]
	# Where several hold a workspace, tags decide: it is not unclaimed.
	workload w2 nova-pro
	as priya foc-claim w2 --since 2026-10-02T08:00:00Z >/dev/null
	for w in w1 w2; do
		as priya foc-claim $w --workspace wrkspc_01X \
		    --since 2026-11-06 >/dev/null
	done
	detect 21
	gaps | grep -qx "gp-7 ACTIVE UNATTRIBUTED_SPEND 4 $A|wrkspc_01X"
	gaps | grep -qx "gp-2 RESOLVED UNCLAIMED_WORKLOAD 0 $A|wrkspc_01X"
}

@test "owned spend beyond its grants: model, account, region; billed either way" {
	workload w1 claude-haiku-4-5
	as priya foc-claim w1 --since 2026-10-02T08:00:00Z >/dev/null
	use 3 $A haiku 1 "$ARN"
	use 3 $A haiku-mp 2 "$ARN"
	use 4 $A haiku@eu-west-1 4 "$ARN"
	use 4 $A haiku-mp@eu-west-1 8 "$ARN"
	use 5 $A nova 16 "$ARN"
	use 5 $A nova@eu-west-1 32 "$ARN"
	billed 20
	detect 20
	diff <(gaps) - <<-E
		gp-1 ACTIVE NO_BUDGET_ALLOCATION 48 $ARN|nova-pro
		gp-2 ACTIVE OUT_OF_BUDGET_SCOPE 12 w1|claude-haiku-4-5|$A|eu-west-1
	E
	[ "$(jq -r '"\(.class) \(.workload)"' listed | sort -u)" = \
	    "GOVERNANCE w1" ]
	jq -e '.workload_usd == 63 and .gaps_usd == 0 and
	    .governance_usd == 60' detection
	grep -q "gaps 0 + workloads 63 = AI spend 63" said
	[ -z "$(foc-gaps list --class ATTRIBUTION 2>/dev/null)" ]
	# The grants that were missing, and nothing is left of it.
	for m in "claude-haiku-4-5 eu-west-1" "nova-pro us-east-1,eu-west-1"; do
		# shellcheck disable=SC2086 # two words
		set -- $m
		as sarah foc-approve add-scope w1 --platform BEDROCK \
		    --model "$1" --account $A --region "$2" --rationale r \
		    >/dev/null
	done
	[ "$(gaps | awk '{ s += $4 } END { print s }')" = 0 ]
	detect 21
	jq -e '.resolved == ["gp-1", "gp-2"] and .governance_usd == 0' detection
}

@test "a scope that is revoked, or replaced, held until then" {
	workload w1 nova-pro
	at 2026-10-02T09:00:00Z as priya foc-claim w1 \
	    --since 2026-10-02T08:00:00Z >/dev/null
	at 2026-11-05T12:30:00Z as sarah foc-approve revoke sc-1 \
	    --rationale r >/dev/null
	use 4 $A nova 1 "$ARN"
	use 5 $A nova 2 "$ARN"
	use 6 $A nova 4 "$ARN"
	use 7 $A nova@eu-west-1 8 "$ARN"
	billed 20
	detect 20
	# Noon of the 5th was granted when it began.
	diff <(gaps) - <<-E
		gp-1 ACTIVE NO_BUDGET_ALLOCATION 12 $ARN|nova-pro
	E
	[ "$(gap gp-1 first_seen)" = 2026-11-06T12:00:00Z ]
	run -0 foc-why --brief gp-1:amount_usd
	[ "$(jq -r 'select(.kind == "why") | .value' <<<"$output")" = 12 ]
}

@test "what CloudTrail gives a workload is its own, the rest is a gap" {
	workload w1 nova-pro
	as priya foc-claim w1 --since 2026-10-02T08:00:00Z >/dev/null
	W=arn:aws:aws-external-anthropic:us-west-2:$A:workspace/wrkspc_01X
	use 7 $A workspace 9 "" $W
	jq -nc --arg w $W --arg r "$ARN" '{Records: [range(3) | {
	    eventID: "e\(.)", eventTime: "2026-11-07T12:10:00Z",
	    eventSource: "aws-external-anthropic.amazonaws.com",
	    eventName: "CreateInference", recipientAccountId: "'$A'",
	    userIdentity: {arn: ($r | sub(":role/"; ":assumed-role/") + "/s"),
	      sessionContext: {sessionIssuer: {arn: (if . == 0 then $r else
	      "arn:aws:iam::'$A':role/other" end)}}},
	    resources: [{ARN: $w}]}]}' >t.json
	billed 20
	as cron foc-ingest-trail -q t.json >/dev/null
	detect 20
	diff <(gaps) - <<-E
		gp-1 ACTIVE UNATTRIBUTED_SPEND 6 $A|wrkspc_01X
	E
	jq -e '.workload_usd == 3' detection
}

@test "what is not detected yet is said, and adds up" {
	use 5 $A nova 1 "$(role $A Other)"
	billed 10
	detect 10
	use 9 $A nova 2.5 "$(role $A Another)"
	billed 12
	diff <(gaps) - <<-E
		gp-1 ACTIVE NO_BUDGET_ALLOCATION 1 $(role $A Other)|nova-pro
	E
	grep -q "^foc-gaps: 2.5 of it in 1 gap, which is not detected yet;" said
	grep -q "gaps 3.5 + workloads 0 = AI spend 3.5" said
}

@test "a bill that does not add up ends it with 4" {
	use 5 $A nova 1 "$(role $A Other)"
	billed 20
	detect 20
	sqlite3 "$FOC_DB" "UPDATE cell SET cost = cost + 1 WHERE cost > 0"
	run -4 foc-gaps list
	[[ $output == *"a difference of"* ]]
	run -4 as cron foc-gaps detect
}

@test "without a bill there is nothing, and detection says why" {
	run -0 --separate-stderr foc-gaps list
	[ -z "$output" ]
	refused 1 "no bill is loaded; foc-ingest-cur loads one" \
	    as cron foc-gaps detect
}

# --- what becomes of them

@test "acted on, gone for seven days: resolved; back: a new one names it" {
	use 5 $A nova 1 "$(role $A Other)"
	billed 10
	detect 10
	at 2026-11-10T08:00:00Z lead act gp-1 --rationale "moved" >/dev/null
	# Once more after that: the seven days count from there.
	use 11 $A nova 2 "$(role $A Other)"
	billed 18
	detect 18
	[ "$(gap gp-1 state)" = ACTIONED ]
	billed 19
	detect 19
	jq -e '.resolved == ["gp-1"]' detection
	[ "$(gap gp-1 '| "\(.state) \(.evidence)"')" = "RESOLVED no spend since 2026-11-11T12:00:00Z, data until 2026-11-19T00:00:00Z" ]
	[ "$(foc-audit log gp-1 | jq -r '"\(.role) \(.verb) \(.after)"' |
	    tail -n 1)" = "system find RESOLVED" ]
	# Late news of its own time are its own.
	use 12 $A nova 4 "$(role $A Other)"
	billed 20
	detect 20
	jq -e '.new == []' detection
	use 21 $A nova 8 "$(role $A Other)"
	billed 22
	detect 22
	jq -e '.new == ["gp-2"]' detection
	diff <(gaps) - <<-E
		gp-1 RESOLVED NO_BUDGET_ALLOCATION 7 $(role $A Other)|nova-pro
		gp-2 ACTIVE NO_BUDGET_ALLOCATION 8 $(role $A Other)|nova-pro
	E
	[ "$(gap gp-2 previous) $(gap gp-2 first_seen)" = \
	    "gp-1 2026-11-21T12:00:00Z" ]
	refused 1 "gp-1: cannot recall: gp-2 has come after it; act on that one" \
	    lead recall gp-1 --rationale r
	before=$(fingerprint)
	detect 23
	[ "$(fingerprint)" = "$before" ]
	run -0 foc-audit verify
}

@test "acted on a week ago with no data since: that is no evidence" {
	use 5 $A nova 1 "$(role $A Other)"
	billed 10
	detect 10
	at 2026-11-10T08:00:00Z lead act gp-1 --rationale "moved" >/dev/null
	billed 17
	detect 27
	[ "$(gap gp-1 state)" = ACTIONED ]	# 6 days and 16 hours
	billed 18
	detect 27
	[ "$(gap gp-1 state)" = RESOLVED ]
}

@test "recalled, acted on again, resolved by hand; the history stays" {
	use 5 $A nova 1 "$(role $A Other)"
	billed 10
	detect 10
	lead act gp-1 --rationale one >/dev/null
	lead recall gp-1 --rationale two >/dev/null
	[ "$(gap gp-1 '| "\(.state) \(.rationale)"')" = "RECALLED two" ]
	lead act gp-1 --block --rationale three >/dev/null
	lead resolve gp-1 >/dev/null
	lead recall gp-1 --rationale four >/dev/null
	lead act gp-1 --rationale five >/dev/null
	lead resolve gp-1 --rationale six >/dev/null
	[ "$(gap gp-1 'history[] | "\(.verb) \(.action) \(.rationale)"')" = \
	    "act REQUEST one
recall null two
act BLOCK three
resolve null null
recall null four
act REQUEST five
resolve null six" ]
	[ "$(gap gp-1 '| "\(.state) \(.action) \(.acted_by) \(.acted_at) \(.rationale)"')" = "RESOLVED REQUEST sarah 2026-11-28T08:00:00Z six" ]
	# By hand, too, it ends: what comes later is another one.
	use 29 $A nova 2 "$(role $A Other)"
	billed 30
	detect 30
	export FOC_NOW=2026-11-30T08:00:00Z
	[ "$(gap gp-2 '| "\(.previous) \(.amount_usd)"')" = "gp-1 2" ]
	run -0 foc-audit verify
}

@test "claimed for all of its time, a gap that nobody acted on is over" {
	workload w1 nova-pro
	use 4 $A nova 3 "$ARN"
	use 5 $A nova 1 "$(role $A Other)"
	billed 20
	detect 20
	as priya foc-claim w1 --since 2026-10-02T08:00:00Z >/dev/null
	diff <(gaps) - <<-E
		gp-1 ACTIVE UNCLAIMED_WORKLOAD 0 $ARN
		gp-2 ACTIVE NO_BUDGET_ALLOCATION 1 $(role $A Other)|nova-pro
	E
	detect 21
	jq -e '.resolved == ["gp-1"] and .workload_usd == 3' detection
	# Had it been claimed from now on only, the past would still be open.
	[ "$(gap gp-2 state)" = ACTIVE ]
}

@test "claimed from now on, the time before stays a gap of the same number" {
	workload w1 nova-pro
	use 4 $A nova 3 "$ARN"
	billed 20
	detect 20
	at 2026-11-20T08:00:00Z as priya foc-claim w1 >/dev/null
	use 21 $A nova 5 "$ARN"
	billed 22
	detect 22
	diff <(gaps) - <<-E
		gp-1 ACTIVE UNCLAIMED_WORKLOAD 3 $ARN
	E
	jq -e '.workload_usd == 5 and .resolved == []' detection
}

@test "as it was: states, decisions and amounts of a time" {
	use 5 $A nova 1 "$(role $A Other)"
	billed 10
	detect 10
	at 2026-11-12T08:00:00Z lead act gp-1 --rationale r >/dev/null
	was=$(at 2026-11-12T09:00:00Z foc-gaps show gp-1)
	at 2026-11-13T08:00:00Z lead recall gp-1 --rationale s >/dev/null
	use 11 $A nova 2 "$(role $A Other)"
	billed 20
	detect 20
	[ "$(foc-gaps list --as-of 2026-11-11 | jq -c '[.state, .amount_usd,
	    .action]')" = '["ACTIVE",1,null]' ]
	[ "$(foc-gaps show gp-1 --as-of 2026-11-12T09:00:00Z | jq -S \
	    'del(.regions)')" = "$(jq -S 'del(.regions)' <<<"$was")" ]
	[ -z "$(foc-gaps list --as-of 2026-11-10T06:30:00Z)" ]
}

# --- acting

@test "records from a pipe are acted on; others are named by line" {
	six
	billed 20
	detect 20
	foc-gaps list --state ACTIVE | jq -c 'select(.amount_usd > 4)' >picked
	[ "$(grep -c . picked)" -eq 5 ]
	lead act --rationale "Q4 sweep" <picked >done
	[ "$(jq -r .state done | uniq -c | xargs)" = "5 ACTIONED" ]
	[ "$(jq -r .rationale done | sort -u)" = "Q4 sweep" ]
	[ "$(gaps --state ACTIVE | grep -c .)" -eq 5 ]
	run -1 --separate-stderr lead act --rationale again <picked
	[ "$(grep -c "^foc-gaps: stdin:[1-5]: gp-[0-9]*: cannot act: state is ACTIONED (by sarah at 2026-11-28T08:00:00Z), needs ACTIVE or RECALLED" <<<"$stderr")" -eq 5 ]
	run -3 --separate-stderr lead act --rationale r \
	    <<<'{"kind":"request","id":"br-1"}'
	[[ $stderr == *"stdin:1: "* ]]
	foc-gaps list --state ACTIVE | lead act --rationale r >/dev/null
	[ -z "$(foc-gaps list --state ACTIVE)" ]
	run -0 foc-audit verify
}

@test "who may: the lead decides, cron detects; a reason is needed" {
	use 5 $A nova 1 "$(role $A Other)"
	billed 20
	refused 1 "needs the role finops-lead or operator" \
	    as priya foc-gaps detect
	detect 20
	for p in priya eli dana cron; do
		refused 1 "gp-1: cannot act: " as $p foc-gaps act gp-1 \
		    --rationale r
	done
	refused 2 "rationale" lead act gp-1
	refused 2 "rationale" lead act gp-1 --rationale ""
	refused 1 "gp-7: there is none" lead act gp-7 --rationale r
	refused 1 "gp-7: is no gap" foc-gaps show gp-7
	refused 1 "--workload is for" lead act gp-1 --workload w1 --rationale r
	refused 2 "'DONE' is no state" foc-gaps list --state DONE
	refused 2 "'ACTIV' is no state" foc-gaps list --state ACTIV
	refused 2 "'GUARDRAIL' is no scenario; one of UNALLOCATED_GUARDRAIL_COST" \
	    foc-gaps list --scenario GUARDRAIL
	refused 2 "'X' is no class; one of ATTRIBUTION, GOVERNANCE" \
	    foc-gaps list --class X
	lead act gp-1 --rationale r >/dev/null
	refused 2 "rationale" lead recall gp-1
	before=$(fingerprint)
	lead resolve -n gp-1 | jq -e '.state == "RESOLVED"'
	[ "$(fingerprint)" = "$before" ]
}

# commands ID [OPTION...]: what act gives, one command after the other.
commands() {
	lead act "$@" --rationale "it's time" | jq -r '.commands[]'
}

@test "a guardrail is given to a workload, by its owner's own command" {
	workload w1 nova-pro
	as priya foc-claim w1 --since 2026-10-02T08:00:00Z >/dev/null
	use 3 $A guardrail 1.5 "" $G
	use 3 $A guardrail 1 "" ${G}2
	billed 20
	detect 20
	refused 1 "workload 'nix': there is none" lead act gp-1 \
	    --workload nix --rationale r
	[ "$(commands gp-1 --workload w1)" = "foc-claim --guardrail $G w1" ]
	[ "$(gap gp-1 '| "\(.action) \(.workload)"')" = "ASSIGN w1" ]
	[ "$(commands gp-2)" = "foc-claim --guardrail ${G}2 WORKLOAD" ]
	foc-gaps notify GAP_ASSIGN:gp-1 | jq -e '.workload == "w1" and
	    .to == ["priya@example.com"]'
	# And it works.
	as priya foc-claim --guardrail $G w1 --since 2026-10-03 >/dev/null
	[ "$(gap gp-1 amount_usd)" = 0 ]
}

cur_export() {
	foc-prereq list | jq -r "select(.name == \"CUR_EXPORT\") | $1"
}

@test "attribution that is off opens its prerequisite, and says how" {
	use 5 $A haiku 2
	billed 20
	detect 20
	as sarah foc-prereq set CUR_EXPORT --state PASSED --evidence e >/dev/null
	commands gp-1 >c
	grep -q "aws bcm-data-exports create-export " c
	grep -q '"INCLUDE_IAM_PRINCIPAL_DATA": "TRUE"' c
	sh -n c
	[ "$(cur_export '"\(.state) \(.evidence)"')" = \
	    "UNKNOWN gp-1: The bill of $A does not say who calls" ]
	foc-gaps notify gp-1 | jq -e '.type == "GAP_SET_UP" and
	    .to == ["eli@example.com"]'
	# What was waived stays waived; what a load shows, shown.
	as sarah foc-gaps recall gp-1 --rationale r >/dev/null
	as sarah foc-prereq waive CUR_EXPORT --rationale r >/dev/null
	commands gp-1 >/dev/null
	[ "$(cur_export .state)" = WAIVED ]
	use 6 $A nova 3 "$(role $A Other)"
	billed 21
	as sarah foc-prereq set CUR_EXPORT --state PASSED --evidence e >/dev/null
	as sarah foc-gaps recall gp-1 --rationale r >/dev/null
	commands gp-1 >/dev/null
	[ "$(cur_export .state)" = PASSED ]
	run -0 foc-audit verify
}

@test "an unclaimed role: its owner is told how to claim it, and for when" {
	workload w1 nova-pro
	use 4 $A nova 3 "$ARN"
	billed 20
	detect 20
	run -0 --separate-stderr commands gp-1 -n
	[ "$output" = "foc-claim w1 --since 2026-11-04T12:00:00Z" ]
	lead act gp-1 --rationale r >/dev/null
	foc-gaps notify gp-1 | jq -e '.to == ["priya@example.com"] and
	    .type == "GAP_NOTIFY_OWNER"'
	# Claimed, but from later on: amended.
	as priya foc-claim w1 --since 2026-11-10 >/dev/null
	[ "$(gap gp-1 amount_usd)" = 3 ]
	lead recall gp-1 --rationale r >/dev/null
	run -0 commands gp-1
	[ "$output" = "foc-claim amend an-1 --since 2026-11-04T12:00:00Z --reason 'gp-1: it'\\''s time'" ]
	eval "as priya $output" >/dev/null
	[ "$(gap gp-1 amount_usd)" = 0 ]
}

@test "a caller without a budget: a request that a product owner can file" {
	use 5 $A nova 1.501 "$(role $A $SSO)"
	use 5 $C agentcore 2 "" $R
	use 5 $C nova 3 "$(role $C Other)"
	billed 20
	detect 20
	for g in gp-1 gp-2 gp-3; do
		lead act $g --rationale r --format sh >$g.sh
		run -1 grep -n PLACEHOLDER $g.sh
		(set +e; sed '/^foc-request/d' $g.sh | sh)
		[ -s $g.yaml ]
	done
	run -0 as priya foc-request new --file gp-1.yaml --runtime LAMBDA \
	    --product "Support Bot"
	jq -e '.workload == "awspoweruseraccess" and .requested_usd == 1.51 or
	    .estimate_usd == 1.51' <<<"$output"
	run -0 as priya foc-request new --file gp-2.yaml --product "Support Bot"
	jq -e '.runtime == "AGENTCORE"' <<<"$output"
	run -0 as marco foc-request new --file gp-3.yaml --runtime ECS \
	    --product "Engineering Assistant"
	jq -e '.workload == "other" and (.description | contains("nova-pro"))' \
	    <<<"$output"
	# Who shares the account is told, else the lead.
	[ "$(foc-gaps notify gp-1 | jq -c .to)" = '["priya@example.com"]' ]
	[ "$(foc-gaps notify gp-3 | jq -c .to)" = '["sarah@example.com"]' ]
}

@test "blocked: a denial of that model, and of that caller, and its undoing" {
	use 5 $A nova 1 "$(role $A Other)"
	use 5 $A nova 2 arn:aws:iam::$A:user/ci/bot
	use 5 $A nova 3 "$(role $A AWSReservedSSO_Dev_0123456789abcdef)"
	use 5 $A haiku 4 arn:aws:iam::$A:root
	use 5 $A haiku 5 "$(role $A finops-x-1234)"
	billed 20
	detect 20
	foc-gaps list 2>/dev/null | jq -r '[.id, .amount_usd] | @tsv' >ids
	refused 1 "--block is for NO_BUDGET_ALLOCATION" lead act \
	    "$(awk '$2 == 5 { print $1 }' ids)" --block --rationale r
	for n in 1 2 3 4; do
		g=$(awk -v n=$n '$2 == n { print $1 }' ids)
		commands "$g" --block >$n
		sh -n $n
		sed -n '/^{/,/^}/p' $n | jq -e '.Statement[0].Effect == "Deny" and
		    (.Statement[0].Resource | length) == 2'
	done
	grep -q '"arn:aws:bedrock:\*::foundation-model/\*amazon.nova-pro-v1:0\*"' 1
	grep -q "^aws iam put-role-policy --role-name Other " 1
	grep -q "^aws iam put-user-policy --user-name bot " 2
	run -1 grep "aws iam" 3 4
	g=$(awk '$2 == 1 { print $1 }' ids)
	foc-gaps notify "$g" | jq -e '.to == ["eli@example.com"]'
	lead recall "$g" --rationale r | jq -e '.commands[1] ==
	    "aws iam delete-role-policy --role-name Other --policy-name FinOpsBlocked-'"$g"'"'
}

@test "beyond its scopes: the command that grants it works" {
	workload w1 claude-haiku-4-5
	as priya foc-claim w1 --since 2026-10-02T08:00:00Z >/dev/null
	use 4 $A haiku@eu-west-1 4 "$ARN"
	use 5 $A nova 16 "$ARN"
	use 5 $A nova@eu-west-1 32 "$ARN"
	billed 20
	detect 20
	commands gp-1 >c
	commands gp-2 >>c
	[ "$(cat c)" = "foc-approve add-scope w1 --platform BEDROCK --model nova-pro --account $A --region eu-west-1,us-east-1 --rationale 'it'\\''s time'
foc-approve add-scope w1 --platform BEDROCK --model claude-haiku-4-5 --account $A --region eu-west-1 --rationale 'it'\\''s time'" ]
	FOC_ACTOR=sarah sh c >/dev/null
	[ "$(gaps | awk '{ s += $4 } END { print s }')" = 0 ]
	foc-gaps notify gp-2 | jq -e '.to == ["priya@example.com"]'
}

# --- telling

@test "a mail is one message; what waits is one more" {
	six
	billed 20
	detect 20
	run -0 foc-gaps notify
	[ "$(jq -r '"\(.id) \(.to[0])"' <<<"$output")" = \
	    "GAPS_ACTIVE:all sarah@example.com" ]
	[ "$(jq -r .subject <<<"$output")" = \
	    "10 allocation gaps wait, 44.75 dollars" ]
	run -2 foc-gaps notify --format mail
	foc-gaps notify GAPS_ACTIVE --format mail >m
	python3 - <<-'P'
		import email, email.policy
		m = email.message_from_file(open("m"), policy=email.policy.default)
		assert m["to"] == "sarah@example.com", m["to"]
		assert m["subject"].startswith("[foc SANDBOX] 10 allocation gaps")
		assert "gp-10  NO_BUDGET_ALLOCATION  9" in m.get_content()
		assert not m.is_multipart() and m["message-id"]
	P
	lead act gp-10 --rationale r >/dev/null
	[ "$(foc-gaps notify | jq -r .id | sort | paste -sd' ')" = \
	    "GAPS_ACTIVE:all GAP_REQUEST:gp-10" ]
	refused 1 "gp-1: nobody has to be told anything about it" \
	    foc-gaps notify gp-1
	lead resolve gp-10 >/dev/null
	[ "$(foc-gaps notify | jq -r .id)" = GAPS_ACTIVE:all ]
	[ -z "$(foc-gaps notify --from 2026-11-21)" ]
}

@test "hostile names: shown, not obeyed; in tables, CSV, mail and scripts" {
	bad=$(printf 'arn:aws:iam::%s:role/x\033[31m;$(touch pwned)`touch pwned`'"'"'"\u202e=cmd\\n\u00e9 EOF' $A)
	use 5 $A nova 1 "$bad"
	use 5 $A guardrail 2 "" "=cmd|'/C calc'!A0;\$(touch pwned)"
	billed 20
	detect 20
	for o in "list -f table" "list -f csv" "show gp-2 -f table" \
	    "list -f jsonl" "notify -f text"; do
		# shellcheck disable=SC2086 # words
		foc-gaps $o >out 2>/dev/null
		run -1 grep -nP '[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\xe2\x80\xae' out
		[ -s out ] || { echo "$o"; false; }
	done
	foc-gaps list -f csv 2>/dev/null | grep -q "'=cmd"
	[ "$(foc-gaps show gp-2 2>/dev/null | jq -r .principal)" = "$bad" ]
	lead act gp-1 gp-2 --rationale '$(touch pwned)
: more' >/dev/null
	for g in gp-1 gp-2; do
		foc-gaps notify $g --format mail >mail
		run -1 grep -nP '[\x00-\x08\x0b-\x1f\x7f-\xff]' mail
		lead recall $g --rationale r >/dev/null
		lead act $g --rationale '$(touch pwned)' -f sh >s.sh
		sh -n s.sh
		run -1 grep -nP '[\x00-\x08\x0b-\x1f\x7f]' s.sh
		PATH=/nowhere:/bin:/usr/bin /bin/sh s.sh 2>/dev/null || true
	done
	lead recall gp-2 --rationale r >/dev/null
	lead act gp-2 --block --rationale r -f sh >s.sh
	PATH=/nowhere:/bin:/usr/bin /bin/sh s.sh 2>/dev/null || true
	[ ! -e pwned ]
	python3 -c 'import json; json.load(open("FinOpsBlocked-gp-2.json"))'
	# The name reaches foc-request as it is.
	run -0 as priya foc-request new --file gp-2.yaml --runtime LAMBDA \
	    --product "Support Bot"
	jq -e '.description | contains("$(touch pwned)")' <<<"$output"
	run -0 foc-audit verify
}
