#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Steps that are proven by what the AWS CLI put out.

load helpers
load platforms

setup() {
	export FOC_NOW=2026-10-26T09:00:00Z
	sandbox
	cd "$BATS_TEST_TMPDIR" || return 1
}

# The document between the lines of a here-document of step N of a task.
document() {
	foc-task show "$1" | jq -r ".steps[$2].commands[]" |
	    awk -v file="cat >$3" 'index($0, file) == 1 { on = 1; next }
	    $0 == "EOF" { on = 0 } on'
}

step() {
	as eli foc-task step "$@"
}

availability() {
	jq -n --arg id "$HAIKU" --arg r "${1:-AVAILABLE}" '{modelId: $id,
	    agreementAvailability: {status: "AVAILABLE"},
	    authorizationStatus: "AUTHORIZED",
	    entitlementAvailability: "AVAILABLE", regionAvailability: $r}'
}

@test "the four steps, each proven; the proof is kept" {
	ask csbot
	give br-1 BEDROCK claude-haiku-4-5
	role=$(foc-task list | key role)
	arn=$(foc-task list | key role_arn)
	availability NOT_AVAILABLE >a.json
	refused 1 "regionAvailability is NOT_AVAILABLE, needs AVAILABLE" \
	    step ts-1 1 --check a.json
	availability | jq '.modelId = "amazon.nova-pro-v1:0"' >a.json
	refused 1 "modelId is amazon.nova-pro-v1:0, needs $HAIKU" \
	    step ts-1 1 --check a.json
	echo '{"modelId": "x"' >a.json
	refused 3 "a.json: column" step ts-1 1 --check a.json
	echo '{}' >a.json
	refused 1 "takes the output of bedrock get-foundation-model" \
	    step ts-1 1 --check a.json
	availability >a.json
	step ts-1 1 --check a.json
	[ "$(foc-task show ts-1 | key 'steps[0].proof')" = \
	    "regionAvailability sha256:$(sha256sum <a.json | cut -d' ' -f1)" ]
	document ts-1 1 "$role.trust.json" >trust.json
	jq -n --slurpfile t trust.json --arg r "$role" --arg a "$arn" \
	    '{Role: {RoleName: $r, Arn: $a, AssumeRolePolicyDocument: $t[0]}}' \
	    >role.json
	jq '.Role.Arn += "x"' role.json >bad.json
	refused 1 "Role.Arn is ${arn}x, needs $arn" step ts-1 2 \
	    --check bad.json
	jq '.Role.AssumeRolePolicyDocument.Statement[0].Principal =
	    {AWS: "*"}' role.json >bad.json
	refused 1 "the trust policy is not the one that was decided" \
	    step ts-1 2 --check bad.json
	refused 1 "is ${arn}y, but --check says $arn" step ts-1 2 \
	    --check role.json --artefact "role_arn=${arn}y"
	step ts-1 2 --check role.json
	[ "$(foc-task show ts-1 | key 'steps[1].artefacts.role_arn')" = "$arn" ]
	for p in deny:foc-deny-baseline allow:foc-allow-approved; do
		document ts-1 2 "$role.${p%:*}.json" >d.json
		jq -n --slurpfile d d.json --arg r "$role" --arg p "${p#*:}" \
		    '{RoleName: $r, PolicyName: $p, PolicyDocument: $d[0]}' \
		    >"${p%:*}.json"
	done
	refused 1 "also needs the output of iam get-role-policy (foc-allow" \
	    step ts-1 3 --check deny.json
	jq '.PolicyDocument.Statement[0].Resource = ["*"]' allow.json >bad.json
	refused 1 "foc-allow-approved is not the one" step ts-1 3 \
	    --check deny.json --check bad.json
	jq '.PolicyName = "Admin"' allow.json >bad.json
	refused 1 "PolicyName is Admin, needs a policy of this task" \
	    step ts-1 3 --check bad.json
	# as the API has it: text with %XX
	jq '.PolicyDocument = (.PolicyDocument | tojson | @uri)' allow.json \
	    >coded.json
	step ts-1 3 --check deny.json --check coded.json
	jq -n '{PolicyNames: ["foc-allow-approved"]}' >names.json
	refused 1 "foc-deny-baseline is not listed" step ts-1 4 \
	    --check names.json
	jq -n '{PolicyNames: ["foc-allow-approved", "foc-deny-baseline"]}' \
	    >names.json
	step ts-1 4 --check names.json
	[ "$(state br-1)" = READY_TO_CLAIM ]
	run -0 foc-audit verify
}

chain() {
	allow_claude
	ask csbot
	give br-1 CLAUDE_PLATFORM claude-sonnet-4-6 --workspace finops-sonnet
	WSARN=arn:aws:aws-external-anthropic:us-east-1:$A:workspace/$WS
}

workspace() {
	jq -n --arg id "$WS" '{id: $id, type: "workspace", archived_at: null,
	    name: "finops-sonnet", data_residency: {workspace_geo: "us",
	    default_inference_geo: "us", allowed_inference_geos: ["us"]},
	    tags: {environment: "prod", element1: "Retail",
	    element2: "Engineering", element3: "Customer Care",
	    element4: "Support Bot"}}'
}

@test "the workspace, as it is or out of a list" {
	chain
	workspace | jq '.archived_at = "2026-10-01T00:00:00Z"' >w.json
	refused 1 "archived_at is set, needs null" step ts-1 1 --check w.json
	workspace | jq '.name = "Finops"' >w.json
	refused 1 "name is Finops, needs finops-sonnet" step ts-1 1 \
	    --check w.json
	workspace | jq '.tags.element4 = "x"' >w.json
	refused 1 "element4 is x, needs Support Bot" step ts-1 1 --check w.json
	workspace | jq '.data_residency.workspace_geo = "eu"' >w.json
	refused 1 "workspace_geo is eu, needs us" step ts-1 1 --check w.json
	workspace | jq '{data: [(.name = "other"), .], has_more: false}' \
	    >w.json
	run -0 step ts-1 1 --check w.json
	[ "$(foc-approve scopes | key workspace_id)" = "$WS" ]
	step ts-1 2
	as eli foc-task complete ts-1
	workspace >w.json
	step ts-2 1 --check - <w.json
}

# a trail with these selectors
trail() {
	jq -n --argjson b "${2:-[]}" --argjson a "$1" '{TrailARN:
	    "arn:aws:cloudtrail:us-east-1:012345678901:trail/org-trail",
	    EventSelectors: $b, AdvancedEventSelectors: $a}'
}
mgmt='{"Name":"mgmt","FieldSelectors":[{"Field":"eventCategory","Equals":["Management"]}]}'
ours='{"Name":"claude","FieldSelectors":[{"Field":"eventCategory","Equals":["Data"]},{"Field":"resources.type","Equals":["AWS::AWSExternalAnthropic::Workspace"]}]}'

@test "event selectors: merged, translated, never overwritten" {
	chain
	fake_aws
	do_task ts-1 $WS
	step ts-2 1 --artefact workspace_id=$WS
	trail "[$mgmt]" >s.json
	refused 1 "does not record the calls of this workspace; foc-task script ts-2 --check FILE" step ts-2 2 --check s.json
	# without what was read the script only reads
	foc-task script ts-2 >plain.sh
	[ "$(grep -c put-event-selectors plain.sh)" = 0 ]
	cp s.json "$AWS_STATE/selectors.was"
	run_script ts-2 --check s.json
	[ "$(jq -c '[.[].Name]' "$AWS_STATE/selectors.json")" = \
	    '["mgmt","Claude Platform on AWS inference"]' ]
	grep -qF '["cloudtrail","put-event-selectors","--region","us-east-1","--trail-name","arn:aws:cloudtrail:us-east-1:012345678901:trail/org-trail","--advanced-event-selectors","file://selectors.json"]' "$AWS_LOG"
	jq -n --slurpfile a "$AWS_STATE/selectors.json" '{TrailARN:
	    "arn:aws:cloudtrail:us-east-1:012345678901:trail/org-trail",
	    AdvancedEventSelectors: $a[0]}' >after.json
	# somebody was there between reading and writing
	: >"$AWS_LOG"
	trail "[$ours]" >"$AWS_STATE/selectors.was"
	run run_script ts-2 --check s.json
	[ "$status" -ne 0 ]
	[ "$(grep -c put-event-selectors "$AWS_LOG")" = 0 ]
	# what is there already is not written again
	cp after.json "$AWS_STATE/selectors.was"
	run_script ts-2 --check after.json
	[ "$(grep -c put-event-selectors "$AWS_LOG")" = 0 ]
	# basic selectors become advanced ones
	trail '[]' '[{"ReadWriteType":"WriteOnly","IncludeManagementEvents":true,"ExcludeManagementEventSources":["kms.amazonaws.com"],"DataResources":[{"Type":"AWS::S3::Object","Values":["arn:aws:s3:::b/"]}]}]' >basic.json
	cp basic.json "$AWS_STATE/selectors.was"
	run_script ts-2 --check basic.json
	[ "$(jq -c '[.[].FieldSelectors | map([.Field] +
	    (del(.Field) | to_entries | map(.key, .value[]))) ]' \
	    "$AWS_STATE/selectors.json")" = '[[["eventCategory","Equals","Management"],["readOnly","Equals","false"],["eventSource","NotEquals","kms.amazonaws.com"]],[["eventCategory","Equals","Data"],["resources.type","Equals","AWS::S3::Object"],["readOnly","Equals","false"],["resources.ARN","StartsWith","arn:aws:s3:::b/"]],[["eventCategory","Equals","Data"],["resources.type","Equals","AWS::AWSExternalAnthropic::Workspace"]]]' ]
	refused 3 "names no trail" foc-task script ts-2 --check w.json \
	    <<<'{}' || refused 3 "names no trail" foc-task script ts-2 \
	    --check - <<<'{}'
	refused 2 "this is CP_LAMBDA" foc-task script ts-3 --check s.json ||
	    [[ $stderr == *"first comes ts-2"* ]]
	step ts-2 2 --check after.json
	[ "$(foc-approve scopes | key data_events)" = ON ]
}

@test "event selectors: those that leave calls out do not count" {
	chain
	do_task ts-1 $WS
	step ts-2 1 --artefact workspace_id=$WS
	no() {
		trail "[$(jq -c ".FieldSelectors += [$1]" <<<"$ours")]" >s.json
		refused 1 "does not record" step ts-2 2 --check s.json
	}
	no '{"Field":"readOnly","Equals":["true"]}'
	no '{"Field":"eventName","Equals":["CreateBatchInference"]}'
	no '{"Field":"eventName","NotEquals":["CreateInference"]}'
	no '{"Field":"resources.ARN","Equals":["'$WSARN'x"]}'
	no '{"Field":"resources.ARN","NotStartsWith":["arn:aws:aws-external"]}'
	no '{"Field":"userIdentity.arn","StartsWith":["arn:aws:sts"]}'
	trail "[$(jq -c '.FieldSelectors += [{"Field":"readOnly","Equals":["false"]},{"Field":"resources.ARN","StartsWith":["'$WSARN'"]},{"Field":"eventName","StartsWith":["Create"]}]' <<<"$ours")]" >s.json
	run -0 step ts-2 2 -n --check s.json
	if [ -n "${FOC_TEST_DATA:-}" ]; then
		refused 1 "does not record" step ts-2 2 --check \
		    "$FOC_TEST_DATA/control/cloudtrail-get-event-selectors.moto.json"
	fi
	step ts-2 2 --check s.json
}

@test "the gateway's stack" {
	chain
	do_task ts-1 $WS
	do_task ts-2 $WS on
	fn=arn:aws:lambda:us-east-1:$A:function:FinOpsCenter-finops-sonnet-Gateway
	role=arn:aws:iam::$A:role/FinOpsCenter-finops-sonnet-GatewayRole
	stack() {
		jq -n --arg s "$1" --arg f "$2" --arg r "$role" '{Stacks: [{
		    StackName: "FinOpsCenter-finops-sonnet-Gateway",
		    StackStatus: $s, Outputs: [
		    {OutputKey: "FunctionArn", OutputValue: $f},
		    {OutputKey: "RoleArn", OutputValue: $r}]}]}'
	}
	stack ROLLBACK_COMPLETE "$fn" >k.json
	refused 1 "StackStatus is ROLLBACK_COMPLETE, needs CREATE_COMPLETE" \
	    step ts-3 1 --check k.json
	stack CREATE_COMPLETE "${fn}2" >k.json
	refused 1 "FunctionArn is ${fn}2, needs $fn" step ts-3 1 --check k.json
	stack UPDATE_COMPLETE "$fn" >k.json
	step ts-3 1 --check k.json
	refused 2 "no output of the AWS CLI proves it" step ts-3 2 \
	    --check k.json
	[ "$(foc-task show ts-3 | jq -c '.steps[0].artefacts')" = \
	    "{\"function_arn\":\"$fn\",\"role_arn\":\"$role\"}" ]
}

@test "a profile for MAP, and the permission set of developers" {
	ask csbot
	give br-1 BEDROCK claude-haiku-4-5 --map mig12345
	do_task ts-1
	aip=arn:aws:bedrock:us-east-1:$A:application-inference-profile/k1c3
	jq -n --arg a $aip '{inferenceProfileArn: $a, status: "ACTIVE"}' >p.json
	step ts-2 1 --check p.json
	[ "$(foc-approve scopes | key application_profile)" = $aip ]
	as marco foc-request new --name devs \
	    --product "Engineering Assistant" --use-case CODING \
	    --developers 20 --percent 50
	give br-2 BEDROCK claude-sonnet-4-6
	set=$(foc-task show ts-3 | key role)
	step ts-3 1
	jq -n --arg n "$set" '{PermissionSet: {Name: $n, PermissionSetArn:
	    "arn:aws:sso:::permissionSet/ssoins-7223abcd1234abcd/ps-0123456789abcdef"}}' >s.json
	jq '.PermissionSet.Name = "Admin"' s.json >bad.json
	refused 1 "PermissionSet.Name is Admin" step ts-3 2 --check bad.json
	step ts-3 2 --check s.json
	jq -n --arg p "$(document ts-3 2 "$set.policy.json")" \
	    '{InlinePolicy: $p}' >i.json
	jq '.InlinePolicy = "{}"' i.json >bad.json
	refused 1 "not the one that was decided" step ts-3 3 --check bad.json
	step ts-3 3 --check i.json
	jq -n --arg a "arn:aws:iam::$A:role/AWSReservedSSO_x" \
	    '{Role: {Arn: $a}}' >bad.json
	refused 1 "AWSReservedSSO_${set}_" step ts-3 4 --check bad.json
}
