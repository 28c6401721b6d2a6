#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# foc-table: what a pipe made of records, as a table.

load helpers

setup() {
	cd "$BATS_TEST_TMPDIR"
	sandbox
	at 2026-11-02T09:00:00Z as priya foc-request new --name csbot \
	    --product "Support Bot" --use-case OPERATIONS --runtime LAMBDA \
	    --estimate-usd 340.0000000001 >/dev/null
}

@test "a record through a pipe is the table that its program prints" {
	foc-request list -f table >direct
	foc-request list | foc-table >piped
	diff direct piped
	foc-model list -f table >direct
	foc-model list | jq -c . | foc-table >piped
	diff direct piped
	foc-request list >r
	foc-table r r | grep -c '^br-1' | grep -qx 2
}

@test "keys that a pipeline made are columns; numbers keep their digits" {
	run -0 bash -c "foc-request list |
	    jq -c '{workload, x: [1, 2], deep: {a: 1}}' | foc-table"
	[ "${lines[0]}" = "WORKLOAD  X" ]
	[ "${lines[1]}" = "csbot     1, 2" ]
	run -0 foc-table -f csv <<<'{"a":9007199.2547409931,"b":"=1+1"}'
	[ "${lines[1]}" = $'9007199.2547409931,\'=1+1\r' ]
	# A kind without the keys of its table: the keys that are there.
	run -0 foc-table <<<'{"kind":"request","id":"br-1","total_usd":12.5}'
	[ "${lines[0]}" = "ID    TOTAL" ]
	[ "${lines[1]}" = "br-1  12.50" ]
}

@test "the sandbox is told once, and stays in the records" {
	run -0 bash -c "foc-request list | foc-table -f jsonl"
	[ "$output" = "$(foc-request list)" ]
	run -0 bash -c "foc-request list | foc-table"
	[ "${lines[0]}" = SANDBOX ]
	# The mark stands there once, whatever stood in its place.
	run -0 foc-table -f jsonl \
	    <<<$'{"a":1,"sandbox":true}\n{"b":2,"sandbox":"no"}'
	[ "${lines[1]}" = '{"b":2,"sandbox":true}' ]
	run -0 foc-table -f jsonl <<<'{"b":2,"sandbox":"no"}'
	[ "$output" = '{"b":2,"sandbox":"no"}' ]
}

@test "a bad line is named, the others are printed" {
	run -3 foc-table <<<$'{"a":1}\n{"a":}\n{"a":2}'
	[[ $output == *"foc-table: stdin:2: column 6"* ]]
	[[ $output == *"2" ]]
	run -3 foc-table <<<$'[\n1\n]'
	[[ $output == "foc-table: stdin:1: is no JSON Lines"* ]]
	[ "${#lines[@]}" -eq 1 ]
	run -4 foc-table nosuch
	[ "$output" = "foc-table: nosuch: No such file or directory" ]
	run -0 foc-table </dev/null
	[ -z "$output" ]
}

@test "no control sequence reaches a terminal by way of a record" {
	run -0 foc-table <<<'{"a\u001b[31m":"\u001b]0;x\u0007\u202e"}'
	[[ $output != *$'\e'* && $output != *$'\a'* ]]
}
