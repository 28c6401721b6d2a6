#!/bin/sh
# SPDX-License-Identifier: MIT
# run.sh UNIT...: the unit tests, then the command tests; one line each for
# what failed, and the counts at the end.  Exit status 1 if any failed.
set -u

log=$FOC_BUILD/check.log
: >"$log"
passed=0 failed=0 skipped=0

count() {
	passed=$((passed + $(grep -c '^ok ' "$1")))
	failed=$((failed + $(grep -c '^not ok ' "$1")))
	skipped=$((skipped + $(grep -c '^ok .*# [Ss][Kk][Ii][Pp]' "$1")))
}

for unit in "$@"; do
	tap=$FOC_BUILD/unit.tap
	CMOCKA_MESSAGE_OUTPUT=TAP "$unit" >"$tap.raw" 2>&1
	status=$?
	# cmocka 1.1.7 calls what is skipped "not ok".
	sed 's/^not ok \(.*# SKIP\)/ok \1/' "$tap.raw" >"$tap"
	before=$failed
	count "$tap"
	if [ "$status" -ne 0 ]; then
		[ "$failed" -ne "$before" ] || failed=$((failed + 1))
		echo "failed: $unit (status $status)"
		grep -v '^ok ' "$tap" | head -40
	fi
	cat "$tap" >>"$log"
done

# As many files at once as there are processors: what says that it takes long
# first, then the largest.
tap=$FOC_BUILD/cmd.tap
rm -rf "$tap.files"
mkdir "$tap.files"
files() {
	grep -l '^# Takes long' "$FOC_TOP"/tests/cmd/*.bats
	grep -L '^# Takes long' "$FOC_TOP"/tests/cmd/*.bats | xargs ls -S
}
# shellcheck disable=SC2016 # $1 and $2 are the inner shell's
files |
    xargs -P "$(nproc)" -I FILE sh -c \
    'bats --tap "$1" >"$2/${1##*/}" 2>&1' sh FILE "$tap.files"
status=$?
cat "$tap.files"/* >"$tap"
before=$failed
count "$tap"
if [ "$status" -ne 0 ]; then
	[ "$failed" -ne "$before" ] || failed=$((failed + 1))
	grep -v '^ok ' "$tap" | head -200
fi
cat "$tap" >>"$log"
grep '# [Ss][Kk][Ii][Pp]' "$log" | sed 's/^ok [0-9]* /skipped: /'

passed=$((passed - skipped))
if [ "$skipped" -gt 0 ]; then
	echo "$passed passed, $failed failed, $skipped skipped"
else
	echo "$passed passed, $failed failed"
fi
[ "$failed" -eq 0 ]
