#!/bin/bash
# SPDX-License-Identifier: MIT
# The scripts of every type of task and of the stop switch, run as a whole
# against moto where it has the service, the rest answered here.  Then what
# moto has is handed to --check, or looked at.  Needs moto_server and the AWS
# CLI; says that it is skipped where they are not there.
#
# moto has IAM, STS, CloudTrail, CloudFormation, Organizations and Identity
# Center (sso-admin).  It has not, and the aws below answers in its place:
# Bedrock, Lambda's code, Cloud Control, the workspaces of the Claude Platform,
# outbound federation, attributes for access control, and the API keys of IAM
# users (service-specific credentials), of which a list is kept here.  moto
# carries policies, tags and assignments, but enforces none: that a deny denies
# is not shown here.  Its Identity Center makes no roles: the one of the
# permission set is made by hand below.
set -eu

for p in moto_server aws curl jq; do
	command -v $p >/dev/null || {
		echo "skipped: no $p (pip install 'moto[server]' awscli)"
		exit 0
	}
done

dir=$(mktemp -d)
port=${FOC_MOTO_PORT:-$((20000 + $$ % 20000))}
moto_server -H 127.0.0.1 -p "$port" >"$dir/moto.log" 2>&1 &
moto=$!
trap 'kill $moto 2>/dev/null || true; rm -rf "$dir"' EXIT
for _ in $(seq 100); do
	curl -s "http://127.0.0.1:$port/moto-api/" >/dev/null && break
	sleep 0.2
done

REAL_AWS=$(command -v aws) REAL_CURL=$(command -v curl)
export REAL_AWS REAL_CURL
export AWS_ENDPOINT_URL=http://127.0.0.1:$port AWS_DEFAULT_REGION=us-east-1
export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_PAGER=
export FOC_DB=$dir/foc.db FOC_NOW=2026-10-26T09:00:00Z FAKE=$dir/fake
PAYER=123456789012		# moto's own, which manages the organisation
WS=wrkspc_01JwQvzr7rXLA5AGx3HKfFUJ
mkdir -p "$dir/bin" "$FAKE"

# The management account by a profile, the account of the workloads as it is.
cat >"$dir/config" <<'EOF'
[profile org]
aws_access_key_id = test
aws_secret_access_key = test
EOF
export AWS_CONFIG_FILE=$dir/config
"$REAL_AWS" organizations create-organization --feature-set ALL >/dev/null
A=$("$REAL_AWS" organizations create-account --email ai@example.com \
    --account-name ai-prod --query CreateAccountStatus.AccountId --output text)
export A
read -r AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN \
    <<<"$("$REAL_AWS" sts assume-role --role-session-name check \
    --role-arn "arn:aws:iam::$A:role/OrganizationAccountAccessRole" --query \
    'Credentials.[AccessKeyId,SecretAccessKey,SessionToken]' --output text)"
export AWS_SESSION_TOKEN

# What moto has goes there; what it has not is answered and written down.
cat >"$dir/bin/aws" <<'EOF'
#!/bin/bash
all=("$@")
[ "$1" != --profile ] || shift 2
case "$*" in
*workspace.yaml* | *-Workspace*) ;;	# a type that moto does not know
"iam get-outbound"* | *service-specific-credential*) ;;
*instance-access-control-attribute-configuration*) ;;
"sts "* | "iam "* | "cloudtrail "* | "cloudformation "* | \
    "organizations "* | "sso-admin "*)
	exec "$REAL_AWS" "${all[@]}" ;;
esac
echo "$*" >>"$FAKE/log"
# keys: a line "USER ID STATUS" each
case "$1 $2" in
"iam list-service-specific-credentials")
	awk -v u="$4" '$1 == u && $3 == "Active" { print $2 }' "$FAKE/keys" |
	    paste -s ;;
"iam update-service-specific-credential")
	grep -q "^$4 $6 " "$FAKE/keys" || exit 254
	sed -i "s/^$4 $6 .*/$4 $6 $8/" "$FAKE/keys" ;;
"bedrock get-foundation-model-availability") echo AVAILABLE ;;
"bedrock create-inference-profile")
	echo "arn:aws:bedrock:us-east-1:$A:application-inference-profile/k1c3" ;;
"sso-admin describe-instance-access-control-attribute-configuration") exit 254 ;;
"lambda invoke") echo '{"statusCode":200}' >answer.json ;;
esac
EOF
cat >"$dir/bin/curl" <<'EOF'
#!/bin/sh
echo "curl $*" >>"$FAKE/log"
EOF
chmod +x "$dir"/bin/*
PATH=$dir/bin:$PATH

as() {
	FOC_ACTOR=$1 "${@:2}"
}

n=0
ok() {
	n=$((n + 1))
	echo "ok $n $*"
}

fail() {
	echo "not ok: $*" >&2
	exit 1
}

script() {
	foc-task script "$@" >"$dir/$1.sh"
	sh "$dir/$1.sh" >"$dir/$1.out" 2>"$dir/$1.err" || {
		cat "$dir/$1.out" "$dir/$1.err"
		fail "$1"
	}
}

step() {
	as eli foc-task step "$@" >/dev/null
}

finish() {
	as eli foc-task complete "$1" >/dev/null
}

# ask NAME RUNTIME USE-CASE PRODUCT-OWNER PRODUCT
ask() {
	as "$4" foc-request new --name "$1" --product "$5" --use-case "$3" \
	    "${@:6}" >/dev/null
}

give() {
	as sarah foc-approve grant "$@" --account "$A" --region us-east-1 \
	    --rationale r >/dev/null
}

sed "s/341153769010/$A/; s/012345678901/$PAYER/" "$FOC_TOP/examples/foc.yaml" >"$dir/foc.yaml"
foc-init -q --sandbox "$dir/foc.yaml" >"$dir/init"

# prove ID: the steps of an enable task, by what moto has
prove() {
	local role
	role=$(foc-task show "$1" | jq -r .role)
	step "$1" 1
	aws iam get-role --role-name "$role" --output json >"$dir/role.json"
	step "$1" 2 --check "$dir/role.json"
	checks=()
	for p in $(aws iam list-role-policies --role-name "$role" \
	    --query PolicyNames --output text); do
		[ "$p" != foc-marketplace-subscribe ] || continue
		aws iam get-role-policy --role-name "$role" \
		    --policy-name "$p" --output json >"$dir/$p.json"
		checks+=(--check "$dir/$p.json")
	done
	step "$1" 3 "${checks[@]}"
	aws iam list-role-policies --role-name "$role" --output json \
	    >"$dir/names.json"
	step "$1" 4 --check "$dir/names.json"
}

i=0 t=0
for kind in LAMBDA:BEDROCK ECS:BEDROCK EC2:MARKETPLACE AGENTCORE:AGENTCORE; do
	i=$((i + 1)) t=$((t + 1))
	ask w$i - OPERATIONS priya "Support Bot" --runtime "${kind%:*}" \
	    --estimate-usd 5 --availability PRODUCTION_HA
	give br-$i --platform "${kind#*:}" --model claude-haiku-4-5
	script ts-$t
	script ts-$t
	prove ts-$t
	ok "$kind: runs twice, proven by what IAM has"
done

as priya foc-request agentic w1 --rationale r >/dev/null
as sarah foc-approve agentic w1 --rationale r >/dev/null
script ts-5
role=$(foc-task show ts-5 | jq -r .role)
for p in foc-deny-baseline foc-allow-approved; do
	aws iam get-role-policy --role-name "$role" --policy-name $p \
	    --output json >"$dir/$p.json"
done
step ts-5 1 --check "$dir/foc-deny-baseline.json" \
    --check "$dir/foc-allow-approved.json"
finish ts-5
ok "agentic: the baseline is replaced"

as sarah foc-approve change-model w1 --model claude-sonnet-4-6 \
    --rationale r >/dev/null
script ts-6
step ts-6 1
for p in foc-deny-baseline foc-allow-approved; do
	aws iam get-role-policy --role-name "$role" --policy-name $p \
	    --output json >"$dir/$p.json"
done
step ts-6 2 --check "$dir/foc-deny-baseline.json" \
    --check "$dir/foc-allow-approved.json"
finish ts-6
ok "change-model: the same role, new policies"

ask w5 - OPERATIONS priya "Support Bot" --runtime EC2 --estimate-usd 5
give br-5 --platform BEDROCK --model nova-pro --map mig12345 \
    --map-method IAM_PRINCIPAL
script ts-7
prove ts-7
script ts-8
step ts-8 1
role=$(foc-task show ts-8 | jq -r .role)
aws iam list-role-tags --role-name "$role" --output json >"$dir/tags.json"
step ts-8 2 --check "$dir/tags.json"
finish ts-8
ok "MAP by role: the tag is there"

as sarah foc-approve revoke "$(foc-approve scopes w5 | jq -r .id)" \
    --rationale r >/dev/null
script ts-9
script ts-9
! aws iam get-role --role-name "$role" >/dev/null 2>&1 || fail "$role is there"
step ts-9 1 --artefact policy_applied=true
finish ts-9
ok "revoke: role and instance profile are gone, twice does no harm"

ask w6 - OPERATIONS priya "Support Bot" --runtime LAMBDA --estimate-usd 5
give br-6 --platform BEDROCK --model nova-pro --map mig12345
script ts-10
prove ts-10
foc-task script ts-11 >"$dir/ts-11.sh"
! sh "$dir/ts-11.sh" >"$dir/ts-11.out" 2>&1 || fail "step 1 is not recorded"
step ts-11 1 --artefact "inference_profile_arn=arn:aws:bedrock:us-east-1:$A:application-inference-profile/k1c3"
script ts-11
step ts-11 2 --artefact policy_applied=true
finish ts-11
grep -q 'create-inference-profile' "$FAKE/log" || fail "no profile"
ok "MAP by profile"

for m in CP_SUBSCRIPTION CP_ASSUME_CONSOLE CP_WEB_IDENTITY_FEDERATION; do
	as sarah foc-prereq waive $m --account "$A" --rationale r >/dev/null
done
as sarah foc-model approve claude-sonnet-4-6 --platform CLAUDE_PLATFORM \
    --rationale r >/dev/null
ask w7 - OPERATIONS priya "Support Bot" --runtime LAMBDA --estimate-usd 5
give br-7 --platform CLAUDE_PLATFORM --model claude-sonnet-4-6 \
    --workspace finops-sonnet
for form in cloudformation cloudcontrol curl; do
	FOC_FORM=$form script ts-12
done
step ts-12 1 --artefact workspace_id=$WS
step ts-12 2
finish ts-12
ok "workspace: three forms"

"$REAL_AWS" s3 mb s3://trail-bucket >/dev/null 2>&1 || true
aws cloudtrail create-trail --name org-trail --s3-bucket-name trail-bucket \
    >/dev/null
aws cloudtrail put-event-selectors --trail-name org-trail --event-selectors \
    '[{"ReadWriteType":"WriteOnly","IncludeManagementEvents":true,"DataResources":[{"Type":"AWS::S3::Object","Values":["arn:aws:s3:::b/"]}]}]' >/dev/null
FOC_TRAIL=org-trail script ts-13
aws cloudtrail get-event-selectors --trail-name org-trail --output json \
    >"$dir/selectors.json"
script ts-13 --check "$dir/selectors.json"
script ts-13 --check "$dir/selectors.json"
aws cloudtrail get-event-selectors --trail-name org-trail --output json \
    >"$dir/after.json"
[ "$(jq '.AdvancedEventSelectors | length' "$dir/after.json")" = 3 ] ||
    fail "selectors were lost: $(cat "$dir/after.json")"
step ts-13 1 --artefact workspace_id=$WS
step ts-13 2 --check "$dir/after.json"
finish ts-13
ok "event selectors: basic ones translated, ours added, proven"

script ts-14
aws iam get-role --role-name FinOpsCenter-finops-sonnet-GatewayRole >/dev/null
# moto gives no outputs of a stack that came by a change set, as deploy does
awk '/^cat >gateway.yaml/ { on = 1; next } /^EOF/ { on = 0 } on' \
    "$dir/ts-14.sh" >"$dir/gateway.yaml"
aws cloudformation delete-stack --stack-name \
    FinOpsCenter-finops-sonnet-Gateway
aws cloudformation create-stack --template-body "file://$dir/gateway.yaml" \
    --stack-name FinOpsCenter-finops-sonnet-Gateway --capabilities \
    CAPABILITY_NAMED_IAM --parameters \
    ParameterKey=WorkspaceId,ParameterValue=$WS >/dev/null
aws cloudformation describe-stacks --output json --stack-name \
    FinOpsCenter-finops-sonnet-Gateway >"$dir/stack.json"
step ts-14 1 --check "$dir/stack.json"
step ts-14 2
finish ts-14
ok "gateway: deployed, proven by the stack"

ask devs - CODING marco "Engineering Assistant" --developers 20 --percent 50
give br-8 --platform BEDROCK --model claude-sonnet-4-6
FOC_GROUP_ID=g-1 script ts-15
FOC_GROUP_ID=g-1 script ts-15
instance=$(aws sso-admin list-instances \
    --query 'Instances[0].InstanceArn' --output text)
set=$(aws sso-admin list-permission-sets --instance-arn "$instance" \
    --query 'PermissionSets[0]' --output text)
sso() {
	local verb=$1
	shift
	aws sso-admin "$verb" --instance-arn "$instance" \
	    --permission-set-arn "$set" --output json "$@"
}
[ "$(sso list-account-assignments --account-id "$A" |
    jq -r '.AccountAssignments[].PrincipalId')" = g-1 ] || fail "no people"
# moto's ARNs of sets do not have the form of AWS's
sso describe-permission-set | sed 's,:::instance/\(ssoins-[^/]*/ps-\),\
:::permissionSet/\1,' | tr -d '\n' >"$dir/set.json"
sso get-inline-policy-for-permission-set >"$dir/inline.json"
name=$(jq -r .PermissionSet.Name "$dir/set.json")
reserved=/aws-reserved/sso.amazonaws.com/
aws iam create-role --path $reserved --assume-role-policy-document '{}' \
    --role-name "AWSReservedSSO_${name}_0123456789abcdef" >/dev/null
step ts-15 1
step ts-15 2 --check "$dir/set.json"
step ts-15 3 --check "$dir/inline.json"
FOC_GROUP_ID=g-1 script ts-15
arn=arn:aws:iam::$A:role${reserved}AWSReservedSSO_${name}_0123456789abcdef
grep -q "$arn" "$dir/ts-15.out" || fail "the role was not found"
step ts-15 4 --artefact "role_arn=$arn"
finish ts-15
ok "coding: set, policy and people in Identity Center, proven"

ask base - INFRASTRUCTURE priya "Support Bot" --estimate-usd 5
as sarah foc-approve grant br-9 --account "$A" --rationale r >/dev/null
script ts-16
finish ts-16
ok "infrastructure"

# --- the stop switch

# bill VERB WORKLOAD [OPTION...]: its script, run
bill() {
	as sarah foc-bill "$1" "$2" --rationale r --profile "$PAYER=org" \
	    "${@:3}" -f sh >"$dir/bill.sh"
	sh "$dir/bill.sh" >"$dir/bill.out" 2>&1 || {
		cat "$dir/bill.out"
		fail "$*"
	}
}

# tagged VALUE: the role and the user of w1 are
tagged() {
	local was
	was="$(aws iam list-role-tags --role-name "$role" --output text \
	    --query "Tags[?Key=='finops-ai-status'].Value")"
	was="$was,$(aws iam list-user-tags --user-name bot --output text \
	    --query "Tags[?Key=='finops-ai-status'].Value")"
	[ "$was" = "$1,$1" ] || fail "tags: $was"
}

# keys: the API keys of the user that work
keys() {
	awk '$1 == "bot" && $3 == "Active" { print $2 }' "$FAKE/keys" | paste -s
}

gone() {
	if aws "$@" >"$dir/gone" 2>&1 || ! grep -q NoSuchEntity "$dir/gone"
	then
		fail "is there: $*"
	fi
}

# same FILE: standard input is that document
same() {
	jq -S . >"$dir/is"
	jq -S . "$FOC_TOP/lib/govern/$1" | diff - "$dir/is" || fail "$1"
}

aws iam create-user --user-name bot >/dev/null
printf 'bot ACCA1 Active\nbot ACCA2 Inactive\nother ACCA3 Active\n' \
    >"$FAKE/keys"
as priya foc-claim w1 >/dev/null
as priya foc-claim w1 --user "arn:aws:iam::$A:user/bot" >/dev/null
role=$(foc-task show ts-1 | jq -r .role)

bill stop w1
tagged SUSPENDED
aws iam get-role-policy --role-name "$role" --policy-name FinOpsSuspended \
    --query PolicyDocument --output json | same stop.role.json
aws iam get-user-policy --user-name bot --policy-name FinOpsSuspended \
    --query PolicyDocument --output json | same stop.role.json
[ -z "$(keys)" ] || fail "the API key works"
grep -qx 'other ACCA3 Active' "$FAKE/keys" || fail "the API key of another"
scp=$(aws --profile org organizations list-policies-for-target --target-id \
    "$A" --filter SERVICE_CONTROL_POLICY --query \
    "Policies[?Name=='finops-ai-kill-switch'].Id" --output text)
aws --profile org organizations describe-policy --policy-id "$scp" \
    --query Policy.Content --output text | same stop.scp.json
bill stop w1
[ "$(aws --profile org organizations list-policies --filter \
    SERVICE_CONTROL_POLICY --query "Policies[?Name=='finops-ai-kill-switch']" \
    --output json | jq length)" = 1 ] || fail "two SCPs"
ok "stop: role, user, API keys and SCP, twice does no harm"

bill resume w1
gone iam get-role-policy --role-name "$role" --policy-name FinOpsSuspended
gone iam get-user-policy --user-name bot --policy-name FinOpsSuspended
tagged ''
bill resume w1
ok "resume: what the stop did is undone"

apply() {
	as sarah foc-bill "$1" w1 --rationale r --profile "$PAYER=org" \
	    --apply >"$dir/apply.json" || fail "$(cat "$dir/apply.json")"
	jq -e 'all(.actions[]; .result | IN("DONE", "NOT_NEEDED"))' \
	    "$dir/apply.json" >/dev/null || fail "$(cat "$dir/apply.json")"
}

sed -i 's/^bot ACCA1 .*/bot ACCA1 Active/' "$FAKE/keys"
apply stop
tagged SUSPENDED
[ -z "$(keys)" ] || fail "the API key works"
apply resume
tagged ''
[ "$(keys)" = ACCA1 ] || fail "API keys: $(keys)"
ok "--apply: the same without a shell; the key that was stopped works again"

# What a person is told to run for a permission set, and that it does it.
as marco foc-claim devs >/dev/null
as marco foc-bill stop devs --rationale r -f jsonl |
    jq -r '.actions[] | select(.result == "MANUAL") | .why' >"$dir/why"
for verb in list-account-assignments delete-account-assignment \
    get-inline-policy-for-permission-set put-inline-policy-to-permission-set \
    provision-permission-set; do
	grep -q "$verb" "$dir/why" || fail "$verb: $(cat "$dir/why")"
done
sso get-inline-policy-for-permission-set | jq -r .InlinePolicy >"$dir/before"
jq -c --slurpfile s "$FOC_TOP/lib/govern/stop.role.json" \
    '.Statement += $s[0].Statement' "$dir/before" >"$dir/with"
sso put-inline-policy-to-permission-set --inline-policy "file://$dir/with"
sso provision-permission-set --target-type ALL_PROVISIONED_ACCOUNTS >/dev/null
sso get-inline-policy-for-permission-set | jq -r .InlinePolicy |
    jq -e 'any(.Statement[]; .Sid == "FinOpsSuspended")' >/dev/null ||
    fail "no deny in the set"
sso delete-account-assignment --target-type AWS_ACCOUNT --target-id "$A" \
    --principal-type GROUP --principal-id g-1 >/dev/null
[ "$(sso list-account-assignments --account-id "$A" |
    jq '.AccountAssignments | length')" = 0 ] || fail "people are left"
ok "permission set: the commands that a person is told"

foc-audit verify >/dev/null
foc-db check >/dev/null
echo "$n passed, 0 failed"
