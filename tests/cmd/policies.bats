#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Everything that is generated for AWS, held against offline validators.

load helpers
load platforms

setup() {
	export FOC_NOW=2026-10-26T09:00:00Z
	sandbox
	fake_aws
	echo '[]' >"$BATS_TEST_TMPDIR/actions.json"
	if [ -n "${FOC_TEST_DATA:-}" ]; then
		for f in "$FOC_TEST_DATA"/control/iam/*.actions.json; do
			s=$(basename "$f" .actions.json)
			jq -c --arg s "$s" 'if type == "object" then
			    [.[] | .name] else [.[] | if type == "object"
			    then .name else . end] end |
			    map($s + ":" + .)' "$f"
		done | jq -s add >"$BATS_TEST_TMPDIR/actions.json"
		[ "$(jq length "$BATS_TEST_TMPDIR/actions.json")" -gt 300 ]
	fi
}

# Nothing is wrong with a policy, and AWS would take its size.
good() {
	local trust=n max=10240
	case $1 in *.trust.json) trust=y max=2048 ;; esac
	run -0 jq -r --slurpfile actions "$BATS_TEST_TMPDIR/actions.json" \
	    --arg trust $trust -f "$FOC_TOP/tests/cmd/iam.jq" "$1"
	[ -z "$output" ] || { echo "$1: $output"; return 1; }
	case $1 in "$AWS_STATE"/*)
		mkdir -p "$BATS_FILE_TMPDIR/all"
		cp "$1" "$BATS_FILE_TMPDIR/all/$BATS_TEST_NUMBER-$n${2:-}-${1##*/}" ;;
	esac
	[ "$(jq -cj . "$1" | wc -c)" -le $max ]
}

# A validator that says yes to everything would prove nothing.
@test "the validator finds what is wrong" {
	bad() {
		jq "$1" >"$BATS_TEST_TMPDIR/p.json" <<-'EOF'
		{"Version": "2012-10-17", "Statement": [{"Sid": "A",
		"Effect": "Allow", "Action": ["bedrock:InvokeModel"],
		"Resource": ["arn:aws:bedrock:us-east-1::foundation-model/m"]}]}
		EOF
		run good "$BATS_TEST_TMPDIR/p.json"
		[ "$status" -eq "$2" ] || { echo "$1: $output"; return 1; }
	}
	bad . 0
	bad '.Version = "2012"' 1
	bad '.Statement[0].Sid = "a b"' 1
	bad '.Statement += .Statement' 1
	bad '.Statement[0].Effect = "allow"' 1
	bad '.Statement[0].Action = ["bedrock"]' 1
	bad '.Statement[0].Resource = ["m"]' 1
	bad 'del(.Statement[0].Resource)' 1
	bad '.Statement[0].Principal = {}' 1
	bad '.Statement[0].Condition = {Equal: {"a:b": "c"}}' 1
	if [ -n "${FOC_TEST_DATA:-}" ]; then
		bad '.Statement[0].Action = ["bedrock:Converse"]' 1
	fi
}

@test "policies: every platform, runtime, route and tier" {
	sqlite3 "$FOC_DB" "INSERT INTO model_profile SELECT 'claude-3-haiku',
	    'global.x', 'GLOBAL', 'us-east-1', 'us-east-1'"
	n=0 t=0
	while read -r runtime platform model options; do
		n=$((n + 1)) t=$((t + 1))
		rm -f "$AWS_STATE"/*
		principal=()
		[ "$runtime" != OTHER ] || principal=(--principal
		    arn:aws:iam::444455556666:role/app)
		RUNTIME=$runtime ask w$n "${principal[@]}" \
		    --availability PRODUCTION_HA
		# shellcheck disable=SC2086 # options are words
		give br-$n "$platform" "$model" $options
		mark=
		[[ $options != *invoked* ]] || mark=-neutral
		run_script ts-$t
		for f in "$AWS_STATE"/*.json; do
			good "$f" "$mark"
		done
		[ "$(ls "$AWS_STATE"/*.json | wc -l)" -ge 3 ]
		do_task ts-$t
		as priya foc-request agentic w$n --rationale x
		as sarah foc-approve agentic w$n --rationale y
		t=$((t + 1))
		run_script ts-$t
		for f in "$AWS_STATE"/*.json; do
			good "$f" "$mark-agentic"
		done
		do_task ts-$t
	done <<-'EOF'
	LAMBDA BEDROCK claude-haiku-4-5
	ECS BEDROCK nova-pro
	EC2 MARKETPLACE claude-haiku-4-5
	AGENTCORE BEDROCK claude-sonnet-4-6
	AGENTCORE AGENTCORE claude-haiku-4-5
	OTHER BEDROCK nova-lite --with-invoked-model-id
	LAMBDA BEDROCK claude-sonnet-4-6 --with-invoked-model-id
	LAMBDA BEDROCK titan-embed-text-v2
	EOF
}

@test "policies: permission sets, global profiles, tagged profiles" {
	as marco foc-request new --name devs \
	    --product "Engineering Assistant" --use-case CODING \
	    --developers 20 --percent 50
	give br-1 BEDROCK claude-sonnet-4-6
	FOC_GROUP_ID=g run_script ts-1
	sqlite3 "$FOC_DB" "DELETE FROM model_profile
	    WHERE geography = 'REGIONAL'"
	ask a --availability PRODUCTION_HA
	give br-2 BEDROCK claude-haiku-4-5 --map mig12345
	run_script ts-2
	do_task ts-2
	as eli foc-task step ts-3 1 --artefact inference_profile_arn=arn:aws:bedrock:us-east-1:$A:application-inference-profile/k1c3
	run_script ts-3
	for f in "$AWS_STATE"/*.json; do
		good "$f"
	done
	jq -e '.Statement[0].Resource | length == 2' \
	    "$AWS_STATE"/finops-a-*.allow.json
}

@test "policies: parliament finds nothing but what is meant" {
	python3 -c 'import parliament' 2>/dev/null ||
	    skip "no parliament (pip install parliament)"
	[ -d "$BATS_FILE_TMPDIR/all" ] ||
	    skip "needs the policies of the tests before"
	lint() {
		python3 "$FOC_TOP/tests/cmd/lint_policies.py" "$@"
	}
	[ "$(ls "$BATS_FILE_TMPDIR/all" | wc -l)" -ge 30 ]
	run lint "$BATS_FILE_TMPDIR"/all/*.json \
	    "$FOC_TOP"/lib/govern/{stop.role,stop.scp,marketplace}.json
	[ "$status" -eq 0 ] || { echo "$output"; false; }
	# it does find what is wrong
	cd "$BATS_TEST_TMPDIR"
	f=$(find "$BATS_FILE_TMPDIR/all" -name '*.deny.json' | sort | head -n 1)
	jq '.Statement[0].Action += ["bedrock:InvokeModle"]' "$f" >a.json
	run -1 lint a.json
	[ "$output" = "a.json UNKNOWN_ACTION Unknown action bedrock:InvokeModle" ]
	g=$(find "$BATS_FILE_TMPDIR/all" -name '*.allow.json' | sort | head -n 1)
	jq '.Statement[0].Condition = {StringEquals:
	    {"bedrock:InvokedModelId": "x"}}' "$g" >a.json
	run -1 lint a.json
	[[ $output == *UNKNOWN_CONDITION_FOR_ACTION* ]]
	jq '.Statement[0].Action = ["s3:GetObject"] |
	    .Statement[0].Resource = ["arn:aws:s3:::b"]' "$g" >a.json
	run -1 lint a.json
	[[ $output == *RESOURCE_MISMATCH* ]]
}

# Every template as CloudFormation takes it.
templates() {
	local n=0 model
	allow_claude
	for model in claude-sonnet-4-6 claude-haiku-4-5 claude-opus-4-5; do
		n=$((n + 1))
		ask w$n
		give br-$n CLAUDE_PLATFORM $model --workspace ws-$n
		run_script ts-$((3 * n - 2))
		do_task ts-$((3 * n - 2)) ${WS}$n
		do_task ts-$((3 * n - 1)) ${WS}$n off
		run_script ts-$((3 * n))
		mv "$AWS_STATE/gateway.yaml" "$BATS_TEST_TMPDIR/gateway$n.yaml"
		mv "$AWS_STATE/workspace.yaml" \
		    "$BATS_TEST_TMPDIR/workspace$n.yaml"
	done
}

@test "templates: cfn-lint finds nothing" {
	command -v cfn-lint >/dev/null || skip "no cfn-lint"
	templates
	run -0 cfn-lint "$BATS_TEST_TMPDIR"/gateway?.yaml \
	    "$BATS_TEST_TMPDIR"/workspace?.yaml
	[ -z "$output" ]
	[ "$(cat "$BATS_TEST_TMPDIR/gateway1.yaml" | wc -c)" -lt 51200 ]
}

@test "the gateway's code: one model, no stream, signed" {
	command -v python3 >/dev/null || skip "no python3"
	templates
	mkdir -p "$BATS_TEST_TMPDIR/py/botocore"
	cd "$BATS_TEST_TMPDIR/py"
	awk '/ZipFile: \|/ { on = 1; next } /^Outputs:/ { on = 0 }
	    on { sub(/^          /, ""); print }' ../gateway1.yaml >index.py
	: >botocore/__init__.py
	cat >botocore/session.py <<-'EOF'
	class Session:
	    def get_credentials(self):
	        return self
	    def get_frozen_credentials(self):
	        return "role"
	def get_session():
	    return Session()
	EOF
	cat >botocore/auth.py <<-'EOF'
	class SigV4Auth:
	    def __init__(self, who, service, region):
	        self.scope = "%s/%s/%s" % (who, service, region)
	    def add_auth(self, r):
	        r.headers["Authorization"] = self.scope
	EOF
	cat >botocore/awsrequest.py <<-'EOF'
	class AWSRequest:
	    def __init__(self, method, url, data, headers):
	        self.method, self.url = method, url
	        self.data, self.headers = data, headers
	EOF
	cat >run.py <<-'EOF'
	import http.server, json, os, sys, threading
	seen = {}
	class H(http.server.BaseHTTPRequestHandler):
	    def do_POST(self):
	        seen["path"] = self.path
	        seen["auth"] = self.headers["Authorization"]
	        seen["workspace"] = self.headers["anthropic-workspace-id"]
	        seen["body"] = json.loads(
	            self.rfile.read(int(self.headers["Content-Length"])))
	        self.send_response(int(os.environ["STATUS"]))
	        self.end_headers()
	        self.wfile.write(b'{"ok":1}')
	    def log_message(self, *a):
	        pass
	s = http.server.HTTPServer(("127.0.0.1", 0), H)
	threading.Thread(target=s.serve_forever, daemon=True).start()
	os.environ.update(AWS_REGION="us-east-1", MODEL_ID="m",
	    WORKSPACE_ID="wrkspc_1", INFERENCE_GEO="us",
	    ENDPOINT="http://127.0.0.1:%d" % s.server_port)
	import index
	r = [index.handler({"model": "other"}, None)["statusCode"],
	     index.handler({"stream": True}, None)["statusCode"]]
	assert not seen
	r.append(index.handler({"body": '{"max_tokens":1}'}, None))
	print(json.dumps([r, seen]), file=sys.stderr)
	EOF
	STATUS=200 run -0 --separate-stderr python3 run.py
	[ "$(jq -c '[.[0][0], .[0][1], .[0][2].statusCode, .[0][2].body]' \
	    <<<"$stderr")" = '[403,400,200,"{\"ok\":1}"]' ]
	[ "$(jq -cS '.[1]' <<<"$stderr")" = '{"auth":"role/aws-external-anthropic/us-east-1","body":{"inference_geo":"us","max_tokens":1,"model":"m"},"path":"/v1/messages","workspace":"wrkspc_1"}' ]
	STATUS=429 run -0 --separate-stderr python3 run.py
	[ "$(jq '.[0][2].statusCode' <<<"$stderr")" = 429 ]
}
