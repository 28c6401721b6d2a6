#!/bin/sh
# SPDX-License-Identifier: MIT
# nightly.sh BILL [CLOUDTRAIL]: a night's run, for cron or a systemd timer.
# BILL is the folder of the CUR export, CLOUDTRAIL that of its log files.
#
#	BACKUPS	a directory that gets a copy of the file; seven are kept
#	MAIL	a command such as "sendmail -t": what people should be told
#		since the run before goes there, a message each
#	WAIT	seconds to wait for a run that is still at work (3600)
#
# Says nothing while all is well, so that cron mails what needs somebody.  A
# step that fails does not keep the others from their work: yesterday's data
# has its gaps, too.  The exit status is that of the first that failed; 75
# where the run before is still at work.
set -u

: "${1:?nightly.sh BILL [CLOUDTRAIL]}"
bill=$1 trail=${2:-}
: "${FOC_DB:=/var/lib/foc/foc.db}"
export FOC_DB
failed=0

exec 9>>"$FOC_DB.nightly"
if ! flock -w "${WAIT:-3600}" 9; then
	echo "nightly.sh: the run before this one is still at work" >&2
	exit 75
fi

# What a step prints is data, for whoever asks for it later; what it says on
# standard error is for a person.
step() {
	"$@" >/dev/null
	status=$?
	if [ "$status" -ne 0 ]; then
		echo "nightly.sh: $1 ended with $status" >&2
		[ "$failed" -ne 0 ] || failed=$status
	fi
}

# The names sort by time.
# shellcheck disable=SC2317 # step calls it
thin_out() {
	find "$BACKUPS" -name 'foc-*Z.db' | sort -r | tail -n +8 |
	    while read -r old; do
		rm -- "$old"
	done
}

# A message for each thing that came up since the run before.  Told until when
# stands in a file: nothing is told twice, and after a night without a run
# nothing is left out.
# shellcheck disable=SC2317 # step calls it
tell() {
	now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
	since=$(cat "$FOC_DB.told" 2>/dev/null) || since=$now
	foc-request notify --from "$since" --to "$now" --format jsonl |
	    sed -n 's/.*"id":"\([^"]*\)".*/\1/p' |
	    while read -r id; do
		foc-request notify --format mail "$id" | $MAIL || exit
	done && echo "$now" >"$FOC_DB.told"
}

# What stands out is printed once, by the scan that finds it: on such a night
# the leads are told.
# shellcheck disable=SC2317 # step calls it
scan() {
	found=$(foc-watch scan -q) || return
	if [ -n "$found" ] && [ -n "${MAIL:-}" ]; then
		foc-watch notify --format mail INVESTIGATIONS_OPEN | $MAIL
	fi
}

step foc-ingest-cur -q "$bill"
if [ -n "$trail" ]; then
	step foc-ingest-trail -q "$trail"
fi
step foc-gaps detect -q
step scan
step foc-db check -q
step foc-audit verify -q
if [ -n "${BACKUPS:-}" ]; then
	step foc-db backup -q \
	    "$BACKUPS/foc-$(date -u +%Y-%m-%dT%H%M%SZ).db"
	step thin_out
fi
if [ -n "${MAIL:-}" ]; then
	step tell
fi
exit "$failed"
