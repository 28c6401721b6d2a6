#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Takes long.
# Every verb that writes is done once, and what every verb that reads printed
# before and after it is printed again for that time.  A verb that is new, in
# a program or in a machine, fails here until it is done below.

load helpers
load platforms

setup() {
	# Five minutes of processor there, for code that past.bats runs too.
	[ -z "${SAN:-}" ] || skip "not under the sanitizers"
	cd "$BATS_TEST_TMPDIR" || return 1
	export FOC_NOW=2026-09-27T08:00:00Z
	sandbox $FOC_NOW
	ticks=0
	moments=()
	: >ran
	: >asked
}

# PROGRAM VERB of all that say $2 to --as-of a time to come
verbs_that() {
	local p v n said
	for p in "$1"/foc-*; do
		[ -x "$p" ] && [ -f "$p" ] || continue
		for v in $("$p" --help | sed -n \
		    '/^verbs:/,/^$/s/^  \([a-z][a-z-]*\) .*/\1/p' |
		    grep . || echo -); do
			for n in "" x "x 1"; do
				said=$(FOC_NOW=2026-10-01 "$p" ${v#-} $n \
				    --as-of 2027-01-01 2>&1 </dev/null) || :
				[[ $said != *"$2"* ]] || {
					echo "${p##*/} ${v#-}"
					break
				}
			done
		done
	done
}

# One question of those that have a past: what it prints at FOC_NOW goes into
# the directory $dir, under the question.
ask_() {
	echo "$1 $2" >>asked
	"$@" "${how[@]}" >"$dir/${*// /_}" 2>&1 </dev/null ||
	    echo "status $?" >>"$dir/${*// /_}"
}

answers() {
	local id
	dir=$1
	how=("${@:2}")
	mkdir -p "$dir"
	ask_ foc-request list
	ask_ foc-request list --model-access
	for id in $requests; do
		ask_ foc-request show $id
	done
	ask_ foc-approve queue
	ask_ foc-approve show br-1
	ask_ foc-approve scopes
	ask_ foc-task list
	for id in $tasks; do
		ask_ foc-task show $id
	done
	ask_ foc-claim list
	ask_ foc-claim list csbot
	ask_ foc-workload list --header --month 2026-10
	ask_ foc-workload show csbot
	ask_ foc-workload usage
	ask_ foc-db loads
	ask_ foc-spendcard list
	ask_ foc-spendcard list --rollups
	ask_ foc-spendcard show csbot --allow-stale
	ask_ foc-spendcard review --week 2026-W42
	ask_ foc-spendcard diff csbot --week 2026-W41
	rm -rf pack
	ask_ foc-spendcard pack --week 2026-W41 --allow-stale -o pack
	[ ! -d pack ] || find pack -type f -print0 | sort -z |
	    xargs -0 sha256sum >>"$dir/pack"
	# what a detection measured is not kept, but measured anew
	ask_ foc-gaps list --sort id --fields id,state,scenario,key,detected_at
	ask_ foc-gaps show gp-1 --fields id,state,scenario,key,history
	ask_ foc-watch list
	ask_ foc-watch show iv-1
	ask_ foc-chargeback report --month 2026-10
	ask_ foc-chargeback reconcile --month 2026-10
	echo "foc-why " >>asked
	ask_ foc-why ld-1:spend_usd
	ask_ foc-audit log
	ask_ foc-audit show csbot
	ask_ foc-audit head
}

# WHO PROGRAM VERB ...: an hour later; then everything is asked.
act() {
	local who=$1
	shift
	ticks=$((ticks + 1))
	FOC_NOW=$(date -u -d "2026-09-27 08:00 UTC $ticks hours" +%FT%TZ)
	echo "$1 $2" >>ran
	FOC_ACTOR=$who "$@" >out || { echo "$*: $?"; return 1; }
	moment
}

moment() {
	requests="br-1 br-2 br-3 br-4"
	tasks="ts-1 ts-3 ts-5 ts-8"
	moments+=("$FOC_NOW")
	answers "now/$FOC_NOW"
}

# Steps of a task, then complete, as do_task has them, each an act.
do_acts() {
	local id=$1 args
	shift
	for args in "$@"; do
		act eli foc-task step $id $args
	done
	act eli foc-task complete $id
}

enable() {
	do_acts $1 1 "2 --artefact role_arn=$(foc-task show $1 |
	    key role_arn)" "3 --artefact policy_applied=true"
}

# The catalog, wishes, requests and all that is decided about them.
decisions() {
	act sarah foc-model restrict nova-lite --platform BEDROCK --rationale r
	act sarah foc-model block nova-pro --platform BEDROCK --rationale r
	act priya foc-request model-access --model nova-pro --wish w
	act priya foc-request model-access --model gpt-9
	act sarah foc-approve grant ma-1 --rationale r
	act sarah foc-approve reject ma-2 --rationale r
	act sarah foc-model approve nova-lite --platform BEDROCK --rationale r
	act priya foc-request new --name csbot --product "Support Bot" \
	    --use-case OPERATIONS --runtime LAMBDA --estimate-usd 340
	act marco foc-request new --name gone --product \
	    "Engineering Assistant" --use-case OPERATIONS --runtime ECS \
	    --estimate-usd 500 --description first
	act sarah foc-approve reject br-2 --rationale r
	act marco foc-request resubmit br-2 --estimate-usd 400 \
	    --description second
	act marco foc-request withdraw br-2 --reason r
	act sarah foc-approve grant br-1 --platform BEDROCK --model \
	    claude-haiku-4-5 --account $A --region us-east-1,us-west-2 \
	    --estimate-usd 300 --priority PRIORITY --rationale r
	enable ts-1
	act sarah foc-task cancel ts-2 --reason r
	act sarah foc-task reopen ts-2 --reason r
	enable ts-2
	act priya foc-claim claim csbot
	act priya foc-approve propose csbot --platform BEDROCK \
	    --model nova-pro --account $A --region us-east-1 --rationale r
	act sarah foc-approve decide sc-3 --rationale r
	enable ts-3
	act eli foc-approve propose csbot --platform BEDROCK \
	    --model nova-lite --account $A --region us-east-1 --rationale r
	act sarah foc-approve decide sc-4 --decline --rationale r
	act sarah foc-approve revoke sc-3 --rationale r
	do_acts ts-4 "1 --artefact policy_applied=true"
	act sarah foc-approve add-scope csbot --platform BEDROCK --model \
	    claude-haiku-4-5 --account $B --region us-east-1 --rationale r \
	    --estimate-usd 450
	act priya foc-request agentic csbot --rationale r
	act sarah foc-approve agentic csbot --rationale r
	for id in $(foc-task list --state OPEN |
	    jq -r 'select(.type == "AGENTIC") | .id'); do
		do_acts $id "1 --artefact policy_applied=true"
	done
	id=$(foc-task list --state OPEN |
	    jq -r 'select(.account == "'$B'") | .id')
	enable $id
	act sarah foc-approve change-model csbot --model nova-pro \
	    --rationale r --estimate-usd 500
	id=$(foc-task list --state OPEN |
	    jq -r 'select(.type == "CHANGE_MODEL") | .id' | head -n 1)
	do_acts $id 1 "2 --artefact policy_applied=true"
}

# The other kinds of tasks, with what comes back from AWS.
platforms() {
	local id pset arn
	ticks=$((ticks + 1))
	FOC_NOW=$(date -u -d "2026-09-27 08:00 UTC $ticks hours" +%FT%TZ)
	allow_claude
	act priya foc-request new --name cpbot --product "Support Bot" \
	    --use-case OPERATIONS --runtime LAMBDA --estimate-usd 30
	act sarah foc-approve grant br-3 --platform CLAUDE_PLATFORM --model \
	    claude-sonnet-4-6 --account $A --region us-east-1 \
	    --workspace w --rationale r
	set -- $(foc-task list | jq -r 'select(.workload == "cpbot") | .id')
	do_acts $1 "1 --artefact workspace_id=$WS" 2
	do_acts $2 "1 --artefact workspace_id=$WS" \
	    "2 --artefact data_events=off"
	do_acts $3 "1 --artefact function_arn=arn:aws:lambda:us-east-1:$A:function:FinOpsCenter-w-Gateway --artefact role_arn=$(foc-task show $3 | key role_arn)" 2
	act priya foc-claim claim cpbot
	act marco foc-request new --name devs --product \
	    "Engineering Assistant" --use-case CODING --developers 20 \
	    --percent 50
	act sarah foc-approve grant br-4 --platform BEDROCK --model \
	    claude-sonnet-4-6 --account $A --region us-east-1 --map mig12345 \
	    --rationale r
	set -- $(foc-task list | jq -r 'select(.workload == "devs") | .id')
	pset=arn:aws:sso:::permissionSet/ssoins-7223abcd1234abcd/ps-0123456789abcdef
	arn="arn:aws:iam::$A:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_$(foc-task show $1 | key role)_0123456789abcdef"
	do_acts $1 1 "2 --artefact permission_set_arn=$pset" \
	    "3 --artefact policy_applied=true" "4 --artefact role_arn=$arn"
	do_acts $2 "1 --artefact inference_profile_arn=arn:aws:bedrock:us-east-1:$A:application-inference-profile/k1c3" \
	    "2 --artefact policy_applied=true"
	act marco foc-claim claim devs
}

# Claims, the switch, the bill and its cards, and the end.
life() {
	local first card role
	act priya foc-claim claim csbot
	act priya foc-bill stop cpbot --rationale r
	act priya foc-bill stop cpbot --artefact \
	    scp_policy_id=p-examplepolicyid111
	act sarah foc-bill resume cpbot --rationale r
	act priya foc-claim claim csbot --guardrail \
	    arn:aws:bedrock:us-east-1:$A:guardrail/abc123
	role=$(foc-task show ts-1 | key role_arn)
	gencur --period 2026-10 --until 2026-10-20T00:00:00Z --rows 1500 \
	    --role "csbot=$A:${role##*/}" --deliveries 2 --mode create-new \
	    -o october >/dev/null
	first=$(find october/metadata -mindepth 3 -name '*-Manifest.json' |
	    sort | head -n 1)
	ticks=376		# 2026-10-13
	act cron foc-ingest-cur "$first"
	act cron foc-spendcard generate --week 2026-W41
	act sarah foc-workload estimate csbot --usd 900 --rationale r
	act cron foc-gaps detect
	ticks=600		# 2026-10-22
	act cron foc-ingest-cur october
	act cron foc-spendcard generate --week 2026-W41
	act cron foc-spendcard generate --week 2026-W42
	card=$(foc-spendcard list | jq -r 'select(.state ==
	    "PENDING_OWNER" and .workload == "csbot") | .id' | tail -n 1)
	act priya foc-spendcard dispute "$card" --line 1 --reason r
	act sarah foc-spendcard answer "$card" --text t
	act priya foc-spendcard accept "$card"
	act dana foc-spendcard approve --week 2026-W42 --portfolio \
	    "Customer Care" --override r
	act cron foc-watch scan
	act sarah foc-watch assign iv-1 --to eli
	act sarah foc-watch link iv-1 gp-1
	act sarah foc-watch close iv-1 --finding f
	gap=$(foc-gaps list --state ACTIVE | jq -r 'select(.scenario ==
	    "NO_BUDGET_ALLOCATION") | .id' | head -n 1)
	act sarah foc-gaps act $gap --rationale r
	act sarah foc-gaps recall $gap --rationale r
	act sarah foc-gaps act $gap --block --rationale r
	act sarah foc-gaps resolve $gap --rationale r
	act sarah foc-workload investigate devs --rationale r
	act sarah foc-workload clear devs --rationale r
	act sarah foc-db withdraw ld-2 --rationale r
	act cron foc-ingest-cur october
	act cron foc-spendcard generate
	act priya foc-claim amend an-1 --since 2026-10-05 --reason r
	act priya foc-claim release an-1 --reason r
	act priya foc-request retire br-1 --reason r
}

# Verbs of machines that follow from a bill or a clock, not from a command
# above, or that no program has yet.
not_here="model discover|control alert|card (carry|keep)|gap find"
not_here+="|(scope|task) withdraw|load prune"

@test "every verb that writes, then the past of every verb that reads" {
	decisions
	platforms
	life
	end=2027-02-01T00:00:00Z
	bad=0
	for t in "${moments[@]}"; do
		FOC_NOW=$end
		answers "then/$t" --as-of "$t"
		diff -r "now/$t" "then/$t" >diff || {
			bad=$((bad + 1))
			[ $bad -gt 3 ] || { echo "as of $t:"; cut -c1-700 diff |
			    head -n 12; }
		}
	done
	[ "$bad" -eq 0 ]
	run -0 foc-audit verify

	# what changes nothing that has a past, or has its own tests
	elsewhere="foc-db (backup|migrate|prune|restore)|foc-(init|ingest-trail|org|prereq|price|states|table) .*"
	programs=$(dirname "$(command -v foc-init)")
	sed 's/^\(foc-ingest-cur\) .*/\1 /' ran | sort -u >ran.all
	verbs_that "$programs" "does not only read" |
	    grep -vxE "$elsewhere|foc-model import" | sort -u |
	    comm -23 - ran.all >missing
	sort -u asked >asked.all
	verbs_that "$programs" "is yet to come" >reads
	[ "$(wc -l <reads)" -ge 20 ]
	sort -u reads | comm -23 - asked.all >>missing

	# and every verb of a machine was an event, but what these tell of
	foc-states | jq -r '.machine + " " + .verb' |
	    sed 's/^scope_claude_platform /scope /' | sort -u |
	    grep -v '^prerequisite ' >machines
	foc-audit log | jq -r '({"br-": "onboarding", "sc-": "scope",
	    "ts-": "task", "wl-": "control", "cd-": "card",
	    "ma-": "model_access", "gp-": "gap", "iv-": "investigation", "ld-": "load"}
	    [.object[:3]] // "model") + " " + .verb' | sort -u >events
	comm -23 machines events | grep -vxE "$not_here" >>missing || :
	cat missing
	[ ! -s missing ]
}
