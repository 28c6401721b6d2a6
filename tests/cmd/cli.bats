#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# What every program does the same way.

load helpers

programs() {
	(cd "$FOC_TOP/cmd" && ls foc-*.c) | sed 's/\.c$//'
}

@test "every program: --help on stdout with 0, --version, bad option 2" {
	for p in $(programs); do
		run --separate-stderr "$p" --help
		[ "$status" -eq 0 ] && [ -n "$output" ] && [ -z "$stderr" ]
		run -0 "$p" --version
		[[ $output == "$p "* ]]
		run --separate-stderr "$p" --no-such-option
		[ "$status" -eq 2 ] && [ -z "$output" ]
		[[ $stderr == "$p: "* ]]
		[ "${#stderr_lines[@]}" -eq 1 ]
	done
}

@test "every program that reads: no file is 4, one line, and creates none" {
	for p in foc-audit foc-db foc-request foc-task foc-workload; do
		run --separate-stderr "$p" --db "$BATS_TEST_TMPDIR/none.db"
		[ "$status" -eq 4 ] && [ -z "$output" ]
		[[ $stderr == *none.db:* ]]
		[ ! -e "$BATS_TEST_TMPDIR/none.db" ]
	done
}

@test "foc runs its programs and lists them" {
	run -0 foc
	for p in $(programs); do
		[[ $output == *"$p"* ]]
	done
	run -0 foc db --version
	[[ $output == "foc-db "* ]]
	run -2 foc no-such
	run -2 foc ../evil
}

@test "a full disk under stdout is 4, a closed reader is 0" {
	sandbox
	run bash -c 'foc-audit log >/dev/full'
	[ "$status" -eq 4 ]
	run bash -c 'set -o pipefail; foc-model list | head -n 1'
	[ "$status" -eq 0 ]
}

@test "csv, fields, sort and limit agree with jsonl" {
	sandbox
	a=$(foc-price list | jq -r '"\(.id),\(.usd_per_million)"')
	b=$(foc-price list -f csv --fields id,usd_per_million |
	    tail -n +2 | tr -d '\r')
	[ "$a" = "$b" ]
	run -0 foc-price list --sort -usd_per_million --limit 2
	[ "${#lines[@]}" -eq 2 ]
	top=$(foc-price list | jq -s 'map(.usd_per_million) | max')
	[ "$(jq .usd_per_million <<<"${lines[0]}")" = "$top" ]
}

@test "a sandbox says so in every record and table" {
	sandbox
	run -0 foc-model list
	for l in "${lines[@]}"; do
		[ "$(jq .sandbox <<<"$l")" = true ]
	done
	run -0 foc-model list -f table
	[ "${lines[0]}" = SANDBOX ]
}

@test "TZ and locale change no byte" {
	sandbox
	a=$(foc-audit log; foc-price list -f table)
	b=$(export TZ=Pacific/Apia LC_ALL=de_DE.UTF-8
	    foc-audit log; foc-price list -f table)
	[ "$a" = "$b" ]
}

@test "a file that is not ours, and a newer one, are refused by name" {
	sqlite3 "$BATS_TEST_TMPDIR/other.db" 'create table t (x)'
	run -4 foc-db check --db "$BATS_TEST_TMPDIR/other.db"
	[[ $output == *"no file of foc"* ]]
	sandbox
	sqlite3 "$FOC_DB" 'pragma user_version = 99'
	run -4 foc-db check
	[[ $output == *"version 99"* ]]
	ln -s "$FOC_DB" "$BATS_TEST_TMPDIR/link.db"
	run -4 foc-db check --db "$BATS_TEST_TMPDIR/link.db"
}

@test "a lock held elsewhere is 75 and names the holder" {
	sandbox
	exec 9>"$FOC_DB.lock"
	flock 9
	echo "process 1 (somebody)" >&9
	run -75 as priya foc-request new --wait 0 --name x \
	    --product "Support Bot" --use-case OPERATIONS --runtime LAMBDA \
	    --estimate-usd 1
	[[ $output == *somebody* ]]
	exec 9>&-
}

# What a person sees in 80 columns, without colours.
seen() {
	: >"$BATS_TEST_TMPDIR/no-answers"
	python3 "$BATS_TEST_DIRNAME/terminal.py" \
	    "$BATS_TEST_TMPDIR/no-answers" "$@" |
	    sed 's/\x1b\[[0-9;]*m//g'
}

a_request() {
	as priya foc-request new --name a-workload-with-a-long-name \
	    --product "Support Bot" --use-case OPERATIONS --runtime LAMBDA \
	    --estimate-usd 1 >/dev/null
}

@test "tables fit 80 columns and cut no id, state or account" {
	sandbox
	a_request
	as sarah foc-approve grant br-1 --platform BEDROCK \
	    --model claude-haiku-4-5 --account 341153769010 \
	    --region us-east-1 --estimate-usd 1 --rationale x >/dev/null
	for c in "foc-request list" "foc-task list" "foc-workload list" \
	    "foc-audit log" "foc-audit head" "foc-model list" \
	    "foc-price list" "foc-prereq list" "foc-approve scopes" \
	    "foc-org show" "foc-states" "foc-db check" "foc-db stats"; do
		# shellcheck disable=SC2086
		seen $c >"$BATS_TEST_TMPDIR/seen"
		[ "$(LC_ALL=C.UTF-8 wc -L <"$BATS_TEST_TMPDIR/seen")" -le 80 ] ||
		    { echo "$c"; cat "$BATS_TEST_TMPDIR/seen"; false; }
	done
	[[ $(seen foc-task list) == *a-workload-with-a-long-name* ]]
	[[ $(seen foc-approve scopes) == *341153769010* ]]
	head=$(foc-audit head | key id)
	[[ $(seen foc-audit head) == *"$head"* ]]
	# keys that were asked for are there, below each other
	run -0 seen foc-audit log --fields seq,at,actor,hash --limit 2
	[[ $output == *HASH* && $output == *$'\n'"SEQ "* ]]
	[[ $output == *"$(foc-audit log --limit 1 | key hash)"* ]]
}

@test "a change whose answer cannot be written says that it was made" {
	sandbox
	run --separate-stderr bash -c "FOC_ACTOR=priya foc-request new \
	    --name x --product 'Support Bot' --use-case OPERATIONS \
	    --runtime LAMBDA --estimate-usd 1 >/dev/full"
	[ "$status" -eq 4 ]
	[[ $stderr == *"done and recorded as events "*", but cannot write the answer"* ]]
	[ "$(foc-request list | key id)" = br-1 ]
	run --separate-stderr bash -c 'foc-audit log >/dev/full'
	[[ $stderr == "foc-audit: cannot write: "* ]]
}

@test "what is no JSON Lines is refused in one sentence" {
	sandbox
	a_request
	for as_ in "jq ." "jq -s ." "cat" "tac"; do
		f=jsonl
		[ "$as_" != cat ] || f=csv
		[ "$as_" != tac ] || f=table
		foc-request list -f "$f" | $as_ >"$BATS_TEST_TMPDIR/in"
		run --separate-stderr as sarah foc-approve reject \
		    --rationale x <"$BATS_TEST_TMPDIR/in"
		[ "$status" -eq 3 ] && [ "${#stderr_lines[@]}" -eq 1 ]
		[[ $stderr == *"stdin:1: "*"jq -c"* ]]
	done
	[ "$(foc-request list | key state)" = PENDING_REVIEW ]
}

@test "keys that are not there, and a span that ends first, are 2" {
	sandbox
	run --separate-stderr foc-model list --fields id,no_such
	[ "$status" -eq 2 ] && [ -z "$output" ]
	[[ $stderr == *"no record has the key 'no_such'"* ]]
	run -2 foc-model list --sort -no_such
	for f in "" , id, ,id id,,kind; do
		run -2 foc-model list --fields "$f"
	done
	run -2 foc-model list --sort -
	run -2 foc-audit log --from 2026-11-02 --to 2026-11-01
	[[ $output == *"is not before"* ]]
	run -0 foc-audit log --from 2026-11-01 --to 2026-11-02
}

@test "no usable HOME is 2 and makes no file; a relative XDG path is ignored" {
	cd "$BATS_TEST_TMPDIR"
	[ ! -e /var/lib/foc/foc.db ] || skip "this machine has a file of its own"
	unset FOC_DB
	for h in "-u HOME" "HOME=" "HOME=here"; do
		# shellcheck disable=SC2086
		run --separate-stderr env -u XDG_DATA_HOME $h foc-init \
		    --sandbox "$FOC_TOP/examples/foc.yaml"
		[ "$status" -eq 2 ] && [[ $stderr == *--db* ]]
	done
	[ -z "$(find . -name 'foc.db')" ]
	env XDG_DATA_HOME=here HOME="$PWD/home" foc-init --sandbox \
	    "$FOC_TOP/examples/foc.yaml" >/dev/null
	[ -e home/.local/share/foc/foc.db ] && [ ! -e here ]
}

@test "csv: each kind under a header of its own, nothing hidden raw" {
	sandbox
	run -0 foc-org show -f csv
	[ "$(grep -c '^kind,' <<<"$output")" -gt 1 ]
	python3 -c '
import csv, sys
head = None
for row in csv.reader(sys.stdin):
    if row and row[0] == "kind":
        head = row
    assert not row or len(row) == len(head), row' <<<"$output"
	as priya foc-request new --name x --product "Support Bot" \
	    --use-case OPERATIONS --runtime LAMBDA --estimate-usd 1 >/dev/null
	as sarah foc-approve reject br-1 \
	    --rationale $'a\x1b[31m\xe2\x80\xae\xe2\x80\x8bz' >/dev/null
	run -0 foc-audit log br-1 -f csv --fields rationale
	[[ $output == *'a\x1B[31m\u{202E}\u{200B}z'* ]]
}

@test "foc help finds the pages of a tree that is not installed" {
	mkdir "$BATS_TEST_TMPDIR/bin" "$BATS_TEST_TMPDIR/man"
	cp "$(command -v foc)" "$BATS_TEST_TMPDIR/bin/foc"
	: >"$BATS_TEST_TMPDIR/man/foc-request.1"
	printf '#!/bin/sh\necho "$@"\n' >"$BATS_TEST_TMPDIR/bin/man"
	chmod +x "$BATS_TEST_TMPDIR/bin/man"
	PATH="$BATS_TEST_TMPDIR/bin:$PATH"
	run -0 "$BATS_TEST_TMPDIR/bin/foc" help request
	[[ $output == "-l "*/man/foc-request.1 ]]
	run -0 "$BATS_TEST_TMPDIR/bin/foc" help task
	[ "$output" = foc-task ]
	for page in records security; do	# of no program
		run -0 "$BATS_TEST_TMPDIR/bin/foc" help $page
		[ "$output" = foc-$page ]
	done
	run -2 "$BATS_TEST_TMPDIR/bin/foc" help nope
	[ "$output" = "foc: 'nope' is no program of it; foc alone lists them" ]
}

@test "a head is taken as its id alone; a failed backup leaves nothing" {
	sandbox
	foc-audit head --fields id >"$BATS_TEST_TMPDIR/head"
	run -0 foc-audit verify --head - <"$BATS_TEST_TMPDIR/head"
	[ "$(jq .heads <<<"$output")" = 1 ]
	run -3 foc-audit verify --head - <<<'{"kind":"card","id":"1:ab"}'
	run --separate-stderr as cron foc-db backup \
	    "$BATS_TEST_TMPDIR/none/b.db"
	[ "$status" -eq 4 ]
	[[ $stderr == "foc-db: $BATS_TEST_TMPDIR/none: "* ]]
	mkdir "$BATS_TEST_TMPDIR/to"
	run --separate-stderr bash -c "ulimit -f 16; FOC_ACTOR=cron \
	    foc-db backup '$BATS_TEST_TMPDIR/to/b.db'"
	[ "$status" -eq 4 ]
	[[ $stderr == *"/to/b.db: cannot write the copy: "* ]]
	[ -z "$(ls -A "$BATS_TEST_TMPDIR/to")" ]
}

@test "an amount is refused for what is wrong with it" {
	sandbox
	for a in 99999999999:"too large" 1.00000000001:"ten decimals" \
	    0:"no positive" -3:"no positive" abc:"no positive"; do
		run -2 as priya foc-request new --name x \
		    --product "Support Bot" --use-case OPERATIONS \
		    --runtime LAMBDA --estimate-usd="${a%%:*}"
		[[ $output == *"${a#*:}"* ]]
	done
}

@test "a mistyped verb is no id; mail is for what people are told" {
	sandbox
	for c in foc-request foc-approve foc-task; do
		run -2 $c lis
		[[ $output == *"'lis' is no verb of it, and no id"* ]]
	done
	run -1 foc-request br-9
	[[ $output == *"br-9: there is no such request"* ]]
	run -2 foc-request list -f mail
	[[ $output == *"--format mail: is for notify"* ]]
}

@test "a dry run says that it was one, after what would be; -q does not" {
	sandbox
	ask_() {
		as priya foc-request new -n "$@" --name csbot --product \
		    "Support Bot" --use-case OPERATIONS --runtime LAMBDA \
		    --estimate-usd 3
	}
	run -0 --separate-stderr ask_
	[ "$stderr" = "foc-request: dry run: nothing was changed" ]
	run -0 --separate-stderr ask_ -q
	[ -z "$stderr" ]
	run -1 --separate-stderr as priya foc-request withdraw br-1 --reason r -n
	[ "$stderr" = "foc-request: br-1: there is none; foc-request list shows what there is" ]
	[ -z "$(foc-request list)" ]
}

@test "what is no JSON is called that" {
	sandbox
	run -3 bash -c "echo hello | FOC_ACTOR=sarah foc-prereq check -"
	[ "$output" = "foc-prereq: stdin: is no JSON" ]
	run -3 bash -c "FOC_ACTOR=sarah foc-prereq check - </dev/null"
	[ "$output" = "foc-prereq: stdin: is no JSON" ]
	run -3 bash -c "echo '{\"a\":}' | FOC_ACTOR=sarah foc-prereq check -"
	[[ $output == *"stdin: column 6: value expected"* ]]
}

@test "dollars are digits, and a decision file says where it is wrong" {
	sandbox
	for usd in 1e3 1e-9 -5; do
		run -2 as priya foc-request new --name csbot --product \
		    "Support Bot" --use-case OPERATIONS --runtime LAMBDA \
		    --estimate-usd=$usd
		[[ $output == *"'$usd' is no positive amount"* ]]
	done
	printf 'request: br-1\nrationale: r\naccounts: ["12345"]\n' >"$BATS_TEST_TMPDIR/d"
	run -3 bash -c "FOC_ACTOR=sarah foc-approve grant --file - \
	    <'$BATS_TEST_TMPDIR/d'"
	[[ $output == "foc-approve: stdin:3:"*"accounts: '12345' is no account"* ]]
}
