#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# foc-ingest-trail: each call of the Claude Platform once, by hour, workspace
# and role.

load helpers

setup() {
	sandbox
	export FOC_ACTOR=cron FOC_NOW=2026-12-01T05:00:00Z
	cd "$BATS_TEST_TMPDIR"
}

role=arn:aws:iam::341153769010:role/finops-csbot-ab12
session=arn:aws:sts::341153769010:assumed-role/finops-csbot-ab12/i-1

# event ID TIME WORKSPACE [JQ]: a call, changed by the filter.
event() {
	jq -nc --arg id "$1" --arg at "$2" --arg ws "$3" --arg r "$role" \
	    --arg s "$session" '{eventID: $id, eventTime: $at,
	    eventSource: "aws-external-anthropic.amazonaws.com",
	    eventName: "CreateInference", eventCategory: "Data",
	    recipientAccountId: "341153769010",
	    userIdentity: {type: "AssumedRole", arn: $s,
	      sessionContext: {sessionIssuer: {type: "Role", arn: $r}}},
	    requestParameters: null,
	    resources: [{type: "AWS::AWSExternalAnthropic::Workspace",
	      ARN: ("arn:aws:aws-external-anthropic:us-east-1:341153769010:" +
	      "workspace/" + $ws)}]} | '"${4:-.}"
}

# Events on standard input become a log file.
log() {
	jq -sc '{Records: .}'
}

calls() {
	sqlite3 "$FOC_DB" "SELECT (hour - 1793491200) / 3600, workspace,
	    role, account, action, calls, with_tokens, tokens
	    FROM trail_call ORDER BY 1, 2, 3, 5"
}

three() {
	event a 2026-11-01T00:00:00Z wrkspc_1
	event b 2026-11-01T00:59:59Z wrkspc_1
	event c 2026-11-01T01:00:00Z wrkspc_2
}

@test "calls are counted by hour, workspace and role" {
	three | log >t.json
	run -0 --separate-stderr foc-ingest-trail t.json
	jq -e '.kind == "trail" and .id == "tr-1" and .files == 1 and
	    .events == 3 and .counted == 3 and .duplicates == 0 and
	    .ignored == 0 and .first_hour == "2026-11-01T00:00:00Z" and
	    .last_hour == "2026-11-01T01:00:00Z" and
	    .workspaces == ["wrkspc_1", "wrkspc_2"]' <<<"$output"
	run -0 calls
	[ "${lines[0]}" = "0|wrkspc_1|$role|341153769010|INFERENCE|2|0|0" ]
	[ "${lines[1]}" = "1|wrkspc_2|$role|341153769010|INFERENCE|1|0|0" ]
	run -0 foc-audit log tr-1
	[ "$(jq -r '"\(.verb) \(.after)"' <<<"$output")" = \
	    "ingest 3 of 3 events counted" ]
	run -0 foc-audit verify
}

@test "an event counts once, in whichever file it comes" {
	three | log >t.json
	{ three; event d 2026-11-01T01:00:00Z wrkspc_2; } | log | gzip >u.json.gz
	foc-ingest-trail t.json >/dev/null
	before=$(calls)
	run -0 --separate-stderr foc-ingest-trail t.json
	jq -e '.counted == 0 and .duplicates == 3' <<<"$output"
	[ "$(calls)" = "$before" ]
	run -0 --separate-stderr foc-ingest-trail t.json u.json.gz
	jq -e '.files == 2 and .events == 7 and .counted == 1 and
	    .duplicates == 6' <<<"$output"
	run -0 sqlite3 "$FOC_DB" "SELECT sum(calls) FROM trail_call"
	[ "$output" = 4 ]
}

@test "folders, to their depth; what lies beside the logs is left alone" {
	d=AWSLogs/341153769010
	mkdir -p $d/CloudTrail/us-east-1/2026/11/01 $d/CloudTrail-Digest/x
	event a 2026-11-01T00:00:00Z wrkspc_1 | log |
	    gzip >$d/CloudTrail/us-east-1/2026/11/01/1.json.gz
	event b 2026-11-01T00:00:00Z wrkspc_1 | log \
	    >$d/CloudTrail/us-east-1/2026/11/01/2.json
	echo '{"digest": 1}' >$d/CloudTrail-Digest/x/d.json
	echo readme >$d/CloudTrail/README
	ln -s /etc/passwd $d/CloudTrail/link.json
	run -0 --separate-stderr foc-ingest-trail AWSLogs
	jq -e '.files == 2 and .counted == 2' <<<"$output"
	mkdir empty
	run -3 foc-ingest-trail empty
	[[ $output == *"no CloudTrail log file in empty"* ]]
}

@test "standard input, compressed or not" {
	event a 2026-11-01T00:00:00Z wrkspc_1 | log >t.json
	run -0 --separate-stderr bash -c 'foc-ingest-trail - <t.json'
	jq -e '.counted == 1' <<<"$output"
	run -0 --separate-stderr bash -c 'gzip <t.json | foc-ingest-trail -'
	jq -e '.duplicates == 1' <<<"$output"
}

@test "what is no answered call is ignored" {
	{
		event a 2026-11-01T00:00:00Z wrkspc_1 '.errorCode = "AccessDenied"'
		event b 2026-11-01T00:00:00Z wrkspc_1 '.eventName = "CountTokens"'
		event c 2026-11-01T00:00:00Z wrkspc_1 \
		    '.eventSource = "bedrock.amazonaws.com"'
		event d 2026-11-01T00:00:00Z wrkspc_1 '.eventCategory = "Insight"'
		event e 2026-11-01T00:00:00Z wrkspc_1 '.resources = []'
		event f 2026-11-01T00:00:00Z wrkspc_1
	} | log >t.json
	run -0 --separate-stderr foc-ingest-trail t.json
	jq -e '.events == 6 and .counted == 1 and .ignored == 5' <<<"$output"
	[[ $stderr == *"1 calls name no workspace: left out"* ]]
}

@test "batches apart, roles without their path, tokens where there are any" {
	{
		event a 2026-11-01T00:00:00Z wrkspc_1 \
		    '.eventName = "CreateBatchInference"'
		event b 2026-11-01T00:00:00Z wrkspc_1 \
		    '.userIdentity.sessionContext.sessionIssuer.arn =
		    "arn:aws:iam::341153769010:role/aws-reserved/x/R_1"'
		event c 2026-11-01T00:00:00Z wrkspc_1 \
		    'del(.userIdentity.sessionContext)'
		event d 2026-11-01T00:00:00Z x '.resources = null |
		    .requestParameters = {workspaceId: "wrkspc_1"} |
		    .userIdentity.arn = "arn:aws:iam::341153769010:user/p/u" |
		    del(.userIdentity.sessionContext) |
		    .responseElements = {usage: {input_tokens: 10,
		    output_tokens: 5, total_tokens: 15}}'
	} | log >t.json
	foc-ingest-trail t.json >/dev/null
	run -0 calls
	[ "${#lines[@]}" -eq 4 ]
	[ "${lines[0]}" = "0|wrkspc_1|arn:aws:iam::341153769010:role/R_1|341153769010|INFERENCE|1|0|0" ]
	[ "${lines[1]}" = "0|wrkspc_1|$role|341153769010|BATCH|1|0|0" ]
	[ "${lines[2]}" = "0|wrkspc_1|$role|341153769010|INFERENCE|1|0|0" ]
	[ "${lines[3]}" = "0|wrkspc_1|arn:aws:iam::341153769010:user/p/u|341153769010|INFERENCE|1|1|15" ]
}

@test "a call across accounts is logged twice and counts once" {
	{
		event a 2026-11-01T00:00:00Z wrkspc_1 '.sharedEventID = "s"'
		event b 2026-11-01T00:00:00Z wrkspc_1 '.sharedEventID = "s"'
	} | log >t.json
	run -0 --separate-stderr foc-ingest-trail t.json
	jq -e '.counted == 1 and .duplicates == 1' <<<"$output"
}

@test "a bad file is left out whole, by its record; the others count" {
	{ three; event d nonsense wrkspc_1; } | log >bad.json
	event a 2026-11-01T00:00:00Z wrkspc_1 | log >good.json
	run -3 --separate-stderr foc-ingest-trail good.json bad.json
	[[ $stderr == *"bad.json: record 4: its eventTime is no time" ]]
	jq -e '.files == 1 and .counted == 1' <<<"$output"
	run -0 sqlite3 "$FOC_DB" "SELECT sum(calls) FROM trail_call"
	[ "$output" = 1 ]
	# Whole files: of bad ones alone nothing stays, and no event is noted.
	before=$(fingerprint)
	for what in '{"Records": [1]}' '{"Records": [{}]}' '{"events": []}' \
	    '{"Records": [}' '[]' ''; do
		printf %s "$what" >x.json
		run -3 --separate-stderr foc-ingest-trail x.json
		[ -z "$output" ]
		[[ $stderr == foc-ingest-trail:\ x.json:\ * ]]
	done
	event a 2026-11-01T00:00:00Z wrkspc_1 'del(.eventID)' | log >x.json
	run -3 --separate-stderr foc-ingest-trail x.json bad.json gone.json
	[[ $stderr == *"x.json: record 1: has no eventID"*"gone.json"*"3 files were left out" ]]
	event a 2026-11-01T00:00:00Z wrkspc_1 | log | gzip | head -c 100 >x.json.gz
	run -3 --separate-stderr foc-ingest-trail x.json.gz
	[ "$(fingerprint)" = "$before" ]
}

@test "a log is as long as it likes, and is written as it likes" {
	event ID 2026-11-01T00:00:00Z wrkspc_1 >one
	# 20,000 records over the ends of many blocks, other keys around them.
	{
		printf '{"a" : ["Records", {"Records":[{}]}],\n"Records"\t:\r\n['
		awk '{ for (i = 0; i < 20000; i++) {
			r = $0
			sub(/"ID"/, "\"e" i "\"", r)
			print (i > 0 ? "," : "") r
		} }' one
		printf '] , "b\\"Records":[1,2,{}]}\n'
	} >long.json
	run -0 --separate-stderr foc-ingest-trail long.json
	jq -e '.events == 20000 and .counted == 20000' <<<"$output"
	# The same, each value on a line of its own.
	jq . long.json | gzip >lines.json.gz
	run -0 --separate-stderr foc-ingest-trail lines.json.gz
	jq -e '.events == 20000 and .duplicates == 20000' <<<"$output"
	printf '{"Records":[ \n ]}' >none.json
	run -0 --separate-stderr foc-ingest-trail none.json
	jq -e '.events == 0' <<<"$output"
}

@test "a log is held to its form, within its records and around them" {
	local one what says
	one=$(event a 2026-11-01T00:00:00Z wrkspc_1)
	while IFS='|' read -r what says; do
		printf '%s' "${what//ONE/$one}" >x.json
		run -3 --separate-stderr foc-ingest-trail x.json
		says=${says/LEN/$((${#one} + 2))}
		[ "$stderr" = "foc-ingest-trail: x.json: $says" ]
	done <<-'X'
	{"Records":[ONE,]}|record 2: is no JSON
	{"Records":[,ONE]}|record 1: is no JSON
	{"Records":[ONE ONE]}|record 1: column LEN: text after the value
	{"Records":[ONE}|without its records: column 13: value expected
	{"Records":[ONE|without its records: column 13: value expected
	{"Records":[{"a":[}]}|record 1: column 7: value expected
	{"Records":[ONE],"Records":[ONE]}|without its records: column 15: duplicate key
	{"Records":[ONE]}]|without its records: column 15: text after the value
	{"Records":[ONE],"a":"\x"}|without its records: column 21: bad escape
	{"a":{"Records":[ONE]}}|is no CloudTrail log file: it has no Records
	{"x\"Records":[ONE]}|is no CloudTrail log file: it has no Records
	{"Records":{"a":[ONE]}}|is no CloudTrail log file: it has no Records
	[{"Records":[ONE]}]|is no CloudTrail log file: it has no Records
	X
	{ printf '{"Records":[{"a":"'; head -c 1100000 /dev/zero | tr '\0' x; } >x.json
	run -3 --separate-stderr foc-ingest-trail x.json
	[[ $stderr == *"x.json: record 1: is longer than 1 MiB" ]]
	{ printf '{"Records":[],'; head -c 1100000 /dev/zero | tr '\0' ' '; } >x.json
	run -3 --separate-stderr foc-ingest-trail x.json
	[[ $stderr == *"x.json: is no CloudTrail log file: it has more than 1 MiB besides Records" ]]
	head -c 100 /dev/zero | tr '\0' '[' >x.json
	run -3 --separate-stderr foc-ingest-trail x.json
	[[ $stderr == *"nested too deep" ]]
	[ -z "$(calls)" ]
}

@test "a dry run keeps nothing, and knows what is double in it" {
	three | log >t.json
	before=$(fingerprint)
	run -0 --separate-stderr foc-ingest-trail -n t.json t.json
	jq -e '.counted == 3 and .duplicates == 3' <<<"$output"
	[ "$(fingerprint)" = "$before" ]
}

@test "what a killed run began counts with the next one" {
	three | log >t.json
	event d 2026-11-01T00:00:00Z wrkspc_1 | log >u.json
	sqlite3 "$FOC_DB" "INSERT INTO trail VALUES (1, 'tr-1', 0, 1, 9, 4, 5, 0)"
	run -0 foc-audit verify
	run -0 --separate-stderr foc-ingest-trail u.json
	jq -e '.id == "tr-1" and .files == 2 and .events == 10' <<<"$output"
	run -0 --separate-stderr foc-ingest-trail t.json
	[ "$(key id <<<"$output")" = tr-2 ]
	sqlite3 "$FOC_DB" "UPDATE trail_call SET calls = 7 WHERE trail = 2"
	run -1 foc-audit verify
}

@test "who may" {
	three | log >t.json
	run -1 as priya foc-ingest-trail t.json
	[[ $output == *"needs"* ]]
}

@test "the sample that is known: its inference event, and no other" {
	[ -n "${FOC_TEST_DATA:-}" ] || skip "FOC_TEST_DATA is not set"
	jq '{Records: [.events[] | .eventID = .eventTime]}' \
	    "$FOC_TEST_DATA/control/cloudtrail-claude-events.sample.json" \
	    >t.json
	run -0 --separate-stderr foc-ingest-trail t.json
	jq -e '.events == 2 and .counted == 1 and .ignored == 1 and
	    .workspaces == ["wrkspc_01AbCdEf23GhIj"]' <<<"$output"
}
