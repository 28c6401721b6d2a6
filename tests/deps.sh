#!/bin/sh
# SPDX-License-Identifier: MIT
# deps.sh PACKAGE...: install what of these is missing if this is root on a
# Debian, else say what to install.  Nothing is asked where all is there.
set -eu

missing=
for p in "$@"; do
	dpkg-query -W -f '${Status}' "$p" 2>/dev/null |
	    grep -q 'ok installed' || missing="$missing $p"
done
[ -n "$missing" ] || exit 0
if ! command -v apt-get >/dev/null; then
	# Another system: the build says itself what it lacks.
	exit 0
fi
if [ "$(id -u)" -ne 0 ]; then
	echo "missing packages; as root: apt-get install$missing" >&2
	exit 1
fi
echo "installing$missing"
# shellcheck disable=SC2086 # a list of words
{
	apt-get update -qq
	DEBIAN_FRONTEND=noninteractive \
	    apt-get install -y -qq --no-install-recommends $missing
} >/dev/null
