#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# From a request to the handoff: states, duties, decisions, scripts.

load helpers

A=341153769010
B=222233334444
HAIKU=anthropic.claude-haiku-4-5-20251001-v1:0

setup() {
	export FOC_NOW=2026-10-26T09:00:00Z
}

# given DEFAULT VALUE ... -- OPTION...: ARGS is the options, and those
# defaults that are not among them.
given() {
	local defaults=() i
	while [ "$1" != -- ]; do
		defaults+=("$1" "$2")
		shift 2
	done
	shift
	ARGS=("$@")
	for ((i = 0; i < ${#defaults[@]}; i += 2)); do
		[[ " $* " == *" ${defaults[i]} "* ]] ||
		    ARGS+=("${defaults[i]}" "${defaults[i + 1]}")
	done
}

# ask WORKLOAD [OPTION...]
ask() {
	given --product "Support Bot" --use-case OPERATIONS \
	    --runtime LAMBDA --estimate-usd 300 -- --name "$@"
	as priya foc-request new "${ARGS[@]}"
}

# grant ID [OPTION...]
grant() {
	given --platform BEDROCK --model claude-haiku-4-5 --account $A \
	    --region us-east-1 --rationale "as discussed" -- "$@"
	as sarah foc-approve grant "${ARGS[@]}"
}

state() {
	foc-request show "$1" | key state
}

# An aws that writes down what it was called with, and knows roles.
fake_aws() {
	export AWS_LOG="$BATS_TEST_TMPDIR/aws.log"
	export AWS_STATE="$BATS_TEST_TMPDIR/aws" AWS_ACCOUNT=$A
	mkdir -p "$BATS_TEST_TMPDIR/bin" "$AWS_STATE"
	: >"$AWS_LOG"
	cat >"$BATS_TEST_TMPDIR/bin/aws" <<-'EOF'
	#!/bin/sh
	jq -cn '$ARGS.positional' --args -- "$@" >>"$AWS_LOG"
	case "$1 $2" in
	"sts get-caller-identity")
		echo "$AWS_ACCOUNT" ;;
	"iam get-role" | "iam get-instance-profile")
		[ -e "$AWS_STATE/$2.$4" ] || exit 254
		echo "arn:aws:iam::$AWS_ACCOUNT:role/$4" ;;
	"iam create-role")
		cp "${6#file://}" "$AWS_STATE/trust.json"
		touch "$AWS_STATE/get-role.$4" ;;
	"iam create-instance-profile")
		touch "$AWS_STATE/get-instance-profile.$4" ;;
	"iam put-role-policy")
		cp "${8#file://}" "$AWS_STATE/$6.json" ;;
	esac
	EOF
	chmod +x "$BATS_TEST_TMPDIR/bin/aws"
}

run_script() {
	foc-task script "$1" >"$BATS_TEST_TMPDIR/$1.sh"
	bash -n "$BATS_TEST_TMPDIR/$1.sh"
	shellcheck "$BATS_TEST_TMPDIR/$1.sh"
	PATH="$BATS_TEST_TMPDIR/bin:$PATH" sh "$BATS_TEST_TMPDIR/$1.sh"
}

@test "the whole path: every state in its turn, one event an object" {
	sandbox
	run -0 ask csbot --availability PRODUCTION_HA
	[ "$(key state <<<"$output")" = PENDING_REVIEW ]
	[ "$(foc-approve queue | key id)" = br-1 ]
	run -0 grant br-1
	[ "$(key state <<<"$output")" = APPROVED ]
	[ "$(foc-approve queue)" = "" ]
	role=$(foc-task list | key role)
	[[ $role =~ ^finops-csbot-[a-z2-7]{4}$ ]]
	as eli foc-task step ts-1 1
	[ "$(state br-1)" = CE_IN_PROGRESS ]
	as eli foc-task step ts-1 2 --artefact \
	    "role_arn=arn:aws:iam::$A:role/$role"
	as eli foc-task step ts-1 3 --artefact policy_applied=true
	run -0 as eli foc-task complete ts-1
	[ "$(key state <<<"$output")" = IMPLEMENTED ]
	[ "$(state br-1)" = READY_TO_CLAIM ]
	[ "$(foc-claim list | key value)" = "arn:aws:iam::$A:role/$role" ]
	run -0 as priya foc-claim csbot
	[ "$(key claimed <<<"$output")" = true ]
	[ "$(state br-1)" = LIVE ]
	[ "$(foc-claim list)" = "" ]
	run -0 foc-claim handoff csbot
	[ "$(jq -c '[.role_arn,.model_id,.invoke_id,.endpoint,.region,
	    .account,.workspace_id]' <<<"$output")" = "[\"arn:aws:iam::$A:role/$role\",\"$HAIKU\",\"us.$HAIKU\",\"https://bedrock-runtime.us-east-1.amazonaws.com\",\"us-east-1\",\"$A\",null]" ]
	[ "$(foc-audit log br-1 | jq -r '.verb + " " + .role' |
	    tr '\n' ,)" = "submit product-owner,approve finops-lead,start system,implement system,claim product-owner," ]
	run -0 foc-audit verify
	run -0 foc-db check
}

@test "request: keys, estimate from tokens, business case, period" {
	sandbox
	run -0 as priya foc-request new --name csbot --product "Support Bot" \
	    --use-case operations --runtime OTHER \
	    --principal arn:aws:iam::444455556666:role/app \
	    --tokens input=50000000,output=5000000 \
	    --business-case COST_SAVING,80000,20 --start 2026-11-01 \
	    --end 2027-03-31 --growth 2.5 --description 'says "hi"'
	[ "$(jq -c '[.estimate_usd,.business_case.opportunity_usd,.start,.end,
	    .growth_percent,.price_book,.due_at,.overdue,.description]' \
	    <<<"$output")" = '[247.5,16000,"2026-11-01","2027-03-31",2.5,"default-2026-10-10","2026-10-31T09:00:00Z",false,"says \"hi\""]' ]
	[ "$(at 2026-11-01T00:00:00Z foc-request list | key overdue)" = true ]
	for k in workload product use_case runtime state requester \
	    submitted_at availability estimate_usd developers \
	    percent_of_workday description business_case rationale due_at \
	    overdue; do
		jq -e "has(\"$k\")" <<<"$output"
	done
}

@test "request: what is refused, and how" {
	sandbox
	refused 1 "belongs to priya" as marco foc-request new --name x \
	    --product "Support Bot" --use-case OPERATIONS --runtime ECS \
	    --estimate-usd 1
	refused 1 "needs the role product-owner" as sarah foc-request new \
	    --name x --product "Support Bot" --use-case OPERATIONS \
	    --runtime ECS --estimate-usd 1
	refused 1 "there is none" ask x --product Nothing
	refused 2 "is none of INFRASTRUCTURE, CODING" ask x --use-case AI
	refused 2 "is none of LAMBDA, ECS" ask x --runtime VM
	refused 2 "no name of a workload" ask Csbot
	refused 2 "no name of a workload" ask br-7
	refused 2 "needs --principal" ask x --runtime OTHER
	refused 2 "no ARN" ask x --runtime OTHER --principal '*'
	refused 2 "either" ask x --tokens input=1 --estimate-usd 1
	refused 2 "no positive amount" ask x --estimate-usd -5
	refused 2 "is before" ask x --start 2026-11-02 --end 2026-11-01
	refused 2 "TYPE,ANNUAL,PERCENT" ask x --business-case COST_SAVING,8
	refused 2 "501 characters" ask x --description \
	    "$(printf 'é%.0s' $(seq 501))"
	ask csbot
	refused 1 "exists" ask csbot
	refused 2 "PENDING_REVIEW, APPROVED" foc-request list --state OPEN
	refused 2 "BLOCKED" foc-task list --state DONE
	refused 1 "no such request" foc-request show br-9
}

@test "reject sends it back with its reason; the clock stands still" {
	sandbox
	ask csbot
	at 2026-10-28T09:00:00Z as sarah foc-approve reject br-1 \
	    --rationale "which model?"
	[ "$(foc-request show br-1 | key rationale)" = "which model?" ]
	[ "$(foc-request show br-1 | key due_at)" = null ]
	refused 1 "state is REJECTED (by sarah at 2026-10-28T09:00:00Z), needs PENDING_REVIEW" grant br-1
	run -0 at 2026-11-07T09:00:00Z as priya foc-request resubmit br-1 \
	    --estimate-usd 100
	[ "$(jq -c '[.state,.due_at,.estimate_usd,.runtime]' <<<"$output")" = \
	    '["PENDING_REVIEW","2026-11-10T09:00:00Z",100,"LAMBDA"]' ]
	FOC_NOW=2026-11-08T00:00:00Z run -0 as priya foc-request withdraw br-1 --reason "no longer"
	[ "$(key state <<<"$output")" = WITHDRAWN ]
	run -0 foc-audit verify
}

@test "withdrawing what was approved takes its tasks and scopes along" {
	sandbox
	ask csbot
	grant br-1 --region us-east-1,us-west-2
	refused 2 "--reason" as priya foc-request withdraw br-1
	as priya foc-request withdraw br-1 --reason "no longer"
	[ "$(foc-task list | jq -r .state | sort -u)" = CANCELLED ]
	[ "$(foc-request show br-1 | jq -r '.scopes[].state' | sort -u)" = \
	    REVOKED ]
	run -0 foc-audit verify
	ask other
	grant br-2
	as eli foc-task step ts-3 1
	run -0 as priya foc-request withdraw br-2 --reason x
	[ "$(key state <<<"$output")" = WITHDRAWN ]
	[ "$(jq '.revoke_commands | length' <<<"$output")" -eq 1 ]
}

@test "grant: what is refused names what would work" {
	sandbox
	ask csbot --business-case COST_SAVING,80000,20
	refused 1 "unverified" grant br-1
	grant() {
		given --platform BEDROCK --model claude-haiku-4-5 \
		    --account $A --region us-east-1 \
		    --rationale "as discussed" -- "$@" --ack-business-case
		as sarah foc-approve grant "${ARGS[@]}"
	}
	refused 1 "needs the role finops-lead" as eli foc-approve grant br-1 \
	    --platform BEDROCK
	refused 1 "not in the catalog" grant br-1 --model gpt-9
	refused 1 "is PENDING_REVIEW in the catalog, needs APPROVED; foc-model approve claude-3-haiku" grant br-1 --model claude-3-haiku
	refused 1 "not offered in sa-east-1; it is in ap-northeast-1" \
	    grant br-1 --region sa-east-1
	refused 1 "foc-model import" grant br-1 --model claude-opus-5
	refused 1 "not in foc.yaml" grant br-1 --account 999988887777
	refused 2 "no account id" grant br-1 --account prod
	refused 2 "no region" grant br-1 --region 'us-east-1;id'
	refused 1 "runtime of br-1 is LAMBDA, needs AGENTCORE" grant br-1 \
	    --platform AGENTCORE
	refused 2 "none of BEDROCK" grant br-1 --platform AZURE
	refused 2 "--map" grant br-1 --map mig12
	refused 2 "goes with --map" grant br-1 --map-method IAM_PRINCIPAL
	refused 1 "AWS takes 10240: grant fewer regions" grant br-1 \
	    --region "$(sqlite3 "$FOC_DB" "SELECT group_concat(DISTINCT
	    source_region) FROM model_profile
	    WHERE model = 'claude-haiku-4-5'")"
	refused 2 "--rationale" grant br-1 --rationale " "
	refused 2 "either" grant br-1 --estimate-usd 1 --tokens input=5
	sqlite3 "$FOC_DB" "UPDATE prereq SET state = 'FAILED'"
	refused 1 "prerequisite CUR_EXPORT: is FAILED, needs PASSED or WAIVED; foc-prereq" grant br-1
	sqlite3 "$FOC_DB" "DELETE FROM prereq"
	refused 1 "prerequisite CUR_EXPORT: is UNKNOWN" grant br-1
	sqlite3 "$FOC_DB" "INSERT INTO prereq VALUES ('CUR_EXPORT', 'ALL', '',
	    'WAIVED', 0, '', '')"
	grant br-1
	refused 1 "state is APPROVED (by sarah" grant br-1
	as priya foc-request new --add-to csbot --use-case OPERATIONS \
	    --runtime ECS --estimate-usd 5
	refused 1 "csbot may use claude-haiku-4-5 in $A us-east-1 already, by sc-1" grant br-2
}

@test "grant: any name of the model, accounts x regions, one role an account" {
	sandbox
	ask csbot
	a=$(grant -n br-1 --model "us.$HAIKU" --account $A,$B \
	    --region us-east-1,eu-west-1 | jq -c '[.scopes[].role]')
	[ "$(state br-1)" = PENDING_REVIEW ]
	run -0 grant br-1 --model "Claude Haiku 4.5" --account $A,$B \
	    --region us-east-1,eu-west-1 --priority PRIORITY
	[ "$(jq -c '[.scopes[].role]' <<<"$output")" = "$a" ]
	[ "$(jq '[.scopes[].role] | unique | length' <<<"$output")" = 2 ]
	[ "$(key due_at <<<"$output")" = 2026-10-28T09:00:00Z ]
	[ "$(foc-approve scopes csbot --state PENDING_IMPLEMENTATION |
	    jq -c '[.id,.account,.region]' | tr -d '\n')" = "[\"sc-1\",\"$A\",\"us-east-1\"][\"sc-2\",\"$A\",\"eu-west-1\"][\"sc-3\",\"$B\",\"us-east-1\"][\"sc-4\",\"$B\",\"eu-west-1\"]" ]
	[ "$(foc-approve scopes --state REVOKED)" = "" ]
	run -1 foc-approve scopes nobody
	run -2 foc-approve scopes --state OPEN
	[ "$(foc-task list | jq -c '[.position,.of]' | tr -d '\n')" = \
	    "[1,4][2,4][3,4][4,4]" ]
	for t in 1 2 3; do
		implement ts-$t
	done
	[ "$(state br-1)" = CE_IN_PROGRESS ]
	implement ts-4
	[ "$(state br-1)" = READY_TO_CLAIM ]
	[ "$(foc-claim list | jq -s length)" = 2 ]
	[ "$(foc-claim handoff csbot | jq -r .invoke_id | tr '\n' ' ')" = \
	    "us.$HAIKU eu.$HAIKU us.$HAIKU eu.$HAIKU " ]
}

@test "regions: only those that are known, and how one becomes known" {
	sandbox
	ask csbot
	no="is no region of AWS that is known here"
	new="a new one is named under regions in the policy of foc.yaml"
	refused 1 "--region xx-none-9: $no; $new" grant br-1 --region xx-none-9
	refused 1 "--region us-eats-1: $no; nearest is us-east-1; $new" \
	    grant br-1 --region us-east-1,us-eats-1
	refused 2 "'us-east-' is no region, such as us-east-1" \
	    grant br-1 --region us-east-
	refused 1 "is of the partition aws-us-gov" \
	    grant br-1 --region us-gov-west-1
	refused 1 "--region eu-wets-1: $no; nearest is eu-west-1; $new" \
	    foc-price estimate --model nova-lite --region eu-wets-1 \
	    --tokens input=1
	foc-price estimate --model claude-haiku-4-5 --region us-gov-west-1 \
	    --tokens input=1
	cat >"$BATS_TEST_TMPDIR/d.yaml" <<-EOF
	request: br-1
	platform: BEDROCK
	model: nova-lite
	accounts: ["$A"]
	regions: [us-east-1, ap-none-1]
	rationale: r
	EOF
	refused 1 "--region ap-none-1: $no" as sarah foc-approve grant \
	    --file "$BATS_TEST_TMPDIR/d.yaml"

	# the policy, and what AWS has named itself
	sed 's/^policy:.*/&\n  regions: [xx-none-9]/' \
	    "$FOC_TOP/examples/foc.yaml" >"$BATS_TEST_TMPDIR/new.yaml"
	as sarah foc-org apply "$BATS_TEST_TMPDIR/new.yaml"
	[ "$(foc-org show policy | jq -c 'select(.id == "regions") |
	    [.value, .default]')" = '[["xx-none-9"],[]]' ]
	run -0 grant br-1 --model nova-lite --region xx-none-9
	[ "$(jq -r '.scopes[0].region' <<<"$output")" = xx-none-9 ]
	implement ts-1
	for verb in "add-scope sarah" "propose eli"; do
		refused 1 "--region yy-none-9: $no" as "${verb#* }" \
		    foc-approve "${verb% *}" csbot --platform BEDROCK \
		    --model nova-lite --account "$A" --region yy-none-9 \
		    --rationale r
	done
	as sarah foc-model import - <<<'{"modelSummaries":[{"modelArn":
	    "arn:aws:bedrock:yy-none-9::foundation-model/amazon.nova-lite-v1:0",
	    "modelId":"amazon.nova-lite-v1:0","modelName":"Nova Lite",
	    "providerName":"Amazon","inferenceTypesSupported":["ON_DEMAND"]}]}'
	as sarah foc-approve add-scope csbot --platform BEDROCK \
	    --model nova-lite --account "$A" --region yy-none-9 --rationale r

	sed -i 's/xx-none-9/Nowhere/' "$BATS_TEST_TMPDIR/new.yaml"
	refused 3 "policy regions: 'Nowhere' is no region, such as us-east-1" \
	    as sarah foc-org apply "$BATS_TEST_TMPDIR/new.yaml"
}

@test "scopes: states of both machines are named where none is meant" {
	sandbox
	refused 2 "'FOO' is no state; one of PENDING_APPROVAL, PENDING_IMPLEMENTATION, IMPLEMENTED, REVOKED, PENDING_WORKSPACE, PENDING_VALIDATION, PENDING_LAMBDA" \
	    foc-approve scopes --state FOO
	foc-approve scopes --state PENDING_LAMBDA
}

@test "grant: tokens at the price of the granted model become official" {
	sandbox
	ask csbot
	run -0 grant br-1 --tokens input=1000000,cache_read=1000000
	[ "$(jq -c '[.estimate_usd,.requested_usd,.confirmed_tokens]' \
	    <<<"$output")" = \
	    '[1.21,300,{"input":1000000,"cache_read":1000000}]' ]
}

@test "grant: tokens asked for are priced for the model that is granted" {
	# asked at $3.30 and $16.50 of the reference model
	askt() {
		as priya foc-request new --name "$1" --product "Support Bot" \
		    --use-case OPERATIONS --runtime LAMBDA --tokens \
		    input=1000000,output=1000000 "${@:2}" | key estimate_usd
	}
	# the official figure, by the request, its estimate and its book
	official() {
		jq -c '[.requested_usd,.confirmed_usd,.estimate_usd,
		    .confirmed_tokens.input]' <<<"$output"
	}
	sandbox
	[ "$(askt one)" = 19.8 ]
	run -0 --separate-stderr grant br-1		# a geography's prices
	[ "$(official)" = '[19.8,6.6,6.6,1000000]' ]
	[ "$(sqlite3 "$FOC_DB" "SELECT usd FROM estimate WHERE
	    request = 'br-1'")" = 66000000000 ]
	[ "$stderr" = "foc-approve: br-1: \$19.8 was asked for; the same tokens of claude-haiku-4-5 are \$6.6, and that is the official estimate" ]

	# the region's own price, and of two regions the dearest
	sqlite3 "$FOC_DB" "INSERT INTO price SELECT max(n) + 1,
	    'pr-' || (max(n) + 1), 'BEDROCK', 'claude-haiku-4-5', 'us-west-2',
	    'INPUT', 'STANDARD', 'REGIONAL', 20000000000, 0, 'test' FROM price"
	askt two
	run -0 --separate-stderr grant br-2 --region us-west-2
	[ "$(official)" = '[19.8,7.5,7.5,1000000]' ]
	askt three
	run -0 --separate-stderr grant br-3 --region us-west-2,us-east-1
	[ "$(official)" = '[19.8,7.5,7.5,1000000]' ]

	# only a global profile is left there: global prices
	sqlite3 "$FOC_DB" "DELETE FROM model_profile WHERE
	    model = 'claude-haiku-4-5' AND geography = 'REGIONAL'"
	askt four
	run -0 --separate-stderr grant br-4
	[ "$(official)" = '[19.8,6,6,1000000]' ]

	# the reference model: what was asked for, and nothing to say
	askt five
	run -0 --separate-stderr grant br-5 --model claude-sonnet-4-6
	[ "$(official) $stderr" = '[19.8,19.8,19.8,1000000] ' ]

	# dollars of the lead leave no tokens behind
	askt six
	run -0 --separate-stderr grant br-6 --estimate-usd 7
	[ "$(official)" = '[19.8,7,7,null]' ]

	# unknown is not the price of something else
	askt seven
	sqlite3 "$FOC_DB" "DELETE FROM price WHERE model = 'nova-lite' AND
	    token_type = 'OUTPUT'"
	refused 1 "br-7: the price book has no price of output tokens of nova-lite in us-east-1; give the estimate in dollars with --estimate-usd" \
	    grant br-7 --model nova-lite
	run -0 --separate-stderr grant br-7 --model nova-lite --estimate-usd 3
}

@test "CODING: the developers' tokens at the prices of the granted model" {
	sandbox
	as priya foc-request new --name dev --product "Support Bot" \
	    --use-case CODING --developers 1 --percent 50
	was=$(foc-request show br-1 | key requested_usd)
	run -0 --separate-stderr grant br-1		# a third of Sonnet
	jq -e --argjson was "$was" '.requested_usd == $was and
	    (.confirmed_usd * 3 - $was | fabs) < 1e-6' <<<"$output"
}

@test "add-scope, change-model: tokens at the prices of what is added" {
	sandbox
	ask csbot
	grant br-1
	implement ts-1
	run -0 as sarah foc-approve add-scope csbot --platform BEDROCK \
	    --model claude-sonnet-4-6 --account "$A" --region us-west-2 \
	    --tokens input=1000000 --rationale r
	[ "$(key confirmed_usd <<<"$output")" = 3.3 ]
	sqlite3 "$FOC_DB" "INSERT INTO price SELECT max(n) + 1,
	    'pr-' || (max(n) + 1), 'BEDROCK', 'nova-pro', 'us-east-1',
	    'INPUT', 'STANDARD', 'REGIONAL', 50000000000, 0, 'test' FROM price"
	as sarah foc-approve change-model csbot --from claude-haiku-4-5 \
	    --model nova-pro --tokens input=1000000 --rationale r
	[ "$(foc-request show br-1 | jq -c \
	    '[.confirmed_usd,.confirmed_tokens.input]')" = '[5,1000000]' ]
	sqlite3 "$FOC_DB" "DELETE FROM price WHERE model = 'nova-micro'"
	refused 1 "no price of input tokens of nova-micro in us-west-2" \
	    as sarah foc-approve add-scope csbot --platform BEDROCK \
	    --model nova-micro --account "$A" --region us-west-2 \
	    --tokens input=1 --rationale r
}

@test "two approvals at once: one wins, the other is told who won" {
	sandbox
	ask csbot
	for i in 1 2 3 4 5 6; do
		{ grant br-1 >"$BATS_TEST_TMPDIR/o$i" \
		    2>"$BATS_TEST_TMPDIR/e$i" && echo 0 || echo $?
		} >"$BATS_TEST_TMPDIR/s$i" &
	done
	wait
	[ "$(cat "$BATS_TEST_TMPDIR"/s? | sort | tr -d '\n')" = 011111 ]
	[ "$(cat "$BATS_TEST_TMPDIR"/e? |
	    grep -c 'state is APPROVED (by sarah')" = 5 ]
	[ "$(foc-task list | jq -s length)" = 1 ]
	run -0 foc-audit verify
}

@test "a batch: each its own, bad lines named, --atomic all or nothing" {
	sandbox
	for w in one two three; do
		ask $w
	done
	ask dear --estimate-usd 900
	foc-request list --state PENDING_REVIEW |
	    jq -c 'select(.estimate_usd < 500)' >"$BATS_TEST_TMPDIR/in"
	before=$(fingerprint)
	run -1 bash -c "(cat '$BATS_TEST_TMPDIR/in'
	    echo '{\"kind\":\"request\",\"id\":\"br-99\"}') |
	    FOC_ACTOR=sarah foc-approve grant --atomic --platform BEDROCK \
	    --model nova-pro --account $A --region us-east-1 --rationale y"
	[ "$(fingerprint)" = "$before" ]
	run -3 --separate-stderr bash -c "(head -n 1 '$BATS_TEST_TMPDIR/in'
	    echo '{\"kind\":\"task\",\"id\":\"ts-1\"}'
	    tail -n 2 '$BATS_TEST_TMPDIR/in') |
	    FOC_ACTOR=sarah foc-approve grant --platform BEDROCK \
	    --model nova-pro --account $A --region us-east-1 --rationale y"
	[[ $stderr == *"stdin:2:"* ]]
	[ "${#lines[@]}" -eq 3 ]
	[ "$(foc-request list --state APPROVED | jq -s length)" = 3 ]
	[ "$(state br-4)" = PENDING_REVIEW ]
}

@test "duties: one person is never two of them" {
	export FOC_DB="$BATS_TEST_TMPDIR/foc.db"
	all="roles: [product-owner, finops-lead, cloud-engineer]"
	sed -e "/id: priya/s/roles:.*]/$all/" -e "/id: sarah/s/roles:.*]/$all/" \
	    -e "/id: eli/s/roles:.*]/$all/" \
	    -e "s/delegates:.*/delegates: [{person: priya, to: sarah, until: 2027-01-01}, {person: marco, to: eli, until: 2027-01-01}]/" \
	    "$FOC_TOP/examples/foc.yaml" >"$BATS_TEST_TMPDIR/foc.yaml"
	foc-init --sandbox "$BATS_TEST_TMPDIR/foc.yaml"
	ask csbot
	refused 1 "br-1: cannot approve: priya asked for it; somebody else with the role finops-lead must decide" as priya foc-approve grant br-1 \
	    --rationale x
	refused 1 "must decide" as priya foc-approve reject br-1 --rationale x
	grant br-1
	refused 1 "priya asked for it; somebody else with the role cloud-engineer" as priya foc-task step ts-1 1
	refused 1 "sarah approved it" as sarah foc-task step ts-1 1
	implement ts-1
	refused 1 "sarah approved it; somebody else with the role product-owner must claim" as sarah foc-claim csbot
	refused 1 "does not stand in" as eli foc-claim csbot
	as priya foc-claim csbot
	# eli stands in for marco, and implements what marco's product asked
	as marco foc-request new --name rev --product "Engineering Assistant" \
	    --use-case OPERATIONS --runtime EC2 --estimate-usd 9
	as priya foc-approve grant br-2 --platform BEDROCK --model nova-pro \
	    --account $A --region us-east-1 --rationale y
	implement ts-2
	refused 1 "eli implemented it" as eli foc-claim rev
	as marco foc-claim rev
	run -0 foc-audit verify
}

@test "duties: who decided on a part of a request is an approver of it" {
	export FOC_DB="$BATS_TEST_TMPDIR/foc.db"
	sed -e "/id: dana/s/roles:.*]/roles: [portfolio-owner, finops-lead, cloud-engineer, product-owner]/" \
	    "$FOC_TOP/examples/foc.yaml" >"$BATS_TEST_TMPDIR/foc.yaml"
	foc-init --sandbox "$BATS_TEST_TMPDIR/foc.yaml"
	ask csbot
	grant br-1
	as priya foc-approve propose csbot --platform BEDROCK --model nova-pro \
	    --account $A --region us-east-1 --rationale "to compare"
	as dana foc-approve decide sc-2 --rationale "agreed"
	refused 1 "dana approved it; somebody else with the role cloud-engineer must implement" \
	    as dana foc-task step ts-1 1
	implement ts-1
	implement ts-2
	# and does not claim it, once the product is his
	sed "s/Support Bot, owner: priya/Support Bot, owner: dana/" \
	    "$BATS_TEST_TMPDIR/foc.yaml" >"$BATS_TEST_TMPDIR/new.yaml"
	as sarah foc-org apply "$BATS_TEST_TMPDIR/new.yaml"
	refused 1 "dana approved it; somebody else with the role product-owner must claim" \
	    as dana foc-claim csbot
}

@test "duties: who proposed a scope does not take the proposal back as the lead" {
	export FOC_DB="$BATS_TEST_TMPDIR/foc.db"
	sed -e "/id: eli/s/roles:.*]/roles: [finops-lead, cloud-engineer]/" \
	    "$FOC_TOP/examples/foc.yaml" >"$BATS_TEST_TMPDIR/foc.yaml"
	foc-init --sandbox "$BATS_TEST_TMPDIR/foc.yaml"
	ask csbot
	grant br-1
	as eli foc-approve propose csbot --platform BEDROCK --model nova-pro \
	    --account $A --region us-east-1 --rationale "to compare"
	refused 1 "eli proposed it; somebody else with the role finops-lead must decide" \
	    as eli foc-approve revoke sc-2 --rationale "after all not"
	as sarah foc-approve revoke sc-2 --rationale "after all not"
}

@test "duties go by the user, too, where there is no sandbox" {
	export FOC_DB="$BATS_TEST_TMPDIR/foc.db"
	me=$(id -un)
	yaml() {
		sed -e "/id: $1/s/unix: .[a-z]*./unix: [$me]/" \
		    -e "/id: $1/s/]}/, admin]}/" "$FOC_TOP/examples/foc.yaml" \
		    >"$BATS_TEST_TMPDIR/$1.yaml"
	}
	yaml priya
	yaml sarah
	foc-init -q "$BATS_TEST_TMPDIR/priya.yaml"
	foc-request new --name csbot --product "Support Bot" \
	    --use-case OPERATIONS --runtime LAMBDA --estimate-usd 5
	foc-org apply -q "$BATS_TEST_TMPDIR/sarah.yaml"
	refused 1 "the user $(id -u) asked for it, as priya" foc-approve \
	    reject br-1 --rationale x
	run sqlite3 "$FOC_DB" "UPDATE request SET approver = 'priya'"
	[[ $output == *CHECK* ]]
	run sqlite3 "$FOC_DB" "UPDATE request SET approver = 'sarah',
	    approver_uid = $(id -u)"
	[[ $output == *CHECK* ]]
}

@test "steps: in order, each once, with exactly what was decided" {
	sandbox
	ask csbot
	grant br-1
	arn=$(foc-task show ts-1 | key role_arn)
	refused 1 "step 1 comes first" as eli foc-task step ts-1 2
	refused 2 "1 to 4 are" as eli foc-task step ts-1 5
	refused 2 "hands back no role_arn" as eli foc-task step ts-1 1 \
	    --artefact "role_arn=$arn"
	refused 1 "needs the role cloud-engineer" as sarah foc-task step ts-1 1
	refused 1 "no such task" as eli foc-task step ts-7 1
	as eli foc-task step ts-1 1
	refused 1 "step 1 is done already" as eli foc-task step ts-1 1
	refused 1 "needs --artefact role_arn=$arn" as eli foc-task step ts-1 2
	refused 1 "but $arn was decided" as eli foc-task step ts-1 2 \
	    --artefact "role_arn=${arn}x"
	refused 2 "no KEY=VALUE" as eli foc-task step ts-1 2 --artefact arn=1
	refused 1 "step 2 is not done" as eli foc-task complete ts-1
	as eli foc-task step ts-1 2 --artefact "role_arn=$arn"
	as sarah foc-task cancel ts-1 --reason "wait"
	refused 1 "state is CANCELLED" as eli foc-task step ts-1 3 \
	    --artefact policy_applied=true
	as sarah foc-task reopen ts-1 --reason "go on"
	as eli foc-task step ts-1 3 --artefact policy_applied=true
	[ "$(foc-task show ts-1 | jq -c '[.steps[].artefacts]')" = \
	    "[{},{\"role_arn\":\"$arn\"},{\"policy_applied\":\"true\"},{}]" ]
	as eli foc-task step ts-1 4
	[ "$(state br-1)" = READY_TO_CLAIM ]
	run -0 foc-audit verify
}

@test "claim: not before the role was there, not in the future" {
	sandbox
	export FOC_NOW=2026-10-27T09:00:00Z
	ask csbot
	refused 1 "state is PENDING_REVIEW" as priya foc-claim csbot
	refused 1 "nothing to hand off" foc-claim handoff csbot
	grant br-1
	implement ts-1
	export FOC_NOW=2026-10-29T09:00:00Z
	refused 1 "--since is before" as priya foc-claim csbot \
	    --since 2026-10-27
	refused 2 "still to come" as priya foc-claim csbot --since 2026-10-30
	refused 1 "there is none" as priya foc-claim nobody
	run -0 as priya foc-claim csbot --since 2026-10-28
	[ "$(key valid_from <<<"$output")" = 2026-10-28T00:00:00Z ]
	refused 1 "state is LIVE" as priya foc-claim csbot
}

@test "the script: right documents, right commands, may run twice" {
	sandbox
	fake_aws
	ask csbot --availability PRODUCTION_HA
	grant br-1
	role=$(foc-task list | key role)
	run_script ts-1
	run_script ts-1
	s=$AWS_STATE
	[ "$(jq -c . "$s/trust.json")" = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}' ]
	fm=foundation-model/$HAIKU
	approved="[\"arn:aws:bedrock:us-east-1:$A:inference-profile/us.$HAIKU\",\"arn:aws:bedrock:us-east-1::$fm\",\"arn:aws:bedrock:us-east-2::$fm\",\"arn:aws:bedrock:us-west-2::$fm\"]"
	[ "$(jq -c '[.Statement[] | select(.NotResource) | .NotResource[]] |
	    sort' "$s/foc-deny-baseline.json")" = "$approved" ]
	[ "$(jq -c '[.Statement[].Resource[]] | unique' \
	    "$s/foc-allow-approved.json")" = "$approved" ]
	[ "$(jq -c '[.Statement[] | select(.Resource | length == 3) |
	    .Condition.ArnEquals["bedrock:InferenceProfileArn"]]' \
	    "$s/foc-allow-approved.json")" = \
	    "[\"arn:aws:bedrock:us-east-1:$A:inference-profile/us.$HAIKU\"]" ]
	[ "$(jq -r '.Statement[].Sid' "$s/foc-deny-baseline.json" |
	    tr '\n' ' ')" = "DenyUnapprovedModels DenyOtherInferencePlanes DenyAgenticActions DenyThroughAwsManagedMcp " ]
	run grep -rl InvokedModelId "$s"
	[ -z "$output" ]
	[ "$(jq -r '.[0:3] | join(" ")' "$AWS_LOG" | head -n 8 |
	    tr '\n' ,)" = "sts get-caller-identity --query,bedrock get-foundation-model-availability --region,iam get-role --role-name,iam create-role --role-name,iam put-role-policy --role-name,iam put-role-policy --role-name,iam get-role --role-name,iam list-role-policies --role-name," ]
	[ "$(grep -c create-role "$AWS_LOG")" = 1 ]
	[ "$(grep -c update-assume-role-policy "$AWS_LOG")" = 1 ]
	grep -qF "[\"iam\",\"put-role-policy\",\"--role-name\",\"$role\",\"--policy-name\",\"foc-deny-baseline\"" "$AWS_LOG"
	grep -qF '"Governed AI access of csbot, request br-1","--tags","Key=finops-workload,Value=csbot","Key=finops-request,Value=br-1"]' "$AWS_LOG"
}

@test "the script stops in the wrong account before it changes anything" {
	sandbox
	fake_aws
	ask csbot
	grant br-1
	export AWS_ACCOUNT=$B
	run -1 run_script ts-1
	[ "$output" = "nothing is done: these are not the credentials of account $A" ]
	[ "$(jq -r '.[1]' "$AWS_LOG")" = get-caller-identity ]
}

@test "every runtime: a script that passes shellcheck, its trust policy" {
	sandbox
	fake_aws
	n=0
	while read -r runtime want options; do
		n=$((n + 1))
		rm -f "$AWS_STATE"/*
		# shellcheck disable=SC2086 # options are words
		ask w$n --runtime "$runtime" $options
		grant br-$n --region us-east-1,eu-west-1
		run_script ts-$((2 * n - 1))
		got=$(jq -c '.Statement[0] | [.Principal[],
		    (.Condition.ArnLike["aws:SourceArn"] // [] | length)]' \
		    "$AWS_STATE/trust.json")
		[ "$got" = "$want" ]
		[ "$(jq -c . "$AWS_STATE/trust.json" | wc -c)" -le 2048 ]
		cat "$AWS_STATE"/foc-*.json >"$BATS_TEST_TMPDIR/both"
		[ "$(jq -c . "$BATS_TEST_TMPDIR/both" | wc -c)" -le 10240 ]
		star=$(jq '[.Statement[] | select(.Sid == "DenyAgenticActions")
		    | .Action[]] | index("bedrock-agentcore:*") != null' \
		    "$AWS_STATE/foc-deny-baseline.json")
		[ "$star" = "$([ "$runtime" = AGENTCORE ] && echo false ||
		    echo true)" ]
		[ -e "$AWS_STATE/get-instance-profile.$(foc-task show \
		    ts-$((2 * n - 1)) | key role)" ] || [ "$runtime" != EC2 ]
	done <<-'EOF'
	LAMBDA ["lambda.amazonaws.com",0]
	ECS ["ecs-tasks.amazonaws.com",2]
	EC2 ["ec2.amazonaws.com",0]
	AGENTCORE ["bedrock-agentcore.amazonaws.com",2]
	OTHER ["arn:aws:iam::444455556666:role/app",0] --principal arn:aws:iam::444455556666:role/app
	EOF
}

@test "STANDARD in the region where the model allows it, and says so if not" {
	sandbox
	fake_aws
	ask one
	grant br-1 --model nova-pro
	run_script ts-1
	[ "$(jq -c '[.Statement[].Resource[]]' \
	    "$AWS_STATE/foc-allow-approved.json")" = \
	    '["arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0"]' ]
	ask two
	grant br-2
	[[ $(foc-task show ts-2 | key 'steps[2].instruction') == \
	    "STANDARD was asked for, but this model has no single-region option here: calls go through the profile us.$HAIKU"* ]]
	ask three --availability PRODUCTION_HA
	grant br-3 --model nova-pro
	[ "$(foc-task show ts-3 | jq -r '.steps[2].commands[2]' |
	    grep -c inference-profile/us.amazon.nova-pro-v1:0)" = 1 ]
}

@test "where there is only a global profile: the three-part form" {
	sandbox
	fake_aws
	sqlite3 "$FOC_DB" "DELETE FROM model_profile
	    WHERE geography = 'REGIONAL'"
	ask csbot --availability PRODUCTION_HA
	grant br-1
	run_script ts-1
	[ "$(jq -c '[.Statement[0:3][] | [.Resource[0],
	    .Condition.StringEquals["aws:RequestedRegion"],
	    .Condition.ArnEquals["bedrock:InferenceProfileArn"] != null]]' \
	    "$AWS_STATE/foc-allow-approved.json")" = "[[\"arn:aws:bedrock:us-east-1:$A:inference-profile/global.$HAIKU\",\"us-east-1\",false],[\"arn:aws:bedrock:us-east-1::foundation-model/$HAIKU\",\"us-east-1\",true],[\"arn:aws:bedrock:::foundation-model/$HAIKU\",\"unspecified\",true]]" ]
}

@test "nothing from outside becomes a command, a field or a line" {
	sandbox
	fake_aws
	evil=$'x\ntouch pwned\n\'"$(touch pwned)`touch pwned`'
	ask csbot --description "$evil"
	grant br-1 --model nova-pro --rationale "$evil"
	sqlite3 "$FOC_DB" "UPDATE scope SET model_id = 'x' || char(10) ||
	    'touch pwned' || char(10) || '''\"\$(touch pwned)' || char(10) ||
	    'EOF' || char(10) || 'touch pwned'"
	cd "$BATS_TEST_TMPDIR"
	foc-task script ts-1 >ts-1.sh
	PATH="$BATS_TEST_TMPDIR/bin:$PATH" sh ts-1.sh
	[ -z "$(find "$BATS_TEST_TMPDIR" /tmp -maxdepth 1 -name pwned)" ]
	[ "$(jq -r 'select(.[1] == "get-foundation-model-availability") |
	    .[5]' "$AWS_LOG" | head -n 1)" = x ]
	jq -e '.Statement[0].Resource[0] | contains("EOF\ntouch pwned")' \
	    "$AWS_STATE/foc-allow-approved.json"
	run -0 foc-task show ts-1
	[ "$(jq -r .rationale <<<"$output")" = "$evil" ]
}

@test "states: every machine, as records and as a graph" {
	run -0 foc states
	[ "$(jq -r .machine <<<"$output" | uniq | tr '\n' ' ')" = "onboarding scope scope_claude_platform task model control prerequisite gap investigation card model_access load " ]
	[ "$(jq -r .id <<<"$output" | sort | uniq -d)" = "" ]
	[ "$(jq -c 'select(.id == "onboarding:PENDING_REVIEW:approve")' \
	    <<<"$output")" = '{"kind":"arrow","id":"onboarding:PENDING_REVIEW:approve","machine":"onboarding","from":"PENDING_REVIEW","verb":"approve","to":"APPROVED","role":"finops-lead"}' ]
	run -0 foc-states task --dot
	[[ ${lines[0]} == "digraph foc {" && ${lines[-1]} == "}" ]]
	run -2 foc-states nonsense
	[[ $output == *"one of onboarding, scope"* ]]
}

@test "catalog and prices: counts follow the scopes" {
	sandbox
	ask csbot
	grant br-1 --region us-east-1,us-west-2
	implement ts-1
	[ "$(foc-model list --platform bedrock |
	    jq -c 'select(.model == "claude-haiku-4-5") | [.status,.scopes,
	    .approved,.implemented,.pending_tasks,.accounts_covered,
	    .accounts_total]')" = '["APPROVED",2,2,1,1,1,3]' ]
	run -0 foc-price list --model "$HAIKU"
	[ "$(jq -r .model <<<"$output" | sort -u)" = claude-haiku-4-5 ]
	[ "$(jq -c 'select(.platform == "BEDROCK" and .token_type == "INPUT"
	    and .geography == "REGIONAL") | .usd_per_million' \
	    <<<"$output")" = 1.1 ]
	run -2 foc-model list --platform AZURE
	run -1 foc-price list --model nothing
}
