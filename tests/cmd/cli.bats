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
