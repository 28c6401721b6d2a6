#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Backup and restore, rehearsed: hurt, found, brought back, the same again.

load helpers

setup() {
	cd "$BATS_TEST_TMPDIR"
	sandbox 2026-10-01T08:00:00Z
	as priya at 2026-10-01T09:00:00Z foc-request new --name csbot \
	    --product "Support Bot" --use-case OPERATIONS --runtime LAMBDA \
	    --estimate-usd 340 >/dev/null
	gencur --period 2026-09 --rows 200 -o september >/dev/null
	as cron at 2026-10-02T05:00:00Z foc-ingest-cur september >/dev/null
	export FOC_NOW=2026-10-03T08:00:00Z
	foc-db backup b.db >/dev/null
}

reports() {
	foc-request list
	foc-workload list
	foc-workload usage --month 2026-09
	foc-model list
	foc-price list
	foc-db loads
	foc-gaps list
}

restore() {
	as "${WHO:-sarah}" foc-db restore "$@"
}

@test "hurt in every kind of row: found, said where, restored, the same" {
	reports >before
	for change in "UPDATE cell SET cost = cost + 1 WHERE (load, hour, sku,
	    caller) = (SELECT load, hour, sku, caller FROM cell LIMIT 1)|ld-1: \
2026-09-0*the cells of 1 hour, from 2026-09-0" \
	    "DELETE FROM cell WHERE hour < 1788400000|ld-1: 2026-09-0" \
	    "UPDATE caller SET principal = 'x' WHERE id = 3|caller 0 to 31: " \
	    "UPDATE sku SET model = 'x' WHERE id = 1|sku 0 to 31: " \
	    "UPDATE price SET usd_per_million = 1 WHERE n = 7|price: of its" \
	    "DELETE FROM price WHERE n = 7|price: has 296 rows, 297 were" \
	    "UPDATE model SET name = 'x' WHERE model = 'nova-pro'|model: of" \
	    "UPDATE prereq SET evidence = 'x'|prereq: of its" \
	    "UPDATE person SET name = 'x' WHERE id = 'dana'|person: of its" \
	    "UPDATE meta SET value = 'x' WHERE key = 'price_book'|meta: of" \
	    "UPDATE load_sum SET amount = amount + 1|ld-1: was changed" \
	    "UPDATE seal SET rows = rows + 1 WHERE name = 'cell'|ld-1: only seals\
 of its hours were hurt" \
	    "UPDATE request SET description = 'x'|br-1: was changed" \
	    "DROP INDEX task_request|schema: the tables"; do
		sqlite3 "$FOC_DB" "${change%|*}"
		run -1 foc-db check
		# shellcheck disable=SC2053 # a pattern
		[[ $output == *${change##*|}* ]] || {
			echo "$change: $output"
			false
		}
		restore b.db >/dev/null
		run -0 foc-db check
		run -0 foc-audit verify --state
		diff before <(reports)
	done
}

@test "a bill that was hurt is loaded anew, and reports are right again" {
	foc-workload usage --month 2026-09 >before
	for change in "UPDATE cell SET cost = cost + 1 WHERE hour % 7200 = 0" \
	    "UPDATE caller SET principal = 'x' WHERE id = 3"; do
		sqlite3 "$FOC_DB" "$change"
		run ! diff before <(foc-workload usage --month 2026-09)
		run -1 foc-db check
		run -0 as cron foc-ingest-cur september
		[[ $change != *cell* || $output == *"its cells are not what was\
 loaded"* ]]
		diff before <(foc-workload usage --month 2026-09)
	done
	[ "$(foc-db loads | jq -r '[.id, .state] | @csv')" = '"ld-1","SUPERSEDED"
"ld-2","SUPERSEDED"
"ld-3","ACTIVE"' ]
	run -1 foc-db check
	[[ $output == *"ld-1: 2026-09-0"*"or foc-db prune ld-1 takes its cells out"* ]]
	run -0 as cron foc-ingest-cur september
	[[ $output == *"is loaded already, as ld-3; nothing changed"* ]]
}

@test "each of many cells of one hour is under its seal" {
	gencur --rows 1500 --ai-percent 100 --period 2026-11 \
	    --until 2026-11-01T01:00:00Z -o x
	as cron foc-ingest-cur -q x
	n="load = 2 AND hour = $(date -ud 2026-11-01 +%s)"
	cells=$(sqlite3 foc.db "SELECT count(*) FROM cell WHERE $n")
	[ "$cells" -gt 128 ]		# of which 64 are hashed at once
	run -0 foc-db check
	for i in 0 63 64 $((cells - 1)); do
		cp foc.db copy.db
		sqlite3 copy.db "UPDATE cell SET cost = cost + 1 WHERE $n AND
		    (sku, caller) = (SELECT sku, caller FROM cell WHERE $n
		    ORDER BY sku, caller LIMIT 1 OFFSET $i)"
		run -1 foc-db check --db copy.db
		[[ $output == *"ld-2: 2026-11-01: the cells of 1 hour"* ]]
	done
}

@test "what was hurt is not sealed by a later write" {
	sqlite3 "$FOC_DB" "UPDATE model SET name = 'x' WHERE model = 'nova-pro'"
	as sarah foc-model block nova-lite --platform BEDROCK --rationale r \
	    >/dev/null
	run -1 foc-db check
	[[ $output == *"model: of its"* && $output == *"catalog: was changed\
 outside"* ]]
}

@test "what is lost is listed, what was there is kept, the event is there" {
	as priya foc-request new --name later --product "Support Bot" \
	    --use-case OPERATIONS --runtime LAMBDA --estimate-usd 1 >/dev/null
	foc-audit head >head.json
	first=$(foc-audit log --db b.db | tail -n 1 | jq .seq)
	last=$(foc-audit log | tail -n 1 | jq .seq)
	sqlite3 "$FOC_DB" .dump >was
	chmod 640 "$FOC_DB"
	run -0 --separate-stderr restore b.db
	[ "$(jq -s 'map(select(.kind == "event")) | length' <<<"$output")" -eq \
	    "$((last - first))" ]
	jq -se --argjson a "$((first + 1))" --argjson b "$last" '.[-1] |
	    .kind == "restore" and .lost_from == $a and .lost_to == $b and
	    .backup == "b.db"' <<<"$output"
	kept=$(jq -sr '.[-1].kept' <<<"$output")
	diff was <(sqlite3 "$kept" .dump)
	[ "$(stat -c %a "$FOC_DB")" = 640 ]
	[ "$(foc-request list | jq -s length)" = 1 ]
	foc-audit log | tail -n 1 | jq -e '.verb == "restore" and
	    .actor == "sarah" and .object == "db"'
	run -0 foc-audit verify
	run -1 foc-audit verify --head head.json
	[ -z "$(find . -name '*.restore.tmp*')" ]
	# and back again
	run -0 restore "$kept"
	[ "$(foc-request list | jq -s length)" = 2 ]
	run -0 foc-audit verify --head head.json
}

@test "a file that is lost, or no database any more, comes back" {
	rm "$FOC_DB"
	run -0 restore b.db
	run -0 foc-db check
	head -c 5000 /dev/urandom >"$FOC_DB"
	run -0 --separate-stderr restore b.db
	[[ $stderr == *"what is lost cannot be told"* ]]
	run -0 foc-db check
}

@test "refused: another file's backup, a hurt one, nobody, a dry run" {
	before=$(fingerprint)
	foc-init --sandbox --db o.db "$FOC_TOP/examples/foc.yaml" >/dev/null
	run -1 restore o.db
	[[ $output == *"o.db: is a backup of the file "*", not of this one"* ]]
	cp b.db hurt.db
	sqlite3 hurt.db "UPDATE cell SET cost = cost + 1"
	run -1 restore hurt.db
	[[ $output == *"is not sound"* ]]
	WHO=priya run -1 restore b.db
	[[ $output == *"priya may not do this"* ]]
	run -4 restore nowhere.db
	run -0 restore -n b.db
	[ "$(fingerprint)" = "$before" ]
	[ -z "$(find . -name '*restore*')" ]
}

@test "a sandbox says so of every record; a terminal shows what is kept" {
	as priya foc-request new --name later --product "Support Bot" \
	    --use-case OPERATIONS --runtime LAMBDA --estimate-usd 1 >/dev/null
	run -0 --separate-stderr restore -n b.db
	jq -se 'length > 1 and all(.sandbox)' <<<"$output"
	kept=$(jq -sr '.[-1].kept' <<<"$output")
	FOC_ACTOR=sarah run -0 python3 "$BATS_TEST_DIRNAME/terminal.py" \
	    /dev/null foc-db restore -n b.db
	[[ ${lines[0]} == SANDBOX && $output == *"$kept"* ]]
}

@test "what is no backup is told what a backup is" {
	: >empty.db
	for it in nosuch.db /etc/passwd empty.db; do
		run -4 restore -n $it
		[[ $output == "foc-db: $it: "*"; foc-db restore takes what\
 foc-db backup wrote" ]]
	done
}

@test "a file hurt in its head, cut off, or torn: what mends it is said" {
	cp "$FOC_DB" whole.db
	head -c 10 /dev/urandom | dd of="$FOC_DB" conv=notrunc 2>/dev/null
	run -4 foc-db check
	[[ $output == *"is no SQLite database, or its head is hurt; foc-db\
 restore brings a backup back, --db or FOC_DB name another file" ]]
	for damage in "truncate -s 20000 $FOC_DB" "dd if=/dev/urandom\
 of=$FOC_DB bs=4096 seek=1 count=3 conv=notrunc status=none"; do
		cp whole.db "$FOC_DB"
		$damage
		run -4 foc-db check
		[[ $output == *"is hurt: "*"; foc-db restore brings a backup\
 back" ]]
	done
	restore b.db >/dev/null
	run -0 foc-db check
	sqlite3 "$FOC_DB" "UPDATE request SET description = 'x'"
	run -1 --separate-stderr foc-db check
	[ "$(jq -r 'select(.id == "audit") | .detail' <<<"$output")" = "br-1:\
 was changed outside the programs after event $(foc-audit show br-1 |
	    jq -s 'last.seq'); foc-db restore brings a backup back" ]
}

@test "killed at any moment: the one or the other, and whole" {
	as priya foc-request new --name later --product "Support Bot" \
	    --use-case OPERATIONS --runtime LAMBDA --estimate-usd 1 >/dev/null
	cp "$FOC_DB" old.db
	took=$(micros restore b.db)
	n=0
	for i in $(seq 12); do
		rm -f foc.db*
		cp old.db foc.db
		FOC_ACTOR=sarah foc-db restore b.db >/dev/null 2>&1 &
		sleep "$(printf '0.%06d' $((took * i / 14)))"
		kill -9 $! 2>/dev/null && n=$((n + 1))
		wait $! || true
		run -0 foc-db check
		case $(foc-request list | jq -s length) in
		1) [ "$(foc-audit log | tail -n 1 | jq -r .verb)" = restore ] ;;
		2) cmp foc.db old.db ;;
		*) false ;;
		esac
		run -0 restore b.db
	done
	[ "$n" -ge 3 ]
}

@test "a writer that waited does not write into the file that was put away" {
	flock foc.db.lock sleep 1.5 &
	sleep 0.3
	as priya foc-request new --name w --product "Support Bot" --use-case \
	    OPERATIONS --runtime LAMBDA --estimate-usd 1 >out 2>&1 &
	p=$!
	sleep 0.3
	cp foc.db x.db
	mv x.db foc.db
	s=0
	wait $p || s=$?
	[ "$s" -eq 75 ]
	grep -q "a backup took its place meanwhile; try again" out
}
