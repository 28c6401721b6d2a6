#!/bin/sh
# SPDX-License-Identifier: MIT
# weekly.sh PACKS: every Monday after the night's run: the cards of the week
# that ended, as files in PACKS/2026-W46 and so on.
#
#	MAIL	a command such as "sendmail -t": each card goes there, to its
#		owner
#	WAIT	seconds to wait for a run that is still at work (3600)
#
# Says nothing while all is well.  Where the bill does not reach to the end of
# the week that is said, the status is 1, and the next run makes up for it:
# cards that are not whole yet are no cause to write to anybody.
set -eu

: "${1:?weekly.sh PACKS}"
packs=$1
: "${FOC_DB:=/var/lib/foc/foc.db}"
export FOC_DB

exec 9>>"$FOC_DB.weekly"
if ! flock -w "${WAIT:-3600}" 9; then
	echo "weekly.sh: the run before this one is still at work" >&2
	exit 75
fi

foc-spendcard generate -q >/dev/null
week=$(foc-spendcard list --week last --limit 1 --format jsonl |
    sed -n 's/.*"week":"\([^"]*\)".*/\1/p')
if [ -z "$week" ]; then
	exit 0			# nothing is claimed yet
fi
if [ -e "$packs/$week" ]; then
	exit 0			# a second run on that Monday
fi
foc-spendcard pack -q --week "$week" -o "$packs/$week" >/dev/null
if [ -n "${MAIL:-}" ]; then
	foc-spendcard list --week "$week" --format jsonl |
	    sed -n 's/.*"id":"\([^"]*\)".*/\1/p' | while read -r id; do
		foc-spendcard show --format mail "$id" | $MAIL
	done
fi
