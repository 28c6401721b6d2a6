#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# The stop switch: states, duties, the script, running aws, what is left.

load helpers

A=341153769010
PAYER=012345678901
SCP=p-examplepolicy1

# The same live workloads for every test, made once.
setup_file() {
	export LC_ALL=C TZ=UTC
	cd "$BATS_FILE_TMPDIR"
	# shellcheck source=tests/docs/prelude.sh
	. "$FOC_TOP/tests/docs/prelude.sh"
	export FOC_DB=$PWD/live.db
	bring file asked granted ready live
}

setup() {
	cd "$BATS_TEST_TMPDIR"
	export FOC_NOW=2026-11-10T09:20:00Z
	export FOC_DB=$BATS_TEST_TMPDIR/foc.db
	cp "$BATS_FILE_TMPDIR/live.db" "$FOC_DB"
	ROLE=$(sqlite3 "$FOC_DB" "SELECT value FROM anchor
	    WHERE workload = 'csbot'")
	NAME=${ROLE##*/}
	fake_aws
}

# An aws that writes down its argv, and behaves as files in $AWS_STATE say:
# fail.OP is what it complains of, hang.OP lets it hang, profile.NAME is the
# account of a profile.
fake_aws() {
	export AWS_LOG=$BATS_TEST_TMPDIR/aws.log
	export AWS_STATE=$BATS_TEST_TMPDIR/aws AWS_ACCOUNT=$A
	mkdir -p "$BATS_TEST_TMPDIR/bin" "$AWS_STATE" "$BATS_TEST_TMPDIR/tmp"
	export TMPDIR=$BATS_TEST_TMPDIR/tmp
	: >"$AWS_LOG"
	echo $PAYER >"$AWS_STATE/profile.org"
	cat >"$BATS_TEST_TMPDIR/bin/aws" <<-'EOF'
	#!/bin/sh
	jq -cn '$ARGS.positional' --args -- "$@" >>"$AWS_LOG"
	account=$AWS_ACCOUNT
	if [ "$1" = --profile ]; then
		account=$(cat "$AWS_STATE/profile.$2")
		shift 2
	fi
	if [ -e "$AWS_STATE/hang.$2" ]; then
		sleep 600 &
		echo "$!" >"$AWS_STATE/sleeper"
		wait
	fi
	if [ -e "$AWS_STATE/fail.$2" ]; then
		cat "$AWS_STATE/fail.$2" >&2
		exit 254
	fi
	for word; do
		case $word in
		file://*)
			file=${word#file://}
			stat -c %a "$(dirname "$file")" >"$AWS_STATE/mode"
			cp "$file" "$AWS_STATE/document.$2" ;;
		esac
	done
	case $2 in
	get-caller-identity)
		echo "$account" ;;
	list-policies)
		cat "$AWS_STATE/scp" 2>/dev/null || echo ;;
	create-policy)
		echo p-examplepolicy1 | tee "$AWS_STATE/scp" ;;
	attach-policy)
		[ ! -e "$AWS_STATE/attached.$6" ] || {
			echo "An error occurred (DuplicatePolicyAttachmentException)" >&2
			exit 254
		}
		touch "$AWS_STATE/attached.$6" ;;
	list-service-specific-credentials)
		cat "$AWS_STATE/keys" ;;
	esac
	EOF
	chmod +x "$BATS_TEST_TMPDIR/bin/aws"
	PATH=$BATS_TEST_TMPDIR/bin:$PATH
}

stop() {
	as priya foc-bill stop csbot --rationale runaway "$@"
}

apply() {
	stop --apply --profile $PAYER=org "$@"
}

resume() {
	as sarah foc-bill resume csbot --rationale fixed "$@"
}

control() {
	foc-workload show "${1:-csbot}" | key control
}

set_control() {
	sqlite3 "$FOC_DB" "UPDATE workload SET control = '$1'
	    WHERE name = 'csbot'"
}

# results of the record on standard input: "tag-role DONE,..."
results() {
	jq -r '.actions[] | .action + " " + .result' | paste -sd,
}

# ops: what aws was asked for, without who it is.
ops() {
	jq -r 'if .[0] == "--profile" then .[3] else .[1] end' "$AWS_LOG" |
	    grep -v get-caller-identity | paste -sd, || true
}

# anchor KIND VALUE ACCOUNT [WORKLOAD]: one more.
anchor() {
	sqlite3 "$FOC_DB" "INSERT INTO anchor (n, id, workload, anchor_kind,
	    value, account, created_at)
	    SELECT n, 'an-' || n, '${4:-csbot}', '$1', '${2//\'/\'\'}', '$3', 0
	    FROM (SELECT max(n) + 1 AS n FROM anchor)"
}

refused() {
	local before status_wanted=$1 sentence=$2
	before=$(fingerprint)
	run --separate-stderr "${@:3}"
	[ "$status" -eq "$status_wanted" ] && [ -z "$output" ] &&
	    [[ $stderr == *"$sentence"* ]] &&
	    [ "$(fingerprint)" = "$before" ] || {
		echo "status $status: $output $stderr"
		return 1
	}
}

wait_for() {
	local i
	for i in $(seq 200); do
		[ ! -e "$1" ] || return 0
		sleep 0.05
	done
	return 1
}

# It ended, though nobody may have asked how.
gone() {
	[ ! -e "/proc/$1" ] || grep -q '^State:.Z' "/proc/$1/status"
}

@test "stop: suspended in the file, and the commands, in order" {
	run -0 stop
	[ "$(jq -r '[.kind, .id, .control, .verb, .by, .at, .rationale] |
	    join(" ")' <<<"$output")" = "stop wl-csbot SUSPENDED suspend priya 2026-11-10T09:20:00Z runaway" ]
	[ "$(results <<<"$output")" = "tag-role PENDING,put-role-policy PENDING,find-scp PENDING,create-scp PENDING,attach-scp PENDING" ]
	[ "$(jq -c '.actions[0].command' <<<"$output")" = "[\"aws\",\"iam\",\"tag-role\",\"--role-name\",\"$NAME\",\"--tags\",\"Key=finops-ai-status,Value=SUSPENDED\"]" ]
	[ "$(jq -c '[.actions[].account]' <<<"$output")" = \
	    "[\"$A\",\"$A\",\"$PAYER\",\"$PAYER\",\"$PAYER\"]" ]
	[ "$(control)" = SUSPENDED ]
	[ "$(foc-workload list | jq -r 'select(.name == "docsum") |
	    .control')" = ACTIVE ]
	[ "$(foc-audit log wl-csbot | tail -n 1 | jq -r '[.verb, .before,
	    .after, .rationale, .role] | join(" ")')" = \
	    "suspend ACTIVE SUSPENDED runaway product-owner" ]
	run -0 foc-audit verify
	[ -z "$(ops)" ]
	run -0 resume
	[ "$(results <<<"$output")" = "delete-role-policy PENDING,untag-role PENDING" ]
	[ "$(control)" = RESUMED ]
	run -0 stop -f table
	[[ $output == *SANDBOX*"csbot is SUSPENDED"*" 1. PENDING"*"aws iam tag-role --role-name $NAME"*Limits:* ]]
}

@test "every state and verb of control: what the table has, and no more" {
	tried=0
	for state in $(foc-states control | jq -r .to | sort -u); do
		for verb in suspend resume; do
			to=$(foc-states control | jq -r --arg s $state \
			    --arg v $verb 'select(.from == $s and .verb == $v)
			    | .to')
			set_control $state
			act=stop
			[ $verb = suspend ] || act=resume
			if [ -n "$to" ]; then
				run -0 as sarah foc-bill $act csbot \
				    --rationale x
				[ "$(control)" = "$to" ]
			else
				refused 1 "cannot $verb: state is $state" \
				    as sarah foc-bill $act csbot --rationale x
			fi
			tried=$((tried + 1))
		done
	done
	[ $tried -eq 10 ]
}

@test "who may: the owner, who stands in, a FinOps Lead; resume only the last" {
	refused 1 "belongs to priya" as marco foc-bill stop csbot \
	    --rationale x
	for who in eli dana cron; do
		refused 1 "needs the role product-owner or finops-lead" \
		    as $who foc-bill stop csbot --rationale x
	done
	refused 1 "there is none" as priya foc-bill stop nothing --rationale x
	refused 2 "say why with --rationale" as priya foc-bill stop csbot
	refused 2 "say why with --rationale" as priya foc-bill stop csbot \
	    --rationale " "
	sqlite3 "$FOC_DB" "UPDATE person SET delegate_to = 'marco'
	    WHERE id = 'priya'"
	run -0 as marco foc-bill stop -n csbot --rationale x
	run -0 as sarah foc-bill stop wl-csbot --rationale x
	for who in priya marco eli; do
		refused 1 "needs the role finops-lead" as $who foc-bill \
		    resume csbot --rationale x
		refused 1 "needs the role finops-lead" as $who foc-bill \
		    resume csbot --rationale x --apply
	done
	refused 1 "needs the role product-owner or finops-lead" \
	    as eli foc-bill stop csbot --rationale x --apply
	sqlite3 "$FOC_DB" "UPDATE person SET delegate_to = NULL"
	run -0 foc-audit verify
}

@test "wrong usage changes nothing" {
	refused 2 "one of the two" stop --apply -f sh
	refused 2 "is no number from 1" stop --apply --timeout 0
	refused 2 "is not ACCOUNT=NAME" stop --profile prod
	refused 2 "is not ACCOUNT=NAME" stop --profile $A=--debug
	refused 2 "is not scp_policy_id=ID" stop --artefact role_arn=x
	refused 2 "is no id of a policy" stop --artefact "scp_policy_id=p-1;ls"
	refused 2 "only looks" as priya foc-bill stop --verify csbot --apply
	refused 2 "only looks" as priya foc-bill stop --verify csbot -f sh
	refused 2 "--artefact: is not for resume" resume --artefact a=b
	refused 2 "needs WORKLOAD" as priya foc-bill stop
}

@test "a dry run shows all, changes nothing, runs nothing" {
	anchor ROLE "$ROLE" $A docsum
	before=$(fingerprint)
	run -0 stop -n --apply
	[ "$(fingerprint)" = "$before" ]
	[ ! -s "$AWS_LOG" ]
	[ "$(jq -c .shared <<<"$output")" = \
	    "[{\"target\":\"$ROLE\",\"workload\":\"docsum\"}]" ]
	[[ $(jq -r '.limits[]' <<<"$output") == *"docsum: uses the same principal and is stopped with it"* ]]
	run -0 --separate-stderr stop -n -f sh
	[ "$(fingerprint)" = "$before" ]
	[[ $output == "#!/bin/sh"* ]]
	[ -z "$(ls "$TMPDIR")" ]
	[[ $(stop -n -q -f text | sed -n 2p) == "csbot would be SUSPENDED: "* ]]
	[ "$(control)" = ACTIVE ]
}

@test "policies: valid, small, and both inference actions are denied" {
	run -0 stop
	jq -c '.documents[] | select(.name == "FinOpsSuspended.json") |
	    .policy' <<<"$output" >role.json
	jq -c '.documents[] | select(.name == "finops-ai-kill-switch.json") |
	    .policy' <<<"$output" >scp.json
	# minified, as commands send them: the SCP has 10,240 at most
	[ "$(tr -d '\n' <scp.json | wc -c)" -le 10240 ]
	[ "$(tr -d '\n' <role.json | wc -c)" -le 2048 ]
	for p in role.json scp.json; do
		jq -e '.Version == "2012-10-17" and
		    all(.Statement[]; .Effect == "Deny")' $p
		for act in aws-external-anthropic:CreateInference \
		    aws-external-anthropic:CreateBatchInference \
		    aws-external-anthropic:CallWithBearerToken \
		    bedrock:InvokeModel bedrock:InvokeModelWithResponseStream \
		    bedrock:CreateModelInvocationJob \
		    bedrock-mantle:CreateInference \
		    bedrock-agentcore:InvokeAgentRuntime; do
			jq -e --arg a $act 'any(.Statement[0].Action[];
			    . as $p | if endswith("*") then
			    $a | startswith($p[:-1]) else $a == $p end)' $p ||
			    { echo "$p: $act"; false; }
		done
	done
	jq -e '.Statement[0].Condition.StringEquals ==
	    {"aws:PrincipalTag/finops-ai-status": "SUSPENDED"}' scp.json
	jq -e '.Statement[0] | has("Condition") | not' role.json
}

@test "a grant leaves room on the role for the policy of a stop" {
	as priya foc-request new --name wide --product "Support Bot" \
	    --use-case OPERATIONS --runtime LAMBDA --estimate-usd 5 >/dev/null
	# These need 9581 characters: AWS would take them, and then no stop.
	refused 1 "would have 10275 characters, and AWS takes 10240" \
	    as sarah foc-approve grant br-3 --platform BEDROCK \
	    --model claude-haiku-4-5 --account $A --rationale x --region \
	    ap-northeast-1,eu-north-1,eu-west-3,us-west-2,eu-south-1,eu-west-1
	run -0 as sarah foc-approve grant br-3 --platform BEDROCK \
	    --model claude-haiku-4-5 --account $A --rationale x --region \
	    ap-northeast-1,eu-north-1,eu-west-3,us-west-2,eu-south-1
}

@test "the script: clean, runs, may run again, stops at nothing it can do" {
	stop --profile $PAYER=org -f sh >s.sh
	bash -n s.sh
	shellcheck s.sh
	[ "$(control)" = SUSPENDED ]
	run -0 sh s.sh
	[ "$(ops)" = tag-role,put-role-policy,list-policies,create-policy,attach-policy ]
	[ "$(jq -c 'select(index("attach-policy"))' "$AWS_LOG")" = "[\"--profile\",\"org\",\"organizations\",\"attach-policy\",\"--policy-id\",\"$SCP\",\"--target-id\",\"$A\"]" ]
	jq -e '.Statement[0].Sid == "FinOpsSuspended"' \
	    "$AWS_STATE/document.put-role-policy"
	jq -e '.Statement | length == 3' "$AWS_STATE/document.create-policy"
	[ "$(cat "$AWS_STATE/mode")" = 700 ]
	[ -z "$(ls "$TMPDIR")" ]
	: >"$AWS_LOG"
	run -0 sh s.sh
	[ "$(ops)" = tag-role,put-role-policy,list-policies,attach-policy ]
	# what fails does not keep the rest from being done
	echo AccessDenied >"$AWS_STATE/fail.tag-role"
	: >"$AWS_LOG"
	run -4 sh s.sh
	[[ $output == *"left to do: tag-role $ROLE"* ]]
	[ "$(ops)" = tag-role,put-role-policy,list-policies,attach-policy ]
	rm "$AWS_STATE/fail.tag-role"
	echo AccessDenied >"$AWS_STATE/fail.attach-policy"
	run -4 sh s.sh
	AWS_ACCOUNT=999999999999 run -4 sh s.sh
	[[ $output == *"account $A: these are not its credentials"* ]]
	# one pipe does it all, and may be given again
	resume -f sh | sh
	rm "$AWS_STATE"/fail.*
	: >"$AWS_LOG"
	stop --profile $PAYER=org -f sh | sh
	stop --profile $PAYER=org -f sh | sh
	[ "$(grep -c put-role-policy "$AWS_LOG")" = 2 ]
	run -0 foc-audit verify
}

@test "a refused stop prints no script" {
	stop >/dev/null
	resume >/dev/null
	before=$(fingerprint)
	run --separate-stderr -1 as eli foc-bill stop csbot --rationale x -f sh
	[ -z "$output" ]
	run --separate-stderr -0 stop -n -f sh --fields id --header
	[ "$(tail -n 1 <<<"$output")" = '[ "$foc_left" -eq 0 ] || exit 4' ]
	bash -n <<<"$output"
}

@test "apply: without a shell, each result recorded" {
	run -0 apply
	[ "$(results <<<"$output")" = "tag-role DONE,put-role-policy DONE,find-scp DONE,create-scp DONE,attach-scp DONE" ]
	[ "$(key scp_policy_id <<<"$output")" = $SCP ]
	[ "$(ops)" = tag-role,put-role-policy,list-policies,create-policy,attach-policy ]
	[ "$(grep -c get-caller-identity "$AWS_LOG")" = 2 ]
	jq -e '.Statement[0].Sid == "FinOpsSuspended"' \
	    "$AWS_STATE/document.put-role-policy"
	[ "$(cat "$AWS_STATE/mode")" = 700 ]
	[ -z "$(ls "$TMPDIR")" ]
	[ "$(foc-audit log wl-csbot | jq -c 'select(.verb == "apply") |
	    [.before, .after, .rationale]' | head -n 1)" = "[\"tag-role $ROLE: PENDING\",\"tag-role $ROLE: DONE\",\"exit status 0\"]" ]
	[ "$(foc-audit log wl-csbot | grep -c '"verb":"apply"')" = 5 ]
	[ "$(foc-audit log org | tail -n 1 | key after)" = \
	    "scp_policy_id=$SCP" ]
	run -0 foc-audit verify
	run -0 foc-db check
	# all is done: nothing is run, nothing changes
	: >"$AWS_LOG"
	before=$(fingerprint)
	run -0 apply
	[ ! -s "$AWS_LOG" ]
	[ "$(fingerprint)" = "$before" ]
	run -0 resume --apply
	[ "$(results <<<"$output")" = "delete-role-policy DONE,untag-role DONE" ]
	[ "$(ops)" = delete-role-policy,untag-role ]
	# the next stop does it all again, but for the SCP
	: >"$AWS_LOG"
	run -0 apply
	[ "$(ops)" = tag-role,put-role-policy ]
	run -0 foc-audit verify
}

@test "the SCP is made once per organisation, attached once per account" {
	apply >/dev/null
	: >"$AWS_LOG"
	run -0 as priya foc-bill stop docsum --rationale x --apply \
	    --profile $PAYER=org
	[ "$(ops)" = tag-role,put-role-policy ]
	# a stranger made it: it is found
	cp "$BATS_FILE_TMPDIR/live.db" "$FOC_DB"
	: >"$AWS_LOG"
	run -0 apply
	[ "$(ops)" = tag-role,put-role-policy,list-policies,attach-policy ]
	[ "$(results <<<"$output")" = "tag-role DONE,put-role-policy DONE,find-scp DONE,create-scp NOT_NEEDED,attach-scp DONE" ]
	# or its id is recorded
	cp "$BATS_FILE_TMPDIR/live.db" "$FOC_DB"
	: >"$AWS_LOG"
	stop >/dev/null
	run -0 stop --artefact scp_policy_id=p-recorded00
	[ "$(jq -c '.actions[2] | [.action, .command[4]]' <<<"$output")" = \
	    '["attach-scp","p-recorded00"]' ]
	run -0 apply
	[ "$(ops)" = tag-role,put-role-policy,attach-policy ]
	run -0 foc-audit verify
}

@test "partial failure: exit 4, what is left, and again only that" {
	echo "An error occurred (AccessDenied): no" >"$AWS_STATE/fail.tag-role"
	run --separate-stderr -4 apply
	[ "$(results <<<"$output")" = "tag-role FAILED,put-role-policy DONE,find-scp DONE,create-scp DONE,attach-scp DONE" ]
	[[ $stderr == *"wl-csbot: 1 of 5 actions are left, the first is tag-role $ROLE: exit status 254: An error occurred (AccessDenied): no"* ]]
	[ "$(control)" = SUSPENDED ]
	[ "$(foc-audit log wl-csbot | jq -r 'select(.after ==
	    "tag-role '"$ROLE"': FAILED") | .rationale')" = \
	    "exit status 254: An error occurred (AccessDenied): no" ]
	: >"$AWS_LOG"
	run -4 apply
	[ "$(ops)" = tag-role ]
	rm "$AWS_STATE/fail.tag-role"
	run -0 apply
	[ "$(foc-audit log wl-csbot | tail -n 1 | key before)" = \
	    "tag-role $ROLE: FAILED" ]
	run -0 foc-audit verify
}

@test "an SCP that could not be made is looked for again" {
	echo no >"$AWS_STATE/fail.create-policy"
	run --separate-stderr -4 apply
	[[ $stderr == *"2 of 5 actions are left"* ]]
	[ "$(results <<<"$output")" = "tag-role DONE,put-role-policy DONE,find-scp DONE,create-scp FAILED,attach-scp PENDING" ]
	echo $SCP >"$AWS_STATE/scp"
	: >"$AWS_LOG"
	run -0 apply
	[ "$(ops)" = list-policies,attach-policy ]
	# what is no id is not believed
	cp "$BATS_FILE_TMPDIR/live.db" "$FOC_DB"
	echo '--profile x' >"$AWS_STATE/scp"
	run --separate-stderr -4 apply
	[ "$(jq -r '.actions[2].detail' <<<"$output")" = \
	    "gave what is no id of a policy: --profile x" ]
	run -0 foc-audit verify
}

@test "credentials of another account: nothing is done to a role there" {
	AWS_ACCOUNT=999999999999 run --separate-stderr -4 apply
	[ "$(ops)" = list-policies,create-policy,attach-policy ]
	[[ $stderr == *"the credentials are of account 999999999999; --profile $A=NAME says"* ]]
	: >"$AWS_LOG"
	run --separate-stderr -0 stop --apply
	[ "$(ops)" = tag-role,put-role-policy ]
}

@test "apply: an aws that names no account is told as such" {
	printf '#!/bin/sh\n' >"$BATS_TEST_TMPDIR/bin/aws"
	run --separate-stderr -4 stop --apply
	[[ $stderr == *"aws sts get-caller-identity names no account"* ]]
}

@test "no aws at all: stopped in the file, exit 4" {
	mkdir only
	bill=$(command -v foc-bill)
	run --separate-stderr -4 as priya env "PATH=$PWD/only:bin" "$bill" \
	    stop csbot --rationale x --apply
	[[ $stderr == *"csbot: is stopped in the file, but there is no aws"* ]]
	[ "$(control)" = SUSPENDED ]
	printf '#!/no/such/shell\n' >"$BATS_TEST_TMPDIR/bin/aws"
	chmod +x "$BATS_TEST_TMPDIR/bin/aws"
	run --separate-stderr -4 stop --apply
	[[ $stderr == *"No such file or directory"* ]]
}

@test "apply: under sudo's noexec the reason is the one it gives" {
	local lib=/usr/libexec/sudo/sudo_noexec.so
	[ -e $lib ] || lib=/usr/lib/sudo/sudo_noexec.so
	[ -e $lib ] && [ -z "$SAN" ] || skip "needs sudo, and no sanitizer"
	run --separate-stderr -4 env FOC_ACTOR=priya LD_PRELOAD=$lib \
	    foc-bill stop csbot --rationale x --apply --profile $PAYER=org
	[[ $stderr == *"/bin/aws: Permission denied"* ]]
	[ "$(control)" = SUSPENDED ]
	! grep -q put-role-policy "$AWS_LOG"
	run -0 apply
}

@test "aws that hangs is killed with what it started; again completes" {
	touch "$AWS_STATE/hang.tag-role"
	run --separate-stderr -4 apply --timeout 1
	[[ $stderr == *"tag-role $ROLE: no end after 1 s, killed"* ]]
	[ "$(results <<<"$output")" = "tag-role FAILED,put-role-policy DONE,find-scp DONE,create-scp DONE,attach-scp DONE" ]
	gone "$(cat "$AWS_STATE/sleeper")"
	rm "$AWS_STATE/hang.tag-role"
	run -0 apply
	run -0 foc-audit verify
}

@test "much output is cut, endless output ends" {
	cat >"$BATS_TEST_TMPDIR/bin/aws" <<-'EOF'
	#!/bin/sh
	[ "$2" = get-caller-identity ] && echo "$AWS_ACCOUNT" && exit
	[ "$2" = tag-role ] && exec yes "$(printf '\033[31mred\001')" >&2
	yes x | head -c 1000000 >&2
	exit 3
	EOF
	run --separate-stderr -4 stop --apply --timeout 1
	[ "$(jq '.actions[0].detail | length' <<<"$output")" -lt 2000 ]
	[ "$(jq '.actions[1].detail | length' <<<"$output")" -lt 2000 ]
	[[ $(jq -r '.actions[0].detail' <<<"$output") != *$'\033'* ]]
	[[ $(jq -r '.actions[1].detail' <<<"$output") == "exit status 3: x x"* ]]
	run -0 foc-audit verify
}

@test "an interrupt in the middle: what was done stands, again completes" {
	touch "$AWS_STATE/hang.put-role-policy"
	FOC_ACTOR=priya foc-bill stop csbot --rationale x --apply \
	    --profile $PAYER=org >out 2>err &
	pid=$!
	wait_for "$AWS_STATE/sleeper"
	kill -INT $pid
	status=0
	wait $pid || status=$?
	[ $status -eq 130 ]
	[ ! -s out ]
	[ -z "$(ls "$TMPDIR")" ]
	gone "$(cat "$AWS_STATE/sleeper")"
	[ "$(control)" = SUSPENDED ]
	run -0 foc-audit verify
	rm "$AWS_STATE/hang.put-role-policy"
	: >"$AWS_LOG"
	run -0 apply
	[ "$(ops)" = put-role-policy,list-policies,create-policy,attach-policy ]
}

@test "SIGKILL at any place: the file is whole, again completes" {
	for op in tag-role put-role-policy list-policies create-policy \
	    attach-policy; do
		cp "$BATS_FILE_TMPDIR/live.db" "$FOC_DB"
		rm -f "$AWS_STATE"/{scp,attached.*,sleeper}
		touch "$AWS_STATE/hang.$op"
		FOC_ACTOR=priya foc-bill stop csbot --rationale x --apply \
		    --profile $PAYER=org >out 2>err &
		pid=$!
		wait_for "$AWS_STATE/sleeper"
		kill -KILL $pid
		wait $pid || true
		kill "$(cat "$AWS_STATE/sleeper")"
		rm "$AWS_STATE/hang.$op"
		[ "$(control)" = SUSPENDED ]
		run -0 foc-audit verify
		run -0 apply
		[ "$(jq '[.actions[] | select(.result != "DONE" and
		    .result != "NOT_NEEDED")] | length' <<<"$output")" = 0 ]
		run -0 foc-audit verify
		run -0 foc-db check
	done
}

@test "somebody resumes while it is being applied: no more is run" {
	touch "$AWS_STATE/hang.tag-role"
	FOC_ACTOR=priya foc-bill stop csbot --rationale x --apply \
	    --profile $PAYER=org >out 2>err &
	pid=$!
	wait_for "$AWS_STATE/sleeper"
	resume >/dev/null
	kill "$(cat "$AWS_STATE/sleeper")"
	status=0
	wait $pid || status=$?
	[ $status -eq 1 ]
	grep -q "somebody changed its control meanwhile" err
	[ "$(ops)" = tag-role ]
	[ "$(control)" = RESUMED ]
	run -0 foc-audit verify
}

@test "results that were edited show" {
	apply >/dev/null
	sqlite3 "$FOC_DB" "UPDATE stop_action SET result = 'FAILED'
	    WHERE action = 'tag-role'"
	run -1 foc-audit verify
	[[ $output == *"wl-csbot: was changed outside the programs"* ]]
}

@test "nothing from outside becomes a command, a word or a line" {
	evil=$'x\ntouch pwned\n\'"$(touch pwned)`touch pwned`; touch pwned #'
	anchor ROLE "arn:aws:iam::$A:role/$evil" $A
	anchor ROLE "arn:aws:iam::$A:role/--debug" $A
	run -0 stop --profile "$A=$evil" -f sh
	printf '%s\n' "$output" >s.sh
	bash -n s.sh
	shellcheck -e SC2016 s.sh
	echo $A >"$AWS_STATE/profile.$evil"
	sh s.sh || true
	[ "$(jq -r 'select(index("tag-role")) | .[5]' "$AWS_LOG" |
	    sed -n '2,$p' | head -n 4)" = "$evil"$'\n--debug' ]
	: >"$AWS_LOG"
	run -4 stop --profile "$A=$evil" --apply
	jq -e --arg e "$evil" -n '[inputs | select(index("put-role-policy")) |
	    [.[1], .[5]]] | index([[$e, $e]]) != null' "$AWS_LOG"
	[ -z "$(find "$BATS_TEST_TMPDIR" "$BATS_FILE_TMPDIR" . /tmp \
	    -maxdepth 2 -name pwned 2>/dev/null)" ]
	run -0 foc-bill stop --verify csbot
	# and on a terminal it stays text
	run -0 resume -n -f table
	[[ $output == *'\x0Atouch pwned'* ]]
	! grep -qx 'touch pwned' <<<"$output"
}

@test "a payer account: no SCP, the inline policy only, and it says so" {
	sqlite3 "$FOC_DB" "UPDATE anchor SET account = '$PAYER',
	    value = 'arn:aws:iam::$PAYER:role/finops-x'
	    WHERE workload = 'csbot'"
	run -0 --separate-stderr stop -n
	[ "$(results <<<"$output")" = "put-role-policy PENDING" ]
	[[ $(jq -r '.limits[]' <<<"$output") == *"$PAYER: a payer account, and an SCP does not bind a management account"* ]]
	[ "$(jq '.documents | length' <<<"$output")" = 1 ]
	AWS_ACCOUNT=$PAYER run -0 stop --apply
	[ "$(ops)" = put-role-policy ]
}

@test "several payers, or none: what foc.yaml cannot tell is not guessed" {
	sqlite3 "$FOC_DB" "UPDATE account SET payer = 1
	    WHERE id = '555566667777'"
	run -0 --separate-stderr stop -n
	[ "$(results <<<"$output")" = "tag-role PENDING,put-role-policy PENDING,create-scp MANUAL" ]
	jq -e '.documents | length == 2' <<<"$output"
	sqlite3 "$FOC_DB" "UPDATE account SET payer = 0"
	run -0 stop -f sh
	printf '%s\n' "$output" >s.sh
	shellcheck s.sh
	run -0 sh s.sh
	run -0 stop --apply
	[ "$(results <<<"$output")" = "tag-role DONE,put-role-policy DONE,find-scp DONE,create-scp NOT_NEEDED,attach-scp DONE" ]
}

@test "roles and permission sets of Identity Center: by hand, and how" {
	sqlite3 "$FOC_DB" "UPDATE anchor SET value = 'arn:aws:iam::$A:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Dev_0123456789abcdef'
	    WHERE workload = 'csbot'"
	anchor PERMISSION_SET arn:aws:sso:::permissionSet/ssoins-1/ps-1 $A
	anchor SESSION_TAG workload=csbot $A
	run -0 --separate-stderr stop -n -f sh
	printf '%s\n' "$output" >s.sh
	shellcheck s.sh
	run -0 --separate-stderr stop --apply
	[ "$(results <<<"$output")" = "identity-center MANUAL,identity-center MANUAL,identity-center MANUAL" ]
	[[ $stderr == *"3 to do by hand"* ]]
	[ -z "$(ops)" ]
	[[ $(jq -r '.actions[0].why' <<<"$output") == *"delete-account-assignment"*"--target-id $A"*"put-inline-policy-to-permission-set"* ]]
	[ "$(jq -c '[.documents[].name]' <<<"$output")" = '["FinOpsSuspended.json"]' ]
	run -0 resume
	[ "$(results <<<"$output")" = "identity-center MANUAL,identity-center MANUAL,identity-center MANUAL" ]
}

@test "API keys of a user: made Inactive, and only those Active again" {
	sqlite3 "$FOC_DB" "UPDATE anchor SET anchor_kind = 'USER',
	    value = 'arn:aws:iam::$A:user/svc' WHERE workload = 'csbot'"
	printf 'ACCA1\tACCA2\n' >"$AWS_STATE/keys"
	stop -n --profile $PAYER=org -f sh >s.sh
	shellcheck s.sh
	run -0 sh s.sh
	[ "$(ops)" = tag-user,put-user-policy,list-service-specific-credentials,update-service-specific-credential,update-service-specific-credential,list-policies,create-policy,attach-policy ]
	: >"$AWS_LOG"
	echo no >"$AWS_STATE/fail.update-service-specific-credential"
	run -4 apply
	rm "$AWS_STATE/fail.update-service-specific-credential"
	: >"$AWS_LOG"
	run -0 apply
	[ "$(jq -c 'select(index("update-service-specific-credential"))' \
	    "$AWS_LOG" | tr -d '\n')" = '["iam","update-service-specific-credential","--user-name","svc","--service-specific-credential-id","ACCA1","--status","Inactive"]["iam","update-service-specific-credential","--user-name","svc","--service-specific-credential-id","ACCA2","--status","Inactive"]' ]
	: >"$AWS_LOG"
	run -0 resume --apply
	[ "$(results <<<"$output")" = "delete-user-policy DONE,untag-user DONE,start-api-key DONE,start-api-key DONE" ]
	[ "$(jq -r 'select(index("Active")) | .[5]' "$AWS_LOG" |
	    paste -sd,)" = ACCA1,ACCA2 ]
	# no keys: nothing to do for them
	: >"$AWS_STATE/keys"
	run -0 apply
	[ "$(results <<<"$output")" = "tag-user DONE,put-user-policy DONE,find-api-keys DONE,stop-api-keys NOT_NEEDED" ]
}

@test "a shared role stays stopped until the last of them is resumed" {
	anchor ROLE "$ROLE" $A docsum
	stop >/dev/null
	as priya foc-bill stop docsum --rationale x >/dev/null
	run -0 resume
	[ "$(results <<<"$output")" = "" ]
	[[ $(jq -r '.limits[]' <<<"$output") == *"$ROLE: stays stopped, because another workload that uses it is SUSPENDED"* ]]
	run -0 as sarah foc-bill resume docsum --rationale x
	[[ $(results <<<"$output") == *delete-role-policy* ]]
	jq -e --arg r "$ROLE" '[.actions[].target] | index($r)' <<<"$output"
}

@test "resume: what is gone already is done" {
	stop >/dev/null
	echo "An error occurred (NoSuchEntity) when calling" \
	    >"$AWS_STATE/fail.delete-role-policy"
	resume -f sh >r.sh
	shellcheck r.sh
	run -0 sh r.sh
	run -0 resume --apply
	[ "$(results <<<"$output")" = "delete-role-policy DONE,untag-role DONE" ]
	echo "AccessDenied" >"$AWS_STATE/fail.delete-role-policy"
	run -4 sh r.sh
}

@test "where nothing was begun nothing is stopped, and no SCP attached" {
	as sarah foc-approve add-scope csbot --platform BEDROCK --model \
	    claude-haiku-4-5 --account 222233334444 --region us-east-1 \
	    --rationale more >/dev/null
	task=$(foc-task list --state OPEN | key id)
	accounts() {
		jq -r '.actions[] | .account, .target' |
		    grep -o '[0-9]\{12\}' | sort -u | paste -sd, -
	}
	[ "$(stop -n | accounts)" = $PAYER,$A ]
	as eli foc-task step "$task" 1 >/dev/null
	[ "$(stop -n | accounts)" = $PAYER,222233334444,$A ]
	as sarah foc-approve revoke sc-2 --rationale no >/dev/null
	[ "$(stop -n | accounts)" = $PAYER,222233334444,$A ]
}

@test "stop: a role that is not there needs no stop" {
	echo "An error occurred (NoSuchEntity) when calling" \
	    >"$AWS_STATE/fail.tag-role"
	cp "$AWS_STATE/fail.tag-role" "$AWS_STATE/fail.put-role-policy"
	run -0 apply
	[[ $(results <<<"$output") == \
	    "tag-role DONE,put-role-policy DONE,"* ]]
	[[ $(jq -r '.actions[0].detail' <<<"$output") == *NoSuchEntity* ]]
	resume >/dev/null
	stop -f sh >s
	PATH=$BATS_TEST_TMPDIR/bin:$PATH run sh s
	[[ $output != *"left to do: tag-role"* ]]
	[[ $output != *"left to do: put-role-policy"* ]]
	echo "An error occurred (AccessDenied)" >"$AWS_STATE/fail.tag-role"
	PATH=$BATS_TEST_TMPDIR/bin:$PATH run sh s
	[[ $output == *"left to do: tag-role"* ]]
}

@test "no role is known: said, and nothing is left to run" {
	sqlite3 "$FOC_DB" "DELETE FROM claim WHERE anchor IN (SELECT id
	    FROM anchor WHERE workload = 'csbot');
	    DELETE FROM anchor WHERE workload = 'csbot'"
	run -0 stop -f sh
	printf '%s\n' "$output" >s.sh
	shellcheck s.sh
	run -0 sh s.sh
	[[ $(cat s.sh) == *"No role of the workload is known"* ]]
	run -0 stop --apply
	[ ! -s "$AWS_LOG" ]
	anchor WORKSPACE wrkspc_1 $A
	run -0 stop --apply
	[[ $(jq -r '.limits[]' <<<"$output") == *"wrkspc_1: is no principal"* ]]
}

# bill UNTIL [HOUR USD]...: a load with cells of the role, USD in 1e-10.
bill() {
	local until=$1
	sqlite3 "$FOC_DB" "DELETE FROM cell; DELETE FROM load;
	    INSERT OR IGNORE INTO sku VALUES (1, 'BEDROCK', 'INFERENCE',
	    'claude-haiku-4-5', 'INPUT', 'STANDARD', 'REGIONAL', 'us-east-1',
	    'Usage', '1K tokens', 1000, 'AWS', '');
	    INSERT OR IGNORE INTO caller VALUES (1, '$PAYER', '$A', '$ROLE',
	    '', '', '', '{}', '')"
	shift
	local sum=0 cells=0
	while [ $# -gt 0 ]; do
		sqlite3 "$FOC_DB" "INSERT INTO cell VALUES (1,
		    unixepoch('$1'), 1, 1, 1, 1, $2, NULL, NULL)"
		sum=$((sum + $2)) cells=$((cells + 1))
		shift 2
	done
	sqlite3 "$FOC_DB" "INSERT INTO load SELECT 1, 'ld-1', '$PAYER', 'e',
	    unixepoch('2026-11-01'), 'USD', 'ACTIVE', 0, 0, NULL, 1, $cells,
	    $cells, 0, $sum, $sum, $sum, 0, '0', NULL, NULL,
	    unixepoch('$until'), $cells, 0, x'00', 1"
}

@test "verify: dollars after the stop, or null and why" {
	refused 1 "wl-csbot: was never stopped" foc-bill stop --verify csbot
	refused 1 "is no workload" foc-bill stop --verify nothing
	stop >/dev/null
	check() {
		before=$(fingerprint)
		run -0 foc-bill stop --verify csbot
		# as text: jq may write 0.0000000001 as 1e-10
		[[ $output == *"\"spent_usd\":$1,\"stop_hour_usd\":$2,\"reason\":$3,\"sandbox\""* ]] ||
		    { echo "$output"; return 1; }
		[ "$(fingerprint)" = "$before" ]
	}
	check null null '"no bill is loaded"'
	bill 2026-11-10T10:00:00 2026-11-10T09:00:00 10000000000
	check null null '"the bill does not reach past the stop yet"'
	bill 2026-11-10T12:00:00 2026-11-10T08:00:00 50000000000 \
	    2026-11-10T09:00:00 10000000000
	check 0 1 null
	bill 2026-11-10T12:00:00 2026-11-10T08:00:00 50000000000 \
	    2026-11-10T09:00:00 10000000000 2026-11-10T10:00:00 1 \
	    2026-11-10T11:00:00 20000000000
	check 2.0000000001 1 null
	[ "$(jq -r '[.stopped_at, .from, .resumed_at, .data_until] |
	    map(. // "-") | join(" ")' <<<"$output")" = "2026-11-10T09:20:00Z 2026-11-10T10:00:00Z - 2026-11-10T12:00:00Z" ]
	FOC_NOW=2026-11-10T11:00:00Z resume >/dev/null
	check 0.0000000001 1 null
	FOC_NOW=2026-11-10T12:30:00Z stop >/dev/null
	check null null '"the bill does not reach past the stop yet"'
}

@test "moto: the role really gets its tag and its policy" {
	command -v moto_server >/dev/null || skip "no moto"
	PATH=${PATH#"$BATS_TEST_TMPDIR/bin:"}
	command -v aws >/dev/null || skip "no aws"
	python3 -c 'import flask, moto' 2>/dev/null || skip "no moto server"
	acct=123456789012
	sqlite3 "$FOC_DB" "INSERT INTO account VALUES ('$acct', 'moto', 'dev',
	    0, 1); UPDATE account SET payer = 0; UPDATE anchor
	    SET account = '$acct', value = 'arn:aws:iam::$acct:role/$NAME'
	    WHERE workload = 'csbot'"
	port=$(python3 -c 'import socket; s = socket.socket();
s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
	moto_server -H 127.0.0.1 -p "$port" >moto.log 2>&1 3>&- &
	echo $! >"$BATS_TEST_TMPDIR/moto.pid"
	export AWS_ENDPOINT_URL=http://127.0.0.1:$port AWS_REGION=us-east-1 \
	    AWS_ACCESS_KEY_ID=x AWS_SECRET_ACCESS_KEY=x AWS_PAGER= \
	    AWS_DEFAULT_REGION=us-east-1
	for i in $(seq 100); do
		curl -sf "$AWS_ENDPOINT_URL/moto-api/" >/dev/null && break
		sleep 0.2
	done
	aws organizations create-organization --feature-set ALL >/dev/null
	aws iam create-role --role-name "$NAME" \
	    --assume-role-policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}' >/dev/null
	run -0 stop --apply
	echo "$output"
	[ "$(aws iam list-role-tags --role-name "$NAME" --query \
	    'Tags[0].[Key,Value]' --output text)" = \
	    $'finops-ai-status\tSUSPENDED' ]
	[ "$(aws iam get-role-policy --role-name "$NAME" --policy-name \
	    FinOpsSuspended --query PolicyDocument.Statement[0].Sid \
	    --output text)" = FinOpsSuspended ]
	[ "$(aws organizations list-policies-for-target --target-id $acct \
	    --filter SERVICE_CONTROL_POLICY --query 'Policies[].Name' \
	    --output text | grep -c finops-ai-kill-switch)" = 1 ]
	run -0 resume --apply
	[ "$(aws iam list-role-policies --role-name "$NAME" --query \
	    PolicyNames --output text)" = "" ]
	[ "$(aws iam list-role-tags --role-name "$NAME" --query Tags \
	    --output text)" = "" ]
}

teardown() {
	if [ -e "$BATS_TEST_TMPDIR/moto.pid" ]; then
		kill "$(cat "$BATS_TEST_TMPDIR/moto.pid")" 2>/dev/null || true
	fi
}
