#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# check-chargeback.sh ROWS SEED...: for each seed a generated month of about
# ROWS lines, all AI, half a dozen claims, tags and a pool; foc-chargeback and
# the recomputation must print the same rows, amounts and cents.
set -euo pipefail

rows=$1
shift
here=$FOC_TOP/tests/independent
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export FOC_ACTOR=cron FOC_NOW=2026-12-20T05:00:00Z FOC_DB=$dir/foc.db
export LC_ALL=C TZ=UTC
A=341153769010

cat >d.json <<J
{"payer": "012345678901",
 "products": {"a": "Support Bot", "b": "Document Platform",
  "c": "Engineering Assistant"},
 "claims": [
  {"workload": "a", "kind": "ROLE", "account": "$A",
   "value": "arn:aws:iam::$A:role/finops-a-1234",
   "from": "2026-11-05T12:30:00Z", "to": null},
  {"workload": "b", "kind": "ROLE", "account": "$A",
   "value": "arn:aws:iam::$A:role/finops-b-5678",
   "from": "2026-11-03T00:00:00Z", "to": "2026-11-20T06:00:00Z"},
  {"workload": "b", "kind": "WORKSPACE", "account": "$A",
   "value": "wrkspc_01AbCdEf23GhIj", "from": "2026-11-12T00:00:00Z",
   "to": null}],
 "shared": {"$A": ["Support Bot", "Document Platform"],
  "222233334444": ["Support Bot", "Document Platform",
   "Engineering Assistant"]},
 "nodes": [{"level": 1, "name": "Retail"},
  {"level": 2, "name": "Engineering", "parent": "Retail"},
  {"level": 3, "name": "Customer Care", "parent": "Engineering"},
  {"level": 3, "name": "Developer Productivity", "parent": "Engineering"},
  {"level": 4, "name": "Support Bot", "parent": "Customer Care"},
  {"level": 4, "name": "Document Platform", "parent": "Customer Care"},
  {"level": 4, "name": "Engineering Assistant",
   "parent": "Developer Productivity"}]}
J

# What foc says, as chargeback.py prints it.
as_lines() {
	python3 -c '
import json, sys
from decimal import Decimal as D
for line in sys.stdin:
    r = json.loads(line, parse_float=D, parse_int=D)
    print("|".join(r[k] or "" for k in ("e1", "e2", "e3", "e4", "workload",
        "source", "layer", "payer", "account", "platform", "model")),
        int(r["amount_usd"] * 10 ** 10), int(r["amount_rounded_usd"] * 100))'
}

for seed; do
	rm -rf foc.db x
	FOC_NOW=2026-10-20T09:00:00Z foc-init --sandbox \
	    "$FOC_TOP/examples/foc.yaml" >/dev/null
	gencur --rows "$rows" --ai-percent 100 --seed "$seed" \
	    --role "a=$A:finops-a-1234" --role "b=$A:finops-b-5678" \
	    --level 1 -o x
	python3 "$here/attribution.py" d.json --sql | sqlite3 foc.db
	foc-ingest-cur -q x >load
	foc-chargeback --month 2026-11 --draft -q | as_lines >ours
	python3 "$here/chargeback.py" d.json x/metadata/*/*-Manifest.json >theirs
	diff theirs ours >differ || {
		head -n 20 differ
		exit 1
	}
	for source in WORKLOAD TAG POOL UNALLOCATED; do
		grep -q "|$source|" ours || { echo "no $source"; exit 1; }
	done
	foc-chargeback reconcile --month 2026-11 >/dev/null
	awk -v seed="$seed" -v lines="$(jq .ai_rows load)" '
	    { usd += $(NF - 1); cents += $NF }
	    END { printf "seed %d: %d AI lines, %d rows, %.10f dollars, %.2f " \
	        "in cents: the same\n", seed, lines, NR, usd / 1e10, cents / 100
	    }' ours
done
