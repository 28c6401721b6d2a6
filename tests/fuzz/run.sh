#!/bin/sh
# SPDX-License-Identifier: MIT
# run.sh DIR SECONDS TARGET...: each fuzz target (DIR/with-TARGET) for that
# long, two at a time, from its kept corpus, the files of FOC_TEST_DATA that
# are of its kind, and what earlier runs found in DIR/new/TARGET.  One line
# for each, a table at the end; exit status 1 if any failed.  What made one
# fail is left in DIR/failed.  With FUZZ_SEED=1 the inputs are the same ones
# each time and on each machine, as many of them as it comes to.
set -u

dir=$1
seconds=$2
shift 2
mkdir -p "$dir/log" "$dir/new" "$dir/failed"

# Folders of files that others collected, for the targets that read such.
collected() {
	data=${FOC_TEST_DATA:-}/corpora
	case $1 in
	gunzip | cur) echo "$data/gzip" ;;
	csv) echo "$data/csv" ;;
	json | mcp | trail | offer | aws | manifest | table)
		echo "$data/json" ;;
	yaml | forms) echo "$data/yaml" ;;
	text | shell | question) echo "$data/strings" ;;
	esac
}

# The last value of a statistic of libFuzzer.
stat() {
	sed -n "s/^stat::$2: *//p" "$dir/log/$1" | tail -n 1
}

one() {
	name=$1
	log=$dir/log/$name
	new=$dir/new/$name
	set -- "$FOC_TOP/tests/fuzz/corpus/$name"
	more=$(collected "$name")
	if [ -n "$more" ] && [ -d "$more" ]; then
		set -- "$@" "$more"
	fi
	plain=
	if [ -n "${FUZZ_SEED:-}" ]; then
		# A folder has no order, an address is another each time.
		for folder in "$@"; do
			find "$folder" -type f | LC_ALL=C sort
		done | paste -sd , >"$log.in"
		set -- -seed_inputs="@$log.in"
		rm -rf "$new"
		! setarch -R true 2>/dev/null || plain="setarch -R"
	fi
	mkdir -p "$new"
	before=$(find "$new" -type f | wc -l)
	status=0
	$plain "$dir/with-$name" -seed="${FUZZ_SEED:-0}" \
	    -max_total_time="$seconds" -timeout=20 \
	    -rss_limit_mb=2048 -max_len=8192 -print_final_stats=1 \
	    -artifact_prefix="$dir/failed/$name-" "$new" "$@" \
	    >"$log" 2>&1 || status=$?
	runs=$(stat "$name" number_of_executed_units)
	ft=$(sed -n 's/.* ft: \([0-9]*\) .*/\1/p' "$log" | tail -n 1)
	cov=$(sed -n 's/.* cov: \([0-9]*\) .*/\1/p' "$log" | tail -n 1)
	added=$(($(find "$new" -type f | wc -l) - before))
	word=ok
	[ "$status" -eq 0 ] || word=FAILED
	printf '%-10s %9s %7s %6s %7s %6s %s\n' "$name" "${runs:-?}" \
	    "$((${runs:-0} / seconds))" "${cov:-?}" "${ft:-?}" "$added" \
	    "$word" >"$dir/log/$name.line"
	echo "fuzz $name: ${runs:-?} runs, $added new files," \
	    "$([ "$status" -eq 0 ] && echo 0 || echo 1) crashes: $word"
	[ "$status" -eq 0 ] ||
	    grep -E 'does not hold|ERROR: |runtime error|SUMMARY' "$log" |
	    head -n 4
}

if [ "${FUZZ_ONE:-}" = 1 ]; then
	one "$1"
	exit 0
fi
for name in "$@"; do
	rm -f "$dir/log/$name.line"
done
printf '%s\n' "$@" |
    FUZZ_ONE=1 xargs -P 2 -I NAME sh "$0" "$dir" "$seconds" NAME
echo
printf '%-10s %9s %7s %6s %7s %6s\n' target runs runs/s edges features new
worst=0
for name in "$@"; do
	cat "$dir/log/$name.line" || worst=1
	grep -q ' ok$' "$dir/log/$name.line" || worst=1
done
exit "$worst"
