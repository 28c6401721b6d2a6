# SPDX-License-Identifier: MIT
# What the tests of platforms share: asking, granting, doing tasks, and an aws
# that writes down what it was called with.

A=341153769010
B=222233334444
HAIKU=anthropic.claude-haiku-4-5-20251001-v1:0
WS=wrkspc_01JwQvzr7rXLA5AGx3HKfFUJ

# ask WORKLOAD [OPTION...]
ask() {
	as priya foc-request new --name "$1" --product "Support Bot" \
	    --use-case OPERATIONS --estimate-usd 300 \
	    --runtime "${RUNTIME:-LAMBDA}" "${@:2}"
}

# give ID PLATFORM MODEL [OPTION...]: one account and region unless told
give() {
	local where=()
	[[ " $* " == *" --account "* ]] || where+=(--account $A)
	[[ " $* " == *" --region "* ]] || where+=(--region us-east-1)
	as sarah foc-approve grant "$1" --platform "$2" --model "$3" \
	    "${where[@]}" --rationale "as discussed" "${@:4}"
}

# What a sandbox does not say by itself: models of the Claude Platform are
# approved there, and its prerequisites are met.
allow_claude() {
	local m
	if ! foc-model --help | grep -q approve; then
		sqlite3 "$FOC_DB" "UPDATE model SET status = 'APPROVED'
		    WHERE platform = 'CLAUDE_PLATFORM'"
		return
	fi
	for m in claude-sonnet-4-6 claude-haiku-4-5 claude-opus-4-5; do
		as sarah foc-model approve $m --platform CLAUDE_PLATFORM \
		    --rationale "reviewed" >/dev/null
	done
	for m in CP_SUBSCRIPTION CP_ASSUME_CONSOLE \
	    CP_WEB_IDENTITY_FEDERATION; do
		as sarah foc-prereq waive $m --account $A \
		    --rationale "a test" >/dev/null
		as sarah foc-prereq waive $m --account $B \
		    --rationale "a test" >/dev/null
	done
}

# do_task ID [KEY=VALUE...]: every step with the artefacts that belong to it;
# what was decided needs not be given.
do_task() {
	local id=$1 n arn type
	shift
	arn=$(foc-task show "$id" | key role_arn)
	type=$(foc-task show "$id" | key type)
	do_step() {
		as eli foc-task step "$id" "$@" >/dev/null
	}
	case $type in
	BEDROCK_ENABLE | MARKETPLACE_ENABLE | AGENTCORE_ENABLE)
		do_step 1
		do_step 2 --artefact "role_arn=$arn"
		do_step 3 --artefact policy_applied=true ;;
	CODING_ENABLE)
		do_step 1
		do_step 2 --artefact "permission_set_arn=$1"
		do_step 3 --artefact policy_applied=true
		do_step 4 --artefact "role_arn=$2" ;;
	CP_WORKSPACE)
		do_step 1 --artefact "workspace_id=$1"
		do_step 2 ;;
	CP_VALIDATE)
		do_step 1 --artefact "workspace_id=$1"
		do_step 2 --artefact "data_events=$2" ;;
	CP_LAMBDA)
		do_step 1 --artefact "function_arn=$1" --artefact "role_arn=$arn"
		do_step 2 ;;
	MAP_TAG)
		if [ $# -gt 0 ]; then
			do_step 1 --artefact "inference_profile_arn=$1"
		else
			do_step 1
		fi
		do_step 2 --artefact policy_applied=true ;;
	CHANGE_MODEL)
		do_step 1
		if [ $# -gt 0 ]; then
			do_step 2 --artefact "function_arn=$1"
		else
			do_step 2 --artefact policy_applied=true
		fi ;;
	AGENTIC | REVOKE)
		do_step 1 --artefact policy_applied=true ;;
	esac
	as eli foc-task complete "$id" >/dev/null
}

state() {
	case $1 in
	br-*) foc-request show "$1" | key state ;;
	ts-*) foc-task show "$1" | key state ;;
	cd-*) foc-spendcard show --allow-stale "$1" | key state ;;
	gp-*) foc-gaps show "$1" 2>/dev/null | key state ;;
	iv-*) foc-watch list | jq -r "select(.id == \"$1\") | .state" ;;
	wl-*) foc-workload show "$1" | key control ;;
	sc-*) foc-approve scopes | jq -r "select(.id == \"$1\") | .state" ;;
	ma-*) foc-request list --model-access |
	    jq -r "select(.id == \"$1\") | .state" ;;
	*:*) foc-prereq list | jq -r "select(.name == \"${1%:*}\" and
	    .account == \"${1#*:}\") | .state" ;;
	*) foc-model list --platform BEDROCK |
	    jq -r "select(.model == \"$1\") | .status" ;;
	esac
}

# The states of all of a kind, in the order of their ids, between commas.
states() {
	"$@" | jq -r .state | paste -sd, -
}

# Refused with that status and sentence, and nothing was changed.
refused() {
	local before status_wanted=$1 sentence=$2
	before=$(fingerprint)
	run --separate-stderr "${@:3}"
	[ "$status" -eq "$status_wanted" ] && [ -z "$output" ] &&
	    [[ $stderr == *"$sentence"* ]] &&
	    [ "$(wc -l <<<"$stderr")" -eq 1 ] &&
	    [ "$(fingerprint)" = "$before" ] || {
		echo "status $status: $stderr"
		return 1
	}
}

# An aws and a curl that write down what they were called with.  AWS_STATE has
# what they remember.
fake_aws() {
	export AWS_LOG="$BATS_TEST_TMPDIR/aws.log"
	export AWS_STATE="$BATS_TEST_TMPDIR/aws" AWS_ACCOUNT=$A
	export AWS_ACCESS_KEY_ID=AKIAEXAMPLE AWS_SECRET_ACCESS_KEY='s/e+c"r$t'
	mkdir -p "$BATS_TEST_TMPDIR/bin" "$AWS_STATE"
	: >"$AWS_LOG"
	cat >"$BATS_TEST_TMPDIR/bin/aws" <<-'EOF'
	#!/bin/bash
	jq -cn '$ARGS.positional' --args -- "$@" >>"$AWS_LOG"
	if [ "$1" = --profile ]; then shift 2; fi
	for i in $(seq $#); do
		case ${!i} in file://*)
			f=${!i}; f=${f#file://}
			cp "$f" "$AWS_STATE/$f" ;;
		esac
		if [ "${!i}" = --template-file ]; then
			k=$((i + 1)); cp "${!k}" "$AWS_STATE/"
		fi
	done
	case "$1 $2" in
	"sts get-caller-identity")
		echo "$AWS_ACCOUNT" ;;
	"iam get-role" | "iam get-instance-profile")
		[ -e "$AWS_STATE/$2.$4" ] || exit 254
		echo "arn:aws:iam::$AWS_ACCOUNT:role/$4" ;;
	"iam create-role")
		touch "$AWS_STATE/get-role.$4" ;;
	"iam delete-role")
		rm "$AWS_STATE/get-role.$4" ;;
	"iam list-role-policies")
		echo "foc-deny-baseline	foc-allow-approved" ;;
	"iam create-instance-profile")
		touch "$AWS_STATE/get-instance-profile.$4" ;;
	"iam list-roles") echo "the role" ;;
	"bedrock get-foundation-model-availability")
		echo NOT_AVAILABLE ;;
	"bedrock list-foundation-model-agreement-offers")
		echo offer-1 ;;
	"bedrock list-inference-profiles") echo None ;;
	"bedrock create-inference-profile")
		echo "arn:aws:bedrock:us-east-1:$AWS_ACCOUNT:application-inference-profile/k1c3" ;;
	"sso-admin list-instances") echo arn:aws:sso:::instance/ssoins-1 ;;
	"sso-admin list-permission-sets") echo ps-other ps-another ;;
	"sso-admin describe-permission-set") echo Other ;;
	"sso-admin create-permission-set") echo ps-made ;;
	"sso-admin list-permission-sets-provisioned-to-account")
		[ ! -e "$AWS_STATE/assigned" ] || echo ps-made ;;
	"sso-admin create-account-assignment")
		touch "$AWS_STATE/assigned" "$AWS_STATE/wait"; echo req-1 ;;
	"sso-admin describe-account-assignment-creation-status")
		rm "$AWS_STATE/wait" 2>/dev/null && echo IN_PROGRESS ||
		    cat "$AWS_STATE/assigning" 2>/dev/null ||
		    echo SUCCEEDED ;;
	"sso-admin describe-instance-access-control-attribute-configuration")
		exit 254 ;;
	"cloudtrail get-event-selectors")
		cat "$AWS_STATE/selectors.was" ;;
	"cloudtrail put-event-selectors")
		jq '{TrailARN: $arn, AdvancedEventSelectors: .}' --arg arn \
		    "$6" "$AWS_STATE/selectors.json" \
		    >"$AWS_STATE/selectors.was" ;;
	"lambda invoke") echo '{}' >answer.json ;;
	esac
	EOF
	cat >"$BATS_TEST_TMPDIR/bin/curl" <<-'EOF'
	#!/bin/bash
	jq -cn '$ARGS.positional' --args -- curl "$@" >>"$AWS_LOG"
	cp curl.conf "$AWS_STATE/curl.conf"
	EOF
	chmod +x "$BATS_TEST_TMPDIR"/bin/*
}

# The script of a task: read by three shells, then run.
run_script() {
	local file="$BATS_TEST_TMPDIR/$1.sh"
	foc-task script "$@" >"$file"
	check_script "$file"
	PATH="$BATS_TEST_TMPDIR/bin:$PATH" sh "$file" \
	    >"$BATS_TEST_TMPDIR/$1.out"
}

check_script() {
	bash -n "$1"
	! command -v dash >/dev/null || dash -n "$1"
	! command -v shellcheck >/dev/null || shellcheck "$1"
}
