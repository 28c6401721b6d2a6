#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# The task that a new file begins with: the export of the bill.

load helpers

data=$FOC_TOP/tests/data/prereq
PAYER=012345678901

# A file that is no sandbox, in which the caller is a person of foc.yaml.
setup() {
	cd "$BATS_TEST_TMPDIR"
	export FOC_DB=$PWD/foc.db
	person eli
	foc-init -q eli.yaml >init
}

# person ID: foc.yaml in which that is who calls
person() {
	sed -e "/id: $1/s/unix: .[a-z]*./unix: [$(id -un)]/" \
	    -e "/id: $1/s/]}/, admin]}/" "$FOC_TOP/examples/foc.yaml" \
	    >"$1.yaml"
}

become() {
	person "$1"
	foc-org apply -q "$1.yaml" >/dev/null
}

export_state() {
	foc-prereq show CUR_EXPORT | jq -c '[.state, .evidence]'
}

fake_aws() {
	mkdir -p bin
	cat >bin/aws <<-EOF
	#!/bin/sh
	echo "\$*" >>"$PWD/log"
	case "\$1 \$2" in
	"sts get-caller-identity") echo "\${ACCOUNT:-$PAYER}" ;;
	"bcm-data-exports list-exports") cat "$PWD/there" 2>/dev/null || echo None ;;
	"bcm-data-exports create-export")
		cp foc-cur2.json "$PWD/made.json"
		echo arn:aws:x | tee "$PWD/there" ;;
	"bcm-data-exports get-export") cat "$data/export.good.json" ;;
	esac
	EOF
	chmod +x bin/aws
	PATH=$PWD/bin:$PATH
}

@test "a new file has the task, for no request; a sandbox has not" {
	run -0 foc-task list
	[ "$(jq -c '[.id, .type, .state, .request, .workload, .scope,
	    .approved_by, .account, .steps, .overdue]' <<<"$output")" = \
	    "[\"ts-1\",\"CUR_EXPORT\",\"OPEN\",null,null,null,null,\"$PAYER\",3,false]" ]
	jq -e '(.due_at | fromdate) - (.opened_at | fromdate) == 5 * 86400' \
	    <<<"$output"
	[ "$(foc-audit log ts-1 | jq -c '[.verb, .role, .after]')" = \
	    '["open","system","OPEN"]' ]
	run -0 foc-audit verify
	run -0 foc-db check
	FOC_DB=$PWD/s.db foc-init -q --sandbox eli.yaml >/dev/null
	[ -z "$(FOC_DB=$PWD/s.db foc-task list)" ]
	# the policy's days; of two payers none is meant
	sed -e 's/normal: 5/normal: 9/' -e '/^accounts:/a\  - {id: "999999999999", name: p2, payer: true}' \
	    eli.yaml >two.yaml
	FOC_DB=$PWD/t.db foc-init -q two.yaml >/dev/null
	run -0 env FOC_DB="$PWD/t.db" foc-task list
	jq -e '.account == null and (.due_at | fromdate) -
	    (.opened_at | fromdate) == 9 * 86400' <<<"$output"
	run -0 env FOC_DB="$PWD/t.db" foc-task script ts-1
	[[ $output == *"In the account that pays: 012345678901 999999999999."* ]]
	bash -n <<<"$output"
}

@test "the file itself keeps tasks of no request to this one" {
	run sqlite3 "$FOC_DB" "UPDATE task SET type = 'REVOKE'"
	[[ $output == *CHECK* ]]
	run sqlite3 "$FOC_DB" "UPDATE task SET approved_by = 'eli'"
	[[ $output == *CHECK* ]]
}

@test "the script makes the export once, in the account that pays" {
	fake_aws
	foc-task script ts-1 >e.sh
	shellcheck e.sh
	run -2 sh e.sh
	[[ $output == *"FOC_BUCKET"* ]]
	[ ! -e log ]
	export FOC_BUCKET=bills
	ACCOUNT=1 run -1 sh e.sh
	[ "$output" = "nothing is done: these are not the credentials of account $PAYER" ]
	[ "$(cat log)" = "sts get-caller-identity --query Account --output text" ]
	run -0 sh e.sh
	[ "$(jq -c '[.DataQuery.TableConfigurations.COST_AND_USAGE_REPORT |
	    .INCLUDE_IAM_PRINCIPAL_DATA, .TIME_GRANULARITY]' made.json)" = \
	    '["TRUE","HOURLY"]' ]
	[ "$(jq -r .DestinationConfigurations.S3Destination.S3Bucket \
	    made.json)" = bills ]
	jq -r .DataQuery.QueryStatement made.json |
	    grep -q 'line_item_iam_principal.*FROM COST_AND_USAGE_REPORT'
	run -0 sh e.sh
	[ "$(grep -c create-export log)" = 1 ]
}

@test "proven by the export, which is then the prerequisite's evidence" {
	refused 1 "step 1 comes first" foc-task step ts-1 2
	foc-task step ts-1 1
	refused 2 "no output of the AWS CLI proves it" \
	    foc-task step ts-1 3 --check "$data/export.good.json" ||
	    [[ $stderr == *"step 2 comes first"* ]]
	refused 1 "CUR_EXPORT is UNKNOWN, needs PASSED or WAIVED: --check FILE" \
	    foc-task step ts-1 2
	refused 1 "its status is not HEALTHY" \
	    foc-task step ts-1 2 --check "$data/export.bad.json"
	refused 1 "proves nothing of it" \
	    foc-task step ts-1 2 --check "$data/console.json" ||
	    [[ $stderr == *"--account"* ]]
	refused 2 "hands back no role_arn" \
	    foc-task step ts-1 2 --artefact role_arn=x
	[ "$(export_state)" = '["UNKNOWN",null]' ]
	foc-task step ts-1 2 --check "$data/export.good.json"
	[ "$(export_state)" = '["PASSED","export foc-cur2 of 012345678901: HEALTHY, HOURLY, caller identities, tags"]' ]
	[[ $(foc-task show ts-1 | jq -r '.steps[1].proof') == \
	    "get-export sha256:$(sha256sum <"$data/export.good.json" | cut -c1-64)" ]]
	foc-task complete ts-1
	[ "$(foc-task list | jq -r .state)" = IMPLEMENTED ]
	[ "$(foc-audit log ts-1 | jq -r .verb | paste -sd,)" = \
	    open,start,step,step,step,complete ]
	run -0 foc-audit verify
	run -0 foc-db check
	for id in ts-1 CUR_EXPORT:; do
		run -0 foc-audit show $id
	done
	run -0 foc-task list --as-of "$(date -u +%FT%TZ)"
	[ "$(key state <<<"$output")" = IMPLEMENTED ]
}

@test "where it is known already no file is asked for" {
	foc-prereq set CUR_EXPORT --state PASSED --evidence "seen in the console"
	foc-task step ts-1 1
	foc-task step ts-1 2
	[ "$(foc-task show ts-1 | jq -r '.steps[1].proof')" = null ]
	foc-prereq set CUR_EXPORT --state FAILED --evidence "gone again"
	refused 1 "CUR_EXPORT is FAILED" foc-task complete ts-1
	foc-prereq set CUR_EXPORT --state PASSED --evidence "back"
	foc-task complete ts-1
}

@test "who may: a Cloud Engineer; the lead cancels and reopens" {
	become priya
	refused 1 "needs the role cloud-engineer" foc-task step ts-1 1
	become sarah
	refused 1 "needs the role cloud-engineer" foc-task step ts-1 1
	foc-task cancel ts-1 --reason "another team does it"
	[ "$(foc-task list | jq -r .state)" = CANCELLED ]
	foc-task reopen ts-1 --reason "it did not"
	become eli
	foc-task step ts-1 1
	# the next task is of a request
	become priya
	foc-request new --name a --product "Support Bot" --use-case \
	    INFRASTRUCTURE --estimate-usd 5 >/dev/null
	run -0 foc-audit verify
	[ "$(foc-audit log | jq -r 'select(.object == "ts-1") | .verb' |
	    paste -sd,)" = open,cancel,reopen,start,step ]
}

@test "overdue: the Cloud Engineers are told" {
	[ -z "$(foc-request notify)" ]
	sqlite3 "$FOC_DB" "UPDATE task SET due_at = opened_at - 86400"
	[ "$(foc-task list | jq .overdue)" = true ]
	run -0 foc-request notify
	[ "$(jq -c '[.id, .to, .workload, .request]' <<<"$output")" = \
	    '["EXPORT_OVERDUE:ts-1",["eli@example.com"],null,null]' ]
	[[ $(key subject <<<"$output") == "ts-1: the export of the bill was due on "* ]]
	run -0 foc-request notify -f mail EXPORT_OVERDUE:ts-1
	[[ $output == *"foc-task script ts-1"* ]]
}
