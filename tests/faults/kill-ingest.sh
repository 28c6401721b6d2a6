#!/bin/bash
# SPDX-License-Identifier: MIT
# kill-ingest.sh [TIMES [SEED]]: SIGKILL foc-ingest-cur at random moments.  After
# each kill the file must hold the month as it was, whole and verified; at
# the end an undisturbed run must bring the new one.
set -eu

times=${1:-100}
RANDOM=${2:-1}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export FOC_DB=$dir/foc.db FOC_ACTOR=cron FOC_NOW=2026-12-01T05:00:00Z

FOC_NOW=2026-10-01T00:00:00Z foc-init --sandbox "$FOC_TOP/examples/foc.yaml" \
    >/dev/null
gencur --rows 3000 --until 2026-11-20T00:00:00Z -o "$dir/old"
gencur --rows 6000 -o "$dir/new"
foc-ingest-cur -q "$dir/old" >/dev/null
state() {
	foc-workload usage --from 2026-11-01 --to 2026-12-01 | sha256sum
}
before=$(state)

# How long an undisturbed run takes, on a copy.
cp "$FOC_DB" "$dir/copy.db"
start=$(date +%s%N)
foc-ingest-cur -q --db "$dir/copy.db" "$dir/new" >/dev/null
whole=$((($(date +%s%N) - start) / 1000))

killed=0 done_before=0
for ((i = 0; i < times; i++)); do
	cp "$FOC_DB" "$dir/run.db"
	foc-ingest-cur -q --db "$dir/run.db" "$dir/new" >/dev/null 2>&1 &
	pid=$!
	sleep "$(printf '0.%06d' $((RANDOM * 32768 % whole + RANDOM % 1000)))"
	if kill -9 "$pid" 2>/dev/null; then
		killed=$((killed + 1))
	fi
	wait "$pid" 2>/dev/null || true
	# A kill amid a write leaves a journal that readers must not touch:
	# any program that may write, were it only a dry run, mends the file.
	foc-org apply -n --db "$dir/run.db" "$FOC_TOP/examples/foc.yaml" \
	    >/dev/null 2>&1 || true
	after=$(FOC_DB=$dir/run.db state)
	if [ "$after" != "$before" ]; then
		done_before=$((done_before + 1))
		FOC_DB=$dir/run.db foc-audit log | grep -q '"verb":"ingest"'
		[ "$(sqlite3 "$dir/run.db" "SELECT count(*) FROM load
		    WHERE state = 'ACTIVE'")" = 1 ]
		[ "$after" = "$(FOC_DB=$dir/copy.db state)" ]
	fi
	foc-audit verify --db "$dir/run.db" >/dev/null
	[ "$(sqlite3 "$dir/run.db" 'PRAGMA integrity_check')" = ok ]
	rm -f "$dir/run.db" "$dir/run.db"-* "$dir/run.db.lock"
done
# The same file killed again and again, then left alone.
for ((i = 0; i < 10; i++)); do
	foc-ingest-cur -q "$dir/new" >/dev/null 2>&1 &
	pid=$!
	sleep "$(printf '0.%06d' $((RANDOM * 32768 % (whole / 2) + 1)))"
	kill -9 "$pid" 2>/dev/null || true
	wait "$pid" 2>/dev/null || true
done
foc-ingest-cur -q "$dir/new" >/dev/null
foc-db check >/dev/null
[ "$(state)" = "$(FOC_DB=$dir/copy.db state)" ]
[ "$(sqlite3 "$FOC_DB" "SELECT count(*) FROM load WHERE state = 'LOADING'")" \
    = 0 ]
echo "$times runs: $killed killed, $done_before had just committed, 0 lost"
