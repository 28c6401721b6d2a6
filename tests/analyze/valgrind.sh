#!/bin/bash
# SPDX-License-Identifier: MIT
# valgrind.sh DIR UNIT...: memcheck over the unit tests, the kept corpora of
# the fuzz targets, the demo, a run that prints a record of every kind, and
# the examples of every page.  The programs are on PATH and FOC_TOP is set.
# One line for each, a figure at the end; exit status 1 if memcheck reports
# anything: a use of what is not there, or memory that nothing points to any
# more.  What is still pointed to at the end is no leak: a command's memory
# goes with it.
set -u

dir=$(mkdir -p "$1" && cd "$1" && pwd)
shift
command -v valgrind >/dev/null || {
	echo "valgrind: skipped: is not installed"
	exit 0
}
rm -rf "$dir"
mkdir -p "$dir/bin" "$dir/log"
kinds=definite,indirect,possible
memcheck=(valgrind -q --leak-check=full --num-callers=30
    --show-leak-kinds="$kinds" --errors-for-leak-kinds="$kinds"
    --suppressions="$FOC_TOP/tests/analyze/valgrind.supp")
failed=0 commands=0

# Programs on PATH become themselves under memcheck.
for program in "$(dirname "$(command -v foc-init)")"/foc*; do
	if [ ! -f "$program" ] || [ ! -x "$program" ]; then
		continue
	fi
	{
		echo '#!/bin/sh'
		printf 'exec'
		printf ' %q' "${memcheck[@]}"
		printf ' --log-file=%q/log/%s.%%p' "$dir" \
		    "$(basename "$program")"
		# shellcheck disable=SC2016 # the wrapper's own
		printf ' %q "$@"\n' "$program"
	} >"$dir/bin/$(basename "$program")"
	chmod +x "$dir/bin/$(basename "$program")"
done

# report WHAT STATUS: what the logs since the last call hold.
report() {
	local what=$1 status=$2 n=0 bad=0 log

	for log in "$dir"/log/*; do
		n=$((n + 1))
		# A call to the kernel that it does not know is no report.
		grep -q '^==' "$log" || continue
		echo "-- $(basename "$log")"
		head -n 40 "$log"
		bad=$((bad + 1))
	done
	rm -f "$dir"/log/*
	commands=$((commands + n))
	if [ "$bad" -gt 0 ] || [ "$status" -ne 0 ]; then
		failed=$((failed + 1))
		echo "valgrind $what: $n runs, $bad with reports," \
		    "status $status: FAILED"
	else
		echo "valgrind $what: $n runs: ok"
	fi
}

for unit in "$@"; do
	# It asks the kernel for what memcheck cannot do without.
	[ "${unit##*/}" != test_confine ] || continue
	(cd "$FOC_TOP" && "${memcheck[@]}" --log-file="$dir/log/unit.%p" \
	    "$unit" >"$dir/out" 2>&1)
	report "$(basename "$(dirname "$unit")")/$(basename "$unit")" $?
done

PATH=$dir/bin:$PATH
sh "$FOC_TOP/examples/demo.sh" "$dir/demo" >"$dir/out" 2>&1
report demo $?
bash "$FOC_TOP/tests/docs/records.sh" "$dir/records" >"$dir/out" 2>&1
report records $?
for page in "$FOC_TOP"/man/*.1; do
	bash "$FOC_TOP/tests/docs/run-page.sh" "$page" \
	    "$dir/page.$(basename "$page")" >"$dir/out" 2>&1
	report "$(basename "$page")" $?
done
echo "valgrind: $commands runs under memcheck, $failed with reports"
[ "$failed" -eq 0 ]
