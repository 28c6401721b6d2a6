#!/bin/sh
# SPDX-License-Identifier: MIT
# reproducible.sh [CC ...]: with each compiler (gcc, and clang if it is there)
# two builds and installations that share nothing but the sources: another
# path, user (where root may lend one), umask, home, time zone, locale, number
# of jobs, order and time of the files, place of what is built.  Every file
# must have the same bytes, mode and name.  CFLAGS are the distribution's.
set -eu

top=$(cd "$(dirname "$0")/../.." && pwd)
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' HUP INT TERM
chmod 755 "$dir"
flags=${CFLAGS:--O2 -g}
[ $# -gt 0 ] || { set -- gcc; command -v clang >/dev/null && set -- gcc clang; }

# What is there to build, in the order of its names, or in the other.
sources() {
	(cd "$top" && find ./Makefile ./cmd ./lib ./man ./completions \
	    ./examples -type f) |
	    LC_ALL=C sort "$@"
}

# copy_to DIR [-r]
copy_to() {
	to=$1
	shift
	mkdir -p "$to"
	sources "$@" | while IFS= read -r name; do
		mkdir -p "$to/${name%/*}"
		cat "$top/$name" >"$to/$name"
	done
}

# As another user, where there are two.
lent() {
	if [ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null; then
		setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
	else
		"$@"
	fi
}

# listed DIR: mode, size, hash and name of all that was installed there.
listed() {
	(cd "$1" && find . ! -type d -printf '%m %s %p\n' | LC_ALL=C sort -k3 &&
	    find . -type d -printf '%m %p\n' | LC_ALL=C sort -k2 &&
	    find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum)
}

for cc; do
	a=$dir/$cc/a b=$dir/$cc/another/place/of-a-longer-name
	mkdir -p "$dir/$cc/to-a"
	copy_to "$a"
	(umask 022 && cd "$a" && env -i PATH="$PATH" HOME=/ TZ=UTC LC_ALL=C \
	    make -s -j2 CC="$cc" CFLAGS="$flags" DESTDIR="$dir/$cc/to-a" \
	    PREFIX=/usr all install >/dev/null)

	copy_to "$b" -r
	find "$b" -type f -exec touch -d 2001-02-03T04:05:06Z {} +
	install -d -m 777 "$dir/$cc/to-b" "$dir/$cc/built"
	(umask 077 && cd "$b" && lent env -i PATH="$PATH" \
	    HOME="$dir/$cc" USER=someone LOGNAME=someone TZ=Pacific/Kiritimati \
	    LC_ALL=C.UTF-8 LANGUAGE=de SOURCE_DATE_EPOCH=981173106 COLUMNS=40 \
	    make -s -j1 CC="$cc" CFLAGS="$flags" B="$dir/$cc/built/x" \
	    DESTDIR="$dir/$cc/to-b" PREFIX=/usr all install >/dev/null)

	listed "$dir/$cc/to-a" >"$dir/$cc/a.list"
	listed "$dir/$cc/to-b" >"$dir/$cc/b.list"
	sed -i '/^[0-7]* \.$/d' "$dir/$cc/a.list" "$dir/$cc/b.list"
	if ! diff "$dir/$cc/a.list" "$dir/$cc/b.list" >"$dir/$cc/diff"; then
		echo "reproducible: $cc: differ:"
		grep -c . "$dir/$cc/diff"
		sed -n '/^[<>]/p' "$dir/$cc/diff" | head -20
		exit 1
	fi
	# The archive too: what a distribution would ship as a library.
	cmp "$a/build/libfoc.a" "$dir/$cc/built/x/libfoc.a"
	printf 'reproducible: %s: %d files, %d of them programs: the same' \
	    "$cc" "$(find "$dir/$cc/to-a" -type f | wc -l)" \
	    "$(find "$dir/$cc/to-a" -path '*/bin/*' -type f | wc -l)"
	printf ' bytes and modes in two builds (%s)\n' "$flags"
done
