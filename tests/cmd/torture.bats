#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Takes long.
# The short form of make torture: kills, races, injected faults, hostile input.

load helpers

@test "the short form of every torture script" {
	SHORT=1 SEED=1 run -0 python3 "$FOC_TOP/tests/torture/run.py"
	[[ $output == *" ok, 0 failed, "* ]]
}
