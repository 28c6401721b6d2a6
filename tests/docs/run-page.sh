#!/bin/bash
# SPDX-License-Identifier: MIT
# run-page.sh PAGE DIR: run the marked examples of a page, in order and in one
# shell, in the new directory DIR with a sandbox that has come as far as the
# page needs.  Exit status 1 if one does not do what the page says.
# shellcheck disable=SC2317 # the functions are called by the script made here
set -u

page=$1 dir=$2
here=$(cd "$(dirname "$0")" && pwd)
failed=0

complain() {
	echo "$(basename "$page"):$1: $2"
	failed=1
}

# example LINE STATUS: the command is standard input.
example() {
	local line=$1 want=$2 text got

	text=$(cat)
	eval "$text" </dev/null >"$dir/.out" 2>"$dir/.err"
	got=$?
	if [ "$got" -ne "$want" ]; then
		complain "$line" "status $got, the page promises $want"
		printf '%s\n' "$text"
		head -n 5 "$dir/.out" "$dir/.err"
	fi
}

# expect LINE 0: the output of the example before is standard input.
expect() {
	diff -u - "$dir/.out" || complain "$1" "another output than the page's"
}

lost() {
	complain "$1" "a run mark stands before no example"
}

# shellcheck source=tests/docs/prelude.sh
. "$here/prelude.sh"
mkdir -p "$dir" && cd "$dir" || exit 1
prepare "$(basename "$page")" || exit 1
awk -f "$here/examples.awk" "$page" >"$dir/.script"
set -o pipefail
# shellcheck source=/dev/null
. "$dir/.script"
exit "$failed"
