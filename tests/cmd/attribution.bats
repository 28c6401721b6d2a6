#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Whose spend it is: callers, CloudTrail, workspaces, tags and shared accounts.

load helpers

A=341153769010
ONE=wrkspc_01AbCdEf23GhIj		# tagged Support Bot
TWO=wrkspc_01Kz8mQw52RtYu		# tagged Document Platform
independent=$FOC_TOP/tests/independent

setup() {
	sandbox 2026-10-20T09:00:00Z
	export FOC_ACTOR=cron FOC_NOW=2026-12-02T05:00:00Z
	cd "$BATS_TEST_TMPDIR"
}

# A month of logs in logs/: two workspaces, three roles and one without claim,
# some hours without calls, some events twice.
logs() {
	mkdir -p logs
	python3 - "$A" "$ONE" "$TWO" <<-'P'
		import gzip, json, random, sys
		account, *places = sys.argv[1:]
		random.seed(20261121)
		for day in range(1, 31):
		    records = []
		    for hour in range(24):
		        for place in places:
		            for role in ("finops-a-1234", "finops-b-5678",
		                         "finops-c-9abc", "other"):
		                for i in range(random.choice((0, 0, 1, 2, 7))):
		                    if hour % 7 == 3 and place == places[0]:
		                        continue
		                    records.append({
		  "eventID": "%d-%d-%s-%s-%d" % (day, hour, place, role, i),
		  "eventTime": "2026-11-%02dT%02d:%02d:00Z" % (day, hour, i * 7),
		  "eventSource": "aws-external-anthropic.amazonaws.com",
		  "eventName": random.choice(("CreateInference",
		      "CreateInference", "CreateBatchInference")),
		  "recipientAccountId": account,
		  "userIdentity": {"arn": "arn:aws:sts::%s:assumed-role/%s/s" %
		      (account, role), "sessionContext": {"sessionIssuer": {
		      "arn": "arn:aws:iam::%s:role/%s" % (account, role)}}},
		  "resources": [{"ARN": "arn:aws:aws-external-anthropic:us-west-2:"
		      "%s:workspace/%s" % (account, place)}]})
		    records += records[::5]
		    random.shuffle(records)
		    with gzip.open("logs/%02d.json.gz" % day, "wt") as f:
		        json.dump({"Records": records}, f)
	P
}

describe() {
	cat >d.json <<-J
	{"products": {"a": "Support Bot", "b": "Document Platform",
	  "c": "Engineering Assistant"},
	 "claims": [
	  {"workload": "a", "kind": "ROLE", "account": "$A",
	   "value": "arn:aws:iam::$A:role/finops-a-1234",
	   "from": "2026-11-05T12:30:00Z", "to": null},
	  {"workload": "b", "kind": "ROLE", "account": "$A",
	   "value": "arn:aws:iam::$A:role/finops-b-5678",
	   "from": "2026-11-03T00:00:00Z", "to": "2026-11-20T06:00:00Z"},
	  {"workload": "c", "kind": "ROLE", "account": "$A",
	   "value": "arn:aws:iam::$A:role/finops-c-9abc",
	   "from": "2026-11-10T00:00:00Z", "to": null},
	  {"workload": "b", "kind": "WORKSPACE", "account": "$A",
	   "value": "$ONE", "from": "2026-11-12T00:00:00Z", "to": null},
	  {"workload": "c", "kind": "WORKSPACE", "account": "$A",
	   "value": "$ONE", "from": "2026-11-24T00:00:00Z", "to": null}],
	 "shared": {"$A": ["Support Bot", "Document Platform"],
	  "222233334444": ["Support Bot", "Document Platform",
	   "Engineering Assistant"]},
	 "nodes": [{"level": 1, "name": "Retail"},
	  {"level": 2, "name": "Engineering"},
	  {"level": 3, "name": "Customer Care"},
	  {"level": 3, "name": "Developer Productivity"},
	  {"level": 4, "name": "Support Bot"},
	  {"level": 4, "name": "Document Platform"},
	  {"level": 4, "name": "Engineering Assistant"}]}
	J
	python3 "$independent/attribution.py" d.json --sql | sqlite3 "$FOC_DB"
}

# What foc says, as attribution.py prints it.
by_owner() {
	foc-workload usage --by hour --month 2026-11 | python3 -c '
import json, sys
from decimal import Decimal as D
sums = {}
for line in sys.stdin:
    r = json.loads(line, parse_float=D, parse_int=D)
    path = [v for v in (r["path"] or {}).values() if v]
    owner = r["workload"] or (path[-1] if path else "-")
    k = (r["hour"], r["account"], r["source"], r["layer"], owner)
    sums[k] = sums.get(k, D(0)) + r["cost_usd"]
for k, v in sorted(sums.items()):
    print(*k[:4], k[4].replace(" ", "_"), int(v * 10 ** 10))'
}

@test "a month with logs, claims and tags: foc and Decimal agree to the last digit" {
	gencur --rows 12000 --role a=$A:finops-a-1234 \
	    --role b=$A:finops-b-5678 -o x
	logs
	describe
	foc-ingest-cur -q x >/dev/null
	run -0 --separate-stderr foc-ingest-trail logs
	jq -e '.files == 30 and .duplicates > 0 and
	    (.workspaces | length) == 2' <<<"$output"
	trails=()
	for f in logs/*; do
		trails+=(--trail "$f")
	done
	python3 "$independent/attribution.py" d.json "${trails[@]}" \
	    x/metadata/*/*-Manifest.json >theirs
	by_owner >ours
	for layer in PRINCIPAL CLOUDTRAIL WORKSPACE TAG POOL NONE; do
		grep -q " $layer " theirs || { echo "no $layer"; false; }
	done
	diff theirs ours >d || { head -20 d; false; }
	[ "$(awk '{ s += $6 } END { printf "%.0f", s }' ours)" = \
	    "$(sqlite3 "$FOC_DB" "SELECT spend_usd FROM load")" ]
	# Files in another order, days in another: the same bytes.
	first=$(foc-workload usage --by hour --month 2026-11 | sha256sum)
	sqlite3 "$FOC_DB" "DELETE FROM trail_call; DELETE FROM trail_event"
	files=(logs/*)
	for ((i = ${#files[@]} - 1; i >= 0; i--)); do
		foc-ingest-trail -q "${files[i]}" >/dev/null
	done
	[ "$(foc-workload usage --by hour --month 2026-11 | sha256sum)" = \
	    "$first" ]
}

# --- five workloads in an account that two budgets share

# owned: what each owner has, in units of 1e-10 dollars.
owned() {
	by_owner | awk '{ k = $3 " " $5; s[k] += $6 }
	    END { for (k in s) printf "%s %.0f\n", k, s[k] }' | sort
}

@test "claiming one of five moves exactly its spend out of the pool" {
	local w roles=() spent pool1 pool2 total
	for w in one two three four five; do
		roles+=(--role "$w=$A:finops-$w-0000")
	done
	gencur --rows 1 "${roles[@]}" --truth truth.json -o x
	foc-ingest-cur -q x >/dev/null
	# Before: all of it is shared, cell by cell, in two.
	[ "$(owned | cut -d' ' -f1 | sort -u | grep -c WORKLOAD)" -eq 0 ]
	cat >d.json <<-J
		{"products": {"three": "Support Bot"}, "shared": {}, "nodes": [],
		 "claims": [{"workload": "three", "kind": "ROLE",
		  "value": "arn:aws:iam::$A:role/finops-three-0000",
		  "account": "$A", "from": "2026-11-01", "to": null}]}
	J
	owned >before
	python3 "$independent/attribution.py" d.json --sql | sqlite3 "$FOC_DB"
	owned >after
	spent=$(python3 "$independent/recompute.py" \
	    x/metadata/*/*-Manifest.json | jq -r \
	    ".by_role[\"$A:finops-three-0000\"]" | python3 -c \
	    'from decimal import Decimal as D; print(int(D(input()) * 10**10))')
	[ "$spent" -gt 0 ]
	[ "$(awk '/^WORKLOAD three / { print $3 }' after)" = "$spent" ]
	pool1=$(awk '/^POOL/ { s += $3 } END { printf "%.0f", s }' before)
	pool2=$(awk '/^POOL/ { s += $3 } END { printf "%.0f", s }' after)
	[ $((pool1 - pool2)) -eq "$spent" ]
	# Nobody else's is touched, and all of it is there.
	diff <(grep -v '^POOL\|^WORKLOAD' before) \
	    <(grep -v '^POOL\|^WORKLOAD' after)
	total=$(awk '{ s += $3 } END { printf "%.0f", s }' after)
	[ "$total" = "$(sqlite3 "$FOC_DB" "SELECT spend_usd FROM load")" ]
	# Even: in this account the budgets differ by a unit a cell at most.
	foc-workload usage --by hour --month 2026-11 | jq -r "select(.source ==
	    \"POOL\" and .account == \"$A\") | .product" | sort | uniq -c >n
	by_owner | awk -v a=$A '$2 == a && $3 == "POOL" { s[$5] += $6 }
	    END { d = s["Support_Bot"] - s["Document_Platform"];
	    printf "%.0f\n", d < 0 ? -d : d }' >difference
	[ "$(cat difference)" -le "$(awk '{ s += $1 } END { print s }' n)" ]
}

# --- what was known when

@test "as of a time before its log was read, a call is not known" {
	gencur --rows 3000 -o x
	logs
	describe
	# What is made with SQL has no event: say that it was there.
	for o in wl-a wl-b wl-c an-1 an-2 an-3 an-4 an-5; do
		sqlite3 "$FOC_DB" "INSERT INTO audit (seq, at, actor, uid,
		    role, verb, object, prev, hash) SELECT max(seq) + 1,
		    max(at), 'x', 0, 'x', 'claim', '$o', randomblob(32),
		    randomblob(32) FROM audit"
	done
	foc-ingest-cur -q x >/dev/null
	before=$(foc-workload usage a --month 2026-11 | sha256sum)
	now=$FOC_NOW
	FOC_NOW=2026-12-03T05:00:00Z foc-ingest-trail -q logs >/dev/null
	export FOC_NOW=2026-12-04T05:00:00Z
	[ "$(foc-workload usage a --month 2026-11 | sha256sum)" != "$before" ]
	[ "$(foc-workload usage a --month 2026-11 --as-of $now | sha256sum)" \
	    = "$before" ]
	run -0 bash -c "foc-workload usage a --month 2026-11 --as-of \
	    2026-12-03T06:00:00Z | jq -r .layer | sort -u"
	[[ $output == *CLOUDTRAIL* ]]
}
