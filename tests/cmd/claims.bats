#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Claims of every kind of anchor, their periods, and the handoff.

load helpers

A=341153769010
B=222233334444
HAIKU=anthropic.claude-haiku-4-5-20251001-v1:0
GUARD=arn:aws:bedrock:us-east-1:$A:guardrail/g1b2

setup() {
	export FOC_NOW=2026-10-26T09:00:00Z
	sandbox
}

# live WORKLOAD REQUEST TASK [MODEL]: asked, granted, implemented, claimed.
live() {
	ready "$@" && as priya foc-claim "$1"
}

ready() {
	local arn
	as priya foc-request new --name "$1" --product "Support Bot" \
	    --use-case OPERATIONS --runtime LAMBDA --estimate-usd 5
	as sarah foc-approve grant "$2" --platform BEDROCK \
	    --model "${4:-claude-haiku-4-5}" --account $A \
	    --region "${5:-us-east-1}" --rationale y
	implement "$3"
}

@test "every kind of anchor, by its own form" {
	live a br-1 ts-1
	n=1
	while read -r option value kind shown account; do
		n=$((n + 1))
		run -0 as priya foc-claim a "$option" "$value"
		[ "$(jq -c '[.id,.anchor_kind,.value,.account,.claimed,
		    .request,.valid_from]' <<<"$output")" = "[\"an-$n\",\"$kind\",\"$shown\",$account,true,null,\"2026-10-26T09:00:00Z\"]" ] ||
		    { echo "$output"; false; }
		refused 1 "an-$n: cannot claim" as priya foc-claim a \
		    "$option" "$value"
	done <<-EOF
	--guardrail $GUARD GUARDRAIL $GUARD "$A"
	--profile arn:aws:bedrock:us-east-1:$A:application-inference-profile/k1c3 INFERENCE_PROFILE arn:aws:bedrock:us-east-1:$A:application-inference-profile/k1c3 "$A"
	--resource arn:aws:bedrock-agentcore:us-east-1:$A:runtime/bot-x1 RESOURCE arn:aws:bedrock-agentcore:us-east-1:$A:runtime/bot-x1 "$A"
	--user arn:aws:iam::$A:user/BedrockAPIKey-1 USER arn:aws:iam::$A:user/BedrockAPIKey-1 "$A"
	--workspace wrkspc_01AbC WORKSPACE wrkspc_01AbC null
	--permission-set $A:BedrockCoding PERMISSION_SET BedrockCoding "$A"
	--session-tag team=payments SESSION_TAG team=payments null
	EOF
	[ "$(foc-claim list a | jq -s length)" -eq 8 ]
	run -0 as sarah foc-audit verify
	run -0 foc-db check
}

@test "what is no anchor is refused, with what would be" {
	live a br-1 ts-1
	refused 2 "is not the ARN of a guardrail" as priya foc-claim a \
	    --guardrail g1b2
	refused 2 "one of the system speaks for nobody" as priya foc-claim a \
	    --profile arn:aws:bedrock:us-east-1:$A:inference-profile/us.$HAIKU
	refused 2 "is not the ARN of an IAM user" as priya foc-claim a \
	    --user arn:aws:iam::$A:role/x
	refused 2 "wrkspc_" as priya foc-claim a --workspace default
	refused 2 "ACCOUNT:NAME" as priya foc-claim a --permission-set Coding
	refused 2 "KEY=VALUE" as priya foc-claim a --session-tag team
	refused 2 "is not the ARN" as priya foc-claim a --guardrail \
	    "$GUARD"$'\nx'
	refused 2 "one thing at a time" as priya foc-claim a \
	    --guardrail "$GUARD" --workspace wrkspc_1
	refused 1 "workload 'nobody': there is none" as priya foc-claim nobody \
	    --guardrail "$GUARD"
	refused 1 "--user: account 999999999999 is not of the organisation" as \
	    priya foc-claim a --user arn:aws:iam::999999999999:user/x
	refused 1 "belongs to priya" as marco foc-claim a --guardrail "$GUARD"
	refused 1 "needs the role product-owner" as sarah foc-claim a \
	    --guardrail "$GUARD"
	refused 1 "is before that" as priya foc-claim a --guardrail "$GUARD" \
	    --since 2026-10-01
	ready b br-2 ts-2 nova-pro
	refused 1 "workload 'b': is not LIVE; foc-claim b first" as priya \
	    foc-claim b --guardrail "$GUARD"
}

@test "two workloads cannot hold one anchor at one time" {
	live a br-1 ts-1
	live b br-2 ts-2 nova-pro
	as priya foc-claim a --guardrail "$GUARD"
	refused 1 "$GUARD speaks for a from 2026-10-26T09:00:00Z to now (an-3); foc-claim release an-3 ends that" \
	    as priya foc-claim b --guardrail "$GUARD"
	export FOC_NOW=2026-10-28T09:00:00Z
	run -0 as priya foc-claim release an-3 --reason "it was b's"
	[ "$(jq -c '[.valid_from,.valid_to]' <<<"$output")" = \
	    '["2026-10-26T09:00:00Z","2026-10-28T09:00:00Z"]' ]
	refused 1 "speaks for a from 2026-10-26T09:00:00Z to 2026-10-28T09:00:00Z" \
	    as priya foc-claim b --guardrail "$GUARD" --since 2026-10-27
	run -0 as priya foc-claim b --guardrail "$GUARD"
	# nor by an amended date
	FOC_NOW=2026-10-29T09:00:00Z refused 1 "speaks for b" as priya \
	    foc-claim amend an-3 --until 2026-10-29 --reason x
	# a workspace may be shared: CloudTrail and tags tell who used it
	as priya foc-claim a --workspace wrkspc_1
	run -0 as priya foc-claim b --workspace wrkspc_1
	run -0 foc-workload usage
	run -0 as sarah foc-audit verify
}

@test "release and amend: a new row, the old one stays on record" {
	live a br-1 ts-1
	export FOC_NOW=2026-11-02T09:00:00Z
	refused 2 "--reason" as priya foc-claim release an-1
	refused 1 "no such anchor" as priya foc-claim release an-9 --reason x
	refused 1 "belongs to priya" as marco foc-claim release an-1 --reason x
	refused 1 "claimed from 2026-10-26T09:00:00Z on" as priya foc-claim \
	    release an-1 --until 2026-10-01 --reason x
	refused 2 "still to come" as priya foc-claim release an-1 \
	    --until 2026-12-01 --reason x
	run -0 as priya foc-claim release an-1 --until 2026-11-01 \
	    --reason "switched off"
	[ "$(jq -c '[.valid_to,.claimed]' <<<"$output")" = \
	    '["2026-11-01T00:00:00Z",false]' ]
	refused 1 "it is not claimed" as priya foc-claim release an-1 --reason x
	export FOC_NOW=2026-11-03T09:00:00Z
	refused 2 "say what is right" as priya foc-claim amend an-1 --reason x
	refused 1 "is before that" as priya foc-claim amend an-1 \
	    --since 2026-10-01 --reason x
	run -0 as priya foc-claim amend an-1 --since 2026-10-27 \
	    --until 2026-10-31 --reason "by the log"
	[ "$(jq -c '[.valid_from,.valid_to]' <<<"$output")" = \
	    '["2026-10-27T00:00:00Z","2026-10-31T00:00:00Z"]' ]
	[ "$(sqlite3 "$FOC_DB" "SELECT count(*), sum(replaced) FROM claim")" = \
	    "3|2" ]
	[ "$(foc-audit log an-1 | jq -r 'select(.verb == "amend") | .before')" = \
	    "2026-10-26T09:00:00Z to 2026-11-01T00:00:00Z" ]
	run -0 as sarah foc-audit verify
	# as of then it is as it was
	[ "$(foc-claim list a --as-of 2026-11-02T10:00:00Z |
	    key valid_to)" = 2026-11-01T00:00:00Z ]
	[ "$(foc-claim list a --as-of 2026-10-30 | key valid_to)" = null ]
}

@test "a batch of anchors from a pipe" {
	live a br-1 ts-1
	as priya foc-claim a --guardrail "$GUARD"
	run -0 bash -c "foc-claim list a | jq -c 'select(.anchor_kind ==
	    \"GUARDRAIL\")' | FOC_ACTOR=priya foc-claim release --reason gone"
	[ "$(key id <<<"$output")" = an-2 ]
}

@test "nothing is ready: said of what is LIVE, not of what came and went" {
	live a br-1 ts-1
	as priya foc-request new --add-to a --product "Support Bot" \
	    --use-case OPERATIONS --runtime LAMBDA --estimate-usd 5 >/dev/null
	as priya foc-request withdraw br-2 --reason "no"
	refused 1 "br-1: cannot claim: state is LIVE (by priya at 2026-10-26T09:00:00Z), and nothing that was added to it is ready; foc-claim list a" \
	    as priya foc-claim a
	refused 1 "br-1: cannot claim: state is LIVE" as priya foc-claim br-2
}

@test "what is added to a LIVE workload is to be claimed, and its owner told" {
	live a br-1 ts-1
	[ "$(foc-request show br-1 | key unclaimed_anchors)" = 0 ]
	as sarah foc-approve add-scope a --platform BEDROCK --model \
	    claude-haiku-4-5 --account 222233334444 --region us-east-1 \
	    --rationale more >/dev/null
	[ -z "$(foc-request notify)" ]
	export FOC_NOW=2026-10-27T09:00:00Z
	implement ts-2 >/dev/null
	[ "$(foc-request show br-1 | key unclaimed_anchors)" = 1 ]
	[ "$(foc-workload show a | key unclaimed_anchors)" = 1 ]
	run -0 foc-request notify
	[ "$(jq -c '[.id,.at,.to]' <<<"$output")" = \
	    '["UNCLAIMED:br-1","2026-10-27T09:00:00Z",["priya@example.com"]]' ]
	[[ $(key body <<<"$output") == *"arn:aws:iam::222233334444:role/finops-a-"* ]]
	as priya foc-claim a >/dev/null
	[ -z "$(foc-request notify)" ]
	[ "$(foc-workload show a | key unclaimed_anchors)" = 0 ]
}

@test "INFRASTRUCTURE has no anchor, no card, and goes live all the same" {
	as priya foc-request new --name lake --product "Support Bot" \
	    --use-case INFRASTRUCTURE --estimate-usd 80
	sqlite3 "$FOC_DB" "UPDATE request SET state = 'READY_TO_CLAIM'"
	run -0 as priya foc-claim lake
	[ "$(jq -c '[.kind,.id,.state]' <<<"$output")" = \
	    '["request","br-1","LIVE"]' ]
	refused 1 "lake: nothing to hand off: it is LIVE or READY_TO_CLAIM, but without a scope that is IMPLEMENTED" \
	    foc-claim handoff lake
	[ "$(foc-request show br-1 | key state)" = LIVE ]
	[ "$(foc-workload show lake | jq -c '[.status,.live_since]')" = \
	    '["LIVE",null]' ]
}

@test "the handoff: real ids, the platform's own endpoint, every format" {
	ready csbot br-1 ts-1
	arn=$(foc-task show ts-1 | key role_arn)
	run -0 foc-claim handoff csbot
	[ "$(jq -c '[.platform,.role_arn,.model_id,.invoke_id,.endpoint,
	    .region,.account,.workspace_id]' <<<"$output")" = "[\"BEDROCK\",\"$arn\",\"$HAIKU\",\"us.$HAIKU\",\"https://bedrock-runtime.us-east-1.amazonaws.com\",\"us-east-1\",\"$A\",null]" ]
	run -0 foc-claim handoff csbot -f text
	[ "$output" = "SANDBOX
Developer handoff: csbot, sc-1

IAM Role ARN
    $arn

Model ID
    $HAIKU

Invoke ID (call the model by this)
    us.$HAIKU

Endpoint
    https://bedrock-runtime.us-east-1.amazonaws.com

Region
    us-east-1

Account
    $A" ]
	run -0 foc-claim handoff csbot --format env
	[ "$output" = "# SANDBOX: csbot, sc-1
AWS_ROLE_ARN=$arn
MODEL_ID=$HAIKU
INVOKE_ID=us.$HAIKU
ENDPOINT=https://bedrock-runtime.us-east-1.amazonaws.com
AWS_REGION=us-east-1
AWS_ACCOUNT_ID=$A" ]
	foc-claim handoff csbot --format shell >"$BATS_TEST_TMPDIR/x.sh"
	shellcheck -s sh "$BATS_TEST_TMPDIR/x.sh"
	run -0 sh -c ". '$BATS_TEST_TMPDIR/x.sh'; env"
	[[ $output == *"INVOKE_ID=us.$HAIKU"* && $output == *"AWS_REGION=us-east-1"* ]]
}

@test "variables have one value: several handoffs are chosen from" {
	ready a br-1 ts-1 claude-haiku-4-5 us-east-1,eu-west-1
	implement ts-2
	refused 1 "has several handoffs, and this format has room for one: choose with --scope, one of sc-1, sc-2" \
	    foc-claim handoff a -f env
	run -0 foc-claim handoff a -f shell --scope sc-2
	[[ $output == *"export AWS_REGION=eu-west-1"* &&
	    $output == *"export INVOKE_ID=eu.$HAIKU"* ]]
	[ "$(foc-claim handoff a | jq -s length)" -eq 2 ]
	refused 1 "sc-9 is no scope of it" foc-claim handoff a --scope sc-9
	refused 1 "workload 'nobody': there is none" foc-claim handoff nobody
	[ "$(foc-claim handoff br-1 | jq -s length)" -eq 2 ]
}

@test "nothing of a hostile catalog becomes a command or a second variable" {
	ready a br-1 ts-1 nova-pro
	sqlite3 "$FOC_DB" "UPDATE scope SET model_id = 'x''; touch pwned; \$(touch pwned)' || char(10) || 'PATH=/evil'"
	cd "$BATS_TEST_TMPDIR"
	foc-claim handoff a -f shell >x.sh
	run -0 sh -c '. ./x.sh; printf "%s" "$MODEL_ID"'
	[ "$output" = $'x\'; touch pwned; $(touch pwned)\nPATH=/evil' ]
	[ ! -e pwned ]
	run -0 foc-claim handoff a -f env
	[ "$(grep -c ^PATH= <<<"$output")" -eq 0 ]
	# records that are no variables are not made into some
	run -0 foc-claim list a -f shell
	[ -z "$output" ]
}

# Principals of usage that belong to a workload, their account and layer.
owned() {
	foc-workload usage "$1" --month 2026-10 |
	    jq -r '[.account, (.principal | sub(".*/"; "")), .layer] |
	    join(" ")' | sort -u
}

@test "developers: a permission set, and a session tag within it" {
	export FOC_NOW=2026-09-28T09:00:00Z
	live a br-1 ts-1
	live b br-2 ts-2 nova-pro
	as priya foc-claim a --permission-set $B:AWSPowerUserAccess
	as priya foc-claim a --user arn:aws:iam::$A:user/BedrockAPIKey-234s
	# neither the set of another account nor a part of a name
	as priya foc-claim b --permission-set $A:AWSPowerUser
	as priya foc-claim b --permission-set $B:Dev_Tools
	cd "$BATS_TEST_TMPDIR"
	gencur --period 2026-10 --rows 3000 -o october >/dev/null
	export FOC_NOW=2026-11-10T09:00:00Z
	as cron foc-ingest-cur -q october >/dev/null
	[ "$(owned a)" = "$B AWSReservedSSO_AWSPowerUserAccess_89abcdef01234567 PRINCIPAL
$A BedrockAPIKey-234s PRINCIPAL" ]
	[ -z "$(owned b)" ]
	as priya foc-claim b --session-tag owner=alice --since 2026-09-29
	[ "$(owned b)" = "$B AWSReservedSSO_AWSPowerUserAccess_89abcdef01234567 PRINCIPAL
$A AWSReservedSSO_AWSPowerUserAccess_0123456789abcdef PRINCIPAL" ]
	# by the name of the sessions, in one account, and in a stop by hand
	n=$(foc-workload usage b --month 2026-10 --by hour | grep -c .)
	as priya foc-claim b --session-name $B:bob@example.com \
	    --since 2026-09-29 >/dev/null
	[ "$(foc-workload usage b --month 2026-10 --by hour | grep -c .)" \
	    -gt "$n" ]
	run -2 as priya foc-claim b --session-name bob@example.com
	run -0 as priya foc-bill stop -n b --rationale r
	[[ $output == *"take the assignment of this developer away"* ]]
	as priya foc-claim release an-8 --until 2026-09-29 --reason r >/dev/null
	# bob is left, and nothing is counted twice or lost
	[ -n "$(owned a)" ]
	run -0 foc-db check
	[ "$(foc-workload usage --month 2026-10 | jq -r .cost_usd |
	    awk '{ s += $1 } END { printf "%.2f", s }')" = \
	    "$(sqlite3 "$FOC_DB" "SELECT printf('%.2f', spend_usd / 1e10)
	    FROM load")" ]
}

@test "a later claim of another kind takes nothing from an earlier one" {
	export FOC_NOW=2026-09-28T09:00:00Z
	live a br-1 ts-1
	live b br-2 ts-2 nova-pro
	as priya foc-claim b --session-tag owner=alice >/dev/null
	cd "$BATS_TEST_TMPDIR"
	gencur --period 2026-10 --rows 3000 -o october >/dev/null
	export FOC_NOW=2026-11-10T09:00:00Z
	as cron foc-ingest-cur -q october >/dev/null
	before=$(foc-workload usage b --month 2026-10)
	[ -n "$before" ]
	as priya foc-claim a --session-name $A:alice@example.com \
	    --since 2026-09-29 >/dev/null
	[ "$(foc-workload usage b --month 2026-10)" = "$before" ]
}
