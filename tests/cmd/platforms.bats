#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Each platform from a request to LIVE, by the programs alone.

load helpers
load platforms

setup() {
	export FOC_NOW=2026-10-26T09:00:00Z
	sandbox
}

claim_and_verify() {
	as priya foc-claim "$1" >/dev/null
	foc-audit verify >/dev/null
	foc-db check >/dev/null
}

@test "Marketplace: the same steps, and the right to subscribe once" {
	fake_aws
	ask csbot
	give br-1 MARKETPLACE claude-haiku-4-5
	[ "$(foc-task list | key type)" = MARKETPLACE_ENABLE ]
	FOC_ENABLER_ROLE=ce run_script ts-1
	[ "$(jq -c '.Statement[0] | [.Action, .Condition]' \
	    "$AWS_STATE/marketplace.json")" = '[["aws-marketplace:Subscribe","aws-marketplace:Unsubscribe","aws-marketplace:ViewSubscriptions"],{"StringEquals":{"aws:CalledViaLast":["bedrock.amazonaws.com","bedrock-mantle.amazonaws.com"]}}]' ]
	grep -qF '["iam","put-role-policy","--role-name","ce","--policy-name","foc-marketplace-subscribe","--policy-document","file://marketplace.json"]' "$AWS_LOG"
	grep -qF "[\"bedrock\",\"create-foundation-model-agreement\",\"--region\",\"us-east-1\",\"--model-id\",\"$HAIKU\",\"--offer-token\",\"offer-1\"]" "$AWS_LOG"
	: >"$AWS_LOG"
	run_script ts-1
	run grep -c marketplace-subscribe "$AWS_LOG"
	[ "$output" = 0 ]
	do_task ts-1
	claim_and_verify csbot
	[ "$(state br-1)" = LIVE ]
}

@test "Bedrock and Marketplace are one access: no second scope beside it" {
	ask csbot
	give br-1 BEDROCK claude-haiku-4-5
	refused 1 "already, by sc-1" as sarah foc-approve add-scope csbot \
	    --platform MARKETPLACE --model claude-haiku-4-5 --account $A \
	    --region us-east-1 --rationale x
}

@test "AgentCore: its runtime, its trust, what it needs besides the model" {
	fake_aws
	RUNTIME=AGENTCORE ask csbot
	give br-1 AGENTCORE claude-haiku-4-5
	[ "$(foc-task list | key type)" = AGENTCORE_ENABLE ]
	run_script ts-1
	role=$(foc-task list | key role)
	[ "$(jq -r '.Statement[0].Principal.Service' \
	    "$AWS_STATE/$role.trust.json")" = \
	    bedrock-agentcore.amazonaws.com ]
	[ "$(jq -r '.Statement[].Sid' "$AWS_STATE/$role.service.json" |
	    tr '\n' ' ')" = "PullImage PullImageToken MakeOwnLogs FindOwnLogs WriteOwnLogs Trace Measure OwnIdentity " ]
	[ "$(jq -r '.Statement[] | select(.Sid == "OwnIdentity").Resource[0]' \
	    "$AWS_STATE/$role.service.json")" = \
	    "arn:aws:bedrock-agentcore:us-east-1:$A:workload-identity-directory/default" ]
	[[ $(foc-task show ts-1 | key 'steps[1].instruction') == \
	    *"claims that ARN too"* ]]
	do_task ts-1
	claim_and_verify csbot
	[ "$(state br-1)" = LIVE ]
}

@test "Claude Platform: three tasks, one after the other, each its artefact" {
	allow_claude
	ask csbot
	fn=arn:aws:lambda:us-east-1:$A:function:FinOpsCenter-finops-sonnet-Gateway
	refused 2 "--workspace is needed" give br-1 CLAUDE_PLATFORM \
	    claude-sonnet-4-6
	refused 2 "no name of lower-case" give br-1 CLAUDE_PLATFORM \
	    claude-sonnet-4-6 --workspace Finops
	refused 2 "up to 39" give br-1 CLAUDE_PLATFORM claude-sonnet-4-6 \
	    --workspace "$(printf 'a%.0s' $(seq 40))"
	refused 2 "bound to one region" give br-1 CLAUDE_PLATFORM \
	    claude-sonnet-4-6 --workspace w --region us-east-1,us-west-2
	refused 1 "what MAP credits is usage of Bedrock" give br-1 \
	    CLAUDE_PLATFORM claude-sonnet-4-6 --workspace w --map mig12345
	run -0 give br-1 CLAUDE_PLATFORM claude-sonnet-4-6 --workspace \
	    finops-sonnet --priority PRIORITY
	[ "$(states foc-task list)" = OPEN,BLOCKED,BLOCKED ]
	[ "$(foc-task list | jq -r .due_at | sort -u)" = 2026-10-28T09:00:00Z ]
	[ "$(foc-task list | jq -c '[.position,.of,.after]' | tr -d '\n')" = \
	    '[1,3,null][2,3,"ts-1"][3,3,"ts-2"]' ]
	[ "$(state sc-1)" = PENDING_WORKSPACE ]
	refused 1 "state is BLOCKED, needs OPEN or IN_PROGRESS; first comes ts-1" as eli foc-task step ts-2 1
	refused 1 "first comes ts-2" foc-task script ts-3
	refused 1 "needs --artefact workspace_id=wrkspc_..." \
	    as eli foc-task step ts-1 1
	refused 1 "needs wrkspc_..." as eli foc-task step ts-1 1 --artefact \
	    workspace_id=finops-sonnet
	refused 1 "state is OPEN" as eli foc-task complete ts-1
	do_task ts-1 $WS
	[ "$(state sc-1)" = PENDING_VALIDATION ]
	[ "$(states foc-task list)" = IMPLEMENTED,OPEN,BLOCKED ]
	refused 1 "but $WS was decided" as eli foc-task step ts-2 1 \
	    --artefact workspace_id=${WS}x
	refused 1 "needs on or off" bash -c "
	    FOC_ACTOR=eli foc-task step -q ts-2 1 -n --artefact workspace_id=$WS >/dev/null
	    FOC_ACTOR=eli foc-task step ts-2 2 --artefact data_events=maybe" \
	    || [[ $stderr == *"step 1 comes first"* ]]
	do_task ts-2 $WS off
	[ "$(state sc-1)" = PENDING_LAMBDA ]
	[ "$(foc-approve scopes | key data_events)" = OFF ]
	refused 1 "but $fn was decided" as eli foc-task step ts-3 1 \
	    --artefact function_arn=${fn}x
	refused 1 "needs --artefact role_arn=arn:aws:iam::$A:role/FinOpsCenter-finops-sonnet-GatewayRole" \
	    as eli foc-task step ts-3 1 --artefact function_arn=$fn
	do_task ts-3 $fn
	[ "$(state sc-1)" = IMPLEMENTED ]
	[ "$(state br-1)" = READY_TO_CLAIM ]
	[ "$(foc-claim list | jq -c '[.anchor_kind,.value]' | tr -d '\n')" = "[\"ROLE\",\"arn:aws:iam::$A:role/FinOpsCenter-finops-sonnet-GatewayRole\"][\"WORKSPACE\",\"$WS\"]" ]
	claim_and_verify csbot
	[ "$(state br-1)" = LIVE ]
	run -0 foc-claim handoff csbot
	[ "$(jq -c '[.model_id,.endpoint,.workspace_id]' <<<"$output")" = "[\"claude-sonnet-4-6\",\"https://aws-external-anthropic.us-east-1.api.aws\",\"$WS\"]" ]
	# what developers call is the function; the rest is the gateway's own
	run -0 foc-claim handoff csbot -f env
	[ "$output" = "# SANDBOX: csbot, sc-1
GATEWAY_FUNCTION_ARN=$fn
MODEL_ID=claude-sonnet-4-6
AWS_REGION=us-east-1
AWS_ACCOUNT_ID=$A
WORKSPACE_ID=$WS" ]
	run -0 foc-claim handoff csbot -f shell
	[[ $output != *ENDPOINT* && $output != *ROLE* ]]
	run -0 foc-claim handoff csbot -f text
	[[ $output == *"Gateway function (invoke this; your role needs lambda:InvokeFunction on it)
    $fn
"*"Role of the gateway (nobody else can take it)"* ]]
	call=$(sed -n 's/^    \(aws lambda invoke .*\)/\1/p' <<<"$output")
	cat >"$BATS_TEST_TMPDIR/aws" <<-'EOF'
	#!/bin/sh
	while [ "$1" != --payload ]; do shift; done
	printf '%s' "$2"
	EOF
	chmod +x "$BATS_TEST_TMPDIR/aws"
	[ "$(PATH=$BATS_TEST_TMPDIR:$PATH sh -c "$call" |
	    jq -c '[.max_tokens, .messages[0].role]')" = '[1000,"user"]' ]
	ask other
	refused 1 "in $A it belongs to sc-1 of csbot" give br-2 \
	    CLAUDE_PLATFORM claude-haiku-4-5 --workspace finops-sonnet
	give br-2 CLAUDE_PLATFORM claude-haiku-4-5 --workspace w2
	refused 1 "$WS is the workspace of sc-1 of csbot" as eli foc-task \
	    step ts-4 1 --artefact workspace_id=$WS
}

@test "Claude Platform: the scripts, in three forms, with exact arguments" {
	allow_claude
	fake_aws
	ask csbot
	give br-1 CLAUDE_PLATFORM claude-sonnet-4-6 --workspace finops-sonnet
	run_script ts-1
	grep -qF '["cloudformation","deploy","--region","us-east-1","--stack-name","FinOpsCenter-finops-sonnet-Workspace","--template-file","workspace.yaml","--no-fail-on-empty-changeset"]' "$AWS_LOG"
	grep -q "TagKey=element4,Status=Active" "$BATS_TEST_TMPDIR/ts-1.out"
	FOC_PAYER_PROFILE=payer FOC_FORM=cloudcontrol run_script ts-1
	grep -qF '["--profile","payer","ce","update-cost-allocation-tags-status","--region","us-east-1","--cost-allocation-tags-status","TagKey=environment,Status=Active","TagKey=element1,Status=Active","TagKey=element2,Status=Active","TagKey=element3,Status=Active","TagKey=element4,Status=Active"]' "$AWS_LOG"
	[ "$(cat "$AWS_STATE/desired.json")" = '{"Name":"finops-sonnet","DataResidency":{"WorkspaceGeo":"us","AllowedInferenceGeos":["us"],"DefaultInferenceGeo":"us"},"Tags":[{"Key":"environment","Value":"prod"},{"Key":"element1","Value":"Retail"},{"Key":"element2","Value":"Engineering"},{"Key":"element3","Value":"Customer Care"},{"Key":"element4","Value":"Support Bot"}]}' ]
	AWS_SESSION_TOKEN=tok FOC_FORM=curl run_script ts-1
	grep -qF '["curl","-sS","--fail-with-body","-K","curl.conf","--data","@workspace.json","https://aws-external-anthropic.us-east-1.api.aws/v1/organizations/workspaces"]' "$AWS_LOG"
	grep -qF 'aws-sigv4 = "aws:amz:us-east-1:aws-external-anthropic"' \
	    "$AWS_STATE/curl.conf"
	grep -qF 'header = "x-amz-security-token: tok"' "$AWS_STATE/curl.conf"
	do_task ts-1 $WS
	run_script ts-2
	grep -qF "[\"curl\",\"-sS\",\"--fail-with-body\",\"-K\",\"curl.conf\",\"https://aws-external-anthropic.us-east-1.api.aws/v1/organizations/workspaces/$WS\"]" "$AWS_LOG"
	do_task ts-2 $WS on
	run_script ts-3
	grep -qF "[\"cloudformation\",\"deploy\",\"--region\",\"us-east-1\",\"--stack-name\",\"FinOpsCenter-finops-sonnet-Gateway\",\"--template-file\",\"gateway.yaml\",\"--capabilities\",\"CAPABILITY_NAMED_IAM\",\"--no-fail-on-empty-changeset\",\"--parameter-overrides\",\"WorkspaceId=$WS\",\"--tags\",\"finops-workload=csbot\"]" "$AWS_LOG"
	grep -q 'INFERENCE_GEO: "us"' "$AWS_STATE/gateway.yaml"
}

@test "Claude Platform: models before 4.6 are never sent a place" {
	allow_claude
	ask csbot
	give br-1 CLAUDE_PLATFORM claude-haiku-4-5 --workspace w
	[[ $(foc-task show ts-1 | key 'steps[0].instruction') == \
	    *"takes no place of inference"* ]]
	[ "$(foc-task show ts-1 | jq -r '.steps[0].commands[2]' |
	    grep -c InferenceGeo)" = 0 ]
	do_task ts-1 $WS
	do_task ts-2 $WS off
	[ "$(foc-task show ts-3 | jq -r '.steps[0].commands[1]' |
	    grep -c 'INFERENCE_GEO: ""')" = 1 ]
}

@test "MAP by profile: made, tagged, named in the policies and the handoff" {
	fake_aws
	ask csbot --availability PRODUCTION_HA
	refused 2 "is not mig and 5 digits" give br-1 BEDROCK nova-pro \
	    --map mig123456789
	give br-1 BEDROCK claude-haiku-4-5 --map mig12345
	[ "$(foc-task list | jq -c '[.type,.state,.position,.of]' |
	    tr -d '\n')" = '["BEDROCK_ENABLE","OPEN",1,2]["MAP_TAG","BLOCKED",2,2]' ]
	run_script ts-1
	do_task ts-1
	[ "$(state br-1)" = CE_IN_PROGRESS ]
	# policies that name the profile wait for its ARN
	run -1 run_script ts-2
	[ "$output" = "record step 1 with the ARN above, then write this script again: the policies are still to come" ]
	grep -q '^inference_profile_arn=arn:' "$BATS_TEST_TMPDIR/ts-2.out"
	! jq -r '.[1]' <(tail -n 2 "$AWS_LOG") | grep put-role-policy
	grep -qF "[\"bedrock\",\"create-inference-profile\",\"--region\",\"us-east-1\",\"--inference-profile-name\",\"csbot-sc-1\",\"--model-source\",\"copyFrom=arn:aws:bedrock:us-east-1:$A:inference-profile/us.$HAIKU\",\"--tags\",\"key=map-migrated,value=mig12345\",\"--query\",\"inferenceProfileArn\",\"--output\",\"text\"]" "$AWS_LOG"
	aip=arn:aws:bedrock:us-east-1:$A:application-inference-profile/k1c3
	refused 1 "needs arn:aws:bedrock:us-east-1:$A:application" \
	    as eli foc-task step ts-2 1 --artefact \
	    inference_profile_arn=${aip/us-east-1/us-east-2}
	as eli foc-task step ts-2 1 --artefact inference_profile_arn=$aip
	role=$(foc-task show ts-2 | key role)
	run_script ts-2
	[ "$(jq -c '[.Statement[0].Resource,
	    .Statement[1].Condition.ArnEquals[]]' \
	    "$AWS_STATE/$role.allow.json")" = "[[\"$aip\",\"arn:aws:bedrock:us-east-1:$A:inference-profile/us.$HAIKU\"],\"$aip\"]" ]
	[ "$(jq -r '.Statement[0].NotResource[0]' \
	    "$AWS_STATE/$role.deny.json")" = "$aip" ]
	as eli foc-task step ts-2 2 --artefact policy_applied=true
	as eli foc-task complete ts-2
	[ "$(state br-1)" = READY_TO_CLAIM ]
	claim_and_verify csbot
	[ "$(foc-claim handoff csbot | key invoke_id)" = "$aip" ]
	[ "$(foc-workload show csbot | key map_id)" = mig12345 ]
	refused 1 "one id and one method" as sarah foc-approve add-scope csbot \
	    --platform BEDROCK --model nova-pro --account $A \
	    --region us-east-1 --rationale x --map mig12345 \
	    --map-method IAM_PRINCIPAL
	as sarah foc-approve add-scope csbot --platform BEDROCK \
	    --model nova-pro --account $A --region us-east-1 --rationale x
	[ "$(foc-task list --state BLOCKED | key type)" = MAP_TAG ]
}

@test "MAP by role: one tag an account, and no profile" {
	fake_aws
	ask csbot
	give br-1 BEDROCK nova-pro --region us-east-1,us-west-2 \
	    --map migABCDE12345 --map-method iam_principal
	[ "$(foc-task list | jq -r .type | paste -sd, -)" = \
	    BEDROCK_ENABLE,MAP_TAG,BEDROCK_ENABLE ]
	do_task ts-1
	touch "$AWS_STATE/get-role.$(foc-task show ts-2 | key role)"
	run_script ts-2
	grep -qF '"--tags","Key=map-migrated,Value=migABCDE12345"]' "$AWS_LOG"
	echo '{"Tags":[{"Key":"map-migrated","Value":"migABCDE12346"}]}' \
	    >"$BATS_TEST_TMPDIR/tags.json"
	as eli foc-task step ts-2 1
	refused 1 "map-migrated is migABCDE12346, needs migABCDE12345" \
	    as eli foc-task step ts-2 2 --check "$BATS_TEST_TMPDIR/tags.json"
	sed -i s/346/345/ "$BATS_TEST_TMPDIR/tags.json"
	as eli foc-task step ts-2 2 --check "$BATS_TEST_TMPDIR/tags.json"
	as eli foc-task complete ts-2
	do_task ts-3
	[ "$(state br-1)" = READY_TO_CLAIM ]
}

@test "add-scope: another region of the same role, then LIVE goes on" {
	ask csbot
	give br-1 BEDROCK nova-pro
	do_task ts-1
	claim_and_verify csbot
	refused 1 "priya asked for it" bash -c 'FOC_ACTOR=priya foc-approve add-scope csbot --platform BEDROCK --model nova-pro --account 341153769010 --region us-west-2 --rationale x' || [[ $stderr == *"needs the role finops-lead"* ]]
	run -0 as sarah foc-approve add-scope csbot --platform BEDROCK \
	    --model nova-pro --account $A,$B --region us-west-2 \
	    --rationale "more users" --estimate-usd 450
	[ "$(key estimate_usd <<<"$output")" = 450 ]
	[ "$(state br-1)" = LIVE ]
	[ "$(foc-workload show csbot | key estimate_usd)" = 450 ]
	[ "$(foc-task list --state OPEN | jq -r .rationale | sort -u)" = \
	    "more users" ]
	[ "$(foc-approve scopes | jq -r 'select(.account == "'$A'") | .role' |
	    sort -u | wc -l)" = 1 ]
	do_task ts-2
	do_task ts-3
	[ "$(states foc-approve scopes)" = IMPLEMENTED,IMPLEMENTED,IMPLEMENTED ]
	[ "$(state br-1)" = LIVE ]
	# the role in the other account is new: its owner claims it
	[ "$(foc-claim list | key account)" = $B ]
	refused 1 "needs the role product-owner" as eli foc-claim csbot
	as priya foc-claim csbot
	[ "$(foc-claim list)" = "" ]
	[ "$(foc-claim list csbot | jq -r .claimed | sort -u)" = true ]
	refused 1 "state is LIVE" as priya foc-claim csbot
	run -0 foc-audit verify
}

@test "propose and decide: nobody decides what he proposed or asked" {
	ask csbot
	refused 1 "nothing of it is granted" as eli foc-approve propose csbot \
	    --rationale x
	give br-1 BEDROCK nova-pro
	do_task ts-1
	refused 1 "needs the role product-owner or cloud-engineer" as sarah \
	    foc-approve propose csbot --rationale x || true
	run -0 as priya foc-approve propose csbot --platform BEDROCK \
	    --model claude-haiku-4-5 --account $A --region us-east-1 \
	    --rationale "better answers"
	[ "$(jq -c '[.id,.state,.proposed_by]' <<<"$output")" = \
	    '["sc-2","PENDING_APPROVAL","priya"]' ]
	[ "$(state br-1)" = READY_TO_CLAIM ]
	run -0 --separate-stderr foc-approve queue
	[[ $stderr == *"1 proposed scope waits"* ]]
	[ "$(foc-task list | jq -s length)" = 1 ]
	refused 1 "needs the role finops-lead" as eli foc-approve decide sc-2 \
	    --rationale x
	refused 2 "say why" as sarah foc-approve decide sc-2
	as sarah foc-approve decide sc-2 --rationale "agreed"
	refused 1 "needs PENDING_APPROVAL" as sarah foc-approve decide sc-2 \
	    --rationale x
	[ "$(state sc-2)" = PENDING_IMPLEMENTATION ]
	do_task ts-2
	as eli foc-approve propose csbot --platform BEDROCK --model nova-lite \
	    --account $A --region us-east-1 --rationale "cheaper"
	as sarah foc-approve decide sc-3 --decline --rationale "not now"
	[ "$(state sc-3)" = REVOKED ]
	as priya foc-approve propose csbot --platform BEDROCK \
	    --model nova-lite --account $A --region us-east-1 --rationale y
	as sarah foc-approve decide sc-4 --rationale "now"
	run -0 foc-audit verify
}

@test "who proposed a scope does not implement it" {
	ask csbot
	give br-1 BEDROCK nova-pro
	as eli foc-approve propose csbot --platform BEDROCK --model nova-lite \
	    --account $A --region us-east-1 --rationale "cheaper"
	as sarah foc-approve decide sc-2 --rationale "yes"
	refused 1 "eli proposed it; somebody else with the role cloud-engineer must implement" as eli foc-task step ts-2 1
}

@test "agentic: denied by default, asked for, decided, taken back" {
	fake_aws
	ask csbot
	give br-1 BEDROCK nova-pro
	refused 1 "no scope of it is IMPLEMENTED" as priya foc-approve propose \
	    csbot --agentic --rationale x
	run_script ts-1
	do_task ts-1
	role=$(foc-task list | key role)
	sids() {
		jq -r '.Statement[].Sid' "$AWS_STATE/$role.deny.json" |
		    paste -sd' ' -
	}
	[ "$(sids)" = "DenyUnapprovedModels DenyOtherInferencePlanes DenyAgenticActions DenyThroughAwsManagedMcp" ]
	refused 1 "nobody asked for the agentic tier" as sarah foc-approve \
	    agentic csbot --rationale x
	as priya foc-request agentic csbot --rationale "a flow"
	[ "$(foc-approve scopes --state PENDING_APPROVAL |
	    key action_scope)" = INFERENCE_AGENTIC ]
	refused 1 "already, by sc-2" as priya foc-approve propose csbot \
	    --agentic --rationale "again"
	as sarah foc-approve agentic csbot --rationale "looked at"
	[ "$(foc-task show ts-2 | key type)" = AGENTIC ]
	run_script ts-2
	[ "$(sids)" = "DenyUnapprovedModels DenyOtherInferencePlanes" ]
	[ "$(jq '.Statement | length' "$AWS_STATE/$role.allow.json")" = 1 ]
	do_task ts-2
	[ "$(state sc-2)" = IMPLEMENTED ]
	claim_and_verify csbot
	[ "$(foc-claim handoff csbot | jq -s length)" = 1 ]
	as sarah foc-approve revoke sc-2 --rationale "done"
	[ "$(foc-task show ts-3 | key type)" = REVOKE ]
	run_script ts-3
	[ "$(sids)" = "DenyUnapprovedModels DenyOtherInferencePlanes DenyAgenticActions DenyThroughAwsManagedMcp" ]
	do_task ts-3
	as priya foc-approve propose csbot --agentic --rationale "again"
	as sarah foc-approve agentic csbot --decline --rationale "no"
	[ "$(states foc-approve scopes)" = IMPLEMENTED,REVOKED,REVOKED ]
	run -0 foc-audit verify
}

@test "change-model: same role, old scope revoked when the new one works" {
	fake_aws
	ask csbot
	give br-1 BEDROCK nova-pro
	refused 1 "no scope of it is IMPLEMENTED" as sarah foc-approve \
	    change-model csbot --model claude-haiku-4-5 --rationale x
	run_script ts-1
	do_task ts-1
	claim_and_verify csbot
	role=$(foc-task list | key role)
	refused 1 "nothing" as sarah foc-approve change-model csbot --model \
	    claude-haiku-4-5 --from nova-lite --rationale x || \
	    [[ $stderr == *"no scope of nova-lite is IMPLEMENTED"* ]]
	run -0 as sarah foc-approve change-model csbot \
	    --model claude-haiku-4-5 --rationale "better" --estimate-usd 500
	[ "$(states foc-approve scopes)" = IMPLEMENTED,PENDING_IMPLEMENTATION ]
	refused 1 "sc-2 is to replace it already" as sarah foc-approve \
	    change-model csbot --model nova-lite --rationale x
	refused 1 "sc-2 is to replace it" as sarah foc-approve revoke sc-1 \
	    --rationale x
	[ "$(foc-claim handoff csbot | key model)" = nova-pro ]
	run_script ts-2
	[ "$(jq -r '.Statement[0].NotResource | map(select(contains("nova"))) |
	    length' "$AWS_STATE/$role.deny.json")" = 0 ]
	do_task ts-2
	[ "$(states foc-approve scopes)" = REVOKED,IMPLEMENTED ]
	[ "$(foc-approve scopes | jq -r .role | sort -u)" = "$role" ]
	[ "$(foc-claim handoff csbot | key model)" = claude-haiku-4-5 ]
	[ "$(state br-1)" = LIVE ]
	[ "$(foc-workload show csbot | key estimate_usd)" = 500 ]
	# and back again, taken back before it was done
	as sarah foc-approve change-model csbot --model nova-pro --rationale z
	as sarah foc-approve revoke sc-3 --rationale "no after all"
	[ "$(states foc-approve scopes)" = REVOKED,IMPLEMENTED,REVOKED ]
	[ "$(state ts-3)" = CANCELLED ]
	run -0 foc-audit verify
}

@test "change-model: the tagged profile of the old model goes" {
	fake_aws
	ask csbot
	give br-1 BEDROCK nova-pro --map mig12345
	do_task ts-1
	aip=arn:aws:bedrock:us-east-1:$A:application-inference-profile/k1c3
	do_task ts-2 "$aip"
	as sarah foc-approve change-model csbot --model nova-lite \
	    --rationale cheaper
	[[ $(foc-task show ts-3 | key 'steps[1].instruction') == \
	    *"The profile $aip called the old model and goes"* ]]
	run_script ts-3
	[ "$(jq -c 'select(.[1] == "delete-inference-profile")' "$AWS_LOG")" = \
	    "[\"bedrock\",\"delete-inference-profile\",\"--region\",\"us-east-1\",\"--inference-profile-identifier\",\"$aip\"]" ]
	# after the policies, which no longer name it
	[ "$(jq -r '.[1]' "$AWS_LOG" | tail -n 1)" = delete-inference-profile ]
	! grep -rq k1c3 "$AWS_STATE"/*.json
}

@test "how a step is recorded stands on lines of its own" {
	ask csbot
	give br-1 BEDROCK claude-haiku-4-5
	arn=$(foc-task show ts-1 | key role_arn)
	[ "$(foc-task show ts-1 | jq -c '[.steps[].record]')" = "[[\"foc-task step ts-1 1\",\"foc-task step ts-1 1 --check FILE # aws bedrock get-foundation-model-availability\"],[\"foc-task step ts-1 2 --artefact role_arn=$arn\",\"foc-task step ts-1 2 --check FILE # aws iam get-role\"],[\"foc-task step ts-1 3 --artefact policy_applied=true\",\"foc-task step ts-1 3 --check FILE --check FILE # aws iam get-role-policy, of each policy\"],[\"foc-task complete ts-1\"]]" ]
	foc-task script ts-1 >"$BATS_TEST_TMPDIR/s"
	[ "$(grep -A1 'Record it' "$BATS_TEST_TMPDIR/s" | sed -n 5p)" = \
	    "#	foc-task step ts-1 2 --artefact role_arn=$arn" ]
	# every one of them does as it says
	foc-task show ts-1 | jq -r '.steps[].record[0]' |
	    while read -r line; do
		as eli sh -c "$line" || exit
	done
	[ "$(state ts-1)" = IMPLEMENTED ]
}

@test "selectors: merged, written once, on a trail of another account too" {
	fake_aws
	allow_claude
	ask csbot
	give br-1 CLAUDE_PLATFORM claude-sonnet-4-6 --workspace w
	ws=wrkspc_01JwQvzr7rXLA5AGx3HKfFUJ
	do_task ts-1 $ws
	cat >"$AWS_STATE/selectors.was" <<-EOF
	{"TrailARN":"arn:aws:cloudtrail:us-east-1:$B:trail/org",
	 "EventSelectors":[{"ReadWriteType":"All",
	 "IncludeManagementEvents":true,"DataResources":[]}]}
	EOF
	cp "$AWS_STATE/selectors.was" "$BATS_TEST_TMPDIR/was"
	export FOC_TRAIL_PROFILE=audit
	run_script ts-2 --check "$BATS_TEST_TMPDIR/was"
	run_script ts-2 --check "$BATS_TEST_TMPDIR/was"
	[ "$(jq -r 'select(index("put-event-selectors")) | .[:4] |
	    join(" ")' "$AWS_LOG")" = \
	    "--profile audit cloudtrail put-event-selectors" ]
	[ "$(jq -c '[.AdvancedEventSelectors[].Name]' \
	    "$AWS_STATE/selectors.was")" = \
	    '["Management events","Claude Platform on AWS inference"]' ]
	as eli foc-task step ts-2 1 --artefact workspace_id=$ws
	as eli foc-task step ts-2 2 --check "$AWS_STATE/selectors.was"
	# somebody else wrote there meanwhile: nothing is taken away
	echo '{"TrailARN":"arn:aws:cloudtrail:us-east-1:1:trail/org"}' \
	    >"$AWS_STATE/selectors.was"
	run -1 run_script ts-2 --check "$BATS_TEST_TMPDIR/was"
	[ "$output" = "the selectors are not those that were read: read them again" ]
}

# The models that the policies of a role name, and its denials.
named() {
	jq -r '.Statement[] | (.Resource // .NotResource)' \
	    "$AWS_STATE/$1.allow.json" "$AWS_STATE/$1.deny.json" |
	    grep -o 'foundation-model/[a-z]*\.[a-z]*' | sort -u | paste -sd' ' -
}

denies_agentic() {
	jq -e '[.Statement[].Sid] | index("DenyAgenticActions") != null' \
	    "$AWS_STATE/$1.deny.json" >/dev/null
}

# csbot with claude-haiku-4-5 in one place and the agentic tier, LIVE.
with_tier() {
	fake_aws
	ask csbot
	give br-1 BEDROCK claude-haiku-4-5
	run_script ts-1
	do_task ts-1
	claim_and_verify csbot
	as priya foc-request agentic csbot --rationale "a flow" >/dev/null
	as sarah foc-approve agentic csbot --rationale yes >/dev/null
	run_script ts-2
	do_task ts-2
	role=$(foc-task show ts-1 | key role)
	! denies_agentic "$role"
}

@test "change-model: the agentic tier goes over, the old model is named nowhere" {
	with_tier
	run -0 --separate-stderr as sarah foc-approve change-model csbot \
	    --model nova-lite --rationale cheaper
	[ "$stderr" = "foc-approve: csbot: goes on with the agentic tier, of sc-2 as sc-4, when sc-3 takes the place of sc-1; foc-approve revoke sc-4 ends it" ]
	[ "$(jq -c '[.id,.model,.action_scope,.state,.replaces]' \
	    <<<"$output" | tail -n 2 | paste -sd' ' -)" = '["sc-3","nova-lite","INFERENCE","PENDING_IMPLEMENTATION","sc-1"] ["sc-4","nova-lite","INFERENCE_AGENTIC","PENDING_IMPLEMENTATION","sc-2"]' ]
	refused 1 "sc-4 is to replace it; revoke that first" as sarah \
	    foc-approve revoke sc-2 --rationale x
	refused 1 "by sc-2, which is IMPLEMENTED" as priya foc-request agentic \
	    csbot --rationale x
	run_script ts-3
	[ "$(named "$role")" = foundation-model/amazon.nova ]
	! denies_agentic "$role"
	do_task ts-3
	[ "$(states foc-approve scopes)" = \
	    REVOKED,REVOKED,IMPLEMENTED,IMPLEMENTED ]
	[ "$(foc-workload show csbot | jq -c .models)" = '["nova-lite"]' ]
	[ "$(foc-model list | jq -c 'select(.model == "claude-haiku-4-5" and
	    .platform == "BEDROCK") | .scopes')" = 0 ]
	# one place is one scope, whatever may be done there
	[ "$(foc-model list | jq -c 'select(.model == "nova-lite" and
	    .platform == "BEDROCK") | [.scopes, .implemented]')" = '[1,1]' ]
	[[ $(foc-model list | jq -r 'select(.model == "nova-lite" and
	    .platform == "BEDROCK") | .coverage') == *" · 1 scope" ]]
	# the tier that went over can be taken back, in AWS too
	as sarah foc-approve revoke sc-4 --rationale "no more"
	[ "$(foc-task show ts-4 | key type)" = REVOKE ]
	run_script ts-4
	denies_agentic "$role"
	[ "$(named "$role")" = foundation-model/amazon.nova ]
	run -0 foc-audit verify
}

@test "change-model: a tier that is revoked meanwhile does not go over" {
	with_tier
	as sarah foc-approve change-model csbot --model nova-lite \
	    --rationale cheaper
	as eli foc-task step ts-3 1
	as eli foc-task step ts-3 2 --artefact policy_applied=true
	as sarah foc-approve revoke sc-4 --rationale "not for this one"
	[ "$(foc-task show ts-4 | key type)" = REVOKE ]
	run_script ts-4
	denies_agentic "$role"
	as eli foc-task complete ts-3
	[ "$(states foc-approve scopes)" = \
	    REVOKED,REVOKED,IMPLEMENTED,REVOKED ]
	run -0 foc-audit verify
}

@test "change-model taken back: the old model keeps its tier" {
	with_tier
	as sarah foc-approve change-model csbot --model nova-lite \
	    --rationale cheaper
	as sarah foc-approve revoke sc-3 --rationale "no after all"
	[ "$(states foc-approve scopes)" = \
	    IMPLEMENTED,IMPLEMENTED,REVOKED,REVOKED ]
	run -0 foc-audit verify
}

@test "change-model: what is under way about the tier comes first" {
	ask csbot
	give br-1 BEDROCK claude-haiku-4-5
	do_task ts-1
	as priya foc-request agentic csbot --rationale "a flow"
	refused 1 "sc-2, is PENDING_APPROVAL: foc-approve decide comes first, or foc-approve revoke sc-2" \
	    as sarah foc-approve change-model csbot --model nova-lite \
	    --rationale x
	as sarah foc-approve agentic csbot --rationale yes
	refused 1 "sc-2, is PENDING_IMPLEMENTATION: its task comes first" \
	    as sarah foc-approve change-model csbot --model nova-lite \
	    --rationale x
	refused 1 "what it uses is claude-haiku-4-5" as sarah foc-approve \
	    change-model csbot --model nova-lite --from nova-pro --rationale x
}

@test "agentic: asked again, only where it is not yet" {
	with_tier
	refused 1 "has the agentic tier or asks for it already, by sc-2, which is IMPLEMENTED" \
	    as priya foc-request agentic csbot --rationale again
	as sarah foc-approve add-scope csbot --platform BEDROCK \
	    --model claude-haiku-4-5 --account $A --region us-west-2 \
	    --rationale x
	do_task ts-3
	run -0 as priya foc-request agentic csbot --rationale "there too"
	[ "$(jq -c '[.id,.region]' <<<"$output")" = '["sc-4","us-west-2"]' ]
	refused 1 "by sc-4, which is PENDING_APPROVAL" as priya foc-request \
	    agentic csbot --rationale again
}

@test "change-model on the Claude Platform: the gateway is pinned anew" {
	allow_claude
	fake_aws
	ask csbot
	fn=arn:aws:lambda:us-east-1:$A:function:FinOpsCenter-w-Gateway
	give br-1 CLAUDE_PLATFORM claude-haiku-4-5 --workspace w
	do_task ts-1 $WS
	do_task ts-2 $WS on
	do_task ts-3 $fn
	as sarah foc-approve change-model csbot --model claude-sonnet-4-6 \
	    --rationale "better"
	run_script ts-4
	grep -q 'MODEL_ID: "claude-sonnet-4-6"' "$AWS_STATE/gateway.yaml"
	grep -qF "WorkspaceId=$WS" "$AWS_LOG"
	do_task ts-4 $fn
	[ "$(states foc-approve scopes)" = REVOKED,IMPLEMENTED ]
	[ "$(foc-approve scopes --state IMPLEMENTED |
	    jq -c '[.workspace_id,.data_events]')" = "[\"$WS\",\"ON\"]" ]
	as sarah foc-approve revoke sc-2 --rationale "over"
	run_script ts-5
	grep -qF '["cloudformation","delete-stack","--region","us-east-1","--stack-name","FinOpsCenter-w-Gateway"]' "$AWS_LOG"
	[ "$(grep -c archive "$AWS_LOG")" = 0 ]
	run -0 foc-audit verify
}

@test "revoke: what was begun is undone, what was not is dropped" {
	fake_aws
	RUNTIME=EC2 ask csbot
	give br-1 BEDROCK nova-pro --region us-east-1,us-west-2
	run_script ts-1
	do_task ts-1
	refused 1 "needs the role finops-lead" as eli foc-approve revoke sc-2 \
	    --rationale x
	as sarah foc-approve revoke sc-2 --rationale "one is enough"
	[ "$(state ts-2)" = CANCELLED ]
	[ "$(foc-task list | jq -s length)" = 2 ]
	[ "$(state br-1)" = READY_TO_CLAIM ]
	refused 1 "sc-2 is REVOKED" as sarah foc-task reopen ts-2 --reason x
	claim_and_verify csbot
	as sarah foc-approve revoke sc-1 --rationale "over"
	role=$(foc-task show ts-3 | key role)
	run_script ts-3
	[ "$(jq -r '.[1]' "$AWS_LOG" | tail -n 6 | paste -sd, -)" = \
	    delete-role-policy,delete-role-policy,get-instance-profile,remove-role-from-instance-profile,delete-instance-profile,delete-role ]
	[ ! -e "$AWS_STATE/get-role.$role" ]
	do_task ts-3
	run -0 foc-audit verify
}

@test "a request with nothing left to do says so, and is not overdue" {
	ask csbot
	give br-1 BEDROCK nova-pro
	[ "$(foc-request show br-1 | key nothing_left)" = false ]
	run -0 --separate-stderr as sarah foc-approve revoke sc-1 --rationale no
	[ "$stderr" = "foc-approve: br-1: nothing of it is left to do: foc-request withdraw br-1 takes it back, foc-approve add-scope br-1 or foc-task reopen goes on" ]
	[ "$(FOC_NOW=2026-12-01 foc-request show br-1 | jq -c '[.state,
	    .nothing_left,.due_at,.overdue]')" = \
	    '["APPROVED",true,null,false]' ]
	[ "$(foc-request notify | key id)" = NOTHING_LEFT:br-1 ]
	as sarah foc-approve add-scope br-1 --platform BEDROCK --model \
	    nova-lite --account $A --region us-east-1 --rationale then
	[ -z "$(foc-request notify)" ]
	as eli foc-task step ts-2 1
	run -0 --separate-stderr as sarah foc-task cancel ts-2 --reason no
	[[ $stderr == *"br-1: nothing of it is left to do"* ]]
	[ "$(foc-request show br-1 | jq -c '[.state,.nothing_left]')" = \
	    '["CE_IN_PROGRESS",true]' ]
	run -0 --separate-stderr as sarah foc-task reopen ts-2 --reason yes
	[ -z "$stderr" ]
	[ "$(foc-request show br-1 | key nothing_left)" = false ]
	as priya foc-request withdraw br-1 --reason "not now"
	[ -z "$(foc-request notify)" ]
}

@test "coding: a permission set, its policy, its people" {
	fake_aws
	ask_coding() {
		as marco foc-request new --name devs \
		    --product "Engineering Assistant" --use-case CODING \
		    --developers 20 --percent 50
	}
	ask_coding
	refused 1 "come by Identity Center" give br-1 CLAUDE_PLATFORM \
	    claude-sonnet-4-6 --workspace w
	refused 1 "cannot be tagged" give br-1 BEDROCK claude-sonnet-4-6 \
	    --map mig12345 --map-method IAM_PRINCIPAL
	give br-1 BEDROCK claude-sonnet-4-6
	[ "$(foc-task list | jq -c '[.type,.steps,.role_arn]')" = \
	    '["CODING_ENABLE",5,null]' ]
	set=$(foc-task list | key role)
	# nothing is begun without its people, or in another account
	run ! run_script ts-1
	[[ $output == *"FOC_GROUP_ID"* ]]
	[ ! -s "$AWS_LOG" ]
	FOC_GROUP_ID=g-1 AWS_ACCOUNT=$B run -1 run_script ts-1
	[ "$output" = "nothing is done: set FOC_ACCOUNT_PROFILE to a profile of the AWS CLI for account $A" ]
	[ "$(jq -r '.[1]' "$AWS_LOG")" = get-caller-identity ]
	FOC_GROUP_ID=g-1 run_script ts-1
	# the set is there for its people when they are assigned
	! grep -q '"provision-permission-set"' "$AWS_LOG"
	[ "$(grep -c creation-status "$AWS_LOG")" = 2 ]
	FOC_GROUP_ID=g-1 run_script ts-1
	grep -q '"provision-permission-set"' "$AWS_LOG"
	echo FAILED >"$AWS_STATE/assigning"
	FOC_GROUP_ID=g-1 run -1 run_script ts-1
	[[ $output == *"the assignment of the group: FAILED"* ]]
	grep -qF "[\"sso-admin\",\"create-permission-set\",\"--instance-arn\",\"arn:aws:sso:::instance/ssoins-1\",\"--name\",\"$set\"" "$AWS_LOG"
	grep -qF '["sso-admin","create-account-assignment","--instance-arn","arn:aws:sso:::instance/ssoins-1","--permission-set-arn","ps-made","--target-type","AWS_ACCOUNT","--target-id","'$A'","--principal-type","GROUP","--principal-id","g-1","--query","AccountAssignmentCreationStatus.RequestId","--output","text"]' "$AWS_LOG"
	grep -qF 'AccessControlAttributes=[{Key=finops-user,Value={Source=[\"${path:userName}\"]}}]' "$AWS_LOG"
	[ "$(jq -r '.Statement | map(.Effect) | unique | join(",")' \
	    "$AWS_STATE/$set.policy.json")" = Allow,Deny ]
	pset=arn:aws:sso:::permissionSet/ssoins-7223abcd1234abcd/ps-0123456789abcdef
	arn="arn:aws:iam::$A:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_${set}_0123456789abcdef"
	refused 1 "is 'arn:x', needs arn:aws:sso" bash -c "
	    FOC_ACTOR=eli foc-task step ts-1 2 --artefact permission_set_arn=arn:x" ||
	    [[ $stderr == *"step 1 comes first"* ]]
	do_task ts-1 "$pset" "$arn"
	[ "$(state br-1)" = READY_TO_CLAIM ]
	[ "$(foc-approve scopes | key permission_set_arn)" = "$pset" ]
	run -0 foc-audit verify
}

@test "infrastructure: an account and a budget, no model" {
	as priya foc-request new --name base --product "Support Bot" \
	    --use-case INFRASTRUCTURE --estimate-usd 100
	refused 2 "without a model" give br-1 BEDROCK nova-pro
	as sarah foc-approve grant br-1 --account $A --rationale "as agreed"
	[ "$(foc-task list | jq -c '[.type,.steps,.account,.model]')" = \
	    "[\"INFRASTRUCTURE\",1,\"$A\",null]" ]
	fake_aws
	run_script ts-1
	as eli foc-task complete ts-1
	[ "$(state br-1)" = READY_TO_CLAIM ]
	claim_and_verify base
	[ "$(state br-1)" = LIVE ]
}

@test "restricted models: only knowingly" {
	ask csbot
	as sarah foc-model restrict nova-pro --platform BEDROCK \
	    --rationale "costly"
	refused 1 "is RESTRICTED in the catalog; --restricted-ok" give br-1 \
	    BEDROCK nova-pro
	give br-1 BEDROCK nova-pro --restricted-ok
	[ "$(foc-approve scopes | key restricted)" = true ]
	as sarah foc-model block nova-lite --platform BEDROCK --rationale "no"
	ask other
	refused 1 "is BLOCKED in the catalog, needs APPROVED" give br-2 \
	    BEDROCK nova-lite --restricted-ok
}

@test "the unpublished key: only when asked for, only in its neutral form" {
	fake_aws
	ask csbot --availability PRODUCTION_HA
	give br-1 BEDROCK claude-haiku-4-5 --with-invoked-model-id
	run_script ts-1
	role=$(foc-task list | key role)
	[ "$(jq -c '[.Statement[] | select(.Action[0] ==
	    "bedrock:InvokeModel") | .Condition.ArnLikeIfExists |
	    .["bedrock:InvokedModelId"] | length]' \
	    "$AWS_STATE/$role.allow.json")" = '[4,4]' ]
	[ "$(grep -c InvokedModelId "$AWS_STATE/$role.deny.json")" = 0 ]
	[ "$(jq -r '[.Statement[].Condition // {} | keys[]] | unique |
	    join(",")' "$AWS_STATE/$role.allow.json")" = \
	    ArnEquals,ArnLikeIfExists ]
	[[ $(foc-task show ts-1 | key 'steps[2].instruction') == \
	    *"linters report it"* ]]
}

@test "decided is decided: a later catalog changes no task and no handoff" {
	ask csbot --availability PRODUCTION_HA
	give br-1 BEDROCK claude-haiku-4-5
	before=$(foc-task script ts-1)
	sqlite3 "$FOC_DB" "DELETE FROM model_profile;
	    UPDATE model SET model_id = 'other.id'"
	[ "$(foc-task script ts-1)" = "$before" ]
	do_task ts-1
	[ "$(foc-claim handoff csbot | key invoke_id)" = "us.$HAIKU" ]
}

@test "a decision from a file: reviewed, then made" {
	cd "$BATS_TEST_TMPDIR"
	ask one --business-case COST_SAVING,80000,20
	ask two
	cat >decision.yaml <<-EOF
	request: [br-1, br-2]
	platform: BEDROCK
	model: claude-haiku-4-5
	accounts: ["$A", "$B"]
	regions: [us-east-1]
	tokens: {input: 1000000, cache_read: 1000000}
	priority: PRIORITY
	map: {id: mig12345, method: IAM_PRINCIPAL}
	ack_business_case: true
	rationale: agreed on the 26th
	EOF
	run -0 as sarah foc-approve grant --file decision.yaml
	[ "$(jq -c '[.id,.estimate_usd,.priority]' <<<"$output" |
	    paste -sd' ' -)" = '["br-1",1.21,"PRIORITY"] ["br-2",1.21,"PRIORITY"]' ]
	[ "$(foc-task list | jq -r .type | sort | uniq -c | tr -s ' \n' ' ')" = " 4 BEDROCK_ENABLE 4 MAP_TAG " ]
	ask three
	run -0 as sarah foc-approve grant br-3 --file decision.yaml \
	    --model nova-pro --rationale "other model" --tokens input=1000000
	[ "$(jq -r '.scopes[0].model + " " + .rationale' <<<"$output")" = \
	    "nova-pro other model" ]
	ask four
	sed -i 's/^model:/modle:/' decision.yaml
	refused 3 "decision.yaml:3: " as sarah foc-approve grant br-4 \
	    --file decision.yaml
	sed -i 's/^modle:/model:/; s/true/yes/' decision.yaml
	refused 3 "neither true nor false" as sarah foc-approve grant br-4 \
	    --file decision.yaml
}

@test "hostile names: every argument arrives as it is" {
	allow_claude
	fake_aws
	evil="Bot'\"\$(touch pwned)\`touch pwned\`;&"
	sqlite3 "$FOC_DB" "UPDATE node SET name = '${evil//\'/\'\'}'
	    WHERE name = 'Support Bot'"
	as priya foc-request new --name csbot --product "$evil" \
	    --use-case OPERATIONS --runtime LAMBDA --estimate-usd 5
	give br-1 CLAUDE_PLATFORM claude-sonnet-4-6 --workspace w
	cd "$BATS_TEST_TMPDIR"
	run_script ts-1
	[ -z "$(find . /tmp -maxdepth 1 -name pwned)" ]
	FOC_FORM=cloudcontrol run_script ts-1
	[ "$(jq -r '.Tags[4].Value' "$AWS_STATE/desired.json")" = \
	    "Bot____touch pwned__touch pwned___" ]
	[[ $(foc-task show ts-1 | key 'steps[0].instruction') == \
	    *"stand as _"* ]]
}
