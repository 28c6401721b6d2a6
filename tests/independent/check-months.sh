#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# check-months.sh ROWS MONTH...: generated months of about ROWS lines, all AI,
# in one file: workloads claimed and released in the middle of months, accounts
# shared since some day, tags, CloudTrail, guardrails, profiles.  Attribution
# by the hour, chargeback with its cents, and gaps must be those that the
# recomputation has, to the last digit.
#	UNTIL	an hour at which the one month ends
#	WRONG	see, too, that a wrong description makes a difference
set -euo pipefail

rows=$1
shift
here=$FOC_TOP/tests/independent
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export FOC_DB=$dir/foc.db LC_ALL=C TZ=UTC
unset FOC_ACTOR
A=341153769010
B=222233334444
C=555566667777
E=arn:aws:bedrock:us-east-1:$A
SHARED='["AWSReservedSSO_AWSPowerUserAccess_*", "Glue?tl"]'
DEDICATED='["finops-*", "OrderFn-*"]'
LATER=2027-01-05T05:00:00Z

as() {
	FOC_ACTOR=$1 "${@:2}"
}

# part NAME JSON: one more of claims, anchors or scopes.
part() {
	echo "$2" >>"$1"
}

# granted WORKLOAD MODEL[@REGION]...: asked for, granted, implemented, in A
granted() {
	local w=$1 m verb=grant where
	where=$(as priya foc-request new --name "$w" --product "$PRODUCT" \
	    --use-case OPERATIONS --runtime LAMBDA --estimate-usd 300 |
	    jq -r .id)
	for m in "${@:2}"; do
		set -- "${m%@*}" "${m#*@}"
		as sarah foc-approve $verb "$where" \
		    --platform "${PLATFORM:-BEDROCK}" --model "$1" \
		    --account $A --region "$2" --rationale "as discussed" \
		    >/dev/null
		verb=add-scope where=$w
		part scopes "$(jq -nc --arg w "$w" --arg m "$1" --arg a $A \
		    --arg r "$2" '{workload: $w, model: $m, account: $a,
		    region: $r, until: null}')"
	done
	foc-task list | jq -r --arg w "$w" 'select(.workload == $w) |
	    .id + " " + .role_arn' | while read -r m ROLE; do
		as eli foc-task step "$m" 1
		as eli foc-task step "$m" 2 --artefact "role_arn=$ROLE"
		as eli foc-task step "$m" 3 --artefact policy_applied=true
		as eli foc-task complete "$m"
	done >/dev/null
	ROLE=$(foc-claim list "$w" | jq -r .value | sort -u)
	part anchors "$(jq -nc --arg w "$w" --arg v "$ROLE" --arg a $A \
	    '{workload: $w, kind: "ROLE", value: $v, account: $a}')"
}

# claimed WORKLOAD KIND VALUE FROM [TO]: by the owner of the product
claimed() {
	local option=()
	case $2 in
	INFERENCE_PROFILE) option=(--profile "$3") ;;
	ROLE) ;;
	*) option=("--${2,,}" "$3") ;;
	esac
	as priya foc-claim "$1" "${option[@]}" --since "$4" >/dev/null
	[ -z "${5-}" ] || as priya foc-claim release --until "$5" \
	    --reason "moved" "$(foc-claim list "$1" | jq -r --arg v "$3" \
	    'select(.value == $v) | .id' | tail -n 1)" >/dev/null
	recorded "$@"
}

# recorded WORKLOAD KIND VALUE FROM [TO] [ACCOUNT]
recorded() {
	part claims "$(jq -nc --arg a "${6:-$A}" '{workload: $ARGS.positional[0],
	    kind: $ARGS.positional[1], value: $ARGS.positional[2],
	    account: $a, from: $ARGS.positional[3],
	    to: (($ARGS.positional[4] // "") | if . == "" then null else .
	    end)}' --args -- "$@")"
}

# Roles that were there before foc was: anchors as requests bring them.
# role_of WORKLOAD ROLE ACCOUNT [FROM [TO]]
role_of() {
	local arn=arn:aws:iam::$3:role/$2 n
	n=$(sqlite3 foc.db "INSERT INTO anchor SELECT 1 + max(n), 'an-' || (1 +
	    max(n)), '$1', NULL, 'ROLE', '$arn', '$3', 0 FROM anchor;
	    SELECT max(n) FROM anchor")
	part anchors "$(jq -nc --arg w "$1" --arg v "$arn" --arg a "$3" \
	    '{workload: $w, kind: "ROLE", value: $v, account: $a}')"
	[ $# -gt 3 ] || return 0
	sqlite3 foc.db "INSERT INTO claim VALUES ('an-$n', 1, 'priya',
	    unixepoch('$4'), unixepoch(nullif('${5-}', '')), 0)"
	recorded "$1" ROLE "$arn" "$4" "${5-}" "$3"
}

organisation() {
	local two="Support Bot, Document Platform"
	local third='{product: Engineering Assistant, from: "2026-04-13T03:00:00Z"}'
	local first='{product: Document Platform, from: 2026-08-16}'
	local second='{product: Support Bot, from: 2026-11-21}'
	sed -e "s/^\(.*\"$B\".*shared_by: \).*/\1[$two, $third]}/" \
	    -e "s/^\(.*\"$C\".*prod\)}/\1, shared_by: [$first, $second]}/" \
	    -e "s/^  shared_roles: .*/  shared_roles: $SHARED/" \
	    -e "s/^  dedicated_roles: .*/  dedicated_roles: $DEDICATED/" \
	    "$FOC_TOP/examples/foc.yaml" >foc.yaml
	FOC_NOW=2026-03-01T09:00:00Z foc-init --sandbox foc.yaml >/dev/null
}

govern() {
	local S="Support Bot" P="Document Platform"
	export FOC_NOW=2026-03-02T09:00:00Z
	PRODUCT=$S granted a claude-haiku-4-5@us-east-1
	ROLES=("$ROLE")
	# Two models, one of which is granted.
	PRODUCT=$P granted b nova-pro@us-east-1
	ROLES+=("$ROLE")
	# Granted elsewhere.
	PRODUCT=$P granted c claude-sonnet-4-6@us-west-2 \
	    claude-haiku-4-5@eu-west-1
	ROLES+=("$ROLE")
	# Granted another, by the other way of billing.
	PLATFORM=MARKETPLACE PRODUCT=$S granted d claude-haiku-4-5@us-west-2
	ROLES+=("$ROLE")
	# Never claimed.
	PRODUCT=$S granted e nova-lite@us-east-1
	ROLES+=("$ROLE")
	# One of these is revoked: it was granted until then.
	export FOC_NOW=2026-04-14T10:30:00Z
	as sarah foc-approve revoke --rationale "moved" "$(foc-approve scopes |
	    jq -r 'select(.workload == "c" and .region == "eu-west-1") |
	    .id')" >/dev/null
	sed -i "/eu-west-1/s/\"until\":null/\"until\":\"$FOC_NOW\"/" scopes
	export FOC_NOW=$LATER
	claimed a ROLE "${ROLES[0]}" 2026-04-11T05:30:00Z
	claimed b ROLE "${ROLES[1]}" 2026-03-10T00:00:00Z 2026-11-20T06:00:00Z
	claimed c ROLE "${ROLES[2]}" 2026-03-15T00:00:00Z
	claimed d ROLE "${ROLES[3]}" 2026-08-20T13:00:00Z
	claimed a GUARDRAIL $E:guardrail/gr1234567890 2026-04-12T00:00:00Z \
	    2026-11-11T11:00:00Z
	claimed b RESOURCE \
	    arn:aws:bedrock-agentcore:us-east-1:$A:runtime/r-docs \
	    2026-04-10T00:00:00Z 2026-08-15T00:00:00Z
	claimed c RESOURCE $E:provisioned-model/k1c3lwu20lem \
	    2026-04-06T00:00:00Z 2026-08-20T00:00:00Z
	claimed c INFERENCE_PROFILE "$(profile 1)" 2026-04-04T00:00:00Z
	claimed b INFERENCE_PROFILE "$(profile 2)" 2026-04-02T00:00:00Z \
	    2026-08-22T00:00:00Z
	claimed b USER arn:aws:iam::$A:user/BedrockAPIKey-234s \
	    2026-08-12T00:00:00Z
	claimed b WORKSPACE wrkspc_01AbCdEf23GhIj 2026-04-12T00:00:00Z \
	    2026-11-25T00:00:00Z
	claimed c WORKSPACE wrkspc_01AbCdEf23GhIj 2026-08-24T00:00:00Z \
	    2026-11-12T00:00:00Z
	role_of c llm-gateway-role $A 2026-04-05T00:00:00Z
	role_of a AppRole $A 2026-03-05T00:00:00Z 2026-04-13T00:00:00Z
	role_of b AppRole $A 2026-08-21T00:00:00Z
	role_of e DocPipelineRole $A
	role_of d SageMakerExec $C 2026-08-18T09:00:00Z
}

# The nth application inference profile of A in us-east-1.
profile() {
	sed -n "$1p" <<<"$PROFILES"
}

describe() {
	jq -n --slurpfile claims claims --slurpfile anchors anchors \
	    --slurpfile scopes scopes --arg a $A --arg b $B --arg c $C \
	    --argjson shared_roles "$SHARED" \
	    --argjson dedicated_roles "$DEDICATED" '
	def node(n; name; up): {level: n, name: name, parent: up};
	{$claims, $anchors, $scopes, payer: "012345678901",
	    products: {a: "Support Bot", b: "Document Platform",
		c: "Document Platform", d: "Support Bot", e: "Support Bot"},
	    shared: {($a): ["Support Bot", "Document Platform"],
		($b): ["Support Bot", "Document Platform",
		    ["Engineering Assistant", "2026-04-13T03:00:00Z"]],
		($c): [["Support Bot", "2026-11-21"],
		    ["Document Platform", "2026-08-16"]]},
	    $shared_roles, $dedicated_roles,
	    nodes: [node(1; "Retail"; null),
		node(2; "Engineering"; "Retail"),
		node(3; "Customer Care"; "Engineering"),
		node(3; "Developer Productivity"; "Engineering"),
		node(4; "Support Bot"; "Customer Care"),
		node(4; "Document Platform"; "Customer Care"),
		node(4; "Engineering Assistant"; "Developer Productivity")]}
	' >d.json
	# A claim an hour off, and a scope less.
	jq '(.claims[] | select(.workload == "a" and .to == null) | .from) =
	    "2026-04-11T06:30:00Z" | del(.scopes[] | select(.workload == "a"))
	' d.json >wrong.json
}

# generate MONTH: the export of the month and its logs
generate() {
	local i roles=()
	for i in "${!ROLES[@]}"; do
		roles+=(--role "r$i=$A:${ROLES[i]##*/}")
	done
	[ "$1" != 2026-04 ] || roles+=(--callers-from 2026-04-10T00:00:00Z)
	gencur --rows "$rows" --ai-percent 100 --period "$1" \
	    ${UNTIL:+--until "$UNTIL"} --seed "${1/-/}" --level 1 "${roles[@]}" -o "$2"
}

# What foc says, as the recomputation prints it.
lines_of() {
	python3 -c '
import json, sys
from decimal import Decimal as D
what, sums, order = sys.argv[1], {}, []
for line in sys.stdin:
    r = json.loads(line, parse_float=D, parse_int=D)
    if what == "usage":
        path = [v for v in (r["path"] or {}).values() if v]
        k = (r["hour"], r["account"], r["source"], r["layer"],
            (r["workload"] or (path[-1] if path else "-")).replace(" ", "_"))
        v = r["cost_usd"]
    elif what == "gaps":
        k, v = (r["class"], r["scenario"], r["key"]), r["amount_usd"]
    else:
        print("|".join(r[k] or "" for k in ("e1", "e2", "e3", "e4",
            "workload", "source", "layer", "payer", "account", "platform",
            "model")), int(r["amount_usd"] * 10 ** 10),
            int(r["amount_rounded_usd"] * 100))
        continue
    sums[k] = sums.get(k, D(0)) + v
for k, v in sorted(sums.items()):
    if v or what != "gaps":
        print(*k, int(v * 10 ** 10))' "$1"
}

# The line of `foc-gaps list` that says how it adds up, in 1e-10 dollars.
adds_up() {
	python3 -c '
import re, sys
from decimal import Decimal as D
m = re.search(r"gaps (\S+) \+ workloads (\S+) = AI spend (\S+)",
    sys.stdin.read())
print("all", *(int(D(v) * 10 ** 10) for v in m.groups()))'
}

same() {
	diff "$1.theirs" "$1.ours" >differ || {
		echo "$MONTH: $1"
		head -n 30 differ
		exit 1
	}
}

# gaps_of NAME FROM,TO
gaps_of() {
	foc-gaps list --from "${2%,*}" --to "${2#*,}" 2>said |
	    lines_of gaps >"$1.ours"
	adds_up <said >>"$1.ours"
	same "$1"
}

compare() {
	local trails=() f start=$SECONDS
	local whole some=${MONTH}-09T07:00:00Z,${MONTH}-14T09:00:00Z
	whole=${MONTH}-01T00:00:00Z,$(date -u -d "$MONTH-01 +1 month" \
	    +%Y-%m-%dT00:00:00Z)
	for f in logs/"$MONTH"-*; do
		trails+=(--trail "$f")
	done
	python3 "$here/month.py" d.json "gaps=$whole" "some=$some" \
	    "${trails[@]}" "x-$MONTH"/metadata/*/*-Manifest.json
	foc-workload usage --by hour --month "$MONTH" | lines_of usage \
	    >usage.ours
	same usage
	foc-chargeback --month "$MONTH" --draft -q | lines_of chargeback \
	    >chargeback.ours
	same chargeback
	gaps_of some "$some"
	gaps_of gaps "$whole"
	cat usage.ours >>all.usage
	cat gaps.ours >>all.gaps
	foc-chargeback reconcile --month "$MONTH" >/dev/null
	awk -v month="$MONTH" -v lines="$(jq .ai_rows "load-$MONTH")" \
	    -v seconds=$((SECONDS - start)) '
	    FILENAME ~ /usage/ { hours++ }
	    FILENAME ~ /charge/ { usd += $(NF - 1); cents += $NF; rows++ }
	    FILENAME ~ /gaps/ && $1 != "all" { gaps++ }
	    FILENAME ~ /gaps/ && $1 == "all" { open = $2 }
	    END { printf "%s: %d AI lines, %.10f dollars: %d hours and " \
		"owners, %d charges of %.2f, %d gaps of %.10f and more: " \
		"0 differences (%d s)\n", month, lines, usd / 1e10, hours,
		rows, cents / 100, gaps, open / 1e10, seconds }' \
	    usage.ours chargeback.ours gaps.ours
	[ -z "${WRONG:-}" ] || differs "gaps=$whole" "${trails[@]}" \
	    "x-$MONTH"/metadata/*/*-Manifest.json
}

# What a wrong description makes of it is something else.
differs() {
	cp usage.theirs usage.right
	cp gaps.theirs gaps.right
	python3 "$here/month.py" wrong.json "$@"
	if cmp -s usage.theirs usage.right || cmp -s gaps.theirs gaps.right
	then
		echo "$MONTH: a wrong description makes no difference"
		exit 1
	fi
}

# Each rule was of use, or the agreement says little.
covered() {
	local word
	for word in WORKLOAD.PRINCIPAL WORKLOAD.PROFILE WORKLOAD.RESOURCE \
	    WORKLOAD.GUARDRAIL WORKLOAD.CLOUDTRAIL WORKLOAD.WORKSPACE TAG.TAG \
	    POOL.POOL UNALLOCATED.NONE; do
		grep -q " $word " all.usage || { echo "no $word"; exit 1; }
	done
	for word in UNALLOCATED_GUARDRAIL_COST ATTRIBUTION_NOT_ENABLED \
	    UNCLAIMED_WORKLOAD UNATTRIBUTED_SPEND NO_BUDGET_ALLOCATION; do
		grep -q "^ATTRIBUTION $word " all.gaps || {
			echo "no $word"
			exit 1
		}
	done
	for word in NO_BUDGET_ALLOCATION OUT_OF_BUDGET_SCOPE; do
		grep -q "^GOVERNANCE $word " all.gaps || {
			echo "no owned $word"
			exit 1
		}
	done
}

organisation
ROLES=()
gencur --rows 1500 --ai-percent 100 --plain -o x
PROFILES=$(cat x/data/*/*.csv | grep -o \
    "$E:application-inference-profile/[0-9a-f]*" | sort -u)
govern
describe
for MONTH; do
	generate "$MONTH" "x-$MONTH"
	as cron foc-ingest-cur -q "x-$MONTH" >"load-$MONTH"
	python3 "$here/logs.py" logs "$MONTH" $A "${ROLES[0]##*/}" \
	    "${ROLES[1]##*/}" "${ROLES[2]##*/}" other -- \
	    wrkspc_01AbCdEf23GhIj wrkspc_01Kz8mQw52RtYu
done
as cron foc-ingest-trail -q logs >/dev/null
export FOC_ACTOR=cron
foc-gaps detect -q >/dev/null
for MONTH; do
	compare
done
covered
