#!/bin/sh
# SPDX-License-Identifier: MIT
# ingest.sh: foc-ingest-cur against zlib alone, and against DuckDB where it is
# installed.  Whole processes, the tools in turn, medians of RUNS (5); ROWS
# (395000) lines in one gzip file.  Prints ratios; judges nothing.
set -eu

rows=${ROWS:-395000} runs=${RUNS:-5} out=
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export FOC_ACTOR=cron FOC_NOW=2026-12-01T05:00:00Z

${CC:-cc} -O2 -o "$dir/inflate" "$FOC_TOP/tests/bench/inflate.c" -lz
cat >"$dir/duck.py" <<'P'
import sys
import duckdb
duckdb.execute("set threads = 2")
duckdb.execute("""
    select line_item_usage_start_date, bill_payer_account_id,
        line_item_usage_account_id, line_item_product_code, product,
        line_item_usage_type, line_item_line_item_type, pricing_unit,
        line_item_iam_principal, line_item_resource_id, tags, resource_tags,
        sum(try_cast(line_item_unblended_cost as decimal(38, 10))),
        sum(try_cast(line_item_usage_amount as decimal(38, 10))), count(*)
    from read_csv(?, all_varchar = true, header = true)
    where line_item_product_code like 'AmazonBedrock%'
        or product like '%Bedrock%' or product like '%Claude Platform%'
        or line_item_resource_id like 'arn:aws:bedrock:%'
    group by all""", [sys.argv[1]]).fetchall()
P

# measure COMMAND...: appends "seconds kilobytes" to $out.
measure() {
	python3 - "$@" >>"$out" <<'P'
import resource
import subprocess
import sys
import time
t = time.monotonic()
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL,
    stderr=subprocess.DEVNULL)
t = time.monotonic() - t
print("%.3f %d" % (t,
    resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
P
}

median() {
	sort -n "$1" | awk '{ a[NR] = $1; if ($2 > m) m = $2 }
	    END { printf "%.2f %.0f", a[int((NR + 1) / 2)], m / 1024 }'
}

duck=
if python3 -c 'import duckdb' 2>/dev/null; then
	duck=yes
fi
for percent in 10 100; do
	gencur --rows "$rows" --ai-percent "$percent" -o "$dir/x"
	file=$(echo "$dir"/x/data/*/*.csv.gz)
	rm -f "$dir"/t.*
	for _ in $(seq "$runs"); do
		rm -f "$dir"/foc.db*
		FOC_DB=$dir/foc.db foc-init --sandbox \
		    "$FOC_TOP/examples/foc.yaml" >/dev/null
		out=$dir/t.inflate measure "$dir/inflate" "$file"
		out=$dir/t.foc measure foc-ingest-cur -q --db "$dir/foc.db" \
		    "$dir/x"
		if [ -n "$duck" ]; then
			out=$dir/t.duck measure python3 "$dir/duck.py" "$file"
		fi
	done
	cells=$(sqlite3 "$dir/foc.db" "SELECT sum(cells) FROM load
	    WHERE state = 'ACTIVE'")
	raw=$("$dir/inflate" "$file")
	echo "$percent % AI: $rows rows, $((raw / 1000000)) MB raw," \
	    "$(($(wc -c <"$file") / 1000000)) MB gzip, $cells cells"
	for tool in inflate foc duck; do
		[ -f "$dir/t.$tool" ] || continue
		median "$dir/t.$tool"
		echo " $tool"
	done | awk '{ t[$3] = $1
		printf "  %-8s %6.2f s  %5.0f MB", $3, $1, $2
		if ($3 == "foc") printf "  %.2f x inflate", $1 / t["inflate"]
		if ($3 == "duck") printf "  %.1f x foc", $1 / t["foc"]
		print "" }'
	rm -rf "$dir/x"
done
