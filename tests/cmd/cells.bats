#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# --print-sql and --cells: a bill that an engine reduced is the bill itself.

load helpers

setup() {
	cd "$BATS_TEST_TMPDIR"
	export FOC_ACTOR=cron FOC_NOW=2026-12-01T05:00:00Z
	yaml=$FOC_TOP/examples/foc.yaml
	FOC_DB=local.db foc-init --sandbox "$yaml" >/dev/null
	cp local.db cells.db
	export FOC_DB=$PWD/cells.db
	tool=$FOC_TOP/tests/scale
}

# A small bill in bill.csv; SEED ROWS.
bill() {
	gencur --seed "${1:-1}" --rows "${2:-400}" --plain -o x
	cp x/data/*/*-00001.csv bill.csv
}

# reduce OUT FILES...: by DuckDB; skips the test where there is none.
reduce() {
	local status=0 out=$1
	mkdir -p in && rm -f in/* && cp "${@:2}" in/
	foc-ingest-cur --print-sql duckdb --table 'in/*.csv' \
	    --table-format csv --period "${period:-2026-11}" "$2" >reduce.sql
	python3 "$tool/reduce.py" reduce.sql "$out" || status=$?
	[ "$status" -ne 77 ] || skip "DuckDB for python3 is not installed"
	[ "$status" -eq 0 ]
}

dump() {
	sqlite3 "$1" <"$tool/dump.sql"
}

record() {
	jq -S 'del(.seconds, .mb_per_second, .files, .reconcile)' "$1"
}

# What both files say, in every report of spend.
reports() {
	FOC_DB=$1
	foc-workload usage --by hour --month 2026-11
	foc-workload usage
	FOC_ACTOR=sarah foc-chargeback --month 2026-11 --draft
	foc-gaps detect
	foc-gaps
}

# same FILES...: loaded here, and through cells, with the options of $extra.
same() {
	# shellcheck disable=SC2086 # options are words
	FOC_DB=local.db foc-ingest-cur $extra "$@" -f jsonl >local.json 2>local.err
	reduce cells.csv.gz "$@"
	# shellcheck disable=SC2086
	foc-ingest-cur --cells $extra cells.csv.gz -f jsonl \
	    >cells.json 2>cells.err
	diff <(sort local.err) <(sort cells.err)
	diff <(record local.json) <(record cells.json)
	dump local.db >local.dump
	dump cells.db >cells.dump
	diff local.dump cells.dump
	[ "$(grep -c . cells.dump)" -gt 20 ]
	diff <(reports local.db 2>&1) <(reports cells.db 2>&1)
	export FOC_DB=$PWD/cells.db
	foc-audit verify -q >/dev/null
	foc-db check -q >/dev/null
}

# --- identical cells

@test "generated months, in one file and in two, give identical cells" {
	bill 1
	same bill.csv
	jq -e '.rows == 400 and .cells > 50' cells.json
	gencur --seed 2 --rows 700 --chunks 2 --plain --ai-percent 70 -o y
	cp y/data/*/*-0000[12].csv .
	same ./*-00001.csv ./*-00002.csv
	[ "$(jq -r .state cells.json)" = ACTIVE ]
	[ "$(sqlite3 cells.db "SELECT group_concat(state) FROM load")" = \
	    SUPERSEDED,ACTIVE ]
}

@test "odd rows, of every kind there is, give identical cells" {
	for seed in 3 4; do
		gencur --seed $seed --rows 600 --ai-percent 50 --chunks 2 \
		    --plain -o x$seed
		python3 "$tool/odd.py" x$seed/data/*/*-00001.csv odd.csv $seed
		cp x$seed/data/*/*-00002.csv more.csv
		same odd.csv more.csv
		# It is no test if these are not in it.
		for kind in AI AI_PLAIN AI_ALONE REST REST_ALONE TOTAL; do
			zcat cells.csv.gz | grep -q "^$kind," || {
				echo "no group is $kind"
				false
			}
		done
		jq -e '.residue_usd != 0 and .rate_mismatch_rows > 0 and
		    .ccu_mismatch_rows > 0 and .unpriced_rows > 0 and
		    .unknown_types == ["Novelty"] and
		    (.other_currencies.EUR | . > 0) and
		    .unverified_rows > 0' cells.json
	done
}

@test "the sample of 13 rows gives identical cells" {
	sample=${FOC_TEST_DATA:-/nowhere}/billing
	sample=$sample/SYNTHETIC-cur2-bedrock-13rows.csv
	[ -f "$sample" ] || skip "FOC_TEST_DATA has no billing samples"
	period=2026-10
	cp "$sample" s.csv
	same s.csv
	[ "$(jq .cells cells.json)" = 12 ]
}

@test "doubles, timestamps and maps of Parquet give identical cells" {
	bill 5 500
	FOC_DB=local.db foc-ingest-cur bill.csv >/dev/null 2>&1
	foc-ingest-cur --print-sql duckdb --table cur2 --period 2026-11 \
	    >reduce.sql
	status=0
	python3 "$tool/reduce.py" reduce.sql cells.csv.gz parquet bill.csv ||
	    status=$?
	[ "$status" -ne 77 ] || skip "DuckDB for python3 is not installed"
	[ "$status" -eq 0 ]
	foc-ingest-cur --cells cells.csv.gz >/dev/null 2>&1
	diff <(dump local.db) <(dump cells.db)
	foc-db check -q >/dev/null
}

@test "rules of foc.yaml choose rows, however they are written" {
	sed "s/^classification: .*/classification:\\
  - {name: none, product_code: AmazonEC2, platform: NONE}\\
  - {name: odd, product_code: \"*t's*|Ünï|*?東*|?00%_!\", platform: BEDROCK}\\
  - {name: all, operation: \"*\", product_code: Amazons3, platform: AGENTCORE}\
/" "$yaml" >foc.yaml
	for db in local.db cells.db; do
		FOC_DB=$db FOC_ACTOR=sarah foc-org apply foc.yaml >/dev/null
	done
	bill 6
	python3 "$tool/odd.py" bill.csv odd.csv 6
	same odd.csv
	grep -qF "LIKE '%t''s%'" reduce.sql
	grep -qF "LIKE '%00!%!_!!'" reduce.sql
	jq -e '.by_platform.AGENTCORE > 0' cells.json
	FOC_DB=cells.db foc-ingest-cur -n --explain --cells cells.csv.gz \
	    >explain 2>/dev/null
	jq -es 'map(select(.id | startswith("odd/")) | .rows) | add >= 6' \
	    explain
}

@test "the unit gate stops cells where it stops the bill" {
	bill 7
	python3 - <<-'P'
		import csv
		rows = list(csv.DictReader(open("bill.csv", newline="")))
		for r in rows:
		    u = "line_item_usage_amount"
		    if "input-tokens" in r["line_item_usage_type"] and \
		        r["line_item_line_item_type"] == "Usage":
		        rate = float(r["line_item_unblended_rate"]) * 1000
		        r["line_item_unblended_rate"] = repr(rate)
		        r["line_item_unblended_cost"] = "%.10f" % (
		            float(r[u]) * rate)
		with open("bill.csv", "w", newline="") as f:
		    w = csv.DictWriter(f, list(rows[0]), lineterminator="\n")
		    w.writeheader()
		    w.writerows(rows)
	P
	FOC_DB=local.db run -1 foc-ingest-cur bill.csv
	local said=$output
	[[ $said == *"--accept-units "* ]]
	reduce cells.csv.gz bill.csv
	run -1 foc-ingest-cur --cells cells.csv.gz
	diff <(sed 's/^[^:]*: [^:]*:[0-9]*://' <<<"$said" | grep -o 'rule.*' |
	    sed 's/: .* costs/ costs/' | sort) \
	    <(sed 's/^[^:]*: [^:]*:[0-9]*://' <<<"$output" | grep -o 'rule.*' |
	    sed 's/: .* costs/ costs/' | sort)
	extra=$(grep -o -- '--accept-units [^ ]*' <<<"$said" | sort -u |
	    tr '\n' ' ')
	same bill.csv
	sqlite3 cells.db "SELECT rationale FROM audit WHERE verb = 'ingest'" |
	    sed 's/; /\n/g' >accepted
	grep -q -- '--accept-units bedrock/input: [0-9]* row' accepted
	LC_ALL=C sort -c accepted
}

# --- a load like any other

@test "cells after the bill, and the bill after cells, change nothing" {
	bill 8
	reduce cells.csv.gz bill.csv
	foc-ingest-cur bill.csv >/dev/null 2>&1
	before=$(fingerprint)
	run -0 --separate-stderr foc-ingest-cur --cells cells.csv.gz
	[[ $stderr == *"is loaded already, as ld-1; nothing changed"* ]]
	[ "$(jq .unchanged <<<"$output")" = true ]
	FOC_DB=$PWD/local.db
	foc-ingest-cur --cells cells.csv.gz >/dev/null 2>&1
	run -0 --separate-stderr foc-ingest-cur bill.csv
	[[ $stderr == *"is loaded already, as ld-1; nothing changed"* ]]
	FOC_DB=$PWD/cells.db
	[ "$(fingerprint)" = "$before" ]
}

@test "the file of a load is the result, whose lines foc-why does not have" {
	bill 9
	reduce cells.csv.gz bill.csv
	foc-ingest-cur --cells cells.csv.gz >load.json 2>/dev/null
	jq -e '.files == 1 and .reconcile[0].file == "cells.csv.gz" and
	    .reconcile[0].rows == .rows and .reconciled' load.json
	export FOC_ACTOR=sarah
	run -3 foc-why ld-1:ai_usd --lines cells.csv.gz
	[[ $output == *"is the result of --print-sql, not a bill"* ]]
}

@test "two results are two files; another export's or an older one is not" {
	bill 10
	reduce cells.csv.gz bill.csv
	foc-ingest-cur -q --cells --export cur cells.csv.gz >/dev/null 2>&1
	run -1 foc-ingest-cur --cells cells.csv.gz
	[[ $output == *"is loaded from export cur, not default"* ]]
	run -3 foc-ingest-cur --cells --period 2026-10 --export cur cells.csv.gz
	[[ $output == *"is 2026-11, not 2026-10, which --period says"* ]]
	gencur --rows 300 --seed 10 --until 2026-11-10T00:00:00Z --plain -o z
	reduce older.csv.gz z/data/*/*-00001.csv
	run -1 foc-ingest-cur --cells --export cur older.csv.gz
	[[ $output == *"has data until"*"--older takes it"* ]]
	cp cells.csv.gz copy.csv.gz
	run -3 foc-ingest-cur --cells --export cur cells.csv.gz copy.csv.gz
	[[ $output == *"is the same, byte by byte"* ]]
}

# --- what is refused

# spoil SED WHAT: refused with 3, by name, and nothing changed.
spoil() {
	zcat cells.csv.gz | sed "$1" >bad.csv
	! zcat cells.csv.gz | cmp -s - bad.csv || { echo "$1: no change"; false; }
	refused 3 "$2" foc-ingest-cur --cells bad.csv
}

@test "what the query did not give is refused by file, line and column" {
	bill 11
	reduce cells.csv.gz bill.csv
	total=$(zcat cells.csv.gz | grep -n '^TOTAL,' | cut -d: -f1)
	[ "$total" -gt 1 ]
	plain=$(zcat cells.csv.gz | grep -n '^AI_PLAIN,' | head -1 | cut -d: -f1)
	rest=$(zcat cells.csv.gz | grep -n '^REST,' | head -1 | cut -d: -f1)

	spoil "1s/foc_cells_1_/foc_cells_2_/" \
	    "bad.csv:1: its format, foc_cells_2_"
	spoil '1s/^foc_cells_1_[0-9a-f]*/foc_cells_1_0123456789abcdef/' \
	    "bad.csv:1: was made with other rules of classification\
 (0123456789abcdef, now they are "
	spoil '1s/foc_rows/foc_n/' \
	    "bad.csv:1: column 2 is foc_n, not foc_rows"
	spoil '1s/,foc_residue,foc_ccu_off,/,foc_ccu_off,foc_residue,/' \
	    "bad.csv:1: column 3 is foc_ccu_off, not foc_residue"
	spoil '1s/line_item_operation/line_item_what/' "is line_item_what, not"
	spoil '1s/$/,more/' "more, is none that --print-sql has"
	spoil "${total}d" "bad.csv: has no TOTAL: it is not whole"
	spoil "${total}p" "is the second TOTAL"
	spoil "${rest}d" "bad.csv: its groups have"
	spoil "${plain}p" "bad.csv: its groups have"
	spoil "${total}s/^TOTAL,[0-9]*/TOTAL,17/" "its TOTAL says 17 and"
	spoil "${plain}s/^AI_PLAIN/BI_PLAIN/" \
	    "bad.csv:$plain: kind: \"BI_PLAIN\" is none of AI"
	spoil "${plain}s/^AI_PLAIN,[0-9]*/AI_PLAIN,-1/" \
	    "bad.csv:$plain: foc_rows: \"-1\" is no number of rows"
	spoil "${plain}s/^AI_PLAIN,[0-9]*/AI_PLAIN,0/" \
	    "bad.csv:$plain: foc_rows: \"0\" is no group"
	spoil "${rest}s/^REST,[0-9]*,[^,]*/REST,1,0.x/" \
	    "bad.csv:$rest: foc_residue: \"0.x\" is no decimal number"
	spoil "${plain}s/^\(AI_PLAIN,[^,]*,[^,]*\),[01]/\1,2/" \
	    "bad.csv:$plain: foc_ccu_off: \"2\" is neither 0 nor 1"
	spoil "${rest}s/2026-11-01/2026-13-01/g" \
	    "bad.csv:$rest: bill_billing_period_start_date"
	spoil "${rest}s/$/,/" "bad.csv:$rest: has"
}

@test "a bill is no cells, and cells are no bill" {
	bill 12
	reduce cells.csv.gz bill.csv
	refused 3 "is no result of --print-sql" foc-ingest-cur --cells bill.csv
	refused 3 "is the result of --print-sql, not a bill; --cells loads it" \
	    foc-ingest-cur cells.csv.gz
	zcat cells.csv.gz | head -c 3000 | gzip >cut.csv.gz
	refused 3 "cut.csv.gz" foc-ingest-cur --cells cut.csv.gz
}

@test "cells of rows that are bad are refused as the bill is" {
	bill 13
	for change in 'unblended_cost:abc' 'unblended_cost:' 'usage_amount:1,5' \
	    'usage_account_id:12' 'net_unblended_cost:nan'; do
		python3 - "line_item_${change%%:*}" "${change#*:}" <<-'P'
			import csv, sys
			rows = list(csv.DictReader(open("bill.csv", newline="")))
			r = next(r for r in rows if "Bedrock" in
			    r["line_item_product_code"] and
			    r["line_item_line_item_type"] == "Usage")
			r[sys.argv[1]] = sys.argv[2]
			with open("bad.csv", "w", newline="") as f:
			    w = csv.DictWriter(f, list(rows[0]), lineterminator="\n")
			    w.writeheader()
			    w.writerows(rows)
		P
		run -3 foc-ingest-cur -n bad.csv
		said=$output
		reduce cells.csv.gz bad.csv
		run -3 foc-ingest-cur -n --cells cells.csv.gz
		# The same column and words; the line is one of the result.
		[ "$(cut -d: -f4- <<<"$said")" = "$(cut -d: -f4- <<<"$output")" ]
	done
}

# --- the query

@test "the query is one statement of text, from the rules, for each engine" {
	for dialect in athena trino duckdb; do
		run -0 --separate-stderr foc-ingest-cur --print-sql $dialect \
		    --table billing.cur2 --partition billing_period \
		    --period 2026-11
		[ -z "$stderr" ]
		[[ $output == *'FROM "billing"."cur2" AS t'* ]]
		[[ $output == *"t.\"billing_period\" = '2026-11'"* ]]
		[[ $output != *';'* ]]
		[[ $output != *@* ]]
		# Its rules are those of rules.tsv that can make a row AI.
		for pattern in amazonbedrockagentcore '%claude platform%'; do
			[[ $output == *"LIKE '$pattern' ESCAPE '!'"* ]]
		done
	done
	diff <(foc-ingest-cur --print-sql athena --table a --period 2026-11 |
	    sed 1,3d) <(foc-ingest-cur --print-sql trino --table a \
	    --period 2026-11 | sed 1,3d)
}

# By DuckDB, of TABLE, into cells.csv.gz; its status.
reduce_table() {
	foc-ingest-cur --print-sql duckdb --table "$1" --table-format csv \
	    --period 2026-11 >reduce.sql
	status=0
	output=$(python3 "$tool/reduce.py" reduce.sql cells.csv.gz 2>&1) ||
	    status=$?
	[ "$status" -ne 77 ] || skip "DuckDB for python3 is not installed"
	echo "$output"
}

@test "the query stops where a path holds two deliveries of the month" {
	gencur --rows 200 --mode create-new --deliveries 2 --plain -o x
	gencur --rows 100 --mode create-new --deliveries 2 --plain \
	    --period 2026-10 -o x
	new=$(echo x/data/*11/2026-12*/)
	cp -r x/data/*11 flat
	for table in 'x/data/*/*/*.csv' "$PWD/x/**/*.csv" 'flat/*/*.csv'; do
		reduce_table "$table"
		[ "$status" -eq 1 ]
		[[ $output == *": holds two deliveries of the month"* ]]
		run ! grep ';' reduce.sql
	done
	cp "$new"*1.csv x/data/BILLING_PERIOD=2026-11/again.csv
	reduce_table 'x/**/2026-12*/*.csv'
	[ "$status" -eq 0 ]
	rm -r x/data/*11/2026-11*
	reduce_table 'x/**/*.csv'
	[ "$status" -eq 1 ]
	[[ $output == *"=2026-11: holds two deliveries of the month"* ]]
	# Two of October, and one each of two exports.
	rm x/data/*11/again.csv
	cp -r x y
	sed -i 's/012345678901/112345678901/g' y/data/*11/*/*.csv
	reduce_table '[xy]/data/*/*/*.csv'
	[ "$status" -eq 0 ]
	[ "$(foc-ingest-cur --cells -q cells.csv.gz | jq -s 'length')" = 2 ]
	# Legacy reports.
	mkdir -p z/20261101-20261201/20261116T061443Z
	cp "$new"*.csv z/20261101-20261201/20261116T061443Z
	reduce_table 'z/*/*/*.csv'
	[ "$status" -eq 0 ]
	mkdir z/20261101-20261201/6b622448-daaa-439c-92f1-afc727f1e0a3
	cp "$new"*.csv z/20261101-20261201/6b*
	reduce_table 'z/*/*/*.csv'
	[ "$status" -eq 1 ]
}

@test "a new rule about what is AI makes another digest; one of a tier not" {
	one() {
		foc-ingest-cur --print-sql trino --table a --period 2026-11 |
		    grep -o 'foc_cells_1_[0-9a-f]*'
	}
	first=$(one)
	sed 's/^classification: .*/classification:\
  - {name: t, usage_type: "*x*", tier: BATCH}/' "$yaml" >foc.yaml
	FOC_ACTOR=sarah foc-org apply foc.yaml >/dev/null
	[ "$(one)" = "$first" ]
	sed 's/^classification: .*/classification:\
  - {name: t, usage_type: "*x*", platform: BEDROCK}/' "$yaml" >foc.yaml
	FOC_ACTOR=sarah foc-org apply foc.yaml >/dev/null
	second=$(one)
	[ "$second" != "$first" ]
	sed 's/^classification: .*/classification:\
  - {name: u, usage_type: "*y*", platform: BEDROCK}/' "$yaml" >foc.yaml
	FOC_ACTOR=sarah foc-org apply foc.yaml >/dev/null
	[ "$(one)" != "$second" ]
}

@test "columns: renamed, missing, and of another form of export" {
	sql() {
		foc-ingest-cur --print-sql trino --table a --period 2026-11 "$@"
	}
	run -0 sql --column principal= --column 'cost=my "cost'
	[[ $output == *"'' AS line_item_iam_principal"* ]]
	[[ $output == *'t."my ""cost"'* ]]
	run -2 sql --column cost=
	[[ $output == *"there is no bill without it"* ]]
	run -2 sql --column colour=red
	[[ $output == *"is no KEY=NAME with a KEY of payer"* ]]
	run -2 sql --column product=
	[[ $output == *"--column product_name=NAME"* ]]
	gencur --rows 10 --plain -o x
	sed '1s/resource_tags/resource_tags_user_element2/' x/data/*/*.csv |
	    gzip >names.csv.gz
	run -0 sql names.csv.gz
	[[ $output == *'t."resource_tags_user_element2"'* ]]
	[[ $output == *"'' AS resource_tags"* ]]
	echo a,b >none.csv
	run -3 sql none.csv
	[[ $output == *"none.csv: is no cost and usage report: lacks"* ]]
	run -3 sql nowhere.csv
	run -2 sql names.csv.gz none.csv
}

@test "names go into the query quoted, or not at all" {
	sql() {
		foc-ingest-cur --print-sql "$@" --period 2026-11
	}
	for table in 'a; DROP TABLE b' "a' OR 1=1" 'a"b' 'a b' '' 'a..b' a.b.c.d \
	    $'a\nb' '(SELECT 1)'; do
		run -2 --separate-stderr sql trino --table "$table"
		[ -z "$output" ]
	done
	run -0 sql duckdb --table "it's/*.parquet"
	[[ $output == *"read_parquet('it''s/*.parquet', "* ]]
	run -2 sql duckdb --table $'a/\nb'
	run -2 sql trino --table a --partition "x' OR ''='"
	[[ $output == *"is no name of a column such as billing_period"* ]]
	run -2 foc-ingest-cur --print-sql trino --table a --period "2026-11' --"
	[[ $output == *"is no month such as 2026-10"* ]]
	run -2 sql mysql --table a
	[[ $output == *"is none of athena, trino, duckdb"* ]]
	run -2 sql trino
	[[ $output == *"needs --table"* ]]
	run -2 foc-ingest-cur --print-sql trino --table a
	[[ $output == *"needs --period"* ]]
	run -2 sql trino --table a --table-format orc
	[[ $output == *"is neither parquet nor csv"* ]]
	run -2 sql trino --table a --cells
	[[ $output == *"--cells: loads what the query"* ]]
	run -2 foc-ingest-cur --table a x.csv
	[[ $output == *"--table: belongs to --print-sql"* ]]
	run -2 foc-ingest-cur --cells --column cost=x x.csv
	[[ $output == *"--column: belongs to --print-sql here"* ]]
	run -2 foc-ingest-cur
	[[ $output == *"no file or folder to load"* ]]
}
