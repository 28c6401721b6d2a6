#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# What the compiler and the linker were told shows in the programs.

load helpers

setup() {
	[ -z "${SAN:-}" ] || skip "the sanitizers' builds are made otherwise"
	[ -z "${COV:-}" ] || skip "the coverage build is made otherwise"
	command -v readelf >/dev/null || skip "no readelf"
	BINDIR=$(dirname "$(command -v foc-db)")
	MACHINE=$(uname -m)
}

# each TEXT PATTERN READELF-OPTIONS: all programs have it; none says "no".
each() {
	local wrong=
	for p in "$BINDIR"/foc "$BINDIR"/foc-*; do
		readelf -W "${@:2}" "$p" | grep -Eq -- "$1" ||
		    wrong="$wrong ${p##*/}"
	done
	[ -z "$wrong" ] || {
		echo "without $1:$wrong"
		return 1
	}
}

none() {
	local wrong=
	for p in "$BINDIR"/foc "$BINDIR"/foc-*; do
		! readelf -W "${@:2}" "$p" | grep -E -- "$1" ||
		    wrong="$wrong ${p##*/}"
	done
	[ -z "$wrong" ] || {
		echo "with $1:$wrong"
		return 1
	}
}

@test "there are programs to look at" {
	[ "$(find "$BINDIR" -maxdepth 1 -name 'foc*' -type f -perm -u+x |
	    wc -l)" -eq "$(find "$FOC_TOP/cmd" -name 'foc*.c' | wc -l)" ]
}

@test "programs lie anywhere: position independent, no text relocations" {
	each '^ *Type: +DYN ' -h
	each '\(FLAGS_1\).* PIE( |$)' -d
	none '\(TEXTREL\)|TEXTREL' -d
}

@test "what the linker filled in is then read only, and filled in at once" {
	each '^ +GNU_RELRO ' -l
	each '\(FLAGS\) +.*BIND_NOW' -d
	each '\(FLAGS_1\).* NOW( |$)' -d
}

@test "neither the stack nor any other segment is written and run" {
	each '^ +GNU_STACK .* RW +0x' -l
	none '^ +[A-Z_]+ +0x.* RWE ' -l
}

@test "no program looks up a library by a path of its own" {
	none '\((RPATH|RUNPATH)\)' -d
}

@test "stacks are guarded, and the checked forms of libc's functions called" {
	# foc-states and foc have what all have: the library or buffers.
	each ' __stack_chk_fail(@|$)' --dyn-syms
	each ' __(sn|vsn|f|vf|v)?printf_chk(@|$)| __(fread|read|memcpy)_chk' \
	    --dyn-syms
}

@test "the level of checks is 3: sizes known only at run time count" {
	# Of __builtin_dynamic_object_size: a size is computed, not the maximum.
	local cc=${CC:-cc} flags
	command -v "$cc" >/dev/null || skip "no compiler"
	flags=$(make -s -C "$FOC_TOP" -pn 2>/dev/null | sed -n 's/^HARDEN = //p')
	[[ $flags == *"-D_FORTIFY_SOURCE=3"* ]]
	[[ $flags == *"-fstack-protector-strong"* ]]
}

@test "jumps and returns are tracked: every object is made for it" {
	# The programs say so only where libc's own objects are, too.
	[ "$MACHINE" = x86_64 ] || skip "of x86-64"
	local n said
	n=$(ar t "$BINDIR/libfoc.a" | wc -l)
	said=$(readelf -Wn "$BINDIR/libfoc.a" | grep -c 'x86 feature: IBT, SHSTK')
	echo "$said of $n"
	[ "$n" -gt 100 ] && [ "$said" -eq "$n" ]
}

@test "the programs ask for no more than their libraries" {
	# Nothing that could run a program by itself, or loads code.
	none ' UND .* (system|popen|dlopen|dlsym)(@|$)' --dyn-syms
}

@test "no path of the machine it was built on is in a program" {
	local p
	for p in "$BINDIR"/foc "$BINDIR"/foc-*; do
		! grep -aqF "$FOC_TOP/" "$p" || {
			echo "${p##*/} names $FOC_TOP"
			return 1
		}
	done
}
