#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# What cron runs, night after night.

load helpers

A=341153769010

setup() {
	sandbox 2026-10-20T09:00:00Z
	export FOC_ACTOR=cron FOC_NOW=2026-12-01T05:00:00Z WAIT=0
	cd "$BATS_TEST_TMPDIR"
	PATH="$FOC_TOP/examples:$PATH"
	gencur --period 2026-11 --rows 400 -o cur
}

@test "a night's run says nothing, finds what there is, and can be repeated" {
	run -0 nightly.sh cur
	[ -z "$output" ]
	[ "$(foc-gaps list | wc -l)" -gt 3 ]
	before=$(fingerprint)
	FOC_NOW=2026-12-02T05:00:00Z run -0 nightly.sh cur
	[ -z "$output" ]
	[ "$(fingerprint)" = "$before" ]
}

@test "a step that fails is named, the others go on, the status says so" {
	mkdir broken
	gencur --period 2026-11 --rows 50 -o broken/x
	for f in broken/x/data/*/*.gz; do
		head -c 900 "$f" >cut && mv cut "$f"
	done
	FOC_NOW=2026-12-01T04:00:00Z foc-ingest-cur -q cur >/dev/null
	run -3 nightly.sh broken/x
	[[ $output == *"nightly.sh: foc-ingest-cur ended with 3"* ]]
	[ "$(foc-gaps list | wc -l)" -gt 3 ]
	run -3 nightly.sh broken/x nowhere
	[[ $output == *"foc-ingest-trail ended with"* ]]
}

@test "two runs at once: the second waits, and gives up with 75" {
	exec 9>>"$FOC_DB.nightly"
	flock 9
	run -75 nightly.sh cur
	[ "$output" = "nightly.sh: the run before this one is still at work" ]
	[ "$(foc-gaps list 9>&- | wc -l)" -eq 0 ]
	exec 9>&-
	WAIT=60 nightly.sh cur &
	WAIT=60 nightly.sh cur
	wait
	foc-audit verify >/dev/null
	foc-db check >/dev/null
	[ "$(foc-ingest-cur -n -q cur | wc -l)" -eq 1 ]
	[ "$(sqlite3 "$FOC_DB" 'SELECT count(*) FROM load')" -eq 1 ]
}

@test "seven backups are kept, the newest" {
	mkdir b
	touch b/foc-2026-01-0{1,2,3,4,5,6,7,8}T043000Z.db b/other.db
	BACKUPS=$PWD/b run -0 nightly.sh cur
	[ -z "$output" ]
	[ "$(find b -name 'foc-*' | wc -l)" -eq 7 ]
	[ ! -e b/foc-2026-01-02T043000Z.db ] && [ -e b/other.db ]
	foc-db check --db "$(find b -name 'foc-2*' | sort | tail -n 1)" \
	    >/dev/null
}

@test "people are told once, a message each" {
	FOC_ACTOR=priya FOC_NOW=2026-11-01T09:00:00Z foc-request new \
	    --name csbot --product "Support Bot" --use-case OPERATIONS \
	    --runtime LAMBDA --estimate-usd 340 >/dev/null
	cat >post <<-'P'
		#!/bin/sh
		cat >"mail.$(find . -name 'mail.*' | wc -l)"
	P
	chmod +x post
	MAIL=./post FOC_NOW=2026-11-01T10:00:00Z run -0 nightly.sh cur
	[ -z "$output" ] && [ -s "$FOC_DB.told" ]
	# What stood out in the bill; nothing else is news in a first night.
	[ "$(grep -l '^Subject: .*investigation' mail.*)" = mail.0 ]
	[ "$(find . -name 'mail.*' | wc -l)" -eq 1 ]
	rm mail.0
	echo 2026-10-31T04:30:00Z >"$FOC_DB.told"
	MAIL=./post run -0 nightly.sh cur
	[ -z "$output" ]
	python3 -c 'import email, sys
m = email.message_from_file(open("mail.0"))
assert m["To"] and m["Subject"], m' || false
	n=$(find . -name 'mail.*' | wc -l)
	MAIL=./post run -0 nightly.sh cur
	[ "$(find . -name 'mail.*' | wc -l)" -eq "$n" ]
}

@test "the units are good units, the crontab has the same commands" {
	run -0 grep -h ^ExecStart= "$FOC_TOP"/examples/systemd/*.service
	for line in "${lines[@]}"; do
		grep -qF "${line#ExecStart=}" "$FOC_TOP/examples/crontab"
	done
	command -v systemd-analyze >/dev/null || skip "no systemd"
	run systemd-analyze verify "$FOC_TOP"/examples/systemd/foc-*
	[ -z "$(grep -v -e 'is not executable' -e 'failed with code 16' \
	    <<<"$output")" ]
	for c in '*-*-* 04:30:00 UTC' 'Mon *-*-* 07:00:00 UTC'; do
		systemd-analyze calendar "$c" >/dev/null
		grep -qF "OnCalendar=$c" "$FOC_TOP"/examples/systemd/*.timer
	done
}

# A workload that is live, with a bill of October and November until the 16th.
weeks() {
	FOC_NOW=2026-10-20T10:00:00Z FOC_ACTOR=priya foc-request new \
	    --name csbot --product "Support Bot" --use-case OPERATIONS \
	    --runtime LAMBDA --estimate-usd 340 >/dev/null
	FOC_NOW=2026-10-21T09:00:00Z as sarah foc-approve grant br-1 \
	    --platform BEDROCK --model claude-haiku-4-5 --account "$A" \
	    --region us-east-1 --rationale ok --estimate-usd 340 >/dev/null
	FOC_NOW=2026-10-22T09:00:00Z implement ts-1 >/dev/null
	FOC_NOW=2026-10-23T00:00:00Z as priya foc-claim csbot >/dev/null
	gencur --period 2026-11 --until 2026-11-16T06:00:00Z --rows 300 \
	    "--role=csbot=$A:$(foc-claim handoff csbot | key role_arn |
	    sed 's,.*/,,')" -o november
	FOC_NOW=2026-11-16T05:00:00Z foc-ingest-cur -q november >/dev/null
}

@test "on Monday the pack of the week is there, and mailed, once" {
	weeks
	export FOC_NOW=2026-11-16T07:00:00Z
	cat >post <<-'P'
		#!/bin/sh
		cat >"mail.$(find . -name 'mail.*' | wc -l)"
	P
	chmod +x post
	mkdir packs
	MAIL=./post run -0 weekly.sh packs
	[ -z "$output" ]
	[ -s packs/2026-W46/MANIFEST ]
	(cd packs/2026-W46 && grep -E '^[0-9a-f]{64} ' MANIFEST |
	    sha256sum -c --quiet)
	[ "$(find . -name 'mail.*' | wc -l)" -eq 1 ]
	grep -q '^Subject: .*csbot' mail.0
	MAIL=./post run -0 weekly.sh packs
	[ -z "$output" ] && [ "$(find . -name 'mail.*' | wc -l)" -eq 1 ]
}

@test "a week that the bill does not reach is nobody's mail yet" {
	weeks
	export FOC_NOW=2026-11-23T07:00:00Z
	mkdir packs
	MAIL=false run -1 weekly.sh packs
	[ -n "$output" ] && [ -z "$(ls packs)" ]
	# Nothing is claimed: nothing to say.
	rm -f "$FOC_DB"
	sandbox 2026-10-20T09:00:00Z
	run -0 weekly.sh packs
	[ -z "$output" ]
}
