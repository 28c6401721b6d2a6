#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# How things stand.

load helpers

setup() {
	sandbox 2026-10-20T09:00:00Z
	cd "$BATS_TEST_TMPDIR"
}

@test "an empty file: nothing is loaded, nothing waits" {
	run -0 as priya foc-status
	[ "$(jq -c '[.data_until, .waiting, .last.load, .gaps.open,
	    .requests]' <<<"$output")" = '[null,0,null,0,{}]' ]
	run -0 as priya foc-status -f text
	[[ $output == *"Data until      –"* ]]
	[[ $output == *"0 things wait for priya"* ]]
	[[ $output == *"Gaps            none was ever detected; foc-gaps detect looks for them"* ]]
}

@test "each sees what waits for him, late things marked" {
	FOC_NOW=2026-10-21T09:00:00Z FOC_ACTOR=priya foc-request new \
	    --name csbot --product "Support Bot" --use-case OPERATIONS \
	    --runtime LAMBDA --estimate-usd 340 >/dev/null
	gencur --period 2026-10 --rows 200 -o october
	export FOC_NOW=2026-11-03T05:00:00Z
	as cron foc-ingest-cur -q october >/dev/null
	as cron foc-gaps detect -q >/dev/null
	run -0 as sarah foc-status
	[ "$(jq -c '[.todo[] | select(.what == "review")] | map([.object,
	    .about, .overdue])' <<<"$output")" = '[["br-1","csbot",true]]' ]
	[ "$(jq -r .data_until <<<"$output")" = "$(foc-workload list --header |
	    head -n 1 | key data_until)" ]
	[ "$(jq -r .last.load.id <<<"$output")" = ld-1 ]
	[ "$(jq -c .gaps.open <<<"$output")" = "$(foc-gaps list |
	    jq -s 'map(select(.state == "ACTIVE")) | length')" ]
	[ "$(jq -c .gaps.open_usd <<<"$output")" = "$(foc-gaps list -q |
	    jq -c 'select(.class == "ATTRIBUTION") | .amount_usd' |
	    python3 -c 'import sys
from decimal import Decimal
print("{:f}".format(sum(map(Decimal, sys.stdin)).normalize()))')" ]
	[ "$(as eli foc-status | key waiting)" -eq 0 ]
	run -0 as sarah foc-status -f text
	[[ $output == *"br-1"*"OVERDUE"* ]]
	[[ $output == *"Gaps            "[1-9]*" open, \$"*" without a workload as last measured"* ]]
	# Of each kind the first five, the dearest first, and how many more.
	[ "$(grep -c '^  gap  .*gp-' <<<"$output")" -eq 5 ]
	[ "$(sed -n 's/^  gap  *\(gp-[0-9]*\) .*/\1/p' <<<"$output")" = \
	    "$(foc-gaps list -q --state ACTIVE --sort -amount_usd |
	    jq -r .id | head -n 5)" ]
	more=$(($(foc-gaps list -q --state ACTIVE | wc -l) - 5))
	[[ $output == *"  gap         and $more more"* ]]
	[ "$(awk '{ if (length($0) > m) m = length($0) } END { print m }' \
	    <<<"$output")" -le 82 ]
	before=$(fingerprint)
	as sarah foc-status >/dev/null
	[ "$(fingerprint)" = "$before" ]
}
