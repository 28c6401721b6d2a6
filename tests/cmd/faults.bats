#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Kills, races and broken places: the file is never left between two states.

load helpers

@test "two approvals at once, 20 times: one wins, the other hears who won" {
	sandbox
	for i in $(seq 20); do
		as priya foc-request new --name "w$i" --product "Support Bot" \
		    --use-case OPERATIONS --runtime LAMBDA --estimate-usd 10 \
		    >/dev/null
		for verb in one two; do
			as sarah foc-approve grant "br-$i" --platform BEDROCK \
			    --model nova-lite --account 341153769010 \
			    --region us-east-1 --rationale "$verb" \
			    >"$BATS_TEST_TMPDIR/$verb" 2>&1 &
			pids[${#pids[@]}]=$!
		done
		a=0 b=0
		wait "${pids[-2]}" || a=$?
		wait "${pids[-1]}" || b=$?
		[ "$((a + b))" -eq 1 ]
		grep -h "br-$i: cannot approve" "$BATS_TEST_TMPDIR"/{one,two} |
		    grep -q APPROVED
	done
	run -0 foc-audit verify
	n=$(foc-audit log | jq -r .verb | grep -c '^approve$')
	[ "$n" -eq 20 ]
}

@test "what a killed foc-init left is made whole by the next" {
	export FOC_DB=$BATS_TEST_TMPDIR/foc.db
	(umask 077 && : >"$FOC_DB")
	run -4 foc-org show
	[[ $output == *"is no file of foc; foc-init makes one" ]]
	sandbox
	run -0 foc-db check
	run -1 foc-init "$FOC_TOP/examples/foc.yaml"
	[[ $output == *"exists already"* ]]
	chmod 644 "$FOC_DB" && : >"$FOC_DB"
	run -1 foc-init "$FOC_TOP/examples/foc.yaml"
	[ ! -s "$FOC_DB" ]
}

# LeakSanitizer does not work under strace.
traceable() {
	[ -z "${SAN:-}" ] || skip "not under the sanitizers"
	command -v strace && strace -qq -o /dev/null true || skip "no strace"
}

@test "a backup that failed leaves nothing, one that stands says so" {
	sandbox
	export FOC_ACTOR=cron
	traceable
	# The directory is synced last, when the copy has its name.
	run ! strace -qq -o "$BATS_TEST_TMPDIR/trace" -e trace=fsync \
	    -e inject=fsync:error=EIO:when=2 foc-db backup \
	    "$BATS_TEST_TMPDIR/copy.db"
	grep -q INJECTED "$BATS_TEST_TMPDIR/trace"
	[ "$(ls "$BATS_TEST_TMPDIR"/copy*)" = "" ]
}

@test "a commit that is there but not durable is said to be recorded" {
	sandbox
	traceable
	last=$(as priya strace -e trace=fdatasync foc-request new --name a \
	    --product "Support Bot" --use-case OPERATIONS --runtime LAMBDA \
	    --estimate-usd 5 2>&1 >/dev/null | grep -c '^fdatasync')
	run -4 as priya strace -qq -o "$BATS_TEST_TMPDIR/trace" \
	    -e trace=fdatasync -e inject=fdatasync:error=EIO:when="$last" \
	    foc-request new --name b --product "Support Bot" --use-case \
	    OPERATIONS --runtime LAMBDA --estimate-usd 5
	[[ $output == *"it is recorded as event"*"look before doing it again" ]]
	foc-request show br-2
	run -0 foc-audit verify
}
