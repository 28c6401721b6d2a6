#!/bin/bash
# SPDX-License-Identifier: MIT
# check-trino.sh: the query of --print-sql trino, run by Trino's own parser,
# planner and engine, gives the cells that a load of the bill gives: tables of
# text as Athena has CSV exports, and typed ones as Parquet exports are.
# Needs Java 17 and Maven; FOC_TRINO_LIB names a folder of the libraries where
# Maven is not to fetch them.
set -u

here=$(cd "$(dirname "$0")" && pwd)
out=$FOC_BUILD/trino
lib=${FOC_TRINO_LIB:-$out/lib}
mkdir -p "$out"
out=$(cd "$out" && pwd)

give_up() {
	echo "skipped: $*"
	exit 0
}

command -v javac >/dev/null || give_up "there is no javac"
if ! ls "$lib"/trino-main-*.jar >/dev/null 2>&1; then
	command -v mvn >/dev/null || give_up "there is no mvn"
	mvn -q -B -f "$here/pom.xml" dependency:copy-dependencies \
	    "-DoutputDirectory=$out/lib" || give_up "Maven cannot fetch Trino"
	lib=$out/lib
fi
lib=$(cd "$lib" && pwd)
javac -cp "$lib/*" -d "$out/classes" "$here/Reduce.java" || exit 1
cd "$out" || exit 1

export FOC_ACTOR=cron FOC_NOW=2026-12-01T05:00:00Z LC_ALL=C TZ=UTC
failed=0 passed=0

# check NAME BILL.csv text|typed PERIOD
check() {
	local name=$1 bill=$2 form=$3 period=$4 format=csv
	[ "$form" = text ] || format=parquet
	rm -f local.db cells.db cells.csv ./*.ingest
	FOC_DB=local.db foc-init --sandbox "$FOC_TOP/examples/foc.yaml" \
	    >/dev/null && cp local.db cells.db &&
	    FOC_DB=local.db foc-ingest-cur -q "$bill" >/dev/null 2>&1 &&
	    FOC_DB=cells.db foc-ingest-cur --print-sql trino --table cur2 \
	    --table-format "$format" --period "$period" "$bill" >reduce.sql &&
	    timeout 600 java -cp "$out/classes:$lib/*" Reduce "$bill" \
	    reduce.sql cells.csv "$form" >"$name.log" 2>&1 &&
	    FOC_DB=cells.db foc-ingest-cur -q --cells cells.csv >/dev/null 2>&1 &&
	    FOC_DB=cells.db foc-db check -q >/dev/null &&
	    sqlite3 local.db <"$FOC_TOP/tests/scale/dump.sql" >local.dump &&
	    sqlite3 cells.db <"$FOC_TOP/tests/scale/dump.sql" >cells.dump &&
	    [ -s cells.dump ] && diff local.dump cells.dump >"$name.diff"
	# shellcheck disable=SC2181 # the chain above is long
	if [ $? -ne 0 ]; then
		echo "failed: $name (see $out/$name.log and .diff)"
		grep -m 3 Exception "$name.log"
		head -n 5 "$name.diff" 2>/dev/null
		failed=$((failed + 1))
		return
	fi
	echo "$name: $(sqlite3 cells.db "SELECT rows || ' rows, ' || ai_rows ||
	    ' of AI, ' || cells || ' cells' FROM load")," \
	    "$(($(wc -l <cells.csv) - 2)) groups"
	passed=$((passed + 1))
}

sample=${FOC_TEST_DATA:-/nowhere}/billing/SYNTHETIC-cur2-bedrock-13rows.csv
if [ -f "$sample" ]; then
	cp "$sample" sample.csv
	check sample sample.csv text 2026-10
	check sample-typed sample.csv typed 2026-10
fi
rm -rf x
gencur --seed 21 --rows 1500 --ai-percent 50 --plain -o x
cp x/data/*/*.csv month.csv
python3 "$FOC_TOP/tests/scale/odd.py" month.csv odd.csv 21
check month month.csv text 2026-11
check month-typed month.csv typed 2026-11
check odd odd.csv text 2026-11

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
