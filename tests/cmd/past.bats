#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# --as-of: what was printed at a time is printed again, byte for byte, for
# that time, whatever happened since; or it is refused.

load helpers

# Every answer that has a past, as it is at time $1, into directory $2.
answers() {
	local t=$1 dir=$2
	shift 2
	mkdir -p "$dir"
	ask() {
		local name=$1
		shift
		FOC_NOW=${asking:-$t} "$@" "${how[@]}" >"$dir/$name" \
		    2>"$dir/$name.err" || echo "status $?" >>"$dir/$name"
	}
	how=("$@")
	ask requests foc-request list
	ask pending foc-request list --state PENDING_REVIEW
	ask request foc-request show br-1
	ask queue foc-approve queue
	ask scopes foc-approve scopes
	ask tasks foc-task list
	ask task foc-task show ts-1
	ask ready foc-claim list
	ask anchors foc-claim list csbot
	ask wishes foc-request list --model-access
	ask workloads foc-workload list --header --month 2026-10
	ask workload foc-workload show csbot
	ask usage foc-workload usage
	ask hours foc-workload usage csbot --by hour --from 2026-10-05 \
	    --to 2026-10-06
	ask cards foc-spendcard list
	ask card foc-spendcard show csbot --allow-stale
	ask audit foc-audit log
	ask story foc-audit show csbot
	ask head foc-audit head
}

# A moment: the time goes into `moments`, the answers into now/TIME.
moment() {
	moments+=("$1")
	answers "$1" "$BATS_TEST_TMPDIR/now/$1"
}

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
}

do_at() {
	local t=$1 who=$2
	shift 2
	FOC_NOW=$t FOC_ACTOR=$who "$@" >/dev/null
}

# From a request to signed cards, over two deliveries, with a moment after
# each act.
events_of_a_year() {
	sandbox 2026-09-27T08:00:00Z
	moments=()
	do_at 2026-09-28T09:00:00Z priya foc-request new --name csbot \
	    --product "Support Bot" --use-case OPERATIONS --runtime LAMBDA \
	    --estimate-usd 340
	moment 2026-09-28T09:00:00Z
	do_at 2026-09-28T10:00:00Z marco foc-request new --name gone \
	    --product "Engineering Assistant" --use-case OPERATIONS \
	    --runtime ECS --estimate-usd 500
	moment 2026-09-28T10:00:00Z
	do_at 2026-09-29T10:00:00Z sarah foc-approve grant br-1 --platform \
	    BEDROCK --model claude-haiku-4-5 --account 341153769010 \
	    --region us-east-1,us-west-2 --estimate-usd 300 \
	    --priority PRIORITY --rationale "smallest that will do"
	moment 2026-09-29T10:00:00Z
	do_at 2026-09-29T11:00:00Z sarah foc-approve reject br-2 \
	    --rationale "say who uses it"
	moment 2026-09-29T11:00:00Z
	do_at 2026-09-29T12:00:00Z marco foc-request withdraw br-2 \
	    --reason "not this year"
	moment 2026-09-29T12:00:00Z
	arn=$(foc-task show ts-1 | key role_arn)
	for task in ts-1 ts-2; do
		h=2026-09-30T0$((7 + ${task#ts-}))
		do_at $h:01:00Z eli foc-task step $task 1
		moment $h:01:00Z
		do_at $h:11:00Z eli foc-task step $task \
		    2 --artefact "role_arn=$arn"
		do_at $h:21:00Z eli foc-task step $task \
		    3 --artefact policy_applied=true
		moment $h:21:00Z
		do_at $h:31:00Z eli foc-task complete \
		    $task
		moment $h:31:00Z
	done
	do_at 2026-10-02T00:00:00Z priya foc-claim csbot \
	    --since 2026-10-01T00:00:00Z
	moment 2026-10-02T00:00:00Z
	role=${arn##*/}
	gencur --period 2026-10 --until 2026-10-20T00:00:00Z --rows 1500 \
	    --role "csbot=341153769010:$role" --deliveries 2 \
	    --mode create-new -o october >/dev/null
	first=$(find october/metadata -mindepth 3 -name '*-Manifest.json' |
	    sort | head -n 1)
	do_at 2026-10-12T05:00:00Z cron foc-ingest-cur "$first"
	moment 2026-10-12T05:00:00Z
	do_at 2026-10-12T06:00:00Z cron foc-spendcard generate \
	    --week 2026-W41
	moment 2026-10-12T06:00:00Z
	do_at 2026-10-13T06:00:00Z sarah foc-workload estimate csbot \
	    --usd 900 --rationale "twice the users"
	moment 2026-10-13T06:00:00Z
	do_at 2026-10-20T05:00:00Z cron foc-ingest-cur october
	moment 2026-10-20T05:00:00Z
	do_at 2026-10-20T06:00:00Z cron foc-spendcard generate \
	    --week 2026-W41
	do_at 2026-10-20T06:00:00Z cron foc-spendcard generate \
	    --week 2026-W42
	moment 2026-10-20T06:00:00Z
	card=$(FOC_NOW=2026-10-20T06:00:00Z foc-spendcard list |
	    jq -r 'select(.state == "PENDING_OWNER") | .id' | head -n 1)
	do_at 2026-10-21T06:00:00Z priya foc-spendcard accept "$card"
	moment 2026-10-21T06:00:00Z
	do_at 2026-10-22T06:00:00Z priya foc-claim amend an-1 \
	    --since 2026-10-05 --reason "it began on Monday"
	moment 2026-10-22T06:00:00Z
	do_at 2026-10-23T06:00:00Z priya foc-claim csbot --guardrail \
	    arn:aws:bedrock:us-east-1:341153769010:guardrail/abc123
	do_at 2026-10-23T07:00:00Z priya foc-request model-access \
	    --model gpt-9 --wish "to compare"
	moment 2026-10-23T07:00:00Z
	do_at 2026-10-24T06:00:00Z priya foc-claim release an-2 \
	    --reason "another team's"
	do_at 2026-10-24T07:00:00Z sarah foc-approve reject ma-1 \
	    --rationale "there is none"
	moment 2026-10-24T07:00:00Z
	do_at 2026-10-25T06:00:00Z priya foc-request retire br-1 \
	    --reason "replaced"
	moment 2026-10-25T06:00:00Z
}

@test "as of any moment: the same bytes as were printed then" {
	events_of_a_year
	asking=2026-12-01T00:00:00Z
	bad=0
	for t in "${moments[@]}"; do
		answers "$t" "then/$t" --as-of "$t"
		diff -r "now/$t" "then/$t" >"diff.$t" ||
		    { echo "as of $t:"; head -c 3000 "diff.$t"; bad=1; }
	done
	[ "$bad" -eq 0 ]
	# and there was something to see in each
	[ "$(cat now/*/requests | jq -r .state | sort -u | wc -l)" -ge 7 ]
	[ "$(cat now/*/tasks | jq -r .state | sort -u | wc -l)" -eq 3 ]
	[ "$(cat now/*/cards | jq -r .state | sort -u | wc -l)" -ge 2 ]
	[ "$(cat now/*/workload | jq -r .mtd_usd | sort -u | wc -l)" -ge 3 ]
	[ "$(cat now/*/workload | jq -r .confirmed_usd | sort -u | wc -l)" \
	    -ge 3 ]
}

@test "between two moments it is as after the first" {
	events_of_a_year
	FOC_NOW=2026-12-01T00:00:00Z foc-task list \
	    --as-of 2026-09-30T09:29:59Z >between
	FOC_NOW=2026-12-01T00:00:00Z foc-task list \
	    --as-of 2026-09-30T09:21:00Z >after
	cmp between after
	run -0 at 2026-12-01 foc-workload show csbot --as-of 2026-09-29T00:00:00Z
	[ "$(key status <<<"$output")" = PENDING_REVIEW ]
	[ "$(key confirmed_usd <<<"$output")" = null ]
}

@test "what was asked before it was asked anew is shown again" {
	sandbox
	do_at 2026-11-01T09:00:00Z priya foc-request new --name csbot \
	    --product "Support Bot" --use-case OPERATIONS --runtime LAMBDA \
	    --estimate-usd 340 --description first
	FOC_NOW=2026-11-01T09:00:00Z foc-request show br-1 >asked
	do_at 2026-11-02T09:00:00Z sarah foc-approve reject br-1 \
	    --rationale "too dear"
	FOC_NOW=2026-11-02T09:00:00Z foc-request show br-1 >rejected
	do_at 2026-11-04T09:00:00Z priya foc-request resubmit br-1 \
	    --estimate-usd 100 --description second
	at 2026-12-01 foc-request show br-1 --as-of 2026-11-01T09:00:00Z |
	    cmp - asked
	at 2026-12-01 foc-request show br-1 --as-of 2026-11-02T09:00:00Z |
	    cmp - rejected
	[ "$(key requested_usd <asked)" = 340 ]
}

# Two requests; br-1 is granted at noon.
two_requests() {
	sandbox
	for w in csbot other; do
		do_at 2026-11-01T09:00:00Z priya foc-request new --name $w \
		    --product "Support Bot" --use-case OPERATIONS \
		    --runtime LAMBDA --estimate-usd 340
	done
	FOC_NOW=2026-11-01T09:00:00Z foc-request show br-2 >two
	do_at 2026-11-01T12:00:00Z sarah foc-approve grant br-1 \
	    --platform BEDROCK --model nova-pro --account 341153769010 \
	    --region us-east-1 --rationale yes
}

@test "a past that the audit does not prove is left out, and nothing else" {
	two_requests
	# the kept row, then the present one, behind the programs' back
	sqlite3 "$FOC_DB" "UPDATE was_request SET requested_usd = 1"
	run -0 --separate-stderr at 2026-12-01 foc-request list \
	    --as-of 2026-11-01T09:00:00Z
	[ "$output" = "$(cat two)" ]
	[ "$stderr" = "foc-request: --as-of 2026-11-01T09:00:00Z: left out,\
 for what it was cannot be told: br-1" ]
	run -0 --separate-stderr at 2026-12-01 foc-approve scopes \
	    --as-of 2026-11-01T12:00:00Z
	[ "$(key id <<<"$output")" = sc-1 ]
	[ -z "$stderr" ]
}

@test "every kept table has the columns of its table, and both triggers" {
	sandbox
	for t in $(sqlite3 "$FOC_DB" "SELECT substr(name, 5) FROM
	    sqlite_master WHERE type = 'table' AND name GLOB 'was_*'"); do
		[ "$(sqlite3 "$FOC_DB" "SELECT group_concat(name || type)
		    FROM pragma_table_info('$t')")" = "$(sqlite3 "$FOC_DB" \
		    "SELECT group_concat(name || type) FROM
		    pragma_table_info('was_$t') WHERE name NOT GLOB 'was_*'")" ]
		[ "$(sqlite3 "$FOC_DB" "SELECT count(*) FROM sqlite_master
		    WHERE type = 'trigger' AND tbl_name = '$t'
		    AND name GLOB 'was_*'")" = 2 ]
	done
	[ "$t" != "" ]
}

@test "owners of before a later foc.yaml are unknown, shares refuse" {
	events_of_a_year
	sed 's/owner: priya/owner: marco/' "$FOC_TOP/examples/foc.yaml" >y
	do_at 2026-11-20T00:00:00Z sarah foc-org apply y
	run -0 --separate-stderr at 2026-12-01 foc-workload show csbot \
	    --as-of 2026-10-13
	[ "$(jq -c '[.owner, .path["e3"], .product]' <<<"$output")" = \
	    '[null,null,"Support Bot"]' ]
	[[ $stderr == *"foc.yaml was applied since, at 2026-11-20T00:00:00Z"* ]]
	run -1 --separate-stderr at 2026-12-01 foc-workload usage \
	    --as-of 2026-10-13
	[ -z "$output" ]
	[[ $stderr == *"shared accounts before is not kept"* ]]
	run -0 at 2026-12-01 foc-workload usage csbot --as-of 2026-10-13
	run -0 --separate-stderr at 2026-12-01 foc-workload show csbot \
	    --as-of 2026-11-20
	[ "$(key owner <<<"$output")" = marco ]
	[ -z "$stderr" ]
}

@test "the price book of the time, whatever was imported since" {
	sandbox
	sqlite3 "$FOC_DB" "INSERT INTO audit (seq, at, actor, uid, role, verb,
	    object, before, after, prev, hash) SELECT max(seq) + 1, max(at) +
	    60, 'sarah', 0, 'finops-lead', 'import', 'price-book',
	    (SELECT value FROM meta WHERE key = 'price_book'), 'x',
	    randomblob(32), randomblob(32) FROM audit"
	was=$(foc-workload list --header | key price_book)
	sqlite3 "$FOC_DB" "UPDATE meta SET value = 'aws-2026-12-01'
	    WHERE key = 'price_book'"
	[ "$(at 2026-12-01 foc-workload list --header | key price_book)" = \
	    aws-2026-12-01 ]
	[ "$(at 2026-12-01 foc-workload list --header --as-of \
	    2026-10-26T09:00:30Z | key price_book)" = "$was" ]
}

@test "of an anchor, an event that nobody can undo leaves that anchor out" {
	two_requests
	bewitch() {
		sqlite3 "$FOC_DB" "INSERT INTO audit (seq, at, actor, uid,
		    role, verb, object, prev, hash) SELECT max(seq) + 1,
		    max(at) + 60, 'x', 0, 'x', 'bewitch', '$1',
		    randomblob(32), randomblob(32) FROM audit"
	}
	bewitch an-1
	run -0 --separate-stderr at 2026-12-01 foc-claim list csbot \
	    --as-of 2026-11-01T12:00:00Z
	[ -z "$output" ]
	[[ $stderr == *"left out, for what it was cannot be told: an-1" ]]
	run -0 --separate-stderr at 2026-12-01 foc-claim list csbot \
	    --as-of 2026-11-01T12:01:00Z
	[ "$(key id <<<"$output")" = an-1 ]
}

@test "what has no past says so: 1; who writes has none: 2" {
	sandbox
	run -1 at 2026-12-01 foc-request list --as-of 2026-12-02
	[ "$output" = "foc-request: --as-of 2026-12-02T00:00:00Z: is yet to\
 come" ]
	run -1 at 2026-12-01 foc-request list --as-of 2026-01-01
	[ "$output" = "foc-request: --as-of 2026-01-01T00:00:00Z: the file\
 knows nothing before 2026-10-26T09:00:00Z" ]
	for c in "foc-org show" "foc-model list" "foc-price list" \
	    "foc-db stats" "foc-audit verify"; do
		run -1 at 2026-12-01 $c --as-of 2026-11-01
		[[ $output == *"--as-of cannot be answered: what this reads\
 has no history" ]] || { echo "$c"; false; }
	done
	run -2 at 2026-12-01 foc-request new --as-of 2026-11-01
	[[ $output == *"--as-of: this does not only read"* ]]
	run -2 foc-states onboarding --as-of 2026-11-01
	run -2 at 2026-12-01 foc-request list --as-of yesterday
	[[ $output == *"'yesterday' is no day or time"* ]]
}
