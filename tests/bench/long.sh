#!/bin/sh
# SPDX-License-Identifier: MIT
# long.sh [ROWS ...]: bills longer than memory, generated into a pipe and never
# on disk.  Each line: how long, how much memory, and how much it may be, 64
# MiB + 256 bytes a cell; then the time and the processor time of the last
# by those of the first.  Exit status 1 where the memory is more than that.
set -eu

[ $# -gt 0 ] || set -- 3800000 7600000
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export FOC_ACTOR=cron FOC_NOW=2026-12-01T05:00:00Z FOC_DB="$dir/foc.db"

for rows in "$@"; do
	rm -rf "${dir:?}"/*
	month="$dir/x/data/BILLING_PERIOD=2026-11"
	mkdir -p "$month"
	mkfifo "$month/foc-cur2-00001.csv"
	foc-init --sandbox "$FOC_TOP/examples/foc.yaml" >/dev/null
	gencur --rows "$rows" --ai-percent "${AI_PERCENT:-10}" --plain \
	    --truth "$dir/truth" -o "$dir/x" &
	python3 - "$month/foc-cur2-00001.csv" <<'P'
import os
import sqlite3
import subprocess
import sys
import time
t = time.monotonic()
p = subprocess.Popen(["foc-ingest-cur", "-q", "-"], stdin=open(sys.argv[1]),
    stdout=subprocess.DEVNULL)
_, status, use = os.wait4(p.pid, 0)
t = time.monotonic() - t
if status != 0:
    sys.exit("foc-ingest-cur: status %d" % status)
db = sqlite3.connect(os.environ["FOC_DB"])
rows, cells, size = db.execute("""SELECT rows, cells,
    (SELECT sum(bytes) FROM load_file) FROM load""").fetchone()
cpu, rss = use.ru_utime + use.ru_stime, use.ru_maxrss * 1024
bound = (64 << 20) + 256 * cells
print("%.2f GB  %d rows  %d cells  %.1f s  %.1f s of processor  %.0f MB/s  "
    "%.0f MiB, may be %.0f" % (size / 1e9, rows, cells, t, cpu,
    size / 1e6 / t, rss / (1 << 20), bound / (1 << 20)), flush=True)
with os.fdopen(3, "w") as f:
    print(t, cpu, size, rss > bound, file=f)
P
	wait
done 3>"${dir%/}.times"
trap 'rm -rf "$dir" "$dir.times"' EXIT
awk '{ bad += $4 == "True" } NR == 1 { t = $1; c = $2; s = $3 }
    END { if (NR > 1) printf "%.2f times the data: %.2f times the time, " \
    "%.2f of the processor\n", $3 / s, $1 / t, $2 / c; exit bad > 0 }' \
    "$dir.times"
