#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# The Model Context Protocol by hand: both ways of it, hostile input, who is
# offered and told what, and the switch.

load helpers

setup_file() {
	# shellcheck source=tests/docs/prelude.sh
	source "$BATS_TEST_DIRNAME/../docs/prelude.sh"
	# shellcheck source=tests/cmd/ask.bash
	source "$BATS_TEST_DIRNAME/ask.bash"
	cd "$BATS_FILE_TMPDIR"
	export FOC_DB=$PWD/foc.db
	ask_file
	for week in 2026-W46 2026-W47; do
		on cron 2026-11-24T06:00:00Z foc-spendcard generate -q \
		    --week "$week" >/dev/null
	done
	on sarah 2026-11-21T05:30:00Z foc-gaps detect -q >/dev/null
	chmod a-w foc.db
}

setup() {
	cd "$BATS_TEST_TMPDIR"
	export FOC_DB=$BATS_FILE_TMPDIR/foc.db
	export FOC_NOW=2026-11-21T06:00:00Z FOC_ACTOR=sarah
}

own_file() {
	cp "$FOC_DB" own.db
	chmod u+w own.db
	export FOC_DB=$PWD/own.db
}

# modern ID METHOD [PARAMS]: a request of 2026-07-28.
modern() {
	jq -nc --arg method "$2" --argjson id "$1" --argjson more "${3:-{\}}" '
	    {jsonrpc: "2.0", $id, $method, params: ($more + {_meta: {
	    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
	    "io.modelcontextprotocol/clientCapabilities": {}}})}'
}

opening() {
	jq -nc --arg v "${1:-2025-11-25}" '{jsonrpc: "2.0", id: 0,
	    method: "initialize", params: {protocolVersion: $v,
	    capabilities: {}, clientInfo: {name: "t", version: "1"}}}'
	echo '{"jsonrpc":"2.0","method":"notifications/initialized"}'
}

# tool NAME [ARGUMENTS] [OPTION ...]: its result, or the error.
tool() {
	modern 1 tools/call "$(jq -nc --arg name "$1" \
	    --argjson a "${2:-{\}}" '{$name, arguments: $a}')" |
	    foc-mcp "${@:3}" | jq -c '.result // .error'
}

# The records of a tool, as the command prints them.
records() {
	tool "$@" | jq -c '.structuredContent.records[]'
}

# What a tool says instead of records.
told() {
	tool "$@" | jq -r 'select(.isError and
	    (has("structuredContent") | not)) | .content[].text'
}

# code TEXT: the code of the one answer to a line.
code() {
	printf '%s\n' "$1" | foc-mcp | jq -r '.error.code'
}

# --- the opening

@test "2025-11-25 and 2025-06-18 are agreed on, all else is 2025-11-25" {
	for pair in 2025-11-25:2025-11-25 2025-06-18:2025-06-18 \
	    2024-11-05:2025-11-25 2026-07-28:2025-11-25 x:2025-11-25; do
		run -0 --separate-stderr foc-mcp < <(opening "${pair%:*}")
		[ "${#lines[@]}" -eq 1 ]
		[ -z "$stderr" ]
		[ "$(jq -r .result.protocolVersion <<<"$output")" = \
		    "${pair#*:}" ]
	done
	jq -e '.result | .serverInfo.name == "foc-mcp" and
	    .capabilities == {tools: {}} and (.instructions | length) > 99 and
	    (has("resultType") | not)' <<<"$output"
}

@test "an opening that lacks something, or comes twice, is refused" {
	[ "$(code "$(opening | head -n1 |
	    jq -c 'del(.params.protocolVersion)')")" = -32602 ]
	[ "$(code "$(opening | head -n1 |
	    jq -c 'del(.params.clientInfo)')")" = -32602 ]
	[ "$(code "$(opening | head -n1 | jq -c 'del(.params)')")" = -32602 ]
	run -0 jq -r .error.code < <({ opening; opening; } | foc-mcp)
	[ "$output" = $'null\n-32600' ]
}

@test "without an opening and without _meta only ping is answered" {
	[ "$(code '{"jsonrpc":"2.0","id":1,"method":"tools/list"}')" = -32602 ]
	run -0 foc-mcp <<<'{"jsonrpc":"2.0","id":"a","method":"ping"}'
	[ "$output" = '{"jsonrpc":"2.0","id":"a","result":{}}' ]
}

@test "2026-07-28: each request stands by itself, among others too" {
	run -0 foc-mcp < <(modern 1 server/discover; opening;
	    modern '"two"' tools/list;
	    echo '{"jsonrpc":"2.0","id":3,"method":"tools/list"}')
	[ "${#lines[@]}" -eq 4 ]
	jq -e '.id == 1 and (.result | .supportedVersions == ["2026-07-28"] and
	    .resultType == "complete" and .capabilities == {tools: {}} and
	    .ttlMs >= 0 and .cacheScope == "private" and
	    ._meta["io.modelcontextprotocol/serverInfo"].name == "foc-mcp")' \
	    <<<"${lines[0]}"
	jq -e '.id == "two" and .result.resultType == "complete" and
	    .result.cacheScope == "private"' <<<"${lines[2]}"
	jq -e '.id == 3 and (.result | keys) == ["tools"]' <<<"${lines[3]}"
	[ "$(jq -c .result.tools <<<"${lines[2]}")" = \
	    "$(jq -c .result.tools <<<"${lines[3]}")" ]
}

@test "2026-07-28: what _meta must have, and another revision" {
	meta='.params._meta["io.modelcontextprotocol/'
	full=$(modern 1 tools/list)
	[ "$(code "$(jq -c "del(${meta}clientCapabilities\"])" \
	    <<<"$full")")" = -32602 ]
	[ "$(code "$(jq -c "del(${meta}protocolVersion\"])" \
	    <<<"$full")")" = -32602 ]
	[ "$(code "$(jq -c "${meta}protocolVersion\"] = 1" \
	    <<<"$full")")" = -32602 ]
	[ "$(code "$(jq -c '.params._meta = 1' <<<"$full")")" = -32602 ]
	run -0 foc-mcp < <(jq -c "${meta}protocolVersion\"] = \"1900-01-01\"" \
	    <<<"$full")
	jq -e '.error | .code == -32022 and .data == {supported:
	    ["2026-07-28"], requested: "1900-01-01"}' <<<"$output"
}

@test "methods of one revision are unknown in the other" {
	[ "$(code "$(modern 1 ping)")" = -32601 ]
	[ "$(code "$(modern 1 initialize)")" = -32601 ]
	[ "$(code "$(modern 1 resources/list)")" = -32601 ]
	run -0 jq -r .error.code < <({ opening
	    echo '{"jsonrpc":"2.0","id":1,"method":"server/discover"}'
	    echo '{"jsonrpc":"2.0","id":2,"method":"logging/setLevel"}'
	    } | foc-mcp)
	[ "$output" = $'null\n-32601\n-32601' ]
}

@test "a list has one page" {
	[ "$(code "$(modern 1 tools/list '{"cursor":"x"}')")" = -32602 ]
	modern 1 tools/list | foc-mcp |
	    jq -e '.result | has("nextCursor") | not'
}

# --- what is no request

@test "what is no JSON: -32700, and the next line is answered" {
	for bad in '{' 'x' '{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}' \
	    $'{"jsonrpc":"2.0","id":1,"method":"p\xffing"}' '"\ud800"' \
	    '{"a":"\u0000"}' "$(printf '[%.0s' {1..40})" '{} {}' '01' \
	    '{"a":1,}'; do
		run -0 foc-mcp < <(printf '%s\n' "$bad"
		    echo '{"jsonrpc":"2.0","id":1,"method":"ping"}')
		[ "${#lines[@]}" -eq 2 ] || { echo "$bad: $output"; false; }
		jq -e '.error.code == -32700 and (has("id") | not)' \
		    <<<"${lines[0]}" || { echo "$bad"; false; }
		jq -e '.result == {}' <<<"${lines[1]}"
	done
}

@test "what is no request: -32600" {
	for bad in '1' 'null' '"x"' '{}' '[]' \
	    '[{"jsonrpc":"2.0","id":1,"method":"ping"}]' \
	    '{"id":1,"method":"ping"}' \
	    '{"jsonrpc":"1.0","id":1,"method":"ping"}' \
	    '{"jsonrpc":"2.0","id":1}' '{"jsonrpc":"2.0","id":1,"method":2}' \
	    '{"jsonrpc":"2.0","id":null,"method":"ping"}' \
	    '{"jsonrpc":"2.0","id":1.5,"method":"ping"}' \
	    '{"jsonrpc":"2.0","id":[1],"method":"ping"}'; do
		run code "$bad"
		[ "$output" = -32600 ] || { echo "$bad: $output"; false; }
	done
	[ "$(code '{"jsonrpc":"2.0","id":1,"method":"ping","params":[]}')" = \
	    -32602 ]
}

@test "ids come back as they were" {
	for id in 0 -7 '"é\"x"' 123456789012345678901234567890; do
		run -0 foc-mcp <<<"{\"jsonrpc\":\"2.0\",\"id\":$id,\"method\":\"ping\"}"
		[ "$output" = "{\"jsonrpc\":\"2.0\",\"id\":$id,\"result\":{}}" ]
	done
}

@test "notifications, answers and empty lines are not answered" {
	run -0 --separate-stderr foc-mcp <<-'END'
	{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":9}}
	{"jsonrpc":"2.0","method":"tools/call","params":{"name":"ask"}}
	{"jsonrpc":"2.0","method":"none"}
	{"jsonrpc":"2.0","id":1,"result":{}}
	{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"x"}}

	END
	[ -z "$output$stderr" ]
}

@test "a message has at most 1 MiB; what is longer is passed over" {
	ping='{"jsonrpc":"2.0","id":1,"method":"ping"}'
	run -0 foc-mcp < <(printf '%s%*s\n' "$ping" $((1048576 - ${#ping})) ''
	    printf '%s%*s\n' "$ping" $((1048577 - ${#ping})) ''
	    head -c 5000000 /dev/zero | tr '\0' x; echo
	    printf '%s\r\n%s' "$ping" "$ping")
	run -0 jq -r '.error.code // "ok"' <<<"$output"
	[ "$output" = $'ok\n-32600\n-32600\nok\nok' ]
}

@test "bytes at random are answered or not, and never end it" {
	run -0 python3 - <<-'END'
	import json, random, subprocess
	random.seed(1)
	good = b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{}}'
	lines = []
	for _ in range(3000):
	    b = bytearray(good)
	    for _ in range(random.randint(1, 6)):
	        b[random.randrange(len(b))] = random.randrange(256)
	    lines.append(bytes(b).replace(b"\n", b""))
	lines.append(b'{"jsonrpc":"2.0","id":"last","method":"ping"}')
	r = subprocess.run(["foc-mcp"], input=b"\n".join(lines),
	    capture_output=True)
	out = [json.loads(l) for l in r.stdout.splitlines()]
	assert r.returncode == 0 and not r.stderr, r
	assert out[-1] == {"jsonrpc": "2.0", "id": "last", "result": {}}
	assert all(("error" in o) != ("result" in o) for o in out)
	END
}

# --- arguments

@test "unknown tools and malformed calls are errors of the protocol" {
	[ "$(tool none | jq .code)" = -32602 ]
	[ "$(tool "$(printf 'x%.0s' {1..5000})" | jq '.message | length')" \
	    -lt 200 ]
	[ "$(code "$(modern 1 tools/call)")" = -32602 ]
	[ "$(code "$(modern 1 tools/call '{"name":1}')")" = -32602 ]
	[ "$(code "$(modern 1 tools/call \
	    '{"name":"ask","arguments":[]}')")" = -32602 ]
}

@test "arguments that do not fit the schema: told, or -32602 in 2025-06-18" {
	[[ $(told workload_list '{"x":1}') == *"takes no such argument"* ]]
	[[ $(told ask) == *"question: ask needs it"* ]]
	[[ $(told ask '{"question":1}') == *"no string"* ]]
	[[ $(told workload_usage '{"by":"week"}') == *'["day","hour"]'* ]]
	[[ $(told chargeback '{"draft":"yes"}') == *"no boolean"* ]]
	for n in -1 101 1.5 '"5"' null 99999999999999999999; do
		[[ $(told price_compare \
		    "{\"workload\":\"csbot\",\"batch_percent\":$n}") == \
		    *"no whole number from 0 to 100"* ]]
	done
	[[ $(told ask "$(jq -nc '{question: ("x" * 1001)}')") == \
	    *"more than 1000 characters"* ]]
	run -0 jq -r .error.code < <({ opening 2025-06-18
	    echo '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":' \
	        '{"name":"ask"}}'; } | foc-mcp)
	[ "$output" = $'null\n-32602' ]
}

@test "times: what there is, and what is none" {
	[[ $(told workload_usage '{"from":"soon"}') == *"no day or time"* ]]
	[[ $(told workload_usage '{"month":"2026-13"}') == *"no month"* ]]
	[[ $(told workload_usage '{"week":"2026-W60"}') == *"no ISO week"* ]]
	[[ $(told workload_usage '{"week":"last","month":"last"}') == \
	    *"exclude each other"* ]]
	[[ $(told workload_usage \
	    '{"from":"2026-11-02","to":"2026-11-01"}') == *"before to"* ]]
	[[ $(told chargeback) == *"one of month and week"* ]]
	[ "$(records workload_usage '{"week":"last"}')" = \
	    "$(foc-workload usage --week 2026-W46)" ]
	[ "$(records workload_usage '{"month":"last","by":"hour",
	    "workload":"docsum"}')" = \
	    "$(foc-workload usage docsum --by hour --month 2026-10)" ]
}

# --- what the tools give

@test "each tool gives the records of its command, and what it says beside" {
	[ "$(records workload_list)" = "$(foc-workload list)" ]
	[ "$(records spend_card '{"workload":"csbot","week":"2026-W46"}')" = \
	    "$(foc-spendcard show csbot --week 2026-W46)" ]
	[ "$(records price_compare '{"workload":"csbot","batch_percent":50}')" \
	    = "$(foc-price compare csbot --batch 50 -q)" ]
	[ "$(records ask '{"question":"What costs the most?"}')" = \
	    "$(foc-bill ask -q "What costs the most?")" ]
	[ "$(records gaps '{"scenario":"UNCLAIMED_WORKLOAD"}')" = \
	    "$(foc-gaps list --scenario UNCLAIMED_WORKLOAD -q)" ]
	[ "$(records gaps | wc -l)" -eq 3 ]
	[ "$(records chargeback '{"month":"2026-10","draft":true,
	    "level":"e3","net":true}')" = "$(foc-chargeback -q --draft \
	    --month 2026-10 --level e3 --basis net)" ]
	[ "$(records maturity '{"month":"2026-10","trend":true}')" = \
	    "$(foc-maturity --month 2026-10 --trend -q)" ]
	[[ $(tool gaps | jq -r '.structuredContent.notices[]') == \
	    *"= AI spend 504.8"* ]]
}

@test "the text is the records, to the last digit" {
	run -0 tool workload_list
	[ "$(jq -r '.content[0].text' <<<"$output")" = \
	    "$(grep -o '"structuredContent":.*,"isError"' <<<"$output" |
	    sed 's/^"structuredContent"://; s/,"isError"$//')" ]
}

@test "what the library refuses is told" {
	[[ $(told chargeback '{"month":"2026-10"}') == *"is not final"* ]]
	[[ $(told ask '{"question":"sing"}') == *"not understood"* ]]
	[[ $(told spend_card '{"workload":"none"}') == *"is no workload"* ]]
	[[ $(tool spend_card '{"workload":"csbot","week":"2026-W47"}' |
	    jq -r '.structuredContent.notices[]') == *"INCOMPLETE"* ]]
}

@test "more than 1000 records are refused, not cut" {
	[ "$(records workload_usage | wc -l)" -eq \
	    "$(foc-workload usage | wc -l)" ]
	own_file
	# Every line of November once for each of ten accounts.
	awk -F, 'NR == 1 { print; next } { for (i = 0; i < 10; i++) {
	    line = $0; gsub(/341153769010/, "34115376901" i, line)
	    print line } }' "$BATS_FILE_TMPDIR/november.csv" >many.csv
	FOC_ACTOR=cron foc-ingest-cur -q --export x many.csv >/dev/null
	[ "$(foc-workload usage -q | wc -l)" -gt 1000 ]
	[[ $(told workload_usage) == "more than 1000 records"* ]]
}

@test "what a person would not see, a model sees as escapes" {
	own_file
	sqlite3 "$FOC_DB" "UPDATE node SET name = 'Support' || char(0x202e) ||
	    'Bot' || char(0xe0041) WHERE name = 'Support Bot'"
	run -0 records workload_list
	[[ $output == *'Support\\u{202E}Bot\\u{E0041}'* ]]
}

@test "every schema says what is so: arguments, states, records" {
	modern 1 tools/list | foc-mcp --allow-stop | jq -c '.result.tools[]' \
	    >tools
	[ "$(wc -l <tools)" -eq 9 ]
	jq -se 'all(.[]; .inputSchema.type == "object" and
	    .inputSchema.additionalProperties == false and
	    .outputSchema.type == "object" and (.title | length) > 3 and
	    (.description | length) > 30)' tools
	jq -se 'all(.[]; (.name == "stop") ==
	    (.annotations.readOnlyHint == false))' tools
	[ "$(jq -r 'select(.name == "gaps") |
	    .inputSchema.properties.state.enum[]' tools | sort)" = \
	    "$(foc-states gap | jq -r '.from, .to | strings' | sort -u)" ]
	# Keys that records must have are those that the commands print.
	for pair in workload_list: workload_usage: gaps: maturity: \
	    'spend_card:{"workload":"csbot"}' \
	    'price_compare:{"workload":"csbot"}' \
	    'ask:{"question":"What costs the most?"}' \
	    'chargeback:{"month":"2026-10","draft":true,"level":"all"}'; do
		schema=$(jq -c --arg n "${pair%%:*}" 'select(.name == $n) |
		    .outputSchema.properties.records.items' tools)
		records "${pair%%:*}" "${pair#*:}" |
		    jq -se --argjson s "$schema" 'length > 0 and
		    all(.[]; (($s.required - keys) == []) and
		    (.kind | IN($s.properties.kind.enum[])))' ||
		    { echo "$pair"; false; }
		records "${pair%%:*}" "${pair#*:}" |
		    jq -se --argjson s "$schema" '(map(keys) | add) as $k |
		    ($s.properties | keys) - $k | . == [] or . == ["hour"]' ||
		    { echo "$pair"; false; }
	done
}

# --- who may know what

names() {
	modern 1 tools/list | foc-mcp "$@" |
	    jq -r '[.result.tools[].name] | join(" ")'
}

@test "tools by person: what is not offered is unknown" {
	own="workload_list workload_usage spend_card price_compare ask"
	all="$own gaps chargeback maturity"
	for pair in sarah:"$all" finn:"$all" priya:"$own" paula:"$own" \
	    nora:ask eli:ask ada:ask cron:ask; do
		FOC_ACTOR=${pair%%:*} run -0 names
		[ "$output" = "${pair#*:}" ] || { echo "$pair: $output"; false; }
	done
	FOC_ACTOR=priya
	for t in gaps chargeback maturity stop; do
		[ "$(tool "$t" '{}' | sed "s/$t/X/")" = \
		    "$(tool nonesuch '{}' | sed s/nonesuch/X/)" ]
	done
	[[ $(FOC_ACTOR=eli tool ask '{"question":"What is waiting for me?"}') \
	    == *'"intent":"todo"'* ]]
	[[ $(FOC_ACTOR=eli told ask '{"question":"What costs the most?"}') == \
	    *"cannot ask of spend"* ]]
}

# seen PERSON TOOL ARGUMENTS: the workloads of its records.
seen() {
	FOC_ACTOR=$1 records "$2" "${3:-{\}}" |
	    jq -rs 'map(if .kind == "workload" then .name
	    else .workload end) | unique | map(. // "-") | join(" ")'
}

@test "owners see their own workloads, Finance all" {
	for t in workload_list workload_usage; do
		[ "$(seen priya $t)" = "csbot docsum" ]
		[ "$(seen marco $t)" = "eng-assistant" ]
		[ "$(seen paula $t)" = "csbot docsum" ]
		[ "$(seen dana $t)" = "eng-assistant" ]
	done
	[ "$(seen finn workload_list)" = "csbot docsum eng-assistant" ]
	[ "$(seen finn workload_usage)" = "- csbot docsum eng-assistant" ]
	[ "$(FOC_ACTOR=finn records workload_usage | jq -s 'map(.cost_usd) |
	    add * 100 | round')" -gt "$(FOC_ACTOR=priya records \
	    workload_usage | jq -s 'map(.cost_usd) | add * 100 | round')" ]
	# Nothing of another's in all that an owner can be given.
	{ FOC_ACTOR=marco tool workload_list
	FOC_ACTOR=marco tool workload_usage
	FOC_ACTOR=marco tool spend_card '{"workload":"eng-assistant"}'
	FOC_ACTOR=marco tool price_compare '{"workload":"eng-assistant"}'
	FOC_ACTOR=marco tool ask '{"question":"What costs the most?"}'
	} >all
	grep -q eng-assistant all
	run -1 grep -E 'csbot|docsum|Support Bot|checkout-service' all
}

@test "of another's workload, as of none: the same sentence" {
	export FOC_ACTOR=marco
	for t in workload_usage spend_card price_compare; do
		there=$(told "$t" '{"workload":"csbot"}')
		none=$(told "$t" '{"workload":"xxbot"}')
		[ -n "$there" ]
		[ "$there" = "${none/xxbot/csbot}" ]
		[[ $(told "$t" '{"workload":"wl-csbot"}') == \
		    "${there/csbot/wl-csbot}" ]]
		[[ $(told "$t" '{"workload":"cd-2026-W46-csbot"}') == \
		    *"is no workload"* ]]
	done
}

@test "roles are those of the moment: what is given to another is gone" {
	own_file
	mkfifo in
	FOC_ACTOR=priya foc-mcp <in >out 3>&- &
	exec 9>in
	modern 1 tools/call '{"name":"workload_list"}' >&9
	until [ "$(grep -c . out)" -eq 1 ]; do sleep 0.05; done
	# Nothing is held between requests: another can write.
	sed 's/Support Bot, owner: priya/Support Bot, owner: nora/' \
	    "$BATS_FILE_TMPDIR/foc.yaml" >new.yaml
	run -0 env FOC_ACTOR=ada foc-org apply --wait 0 new.yaml
	modern 2 tools/call '{"name":"workload_list"}' >&9
	exec 9>&-
	wait
	run -0 jq -r '.result.structuredContent.records |
	    map(.name) | join(" ")' out
	[ "$output" = $'csbot docsum\ndocsum' ]
}

@test "nobody, and a file that is gone: -32603, and it goes on" {
	own_file
	mkfifo in
	foc-mcp <in >out 3>&- &
	exec 9>in
	modern 1 tools/list >&9
	until [ "$(grep -c . out)" -eq 1 ]; do sleep 0.05; done
	mv own.db other.db
	modern 2 tools/list >&9
	until [ "$(grep -c . out)" -eq 2 ]; do sleep 0.05; done
	mv other.db own.db
	modern 3 tools/list >&9
	exec 9>&-
	wait
	run -0 jq -r '.error.code' out
	[ "$output" = $'null\n-32603\nnull' ]
	unset FOC_ACTOR
	run -0 foc-mcp < <(modern 1 tools/call '{"name":"ask",
	    "arguments":{"question":"x"}}')
	jq -e '.error.code == -32603 and
	    (.error.message | contains("nobody here"))' <<<"$output"
}

# --- the switch

stop_csbot='{"workload":"csbot","confirm":"csbot","rationale":"runs away"}'

@test "stop: only where it was allowed, and confirmed" {
	own_file
	before=$(fingerprint)
	[ "$(tool stop "$stop_csbot" | jq .code)" = -32602 ]
	export FOC_ACTOR=priya
	[ "$(tool stop "$stop_csbot" | jq .code)" = -32602 ]
	[[ $(told stop '{"workload":"csbot","confirm":"yes","rationale":"r"}' \
	    --allow-stop) == *"confirm: is not 'csbot'"* ]]
	[[ $(told stop '{"workload":"csbot","rationale":"r"}' \
	    --allow-stop) == *"confirm: stop needs it"* ]]
	[[ $(told stop '{"workload":"csbot","confirm":"csbot","rationale":" "}' \
	    --allow-stop) == *"say why"* ]]
	[[ $(FOC_ACTOR=marco told stop "$stop_csbot" --allow-stop) == \
	    *"is no workload that marco may know of"* ]]
	[[ $(FOC_ACTOR=paula told stop "$stop_csbot" --allow-stop) == \
	    *"paula"* ]]
	[ "$(FOC_ACTOR=eli names --allow-stop)" = ask ]
	[[ $(names --allow-stop) == *" stop" ]]
	[ "$(fingerprint)" = "$before" ]
}

@test "stop does in the file what foc-bill stop does, and runs nothing" {
	own_file
	cp own.db twin.db
	export FOC_ACTOR=priya PATH="$PWD/no:$PATH"
	mkdir no
	printf '#!/bin/sh\n>%s/ran\n' "$PWD" >no/aws
	chmod +x no/aws
	want=$(FOC_DB=twin.db foc-bill stop csbot -q --rationale "runs away")
	[ "$(records stop "$stop_csbot" --allow-stop)" = "$want" ]
	[ ! -e ran ]
	[ "$(foc-workload show csbot | key control)" = SUSPENDED ]
	[ "$(foc-audit log | tail -n1 | jq -c 'del(.hash, .id)')" = \
	    "$(FOC_DB=twin.db foc-audit log | tail -n1 |
	    jq -c 'del(.hash, .id)')" ]
	run -0 foc-audit verify --state
	[[ $(told stop "$stop_csbot" --allow-stop) == *"SUSPENDED"* ]]
}

@test "reading writes nothing: not even where it might" {
	own_file
	before=$(fingerprint)
	for t in workload_list workload_usage gaps maturity; do
		tool "$t" '{}' --allow-stop >/dev/null
	done
	[ "$(fingerprint)" = "$before" ]
}

# --- its end

@test "it ends with its input, with its reader, and at SIGTERM" {
	run -0 --separate-stderr foc-mcp </dev/null
	[ -z "$output$stderr" ]
	mkfifo in
	foc-mcp <in >out 3>&- &
	pid=$!
	exec 9>in
	echo '{"jsonrpc":"2.0","id":1,"method":"ping"}' >&9
	until [ -s out ]; do sleep 0.05; done
	printf '{"jsonrpc"' >&9
	kill -TERM "$pid"
	status=0
	wait "$pid" || status=$?
	exec 9>&-
	[ "$status" -eq 130 ]
	[ "$(cat out)" = '{"jsonrpc":"2.0","id":1,"result":{}}' ]
	# A reader that is gone: it ends at the next answer, before its input.
	{ foc-mcp <in; echo $? >ended; } 3>&- |
	    { head -c 1 >/dev/null; exec <&-; echo >gone; } 3>&- &
	exec 9>in
	echo '{"jsonrpc":"2.0","id":1,"method":"ping"}' >&9
	until [ -s gone ]; do sleep 0.05; done
	modern 2 tools/list >&9
	until [ -s ended ]; do sleep 0.05; done
	exec 9>&-
	wait
	[ "$(cat ended)" -eq 0 ]
}

@test "no file: said at once" {
	FOC_DB=none.db run -4 --separate-stderr foc-mcp </dev/null
	[[ $stderr == "foc-mcp: none.db"* ]]
	run -2 foc-mcp operand
}
