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
