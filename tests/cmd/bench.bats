#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# The benchmark's scripts, on next to nothing: that every line is there.  How
# long anything takes is not asked here.

load helpers

bench() {
	python3 -B "$FOC_TOP/tests/bench/bench.py" "$@"
}

@test "bench: every line is in the table and in the JSON" {
	cd "$BATS_TEST_TMPDIR"
	[ -n "${SAN:-}" ] && skip "figures of a sanitizer"
	run -0 --separate-stderr bench --size tiny --json b.json
	keys=$(jq -r '.lines[].key' b.json | paste -sd' ')
	[ "$keys" = "ingest-10-inflate ingest-10-duckdb ingest-10-sqlite3\
 ingest-10-mlr ingest-100-inflate ingest-files memory-quarter memory-10\
 memory-100 memory-files start start-open start-report list-request-list\
 list-task-list\
 list-workload-list list-approve-scopes audit-verify-objects audit-verify\
 cards gaps maturity chargeback chargeback-net chargeback-focus reconcile\
 usage watch" ]
	jq -e '.machine | .cores > 0 and (.cpu | length) > 0 and
	    (.versions.foc | startswith("foc "))' b.json
	jq -e 'all(.lines[]; (.measured | .median > 0 or .max > 0) and
	    .measured.min <= .measured.max and
	    ((.goal == null) or (.met | type == "boolean") or
	    .note == "not installed"))' b.json
	# Of what has a goal, none was left out.
	[ "$(jq '[.lines[] | select(.goal != null)] | length' b.json)" -eq 20 ]
	while read -r work; do
		[[ $output == *"$work"* ]]
	done < <(jq -r '.lines[].work' b.json)
	[ "$(grep -c 'yes$\|no$' <<<"$output")" -eq \
	    "$(jq '[.lines[] | select(.met != null)] | length' b.json)" ]
	[ -z "$(find "${TMPDIR:-/tmp}" -maxdepth 1 -name 'foc-bench.*' \
	    -newer b.json)" ]
}

@test "bench: a goal is met, is missed, and waits for who is not there" {
	cd "$FOC_TOP/tests/bench"
	run -0 python3 -B - <<-'E'
		from measure import Line, Values, ratios
		import bench
		a, z = Values([1.0, 2.0, 3.0]), Values([2.0, 2.0, 2.0])
		assert ratios(a, z).median == 1.0 and ratios(a, z).max == 1.5
		lines = [
		    Line("a", "most", a, "s", ("<=", 2)),
		    Line("b", "too much", a, "s", ("<=", 1.9)),
		    Line("c", "enough", a, "s", (">=", 1), "Z", z, ratios(a, z)),
		    Line("d", "little", a, "s", (">=", 1.1), "Z", z, ratios(a, z)),
		    Line("e", "alone", a, "s", ("<=", 9), "Z"),
		    Line("f", "no goal", a, "s")]
		print([x.met() for x in lines])
		print(bench.table(lines))
		print(lines[3].record()["goal"]["of"])
	E
	[ "${lines[0]}" = "[True, False, True, False, None, None]" ]
	[[ ${lines[2]} =~ ^most\ +2.00\ \(1.00-3.00\)\ s\ +'<= 2 s'\ +yes$ ]]
	[[ ${lines[3]} =~ no$ ]]
	[[ ${lines[4]} =~ "Z 2.00 s"\ +"1.00 (0.500-1.50)"\ +'>= 1'\ +yes$ ]]
	[[ ${lines[6]} =~ "Z"\ +"not installed"\ +'<= 9'$ ]]
	[ "${lines[8]}" = ratio ]
}
