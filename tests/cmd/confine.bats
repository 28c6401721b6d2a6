#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# What only reads gives the machine up: after that nothing is opened but
# beside the file and what the command line names, nothing is run, nothing
# sent.  tests/unit/test_confine.c shows that the kernel would not let it.

load helpers

setup() {
	[ -z "${SAN:-}${COV:-}" ] || skip "this build needs the machine"
	command -v strace >/dev/null || skip "no strace"
	strace -o /dev/null true || skip "nothing may be traced here"
	sandbox
	export FOC_NOW=2026-11-20T08:00:00Z FOC_ACTOR=sarah
	trace=$BATS_TEST_TMPDIR/trace
}

# traced COMMAND...: what it did once it had given up the rest, in $trace.after
traced() {
	strace -f -qq -o "$trace" -e trace=file,network,process,desc,prctl,\
landlock_restrict_self,seccomp "$@" </dev/null >"$BATS_TEST_TMPDIR/out" \
	    2>"$BATS_TEST_TMPDIR/err"
	local status=$?
	sed '1,/PR_SET_SECCOMP.*= 0/d' "$trace" >"$trace.after"
	grep -q 'PR_SET_SECCOMP.*= 0' "$trace" || {
		echo "$*: it gave nothing up"
		return 9
	}
	return "$status"
}

# opened: the paths that it opened then, or tried to.
opened() {
	sed -n 's/^[0-9]* *open[a-z0-9]*([^"]*"\([^"]*\)".*/\1/p' "$trace.after" |
	    sort -u
}

# only PATTERN: nothing else was opened.
only() {
	! opened | grep -Ev "$1"
}

quiet() {
	! grep -E ' (socket|connect|sendto|bind|execve|execveat|fork|vfork)\(' \
	    "$trace.after"
}

@test "readers open nothing but beside the file, run nothing, send nothing" {
	local line n=0
	while read -r line; do
		# shellcheck disable=SC2086 # words
		traced $line || [ $? -eq 1 ] || {	# there is none of it
			cat "$BATS_TEST_TMPDIR/err"
			return 1
		}
		quiet || {
			echo "$line"
			return 1
		}
		only "^$FOC_DB-|^/dev/urandom\$" || {
			echo "$line"
			return 1
		}
		n=$((n + 1))
	done <<-'END'
		foc-approve queue
		foc-approve scopes
		foc-audit log --format csv
		foc-audit verify --state
		foc-audit head
		foc-bill todo
		foc-chargeback reconcile --month 2026-10
		foc-claim list
		foc-db stats
		foc-db check
		foc-db loads --header
		foc-gaps list --sort id
		foc-maturity --trend
		foc-model list --format table
		foc-org show
		foc-prereq list
		foc-prereq doctor
		foc-price list
		foc-request list --as-of 2026-11-01
		foc-spendcard list
		foc-states
		foc-status --format text
		foc-task list
		foc-watch list
		foc-why --brief gp-1:usd
		foc-workload list
	END
	[ "$n" -eq 26 ]
}

@test "every program that reads is among those" {
	local p
	for p in "$FOC_TOP"/cmd/foc-*.c; do
		grep -q 'CLI_READS' "$p" || continue
		p=${p##*/}
		[ "$p" = foc-mcp.c ] ||
		    grep -q "^		${p%.c}\\( \\|\$\\)" \
			"$BATS_TEST_FILENAME" || {
			echo "$p"
			return 1
		}
	done
}

@test "records become a table without the machine, from files that are named" {
	foc-price list --limit 3 >"$BATS_TEST_TMPDIR/records"
	traced foc-table "$BATS_TEST_TMPDIR/records"
	grep -q SANDBOX "$BATS_TEST_TMPDIR/out"
	quiet
	[ "$(opened)" = "$BATS_TEST_TMPDIR/records" ]
	traced foc-table
	[ -z "$(opened)" ]
}

@test "a pack is put where it is said, and nowhere else" {
	local to=$BATS_TEST_TMPDIR/packs
	mkdir "$to"
	traced foc-spendcard pack -o "$to/week"
	[ -f "$to/week/MANIFEST" ]
	traced foc-spendcard pack -o "$to/week/"	# in place of the first
	[ -f "$to/week/MANIFEST" ]
	quiet
	# Single words are parts of the first, which is removed.
	only "^$to(/|\$)|^(portfolio|workload)\$|^$FOC_DB-|^/dev/urandom\$"
	[ "$(ls "$to")" = week ]
}

@test "a head is read from the file that is named" {
	foc-audit head >"$BATS_TEST_TMPDIR/head"
	traced foc-audit verify --head "$BATS_TEST_TMPDIR/head"
	[ "$(opened | grep -Ev "^$FOC_DB-|/dev/urandom")" = "$BATS_TEST_TMPDIR/head" ]
}

@test "a reader that may write rolls back first what a killed writer left" {
	# A journal in the middle of a transaction, by the shell of SQLite.
	cp "$FOC_DB" "$BATS_TEST_TMPDIR/live.db"
	sqlite3 "$BATS_TEST_TMPDIR/live.db" >"$BATS_TEST_TMPDIR/rows" <<-END
		PRAGMA cache_size = 1;
		PRAGMA cache_spill = 1;
		BEGIN;
		CREATE TABLE filler AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL
		    SELECT i + 1 FROM n LIMIT 20000) SELECT i, hex(i) AS h FROM n;
		.shell cp $BATS_TEST_TMPDIR/live.db $FOC_DB
		.shell cp $BATS_TEST_TMPDIR/live.db-journal $FOC_DB-journal
		ROLLBACK;
	END
	[ -s "$FOC_DB-journal" ]
	run -0 foc-db check
	[ ! -s "$FOC_DB-journal" ]
}

@test "the server of tools opens the file again, writes too, and runs nothing" {
	local ask='{"jsonrpc":"2.0","id":1,"method":"tools/call","params":'
	as sarah strace -f -qq -o "$trace" foc-mcp >"$BATS_TEST_TMPDIR/out" <<-END
		{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}
		$ask{"name":"todo","arguments":{}}}
	END
	sed '1,/PR_SET_SECCOMP.*= 0/d' "$trace" >"$trace.after"
	[ "$(jq -r 'select(.id == 1) | .result.isError // false' \
	    "$BATS_TEST_TMPDIR/out")" = false ]
	grep -q "open.*\"$FOC_DB\"" "$trace.after"
	run ! grep -E ' (execve|execveat|fork|vfork)\(| socket\(AF_INET' \
	    "$trace.after"
	# What libc looks users up in; single words are parts of a path.
	only "^($FOC_DB|/etc/|/proc/|/run/|/usr/|/lib|/\$|[a-z0-9.-]+\$|\
/dev/urandom\$)"
}
