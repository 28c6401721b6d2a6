#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# From every version of the schema to the present one: files that programs of
# that version made (tests/data/schema/make.sh), and what those printed.

load helpers

data=$BATS_TEST_DIRNAME/../data/schema

setup() {
	cd "$BATS_TEST_TMPDIR"
	export FOC_DB=$PWD/foc.db
}

# old VERSION NAME
old() {
	xz -dc "$data/v$1-$2.sql.xz" | sqlite3 "$FOC_DB"
}

migrate() {
	at "${1:-2026-11-16T11:50:00Z}" as sarah foc-db migrate "${@:2}"
}

# The schema, whatever the order it came about in.
schema() {
	sqlite3 "$1" "SELECT type, name, tbl_name, sql FROM sqlite_schema
	    ORDER BY type, name"
}

# Reports without what may be said better since: the sentences of answers,
# whose facts stay, and a notice that version 1 had not yet.
figures() {
	sed -e 's/^\({"kind":"answer",.*"text":"\)\([^"\\]\|\\.\)*"/\1"/' \
	    -e '/^foc-workload: no bill of that time is loaded/d'
}

@test "a file of version 1: all well, and every report as it was" {
	for name in empty rich; do
		rm -f foc.db*
		old 1 $name
		run -4 foc-db check
		[[ $output == *"is of version 1, this program needs 2; run foc-db\
 migrate" ]]
		run -0 --separate-stderr migrate
		jq -e '.kind == "migration" and .from == 1 and .to == 2 and
		    .steps == 1' <<<"$output"
		run -0 foc-db check
		run -0 foc-audit verify --state
		diff <(xz -dc "$data/v1-$name.txt.xz" | figures) \
		    <(bash "$data/reports.sh" | figures)
	done
}

@test "a file that was migrated has the schema of a new one, and writes" {
	old 1 rich
	migrate >/dev/null
	FOC_DB=$PWD/new.db FOC_NOW=2026-09-28T08:00:00Z foc-init --sandbox \
	    "$FOC_TOP/examples/foc.yaml" >/dev/null
	diff <(schema foc.db) <(schema new.db)
	# what is sealed by a new file is sealed by this one
	comm -13 <(sqlite3 foc.db "SELECT DISTINCT name FROM seal ORDER BY 1") \
	    <(sqlite3 new.db "SELECT DISTINCT name FROM seal ORDER BY 1") \
	    >missing
	[ ! -s missing ]
	export FOC_NOW=2026-11-16T13:00:00Z
	as priya foc-request new --name after --product "Support Bot" \
	    --use-case OPERATIONS --runtime LAMBDA --estimate-usd 5 >/dev/null
	as sarah foc-model approve nova-micro --platform BEDROCK \
	    --rationale "after all" >/dev/null
	gencur --period 2026-08 --rows 100 -o august >/dev/null
	as cron foc-ingest-cur august >/dev/null
	as cron foc-db prune --rationale r ld-2 ld-4 >/dev/null
	run -0 foc-db check
	run -0 foc-audit verify --state
}

@test "the backup beside it is the file of before, and can be migrated" {
	old 1 rich
	sqlite3 foc.db .dump | sort >before
	kept=$(migrate | key backup)
	[ -f "$kept" ]
	sqlite3 "$kept" .dump | sort | diff before -
	[ "$(sqlite3 "$kept" "PRAGMA user_version")" = 1 ]
	FOC_DB=$kept run -0 migrate 2026-11-17T00:00:00Z
	FOC_DB=$kept run -0 foc-db check
}

@test "a dry run keeps nothing; a second run does nothing; nobody may not" {
	old 1 empty
	before=$(fingerprint)
	run -0 migrate 2026-11-16T11:50:00Z -n
	[ "$(fingerprint)" = "$before" ]
	run -1 as priya foc-db migrate
	[[ $output == *"priya may not do this"* ]]
	[ "$(fingerprint)" = "$before" ]
	[ -z "$(find . -name 'foc.db.version*')" ]
	migrate >/dev/null
	before=$(fingerprint)
	run -0 migrate
	[ "$(key steps <<<"$output")" = 0 ]
	[ "$(fingerprint)" = "$before" ]
}

@test "what was hurt under version 1 is not sealed as if it were whole" {
	for change in "UPDATE cell SET cost = cost + 1 WHERE rowid IS NULL OR
	    (load, hour) = (SELECT load, hour FROM cell LIMIT 1)" \
	    "UPDATE request SET description = 'x' WHERE id = 'br-1'" \
	    "UPDATE person SET name = 'Somebody' WHERE id = 'dana'" \
	    "UPDATE caller SET principal = 'x' WHERE id = 5"; do
		rm -f foc.db*
		old 1 rich
		sqlite3 foc.db "${change/rowid IS NULL OR/}"
		before=$(fingerprint)
		run -1 migrate
		[[ $output == *"cannot be brought to version 2: "* ]]
		[ "$(fingerprint)" = "$before" ]
		[ -z "$(find . -name 'foc.db.version*')" ]
	done
}

@test "files of no released version are refused, and stay as they are" {
	old 1 empty
	sqlite3 foc.db "DROP VIEW request_stuck"
	before=$(fingerprint)
	run -1 migrate
	[[ $output == *"says version 1, but its tables are not those that\
 version 1 came out with"* ]]
	[ "$(fingerprint)" = "$before" ]
	for version in 0 99; do
		rm -f foc.db*
		old 1 empty
		sqlite3 foc.db "PRAGMA user_version = $version"
		before=$(fingerprint)
		run -4 migrate
		[ "$(fingerprint)" = "$before" ]
	done
	[[ $output == *"newer than this program"* ]]
	sqlite3 other.db "CREATE TABLE t (a); PRAGMA user_version = 1"
	FOC_DB=$PWD/other.db run -4 migrate
	[[ $output == *"is no file of foc"* ]]
}

@test "two at once: one migrates, the other finds it done" {
	old 1 rich
	for i in 1 2 3; do
		FOC_NOW=2026-11-16T11:50:00Z FOC_ACTOR=sarah foc-db migrate \
		    >"out.$i" &
	done
	wait
	[ "$(cat out.? | jq .steps | sort | paste -sd,)" = 0,0,1 ]
	run -0 foc-db check
}

@test "killed at any moment of a migration: old or new, never between" {
	old 1 rich
	cp foc.db old.db
	sqlite3 foc.db .dump | sort >old
	took=$(micros migrate)
	sqlite3 foc.db .dump | sort >new
	n=0
	for i in $(seq 12); do
		rm -f foc.db*
		cp old.db foc.db
		FOC_NOW=2026-11-16T11:50:00Z FOC_ACTOR=sarah foc-db migrate \
		    >/dev/null 2>&1 &
		sleep "$(printf '0.%06d' $((took * i / 14)))"
		kill -9 $! 2>/dev/null && n=$((n + 1))
		wait $! || true
		sqlite3 foc.db .dump | sort >now
		cmp -s now old || cmp now new
		migrate >/dev/null
		run -0 foc-db check
	done
	[ "$n" -ge 3 ]
}
