#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Every verb in every state of every machine: those that foc-states lists
# succeed, all others are refused with one sentence and change nothing.

load helpers
load platforms
load cards
load gaps

setup() {
	export FOC_NOW=2026-10-26T09:00:00Z
	sandbox
	n=0
}

# fresh: one more workload, REQUEST is its request
fresh() {
	n=$((n + 1))
	ask w$n >/dev/null
	REQUEST=br-$n
}

granted() {
	fresh
	give $REQUEST BEDROCK nova-pro >/dev/null
	TASK=$(foc-task list | jq -r 'select(.workload == "w'$n'") | .id')
	SCOPE=$(foc-approve scopes w$n | key id)
}

started() {
	granted
	as eli foc-task step $TASK 1 >/dev/null
	as eli foc-task step $TASK 2 --artefact \
	    "role_arn=$(foc-task show $TASK | key role_arn)" >/dev/null
	as eli foc-task step $TASK 3 --artefact policy_applied=true >/dev/null
}

done_() {
	granted
	do_task $TASK
}

live() {
	done_
	as priya foc-claim w$n >/dev/null
}

# A verb as its command.  By themselves: dry runs.
onboarding() {
	local w=w${2#br-}
	case $1 in
	approve) give "$2" BEDROCK nova-pro -n ;;
	reject) as sarah foc-approve reject -n "$2" --rationale r ;;
	resubmit) as priya foc-request resubmit -n "$2" --estimate-usd 7 ;;
	withdraw | retire) as priya foc-request "$1" -n "$2" --reason r ;;
	claim) as priya foc-claim -n "$w" ;;
	esac
}

task() {
	case $1 in
	start) as eli foc-task step -n "$2" 1 ;;
	complete) as eli foc-task complete -n "$2" ;;
	cancel | reopen) as sarah foc-task "$1" -n "$2" --reason r ;;
	esac
}

scope() {
	case $1 in
	approve) as sarah foc-approve decide -n "$2" --rationale r ;;
	revoke) as sarah foc-approve revoke -n "$2" --rationale r ;;
	esac
}

gap() {
	as sarah foc-gaps "$1" -n "$2" --rationale r
}

scope_claude_platform() {
	scope "$@"
}

card() {
	case $1 in
	accept) as priya foc-spendcard accept -n "$2" ;;
	dispute) as priya foc-spendcard dispute -n "$2" --line 2 --reason r ;;
	answer) as sarah foc-spendcard answer -n "$2" --text t ;;
	esac
}

# pairs MACHINE "VERB..." ID...: each verb on each thing as it is.
pairs() {
	local machine=$1 verbs=$2 id verb is want bad=0
	shift 2
	arrows=$(foc-states "$machine" | jq -r '"\(.from) \(.verb)"')
	before=$(fingerprint)
	for id in "$@"; do
		is=$(state "$id")
		echo "$is" >>"$BATS_TEST_TMPDIR/seen.$machine"
		for verb in $verbs; do
			want=1
			grep -qx "$is $verb" <<<"$arrows" && want=0
			run --separate-stderr "$machine" "$verb" "$id"
			[ "$status" -eq $want ] && { [ $want -eq 0 ] ||
			    [ "$(wc -l <<<"$stderr")" -eq 1 ]; } || {
				echo "$id $is $verb: $status $stderr"
				bad=1
			}
			[ "$(fingerprint)" = "$before" ] || {
				echo "$id $is $verb: changed the file"
				return 1
			}
		done
	done
	[ $bad -eq 0 ]
	# and these were all the states that there are
	[ "$(sort -u "$BATS_TEST_TMPDIR/seen.$machine")" = \
	    "$(foc-states "$machine" | jq -r .to | sort -u)" ]
}

@test "requests" {
	fresh; ids=$REQUEST
	granted; ids="$ids $REQUEST"
	fresh; ids="$ids $REQUEST"
	as sarah foc-approve reject $REQUEST --rationale r >/dev/null
	fresh; ids="$ids $REQUEST"
	as priya foc-request withdraw $REQUEST --reason r >/dev/null
	started; ids="$ids $REQUEST"
	done_; ids="$ids $REQUEST"
	live; ids="$ids $REQUEST"
	live; ids="$ids $REQUEST"
	as priya foc-request retire $REQUEST --reason r >/dev/null
	# shellcheck disable=SC2086 # a list of words
	pairs onboarding "approve reject resubmit withdraw claim retire" $ids
}

@test "tasks" {
	allow_claude
	granted; ids=$TASK
	started; ids="$ids $TASK"
	done_; ids="$ids $TASK"
	granted; ids="$ids $TASK"
	as sarah foc-task cancel $TASK --reason r >/dev/null
	fresh
	give $REQUEST CLAUDE_PLATFORM claude-sonnet-4-6 --workspace w \
	    >/dev/null
	ids="$ids ts-6"
	# shellcheck disable=SC2086 # a list of words
	pairs task "start complete cancel reopen" $ids
}

@test "scopes of Bedrock" {
	granted; ids=$SCOPE
	done_; ids="$ids $SCOPE"
	as priya foc-approve propose w$n --platform BEDROCK \
	    --model claude-haiku-4-5 --account $A --region us-east-1 \
	    --rationale r >/dev/null
	ids="$ids sc-3"
	granted; ids="$ids $SCOPE"
	as sarah foc-approve revoke $SCOPE --rationale r >/dev/null
	# shellcheck disable=SC2086 # a list of words
	pairs scope "approve revoke" $ids
}

@test "scopes of the Claude Platform" {
	allow_claude
	for i in 1 2 3 4 5; do
		fresh
		give $REQUEST CLAUDE_PLATFORM claude-sonnet-4-6 \
		    --workspace w$i >/dev/null
		t=$((3 * i - 2))
		[ $i -lt 2 ] || do_task ts-$t ${WS}$i
		[ $i -lt 3 ] || do_task ts-$((t + 1)) ${WS}$i off
		[ $i -lt 4 ] || do_task ts-$((t + 2)) \
		    arn:aws:lambda:us-east-1:$A:function:FinOpsCenter-w$i-Gateway
	done
	as sarah foc-approve revoke sc-5 --rationale r >/dev/null
	as priya foc-approve propose w4 --platform CLAUDE_PLATFORM \
	    --model claude-haiku-4-5 --account $B --region us-east-1 \
	    --workspace more --rationale r >/dev/null
	pairs scope_claude_platform "approve revoke" sc-1 sc-2 sc-3 sc-4 sc-5 \
	    sc-6
}

@test "cards" {
	rm "$FOC_DB"*
	carded_sandbox
	for w in 42 43 44 45 46; do
		foc-spendcard generate -q --week 2026-W$w >/dev/null
	done
	c=cd-2026-W4
	as priya foc-spendcard dispute ${c}3-csbot --line 1 --reason r \
	    >/dev/null
	as priya foc-spendcard accept ${c}4-csbot ${c}5-csbot ${c}5-docsum \
	    >/dev/null
	as dana foc-spendcard approve --week 2026-W45 \
	    --portfolio "Customer Care" >/dev/null
	more 9
	foc-spendcard generate -q --week 2026-W46 >/dev/null
	pairs card "accept dispute answer" ${c}2-csbot ${c}3-csbot \
	    ${c}4-csbot ${c}5-csbot ${c}6-csbot
}

@test "gaps" {
	cd "$BATS_TEST_TMPDIR"
	for i in 1 2 3 4; do
		use 5 $A nova 1 "$(role $A app$i)"
	done
	billed 20
	detect 20
	export FOC_NOW=2026-11-20T09:00:00Z
	as sarah foc-gaps act gp-2 gp-3 gp-4 --rationale r >/dev/null
	as sarah foc-gaps resolve gp-3 >/dev/null
	as sarah foc-gaps recall gp-4 --rationale r >/dev/null
	pairs gap "act resolve recall" gp-1 gp-2 gp-3 gp-4
}

investigation() {
	case $1 in
	assign) as sarah foc-watch assign -n "$2" --to eli ;;
	link) as sarah foc-watch link -n "$2" gp-1 ;;
	close) as sarah foc-watch close -n "$2" --finding f ;;
	esac
}

@test "investigations" {
	# shellcheck source=tests/docs/prelude.sh
	source "$FOC_TOP/tests/docs/prelude.sh"
	rm "$FOC_DB"*
	cd "$BATS_TEST_TMPDIR"
	export FOC_NOW=2026-11-16T09:00:00Z FOC_ACTOR=cron
	bring file asked granted ready live billed
	foc-gaps detect >/dev/null
	foc-watch scan -q >/dev/null
	as sarah foc-watch assign iv-2 --to eli >/dev/null
	as sarah foc-watch link iv-3 gp-1 >/dev/null
	as sarah foc-watch close iv-4 --finding f >/dev/null
	pairs investigation "assign link close" iv-1 iv-2 iv-3 iv-4
}

control() {
	case $1 in
	investigate | clear) as sarah foc-workload "$1" -n "$2" \
	    --rationale r ;;
	suspend) as sarah foc-bill stop -n "$2" --rationale r ;;
	resume) as sarah foc-bill resume -n "$2" --rationale r ;;
	esac
}

@test "control of workloads" {
	for i in 1 2 3 4 5; do
		live
	done
	# what a card does
	sqlite3 "$FOC_DB" "UPDATE workload SET control = 'ALERTING'
	    WHERE name = 'w2'"
	as sarah foc-workload investigate w3 --rationale r >/dev/null
	as sarah foc-bill stop w4 --rationale r >/dev/null
	as sarah foc-bill stop w5 --rationale r >/dev/null
	as sarah foc-bill resume w5 --rationale r >/dev/null
	pairs control "investigate clear suspend resume" wl-w1 wl-w2 wl-w3 \
	    wl-w4 wl-w5
}

model() {
	as sarah foc-model "$1" -n "$2" --platform BEDROCK --rationale r
}

@test "models of the catalog" {
	as sarah foc-model restrict nova-pro --platform BEDROCK \
	    --rationale r >/dev/null
	as sarah foc-model block nova-micro --platform BEDROCK \
	    --rationale r >/dev/null
	# nova-premier waits for a review, nova-lite is approved
	pairs model "approve restrict block" nova-premier nova-lite nova-pro \
	    nova-micro
}

# Where there is no arrow what was seen is recorded, and the state stays.
prerequisite() {
	local words=(--account "${2#*:}" -n -q) answer
	case $1 in
	pass) words+=(--state PASSED --evidence e) ;;
	fail) words+=(--state FAILED --evidence e) ;;
	doubt) words+=(--state UNKNOWN --evidence e) ;;
	waive)
		as sarah foc-prereq waive "${2%:*}" "${words[@]}" --rationale r
		return ;;
	esac
	answer=$(as sarah foc-prereq set "${2%:*}" "${words[@]}") || return
	[ "$(key state <<<"$answer")" != "$(state "$2")" ] || {
		echo "it stays" >&2
		return 1
	}
}

@test "prerequisites" {
	local set=(as sarah foc-prereq set --evidence e)
	"${set[@]}" CP_SUBSCRIPTION --account 341153769010 --state PASSED \
	    >/dev/null
	"${set[@]}" CP_ASSUME_CONSOLE --account 341153769010 --state FAILED \
	    >/dev/null
	"${set[@]}" CP_ASSUME_CONSOLE --account 222233334444 --state UNKNOWN \
	    >/dev/null || true		# it is that already
	as sarah foc-prereq waive CP_SUBSCRIPTION --account 222233334444 \
	    --rationale r >/dev/null
	pairs prerequisite "pass fail waive doubt" \
	    CP_SUBSCRIPTION:341153769010 CP_ASSUME_CONSOLE:341153769010 \
	    CP_ASSUME_CONSOLE:222233334444 CP_SUBSCRIPTION:222233334444
}

model_access() {
	case $1 in
	grant) as sarah foc-approve grant -n "$2" --platform BEDROCK \
	    --rationale r ;;
	decline) as sarah foc-approve reject -n "$2" --rationale r ;;
	esac
}

@test "wishes for models" {
	for m in nova-premier claude-3-haiku mistral-large-3; do
		as priya foc-request model-access --model "$m" --wish "try" \
		    >/dev/null
	done
	as sarah foc-approve grant ma-2 --platform BEDROCK --rationale r \
	    >/dev/null
	as sarah foc-approve reject ma-3 --rationale r >/dev/null
	pairs model_access "grant decline" ma-1 ma-2 ma-3
}
