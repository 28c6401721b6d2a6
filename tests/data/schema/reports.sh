#!/bin/bash
# SPDX-License-Identifier: MIT
# reports.sh: what every reading verb says of the file that FOC_DB names, as
# records.  Of the audit log the event of a migration is left out, and what
# counts events is not asked.
set -u
export FOC_NOW=2026-11-16T12:00:00Z FOC_ACTOR=sarah LC_ALL=C TZ=UTC

say() {
	echo "== $*"
	"$@" -f jsonl 2>&1 || echo "status $?"
}

say foc-org show
say foc-model list
say foc-price list
say foc-prereq list
say foc-prereq doctor
say foc-request list
say foc-request list --model-access
say foc-request notify
for id in $(foc-request list | jq -r .id); do
	say foc-request show "$id"
done
say foc-approve queue
say foc-approve scopes
say foc-task list
say foc-claim list
say foc-workload list
for w in $(foc-workload list | jq -r .id); do
	say foc-workload show "$w"
	say foc-spendcard diff "$w"
done
say foc-workload usage --month 2026-10
say foc-workload usage --by hour --week 2026-W45
say foc-spendcard list
say foc-spendcard list --rollups
say foc-spendcard review --week 2026-W45
for id in $(foc-spendcard list --week 2026-W45 | jq -r .id); do
	say foc-spendcard show "$id"
	say foc-why "$id:actual_usd"
done
say foc-gaps list
say foc-watch list
echo "== foc-status"		# in whatever order, but for the newest event
foc-status | jq -c 'del(.last.event) | .todo |= sort_by(.object)'
say foc-maturity
say foc-chargeback --month 2026-10 --draft --level all
say foc-chargeback reconcile --month 2026-10
for verb in tracking top unapproved unattributed; do
	say foc-bill "$verb"
done
say foc-db loads | sed 's/"pruned_at":null,//'	# not in version 1
say foc-request list --as-of 2026-10-05
say foc-model list --as-of 2026-10-05
say foc-workload list --as-of 2026-11-12
echo "== foc-audit log"
foc-audit log | jq -c 'select(.verb != "migrate")'
