#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Requests: use cases, estimates, files, the prompt, the end of a request,
# wishes for models, notifications.

load helpers

A=341153769010

setup() {
	export FOC_NOW=2026-10-26T09:00:00Z
	sandbox
}

# new OPTION...: by priya; for the Support Bot if nothing else is said.
new() {
	local product=(--product "Support Bot")
	[[ " $* " == *" --product "* || " $* " == *" --file "* ]] && product=()
	as priya foc-request new "${product[@]}" "$@"
}

grant() {
	as sarah foc-approve grant "$1" --platform BEDROCK \
	    --model claude-haiku-4-5 --account $A --region us-east-1 \
	    --rationale "as discussed" "${@:2}"
}

# typed LINE...: the guided prompt, answered by these lines.
typed() {
	printf '%s\n' "$@" >"$BATS_TEST_TMPDIR/answers"
	run env FOC_ACTOR="${who:-priya}" python3 \
	    "$FOC_TOP/tests/cmd/terminal.py" "$BATS_TEST_TMPDIR/answers" \
	    foc-request new
}

@test "CODING: developers x percent x hours x days x tokens x price, exact" {
	run -0 new --name assistant --use-case CODING --developers 15 \
	    --percent 60
	[ "$(jq -c '[.estimate_usd,.runtime,.availability,.developers,
	    .percent_of_workday,.price_book]' <<<"$output")" = \
	    '[4241.16,"IDENTITY_CENTER","STANDARD",15,60,"default-2026-10-10"]' ]
	a=$(jq -c .assumptions <<<"$output")
	[ "$(jq -c '[.active_hours,.hours_per_day,.days_per_month,
	    .reference_model,.geography]' <<<"$a")" = \
	    '[1512,8,21,"claude-sonnet-4-6","REGIONAL"]' ]
	# 1512 h x 400000 tokens at $3.30, and so on
	[ "$(jq -c '[.parts[] | [.token_type,.tokens,.usd_per_million,
	    .amount_usd]]' <<<"$a")" = '[["INPUT",604800000,3.3,1995.84],["OUTPUT",45360000,16.5,748.44],["CACHE_READ",2268000000,0.33,748.44],["CACHE_WRITE",181440000,4.125,748.44]]' ]
	[[ $(jq -r .explanation <<<"$a") == *"15 developers x 60 % of 8 hours x 21 days = 1512 active hours"*"depends on the model"* ]]
	[ "$(jq -c .requested_tokens <<<"$output")" = '{"input":604800000,"output":45360000,"cache_read":2268000000,"cache_write":181440000}' ]
	run -0 as sarah foc-audit verify
}

@test "CODING by the policy that holds: hours and days with decimals" {
	sed 's/hours_per_day: 8, days_per_month: 21/hours_per_day: 7.5, days_per_month: 20.5/' \
	    "$FOC_TOP/examples/foc.yaml" >"$BATS_TEST_TMPDIR/foc.yaml"
	as sarah foc-org apply "$BATS_TEST_TMPDIR/foc.yaml"
	run -0 new --name a --use-case coding --developers 3 --percent 33
	# 3 x 0.33 x 7.5 x 20.5 = 152.2125
	[ "$(jq -c '.assumptions | [.active_hours,.parts[1].tokens]' \
	    <<<"$output")" = '[152.2125,4566375]' ]
}

@test "CODING: what is refused; dollars go before the reckoning" {
	refused 2 "--developers is needed" new --name a --use-case CODING \
	    --percent 60
	refused 2 "--percent is needed" new --name a --use-case CODING \
	    --developers 4
	refused 2 "whole number from 1 to 100" new --name a \
	    --use-case CODING --developers 4 --percent 101
	refused 2 "whole number from 1 to" new --name a --use-case CODING \
	    --developers 1.5 --percent 10
	refused 2 "is none of IDENTITY_CENTER" new --name a \
	    --use-case CODING --runtime LAMBDA --developers 1 --percent 10
	refused 2 "--tokens: is not for CODING; it is estimated from --developers" \
	    new --name a --use-case CODING --tokens input=1
	refused 2 "--developers: is not for OPERATIONS; it takes --estimate-usd" \
	    new --name a --use-case OPERATIONS --runtime ECS --developers 3
	run -0 new --name a --use-case CODING --developers 15 --percent 60 \
	    --estimate-usd 99
	[ "$(jq -c '[.estimate_usd,.assumptions,.developers]' \
	    <<<"$output")" = '[99,null,15]' ]
	sqlite3 "$FOC_DB" "DELETE FROM price"
	refused 1 "has no price of input tokens of claude-sonnet-4-6; give the estimate in dollars with --estimate-usd" \
	    new --name b --use-case CODING --developers 15 --percent 60
}

@test "INFRASTRUCTURE: a budget and an owner, nothing else" {
	run -0 new --name lake --use-case INFRASTRUCTURE --estimate-usd 80
	[ "$(jq -c '[.use_case,.runtime,.availability,.estimate_usd,.owner]' \
	    <<<"$output")" = '["INFRASTRUCTURE",null,null,80,"priya"]' ]
	refused 2 "--runtime: is not for INFRASTRUCTURE" new --name x \
	    --use-case INFRASTRUCTURE --runtime ECS --estimate-usd 1
	refused 2 "--availability: is not for INFRASTRUCTURE" new --name x \
	    --use-case INFRASTRUCTURE --availability STANDARD \
	    --estimate-usd 1
	refused 2 "--estimate-usd N" new --name x --use-case INFRASTRUCTURE
	refused 2 "CODING or OPERATIONS" new --add-to lake \
	    --use-case INFRASTRUCTURE --estimate-usd 1
	run -0 as priya foc-request new --add-to lake --use-case OPERATIONS \
	    --runtime LAMBDA --estimate-usd 7
	[ "$(jq -c '[.workload,.adds_to,.product]' <<<"$output")" = \
	    '["lake",true,"Support Bot"]' ]
	refused 2 "INFRASTRUCTURE, CODING or OPERATIONS" new --name x
}

@test "the business case: 80,000 at 20 percent is 16,000 a year" {
	run -0 new --name a --use-case OPERATIONS --runtime ECS \
	    --estimate-usd 5 --business-case COST_SAVING,80000,20
	[ "$(jq -c .business_case <<<"$output")" = '{"value_type":"COST_SAVING","current_annual_usd":80000,"target_percent":20,"opportunity_usd":16000,"acknowledged":false}' ]
}

@test "a file: keys are the options, options go before it" {
	cd "$BATS_TEST_TMPDIR"
	cat >request.yaml <<-'EOF'
	# what we want
	name: mailbot
	product: Support Bot
	use_case: OPERATIONS
	runtime: LAMBDA
	availability: PRODUCTION_HA
	tokens: {input: 1000000, cache_read: 2000000}
	business_case:
	  value_type: COST_SAVING
	  current_annual_usd: 80000
	  target_percent: 20
	start: 2026-11-01
	end: 2027-03-31
	growth: 2.5
	description: |
	  first line
	  second "line"
	EOF
	run -0 new --file request.yaml
	[ "$(jq -c '[.workload,.availability,.requested_tokens,
	    .business_case.opportunity_usd,.start,.end,.growth_percent,
	    .description,.estimate_usd]' <<<"$output")" = '["mailbot","PRODUCTION_HA",{"input":1000000,"cache_read":2000000},16000,"2026-11-01","2027-03-31",2.5,"first line\nsecond \"line\"\n",3.96]' ]
	run -0 new --file request.yaml --name other --runtime ECS
	[ "$(jq -c '[.workload,.runtime]' <<<"$output")" = '["other","ECS"]' ]
	run -0 bash -c "FOC_ACTOR=priya foc-request new --file - --name third \
	    <request.yaml"
	[ "$(key workload <<<"$output")" = third ]
	# the file that made it may amend it
	as sarah foc-approve reject br-1 --rationale "too dear"
	sed -i 's/1000000/500000/' request.yaml
	run -0 as priya foc-request resubmit br-1 --file request.yaml
	[ "$(jq -c '[.state,.requested_tokens.input]' <<<"$output")" = \
	    '["PENDING_REVIEW",500000]' ]
}

@test "a file: what is wrong names the file and the line, with status 3" {
	cd "$BATS_TEST_TMPDIR"
	bad() {
		printf '%s\n' "product: Support Bot" "use_case: OPERATIONS" \
		    "$1" >r.yaml
		refused 3 "$2" new --name a --file r.yaml
	}
	bad "runtime: VM" "r.yaml:3: runtime: 'VM' is none of LAMBDA, ECS"
	bad "estimate_usd: lots" "r.yaml:3: estimate_usd: 'lots' is no positive"
	bad "tokens: {inptu: 5}" "r.yaml:3: unknown key 'inptu'"
	bad "tokens: {input: -5}" "r.yaml:3: tokens: '-5' is no whole number"
	bad "business_case: {value_type: X}" "r.yaml:3: the key 'current_annual_usd' is missing"
	bad "start: tomorrow" "r.yaml:3: start: 'tomorrow' is no day"
	bad "budget: 5" "r.yaml:3: unknown key 'budget'; known here: name"
	bad "use_case: CODING" "r.yaml:3"
	bad "description: [a]" "r.yaml:3"
	bad "growth: 2" "r.yaml: runtime is needed"
	bad "developers: 5" "r.yaml:3: developers: is not for OPERATIONS"
	printf -- '- a\n' >r.yaml
	refused 3 "r.yaml:1" new --file r.yaml
	refused 4 "none.yaml" new --file none.yaml
	printf 'use_case: OPERATIONS\nproduct: Nothing\nruntime: ECS\nestimate_usd: 5\n' >r.yaml
	refused 1 "r.yaml:2: product 'Nothing': there is none" new --name a \
	    --file r.yaml
}

@test "hostile text is kept as it is, and shown so that it does nothing" {
	evil=$'a"\'`$(touch pwned)`\\\nb\x1b[31mred\xe2\x80\xaemr\xe2\x80\x8b\xc2\x85 x\t{"k":1}'
	run -0 new --name a --use-case OPERATIONS --runtime ECS \
	    --estimate-usd 5 --description "$evil"
	[ "$(jq -r .description <<<"$output")" = "$evil" ]
	[ "$(sqlite3 "$FOC_DB" "SELECT description FROM request")" = "$evil" ]
	[[ $output != *$'\x1b'* && $output != *$'\xe2\x80\xae'* ]]
	[ "${#lines[@]}" -eq 1 ]
	run -0 foc-request show br-1 -f table
	[[ $output != *$'\x1b'* && $output != *$'\xe2\x80\xae'* &&
	    $output == *'\x1B[31mred\u{202E}mr'* ]]
	refused 2 "is no UTF-8" new --name b --use-case OPERATIONS \
	    --runtime ECS --estimate-usd 5 --description $'\xff\xfe'
	refused 2 "no name of a workload" new --name $'a\nb' \
	    --use-case OPERATIONS --runtime ECS --estimate-usd 5
}

@test "resubmit: what was assumed is worked out again, else it stays" {
	new --name a --use-case CODING --developers 15 --percent 60
	as sarah foc-approve reject br-1 --rationale "too many"
	run -0 as priya foc-request resubmit br-1 --developers 5
	[ "$(jq -c '[.estimate_usd,.developers,.assumptions.active_hours]' \
	    <<<"$output")" = '[1413.72,5,504]' ]
	as sarah foc-approve reject br-1 --rationale "say more"
	run -0 as priya foc-request resubmit br-1 --description more
	[ "$(jq -c '[.estimate_usd,.assumptions.developers]' \
	    <<<"$output")" = '[1413.72,5]' ]
	as sarah foc-approve reject br-1 --rationale "how available?"
	run -0 as priya foc-request resubmit br-1 \
	    --availability PRODUCTION_HA
	[ "$(jq -c '[.availability,.assumptions.availability]' \
	    <<<"$output")" = '["PRODUCTION_HA","PRODUCTION_HA"]' ]
	as sarah foc-approve reject br-1 --rationale "no"
	refused 2 "workload, product and use case stay" as priya \
	    foc-request resubmit br-1 --use-case OPERATIONS
	refused 2 "--runtime: 'ECS' is none of IDENTITY_CENTER" as priya \
	    foc-request resubmit br-1 --runtime ECS
	run -0 as priya foc-request resubmit br-1 --estimate-usd 50
	[ "$(jq -c '[.estimate_usd,.assumptions,.requested_tokens]' \
	    <<<"$output")" = '[50,null,null]' ]
	run -0 as sarah foc-audit verify
}

@test "withdraw: from every state before LIVE, with what undoes it" {
	undo() {
		jq -r '.revoke_commands[]' <<<"$output"
	}
	for w in a b c; do
		new --name $w --use-case OPERATIONS --runtime EC2 \
		    --estimate-usd 5
	done
	grant br-1
	grant br-2
	grant br-3
	as eli foc-task step ts-2 1
	implement ts-3
	for n in 1 2 3; do
		run -0 as priya foc-request withdraw br-$n --reason "no longer"
		[ "$(jq -c '[.state,.ended_by,.end_reason,.due_at]' \
		    <<<"$output")" = '["WITHDRAWN","priya","no longer",null]' ]
		[ "$(jq -r '.scopes[].state' <<<"$output")" = REVOKED ]
		undo >"$BATS_TEST_TMPDIR/undo.$n"
	done
	[ ! -s "$BATS_TEST_TMPDIR/undo.1" ]
	role=$(foc-task show ts-3 | key role)
	shellcheck -s sh "$BATS_TEST_TMPDIR/undo.3"
	grep -q "delete-role --role-name $role" "$BATS_TEST_TMPDIR/undo.3"
	[ "$(foc-task list | jq -r .state | tr '\n' ' ')" = \
	    "CANCELLED CANCELLED IMPLEMENTED " ]
	# a mock AWS: its role goes, and running it twice does no harm
	mkdir -p "$BATS_TEST_TMPDIR/bin"
	cat >"$BATS_TEST_TMPDIR/bin/aws" <<-EOF
	#!/bin/sh
	echo "\$1 \$2" >>"$BATS_TEST_TMPDIR/log"
	case "\$1 \$2" in
	"sts get-caller-identity") echo $A ;;
	"iam get-role") [ -e "$BATS_TEST_TMPDIR/role" ] ;;
	"iam list-role-policies") echo "foc-allow-approved foc-deny-baseline" ;;
	"iam delete-role") rm "$BATS_TEST_TMPDIR/role" ;;
	esac
	EOF
	chmod +x "$BATS_TEST_TMPDIR/bin/aws"
	touch "$BATS_TEST_TMPDIR/role"
	for i in 1 2; do
		PATH="$BATS_TEST_TMPDIR/bin:$PATH" sh -eu \
		    "$BATS_TEST_TMPDIR/undo.3"
	done
	[ ! -e "$BATS_TEST_TMPDIR/role" ]
	[ "$(grep -c delete-role-policy "$BATS_TEST_TMPDIR/log")" -eq 2 ]
	[ "$(grep -c delete-instance-profile "$BATS_TEST_TMPDIR/log")" -eq 1 ]
	run -0 foc-request show br-3
	[ "$(undo)" = "$(cat "$BATS_TEST_TMPDIR/undo.3")" ]
	foc-request show br-3 -f sh >"$BATS_TEST_TMPDIR/all.sh"
	shellcheck -s sh "$BATS_TEST_TMPDIR/all.sh"
	touch "$BATS_TEST_TMPDIR/role"
	PATH="$BATS_TEST_TMPDIR/bin:$PATH" sh "$BATS_TEST_TMPDIR/all.sh"
	[ ! -e "$BATS_TEST_TMPDIR/role" ]
	[[ $(foc-request show br-1 -f sh) == *"nothing to take back" ]]
	# elsewhere it says so, and does nothing
	sed -i "s/echo $A/echo 000000000000/" "$BATS_TEST_TMPDIR/bin/aws"
	: >"$BATS_TEST_TMPDIR/log"
	PATH="$BATS_TEST_TMPDIR/bin:$PATH" run -4 sh "$BATS_TEST_TMPDIR/all.sh"
	[ "$output" = "account $A is left as it is: these are not its credentials" ]
	[ "$(cat "$BATS_TEST_TMPDIR/log")" = "sts get-caller-identity" ]
	refused 1 "state is WITHDRAWN" as priya foc-request withdraw br-3 \
	    --reason again
	run -0 as sarah foc-audit verify
}

@test "withdraw of a CODING workload: its people go, then the permission set" {
	B=222233334444
	as marco foc-request new --name devs --use-case CODING --developers 2 \
	    --product "Engineering Assistant" --percent 50
	as sarah foc-approve grant br-1 --platform BEDROCK --account $A,$B \
	    --model claude-haiku-4-5 --region us-east-1 --rationale r
	set=arn:aws:sso:::permissionSet/ssoins-7223abcd1234abcd/ps-0123456789abcdef
	for t in ts-1 ts-2; do
		as eli foc-task step $t 1
		as eli foc-task step $t 2 --artefact permission_set_arn=$set
	done
	as marco foc-request withdraw br-1 --reason "no longer" -f sh \
	    >"$BATS_TEST_TMPDIR/w.sh"
	shellcheck "$BATS_TEST_TMPDIR/w.sh"
	# Identity Center of two accounts; deletions take a while
	export S=$BATS_TEST_TMPDIR/sso
	mkdir -p "$S" "$BATS_TEST_TMPDIR/bin"
	printf 'GROUP\tg-1\nUSER\tu-1\n' | tee "$S/$A" >"$S/$B"
	cat >"$BATS_TEST_TMPDIR/bin/aws" <<-'EOF'
	#!/bin/bash
	shift
	[ -z "$DENIED" ] || { echo "(AccessDeniedException)" >&2; exit 254; }
	[ "$3" = arn:aws:sso:::instance/ssoins-7223abcd1234abcd ] || exit 9
	echo "$*" >>"$S/log"
	case $1 in
	describe-permission-set)
		[ ! -e "$S/gone" ] || {
			echo "(ResourceNotFoundException)" >&2; exit 254; } ;;
	list-account-assignments)
		cat "$S/$7" ;;
	delete-account-assignment)
		grep -v "^${11}	${13}$" "$S/$9" >"$S/new"; mv "$S/new" "$S/$9"
		[ -s "$S/$9" ] || touch "$S/slow.$9" ;;
	list-accounts-for-provisioned-permission-set)
		for f in "$S"/[0-9]*; do
			[ ! -s "$f" ] && ! rm "$S/slow.${f##*/}" 2>/dev/null ||
			    echo "${f##*/}"
		done | paste -s ;;
	delete-permission-set)
		touch "$S/gone" ;;
	esac
	EOF
	chmod +x "$BATS_TEST_TMPDIR/bin/aws"
	export PATH="$BATS_TEST_TMPDIR/bin:$PATH"
	DENIED=y run -4 sh "$BATS_TEST_TMPDIR/w.sh"
	[[ $output == *"permission set $set is left as it is: (AccessDeniedException)"* ]]
	run sh "$BATS_TEST_TMPDIR/w.sh"
	[ -e "$S/gone" ] && [ ! -s "$S/$A" ] && [ ! -s "$S/$B" ]
	[ "$(cut -d' ' -f1 "$S/log" | tail -n 1)" = delete-permission-set ]
	[ "$(grep -c delete-account-assignment "$S/log")" = 4 ]
	! grep delete-inline-policy "$S/log"
	run -0 sh "$BATS_TEST_TMPDIR/w.sh"		# twice does no harm
	[ -z "$output" ]
}

@test "withdraw: several roles, a profile: each thing once" {
	new --name m --use-case OPERATIONS --runtime LAMBDA --estimate-usd 5
	as sarah foc-approve grant br-1 --platform BEDROCK --account $A \
	    --model claude-haiku-4-5 --region us-east-1,us-west-2 \
	    --map mig12345 --rationale r
	role=$(foc-task show ts-1 | key role_arn)
	implement ts-1
	as eli foc-task step ts-2 1 --artefact inference_profile_arn=arn:aws:bedrock:us-east-1:$A:application-inference-profile/k1
	as priya foc-request withdraw br-1 --reason x -f sh \
	    >"$BATS_TEST_TMPDIR/w.sh"
	shellcheck "$BATS_TEST_TMPDIR/w.sh"
	[ "$(head -n 1 "$BATS_TEST_TMPDIR/w.sh")" = "#!/bin/sh" ]
	[ "$(grep -c 'iam delete-role ' "$BATS_TEST_TMPDIR/w.sh")" = 1 ]
	[ "$(grep -c 'delete-inference-profile' "$BATS_TEST_TMPDIR/w.sh")" = 1 ]
}

@test "retire: the claim and the estimate end, the past stays" {
	new --name a --use-case OPERATIONS --runtime LAMBDA --estimate-usd 310
	grant br-1
	implement ts-1
	refused 1 "state is READY_TO_CLAIM" as priya foc-request retire br-1 \
	    --reason x
	as priya foc-claim a
	refused 1 "state is LIVE" as priya foc-request withdraw br-1 \
	    --reason x
	refused 1 "belongs to priya" as marco foc-request retire br-1 \
	    --reason x
	refused 2 "--reason" as priya foc-request retire br-1
	export FOC_NOW=2026-10-29T15:00:00Z
	run -0 as priya foc-request retire br-1 --reason "replaced by b"
	[ "$(jq -c '[.state,.ended_at]' <<<"$output")" = \
	    '["RETIRED","2026-10-29T15:00:00Z"]' ]
	[[ $(jq -r '.revoke_commands[]' <<<"$output") == *delete-role* ]]
	[ "$(foc-claim list a | jq -c '[.valid_from,.valid_to]')" = \
	    '["2026-10-26T09:00:00Z","2026-10-29T15:00:00Z"]' ]
	# 29 of October's 31 days of 310 dollars a month
	[ "$(foc-workload show a | key estimate_usd)" = 290 ]
	run -0 as sarah foc-audit verify
	# the FinOps lead may retire what nobody else does
	new --name b --use-case OPERATIONS --runtime LAMBDA --estimate-usd 5
	grant br-2
	implement ts-2
	as priya foc-claim b
	run -0 as sarah foc-request retire br-2 --reason "owner has left"
	[ "$(key state <<<"$output")" = RETIRED ]
	run -0 foc-db check
}

@test "a component that is retired leaves its workload live" {
	new --name a --use-case OPERATIONS --runtime LAMBDA --estimate-usd 5
	grant br-1
	implement ts-1
	as priya foc-claim a
	as priya foc-claim a --guardrail \
	    arn:aws:bedrock:us-east-1:$A:guardrail/g1
	as priya foc-request new --add-to a --use-case OPERATIONS \
	    --runtime ECS --estimate-usd 7
	grant br-2 --region eu-west-1 || as sarah foc-approve grant br-2 \
	    --platform BEDROCK --model nova-pro --account $A \
	    --region us-east-1 --rationale y
	implement ts-2
	as priya foc-claim a
	export FOC_NOW=2026-10-27T09:00:00Z
	as priya foc-request retire br-1 --reason "the old one"
	[ "$(foc-claim list a | jq -c 'select(.valid_to == null) |
	    .anchor_kind' | tr '\n' ' ')" = '"GUARDRAIL" "ROLE" ' ]
	as priya foc-request retire br-2 --reason "the new one too"
	[ -z "$(foc-claim list a | jq -c 'select(.valid_to == null)')" ]
	run -0 as sarah foc-audit verify
}

@test "a wish for a model: asked, decided, and in the catalog" {
	run -0 as priya foc-request model-access --model claude-3-haiku \
	    --wish $'cheaper\nfor tests'
	[ "$(jq -c '[.kind,.id,.model,.wish,.state,.requester,.catalog]' \
	    <<<"$output")" = '["model_access","ma-1","claude-3-haiku","cheaper\nfor tests","PENDING","priya",{"BEDROCK":"PENDING_REVIEW","MARKETPLACE":"PENDING_REVIEW"}]' ]
	refused 1 "ma-1 asks for it already" as priya foc-request \
	    model-access --model anthropic.claude-3-haiku-20240307-v1:0
	refused 1 "is APPROVED on BEDROCK already" as priya foc-request \
	    model-access --model claude-haiku-4-5
	refused 1 "needs the role product-owner" as sarah foc-request \
	    model-access --model gpt-9
	refused 2 "--model is needed" as priya foc-request model-access
	run -0 foc-request show ma-1
	[ "$(key state <<<"$output")" = PENDING ]
	refused 1 "needs the role finops-lead" as priya foc-approve grant \
	    ma-1 --rationale x
	refused 2 "--platform is needed: claude-3-haiku has BEDROCK, MARKETPLACE" \
	    as sarah foc-approve grant ma-1 --rationale x
	refused 1 "does not have claude-3-haiku; BEDROCK, MARKETPLACE has" \
	    as sarah foc-approve grant ma-1 --platform CLAUDE_PLATFORM \
	    --rationale x
	refused 2 "--rationale" as sarah foc-approve grant ma-1 \
	    --platform BEDROCK
	run -0 as sarah foc-approve grant ma-1 --platform BEDROCK \
	    --rationale "harmless"
	[ "$(jq -c '[.state,.decided_by,.platform,.catalog.BEDROCK]' \
	    <<<"$output")" = '["GRANTED","sarah","BEDROCK","APPROVED"]' ]
	[ "$(foc-model list | jq -r 'select(.id == "BEDROCK:claude-3-haiku") |
	    .status')" = APPROVED ]
	as priya foc-request model-access --model gpt-9
	refused 1 "is not in the catalog; foc-model import" as sarah \
	    foc-approve grant ma-2 --rationale x
	run -0 as sarah foc-approve reject ma-2 --rationale "there is none"
	[ "$(key state <<<"$output")" = DECLINED ]
	refused 1 "state is DECLINED (by sarah" as sarah foc-approve reject \
	    ma-2 --rationale x
	[ "$(foc-request list --model-access --state GRANTED | key id)" = ma-1 ]
	refused 2 "PENDING, GRANTED, DECLINED" foc-request list \
	    --model-access --state OPEN
	[ "$(foc-audit log ma-1 | jq -r .verb | tr '\n' ' ')" = "ask grant " ]
	run -0 as sarah foc-audit verify
	sqlite3 "$FOC_DB" "UPDATE model_access SET wish = 'x'"
	run -1 as sarah foc-audit verify
	[[ $output == *"ma-"*"was changed outside"* ]]
}

@test "agentic: asked for what works, a proposal for the lead" {
	new --name a --use-case OPERATIONS --runtime LAMBDA --estimate-usd 5
	refused 1 "nothing of it is granted" as priya foc-request agentic a \
	    --rationale x
	grant br-1
	refused 1 "no scope of it is IMPLEMENTED" as priya foc-request \
	    agentic a --rationale x
	implement ts-1
	refused 2 "--rationale" as priya foc-request agentic a
	refused 1 "belongs to priya" as marco foc-request agentic a \
	    --rationale x
	run -0 as priya foc-request agentic a --rationale "it books rooms"
	[ "$(jq -c '[.kind,.action_scope,.state]' <<<"$output")" = \
	    '["scope","INFERENCE_AGENTIC","PENDING_APPROVAL"]' ]
	run -0 as sarah foc-audit verify
}

@test "clocks: review and task are overdue, and people are told" {
	new --name a --use-case OPERATIONS --runtime LAMBDA --estimate-usd 5
	new --name b --use-case OPERATIONS --runtime LAMBDA --estimate-usd 5
	new --name c --use-case OPERATIONS --runtime LAMBDA --estimate-usd 5
	[ -z "$(foc-request notify)" ]
	grant br-2
	implement ts-1
	grant br-3 --priority PRIORITY
	as sarah foc-approve reject br-1 --rationale $'say more\n.\nFrom here'
	ids() {
		foc-request notify "$@" | jq -r .id | tr '\n' ' '
	}
	[ "$(ids)" = "READY_TO_CLAIM:br-2 REJECTED:br-1 " ]
	[ "$(foc-request notify br-1 | jq -c '[.to,.from,.subject]')" = '[["priya@example.com"],"ops@example.com","br-1, a: sent back"]' ]
	export FOC_NOW=2026-10-29T09:00:00Z
	[ "$(ids)" = "READY_TO_CLAIM:br-2 REJECTED:br-1 TASK_OVERDUE:ts-2 " ]
	[ "$(foc-request notify ts-2 | jq -c .to)" = '["eli@example.com"]' ]
	[ "$(ids --from 2026-10-28 --to 2026-10-29)" = "TASK_OVERDUE:ts-2 " ]
	as priya foc-request resubmit br-1 --description more
	[ "$(foc-request show br-1 | key due_at)" = 2026-11-03T09:00:00Z ]
	export FOC_NOW=2026-11-04T00:00:00Z
	[ "$(ids --from 2026-11-01)" = "REVIEW_OVERDUE:br-1 " ]
	[ "$(foc-request show br-1 | key overdue)" = true ]
	as priya foc-claim b
	run -1 foc-request notify br-2
	[[ $output == *"br-2: nobody has to be told"* ]]
}

@test "a mail: a MIME message that a mail program understands" {
	new --name a --use-case OPERATIONS --runtime LAMBDA --estimate-usd 5
	as sarah foc-approve reject br-1 --rationale \
	    $'wof\xc3\xbcr? '"$(printf 'sehr lang %.0s' {1..20})"$'\n.\nFrom me\nBcc: x@y\x1b['
	run -2 foc-request notify -f mail
	foc-request notify br-1 -f mail >"$BATS_TEST_TMPDIR/mail"
	FOC_NOW=2026-11-01T00:00:00Z foc-request notify br-1 -f mail |
	    cmp - "$BATS_TEST_TMPDIR/mail"
	[ "$(awk 'length > 78' "$BATS_TEST_TMPDIR/mail")" = "" ]
	run -0 python3 - "$BATS_TEST_TMPDIR/mail" <<-'EOF'
	import email, email.policy, sys
	m = email.message_from_binary_file(open(sys.argv[1], "rb"),
	    policy=email.policy.default)
	assert not m.defects, m.defects
	assert m["To"] == "priya@example.com", m["To"]
	assert m["From"] == "foc <ops@example.com>"
	assert m["Subject"] == "[foc SANDBOX] br-1, a: sent back"
	assert m["Date"] == "Mon, 26 Oct 2026 09:00:00 +0000"
	assert m["Bcc"] is None and m["Message-ID"] and m["References"]
	body = m.get_content()
	assert "wof\u00fcr? sehr lang" in body and "\n.\nFrom me\n" in body
	assert "\x1b" not in body and "\\x1B[" in body
	EOF
}

@test "the prompt: OPERATIONS, with wrong answers asked again" {
	typed "" 3 Csbot csbot 9 2 5 'arn:x' \
	    arn:aws:iam::444455556666:role/app nothing 2 -5 \
	    input=50000000,output=5000000 \
	    'drafts answers, about 900 a day' \
	    y 1 drafts 80000 lots 20 2026-11-01 2026-10-01 2027-03-31 2.5 perhaps yes
	[ "$status" -eq 0 ] || { echo "$output"; false; }
	for text in "Step 1 of 3" "Step 2 of 3" "Step 3 of 3" \
	    "an answer is needed here" "name: 'Csbot' is no name" \
	    "choose one of the list, or its number" "is no ARN" "'drafts'" \
	    "'lots'" \
	    "'-5' is no positive" "end: 2026-10-01 is before" \
	    "opportunity_usd     16,000.00" "depends on the model"; do
		[[ $(tr -s '\n ' ' ' <<<"$output") == *"$(tr -s ' ' <<<"$text")"* ]] ||
		    { echo "no: $text"; echo "$output"; false; }
	done
	# nothing runs out of 80 columns, and no option or account is named
	[ -z "$(awk 'length > 80' <<<"$output")" ]
	[[ $output != *--* ]]
	[ "$(foc-request show br-1 | jq -c '[.workload,.runtime,.principal,
	    .availability,.estimate_usd,.business_case.opportunity_usd,
	    .end,.growth_percent]')" = '["csbot","OTHER","arn:aws:iam::444455556666:role/app","PRODUCTION_HA",247.5,16000,"2027-03-31",2.5]' ]
	[ "$(foc-request list | jq -s length)" -eq 1 ]
	run -0 as sarah foc-audit verify
}

@test "the prompt: CODING, two questions; then more AI for it" {
	typed coding dev "document platform" "Document Platform" 15 60 "" "" \
	    "" "" "" "" y
	[ "$status" -eq 0 ] || { echo "$output"; false; }
	[ "$(foc-request show br-1 | jq -c '[.estimate_usd,.product,
	    .availability,.description]')" = \
	    '[4241.16,"Document Platform","STANDARD",""]' ]
	typed 3 dev 1 "" 20 "" "" "" "" "" yes
	[ "$status" -eq 0 ] || { echo "$output"; false; }
	[ "$(foc-request show br-2 | jq -c '[.workload,.adds_to,.runtime]')" = \
	    '["dev",true,"LAMBDA"]' ]
	typed INFRASTRUCTURE lake 2 80 "" "" "" "" "" yes
	[ "$status" -eq 0 ] || { echo "$output"; false; }
	[ "$(foc-request show br-3 | jq -c '[.workload,.use_case]')" = \
	    '["lake","INFRASTRUCTURE"]' ]
}

@test "the prompt: Ctrl-C, the end of input and no change nothing" {
	before=$(fingerprint)
	typed 3 csbot 2 1 ^C
	[ "$status" -eq 130 ]
	[[ $output == *"nothing was submitted"* ]]
	[ "$(fingerprint)" = "$before" ]
	typed 3 csbot 2 1 "" 5 "" "" "" "" "" ^C
	[ "$status" -eq 130 ]
	[ "$(fingerprint)" = "$before" ]
	typed 3 csbot ^D
	[ "$status" -eq 1 ]
	typed 3 csbot 2 1 "" 5 "" "" "" "" "" no
	[ "$status" -eq 1 ]
	[[ $output == *"nothing was submitted"* ]]
	[ "$(fingerprint)" = "$before" ]
	who=eli typed 3
	[ "$status" -eq 1 ]
	[[ $output == *"needs the role product-owner"* ]]
}

@test "no prompt without a terminal, or with an option" {
	refused 2 "--use-case is needed: INFRASTRUCTURE, CODING or OPERATIONS" \
	    as priya foc-request new
	printf 'x\n' >"$BATS_TEST_TMPDIR/answers"
	run env FOC_ACTOR=priya python3 "$FOC_TOP/tests/cmd/terminal.py" \
	    "$BATS_TEST_TMPDIR/answers" foc-request new --name a
	[ "$status" -eq 2 ]
	[[ $output == *"--use-case is needed"* ]]
}
