#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# The record of decisions: what the programs, and what a shell can do to it.

load helpers

setup() {
	sandbox
	as priya foc-request new --name csbot --product "Support Bot" \
	    --use-case OPERATIONS --runtime LAMBDA --estimate-usd 340 \
	    >/dev/null
}

# Change the file as somebody with the sqlite3 shell and time would.
tamper() {
	sqlite3 "$FOC_DB" "DROP TRIGGER audit_no_update;
	    DROP TRIGGER audit_no_delete; DROP TRIGGER audit_only_append; $1"
}

@test "every decision is an event, in order, chained" {
	run -0 foc-audit log
	[ "$(jq -s 'map(.seq) == [range(length)]' <<<"$output")" = true ]
	[ "$(jq -s 'map(.verb) | contains(["init", "submit"])' \
	    <<<"$output")" = true ]
	run -0 foc-audit verify
	[ "$(key result <<<"$output")" = WHOLE ]
}

@test "the story of a workload holds the events of its request" {
	run -0 foc-audit log csbot
	[ "$(jq -s 'map(.object) | index("br-1") != null' \
	    <<<"$output")" = true ]
	run -0 foc-audit log br-1
	[ "${#lines[@]}" -eq 1 ]
}

@test "show tells the story of a request to a person" {
	at 2099-10-27T10:00:00Z as sarah foc-approve reject br-1 \
	    --rationale $'who uses it?\e[31m' >/dev/null
	run -0 foc-audit show br-1 --format text
	output=${output//user $(id -u))/user 0)}
	[ "$output" = "SANDBOX

$(foc-audit log br-1 | jq -r 'select(.verb == "submit") | .at')  event 3
    priya (product-owner, user 0) submitted request br-1: PENDING_REVIEW.

2099-10-27T10:00:00Z  event 4
    sarah (finops-lead, user 0) rejected request br-1, from PENDING_REVIEW to
    REJECTED.
    Why: who uses it?\\x1B[31m" ] || { echo "$output"; false; }
	# records where nobody looks
	run -0 foc-audit show br-1
	[ "$(jq -s 'map(.kind) | unique == ["event"]' <<<"$output")" = true ]
}

@test "show has what belongs to a request and to a workload" {
	as sarah foc-approve grant br-1 --platform BEDROCK --model \
	    claude-haiku-4-5 --account 341153769010 --region us-east-1 \
	    --rationale trial >/dev/null
	[ "$(foc-audit show br-1 | jq -r .object | sort -u | tr '\n' ' ')" = \
	    "an-1 br-1 sc-1 ts-1 " ]
	[ "$(foc-audit show csbot | jq -r .object | sort -u | tr '\n' ' ')" = \
	    "an-1 br-1 sc-1 ts-1 wl-csbot " ]
	[ "$(foc-audit show ts-1 org | jq -r .object | tr '\n' ' ')" = \
	    "ts-1 org " ]
	run -1 foc-audit show ts-1 ts-9
	[[ $output == *"foc-audit: ts-9: no event speaks of it; foc-audit log\
 lists those there are"* ]]
	run -2 foc-audit show
}

@test "the shell cannot update, delete, replace or insert events" {
	for s in "UPDATE audit SET actor = 'x'" "DELETE FROM audit" \
	    "REPLACE INTO audit SELECT * FROM audit WHERE seq = 1" \
	    "INSERT INTO audit SELECT 99, at, actor, uid, login_uid, role,
	     verb, object, before, after, rationale, digest, prev,
	     zeroblob(32) FROM audit WHERE seq = 1"; do
		run ! sqlite3 "$FOC_DB" "PRAGMA recursive_triggers = ON; $s"
	done
	run -0 foc-audit verify
}

@test "an edited event is found, with its number" {
	tamper "UPDATE audit SET rationale = 'other' WHERE seq = 1"
	run -1 foc-audit verify
	[[ $output == *"event 1:"* ]]
}

@test "a deleted event is found" {
	tamper "DELETE FROM audit WHERE seq = 1"
	run -1 foc-audit verify
	[[ $output == *"event 1:"* ]]
}

@test "a row changed behind the programs' back is found" {
	sqlite3 "$FOC_DB" "UPDATE request SET requested_usd = 1 WHERE id = 'br-1'"
	run -1 foc-audit verify
	[[ $output == *"br-1:"* ]]
	run -1 foc-db check
}

@test "what was put behind a NUL is found, in events and in rows" {
	for s in "UPDATE audit SET rationale = 'x' || char(0) WHERE seq = 1" \
	    "UPDATE audit SET actor = actor || char(0) || 'x' WHERE seq = 1" \
	    "UPDATE audit SET digest = x'00' WHERE seq = 1"; do
		cp "$FOC_DB" "$BATS_TEST_TMPDIR/t.db"
		FOC_DB=$BATS_TEST_TMPDIR/t.db tamper "$s"
		run -1 foc-audit verify --db "$BATS_TEST_TMPDIR/t.db"
		[[ $output == *"event "*": was changed after it was\
 written; foc-db restore brings a backup back" ]]
	done
	for s in "request SET description = char(0)" \
	    "account SET name = name || char(0) || 'x'" \
	    "workload SET control = control || char(0)"; do
		cp "$FOC_DB" "$BATS_TEST_TMPDIR/t.db"
		sqlite3 "$BATS_TEST_TMPDIR/t.db" "PRAGMA ignore_check_constraints
		    = ON; UPDATE $s"
		run -1 foc-audit verify --db "$BATS_TEST_TMPDIR/t.db"
		[[ $output == *": was changed outside the programs"* ]]
	done
}

@test "a gap that nobody recorded is found" {
	sqlite3 "$FOC_DB" "INSERT INTO gap VALUES (1, 'gp-1', 'ATTRIBUTION',
	    'UNATTRIBUTED_SPEND', 'k', 'ACTIVE', '', '', '', '', '', '', '',
	    NULL, 0, NULL)"
	run -1 foc-audit verify
	[[ $output == *"gp-1: no event speaks of it; foc-db restore brings a\
 backup back" ]]
}

@test "a role, a policy or a share changed behind their back is found" {
	for s in "INSERT INTO person_role VALUES ('priya', 'finops-lead')" \
	    "UPDATE policy SET value = '99' WHERE key = 'sla_days.normal'" \
	    "UPDATE account_share SET valid_from = 5"; do
		cp "$FOC_DB" "$BATS_TEST_TMPDIR/t.db"
		sqlite3 "$BATS_TEST_TMPDIR/t.db" "$s"
		run -1 foc-audit verify --db "$BATS_TEST_TMPDIR/t.db"
		[[ $output == *"org: was changed"* ]]
	done
}

@test "a reader's slow reader holds no writer up" {
	(foc-price list; foc-audit log) | (sleep 3; cat >/dev/null) &
	sleep 0.5
	run -0 as priya foc-request new --wait 1 --name fast \
	    --product "Support Bot" --use-case OPERATIONS --runtime LAMBDA \
	    --estimate-usd 1
	wait
}

@test "a row that nobody decided is found" {
	sqlite3 "$FOC_DB" "INSERT INTO workload SELECT 'ghost', product,
	    created_at, control, live_since, map_id, map_method
	    FROM workload"
	run -1 foc-audit verify
	[[ $output == *ghost* ]]
}

@test "a head taken earlier shows a cut and a rewritten history" {
	foc-audit head >"$BATS_TEST_TMPDIR/head"
	run -0 foc-audit verify --head "$BATS_TEST_TMPDIR/head"
	tamper "DELETE FROM audit WHERE object IN ('br-1', 'wl-csbot');
	    DELETE FROM request; DELETE FROM workload"
	run -0 foc-audit verify
	run -1 foc-audit verify --head "$BATS_TEST_TMPDIR/head"
}

@test "a backup verifies, holds the same, and overwrites nothing" {
	run -0 foc-db backup "$BATS_TEST_TMPDIR/copy.db"
	[ "$(sha256sum <"$BATS_TEST_TMPDIR/copy.db" | cut -d' ' -f1)" = \
	    "$(key sha256 <<<"$output")" ]
	run -0 foc-audit verify --db "$BATS_TEST_TMPDIR/copy.db"
	diff <(sqlite3 "$FOC_DB" .dump | sort) \
	    <(sqlite3 "$BATS_TEST_TMPDIR/copy.db" .dump | sort)
	run -1 foc-db backup "$BATS_TEST_TMPDIR/copy.db"
}

@test "FOC_ACTOR and FOC_NOW count only in a sandbox" {
	real="$BATS_TEST_TMPDIR/real.db"
	sed "s/unix: \[priya\]/unix: [$(id -un)]/" \
	    "$FOC_TOP/examples/foc.yaml" >"$BATS_TEST_TMPDIR/foc.yaml"
	run -0 foc-init --db "$real" "$BATS_TEST_TMPDIR/foc.yaml"
	FOC_ACTOR=sarah FOC_NOW=2020-01-01T00:00:00Z foc-request --db "$real" \
	    new --name real --product "Support Bot" --use-case OPERATIONS \
	    --runtime LAMBDA --estimate-usd 1
	run -0 foc-audit log --db "$real" br-1
	[ "$(key actor <<<"$output")" = priya ]
	[[ $(key at <<<"$output") > 2026 ]]
}
