#!/bin/bash
# SPDX-License-Identifier: MIT
# run.sh DIR: gcc -fanalyzer, cppcheck and clang-tidy over lib and cmd.  What
# each need not say is in known.tsv, cppcheck.txt and .clang-tidy, with why.  A
# line for each: how many files, how many reports; one that is not there is
# skipped.  Exit status 1 if any reports.
set -u

dir=$1
here=$FOC_TOP/tests/analyze
cd "$FOC_TOP" || exit 1
mkdir -p "$dir"
worst=0

# figure TOOL FILES: what DIR/TOOL.log says that known.tsv does not know.
figure() {
	local n

	grep -E ': (warning|error|portability): |\*\*\*' "$dir/$1.log" |
	    sed "s|^$FOC_TOP/||" | sort -u |
	    awk -F '\t' -v tool="$1" -v table="$here/known.tsv" '
		BEGIN {
			while ((getline line <table) > 0)
				if (split(line, c, "\t") == 4 && c[1] == tool)
					known[c[2] " " c[3]] = 1
		}
		{
			file = $0
			sub(/:.*/, "", file)
			check = $0
			sub(/.*\[(-Wanalyzer-)?/, "", check)
			sub(/[],].*/, "", check)
			if (!((file " " check) in known))
				print
		}' >"$dir/$1"
	n=$(wc -l <"$dir/$1")
	cat "$dir/$1"
	echo "analyze $1: $2 files, $n reports:" \
	    "$([ "$n" -eq 0 ] && echo ok || echo FAILED)"
	[ "$n" -eq 0 ] || worst=1
}

# Not a part of the make that called this: make -n must run nothing.
build() {
	env -u MAKEFLAGS -u MFLAGS make -j "$(nproc)" --no-print-directory \
	    B="$dir/gcc-build" "$@"
}

files=(lib/*/*.c cmd/*.c)

if gcc --version 2>/dev/null | grep -q Free; then
	# All of it anew: a file that is up to date says nothing.
	rm -rf "$dir/gcc-build"
	build CC=gcc WERROR= CFLAGS="-O2 -g -fanalyzer" all \
	    >"$dir/gcc.log" 2>&1 || worst=1
	figure gcc "${#files[@]}"
else
	echo "analyze gcc: skipped: gcc is not installed"
fi

if command -v cppcheck >/dev/null; then
	cppcheck -j "$(nproc)" --enable=warning,portability --std=c11 --inline-suppr -q \
	    -D_GNU_SOURCE -Ilib -Icmd --include="$here/cppcheck.h" \
	    --suppressions-list="$here/cppcheck.txt" \
	    --template='{file}:{line}: {severity}: {message} [{id}]' \
	    lib cmd tests/gen tests/fuzz >"$dir/cppcheck.log" 2>&1
	figure cppcheck "$(find lib cmd tests/gen tests/fuzz -name '*.c' |
	    wc -l)"
else
	echo "analyze cppcheck: skipped: it is not installed"
fi

if command -v clang-tidy >/dev/null; then
	build "$dir/gcc-build/sql.h" "$dir/gcc-build/texts.h" >/dev/null
	# shellcheck disable=SC2016 # the inner shell's
	printf '%s\n' "${files[@]}" |
	    DIR=$dir xargs -P "$(nproc)" -n 6 sh -c 'clang-tidy --quiet "$@" \
	    -- -std=c11 -D_GNU_SOURCE -Ilib -Icmd -I"$DIR/gcc-build" \
	    $(pkg-config --cflags libcjson)' sh >"$dir/clang-tidy.log" 2>&1
	figure clang-tidy "${#files[@]}"
else
	echo "analyze clang-tidy: skipped: it is not installed"
fi
exit "$worst"
