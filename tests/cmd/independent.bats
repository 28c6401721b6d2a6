#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Figures against a recomputation that shares no code with foc.

load helpers

recompute() {
	python3 "$FOC_TOP/tests/independent/recompute.py" "$@"
}
sum() {
	python3 "$FOC_TOP/tests/independent/sum.py" "$@"
}

# A figure of the load record against the recomputation.
same() {
	for k in rows file_usd ai_usd spend_usd skipped_usd; do
		a=$(grep -o "\"$k\":[^,}]*" <<<"$1" | head -n 1 | cut -d: -f2)
		b=$(jq -r ".$k" <<<"$2")
		[ "$a" = "$b" ] || {
			echo "$k: foc $a, recomputed $b"
			return 1
		}
	done
}

@test "a generated month: load, usage and Decimal agree to the last digit" {
	sandbox
	gencur --rows 20000 --chunks 3 --members 2 \
	    --role a=341153769010:finops-a-1234 --truth "$BATS_TEST_TMPDIR/t" \
	    -o "$BATS_TEST_TMPDIR/x"
	run -0 --separate-stderr as cron foc-ingest-cur "$BATS_TEST_TMPDIR/x"
	mine=$(recompute "$BATS_TEST_TMPDIR"/x/metadata/*/*-Manifest.json)
	same "$output" "$mine"
	spend=$(jq -r .spend_usd <<<"$mine")
	[ "$(foc-workload usage --from 2026-11-01 --to 2026-12-01 |
	    sum cost_usd)" = "$spend" ]
	[ "$(foc-workload usage --by hour --month 2026-11 |
	    sum cost_usd)" = "$spend" ]
}

@test "half a month: owners by the hour, charges, cents and gaps, recomputed" {
	export UNTIL=2026-04-16T00:00:00Z WRONG=1
	run -0 bash "$FOC_TOP/tests/independent/check-months.sh" 2000 2026-04
	[[ $output == *": 0 differences"* ]]
}

@test "three months of 100,000 AI lines (FOC_LONG=1)" {
	[ -n "${FOC_LONG:-}" ] || skip "FOC_LONG is not set"
	run -0 make -C "$FOC_TOP" B="$FOC_BUILD" check-independent
	[ "$(grep -c ": 0 differences" <<<"$output")" -eq 3 ]
}

@test "the small sample: 13 rows with known sums" {
	[ -n "${FOC_TEST_DATA:-}" ] || skip "FOC_TEST_DATA is not set"
	sandbox
	f="$FOC_TEST_DATA/billing/SYNTHETIC-cur2-bedrock-13rows.csv"
	run -0 --separate-stderr as cron foc-ingest-cur "$f"
	same "$output" "$(recompute "$f")"
	same "$output" '{"rows": 13, "file_usd": "7.753943",
	    "ai_usd": "7.657943", "skipped_usd": "0.096",
	    "spend_usd": "7.747943"}'
}

@test "the legacy sample with E-notation: no AI, totals as Decimal has them" {
	[ -n "${FOC_TEST_DATA:-}" ] || skip "FOC_TEST_DATA is not set"
	sandbox
	f=$(echo "$FOC_TEST_DATA"/billing/focus_converters-*.csv)
	run -0 --separate-stderr as cron foc-ingest-cur "$f"
	total=$(sum file_usd <<<"$output")
	[ "$total" = "$(recompute "$f" | jq -r .file_usd)" ]
	[ "$(sum ai_usd <<<"$output")" = 0 ]
}

@test "DuckDB, where installed, has the same sum" {
	python3 -c 'import duckdb' 2>/dev/null || skip "no DuckDB"
	sandbox
	gencur --rows 5000 --plain -o "$BATS_TEST_TMPDIR/x"
	run -0 --separate-stderr as cron foc-ingest-cur "$BATS_TEST_TMPDIR/x"
	mine=$(sum file_usd <<<"$output")
	theirs=$(python3 - "$BATS_TEST_TMPDIR"/x/data/*/*.csv <<-'P'
		import duckdb, sys
		q = """select sum(cast(line_item_unblended_cost as decimal(38,12)))
		       from read_csv(?, all_varchar=true, header=true)"""
		v = duckdb.execute(q, [sys.argv[1:]]).fetchone()[0]
		print(v)
	P
	)
	python3 - "$mine" "$theirs" <<-'P'
		import sys
		from decimal import Decimal as D
		assert abs(D(sys.argv[1]) - D(sys.argv[2])) < D("1e-6")
	P
}

# What foc-watch raised, of what records of usage tell of: lines as watch.py's.
raised() {
	foc-watch list | jq -r 'select((.signal | test("SPIKE|SURGE")) and
	    ((.workload != null) or ((.model | contains(":") | not) and
	    (.signal == "MODEL_SURGE" or (.principal // "" |
	    startswith("arn:")))))) | [.signal, (if .signal == "MODEL_SURGE"
	    then .model else .subject end), .hour // .day,
	    (.amount_usd | tostring), (.baseline_usd | tostring)] | @tsv' |
	    sort
}

@test "medians: what stands out in a generated bill, by Decimal" {
	# shellcheck source=tests/docs/prelude.sh
	source "$FOC_TOP/tests/docs/prelude.sh"
	cd "$BATS_TEST_TMPDIR"
	export FOC_DB=$PWD/foc.db FOC_NOW=2026-11-16T09:00:00Z FOC_ACTOR=cron
	bring file asked granted ready live
	python3 - "$(foc-claim handoff csbot | jq -r .role_arn)" \
	    "$(foc-claim handoff docsum | jq -r .role_arn)" >lines <<-'P'
	import random, sys
	random.seed(20261116)
	account = "341153769010"
	who = dict(csbot=sys.argv[1], docsum=sys.argv[2],
	    a="arn:aws:iam::%s:role/a" % account,
	    b="arn:aws:iam::%s:user/b" % account)
	for name, arn in who.items():
	    print("caller", name, account, arn)
	for hour in range(46 * 24):
	    day, h = divmod(hour, 24)
	    t = "2026-%02d-%02dT%02d:00Z" % (10 + day // 31, day % 31 + 1, h)
	    for name in who:
	        for what, often in (("haiku", .9), ("nova", .3), ("opus", .05)):
	            if random.random() > often:
	                continue
	            cost = random.randrange(10 ** 9, 2 * 10 ** 10)
	            if random.random() < .02:
	                cost *= random.randrange(5, 40)
	            print(t, "-", name, what, "%d.%010d" % divmod(cost, 10 ** 10))
	P
	python3 "$FOC_TOP/tests/cmd/hours.py" <lines
	for f in bill-*.csv; do
		foc-ingest-cur -q "$f" >/dev/null
	done
	foc-watch scan -q --from 2026-10-01 >/dev/null
	foc-workload usage --by hour |
	    python3 "$FOC_TOP/tests/independent/watch.py" 2026-10-01 \
	    2026-11-17 >mine
	raised >theirs
	[ "$(wc -l <mine)" -gt 20 ]
	grep -q "wl-" mine
	grep -q MODEL_SURGE mine
	diff mine theirs
	# one that is missing, or a digit, shows
	sqlite3 "$FOC_DB" "UPDATE investigation_figure SET baseline =
	    baseline + 1 WHERE investigation = 'iv-1'"
	raised >theirs
	run -1 diff mine theirs
}
