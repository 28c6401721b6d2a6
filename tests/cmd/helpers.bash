# SPDX-License-Identifier: MIT
# What every command test starts from.  The programs are on PATH, the top of
# the tree is FOC_TOP.

: "${FOC_TOP:=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)}"
export FOC_TOP LC_ALL=C TZ=UTC
unset FOC_DB FOC_ACTOR FOC_NOW COLUMNS

bats_require_minimum_version 1.5.0

# A fresh sandbox in the directory of the test; FOC_DB names it.
sandbox() {
	export FOC_DB="$BATS_TEST_TMPDIR/foc.db"
	FOC_NOW=${1:-2026-10-26T09:00:00Z} foc-init --sandbox \
	    "$FOC_TOP/examples/foc.yaml" >/dev/null
}

# as PERSON COMMAND...; at TIME COMMAND...
as() {
	FOC_ACTOR=$1 "${@:2}"
}

at() {
	FOC_NOW=$1 "${@:2}"
}

# The value of a key of the one record on standard input.
key() {
	jq -r ".$1"
}

# Everything in the file that a failed call must leave as it was.
fingerprint() {
	sqlite3 "$FOC_DB" .dump | sha256sum
}

# A task of four steps, done by the Cloud Engineer as it says.
implement() {
	local arn
	arn=$(foc-task show "$1" | key role_arn)
	as eli foc-task step "$1" 1
	as eli foc-task step "$1" 2 --artefact "role_arn=$arn"
	as eli foc-task step "$1" 3 --artefact policy_applied=true
	as eli foc-task complete "$1"
}

# Refused with that status and sentence, and nothing was changed.
refused() {
	local before status_wanted=$1 sentence=$2
	before=$(fingerprint)
	run --separate-stderr "${@:3}"
	[ "$status" -eq "$status_wanted" ] && [ -z "$output" ] &&
	    [[ $stderr == *"$sentence"* ]] &&
	    [ "$(fingerprint)" = "$before" ] || {
		echo "status $status: $stderr"
		return 1
	}
}

# micros COMMAND...: how many millionths of a second it takes
micros() {
	local begun
	begun=$(date +%s%N)
	"$@" >/dev/null
	echo $((($(date +%s%N) - begun) / 1000))
}

# csbot, asked for, granted, done and claimed before the bills of October.
claimed_in_september() {
	sandbox 2026-09-20T09:00:00Z
	cd "$BATS_TEST_TMPDIR"
	FOC_NOW=2026-09-21T09:00:00Z FOC_ACTOR=priya foc-request new \
	    --name csbot --product "Support Bot" --use-case OPERATIONS \
	    --runtime LAMBDA --estimate-usd 340 >/dev/null
	FOC_NOW=2026-09-22T09:00:00Z as sarah foc-approve grant br-1 \
	    --platform BEDROCK --model claude-haiku-4-5 \
	    --account 341153769010 --region us-east-1 --rationale ok \
	    --estimate-usd 340 >/dev/null
	FOC_NOW=2026-09-23T09:00:00Z implement ts-1 >/dev/null
	FOC_NOW=2026-09-24T00:00:00Z as priya foc-claim csbot >/dev/null
}
