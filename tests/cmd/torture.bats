#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Takes long.
# The short form of make torture: kills, races, injected faults, hostile input.

load helpers

@test "the short form of every torture script" {
	SHORT=1 SEED=1 run python3 "$FOC_TOP/tests/torture/run.py"
	# What failed is told: elsewhere it may not fail.
	[ "$status" -eq 0 ] || grep -v ' ok ' <<<"$output"
	[ "$status" -eq 0 ]
	[[ $output == *" ok, 0 failed, "* ]]
}
